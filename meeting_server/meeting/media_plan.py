"""Who is inside, who may send what, and what is recorded: the only thing the relay ever knows (media.md §6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from meeting_server.meeting.ids import SeatId


class Source(StrEnum):
    """What a seat may send."""

    MIC = "mic"
    CAMERA = "camera"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A seat inside a circle: what it may send there, and whether it may hear."""

    seat: SeatId
    sends: frozenset[Source]
    hears: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A set of seats; packets pass only inside it."""

    name: str
    places: tuple[Place, ...]  # ordered by seat; a seat stands in at most one circle


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaPlan:
    """The whole plan of one meeting; a seat in no circle gets nothing and sends nothing."""

    circles: tuple[Circle, ...] = ()
    record: frozenset[tuple[SeatId, Source]] = frozenset()
    presiding: SeatId | None = None  # the seat whose voice always has a slot of its own

    def seats(self) -> Iterable[SeatId]:
        """Every seat inside some circle."""
        return (place.seat for circle in self.circles for place in circle.places)
