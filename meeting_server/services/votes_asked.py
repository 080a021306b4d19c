"""The shapes of what a browser may ask about votes and resolutions, and the command that each becomes."""

from typing import Literal

from meeting_server.meeting.facts.ballots import NO_MESSAGE, Choice, VoteMethod
from meeting_server.meeting.ids import BallotId, ItemId, MessageId, SeatId
from meeting_server.meeting.rules.ballots import (
    AnnounceResult,
    CastVote,
    CloseBallot,
    GiveCastingVote,
    NoteDissent,
    OpenBallot,
)
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.resolutions import AskForObjections, ResolveUnopposed, SeeOtherwise
from meeting_server.meeting.rules.voices import AskForVoice, ConfirmVote, ObjectToVote, TakeDownVote
from meeting_server.services.shapes import Id, ItemArgs, Question, Shape, Text


class QuestionArgs(Shape):
    """What is put to the meeting."""

    item: Id
    question: Question


class VoteArgs(Shape):
    """A choice in a ballot."""

    ballot: Id
    choice: Choice


class BallotArgs(Shape):
    """A ballot."""

    ballot: Id


class VoterArgs(Shape):
    """A voter in a ballot."""

    ballot: Id
    seat: Id


class TakingArgs(Shape):
    """Whose vote, what it is, how it was given; `message` is the one that they wrote."""

    ballot: Id
    seat: Id
    choice: Choice
    method: VoteMethod
    read_back: bool = False
    message: Id | None = None


class DissentArgs(Shape):
    """Who dissents from what was decided, and why."""

    ballot: Id
    seat: Id
    reason: Text


class OpenBallotAsked(Shape):
    """Open a ballot."""

    name: Literal["ballots.open_ballot"]
    args: QuestionArgs


class CastVoteAsked(Shape):
    """Vote."""

    name: Literal["ballots.cast_vote"]
    args: VoteArgs


class CloseBallotAsked(Shape):
    """Close a ballot."""

    name: Literal["ballots.close_ballot"]
    args: BallotArgs


class GiveCastingVoteAsked(Shape):
    """Decide a tie."""

    name: Literal["ballots.give_casting_vote"]
    args: VoteArgs


class AnnounceResultAsked(Shape):
    """Say that the result was read aloud."""

    name: Literal["ballots.announce_result"]
    args: BallotArgs


class NoteDissentAsked(Shape):
    """Have a dissent noted."""

    name: Literal["ballots.note_dissent"]
    args: DissentArgs


class AskForVoiceAsked(Shape):
    """Ask the secretary to take a vote down."""

    name: Literal["voices.ask_for_voice"]
    args: VoterArgs


class TakeDownVoteAsked(Shape):
    """Take a vote down."""

    name: Literal["voices.take_down_vote"]
    args: TakingArgs


class ConfirmVoteAsked(Shape):
    """Say that it was taken down rightly."""

    name: Literal["voices.confirm_vote"]
    args: BallotArgs


class ObjectToVoteAsked(Shape):
    """Say that it was not."""

    name: Literal["voices.object_to_vote"]
    args: BallotArgs


class AskForObjectionsAsked(Shape):
    """Ask whether anybody sees it otherwise."""

    name: Literal["resolutions.ask_for_objections"]
    args: QuestionArgs


class SeeOtherwiseAsked(Shape):
    """See it otherwise."""

    name: Literal["resolutions.see_otherwise"]
    args: ItemArgs


class ResolveUnopposedAsked(Shape):
    """Put down that nobody does."""

    name: Literal["resolutions.resolve_unopposed"]
    args: ItemArgs


BallotsAsked = (
    OpenBallotAsked
    | CastVoteAsked
    | CloseBallotAsked
    | GiveCastingVoteAsked
    | AnnounceResultAsked
    | NoteDissentAsked
)
VoicesAsked = AskForVoiceAsked | TakeDownVoteAsked | ConfirmVoteAsked | ObjectToVoteAsked
ResolutionsAsked = AskForObjectionsAsked | SeeOtherwiseAsked | ResolveUnopposedAsked
VotesAsked = BallotsAsked | VoicesAsked | ResolutionsAsked


def voting(asked: VotesAsked, ballot: str) -> Command:
    """The command that was asked for; `ballot` is the id of one that would be opened."""
    match asked:
        case OpenBallotAsked(args=args):
            return OpenBallot(ballot=BallotId(ballot), item=ItemId(args.item), question=args.question)
        case CastVoteAsked(args=args):
            return CastVote(ballot=BallotId(args.ballot), choice=args.choice)
        case CloseBallotAsked(args=args):
            return CloseBallot(ballot=BallotId(args.ballot))
        case GiveCastingVoteAsked(args=args):
            return GiveCastingVote(ballot=BallotId(args.ballot), choice=args.choice)
        case AnnounceResultAsked(args=args):
            return AnnounceResult(ballot=BallotId(args.ballot))
        case NoteDissentAsked(args=args):
            return NoteDissent(ballot=BallotId(args.ballot), seat=SeatId(args.seat), reason=args.reason)
        case AskForObjectionsAsked(args=args):
            return AskForObjections(item=ItemId(args.item), question=args.question)
        case SeeOtherwiseAsked(args=args):
            return SeeOtherwise(item=ItemId(args.item))
        case ResolveUnopposedAsked(args=args):
            return ResolveUnopposed(item=ItemId(args.item))
        case _:
            return _voice(asked)


def _voice(asked: VoicesAsked) -> Command:
    match asked:
        case AskForVoiceAsked(args=args):
            return AskForVoice(ballot=BallotId(args.ballot), seat=SeatId(args.seat))
        case TakeDownVoteAsked(args=args):
            return TakeDownVote(
                ballot=BallotId(args.ballot),
                seat=SeatId(args.seat),
                choice=args.choice,
                method=args.method,
                read_back=args.read_back,
                message=MessageId(args.message) if args.message is not None else NO_MESSAGE,
            )
        case ConfirmVoteAsked(args=args):
            return ConfirmVote(ballot=BallotId(args.ballot))
        case ObjectToVoteAsked(args=args):
            return ObjectToVote(ballot=BallotId(args.ballot))
