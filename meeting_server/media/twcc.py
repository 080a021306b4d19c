"""Transport-wide feedback, both ways: which packets came, and when (draft-holmer-rmcat-twcc-01)."""

import struct
from collections.abc import Sequence
from itertools import accumulate
from operator import sub

from meeting_server.media.rtcp import write_feedback
from meeting_server.media.rtp import unwrap

_FORMAT = 15
_REFERENCE = 0.064  # seconds; the unit of the reference time
_TICK = 0.00025
_TICKS = 256  # in the unit of the reference time
_NOT_SEEN, _SMALL, _LARGE = 0, 1, 2
_VECTOR, _TWO_BITS = 0x8000, 0x4000
_RUN = 0x1FFF
_HEAD = struct.Struct("!HHI")
_CHUNK = struct.Struct("!H")
_STEP = struct.Struct("!h")
_STEPS_AT = _HEAD.size + _CHUNK.size  # where the times begin that follow a single chunk
_MOST = 480  # numbers in one feedback: at two and a half bytes each at the worst it still fits in a datagram
_ONE_BYTE = range(256)
_FARTHEST = 8.19  # seconds; further from one packet to the next no sixteen bits of ticks reach
_SYMBOLS = 7  # two-bit symbols in one status vector chunk

_SENT = 4_096  # numbers that are remembered: ten seconds of a line that carries four megabits a second
_PLACES = _SENT - 1  # a mask, since that is a power of two
_NEVER = -1.0
_AROUND = 44  # bytes that a packet has on the wire beyond what is encrypted: the seal, UDP and IP


class Departures:
    """What was sent to a browser under transport-wide numbers: one row of them for all its slots."""

    __slots__ = ("_at", "_sizes", "next", "octets")

    def __init__(self) -> None:
        self.next = 0  # the number of the next packet
        self.octets = 0  # on the wire, since the beginning
        self._at = [_NEVER] * _SENT
        self._sizes = [0] * _SENT

    def note(self, size: int, now: float) -> None:
        """A packet of so many bytes has left, under the next number."""
        place = self.next & _PLACES
        self.next = (self.next + 1) & 0xFFFF
        self._at[place], self._sizes[place] = now, size
        self.octets += size + _AROUND

    def note_all(self, sizes: Sequence[int], now: float) -> None:
        """The same of several."""
        place, count = self.next & _PLACES, len(sizes)
        if place + count > _SENT:
            for size in sizes:
                self.note(size, now)
            return
        self.next = (self.next + count) & 0xFFFF
        self._at[place : place + count] = [now] * count
        self._sizes[place : place + count] = sizes
        self.octets += sum(sizes) + count * _AROUND

    def sent(self, base: int, count: int) -> tuple[int, list[float], list[int]]:
        """Of so many numbers from this one on: how many at first are forgotten, when the others were sent, their sizes.

        Sizes are those on the wire. What was not sent yet is left out.
        """
        age = (self.next - base) & 0xFFFF  # how long ago the first was next
        skipped = max(0, age - _SENT)
        count = min(count, age) - skipped
        if count <= 0:
            return 0, [], []
        place = (base + skipped) & _PLACES
        at, sizes = self._at[place : place + count], self._sizes[place : place + count]
        if len(at) < count:
            at += self._at[: count - len(at)]
            sizes += self._sizes[: count - len(sizes)]
        unused = at.count(_NEVER)  # In the beginning, before the first number.
        return skipped + unused, at[unused:], [size + _AROUND for size in sizes[unused:]]


def read_feedback(body: bytes) -> tuple[int, list[float | None]]:
    """The first number, and from there on when each packet came by the receiver's clock, None for one that did not.

    Raises ValueError. The clock begins anew every twelve days.
    """
    try:
        base, count, reference = _HEAD.unpack_from(body)
        if count > _SENT:
            raise ValueError(count)
        begins = (reference >> 8) * _TICKS
        if (
            _CHUNK.unpack_from(body, _HEAD.size)[0] == _SMALL << 13 | count
            and 0 < count <= len(body) - _STEPS_AT
        ):
            ticks = accumulate(body[_STEPS_AT : _STEPS_AT + count], initial=begins)
            return base, [tick * _TICK for tick in ticks][1:]
        symbols, at = _symbols(body, count)
        now = begins * _TICK
        told: list[float | None] = []
        for symbol in symbols:
            if symbol == _NOT_SEEN:
                told.append(None)
                continue
            if symbol == _SMALL:
                now, at = now + body[at] * _TICK, at + 1
            else:
                now, at = now + _STEP.unpack_from(body, at)[0] * _TICK, at + 2
            told.append(now)
    except (struct.error, IndexError) as short:
        raise ValueError(len(body)) from short
    return base, told


