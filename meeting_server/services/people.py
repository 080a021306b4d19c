"""Accounts: signing in and out, and who is behind a request (ข้อ ๙)."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from meeting_server.accounts.credentials import LONGEST
from meeting_server.accounts.second_factor import FRESH
from meeting_server.accounts.sessions import How, Way, fingerprint, is_live, needs_touch
from meeting_server.meeting.ids import PREFIXES, LinkId, MeetingId, PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.guesses import Guesses
from meeting_server.services.passwords import Passwords
from meeting_server.services.ports import Clock

_LONGEST_BROWSER = 300


class PersonKept(Protocol):
    """A person as stored."""

    @property
    def person(self) -> PersonId: ...
    @property
    def sign_in_name(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def office(self) -> str: ...
    @property
    def active(self) -> bool: ...
    @property
    def administrator(self) -> bool: ...
    @property
    def must_change(self) -> bool: ...
    @property
    def guest(self) -> bool: ...


class SessionKept(Protocol):
    """A session as stored; only the fingerprint of its token."""

    @property
    def token_hash(self) -> str: ...
    @property
    def person(self) -> PersonId: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def seen_at(self) -> datetime: ...
    @property
    def revoked_at(self) -> datetime | None: ...
    @property
    def way(self) -> str: ...
    @property
    def factors(self) -> int: ...
    @property
    def browser(self) -> str: ...
    @property
    def meeting(self) -> str | None: ...
    @property
    def link(self) -> str | None: ...
    @property
    def proved_at(self) -> datetime | None: ...


class PeopleStore(Protocol):
    """Where people and sessions are stored."""

    async def by_sign_in_name(self, sign_in_name: str) -> PersonKept | None: ...
    async def by_id(self, wanted: PersonId) -> PersonKept | None: ...
    async def everyone(self) -> Sequence[PersonKept]: ...
    async def password_hash(self, wanted: PersonId) -> str | None: ...
    async def open_session(self, token_hash: str, wanted: PersonId, at: datetime, how: How) -> None: ...
    async def session(self, token_hash: str) -> SessionKept | None: ...
    async def sessions_of(self, wanted: PersonId) -> Sequence[SessionKept]: ...
    async def touch(self, token_hash: str, at: datetime) -> None: ...
    async def revoke(self, token_hash: str, at: datetime) -> None: ...
    async def prove(self, token_hash: str, factors: int, proved_at: datetime) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The person behind a request, the fingerprint of the session that says so, and how it was signed in to."""

    person: PersonId
    name: str
    office: str
    session: str
    way: Way
    factors: int
    proved_at: datetime  # when they last showed by all of them who they are
    administrator: bool = False
    must_change: bool = False  # the first password, before anything else
    meeting: MeetingId | None = None  # for which alone the session is good
    link: LinkId | None = None  # by which they came; the session is good as long as it holds


