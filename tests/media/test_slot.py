"""What one receiver sees in a slot goes on without a seam, whoever fills it; and there is one way out."""

from itertools import pairwise

import pytest

from meeting_server.media.gate import Pair, Passage
from meeting_server.media.rtcp import SenderReport, parse_rtcp
from meeting_server.media.rtp import ExtensionIds, RtpPacket, parse_rtp, transport_sequence
from meeting_server.media.sdp import SlotNames
from meeting_server.media.slot import Slot
from meeting_server.media.source import ONLY, Layer, Source
from tests.media.browser import MIC, picture
from tests.media.screen import RTX, SSRC, A, B, C, Screen


def test_numbers_go_on_by_one_when_another_speaks() -> None:
    screen = Screen()
    screen.show(A)
    for n in range(3):
        screen.send(A, 65_534 + n)
    screen.show(B)
    for n in range(3):
        screen.send(B, 7_000 + n)
    assert screen.steps() == [1] * 5
    assert {(packet.ssrc, packet.payload_type) for packet in screen.out} == {(SSRC, 111)}


def test_what_was_lost_before_us_stays_a_gap_and_what_comes_late_takes_its_place() -> None:
    screen = Screen()
    screen.show(A)
    for n in (10, 11, 13, 12):
        screen.send(A, n)
    assert screen.steps() == [1, 2, 0xFFFF]


@pytest.mark.parametrize(("passed", "frames"), [(0.0, 1), (0.02, 1), (0.021, 2), (1.0, 50)])
def test_the_time_of_sound_goes_on_by_whole_frames_of_the_clock_on_the_wall(
    passed: float, frames: int
) -> None:
    screen = Screen()
    screen.show(A)
    screen.send(A, 1, timestamp=123_456)
    screen.show(B)
    screen.now += passed
    screen.send(B, 1, timestamp=4_000_000_000)
    first, second = screen.out
    assert (second.timestamp - first.timestamp) & 0xFFFFFFFF == frames * 960


def test_pictures_begin_only_with_a_key_frame_and_nothing_from_before_it() -> None:
    screen = Screen(video=True)
    screen.show(A)
    screen.send(A, 10, picture(1, b"early"))
    assert screen.slot.is_waiting
    screen.send(A, 12, picture(3, b"key", key=True))
    assert not screen.slot.is_waiting
    screen.send(A, 11, picture(2, b"late"))
    screen.send(A, 13, picture(4, b"after"))
    assert [packet.payload[-5:] for packet in screen.out] == [picture(3, b"key", key=True)[-5:], b"after"]


def test_picture_ids_go_on_by_one_over_every_change() -> None:
    screen = Screen(video=True)
    for seat, first in ((A, 100), (B, 32_766), (A, 200)):
        screen.show(seat)
        for n in range(4):
            screen.send(seat, first + n, picture(first + n, b"", key=n == 0))
    assert screen.picture_ids() == list(range(100, 112))
    tl0 = [packet.payload[4] for packet in screen.out]
    assert tl0 == [(100 + n) & 0xFF for n in range(12)]


def test_a_short_picture_id_stays_short() -> None:
    screen = Screen(video=True)
    screen.show(A)
    screen.send(A, 1, picture(300, b"", key=True))
    screen.show(B)
    short = bytes([0x90, 0x80, 0x05]) + picture(0, b"", key=True)[5:]
    screen.send(B, 1, short)
    assert len(screen.out[1].payload) == len(short)
    assert screen.out[1].payload[2] == 301 & 0x7F


def test_a_gate_that_was_shut_after_the_fan_out_was_built_lets_nothing_pass() -> None:
    screen = Screen()
    screen.show(A)
    screen.send(A, 1)
    screen.passages[A].is_open = False
    screen.send(A, 2)
    screen.slot.repair((screen.out[0].sequence,), screen.now, 0.1)
    assert len(screen.out) == 1
    assert screen.violations == [Pair(A, C, MIC)] * 2
    assert screen.passages[A].packets == 1


def test_what_was_sent_is_counted_where_it_went() -> None:
    screen = Screen()
    screen.show(A)
    screen.send(A, 1, b"12345")
    screen.works = False
    screen.send(A, 2, b"12345")
    assert (screen.passages[A].packets, screen.passages[A].bytes) == (1, 17)
    assert (screen.slot.packets, screen.slot.octets) == (1, 5)


