"""What is expected of every address: what is read as `tests/api/test_access.py` says, and what changes something here."""

from collections.abc import Callable
from dataclasses import dataclass

from meeting_server.api.errors import status_of
from meeting_server.meeting.ids import MeetingId
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.roles import Role
from tests.api.test_access import TABLE
from tests.api.test_bad_requests import NEW
from tests.matrix.cast import Situation
from tests.matrix.expectation import from_outside
from tests.people import ARUNEE, CHAI, DARIN, KONG, PIMJAI, THANA, VEERA

# Whoever stands in the table of what may be read for somebody with this role.
LIKE = {
    Role.CHAIR: ARUNEE,
    Role.PRESIDING: ARUNEE,
    Role.MEMBER: THANA,
    Role.SECRETARY: VEERA,
    Role.CONTROLLER: KONG,
    Role.SUPPORT: CHAI,
    Role.PRESENTER: PIMJAI,
    Role.OBSERVER: PIMJAI,
    Role.AUDITOR: DARIN,
    Role.ROOM: PIMJAI,
}
READERS = frozenset({Role.CHAIR, Role.PRESIDING, Role.SECRETARY, Role.CONTROLLER, Role.AUDITOR})
# What they tell of a sitting is for those inside.
_OF_THE_INSIDE = {"/api/meetings/{meeting}/capacity", "/api/meetings/{meeting}/missing"}
_FILE = "/api/meetings/{meeting}/recordings/{seat}/{name}"


@dataclass(frozen=True)
class Answer:
    """A status, and the reason where it is a refusal."""

    status: int
    reason: str | None = None


def refused(reason: Reason) -> Answer:
    """The answer of a refusal."""
    return Answer(status_of(reason), reason.value)


_DOCUMENT = "/api/meetings/{meeting}/documents/{document}/{version}"

_READ_REASONS = {
    401: Reason.NOT_SIGNED_IN,
    403: Reason.NOT_ALLOWED,
    404: Reason.UNKNOWN_FILE,
    409: Reason.NOT_CLOSED,
    410: Reason.MEETING_CLOSED,
}


def read(path: str, role: Role, situation: Situation) -> Answer:
    """What whoever reads this address is told."""
    strange = from_outside(situation) if "{meeting}" in path else None
    if strange is not None:
        return refused(strange)
    who = None if from_outside(situation) is Reason.NOT_SIGNED_IN else LIKE[role]
    status = TABLE[path](who, situation is Situation.CLOSED)
    is_out = situation in (Situation.OUTSIDE, Situation.SUSPENDED)
    if status == 200 and path in _OF_THE_INSIDE and is_out:
        outside = Reason.SUSPENDED if situation is Situation.SUSPENDED else Reason.NOT_ENTERED
        return refused(outside)
    if path == _DOCUMENT and situation in (Situation.SUSPENDED, Situation.OUTSIDE, Situation.INSIDE):
        return refused(_READ_OF_DOCUMENT.get(situation) or _inside(role))
    if status == 200 and path == _FILE:
        return refused(Reason.UNKNOWN_FILE)  # Nothing was recorded in these meetings.
    return Answer(200) if status == 200 else refused(_READ_REASONS[status])


_READ_OF_DOCUMENT = {Situation.SUSPENDED: Reason.SUSPENDED, Situation.OUTSIDE: Reason.NOT_ENTERED}


def _inside(role: Role) -> Reason:
    """There are no documents in these meetings; and whoever never enters is told no more than that."""
    return Reason.NOT_ENTERED if role is Role.AUDITOR else Reason.UNKNOWN_FILE


COMMITTEE: dict[str, object] = {
    "version": 0,
    "name_th": "คณะทำงานตัวอย่าง",
    "name_en": "Example working group",
    "agency": "",
    "place": "ห้องประชุม ๒",
    "backup_kind": "telephone",
    "backup_address": "๐ ๐๐๐๐ ๐๐๐๐",
    "active": True,
    "roster": [],
}
Body = Callable[[MeetingId], dict[str, object] | None]
Expected = Callable[[Role, Situation], Answer]


@dataclass(frozen=True, kw_only=True)
class Door:
    """An address that changes something: what is sent to it, and what each is told."""

    body: Body = lambda _meeting: None
    expected: Expected


def _ticket(_role: Role, situation: Situation) -> Answer:
    strange = from_outside(situation)
    return refused(strange) if strange else Answer(200)


def _copy(role: Role, situation: Situation, done: Answer) -> Answer:
    strange = from_outside(situation)
    if strange is not None:
        return refused(strange)
    if role not in READERS:
        return refused(Reason.NOT_ALLOWED)
    return done if situation is Situation.CLOSED else refused(Reason.NOT_CLOSED)


def _call(_role: Role, situation: Situation) -> Answer:
    """A meeting in which others are to preside and to keep the minutes is not theirs to call."""
    nobody = from_outside(situation) is Reason.NOT_SIGNED_IN
    return refused(Reason.NOT_SIGNED_IN if nobody else Reason.CALLER_HAS_NO_PART)


