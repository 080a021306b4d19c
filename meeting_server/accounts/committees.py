"""Committees and who sits on them: what may stand there, who is on one on a day, and who sees to it."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from meeting_server.accounts.people import LONGEST_NAME, Fault, computes, has_unseen
from meeting_server.meeting.facts.calling import BackupKind
from meeting_server.meeting.ids import PersonId
from meeting_server.meeting.roles import Role

MOST_MEMBERS = 300  # as many seats as a meeting may have


class CommitteeRight(StrEnum):
    """What somebody may do with a committee."""

    KEEP = "keep"  # change its roster and what its meetings begin with
    CALL = "call"  # call a meeting of it


# Administrators keep every committee; of which they call meetings goes by what they are on it, as for all.
_RIGHTS: dict[Role, frozenset[CommitteeRight]] = {
    Role.SECRETARY: frozenset({CommitteeRight.KEEP, CommitteeRight.CALL}),
    Role.CHAIR: frozenset({CommitteeRight.CALL}),
    Role.CONTROLLER: frozenset({CommitteeRight.CALL}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A person on a committee: what for, since when and until when, both days included."""

    person: PersonId
    roles: frozenset[Role]
    office: str = ""  # by which they sit on it (กรรมการโดยตำแหน่ง); empty: the one in the register
    since: date | None = None
    until: date | None = None

    def stands(self, day: date) -> bool:
        """Whether they are on the committee on this day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee:
    """A committee, its roster in order of protocol, and what its meetings begin with."""

    name_th: str
    name_en: str = ""
    agency: str = ""  # empty: of this agency
    place: str = ""
    backup_kind: BackupKind = BackupKind.TELEPHONE
    backup_address: str = ""
    active: bool = True
    roster: tuple[Standing, ...] = ()

    def tidy(self) -> "Committee":
        """The same without spaces round its texts, and with letters composed in one way."""
        return replace(
            self,
            name_th=_plain(self.name_th),
            name_en=_plain(self.name_en),
            agency=_plain(self.agency),
            place=_plain(self.place),
            backup_address=_plain(self.backup_address),
            roster=tuple(replace(each, office=_plain(each.office)) for each in self.roster),
        )


def rights_in(roster: Iterable[Standing], person: PersonId, day: date) -> frozenset[CommitteeRight]:
    """What this person may do with the committee by what they are on it, on this day."""
    own = [each for each in roster if each.person == person and each.stands(day)]
    return frozenset().union(*(_RIGHTS.get(role, frozenset()) for each in own for role in each.roles))


def faults_of(committee: Committee) -> Iterator[tuple[str, int, Fault]]:
    """What is wrong with a tidy committee: the field, the line of the roster (0: none), and the fault."""
    for field, text in (
        ("name_th", committee.name_th),
        ("name_en", committee.name_en),
        ("agency", committee.agency),
        ("place", committee.place),
    ):
        fault = _fault(text, needed=field == "name_th")
        if fault is not None:
            yield field, 0, fault
    # A number with its country begins with a plus.
    fault = _fault(committee.backup_address.removeprefix("+"), needed=False)
    if fault is not None:
        yield "backup_address", 0, fault
    met: set[PersonId] = set()
    for line, each in enumerate(committee.roster, 1):
        fault = _fault(each.office, needed=False)
        if fault is not None:
            yield "office", line, fault
        if not each.roles:
            yield "roles", line, Fault.EMPTY
        if each.since and each.until and each.until < each.since:
            yield "until", line, Fault.ENDS_FIRST
        if each.person in met:
            yield "person", line, Fault.TWICE
        met.add(each.person)


def _fault(text: str, *, needed: bool) -> Fault | None:
    if not text:
        return Fault.EMPTY if needed else None
    if has_unseen(text):
        return Fault.UNSEEN_SIGN
    if len(text) > LONGEST_NAME:
        return Fault.TOO_LONG
    return Fault.COMPUTES if computes(text) else None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip(" ")
