"""What a browser sends on one m-line: numbers without end, losses repaired, key frames asked, one fan-out."""

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from meeting_server.media.rtcp import Block, SenderReport, write_nack, write_pli
from meeting_server.media.rtp import ExtensionIds, RtpPacket, extension, original_of, unwrap
from meeting_server.media.selection import Loudness
from meeting_server.media.vp8 import Descriptor, describe
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import Source as Kind

OUR_SSRC = 1  # in the sender's field of what we say about the streams of others

AUDIO_CLOCK = 48_000
VIDEO_CLOCK = 90_000

_JUMP = 300  # more than so many missing at once is a new start, and not asked for
_BEHIND = 3_000  # a number so far back is a sender that numbers anew (RFC 3550 A.1)
_TRIES = 10
_PATIENCE = 1.0
_ASK_AGAIN = 0.060
_KEY_WAITED_FOR = 0.300
_KEY_OTHERWISE = 1.0
_AUDIO_RING = 256
_VIDEO_RING = 1_024
_SMALL_LOSS = 13  # of 256: below 5 % the speaker's bits are better spent on the sound itself
_NTP_SECOND = 1 << 32

Forward = Callable[[int, RtpPacket, Descriptor | None], None]


class Receiver(Protocol):
    """A slot, as its source sees it."""

    @property
    def is_waiting(self) -> bool:
        """Whether nothing was forwarded yet."""
        ...

    def forward(self, number: int, packet: RtpPacket, picture: Descriptor | None) -> None:
        """Take a packet."""
        ...

    def begin_anew(self) -> None:
        """Another stream comes: wait for its beginning."""
        ...


class Kept(NamedTuple):
    """A packet in the ring, by its unwrapped number."""

    number: int
    packet: RtpPacket
    picture: Descriptor | None


class Missing:
    """A hole in the numbers, and how often it was asked for."""

    __slots__ = ("asked_at", "seen_at", "tries")

    def __init__(self, now: float) -> None:
        self.seen_at = now
        self.asked_at = float("-inf")
        self.tries = 0


