"""Vouching (การรับรองการแสดงตน) for somebody who cannot sign in, taking it back, and turning them away (ข้อ ๙).

Whoever vouches has a proof of their own that goes back to a sign-in, has turned to the visitor, and was passed on
enough of their sound by our own relay: what a page says of that counts for nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import (
    IdentityVouched,
    Method,
    ProofRevoked,
    VisitEnded,
    VisitEnding,
    VisitorHeard,
    VisitorTurnedAway,
    VisitorUnwatched,
    VisitorWatched,
)
from meeting_server.meeting.facts.presence import Entered
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.profile import VouchingRule
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command, must_be_called
from meeting_server.meeting.rules.documents import told_of_access
from meeting_server.meeting.state import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchVisitor(Command):
    """Turn to a visitor, to see and hear who they are."""

    seat: SeatId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """To one at a time; whoever was turned to before is left."""
        must_be_called(meeting)
        own = actor.must_have(meeting, Right.VOUCH)
        _must_await(meeting, self.seat)
        if own.id in meeting.attendance.rooms:
            # Their own device plays nothing: they could not hear the visitor.
            raise Refused(Reason.NOT_ALLOWED)
        if meeting.identity.watching.get(own.id) != self.seat:
            yield VisitorWatched(seat=self.seat, by=own.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnwatchVisitor(Command):
    """Turn away again."""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Silent when nobody was turned to."""
        must_be_called(meeting)
        own = actor.must_be_inside(meeting)
        if (seat := meeting.identity.watching.get(own.id)) is not None:
            yield VisitorUnwatched(seat=seat, by=own.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteHeard(Command):
    """The relay has passed on so many seconds of a visitor's sound."""

    seat: SeatId
    by: SeatId
    seconds: int

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Once it is enough, while both are still there for each other."""
        actor.must_be_system()
        must_be_called(meeting)
        identity = meeting.identity
        is_enough = self.seconds >= vouching_rule(meeting).heard_seconds
        if (
            is_enough
            and identity.watching.get(self.by) == self.seat
            and (self.seat, self.by) not in identity.heard
        ):
            yield VisitorHeard(seat=self.seat, by=self.by, seconds=self.seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouch(Command):
    """Say of a visitor that one knows them, and has seen or heard them.

    `statement` is the SHA-256 (hex) of the sentence that was ticked, `current` that of the sentence in force.
    """

    seat: SeatId
    statement: str
    current: str

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """They are in the room from this moment on, and not before: no vote, no presence is dated back."""
        must_be_called(meeting)
        own = actor.must_have(meeting, Right.VOUCH)
        if self.seat == own.id:
            raise Refused(Reason.NO_VOUCH_FOR_ONESELF)
        _must_be_heard(meeting, self.seat, own)
        if self.statement != self.current:
            raise Refused(Reason.STATEMENT_NOT_MADE)
        yield IdentityVouched(seat=self.seat, voucher=own.id, statement=self.current)
        yield Entered(seat=self.seat)
        yield from told_of_access(meeting, self.seat)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeProof(Command):
    """Take back that somebody was vouched for, or let in by a link."""

    seat: SeatId
    reason: str

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Whoever vouched may undo it, the chair and the secretary anyone's; what rests on it falls with it."""
        must_be_called(meeting)
        own = actor.must_be_inside(meeting)
        if self.seat not in meeting.calling.seats:
            raise Refused(Reason.UNKNOWN_SEAT)
        by = stands_for(meeting, self.seat)
        if by is None:
            raise Refused(Reason.NOT_VOUCHED_FOR, seat=self.seat)
        is_own = by == own.id
        if self.seat == own.id or not (is_own or Right.REVOKE_PROOF in own.rights):
            raise Refused(Reason.NOT_ALLOWED)
        if not self.reason.strip():
            raise Refused(Reason.EMPTY_TEXT)
        for seat in (self.seat, *resting_on(meeting, self.seat)):
            yield ProofRevoked(seat=seat, reason=self.reason.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnAway(Command):
    """Let a visitor wait no longer."""

    seat: SeatId
    reason: str

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Whoever waits before the room, and never without telling them why."""
        must_be_called(meeting)
        own = actor.must_have(meeting, Right.TURN_AWAY)
        _must_await(meeting, self.seat)
        if not self.reason.strip():
            raise Refused(Reason.EMPTY_TEXT)
        yield VisitorTurnedAway(seat=self.seat, by=own.id, reason=self.reason.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class EndVisit(Command):
    """A visitor gives up waiting."""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Of a visitor alone; one who is in the room by now leaves it."""
        seat = actor.must_hold_seat(meeting)
        if seat.id not in meeting.identity.visiting or seat.id in meeting.identity.proofs:
            raise Refused(Reason.NOT_AWAITING, seat=seat.id)
        yield VisitEnded(seat=seat.id, why=VisitEnding.LEFT)


def vouching_rule(meeting: Meeting) -> VouchingRule:
    """What the meeting's profile says of vouching."""
    return meeting.profile.vouching


def resting_on(meeting: Meeting, seat: SeatId) -> Iterator[SeatId]:
    """Everybody whose proof falls with this seat's, the nearest first, each once."""
    found = [seat]
    for one in found:
        let_in = (*meeting.identity.vouched_by(one), *meeting.links.let_in_by(one))
        found += [whom for whom in let_in if whom not in found]
    yield from found[1:]


def stands_for(meeting: Meeting, seat: SeatId) -> SeatId | None:
    """Who vouched for whoever is at a seat, or let them in by a link; None where their own sign-in is the proof."""
    if meeting.identity.proofs.get(seat) is Method.LINK and seat in meeting.links.used:
        return meeting.links.used[seat].by
    return meeting.identity.vouchers.get(seat)


def may_vouch(meeting: Meeting, seat: Seat) -> bool:
    """Whether this seat may vouch for somebody just now, as soon as it has heard them."""
    try:
        Actor.of_seat(seat.id).must_have(meeting, Right.VOUCH)
        _must_be_entitled(meeting, seat)
    except Refused:
        return False
    return True


def _must_await(meeting: Meeting, seat: SeatId) -> None:
    if seat not in meeting.calling.seats:
        raise Refused(Reason.UNKNOWN_SEAT)
    if seat not in meeting.identity.awaiting:
        raise Refused(Reason.NOT_AWAITING, seat=seat)


def may_be_vouched_for_in_room(meeting: Meeting, seat: SeatId) -> bool:
    """Whether somebody sits before a room device and has shown nobody who they are."""
    there = meeting.attendance
    return there.sits(seat) and there.rooms[seat] in there.present and seat not in meeting.identity.proofs


def _must_be_heard(meeting: Meeting, visitor: SeatId, own: Seat) -> None:
    """Whoever waits before the room was seen and heard; who sits in one is seen there by all who are in the meeting."""
    if not may_be_vouched_for_in_room(meeting, visitor):
        _must_await(meeting, visitor)
        if visitor not in meeting.attendance.connected:
            raise Refused(Reason.NOT_PRESENT, seat=visitor)
    _must_be_entitled(meeting, own)
    if visitor in meeting.identity.awaiting and (visitor, own.id) not in meeting.identity.heard:
        raise Refused(Reason.NOT_HEARD_ENOUGH, seconds=vouching_rule(meeting).heard_seconds)


def _must_be_entitled(meeting: Meeting, own: Seat) -> None:
    rule, identity = vouching_rule(meeting), meeting.identity
    if identity.proofs[own.id] is not Method.LOGIN and not rule.by_vouched:
        raise Refused(Reason.VOUCHED_FOR_CANNOT_VOUCH)
    if len(identity.vouched_by(own.id)) >= rule.most:
        raise Refused(Reason.VOUCHED_OFTEN_ENOUGH, most=rule.most)
