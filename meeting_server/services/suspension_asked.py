"""The shapes of what a browser may ask about interests and suspension, and the command that each becomes."""

from typing import Literal

from meeting_server.meeting.facts.suspension import Ground, Interest
from meeting_server.meeting.ids import ItemId, SeatId
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.suspension import (
    BeginExplanation,
    DeclareInterest,
    DismissObjection,
    EndExplanation,
    MarkConflict,
    NameNoteTaker,
    RaiseObjection,
    RemoveMark,
    RestoreSeat,
    SuspendSeat,
    WithdrawDeclaration,
)
from meeting_server.services.shapes import Id, ItemArgs, Line, Question, SeatArgs, Shape


class InterestArgs(Shape):
    """An item, and why."""

    item: Id
    reason: Interest


class SeatItemArgs(Shape):
    """A seat and an item."""

    seat: Id
    item: Id


class MarkArgs(SeatItemArgs):
    """Whom, for which item, and why."""

    reason: Interest


class ObjectionArgs(MarkArgs):
    """The same, and what it rests on."""

    text: Question


class DismissArgs(SeatItemArgs):
    """Which objection, and why it is not upheld."""

    text: Question


class SuspendArgs(MarkArgs):
    """Whom, for which item, on what ground and why; whether they were heard, and the law where it is another."""

    ground: Ground
    explained: bool = False
    law: Line = ""


class MarkConflictAsked(Shape):
    """Mark a possible conflict before the opening."""

    name: Literal["suspension.mark_conflict"]
    args: MarkArgs


class RemoveMarkAsked(Shape):
    """Take such a mark away."""

    name: Literal["suspension.remove_mark"]
    args: SeatItemArgs


class DeclareInterestAsked(Shape):
    """Declare an interest."""

    name: Literal["suspension.declare_interest"]
    args: InterestArgs


class WithdrawDeclarationAsked(Shape):
    """Take that back."""

    name: Literal["suspension.withdraw_declaration"]
    args: ItemArgs


class RaiseObjectionAsked(Shape):
    """Object that another has an interest."""

    name: Literal["suspension.raise_objection"]
    args: ObjectionArgs


class DismissObjectionAsked(Shape):
    """Not uphold an objection."""

    name: Literal["suspension.dismiss_objection"]
    args: DismissArgs


class BeginExplanationAsked(Shape):
    """Hear somebody first."""

    name: Literal["suspension.begin_explanation"]
    args: SeatItemArgs


class EndExplanationAsked(Shape):
    """They have been heard."""

    name: Literal["suspension.end_explanation"]
    args: SeatArgs


class NameNoteTakerAsked(Shape):
    """Let another keep the minutes of the open item."""

    name: Literal["suspension.name_note_taker"]
    args: SeatItemArgs


class SuspendSeatAsked(Shape):
    """Suspend a seat."""

    name: Literal["suspension.suspend_seat"]
    args: SuspendArgs


class RestoreSeatAsked(Shape):
    """Call a seat back."""

    name: Literal["suspension.restore_seat"]
    args: SeatArgs


_SaidAsked = (
    MarkConflictAsked
    | RemoveMarkAsked
    | DeclareInterestAsked
    | WithdrawDeclarationAsked
    | RaiseObjectionAsked
)
SuspensionAsked = (
    _SaidAsked
    | DismissObjectionAsked
    | BeginExplanationAsked
    | EndExplanationAsked
    | NameNoteTakerAsked
    | SuspendSeatAsked
    | RestoreSeatAsked
)


def suspension_command(asked: SuspensionAsked) -> Command:
    """The command that was asked for."""
    match asked:
        case DismissObjectionAsked(args=args):
            return DismissObjection(seat=SeatId(args.seat), item=ItemId(args.item), text=args.text)
        case BeginExplanationAsked(args=args):
            return BeginExplanation(seat=SeatId(args.seat), item=ItemId(args.item))
        case EndExplanationAsked(args=args):
            return EndExplanation(seat=SeatId(args.seat))
        case NameNoteTakerAsked(args=args):
            return NameNoteTaker(seat=SeatId(args.seat), item=ItemId(args.item))
        case SuspendSeatAsked(args=args):
            return SuspendSeat(
                seat=SeatId(args.seat),
                item=ItemId(args.item),
                ground=args.ground,
                reason=args.reason,
                explained=args.explained,
                law=args.law,
            )
        case RestoreSeatAsked(args=args):
            return RestoreSeat(seat=SeatId(args.seat))
        case _:
            return _said(asked)


def _said(asked: _SaidAsked) -> Command:
    match asked:
        case MarkConflictAsked(args=args):
            return MarkConflict(seat=SeatId(args.seat), item=ItemId(args.item), reason=args.reason)
        case RemoveMarkAsked(args=args):
            return RemoveMark(seat=SeatId(args.seat), item=ItemId(args.item))
        case DeclareInterestAsked(args=args):
            return DeclareInterest(item=ItemId(args.item), reason=args.reason)
        case WithdrawDeclarationAsked(args=args):
            return WithdrawDeclaration(item=ItemId(args.item))
        case RaiseObjectionAsked(args=args):
            return RaiseObjection(
                seat=SeatId(args.seat), item=ItemId(args.item), reason=args.reason, text=args.text
            )
