"""The room: one lock, one log, one state, whatever fails between them."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.resolutions import Unresolved
from meeting_server.meeting.facts.suspension import CountersRead, Moment, SeatSuspended
from meeting_server.meeting.ids import MeetingId, MessageId, SeatId
from meeting_server.meeting.media_plan import MediaPlan
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.agenda import CloseItem, OpenItem
from meeting_server.meeting.rules.chat import PostMessage
from meeting_server.meeting.rules.presence import SignOut
from meeting_server.meeting.rules.suspension import RestoreSeat
from meeting_server.meeting.state import replay
from meeting_server.services.ports import Counted, LogConflict
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms
from tests.given import ITEM_1, ITEM_41, KAMALA_OUT, ON_ITEM_41, SITTING
from tests.meeting.test_suspension import suspend
from tests.people import ARUNEE, KAMALA, PREECHA, THANA
from tests.services.fakes import MemoryLog, StubbornRelay, Told, entries_of

MEETING = MeetingId("mtg_" + "a" * 22)
BY_ARUNEE = Actor.of_seat(ARUNEE.seat)
BY_THANA = Actor.of_seat(THANA.seat)


class Scene:
    """A room over fakes."""

    def __init__(self, facts: list[Fact]) -> None:
        self.log = MemoryLog(facts)
        self.relay = StubbornRelay()
        self.told = Told()
        self.room = Room(MEETING, self.log, self.relay, self.told)

    async def start(self) -> "Scene":
        await self.room.resume()
        return self

    @property
    def agrees(self) -> bool:
        """Whether the room is what its log says."""
        return self.room.meeting == replay(entry.fact for entry in self.log.entries)


def hello(text: str = "สวัสดี") -> PostMessage:
    return PostMessage(message=MessageId("msg_1"), text=text)


async def test_a_room_starts_by_replaying_its_log_and_telling_the_relay() -> None:
    scene = await Scene(ON_ITEM_41).start()
    assert scene.agrees
    assert scene.room.seq == len(ON_ITEM_41) - 1
    assert [epoch for epoch, _ in scene.relay.plans] == [scene.room.seq]


async def test_a_command_is_written_before_it_is_seen_and_the_plan_is_told_only_when_it_changed() -> None:
    scene = await Scene(SITTING).start()
    outcome = await scene.room.handle(OpenItem(item=ITEM_41), BY_ARUNEE)
    assert (outcome.seq, outcome.media) == (len(SITTING), "ok")
    assert len(scene.relay.plans) == 1
    await scene.room.handle(suspend(KAMALA), BY_ARUNEE)
    assert len(scene.relay.plans) == 2
    assert scene.told.times == 2
    assert scene.agrees


async def test_a_refused_command_changes_nothing() -> None:
    scene = await Scene(SITTING).start()
    with pytest.raises(Refused):
        await scene.room.handle(OpenItem(item=ITEM_41), BY_THANA)
    assert len(scene.log.entries) == len(SITTING)
    assert scene.told.times == 0


async def test_a_repeated_command_is_answered_with_the_first_answer() -> None:
    scene = await Scene(SITTING).start()
    first = await scene.room.handle(hello(), BY_THANA, "c1")
    again = await scene.room.handle(hello(), BY_THANA, "c1")
    assert again is first
    other = await scene.room.handle(hello(), BY_ARUNEE, "c1")
    assert other.seq == first.seq + 1
    with pytest.raises(Refused) as refusal:
        await scene.room.handle(OpenItem(item=ITEM_1), BY_THANA, "c1")
    assert refusal.value.reason is Reason.COMMAND_ID_REUSED


async def test_a_dropped_socket_does_not_stop_us_between_the_log_and_the_room() -> None:
    scene = await Scene(ON_ITEM_41).start()
    reached, go_on = asyncio.Event(), asyncio.Event()
    follow = scene.relay.follow

    async def slow_follow(*told: object) -> object:
        reached.set()
        await go_on.wait()
        return await follow(*told)  # type: ignore[arg-type]

    scene.relay.follow = slow_follow  # type: ignore[assignment, method-assign]
    caller = asyncio.create_task(scene.room.handle(suspend(KAMALA), BY_ARUNEE))
    await reached.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    go_on.set()
    await scene.room.handle(hello(), BY_THANA)
    assert KAMALA.seat in scene.room.meeting.suspensions
    assert scene.agrees


async def test_an_unconfirmed_plan_is_said_to_be_pending_and_told_again() -> None:
    scene = await Scene(ON_ITEM_41).start()
    scene.relay.confirms = False
    outcome = await scene.room.handle(suspend(KAMALA), BY_ARUNEE)
    assert outcome.media == "pending"
    scene.relay.confirms = True
    assert (await scene.room.handle(hello(), BY_THANA)).media == "ok"
    assert scene.relay.plans[-1][1] == scene.relay.plans[-2][1]


async def test_counters_are_written_beside_suspension_and_return() -> None:
    scene = await Scene(ON_ITEM_41).start()
    scene.relay.counted = {KAMALA.seat: Counted(120, 80)}
    await scene.room.handle(suspend(KAMALA), BY_ARUNEE)
    await scene.room.handle(CloseItem(item=ITEM_41, unresolved=Unresolved.OTHER), BY_ARUNEE)
    read = [entry for entry in scene.log.entries if isinstance(entry.fact, CountersRead)]
    assert [entry.fact.moment for entry in read if isinstance(entry.fact, CountersRead)] == list(Moment)
    assert all(entry.actor == "system" for entry in read)
    assert read[0].fact == CountersRead(
        seat=KAMALA.seat, item=ITEM_41, moment=Moment.SUSPENDED, received=120, sent=80
    )


async def test_when_another_writer_was_first_the_room_sees_it_and_decides_anew() -> None:
    scene = await Scene(ON_ITEM_41).start()
    theirs = suspend(KAMALA)
    fact = SeatSuspended(seat=KAMALA.seat, item=ITEM_41, ground=theirs.ground, reason=theirs.reason)
    scene.log.entries += entries_of([fact], first=len(ON_ITEM_41))
    with pytest.raises(Refused) as refusal:
        await scene.room.handle(theirs, BY_ARUNEE)
    assert refusal.value.reason is Reason.ALREADY_SUSPENDED
    await scene.room.handle(hello(), BY_THANA)
    assert scene.agrees


async def test_a_second_conflict_is_not_swallowed() -> None:
    scene = await Scene(SITTING).start()

    async def always(*_: object, **__: object) -> object:
        raise LogConflict

    scene.log.append = always  # type: ignore[assignment, method-assign]
    with pytest.raises(LogConflict):
        await scene.room.handle(hello(), BY_THANA)


@pytest.mark.parametrize("written", [False, True])
async def test_after_an_unknown_failure_the_room_reads_its_log_first(*, written: bool) -> None:
    scene = await Scene(SITTING).start()
    if written:
        scene.log.fails_after = OSError("the answer was lost")
    else:
        scene.log.fails_before = OSError("the disk is full")
    with pytest.raises(OSError, match="the"):
        await scene.room.handle(OpenItem(item=ITEM_41), BY_ARUNEE)
    reads = scene.log.reads
    await scene.room.handle(hello(), BY_THANA)
    assert scene.log.reads == reads + 1
    assert scene.agrees
    assert (scene.room.meeting.agenda.current == ITEM_41) is written


async def test_commands_are_taken_one_at_a_time() -> None:
    scene = await Scene(SITTING).start()
    await asyncio.gather(
        *(scene.room.handle(PostMessage(message=MessageId(f"m{n}"), text="x"), BY_THANA) for n in range(20))
    )
    assert [entry.seq for entry in scene.log.entries] == list(range(len(SITTING) + 20))
    assert scene.agrees


async def test_a_stranger_has_no_view() -> None:
    scene = await Scene(SITTING).start()
    with pytest.raises(Refused) as refusal:
        scene.room.view(SeatId("seat_x"))
    assert refusal.value.reason is Reason.NO_SEAT
    assert scene.room.view(PREECHA.seat)["you"]["class"] == "waiting"


async def test_rooms_are_found_once_and_only_if_they_were_called() -> None:
    log = MemoryLog(SITTING)
    rooms = Rooms(log, StubbornRelay(), Told())
    one, two = await asyncio.gather(rooms.find(MEETING), rooms.find(MEETING))
    assert one is two
    assert rooms.here == {MEETING: one}
    for unknown in ("rubbish", "mtg_../../etc"):
        with pytest.raises(Refused) as refusal:
            await rooms.find(unknown)
        assert refusal.value.reason is Reason.UNKNOWN_MEETING
    nobody = Rooms(MemoryLog(), StubbornRelay(), Told())
    with pytest.raises(Refused):
        await nobody.find(MEETING)


async def test_a_damaged_log_has_no_room() -> None:
    log = MemoryLog(SITTING)
    log.damaged_at = 3
    rooms = Rooms(log, StubbornRelay(), Told())
    with pytest.raises(Refused) as refusal:
        await rooms.find(MEETING)
    assert (refusal.value.reason, refusal.value.details) == (Reason.LOG_DAMAGED, {"entry": 3})
    assert rooms.here == {}


async def test_a_stop_waits_for_the_commands_under_way_but_not_for_ever() -> None:
    log, relay = MemoryLog(ON_ITEM_41), StubbornRelay()
    rooms = Rooms(log, relay, Told())
    room = await rooms.find(MEETING)
    reached, go_on = asyncio.Event(), asyncio.Event()
    follow = relay.follow

    async def slow_follow(*told: object) -> object:
        reached.set()
        await go_on.wait()
        return await follow(*told)  # type: ignore[arg-type]

    relay.follow = slow_follow  # type: ignore[assignment, method-assign]
    caller = asyncio.create_task(room.handle(suspend(KAMALA), BY_ARUNEE))
    await reached.wait()
    caller.cancel()
    await rooms.finished(0.01)
    assert room._running
    go_on.set()
    await rooms.finished(20)
    assert not room._running


async def test_what_was_done_before_a_restart_is_not_done_again() -> None:
    scene = await Scene(SITTING).start()
    first = await scene.room.handle(hello(), BY_THANA, "c1")
    await scene.room.handle(hello(), BY_ARUNEE, "c2")
    again = Room(MEETING, scene.log, scene.relay, scene.told)
    await again.resume()
    written = len(scene.log.entries)
    answer = await again.handle(hello(), BY_THANA, "c1")
    assert (answer.seq, answer.media) == (first.seq, "ok")
    with pytest.raises(Refused) as refusal:
        await again.handle(OpenItem(item=ITEM_1), BY_ARUNEE, "c2")
    assert refusal.value.reason is Reason.COMMAND_ID_REUSED
    assert len(scene.log.entries) == written


async def test_what_was_written_and_never_answered_is_not_done_again() -> None:
    scene = await Scene(SITTING).start()
    scene.log.fails_after = OSError("the answer was lost")
    with pytest.raises(OSError, match="lost"):
        await scene.room.handle(hello(), BY_THANA, "c1")
    written = len(scene.log.entries)
    answer = await scene.room.handle(hello(), BY_THANA, "c1")
    assert answer.seq == written - 1 == scene.room.seq
    assert len(scene.log.entries) == written


async def test_an_answer_from_before_does_not_say_that_an_unconfirmed_plan_is_followed() -> None:
    scene = await Scene(ON_ITEM_41).start()
    await scene.room.handle(suspend(KAMALA), BY_ARUNEE, "c1")
    scene.relay.confirms = False
    again = Room(MEETING, scene.log, scene.relay, scene.told)
    await again.resume()
    assert (await again.handle(suspend(KAMALA), BY_ARUNEE, "c1")).media == "pending"


async def test_whoever_looks_while_the_log_is_read_again_sees_the_room_as_it_was() -> None:
    scene = await Scene(SITTING).start()
    scene.log.fails_before = OSError("the disk is full")
    with pytest.raises(OSError, match="full"):
        await scene.room.handle(hello(), BY_THANA)
    reached, go_on, read = asyncio.Event(), asyncio.Event(), scene.log.read

    async def slowly(meeting: MeetingId, after: int = -1) -> AsyncIterator[Entry]:
        async for entry in read(meeting, after):
            yield entry
            reached.set()
            await go_on.wait()

    scene.log.read = slowly  # type: ignore[method-assign]
    answer = asyncio.create_task(scene.room.handle(hello(), BY_THANA))
    await reached.wait()
    assert scene.room.meeting == replay(SITTING)
    assert scene.room.view(THANA.seat)["seq"] == len(SITTING) - 1
    go_on.set()
    assert (await answer).seq == len(SITTING)


async def test_counters_that_a_crash_or_a_late_relay_left_out_are_noted_at_the_next_plan() -> None:
    facts: list[Fact] = list(KAMALA_OUT)
    scene = await Scene(facts).start()
    (noted,) = [entry.fact for entry in scene.log.entries[len(facts) :]]
    assert noted == CountersRead(seat=KAMALA.seat, item=ITEM_41, moment=Moment.SUSPENDED, received=0, sent=0)
    late = await Scene(ON_ITEM_41).start()
    late.relay.confirms = False
    await late.room.handle(suspend(KAMALA), BY_ARUNEE)
    assert isinstance(late.log.entries[-1].fact, SeatSuspended)
    late.relay.confirms = True
    await late.room.handle(RestoreSeat(seat=KAMALA.seat), BY_ARUNEE)
    read = [entry.fact.moment for entry in late.log.entries if isinstance(entry.fact, CountersRead)]
    assert read == [Moment.SUSPENDED, Moment.RESTORED]


async def test_what_was_written_is_told_even_if_its_counters_cannot_be() -> None:
    scene = await Scene(ON_ITEM_41).start()
    append, written = scene.log.append, 0

    async def failing(*args: object, **told: object) -> Sequence[Entry]:
        nonlocal written
        written += 1
        if written == 2:
            raise OSError("the disk is full")
        return await append(*args, **told)  # type: ignore[arg-type]

    scene.log.append = failing  # type: ignore[method-assign]
    with pytest.raises(OSError, match="full"):
        await scene.room.handle(suspend(KAMALA), BY_ARUNEE)
    assert KAMALA.seat in scene.room.meeting.suspensions
    assert scene.told.times == 1


async def test_a_log_that_is_damaged_while_the_meeting_sits_shuts_its_media_and_is_not_read_again() -> None:
    scene = await Scene(SITTING).start()
    scene.log.fails_before = OSError("the disk is full")
    with pytest.raises(OSError, match="full"):
        await scene.room.handle(hello(), BY_THANA)
    scene.log.damaged_at = 5
    for _ in range(2):
        with pytest.raises(Refused) as refusal:
            await scene.room.handle(hello(), BY_THANA)
        assert (refusal.value.reason, refusal.value.details) == (Reason.LOG_DAMAGED, {"entry": 5})
    assert scene.relay.plans[-1] == (len(SITTING) - 1, MediaPlan())
    assert scene.log.reads == 2


async def test_whoever_is_signed_out_loses_their_connections_at_once() -> None:
    scene = await Scene(SITTING).start()
    await scene.room.handle(SignOut(seat=THANA.seat), Actor.system())
    assert THANA.seat not in set(scene.relay.plans[-1][1].seats())
    assert scene.relay.parted == [THANA.seat]


async def test_an_id_is_answered_alike_however_long_ago_it_was() -> None:
    scene = await Scene(SITTING).start()
    first = await scene.room.handle(hello(), BY_THANA, "c1")
    for n in range(250):
        with pytest.raises(Refused):
            await scene.room.handle(hello(" "), BY_THANA, f"other{n}")
    assert (await scene.room.handle(hello(), BY_THANA, "c1")).seq == first.seq
    with pytest.raises(Refused) as refusal:
        await scene.room.handle(OpenItem(item=ITEM_1), BY_THANA, "c1")
    assert refusal.value.reason is Reason.COMMAND_ID_REUSED
