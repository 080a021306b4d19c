"""What waits too long goes on, and whose line is lost is missed: by the clock, and after a start as before it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.incidents import (
    Escalation,
    IncidentAcknowledged,
    IncidentEscalated,
    IncidentKind,
    IncidentReported,
    Over,
    TroubleDetected,
    TroubleSubsided,
)
from meeting_server.meeting.facts.presence import Disconnected, Ending, Left
from meeting_server.meeting.facts.session import MeetingClosed, Part, ServiceInterrupted
from meeting_server.meeting.ids import IncidentId, MeetingId, is_id
from meeting_server.services.duty import Duty
from meeting_server.services.rooms import Rooms
from tests.given import PRESENT, SITTING, connected
from tests.people import ARUNEE, CHAI, THANA, WILAI
from tests.services.fakes import START, MemoryLog, StubbornRelay, Told

MEETING = MeetingId("mtg_" + "a" * 22)
ONE = IncidentId("inc_" + "1" * 22)
REPORTED = IncidentReported(incident=ONE, seat=THANA.seat)
WENT_ON = IncidentEscalated(incident=ONE, to=(ARUNEE.seat,), why=Escalation.UNACKNOWLEDGED)
GONE = Disconnected(seat=THANA.seat, connection=connected(THANA).connection, why=Ending.LOST)


class Scene:
    """A meeting, its log, and a clock that stands where a test puts it."""

    def __init__(self, facts: Sequence[Fact], *, began: float = 0.0) -> None:
        self.log = MemoryLog(facts)
        self.last = self.log.entries[-1].t
        self.moment = self.last + timedelta(seconds=began)
        self.rooms = Rooms(self.log, StubbornRelay(), Told())
        self.duty = Duty(self.rooms, self)

    def now(self) -> datetime:
        """Aware, UTC."""
        return self.moment

    async def after(self, seconds: float) -> list[Fact]:
        """What is written so many seconds after the last fact of the beginning."""
        await self.rooms.find(MEETING)
        before = len(self.log.entries)
        self.moment = self.last + timedelta(seconds=seconds)
        await self.duty.look()
        return [entry.fact for entry in self.log.entries[before:]]


async def test_what_nobody_has_acknowledged_goes_on_after_a_minute_and_once() -> None:
    scene = Scene([*SITTING, REPORTED])
    assert await scene.after(59.9) == []
    assert await scene.after(60.0) == [WENT_ON]
    assert await scene.after(120.0) == []


async def test_what_was_acknowledged_does_not() -> None:
    scene = Scene([*SITTING, REPORTED, IncidentAcknowledged(incident=ONE, by=CHAI.seat)])
    assert await scene.after(120.0) == []


async def test_a_minute_is_a_minute_when_the_server_was_started_anew_in_it() -> None:
    started = Scene([*SITTING, REPORTED], began=30.0)
    assert await started.after(59.0) == []
    assert await started.after(60.0) == [WENT_ON]


async def test_before_the_opening_too_and_after_the_close_no_more() -> None:
    assert len(await Scene([*PRESENT, REPORTED]).after(60.0)) == 1
    assert await Scene([*SITTING, REPORTED, MeetingClosed()]).after(60.0) == []


async def test_a_line_that_is_lost_for_ten_seconds_is_an_incident_since_it_was_lost() -> None:
    scene = Scene([*SITTING, GONE])
    assert await scene.after(9.9) == []
    (detected,) = await scene.after(10.0)
    assert isinstance(detected, TroubleDetected)
    assert is_id(detected.incident, "incident")
    assert (detected.seat, detected.kind) == (THANA.seat, IncidentKind.LINE_LOST)
    assert datetime.fromisoformat(detected.since) == scene.last
    assert await scene.after(20.0) == []


async def test_who_closed_the_page_or_went_is_not_missed() -> None:
    left = Disconnected(seat=THANA.seat, connection=connected(THANA).connection, why=Ending.LEFT)
    assert await Scene([*SITTING, left]).after(30.0) == []
    assert await Scene([*SITTING, GONE, Left(seat=THANA.seat)]).after(30.0) == []
    assert await Scene([*PRESENT, GONE]).after(30.0) == []


async def test_it_is_over_by_itself_when_they_are_back_or_have_gone() -> None:
    since = "2026-11-12T02:30:30.000Z"
    lost = TroubleDetected(incident=ONE, seat=THANA.seat, kind=IncidentKind.LINE_LOST, since=since)
    scene = Scene([*SITTING, GONE, lost, connected(THANA)])
    (over,) = await scene.after(5.0)
    assert isinstance(over, TroubleSubsided)
    assert (over.incident, over.how) == (ONE, Over.RECOVERED)
    assert datetime.fromisoformat(over.until) == scene.last
    (over,) = await Scene([*SITTING, GONE, lost, Left(seat=THANA.seat)]).after(5.0)
    assert isinstance(over, TroubleSubsided)
    assert over.how is Over.GONE


async def test_after_a_start_of_the_server_everybody_has_time_to_come_back() -> None:
    start = ServiceInterrupted(
        since="2026-11-12T02:29:00.000Z", until="2026-11-12T02:31:00.000Z", part=Part.SERVER
    )
    scene = Scene([*SITTING, start, connected(WILAI)], began=5.0)
    assert await scene.after(14.0) == []
    missed = await scene.after(15.0)
    assert {one.seat for one in missed if isinstance(one, TroubleDetected)} >= {THANA.seat, ARUNEE.seat}
    assert WILAI.seat not in {one.seat for one in missed if isinstance(one, TroubleDetected)}


async def test_it_looks_by_itself_while_it_is_there() -> None:
    scene = Scene([*SITTING, REPORTED])
    await scene.rooms.find(MEETING)
    scene.moment = START + timedelta(hours=1)
    async with scene.duty:
        assert scene.log.entries[-1].fact == WENT_ON
