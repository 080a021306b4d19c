"""A room that is over is let go when nobody asks for it, and is found again as it was; nothing of it is ever lost."""

import asyncio
import gc
import weakref
from collections.abc import Sequence
from pathlib import Path

import pytest

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.recording import SegmentsSealed
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.facts.suspension import (
    CountersRead,
    Ground,
    Interest,
    Moment,
    Return,
    SeatRestored,
    SeatSuspended,
)
from meeting_server.meeting.ids import ConnectionId, MeetingId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.presence import Connect
from meeting_server.meeting.state import replay
from meeting_server.services.lines import Lines
from meeting_server.services.ports import LogConflict
from meeting_server.services.recording import Reports
from meeting_server.services.rooms import Rooms
from meeting_server.services.watching import Stands, Watch
from tests.given import ITEM_41, ON_ITEM_41, SITTING, connected
from tests.people import ARUNEE, KAMALA, KONG, THANA
from tests.services.fakes import MemoryLog, StubbornRelay, Told
from tests.services.test_lines import Pages
from tests.services.test_recording import sealed

MEETING = MeetingId("mtg_" + "a" * 22)
LONG = 601.0
CLOSED: list[Fact] = [*SITTING, MeetingClosed()]


class Scene:
    """Rooms over fakes, the watch over them, and a clock that a test sets."""

    def __init__(self, facts: Sequence[Fact] = CLOSED) -> None:
        self.now = 1_000.0
        self.log, self.relay = MemoryLog(facts), StubbornRelay()
        self.rooms = Rooms(self.log, self.relay, Told(), lambda: self.now)
        self.lines: dict[object, Stands] = {}
        self.watch = Watch(self.rooms, self, self)  # type: ignore[arg-type]

    def standing(self, _meeting: MeetingId) -> dict[object, Stands]:
        return self.lines

    async def is_signed_in(self, _person: object) -> bool:
        return True

    def hold_back(self) -> tuple[asyncio.Event, asyncio.Event]:
        """Let the log write only once the second event is set; the first is, when it was asked to."""
        reached, go_on, append = asyncio.Event(), asyncio.Event(), self.log.append

        async def slow(*args: object, **told: object) -> Sequence[Entry]:
            reached.set()
            await go_on.wait()
            return await append(*args, **told)  # type: ignore[arg-type]

        self.log.append = slow  # type: ignore[method-assign]
        return reached, go_on

    async def is_let_go(self, later: float = LONG) -> bool:
        """Whether the watch lets the room go after so long."""
        self.now += later
        await self.watch.look()
        return MEETING not in self.rooms.here


def connect(name: str) -> Connect:
    return Connect(connection=ConnectionId(f"conn_{name:_<22}"), address="192.0.2.7", browser="Firefox")


async def test_a_room_that_is_over_is_let_go_and_found_again_as_it_was() -> None:
    scene = Scene()
    room = await scene.rooms.find(MEETING)
    views = [room.view(cast.seat) for cast in (ARUNEE, THANA, KONG)]
    plans, gone = len(scene.relay.plans), weakref.ref(room)
    assert not await scene.is_let_go(LONG / 2), "somebody asked for it lately"
    assert await scene.is_let_go(LONG / 2)
    del room
    gc.collect()
    assert gone() is None, "nothing keeps it"
    again = await scene.rooms.find(MEETING)
    assert scene.rooms.here == {MEETING: again}
    assert [again.view(cast.seat) for cast in (ARUNEE, THANA, KONG)] == views
    assert again.meeting == replay(entry.fact for entry in scene.log.entries)
    # What is over for the relay is not told to it anew, however often the record is looked at.
    assert len(scene.relay.plans) == plans
    await again.handle(connect("x"), Actor.of_seat(ARUNEE.seat))
    assert len(scene.relay.plans) == plans
    assert await scene.is_let_go()


async def test_whoever_asks_for_a_room_keeps_it() -> None:
    scene = Scene()
    for _ in range(5):
        await scene.rooms.find(MEETING)
        assert not await scene.is_let_go(LONG - 2)
    assert await scene.is_let_go(2)


async def test_a_meeting_that_is_not_over_is_never_let_go() -> None:
    for facts in (SITTING, SITTING[:3]):
        scene = Scene(facts)
        await scene.rooms.find(MEETING)
        assert not await scene.is_let_go()


async def test_a_page_that_is_open_keeps_its_room() -> None:
    scene = Scene()
    await scene.rooms.find(MEETING)
    scene.lines[THANA.seat] = (connected(THANA).connection, "session")
    assert not await scene.is_let_go()
    scene.lines.clear()
    assert await scene.is_let_go(0)


