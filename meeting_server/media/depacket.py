"""From RTP packets to frames: put in order, holes seen, VP8 pictures assembled (RFC 7741)."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

_HALF = 0x8000
_RESTART = 3_000  # a number this far behind is a sender that began anew (RFC 3550 A.1: MAX_DROPOUT)
_OPUS_MS = (10, 20, 40, 60)
_CELT_MS = (2.5, 5, 10, 20)
_COUNTED = -1


class RtpPacket(Protocol):
    """What is read of a packet; `arrival` in seconds of the monotonic clock."""

    @property
    def marker(self) -> int: ...  # noqa: D102 - the fields of RFC 3550 §5.1
    @property
    def sequence(self) -> int: ...  # noqa: D102
    @property
    def timestamp(self) -> int: ...  # noqa: D102
    @property
    def ssrc(self) -> int: ...  # noqa: D102
    @property
    def payload(self) -> bytes: ...  # noqa: D102
    @property
    def arrival(self) -> float: ...  # noqa: D102
    @property
    def follows(self) -> int: ...  # noqa: D102


class Ordered(NamedTuple):
    """A packet in its turn, and how many before it never came."""

    lost: int
    packet: RtpPacket


class Frame(NamedTuple):
    """One block of the recording; `timestamp` in RTP units, `arrival` of its first packet."""

    payload: bytes
    timestamp: int
    arrival: float
    key: bool


class Reorder:
    """Packets of one SSRC in the order they were sent; a hole is waited for, `window` seconds long."""

    def __init__(self, window: float = 1.0) -> None:
        self._window = window
        self._next: int | None = None  # unwrapped
        self._held: dict[int, RtpPacket] = {}
        self._odd: int | None = None
        self.late = 0

    def is_next(self, sequence: int) -> bool:
        """Whether the packet of this number may be used at once; then it counts as used."""
        if self._held or self._next is None or sequence != self._next & 0xFFFF:
            return False
        self._next += 1
        return True

    def push(self, packet: RtpPacket) -> list[Ordered]:
        """What may be used now that this packet is here."""
        if self._next is None:
            self._next = packet.sequence
        step = (packet.sequence - self._next) & 0xFFFF
        number = self._next + (step if step < _HALF else step - 0x10000)
        if number == self._next and not self._held:
            self._next = number + 1
            return [Ordered(0, packet)]
        if number < self._next:
            return self._behind(number, packet)
        self._held.setdefault(number, packet)
        return [*self._drain(0), *self.expire(packet.arrival)]

    def _behind(self, number: int, packet: RtpPacket) -> list[Ordered]:
        """A packet from before: late, or the second of a sender that numbers anew."""
        expected = self._next or 0
        if expected - number > _RESTART and packet.sequence == self._odd:
            ready = self.flush()
            self._next = packet.sequence + 1
            self._odd = None
            return [*ready, Ordered(1, packet)]
        self._odd = (packet.sequence + 1) & 0xFFFF
        self.late += 1
        return []

    def _drain(self, lost: int) -> Iterator[Ordered]:
        while self._next is not None and (packet := self._held.pop(self._next, None)) is not None:
            self._next += 1
            yield Ordered(lost, packet)
            lost = 0

    def expire(self, now: float) -> list[Ordered]:
        """What may be used because the packets missing before it are given up."""
        ready: list[Ordered] = []
        while self._held and self._next is not None:
            first = min(self._held)
            if min(packet.arrival for packet in self._held.values()) > now - self._window:
                break
            lost, self._next = first - self._next, first
            ready += self._drain(lost)
        return ready

    def flush(self) -> list[Ordered]:
        """Everything that is held, for nothing more will come."""
        return self.expire(float("inf"))


class Vp8Frames:
    """Whole VP8 pictures; one that a hole touches is dropped."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._timestamp = 0
        self._arrival = 0.0
        self.dropped = 0

    def push(self, lost: int, packet: RtpPacket) -> list[Frame]:
        """The pictures that this packet completes: none, its own, or one whose end bore no mark."""
        if not packet.payload:  # Padding only; its number was counted, and that is all it is for.
            return self._broken() if lost else []
        parsed = vp8_descriptor(packet.payload)
        if lost or parsed is None:
            self._broken()
        if parsed is None:
            return []
        length, starts = parsed
        ready: list[Frame] = []
        if starts:
            if self._parts:
                ready = self._whole()
            self._timestamp, self._arrival = packet.timestamp, packet.arrival
        elif not self._parts or packet.timestamp != self._timestamp:
            # The rest of a picture whose beginning is missing.
            return self._broken(beheaded=bool(packet.marker))
        self._parts.append(packet.payload[length:])
        return [*ready, *self._whole()] if packet.marker else ready

    def _whole(self) -> list[Frame]:
        payload, self._parts = b"".join(self._parts), []
        return [Frame(payload, self._timestamp, self._arrival, vp8_is_key(payload))]

    def _broken(self, *, beheaded: bool = False) -> list[Frame]:
        if self._parts or beheaded:
            self.dropped += 1
        self._parts = []
        return []


def vp8_descriptor(payload: bytes) -> tuple[int, bool] | None:
    """The descriptor's length, and whether a picture begins here; None when malformed (RFC 7741 §4.2)."""
    first, length = payload[0], 1
    if first & 0x80:
        if len(payload) < length + 1:
            return None
        more = payload[1]
        length += 1
        if more & 0x80:
            if len(payload) <= length:
                return None
            length += 2 if payload[length] & 0x80 else 1
        length += bool(more & 0x40) + bool(more & 0x30)
    if len(payload) <= length:
        return None
    return length, bool(first & 0x10) and not first & 0x07


def vp8_is_key(frame: bytes) -> bool:
    """Whether a picture needs no other (RFC 6386 §9.1)."""
    return len(frame) >= 10 and not frame[0] & 1 and frame[3:6] == b"\x9d\x01\x2a"  # noqa: PLR2004


def vp8_size(frame: bytes) -> tuple[int, int]:
    """Width and height of a key frame in pixels; nothing when it has none."""
    if not vp8_is_key(frame):
        return 0, 0
    return (frame[6] | frame[7] << 8) & 0x3FFF, (frame[8] | frame[9] << 8) & 0x3FFF


def opus_duration(packet: bytes) -> int:
    """How long an Opus packet sounds, in whole milliseconds, rounded up (RFC 6716 §3.1)."""
    if not packet:
        return 0
    one, count = _OPUS[packet[0]]
    if count == _COUNTED:
        count = packet[1] & 0x3F if len(packet) > 1 else 0
    return -int(-one * count // 1)


def _opus_frames(toc: int) -> tuple[float, int]:
    """How long each frame of a packet sounds, and how many there are; `_COUNTED` when the next byte says it."""
    configuration, code = toc >> 3, toc & 3
    if configuration < 12:  # noqa: PLR2004 - SILK
        one: float = _OPUS_MS[configuration & 3]
    elif configuration < 16:  # noqa: PLR2004 - hybrid
        one = _OPUS_MS[configuration & 1]
    else:
        one = _CELT_MS[configuration & 3]
    return one, (1, 2, 2, _COUNTED)[code]


_OPUS = tuple(_opus_frames(toc) for toc in range(256))
