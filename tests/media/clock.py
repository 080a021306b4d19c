"""Two clocks that stand until they are set, so that hours of a meeting pass in a moment."""

from meeting_server.media.segment import Clocks

WALL_NS = 1_794_453_127_112_000_000  # 2026-11-12T03:12:07.112Z


class HandClock:
    """Monotonic and wall time, moved by hand and together."""

    def __init__(self, now: float = 1_000.0) -> None:
        self.now = now
        self._began = now
        self.clocks = Clocks(mono=lambda: self.now, wall_ns=self.wall_ns)

    def wall_ns(self) -> int:
        """The wall time of now."""
        return self.wall_of(self.now)

    def wall_of(self, mono: float) -> int:
        """The wall time of a moment."""
        return WALL_NS + round((mono - self._began) * 1e9)