def test_pictures_are_sent_again_on_the_stream_for_repair() -> None:
    screen = Screen(video=True)
    screen.show(A)
    for n in range(5):
        screen.send(A, 100 + n, picture(n, b"", key=n == 0), timestamp=n * 3000)
    wanted = screen.out[2]
    screen.slot.repair((wanted.sequence,), screen.now, 0.1)
    again = screen.out[-1]
    assert (again.ssrc, again.payload_type, again.timestamp) == (RTX, 112, wanted.timestamp)
    assert again.payload == wanted.sequence.to_bytes(2, "big") + wanted.payload


def test_sound_is_sent_again_as_it_was() -> None:
    screen = Screen()
    screen.show(A)
    for n in range(3):
        screen.send(A, n, b"%d" % n, marker=1)
    screen.slot.repair((screen.out[1].sequence,), screen.now, 0.1)
    first, again = screen.out[1], screen.out[3]
    assert (again.sequence, again.timestamp, again.payload, again.marker) == (
        first.sequence,
        first.timestamp,
        first.payload,
        1,
    )


def test_a_packet_is_repeated_once_per_round_trip_and_not_when_it_is_old() -> None:
    screen = Screen()
    screen.show(A)
    screen.send(A, 1)
    sequence = screen.out[0].sequence
    for after in (0.0, 0.05, 0.11, 0.15, 2.1):
        screen.slot.repair((sequence,), 50.0 + after, 0.1)
    assert len(screen.out) == 1 + 2


def test_nothing_of_the_one_before_is_sent_again() -> None:
    screen = Screen()
    screen.show(A)
    for n in range(5):
        screen.send(A, n)
    asked = tuple(packet.sequence for packet in screen.out)
    screen.show(B)
    screen.slot.repair(asked, screen.now, 0.1)
    screen.send(B, 60)
    screen.slot.repair(asked, screen.now, 0.1)
    assert len(screen.out) == 6
    screen.slot.detach()
    screen.slot.repair(asked, screen.now, 0.1)
    assert len(screen.out) == 6
    assert screen.violations == []


def test_a_slot_keeps_nothing_of_whom_it_let_go() -> None:
    screen = Screen(video=True)
    screen.show(A)
    screen.send(A, 1, picture(1, b"secret", key=True))
    screen.slot.detach()
    kept = [getattr(screen.slot, name) for name in Slot.__slots__]
    assert not any(isinstance(each, RtpPacket | Source | Layer | Passage) for each in kept)


def test_the_sender_report_tells_the_source_s_clock_in_the_slot_s_own_time() -> None:
    screen = Screen(video=True)
    screen.show(A)
    assert screen.slot.sender_report(screen.now, 0, 0.0) is None
    screen.send(A, 1, picture(1, b"", key=True), timestamp=500)
    assert screen.slot.sender_report(screen.now, 0, 0.0) is None
    screen.sources[A].layers[ONLY].told(SenderReport(1, 1_000 << 32, 500), screen.now)
    told = screen.slot.sender_report(screen.now + 1, 77, screen.now - 1_000)
    assert told is not None
    (report,) = parse_rtcp(told)
    assert isinstance(report, SenderReport)
    assert (report.ssrc, report.ntp) == (SSRC, 77)
    assert (report.timestamp - screen.out[0].timestamp) & 0xFFFFFFFF == 90_000


def test_every_packet_of_a_browser_that_tells_arrivals_has_the_next_number_of_one_row() -> None:
    sound, pictures = Screen(), Screen(video=True)
    pictures.slot._departures = sound.departures
    ids = ExtensionIds(twcc=5)
    for screen in (sound, pictures):
        screen.slot.numbered = ids.twcc << 4 | 1
        screen.show(A)
    pictures.send(A, 7, picture(7, b"", key=True), marker=1)
    sound.send(A, 1, b"opus")
    pictures.slot.repair((pictures.out[0].sequence,), pictures.now, 0.1)
    sound.works = False
    sound.send(A, 2, b"lost")
    sound.works = True
    sound.send(A, 3, b"opus")
    sent = [pictures.out[0], sound.out[0], pictures.out[1], sound.out[2]]
    assert [transport_sequence(packet, ids) for packet in sent] == [0, 1, 2, 3]
    assert [packet.ssrc for packet in sent] == [SSRC, SSRC, RTX, SSRC]
    assert sent[0].payload == picture(7, b"", key=True)
    _skipped, _at, sizes = sound.departures.sent(0, 5)
    assert len(sizes) == 4
    assert (sizes[1], sizes[3]) == (64 + len(b"opus"), 64 + len(b"opus"))
    assert 64 + len(b"opus") not in (sizes[0], sizes[2])
    assert sound.passages[A].bytes == 2 * (20 + len(b"opus"))
    assert sound.slot.octets == 2 * len(b"opus")


