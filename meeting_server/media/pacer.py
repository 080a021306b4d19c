"""The way out of pictures on a thin line: one after another, so that sound never waits behind them."""

import time
from collections import deque
from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from meeting_server.media.gate import Passage
from meeting_server.media.rtc import Fields
from meeting_server.media.twcc import Departures

TICK = 0.005
COPY_AFTER = 0.030  # a second copy of sound, when what took the first one is over

_FASTER = 2.5  # than what the line carries: a key frame is through before the next picture
_LONGEST = 40_000  # bytes that may wait, or what leaves in the time below
_LONGEST_TIME = 0.150


_BODY: Final = 4


class Way(Protocol):
    """A slot, as the pacer sees it."""

    def emit(self, passage: Passage | None, fields: Fields, again: int = -1) -> None:
        """The one place that sends."""
        ...

    def start_over(self) -> None:
        """What waited was dropped: go on with a key frame."""
        ...


class Waiting(NamedTuple):
    """A packet that waits; the gate is asked again when it leaves."""

    way: Way
    passage: Passage | None
    fields: Fields
    due: float
    again: int


class Pacer:
    """Of one receiver: what was sent, what waits of pictures, and the second copies of sound."""

    def __init__(
        self, departures: Departures, call_later: Callable[[float, Callable[[], None]], object]
    ) -> None:
        self.departures = departures
        self._call_later = call_later
        self._pictures: deque[Waiting] = deque()
        self._copies: deque[Waiting] = deque()
        self._bytes = 0
        self._credit = 0.0
        self._at = 0.0
        self._rate = 0.0  # bytes a second
        self._ticks = False
        self.dropped = 0

    @property
    def waiting(self) -> int:
        """Packets that have not left."""
        return len(self._pictures) + len(self._copies)

    def pace(self, bps: float) -> None:
        """The line carries so much now."""
        self._rate = _FASTER * bps / 8

    def put(self, way: Way, passage: Passage | None, fields: Fields) -> None:
        """Send a packet of a picture as soon as it may leave."""
        now, size = time.monotonic(), len(fields[_BODY])
        self._earn(now)
        if not self._pictures and self._credit > 0:
            self._credit -= size
            way.emit(passage, fields)
            return
        self._pictures.append(Waiting(way, passage, fields, now, -1))
        self._bytes += size
        if self._bytes > max(_LONGEST, self._rate * _LONGEST_TIME):
            self._give_up()
        else:
            self._tick_later()

    def copy(self, way: Way, passage: Passage | None, fields: Fields, again: int) -> None:
        """Send this packet of sound once more a little later; `again` as in `Slot.emit`."""
        self._copies.append(Waiting(way, passage, fields, time.monotonic() + COPY_AFTER, again))
        self._tick_later()

    def drop(self, way: Way) -> None:
        """From this call on nothing that waits of this slot is sent."""
        self._pictures = deque(each for each in self._pictures if each.way is not way)
        self._copies = deque(each for each in self._copies if each.way is not way)
        self._bytes = sum(len(each.fields[_BODY]) for each in self._pictures)

    def flush(self) -> None:
        """The line carries everything: what waits leaves now."""
        while self._pictures:
            each = self._pictures.popleft()
            each.way.emit(each.passage, each.fields)
        self._bytes = 0

    def _give_up(self) -> None:
        """Too much waits: all of it would come too late, and the next key frame is worth more."""
        ways = {each.way for each in self._pictures}
        self.dropped += len(self._pictures)
        self._pictures.clear()
        self._bytes = 0
        for way in ways:
            way.start_over()

    def _earn(self, now: float) -> None:
        self._credit = min(self._credit + (now - self._at) * self._rate, self._rate * TICK)
        self._at = now

    def _tick_later(self) -> None:
        if not self._ticks:
            self._ticks = True
            self._call_later(TICK, self._tick)

    def _tick(self) -> None:
        self._ticks = False
        now = time.monotonic()
        self._earn(now)
        while self._pictures and self._credit > 0:
            each = self._pictures.popleft()
            size = len(each.fields[_BODY])
            self._credit -= size
            self._bytes -= size
            each.way.emit(each.passage, each.fields)
        while self._copies and self._copies[0].due <= now:
            each = self._copies.popleft()
            each.way.emit(each.passage, each.fields, each.again)
        if self._pictures or self._copies:
            self._tick_later()
