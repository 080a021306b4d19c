"""How long somebody before the room was really heard by whoever has turned to them: our own count, nobody's word."""

from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from meeting_server.media.gate import Passage
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import MediaPlan

_A_SECOND = 20  # packets of sound passed on; a microphone sends fifty


class Heard(NamedTuple):
    """So many seconds in which one seat's sound was passed on to another."""

    seat: SeatId
    by: SeatId
    seconds: int


class Overhearing:
    """The seconds of every way that leads from before the room into it; a new way begins at nothing."""

    def __init__(self) -> None:
        self._counted: dict[Passage, tuple[int, int]] = {}  # packets, seconds

    def second(self, passages: Iterable[Passage], muted: Container[SeatId]) -> Iterator[Heard]:
        """Look once a second at the ways that stand; tells of those on which something was heard since the last.

        What a muted microphone sends is sound to nobody.
        """
        before = self._counted
        self._counted = {}
        for passage in passages:
            packets, seconds = before.get(passage, (passage.packets, 0))
            is_heard = passage.packets - packets >= _A_SECOND and passage.pair.sender not in muted
            self._counted[passage] = (passage.packets, seconds + is_heard)
            if is_heard:
                yield Heard(passage.pair.sender, passage.pair.receiver, seconds + 1)


def overheard(plan: MediaPlan) -> dict[SeatId, frozenset[SeatId]]:
    """Whom each seat hears beside its own circle."""
    places = (place for circle in plan.circles for place in circle.places)
    return {place.seat: place.overhears for place in places if place.overhears}
