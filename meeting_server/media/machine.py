"""What a worker finds of its machine before anybody is there: how fast a core is, and what the disk makes safe."""

import contextlib
import os
import time
from pathlib import Path
from typing import NamedTuple

from meeting_server.media.rtp import parse_rtp, write_rtp

_ROUNDS = 4_000
_REFERENCE_US = 0.92  # processor time of one round on the machine that the figures of the model come from
_BLOCK = 1 << 20
_BLOCKS = 8
_LONGEST = 1.0  # seconds; a disk that is slower than this allows has been measured well enough by then


class Found(NamedTuple):
    """A core's speed as a multiple of the reference, and bytes a second to the disk (0: it takes nothing)."""

    speed: float
    disk: float


def look(folder: Path) -> Found:
    """Measure both; takes some ten milliseconds, at most a second or so, and belongs in a thread."""
    return Found(round(speed(), 2), round(disk(folder)))


def speed() -> float:
    """By the relay's own work on packets, in processor time: others who are busy do not count."""
    packet = write_rtp(b"", 111, 1, 960, 1, bytes(80))
    began = time.thread_time()
    for number in range(_ROUNDS):
        parsed = parse_rtp(packet, 0.0)
        if parsed is not None:
            packet = write_rtp(b"", 111, number & 0xFFFF, parsed.timestamp, parsed.ssrc, parsed.payload)
    spent_us = (time.thread_time() - began) * 1_000_000 / _ROUNDS
    return _REFERENCE_US / max(spent_us, 0.01)


def disk(folder: Path) -> float:
    """As the recorder writes: whole blocks, each made safe before the next."""
    path = folder / f"probe-{os.getpid()}.part"
    written, began = 0, time.monotonic()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            block = os.urandom(_BLOCK)
            for _ in range(_BLOCKS):
                written += os.write(file, block)
                os.fdatasync(file)
                if time.monotonic() - began > _LONGEST:
                    break
        finally:
            os.close(file)
    except OSError:
        return 0.0  # Full, or not to be written: the recorder will say so in its turn.
    finally:
        with contextlib.suppress(OSError):
            path.unlink()
    return written / max(time.monotonic() - began, 0.000_001)
