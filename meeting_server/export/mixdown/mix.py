"""Mixing one meeting into one file: a second of sound, a second of pictures, and so on to the close."""

import os
from collections.abc import Callable, Iterable
from fractions import Fraction
from math import ceil
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.stream import VideoStream

from meeting_server.export.mixdown.faces import FPS, HEIGHT, WIDTH, Faces
from meeting_server.export.mixdown.plan import Plan
from meeting_server.export.mixdown.voices import RATE, Voices

PART = ".part"
_SOUND_BITS = 64_000
_PICTURE_BITS = 700_000
_KEY_EVERY = 5 * FPS
# The fast ways of libvpx: the copy of a long meeting must not take longer than the meeting.
_PACE = {"deadline": "realtime", "cpu-used": "6"}


class DiskFull(Exception):  # noqa: N818 - what became of the disk
    """The copy would take what the recorder and the database need."""


def mix(plan: Plan, told: Callable[[int, int], None]) -> int:
    """Make the copy; tell each second done, of how many. How many files could not be read.

    The file has its name only when it is whole and safe on disk. Raises DiskFull, OSError, FFmpegError; whatever
    it was, nothing half is left behind.
    """
    part = plan.out.with_name(plan.out.name + PART)
    part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with av.open(str(part), "w", format="webm") as container:
            left_out = _Mixer(plan, container).run(told)
        _sync(part)
        part.rename(plan.out)
    finally:
        part.unlink(missing_ok=True)
    _sync(plan.out.parent)
    return left_out


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Mixer:
    def __init__(self, plan: Plan, container: OutputContainer) -> None:
        self._plan = plan
        self._container = container
        cameras, screens = plan.of("camera"), plan.of("screen")
        self._voices = Voices(plan.of("mic")) if plan.of("mic") else None
        self._faces = Faces(cameras, screens) if cameras or screens else None
        # Pictures first: that is how players show what a file is.
        self._picture = self._add_picture() if self._faces else None
        self._sound = self._add_sound() if self._voices else None

    def _add_picture(self) -> VideoStream:
        stream = self._container.add_stream("libvpx", rate=FPS, options=_PACE)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.bit_rate, stream.gop_size = _PICTURE_BITS, _KEY_EVERY
        stream.time_base = Fraction(1, FPS)
        return stream

    def _add_sound(self) -> AudioStream:
        stream = self._container.add_stream("libopus", rate=RATE)
        stream.layout, stream.format = "mono", "flt"
        stream.bit_rate = _SOUND_BITS
        return stream

    def run(self, told: Callable[[int, int], None]) -> int:
        seconds = max(1, ceil(self._plan.seconds))
        for number in range(seconds):
            self._must_leave_room()
            if self._faces and self._picture:
                for each in range(number * FPS, (number + 1) * FPS):
                    self._container.mux(self._picture.encode(self._faces.picture(each)))
            if self._voices:
                self._hear(self._voices.second(number))
            told(number + 1, seconds)
        if self._voices and self._sound:
            self._hear(self._voices.rest())
            self._container.mux(self._sound.encode(None))
        if self._picture:
            self._container.mux(self._picture.encode(None))
        return sum(each.left_out for each in (self._voices, self._faces) if each is not None)

    def _hear(self, frames: Iterable[av.AudioFrame]) -> None:
        for frame in frames:
            if self._sound is not None:
                self._container.mux(self._sound.encode(frame))

    def _must_leave_room(self) -> None:
        disk = os.statvfs(self._plan.out.parent)
        if disk.f_bavail * disk.f_frsize < self._plan.leave:
            raise DiskFull
