"""What is lost on the way to the relay is asked for, and key frames are asked for neither too often nor never."""

from collections.abc import Sequence
from itertools import count

import pytest

from meeting_server.media.rtcp import KeyFrameWanted, Nack, SenderReport, parse_rtcp
from meeting_server.media.rtp import ExtensionIds, RtpPacket, elements, parse_rtp, write_rtp
from meeting_server.media.source import ONLY, Layer, Source
from meeting_server.media.wakeup import WakeUp
from tests.media.browser import CAMERA, MIC, picture
from tests.people import ARUNEE

T, F = True, False


class Wish:
    """A slot that takes everything, or waits for a key frame."""

    wanted = (640.0, 360.0)
    most = float("inf")

    def __init__(self) -> None:
        self.is_waiting = False
        self.layer: Layer | None = None
        self.target: Layer | None = None
        self.numbers: list[int] = []
        self.packets: list[RtpPacket] = []
        self.begun = 0

    @property
    def awaits(self) -> Layer | None:
        return self.target if self.is_waiting else None

    def aim(self, layer: Layer | None) -> None:
        self.target = layer

    def take(self, layer: Layer, packets: Sequence[RtpPacket]) -> None:
        if layer is not self.layer:
            self.begun += 1
            self.layer = layer
            layer.source.is_stale = True
        self.numbers += [packet.number for packet in packets]
        self.packets += packets

    def begin_anew(self) -> None:
        self.layer = None


class Line:
    """A source, what it forwards, and what it asks its browser for."""

    def __init__(self, *, video: bool = False, first: int = 65_530) -> None:
        self.told: list[bytes] = []
        kind, self.wake_up = CAMERA if video else MIC, WakeUp()
        self.source = Source(ARUNEE.seat, kind, self.wake_up, is_video=video, tell=self.told.append)
        self.source.payload_type, self.source.allowed, self.source.asks_again = 96, True, True
        self.layer = self.source.layers[ONLY]
        self.slot = Wish()
        self.source.reach([self.slot])
        self.now = 100.0
        self._first = first

    def send(self, at: int, payload: bytes = b"x", *, ssrc: int = 7) -> None:
        """The packet of this place in the stream."""
        self.layer.receive(self.packet(at, payload, ssrc=ssrc))

    def packet(self, at: int, payload: bytes = b"x", *, ssrc: int = 7, payload_type: int = 96) -> RtpPacket:
        number = (self._first + at) & 0xFFFF
        return RtpPacket(
            marker=0,
            payload_type=payload_type,
            sequence=number,
            timestamp=at * 960,
            ssrc=ssrc,
            payload=payload,
            arrival=self.now,
        )

    def again(self, at: int) -> None:
        """The same packet on the stream for repair."""
        number = (self._first + at) & 0xFFFF
        packet = self.packet(0, number.to_bytes(2, "big") + b"x", ssrc=8, payload_type=97)
        packet.timestamp = at * 960
        self.layer.receive_again(packet)

    def lose(self, *lost: bool) -> None:
        """Send a packet for each, and lose those that are true."""
        for at, is_lost in enumerate(lost):
            self.now += 0.02
            if not is_lost:
                self.send(at)

    def asked(self) -> list[tuple[int, ...]]:
        """The places that were asked for again, each time."""
        parts = [part for told in self.told for part in parse_rtcp(told)]
        return [
            tuple((number - self._first) & 0xFFFF for number in part.missing)
            for part in parts
            if isinstance(part, Nack)
        ]

    def keys(self) -> int:
        """How often a key frame was asked for."""
        return sum(isinstance(part, KeyFrameWanted) for told in self.told for part in parse_rtcp(told))


@pytest.mark.parametrize(
    ("lost", "asked"),
    [
        ([F, F, F, F, F], []),
        ([F, T, F, F, F], [(1,)]),
        ([F, T, T, T, F], [(1, 2, 3)]),
        ([F, T, F, T, F], [(1,), (3,)]),
        ([F] * 5 + [T] * 3 + [F], [(5, 6, 7)]),
    ],
)
def test_a_gap_is_asked_for_at_once_and_once(lost: list[bool], asked: list[tuple[int, ...]]) -> None:
    line = Line()
    line.lose(*lost)
    assert line.asked() == asked
    assert [number - line.slot.numbers[0] for number in line.slot.numbers] == [
        at for at, is_lost in enumerate(lost) if not is_lost
    ]


def test_what_stays_missing_is_asked_for_ten_times_within_a_second_and_given_up() -> None:
    line = Line()
    line.lose(F, T, F)
    for _ in range(200):
        line.now += 0.01
        line.source.ask_missing(line.now, 0.09)
    assert line.asked() == [(1,)] * 10
    line.send(1)
    assert len(line.slot.numbers) == 2


def test_nothing_is_asked_of_a_browser_that_does_not_repeat() -> None:
    line = Line()
    line.source.asks_again = False
    line.lose(F, T, F)
    assert line.asked() == []


def test_a_repeated_packet_takes_its_own_place_on_either_stream() -> None:
    line = Line()
    line.lose(F, T, T, F)
    line.again(1)
    line.send(2)
    assert [number - line.slot.numbers[0] for number in line.slot.numbers] == [0, 3, 1, 2]
    assert line.slot.packets[2].timestamp == 960
    assert line.slot.packets[2].ssrc == 7


def test_a_packet_that_came_already_is_not_forwarded_again() -> None:
    line = Line()
    line.lose(F, F, F)
    line.again(1)
    line.send(1)
    assert len(line.slot.numbers) == 3


