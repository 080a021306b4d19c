"""A browser for the tests: aiortc as an independent client, its packets written and read by hand."""

import asyncio
import contextlib
import struct
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aioice import ice
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.rtcconfiguration import RTCBundlePolicy

from meeting_server.media.ice import Address, Mux
from meeting_server.media.port import Buffer, pieces
from meeting_server.media.relay import Relay
from meeting_server.media.rtp import TWCC_URI, RtpPacket, elements, parse_rtp
from meeting_server.media.sdp import Candidate
from meeting_server.meeting.ids import MeetingId, SeatId
from meeting_server.meeting.media_plan import Circle, MediaPlan, Place, Source
from tests.media.network import Namespace

MEETING = MeetingId("mtg_" + "m" * 22)
Json = dict[str, object]
MIC, CAMERA, SCREEN = Source.MIC, Source.CAMERA, Source.SCREEN
PATIENCE = 10.0


async def until(condition: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait for a state of the world."""
    async with asyncio.timeout(patience):
        while not condition():  # noqa: ASYNC110 - a state of many parts has no event of its own
            await asyncio.sleep(0.005)


def plan_of(
    *seats: SeatId,
    deaf: Iterable[SeatId] = (),
    record: bool = False,
    presiding: SeatId | None = None,
    sends: Mapping[SeatId, Iterable[Source]] | None = None,
) -> MediaPlan:
    """Everybody in one room, sending sound and pictures."""
    may = {seat: frozenset((sends or {}).get(seat, (MIC, CAMERA))) for seat in seats}
    places = tuple(Place(seat=seat, sends=may[seat], hears=seat not in set(deaf)) for seat in sorted(seats))
    taped = frozenset((seat, source) for seat in seats for source in may[seat]) if record else frozenset()
    circles = (Circle(name="room", places=places),) if places else ()
    return MediaPlan(circles=circles, record=taped, presiding=presiding)


def picture(number: int, mark: bytes, *, key: bool = False) -> bytes:
    """A VP8 payload of one packet with a 15-bit picture id and a TL0PICIDX, and a mark to know it by."""
    descriptor = struct.pack("!BBHB", 0x90, 0xC0, 0x8000 | number & 0x7FFF, number & 0xFF)
    frame = b"\x10\x00\x00\x9d\x01\x2a\x40\x01\xf0\x00" if key else b"\x11\x00\x00"
    return descriptor + frame + mark


@dataclass(slots=True)
class Taped:
    """A recorder that keeps what it was told."""

    record: frozenset[tuple[SeatId, str]] = frozenset()
    reasons: dict[tuple[str, str], str] = field(default_factory=dict)
    packets: Counter[tuple[str, str]] = field(default_factory=Counter)
    needy: set[tuple[str, str]] = field(default_factory=set)
    kept: list[RtpPacket] = field(default_factory=list)
    whose: list[tuple[str, str, RtpPacket]] = field(default_factory=list)
    open: tuple[Json, ...] = ()

    def plan(
        self, meeting: str, record: frozenset[tuple[SeatId, str]], reasons: Mapping[tuple[str, str], str]
    ) -> None:
        self.record, self.reasons = record, dict(reasons)

    def packet(self, meeting: str, seat: str, source: str, packet: RtpPacket) -> None:
        self.packets[seat, source] += 1
        self.kept.append(packet)
        self.whose.append((seat, source, packet))

    def open_files(self, meeting: str) -> tuple[Json, ...]:
        return self.open

    def wants_key(self, meeting: str, seat: str, source: str) -> bool:
        return (seat, source) in self.needy


def telling(sdp: str) -> str:
    """The offer of a browser that tells which packets came, as aiortc does not."""
    sdp = sdp.replace("a=extmap:1 ", f"a=extmap:5 {TWCC_URI}\r\na=extmap:1 ")
    for codec in ("96 opus/48000/2", "97 VP8/90000"):
        number = codec.split()[0]
        line = f"a=rtpmap:{codec}\r\n"
        sdp = sdp.replace(line, f"{line}a=rtcp-fb:{number} transport-cc\r\n")
    return sdp


class CountingMux(Mux):
    """A port that counts the packets of media both ways, and loses what a test wants lost on either."""

    def __init__(self) -> None:
        super().__init__()
        self.media = 0
        self.out: Counter[Address] = Counter()
        self.losses: dict[Address, list[bool]] = {}  # of what goes out
        self.lost_in: dict[Address, list[bool]] = {}

    def datagram_received(self, data: bytes, addr: Address) -> None:
        if _is_media(data) and (losses := self.lost_in.get(addr)) and losses.pop(0):
            return
        super().datagram_received(data, addr)
        self.media += _is_media(data)

    def send(self, datagram: bytes, address: Address) -> None:
        if _is_media(datagram):
            self.out[address] += 1
            losses = self.losses.get(address)
            if losses and losses.pop(0):
                return
        super().send(datagram, address)

    def send_run(self, run: Buffer, each: int, address: Address) -> None:
        if self.losses.get(address):
            for datagram in pieces(run, each):
                self.send(datagram, address)
            return
        self.out[address] += len(run) // each
        super().send_run(run, each, address)


def _is_media(datagram: bytes) -> bool:
    return len(datagram) > 1 and 127 < datagram[0] < 192 and not 192 <= datagram[1] <= 223


class Stage:
    """A relay with everything around it."""

    def __init__(
        self, mux: CountingMux, folder: Path, candidates: Sequence[Candidate], recorder: Taped | None = None
    ) -> None:
        self.sent = 0
        self.mux = mux
        self.recorder = recorder or Taped()
        self.reports: list[Json] = []
        self.told: dict[str, list[Json]] = {}
        self.epoch = 0
        self.relay = Relay(mux, candidates, folder, self.recorder, self._report, self._to_seat)
        self.browsers: list[Browser] = []

    def _report(self, meeting: str, report: Json) -> None:
        self.reports.append(report)

    def _to_seat(self, meeting: str, seat: str, message: Json) -> None:
        self.told.setdefault(seat, []).append(message)

    def follow(self, plan: MediaPlan) -> dict[str, dict[str, int]]:
        """Tell the relay the next plan."""
        self.epoch += 1
        return self.relay.follow(MEETING, self.epoch, plan)

    def reported(self, kind: str, **fields: object) -> list[Json]:
        """The reports of a kind that say this."""
        return [
            report
            for report in self.reports
            if report["kind"] == kind and all(report[name] == value for name, value in fields.items())
        ]

    @property
    def violations(self) -> int:
        """How often the gate's second question was answered with no."""
        return self.relay._halls[MEETING].conference.gate.violations

    async def settled(self) -> None:
        """Wait until the relay has seen every packet of media that was sent."""
        await until(lambda: self.mux.media == self.sent)

    async def join(self, seat: SeatId, *, audio: int = 4, video: int = 4, name: str = "1") -> "Browser":
        """A browser of this seat, connected."""
        browser = Browser(self, seat, f"conn_{seat[5:9]}_{name}", audio=audio, video=video)
        await browser.open()
        await browser.connect()
        return browser


@asynccontextmanager
async def staged(
    folder: Path,
    recorder: Taped | None = None,
    *,
    port: type[CountingMux] = CountingMux,
    host: Namespace | None = None,
    address: str = "127.0.0.1",
    also: str | None = None,
    told: Sequence[str] = (),
) -> AsyncIterator[Stage]:
    """A relay on ports of its own, here or on a host of a test's network; everything is closed in the end.

    Browsers are told to come to where it listens, or to other addresses.
    """
    with host.inside() if host is not None else contextlib.nullcontext():
        mux = await port.listen(address, tcp_port=0)
        if also is not None:
            await mux.listen_also(also)
    assert isinstance(mux, CountingMux)
    candidates = [Candidate(each, mux.port) for each in told or [address]]
    candidates += [Candidate(each, mux.tcp_port, "tcp") for each in told or [address]]
    stage = Stage(mux, folder, candidates, recorder)
    addresses, ice.get_host_addresses = ice.get_host_addresses, _loopback
    try:
        yield stage
    finally:
        ice.get_host_addresses = addresses
        for browser in stage.browsers:
            await browser.close()
        await stage.relay.close()
        await mux.close()


def _loopback(use_ipv4: bool, use_ipv6: bool) -> list[str]:
    return ["127.0.0.1"]


class Browser:
    """One page: its sources are `mic` and `camera`, everything it gets is kept by slot."""

    def __init__(self, stage: Stage, seat: SeatId, conn: str, *, audio: int, video: int) -> None:
        self.stage = stage
        self.seat = seat
        self.conn = conn
        self.pc = RTCPeerConnection(RTCConfiguration(bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self.got: list[tuple[str, RtpPacket]] = []  # the slot's mid (with ~ for repair), and the packet
        self.asked: list[bytes] = []  # RTCP
        self.munge: Callable[[str], str] = str  # what the page changes in its offers
        self.numbers = {MIC: 100, CAMERA: 500}
        self.sent: Counter[Source] = Counter()
        self.mark = seat[5:9].encode()
        self.key_asked = 0
        self._wanted = (audio, video)
        self._n = 0
        self._slots: dict[int, str] = {}
        self._senders = {
            MIC: self.pc.addTransceiver("audio", direction="sendonly"),
            CAMERA: self.pc.addTransceiver("video", direction="sendonly"),
        }
        for _ in range(audio):
            self.pc.addTransceiver("audio", direction="recvonly")
        for _ in range(video):
            self.pc.addTransceiver("video", direction="recvonly")
        stage.browsers.append(self)

    async def signal(self, kind: str, **fields: object) -> None:
        """Say something to the relay."""
        await self.stage.relay.signal(MEETING, self.seat, {"kind": kind, "conn": self.conn, **fields})

    async def open(self, *, takeover: bool = False) -> None:
        """Ask to connect."""
        audio, video = self._wanted
        await self.signal("open", audio=audio, video=video, takeover=takeover)

    async def connect(self) -> None:
        """Offer, take the answer, and wait for the keys and the first layout."""
        await self.pc.setLocalDescription(await self.pc.createOffer())
        await self.offer(self.pc.localDescription.sdp)
        self._listen()
        await until(lambda: self.pc.connectionState == "connected")
        await until(lambda: self.layout() is not None)

    async def offer(self, sdp: str) -> None:
        """Send an offer and take the answer."""
        self._n += 1
        repaired = self.munge(sdp).replace(
            "a=rtpmap:96 opus/48000/2\r\n", "a=rtpmap:96 opus/48000/2\r\na=rtcp-fb:96 nack\r\n"
        )
        await self.signal("offer", n=self._n, sdp=repaired, tracks=self.tracks)
        await until(lambda: self.last("answer", n=self._n))
        answer = str(self.last("answer", n=self._n)["sdp"])
        self._read(answer)
        await self.pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    @property
    def tracks(self) -> list[Json]:
        """What our m-lines carry."""
        return [{"mid": sender.mid, "source": source.value} for source, sender in self._senders.items()]

    def _read(self, answer: str) -> None:
        for section in answer.split("m=")[1:]:
            mid = section.split("a=mid:")[1].split("\r\n")[0]
            if "a=sendonly" in section:
                ssrcs = dict.fromkeys(int(line.split(":")[1].split()[0]) for line in _ssrc_lines(section))
                for at, ssrc in enumerate(ssrcs):
                    self._slots[ssrc] = mid if at == 0 else f"{mid}~"

    def _listen(self) -> None:
        transport = self._senders[MIC].sender.transport

        async def on_rtp(datagram: bytes, arrival_time_ms: int) -> None:
            packet = parse_rtp(datagram, arrival_time_ms / 1000)
            if packet is not None:
                self.got.append((self._slots.get(packet.ssrc, "?"), packet))

        async def on_rtcp(datagram: bytes) -> None:
            self.asked.append(datagram)

        transport._handle_rtp_data = on_rtp  # type: ignore[method-assign, assignment]
        transport._handle_rtcp_data = on_rtcp  # type: ignore[method-assign, assignment]

    def last(self, kind: str, **fields: object) -> Json:
        """The newest message of this kind to this page; empty when there is none."""
        for message in reversed(self.stage.told.get(self.seat, [])):
            ours = message["kind"] == kind and message.get("conn", self.conn) == self.conn
            if ours and all(message[name] == value for name, value in fields.items()):
                return message
        return {}

    def layout(self) -> dict[str, tuple[object, object, object]] | None:
        """Who is in which slot: mid → seat, source, state."""
        slots = self.last("layout").get("slots")
        if not isinstance(slots, list):
            return None
        return {slot["mid"]: (slot["seat"], slot["source"], slot["state"]) for slot in slots}

    async def send(self, source: Source, payload: bytes, *, lost: bool = False, level: int = 30) -> int:
        """Send the next packet of a source, or lose it on the way; its number."""
        number = self.numbers[source]
        self.numbers[source] += 1
        self.sent[source] += 1
        if not lost:
            await self.send_as(source, number, payload, level=level)
        return number

    async def send_as(self, source: Source, number: int, payload: bytes, *, level: int = 30) -> None:
        """Send a packet under a number of our choice."""
        ssrc = self._senders[source].sender._ssrc
        step = 960 if source is MIC else 3000
        block = elements((2, bytes([level]))) if source is MIC else b""
        head = struct.pack(
            "!BBHII",
            0x90 if block else 0x80,
            96 if source is MIC else 97,
            number & 0xFFFF,
            number * step,
            ssrc,
        )
        await self.raw(head + block + payload)

    async def raw(self, datagram: bytes) -> None:
        """Send a packet, RTP or RTCP, as it stands."""
        self.stage.sent += _is_media(datagram)
        await self._senders[MIC].sender.transport._send_rtp(datagram)

    @property
    def address(self) -> Address:
        """Where the relay sees this page."""
        live = self.stage.reported("state", conn=self.conn, state="live")
        host, port = str(live[-1]["address"]).rsplit(":", 1)
        return host, int(port)

    def ssrc(self, source: Source) -> int:
        """The number of the stream of a source."""
        return int(self._senders[source].sender._ssrc)

    def rtx(self, source: Source) -> int:
        """The number of the stream on which a source repeats."""
        return int(self._senders[source].sender._rtx_ssrc)

    def slot_ssrc(self, mid: str) -> int:
        """The number of a slot's stream."""
        return next(ssrc for ssrc, name in self._slots.items() if name == mid)

    def heard(self, other: "Browser") -> list[RtpPacket]:
        """Everything that bears the mark of another browser."""
        return [packet for _mid, packet in self.got if other.mark in packet.payload]

    async def say(self, count: int = 1, *, level: int = 30) -> None:
        """Some packets of sound with our mark."""
        for _ in range(count):
            await self.send(MIC, b"sound of " + self.mark + b" %d" % self.numbers[MIC], level=level)

    async def show(self, count: int = 1, *, key: bool = False) -> None:
        """Some pictures of one packet each with our mark; the first may be a key frame."""
        for at in range(count):
            number = self.numbers[CAMERA]
            await self.send(CAMERA, picture(number, self.mark, key=key and at == 0))

    def vanish(self) -> None:
        """Fall silent without a goodbye, as a page does that is reloaded."""

        async def nowhere(data: bytes) -> None:
            """Send nothing."""

        self._senders[MIC].sender.transport.transport._send = nowhere

    async def talk(self) -> None:
        """Speak on and on, a packet every 20 ms."""
        while True:
            await self.say()
            await asyncio.sleep(0.02)

    async def close(self) -> None:
        """Close the page."""
        await self.pc.close()


def _ssrc_lines(section: str) -> list[str]:
    return [line for line in section.split("\r\n") if line.startswith("a=ssrc:")]
