"""One browser's connection: what it sends, what it receives, and what both sides report of it."""

import asyncio
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from meeting_server.media.downlink import Downlink
from meeting_server.media.framing import TcpAddress
from meeting_server.media.gate import Pair
from meeting_server.media.ice import Credentials, Mux
from meeting_server.media.rtc import RelayTransport, WorkerCertificate
from meeting_server.media.rtcp import (
    ArrivalsTold,
    Block,
    KeyFrameWanted,
    Nack,
    Part,
    SenderReport,
    ntp_of,
    parse_rtcp,
    write_name,
    write_receiver_report,
)
from meeting_server.media.rtp import ExtensionIds, RtpPacket, extension_text, parse_rtp, transport_sequence
from meeting_server.media.sdp import Answering, BadOffer, Candidate, Offer, Section, SlotNames, write_answer
from meeting_server.media.slot import Slot
from meeting_server.media.source import ONLY, OUR_SSRC, Layer, Source
from meeting_server.media.twcc import Arrivals
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import Source as Kind

_CONNECTING = 15.0
_GOODBYE = 2.0
_STREAMS = 16
_NTP_SECOND = 1 << 32
_CLOCK_WINDOW = 30.0
_CLOCK_STEPPED = 1.0
_FIRST_RTT = 0.100
_LEAST_RTT = 0.020
_MOST_RTT = 2.0
_SILENT_STREAM = 1.0


