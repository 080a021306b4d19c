"""When things happened: the times that the screens show, folded entry by entry beside the meeting's state."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.agenda import ItemClosed, ItemOpened
from meeting_server.meeting.facts.chat import MessagePosted, SupportMessagePosted
from meeting_server.meeting.facts.documents import AccessAnnounced, DocumentTabled
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import (
    FloorGiven,
    HandRaised,
    MicrophonesSilenced,
    ScreenShared,
    TurnTimed,
)
from meeting_server.meeting.facts.identity import (
    IdentityVouched,
    LinkUsed,
    LinkWithdrawn,
    ProofRevoked,
)
from meeting_server.meeting.facts.incidents import IncidentReported, TroubleDetected
from meeting_server.meeting.facts.presence import (
    Connected,
    Disconnected,
    Ending,
    Entered,
    Left,
    SatInRoom,
    SeatSignedOut,
    WentOutOfRoom,
)
from meeting_server.meeting.facts.recording import FaultBegan, RecordingBegan
from meeting_server.meeting.facts.session import MeetingClosed, MeetingOpened, Part, Phase, ServiceInterrupted
from meeting_server.meeting.facts.suspension import (
    ConflictMarked,
    ExplanationBegan,
    InterestDeclared,
    ObjectionRaised,
    SeatRestored,
    SeatSuspended,
)
from meeting_server.meeting.ids import DocumentId, IncidentId, ItemId, MessageId, SeatId
from meeting_server.meeting.quorum import quorum
from meeting_server.meeting.state import Meeting
from meeting_server.projections.setbacks import Setback, setback
from meeting_server.projections.vote_times import VoteTimes

# A view is told whole at every change, so that it must not grow with the meeting.
_NEWEST = 200
_LETTERS = 20_000
_NEWEST_TO_SUPPORT = 20


# What is said of an interest.
_SAID: dict[type[Fact], str] = {
    InterestDeclared: "declared",
    ObjectionRaised: "objected",
    ConflictMarked: "marked",
}
_OfInterest = InterestDeclared | ObjectionRaised | ConflictMarked | ExplanationBegan | SeatSuspended
# By which a seat comes or goes.
_MOVES = Connected | Disconnected | SeatSignedOut | Entered | Left | SeatRestored | SatInRoom | WentOutOfRoom


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message, and who was outside when it was written."""

    id: MessageId
    seat: SeatId
    text: str | None
    at: datetime
    item: ItemId | None = None
    kept_from: frozenset[SeatId] = frozenset()


