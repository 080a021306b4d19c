"""RTP on the wire (RFC 3550, RFC 8285): packets parsed once, rewritten cheaply, never an exception on bad input."""

import struct
from dataclasses import dataclass

from meeting_server.media.vp8 import Descriptor

MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID_URI = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
RRID_URI = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
LEVEL_URI = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
TWCC_URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"

SILENCE = 127  # the level of no sound at all (RFC 6464)

_HEADER = struct.Struct("!BBHII")
_BLOCK = struct.Struct("!HH")
_USUAL = 0x90  # the first byte of nearly all: an extension, no padding, one source
_USUAL_HEADER = struct.Struct("!BBHIIHH")
_TWO = struct.Struct("!H")
_ONE_BYTE = 0xBEDE
_TWO_BYTE = 0x1000
_VERSION = 2
_NO_MORE = 15  # a one-byte element of this id ends the block (RFC 8285 §4.2)
_HALF = 1 << 15
_WRAP = 1 << 16


class RtpPacket:
    """One packet; `payload` without padding, `extensions` the raw elements, `arrival` monotonic seconds.

    Its source gives it an unwrapped `number`, and of video what its payload says of itself (`picture`) and the `body`
    that leaves, with so many bytes of padding at its end (`fill`). `follows` is set where a recording turns to another
    stream of the same pictures: the stream before.
    """

    __slots__ = (
        "arrival",
        "body",
        "extensions",
        "fill",
        "follows",
        "marker",
        "number",
        "payload",
        "payload_type",
        "picture",
        "profile",
        "sequence",
        "ssrc",
        "timestamp",
    )

    def __init__(  # noqa: PLR0913, PLR0917 - the fields of RFC 3550 §5.1; named arguments take longer
        self,
        marker: int,
        payload_type: int,
        sequence: int,
        timestamp: int,
        ssrc: int,
        payload: bytes,
        extensions: bytes = b"",
        profile: int = 0,
        arrival: float = 0.0,
    ) -> None:
        self.marker = marker
        self.payload_type = payload_type
        self.sequence = sequence
        self.timestamp = timestamp
        self.ssrc = ssrc
        self.payload = self.body = payload
        self.extensions = extensions
        self.profile = profile
        self.arrival = arrival
        self.follows = self.fill = 0
        self.number = -1
        self.picture: Descriptor | None = None

    @property
    def starts_key_frame(self) -> bool:
        """Whether a browser can begin here; known once its source has described it."""
        return self.picture is not None and self.picture.starts_key_frame


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionIds:
    """The ids under which a browser sends each header extension; 0 where it does not."""

    mid: int = 0
    rid: int = 0
    rrid: int = 0
    level: int = 0
    twcc: int = 0


def parse_rtp(datagram: bytes, arrival: float) -> RtpPacket | None:
    """The packet of a datagram that was decrypted; None when it is none."""
    size = len(datagram)
    if size < _HEADER.size:
        return None
    if datagram[0] == _USUAL and size >= _USUAL_HEADER.size:
        _first, second, sequence, timestamp, ssrc, profile, words = _USUAL_HEADER.unpack_from(datagram)
        at = 16 + 4 * words
        if at > size:
            return None
        extensions, payload = datagram[16:at], datagram[at:]
        return RtpPacket(
            second >> 7, second & 0x7F, sequence, timestamp, ssrc, payload, extensions, profile, arrival
        )
    return _unusual(datagram, size, arrival)


def _unusual(datagram: bytes, size: int, arrival: float) -> RtpPacket | None:
    """A packet without extensions, with padding, or with more sources than one."""
    first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(datagram)
    if first >> 6 != _VERSION:
        return None
    at = 12 + 4 * (first & 0x0F)
    extensions, profile = b"", 0
    if first & 0x10:
        if at + 4 > size:
            return None
        profile, words = _BLOCK.unpack_from(datagram, at)
        end = at + 4 + 4 * words
        if end > size:
            return None
        extensions, at = datagram[at + 4 : end], end
    stop = size
    if first & 0x20:
        stop -= datagram[-1]
        if stop == size:
            return None  # The count of padding counts itself, so it is never 0.
    if stop < at:
        return None
    payload = datagram[at:stop]
    return RtpPacket(
        second >> 7, second & 0x7F, sequence, timestamp, ssrc, payload, extensions, profile, arrival
    )


