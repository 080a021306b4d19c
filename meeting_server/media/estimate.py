"""What a receiver's line carries, from which packets came and how late: pure, the time is always told.

The rule weighs delay before loss: a radio link that loses one packet in ten at random is not a full one.
"""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from operator import sub
from statistics import median
from typing import NamedTuple

START = 5_000_000.0  # bit/s, until a line has shown that it carries less
MOST = 20_000_000.0
LEAST = 50_000.0  # less than one voice needs: there is nothing below to choose from

_BASE_WINDOW = 15.0
_QUEUE_OF = 15
_FULL = 0.080  # so much queue alone is a full line
_FILLING = 0.030  # so much is one together with loss
_SOME_LOSS, _MUCH_LOSS = 0.05, 0.25
_WINDOW = 1.0
_ENOUGH = 20  # packets of which a loss can be told
_CUT_TO = 0.85
_CUT_EVERY = 0.5
_GROWTH = 1.08  # a second
_IN_USE = 0.7
_QUIET_AFTER_CUT = 1.0
_TRAIN = 0.050  # a queue must have stood so long for its rate to be the line's
_CLOCK_JUMPED = 10.0

_PROBE = 0.200
_PROBE_VERDICT = 1.0  # without word of a probe for so long it has failed
_PROBE_FACTOR = 2.0  # at most so many times what is known to pass
_PROBE_REACH = 3.0  # where nothing can be probed: so many times what is sent
_PROBE_RISE = 0.025
_PROBE_ABORT = 0.060
_PROBE_LOSS = 0.15
_PROBE_PASSED = 0.75
_PROBE_SHARE = 5  # how the delay rose is seen between the first and the last fifth of its packets
_FIRST_BACKOFF, _LAST_BACKOFF = 1.5, 30.0
_AFTER_SUCCESS = 0.8
_REGRET = 10.0  # a line that is full so soon after a probe that succeeded was judged too well


class Outcome(NamedTuple):
    """One packet: when it was sent, its size on the wire in bytes, and when it came, by the receiver's clock."""

    sent_at: float
    size: int
    came_at: float | None


class Told(NamedTuple):
    """What one report tells, column by column, in the order in which the packets were sent; as in `Outcome`."""

    sent_at: Sequence[float]
    sizes: Sequence[int]
    came_at: Sequence[float | None]

    def arrived(self) -> tuple[Sequence[float], Sequence[float]]:
        """Of what came: when it came, and when it was sent."""
        came_at = [at for at in self.came_at if at is not None]
        if len(came_at) == len(self.came_at):
            return came_at, self.sent_at
        return came_at, [sent for sent, at in zip(self.sent_at, self.came_at, strict=True) if at is not None]


class Recent:
    """What was told of the packets of the last second: a hundred receivers tell of fifty thousand."""

    __slots__ = ("_start", "_told", "bytes", "count", "lost")

    def __init__(self) -> None:
        self.count = 0
        self.lost = 0
        self.bytes = 0  # of those that came
        self._told: deque[Told] = deque()
        self._start = 0  # how many of the oldest report are older than a second

    def take(self, told: Told) -> None:
        """One more report; what lies more than a second before its last packet is forgotten."""
        self._told.append(told)
        self._add(told, 0, len(told.sent_at), 1)
        before = told.sent_at[-1] - _WINDOW
        while (oldest := self._told[0]).sent_at[-1] < before:
            self._add(oldest, self._start, len(oldest.sent_at), -1)
            self._told.popleft()
            self._start = 0
        if (start := bisect_left(oldest.sent_at, before)) > self._start:
            self._add(oldest, self._start, start, -1)
            self._start = start

    def _add(self, told: Told, start: int, end: int, way: int) -> None:
        came, sizes = told.came_at[start:end], told.sizes[start:end]
        lost = came.count(None)
        octets = (
            sum(size for size, at in zip(sizes, came, strict=True) if at is not None) if lost else sum(sizes)
        )
        self.count += way * (end - start)
        self.lost += way * lost
        self.bytes += way * octets

    def backwards(self) -> Iterator[Outcome]:
        """Every packet, the newest first."""
        for told in reversed(self._told):
            start = self._start if told is self._told[0] else 0
            for at in range(len(told.sent_at) - 1, start - 1, -1):
                yield Outcome(told.sent_at[at], told.sizes[at], told.came_at[at])


