"""The log of every meeting in the database: appended as a whole with its rows, or not at all."""

import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from meeting_server.audit.codec import Place, commitments_in, decode, encode
from meeting_server.audit.entry import Entry, Opening, leaf_of, whole_milliseconds
from meeting_server.audit.openings import SALT_SIZE, opens
from meeting_server.audit.shapes import Malformed
from meeting_server.audit.tree import EMPTY_ROOT, Frontier
from meeting_server.db import projections
from meeting_server.db.engine import Database
from meeting_server.db.tables import command_done, log_entry, log_head, log_opening
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import MeetingId
from meeting_server.meeting.rules.actor import Actor
from meeting_server.services.ports import Answered, Asked, Clock, LogConflict, LogDamaged

_PAGE = 500

# Put together once: every command waits for these.
_LOCK = select(log_head).where(log_head.c.log == bindparam("of")).with_for_update()
_BEGIN = insert(log_head)
_GO_ON = update(log_head).where(log_head.c.log == bindparam("of"))
_ENTRIES = insert(log_entry)
_OPENINGS = insert(log_opening)
_ANSWERED = insert(command_done)
_DONE = select(command_done.c.what, command_done.c.seq).where(
    command_done.c.log == bindparam("of"),
    command_done.c.actor == bindparam("by"),
    command_done.c.id == bindparam("under"),
)


@dataclass(frozen=True, slots=True)
class Head:
    """How long a log is, and the root of its tree (RFC 6962 §2.1)."""

    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class _Edge:
    """What an append needs to know of the log so far."""

    frontier: Frontier
    last_t: datetime | None


