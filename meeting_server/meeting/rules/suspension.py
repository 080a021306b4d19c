"""Declaring an interest, suspending a seat for an agenda item, and calling it back (ข้อ ๑๐ (๒))."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.suspension import (
    CountersRead,
    Ground,
    Interest,
    InterestDeclared,
    Moment,
    Return,
    SeatRestored,
    SeatSuspended,
)
from meeting_server.meeting.ids import ItemId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command, PresidingCommand, must_be_sitting
from meeting_server.meeting.state import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareInterest(Command):
    """A participant says that they have an interest in an item not yet finished."""

    item: ItemId
    reason: Interest

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Once for each item; the chair then orders the suspension."""
        must_be_sitting(meeting)
        seat = actor.must_have(meeting, Right.DECLARE_INTEREST)
        _must_be_ahead(meeting, self.item)
        if (seat.id, self.item) in meeting.suspensions.declared:
            raise Refused(Reason.ALREADY_DECLARED)
        yield InterestDeclared(seat=seat.id, item=self.item, reason=self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendSeat(PresidingCommand):
    """Put a seat outside, both ways and in every channel, while the meeting considers the open item."""

    seat: SeatId
    item: ItemId
    ground: Ground
    reason: Interest

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """The seat leaves the media plan, the voters and the quorum base with this fact."""
        must_be_sitting(meeting)
        actor.must_preside(meeting)
        if self.seat not in meeting.calling.seats:
            raise Refused(Reason.UNKNOWN_SEAT)
        if meeting.calling.seats[self.seat].is_room:
            # It speaks for all who sit before it: whoever has the interest goes out of the room.
            raise Refused(Reason.ROOM_IS_NOT_SUSPENDED)
        _must_be_ahead(meeting, self.item)
        if meeting.agenda.current != self.item:
            raise Refused(Reason.ITEM_NOT_OPEN)
        if self.seat == meeting.presiding:
            raise Refused(Reason.PRESIDING_MUST_PASS_FIRST)
        if self.seat == actor.seat:
            # A controller who is conflicted may not be the one who executes the order (ข้อ ๑๐ (๒)).
            raise Refused(Reason.NOT_ALLOWED)
        if self.seat in meeting.suspensions:
            raise Refused(Reason.ALREADY_SUSPENDED, seat=self.seat)
        if self.seat not in meeting.attendance.entered:
            raise Refused(Reason.NOT_PRESENT, seat=self.seat)
        said = meeting.suspensions.declared.get((self.seat, self.item))
        if self.ground is Ground.DECLARED and (said is None or said.reason is not self.reason):
            # The record must not put into a member's mouth what they did not declare.
            raise Refused(Reason.NOT_DECLARED, seat=self.seat)
        if meeting.ballots.current is not None:
            # The electorate was frozen when the ballot opened; it is closed before anyone leaves it.
            raise Refused(Reason.BALLOT_OPEN)
        yield SeatSuspended(seat=self.seat, item=self.item, ground=self.ground, reason=self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreSeat(PresidingCommand):
    """Call a suspended seat back before its item closes."""

    seat: SeatId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """The seat is inside again from this fact on."""
        must_be_sitting(meeting)
        actor.must_preside(meeting)
        if self.seat not in meeting.calling.seats:
            raise Refused(Reason.UNKNOWN_SEAT)
        if self.seat not in meeting.suspensions:
            raise Refused(Reason.NOT_SUSPENDED)
        if meeting.ballots.current is not None:
            raise Refused(Reason.BALLOT_OPEN)
        suspended = meeting.suspensions.in_force[self.seat]
        yield SeatRestored(seat=self.seat, item=suspended.item, why=Return.CHAIR)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCounters(Command):
    """The relay read a seat's counters as it was suspended or restored."""

    seat: SeatId
    item: ItemId
    moment: Moment
    received: int
    sent: int

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """The machine's own evidence of no reception."""
        actor.must_be_system()
        if self.seat not in meeting.calling.seats:
            raise Refused(Reason.UNKNOWN_SEAT)
        yield CountersRead(
            seat=self.seat, item=self.item, moment=self.moment, received=self.received, sent=self.sent
        )


def _must_be_ahead(meeting: Meeting, item: ItemId) -> None:
    if item not in meeting.calling.items:
        raise Refused(Reason.UNKNOWN_ITEM)
    if item in meeting.agenda.finished:
        raise Refused(Reason.ITEM_ALREADY_CLOSED)
