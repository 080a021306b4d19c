"""What a browser receives on one m-line: whoever fills it, its numbers go on as if one sender had never changed."""

import secrets
import struct
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from meeting_server.media.gate import Pair, Passage
from meeting_server.media.pacer import Pacer
from meeting_server.media.rtc import NUMBERED_HEAD, PLAIN_HEAD, Fields, Outlet
from meeting_server.media.rtcp import write_sender_report
from meeting_server.media.rtp import RtpPacket, unwrap
from meeting_server.media.sdp import SlotNames
from meeting_server.media.source import Layer, Source
from meeting_server.media.vp8 import renumber
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import Source as Kind

_NEVER = 1 << 62
_OPUS_FRAME = 960
_TOO_OLD = 2.0
_ASKED_AT_ONCE = 64
_REMEMBERED = 512
_SOUND_RING = 256
_NUMBER = struct.Struct("!H")
_MOST_PADDING = 255
_SPARSE = 3.0  # from one key frame to the next, where a line carries no more of a shared screen
_EARLY = 0.5  # a key frame that somebody else has asked for is welcome so much sooner
_UNTOLD = (640.0, 360.0)  # until a page says in which size it shows its pictures


class Last(NamedTuple):
    """The last numbers that a browser saw in a slot; what it has not seen yet is None."""

    timestamp: int
    arrival: float | None
    picture_id: int | None
    tl0: int


