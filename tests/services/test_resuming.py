"""Coming back after a stop or a crash: from when to when nobody served the meeting."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from meeting_server.audit.entry import Entry, stamp
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.session import MeetingClosed, Part, ServiceInterrupted
from meeting_server.meeting.ids import MeetingId
from meeting_server.meeting.rules.actor import Actor
from meeting_server.projections.catalogue import MeetingRow, SeatRow
from meeting_server.services.ports import Asked
from meeting_server.services.resuming import Heartbeat, resume_all
from meeting_server.services.rooms import Rooms
from tests.given import PRESENT, SITTING, THE_CALL
from tests.services.fakes import START, MemoryLog, StubbornRelay, Told

MEETING = MeetingId("mtg_" + "a" * 22)
LAST = START + timedelta(seconds=len(SITTING) - 1)
NOW = LAST + timedelta(minutes=5)


class Unfinished:
    """A list with one meeting that is not over."""

    async def meetings_of(self, _person: str) -> list[tuple[MeetingRow, SeatRow]]:
        return []

    async def unfinished_meetings(self) -> list[MeetingId]:
        return [MEETING]


async def gaps(facts: list[Fact], since: datetime | None) -> list[ServiceInterrupted]:
    log = MemoryLog(facts)
    rooms = Rooms(log, StubbornRelay(), Told())
    await resume_all(rooms, Unfinished(), since=since, until=NOW)
    assert MEETING in rooms.here
    return [entry.fact for entry in log.entries if isinstance(entry.fact, ServiceInterrupted)]


@pytest.mark.parametrize(
    ("since", "began"),
    [
        (LAST + timedelta(seconds=30), LAST + timedelta(seconds=30)),  # the heartbeat knows best
        (LAST - timedelta(seconds=1), LAST),  # an entry later than the last beat
        (None, LAST),  # no beat was ever kept
        (NOW + timedelta(hours=1), NOW),  # a clock that was set back
    ],
)
async def test_the_gap_begins_when_the_server_was_last_known_to_live(
    since: datetime | None, began: datetime
) -> None:
    assert await gaps(SITTING, since) == [
        ServiceInterrupted(since=stamp(began), until=stamp(NOW), part=Part.SERVER)
    ]


async def test_whoever_waited_at_the_door_was_missed_too() -> None:
    assert len(await gaps(PRESENT, LAST)) == 1


async def test_a_meeting_without_anybody_was_not_missed() -> None:
    assert await gaps(list(THE_CALL), LAST) == []


async def test_a_meeting_that_is_over_has_no_gap() -> None:
    lines = [fact for fact in SITTING if type(fact).__name__ != "Connected"]
    assert await gaps([*lines, MeetingClosed()], LAST) == []


async def test_a_meeting_that_cannot_come_back_keeps_no_other_from_it() -> None:
    good, logs = MeetingId("mtg_" + "g" * 22), {MEETING: MemoryLog(SITTING)}
    logs[MEETING].damaged_at = 3
    logs[good] = MemoryLog(SITTING)

    class Both(MemoryLog):
        def read(self, meeting: MeetingId, after: int = -1) -> AsyncIterator[Entry]:
            return logs[meeting].read(meeting, after)

        async def append(
            self,
            meeting: MeetingId,
            *,
            after: int,
            by: Actor,
            facts: Sequence[Fact],
            asked: Asked | None = None,
        ) -> Sequence[Entry]:
            return await logs[meeting].append(meeting, after=after, by=by, facts=facts, asked=asked)

    class All(Unfinished):
        async def unfinished_meetings(self) -> list[MeetingId]:
            return [MEETING, good]

    rooms = Rooms(Both(), StubbornRelay(), Told())
    await resume_all(rooms, All(), since=LAST, until=NOW)
    assert list(rooms.here) == [good]
    assert isinstance(logs[good].entries[-1].fact, ServiceInterrupted)
    assert len(logs[MEETING].entries) == len(SITTING)


async def test_the_heartbeat_tells_the_next_server_until_when_this_one_lived(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meeting_server.services.resuming._BEAT", 0.0)
    path = tmp_path / "run" / "heartbeat"
    first = Heartbeat(path)
    assert first.last is None
    first.start()
    os.utime(path, (0, 0))
    await beats(monkeypatch, 2)
    await first.stop()
    last = Heartbeat(path).last
    assert last is not None
    assert abs(datetime.now(UTC) - last) < timedelta(minutes=2)


async def test_a_full_disk_does_not_end_the_heart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meeting_server.services.resuming._BEAT", 0.0)
    heart = Heartbeat(tmp_path / "heartbeat")
    heart.start()
    await beats(monkeypatch, 3, OSError())
    await heart.stop()


async def beats(monkeypatch: pytest.MonkeyPatch, times: int, failure: OSError | None = None) -> None:
    """Wait until the heart has beaten so often, each time in vain if there is a failure."""
    enough, touch, left = asyncio.Event(), Path.touch, times

    def counting(path: Path) -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            enough.set()
        if failure is not None:
            raise failure
        touch(path)

    monkeypatch.setattr(Path, "touch", counting)
    async with asyncio.timeout(20):
        await enough.wait()
