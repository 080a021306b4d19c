"""Real Opus and VP8, made once and cut into RTP packets, for whoever records or forwards."""

import io
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np

from meeting_server.media.rtp import RtpPacket

OPUS_TICKS = 960  # of 48 kHz: 20 ms
FPS = 20
VIDEO_TICKS = 90_000 // FPS
_LARGEST = 1_100


class Usage(NamedTuple):
    """What a disk says of itself."""

    free: int


class Picture(NamedTuple):
    """An encoded picture."""

    payload: bytes
    is_key: bool


@cache
def opus(seconds: int, hertz: int = 440) -> tuple[bytes, ...]:
    """A tone, as packets of 20 ms."""
    container = av.open(io.BytesIO(), "w", format="ogg")
    stream = container.add_stream("libopus", rate=48_000)
    stream.layout = "mono"
    made = []
    for number in range(seconds * 50):
        at = np.arange(number * OPUS_TICKS, (number + 1) * OPUS_TICKS) / 48_000
        sound = (np.sin(2 * np.pi * hertz * at) * 12_000).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts = 48_000, number * OPUS_TICKS
        made += [bytes(packet) for packet in stream.encode(frame)]
    made += [bytes(packet) for packet in stream.encode(None)]
    container.close()
    return tuple(packet for packet in made if packet)[: seconds * 50]


@cache
def vp8(seconds: int, *, key_every: int = 2 * FPS, width: int = 160, height: int = 90) -> tuple[Picture, ...]:
    """A moving gradient, 20 pictures a second."""
    container = av.open(io.BytesIO(), "w", format="webm")
    stream = container.add_stream("libvpx", rate=FPS)
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    stream.codec_context.gop_size = key_every
    stream.codec_context.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
    made = []
    for number in range(seconds * FPS):
        row = (np.arange(width) + 7 * number) % 256
        picture = np.repeat(np.tile(row, (height, 1))[:, :, None], 3, axis=2).astype(np.uint8)
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts = number
        made += [Picture(bytes(packet), packet.is_keyframe) for packet in stream.encode(frame)]
    made += [Picture(bytes(packet), packet.is_keyframe) for packet in stream.encode(None)]
    container.close()
    return tuple(picture for picture in made if picture.payload)


def packet(
    sequence: int,
    timestamp: int,
    payload: bytes,
    *,
    arrival: float = 0.0,
    marker: int = 0,
    ssrc: int = 1,
) -> RtpPacket:
    """One packet; numbers and times may run over."""
    return RtpPacket(
        marker=marker,
        payload_type=111,
        sequence=sequence & 0xFFFF,
        timestamp=timestamp & 0xFFFFFFFF,
        ssrc=ssrc,
        payload=payload,
        arrival=arrival,
    )


def opus_rtp(
    frames: Iterable[bytes],
    *,
    began: float = 0.0,
    sequence: int = 65_500,
    timestamp: int = 1 << 31,
    ssrc: int = 1,
) -> Iterator[RtpPacket]:
    """The packets of a microphone, arriving on time; numbers and times wrap early."""
    for number, frame in enumerate(frames):
        yield packet(
            sequence + number,
            timestamp + number * OPUS_TICKS,
            frame,
            arrival=began + number * 0.020,
            ssrc=ssrc,
        )


def vp8_rtp(
    pictures: Iterable[Picture],
    *,
    began: float = 0.0,
    sequence: int = 65_500,
    timestamp: int = (1 << 32) - 90_000,
    ssrc: int = 2,
) -> Iterator[RtpPacket]:
    """The packets of a camera: each picture cut into pieces, the last one marked (RFC 7741)."""
    for number, picture in enumerate(pictures):
        pieces = [picture.payload[at : at + _LARGEST] for at in range(0, len(picture.payload), _LARGEST)]
        for index, piece in enumerate(pieces):
            picture_id = 0x8000 | number & 0x7FFF
            descriptor = bytes([0x80 | (0x10 if index == 0 else 0), 0x80]) + picture_id.to_bytes(2, "big")
            yield packet(
                sequence,
                timestamp + number * VIDEO_TICKS,
                descriptor + piece,
                arrival=began + number / FPS,
                marker=int(index == len(pieces) - 1),
                ssrc=ssrc,
            )
            sequence += 1


class Probed(NamedTuple):
    """What ffprobe says of a file."""

    duration: float
    frames: int
    complaints: str


def probe(path: Path) -> Probed:
    """Every frame decoded by ffprobe, an independent reader."""
    asked = ["-count_frames", "-show_entries", "stream=nb_read_frames:format=duration", "-of", "csv=p=0"]
    read = subprocess.run(
        ["ffprobe", "-v", "warning", *asked, str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    frames, duration = read.stdout.split()
    return Probed(float(duration), int(frames), read.stderr)


def decoded(path: Path) -> list[float]:
    """The times of every decoded frame, by PyAV."""
    with av.open(str(path)) as container:
        frames = container.decode(container.streams[0])
        return [frame.time or 0.0 for frame in frames if isinstance(frame, av.AudioFrame | av.VideoFrame)]


def after_seek(path: Path, seconds: float) -> float:
    """The time of the first packet after seeking."""
    with av.open(str(path)) as container:
        container.seek(int(seconds * 1_000_000))
        first = next(container.demux(container.streams[0]))
        return float((first.pts or 0) * first.time_base)


def probe_frames(path: Path) -> int:
    """How many frames ffprobe finds in a file that has no end yet."""
    asked = ["-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", str(path)]
    read = subprocess.run(
        ["ffprobe", "-v", "error", *asked], capture_output=True, text=True, check=True, timeout=60
    )
    return int(read.stdout)


def descriptors() -> int:
    """How many files this process holds open."""
    return len(list(Path("/proc/self/fd").iterdir()))
