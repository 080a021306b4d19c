"""The shapes of what a browser may ask of a room; what each becomes stands in `services/commands.py`."""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from meeting_server.meeting.facts.presence import Network, Tried
from meeting_server.meeting.facts.resolutions import Unresolved
from meeting_server.services.documents_asked import DocumentAsked
from meeting_server.services.floor_asked import FloorAsked
from meeting_server.services.incidents_asked import IncidentAsked
from meeting_server.services.presiding_asked import PresidingAsked
from meeting_server.services.shapes import Id, ItemArgs, Line, NoArgs, SeatArgs, Shape, Text
from meeting_server.services.suspension_asked import SuspensionAsked
from meeting_server.services.votes_asked import VotesAsked


class EnterArgs(Shape):
    """The digests of the texts that were on the screen: the notice, the agency's terms and its manual."""

    notice: Id
    terms: Id | None = None
    manual: Id | None = None
    room: Id | None = None  # before whose device they sit


class CloseItemArgs(Shape):
    """An item; why nothing is resolved on one that is to be considered."""

    item: Id
    unresolved: Unresolved | None = None


class TextArgs(Shape):
    """What is written."""

    text: Text


class PostArgs(TextArgs):
    """What is written to everyone, and on which item if on one."""

    item: Id | None = None


class AnswerArgs(TextArgs):
    """What an officer writes, and to whom."""

    seat: Id


class VouchArgs(Shape):
    """A visitor, and the digest of the statement that was ticked."""

    seat: Id
    statement: Id


class ReasonArgs(Shape):
    """A seat, and why whoever is there may not stay."""

    seat: Id
    reason: Line


class RoomArgs(Shape):
    """The seat of a room device."""

    room: Id


class PutArgs(Shape):
    """Who sits before which device, and the digest of the notice that they were told."""

    seat: Id
    room: Id
    told: Id


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


class SitInRoomAsked(Shape):
    """Say that one sits before a room device."""

    name: Literal["rooms.sit_in_room"]
    args: RoomArgs


class UseOwnDeviceAsked(Shape):
    """Take part by one's own device again."""

    name: Literal["rooms.use_own_device"]
    args: NoArgs


class PutInRoomAsked(Shape):
    """Put down that somebody sits before a room device."""

    name: Literal["rooms.put_in_room"]
    args: PutArgs


class TakeOutOfRoomAsked(Shape):
    """Put down that somebody went out of the room."""

    name: Literal["rooms.take_out_of_room"]
    args: SeatArgs


class OpenMeetingAsked(Shape):
    """Open the meeting."""

    name: Literal["session.open_meeting"]
    args: NoArgs


class CloseMeetingAsked(Shape):
    """Close the meeting."""

    name: Literal["session.close_meeting"]
    args: NoArgs


class StopClassifiedAsked(Shape):
    """Stop because the matter is classified."""

    name: Literal["session.stop_classified"]
    args: NoArgs


class OpenItemAsked(Shape):
    """Take up an item."""

    name: Literal["agenda.open_item"]
    args: ItemArgs


class CloseItemAsked(Shape):
    """Finish an item."""

    name: Literal["agenda.close_item"]
    args: CloseItemArgs


class PostMessageAsked(Shape):
    """Write to everyone."""

    name: Literal["chat.post_message"]
    args: PostArgs


class WriteToSupportAsked(Shape):
    """Write to the support officers."""

    name: Literal["chat.write_to_support"]
    args: TextArgs


class AnswerFromSupportAsked(Shape):
    """Write to one person as a support officer."""

    name: Literal["chat.answer_from_support"]
    args: AnswerArgs


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
    args: ReasonArgs


class TurnAwayAsked(Shape):
    """Turn a visitor away."""

    name: Literal["identity.turn_away"]
    args: ReasonArgs


class EndVisitAsked(Shape):
    """Wait no longer to be vouched for."""

    name: Literal["identity.end_visit"]
    args: NoArgs


Asked = Annotated[
    EnterAsked
    | ReportCheckAsked
    | LeaveAsked
    | SitInRoomAsked
    | UseOwnDeviceAsked
    | PutInRoomAsked
    | TakeOutOfRoomAsked
    | OpenMeetingAsked
    | CloseMeetingAsked
    | StopClassifiedAsked
    | OpenItemAsked
    | CloseItemAsked
    | SuspensionAsked
    | VotesAsked
    | PostMessageAsked
    | WriteToSupportAsked
    | AnswerFromSupportAsked
    | FloorAsked
    | IncidentAsked
    | DocumentAsked
    | PresidingAsked
    | WatchVisitorAsked
    | UnwatchVisitorAsked
    | VouchAsked
    | RevokeProofAsked
    | TurnAwayAsked
    | EndVisitAsked,
    Field(discriminator="name"),
]

ASKED: TypeAdapter[Asked] = TypeAdapter(Asked)
