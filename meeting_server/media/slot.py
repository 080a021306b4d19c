"""What a browser receives on one m-line: whoever fills it, its numbers go on as if one sender had never changed."""

import secrets
import struct
import time
from collections.abc import Callable
from typing import NamedTuple

from meeting_server.media.gate import Pair, Passage
from meeting_server.media.pacer import Fields, Pacer
from meeting_server.media.rtcp import write_sender_report
from meeting_server.media.rtp import RtpPacket, unwrap
from meeting_server.media.sdp import SlotNames
from meeting_server.media.source import Layer, Source
from meeting_server.media.vp8 import Descriptor, renumber
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import Source as Kind

_NEVER = 1 << 62
_OPUS_FRAME = 960
_TOO_OLD = 2.0
_ASKED_AT_ONCE = 64
_REMEMBERED = 512
_SOUND_RING = 256
_NUMBER = struct.Struct("!H")
_HEADER = struct.Struct("!BBHII")
_NUMBERED = struct.Struct("!BBHIIIBHB")  # with the whole extension block: one element, and its padding
_VERSION = 0x80
_EXTENDED = 0x90
_PADDED = 0x20
_MOST_PADDING = 255
# Encoders cut a picture into pieces that differ by a byte or two. They leave in one call when they are of one length
# (decisions/0016), so pieces are filled up to the next multiple; a packet that is a whole picture stays as it is.
_EVEN = 16
_FILLS = (b"", *(bytes(count - 1) + bytes([count]) for count in range(_EVEN - 1, 0, -1)))
_ONE_OF_SEVERAL, _NO_ROOM = 600, 1_281  # bytes of payload
_SPARSE = 3.0  # from one key frame to the next, where a line carries no more of a shared screen
_EARLY = 0.5  # a key frame that somebody else has asked for is welcome so much sooner
_ONE_WORD = 0xBEDE0001  # a block of one-byte elements (RFC 8285 §4.2), one word long
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
        "_newest_picture",
        "_numbers",
        "_pacer",
        "_passage",
        "_picture_shift",
        "_renumbers",
        "_repaired",
        "_rtx_sequence",
        "_send",
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
        send: Callable[[bytes], bool],
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
        self._send = send
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
        self.leave: Callable[[Passage | None, int, int, int, int, bytes], None] = self.emit
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
        self._newest: RtpPacket | None = None  # of the present layer, and its picture
        self._newest_picture: Descriptor | None = None
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
        self.leave = self._queue if is_needed else self.emit

    def _queue(
        self, passage: Passage | None, mark: int, sequence: int, timestamp: int, ssrc: int, payload: bytes
    ) -> None:
        self._pacer.put(self, passage, Fields(mark, sequence, timestamp, ssrc, payload))

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
            self._last = self._numbers_of(newest, self._newest_picture)
        self._newest = self._newest_picture = None
        self.layer, self._start = None, _NEVER
        self._repaired.clear()

    def _numbers_of(self, packet: RtpPacket, picture: Descriptor | None) -> Last:
        """What the browser saw last: only the numbers are kept, nothing that could be sent."""
        picture_id, tl0 = self._last.picture_id, self._last.tl0
        if picture is not None and picture.picture_at:
            picture_id = picture.picture_id + self._picture_shift
            if picture.tl0_at:
                tl0 = packet.payload[picture.tl0_at] + self._tl0_shift
        return Last(packet.timestamp + self._timestamp_shift, packet.arrival, picture_id, tl0)

    def forward(self, number: int, packet: RtpPacket, picture: Descriptor | None) -> None:
        """Called for every packet of the layer, by way of its fan-out."""
        if number < self._start or (self.is_sparse and not self._is_due(number, packet, picture)):
            return
        sequence = (number + self._shift) & 0xFFFF
        if number > self._highest:
            self._highest = number
            self._sequence = sequence
            self._newest = packet
            self._newest_picture = picture
        payload = packet.payload
        if picture is not None and self._renumbers:
            payload = renumber(payload, picture, self._picture_shift, self._tl0_shift)
        mark = packet.marker << 7 | self.payload_type
        timestamp = (packet.timestamp + self._timestamp_shift) & 0xFFFFFFFF
        if self.is_video:
            self.leave(self._passage, mark, sequence, timestamp, self._ssrc, payload)
            return
        number = self._departures.next
        self.emit(self._passage, mark, sequence, timestamp, self._ssrc, payload)
        if self.numbered and self._departures.next == number:
            return  # It did not leave: the next packet has its number.
        self._numbers[sequence % _SOUND_RING] = (sequence, self.numbered, number)
        if self.has_copies:
            fields = Fields(mark, sequence, timestamp, self._ssrc, payload)
            self._pacer.copy(self, self._passage, fields, number if self.numbered else -1)

    def _is_due(self, number: int, packet: RtpPacket, picture: Descriptor | None) -> bool:
        """Whether a packet is of the key frame that is let through, or begins the next one."""
        if packet.timestamp == self._frame:
            return True
        is_key = picture is not None and picture.starts_key_frame
        if not is_key or packet.arrival - self._frame_at < _SPARSE - _EARLY:
            return False
        layer = self.layer
        self._let_go()
        self.layer, self._start = layer, number
        self._go_on_with(number, packet, picture)
        self._frame, self._frame_at = packet.timestamp, packet.arrival
        return True

    def consider(self, layer: Layer, number: int, packet: RtpPacket, picture: Descriptor | None) -> None:
        """Called for every packet of the target until one comes that a browser can begin with."""
        if layer is not self.target or self._passage is None:
            return
        if self.is_video and (picture is None or not picture.starts_key_frame):
            return
        self.changed |= self.layer is None or self.is_still
        self.is_still = self.is_sparse
        self._let_go()
        self.layer, self._start = layer, number
        layer.source.is_stale = True
        self._go_on_with(number, packet, picture)
        self.forward(number, packet, picture)

    def _go_on_with(self, number: int, packet: RtpPacket, picture: Descriptor | None) -> None:
        """Make our numbers go on with this packet as if it had followed the last one."""
        self._shift, self._highest = self._sequence + 1 - number, -_NEVER
        last = self._last
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
            kept = layer.kept(number) if number >= self._start else None
            if kept is None or now - kept.packet.arrival > _TOO_OLD:
                continue
            if now - self._repaired.get(number, float("-inf")) < rtt:
                continue
            if len(self._repaired) >= _REMEMBERED:
                self._repaired.clear()
            self._repaired[number] = now
            self._emit_again(passage, sequence, kept.packet, kept.picture)

    def _emit_again(
        self, passage: Passage, sequence: int, packet: RtpPacket, picture: Descriptor | None
    ) -> None:
        timestamp = (packet.timestamp + self._timestamp_shift) & 0xFFFFFFFF
        payload = packet.payload
        if picture is not None and self._renumbers:
            payload = renumber(payload, picture, self._picture_shift, self._tl0_shift)
        mark = packet.marker << 7
        if self.rtx_type is not None and self.names.rtx is not None:
            self._rtx_sequence = (self._rtx_sequence + 1) & 0xFFFF
            payload = _NUMBER.pack(sequence) + payload
            self.leave(passage, mark | self.rtx_type, self._rtx_sequence, timestamp, self.names.rtx, payload)
            return
        # The cipher wants the same bytes under the same number: two headers would give its key for proofs away.
        known, numbered, number = self._numbers[sequence % _SOUND_RING]
        if not self.numbered:
            self.emit(passage, mark | self.payload_type, sequence, timestamp, self._ssrc, payload)
        elif (known, numbered) == (sequence, self.numbered):
            self.emit(
                passage, mark | self.payload_type, sequence, timestamp, self._ssrc, payload, again=number
            )

    def emit(  # noqa: PLR0913, PLR0917 - the fields of a header; named arguments take longer
        self,
        passage: Passage | None,
        mark: int,
        sequence: int,
        timestamp: int,
        ssrc: int,
        payload: bytes,
        again: int = -1,
        padded: int = 0,
    ) -> None:
        """The one place that sends RTP: the gate is asked a second time, whatever led here.

        `again` is the transport-wide number under which the very same packet was sent before, `padded` the flag
        of a packet that holds nothing of anybody: it is in no count. Of the wire's bytes the ledger counts header,
        extension and payload. The header is made here, since numbers go up in the order in which packets leave.
        """
        if passage is None or not passage.is_open:
            self._violated(passage.pair if passage is not None else None)
            return
        numbered, departures = self.numbered, self._departures
        octets = len(payload)
        fill = _FILLS[octets % _EVEN] if _ONE_OF_SEVERAL < octets < _NO_ROOM else b""
        flag = _PADDED if fill else padded
        if numbered:
            number = departures.next if again < 0 else again
            first = _EXTENDED | flag
            head = _NUMBERED.pack(first, mark, sequence, timestamp, ssrc, _ONE_WORD, numbered, number, 0)
        else:
            head = _HEADER.pack(_VERSION | flag, mark, sequence, timestamp, ssrc)
        plain = head + payload + fill
        if self._send(plain):
            if numbered and again < 0:
                departures.note(len(plain))
            if padded:
                return
            passage.packets += 1
            passage.bytes += len(head) + octets
            self.packets += 1
            self.octets += octets

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
        payload = bytes(size - 1) + bytes([size])
        timestamp = self._last.timestamp & 0xFFFFFFFF
        rtx = self.names.rtx
        self.emit(passage, self.rtx_type, self._rtx_sequence, timestamp, rtx, payload, padded=_PADDED)
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
