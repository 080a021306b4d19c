"""Taking a table of people into the register: first shown, then exactly what was shown, or nothing."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from meeting_server.accounts.imports import Person, Plan, State, plan
from meeting_server.accounts.people import Details
from meeting_server.accounts.sheets import NoTable, read_sheet
from meeting_server.meeting.ids import PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.people import new_person_id
from meeting_server.services.ports import Clock
from meeting_server.services.register import MOST_PASSWORDS, Given, Register

_log = structlog.get_logger()


class ImportStore(Protocol):
    """Where a table is taken in."""

    async def take_in(
        self,
        added: Sequence[tuple[PersonId, Details]],
        changed: Sequence[tuple[PersonId, Details, Details]],
        at: datetime,
    ) -> None:
        """Add and change, all or none; raises Refused(CHANGED_MEANWHILE)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What was done, and the first passwords that were given."""

    plan: Plan
    given: Sequence[Given]


class Imports:
    """Tables of people, for administrators."""

    def __init__(self, register: Register, store: ImportStore, clock: Clock) -> None:
        self._register = register
        self._store = store
        self._clock = clock

    async def preview(self, content: bytes) -> Plan:
        """What the table would change; raises Refused(NO_TABLE)."""
        people = await self._people()
        try:
            return await asyncio.to_thread(lambda: plan(content, read_sheet(content), people))
        except NoTable as wrong:
            lacking = wrong.lacking[0] if wrong.lacking else None
            raise Refused(Reason.NO_TABLE, why=wrong.why.value, lacking=lacking) from None

    async def take_in(self, by: PersonId, content: bytes, digest: str, *, passwords: bool) -> TakenIn:
        """Do what a preview with this digest showed; raises Refused (CHANGED_MEANWHILE, BAD_DETAILS, TOO_LARGE).

        First passwords come after everybody is there: whoever has none yet when the server stops is given one singly.
        """
        planned = await self.preview(content)
        if planned.digest != digest:
            raise Refused(Reason.CHANGED_MEANWHILE)
        for each in planned.lines:
            for wrong, fault in each.faults:
                raise Refused(Reason.BAD_DETAILS, field=wrong, line=each.first, fault=fault.value)
        if passwords and planned.count(State.NEW) > MOST_PASSWORDS:
            raise Refused(Reason.TOO_LARGE, field="passwords", most=MOST_PASSWORDS)
        seen = {each.person: each.details for each in await self._people()}
        added = [(new_person_id(), each.details) for each in planned.lines if each.state is State.NEW]
        changed = [
            (each.person, seen[each.person], each.details)
            for each in planned.lines
            if each.state is State.CHANGES and each.person in seen
        ]
        await self._store.take_in(added, changed, self._clock.now())
        _log.info("table_taken_in", added=len(added), changed=len(changed), by=by)
        given = await self._register.first_passwords(by, [one for one, _ in added] if passwords else [])
        return TakenIn(plan=planned, given=given)

    async def _people(self) -> list[Person]:
        return [
            Person(
                person=each.person,
                details=Details(
                    sign_in_name=each.sign_in_name,
                    name=each.name,
                    office=each.office,
                    telephone=each.telephone,
                    email=each.email,
                ),
            )
            for each, _has_password in await self._register.everyone()
        ]
