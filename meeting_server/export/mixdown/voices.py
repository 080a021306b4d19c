"""The sound of the copy: every voice where it was on the clock, silence where there is none, all of them added up."""

from collections.abc import Iterator, Mapping, Sequence

import av
from av.filter import Graph

from meeting_server.export.mixdown.frames import Frames
from meeting_server.export.mixdown.plan import Take

RATE = 48_000
_BYTES = 4  # of a sample, as a float
_JITTER = RATE // 50  # frames that fit together within 20 ms are put together
_SILENCE = bytes(RATE * _BYTES)


class Voice:
    """One seat's microphone, a second at a time; ask for the seconds in order."""

    def __init__(self, takes: Sequence[Take]) -> None:
        self.frames = Frames(takes)
        self._resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        self._take: Take | None = None
        self._end = 0  # the sample after the last one written, from the opening
        self._sound = bytearray(2 * _SILENCE)  # this second and the next, into which a frame may reach

    def second(self, number: int) -> bytes:
        """The samples of this second of the meeting: RATE floats, mono."""
        for at, frame in self.frames.until(number + 1.0):
            if isinstance(frame, av.AudioFrame):
                self._place(number * RATE, at, self._samples(frame))
        second = bytes(self._sound[: len(_SILENCE)])
        self._sound = self._sound[len(_SILENCE) :] + _SILENCE
        return second

    def _samples(self, frame: av.AudioFrame) -> bytes:
        frame.pts = None  # The place is ours to find: a hole must not be made up for here.
        return b"".join(
            bytes(each.planes[0])[: each.samples * _BYTES] for each in self._resampler.resample(frame)
        )

    def _place(self, first: int, at: float, samples: bytes) -> None:
        """Put these where they were; `first` is the sample at which this second begins."""
        place = round(at * RATE)
        if self._take is self.frames.take and abs(place - self._end) <= _JITTER:
            place = self._end
        self._take, self._end = self.frames.take, place + len(samples) // _BYTES
        offset = (place - first) * _BYTES
        samples, offset = samples[max(0, -offset) :], max(0, offset)
        samples = samples[: len(self._sound) - offset]
        self._sound[offset : offset + len(samples)] = samples


class Voices:
    """All microphones of a meeting as one sound."""

    def __init__(self, takes: Mapping[str, Sequence[Take]]) -> None:
        self._voices = [Voice(each) for each in takes.values()]
        self._graph = Graph()
        self._inputs = [
            self._graph.add_abuffer(format="flt", layout="mono", sample_rate=RATE) for _ in self._voices
        ]
        mix = self._graph.add("amix", f"inputs={len(self._voices)}:normalize=0")
        # The limiter looks ahead; what that takes of the clock it gives back.
        limiter = self._graph.add("alimiter", "level=false:limit=0.95:latency=true")
        shape = self._graph.add("aformat", f"sample_fmts=flt:sample_rates={RATE}:channel_layouts=mono")
        self._sink = self._graph.add("abuffersink")
        for index, each in enumerate(self._inputs):
            each.link_to(mix, 0, index)
        mix.link_to(limiter)
        limiter.link_to(shape)
        shape.link_to(self._sink)
        self._graph.configure()

    @property
    def left_out(self) -> int:
        """Files that could not be read."""
        return sum(voice.frames.left_out for voice in self._voices)

    def second(self, number: int) -> Iterator[av.AudioFrame]:
        """The frames of this second, as they come out of the mix."""
        for voice, entry in zip(self._voices, self._inputs, strict=True):
            frame = av.AudioFrame(format="flt", layout="mono", samples=RATE)
            frame.planes[0].update(voice.second(number))
            frame.sample_rate, frame.pts = RATE, number * RATE
            entry.push(frame)
        yield from self._mixed()

    def rest(self) -> Iterator[av.AudioFrame]:
        """What is still in the mix after the last second."""
        for entry in self._inputs:
            entry.push(None)
        yield from self._mixed()

    def _mixed(self) -> Iterator[av.AudioFrame]:
        while True:
            try:
                frame = self._sink.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            if isinstance(frame, av.AudioFrame):
                yield frame
