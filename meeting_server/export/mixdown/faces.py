"""The picture of the copy: the cameras side by side, each seat in its place; a shared screen alone while it lasts."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, sqrt

import av
from av.filter import Graph

from meeting_server.export.mixdown.frames import Frames, Timed
from meeting_server.export.mixdown.plan import Take

WIDTH, HEIGHT = 1280, 720
FPS = 10
_STALE = 3.0  # seconds without a picture after which a seat's place is empty
_DARK = (38, 128, 128)  # luma and chroma of an empty place, and of the borders below

Planes = list[
    bytearray
]  # luma, then both chroma at half the width and height (yuv420p), rows without padding
Place = tuple[int, int, int, int]  # left, top, width, height


class Fit:
    """Brings pictures of any size into one place, whole, with dark borders."""

    def __init__(self, width: int, height: int) -> None:
        self._width, self._height = width, height
        self._size = (0, 0, "")
        self._graph = Graph()

    def __call__(self, frame: av.VideoFrame) -> Sequence[tuple[bytes, int]]:
        """The planes of the picture, each with the length of its rows."""
        size = (frame.width, frame.height, frame.format.name)
        if size != self._size:
            self._size, self._graph = size, self._made(size)
        frame.pts = None
        self._graph.push(frame)
        fitted = self._graph.pull()
        if not isinstance(fitted, av.VideoFrame):
            return ()
        return [(bytes(plane), plane.line_size) for plane in fitted.planes]

    def _made(self, size: tuple[int, int, str]) -> Graph:
        graph = Graph()
        source = graph.add_buffer(
            width=size[0], height=size[1], format=av.VideoFormat(size[2]), time_base=Fraction(1, 1000)
        )
        steps = [
            graph.add(
                "scale",
                f"{self._width}:{self._height}:force_original_aspect_ratio=decrease:force_divisible_by=2",
            ),
            graph.add("pad", f"{self._width}:{self._height}:-1:-1:color=0x1a1a1a"),
            graph.add("format", "yuv420p"),
            graph.add("buffersink"),
        ]
        for step in steps:
            source.link_to(step)
            source = step
        graph.configure()
        return graph


class Face:
    """The newest picture of one seat, in its place."""

    def __init__(self, takes: Sequence[Take], place: Place) -> None:
        self.frames = Frames(takes)
        self.place = place
        self._fit = Fit(place[2], place[3])
        self._newest: Timed | None = None
        self._is_new = False
        self.is_there = False

    def at(self, moment: float) -> None:
        """Read on to this second of the meeting."""
        for timed in self.frames.until(moment + 1 / FPS):
            self._newest, self._is_new = timed, True
        there = self._newest is not None and moment - self._newest.at < _STALE
        self._is_new |= there != self.is_there
        self.is_there = there

    def draw(self, canvas: Planes, *, anyway: bool = False) -> None:
        """Put what has changed into the picture."""
        if not self._is_new and not anyway:
            return
        self._is_new = False
        if self.is_there and self._newest is not None and isinstance(self._newest.frame, av.VideoFrame):
            put(canvas, self.place, self._fit(self._newest.frame))
        else:
            put(canvas, self.place, ())


def put(canvas: Planes, place: Place, planes: Sequence[tuple[bytes, int]]) -> None:
    """Copy a picture into its place; nothing: make the place dark."""
    left, top, width, height = place
    for index, plane in enumerate(canvas):
        half = 1 if index == 0 else 2
        row = WIDTH // half
        for line in range(height // half):
            begin = (top // half + line) * row + left // half
            if planes:
                content, length = planes[index]
                plane[begin : begin + width // half] = content[line * length : line * length + width // half]
            else:
                plane[begin : begin + width // half] = bytes([_DARK[index]]) * (width // half)


def places(count: int) -> list[Place]:
    """Where so many pictures go: rows of 16 to 9, the whole in the middle."""
    columns = ceil(sqrt(count))
    rows = ceil(count / columns)
    width = min(WIDTH // columns, (HEIGHT // rows) * 16 // 9) // 4 * 4
    height = width * 9 // 16 // 2 * 2
    left, top = (WIDTH - columns * width) // 4 * 2, (HEIGHT - rows * height) // 4 * 2
    return [(left + n % columns * width, top + n // columns * height, width, height) for n in range(count)]


class Faces:
    """The cameras of a meeting and its shared screens as one picture."""

    def __init__(self, cameras: Mapping[str, Sequence[Take]], screens: Mapping[str, Sequence[Take]]) -> None:
        self._faces = [
            Face(takes, place)
            for takes, place in zip(cameras.values(), places(max(1, len(cameras))), strict=False)
        ]
        whole = (0, 0, WIDTH, HEIGHT)
        self._screens = [Face(takes, whole) for takes in screens.values()]
        self._was_shared = True  # so that the first picture is drawn whole
        self._canvas: Planes = [bytearray(WIDTH * HEIGHT), *(bytearray(WIDTH * HEIGHT // 4) for _ in "uv")]

    @property
    def left_out(self) -> int:
        """Files that could not be read."""
        return sum(face.frames.left_out for face in (*self._faces, *self._screens))

    def picture(self, number: int) -> av.VideoFrame:
        """The picture of this number, FPS of them a second."""
        for face in (*self._faces, *self._screens):
            face.at(number / FPS)
        shared = next((screen for screen in self._screens if screen.is_there), None)
        if shared is not None:
            shared.draw(self._canvas, anyway=not self._was_shared)
        else:
            if self._was_shared:
                put(self._canvas, (0, 0, WIDTH, HEIGHT), ())
            for face in self._faces:
                face.draw(self._canvas, anyway=self._was_shared)
        self._was_shared = shared is not None
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        for plane, content in zip(frame.planes, self._canvas, strict=True):
            plane.update(bytes(content))
        frame.pts = number
        return frame