class People:
    """The people of this server."""

    def __init__(self, store: PeopleStore, passwords: Passwords, clock: Clock) -> None:
        self._store = store
        self._passwords = passwords
        self._clock = clock
        self.guesses = Guesses(clock)
        self._endings: defaultdict[str, list[Callable[[], None]]] = defaultdict(list)

    async def must_be(self, sign_in_name: str, password: str, address: str) -> PersonKept:
        """The person of this name and password, who may still need a second factor.

        Raises Refused: WRONG_PASSWORD for a wrong name and a wrong password alike, TOO_MANY_ATTEMPTS
        (`seconds` to wait) for a name or an address that failed too often.
        """
        name = sign_in_name.strip().casefold()
        of = (
            f"name {name}"  # Unknown ones are counted like known ones: nobody learns here who has an account.
        )
        with self.guesses.one(of, address):
            kept = await self._store.by_sign_in_name(name)
            stored = await self._store.password_hash(kept.person) if kept else None
            right = len(password) <= LONGEST and await self._passwords.fits(password, stored)
            if kept is None or not right or not kept.active:
                self.guesses.failed(of, address)
                raise Refused(Reason.WRONG_PASSWORD)
        self.guesses.forgive(of)
        return kept

    async def must_know(self, person: PersonId, password: str, address: str) -> PersonKept:
        """The person, who shows once more that they know their password; raises Refused.

        As signing in does, but that a wrong one is WRONG_OWN_PASSWORD: whose it is, is known.
        """
        kept = await self._store.by_id(person)
        if kept is None:
            raise Refused(Reason.NOT_SIGNED_IN)
        try:
            return await self.must_be(kept.sign_in_name, password, address)
        except Refused as refused:
            if refused.reason is Reason.WRONG_PASSWORD:
                raise Refused(Reason.WRONG_OWN_PASSWORD) from None
            raise

    async def has_password(self, person: PersonId) -> bool:
        """Whether this person can sign in by a password at all."""
        return await self._store.password_hash(person) is not None

    async def open_session(
        self,
        kept: PersonKept,
        way: Way,
        *,
        factors: int = 1,
        browser: str = "",
        meeting: MeetingId | None = None,
        link: LinkId | None = None,
    ) -> tuple[str, Known]:
        """A session for somebody who has shown who they are: in what way, by how many factors, from what browser.

        With `meeting` it is good for that one alone, with `link` only while that one holds there.
        """
        if not kept.active:
            raise Refused(Reason.NOT_SIGNED_IN)
        token = secrets.token_urlsafe(32)
        session, now = fingerprint(token), self._clock.now()
        how = How(way=way, factors=factors, browser=browser[:_LONGEST_BROWSER], meeting=meeting, link=link)
        await self._store.open_session(session, kept.person, now, how)
        return token, _known(kept, session, how, now)

    async def who(self, token: str | None) -> Known:
        """The person of this session token; raises Refused(NOT_SIGNED_IN)."""
        if not token:
            raise Refused(Reason.NOT_SIGNED_IN)
        return await self.still(fingerprint(token))

    async def still(self, session: str) -> Known:
        """The person of this session, and a note that it is in use; raises Refused(NOT_SIGNED_IN)."""
        now = self._clock.now()
        kept = await self._store.session(session)
        if kept is None or not is_live(kept.created_at, kept.seen_at, kept.revoked_at, now):
            raise Refused(Reason.NOT_SIGNED_IN)
        if kept.way == Way.LINK and kept.link is None:
            raise Refused(
                Reason.NOT_SIGNED_IN
            )  # From before links were told apart: nobody knows which it was.
        person = await self._store.by_id(kept.person)
        if person is None or not person.active:
            raise Refused(Reason.NOT_SIGNED_IN)
        if needs_touch(kept.seen_at, now):
            await self._store.touch(session, now)
        how = How(way=kept.way, factors=kept.factors, meeting=kept.meeting, link=kept.link)
        return _known(person, session, how, kept.proved_at or kept.created_at)

    async def is_signed_in(self, person: PersonId, meeting: MeetingId) -> bool:
        """Whether this person is signed in by anything that is good for this meeting."""
        return any(kept.meeting in (None, meeting) for kept in await self.standing_sessions(person))

    async def sessions_of(self, person: PersonId) -> Sequence[str]:
        """The sessions of this person, by their fingerprints, those that nobody ended."""
        return [kept.token_hash for kept in await self._store.sessions_of(person)]

    async def standing_sessions(self, person: PersonId) -> Sequence[SessionKept]:
        """The sessions of this person that still stand, the newest first."""
        now = self._clock.now()
        kept = await self._store.sessions_of(person)
        standing = [each for each in kept if is_live(each.created_at, each.seen_at, each.revoked_at, now)]
        return sorted(standing, key=lambda each: each.created_at, reverse=True)

    async def visits_to(self, person: PersonId, meeting: MeetingId) -> Sequence[str]:
        """The visits to this person's seat in a meeting, by the fingerprints of their sessions."""
        kept = await self._store.sessions_of(person)
        return [each.token_hash for each in kept if (each.way, each.meeting) == (Way.VISIT, meeting)]

    async def sign_out(self, session: str) -> None:
        """End the session, and every line that was opened with it."""
        await self._store.revoke(session, self._clock.now())
        for ended in tuple(self._endings.get(session, ())):
            ended()

    def when_ended(self, session: str, ended: Callable[[], None]) -> Callable[[], None]:
        """Have `ended` called when the session ends here; answers how to call that off."""
        self._endings[session].append(ended)

        def call_off() -> None:
            self._endings[session].remove(ended)
            if not self._endings[session]:
                del self._endings[session]

        return call_off

    async def everyone(self) -> Sequence[PersonKept]:
        """Everybody with an account, for calling a meeting."""
        return await self._store.everyone()

    async def find(self, person: PersonId) -> PersonKept | None:
        """One person by id."""
        return await self._store.by_id(person)

    async def prove(self, known: Known, *, factors: int, afresh: bool) -> None:
        """Note that whoever is signed in has shown who they are: by so many factors, and `afresh` by all of them."""
        proved_at = self._clock.now() if afresh else known.proved_at
        await self._store.prove(known.session, factors, proved_at)

    def must_be_fresh(self, known: Known) -> None:
        """Raises Refused(PROOF_TOO_OLD) unless they have shown lately who they are."""
        if self._clock.now() - known.proved_at > FRESH:
            raise Refused(Reason.PROOF_TOO_OLD)


def new_person_id() -> PersonId:
    """An id for a person who is about to be added."""
    return PersonId(f"{PREFIXES['person']}_{secrets.token_urlsafe(16)}")


def _known(kept: PersonKept, session: str, how: How, proved_at: datetime) -> Known:
    way = Way(how.way)
    return Known(
        person=kept.person,
        name=kept.name,
        office=kept.office,
        session=session,
        way=way,
        factors=how.factors,
        proved_at=proved_at,
        administrator=kept.administrator,
        must_change=kept.must_change and way is Way.PASSWORD,
        meeting=MeetingId(how.meeting) if how.meeting is not None else None,
        link=LinkId(how.link) if how.link is not None else None,
    )