class Probe:
    """A short while in which more is sent than is needed, to see whether the line carries it."""

    __slots__ = ("began_at", "ends_at", "outcomes", "target")

    def __init__(self, target: float, now: float) -> None:
        self.target = target
        self.began_at = now
        self.ends_at = now + _PROBE
        self.outcomes: list[Outcome] = []

    def take(self, told: Told) -> None:
        """The receiver has told of packets, maybe of ours."""
        for sent_at, size, came_at in zip(*told, strict=True):
            if self.began_at <= sent_at <= self.ends_at:
                self.outcomes.append(Outcome(sent_at, size, came_at))

    def has_passed(self) -> bool:
        """Whether what was sent came as fast as it was sent, and no later at the end than at the beginning."""
        came = [(each.came_at, each) for each in self.outcomes if each.came_at is not None]
        share = len(came) // _PROBE_SHARE
        if share == 0 or len(came) < (1 - _PROBE_LOSS) * len(self.outcomes):
            return False
        delays = [at - each.sent_at for at, each in came]
        span = max(came[-1][0] - came[0][0], _PROBE / 2)
        rate = sum(each.size for _at, each in came) * 8 / span
        rise = median(delays[-share:]) - median(delays[:share])
        return rate >= _PROBE_PASSED * self.target and rise < _PROBE_RISE


