"""RTCP on the wire (RFC 3550, 4585, 5104): what browsers report and what they are told; bad input is passed over."""

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_SENDER_REPORT = 200
_RECEIVER_REPORT = 201
_SOURCE_DESCRIPTION = 202
_TRANSPORT_FEEDBACK = 205
_PAYLOAD_FEEDBACK = 206
_NACK = 1
_PICTURE_LOSS = 1
_FULL_INTRA = 4
_TRANSPORT_WIDE = 15
_VERSION = 2
_NACK_REACH = 16
_MOST_NACKS = (
    256  # pairs in one packet, so that it fits in a datagram; what is left out is asked for next time
)
_MOST_BLOCKS = 31
_EPOCH_1900 = 2_208_988_800  # seconds between 1900 and 1970
_MOST_PARTS = 64

_HEAD = struct.Struct("!BBH")
_PAIR = struct.Struct("!II")
_LOST = struct.Struct("!HH")
_SENDER_INFO = struct.Struct("!IQIII")
_REPORT = struct.Struct("!IIIIII")


@dataclass(frozen=True, slots=True)
class Block:
    """One report block: what a receiver says of one stream it gets."""

    ssrc: int
    fraction_lost: int  # of 256
    lost: int
    highest: int
    jitter: int  # in units of the stream's clock
    last_report: int = 0
    delay: int = 0


