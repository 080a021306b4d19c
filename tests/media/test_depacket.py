"""From packets to frames: order, holes, and pictures that a hole touches."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting_server.media.depacket import (
    Ordered,
    Reorder,
    Vp8Frames,
    opus_duration,
    vp8_descriptor,
    vp8_is_key,
    vp8_size,
)
from meeting_server.media.rtp import RtpPacket
from tests.media import tape

NUMBERS = st.integers(0, 0xFFFF)


def _packets(numbers: list[int], *, apart: float = 0.02) -> list[RtpPacket]:
    return [tape.packet(number, 0, b"x", arrival=index * apart) for index, number in enumerate(numbers)]


def _sent(ordered: list[Ordered]) -> list[tuple[int, int]]:
    return [(one.lost, one.packet.sequence) for one in ordered]


def _pushed(reorder: Reorder, packets: list[RtpPacket]) -> list[tuple[int, int]]:
    return [each for packet in packets for each in _sent(reorder.push(packet))]


def test_packets_in_order_pass_at_once() -> None:
    assert _pushed(Reorder(), _packets([65_534, 65_535, 0, 1])) == [(0, 65_534), (0, 65_535), (0, 0), (0, 1)]


def test_a_late_packet_finds_its_place() -> None:
    assert _pushed(Reorder(), _packets([1, 3, 4, 2, 5])) == [(0, 1), (0, 2), (0, 3), (0, 4), (0, 5)]


def test_a_packet_that_comes_twice_passes_once() -> None:
    reorder = Reorder()
    assert _pushed(reorder, _packets([1, 2, 2, 4, 4, 3, 1])) == [(0, 1), (0, 2), (0, 3), (0, 4)]
    assert reorder.late == 2


def test_a_hole_is_waited_for_and_then_counted() -> None:
    reorder = Reorder(window=1.0)
    assert _pushed(reorder, _packets([1, 2, 5, 6])) == [(0, 1), (0, 2)]
    assert reorder.expire(1.03) == []
    assert _sent(reorder.expire(1.05)) == [(2, 5), (0, 6)]


def test_a_hole_ends_by_itself_while_packets_come() -> None:
    numbers = [1, *range(3, 60)]
    passed = _pushed(Reorder(window=1.0), _packets(numbers))
    assert passed[:3] == [(0, 1), (1, 3), (0, 4)]


def test_a_flush_gives_up_every_hole() -> None:
    reorder = Reorder()
    _pushed(reorder, _packets([1, 3, 6]))
    assert _sent(reorder.flush()) == [(1, 3), (2, 6)]
    assert reorder.flush() == []


def test_a_sender_that_numbers_anew_is_followed_at_its_second_packet() -> None:
    reorder = Reorder()
    _pushed(reorder, _packets([20_000, 20_001]))
    assert _pushed(reorder, _packets([9_000, 9_001, 9_002])) == [(1, 9_001), (0, 9_002)]


@given(NUMBERS, st.lists(st.booleans(), min_size=40, max_size=120), st.randoms(use_true_random=False))
def test_whatever_is_lost_or_mixed_up_the_order_holds(
    first: int, arrives: list[bool], chance: random.Random
) -> None:
    sent = [tape.packet(first + index, index, b"x", arrival=index * 0.02) for index in range(len(arrives))]
    came = [sent[0], *(packet for packet, here in zip(sent[1:], arrives[1:], strict=True) if here)]
    mixed = [came[0], *sorted(came[1:], key=lambda packet: packet.timestamp + chance.random() * 5)]
    reorder = Reorder()
    passed = [one for packet in mixed for one in reorder.push(packet)] + reorder.flush()
    times = [one.packet.timestamp for one in passed]
    assert times == sorted(packet.timestamp for packet in came)
    assert sum(one.lost for one in passed) == times[-1] - times[0] + 1 - len(times)


def test_pictures_come_out_as_they_went_in() -> None:
    pictures = tape.vp8(3, width=640, height=360)
    frames, reorder, out = Vp8Frames(), Reorder(), []
    for packet in tape.vp8_rtp(pictures):
        for ordered in reorder.push(packet):
            out += frames.push(*ordered)
    assert [(frame.payload, frame.key) for frame in out] == [(one.payload, one.is_key) for one in pictures]
    assert frames.dropped == 0


def test_a_picture_that_a_hole_touches_is_dropped() -> None:
    pictures = [tape.Picture(bytes([1]) * 3_000, is_key=False) for _ in range(3)]
    packets = list(tape.vp8_rtp(pictures, sequence=0))
    assert len(packets) == 9
    for missing in (3, 4, 5):
        frames, reorder, out = Vp8Frames(), Reorder(), []
        for packet in packets[:missing] + packets[missing + 1 :]:
            for ordered in reorder.push(packet):
                out += frames.push(*ordered)
        for ordered in reorder.flush():
            out += frames.push(*ordered)
        assert len(out) == 2, missing
        assert frames.dropped >= 1


def test_a_picture_without_a_mark_at_its_end_ends_with_the_next() -> None:
    frames = Vp8Frames()
    first = frames.push(0, tape.packet(1, 100, b"\x10a"))
    second = frames.push(0, tape.packet(2, 200, b"\x10b", marker=1))
    assert [frame.payload for frame in [*first, *second]] == [b"a", b"b"]


def test_padding_between_pictures_drops_none() -> None:
    frames = Vp8Frames()
    out = frames.push(0, tape.packet(1, 100, b"\x10a"))
    out += frames.push(0, tape.packet(2, 100, b""))
    out += frames.push(0, tape.packet(3, 100, b"\x00b", marker=1))
    assert [frame.payload for frame in out] == [b"ab"]


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"\x10p", (1, True)),
        (b"\x00p", (1, False)),
        (b"\x11p", (1, False)),  # the second partition
        (b"\x90\x80\x05p", (3, True)),  # a picture id of 7 bits
        (b"\x90\x80\x85\x01p", (4, True)),  # of 15 bits
        (b"\x90\xf0\x85\x01\x07\x20p", (6, True)),  # TL0PICIDX, TID and KEYIDX beside it
        (b"\x90\x20\x07p", (3, True)),
        (b"\x90", None),
        (b"\x90\x80", None),
        (b"\x90\x80\x85\x01", None),
        (b"\x10", None),
    ],
)
def test_the_descriptor_is_read(payload: bytes, expected: tuple[int, bool] | None) -> None:
    assert vp8_descriptor(payload) == expected


@given(st.binary(max_size=40), st.integers(0, 3), st.booleans())
def test_no_payload_makes_it_stumble(payload: bytes, lost: int, marker: bool) -> None:
    frames = Vp8Frames()
    for number in range(3):
        for frame in frames.push(lost, tape.packet(number, number, payload, marker=int(marker))):
            assert vp8_size(frame.payload) >= (0, 0)
    assert opus_duration(payload) >= 0


def test_a_key_frame_tells_its_size() -> None:
    key, other = tape.vp8(1, width=320, height=180)[:2]
    assert vp8_is_key(key.payload)
    assert vp8_size(key.payload) == (320, 180)
    assert not vp8_is_key(other.payload)
    assert vp8_size(other.payload) == (0, 0)


@pytest.mark.parametrize(
    ("packet", "milliseconds"),
    [
        (b"", 0),
        (b"\xf8", 20),
        (b"\xf9", 40),  # two frames
        (b"\xfb\x03", 60),  # three
        (b"\xfb", 0),  # says three and does not say how many
        (b"\x18", 60),  # SILK
        (b"\x60", 10),  # hybrid
        (b"\x80", 3),  # 2.5 ms, rounded up
    ],
)
def test_an_opus_packet_tells_how_long_it_sounds(packet: bytes, milliseconds: int) -> None:
    assert opus_duration(packet) == milliseconds
