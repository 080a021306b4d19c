"""A line is measured by how late packets come: simulated lines, a sender that does as it is told, no clock."""

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from meeting_server.media.budget import HELD, Budget, Wish, ladder
from meeting_server.media.estimate import LEAST, START, Estimate, Outcome, Told

AUDIO, Q, H, F = 58_000.0, 170_000.0, 430_000.0, 1_250_000.0
PACKET = 1_200
SOUND = 145


def report_of(outcomes: Sequence[Outcome]) -> Told:
    """A receiver's report of these packets."""
    return Told(
        [each.sent_at for each in outcomes],
        [each.size for each in outcomes],
        [each.came_at for each in outcomes],
    )


@dataclass
class Line:
    """A line with a queue in front of it, and somebody who sends over it what the estimate allows."""

    rate: float = 20e6
    queue: float = 0.300
    loss: float = 0.0
    jitter: float = 0.0
    layers: tuple[float, ...] = (Q, H, F)
    seed: int = 1
    now: float = 1_000.0
    estimate: Estimate = field(default_factory=Estimate)
    budget: Budget = field(default_factory=Budget)
    taken: list[int] = field(default_factory=list)  # the layer, every 100 ms
    lost_sound: int = 0
    _free_at: float = 0.0
    _told: deque[tuple[float, Outcome]] = field(default_factory=deque)
    _owed: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    @property
    def bps(self) -> float:
        return self.estimate.bps

    @property
    def layer(self) -> int:
        return self.taken[-1]

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds * 200)):
            self.now += 0.005
            self._send_due()
            if round(self.now * 200) % 20 == 0:
                self._hear()

    def _send_due(self) -> None:
        before = sum(self._owed.values())
        self._owe("sound", AUDIO, SOUND)
        if self.taken and self.layer != HELD:
            self._owe("pictures", self.layers[self.layer], PACKET)
        probe = self.estimate.probe
        if probe is not None and self.now <= probe.ends_at:
            media = AUDIO + (self.layers[self.layer] if self.layer != HELD else 0)
            self._owe("padding", max(0.0, probe.target - media), 300)
        assert before >= 0

    def _owe(self, what: str, bps: float, size: int) -> None:
        owed = self._owed.get(what, 0.0) + bps * 0.005 / 8
        while owed >= size:
            owed -= size
            self._send(what, size)
        self._owed[what] = owed

    def _send(self, what: str, size: int) -> None:
        waits = max(0.0, self._free_at - self.now)
        came: float | None = None
        if waits <= self.queue and self.chance.random() >= self.loss:
            self._free_at = self.now + waits + size * 8 / self.rate
            came = self._free_at + 0.02 + self.chance.random() * self.jitter + 77.0
        self.lost_sound += what == "sound" and came is None
        known_at = (came - 77.0 if came is not None else self.now + 0.05) + 0.02
        self._told.append((known_at, Outcome(self.now, size, came)))

    def _hear(self) -> None:
        told = []
        while self._told and self._told[0][0] <= self.now:
            told.append(self._told.popleft()[1])
        self.estimate.hear(report_of(told), self.now)
        steps = ladder([Wish("a", False, 1.0, self.layers)], AUDIO, sends=False)
        self.taken.append(self.budget.choose(steps, self.bps, self.now).layers["a"])
        self.estimate.seek(self.budget.needed, self.now)


def test_a_wide_line_gets_everything_and_is_never_probed() -> None:
    line = Line()
    line.run(20)
    assert set(line.taken) == {2}
    assert line.bps >= START
    assert line.estimate.probes == 0


def test_a_line_of_400_kbits_is_found_out_in_two_seconds_and_sound_hardly_suffers() -> None:
    line = Line()
    line.run(5)
    line.rate = 400_000
    line.run(2)
    assert line.layer == 0
    assert 220_000 < line.bps < 420_000
    line.lost_sound = 0
    line.run(60)
    assert set(line.taken[-550:]) == {0}
    assert line.estimate.queue < 0.080
    assert line.lost_sound == 0