class Slot:
    """One m-line towards one browser: pictures change hands, and sizes, only at a key frame; sound at once.

    What is forwarded is not kept here: a number that the browser asks for again is found in its source's ring,
    so that there is one cache to clear, and `emit` is the one way out, for the first time and for again.
    """

    # More than thirty attributes would lie in a dictionary, which the packet path would search for each of them.
    __slots__ = (
        "__weakref__",
        "_departures",
        "_frame",
        "_frame_at",
        "_highest",
        "_last",
        "_newest",
        "_numbers",
        "_outlet",
        "_pacer",
        "_passage",
        "_picture_shift",
        "_renumbers",
        "_repaired",
        "_rtx_sequence",
        "_sequence",
        "_shift",
        "_ssrc",
        "_start",
        "_timestamp_shift",
        "_tl0_shift",
        "_violated",
        "changed",
        "has_copies",
        "is_sparse",
        "is_still",
        "is_video",
        "layer",
        "leave",
        "mid",
        "most",
        "names",
        "numbered",
        "octets",
        "packets",
        "payload_type",
        "rank",
        "rtx_type",
        "source",
        "target",
        "wanted",
        "whose",
    )

    def __init__(
        self,
        mid: str,
        names: SlotNames,
        *,
        is_video: bool,
        outlet: Outlet,
        pacer: Pacer,
        violated: Callable[[Pair | None], None],
    ) -> None:
        self.mid = mid
        self.names = names
        self.is_video = is_video
        self.payload_type = -1
        self.rtx_type: int | None = None
        self.numbered = 0  # the head of the extension that bears transport-wide numbers, 0 without it
        self.whose: tuple[SeatId, Kind] | None = (
            None  # as the layout tells it, whether or not that seat sends
        )
        self.source: Source | None = None
        self.layer: Layer | None = None  # of the source, what is forwarded
        self.target: Layer | None = None  # what fits best, and is forwarded from its next key frame on
        self.wanted = _UNTOLD
        self.packets = 0
        self.octets = 0
        self.changed = True  # its state, since the layout was told
        self._outlet = outlet
        self._departures = pacer.departures
        self._pacer = pacer
        self._violated = violated
        self._passage: Passage | None = None
        self._on_any_line()
        self._ssrc = names.ssrc
        self._repaired: dict[int, float] = {}
        self._from_the_beginning()

    def _on_any_line(self) -> None:
        """What its line allows, until that is known."""
        self.most = float("inf")  # width and height together of what its line carries; 0 for nothing
        self.is_sparse = False  # only a key frame now and then
        self.is_still = False  # for the sake of the line: the last picture stays, as the layout tells
        self.rank = 0  # among the pictures of its page; the least important has the highest
        self.has_copies = False  # of sound: every packet is sent twice
        self.leave: Callable[[Passage | None, Sequence[Fields]], None] = (
            self.emit_all if self.is_video else self._sound
        )
        self._frame = -1  # the time of the key frame that is let through, and when it came
        self._frame_at = float("-inf")

    def _from_the_beginning(self) -> None:
        """The numbers of a slot that nobody has filled yet."""
        self._numbers: list[tuple[int, int, int]] = [(-1, 0, 0)] * _SOUND_RING
        self._start = _NEVER  # the first number of the present layer that is forwarded
        self._highest = -_NEVER  # the last one
        self._shift = 0
        self._sequence = secrets.randbits(15)  # far from the end: SRTP counts rounds from what it sees first
        self._timestamp_shift = 0
        self._last = Last(secrets.randbits(32), None, None, 0)
        self._newest: RtpPacket | None = None  # of the present layer
        self._renumbers = False  # pictures keep their numbers until the slot first changes hands
        self._picture_shift = 0
        self._tl0_shift = 0
        self._rtx_sequence = secrets.randbits(15)

    @property
    def is_waiting(self) -> bool:
        """Whether it has a source and nothing of it was forwarded yet."""
        return self._passage is not None and self.layer is None

    @property
    def awaits(self) -> Layer | None:
        """The layer of which it needs a key frame."""
        if self.is_sparse and self.layer is not None and time.monotonic() - self._frame_at >= _SPARSE:
            return self.target or self.layer
        return self.target if self.target is not self.layer else None

    @property
    def passage(self) -> Passage | None:
        """The way by which its source reaches it."""
        return self._passage

    def attach(self, source: Source, passage: Passage) -> None:
        """Wait for the first packet of this source that a browser can begin with."""
        self.detach()
        self.source, self._passage = source, passage

    def detach(self) -> None:
        """Forward nothing, and forget how the last source's numbers stood to ours; what waits to be sent is dropped."""
        self._pacer.drop(self)
        self.source, self._passage, self.target = None, None, None
        self.most, self.is_sparse, self.is_still = float("inf"), False, False
        self.begin_anew()

    def aim(self, layer: Layer | None) -> None:
        """From now on this layer fits best; the one before is forwarded until a key frame comes."""
        self.target = layer
        if layer is None and self.layer is not None:
            self.begin_anew()

    def grant(self, most: float, *, is_sparse: bool) -> bool:
        """What its line carries from now on, as `most` and `is_sparse` say; whether that is new."""
        if (most, is_sparse) == (self.most, self.is_sparse):
            return False
        if self.is_sparse and self.layer is not None:
            self._let_go()  # Numbers were left out: only a key frame can follow.
        self.most, self.is_sparse = most, is_sparse
        self._frame_at = float("-inf")
        if is_sparse or not most:
            self.is_still = self.changed = True
        return True

    def pace(self, *, is_needed: bool) -> None:
        """Whether its pictures leave one after another, or at once."""
        self.leave = self._queue if is_needed else self.emit_all

    def _queue(self, passage: Passage | None, packets: Sequence[Fields]) -> None:
        for fields in packets:
            self._pacer.put(self, passage, fields)

    def start_over(self) -> None:
        """What waited was dropped: go on with a key frame."""
        self._let_go()
        if self.source is not None:
            self.source.is_stale = True

    def begin_anew(self) -> None:
        """The layer has ended, or has begun another stream: what was sent of it is never sent again."""
        self._let_go()
        self.changed = True

    def _let_go(self) -> None:
        if (newest := self._newest) is not None:
            self._last = self._numbers_of(newest)
        self._newest = None
        self.layer, self._start = None, _NEVER
        self._repaired.clear()

    def _numbers_of(self, packet: RtpPacket) -> Last:
        """What the browser saw last: only the numbers are kept, nothing that could be sent."""
        picture_id, tl0, picture = self._last.picture_id, self._last.tl0, packet.picture
        if picture is not None and picture.picture_at:
            picture_id = picture.picture_id + self._picture_shift
            if picture.tl0_at:
                tl0 = packet.payload[picture.tl0_at] + self._tl0_shift
        return Last(packet.timestamp + self._timestamp_shift, packet.arrival, picture_id, tl0)

    def take(self, layer: Layer, packets: Sequence[RtpPacket]) -> None:
        """Called with what has come in the layer, or in the target, in one wake-up."""
        if layer is not self.layer:
            packets = self._first_of(layer, packets)
        if self.is_sparse:
            for packet in packets:
                if packet.number >= self._start and self._is_due(packet):
                    self._forward((packet,))
        elif packets:
            self._forward(packets)

    def _forward(self, packets: Sequence[RtpPacket]) -> None:
        """Send on with our numbers; those from before the beginning of the present layer are left out."""
        start, shift, forth, ssrc = self._start, self._shift, self._timestamp_shift, self._ssrc
        payload_type, renumbers = self.payload_type, self._renumbers
        leaving: list[Fields] = []
        for packet in packets:
            number = packet.number
            if number < start:
                continue
            sequence = (number + shift) & 0xFFFF
            if number > self._highest:
                self._highest, self._sequence, self._newest = number, sequence, packet
            body, timestamp = packet.body, (packet.timestamp + forth) & 0xFFFFFFFF
            if renumbers and packet.picture is not None:
                body = renumber(body, packet.picture, self._picture_shift, self._tl0_shift)
            leaving.append((packet.marker << 7 | payload_type, sequence, timestamp, ssrc, body, packet.fill))
        if leaving:
            self.leave(self._passage, leaving)

    def _sound(self, passage: Passage | None, leaving: Sequence[Fields]) -> None:
        """Send sound at once, and remember under which number, since it goes again under the same."""
        departures, numbered = self._departures, self.numbered
        for fields in leaving:
            number, sequence = departures.next, fields[1]
            self.emit(passage, fields)
            if numbered and departures.next == number:
                continue  # It did not leave: the next packet has its number.
            self._numbers[sequence % _SOUND_RING] = (sequence, numbered, number)
            if self.has_copies:
                self._pacer.copy(self, passage, fields, number if numbered else -1)

    def _is_due(self, packet: RtpPacket) -> bool:
        """Whether a packet is of the key frame that is let through, or begins the next one."""
        if packet.timestamp == self._frame:
            return True
        if not packet.starts_key_frame or packet.arrival - self._frame_at < _SPARSE - _EARLY:
            return False
        layer = self.layer
        self._let_go()
        self.layer, self._start = layer, packet.number
        self._go_on_with(packet)
        self._frame, self._frame_at = packet.timestamp, packet.arrival
        return True

    def _first_of(self, layer: Layer, packets: Sequence[RtpPacket]) -> Sequence[RtpPacket]:
        """Turn to the target at the first packet that a browser can begin with; from there on, if there is one."""
        if layer is not self.target or self._passage is None:
            return ()
        for at, packet in enumerate(packets):
            if not self.is_video or packet.starts_key_frame:
                self.changed |= self.layer is None or self.is_still
                self.is_still = self.is_sparse
                self._let_go()
                self.layer, self._start = layer, packet.number
                layer.source.is_stale = True
                self._go_on_with(packet)
                return packets[at:]
        return ()

    def _go_on_with(self, packet: RtpPacket) -> None:
        """Make our numbers go on with this packet as if it had followed the last one."""
        self._shift, self._highest = self._sequence + 1 - packet.number, -_NEVER
        last, picture = self._last, packet.picture
        self._timestamp_shift = last.timestamp + self._gap(last, packet) - packet.timestamp
        if picture is not None and picture.picture_at and last.picture_id is not None:
            self._picture_shift = last.picture_id + 1 - picture.picture_id
            if picture.tl0_at:
                self._tl0_shift = last.tl0 + 1 - packet.payload[picture.tl0_at]
        self._renumbers = bool(self._picture_shift or self._tl0_shift)

    def _gap(self, last: Last, packet: RtpPacket) -> int:
        """The time that passed between two streams, in units of the clock; of sound in whole frames."""
        if last.arrival is None or self.source is None:
            return 0
        clock = self.source.clock
        gap = max(clock // 50, int((packet.arrival - last.arrival) * clock))
        return gap if self.is_video else -(-gap // _OPUS_FRAME) * _OPUS_FRAME

    def number_of(self, sequence: int) -> int | None:
        """Under which transport-wide number a packet of sound went out; None when that is not known any more."""
        known, numbered, number = self._numbers[sequence % _SOUND_RING]
        return number if numbered and known == sequence else None

    def repair(self, missing: tuple[int, ...], now: float, rtt: float) -> None:
        """Send again what the browser misses and may have: each once per round trip, and not when it is old."""
        layer, passage = self.layer, self._passage
        if layer is None or passage is None or layer.stream is None:
            return
        for sequence in missing[:_ASKED_AT_ONCE]:
            number = unwrap(sequence - self._shift, layer.stream.highest)
            packet = layer.kept(number) if number >= self._start else None
            if packet is None or now - packet.arrival > _TOO_OLD:
                continue
            if now - self._repaired.get(number, float("-inf")) < rtt:
                continue
            if len(self._repaired) >= _REMEMBERED:
                self._repaired.clear()
            self._repaired[number] = now
            self._emit_again(passage, sequence, packet)

    def _emit_again(self, passage: Passage, sequence: int, packet: RtpPacket) -> None:
        timestamp = (packet.timestamp + self._timestamp_shift) & 0xFFFFFFFF
        body, fill, mark = packet.body, packet.fill, packet.marker << 7
        if packet.picture is not None and self._renumbers:
            body = renumber(body, packet.picture, self._picture_shift, self._tl0_shift)
        if self.rtx_type is not None and self.names.rtx is not None:
            self._rtx_sequence = again = (self._rtx_sequence + 1) & 0xFFFF
            body = _NUMBER.pack(sequence) + body
            self.leave(passage, [(mark | self.rtx_type, again, timestamp, self.names.rtx, body, fill)])
            return
        # The cipher wants the same bytes under the same number: two headers would give its key for proofs away.
        known, numbered, number = self._numbers[sequence % _SOUND_RING]
        fields = (mark | self.payload_type, sequence, timestamp, self._ssrc, body, fill)
        if not self.numbered:
            self.emit(passage, fields)
        elif (known, numbered) == (sequence, self.numbered):
            self.emit(passage, fields, again=number)

    def emit(self, passage: Passage | None, fields: Fields, again: int = -1) -> None:
        """With `emit_all` the one place that sends RTP: the gate is asked a second time, whatever led here.

        `again` is the transport-wide number under which the very same packet was sent before. A packet of which
        nothing but padding is left holds nothing of anybody, and is in no count. Of the wire's bytes the ledger
        counts header, extension and payload.
        """
        if passage is None or not passage.is_open:
            self._violated(passage.pair if passage is not None else None)
            return
        # Dated before it is sent: a machine that turns to something else in between would otherwise have packets come
        # sooner than they can, by which every later one would look late for as long as that is remembered.
        now, numbered, departures = time.monotonic(), self.numbered, self._departures
        size = self._outlet.send_rtp(fields, numbered, departures.next if again < 0 else again)
        if size:
            if numbered and again < 0:
                departures.note(size, now)
            fill = fields[5]
            octets = size - fill - (NUMBERED_HEAD if numbered else PLAIN_HEAD)
            if octets or not fill:
                passage.packets += 1
                passage.bytes += size - fill
                self.packets += 1
                self.octets += octets

    def emit_all(self, passage: Passage | None, packets: Sequence[Fields]) -> None:
        """The same of what has come in one wake-up; one that cannot be sent uses no number."""
        if passage is None or not passage.is_open or len(packets) == 1:
            for fields in packets:
                self.emit(passage, fields)
            return
        now, numbered, departures = time.monotonic(), self.numbered, self._departures
        sizes, fills = self._outlet.send_burst(packets, numbered, departures.next)
        if count := len(sizes):
            if numbered:
                departures.note_all(sizes, now)
            size = sum(sizes) - fills
            passage.packets += count
            passage.bytes += size
            self.packets += count
            self.octets += size - count * (NUMBERED_HEAD if numbered else PLAIN_HEAD)
        if count + 1 < len(packets):
            self.emit_all(passage, packets[count + 1 :])

    def pad(self, size: int) -> bool:
        """Send a packet that holds nothing of anybody, to see what the line carries; False where that cannot be.

        It goes on the stream of repairs, where browsers expect such packets, and through the gate like all others.
        """
        passage = self._passage
        if passage is None or not passage.is_open or not self.numbered:
            return False
        if self.rtx_type is None or self.names.rtx is None:
            return False
        size = min(size, _MOST_PADDING)
        self._rtx_sequence = (self._rtx_sequence + 1) & 0xFFFF
        body = bytes(size - 1) + bytes([size])
        timestamp = self._last.timestamp & 0xFFFFFFFF
        self.emit(passage, (self.rtx_type, self._rtx_sequence, timestamp, self.names.rtx, body, size))
        return True

    def sender_report(self, now: float, ntp: int, offset: float) -> bytes | None:
        """How the clock of what is forwarded stands now; None while its source has not told its time."""
        if self.layer is None:
            return None
        timestamp = self.layer.timestamp_at(now, offset)
        if timestamp is None:
            return None
        return write_sender_report(
            self.names.ssrc, ntp, timestamp + self._timestamp_shift, self.packets, self.octets
        )
