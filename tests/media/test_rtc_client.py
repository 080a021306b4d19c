"""An independent client, with codecs of its own, comes in by our port: its media arrives, and ours is played."""

import asyncio
import socket

import pytest
from aioice import ice
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamTrack, VideoStreamTrack
from aiortc.rtcconfiguration import RTCBundlePolicy
from av import AudioFrame, VideoFrame

from meeting_server.media.vp8 import describe
from tests.media.browser import until
from tests.media.stage_door import Door, door

TRACKS = {"0": "mic", "1": "camera"}


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ice, "get_host_addresses", lambda use_ipv4, use_ipv6: ["127.0.0.1"])


class Page:
    """A page that sends sound and pictures and has a slot for each."""

    def __init__(self) -> None:
        self.pc = RTCPeerConnection(RTCConfiguration(bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self.tracks: list[MediaStreamTrack] = [AudioStreamTrack(), VideoStreamTrack()]
        for track in self.tracks:
            self.pc.addTransceiver(track, direction="sendonly")
        self.slots = [self.pc.addTransceiver(kind, direction="recvonly") for kind in ("audio", "video")]

    async def join(self, at: Door, *, extra: str = "") -> None:
        await self.pc.setLocalDescription(await self.pc.createOffer())
        answer = at.answer(self.pc.localDescription.sdp + extra, TRACKS)
        await self.pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        assert await at.connected()
        await until(lambda: self.pc.connectionState == "connected")

    async def close(self) -> None:
        for track in self.tracks:
            track.stop()
        await self.pc.close()


async def test_its_sound_and_pictures_arrive_and_come_back_to_be_played() -> None:
    async with door() as at:
        page = Page()
        await page.join(at)
        await until(lambda: at.packets["0"] > 10 and at.packets["1"] > 10)
        sound, pictures = at.newest["0"], at.newest["1"]
        mic, camera = at.offers[0].sections[:2]
        assert (sound.payload_type, pictures.payload_type) == (mic.payload_type, camera.payload_type)
        assert sound.payload
        assert describe(pictures.payload) is not None
        at.ask_key()
        async with asyncio.timeout(30):
            heard = await page.slots[0].receiver.track.recv()
            seen = await page.slots[1].receiver.track.recv()
        assert isinstance(heard, AudioFrame)
        assert heard.sample_rate == 48_000
        assert isinstance(seen, VideoFrame)
        assert (seen.width, seen.height) == (640, 480)
        await until(lambda: at.clocks >= {sound.ssrc, pictures.ssrc})
        assert at.transport.bad_packets == 0
        await page.close()


async def test_it_says_goodbye() -> None:
    async with door() as at:
        page = Page()
        await page.join(at)
        await page.close()
        await until(lambda: at.transport.state == "closed")


async def test_addresses_that_an_offer_names_get_nothing() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as named, socket.socket() as listening:
        for one in (named, listening):
            one.bind(("127.0.0.1", 0))
            one.setblocking(False)
        listening.listen()
        udp, tcp = named.getsockname()[1], listening.getsockname()[1]
        async with door() as at:
            page = Page()
            await page.join(
                at,
                extra=f"a=candidate:7 1 udp 2130706431 127.0.0.1 {udp} typ host\r\n"
                f"a=candidate:8 1 tcp 1671430143 127.0.0.1 {tcp} typ host tcptype passive\r\n",
            )
            await until(lambda: at.packets["0"] > 10)
            await page.close()
        for one in (named, listening):
            with pytest.raises(BlockingIOError):
                one.recvfrom(1) if one is named else one.accept()
