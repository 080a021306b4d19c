"""Committees and who sits on them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, select, true, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from meeting_server.accounts.committees import Committee, Standing
from meeting_server.db import tables
from meeting_server.db.engine import Database
from meeting_server.meeting.facts.calling import BackupKind
from meeting_server.meeting.ids import CommitteeId, PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Role
from meeting_server.services.committees import Kept

_MARK = ","


class CommitteeRows:
    """The repository of committees; a roster is replaced as a whole, and never over somebody else's change."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def every(self) -> list[Kept]:
        """Every committee, by name."""
        return await self._where(true())

    async def of(self, person: PersonId) -> list[Kept]:
        """The committees on whose roster this person stands, on whatever days."""
        mine = select(tables.committee_member.c.committee).where(tables.committee_member.c.person == person)
        return await self._where(tables.committee.c.committee.in_(mine))

    async def find(self, wanted: CommitteeId) -> Kept | None:
        """The committee of this id."""
        found = await self._where(tables.committee.c.committee == wanted)
        return found[0] if found else None

    async def add(self, added: CommitteeId, committee: Committee) -> None:
        """Add a committee with its roster; raises Refused(UNKNOWN_PERSON)."""
        row = _row(committee) | {"committee": added, "version": 1}
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(tables.committee), row)
                await _seat(connection, added, committee)
        except IntegrityError:
            raise Refused(Reason.UNKNOWN_PERSON) from None

    async def change(self, wanted: CommitteeId, version: int, committee: Committee) -> None:
        """Replace what was known as this version; raises Refused (CHANGED_MEANWHILE, UNKNOWN_PERSON)."""
        same = (tables.committee.c.committee == wanted) & (tables.committee.c.version == version)
        row = _row(committee) | {"version": version + 1}
        try:
            async with self._database.writing() as connection:
                changed = await connection.execute(update(tables.committee).where(same).values(row))
                if changed.rowcount != 1:
                    raise Refused(Reason.CHANGED_MEANWHILE)
                await connection.execute(
                    delete(tables.committee_member).where(tables.committee_member.c.committee == wanted)
                )
                await _seat(connection, wanted, committee)
        except IntegrityError:
            raise Refused(Reason.UNKNOWN_PERSON) from None

    async def last_numbers(self) -> Mapping[tuple[str, int], int]:
        """The highest number that was given, by body and Buddhist year."""
        meeting = tables.meeting.c
        query = select(meeting.body, meeting.year, func.max(meeting.number)).group_by(
            meeting.body, meeting.year
        )
        async with self._database.reading() as connection:
            return {(body, year): number for body, year, number in await connection.execute(query)}

    async def _where(self, condition: ColumnElement[bool]) -> list[Kept]:
        committee, member = tables.committee, tables.committee_member
        wanted = select(committee).where(condition).order_by(committee.c.name_th, committee.c.committee)
        seats = (
            select(member)
            .join_from(member, committee, member.c.committee == committee.c.committee)
            .where(condition)
            .order_by(member.c.committee, member.c.place)
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(wanted)).mappings().all()
            members = (await connection.execute(seats)).mappings().all()
        return [
            _kept(row, [each for each in members if each["committee"] == row["committee"]]) for row in rows
        ]


def _row(committee: Committee) -> dict[str, object]:
    return {key: value for key, value in asdict(committee).items() if key != "roster"}


async def _seat(connection: AsyncConnection, of: CommitteeId, committee: Committee) -> None:
    rows = [
        asdict(each) | {"roles": _MARK.join(sorted(each.roles)), "committee": of, "place": place}
        for place, each in enumerate(committee.roster)
    ]
    if rows:
        await connection.execute(insert(tables.committee_member), rows)


def _kept(row: RowMapping, members: Sequence[RowMapping]) -> Kept:
    committee = Committee(
        name_th=row["name_th"],
        name_en=row["name_en"],
        agency=row["agency"],
        place=row["place"],
        backup_kind=BackupKind(row["backup_kind"]),
        backup_address=row["backup_address"],
        active=row["active"],
        roster=tuple(
            Standing(
                person=PersonId(each["person"]),
                roles=frozenset(Role(role) for role in each["roles"].split(_MARK)),
                office=each["office"],
                since=each["since"],
                until=each["until"],
            )
            for each in members
        ),
    )
    return Kept(id=CommitteeId(row["committee"]), version=row["version"], committee=committee)