async def test_a_room_of_which_the_relay_has_not_confirmed_the_end_stays() -> None:
    scene = Scene(SITTING)
    room = await scene.rooms.find(MEETING)
    scene.relay.confirms = False
    scene.log.entries = MemoryLog(CLOSED).entries
    await room.resume()
    assert not await scene.is_let_go()
    scene.relay.confirms = True
    await room.handle(connect("y"), Actor.of_seat(ARUNEE.seat))
    assert await scene.is_let_go()


async def test_what_is_still_to_be_written_keeps_a_room() -> None:
    scene = Scene()
    room = await scene.rooms.find(MEETING)
    room.live.troubles.add("log")
    assert not await scene.is_let_go()
    room.live.troubles.discard("log")
    scene.log.fails_before = OSError()
    with pytest.raises(OSError):  # noqa: PT011 - any failure of the log leaves open what it holds
        await room.handle(connect("z"), Actor.of_seat(ARUNEE.seat))
    assert not await scene.is_let_go()
    await room.handle(connect("z"), Actor.of_seat(ARUNEE.seat))
    assert await scene.is_let_go()


async def test_a_room_whose_counters_are_not_noted_yet_stays() -> None:
    out = SeatSuspended(seat=KAMALA.seat, item=ITEM_41, ground=Ground.ORDERED, reason=Interest.INTEREST)
    back = SeatRestored(seat=KAMALA.seat, item=ITEM_41, why=Return.CHAIR)
    scene = Scene([*ON_ITEM_41, out, back, MeetingClosed()])
    scene.log.fails_before = LogConflict()
    room = await scene.rooms.find(MEETING)
    assert not await scene.is_let_go()
    await room.handle(connect("c"), Actor.of_seat(ARUNEE.seat))
    noted = [entry.fact.moment for entry in scene.log.entries if isinstance(entry.fact, CountersRead)]
    assert noted == [Moment.SUSPENDED, Moment.RESTORED]
    assert await scene.is_let_go()


async def test_a_command_under_way_keeps_a_room() -> None:
    scene = Scene()
    room = await scene.rooms.find(MEETING)
    reached, go_on = scene.hold_back()
    asked = asyncio.create_task(room.handle(connect("w"), Actor.of_seat(ARUNEE.seat)))
    await reached.wait()
    assert not await scene.is_let_go()
    go_on.set()
    await asked
    assert await scene.is_let_go()


async def test_while_anybody_holds_a_room_that_was_let_go_it_is_the_one_that_is_found() -> None:
    scene = Scene()
    held = await scene.rooms.find(MEETING)
    assert await scene.is_let_go()
    await held.handle(connect("h"), Actor.of_seat(ARUNEE.seat))
    assert await scene.rooms.find(MEETING) is held
    assert held.seq == len(scene.log.entries) - 1
    assert await scene.is_let_go()
    held.damaged_at = 3
    with pytest.raises(Refused) as refusal:
        await scene.rooms.find(MEETING)
    assert refusal.value.reason is Reason.LOG_DAMAGED


async def test_a_stop_waits_for_what_somebody_does_in_a_room_that_was_let_go() -> None:
    scene = Scene()
    held = await scene.rooms.find(MEETING)
    assert await scene.is_let_go()
    reached, go_on = scene.hold_back()
    asked = asyncio.create_task(held.handle(connect("s"), Actor.of_seat(ARUNEE.seat)))
    await reached.wait()
    stopping = asyncio.create_task(scene.rooms.finished(20))
    go_on.set()
    await stopping
    assert scene.log.entries[-1].fact.connection == connect("s").connection  # type: ignore[attr-defined]
    await asked


async def test_what_is_reported_after_a_room_was_let_go_is_written(tmp_path: Path) -> None:
    scene = Scene()
    reports = Reports(Told(), Lines(Pages()), tmp_path)
    reports.rooms = scene.rooms
    await scene.rooms.find(MEETING)
    assert await scene.is_let_go()
    reports.reported(MEETING, {"kind": "sealed", "files": [sealed()]})
    await reports.written()
    assert isinstance(scene.log.entries[-1].fact, SegmentsSealed)
    room = await scene.rooms.find(MEETING)
    assert room.seq == len(scene.log.entries) - 1
    assert room.meeting.recording.has(f"{THANA.seat}/mic-0001.webm")


async def test_a_log_that_was_damaged_meanwhile_has_no_room_any_more() -> None:
    scene = Scene()
    await scene.rooms.find(MEETING)
    assert await scene.is_let_go()
    gc.collect()
    scene.log.damaged_at = 4
    for _ in range(2):
        with pytest.raises(Refused) as refusal:
            await scene.rooms.find(MEETING)
        assert (refusal.value.reason, refusal.value.details) == (Reason.LOG_DAMAGED, {"entry": 4})