def test_an_empty_repair_is_dropped() -> None:
    line = Line()
    line.lose(F, T, F)
    line.layer.receive_again(line.packet(0, b"", ssrc=8))
    assert len(line.slot.numbers) == 2


def test_a_jump_is_a_new_start_and_not_asked_for() -> None:
    line = Line()
    line.lose(F, F)
    line.send(1_000)
    assert line.asked() == []
    assert line.slot.numbers[-1] - line.slot.numbers[0] == 1_000
    assert line.layer.stream is not None
    assert line.layer.stream.block(line.now).fraction_lost == 0


def test_a_sender_that_numbers_anew_goes_on_after_its_second_packet() -> None:
    line = Line(first=40_000)
    line.lose(F, F)
    for at in range(-30_000, -29_996):
        line.send(at)
    assert len(line.slot.numbers) == 5
    assert line.slot.numbers == sorted(line.slot.numbers)


def test_true_loss_is_reported_of_the_first_sending() -> None:
    line = Line()
    line.lose(*[F, F, F, T] * 25, F)
    for at in range(3, 100, 4):
        line.again(at)
    assert line.layer.stream is not None
    block = line.layer.stream.block(line.now)
    assert (block.lost, block.fraction_lost) == (25, 25 * 256 // 101)
    assert line.layer.stream.block(line.now).fraction_lost == 0


def test_a_little_loss_of_sound_is_kept_from_the_encoder() -> None:
    line, picture_line = Line(), Line(video=True)
    for each in (line, picture_line):
        each.lose(*[F] * 48, T, F)
    assert line.layer.stream is not None
    assert picture_line.layer.stream is not None
    assert line.layer.stream.block(line.now).fraction_lost == 0
    assert picture_line.layer.stream.block(line.now).fraction_lost == 256 // 50


def test_the_sender_s_last_report_is_quoted_with_its_age() -> None:
    line = Line()
    line.lose(F)
    assert line.layer.stream is not None
    line.layer.stream.heard(SenderReport(7, 0x1234_5678_9ABC_DEF0, 0), line.now)
    block = line.layer.stream.block(line.now + 1.5)
    assert (block.last_report, block.delay) == (0x5678_9ABC, 98_304)


def test_another_codec_is_not_forwarded() -> None:
    line = Line()
    line.layer.receive(line.packet(0, payload_type=63))
    assert line.slot.numbers == []


def test_what_the_plan_does_not_allow_is_counted_and_kept_nowhere() -> None:
    line = Line()
    line.source.allowed = False
    line.lose(F, F, F)
    line.again(1)
    line.source.allowed = True
    assert line.source.blocked == 4
    assert line.slot.numbers == []
    assert all(line.layer.kept(number) is None for number in range(65_520, 65_540))


def test_another_stream_empties_the_ring_and_begins_anew() -> None:
    line = Line()
    line.lose(F, F)
    number = line.slot.numbers[-1]
    assert line.layer.kept(number) is not None
    line.send(500, ssrc=9)
    assert line.layer.kept(number) is None
    assert line.slot.begun == 2


def test_many_requests_are_one_and_the_swallowed_one_is_sent_later() -> None:
    line = Line(video=True)
    line.send(0, picture(0, b"", key=True))
    for _ in range(5):
        line.source.ask_key(line.now, line.layer)
    assert line.keys() == 1
    line.source.tick_key(line.now + 0.9)
    assert line.keys() == 1
    line.source.tick_key(line.now + 1.0)
    assert line.keys() == 2
    line.source.tick_key(line.now + 9)
    assert line.keys() == 2


def test_while_a_slot_waits_a_key_frame_is_asked_for_three_times_a_second() -> None:
    line = Line(video=True)
    line.send(0, picture(0, b""))
    line.slot.is_waiting = True
    for _ in range(100):
        line.now += 0.01
        line.source.tick_key(line.now)
    assert line.keys() == 4


def test_a_key_frame_that_came_answers_every_request_before_it() -> None:
    line = Line(video=True)
    line.send(0, picture(0, b""))
    line.source.ask_key(line.now, line.layer)
    line.source.ask_key(line.now, line.layer)
    line.send(1, picture(1, b"", key=True))
    line.source.tick_key(line.now + 5)
    assert line.keys() == 1


def test_a_browser_that_says_nothing_of_loudness_is_taken_for_one_that_is_heard() -> None:
    for element, level in ((bytes([0x80 | 30]), 30), (b"\x7f", 127), (b"", 45)):
        source = Line().source
        source.ids = ExtensionIds(level=1)
        packet = parse_rtp(write_rtp(elements((1, element)), 96, 1, 960, 7, b"sound"), 100.0)
        assert packet is not None
        source.listen(packet)
        assert source.loudness.level == level


def test_the_clock_is_read_from_what_the_browser_told_not_from_arrival() -> None:
    line = Line(video=True)
    line.layer.told(SenderReport(7, 1_000 << 32, 90_000), line.now)
    assert line.layer.timestamp_at(now=52.0, offset=-950.0) == 90_000 + 2 * 90_000
    fresh = Line(video=True)
    assert fresh.layer.timestamp_at(now=52.0, offset=0.0) is None


def test_the_ring_forgets_the_oldest() -> None:
    line = Line()
    for at in count():
        line.send(at)
        if at == 400:
            break
    newest = line.slot.numbers[-1]
    assert line.layer.kept(newest) is not None
    assert line.layer.kept(newest - 256) is None