@pytest.mark.parametrize("after", [3, 20, 120])
def test_when_the_limit_goes_everything_comes_back(after: int) -> None:
    line = Line(rate=400_000)
    line.run(after)
    assert line.layer <= 0
    line.rate = 20e6
    line.run(6 if after == 3 else 36)
    assert line.layer == 2


@pytest.mark.parametrize("seed", range(8))
def test_loss_at_random_without_a_queue_lowers_nothing(seed: int) -> None:
    line = Line(loss=0.10, seed=seed)
    line.run(60)
    assert set(line.taken) == {2}
    assert line.bps >= START


def test_a_real_limit_is_seen_through_random_loss() -> None:
    line = Line(loss=0.10)
    line.run(10)
    line.rate = 400_000
    line.run(3)
    assert line.layer == 0
    line.rate = 20e6
    line.run(40)
    assert line.layer == 2


def test_a_line_of_250_kbits_carries_sound_and_no_more_than_fits() -> None:
    line = Line(rate=250_000)
    line.run(4)
    line.lost_sound = 0
    line.run(120)
    assert set(line.taken[-1_000:]) <= {0, HELD}
    assert line.lost_sound <= 5
    changes = sum(one != other for one, other in zip(line.taken[-1_000:], line.taken[-999:], strict=False))
    assert changes <= 10


def test_half_of_what_everything_costs_gives_the_layer_in_the_middle_and_it_stays() -> None:
    line = Line(rate=800_000)
    line.run(30)
    assert set(line.taken[-200:]) == {1}
    line.lost_sound = 0
    line.run(60)
    assert set(line.taken[-600:]) == {1}
    assert line.lost_sound == 0


@pytest.mark.parametrize("jitter", [0.010, 0.030, 0.060, 0.120])
def test_packets_that_come_unevenly_are_no_full_line(jitter: float) -> None:
    line = Line(jitter=jitter)
    line.run(30)
    assert set(line.taken[10:]) == {2}


def test_a_clock_that_is_set_anew_is_no_queue() -> None:
    line = Line()
    line.run(5)
    line.estimate.hear(report_of([Outcome(line.now, 100, line.now + 5_000)]), line.now)
    line.run(5)
    assert line.bps >= START


def test_much_loss_lowers_but_never_below_the_least() -> None:
    line = Line(loss=0.6)
    line.run(30)
    assert LEAST <= line.bps < 200_000


def test_loss_that_is_reported_by_the_second_lowers_a_line_that_tells_nothing_else() -> None:
    estimate = Estimate()
    for second in range(5):
        estimate.hear_loss(0.02, 1e6, float(second))
    assert estimate.bps >= START
    estimate.hear_loss(0.30, 1e6, 6.0)
    assert estimate.bps == pytest.approx(850_000)
    estimate.hear_loss(0.30, 1e6, 6.1)
    assert estimate.bps == pytest.approx(850_000)
    for second in range(7, 40):
        estimate.hear_loss(0.0, 800_000, float(second))
    assert estimate.bps > 1_000_000


def test_a_probe_of_which_nothing_is_heard_has_failed() -> None:
    estimate = Estimate()
    estimate.bps = 300_000
    estimate.seek(600_000, 10.0)
    assert estimate.probe is not None
    estimate.seek(600_000, 10.5)
    assert estimate.probe is not None
    estimate.seek(600_000, 11.5)
    assert estimate.probe is None
    estimate.seek(600_000, 12.0)
    assert estimate.probe is None
    estimate.seek(600_000, 13.1)
    assert estimate.probe is not None
    estimate.stop_probing()
    assert estimate.probe is None


def test_a_moment_in_which_nothing_came_is_no_full_line_though_some_is_lost() -> None:
    line = Line(loss=0.10)
    line.run(10)
    for n in range(30):  # they were held up together, and came together
        line.now += 0.005
        sent = [Outcome(line.now, PACKET, None if n % 8 == 0 else 5_000.0)]
        late = [each._replace(came_at=each.came_at and 1_012.0 + 77.0 + n / 10_000) for each in sent]
        line.estimate.hear(report_of(late), line.now)
    assert line.estimate.queue > 0.080
    assert line.bps >= START
