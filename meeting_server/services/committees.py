"""Committees: whoever administers sees to all of them, and a committee's secretary to their own."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta, timezone
from typing import Protocol

import structlog

from meeting_server.accounts.committees import Committee, CommitteeRight, faults_of, rights_in
from meeting_server.accounts.rosters import RosterRead, read_roster
from meeting_server.accounts.sheets import NoTable
from meeting_server.meeting.ids import CommitteeId, PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.commands import fresh
from meeting_server.services.people import Known, People, PersonKept
from meeting_server.services.ports import Clock

_BANGKOK = timezone(timedelta(hours=7))
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A committee as stored; the version moves with every change."""

    id: CommitteeId
    version: int
    committee: Committee


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A committee for somebody: what they may do with it, who is meant, and the last number by year."""

    kept: Kept
    may: frozenset[CommitteeRight]
    people: Mapping[PersonId, PersonKept] = field(repr=False)
    last_numbers: Mapping[int, int]


class CommitteeStore(Protocol):
    """Where committees are stored."""

    async def every(self) -> Sequence[Kept]:
        """Every committee, by name."""
        ...

    async def of(self, person: PersonId) -> Sequence[Kept]:
        """Those on whose roster this person stands."""
        ...

    async def find(self, wanted: CommitteeId) -> Kept | None:
        """One by its id."""
        ...

    async def add(self, added: CommitteeId, committee: Committee) -> None:
        """Add one, with its roster."""
        ...

    async def change(self, wanted: CommitteeId, version: int, committee: Committee) -> None:
        """Replace what was known as this version."""
        ...

    async def last_numbers(self) -> Mapping[tuple[str, int], int]:
        """The highest number given, by body and year."""
        ...


class Committees:
    """The committees of one agency."""

    def __init__(self, store: CommitteeStore, people: People, clock: Clock) -> None:
        self._store = store
        self._people = people
        self._clock = clock

    async def sees_any(self, known: Known) -> bool:
        """Whether there is a committee for this person to see to, or to call a meeting of."""
        return known.administrator or bool(await self._mine(known))

    async def shown(self, known: Known) -> list[Shown]:
        """The committees that this person may do something with."""
        mine = await self._mine(known)
        if not mine:
            return []
        people = {each.person: each for each in await self._people.everyone()}
        numbers = await self._store.last_numbers()
        return [
            Shown(
                kept=kept,
                may=may,
                people={each.person: people[each.person] for each in kept.committee.roster},
                last_numbers={
                    year: last for (body, year), last in numbers.items() if body == kept.committee.name_th
                },
            )
            for kept, may in mine
        ]

    async def add(self, known: Known, committee: Committee) -> CommitteeId:
        """The id of a committee that was added; only an administrator adds one. Raises Refused."""
        if not known.administrator:
            raise Refused(Reason.NOT_ALLOWED)
        added = CommitteeId(fresh("committee"))
        await self._store.add(added, must_be_right(committee))
        _log.info("committee_added", committee=added, by=known.person)
        return added

    async def change(self, known: Known, wanted: CommitteeId, version: int, committee: Committee) -> None:
        """Replace what is known of a committee; raises Refused."""
        kept = await self.must_find(known, wanted, CommitteeRight.KEEP)
        if not known.administrator and (committee.name_th, committee.active) != (
            kept.committee.name_th,
            kept.committee.active,
        ):
            # What it is called, and whether it is still there, is not the secretary's to say.
            raise Refused(Reason.NOT_ALLOWED)
        await self._store.change(wanted, version, must_be_right(committee))
        _log.info("committee_changed", committee=wanted, by=known.person)

    async def must_find(self, known: Known, wanted: CommitteeId, right: CommitteeRight) -> Kept:
        """The committee, for somebody with this right in it; to everybody else it is not there."""
        kept = await self._store.find(wanted)
        if kept is None or right not in self._rights(known, kept):
            raise Refused(Reason.UNKNOWN_COMMITTEE)
        return kept

    async def offices(self, known: Known, wanted: CommitteeId) -> Mapping[PersonId, str]:
        """By which office each sits on it, where it is not their own; for whoever calls a meeting of it."""
        kept = await self._store.find(wanted)
        rights = frozenset[CommitteeRight]() if kept is None else self._rights(known, kept)
        if kept is None or not rights:
            raise Refused(Reason.UNKNOWN_COMMITTEE)
        if CommitteeRight.CALL not in rights:
            raise Refused(Reason.NOT_YOUR_COMMITTEE)
        return {each.person: each.office for each in kept.committee.roster if each.office}

    async def read_roster(self, known: Known, content: bytes) -> RosterRead:
        """Who stands on a roster that is a table, and what is wrong with it; nothing is written. Raises Refused."""
        if (
            not any(CommitteeRight.KEEP in may for _kept, may in await self._mine(known))
            and not known.administrator
        ):
            raise Refused(Reason.NOT_ALLOWED)
        people = {
            each.sign_in_name: each.person
            for each in await self._people.everyone()
            if each.active and not each.guest
        }
        try:
            return await asyncio.to_thread(read_roster, content, people)
        except NoTable as wrong:
            raise Refused(
                Reason.NO_TABLE, why=wrong.why.value, lacking=next(iter(wrong.lacking), None)
            ) from None

    def today(self) -> date:
        """The day in Bangkok."""
        return self._clock.now().astimezone(_BANGKOK).date()

    async def _mine(self, known: Known) -> list[tuple[Kept, frozenset[CommitteeRight]]]:
        found = await (self._store.every() if known.administrator else self._store.of(known.person))
        rights = ((kept, self._rights(known, kept)) for kept in found)
        return [(kept, may) for kept, may in rights if may]

    def _rights(self, known: Known, kept: Kept) -> frozenset[CommitteeRight]:
        keeps = frozenset({CommitteeRight.KEEP}) if known.administrator else frozenset()
        if not kept.committee.active:
            return keeps
        return keeps | rights_in(kept.committee.roster, known.person, self.today())


def must_be_right(committee: Committee) -> Committee:
    """The committee in good order; raises Refused(BAD_DETAILS) with the first field at fault."""
    tidy = committee.tidy()
    for name, line, fault in faults_of(tidy):
        raise Refused(Reason.BAD_DETAILS, field=name, line=line, fault=fault.value)
    return tidy
