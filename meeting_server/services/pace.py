"""How fast somebody may ask: a bucket that fills evenly and is emptied by asking."""

from collections import OrderedDict
from dataclasses import dataclass, field
from time import monotonic

from meeting_server.meeting.refusal import Reason, Refused

_KEPT = 10_000


@dataclass(slots=True)
class Pace:
    """So many a second, and as many at once after a pause."""

    per_second: float
    at_once: float = 0.0  # as many as in a second, where it is not said
    _left: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        """A full bucket to begin with."""
        self.at_once = self.at_once or self.per_second
        self._left, self._at = self.at_once, monotonic()

    def must_keep(self) -> None:
        """Count one; raises Refused(TOO_FAST) when it is one too many, and then it is not counted."""
        now = monotonic()
        self._left = min(self.at_once, self._left + (now - self._at) * self.per_second)
        self._at = now
        if self._left < 1:
            raise Refused(Reason.TOO_FAST)
        self._left -= 1


class Paces:
    """One pace per asker; the least recent are forgotten first."""

    def __init__(self, per_second: float, at_once: float = 0.0) -> None:
        self._per_second = per_second
        self._at_once = at_once
        self._kept: OrderedDict[str, Pace] = OrderedDict()

    def must_keep(self, asker: str) -> None:
        """Count one for this asker; raises Refused(TOO_FAST)."""
        pace = self._kept.setdefault(asker, Pace(self._per_second, self._at_once))
        self._kept.move_to_end(asker)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        pace.must_keep()


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast each may ask, whichever door they come through."""

    commands: Paces = field(default_factory=lambda: Paces(20.0))  # by seat
    # By seat: what one does oneself stays in the log, and is told to everyone.
    deeds: Paces = field(default_factory=lambda: Paces(1.0, at_once=10.0))
    # By seat: each makes somebody jump, and holds up the close until there is an outcome.
    calls_for_help: Paces = field(default_factory=lambda: Paces(1 / 30, at_once=4.0))
    # By seat: each is told to everybody inside at once.
    reactions: Paces = field(default_factory=lambda: Paces(0.5, at_once=3.0))
    arrivals: Paces = field(default_factory=lambda: Paces(0.5, at_once=20.0))  # by seat: lines
    trials: Paces = field(
        default_factory=lambda: Paces(1 / 20, at_once=4.0)
    )  # by seat: of a line, at the door
    # By address: what anybody may ask who is not signed in; a whole office may stand behind one.
    strangers: Paces = field(default_factory=lambda: Paces(20.0, at_once=500.0))
    askers: Paces = field(default_factory=lambda: Paces(5.0))  # by person: tickets and meetings to be called
