"""The sheets of a closed meeting that money follows: who was there when, and who draws the allowance (เบี้ยประชุม)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Protocol

from meeting_server.audit.entry import Entry
from meeting_server.meeting.ids import MeetingId, PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.projections.allowance import Allowance, allowance
from meeting_server.projections.catalogue import MeetingRow
from meeting_server.projections.presence import Sheet, presence
from meeting_server.services.people import Known
from meeting_server.services.ports import AuditLog
from meeting_server.services.record import Record

_BANGKOK = timezone(timedelta(hours=7))


class Sittings(Protocol):
    """The meetings of a body that have sat and are closed."""

    async def sittings_of(self, body: str) -> Sequence[MeetingRow]:
        """In the order in which they were opened."""
        ...


class Sheets:
    """Reads the sheets from the logs."""

    def __init__(self, record: Record, log: AuditLog, sittings: Sittings) -> None:
        self._record = record
        self._log = log
        self._sittings = sittings

    async def entries(self, meeting: str, by: Known) -> Sequence[Entry]:
        """The log of a closed meeting for somebody who may read its sheets; raises Refused."""
        room = await self._record.open(meeting, by, Right.READ_SHEETS)
        return await self._record.entries(room)

    async def attendance(self, meeting: str, by: Known) -> Sheet:
        """Who was there when; raises Refused."""
        return presence(await self.entries(meeting, by))

    async def allowance(self, meeting: str, by: Known) -> Allowance:
        """Who draws, and who has drawn already by an earlier meeting of the same body and day; raises Refused."""
        sheet = allowance(await self.entries(meeting, by))
        if sheet is None:
            raise Refused(Reason.NOT_CLOSED)
        if not sheet.rule.once_a_day:
            return sheet
        drawn = await self._drawn(MeetingId(meeting), sheet)
        return replace(
            sheet,
            drawings=tuple(replace(each, drawn_at=drawn.get(each.seat.person)) for each in sheet.drawings),
        )

    async def _drawn(self, meeting: MeetingId, sheet: Allowance) -> dict[PersonId, tuple[int, int]]:
        """Who has drawn that day before, and by which meeting."""
        drawn: dict[PersonId, tuple[int, int]] = {}
        for row in await self._sittings.sittings_of(sheet.called.body):
            if row.meeting == meeting:
                break
            if row.opened_at is None or _day(row.opened_at) != _day(sheet.opened_at):
                continue
            earlier = allowance([entry async for entry in self._log.read(row.meeting)])
            for person in earlier.people if earlier else ():
                drawn.setdefault(person, (row.number, row.year))
        return drawn


def _day(at: datetime) -> object:
    return at.astimezone(_BANGKOK).date()