@dataclass(frozen=True, slots=True)
class SenderReport:
    """A sender's two clocks at one moment; `ntp` in 64-bit NTP time."""

    ssrc: int
    ntp: int
    timestamp: int
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """What a receiver says of the streams it gets."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Nack:
    """Sequence numbers that a receiver misses."""

    ssrc: int
    missing: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeyFrameWanted:
    """A receiver cannot go on without a key frame (PLI, or FIR, which is treated alike)."""

    ssrc: int


@dataclass(frozen=True, slots=True)
class ArrivalsTold:
    """A receiver tells which packets came, and when; `body` is read in `media/twcc.py`."""

    body: bytes


Part = SenderReport | ReceiverReport | Nack | KeyFrameWanted | ArrivalsTold


def parse_rtcp(datagram: bytes) -> list[Part]:
    """Every part of a compound packet that is known and whole."""
    parts: list[Part] = []
    try:
        for kind, count, body in _split(datagram):
            parts.extend(_parts(kind, count, body))
    except (struct.error, IndexError):
        pass  # The rest is cut short; what came before it stands.
    return parts[:_MOST_PARTS]


def _split(datagram: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + _HEAD.size <= len(datagram):
        first, kind, words = _HEAD.unpack_from(datagram, at)
        end = at + 4 * (words + 1)
        if first >> 6 != _VERSION or end > len(datagram):
            return
        yield kind, first & 31, datagram[at + 4 : end]
        at = end


def _parts(kind: int, count: int, body: bytes) -> Iterator[Part]:
    if kind == _SENDER_REPORT:
        ssrc, ntp, timestamp, _, _ = _SENDER_INFO.unpack_from(body)
        yield SenderReport(ssrc, ntp, timestamp, _blocks(body, _SENDER_INFO.size, count))
    elif kind == _RECEIVER_REPORT:
        yield ReceiverReport(_blocks(body, 4, count))
    elif kind == _TRANSPORT_FEEDBACK and count == _NACK:
        _, ssrc = _PAIR.unpack_from(body)
        yield Nack(ssrc, tuple(_missing(body)))
    elif kind == _TRANSPORT_FEEDBACK and count == _TRANSPORT_WIDE:
        yield ArrivalsTold(body[_PAIR.size :])
    elif kind == _PAYLOAD_FEEDBACK and count == _PICTURE_LOSS:
        yield KeyFrameWanted(_PAIR.unpack_from(body)[1])
    elif kind == _PAYLOAD_FEEDBACK and count == _FULL_INTRA:
        for at in range(8, len(body) - 7, 8):
            yield KeyFrameWanted(_PAIR.unpack_from(body, at)[0])


def _blocks(body: bytes, at: int, count: int) -> tuple[Block, ...]:
    blocks = []
    for n in range(count):
        ssrc, loss, highest, jitter, last, delay = _REPORT.unpack_from(body, at + 24 * n)
        lost = loss & 0xFFFFFF
        lost -= (lost & 0x800000) << 1
        blocks.append(Block(ssrc, loss >> 24, lost, highest, jitter, last, delay))
    return tuple(blocks)


def _missing(body: bytes) -> Iterator[int]:
    for at in range(8, len(body) - 3, 4):
        first, more = _LOST.unpack_from(body, at)
        yield first
        for n in range(_NACK_REACH):
            if more >> n & 1:
                yield (first + n + 1) & 0xFFFF


def _packet(kind: int, count: int, body: bytes) -> bytes:
    return _HEAD.pack(0x80 | count, kind, len(body) // 4) + body


def ntp_of(wall_ns: int) -> int:
    """A time in nanoseconds since 1970 as 64-bit NTP time."""
    seconds, rest = divmod(wall_ns, 10**9)
    return (seconds + _EPOCH_1900) << 32 | (rest << 32) // 10**9


def write_pli(sender: int, ssrc: int) -> bytes:
    """Ask the sender of `ssrc` for a key frame."""
    return _packet(_PAYLOAD_FEEDBACK, _PICTURE_LOSS, _PAIR.pack(sender, ssrc))


def write_nack(sender: int, ssrc: int, missing: Iterable[int]) -> bytes:
    """Ask for packets again; numbers may be unwrapped, in any order."""
    pairs: list[list[int]] = []
    for number in sorted(set(missing)):
        if pairs and number - pairs[-1][0] <= _NACK_REACH:
            pairs[-1][1] |= 1 << (number - pairs[-1][0] - 1)
        elif len(pairs) < _MOST_NACKS:
            pairs.append([number, 0])
        else:
            break
    body = b"".join(_LOST.pack(first & 0xFFFF, more) for first, more in pairs)
    return _packet(_TRANSPORT_FEEDBACK, _NACK, _PAIR.pack(sender, ssrc) + body)


def write_feedback(sender: int, ssrc: int, count: int, body: bytes) -> bytes:
    """A transport feedback packet of another format, such as 15 for transport-wide feedback."""
    return _packet(_TRANSPORT_FEEDBACK, count, _PAIR.pack(sender, ssrc) + body)


def write_sender_report(ssrc: int, ntp: int, timestamp: int, packets: int, octets: int) -> bytes:
    """How the stream's clock stands to the time of day."""
    return _packet(
        _SENDER_REPORT,
        0,
        _SENDER_INFO.pack(
            ssrc, ntp & (1 << 64) - 1, timestamp & 0xFFFFFFFF, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF
        ),
    )


def write_receiver_report(sender: int, blocks: Iterable[Block]) -> bytes:
    """What we say of the streams we get; at most 31 blocks a packet."""
    packed = [
        _REPORT.pack(
            block.ssrc,
            (block.fraction_lost & 0xFF) << 24 | max(0, min(block.lost, 0x7FFFFF)),
            block.highest & 0xFFFFFFFF,
            block.jitter & 0xFFFFFFFF,
            block.last_report & 0xFFFFFFFF,
            block.delay & 0xFFFFFFFF,
        )
        for block in blocks
    ][:_MOST_BLOCKS]
    return _packet(_RECEIVER_REPORT, len(packed), struct.pack("!I", sender) + b"".join(packed))


def write_name(ssrc: int, name: str) -> bytes:
    """The SDES chunk that every compound packet must carry."""
    item = bytes([1, len(name)]) + name.encode("ascii") + b"\0"
    return _packet(_SOURCE_DESCRIPTION, 1, struct.pack("!I", ssrc) + item + b"\0" * (-len(item) % 4))
