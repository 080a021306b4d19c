"""The shapes of what a browser may ask of the floor, and the command that each becomes."""

from typing import Literal

from meeting_server.meeting.facts.rights import SeatRight
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.floor import (
    AllowSharing,
    DismissHand,
    EndSharing,
    GiveFloor,
    LowerHand,
    RaiseHand,
    ReleaseMicrophones,
    ShareScreen,
    SilenceMicrophones,
    StopSharing,
    TakeBackSharing,
    TakeFloor,
    TimeTurn,
    YieldFloor,
)
from meeting_server.meeting.rules.rights import GrantRight, TakeRight
from meeting_server.services.shapes import Id, Minutes, NoArgs, SeatArgs, Shape


class TurnArgs(Shape):
    """Who is asked to speak, and for how long."""

    seat: Id
    minutes: Minutes | None = None


class MinutesArgs(Shape):
    """How long from now on."""

    minutes: Minutes


class SilenceArgs(Shape):
    """Whether nobody may turn theirs on again who is not given the floor."""

    held: bool


class RightArgs(Shape):
    """Which right of whom."""

    seat: Id
    right: SeatRight


class AllowSharingAsked(Shape):
    """Let a seat share its screen."""

    name: Literal["floor.allow_sharing"]
    args: SeatArgs


class TakeBackSharingAsked(Shape):
    """Take that right back."""

    name: Literal["floor.take_back_sharing"]
    args: SeatArgs


class ShareScreenAsked(Shape):
    """Share one's screen."""

    name: Literal["floor.share_screen"]
    args: NoArgs


class StopSharingAsked(Shape):
    """Share it no more."""

    name: Literal["floor.stop_sharing"]
    args: NoArgs


class EndSharingAsked(Shape):
    """End the sharing of another."""

    name: Literal["floor.end_sharing"]
    args: SeatArgs


class RaiseHandAsked(Shape):
    """Ask to speak."""

    name: Literal["floor.raise_hand"]
    args: NoArgs


class LowerHandAsked(Shape):
    """Ask no more."""

    name: Literal["floor.lower_hand"]
    args: NoArgs


class DismissHandAsked(Shape):
    """Lower the hand of another."""

    name: Literal["floor.dismiss_hand"]
    args: SeatArgs


class GiveFloorAsked(Shape):
    """Ask somebody to speak."""

    name: Literal["floor.give_floor"]
    args: TurnArgs


class TimeTurnAsked(Shape):
    """Count minutes for whoever speaks."""

    name: Literal["floor.time_turn"]
    args: MinutesArgs


class TakeFloorAsked(Shape):
    """Take the floor back."""

    name: Literal["floor.take_floor"]
    args: NoArgs


class YieldFloorAsked(Shape):
    """Say that one has finished."""

    name: Literal["floor.yield_floor"]
    args: NoArgs


class SilenceMicrophonesAsked(Shape):
    """Ask everybody to turn their microphone off."""

    name: Literal["floor.silence_microphones"]
    args: SilenceArgs


class ReleaseMicrophonesAsked(Shape):
    """Let everybody turn it on again."""

    name: Literal["floor.release_microphones"]
    args: NoArgs


class TakeRightAsked(Shape):
    """Take a right from a seat."""

    name: Literal["rights.take_right"]
    args: RightArgs


class GrantRightAsked(Shape):
    """Give it back."""

    name: Literal["rights.grant_right"]
    args: RightArgs


FloorAsked = (
    AllowSharingAsked
    | TakeBackSharingAsked
    | ShareScreenAsked
    | StopSharingAsked
    | EndSharingAsked
    | RaiseHandAsked
    | LowerHandAsked
    | DismissHandAsked
    | GiveFloorAsked
    | TimeTurnAsked
    | TakeFloorAsked
    | YieldFloorAsked
    | SilenceMicrophonesAsked
    | ReleaseMicrophonesAsked
    | TakeRightAsked
    | GrantRightAsked
)


def floor_command(asked: FloorAsked) -> Command:
    """The command that was asked for."""
    match asked:
        case AllowSharingAsked(args=args):
            return AllowSharing(seat=SeatId(args.seat))
        case TakeBackSharingAsked(args=args):
            return TakeBackSharing(seat=SeatId(args.seat))
        case EndSharingAsked(args=args):
            return EndSharing(seat=SeatId(args.seat))
        case ShareScreenAsked():
            return ShareScreen()
        case StopSharingAsked():
            return StopSharing()
        case RaiseHandAsked():
            return RaiseHand()
        case LowerHandAsked():
            return LowerHand()
        case DismissHandAsked(args=args):
            return DismissHand(seat=SeatId(args.seat))
        case GiveFloorAsked(args=args):
            return GiveFloor(seat=SeatId(args.seat), minutes=args.minutes)
        case TimeTurnAsked(args=args):
            return TimeTurn(minutes=args.minutes)
        case TakeFloorAsked():
            return TakeFloor()
        case YieldFloorAsked():
            return YieldFloor()
        case _:
            return _order(asked)


def _order(
    asked: SilenceMicrophonesAsked | ReleaseMicrophonesAsked | TakeRightAsked | GrantRightAsked,
) -> Command:
    match asked:
        case SilenceMicrophonesAsked(args=args):
            return SilenceMicrophones(held=args.held)
        case ReleaseMicrophonesAsked():
            return ReleaseMicrophones()
        case TakeRightAsked(args=args):
            return TakeRight(seat=SeatId(args.seat), right=args.right)
        case GrantRightAsked(args=args):
            return GrantRight(seat=SeatId(args.seat), right=args.right)
