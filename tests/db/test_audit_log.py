"""The log in the database: whole appends or none, in order, and nothing altered without being seen."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Table, delete, func, select, update

from meeting_server.audit.entry import Entry, whole_milliseconds
from meeting_server.audit.package import log_files
from meeting_server.audit.tree import EMPTY_ROOT, root_of
from meeting_server.audit.verify import check
from meeting_server.db import projections
from meeting_server.db.audit_log import StoredLog
from meeting_server.db.engine import Database
from meeting_server.db.tables import SCHEMA, log_entry, log_head, log_opening
from meeting_server.meeting.facts.chat import MessagePosted
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import MeetingId, MessageId
from meeting_server.meeting.rules.actor import SYSTEM, Actor
from meeting_server.meeting.state import replay
from meeting_server.services.ports import Asked, LogConflict, LogDamaged
from tests.audit.sample import BEGAN, WHOLE_MEETING
from tests.db.clock import Hands
from tests.given import CALLED, SITTING
from tests.people import ARUNEE, KONG, THANA

MEETING = MeetingId("mtg_" + "a" * 22)
OTHER = MeetingId("mtg_" + "b" * 22)
CHAIR = Actor.of_seat(ARUNEE.seat)


def said(text: str) -> MessagePosted:
    """Somebody writes."""
    return MessagePosted(message=MessageId("msg_" + "m" * 22), seat=THANA.seat, text=text)


@pytest.fixture
def log(database: Database, clock: Hands) -> StoredLog:
    """The log under test."""
    return StoredLog(database, clock)


async def write(log: StoredLog, facts: Sequence[Fact], after: int = -1) -> Sequence[Entry]:
    """Append by the chair."""
    return await log.append(MEETING, after=after, by=CHAIR, facts=facts)


async def everything(entries: AsyncIterator[Entry]) -> list[Entry]:
    """The log as a list."""
    return [entry async for entry in entries]


async def rows_in(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    async with database.reading() as connection:
        return {
            table.name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in SCHEMA.sorted_tables
        }


async def alter(database: Database, table: Table, seq: int, **values: object) -> None:
    """Change a row behind the back of the log."""
    async with database.writing() as connection:
        await connection.execute(update(table).where(table.c.seq == seq).values(values))


async def test_what_was_appended_is_read_back(log: StoredLog) -> None:
    written = await write(log, WHOLE_MEETING)
    read = await everything(log.read(MEETING))
    assert read == list(written)
    assert [entry.fact for entry in read] == list(WHOLE_MEETING)
    assert [entry.seq for entry in read] == list(range(len(WHOLE_MEETING)))


async def test_the_head_is_the_root_over_every_leaf(log: StoredLog) -> None:
    assert (await log.head(MEETING)).root == EMPTY_ROOT
    entries: list[Entry] = []
    for fact in WHOLE_MEETING:
        entries += await write(log, [fact], after=len(entries) - 1)
        head = await log.head(MEETING)
        assert (head.size, head.root) == (len(entries), root_of([entry.leaf for entry in entries]))


async def test_what_is_stored_passes_the_offline_verifier(log: StoredLog) -> None:
    await write(log, WHOLE_MEETING)
    report = check(log_files(await everything(log.read(MEETING)), with_openings=True))
    assert report.whole
    assert report.opened == report.personal > 0


async def test_the_entry_says_who_and_on_whose_orders(log: StoredLog) -> None:
    on_orders = Actor.of_seat(KONG.seat, on_orders_of=ARUNEE.seat)
    first = await log.append(MEETING, after=-1, by=on_orders, facts=[CALLED])
    second = await log.append(MEETING, after=0, by=Actor.system(), facts=[said("ระบบ")])
    assert (first[0].actor, first[0].on_orders_of) == (KONG.seat, ARUNEE.seat)
    assert (second[0].actor, second[0].on_orders_of) == (SYSTEM, None)
    assert await everything(log.read(MEETING)) == [*first, *second]


async def test_nothing_to_write_writes_nothing(log: StoredLog, database: Database) -> None:
    assert await write(log, []) == ()
    assert set((await rows_in(database)).values()) == {0}


async def test_meetings_are_apart(log: StoredLog) -> None:
    await write(log, SITTING)
    await log.append(OTHER, after=-1, by=CHAIR, facts=[CALLED])
    assert len(await everything(log.read(OTHER))) == 1
    assert len(await everything(log.read(MEETING))) == len(SITTING)


async def test_reading_goes_on_after_an_entry_and_over_every_page(log: StoredLog) -> None:
    facts = [*SITTING, *(said(str(number)) for number in range(1_200))]
    await write(log, facts)
    assert [entry.fact for entry in await everything(log.read(MEETING))] == facts
    for after in (-1, 0, 498, 499, 500, 999, len(facts) - 2, len(facts) - 1):
        tail = await everything(log.read(MEETING, after=after))
        assert [entry.seq for entry in tail] == list(range(after + 1, len(facts)))


async def test_a_log_that_ends_with_a_page_is_read_to_its_end(log: StoredLog) -> None:
    await write(log, [said(str(number)) for number in range(1_000)])
    assert len(await everything(log.read(MEETING))) == 1_000


@pytest.mark.parametrize("after", [-2, -1, 3, 4, 6, 100])
async def test_a_writer_who_is_behind_or_ahead_is_refused(
    log: StoredLog, database: Database, after: int
) -> None:
    await write(log, SITTING[:6])
    before = await rows_in(database)
    with pytest.raises(LogConflict):
        await write(log, [said("สวัสดี")], after=after)
    assert await rows_in(database) == before


async def test_a_first_writer_who_believes_in_a_log_that_is_not_there_is_refused(log: StoredLog) -> None:
    with pytest.raises(LogConflict):
        await write(log, [CALLED], after=0)


async def test_entries_of_one_append_share_a_moment_in_whole_milliseconds(
    log: StoredLog, clock: Hands
) -> None:
    clock.next = BEGAN + timedelta(microseconds=999)
    entries = await write(log, SITTING)
    assert {entry.t for entry in entries} == {whole_milliseconds(BEGAN)}


async def test_time_never_goes_back(log: StoredLog, clock: Hands) -> None:
    clock.step = timedelta(seconds=-7)
    for after in range(-1, 5):
        await write(log, [said("ก")], after=after)
    clock.next, clock.step = BEGAN + timedelta(days=1), timedelta(seconds=1)
    await write(log, [said("ข")], after=5)
    times = [entry.t for entry in await everything(log.read(MEETING))]
    assert all(earlier <= later for earlier, later in pairwise(times))
    assert times[0] == times[5] == BEGAN
    assert times[6] == BEGAN + timedelta(days=1)


@pytest.mark.parametrize("seq", [0, 7, len(WHOLE_MEETING) - 1])
@pytest.mark.parametrize("column", ["body", "leaf"])
async def test_a_flipped_byte_is_seen(log: StoredLog, database: Database, seq: int, column: str) -> None:
    entries = await write(log, WHOLE_MEETING)
    kept = entries[seq].body if column == "body" else entries[seq].leaf
    await alter(database, log_entry, seq, **{column: kept[:-1] + bytes([kept[-1] ^ 1])})
    read = log.read(MEETING)
    with pytest.raises(LogDamaged) as damaged:
        await everything(read)
    assert damaged.value.seq == seq


async def test_an_entry_put_in_the_place_of_another_is_seen(log: StoredLog, database: Database) -> None:
    entries = await write(log, WHOLE_MEETING)
    await alter(database, log_entry, 30, body=entries[29].body, leaf=entries[29].leaf)
    with pytest.raises(LogDamaged) as damaged:
        await everything(log.read(MEETING))
    assert damaged.value.seq == 30


async def test_a_leaf_made_to_fit_an_altered_entry_does_not_make_it_one(
    log: StoredLog, database: Database
) -> None:
    from meeting_server.audit.entry import leaf_of

    await write(log, WHOLE_MEETING)
    await alter(database, log_entry, 30, body=b"{}", leaf=leaf_of(b"{}"))
    with pytest.raises(LogDamaged) as damaged:
        await everything(log.read(MEETING))
    assert damaged.value.seq == 30


@pytest.mark.parametrize("gone", [0, 20, len(WHOLE_MEETING) - 1])
async def test_a_missing_entry_is_seen(log: StoredLog, database: Database, gone: int) -> None:
    await write(log, WHOLE_MEETING)
    async with database.writing() as connection:
        await connection.execute(delete(log_opening).where(log_opening.c.seq == gone))
        await connection.execute(delete(log_entry).where(log_entry.c.seq == gone))
    with pytest.raises(LogDamaged) as damaged:
        await everything(log.read(MEETING))
    assert damaged.value.seq == gone


async def test_an_altered_opening_is_seen(log: StoredLog, database: Database) -> None:
    await write(log, WHOLE_MEETING)
    await alter(database, log_opening, 1, value="ผู้อื่น")
    with pytest.raises(LogDamaged) as damaged:
        await everything(log.read(MEETING))
    assert damaged.value.seq == 1


async def test_a_head_that_was_tampered_with_takes_no_more_entries(
    log: StoredLog, database: Database
) -> None:
    await write(log, SITTING)
    async with database.writing() as connection:
        await connection.execute(update(log_head).values(size=len(SITTING) + 1))
    with pytest.raises(ValueError, match="edge"):
        await write(log, [said("ก")], after=len(SITTING))


async def test_without_openings_the_log_still_replays(log: StoredLog, database: Database) -> None:
    entries = await write(log, WHOLE_MEETING)
    async with database.writing() as connection:
        await connection.execute(delete(log_opening))
    bare = await everything(log.read(MEETING))
    assert [entry.leaf for entry in bare] == [entry.leaf for entry in entries]
    meeting, known = (replay(entry.fact for entry in each) for each in (bare, entries))
    assert {seat.name for seat in meeting.seats} == {None}
    assert [seat.roles for seat in meeting.seats] == [seat.roles for seat in known.seats]
    assert meeting.session == known.session
    # What somebody wrote beside a vote is gone; what they chose, and what came of it, stands.
    choices, knew = (
        [
            ({seat: vote.choice for seat, vote in each.votes.items()}, each.result)
            for each in of.ballots.by_id.values()
        ]
        for of in (meeting, known)
    )
    assert choices == knew
    assert check(log_files(bare, with_openings=True)).opened == 0


async def test_one_opening_may_be_destroyed_alone(log: StoredLog, database: Database) -> None:
    await write(log, WHOLE_MEETING)
    async with database.writing() as connection:
        await connection.execute(delete(log_opening).where(log_opening.c["class"] == "traffic"))
    meeting = replay([entry.fact async for entry in log.read(MEETING)])
    assert next(seat.name for seat in meeting.seats) == ARUNEE.name


async def test_an_append_that_fails_on_the_way_leaves_nothing(
    log: StoredLog, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write(log, SITTING)
    before = await rows_in(database), await log.head(MEETING)

    async def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(projections, "keep", fail)
    with pytest.raises(RuntimeError):
        await write(log, [said("หาย")], after=len(SITTING) - 1)
    assert (await rows_in(database), await log.head(MEETING)) == before
    monkeypatch.undo()
    await write(log, [said("อยู่")], after=len(SITTING) - 1)
    assert [entry.fact for entry in await everything(log.read(MEETING))] == [*SITTING, said("อยู่")]


async def test_what_was_asked_is_kept_with_what_was_written(log: StoredLog, database: Database) -> None:
    first, second = Asked("c1", "PostMessage"), Asked("c1", "OpenItem")
    await log.append(MEETING, after=-1, by=CHAIR, facts=[CALLED, said("ก")], asked=first)
    await log.append(MEETING, after=1, by=Actor.of_seat(THANA.seat), facts=[said("ข")], asked=second)
    await log.append(OTHER, after=-1, by=CHAIR, facts=[CALLED], asked=first)
    assert await log.answered(MEETING, ARUNEE.seat, "c1") == ("PostMessage", 1)
    assert await log.answered(MEETING, THANA.seat, "c1") == ("OpenItem", 2)
    assert await log.answered(MEETING, THANA.seat, "c2") is None
    assert await log.answered(OTHER, THANA.seat, "c1") is None
    before = await rows_in(database)
    for after, asked in ((0, Asked("c2", "PostMessage")), (2, first)):
        with pytest.raises(LogConflict):
            await log.append(MEETING, after=after, by=CHAIR, facts=[said("ค")], asked=asked)
    assert await rows_in(database) == before
