"""The register of people, and who sees to it: whoever asks here was found to be an administrator at the door."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog

from meeting_server.accounts.credentials import LEGIBLE
from meeting_server.accounts.people import Details, faults_of
from meeting_server.meeting.ids import PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.passwords import Passwords, weakness_of
from meeting_server.services.people import PersonKept, new_person_id
from meeting_server.services.ports import Clock

MOST_PASSWORDS = 200  # Hashing one takes time, and a longer list is given out in parts anyway.
_GROUPS, _LETTERS = 4, 4
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Somebody's first password, told this once."""

    name: str
    sign_in_name: str
    password: str = field(repr=False)


class Registered(PersonKept, Protocol):
    """A person with everything that the register knows."""

    @property
    def telephone(self) -> str:
        """Where they are called."""
        ...

    @property
    def email(self) -> str:
        """Where they are written to."""
        ...


class PeopleStore(Protocol):
    """Where people and their passwords are stored."""

    async def everyone(self) -> Sequence[Registered]:
        """Every person, by name."""
        ...

    async def by_id(self, wanted: PersonId) -> Registered | None:
        """The person of this id."""
        ...

    async def set_password(
        self, wanted: PersonId, password_hash: str, at: datetime, *, must_change: bool = False
    ) -> None:
        """Replace a person's password."""
        ...


class RegisterStore(Protocol):
    """Where the register is changed."""

    async def add(self, added: Sequence[tuple[PersonId, Details]], at: datetime) -> None:
        """Add these people, all or none."""
        ...

    async def change(self, wanted: PersonId, details: Details) -> None:
        """Change what is known of a person."""
        ...

    async def set_standing(self, wanted: PersonId, *, active: bool, administrator: bool) -> None:
        """Say whether a person may sign in, and whether they administer."""
        ...

    async def with_password(self) -> Collection[PersonId]:
        """Everybody who has a password."""
        ...


class Register:
    """The people of one agency."""

    def __init__(self, people: PeopleStore, store: RegisterStore, passwords: Passwords, clock: Clock) -> None:
        self._people = people
        self._store = store
        self._passwords = passwords
        self._clock = clock

    async def everyone(self) -> Sequence[tuple[Registered, bool]]:
        """Every person, by name, and whether they have a password."""
        with_password = await self._store.with_password()
        return [
            (each, each.person in with_password) for each in await self._people.everyone() if not each.guest
        ]

    async def add(self, by: PersonId, details: Details) -> PersonId:
        """The id of a person who was added, without a password; raises Refused."""
        added = new_person_id()
        await self._store.add([(added, must_be_right(details))], self._clock.now())
        _log.info("person_added", person=added, by=by)
        return added

    async def change(self, by: PersonId, person: PersonId, details: Details) -> None:
        """Change what is known of a person; raises Refused."""
        await self.must_find(person)
        await self._store.change(person, must_be_right(details))
        _log.info("person_changed", person=person, by=by)

    async def set_standing(
        self, by: PersonId, person: PersonId, *, active: bool, administrator: bool
    ) -> None:
        """Say whether a person may sign in, and whether they administer; raises Refused."""
        await self.must_find(person)
        await self._store.set_standing(person, active=active, administrator=administrator)
        _log.info("standing_set", person=person, active=active, administrator=administrator, by=by)

    async def first_password(self, by: PersonId, person: PersonId) -> str:
        """A password for a person to begin with, told once and to be changed at the first sign-in; raises Refused."""
        kept = await self.must_find(person)
        if not kept.active:
            raise Refused(Reason.UNKNOWN_PERSON)
        groups = ("".join(secrets.choice(LEGIBLE) for _ in range(_LETTERS)) for _ in range(_GROUPS))
        password = "-".join(groups)
        await self.set_password(person, password, must_change=True)
        _log.info("first_password_given", person=person, by=by)
        return password

    async def must_need_passwords(self, people: Sequence[PersonId]) -> None:
        """Refuse unless each of them is here and has no password of their own, which a list must never take away."""
        with_password = await self._store.with_password()
        for each in people:
            kept = await self.must_find(each)
            if not kept.active:
                raise Refused(Reason.UNKNOWN_PERSON)
            if each in with_password and not kept.must_change:
                raise Refused(Reason.CHANGED_MEANWHILE)

    async def first_passwords(self, by: PersonId, people: Sequence[PersonId]) -> list[Given]:
        """A password for each of several to begin with, in their order; raises Refused."""
        given = []
        for each in people:
            kept = await self.must_find(each)
            password = await self.first_password(by, each)
            given.append(Given(name=kept.name, sign_in_name=kept.sign_in_name, password=password))
        return given

    def must_be_strong(self, sign_in_name: str, password: str, *, before: str) -> None:
        """Refuse a new password that is weak, or no new one."""
        if password == before:
            raise Refused(Reason.SAME_PASSWORD)
        if weak := weakness_of(password, sign_in_name):
            raise Refused(Reason.WEAK_PASSWORD, why=weak.value)

    async def set_password(self, person: PersonId, password: str, *, must_change: bool = False) -> None:
        """Replace a person's password, and end every session of before."""
        hashed = await self._passwords.hash(password)
        await self._people.set_password(person, hashed, self._clock.now(), must_change=must_change)

    async def must_find(self, person: PersonId) -> Registered:
        """The person of this id; raises Refused(UNKNOWN_PERSON)."""
        kept = await self._people.by_id(person)
        if kept is None or kept.guest:
            raise Refused(Reason.UNKNOWN_PERSON)
        return kept


def must_be_right(details: Details) -> Details:
    """The details in good order; raises Refused(BAD_DETAILS) with the first field at fault."""
    tidy = details.tidy()
    for wrong, fault in faults_of(tidy):
        raise Refused(Reason.BAD_DETAILS, field=wrong.value, fault=fault.value)
    return tidy