class Estimate:
    """How much one receiver's line carries, in bits a second of what is on the wire."""

    def __init__(self) -> None:
        self.bps = START
        self.queue = 0.0  # seconds
        self.loss = 0.0  # share
        self.delivered = 0.0  # bit/s, in the last second
        self.probe: Probe | None = None
        self.probes = 0
        self._delays: deque[float] = deque(maxlen=_QUEUE_OF)  # how late the newest came
        self._lowest: deque[tuple[float, float]] = (
            deque()
        )  # when it came, and how late, each lower than all after it
        self._recent = Recent()
        self._cut_at = self._cut_again_at = float("-inf")
        self._grown_at: float | None = None
        self._passed_at = float("-inf")
        self._backoff = _FIRST_BACKOFF
        self._probe_at = float("-inf")  # not before

    def hear(self, told: Told, now: float) -> None:
        """The receiver has told of these packets."""
        if told.sent_at:
            self._recent.take(told)
            came_at, sent_at = told.arrived()
            self._take(came_at, list(map(sub, came_at, sent_at)))
            if self.probe is not None:
                self.probe.take(told)
        if not self._recent.count or not self._delays:
            return
        self._measure()
        if self.probe is not None:
            self._judge(now, told.sent_at[-1] if told.sent_at else now)
        if self._is_full() and now >= self._cut_again_at:
            self._cut(now)
        self._grow(now)

    def _take(self, came_at: Sequence[float], delays: Sequence[float]) -> None:
        """When packets came, and how late."""
        if not delays:
            return
        if self._delays and abs(delays[0] - self._delays[-1]) > _CLOCK_JUMPED:
            self._delays.clear()
            self._lowest.clear()
        self._delays.extend(delays[-_QUEUE_OF:])
        lowest = min(delays)
        while self._lowest and self._lowest[-1][1] >= lowest:
            self._lowest.pop()
        self._lowest.append((came_at[-1], lowest))
        while came_at[-1] - self._lowest[0][0] > _BASE_WINDOW:
            self._lowest.popleft()

    def _measure(self) -> None:
        # A queue delays every packet, an uneven line only some: so the lower quartile speaks, not the mean.
        delays = sorted(self._delays)
        self.queue = delays[len(delays) // 4] - self._lowest[0][1]
        recent = self._recent
        self.loss = recent.lost / recent.count if recent.count >= _ENOUGH else 0.0
        self.delivered = recent.bytes * 8 / _WINDOW

    def _is_full(self) -> bool:
        if self.queue > _FULL or self.loss > _MUCH_LOSS:
            return True
        return self.loss > _SOME_LOSS and self.queue > _FILLING

    def _cut(self, now: float) -> None:
        capacity = self._capacity()
        if capacity is None:  # A moment's delay that came and went: it tells nothing of the line.
            return
        self.bps = max(LEAST, min(self.bps, _CUT_TO * capacity))
        self._cut_at, self._cut_again_at = now, now + _CUT_EVERY
        if now - self._passed_at < _REGRET:
            self._back_off(now)
        self._passed_at = float("-inf")

    def _capacity(self) -> float | None:
        """The rate at which packets left the queue: what the line carries, whatever was sent before it stood.

        Where much is lost without a queue it is the rate at which they came; else None.
        """
        base, train = self._lowest[0][1], list[tuple[float, int]]()
        for each in self._recent.backwards():
            if each.came_at is None:
                continue
            if each.came_at - each.sent_at - base < _FILLING:
                break
            train.append((each.came_at, each.size))
        if len(train) > _QUEUE_OF and (span := train[0][0] - train[-1][0]) >= _TRAIN:
            return sum(size for _at, size in train[:-1]) * 8 / span
        return self.delivered if self.loss > _MUCH_LOSS else None

    def _grow(self, now: float) -> None:
        passed = now - (self._grown_at if self._grown_at is not None else now)
        self._grown_at = now
        is_calm = self.queue < _FILLING and now - self._cut_at > _QUIET_AFTER_CUT
        if is_calm and self.delivered > _IN_USE * self.bps:
            self.bps = min(MOST, self.bps * _GROWTH ** min(passed, 1.0))

    # --- Probing ---

    def seek(self, needed: float, now: float) -> None:
        """More could be shown if the line carried this much: try it, unless that has just failed."""
        if self.probe is not None:
            if now - self.probe.ends_at > _PROBE_VERDICT:
                self._fail(now)
            return
        if float("-inf") < self._passed_at < now - _REGRET:
            self._backoff, self._passed_at = _FIRST_BACKOFF, float("-inf")
        is_calm = self.queue < _FILLING and self.loss <= _PROBE_LOSS
        if needed > self.bps and is_calm and now >= self._probe_at and now - self._cut_at > _FIRST_BACKOFF:
            self.probe = Probe(min(needed, self.bps * _PROBE_FACTOR), now)
            self.probes += 1

    def _judge(self, now: float, newest: float) -> None:
        probe = self.probe
        if probe is None:
            return
        if self.queue > _PROBE_ABORT or self.loss > _MUCH_LOSS:
            self._fail(now)
            self._cut_again_at = now + _CUT_EVERY  # what it heaped up is no fault of what is shown
        elif newest >= probe.ends_at:
            if probe.has_passed():
                self.bps = max(self.bps, probe.target)
                self.probe, self._passed_at = None, now
                self._probe_at = now + _AFTER_SUCCESS
            else:
                self._fail(now)

    def _fail(self, now: float) -> None:
        self.probe = None
        self._back_off(now)

    def _back_off(self, now: float) -> None:
        """The line carries no more than is known, so it is not troubled again too soon."""
        self._probe_at = now + self._backoff
        self._backoff = min(_LAST_BACKOFF, self._backoff * 2)

    def stop_probing(self) -> None:
        """Whatever probe runs is given up; nothing is said of the line."""
        self.probe = None

    # --- Of receivers that do not tell arrivals ---

    def hear_loss(self, share: float, sent: float, now: float) -> None:
        """What a report of each second says: how much of what we sent (bit/s) was lost."""
        self.loss, self.delivered = share, sent * (1 - share)
        if share > 2 * _SOME_LOSS and now - self._cut_at >= _CUT_EVERY:
            self.bps = max(LEAST, min(self.bps, sent) * (1 - share / 2))
            self._cut_at = now
        elif share < _SOME_LOSS / 2:  # Without probes, what is not used must be tried out by using it.
            self.bps = max(self.bps, min(MOST, self.bps * _GROWTH, _PROBE_REACH * sent))
