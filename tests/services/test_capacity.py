"""Whether a machine holds a meeting: the model in figures, what else it holds, and what would help."""

from dataclasses import replace
from pathlib import Path

import pytest

from meeting_server.meeting.facts.calling import SeatAssigned
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.session import MeetingClosed, Part, ServiceInterrupted
from meeting_server.meeting.ids import MeetingId
from meeting_server.meeting.media_plan import Circle, MediaPlan, Place, Source
from meeting_server.meeting.roles import Role
from meeting_server.services.capacity import (
    Board,
    Capacity,
    Load,
    board,
    demand_of,
    emptiest,
    load_in,
    load_of,
)
from meeting_server.services.ports import Measured
from meeting_server.services.rooms import Rooms
from tests.given import CALLED, PRESENT, SITTING, THE_CALL, given
from tests.people import DARIN, KAMALA, THANA
from tests.services.fakes import MemoryLog, StubbornRelay, Told

GB = 1_000_000_000
AT = "2026-11-12T03:00:00.000Z"
THERE = Measured(workers=1, speed=1.0, disk=100e6)
ROOMY = 500 * GB


def everyone(count: int) -> Load:
    return Load(receivers=count, voices=count, cameras=count)


def lines(told: Board) -> dict[str, tuple[str, float | None]]:
    return {line["what"]: (line["state"], line["share"]) for line in told["lines"]}


@pytest.mark.parametrize(
    ("load", "cores", "mbit", "disk"),
    [
        (everyone(2), 0.021, 2.8, 310_000),
        (everyone(10), 0.125, 26.0, 1_550_000),
        (everyone(30), 0.381, 82.5, 4_650_000),
        (everyone(100), 1.27, 275.0, 15_500_000),
        (Load(30, 30, 0), 0.134, 6.0, 150_000),
        (Load(30, 30, 1), 0.175, 42.0, 300_000),
        (Load(1, 1, 1), 0.009, 0.2, 155_000),
        (Load(0, 0, 0), 0.0, 0.0, 0),
    ],
)
def test_what_a_meeting_asks(load: Load, cores: float, mbit: float, disk: float) -> None:
    asked = demand_of(load)
    assert asked.cores == pytest.approx(cores, abs=0.0006)
    assert asked.mbit == pytest.approx(mbit)
    assert asked.disk == pytest.approx(disk)
    assert demand_of(load, speed=2.0).cores == pytest.approx(asked.cores / 2)


def test_everybody_who_may_come_is_expected_and_an_auditor_is_not() -> None:
    seats = given(THE_CALL).meeting.seats
    inside = [seat for seat in seats if seat.roles != {Role.AUDITOR}]
    watching = [seat for seat in inside if seat.roles == {Role.OBSERVER}]
    load = load_of(given(THE_CALL).meeting)
    assert load == Load(len(inside), len(inside) - len(watching), len(inside) - len(watching))
    auditor = SeatAssigned(seat=DARIN.seat, person=DARIN.person, roles=(Role.AUDITOR,))
    observer = SeatAssigned(seat=KAMALA.seat, person=KAMALA.person, roles=(Role.OBSERVER,))
    fewer = load_of(given(THE_CALL, auditor, observer).meeting)
    assert fewer.voices == load.voices - 1


def test_a_meeting_of_sound_expects_no_pictures() -> None:
    assert load_of(given(THE_CALL, replace(CALLED, sound_only=True)).meeting).cameras == 0
    assert load_of(given().meeting) == Load(0, 0, 0)


def test_whoever_is_inside_now_weighs_by_what_they_send() -> None:
    place = Place(seat=THANA.seat, sends=frozenset({Source.MIC, Source.CAMERA}), hears=True)
    listener = Place(seat=KAMALA.seat, sends=frozenset(), hears=True)
    assert load_in(MediaPlan(circles=(Circle(name="room", places=(place, listener)),))) == Load(2, 1, 1)


def test_thirty_fit_and_a_slower_machine_is_tight_and_then_too_small() -> None:
    for speed, state in ((1.0, "fits"), (0.8, "tight"), (0.5, "over")):
        told = board(everyone(30), [], Measured(workers=1, speed=speed, disk=100e6), ROOMY, 1_000)
        assert lines(told)["processor"][0] == state
        assert told["state"] == state
        assert (told["seats"], told["sound_only"], told["others"]) == (30, False, 0)