def _register(_role: Role, situation: Situation) -> Answer:
    """No seat in a meeting lets anybody see to the register of people."""
    nobody = from_outside(situation) is Reason.NOT_SIGNED_IN
    return refused(Reason.NOT_SIGNED_IN if nobody else Reason.NOT_ALLOWED)


# Commands are the other half of the matrix. A new address fails the test until somebody has said here whose it is.
ELSEWHERE = {
    ("POST", "/api/meetings/{meeting}/commands"),
    # Who guesses waits, and who signs out is gone: tests/api/test_sign_in.py and test_attacks.py.
    ("POST", "/api/sign-in"),
    ("DELETE", "/api/sign-in"),
    # Whoever has the link may come to a seat, and is then a visitor: tests/api/test_visits.py.
    ("POST", "/api/meetings/{meeting}/visit"),
    # Only the support officer's deed, and then whoever has the link: tests/api/test_links.py.
    ("POST", "/api/meetings/{meeting}/links"),
    ("DELETE", "/api/meetings/{meeting}/links/{seat}"),
    ("POST", "/api/links/look"),
    ("POST", "/api/links"),
    # What comes with a file, and who leads through it: tests/api/test_documents.py.
    ("POST", "/api/meetings/{meeting}/documents"),
    ("POST", "/api/meetings/{meeting}/documents/{document}/{version}/page"),
    ("DELETE", "/api/meetings/{meeting}/documents/page"),
    # Where one is signed in is nobody else's: tests/api/test_sessions.py.
    ("DELETE", "/api/me/sessions"),
    ("DELETE", "/api/me/sessions/{session}"),
    # Whoever sees to the register names the agency: tests/api/test_agency.py.
    ("PUT", "/api/agency"),
    # A code follows a password, and what is set up is one's own: tests/api/test_second_factor.py.
    ("POST", "/api/sign-in/code"),
    ("POST", "/api/me/second-factor"),
    ("POST", "/api/me/second-factor/offer"),
    ("POST", "/api/me/second-factor/codes"),
    ("POST", "/api/me/second-factor/code"),
    ("POST", "/api/me/second-factor/end"),
    ("POST", "/api/me/proof"),
    # A passkey answers for itself, and is nobody's but its person's: tests/api/test_passkeys.py.
    ("POST", "/api/passkeys/sign-in/question"),
    ("POST", "/api/passkeys/sign-in"),
    ("POST", "/api/passkeys/question"),
    ("POST", "/api/passkeys"),
    ("DELETE", "/api/passkeys/{credential}"),
    # A way into one's own account, and out of it again: tests/api/test_providers.py.
    ("POST", "/api/providers/{provider}/sign-in"),
    ("POST", "/api/providers/{provider}/link"),
    ("DELETE", "/api/me/providers/{provider}"),
    # The same for who guesses the password of the session they sit at: tests/api/test_register.py.
    ("POST", "/api/me/password"),
}
DOORS: dict[tuple[str, str], Door] = {
    ("POST", "/api/tickets"): Door(body=lambda meeting: {"meeting": meeting}, expected=_ticket),
    ("POST", "/api/meetings"): Door(body=lambda _meeting: NEW, expected=_call),
    ("POST", "/api/register/people"): Door(expected=_register),
    ("POST", "/api/register/table"): Door(expected=_register),
    ("PUT", "/api/register/people/{person}/providers/{provider}"): Door(expected=_register),
    ("DELETE", "/api/register/people/{person}/providers/{provider}"): Door(expected=_register),
    ("POST", "/api/agency/texts/{kind}"): Door(expected=_register),
    ("PUT", "/api/register/people/{person}"): Door(expected=_register),
    ("PUT", "/api/register/people/{person}/standing"): Door(expected=_register),
    ("DELETE", "/api/register/people/{person}/second-factor"): Door(expected=_register),
    ("POST", "/api/register/people/{person}/first-password"): Door(expected=_register),
    ("POST", "/api/register/first-passwords"): Door(expected=_register),
    # Committees are seen to by administrators and their secretaries, of whom none is here: tests/api/test_committees.py.
    ("POST", "/api/committees"): Door(body=lambda _meeting: COMMITTEE, expected=_register),
    ("POST", "/api/committees/roster"): Door(expected=_register),
    ("PUT", "/api/committees/{committee}"): Door(
        body=lambda _meeting: COMMITTEE,
        expected=lambda role, situation: (
            refused(Reason.UNKNOWN_COMMITTEE)
            if _register(role, situation) == refused(Reason.NOT_ALLOWED)
            else _register(role, situation)
        ),
    ),
    # There is nothing in these meetings that a copy could be made of: nothing is begun.
    ("POST", "/api/meetings/{meeting}/copy"): Door(
        expected=lambda role, situation: _copy(role, situation, refused(Reason.UNKNOWN_FILE))
    ),
    ("DELETE", "/api/meetings/{meeting}/copy"): Door(
        expected=lambda role, situation: _copy(role, situation, Answer(204))
    ),
}
