"""Taking a right from one seat, and giving it back, by whoever presides (การจัดการสิทธิ, ข้อ ๑๐ (๒))."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import HandEnding, HandLowered
from meeting_server.meeting.facts.rights import RightGranted, RightTaken, SeatRight
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import PresidingCommand, must_be_called
from meeting_server.meeting.state import Meeting

# What a role must carry for it to be taken: nobody is given by an order of the moment what their office lacks.
CARRIED: dict[SeatRight, Right] = {
    SeatRight.MICROPHONE: Right.SPEAK,
    SeatRight.CAMERA: Right.SEND_VIDEO,
    SeatRight.CHAT: Right.CHAT,
    SeatRight.HAND: Right.RAISE_HAND,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRight(PresidingCommand):
    """Let a seat do this no more, at any device, until it is given back."""

    seat: SeatId
    right: SeatRight

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Never of who presides, nor of the device through which they speak."""
        must_be_called(meeting)
        actor.must_preside(meeting)
        seat = _seat(meeting, self.seat)
        if CARRIED[self.right] not in seat.rights or (
            self.right is SeatRight.CAMERA and _is_by_sound(meeting)
        ):
            raise Refused(Reason.RIGHT_NOT_CARRIED, seat=seat.id)
        if seat.id in meeting.presiding_at:
            raise Refused(Reason.PRESIDING_KEEPS_RIGHTS)
        if (seat.id, self.right) in meeting.rights.taken:
            raise Refused(Reason.RIGHT_TAKEN_ALREADY, seat=seat.id)
        yield RightTaken(seat=seat.id, right=self.right)
        if self.right is SeatRight.HAND and seat.id in meeting.floor.hands:
            yield HandLowered(seat=seat.id, why=HandEnding.ORDERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRight(PresidingCommand):
    """Give a right back that was taken."""

    seat: SeatId
    right: SeatRight

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """What a role carries, and no more."""
        must_be_called(meeting)
        actor.must_preside(meeting)
        seat = _seat(meeting, self.seat)
        if (seat.id, self.right) not in meeting.rights.taken:
            raise Refused(Reason.RIGHT_NOT_TAKEN, seat=seat.id)
        yield RightGranted(seat=seat.id, right=self.right)


def must_not_be_taken(meeting: Meeting, seat: SeatId, right: SeatRight) -> None:
    """Raises Refused where this was taken from the seat; whoever presides has it whatever was taken before."""
    if seat != meeting.presiding and (seat, right) in meeting.rights.taken:
        raise Refused(Reason.RIGHT_TAKEN)


def _seat(meeting: Meeting, seat: SeatId) -> Seat:
    found = meeting.calling.seats.get(seat)
    if found is None:
        raise Refused(Reason.UNKNOWN_SEAT)
    return found


def _is_by_sound(meeting: Meeting) -> bool:
    called = meeting.calling.called
    return called is not None and called.sound_only
