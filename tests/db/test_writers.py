"""Several writers and sudden deaths: one log, each entry once, and nothing half written."""

import asyncio
import signal
import subprocess
import sys

import pytest

from meeting_server.audit.entry import Entry
from meeting_server.audit.tree import root_of
from meeting_server.db.audit_log import StoredLog
from meeting_server.db.engine import Database, create
from meeting_server.meeting.facts.chat import MessagePosted
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import MeetingId, MessageId
from meeting_server.meeting.rules.actor import Actor
from meeting_server.services.ports import LogConflict
from tests.audit.sample import WHOLE_MEETING
from tests.db.clock import Hands
from tests.given import CALLED, SITTING
from tests.people import ARUNEE, THANA

MEETING = MeetingId("mtg_" + "a" * 22)
CHAIR = Actor.of_seat(ARUNEE.seat)

# A process that dies by SIGKILL in the middle of its transaction, after entries, openings and head were written.
DYING = """
import asyncio, os, signal, sys
from meeting_server.db import projections
from meeting_server.db.audit_log import StoredLog
from meeting_server.db.engine import create
from tests.audit.sample import WHOLE_MEETING
from tests.db.clock import Hands
from tests.db.test_writers import CHAIR, MEETING

async def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

projections.keep = die

async def main():
    log = StoredLog(create(sys.argv[1]), Hands())
    await log.append(MEETING, after=int(sys.argv[2]), by=CHAIR, facts=WHOLE_MEETING)

asyncio.run(main())
"""


def said(text: str) -> MessagePosted:
    """Somebody writes."""
    return MessagePosted(message=MessageId("msg_" + "m" * 22), seat=THANA.seat, text=text)


async def all_of(log: StoredLog) -> list[Entry]:
    """The log as a list."""
    return [entry async for entry in log.read(MEETING)]


async def one_of_two(url: str, facts: tuple[list[Fact], list[Fact]], after: int) -> list[Entry]:
    """Two processes' worth of writers append at once to the same place; the log afterwards."""
    databases = create(url), create(url)
    logs = [StoredLog(database, Hands()) for database in databases]
    try:
        answers = await asyncio.gather(
            *(
                log.append(MEETING, after=after, by=CHAIR, facts=mine)
                for log, mine in zip(logs, facts, strict=True)
            ),
            return_exceptions=True,
        )
        refused = [isinstance(answer, LogConflict) for answer in answers]
        assert sorted(refused) == [False, True], answers
        entries = await all_of(logs[0])
        assert [entry.fact for entry in entries][after + 1 :] == facts[refused.index(False)]
        head = await logs[1].head(MEETING)
        assert (head.size, head.root) == (len(entries), root_of([entry.leaf for entry in entries]))
        return entries
    finally:
        for database in databases:
            await database.close()


@pytest.mark.parametrize("turn", range(5))
async def test_of_two_who_begin_a_log_one_is_refused(url: str, turn: int) -> None:
    await one_of_two(url, ([CALLED, said("ก")], [CALLED, said("ข"), said("ค")]), after=-1)


@pytest.mark.parametrize("turn", range(5))
async def test_of_two_who_go_on_at_one_place_one_is_refused(url: str, database: Database, turn: int) -> None:
    await StoredLog(database, Hands()).append(MEETING, after=-1, by=CHAIR, facts=SITTING)
    await one_of_two(url, ([said("ก")], [said("ข"), said("ค")]), after=len(SITTING) - 1)


async def test_many_writers_that_try_again_lose_and_repeat_nothing(url: str) -> None:
    databases = [create(url) for _ in range(4)]
    clock = Hands()

    async def write(database: Database, writer: int) -> int:
        log, refused = StoredLog(database, clock), 0
        for number in range(12):
            while True:
                size = (await log.head(MEETING)).size
                try:
                    await log.append(
                        MEETING,
                        after=size - 1,
                        by=CHAIR,
                        facts=[said(f"{writer}.{number}.{n}") for n in "ab"],
                    )
                except LogConflict:
                    refused += 1
                else:
                    break
        return refused

    try:
        await asyncio.gather(*(write(database, writer) for writer, database in enumerate(databases)))
        entries = await all_of(StoredLog(databases[0], clock))
    finally:
        for database in databases:
            await database.close()
    texts = [entry.fact.text for entry in entries if isinstance(entry.fact, MessagePosted)]
    assert sorted(text or "" for text in texts) == sorted(
        f"{writer}.{number}.{n}" for writer in range(4) for number in range(12) for n in "ab"
    )
    for first, second in zip(texts[::2], texts[1::2], strict=True):
        assert (first or "")[:-1] == (second or "")[:-1], "an append was torn apart"
    assert [entry.seq for entry in entries] == list(range(len(texts)))


async def test_a_reader_waits_for_no_writer_and_sees_whole_appends_only(url: str, database: Database) -> None:
    log = StoredLog(database, Hands())
    await log.append(MEETING, after=-1, by=CHAIR, facts=SITTING)
    reader = create(url)
    try:
        async with database.writing() as connection:
            await connection.exec_driver_sql("UPDATE log_head SET size = size")
            async with asyncio.timeout(3):
                assert len(await all_of(StoredLog(reader, Hands()))) == len(SITTING)
    finally:
        await reader.close()


@pytest.mark.parametrize("begun", [False, True], ids=["the first append", "a later append"])
async def test_a_process_killed_in_the_middle_leaves_nothing_behind(
    url: str, database: Database, begun: bool
) -> None:
    log = StoredLog(database, Hands())
    before: list[Entry] = []
    if begun:
        before += await log.append(MEETING, after=-1, by=CHAIR, facts=SITTING)
    died = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", DYING, url, str(len(before) - 1)], timeout=60, check=False
    )
    assert died.returncode == -signal.SIGKILL
    assert await all_of(log) == before
    assert (await log.head(MEETING)).size == len(before)
    async with asyncio.timeout(30):
        after = await log.append(MEETING, after=len(before) - 1, by=CHAIR, facts=WHOLE_MEETING)
    assert await all_of(log) == [*before, *after]