def test_sound_that_is_sent_again_is_the_same_to_the_byte() -> None:
    """Another header under the same number would give the cipher's key for proofs away (NIST SP 800-38D)."""
    screen = Screen()
    sent = screen.plain
    screen.slot.numbered = 5 << 4 | 1
    screen.show(A)
    for n in range(300):
        screen.send(A, n, b"opus %d" % n)
    first = parse_rtp(sent[0], 0.0)
    assert first is not None
    asked = tuple((first.sequence + n) & 0xFFFF for n in (40, 298, 299))
    screen.slot.repair(asked, screen.now, 0.1)
    assert sent[300:] == [sent[298], sent[299]]
    assert screen.departures.next == 300
    screen.slot.numbered = 6 << 4 | 1
    screen.slot.repair(asked, screen.now + 1, 0.1)
    assert len(sent) == 302


def test_a_packet_of_sound_that_did_not_leave_has_no_number_under_which_it_could_be_sent_again() -> None:
    screen = Screen()
    screen.slot.numbered = 6 << 4 | 1
    screen.show(A)
    screen.send(A, 1)
    screen.works = False
    screen.send(A, 2)
    screen.works = True
    screen.send(A, 3)
    first, second, third = (packet.sequence for packet in screen.out)
    assert [screen.slot.number_of(each) for each in (first, second, third)] == [0, None, 1]


def _key(number: int, mark: bytes = b"") -> bytes:
    return picture(number, mark, key=True)


def test_a_shared_screen_on_a_thin_line_is_shown_a_key_frame_now_and_then_without_a_seam() -> None:
    screen = Screen(video=True)
    screen.show(A)
    screen.send(A, 0, _key(0), timestamp=0)
    assert screen.slot.grant(9_999.0, is_sparse=True)
    assert screen.slot.is_still
    layer = screen.sources[A].layers[ONLY]
    screen.sources[A].aim()
    assert screen.slot.awaits is layer
    for n in range(1, 100):  # a picture every 100 ms, a key frame of two packets every second
        screen.now += 0.1
        payload = _key(n) if n % 10 == 0 else picture(n, b"")
        screen.send(A, 2 * n, payload, timestamp=n * 9_000)
        screen.send(A, 2 * n + 1, picture(n, b"end"), timestamp=n * 9_000, marker=1)
    assert [packet.payload[-3:] == b"end" for packet in screen.out[1:]] == [False, True] * 3
    assert screen.steps() == [1] * 6
    ids = screen.picture_ids()
    assert ids == [ids[0] + n for n in (0, 1, 1, 2, 2, 3, 3)]
    times = [packet.timestamp for packet in screen.out[1::2]]
    assert all(250_000 < (after - before) & 0xFFFFFFFF < 300_000 for before, after in pairwise(times))
    assert screen.slot.is_still
    assert screen.slot.grant(float("inf"), is_sparse=False)
    screen.sources[A].aim()
    screen.send(A, 300, picture(150, b""))
    assert len(screen.out) == 7
    screen.send(A, 301, _key(151))
    screen.send(A, 302, picture(152, b""))
    assert screen.steps()[-2:] == [1, 1]
    assert not screen.slot.is_still


def test_a_shared_screen_on_a_thin_line_waits_for_the_layer_that_fits_best_now() -> None:
    screen = Screen(video=True)
    screen.show(A)
    screen.send(A, 0, _key(0))
    screen.slot.grant(9_999.0, is_sparse=True)
    screen.sources[A].aim()
    screen.send(A, 1, _key(1))
    other = Layer(screen.sources[A], "l")
    screen.slot.aim(other)
    assert screen.slot.layer is not other
    assert screen.slot.awaits is other


