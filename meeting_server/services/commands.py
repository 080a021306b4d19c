"""What a browser may ask of a room: every shape is checked here, so that rules only ever see what is well-formed."""

import secrets
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from meeting_server.accounts.sessions import Way
from meeting_server.meeting.facts.ballots import Choice
from meeting_server.meeting.facts.presence import Network, Tried
from meeting_server.meeting.facts.suspension import Ground, Interest
from meeting_server.meeting.ids import PREFIXES, BallotId, ItemId, MessageId, SeatId
from meeting_server.meeting.rules.agenda import CloseItem, OpenItem
from meeting_server.meeting.rules.ballots import CastVote, CloseBallot, OpenBallot
from meeting_server.meeting.rules.chat import PostMessage
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.floor import (
    AllowSharing,
    EndSharing,
    ShareScreen,
    StopSharing,
    TakeBackSharing,
)
from meeting_server.meeting.rules.identity import (
    EndVisit,
    RevokeProof,
    UnwatchVisitor,
    Vouch,
    WatchVisitor,
)
from meeting_server.meeting.rules.presence import Enter, Leave, ReportCheck, TextInForce
from meeting_server.meeting.rules.session import CloseMeeting, OpenMeeting
from meeting_server.meeting.rules.suspension import DeclareInterest, RestoreSeat, SuspendSeat
from meeting_server.services.notice import STATEMENT
from meeting_server.services.people import Known
from meeting_server.services.shapes import Id, Line, Question, Shape, Text, refusal_of
from meeting_server.services.texts import InForce


class NoArgs(Shape):
    """Nothing to say."""


class EnterArgs(Shape):
    """The digests of the texts that were on the screen: the notice, the agency's terms and its manual."""

    notice: Id
    terms: Id | None = None
    manual: Id | None = None


class ItemArgs(Shape):
    """An item of the agenda."""

    item: Id


class InterestArgs(Shape):
    """An item, and why."""

    item: Id
    reason: Interest


class SuspendArgs(Shape):
    """Whom, for which item, on what ground and why."""

    seat: Id
    item: Id
    ground: Ground
    reason: Interest


class SeatArgs(Shape):
    """A seat."""

    seat: Id


class QuestionArgs(Shape):
    """What is voted on."""

    item: Id
    question: Question


class VoteArgs(Shape):
    """A choice in a ballot."""

    ballot: Id
    choice: Choice


class BallotArgs(Shape):
    """A ballot."""

    ballot: Id


class TextArgs(Shape):
    """What is written to everyone."""

    text: Text


class VouchArgs(Shape):
    """A visitor, and the digest of the statement that was ticked."""

    seat: Id
    statement: Id


class RevokeArgs(Shape):
    """A seat, and why whoever is there is not vouched for any more."""

    seat: Id
    reason: Line


class EnterAsked(Shape):
    """Enter the room."""

    name: Literal["presence.enter"]
    args: EnterArgs


class CheckArgs(Shape):
    """What came of trying each device."""

    microphone: Tried
    camera: Tried
    voice: Tried
    network: Network = Network.SKIPPED


class ReportCheckAsked(Shape):
    """Say what came of trying one's devices."""

    name: Literal["presence.report_check"]
    args: CheckArgs


class LeaveAsked(Shape):
    """Leave the room."""

    name: Literal["presence.leave"]
    args: NoArgs


class OpenMeetingAsked(Shape):
    """Open the meeting."""

    name: Literal["session.open_meeting"]
    args: NoArgs


class CloseMeetingAsked(Shape):
    """Close the meeting."""

    name: Literal["session.close_meeting"]
    args: NoArgs


class OpenItemAsked(Shape):
    """Take up an item."""

    name: Literal["agenda.open_item"]
    args: ItemArgs


class CloseItemAsked(Shape):
    """Finish an item."""

    name: Literal["agenda.close_item"]
    args: ItemArgs


class DeclareInterestAsked(Shape):
    """Declare an interest."""

    name: Literal["suspension.declare_interest"]
    args: InterestArgs


class SuspendSeatAsked(Shape):
    """Suspend a seat."""

    name: Literal["suspension.suspend_seat"]
    args: SuspendArgs


class RestoreSeatAsked(Shape):
    """Call a seat back."""

    name: Literal["suspension.restore_seat"]
    args: SeatArgs


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


class PostMessageAsked(Shape):
    """Write to everyone."""

    name: Literal["chat.post_message"]
    args: TextArgs


class WatchVisitorAsked(Shape):
    """Turn to a visitor."""

    name: Literal["identity.watch_visitor"]
    args: SeatArgs


class UnwatchVisitorAsked(Shape):
    """Turn away from them."""

    name: Literal["identity.unwatch_visitor"]
    args: NoArgs


class VouchAsked(Shape):
    """Vouch for a visitor."""

    name: Literal["identity.vouch"]
    args: VouchArgs


class RevokeProofAsked(Shape):
    """Take back that somebody was vouched for."""

    name: Literal["identity.revoke_proof"]
    args: RevokeArgs


class EndVisitAsked(Shape):
    """Wait no longer to be vouched for."""

    name: Literal["identity.end_visit"]
    args: NoArgs


