"""Where on the clock a frame belongs: the sender's RTP clock, held to the time of arrival."""

_AHEAD = 1.0  # no frame comes from the future: the sender's clock has jumped
_BEHIND = 10.0  # a network may hold packets back for so long; more is a clock that stood still
_DRIFT = 0.040
_SPAN = 15.0  # seconds over which the quickest packet says how the two clocks stand
_WRAP = 1 << 32


class Timeline:
    """Times of one track in seconds of this machine's monotonic clock; they never run backwards.

    The first frame is placed at its arrival and the RTP clock drives from there. The quickest packet of the
    last seconds shows how far the two clocks have drifted apart; more than 40 ms is stepped at the next
    frame on which a step may be made. A jump of the sender's clock anchors anew.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._anchor: float | None = None  # the time of `_last`
        self._last = 0
        self._latest = 0.0
        self._since = 0.0
        self._quickest = float("inf")
        self._due = 0.0
        self.steps = 0

    def place(self, timestamp: int, arrival: float, *, may_step: bool) -> float:
        """The time of this frame; frames come in the order they were sent."""
        if self._anchor is None:
            return self._anew(timestamp, arrival)
        ticks = (timestamp - self._last) % _WRAP
        if ticks >= _WRAP // 2:
            ticks -= _WRAP
        at = self._anchor + ticks / self._rate
        if not -_AHEAD <= arrival - at <= _BEHIND:
            self.steps += 1
            return self._anew(timestamp, arrival)
        self._watch(arrival, arrival - at)
        if may_step and self._due:
            at += self._due
            self._due = 0.0
            self.steps += 1
        self._anchor, self._last = at, timestamp
        self._latest = max(self._latest, at)
        return self._latest

    def anew(self) -> None:
        """Anchor at the next frame: another sender, or the same with another clock."""
        self._anchor = None

    def _anew(self, timestamp: int, arrival: float) -> float:
        self._anchor, self._last = arrival, timestamp
        self._since, self._quickest, self._due = arrival, float("inf"), 0.0
        self._latest = max(self._latest, arrival)
        return self._latest

    def _watch(self, arrival: float, lag: float) -> None:
        self._quickest = min(self._quickest, lag)
        if arrival - self._since < _SPAN:
            return
        self._due = self._quickest if abs(self._quickest) > _DRIFT else 0.0
        self._since, self._quickest = arrival, float("inf")
