"""The rows that an append keeps beside the log: the catalogue of meetings and who holds their seats."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict

from sqlalchemy import RowMapping, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from meeting_server.audit.entry import Entry
from meeting_server.db import tables
from meeting_server.db.engine import Database
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import MeetingId, PersonId
from meeting_server.meeting.roles import Role
from meeting_server.projections.catalogue import Catalogue, MeetingRow, SeatRow, listed

_ROLE_MARK = ","


class CatalogueRows:
    """The catalogue as stored."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def meetings_of(self, person: PersonId) -> list[tuple[MeetingRow, SeatRow]]:
        """The meetings in which this person has a seat, soonest first, with the seat."""
        query = (
            select(tables.meeting, tables.meeting_seat)
            .join_from(
                tables.meeting,
                tables.meeting_seat,
                tables.meeting.c.meeting == tables.meeting_seat.c.meeting,
            )
            .where(tables.meeting_seat.c.person == person)
            .order_by(tables.meeting.c.starts_at, tables.meeting.c.meeting)
        )
        async with self._database.reading() as connection:
            return [(_meeting(row), _seat(row)) for row in (await connection.execute(query)).mappings()]

    async def unfinished_meetings(self) -> list[MeetingId]:
        """The meetings that are called and not closed: those to resume after a start."""
        query = (
            select(tables.meeting.c.meeting)
            .where(tables.meeting.c.phase != Phase.CLOSED.value)
            .order_by(tables.meeting.c.starts_at, tables.meeting.c.meeting)
        )
        async with self._database.reading() as connection:
            return [MeetingId(meeting) for meeting in await connection.scalars(query)]

    async def sittings_of(self, body: str) -> list[MeetingRow]:
        """The meetings of a body that have sat and are closed, in the order in which they were opened."""
        query = (
            select(tables.meeting)
            .where(tables.meeting.c.body == body, tables.meeting.c.phase == Phase.CLOSED.value)
            .order_by(tables.meeting.c.opened_at, tables.meeting.c.meeting)
        )
        async with self._database.reading() as connection:
            return [_meeting(row) for row in (await connection.execute(query)).mappings()]

    async def meeting_row(self, meeting: MeetingId) -> MeetingRow | None:
        """The row of one meeting; None before it is called."""
        async with self._database.reading() as connection:
            return (await load(connection, meeting)).row

    async def seats_of(self, meeting: MeetingId) -> tuple[SeatRow, ...]:
        """The seats of one meeting in roster order."""
        async with self._database.reading() as connection:
            return (await load(connection, meeting)).seats

    async def rebuild(self, meeting: MeetingId, entries: AsyncIterator[Entry]) -> None:
        """Write the rows anew from the log; after a correction of the projection, never of the log."""
        catalogue = Catalogue()
        async for entry in entries:
            catalogue = catalogue.after(meeting, entry)
        async with self._database.writing() as connection:
            await save(connection, meeting, catalogue)


async def keep(connection: AsyncConnection, meeting: MeetingId, entries: Sequence[Entry]) -> None:
    """Bring the rows up to these entries, in the transaction that writes them."""
    telling = [entry for entry in entries if listed(entry)]
    if not telling:
        return
    catalogue = await load(connection, meeting)
    for entry in telling:
        catalogue = catalogue.after(meeting, entry)
    await save(connection, meeting, catalogue)


async def load(connection: AsyncConnection, meeting: MeetingId) -> Catalogue:
    """The rows of one meeting as stored."""
    row = (
        (await connection.execute(select(tables.meeting).where(tables.meeting.c.meeting == meeting)))
        .mappings()
        .one_or_none()
    )
    seats = await connection.execute(
        select(tables.meeting_seat)
        .where(tables.meeting_seat.c.meeting == meeting)
        .order_by(tables.meeting_seat.c.place)
    )
    return Catalogue(None if row is None else _meeting(row), tuple(_seat(seat) for seat in seats.mappings()))


async def save(connection: AsyncConnection, meeting: MeetingId, catalogue: Catalogue) -> None:
    """Store the rows of one meeting in place of what was there."""
    for table in (tables.meeting, tables.meeting_seat):
        await connection.execute(delete(table).where(table.c.meeting == meeting))
    if catalogue.row:
        await connection.execute(insert(tables.meeting), asdict(catalogue.row))
    if catalogue.seats:
        rows = [asdict(seat) | {"roles": _ROLE_MARK.join(seat.roles)} for seat in catalogue.seats]
        await connection.execute(insert(tables.meeting_seat), rows)


def _meeting(kept: RowMapping) -> MeetingRow:
    return MeetingRow(
        meeting=kept[tables.meeting.c.meeting],
        body=kept[tables.meeting.c.body],
        number=kept[tables.meeting.c.number],
        year=kept[tables.meeting.c.year],
        starts_at=kept[tables.meeting.c.starts_at],
        phase=Phase(kept[tables.meeting.c.phase]),
        opened_at=kept[tables.meeting.c.opened_at],
        closed_at=kept[tables.meeting.c.closed_at],
        sound_only=kept[tables.meeting.c.sound_only],
    )


def _seat(kept: RowMapping) -> SeatRow:
    roles: str = kept[tables.meeting_seat.c.roles]
    return SeatRow(
        meeting=kept[tables.meeting_seat.c.meeting],
        seat=kept[tables.meeting_seat.c.seat],
        person=kept[tables.meeting_seat.c.person],
        roles=tuple(Role(role) for role in roles.split(_ROLE_MARK) if role),
        place=kept[tables.meeting_seat.c.place],
    )