class StoredLog:
    """The port `AuditLog` on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def append(
        self, meeting: MeetingId, *, after: int, by: Actor, facts: Sequence[Fact], asked: Asked | None = None
    ) -> Sequence[Entry]:
        """Write entries, openings, head and rows in one transaction; or LogConflict, nothing written."""
        if not facts:
            return ()
        try:
            async with self._database.writing() as connection:
                edge = await _lock(connection, meeting)
                if edge.frontier.size != after + 1:
                    raise LogConflict(meeting)
                entries = self._entries(edge, by, facts)
                await _write(connection, meeting, edge, entries)
                await projections.keep(connection, meeting, entries)
                if asked is not None:
                    answered = {"log": meeting, "actor": by.ref, **asked._asdict(), "seq": entries[-1].seq}
                    await connection.execute(_ANSWERED, answered)
        except IntegrityError as taken:
            # Two writers began the same log, and there was no head yet to wait for; or this was done already.
            raise LogConflict(meeting) from taken
        return entries

    async def read(self, meeting: MeetingId, after: int = -1) -> AsyncIterator[Entry]:
        """Entries above `after`, in order; raises LogDamaged at the first that is not what was written."""
        while True:
            size, page = await self._page(meeting, after)
            for entry in page:
                after += 1
                if entry.seq != after:
                    raise LogDamaged(meeting, after)
                yield entry
            if len(page) < _PAGE:
                break
        if after + 1 < size:
            # The end was cut off: going on from here would write a second history of the same meeting.
            raise LogDamaged(meeting, after + 1)

    async def answered(self, meeting: MeetingId, actor: str, command_id: str) -> Answered | None:
        """What this actor had done under this id; None when nothing."""
        asked = {"of": meeting, "by": actor, "under": command_id}
        async with self._database.reading() as connection:
            row = (await connection.execute(_DONE, asked)).one_or_none()
        return Answered(row.what, row.seq) if row else None

    async def head(self, meeting: MeetingId) -> Head:
        """The size and root of a log; an unknown log is empty."""
        query = select(log_head.c.size, log_head.c.root).where(log_head.c.log == meeting)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return Head(row.size, row.root) if row else Head(0, EMPTY_ROOT)

    def _entries(self, edge: _Edge, by: Actor, facts: Sequence[Fact]) -> list[Entry]:
        """The entries, all of one moment, which is read once and only under the lock."""
        now = whole_milliseconds(self._clock.now())
        moment = max(now, edge.last_t) if edge.last_t else now
        return [
            encode(
                fact,
                Place(seq=seq, t=moment, actor=by.ref, on_orders_of=by.on_orders_of),
                lambda: secrets.token_bytes(SALT_SIZE),
            )
            for seq, fact in enumerate(facts, edge.frontier.size)
        ]

    async def _page(self, meeting: MeetingId, after: int) -> tuple[int, list[Entry]]:
        """How long the log was when the page was read, or shorter, and the page."""
        length = select(log_head.c.size).where(log_head.c.log == meeting)
        bodies = (
            select(log_entry.c.seq, log_entry.c.body, log_entry.c.leaf)
            .where(log_entry.c.log == meeting, log_entry.c.seq > after)
            .order_by(log_entry.c.seq)
            .limit(_PAGE)
        )
        async with self._database.reading() as connection:
            size = await connection.scalar(length) or 0
            rows = (await connection.execute(bodies)).mappings().all()
            last = rows[-1]["seq"] if rows else after
            kept = await connection.execute(
                select(log_opening)
                .where(log_opening.c.log == meeting, log_opening.c.seq.between(after + 1, last))
                .order_by(log_opening.c.seq, log_opening.c.path)
            )
            openings = _by_entry(kept.mappings().all())
        return size, [_entry(meeting, row, openings[row["seq"]]) for row in rows]


async def _lock(connection: AsyncConnection, meeting: MeetingId) -> _Edge:
    """The edge of the log, held against every other writer until the transaction ends."""
    row = (await connection.execute(_LOCK, {"of": meeting})).one_or_none()
    if row is None:
        return _Edge(Frontier(), None)
    return _Edge(Frontier.from_bytes(row.size, row.frontier), row.last_t)


async def _write(
    connection: AsyncConnection, meeting: MeetingId, edge: _Edge, entries: Sequence[Entry]
) -> None:
    frontier = edge.frontier
    for entry in entries:
        frontier = frontier.append(entry.leaf)
    head = {
        "size": frontier.size,
        "frontier": frontier.to_bytes(),
        "root": frontier.root,
        "last_t": entries[-1].t,
    }
    if edge.last_t is None:
        await connection.execute(_BEGIN, {"log": meeting, **head})
    else:
        await connection.execute(_GO_ON, {"of": meeting, **head})
    await connection.execute(
        _ENTRIES,
        [{"log": meeting, "seq": entry.seq, "body": entry.body, "leaf": entry.leaf} for entry in entries],
    )
    if openings := [_opening_row(meeting, entry, opening) for entry in entries for opening in entry.openings]:
        await connection.execute(_OPENINGS, openings)


def _opening_row(meeting: MeetingId, entry: Entry, opening: Opening) -> dict[str, object]:
    return {
        "log": meeting,
        "seq": entry.seq,
        "path": opening.path,
        "salt": opening.salt,
        "value": opening.value,
        "class": opening.klass,
    }


def _by_entry(rows: Sequence[RowMapping]) -> dict[int, list[Opening]]:
    openings: dict[int, list[Opening]] = defaultdict(list)
    for kept in rows:
        openings[kept["seq"]].append(
            Opening(path=kept["path"], salt=kept["salt"], value=kept["value"], klass=kept["class"])
        )
    return openings


def _entry(meeting: MeetingId, kept: RowMapping, openings: Sequence[Opening]) -> Entry:
    if leaf_of(kept["body"]) != kept["leaf"]:
        raise LogDamaged(meeting, kept["seq"])
    try:
        entry = decode(kept["body"], kept["leaf"], openings)
    except Malformed as broken:
        raise LogDamaged(meeting, kept["seq"]) from broken
    committed = commitments_in(entry.body) if openings else {}
    if entry.seq != kept["seq"] or not all(opens(each, committed[each.path]) for each in openings):
        raise LogDamaged(meeting, kept["seq"])
    return entry
