"""Where a frame belongs on the clock: by the sender's RTP time, held to its arrival."""

import random
from itertools import pairwise

import pytest

from meeting_server.media.timeline import Timeline

RATE = 48_000


def _placed(
    timeline: Timeline, seconds: float, arrival: float, *, may_step: bool = True, start: int = 0
) -> float:
    return timeline.place((start + round(seconds * RATE)) % (1 << 32), arrival, may_step=may_step)


def test_the_first_frame_stands_at_its_arrival() -> None:
    assert _placed(Timeline(RATE), 5, 1_000.0) == 1_000.0


def test_jitter_of_the_network_is_not_in_the_recording() -> None:
    timeline, chance = Timeline(RATE), random.Random(3)
    times = [
        _placed(timeline, number * 0.02, 50 + number * 0.02 + chance.random() * 0.03) for number in range(400)
    ]
    steps = [later - earlier for earlier, later in pairwise(times)]
    assert steps == pytest.approx([0.02] * 399)


def test_the_clock_wraps_without_a_trace() -> None:
    timeline = Timeline(RATE)
    start = (1 << 32) - 4_800
    times = [_placed(timeline, n * 0.02, n * 0.02, start=start) for n in range(20)]
    assert times == pytest.approx([n * 0.02 for n in range(20)])
    assert timeline.steps == 0


def test_a_sender_whose_clock_runs_fast_is_held_to_ours() -> None:
    timeline = Timeline(RATE)
    at = 0.0
    for number in range(50 * 600):  # ten minutes, 300 parts in a million: 180 ms at the end
        at = _placed(timeline, number * 0.02 * 1.0003, number * 0.02)
    assert at == pytest.approx(600.0, abs=0.06)
    assert timeline.steps >= 1


def test_a_step_waits_until_one_may_be_made() -> None:
    timeline = Timeline(RATE)
    for number in range(50 * 300):
        _placed(timeline, number * 0.02 * 0.999, number * 0.02, may_step=False)
    assert timeline.steps == 0
    assert _placed(timeline, 300 * 0.999, 300.0, may_step=True) == pytest.approx(300, abs=0.03)
    assert timeline.steps == 1


@pytest.mark.parametrize("jump", [5.0, -30.0, 3_600.0])
def test_a_jump_of_the_senders_clock_anchors_anew(jump: float) -> None:
    timeline = Timeline(RATE)
    for number in range(100):
        _placed(timeline, 10_000 + number * 0.02, number * 0.02)
    assert _placed(timeline, 10_002 + jump, 2.0) == pytest.approx(2.0)
    assert _placed(timeline, 10_002.02 + jump, 2.02) == pytest.approx(2.02)


def test_a_pause_of_the_sender_stays_a_pause() -> None:
    timeline = Timeline(RATE)
    _placed(timeline, 0, 0)
    assert _placed(timeline, 7, 7) == pytest.approx(7)


def test_times_never_run_backwards() -> None:
    timeline, chance, last = Timeline(RATE), random.Random(5), 0.0
    for number in range(2_000):
        at = _placed(timeline, number * 0.02 + chance.uniform(-3, 3), number * 0.02)
        assert at >= last
        last = at


def test_another_sender_is_anchored_anew() -> None:
    timeline = Timeline(RATE)
    _placed(timeline, 0, 0)
    timeline.anew()
    assert _placed(timeline, 77, 1.5) == 1.5
