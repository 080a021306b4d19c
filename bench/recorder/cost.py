"""What the recorder costs a packet: thirty seats, each with a camera and a microphone, recorded for a while.

The packets are made before the clock starts and come at the pace of a meeting, as the loop of a worker would bring
them: 130 a second of a camera (25 pictures a second, 720p, 1.2 Mbit/s, a key frame every ten seconds) and 50 of a
microphone. Nothing is decoded. What is counted is the processor time of the whole process, loop and writer's thread
with the sealing at the end, less that of the same loop over the same packets with nobody to take them.
"""

import asyncio
import gc
import random
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from meeting_server.media.recorder import Recorder
from meeting_server.media.rtp import RtpPacket

SEATS = 30
SECONDS = 20
FPS, PICTURE_BYTES, PIECE = 25, 6_000, 1_155
KEY_EVERY, KEY_BYTES = 250, 40_000  # pictures; 720p
AUDIO_BYTES = 80  # 32 kbit/s
STEP = 0.010
MEETING = "mtg_" + "b" * 22
DICE = random.Random(2569)
NOISE = DICE.randbytes(KEY_BYTES + PICTURE_BYTES)

Coming = tuple[float, str, str, RtpPacket]
Take = Callable[[str, str, str, RtpPacket], None]


def sound(seat: str, ssrc: int) -> Iterator[Coming]:
    """A microphone."""
    offset = DICE.random() * 0.020
    for number in range(SECONDS * 50):
        at = offset + number * 0.020
        yield at, seat, "mic", packet(ssrc, number, number * 960, b"\x78" + NOISE[:AUDIO_BYTES], marker=0)


def pictures(seat: str, ssrc: int) -> Iterator[Coming]:
    """A camera: the pieces of a picture come together, its first picture is a key frame."""
    offset, sequence = DICE.random() / FPS, 0
    for number in range(SECONDS * FPS):
        is_key = number % KEY_EVERY == 0
        head = b"\x10\x00\x00\x9d\x01\x2a\x00\x05\xd0\x02" if is_key else b"\x11\x00\x00"
        frame = head + NOISE[: KEY_BYTES if is_key else PICTURE_BYTES - 300]
        pieces = [frame[at : at + PIECE] for at in range(0, len(frame), PIECE)]
        for index, piece in enumerate(pieces):
            descriptor = struct.pack("!BBH", 0x90 if index == 0 else 0x80, 0x80, 0x8000 | number & 0x7FFF)
            last = int(index == len(pieces) - 1)
            at = offset + number / FPS
            yield at, seat, "camera", packet(ssrc, sequence, number * 3_600, descriptor + piece, marker=last)
            sequence += 1


def packet(ssrc: int, sequence: int, timestamp: int, payload: bytes, *, marker: int) -> RtpPacket:
    """One packet as the relay hands it on."""
    return RtpPacket(
        marker=marker,
        payload_type=96,
        sequence=sequence & 0xFFFF,
        timestamp=timestamp & 0xFFFFFFFF,
        ssrc=ssrc,
        payload=payload,
        arrival=0.0,
    )


def load() -> list[Coming]:
    """Everything that will come, in order."""
    seats = [f"seat_{number:022}" for number in range(SEATS)]
    coming = [one for number, seat in enumerate(seats) for one in sound(seat, 2 * number + 1)]
    coming += [one for number, seat in enumerate(seats) for one in pictures(seat, 2 * number + 2)]
    return sorted(coming, key=lambda one: one[0])


async def brought(coming: list[Coming], take: Take) -> None:
    """Bring the packets at their pace."""
    began, at = time.monotonic(), 0
    while at < len(coming):
        passed = time.monotonic() - began
        while at < len(coming) and coming[at][0] <= passed:
            due, seat, source, one = coming[at]
            one.arrival = began + due
            take(MEETING, seat, source, one)
            at += 1
        await asyncio.sleep(STEP)


def nobody(*_packet: object) -> None:
    """Take nothing."""


async def cpu_s(coming: list[Coming], folder: Path | None) -> float:
    """Processor seconds of one run; with no folder, of the bringing alone."""
    gc.collect()
    if folder is None:
        began = time.process_time()
        await brought(coming, nobody)
        return time.process_time() - began
    recorder = Recorder(folder, nobody)
    seats = {(seat, source) for _, seat, source, _ in coming}
    recorder.plan(MEETING, seats, {})
    began = time.process_time()
    await brought(coming, recorder.packet)
    await recorder.drain("left")
    return time.process_time() - began


async def us_per_packet(place: Path) -> float:
    """Microseconds of a processor for each packet; the folders lie in `place`."""
    coming = load()
    bare = min([await cpu_s(coming, None) for _ in range(2)])
    with TemporaryDirectory(dir=place) as folder:
        whole = await cpu_s(coming, Path(folder))
        kept = await asyncio.to_thread(_bytes_in, Path(folder))
    each = (whole - bare) * 1e6 / len(coming)
    sent = sum(len(one.payload) for *_, one in coming)
    if kept < 0.95 * sent:
        raise SystemExit(f"Only {kept} of {sent} bytes were recorded.")
    rate = len(coming) / SECONDS
    print(
        f"  recording: {len(coming)} packets, {rate:.0f}/s, {whole:.2f} s of processor less {bare:.2f}: {each:.2f} us"
    )
    return each


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*/*/*.webm"))
