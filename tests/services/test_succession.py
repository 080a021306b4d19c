"""Presiding is passed on by itself, once the line has been gone for as long as the profile says."""

from datetime import datetime, timedelta

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.presence import SatInRoom
from meeting_server.meeting.facts.session import MeetingClosed, Passing, PresidingPassed
from meeting_server.services.rooms import Rooms
from meeting_server.services.succession import Succession
from tests.given import PRESENT, SITTING
from tests.meeting.test_presiding import deputy, lost
from tests.meeting.test_rooms import HALL, ROOM
from tests.meeting.test_rooms import lost as lost_device
from tests.people import ARUNEE, THANA
from tests.services.fakes import MemoryLog, StubbornRelay, Told
from tests.services.test_watching import MEETING

PASSED = PresidingPassed(seat=THANA.seat, why=Passing.LINE_LOST)
GONE: list[Fact] = [*SITTING, *deputy(THANA), lost(ARUNEE)]


class Scene:
    """A sitting of these facts, and a clock that shows so many seconds after the last of them."""

    def __init__(self, facts: list[Fact]) -> None:
        self.log = MemoryLog(facts)
        self.rooms = Rooms(self.log, StubbornRelay(), Told())
        self.before = len(facts)
        self.seconds = 0.0
        self.watch = Succession(self.rooms, self)

    def now(self) -> datetime:
        """What it shows."""
        last: Entry = self.log.entries[self.before - 1]
        return last.t + timedelta(seconds=self.seconds)

    async def after(self, seconds: float) -> list[Fact]:
        """What has been written when it looks so late."""
        await self.rooms.find(MEETING)
        self.seconds = seconds
        await self.watch.look()
        return [entry.fact for entry in self.log.entries[self.before :]]


async def test_the_deputy_presides_after_thirty_seconds_and_once() -> None:
    scene = Scene(GONE)
    assert await scene.after(29.9) == []
    assert await scene.after(30) == [PASSED]
    assert await scene.after(31) == [PASSED]


async def test_whoever_was_lost_by_our_own_stop_has_thirty_seconds_from_our_start() -> None:
    scene = Scene(GONE)
    scene.seconds = 600
    scene.watch = Succession(scene.rooms, scene)
    assert await scene.after(629) == []
    assert await scene.after(630) == [PASSED]


async def test_nobody_does_where_the_chair_is_there_or_nothing_sits() -> None:
    assert await Scene([*SITTING, *deputy(THANA)]).after(99) == []
    assert await Scene([*PRESENT, *deputy(THANA), lost(ARUNEE)]).after(99) == []
    assert await Scene([*GONE, MeetingClosed()]).after(99) == []


async def test_who_sits_in_a_meeting_room_is_gone_with_its_device() -> None:
    sits = SatInRoom(seat=ARUNEE.seat, room=ROOM.seat, by=ARUNEE.seat)
    scene = Scene([*HALL, *deputy(THANA), sits, lost_device(ROOM)])
    assert await scene.after(29) == []
    assert await scene.after(30) == [PASSED]


async def test_a_meeting_whose_log_fails_keeps_no_other_from_it() -> None:
    scene = Scene(GONE)
    await scene.rooms.find(MEETING)
    scene.log.fails_before = OSError()
    assert await scene.after(30) == []
    assert await scene.after(31) == [PASSED]


async def test_it_looks_from_its_beginning_to_its_end() -> None:
    scene = Scene(GONE)
    async with Succession(scene.rooms, scene):
        pass
    assert await scene.after(0) == []
