"""Interest in an item: marked, declared or objected; heard, suspended, and called back (ข้อ ๑๐ (๒))."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.facts.suspension import (
    Basis,
    ConflictMarked,
    CountersRead,
    DeclarationWithdrawn,
    ExplanationBegan,
    ExplanationEnded,
    Ground,
    Interest,
    InterestDeclared,
    MarkRemoved,
    Moment,
    NoteTakerNamed,
    ObjectionDismissed,
    ObjectionRaised,
    Return,
    SeatRestored,
    SeatSuspended,
)
from meeting_server.meeting.ids import ItemId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right, Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import (
    Command,
    PresidingCommand,
    must_be_called,
    must_be_sitting,
)
from meeting_server.meeting.rules.documents import told_of_access
from meeting_server.meeting.state import Meeting


class Order(TypedDict):
    """Who orders, and who carries it out."""

    ordered_by: SeatId
    executed_by: SeatId


_UNDER_THE_ACT = {
    Interest.PARTY: Basis.APA_13_PARTY,
    Interest.RELATIVE: Basis.APA_13_RELATIVE,
    Interest.OTHER_BY_LAW: Basis.APA_13_OTHER,
    Interest.INTEREST: Basis.APA_16,
}


def basis_of(meeting: Meeting, reason: Interest) -> Basis:
    """The provision that an order for this reason rests on: of the act where its มาตรา ๑๕ holds, else ข้อ ๑๐ (๒)."""
    is_under_the_act = meeting.profile.recusal.stay_by_two_thirds
    return _UNDER_THE_ACT[reason] if is_under_the_act else Basis.CLAUSE_10_2


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkConflict(Command):
    """An officer marks, before the opening, that a participant may have an interest in an item."""

    seat: SeatId
    item: ItemId
    reason: Interest

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Their own interest everybody declares themselves."""
        must_be_called(meeting)
        if meeting.phase is not Phase.CALLED:
            raise Refused(Reason.ALREADY_OPEN)
        by = _must_be_known(meeting, actor, Right.MARK_CONFLICT)
        _must_be_of_a_person(meeting, self.seat)
        _must_be_ahead(meeting, self.item)
        if self.seat == by.id:
            raise Refused(Reason.DECLARE_IT_YOURSELF)
        before = meeting.suspensions.marked.get((self.seat, self.item))
        if before is not None and before.reason is self.reason:
            raise Refused(Reason.ALREADY_MARKED)
        yield ConflictMarked(seat=self.seat, item=self.item, reason=self.reason, by=by.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveMark(Command):
    """An officer takes a mark away: there is no conflict."""

    seat: SeatId
    item: ItemId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Nobody takes away what was marked of themselves."""
        must_be_called(meeting)
        by = _must_be_known(meeting, actor, Right.MARK_CONFLICT)
        if self.seat == by.id:
            raise Refused(Reason.NOT_ALLOWED)
        if (self.seat, self.item) not in meeting.suspensions.marked:
            raise Refused(Reason.NOT_MARKED)
        yield MarkRemoved(seat=self.seat, item=self.item, by=by.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareInterest(Command):
    """A participant says that they have an interest in an item not yet finished."""

    item: ItemId
    reason: Interest

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Once for each item, before the opening too; whoever presides then orders the suspension."""
        must_be_called(meeting)
        seat = _must_be_known(meeting, actor, Right.DECLARE_INTEREST)
        _must_be_ahead(meeting, self.item)
        if (seat.id, self.item) in meeting.suspensions.declared:
            raise Refused(Reason.ALREADY_DECLARED)
        early = meeting.phase is Phase.CALLED
        yield InterestDeclared(seat=seat.id, item=self.item, reason=self.reason, before_opening=early)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDeclaration(Command):
    """A participant takes back what they declared by mistake."""

    item: ItemId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Until it was decided: whoever is suspended is outside, and takes nothing back."""
        must_be_called(meeting)
        seat = _must_be_known(meeting, actor, Right.DECLARE_INTEREST)
        if (seat.id, self.item) not in meeting.suspensions.declared:
            raise Refused(Reason.NOT_DECLARED)
        yield DeclarationWithdrawn(seat=seat.id, item=self.item)


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseObjection(Command):
    """A participant objects that another has an interest in an item; whoever presides decides on it."""

    seat: SeatId
    item: ItemId
    reason: Interest
    text: str

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """One at a time for each participant and item; what was decided is not raised again for the same reason."""
        must_be_sitting(meeting)
        by = actor.must_have(meeting, Right.OBJECT)
        _must_be_of_a_person(meeting, self.seat)
        _must_be_ahead(meeting, self.item)
        if self.seat == by.id:
            raise Refused(Reason.DECLARE_IT_YOURSELF)
        if by.id == meeting.presiding:
            # Whoever decides on objections raises none: they order it.
            raise Refused(Reason.NOT_ALLOWED)
        said = meeting.suspensions
        if self.seat in said:
            raise Refused(Reason.ALREADY_SUSPENDED, seat=self.seat)
        if (self.seat, self.item) in said.objected:
            raise Refused(Reason.ALREADY_OBJECTED)
        if (self.seat, self.item, self.reason) in said.dismissed:
            raise Refused(Reason.OBJECTION_DECIDED)
        yield ObjectionRaised(
            seat=self.seat, item=self.item, reason=self.reason, by=by.id, text=_must_say(self.text)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissObjection(PresidingCommand):
    """Do not uphold an objection, and say why; upheld it is by suspending."""

    seat: SeatId
    item: ItemId
    text: str

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Nobody decides on an objection to themselves."""
        must_be_sitting(meeting)
        order = _must_order(meeting, actor.must_preside(meeting), self.seat, self.item)
        raised = meeting.suspensions.objected.get((self.seat, self.item))
        if raised is None:
            raise Refused(Reason.NO_OBJECTION)
        yield ObjectionDismissed(
            seat=self.seat, item=self.item, reason=raised.reason, text=_must_say(self.text), **order
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginExplanation(PresidingCommand):
    """Hear a participant on the open item before anything is ordered; no vote is taken on it meanwhile."""

    seat: SeatId
    item: ItemId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """They state the facts and answer questions."""
        must_be_sitting(meeting)
        order = _must_order(meeting, actor.must_preside(meeting), self.seat, self.item)
        _must_be_before_the_meeting(meeting, self.seat, self.item)
        if self.seat in meeting.suspensions.explaining:
            raise Refused(Reason.ALREADY_EXPLAINING)
        yield ExplanationBegan(seat=self.seat, item=self.item, **order)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndExplanation(PresidingCommand):
    """They have been heard; what follows is decided apart from it."""

    seat: SeatId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Whether or not they are there still."""
        must_be_sitting(meeting)
        order = _order(meeting, actor.must_preside(meeting))
        _must_be_of_a_person(meeting, self.seat)
        began = meeting.suspensions.explaining.get(self.seat)
        if began is None:
            raise Refused(Reason.NOT_EXPLAINING)
        if self.seat == order["executed_by"] != meeting.presiding:
            raise Refused(Reason.EXECUTOR_HAS_INTEREST)
        yield ExplanationEnded(seat=self.seat, item=began.item, **order)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameNoteTaker(PresidingCommand):
    """Let another than the secretary keep the minutes of the open item."""

    seat: SeatId
    item: ItemId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Somebody inside who may write, does not preside, and of whom no interest is said."""
        must_be_sitting(meeting)
        order = _order(meeting, actor.must_preside(meeting))
        _must_be_of_a_person(meeting, self.seat)
        if meeting.agenda.current != self.item:
            raise Refused(Reason.ITEM_NOT_OPEN)
        seat = meeting.calling.seats[self.seat]
        is_asked = _is_asked_of(meeting, self.seat, self.item) or self.seat in meeting.suspensions
        if seat.id == meeting.presiding or Right.CHAT not in seat.rights or is_asked:
            raise Refused(Reason.CANNOT_TAKE_NOTES)
        if self.seat not in meeting.attendance.present:
            raise Refused(Reason.NOT_PRESENT, seat=self.seat)
        if meeting.suspensions.note_taker == self.seat:
            raise Refused(Reason.TAKES_NOTES_ALREADY)
        yield NoteTakerNamed(seat=self.seat, item=self.item, **order)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendSeat(PresidingCommand):
    """Put a seat outside, both ways and in every channel, while the meeting considers the open item.

    `explained` is the word of whoever presides that the participant was heard; where the record says so it counts
    without it. `law` names the provision where the reason is another by law.
    """

    seat: SeatId
    item: ItemId
    ground: Ground
    reason: Interest
    explained: bool = False
    law: str = ""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """The seat leaves the media plan, the voters and the quorum base with this fact."""
        must_be_sitting(meeting)
        order = _must_order(meeting, actor.must_preside(meeting), self.seat, self.item)
        _must_be_before_the_meeting(meeting, self.seat, self.item)
        self._must_be_said(meeting)
        said, key = meeting.suspensions, (self.seat, self.item)
        is_heard = self.seat in said.explaining or key in said.heard
        if meeting.profile.recusal.explain_first and not is_heard:
            raise Refused(Reason.EXPLAIN_FIRST)
        if self.reason is Interest.OTHER_BY_LAW and not self.law.strip():
            raise Refused(Reason.LAW_NOT_NAMED)
        self._must_leave_a_note_taker(meeting)
        if self.seat in said.explaining:
            yield ExplanationEnded(seat=self.seat, item=self.item, **order)
        yield SeatSuspended(
            seat=self.seat,
            item=self.item,
            ground=self.ground,
            reason=self.reason,
            basis=basis_of(meeting, self.reason),
            law=self.law.strip() if self.reason is Interest.OTHER_BY_LAW else "",
            explained=is_heard or self.explained,
            **order,
        )

    def _must_be_said(self, meeting: Meeting) -> None:
        """The record must not put into anybody's mouth what they did not say."""
        key = (self.seat, self.item)
        declared, objected = meeting.suspensions.declared.get(key), meeting.suspensions.objected.get(key)
        if self.ground is Ground.DECLARED and (declared is None or declared.reason is not self.reason):
            raise Refused(Reason.NOT_DECLARED, seat=self.seat)
        if self.ground is Ground.OBJECTED and (objected is None or objected.reason is not self.reason):
            raise Refused(Reason.NO_OBJECTION, seat=self.seat)

    def _must_leave_a_note_taker(self, meeting: Meeting) -> None:
        """Somebody keeps the minutes while the secretary is outside."""
        taker, there = meeting.suspensions.note_taker, meeting.attendance.present
        secretaries = {seat.id for seat in meeting.calling.holding(Role.SECRETARY)}
        if self.seat != taker and self.seat not in secretaries:
            return
        takers = (secretaries | ({taker} if taker else set())) & there - meeting.suspensions.in_force.keys()
        if not takers - {self.seat}:
            raise Refused(Reason.NOTE_TAKER_FIRST)


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreSeat(PresidingCommand):
    """Call a suspended seat back before its item closes."""

    seat: SeatId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """The seat is inside again from this fact on."""
        must_be_sitting(meeting)
        order = _order(meeting, actor.must_preside(meeting))
        if self.seat not in meeting.calling.seats:
            raise Refused(Reason.UNKNOWN_SEAT)
        if self.seat not in meeting.suspensions:
            raise Refused(Reason.NOT_SUSPENDED)
        if meeting.ballots.current is not None:
            raise Refused(Reason.BALLOT_OPEN)
        suspended = meeting.suspensions.in_force[self.seat]
        yield SeatRestored(seat=self.seat, item=suspended.item, why=Return.CHAIR, **order)
        yield from told_of_access(meeting, self.seat)


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


def must_be_undisputed(meeting: Meeting, item: ItemId) -> None:
    """Raises Refused while somebody is heard on this item, or an objection stands: nothing is decided on it before."""
    said = meeting.suspensions
    heard = next((each.seat for each in said.explaining.values() if each.item == item), None)
    if heard is not None:
        raise Refused(Reason.EXPLANATION_UNDER_WAY, seat=heard)
    disputed = next((seat for seat, of in said.objected if of == item), None)
    if disputed is not None:
        raise Refused(Reason.OBJECTION_STANDS, seat=disputed)


def sees_conflicts(meeting: Meeting, seat: Seat) -> bool:
    """Whether this seat is told what is said of others' interests: an officer, or whoever presides."""
    return Right.MARK_CONFLICT in seat.rights or seat.id == meeting.presiding


def _order(meeting: Meeting, executor: Seat) -> Order:
    """Who orders, and who carries it out."""
    return {"ordered_by": meeting.presiding or executor.id, "executed_by": executor.id}


def _must_order(meeting: Meeting, executor: Seat, seat: SeatId, item: ItemId) -> Order:
    """An order about a seat's interest in an item: by nobody who has one themselves (ข้อ ๑๐ (๒))."""
    _must_be_of_a_person(meeting, seat)
    _must_be_ahead(meeting, item)
    if seat == meeting.presiding:
        raise Refused(Reason.PRESIDING_MUST_PASS_FIRST)
    if executor.id == seat or (executor.id != meeting.presiding and _is_asked_of(meeting, executor.id, item)):
        raise Refused(Reason.EXECUTOR_HAS_INTEREST)
    return _order(meeting, executor)


def _is_asked_of(meeting: Meeting, seat: SeatId, item: ItemId) -> bool:
    """Whether somebody has said that this seat has an interest in the item."""
    said = meeting.suspensions
    return (seat, item) in said.declared or (seat, item) in said.objected


def _must_be_known(meeting: Meeting, actor: Actor, right: Right) -> Seat:
    """Whoever holds this right: inside while the meeting sits, and before the opening at the door too."""
    if meeting.phase is not Phase.CALLED:
        return actor.must_have(meeting, right)
    seat = actor.must_hold_seat(meeting)
    if seat.id in meeting.identity.visiting and seat.id not in meeting.identity.proofs:
        raise Refused(Reason.NOT_ENTERED)  # Nobody knows yet who they are.
    if right not in seat.rights:
        raise Refused(Reason.NOT_ALLOWED)
    return seat


def _must_be_of_a_person(meeting: Meeting, seat: SeatId) -> None:
    if seat not in meeting.calling.seats:
        raise Refused(Reason.UNKNOWN_SEAT)
    if meeting.calling.seats[seat].is_room:
        # It speaks for all who sit before it: whoever has the interest goes out of the room.
        raise Refused(Reason.ROOM_IS_NOT_SUSPENDED)


def _must_be_before_the_meeting(meeting: Meeting, seat: SeatId, item: ItemId) -> None:
    """The item is open, the seat is inside, and nobody votes just now."""
    if meeting.agenda.current != item:
        raise Refused(Reason.ITEM_NOT_OPEN)
    if seat in meeting.suspensions:
        raise Refused(Reason.ALREADY_SUSPENDED, seat=seat)
    if seat not in meeting.attendance.entered:
        raise Refused(Reason.NOT_PRESENT, seat=seat)
    if meeting.ballots.current is not None:
        # The electorate was frozen when the ballot opened; it is closed before anyone leaves it.
        raise Refused(Reason.BALLOT_OPEN)


def _must_be_ahead(meeting: Meeting, item: ItemId) -> None:
    if item not in meeting.calling.items:
        raise Refused(Reason.UNKNOWN_ITEM)
    if item in meeting.agenda.finished:
        raise Refused(Reason.ITEM_ALREADY_CLOSED)


def _must_say(text: str) -> str:
    if not text.strip():
        raise Refused(Reason.EMPTY_TEXT)
    return text.strip()
