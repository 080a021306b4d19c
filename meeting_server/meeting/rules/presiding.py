"""Who presides (ทำหน้าที่ประธานในที่ประชุม): handed over, taken by the next in order, and taken back (ข้อ ๑๐ (๑)).

The order is the meeting's own: the chair, then whoever holds `presiding`, as the roster has them. Nobody else comes to
preside but by the chair's own hand, or by an election while nobody of the order is there.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.session import Passing, Phase, PresidingPassed
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right, Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command, PresidingCommand, must_be_called, must_be_sitting
from meeting_server.meeting.state import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class PassPresiding(PresidingCommand):
    """Hand presiding over to somebody of the order; where nobody else of it is there, to any member."""

    seat: SeatId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Before one is suspended oneself, or goes (ข้อ ๑๐ (๒))."""
        must_be_called(meeting)
        actor.must_preside(meeting)
        must_be_able(meeting, self.seat)
        if self.seat not in {seat.id for seat in in_order(meeting)} and _able(meeting, but=meeting.presiding):
            raise Refused(Reason.NOT_IN_ORDER)
        yield PresidingPassed(seat=self.seat, why=Passing.HANDED_OVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackPresiding(Command):
    """The chair is back, and presides again."""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """By one press, whoever presides meanwhile."""
        must_be_called(meeting)
        own = actor.must_be_inside(meeting)
        if Role.CHAIR not in own.roles:
            raise Refused(Reason.NOT_ALLOWED)
        must_be_able(meeting, own.id)
        yield PresidingPassed(seat=own.id, why=Passing.TAKEN_BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepIn(Command):
    """Preside because nobody before oneself in the order has come, so that the meeting can be opened."""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Before the opening alone: in a sitting the machine passes it on, once it has waited."""
        must_be_called(meeting)
        own = actor.must_be_inside(meeting)
        if meeting.phase is not Phase.CALLED:
            raise Refused(Reason.ALREADY_OPEN)
        if Role.PRESIDING not in own.roles:
            raise Refused(Reason.NOT_ALLOWED)
        must_be_able(meeting, own.id)
        first = _able(meeting)
        if meeting.presiding in meeting.attendance.present or first[0].id != own.id:
            raise Refused(Reason.NOT_IN_ORDER)
        yield PresidingPassed(seat=own.id, why=Passing.ABSENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElectPresiding(Command):
    """Put down whom the members elected to preside, while nobody of the order is there."""

    seat: SeatId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """By the secretary or the controller; the election itself was spoken, and is on record."""
        must_be_called(meeting)
        actor.must_have(meeting, Right.NOTE_ELECTION)
        must_be_able(meeting, self.seat)
        if _able(meeting) or meeting.presiding in meeting.attendance.present:
            raise Refused(Reason.NOT_IN_ORDER)
        yield PresidingPassed(seat=self.seat, why=Passing.ELECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLoss(Command):
    """Whoever presides has had no line for so many seconds."""

    seat: SeatId
    seconds: int

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Passed to the next in order; silent while it is too early, or none of them is there."""
        actor.must_be_system()
        must_be_sitting(meeting)
        is_gone = self.seat == meeting.presiding and self.seat not in meeting.attendance.present
        if not is_gone or self.seconds < meeting.profile.succession.lost_seconds:
            return
        for following in _able(meeting):
            yield PresidingPassed(seat=following.id, why=Passing.LINE_LOST)
            return


def in_order(meeting: Meeting) -> tuple[Seat, ...]:
    """Who presides by the meeting's own order: the chair, then the others as the roster has them."""
    chairs, others = meeting.calling.holding(Role.CHAIR), meeting.calling.holding(Role.PRESIDING)
    return (*chairs, *(seat for seat in others if seat not in chairs))


def must_be_able(meeting: Meeting, seat: SeatId) -> None:
    """Raises Refused unless somebody may come to preside now: a member who is there, not suspended, and does not yet."""
    known = meeting.calling.seats.get(seat)
    if known is None:
        raise Refused(Reason.UNKNOWN_SEAT)
    if not {Role.CHAIR, Role.PRESIDING, Role.MEMBER} & known.roles:
        raise Refused(Reason.NOT_ALLOWED)
    if seat in meeting.suspensions:
        raise Refused(Reason.SUSPENDED, item=meeting.suspensions.in_force[seat].item)
    if seat not in meeting.attendance.present:
        raise Refused(Reason.NOT_PRESENT, seat=seat)
    if seat == meeting.presiding:
        raise Refused(Reason.PRESIDES_ALREADY, seat=seat)


def _able(meeting: Meeting, but: SeatId | None = None) -> tuple[Seat, ...]:
    """Those of the order who are there and not suspended."""
    there, out = meeting.attendance.present, meeting.suspensions
    return tuple(
        seat for seat in in_order(meeting) if seat.id in there and seat.id not in out and seat.id != but
    )