@dataclass(slots=True)
class Chronicle:
    """The times of one meeting; grows with `note` and is never read by a rule."""

    opened_at: datetime | None = None
    closed_at: datetime | None = None
    recording_since: datetime | None = None
    quorum_lost_at: datetime | None = None
    sharing_since: datetime | None = None  # of the screen that is shared now, or was last
    raised_at: dict[SeatId, datetime] = field(default_factory=dict)
    floor_since: datetime | None = None  # of whoever has the floor now, or had it last
    turn_until: datetime | None = None  # when the minutes are over that they were given, if any were
    silenced_at: datetime | None = None
    item_opened: dict[ItemId, datetime] = field(default_factory=dict)
    item_closed: dict[ItemId, datetime] = field(default_factory=dict)
    vouched_at: dict[SeatId, datetime] = field(default_factory=dict)
    setbacks: dict[SeatId, list[Setback]] = field(default_factory=dict)  # in the order in which they happened
    seat_since: dict[SeatId, datetime] = field(default_factory=dict)
    # Of an interest: how it was said, of whom, and on which item.
    said_at: dict[tuple[str, str, str], datetime] = field(default_factory=dict)
    heard_since: dict[SeatId, datetime] = field(default_factory=dict)
    suspended_at: dict[SeatId, datetime] = field(default_factory=dict)
    suspended_seq: dict[SeatId, int] = field(default_factory=dict)
    tabled_at: dict[tuple[DocumentId, int], datetime] = field(default_factory=dict)  # each version
    announced_at: datetime | None = None  # how the documents are got at
    votes: VoteTimes = field(default_factory=VoteTimes)
    incident_at: dict[IncidentId, datetime] = field(default_factory=dict)
    lost_at: dict[SeatId, datetime] = field(
        default_factory=dict
    )  # since when a line is gone that nobody closed
    messages: list[Message] = field(default_factory=list)
    # By the seat whose line it is; the newest alone, since all of it stands in the record.
    to_support: dict[SeatId, list[Message]] = field(default_factory=dict)
    _linked: set[SeatId] = field(default_factory=set)
    _missed: set[SeatId] = field(default_factory=set)

    def note(self, entry: Entry, meeting: Meeting) -> None:
        """Take one entry in; `meeting` is the state after it."""
        fact, at = entry.fact, entry.t
        if (said := setback(entry)) is not None:
            self.setbacks.setdefault(said.seat, []).append(said)
        self.votes.note(fact, at, meeting)
        match fact:
            case MeetingOpened():
                self.opened_at = at
            case MeetingClosed():
                self.closed_at = at
            case RecordingBegan():
                self.recording_since = at
            case ScreenShared() | HandRaised() | FloorGiven() | TurnTimed() | MicrophonesSilenced():
                self._note_floor(fact, at)
            case ItemOpened():
                self.item_opened[fact.item] = at
            case ItemClosed():
                self.item_closed[fact.item] = at
            case _ if isinstance(fact, _OfInterest):
                self._note_interest(fact, entry)
            case ProofRevoked():
                self.seat_since[fact.seat] = at
            case IdentityVouched() | LinkUsed() | LinkWithdrawn():
                self._note_proof(fact, at)
            case DocumentTabled() | AccessAnnounced():
                self._note_document(fact, at)
            case IncidentReported() | TroubleDetected() | FaultBegan():
                # A fault that touches more seats is the same incident still.
                self.incident_at.setdefault(fact.incident, at)
            case _ if isinstance(fact, _MOVES):
                self.seat_since[fact.seat] = at
                self._note_line(fact, at, meeting)
            case ServiceInterrupted(part=Part.SERVER):
                self._note_start(fact, meeting)
            case MessagePosted() | SupportMessagePosted():
                self._keep(fact, at, meeting)
            case _:
                return
        self._watch_quorum(at, meeting)

    def _note_floor(
        self, fact: ScreenShared | HandRaised | FloorGiven | TurnTimed | MicrophonesSilenced, at: datetime
    ) -> None:
        match fact:
            case ScreenShared():
                self.sharing_since = at
            case HandRaised():
                self.raised_at[fact.seat] = at
            case FloorGiven():
                self.floor_since, self.turn_until = at, None
            case TurnTimed():
                self.turn_until = at + timedelta(minutes=fact.minutes)
            case _:
                self.silenced_at = at

    def _note_document(self, fact: DocumentTabled | AccessAnnounced, at: datetime) -> None:
        if isinstance(fact, DocumentTabled):
            self.tabled_at[fact.document, fact.version] = at
        else:
            self.announced_at = at

    def _note_start(self, fact: ServiceInterrupted, meeting: Meeting) -> None:
        """Every line went with the server; who is not back is missing since then."""
        gone = datetime.fromisoformat(fact.since)
        self.seat_since |= dict.fromkeys(meeting.attendance.entered, gone)
        self.lost_at |= dict.fromkeys(self._linked, gone)
        self._linked.clear()

    def _note_line(self, fact: _MOVES, at: datetime, meeting: Meeting) -> None:
        """Whoever closes the page has gone; whose line only ends may need help to come back."""
        match fact:
            case Connected(seat=seat):
                self._linked.add(seat)
                self.lost_at.pop(seat, None)
            case Disconnected(seat=seat, why=why) if seat not in meeting.attendance.connected:
                self._linked.discard(seat)
                if why in (Ending.LOST, Ending.RESTARTING):
                    self.lost_at[seat] = at
            case _:
                pass

    def _note_proof(self, fact: IdentityVouched | LinkUsed | LinkWithdrawn, at: datetime) -> None:
        match fact:
            case IdentityVouched():
                self.vouched_at[fact.seat] = at
            case LinkUsed():
                self.seat_since[fact.seat] = self.vouched_at[fact.seat] = at
            case LinkWithdrawn(ends_proof=True):
                self.seat_since[fact.seat] = at
            case _:
                pass

    def _note_interest(
        self,
        fact: _OfInterest,
        entry: Entry,
    ) -> None:
        match fact:
            case SeatSuspended():
                self.suspended_at[fact.seat], self.suspended_seq[fact.seat] = entry.t, entry.seq
            case ExplanationBegan():
                self.heard_since[fact.seat] = entry.t
            case _:
                self.said_at[_SAID[type(fact)], fact.seat, fact.item] = entry.t

    def _keep(self, fact: MessagePosted | SupportMessagePosted, at: datetime, meeting: Meeting) -> None:
        if isinstance(fact, SupportMessagePosted):
            line = self.to_support.setdefault(fact.seat, [])
            line.append(Message(id=fact.message, seat=fact.by, text=fact.text, at=at))
            del line[:-_NEWEST_TO_SUPPORT]
            return
        outside = frozenset(meeting.suspensions.in_force)
        self._missed |= outside
        self.messages.append(
            Message(id=fact.message, seat=fact.seat, text=fact.text, at=at, item=fact.item, kept_from=outside)
        )

    def _watch_quorum(self, at: datetime, meeting: Meeting) -> None:
        if meeting.phase is not Phase.OPEN or quorum(meeting).met:
            self.quorum_lost_at = None
        elif self.quorum_lost_at is None:
            self.quorum_lost_at = at

    def newest_for(self, seat: SeatId) -> tuple[list[Message], int]:
        """The newest that this seat may read, and how many stand before them.

        What was written while it was suspended is not among them, nor counted.
        """
        newest: list[Message] = []
        letters = earlier = 0
        for message in reversed(self.messages):
            if seat in message.kept_from:
                continue
            letters += len(message.text or "")
            if earlier or len(newest) == _NEWEST or (newest and letters > _LETTERS):
                earlier += 1
            else:
                newest.append(message)
        return newest[::-1], earlier

    def missed(self, seat: SeatId) -> bool:
        """Whether something was written while this seat was suspended."""
        return seat in self._missed
