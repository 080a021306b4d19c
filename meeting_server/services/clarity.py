"""Whether a line is clear ("ชัดเจน", ข้อ ๘ (๒) (๒.๒)): what was measured, judged with patience both ways (E8.2.2-b)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from meeting_server.meeting.facts.incidents import Figures


class Grade(IntEnum):
    """How clear a line is."""

    GOOD = 0
    WEAK = 1
    BAD = 2


class Limits(NamedTuple):
    """From where on a figure is weak or bad, and below what it is no longer."""

    weak: float
    weak_over: float
    bad: float
    bad_over: float


# Losses are counted before repair. Up to a tenth can be repaired so that nobody hears it; beyond that words go.
LOSS = Limits(weak=0.04, weak_over=0.02, bad=0.12, bad_over=0.06)
# A jitter buffer takes in some tens of milliseconds; with more it drops what comes late, or delays every answer.
JITTER = Limits(weak=0.060, weak_over=0.040, bad=0.120, bad_over=0.080)
# ITU-T G.114: above 0.15 s one way a talk becomes difficult, above 0.4 s it is hardly one.
ROUND_TRIP = Limits(weak=0.400, weak_over=0.300, bad=0.800, bad_over=0.600)

LASTS = 10.0  # seconds until something wrong is believed
OVER = 30.0  # seconds until its end is: a line that comes and goes is one trouble, not three a minute
_SHOWN_AFTER = 4.0  # seconds until the person's own sign changes: one bad moment is no news
_STALLED = 2.0  # a microphone that is on sends fifty packets a second
_APART = 6.0  # measures that come so late say nothing of the time between


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What the relay measured of a seat in the last two seconds: losses as shares, times in seconds; None: unknown.

    `silent` is for how long nothing has come from a microphone that the page says is on; None when it is off.
    `rested` is whether a camera that is on sends nothing, as it was asked to.
    """

    lost_up: float | None = None
    lost_down: float | None = None
    jitter_up: float | None = None
    jitter_down: float | None = None
    round_trip: float | None = None
    silent: float | None = None
    rested: bool = False


_LIMITS: Mapping[str, Limits] = {
    "lost_up": LOSS,
    "lost_down": LOSS,
    "jitter_up": JITTER,
    "jitter_down": JITTER,
    "round_trip": ROUND_TRIP,
}


def grade_of(figure: float, limits: Limits, before: Grade) -> Grade:
    """The grade of one figure; a line that was worse must be clearly better to count as better."""
    if figure >= (limits.bad_over if before is Grade.BAD else limits.bad):
        return Grade.BAD
    if figure >= (limits.weak_over if before is not Grade.GOOD else limits.weak):
        return Grade.WEAK
    return Grade.GOOD


class Patience:
    """Something that is so or not, and believed only once it has been so for a while."""

    def __init__(self) -> None:
        self.since = float("-inf")
        self._is_so: bool | None = None

    def see(self, now: float, began: float, *, is_so: bool) -> float:
        """For how long it has been as it is; `began` is when the time that was looked at began."""
        if is_so is not self._is_so:
            self._is_so, self.since = is_so, began
        return now - self.since

    def believed(self, now: float, began: float, *, is_so: bool) -> bool | None:
        """What is believed of it now; None while it has not been so for long enough."""
        return is_so if self.see(now, began, is_so=is_so) >= (LASTS if is_so else OVER) else None


class Judge:
    """Judges one seat's line, measure by measure; times are in seconds of any clock that only rises."""

    def __init__(self) -> None:
        self.grade = Grade.GOOD  # as it is shown: what it has been for some seconds
        self.worst: str | None = None  # the figure that makes it so
        # What is believed: True or False once it has been so for long enough, None while that is not sure.
        self.is_unclear: bool | None = None
        self.is_stalled: bool | None = None
        self.is_rested: bool | None = None
        self.unclear = Patience()
        self.stalled = Patience()
        self.rested = Patience()
        self._turning = Patience()
        self._measured: dict[str, Grade] = {}
        self._at = float("-inf")

    def hear(self, sample: Sample, now: float, lasted: float) -> None:
        """Take in what was measured in the last `lasted` seconds."""
        if now - self._at > _APART:
            self.unclear, self.stalled, self.rested, self._turning = (Patience() for _ in range(4))
        self._at, began = now, now - lasted
        for name, limits in _LIMITS.items():
            figure = getattr(sample, name)
            if figure is None:
                self._measured.pop(name, None)
            else:
                self._measured[name] = grade_of(figure, limits, self._measured.get(name, Grade.GOOD))
        measured = max(self._measured.values(), default=Grade.GOOD)
        self._show(measured, now, began)
        is_bad = measured is Grade.BAD
        self.is_unclear = self.unclear.believed(now, began, is_so=is_bad)
        silent = sample.silent is not None and sample.silent >= _STALLED
        self.is_stalled = self.stalled.believed(now, began, is_so=silent)
        self.is_rested = self.rested.believed(now, began, is_so=sample.rested)

    def _show(self, measured: Grade, now: float, began: float) -> None:
        if measured is self.grade:
            self._turning = Patience()
        elif self._turning.see(now, began, is_so=measured > self.grade) >= _SHOWN_AFTER:
            self.grade, self._turning = measured, Patience()
        worst = max(self._measured, key=lambda name: self._measured[name], default=None)
        self.worst = worst if self.grade else None


def figures_of(sample: Sample) -> Figures:
    """What goes into the log: whole thousandths and milliseconds."""

    def thousandths(figure: float | None) -> int | None:
        return None if figure is None else round(figure * 1_000)

    return Figures(
        lost_up=thousandths(sample.lost_up),
        lost_down=thousandths(sample.lost_down),
        jitter_up=thousandths(sample.jitter_up),
        jitter_down=thousandths(sample.jitter_down),
        round_trip=thousandths(sample.round_trip),
    )
