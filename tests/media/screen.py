"""A slot with two who may fill it, without a network."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from meeting_server.media.gate import Pair, Passage
from meeting_server.media.pacer import Pacer
from meeting_server.media.rtc import Fields
from meeting_server.media.rtp import RtpPacket, parse_rtp
from meeting_server.media.sdp import SlotNames
from meeting_server.media.slot import Slot
from meeting_server.media.source import ONLY, Source
from meeting_server.media.twcc import Departures
from meeting_server.media.vp8 import describe
from meeting_server.media.wakeup import WakeUp
from tests.media.browser import CAMERA, MIC
from tests.media.wire import written
from tests.people import ARUNEE, THANA, WILAI

A, B, C = ARUNEE.seat, THANA.seat, WILAI.seat
SSRC, RTX = 1_000, 1_001


class Screen:
    """A slot, two who may fill it, and what comes out."""

    def __init__(self, *, video: bool = False) -> None:
        self.out: list[RtpPacket] = []
        self.plain: list[bytes] = []
        self.bursts: list[int] = []
        self.refuses: Callable[[Fields], bool] = lambda _fields: False
        self.violations: list[Pair | None] = []
        self.video = video
        self.works = True
        names = SlotNames(ssrc=SSRC, rtx=RTX if video else None, stream="s")
        self.departures = Departures()
        self.timers: list[Callable[[], None]] = []
        self.slot = Slot(
            "1",
            names,
            is_video=video,
            outlet=self,
            pacer=Pacer(self.departures, lambda _delay, act: self.timers.append(act)),
            violated=self.violations.append,
        )
        self.slot.payload_type, self.slot.rtx_type = 111, 112 if video else None
        kind, self.wake_up = CAMERA if video else MIC, WakeUp()
        self.sources = {
            seat: Source(seat, kind, self.wake_up, is_video=video, tell=lambda _: None) for seat in (A, B)
        }
        self.passages = {seat: Passage(Pair(seat, C, kind)) for seat in (A, B)}
        for source in self.sources.values():
            source.allowed, source.payload_type = True, 96
        self.now = 50.0

    def send_rtp(self, fields: Fields, numbered: int, number: int) -> int:
        """As `RelayTransport` sends it."""
        sizes, _fills = self._sent([fields], numbered, number)
        return sizes[0] if sizes else 0

    def send_burst(self, packets: Sequence[Fields], numbered: int, number: int) -> tuple[list[int], int]:
        """As `RelayTransport` sends it, up to the first that it refuses."""
        self.bursts.append(len(packets))
        stop = next((at for at, fields in enumerate(packets) if self.refuses(fields)), len(packets))
        return self._sent(packets[:stop], numbered, number)

    def _sent(self, packets: Sequence[Fields], numbered: int, number: int) -> tuple[list[int], int]:
        plain = written(packets, numbered, number)
        self.plain += plain
        self.out += [packet for each in plain if (packet := parse_rtp(each, self.now)) is not None]
        if not self.works:
            return [], 0
        return [len(each) for each in plain], sum(fields[5] for fields in packets)

    def show(self, seat: str) -> None:
        for each, source in self.sources.items():
            if each == seat:
                self.slot.attach(source, self.passages[each])
            source.reach([self.slot] if each == seat else [])

    def send(
        self, seat: str, number: int, payload: bytes = b"x", *, timestamp: int = 0, marker: int = 0
    ) -> None:
        packet = RtpPacket(
            marker=marker,
            payload_type=96,
            sequence=number & 0xFFFF,
            timestamp=timestamp,
            ssrc=1 if seat == A else 2,
            payload=payload,
            arrival=self.now,
        )
        next(source for each, source in self.sources.items() if each == seat).layers[ONLY].receive(packet)

    def steps(self) -> list[int]:
        """How the numbers go on, from packet to packet."""
        numbers = [packet.sequence for packet in self.out]
        return [(after - before) & 0xFFFF for before, after in pairwise(numbers)]

    def picture_ids(self) -> list[int]:
        found = [describe(packet.payload) for packet in self.out]
        return [each.picture_id for each in found if each is not None]
