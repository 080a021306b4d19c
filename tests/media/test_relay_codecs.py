"""Sound and pictures of aiortc's own encoders arrive so that its decoders can use them."""

import asyncio
from fractions import Fraction
from pathlib import Path

import numpy as np
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack
from av import AudioFrame, VideoFrame

from tests.media.browser import MEETING, Json, Stage, plan_of, staged, until
from tests.people import ARUNEE, THANA

A, B = ARUNEE.seat, THANA.seat
RATE, STEP = 48_000, 960
GREEN = (0, 200, 0)


class Tone(AudioStreamTrack):
    """A loud 440 Hz."""

    at = 0

    async def recv(self) -> AudioFrame:
        await asyncio.sleep(0.02)
        wave = np.sin(2 * np.pi * 440 * (np.arange(STEP) + self.at) / RATE) * 12_000
        frame = AudioFrame.from_ndarray(wave.astype(np.int16)[np.newaxis], format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self.at, Fraction(1, RATE)
        self.at += STEP
        return frame


class Green(VideoStreamTrack):
    """A green picture, ten times a second."""

    at = 0

    async def recv(self) -> VideoFrame:
        await asyncio.sleep(0.1)
        frame = VideoFrame.from_ndarray(np.full((120, 160, 3), GREEN, np.uint8), format="rgb24")
        frame.pts, frame.time_base = self.at, Fraction(1, 90_000)
        self.at += 9_000
        return frame


async def _page(stage: Stage, seat: str, *tracks: MediaStreamTrack) -> RTCPeerConnection:
    """A page that sends these, or receives one of each kind."""
    pc, conn = RTCPeerConnection(), f"conn_{seat[5:9]}"
    senders = [pc.addTransceiver(track, direction="sendonly") for track in tracks]
    if not tracks:
        pc.addTransceiver("audio", direction="recvonly")
        pc.addTransceiver("video", direction="recvonly")
    slots = 0 if tracks else 1

    async def signal(**message: object) -> None:
        await stage.relay.signal(MEETING, seat, {"conn": conn, **message})

    await signal(kind="open", audio=slots, video=slots, takeover=False)
    await pc.setLocalDescription(await pc.createOffer())
    carried = [
        {"mid": sender.mid, "source": "mic" if sender.kind == "audio" else "camera"} for sender in senders
    ]
    await signal(kind="offer", n=1, sdp=pc.localDescription.sdp, tracks=carried)
    answers: list[Json] = [message for message in stage.told[seat] if message["kind"] == "answer"]
    await pc.setRemoteDescription(RTCSessionDescription(str(answers[-1]["sdp"]), "answer"))
    await until(lambda: pc.connectionState == "connected")
    return pc


async def test_a_tone_is_heard_and_a_picture_is_seen(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        speaker = await _page(stage, A, Tone(), Green())
        viewer = await _page(stage, B)
        try:
            sound, sight = [transceiver.receiver.track for transceiver in viewer.getTransceivers()]
            loudest, seen, width = 0, 0, 0
            async with asyncio.timeout(20):
                while loudest < 6_000:
                    frame = await sound.recv()
                    assert isinstance(frame, AudioFrame)
                    loudest = int(np.abs(frame.to_ndarray()).max())
                while not 150 < seen < 250:
                    picture = await sight.recv()
                    assert isinstance(picture, VideoFrame)
                    width = picture.width
                    seen = int(picture.to_ndarray(format="rgb24")[60, 80, 1])
            assert width == 160
        finally:
            await speaker.close()
            await viewer.close()
