"""What a browser may ask about who presides."""

from typing import Literal

from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.presiding import ElectPresiding, PassPresiding, StepIn, TakeBackPresiding
from meeting_server.services.shapes import NoArgs, SeatArgs, Shape


class PassPresidingAsked(Shape):
    """Hand presiding over."""

    name: Literal["presiding.pass_presiding"]
    args: SeatArgs


class TakeBackPresidingAsked(Shape):
    """Preside again."""

    name: Literal["presiding.take_back_presiding"]
    args: NoArgs


class StepInAsked(Shape):
    """Preside because nobody before oneself has come."""

    name: Literal["presiding.step_in"]
    args: NoArgs


class ElectPresidingAsked(Shape):
    """Put down whom the members elected to preside."""

    name: Literal["presiding.elect_presiding"]
    args: SeatArgs


PresidingAsked = PassPresidingAsked | TakeBackPresidingAsked | StepInAsked | ElectPresidingAsked


def presiding_command(asked: PresidingAsked) -> Command:
    """The command that was asked for."""
    match asked:
        case PassPresidingAsked(args=args):
            return PassPresiding(seat=SeatId(args.seat))
        case TakeBackPresidingAsked():
            return TakeBackPresiding()
        case StepInAsked():
            return StepIn()
        case ElectPresidingAsked(args=args):
            return ElectPresiding(seat=SeatId(args.seat))