class Stream:
    """The reception of one SSRC: which numbers came, which are missing, and what to report of it."""

    def __init__(self, ssrc: int, clock: int, first: int) -> None:
        self.ssrc = ssrc
        self.highest = first - 1
        self.heard_at = float("-inf")
        self.missing: dict[int, Missing] = {}
        self._clock = clock
        self._base = first
        self._received = 0  # as they were first sent: what was repaired counts as lost
        self._told = (0, 0)
        self._transit = 0.0
        self._jitter = 0.0
        self._odd = -1
        self._report = (0, 0.0)  # middle bits of the sender's last NTP time, and when it came

    def note(self, packet: RtpPacket, *, repaired: bool = False) -> int | None:
        """The packet's unwrapped number; None when it came before, or too late."""
        number = unwrap(packet.sequence, self.highest)
        if number <= self.highest:
            return self._behind(number, packet, repaired=repaired)
        if number != self.highest + 1:
            self._gap(number, packet.arrival)
        self.highest, self.heard_at = number, packet.arrival
        if not repaired:
            self._received += 1
            transit = packet.arrival * self._clock - packet.timestamp
            self._jitter += (min(abs(transit - self._transit), self._clock) - self._jitter) / 16
            self._transit = transit
        return number

    def _gap(self, number: int, now: float) -> None:
        gap = number - self.highest - 1
        if gap > _JUMP:
            self.missing.clear()
            self._base += gap
            return
        if len(self.missing) + gap > _JUMP:
            self.missing.clear()  # Whoever leaves holes all over would have us search them at every packet.
        for lost in range(self.highest + 1, number):
            self.missing[lost] = Missing(now)

    def _behind(self, number: int, packet: RtpPacket, *, repaired: bool) -> int | None:
        missing = self.missing.pop(number, None)
        if missing is not None:
            self._received += not repaired and missing.tries == 0
            return number
        if self.highest - number > _BEHIND and not repaired:
            anew, self._odd = packet.sequence == self._odd, (packet.sequence + 1) & 0xFFFF
            if anew:
                return self._renumber(number)
        return None

    def _renumber(self, number: int) -> int:
        """The sender began anew: its numbers go on above the old ones."""
        number += 0x10000
        self.missing.clear()
        self._base += number - self.highest - 1
        self.highest = number
        self._received += 1
        return number

    def ask(self, now: float, rtt: float) -> list[int]:
        """The numbers to ask for now; those asked for too long are given up."""
        wait = max(_ASK_AGAIN, rtt)
        given_up = [
            number
            for number, hole in self.missing.items()
            if hole.tries >= _TRIES or now - hole.seen_at > _PATIENCE
        ]
        for number in given_up:
            del self.missing[number]
        due = [number for number, hole in self.missing.items() if now - hole.asked_at >= wait]
        for number in due:
            hole = self.missing[number]
            hole.asked_at, hole.tries = now, hole.tries + 1
        return due

    def heard(self, report: SenderReport, now: float) -> None:
        """The sender has told its time."""
        self._report = (report.ntp >> 16 & 0xFFFFFFFF, now)

    def block(self, now: float) -> Block:
        """What we say of this stream, once a second; losses as they were before repair."""
        expected = self.highest - self._base + 1
        expected_before, received_before = self._told
        due, came = expected - expected_before, self._received - received_before
        self._told = (expected, self._received)
        fraction = max(0, min(255, (due - came) * 256 // due)) if due > 0 else 0
        if self._clock == AUDIO_CLOCK and fraction < _SMALL_LOSS:
            fraction = 0
        last, at = self._report
        return Block(
            ssrc=self.ssrc,
            fraction_lost=fraction,
            lost=expected - self._received,
            highest=self.highest,
            jitter=int(self._jitter),
            last_report=last,
            delay=int((now - at) * 65_536) if last else 0,
        )


class Source:
    """One m-line of a browser that sends; the packet path ends in the precomputed `fanout`."""

    def __init__(self, seat: SeatId, kind: Kind, *, is_video: bool, tell: Callable[[bytes], None]) -> None:
        self.seat = seat
        self.kind = kind
        self.is_video = is_video
        self.clock = VIDEO_CLOCK if is_video else AUDIO_CLOCK
        self.payload_type = -1
        self.ids = ExtensionIds()
        self.asks_again = False  # whether the browser answers NACK
        self.allowed = False  # by the plan; what is not is counted and dropped
        self.muted = False
        self.blocked = 0
        self.fanout: tuple[Forward, ...] = ()
        self.slots: tuple[Receiver, ...] = ()
        self.record: Callable[[RtpPacket], None] | None = None
        self.loudness = Loudness()
        self.speaks: Callable[[], None] | None = None  # called at the first loud packet, unless on stage
        self.stream: Stream | None = None
        self._tell = tell
        self._ring: list[Kept | None] = [None] * (_VIDEO_RING if is_video else _AUDIO_RING)
        self._key_wanted = False
        self._key_asked_at = float("-inf")
        self._clocks: tuple[float, int] | None = None  # the sender's NTP seconds and RTP time, told together

    def reach(self, slots: Iterable[Receiver]) -> None:
        """From now on this reaches these slots; the packet path searches nothing."""
        self.slots = tuple(slots)
        self.fanout = tuple(slot.forward for slot in self.slots)

    def receive(self, packet: RtpPacket) -> None:
        """A packet as it was first sent."""
        if not self.allowed:
            self.blocked += 1
            return
        if packet.payload_type != self.payload_type:
            return
        stream = self.stream
        if stream is None or stream.ssrc != packet.ssrc:
            stream = self._begin(packet)
        number = stream.note(packet)
        if number is None:
            return
        if stream.missing and self.asks_again:
            self.ask_missing(packet.arrival, _ASK_AGAIN)
        if not self.is_video:
            self._listen(packet)
        self._pass_on(number, packet)

    def receive_again(self, packet: RtpPacket) -> None:
        """A packet that was sent again on the stream for repair (RFC 4588)."""
        if not self.allowed:
            self.blocked += 1
            return
        stream = self.stream
        if stream is None:
            return
        original = original_of(packet, self.payload_type, stream.ssrc)
        if original is None:
            return
        number = stream.note(original, repaired=True)
        if number is not None:
            self._pass_on(number, original)

    def _pass_on(self, number: int, packet: RtpPacket) -> None:
        picture = describe(packet.payload) if self.is_video else None
        self._ring[number % len(self._ring)] = Kept(number, packet, picture)
        if self.record is not None:
            self.record(packet)
        if picture is not None and picture.starts_key_frame:
            self._key_wanted = False
        for forward in self.fanout:
            forward(number, packet, picture)

    def _listen(self, packet: RtpPacket) -> None:
        value = extension(packet, self.ids.level)
        level = value[0] & 0x7F if value else None
        if self.loudness.hear(level, packet.arrival) and self.speaks is not None:
            self.speaks()

    def _begin(self, packet: RtpPacket) -> Stream:
        """Another stream: nothing of the one before it may be mixed with it."""
        self.forget()
        self.stream = Stream(packet.ssrc, self.clock, packet.sequence)
        self._clocks = None
        for slot in self.slots:
            slot.begin_anew()
        return self.stream

    def is_silent(self, now: float, seconds: float) -> bool:
        """Whether nothing has come for a while; only then may another stream take its place."""
        return self.stream is None or now - self.stream.heard_at > seconds

    def kept(self, number: int) -> Kept | None:
        """The packet of this number, if it is still in the ring."""
        kept = self._ring[number % len(self._ring)]
        return kept if kept is not None and kept.number == number else None

    def forget(self) -> None:
        """Empty the ring, and ask for nothing any more: after this nothing that was received can be sent."""
        self._ring = [None] * len(self._ring)
        if self.stream is not None:
            self.stream.missing.clear()

    def ask_missing(self, now: float, rtt: float) -> None:
        """Ask the browser for what is missing and due."""
        if self.stream is not None and (numbers := self.stream.ask(now, rtt)):
            self._tell(write_nack(OUR_SSRC, self.stream.ssrc, numbers))

    def ask_key(self, now: float) -> None:
        """Somebody needs a key frame: ask now, or as soon as the throttle allows."""
        self._key_wanted = True
        self.tick_key(now)

    def tick_key(self, now: float) -> None:
        """Send what the throttle held back, and ask again while a slot waits."""
        if self.stream is None or not self.is_video or not self.allowed:
            return
        waiting = any(slot.is_waiting for slot in self.slots)
        if not waiting and not self._key_wanted:
            return
        if now - self._key_asked_at >= (_KEY_WAITED_FOR if waiting else _KEY_OTHERWISE):
            self._key_asked_at = now
            self._key_wanted = False
            self._tell(write_pli(OUR_SSRC, self.stream.ssrc))

    def told(self, report: SenderReport) -> None:
        """The browser has told how its clocks stand."""
        self._clocks = (report.ntp / _NTP_SECOND, report.timestamp)

    def timestamp_at(self, now: float, offset: float) -> int | None:
        """The RTP time that this source's clock shows now; `offset` is our clock less the browser's."""
        if self._clocks is None:
            return None
        ntp, timestamp = self._clocks
        return timestamp + int((now - offset - ntp) * self.clock)
