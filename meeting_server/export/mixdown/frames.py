"""The decoded frames of a seat's files, one file after the other, each with its second of the meeting."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import av
from av.error import FFmpegError

from meeting_server.export.mixdown.plan import Take


class Timed(NamedTuple):
    """A frame and when it is, in seconds from the opening."""

    at: float
    frame: av.AudioFrame | av.VideoFrame


class Frames:
    """Reads on as the meeting goes on; a file is opened when its time comes, and one that cannot be read is left out."""

    def __init__(self, takes: Sequence[Take]) -> None:
        self.left_out = 0
        self.take: Take | None = None  # the one being read
        self._takes = takes
        self._frames = self._all()
        self._next: Timed | None = None

    def _all(self) -> Iterator[Timed | None]:
        """Every frame; None where the next file has not been opened yet."""
        for take in self._takes:
            self.take = take
            yield None
            try:
                yield from self._of(take)
            except (FFmpegError, OSError):
                self.left_out += 1
        self.take = None

    @staticmethod
    def _of(take: Take) -> Iterator[Timed]:
        with av.open(str(take.path)) as container:
            for frame in container.decode(container.streams[0]):
                if isinstance(frame, av.AudioFrame | av.VideoFrame):
                    yield Timed(take.began + (frame.time or 0.0), frame)

    def until(self, end: float) -> Iterator[Timed]:
        """The frames before this second that were not given yet."""
        while True:
            if self._next is None and self.take is not None and self.take.began >= end:
                return
            if self._next is None:
                self._next = next(self._frames, None)
            if self._next is None:
                if self.take is None:
                    return
                continue
            if self._next.at >= end:
                return
            due, self._next = self._next, None
            yield due
