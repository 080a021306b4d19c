"""Accounts: signing in and out, and who is behind a request (ข้อ ๙)."""

import secrets
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Protocol

from meeting_server.accounts.credentials import LONGEST, Attempts
from meeting_server.accounts.sessions import How, Way, fingerprint, is_live, needs_touch
from meeting_server.meeting.ids import PREFIXES, MeetingId, PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.passwords import Passwords
from meeting_server.services.ports import Clock

_FREE_FAILURES_OF_AN_ADDRESS = 30  # A whole office may stand behind one address.
_REMEMBERED = 10_000
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The person behind a request, the fingerprint of the session that says so, and how it was signed in to."""

    person: PersonId
    name: str
    office: str
    session: str
    way: Way
    factors: int
    administrator: bool = False
    must_change: bool = False  # the first password, before anything else
    meeting: MeetingId | None = None  # for which alone the session is good


class People:
    """The people of this server."""

    def __init__(self, store: PeopleStore, passwords: Passwords, clock: Clock) -> None:
        self._store = store
        self._passwords = passwords
        self._clock = clock
        self._attempts: OrderedDict[str, Attempts] = OrderedDict()
        self._guessing: set[str] = set()  # names, and addresses in doubt, of which a guess is being looked at
        self._endings: defaultdict[str, list[Callable[[], None]]] = defaultdict(list)

    async def sign_in(
        self, sign_in_name: str, password: str, address: str, browser: str = ""
    ) -> tuple[str, Known]:
        """A new session's token, and who it stands for.

        Raises Refused: WRONG_PASSWORD for a wrong name and a wrong password alike, TOO_MANY_ATTEMPTS
        (`seconds` to wait) for a name or an address that failed too often.
        """
        kept = await self._whose(sign_in_name.strip().casefold(), password, address)
        return await self.open_session(kept, Way.PASSWORD, browser=browser)

    async def must_know(self, person: PersonId, password: str, address: str) -> PersonKept:
        """The person, who shows once more that they know their password; raises Refused as signing in does."""
        kept = await self._store.by_id(person)
        if kept is None:
            raise Refused(Reason.NOT_SIGNED_IN)
        return await self._whose(kept.sign_in_name, password, address)

    async def _whose(self, name: str, password: str, address: str) -> PersonKept:
        self._must_not_wait(name, address)
        with self._one_guess(name, address):
            kept = await self._store.by_sign_in_name(name)
            stored = await self._store.password_hash(kept.person) if kept else None
            right = len(password) <= LONGEST and await self._passwords.fits(password, stored)
            if kept is None or not right or not kept.active:
                self._note_failure(name, address)
                raise Refused(Reason.WRONG_PASSWORD)
        self._attempts.pop(f"name {name}", None)
        return kept

    async def open_session(
        self,
        kept: PersonKept,
        way: Way,
        *,
        factors: int = 1,
        browser: str = "",
        meeting: MeetingId | None = None,
    ) -> tuple[str, Known]:
        """A session for somebody who has shown who they are: in what way, by how many factors, from what browser.

        With `meeting` it is good for that one alone.
        """
        if not kept.active:
            raise Refused(Reason.NOT_SIGNED_IN)
        token = secrets.token_urlsafe(32)
        session, now = fingerprint(token), self._clock.now()
        how = How(way=way, factors=factors, browser=browser[:_LONGEST_BROWSER], meeting=meeting)
        await self._store.open_session(session, kept.person, now, how)
        return token, _known(kept, session, way, factors, meeting)

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
        person = await self._store.by_id(kept.person)
        if person is None or not person.active:
            raise Refused(Reason.NOT_SIGNED_IN)
        if needs_touch(kept.seen_at, now):
            await self._store.touch(session, now)
        return _known(person, session, Way(kept.way), kept.factors, kept.meeting)

    async def is_signed_in(self, person: PersonId) -> bool:
        """Whether this person is signed in anywhere."""
        now = self._clock.now()
        return any(
            is_live(kept.created_at, kept.seen_at, kept.revoked_at, now)
            for kept in await self._store.sessions_of(person)
        )

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

    def _must_not_wait(self, name: str, address: str) -> None:
        now = self._clock.now()
        waits = (
            self._attempts.get(f"name {name}", Attempts()).wait(now),
            self._attempts.get(f"address {address}", Attempts()).wait(now, _FREE_FAILURES_OF_AN_ADDRESS),
        )
        longest = max(waits)
        if longest:
            raise Refused(Reason.TOO_MANY_ATTEMPTS, seconds=ceil(longest.total_seconds()))

    @contextmanager
    def _one_guess(self, name: str, address: str) -> Iterator[None]:
        """One guess at a name at a time: of many at once, all would be looked at before the first has failed.

        And one from an address that has failed often; an office that has not may come in all together.
        """
        doubted = self._attempts.get(f"address {address}", Attempts())
        keys = {f"name {name}"}
        if doubted.failures >= _FREE_FAILURES_OF_AN_ADDRESS:
            keys.add(f"address {address}")
        if keys & self._guessing:
            raise Refused(Reason.TOO_MANY_ATTEMPTS, seconds=1)
        self._guessing |= keys
        try:
            yield
        finally:
            self._guessing -= keys

    def _note_failure(self, name: str, address: str) -> None:
        # Unknown names are counted like known ones, so that nobody learns here who has an account.
        now = self._clock.now()
        for key in (f"name {name}", f"address {address}"):
            self._attempts[key] = self._attempts.get(key, Attempts()).failed(now)
            self._attempts.move_to_end(key)
        while len(self._attempts) > _REMEMBERED:
            self._attempts.popitem(last=False)


def new_person_id() -> PersonId:
    """An id for a person who is about to be added."""
    return PersonId(f"{PREFIXES['person']}_{secrets.token_urlsafe(16)}")


def _known(kept: PersonKept, session: str, way: Way, factors: int, meeting: str | None = None) -> Known:
    return Known(
        person=kept.person,
        name=kept.name,
        office=kept.office,
        session=session,
        way=way,
        factors=factors,
        administrator=kept.administrator,
        must_change=kept.must_change and way is Way.PASSWORD,
        meeting=MeetingId(meeting) if meeting is not None else None,
    )
