"""Packets pass only inside a circle, and what was shut stays shut."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meeting_server.media.gate import Gate, Pair, Totals
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import Circle, MediaPlan, Place, Source
from tests.media.browser import CAMERA, MIC, plan_of
from tests.people import ARUNEE, THANA, WILAI

A, B, C = ARUNEE.seat, THANA.seat, WILAI.seat
SEATS = [SeatId(f"seat_{n}") for n in range(6)]


def test_every_pair_of_a_circle_has_a_way_and_nobody_to_themselves() -> None:
    gate = Gate()
    gate.follow(plan_of(A, B))
    assert set(gate.passages) == {Pair(A, B, MIC), Pair(A, B, CAMERA), Pair(B, A, MIC), Pair(B, A, CAMERA)}
    assert gate.passage(A, A, MIC) is None
    assert gate.passage(A, C, MIC) is None


def test_who_may_not_hear_gets_nothing_and_may_still_speak() -> None:
    gate = Gate()
    gate.follow(plan_of(A, B, deaf=[B]))
    assert gate.passage(A, B, MIC) is None
    assert gate.passage(B, A, MIC) is not None


def test_two_circles_never_meet() -> None:
    room, hall = plan_of(A, B).circles[0], plan_of(C).circles[0]
    gate = Gate()
    gate.follow(MediaPlan(circles=(room, Circle(name="hall", places=hall.places))))
    assert gate.passage(C, A, MIC) is gate.passage(A, C, MIC) is None
    assert gate.holds(C)


def test_a_way_that_was_shut_is_never_opened_again() -> None:
    gate = Gate()
    gate.follow(plan_of(A, B))
    before = gate.passage(A, B, MIC)
    gate.follow(plan_of(A))
    gate.follow(plan_of(A, B))
    after = gate.passage(A, B, MIC)
    assert before is not None
    assert after is not None
    assert (before.is_open, after.is_open) == (False, True)


def test_a_way_that_the_next_plan_holds_too_stays_the_same() -> None:
    gate = Gate()
    gate.follow(plan_of(A, B, C))
    before = gate.passage(A, B, MIC)
    gate.follow(plan_of(A, B))
    assert gate.passage(A, B, MIC) is before


def test_what_has_passed_is_counted_over_every_plan() -> None:
    gate = Gate()
    for _ in range(2):
        gate.follow(plan_of(A, B))
        passage = gate.passage(A, B, MIC)
        assert passage is not None
        passage.packets += 3
        gate.follow(plan_of(A))
    assert gate.totals() == {A: Totals(0, 6), B: Totals(6, 0)}


def test_a_plan_that_seats_somebody_twice_shuts_everything() -> None:
    gate = Gate()
    gate.follow(plan_of(A, B))
    passage = gate.passage(A, B, MIC)
    circle = plan_of(A, B).circles[0]
    with pytest.raises(ValueError, match="seat_twice"):
        gate.follow(MediaPlan(circles=(circle, circle)))
    assert passage is not None
    assert not passage.is_open
    assert not gate.passages
    assert not gate.holds(A)


@st.composite
def plans(draw: st.DrawFn) -> MediaPlan:
    circles: dict[str, list[Place]] = {}
    for seat in draw(st.lists(st.sampled_from(SEATS), unique=True)):
        sends = draw(st.frozensets(st.sampled_from(Source)))
        beside = draw(st.frozensets(st.sampled_from(SEATS), max_size=1))
        place = Place(seat=seat, sends=sends, hears=draw(st.booleans()), overhears=beside)
        circles.setdefault(draw(st.sampled_from("xyz")), []).append(place)
    return MediaPlan(circles=tuple(Circle(name=name, places=tuple(seats)) for name, seats in circles.items()))


@given(st.lists(plans(), min_size=1, max_size=4))
@settings(deadline=None)
def test_after_any_plans_exactly_the_last_one_is_open(told: list[MediaPlan]) -> None:
    gate = Gate()
    every = set()
    for plan in told:
        gate.follow(plan)
        every |= set(gate.passages.values())
    places = [(circle, place) for circle in told[-1].circles for place in circle.places]
    wanted = {
        Pair(sender.seat, receiver.seat, source)
        for (theirs, sender), (ours, receiver) in product(places, places)
        for source in sender.sends
        if sender.seat != receiver.seat
        and ((ours is theirs and receiver.hears) or sender.seat in receiver.overhears)
    }
    assert set(gate.passages) == wanted
    assert {passage for passage in every if passage.is_open} == set(gate.passages.values())
