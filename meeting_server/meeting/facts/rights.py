"""What a seat may do beside its role's table: taken by whoever presides, and given back (การจัดการสิทธิ, ข้อ ๑๐ (๒))."""

from dataclasses import dataclass
from enum import StrEnum

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import SeatId


class SeatRight(StrEnum):
    """What can be taken from one seat alone; hearing is not among it, nor a vote: for that there is suspension."""

    MICROPHONE = "microphone"
    CAMERA = "camera"
    CHAT = "chat"
    HAND = "hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class RightTaken(Fact):
    """A seat may not do this any more, until it is given back."""

    seat: SeatId
    right: SeatRight


@dataclass(frozen=True, slots=True, kw_only=True)
class RightGranted(Fact):
    """A seat may do again what its role lets it."""

    seat: SeatId
    right: SeatRight


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What was taken from whom; it stays so over leaving, coming back and every device."""

    taken: frozenset[tuple[SeatId, SeatRight]] = frozenset()

    def after(self, fact: Fact) -> "Rights":
        """The rights once this fact has happened."""
        match fact:
            case RightTaken(seat=seat, right=right):
                return Rights(taken=self.taken | {(seat, right)})
            case RightGranted(seat=seat, right=right):
                return Rights(taken=self.taken - {(seat, right)})
            case MeetingClosed():
                return Rights()
            case _:
                return self

    def of(self, seat: SeatId) -> tuple[SeatRight, ...]:
        """What was taken from this seat, always in one order."""
        return tuple(right for right in SeatRight if (seat, right) in self.taken)
