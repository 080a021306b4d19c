"""How clear a line is: each hears of their own, the helpers see all figures, and the log has what lasted."""

import math
from typing import Any

import pytest
from structlog.testing import capture_logs

from meeting_server.meeting.facts.calling import SeatAssigned
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.incidents import (
    Figures,
    IncidentKind,
    Over,
    TroubleDetected,
    TroubleSubsided,
)
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.facts.suspension import Ground, Interest, SeatSuspended
from meeting_server.meeting.ids import IncidentId, MeetingId, SeatId
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.suspension import SuspendSeat
from meeting_server.services.lines import Lines
from meeting_server.services.ports import Json
from meeting_server.services.room import Room
from tests.given import ITEM_41, ON_ITEM_41, PRESENT, SITTING
from tests.people import ARUNEE, CHAI, KAMALA, THANA, VEERA
from tests.services.fakes import MemoryLog, StubbornRelay, Told

MEETING = MeetingId("mtg_" + "a" * 22)


def line(seat: SeatId = THANA.seat, **changes: object) -> dict[str, Any]:
    return {
        "seat": seat,
        "path": "udp",
        "lost_up": 0.0,
        "lost_down": None,
        "jitter_up": 0.012,
        "jitter_down": 0.009,
        "round_trip": 0.041,
        "level": 38,
        "silent": 0.1,
        "kbps_up": 64.2,
        "kbps_down": 802.0,
        **changes,
    }


class Pages:
    """Keeps what each page is told."""

    def __init__(self) -> None:
        self.told: list[tuple[SeatId, Json]] = []

    def to_seat(self, meeting: MeetingId, seat: SeatId, message: Json) -> None:
        self.told.append((seat, message))

    def of(self, seat: SeatId, kind: str) -> list[dict[str, Any]]:
        return [dict(message) for other, message in self.told if other == seat and message["kind"] == kind]


class Scene:
    """A room over fakes, and the measures of its lines."""

    def __init__(self, facts: list[Fact]) -> None:
        self.log = MemoryLog(facts)
        self.room = Room(MEETING, self.log, StubbornRelay(), Told())
        self.pages = Pages()
        self.now = 100.0
        self.lines = Lines(self.pages, lambda: self.now)

    async def measure(self, *lines: dict[str, Any], seconds: float = 2) -> list[Fact]:
        """It is so for so long; what was written of it."""
        if self.room.seq < 0:
            await self.room.resume()
        before = len(self.log.entries)
        for _ in range(int(seconds / 2)):
            self.now += 2
            self.lines.measured(self.room, {"kind": "quality", "lasted": 2, "seats": list(lines)})
            await self.lines.written()
        return [entry.fact for entry in self.log.entries[before:]]


async def test_a_bad_line_is_written_after_ten_seconds_and_its_end_after_thirty_more() -> None:
    scene = Scene(SITTING)
    assert await scene.measure(line(), seconds=12) == []
    assert await scene.measure(line(lost_up=0.2), seconds=8) == []
    (detected,) = await scene.measure(line(lost_up=0.2), seconds=6)
    assert isinstance(detected, TroubleDetected)
    assert (detected.seat, detected.kind) == (THANA.seat, IncidentKind.UNCLEAR_LINE)
    assert detected.figures == Figures(lost_up=200, jitter_up=12, jitter_down=9, round_trip=41)
    shown = scene.room.room_for(ARUNEE.seat)["incidents"]
    assert [(each["seat"], each["kind"]) for each in shown] == [(THANA.seat, "unclear_line")]
    assert await scene.measure(line(), seconds=28) == []
    (subsided,) = await scene.measure(line(), seconds=4)
    assert isinstance(subsided, TroubleSubsided)
    assert (subsided.incident, subsided.how) == (detected.incident, Over.RECOVERED)
    assert scene.room.room_for(ARUNEE.seat)["incidents"] == []