def test_what_is_not_known_is_said_so_and_stops_nothing() -> None:
    told = board(everyone(7), [], Measured(workers=1), ROOMY, None)
    assert lines(told)["network"] == ("unknown", None)
    assert lines(told)["recording"][0] == "fits"
    assert told["state"] == "unknown"
    assert told["advice"] is None


def test_the_network_of_the_machine_is_counted_with_the_other_meetings() -> None:
    assert lines(board(everyone(7), [], THERE, ROOMY, 45))["network"] == ("fits", 0.334)
    both = board(everyone(7), [everyone(7)], THERE, ROOMY, 45)
    assert lines(both)["network"] == ("over", 0.669)
    assert both["others"] == 1


@pytest.mark.parametrize(
    ("free", "disk", "state"),
    [
        (500 * GB, 100e6, "fits"),
        (500 * GB, 2e6, "tight"),
        (500 * GB, 1e6, "over"),
        (500 * GB, 0.0, "over"),
        (17 * GB, 100e6, "tight"),  # 4.4 hours
        (11 * GB, 100e6, "over"),  # 2.8 hours
        (-1 * GB, 100e6, "over"),  # what is kept free is not there for us
    ],
)
def test_a_disk_may_be_too_slow_or_too_full(free: int, disk: float, state: str) -> None:
    told = board(everyone(7), [], Measured(workers=1, speed=1.0, disk=disk), free, 1_000)
    assert lines(told)["recording"][0] == state


def test_the_hours_that_are_left_are_told() -> None:
    (recording,) = [
        line for line in board(everyone(7), [], THERE, 100 * GB, None)["lines"] if line["what"] == "recording"
    ]
    assert recording["hours"] == pytest.approx(25.6, abs=0.05)
    assert (recording["need"], recording["have"]) == (1_085_000, 100e6)


def test_a_meeting_goes_to_the_emptiest_worker() -> None:
    assert emptiest([], 2) == 0
    assert emptiest([0.3, 0.5, 0.1], 2) == pytest.approx(0.4)
    crowded = board(everyone(30), [everyone(30)], Measured(workers=1, speed=1.0, disk=100e6), ROOMY, 1_000)
    assert lines(crowded)["processor"][0] == "over"
    shared = board(everyone(30), [everyone(30)], Measured(workers=2, speed=1.0, disk=100e6), ROOMY, 1_000)
    assert lines(shared)["processor"][0] == "fits"


def test_where_it_is_too_much_it_is_said_what_helps() -> None:
    assert board(everyone(30), [], THERE, ROOMY, 90)["advice"] == {"sound_only": True, "cameras": 3}
    assert board(everyone(30), [], THERE, ROOMY, 8)["advice"] == {"sound_only": False, "cameras": None}
    assert board(Load(30, 30, 0), [], THERE, ROOMY, 8)["advice"] is None


class Workers:
    """A machine that says what it is told."""

    def measured(self) -> Measured:
        return THERE


async def test_meetings_in_which_people_are_count_and_those_that_are_over_do_not(tmp_path: Path) -> None:
    def told_of(facts: list[Fact]) -> MemoryLog:
        return MemoryLog(facts)

    rooms = Rooms(MemoryLog(), StubbornRelay(), Told())
    capacity = Capacity(rooms, Workers(), tmp_path, 1_000, 1 << 30)
    nobody_back = [*SITTING, ServiceInterrupted(since=AT, until=AT, part=Part.SERVER)]
    beginnings = (list(THE_CALL), PRESENT, SITTING, [*SITTING, MeetingClosed()], list(THE_CALL), nobody_back)
    for letter, facts in zip("abcdef", beginnings, strict=True):
        rooms._log = told_of(facts)
        await rooms.find("mtg_" + letter * 22)
    asked = rooms.here[MeetingId("mtg_" + "a" * 22)]
    assert capacity.board(asked)["others"] == 2
    nothing_left = Capacity(rooms, Workers(), tmp_path, 1_000, 1 << 60)
    assert [line["hours"] for line in nothing_left.board(asked)["lines"]] == [None, None, 0.0]