class Named(NamedTuple):
    """What a stream said of itself in its first packets; browsers do not say it for ever."""

    mid: str
    layer: str
    is_again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What every connection of a worker shares."""

    mux: Mux
    certificate: WorkerCertificate
    candidates: Sequence[Candidate]


class Peer:
    """Owns the sources and slots of one `RTCPeerConnection`; which of them meet is not decided here."""

    def __init__(
        self,
        seat: SeatId,
        conn: str,
        ports: Ports,
        *,
        audio: int,
        video: int,
        violated: Callable[[Pair | None], None],
    ) -> None:
        self.seat = seat
        self.conn = conn
        self.offers = 0
        self.is_connected = self.is_closed = False
        self.is_out = False  # the plan does not hold the seat: nothing is told or encrypted for it
        self.hidden = False
        self.pins: tuple[SeatId, ...] = ()
        self.told: object = None  # the last layout
        self.rtt = _FIRST_RTT
        self.round_trip: float | None = None  # as the relay alone has measured it, in seconds
        self.heard_at = float("-inf")
        self.unidentified = self.blocked = self.octets = 0  # packets that might not be sent; bytes that might
        self.sources: dict[str, Source] = {}
        self.slots: dict[str, Slot] = {}
        self.downlink = Downlink(asyncio.get_running_loop().call_later)
        self.clock_offset = 0.0  # our monotonic clock less the browser's NTP clock
        self._ports = ports
        self._wanted = {"audio": audio, "video": video}
        self._violated = violated
        self._ice = ports.mux.session()
        self._transport = RelayTransport(ports.certificate, self._ice, self)
        self._credentials: Credentials | None = None
        self._fingerprint = ""
        self._ids = ExtensionIds()
        self._arrivals = Arrivals()
        self._receivers: dict[int, Callable[[RtpPacket], None]] = {}
        self._named: dict[int, Named] = {}  # the streams of layers, as far as they are known
        self._rtx_types: dict[str, int] = {}
        self._offsets: deque[tuple[float, float]] = deque()

    # --- Offers ---

    def answer(self, offer: Offer, number: int) -> str:
        """Make this connection what the offer asks for, and say so; raises BadOffer, and nothing has changed."""
        if self._fingerprint not in {"", offer.fingerprint}:
            raise BadOffer("fingerprint_changed")
        self._fingerprint, self.offers = offer.fingerprint, number
        if self._credentials is None or self._credentials.remote != offer.ufrag:
            self._credentials = self._ice.restart(offer.ufrag)
        self._receivers.clear()
        self._take_sources([section for section in offer.sections if section.sends])
        self._take_slots([section for section in offer.sections if section.is_slot])
        answering = Answering(
            ufrag=self._credentials.ufrag,
            password=self._credentials.password,
            fingerprint=self._ports.certificate.fingerprint,
            candidates=self._ports.candidates,
            slots={mid: slot.names for mid, slot in self.slots.items()},
            version=number,
        )
        return write_answer(offer, answering)

    def _take_sources(self, sections: Sequence[Section]) -> None:
        before, self.sources = self.sources, {}
        for section in sections:
            kind = Kind(section.source or "")
            source = before.get(section.mid)
            if source is None or source.kind is not kind:
                is_video = section.kind == "video"
                wake_up = self._ports.mux.wake_up
                source = Source(self.seat, kind, wake_up, is_video=is_video, tell=self.send_rtcp)
            self.sources[section.mid] = source
            source.payload_type, source.ids = section.payload_type or 0, section.ids
            source.asks_again = "nack" in section.feedback.get(source.payload_type, ())
            self._rtx_types[section.mid] = -1 if section.rtx_type is None else section.rtx_type
            self._ids = section.ids
            source.name_layers(section.rids or [ONLY])
            if not section.rids:  # Where layers have names, numbers in the offer do not count.
                repairing = set(section.repairs.values())
                for ssrc in section.ssrcs[:_STREAMS]:
                    self._bind(ssrc, source.layers[ONLY], is_again=ssrc in repairing)
        self._named = {ssrc: name for ssrc, name in self._named.items() if self._remember(ssrc, name, before)}
        for mid, source in before.items():
            if self.sources.get(mid) is not source:
                source.reach(())

    def _bind(self, ssrc: int, layer: Layer, *, is_again: bool) -> None:
        self._receivers[ssrc] = layer.receive_again if is_again else layer.receive

    def _remember(self, ssrc: int, name: Named, before: Mapping[str, Source]) -> bool:
        """Whether a stream that has named itself is still one of a layer; it need not name itself again."""
        source = self.sources.get(name.mid)
        if source is None or source is not before.get(name.mid) or name.layer not in source.layers:
            return False
        self._bind(ssrc, source.layers[name.layer], is_again=name.is_again)
        return True

    def _take_slots(self, sections: Sequence[Section]) -> None:
        before, self.slots = self.slots, {}
        left = dict(self._wanted)
        for section in sections:
            if left.get(section.kind, 0) <= 0:
                continue
            left[section.kind] -= 1
            slot = before.get(section.mid)
            if slot is None or slot.is_video is not (section.kind == "video"):
                slot = self._slot(section)
            is_numbered = section.tells_arrivals and (not slot.is_video or section.rtx_type is not None)
            numbered = section.ids.twcc << 4 | 1 if is_numbered else 0
            names = (section.payload_type or 0, section.rtx_type, numbered)
            if names != (slot.payload_type, slot.rtx_type, slot.numbered):
                # The cipher wants the same bytes under the same number: nothing that had another header goes again.
                slot.detach()
                slot.payload_type, slot.rtx_type, slot.numbered = names
            self.slots[section.mid] = slot
        for mid, slot in before.items():
            if self.slots.get(mid) is not slot:
                slot.detach()

    def _slot(self, section: Section) -> Slot:
        is_video = section.kind == "video"
        ssrc = 1 + secrets.randbelow(0xFFFFFFFE)
        rtx = ssrc ^ 1 if is_video else None
        names = SlotNames(ssrc=ssrc, rtx=rtx, stream=f"slot{ssrc:08x}")
        return Slot(
            section.mid,
            names,
            is_video=is_video,
            outlet=self._transport,
            pacer=self.downlink.pacer,
            violated=self._violated,
        )

    def show(self, sizes: Mapping[str, tuple[float, float]]) -> None:
        """The page shows its pictures in these sizes now."""
        for mid, size in sizes.items():
            slot = self.slots.get(mid)
            if slot is not None and slot.wanted != size:
                slot.wanted = size
                if slot.source is not None:
                    slot.source.aim()

    # --- The connection ---

    async def connect(self) -> bool:
        """Wait for the browser's keys; whether they came, and were those that the offer named."""
        try:
            async with asyncio.timeout(_CONNECTING):
                self.is_connected = await self._transport.connect(self._fingerprint)
        except TimeoutError:
            return False
        self.heard_at = time.monotonic()
        return self.is_connected

    def when_ended(self, ended: Callable[[], None]) -> None:
        """Call this when the browser says goodbye."""

        def changed() -> None:
            if self._transport.state in {"closed", "failed"}:
                ended()

        self._transport.on("statechange", changed)

    @property
    def path(self) -> str:
        """How packets travel: `udp`, `tcp`, or `relay` by a TURN server."""
        return self._ice.path

    @property
    def address(self) -> str | None:
        """Where the browser is, for the traffic log."""
        if self._ice.address is None:
            return None
        host, port = self._ice.address[:2]
        return f"[{host}]:{port}" if ":" in str(host) else f"{host}:{port}"

    @property
    def consented_at(self) -> float:
        """When the browser last proved that it wants to receive (RFC 7675)."""
        return self._ice.last_check

    def forget_old_ways(self, now: float) -> None:
        """Checks under credentials that a restart replaced are answered for a while only."""
        self._ice.forget_old(now)

    def cut(self) -> None:
        """What waits in the buffer of a TCP connection would still arrive: it is cut off, not drained."""
        if isinstance(self._ice.address, TcpAddress):
            self._ice.address.connection.abort()

    def stop(self) -> None:
        """From this call on nothing is forwarded either way."""
        self.is_closed, self.is_out = True, True
        for slot in self.slots.values():
            slot.detach()
        for source in self.sources.values():
            source.allowed = False
            source.reach(())
            source.forget()

    async def close(self) -> None:
        """Say goodbye and forget the keys."""
        self.stop()
        try:
            async with asyncio.timeout(_GOODBYE):
                await self._transport.close()
        except TimeoutError:
            self._transport.forget_keys()
            self._ice.close()

    # --- What comes in ---

    def on_rtp(self, plain: bytes, arrival: float) -> None:
        """One packet of the browser."""
        self.heard_at = arrival
        if self.is_out:
            self.blocked += 1
            return
        self.octets += len(plain)
        packet = parse_rtp(plain, arrival)
        if packet is None:
            return
        if packet.extensions and (sequence := transport_sequence(packet, self._ids)) is not None:
            self._arrivals.note(sequence, arrival)
        receive = self._receivers.get(packet.ssrc) or self._identify(packet)
        if receive is not None:
            receive(packet)

    def _identify(self, packet: RtpPacket) -> Callable[[RtpPacket], None] | None:
        """Whose an unknown stream is: its first packets name their m-line, and their layer."""
        name = self._name(packet)
        if name is not None and len(self._receivers) < _STREAMS:
            layer = self.sources[name.mid].layers.get(name.layer)
            # A second stream of a layer takes the place of the first when that has fallen silent.
            if layer is not None and (name.is_again or layer.is_silent(packet.arrival, _SILENT_STREAM)):
                if name.layer != ONLY:
                    self._rename(packet.ssrc, name)
                self._bind(packet.ssrc, layer, is_again=name.is_again)
                return self._receivers[packet.ssrc]
        self.unidentified += 1
        return None

    def _name(self, packet: RtpPacket) -> Named | None:
        mid = extension_text(packet, self._ids.mid)
        source = self.sources.get(mid) if mid is not None else None
        if source is None or mid is None:
            return None
        is_again = packet.payload_type == self._rtx_types[mid]
        if not is_again and packet.payload_type != source.payload_type:
            return None
        if ONLY in source.layers:
            return Named(mid, ONLY, is_again)
        named = extension_text(packet, source.ids.rrid) if is_again else None
        named = named or extension_text(packet, source.ids.rid)
        return Named(mid, named, is_again) if named else None

    def _rename(self, ssrc: int, name: Named) -> None:
        """From now on the layer is this stream: late packets of the one before are nobody's."""
        for other in [other for other, known in self._named.items() if known == name]:
            del self._named[other]
            self._receivers.pop(other, None)
        self._named[ssrc] = name

    def on_rtcp(self, plain: bytes) -> None:
        """A compound of reports."""
        if not self.is_out:
            self.heard_at = now = time.monotonic()
            for part in parse_rtcp(plain):
                self._told(part, now)

    def _told(self, part: Part, now: float) -> None:
        if isinstance(part, SenderReport):
            self._hear_clock(part, now)
        elif isinstance(part, Nack):
            if (slot := self._slot_of(part.ssrc)) is not None:
                self.downlink.asked(slot, part.missing, self.rtt, now)
                slot.repair(part.missing, now, self.rtt)
            return
        elif isinstance(part, KeyFrameWanted):
            slot = self._slot_of(part.ssrc)
            if slot is not None and slot.source is not None:
                slot.source.ask_key(now, slot.layer)
            return
        elif isinstance(part, ArrivalsTold):
            self.downlink.told(part, now)
            return
        blocks = {slot: block for block in part.blocks if (slot := self._slot_of(block.ssrc)) is not None}
        for block in blocks.values():
            self._measure(block)
        self.downlink.reported(blocks, self.rtt, now)

    def _layers(self) -> Iterator[Layer]:
        return (layer for source in self.sources.values() for layer in source.layers.values())

    def _slot_of(self, ssrc: int) -> Slot | None:
        return next((slot for slot in self.slots.values() if slot.names.ssrc == ssrc), None)

    def _measure(self, block: Block) -> None:
        """The round trip, from a report on what we sent (RFC 3550 §6.4.1)."""
        if block.last_report == 0:
            return
        now = ntp_of(time.time_ns()) >> 16 & 0xFFFFFFFF
        rtt = ((now - block.last_report - block.delay) & 0xFFFFFFFF) / 65_536
        self.measured(rtt)
        if rtt < _MOST_RTT:
            before = rtt if self.round_trip is None else self.round_trip
            self.round_trip = before + (rtt - before) / 4

    def measured(self, rtt: float) -> None:
        """A round trip in seconds, as the relay or the browser has measured it."""
        if 0 < rtt < _MOST_RTT:
            self.rtt += (max(rtt, _LEAST_RTT) - self.rtt) / 4

    def _hear_clock(self, report: SenderReport, now: float) -> None:
        """The quickest report of the last half minute says best how the browser's clock stands to ours."""
        if report.ntp == 0:  # A sender without a clock (RFC 3550 §6.4.1).
            return
        for layer in self._layers():
            if layer.stream is not None and layer.stream.ssrc == report.ssrc:
                layer.told(report, now)
        offset = now - report.ntp / _NTP_SECOND
        if self._offsets and abs(offset - self.clock_offset) > _CLOCK_STEPPED:
            self._offsets.clear()
        self._offsets.append((now, offset))
        while now - self._offsets[0][0] > _CLOCK_WINDOW:
            self._offsets.popleft()
        self.clock_offset = min(each for _at, each in self._offsets)

    # --- What the timers send ---

    def send_rtcp(self, plain: bytes) -> None:
        """Send a report, unless the seat is out."""
        if not self.is_out:
            self._transport.send_rtcp(plain)

    def feedback(self) -> None:
        """Say which packets came, so that the browser can find out what its line carries."""
        if self._arrivals.is_empty:
            return
        about = next((layer.stream for layer in self._layers() if layer.stream), None)
        if about is not None and (told := self._arrivals.feedback(OUR_SSRC, about.ssrc)) is not None:
            self.send_rtcp(told)

    def share(self, now: float, spare: int) -> bool:
        """Give each slot what the line carries, and a busy worker; whether the page is to send its camera otherwise."""
        return self.downlink.share(self.slots.values(), self.sources.values(), now, spare)

    def report(self, now: float, wall_ns: int, clocks: Mapping[SeatId, float]) -> None:
        """The one compound of each second: our clocks for what it gets, and how what it sends arrives."""
        ntp = ntp_of(wall_ns)
        parts = [
            told
            for slot in self.slots.values()
            if slot.source is not None
            and (told := slot.sender_report(now, ntp, clocks.get(slot.source.seat, 0.0))) is not None
        ]
        for layer in self._layers():
            layer.measure()
        blocks = [layer.stream.block(now) for layer in self._layers() if layer.stream is not None]
        if not parts and not blocks:
            return
        parts.append(write_receiver_report(OUR_SSRC, blocks))
        parts.append(write_name(OUR_SSRC, "relay"))
        self.send_rtcp(b"".join(parts))

    def take_blocked(self) -> int:
        """Packets that came and may not be sent, since this was last asked."""
        blocked, self.blocked = self.blocked, 0
        for source in self.sources.values():
            blocked, source.blocked = blocked + source.blocked, 0
        return blocked

    def ask_missing(self, now: float) -> None:
        """Ask again for what is still missing."""
        for source in self._repairable():
            source.ask_missing(now, self.rtt)

    def _repairable(self) -> Iterator[Source]:
        return (source for source in self.sources.values() if source.asks_again and source.allowed)