async def test_a_line_that_comes_and_goes_is_one_trouble() -> None:
    scene = Scene(SITTING)
    facts = []
    for _ in range(6):
        facts += await scene.measure(line(lost_up=0.2), seconds=12)
        facts += await scene.measure(line(), seconds=12)
    assert [type(fact) for fact in facts] == [TroubleDetected]


async def test_a_stalled_microphone_is_a_trouble_of_its_own() -> None:
    scene = Scene(SITTING)
    facts = [fact for at in range(1, 8) for fact in await scene.measure(line(silent=2.0 * at))]
    assert [fact.kind for fact in facts if isinstance(fact, TroubleDetected)] == [IncidentKind.CAPTURE_STALL]


async def test_a_picture_that_rests_since_the_line_is_weak_is_written_until_it_is_back() -> None:
    scene = Scene(SITTING)
    assert await scene.measure(line(rested=False), seconds=12) == []
    (detected,) = await scene.measure(line(rested=True), seconds=12)
    assert isinstance(detected, TroubleDetected)
    assert (detected.seat, detected.kind) == (THANA.seat, IncidentKind.CAMERA_RESTED)
    assert detected.figures == Figures(lost_up=0, jitter_up=12, jitter_down=9, round_trip=41)
    assert [each["kind"] for each in scene.room.room_for(ARUNEE.seat)["incidents"]] == ["camera_rested"]
    assert await scene.measure(line(rested=False), seconds=28) == []
    # A worker that is older than its server says nothing of pictures that rest.
    (subsided,) = await scene.measure(line(), seconds=4)
    assert isinstance(subsided, TroubleSubsided)
    assert (subsided.incident, subsided.how) == (detected.incident, Over.RECOVERED)


async def test_a_line_that_is_gone_or_suspended_ends_its_trouble() -> None:
    scene = Scene([*ON_ITEM_41])
    await scene.measure(line(lost_up=0.3), line(KAMALA.seat, lost_up=0.3), line(CHAI.seat), seconds=12)
    assert len(scene.room.meeting.incidents.standing) == 2
    suspend = SuspendSeat(seat=KAMALA.seat, item=ITEM_41, ground=Ground.ORDERED, reason=Interest.INTEREST)
    await scene.room.handle(suspend, Actor.of_seat(ARUNEE.seat))
    scene.pages.told.clear()
    # Kamala's connection is still measured for a moment, Thana's is gone.
    facts = await scene.measure(line(KAMALA.seat, lost_up=0.3), line(CHAI.seat), seconds=12)
    assert [fact.how for fact in facts if isinstance(fact, TroubleSubsided)] == [Over.GONE, Over.GONE]
    assert scene.pages.of(KAMALA.seat, "quality") == []
    lines = [told["seats"] for told in scene.pages.of(CHAI.seat, "lines")]
    assert lines
    assert all([line["seat"] for line in seats] == [CHAI.seat] for seats in lines)


async def test_after_a_restart_a_standing_trouble_is_judged_anew() -> None:
    standing = TroubleDetected(
        incident=IncidentId("inc_" + "a" * 22), seat=THANA.seat, kind=IncidentKind.UNCLEAR_LINE, since="x"
    )
    scene = Scene([*SITTING, standing])
    assert await scene.measure(line(lost_up=0.2), seconds=14) == []
    scene.lines.lost(MEETING)
    assert await scene.measure(line(CHAI.seat), seconds=10) == []
    (subsided,) = await scene.measure(line(CHAI.seat), seconds=2)
    assert isinstance(subsided, TroubleSubsided)


async def test_of_a_closed_meeting_nothing_is_kept() -> None:
    scene = Scene(SITTING)
    await scene.measure(line())
    assert MEETING in scene.lines._seats
    closed = Scene([*SITTING, MeetingClosed()])
    await closed.room.resume()
    scene.lines.measured(closed.room, {"kind": "quality", "lasted": 2, "seats": []})
    assert not scene.lines._seats