Asked = Annotated[
    EnterAsked
    | ReportCheckAsked
    | LeaveAsked
    | OpenMeetingAsked
    | CloseMeetingAsked
    | OpenItemAsked
    | CloseItemAsked
    | DeclareInterestAsked
    | SuspendSeatAsked
    | RestoreSeatAsked
    | OpenBallotAsked
    | CastVoteAsked
    | CloseBallotAsked
    | PostMessageAsked
    | AllowSharingAsked
    | TakeBackSharingAsked
    | ShareScreenAsked
    | StopSharingAsked
    | EndSharingAsked
    | WatchVisitorAsked
    | UnwatchVisitorAsked
    | VouchAsked
    | RevokeProofAsked
    | EndVisitAsked,
    Field(discriminator="name"),
]

# What people do for themselves, and not for the meeting: nobody need do these often.
OWN_DEEDS = frozenset(
    {
        "presence.enter",
        "presence.report_check",
        "presence.leave",
        "identity.watch_visitor",
        "identity.unwatch_visitor",
        "identity.end_visit",
        "suspension.declare_interest",
        "ballots.cast_vote",
        "chat.post_message",
        "floor.share_screen",
        "floor.stop_sharing",
    }
)

ASKED: TypeAdapter[Asked] = TypeAdapter(Asked)


def read_command(name: object, args: object, texts: InForce, by: Known | None = None) -> Command:
    """The command that was asked for, with fresh ids where something is made; raises Refused.

    `texts` are those in force in the meeting; `by` says who asks, and how they signed in.
    """
    try:
        asked = ASKED.validate_python({"name": name, "args": args})
    except ValidationError as wrong:
        raise refusal_of(wrong) from None
    return _command(asked, texts, by)


def _command(asked: Asked, texts: InForce, by: Known | None) -> Command:
    match asked:
        case EnterAsked(args=args):
            return _enter(args, texts, by)
        case ReportCheckAsked(args=args):
            return _report_check(args)
        case LeaveAsked():
            return Leave()
        case OpenMeetingAsked():
            return OpenMeeting()
        case CloseMeetingAsked():
            return CloseMeeting()
        case OpenItemAsked(args=args):
            return OpenItem(item=ItemId(args.item))
        case CloseItemAsked(args=args):
            return CloseItem(item=ItemId(args.item))
        case DeclareInterestAsked(args=args):
            return DeclareInterest(item=ItemId(args.item), reason=args.reason)
        case SuspendSeatAsked(args=args):
            return SuspendSeat(
                seat=SeatId(args.seat), item=ItemId(args.item), ground=args.ground, reason=args.reason
            )
        case RestoreSeatAsked(args=args):
            return RestoreSeat(seat=SeatId(args.seat))
        case OpenBallotAsked() | CastVoteAsked() | CloseBallotAsked():
            return _voting(asked)
        case PostMessageAsked(args=args):
            return PostMessage(message=MessageId(fresh("message")), text=args.text)
        case (
            AllowSharingAsked()
            | TakeBackSharingAsked()
            | ShareScreenAsked()
            | StopSharingAsked()
            | EndSharingAsked()
        ):
            return _sharing(asked)
        case _:
            return _vouching(asked)


def _report_check(args: CheckArgs) -> ReportCheck:
    return ReportCheck(microphone=args.microphone, camera=args.camera, voice=args.voice, network=args.network)


def _enter(args: EnterArgs, texts: InForce, by: Known | None) -> Enter:
    return Enter(
        notice=args.notice,
        current=texts.notice.sha256,
        version=texts.notice.version,
        terms=args.terms or "",
        manual=args.manual or "",
        terms_now=TextInForce(version=texts.terms.version, sha256=texts.terms.sha256),
        manual_now=TextInForce(version=texts.manual.version, sha256=texts.manual.sha256),
        is_visit=by is not None and by.way is Way.VISIT,
        link=by.link if by else None,
        way=by.way.value if by else "",
        factors=by.factors if by else 0,
    )


def _sharing(
    asked: AllowSharingAsked | TakeBackSharingAsked | ShareScreenAsked | StopSharingAsked | EndSharingAsked,
) -> Command:
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


def _voting(asked: OpenBallotAsked | CastVoteAsked | CloseBallotAsked) -> Command:
    match asked:
        case OpenBallotAsked(args=args):
            return OpenBallot(
                ballot=BallotId(fresh("ballot")), item=ItemId(args.item), question=args.question
            )
        case CastVoteAsked(args=args):
            return CastVote(ballot=BallotId(args.ballot), choice=args.choice)
        case CloseBallotAsked(args=args):
            return CloseBallot(ballot=BallotId(args.ballot))


def _vouching(
    asked: WatchVisitorAsked | UnwatchVisitorAsked | VouchAsked | RevokeProofAsked | EndVisitAsked,
) -> Command:
    match asked:
        case WatchVisitorAsked(args=args):
            return WatchVisitor(seat=SeatId(args.seat))
        case UnwatchVisitorAsked():
            return UnwatchVisitor()
        case VouchAsked(args=args):
            return Vouch(seat=SeatId(args.seat), statement=args.statement, current=STATEMENT.sha256)
        case RevokeProofAsked(args=args):
            return RevokeProof(seat=SeatId(args.seat), reason=args.reason)
        case EndVisitAsked():
            return EndVisit()


def fresh(kind: str) -> str:
    """A new identifier of this kind."""
    return f"{PREFIXES[kind]}_{secrets.token_urlsafe(16)}"
