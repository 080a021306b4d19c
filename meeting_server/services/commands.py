"""What a browser may ask of a room: every shape is checked here, so that rules only ever see what is well-formed."""

import secrets

from pydantic import ValidationError

from meeting_server.accounts.sessions import Way
from meeting_server.meeting.ids import PREFIXES, ItemId, MessageId, SeatId
from meeting_server.meeting.rules.agenda import CloseItem, OpenItem
from meeting_server.meeting.rules.chat import AnswerFromSupport, PostMessage, WriteToSupport
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.identity import (
    EndVisit,
    RevokeProof,
    TurnAway,
    UnwatchVisitor,
    Vouch,
    WatchVisitor,
)
from meeting_server.meeting.rules.presence import Enter, Leave, ReportCheck, TextInForce
from meeting_server.meeting.rules.rooms import PutInRoom, SitInRoom, TakeOutOfRoom, UseOwnDevice
from meeting_server.meeting.rules.session import CloseMeeting, OpenMeeting, StopClassified
from meeting_server.services.asked import (
    ASKED,
    AnswerFromSupportAsked,
    Asked,
    CheckArgs,
    CloseItemAsked,
    CloseMeetingAsked,
    EndVisitAsked,
    EnterArgs,
    EnterAsked,
    LeaveAsked,
    OpenItemAsked,
    OpenMeetingAsked,
    PostMessageAsked,
    PutInRoomAsked,
    ReportCheckAsked,
    RevokeProofAsked,
    SitInRoomAsked,
    StopClassifiedAsked,
    TakeOutOfRoomAsked,
    TurnAwayAsked,
    UnwatchVisitorAsked,
    UseOwnDeviceAsked,
    VouchAsked,
    WatchVisitorAsked,
    WriteToSupportAsked,
)
from meeting_server.services.documents_asked import DocumentAsked, document_command
from meeting_server.services.floor_asked import FloorAsked, floor_command
from meeting_server.services.incidents_asked import REPORT, IncidentAsked, incident_command
from meeting_server.services.notice import STATEMENT
from meeting_server.services.people import Known
from meeting_server.services.presiding_asked import PresidingAsked, presiding_command
from meeting_server.services.shapes import refusal_of
from meeting_server.services.suspension_asked import SuspensionAsked, suspension_command
from meeting_server.services.texts import InForce
from meeting_server.services.votes_asked import VotesAsked, voting

# What people do for themselves, and not for the meeting: nobody need do these often.
OWN_DEEDS = frozenset(
    {
        "presence.enter",
        "presence.report_check",
        "presence.leave",
        "rooms.sit_in_room",
        "rooms.use_own_device",
        "identity.watch_visitor",
        "identity.unwatch_visitor",
        "identity.end_visit",
        "suspension.declare_interest",
        "suspension.withdraw_declaration",
        "suspension.raise_objection",
        "ballots.cast_vote",
        "ballots.note_dissent",
        "voices.confirm_vote",
        "voices.object_to_vote",
        "resolutions.see_otherwise",
        "chat.post_message",
        "chat.write_to_support",
        REPORT,
        "incidents.describe_incident",
        "incidents.withdraw_incident",
        "floor.share_screen",
        "floor.stop_sharing",
        "floor.raise_hand",
        "floor.lower_hand",
        "floor.yield_floor",
    }
)


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
    if isinstance(asked, FloorAsked):
        return floor_command(asked)
    if isinstance(asked, SuspensionAsked):
        return suspension_command(asked)
    if isinstance(asked, IncidentAsked):
        return incident_command(asked, fresh("incident"))
    if isinstance(asked, DocumentAsked):
        return document_command(asked)
    if isinstance(asked, PresidingAsked):
        return presiding_command(asked)
    if isinstance(asked, VotesAsked):
        return voting(asked, fresh("ballot"))
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
        case StopClassifiedAsked():
            return StopClassified()
        case OpenItemAsked(args=args):
            return OpenItem(item=ItemId(args.item))
        case CloseItemAsked(args=args):
            return CloseItem(item=ItemId(args.item), unresolved=args.unresolved)
        case PostMessageAsked() | WriteToSupportAsked() | AnswerFromSupportAsked():
            return _writing(asked, MessageId(fresh("message")))
        case SitInRoomAsked() | UseOwnDeviceAsked() | PutInRoomAsked() | TakeOutOfRoomAsked():
            return _in_room(asked, texts)
        case _:
            return _vouching(asked)


def _writing(
    asked: PostMessageAsked | WriteToSupportAsked | AnswerFromSupportAsked, message: MessageId
) -> Command:
    match asked:
        case PostMessageAsked(args=args):
            item = ItemId(args.item) if args.item is not None else None
            return PostMessage(message=message, text=args.text, item=item)
        case WriteToSupportAsked(args=args):
            return WriteToSupport(message=message, text=args.text)
        case AnswerFromSupportAsked(args=args):
            return AnswerFromSupport(message=message, seat=SeatId(args.seat), text=args.text)


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
        room=SeatId(args.room) if args.room is not None else None,
        way=by.way.value if by else "",
        factors=by.factors if by else 0,
    )


def _in_room(
    asked: SitInRoomAsked | UseOwnDeviceAsked | PutInRoomAsked | TakeOutOfRoomAsked, texts: InForce
) -> Command:
    match asked:
        case SitInRoomAsked(args=args):
            return SitInRoom(room=SeatId(args.room))
        case UseOwnDeviceAsked():
            return UseOwnDevice()
        case PutInRoomAsked(args=args):
            return PutInRoom(
                seat=SeatId(args.seat),
                room=SeatId(args.room),
                told=args.told,
                current=texts.notice.sha256,
            )
        case TakeOutOfRoomAsked(args=args):
            return TakeOutOfRoom(seat=SeatId(args.seat))


def _vouching(
    asked: WatchVisitorAsked
    | UnwatchVisitorAsked
    | VouchAsked
    | RevokeProofAsked
    | TurnAwayAsked
    | EndVisitAsked,
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
        case TurnAwayAsked(args=args):
            return TurnAway(seat=SeatId(args.seat), reason=args.reason)
        case EndVisitAsked():
            return EndVisit()


def fresh(kind: str) -> str:
    """A new identifier of this kind."""
    return f"{PREFIXES[kind]}_{secrets.token_urlsafe(16)}"