@pytest.mark.parametrize("facts", [PRESENT, [*SITTING, MeetingClosed()]])
async def test_outside_the_sitting_nothing_is_written(facts: list[Fact]) -> None:
    assert await Scene(facts).measure(line(lost_up=0.3), seconds=20) == []


async def test_each_is_told_how_their_own_line_stands_when_it_changes_and_now_and_then() -> None:
    scene = Scene(SITTING)
    await scene.measure(line(), line(CHAI.seat), seconds=10)
    assert scene.pages.of(THANA.seat, "quality") == [{"kind": "quality", "grade": "good", "worst": None}]
    await scene.measure(line(lost_up=0.2), seconds=4)
    assert [each["grade"] for each in scene.pages.of(THANA.seat, "quality")] == ["good", "good", "bad"]
    assert scene.pages.of(THANA.seat, "quality")[-1]["worst"] == "lost_up"


async def test_only_who_watches_over_the_lines_sees_the_figures_of_others() -> None:
    controller = SeatAssigned(seat=VEERA.seat, person=VEERA.person, roles=(Role.CONTROLLER,))
    out = SeatSuspended(seat=VEERA.seat, item=ITEM_41, ground=Ground.ORDERED, reason=Interest.INTEREST)
    scene = Scene([*ON_ITEM_41, controller])
    await scene.measure(line(), line(ARUNEE.seat, level=None, lost_up=0.05))
    assert {seat for seat, told in scene.pages.told if told["kind"] == "lines"} == {CHAI.seat, VEERA.seat}
    (told,) = scene.pages.of(CHAI.seat, "lines")
    assert told["seats"] == [
        {
            "seat": THANA.seat,
            "grade": "good",
            "worst": None,
            "path": "udp",
            "lost_up": 0,
            "lost_down": None,
            "jitter_up": 12,
            "jitter_down": 9,
            "round_trip": 41,
            "kbps_up": 64,
            "kbps_down": 802,
            "level": 38,
            "stalled": False,
        },
        {**told["seats"][1], "seat": ARUNEE.seat, "level": None, "lost_up": 50},
    ]
    suspended = Scene([*ON_ITEM_41, controller, out])
    await suspended.measure(line())
    assert {seat for seat, told in suspended.pages.told if told["kind"] == "lines"} == {CHAI.seat}


@pytest.mark.parametrize(
    "report",
    [
        {"seats": []},
        {"lasted": 2},
        {"lasted": 2, "seats": {}},
        {"lasted": None, "seats": []},
        {"lasted": 900, "seats": []},
        {"lasted": 2, "seats": [{}]},
        {"lasted": 2, "seats": [line(lost_up="much")]},
        {"lasted": 2, "seats": [line(lost_up=True)]},
        {"lasted": 2, "seats": [line(lost_up=-1)]},
        {"lasted": 2, "seats": [line(round_trip=math.inf)]},
    ],
)
async def test_what_is_garbled_is_refused(report: dict[str, Any]) -> None:
    scene = Scene(SITTING)
    await scene.room.resume()
    with pytest.raises((KeyError, TypeError)):
        scene.lines.measured(scene.room, report)


async def test_what_cannot_be_written_now_is_decided_anew() -> None:
    scene = Scene(SITTING)
    await scene.measure(line(lost_up=0.2), seconds=8)
    scene.log.fails_before = OSError("the disk is full")
    with capture_logs() as logged:
        assert await scene.measure(line(lost_up=0.2)) == []
    assert [each["event"] for each in logged] == ["trouble_not_written"]
    (detected,) = await scene.measure(line(lost_up=0.2))
    assert isinstance(detected, TroubleDetected)


async def test_a_room_that_refuses_is_passed_over() -> None:
    scene = Scene(SITTING)
    await scene.measure(line(lost_up=0.2), seconds=8)
    scene.log.damaged_at = 3
    scene.log.fails_before = OSError("the disk is full")
    with capture_logs() as logged:
        await scene.measure(line(lost_up=0.2), seconds=4)
    assert "trouble_refused" in [each["event"] for each in logged]
