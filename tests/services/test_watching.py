"""What nobody else notices: lines that nobody has, and seats at which nobody is signed in."""

import asyncio
from collections.abc import Sequence

import pytest

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.presence import Disconnected, Ending, SeatSignedOut
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import ConnectionId, MeetingId, PersonId, SeatId
from meeting_server.services import watching
from meeting_server.services.rooms import Rooms
from meeting_server.services.watching import Stands, Watch, sign_out
from tests.given import SITTING, connected
from tests.people import ARUNEE, CHAI, KAMALA, THANA, VEERA, WILAI, Cast
from tests.services.fakes import MemoryLog, StubbornRelay, Told

MEETING = MeetingId("mtg_" + "a" * 22)
INSIDE = (ARUNEE, THANA, WILAI, KAMALA, VEERA, CHAI)


class Scene:
    """A meeting that sits, the lines that stand, and who is signed in."""

    def __init__(self, facts: list[Fact]) -> None:
        self.log = MemoryLog(facts)
        self.relay = StubbornRelay()
        self.rooms = Rooms(self.log, self.relay, Told())
        self.lines = {cast.seat: self.line(cast) for cast in INSIDE}
        self.signed_in = {cast.person for cast in INSIDE}
        self.watch = Watch(self.rooms, self, self)
        self.fails = 0

    @staticmethod
    def line(cast: Cast, session: str = "session") -> Stands:
        """A line of somebody's."""
        return connected(cast).connection, session

    async def start(self) -> "Scene":
        """Resume the room."""
        await self.rooms.find(MEETING)
        self.before = len(self.log.entries)
        return self

    def standing(self, meeting: MeetingId) -> dict[SeatId, Stands]:
        """The lines that stand."""
        assert meeting == MEETING
        return self.lines

    async def is_signed_in(self, person: PersonId, meeting: MeetingId) -> bool:
        """Whether the person is signed in; asking may fail."""
        if self.fails:
            self.fails -= 1
            raise OSError
        return meeting == MEETING and person in self.signed_in

    @property
    def added(self) -> list[Fact]:
        """What was written since the start."""
        return [entry.fact for entry in self.log.entries[self.before :]]


def lost(cast: Cast, why: Ending = Ending.LOST) -> Disconnected:
    """The line of somebody ended."""
    return Disconnected(seat=cast.seat, connection=connected(cast).connection, why=why)


async def test_where_everything_is_as_the_log_says_nothing_is_written() -> None:
    scene = await Scene(SITTING).start()
    for _ in range(3):
        await scene.watch.look()
    assert scene.added == []


async def test_a_line_that_nobody_has_ends_when_it_is_seen_twice() -> None:
    scene = await Scene(SITTING).start()
    del scene.lines[THANA.seat]
    await scene.watch.look()
    assert scene.added == []
    await scene.watch.look()
    assert scene.added == [lost(THANA)]
    # The place is kept: whoever is signed in may come back.
    assert THANA.seat in set(scene.relay.plans[-1][1].seats())


async def test_a_line_that_was_only_just_ending_is_left_alone() -> None:
    scene = await Scene(SITTING).start()
    thana = scene.lines.pop(THANA.seat)
    await scene.watch.look()
    scene.lines[THANA.seat] = thana
    await scene.watch.look()
    del scene.lines[THANA.seat]
    await scene.watch.look()
    assert scene.added == []


async def test_a_seat_without_a_line_whose_person_is_signed_in_nowhere_is_freed() -> None:
    scene = await Scene([*SITTING, lost(THANA), lost(WILAI)]).start()
    scene.signed_in -= {THANA.person, KAMALA.person}
    await scene.watch.look()
    # Kamala's line stands: its own session says when it is over.
    assert scene.added == [SeatSignedOut(seat=THANA.seat)]
    assert scene.relay.parted == [THANA.seat]


async def test_a_closed_meeting_is_over() -> None:
    scene = await Scene([*SITTING, MeetingClosed()]).start()
    scene.lines.clear()
    for _ in range(3):
        await scene.watch.look()
    assert scene.added == []


async def test_signing_out_leaves_what_another_session_holds() -> None:
    scene = await Scene(SITTING).start()
    room = await scene.rooms.find(MEETING)
    scene.lines[THANA.seat] = scene.line(THANA, "another")
    await sign_out(room, scene, THANA.seat, "session")
    assert scene.added == []
    await sign_out(room, scene, THANA.seat, "another")
    assert scene.added == [lost(THANA, Ending.SIGNED_OUT), SeatSignedOut(seat=THANA.seat)]


async def test_a_line_that_was_taken_over_ends_with_the_session_it_was_opened_with() -> None:
    newer = ConnectionId("conn_newer")
    scene = await Scene([*SITTING, connected(THANA), *_line(THANA, newer)]).start()
    room = await scene.rooms.find(MEETING)
    scene.lines[THANA.seat] = (newer, "another")
    await sign_out(room, scene, THANA.seat, "session")
    assert scene.added == [lost(THANA, Ending.SIGNED_OUT)]
    assert THANA.seat in room.meeting.attendance.present


def _line(cast: Cast, connection: ConnectionId) -> list[Fact]:
    line = connected(cast)
    return [type(line)(seat=line.seat, connection=connection, address=line.address, browser=line.browser)]


async def test_what_fails_once_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_EVERY", 0.01)
    scene = await Scene([*SITTING, lost(THANA)]).start()
    scene.signed_in.discard(THANA.person)
    scene.fails = 2
    written, append = asyncio.Event(), scene.log.append

    async def noting(*args: object, **told: object) -> Sequence[Entry]:
        written.set()
        return await append(*args, **told)  # type: ignore[arg-type]

    scene.log.append = noting  # type: ignore[method-assign]
    async with scene.watch, asyncio.timeout(20):
        await written.wait()
    assert scene.added == [SeatSignedOut(seat=THANA.seat)]


async def test_a_damaged_meeting_does_not_hide_the_others() -> None:
    scene = await Scene([*SITTING, lost(THANA)]).start()
    scene.signed_in.discard(THANA.person)
    room = await scene.rooms.find(MEETING)
    room.damaged_at = 3
    await scene.watch.look()
    assert scene.added == []
