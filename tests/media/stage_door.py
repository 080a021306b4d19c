"""A browser's whole way in without a relay: offers are answered, and what comes is echoed into its own slots."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping

from meeting_server.media.ice import Mux
from meeting_server.media.rtc import RelayTransport, WorkerCertificate
from meeting_server.media.rtcp import KeyFrameWanted, Part, SenderReport, parse_rtcp, write_pli
from meeting_server.media.rtp import ExtensionIds, RtpPacket, extension_text, parse_rtp
from meeting_server.media.sdp import Answering, Candidate, Offer, SlotNames, read_offer, write_answer

PATIENCE = 30.0
CERTIFICATE = WorkerCertificate()


class Door:
    """One browser at a worker's ports; each kind that it sends comes back to it in the first slot of the kind."""

    def __init__(self, mux: Mux, host: str, transports: Iterable[str] = ("udp",)) -> None:
        self.mux = mux
        self.candidates = [
            Candidate(host, mux.port) if each == "udp" else Candidate(host, mux.tcp_port, "tcp")
            for each in transports
        ]
        self.ice = mux.session()
        self.transport = RelayTransport(CERTIFICATE, self.ice, self)
        self.packets: Counter[str] = Counter()  # by the name that the browser gives to its m-line
        self.reports: list[Part] = []
        self.offers: list[Offer] = []
        self.newest: dict[str, RtpPacket] = {}
        self._kinds: dict[str, str] = {}
        self._types: dict[int, str] = {}
        self._slots: dict[str, tuple[SlotNames, int]] = {}
        self._ids = ExtensionIds()
        self._connecting: asyncio.Task[bool] | None = None

    def answer(self, sdp: str, tracks: Mapping[str, str]) -> str:
        """The answer to an offer; after the first one the handshake is waited for."""
        offer = read_offer(sdp, tracks)
        before = self.offers[-1].ufrag if self.offers else None
        self.offers.append(offer)
        if before != offer.ufrag:
            self.credentials = self.ice.restart(offer.ufrag)
        slots: dict[str, SlotNames] = {}
        for n, section in enumerate(offer.sections):
            self._kinds[section.mid] = section.kind
            if section.payload_type is None:
                continue
            if section.sends:
                self._types[section.payload_type] = section.mid
                self._ids = section.ids
            elif section.is_slot:
                names = SlotNames(
                    5_000 + 2 * n, 5_001 + 2 * n if section.kind == "video" else None, f"slot{n}"
                )
                slots[section.mid] = names
                self._slots.setdefault(section.kind, (names, section.payload_type))
        if self._connecting is None:
            self._connecting = asyncio.create_task(self.transport.connect(offer.fingerprint))
        ours = Answering(
            ufrag=self.credentials.ufrag,
            password=self.credentials.password,
            fingerprint=CERTIFICATE.fingerprint,
            candidates=self.candidates,
            slots=slots,
            version=len(self.offers),
        )
        return write_answer(offer, ours)

    async def connected(self) -> bool:
        """Whether the handshake ended well."""
        assert self._connecting is not None
        async with asyncio.timeout(PATIENCE):
            return await asyncio.shield(self._connecting)

    def on_rtp(self, plain: bytes, arrival: float) -> None:
        packet = parse_rtp(plain, arrival)
        assert packet is not None
        mid = extension_text(packet, self._ids.mid) or self._types.get(packet.payload_type)
        if mid is None or self._types.get(packet.payload_type) != mid:
            return  # A retransmission, or a probe.
        self.packets[mid] += 1
        self.newest[mid] = packet
        if self._kinds[mid] in self._slots:
            names, payload_type = self._slots[self._kinds[mid]]
            second = packet.marker << 7 | payload_type
            again = (second, packet.sequence, packet.timestamp, names.ssrc, packet.payload, 0)
            self.transport.send_rtp(again, 0, 0)

    def on_rtcp(self, plain: bytes) -> None:
        for part in parse_rtcp(plain):
            self.reports.append(part)
            if isinstance(part, KeyFrameWanted):
                self.ask_key()

    def ask_key(self) -> None:
        """Ask for a key frame of every picture that comes."""
        for mid, packet in self.newest.items():
            if self._kinds[mid] == "video":
                self.transport.send_rtcp(write_pli(1, packet.ssrc))

    @property
    def clocks(self) -> set[int]:
        """The streams of which the browser has told the time."""
        return {part.ssrc for part in self.reports if isinstance(part, SenderReport)}

    async def close(self) -> None:
        """Close what was opened."""
        await self.transport.close()
        if self._connecting is not None:
            await self._connecting


@contextlib.asynccontextmanager
async def door(host: str = "127.0.0.1", transports: Iterable[str] = ("udp",)) -> AsyncIterator[Door]:
    """A door on ports of its own; everything is closed in the end."""
    mux = await Mux.listen(host, 0, tcp_port=0)
    one = Door(mux, host, transports)
    try:
        yield one
    finally:
        await one.close()
        await mux.close()
