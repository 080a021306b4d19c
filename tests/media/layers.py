"""A camera in layers for the tests: what a browser's offer says of them, and their packets, sent by hand."""

import re
import struct
from collections import Counter

from meeting_server.media.rtp import RID_URI, RRID_URI, RtpPacket, elements, write_rtp
from meeting_server.meeting.ids import SeatId
from tests.media.browser import CAMERA, Browser, Stage

MID_ID, RID_ID, RRID_ID = 1, 10, 11
SIZES = {"q": (320, 180), "h": (640, 360), "f": (1280, 720)}
Q, H, F = SIZES


def in_layers(sdp: str, *names: str) -> str:
    """The offer, its first m-line of pictures in these layers; the numbers of streams stay, as Firefox has it."""
    extensions = f"a=extmap:{RID_ID} {RID_URI}\r\na=extmap:{RRID_ID} {RRID_URI}\r\n"
    lines = extensions + "".join(f"a=rid:{name} send\r\n" for name in names)
    lines += f"a=simulcast:send {';'.join(names)}\r\n"
    return re.sub(
        r"(m=video .*?)(a=mid:)", lambda found: found[1] + lines + found[2], sdp, count=1, flags=re.DOTALL
    )


def picture_of(layer: str, number: int, mark: bytes, *, key: bool = False) -> bytes:
    """A VP8 payload of one packet whose key frames have the size of the layer, and whose mark names it."""
    descriptor = struct.pack("!BBHB", 0x90, 0xC0, 0x8000 | number & 0x7FFF, number & 0xFF)
    size = struct.pack("<HH", *SIZES[layer])
    frame = b"\x10\x00\x00\x9d\x01\x2a" + size if key else b"\x11\x00\x00"
    return descriptor + frame + mark + b"/" + layer.encode()


def layer_of(packet: RtpPacket) -> str:
    """Which layer a packet shows."""
    return packet.payload[-1:].decode()


class Layered(Browser):
    """A page whose camera comes in layers; each names itself in its packets unless a test says otherwise."""

    def __init__(
        self, stage: Stage, seat: SeatId, *, names: tuple[str, ...] = (Q, H, F), slots: int = 4
    ) -> None:
        super().__init__(stage, seat, f"conn_{seat[5:9]}_l", audio=4, video=slots)
        self.munge = lambda sdp: in_layers(sdp, *names)
        self.names = names
        self.streams = {name: 70_000 + n for n, name in enumerate(names)}
        self.repairs = {name: 80_000 + n for n, name in enumerate(names)}
        self.layer_numbers = Counter({name: 65_500 + 7 * n for n, name in enumerate(names)})
        self.mid = str(self.tracks[1]["mid"])

    async def joined(self) -> "Layered":
        """Come in."""
        await self.open()
        await self.connect()
        self.mid = str(self.tracks[1]["mid"])
        return self

    def block(self, name: str, extension: int = RID_ID) -> bytes:
        """The header extensions by which a stream says whose it is."""
        return elements((MID_ID, self.mid.encode()), (extension, name.encode()))

    async def film(self, *names: str, key: bool = False, named: bool = True, lost: bool = False) -> None:
        """The next picture of each of these layers."""
        for name in names or self.names:
            number = self.layer_numbers[name]
            self.layer_numbers[name] += 1
            if lost:
                continue
            payload = picture_of(name, number, self.mark, key=key)
            await self.film_as(name, number, payload, named=named)

    async def film_as(self, name: str, number: int, payload: bytes, *, named: bool = True) -> None:
        """A packet of a layer under a number of our choice."""
        block = self.block(name) if named else b""
        ssrc, time = self.streams[name], number * 3000 & 0xFFFFFFFF
        await self.raw(write_rtp(block, 0x80 | 97, number & 0xFFFF, time, ssrc, payload))

    async def film_again(self, name: str, number: int, payload: bytes) -> None:
        """The same on the layer's stream for repair."""
        again = (number & 0xFFFF).to_bytes(2, "big") + payload
        block, ssrc = self.block(name, RRID_ID), self.repairs[name]
        await self.raw(write_rtp(block, 98, number & 0xFFFF, number * 3000 & 0xFFFFFFFF, ssrc, again))

    async def look(self, width: float, height: float) -> None:
        """Show every picture in this size."""
        slots = [{"mid": mid, "w": width, "h": height} for mid, _ in self.pictures()]
        await self.signal("watch", slots=slots, pins=[], hidden=False)

    def pictures(self) -> list[tuple[str, object]]:
        """Our slots for pictures, and who is in them."""
        layout = self.layout() or {}
        return [(mid, seat) for mid, (seat, source, _state) in layout.items() if source == CAMERA]

    def seen(self, other: Browser) -> list[str]:
        """The layers of what was seen of another, packet by packet."""
        return [layer_of(packet) for packet in self.heard(other) if b"sound" not in packet.payload]
