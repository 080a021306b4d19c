"""RTP on the wire: what is read is what was written, in every form that browsers use; nonsense is None."""

import random
import struct

import pytest
from aiortc.rtp import RtpPacket as Independent
from aiortc.rtp import wrap_rtx

from meeting_server.media.rtp import (
    ExtensionIds,
    RtpPacket,
    elements,
    extension,
    extension_text,
    original_of,
    parse_rtp,
    transport_sequence,
    unwrap,
    write_rtp,
)
from tests.media.wire import mutations

IDS = ExtensionIds(mid=4, rid=10, rrid=11, level=1, twcc=3)
BLOCK = elements((4, b"0"), (1, bytes([0x80 | 30])), (3, b"\x12\x34"), (10, b"q"))


def _parsed(datagram: bytes) -> RtpPacket:
    packet = parse_rtp(datagram, 7.5)
    assert packet is not None
    return packet


def _packet(block: bytes = BLOCK, payload: bytes = b"sound") -> bytes:
    return write_rtp(block, 0x80 | 111, 65_535, 0xFFFFFFFF, 0xDEADBEEF, payload)


def _two_byte(*pairs: tuple[int, bytes]) -> bytes:
    body = b"".join(bytes([number, len(value)]) + value for number, value in pairs)
    body += b"\0" * (-len(body) % 4)
    return struct.pack("!HH", 0x1000, len(body) // 4) + body


def test_what_is_written_is_read() -> None:
    packet = _parsed(_packet())
    assert (packet.marker, packet.payload_type) == (1, 111)
    assert (packet.sequence, packet.timestamp, packet.ssrc) == (65_535, 0xFFFFFFFF, 0xDEADBEEF)
    assert (packet.payload, packet.arrival) == (b"sound", 7.5)
    assert extension_text(packet, IDS.mid) == "0"
    assert extension_text(packet, IDS.rid) == "q"
    assert extension_text(packet, IDS.rrid) is None
    assert extension(packet, IDS.level) == bytes([0x80 | 30])
    assert transport_sequence(packet, IDS) == 0x1234


def test_an_independent_reader_agrees() -> None:
    theirs = Independent.parse(_packet())
    assert (theirs.marker, theirs.payload_type, theirs.sequence_number) == (1, 111, 65_535)
    assert (theirs.timestamp, theirs.ssrc, theirs.payload) == (0xFFFFFFFF, 0xDEADBEEF, b"sound")


def test_what_an_independent_writer_writes_is_read() -> None:
    theirs = Independent(
        payload_type=96, marker=0, sequence_number=9, timestamp=8, ssrc=7, payload=b"picture"
    )
    theirs.csrc, theirs.padding_size = [1, 2, 3], 5
    packet = _parsed(theirs.serialize())
    assert (packet.marker, packet.payload_type, packet.sequence) == (0, 96, 9)
    assert (packet.timestamp, packet.ssrc, packet.payload) == (8, 7, b"picture")


def test_extensions_of_two_bytes_are_read_too() -> None:
    packet = _parsed(_packet(_two_byte((4, b"mid-0"), (3, b"\x00\x01"), (0x55, b""))))
    assert extension_text(packet, 4) == "mid-0"
    assert transport_sequence(packet, IDS) == 1
    assert extension(packet, 0x55) == b""


def test_an_extension_that_is_not_there_has_no_value() -> None:
    packet = _parsed(_packet(b""))
    assert extension(packet, 4) is None
    assert extension(_parsed(_packet()), 0) is None
    assert extension(packet, IDS.level) is None
    assert transport_sequence(packet, IDS) is None


@pytest.mark.parametrize(
    "body",
    [
        b"\x4f0\0\0",  # longer than its block
        b"\xf0\0\x40A",  # behind the id that ends the block
        b"\0\0\0\0",  # nothing but filling
    ],
)
def test_a_broken_block_has_no_values(body: bytes) -> None:
    assert extension(_parsed(_packet(struct.pack("!HH", 0xBEDE, 1) + body)), 4) is None


def test_a_block_of_another_profile_has_no_values() -> None:
    assert extension(_parsed(_packet(struct.pack("!HH", 0xABCD, 1) + b"\x400\0\0")), 4) is None


def test_a_name_that_is_not_ascii_is_none() -> None:
    assert extension_text(_parsed(_packet(elements((4, "ก".encode())))), 4) is None


def test_padding_is_taken_off() -> None:
    datagram = bytearray(_packet(b"", b"sound\0\0\x03"))
    datagram[0] |= 0x20
    assert _parsed(bytes(datagram)).payload == b"sound"


def test_a_packet_of_padding_alone_is_empty() -> None:
    datagram = bytearray(_packet(b"", b"\0" * 254 + b"\xff"))
    datagram[0] |= 0x20
    assert _parsed(bytes(datagram)).payload == b""


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        (0x40, b""),  # another version
        (0xA0, b"sound\0"),  # no padding, though it says so
        (0xA0, b"\x09"),  # more padding than packet
        (0x8F, b"\0" * 59),  # contributors that are not there
        (0x90, b"\xbe\xde"),  # half a head of a block
        (0x90, b"\xbe\xde\0\x02\x400\0\0"),  # half a block
    ],
)
def test_what_is_no_packet_is_none(first: int, rest: bytes) -> None:
    assert parse_rtp(bytes([first]) + _packet(b"", b"")[1:] + rest, 0.0) is None


@pytest.mark.parametrize("size", range(12))
def test_less_than_a_header_is_none(size: int) -> None:
    assert parse_rtp(_packet()[:size], 0.0) is None


def test_numbers_go_on_beyond_every_wrap_either_way() -> None:
    chance, number, reference = random.Random(1), 70_000, 70_000
    for _ in range(10_000):
        number += chance.randrange(-200, 400)
        assert unwrap(number & 0xFFFF, reference) == number
        reference = max(reference, number)


def test_a_retransmission_gives_the_original_back() -> None:
    original = Independent(
        payload_type=96, marker=1, sequence_number=500, timestamp=8, ssrc=7, payload=b"picture"
    )
    again = wrap_rtx(original, payload_type=97, sequence_number=3, ssrc=8)
    packet = original_of(_parsed(again.serialize()), 96, 7)
    assert packet is not None
    assert (packet.marker, packet.payload_type, packet.sequence) == (1, 96, 500)
    assert (packet.timestamp, packet.ssrc, packet.payload) == (8, 7, b"picture")
    assert packet.arrival == 7.5


@pytest.mark.parametrize("payload", [b"", b"\0", b"\0\x07"])
def test_an_empty_retransmission_is_a_probe(payload: bytes) -> None:
    assert original_of(_parsed(_packet(payload=payload)), 96, 7) is None


def test_the_block_stands_in_front_as_it_was_built() -> None:
    assert len(BLOCK) % 4 == 0
    assert _packet()[12 : 12 + len(BLOCK)] == BLOCK
    assert elements((0, b"x"), (5, b"")) == b""


def test_no_datagram_raises() -> None:
    seeds = [_packet(), _packet(b""), _packet(_two_byte((4, b"0"), (3, b"\0\1")))]
    seeds += [bytes([0xB2]) + each[1:] for each in seeds]
    seen = 0
    for datagram in mutations(seeds, 15_000, seed=1):
        packet = parse_rtp(datagram, 0.0)
        if packet is not None:
            seen += 1
            for wanted in range(1, 16):
                extension_text(packet, wanted)
            transport_sequence(packet, IDS)
            original_of(packet, 96, 1)
    assert seen > 1_000