def _symbols(body: bytes, count: int) -> tuple[list[int], int]:
    """So many symbols, and where the times begin."""
    symbols: list[int] = []
    at = _HEAD.size
    while len(symbols) < count:
        chunk, at = _CHUNK.unpack_from(body, at)[0], at + _CHUNK.size
        if not chunk & _VECTOR:
            symbols += [chunk >> 13 & 3] * min(chunk & _RUN, count - len(symbols))
        elif chunk & _TWO_BITS:
            symbols += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        else:
            symbols += [chunk >> shift & 1 for shift in range(13, -1, -1)]
    return symbols[:count], at


class Arrivals:
    """The arrivals since the last feedback."""

    def __init__(self) -> None:
        self._at: dict[int, float] = {}
        self._last: int | None = None
        self._base = 0
        self._count = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing has come since the last feedback."""
        return not self._at

    def note(self, sequence: int, arrival: float) -> None:
        """A packet with this transport-wide number came."""
        last = self._last
        if last is None:
            last = self._last = self._base = sequence
        number = last + 1 if (sequence - last) & 0xFFFF == 1 else unwrap(sequence, last)
        if number > last:
            self._last = number
        elif number < last - _MOST:
            return
        self._at[number] = arrival

    def feedback(self, sender: int, ssrc: int) -> bytes | None:
        """The feedback packet to send now; None when nothing came.

        What came so long after the packet before it that no step says it is left for the next one, which has a
        reference time of its own (§3.1.5 of the draft).
        """
        if not self._at or self._last is None:
            return None
        first = max(min(self._base, *self._at), self._last - _MOST)
        times = [self._at.get(number) for number in range(first, self._last + 1)]
        if max(self._at.values()) - min(self._at.values()) > _FARTHEST:
            times = times[: _reach(times)]
        known = next(at for at in times if at is not None)
        reference = int(known / _REFERENCE)
        chunks, deltas = _run(times, reference) or _encode(times, reference * _REFERENCE)
        body = struct.pack("!HH", first & 0xFFFF, len(times))
        body += struct.pack("!I", (reference & 0xFFFFFF) << 8 | self._count)
        body += chunks + deltas
        body += b"\0" * (-len(body) % 4)
        self._count = (self._count + 1) & 0xFF
        told = first + len(times)
        self._base = max(self._base, told)
        if told > self._last:
            self._at.clear()
        else:
            self._at = {number: at for number, at in self._at.items() if number >= told}
        return write_feedback(sender, ssrc, _FORMAT, body)


def _reach(times: Sequence[float | None]) -> int:
    """How many of these one feedback can tell: up to the last before the first step that is too long."""
    before, end = None, 0
    for place, at in enumerate(times):
        if at is None:
            continue
        if before is not None and abs(at - before) > _FARTHEST:
            return end
        before, end = at, place + 1
    return len(times)


def _run(times: Sequence[float | None], reference: int) -> tuple[bytes, bytes] | None:
    """The common case, of which there are a thousand a second: all came, none long after the one before."""
    ticks = [round(at / _TICK) for at in times if at is not None]
    if len(ticks) != len(times):
        return None
    steps = [ticks[0] - reference * _TICKS, *map(sub, ticks[1:], ticks)]
    if min(steps) not in _ONE_BYTE or max(steps) not in _ONE_BYTE:
        return None
    return _CHUNK.pack(_SMALL << 13 | len(steps)), bytes(steps)


def _encode(times: Sequence[float | None], before: float) -> tuple[bytes, bytes]:
    symbols, deltas = [], bytearray()
    for at in times:
        if at is None:
            symbols.append(_NOT_SEEN)
            continue
        step = round((at - before) / _TICK)
        before += step * _TICK
        if step in _ONE_BYTE:
            symbols.append(_SMALL)
            deltas.append(step)
        else:
            symbols.append(_LARGE)
            deltas += struct.pack("!h", step)
    chunks = bytearray()
    for at in range(0, len(symbols), _SYMBOLS):
        chunk = 0xC000
        for place, symbol in enumerate(symbols[at : at + _SYMBOLS]):
            chunk |= symbol << (12 - 2 * place)
        chunks += struct.pack("!H", chunk)
    return bytes(chunks), bytes(deltas)