def test_pictures_of_a_thin_line_leave_in_order_behind_what_waits_and_never_before_their_turn() -> None:
    screen = Screen(video=True)
    screen.show(A)
    screen.send(A, 0, _key(0))
    screen.slot._pacer.pace(1_000.0)
    screen.slot.pace(is_needed=True)
    for n in range(1, 20):
        screen.send(A, n, picture(n, bytes(500)))
    assert len(screen.out) == 2  # the first finds the line free
    assert len(screen.timers) == 1
    screen.slot._pacer.pace(1e9)
    screen.timers.pop()()
    while screen.timers:
        screen.timers.pop()()
    assert screen.steps() == [1] * 19
    assert screen.slot._pacer.waiting == 0


def test_when_too_much_waits_it_is_dropped_and_a_key_frame_begins_anew() -> None:
    screen = Screen(video=True)
    screen.show(A)
    screen.send(A, 0, _key(0))
    screen.slot._pacer.pace(1_000.0)
    screen.slot.pace(is_needed=True)
    for n in range(1, 60):
        screen.send(A, n, picture(n, bytes(1_000)))
    pacer, layer = screen.slot._pacer, screen.sources[A].layers[ONLY]
    assert pacer.dropped > 35
    assert pacer.waiting == 0
    assert screen.slot.awaits is layer
    left = len(screen.out)
    pacer.pace(1e9)
    screen.send(A, 60, picture(60, b""))
    assert len(screen.out) == left
    screen.send(A, 61, _key(61))
    screen.slot.pace(is_needed=False)
    pacer.flush()
    screen.send(A, 62, picture(62, b""))
    assert len(screen.out) == left + 2
    assert screen.steps()[-1] == 1
    assert screen.slot.layer is layer


def test_whoever_leaves_the_slot_leaves_the_queue() -> None:
    screen = Screen(video=True)
    screen.show(A)
    screen.send(A, 0, _key(0))
    screen.slot._pacer.pace(1_000.0)
    screen.slot.pace(is_needed=True)
    for n in range(1, 10):
        screen.send(A, n, picture(n, bytes(500)))
    screen.passages[A].is_open = False
    screen.slot.detach()
    screen.slot._pacer.pace(1e9)
    while screen.timers:
        screen.timers.pop()()
    assert len(screen.out) == 2
    assert screen.violations == []


@pytest.mark.parametrize("numbered", [0, 5 << 4 | 1])
def test_pieces_of_a_picture_leave_with_one_length_and_as_they_came(numbered: int) -> None:
    screen = Screen(video=True)
    sent = screen.plain
    screen.slot.numbered = numbered
    screen.show(A)
    begins = picture(1, b"", key=True)
    pieces = [
        begins + bytes([n]) * (size - len(begins)) for n, size in enumerate((1_090, 1_091, 1_103, 1_104))
    ]
    for number, piece in enumerate([*pieces, begins + bytes(20)]):
        screen.send(A, number, piece, marker=int(number == 4))
    heads = 20 if numbered else 12
    assert [len(plain) - heads for plain in sent] == [1_104] * 4 + [len(begins) + 20]
    came = [parse_rtp(plain, 0.0) for plain in sent]
    assert [packet.payload for packet in came if packet is not None] == [*pieces, begins + bytes(20)]
    octets = sum(map(len, pieces)) + len(begins) + 20
    assert screen.slot.octets == octets
    assert screen.passages[A].bytes == octets + 5 * heads


def test_a_piece_that_is_sent_again_is_filled_up_alike_and_one_without_room_is_not() -> None:
    screen = Screen(video=True)
    screen.slot.rtx_type, screen.slot.names = None, SlotNames(ssrc=SSRC, rtx=None, stream="s")
    sent = screen.plain
    screen.show(A)
    begins = picture(1, b"", key=True)
    screen.send(A, 1, begins + bytes(1_001 - len(begins)))
    screen.send(A, 2, begins + bytes(1_281 - len(begins)))
    first = parse_rtp(sent[0], 0.0)
    assert first is not None
    screen.slot.repair((first.sequence,), screen.now, 0.1)
    assert [len(plain) for plain in sent] == [12 + 1_008, 12 + 1_281, 12 + 1_008]
    assert sent[2] == sent[0]