def extension(packet: RtpPacket, wanted: int) -> bytes | None:
    """The value of one header extension, in either form (RFC 8285 §4.2, §4.3); None when it is not there."""
    block = packet.extensions
    if not wanted or not block:
        return None
    if packet.profile != _ONE_BYTE:
        return _two_byte(block, wanted) if packet.profile & 0xFFF0 == _TWO_BYTE else None
    size, at = len(block), 0
    while at < size:
        head = block[at]
        found = head >> 4
        if found == wanted:
            end = at + (head & 15) + 2
            return block[at + 1 : end] if end <= size else None
        if found == _NO_MORE:
            return None
        at += (head & 15) + 2 if head else 1
    return None


def _two_byte(block: bytes, wanted: int) -> bytes | None:
    """The same of the other form, in which an element has a byte for its id and one for its length."""
    size, at = len(block), 0
    while at < size:
        head = block[at]
        if head == 0:
            at += 1
            continue
        if at + 1 >= size:
            return None
        length, at = block[at + 1], at + 2
        if head == wanted:
            value = block[at : at + length]
            return value if len(value) == length else None
        at += length
    return None


def extension_text(packet: RtpPacket, wanted: int) -> str | None:
    """A header extension that is a name, such as MID and RID; None when it is none or not ASCII."""
    value = extension(packet, wanted)
    if not value or not value.isascii():
        return None
    return value.decode("ascii").rstrip("\0")


def transport_sequence(packet: RtpPacket, ids: ExtensionIds) -> int | None:
    """The transport-wide sequence number; None when the sender put none."""
    block = packet.extensions
    if block and block[0] == ids.twcc << 4 | 1 and packet.profile == _ONE_BYTE and ids.twcc:
        return block[1] << 8 | block[2]  # Blocks are of whole words, so there are at least four bytes.
    value = extension(packet, ids.twcc)
    return _TWO.unpack(value)[0] if value is not None and len(value) == _TWO.size else None


def elements(*pairs: tuple[int, bytes]) -> bytes:
    """A whole one-byte extension block with its head, for `write_rtp`; pairs with id 0 are left out."""
    body = b"".join(
        bytes([number << 4 | len(value) - 1]) + value for number, value in pairs if number and value
    )
    if not body:
        return b""
    body += b"\0" * (-len(body) % 4)
    return _BLOCK.pack(_ONE_BYTE, len(body) // 4) + body


def write_rtp(
    block: bytes, marker_and_type: int, sequence: int, timestamp: int, ssrc: int, payload: bytes
) -> bytes:
    """A packet as bytes; `block` comes from `elements`, `marker_and_type` is the header's second byte."""
    head = _HEADER.pack(0x90 if block else 0x80, marker_and_type, sequence, timestamp, ssrc)
    return head + block + payload


def unwrap(number: int, reference: int) -> int:
    """A 16-bit number continued to the one nearest to `reference`, which has no limit."""
    step = (number - reference) % _WRAP
    return reference + (step if step < _HALF else step - _WRAP)


def original_of(packet: RtpPacket, payload_type: int, ssrc: int) -> RtpPacket | None:
    """The packet that a retransmission carries (RFC 4588 §4); None for the empty ones that browsers probe with."""
    if len(packet.payload) <= _TWO.size:
        return None
    return RtpPacket(
        marker=packet.marker,
        payload_type=payload_type,
        sequence=_TWO.unpack_from(packet.payload)[0],
        timestamp=packet.timestamp,
        ssrc=ssrc,
        payload=packet.payload[2:],
        extensions=packet.extensions,
        profile=packet.profile,
        arrival=packet.arrival,
    )
