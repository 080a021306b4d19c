"""The plain draft of the minutes: what the log says, as sentence codes with their figures (ข้อ ๑๒; no prose here)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.agenda import ItemClosed, ItemOpened
from meeting_server.meeting.facts.ballots import (
    BallotClosed,
    BallotOpened,
    ResultDeclared,
    VoiceAsked,
    VoteCast,
    VoteEchoEnded,
    VoteMethod,
    VoteTakenDown,
)
from meeting_server.meeting.facts.calling import (
    ItemListed,
    MeetingCalled,
    RulesSet,
    SeatAssigned,
    TermsAccepted,
)
from meeting_server.meeting.facts.chat import MessagePosted, SupportMessagePosted
from meeting_server.meeting.facts.clip import ClipDiscarded, ClipKept, ClipLost
from meeting_server.meeting.facts.documents import AccessTold, DocumentOpened
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import (
    FloorGiven,
    FloorTaken,
    HandLowered,
    HandRaised,
    MicrophonesReleased,
    MicrophonesSilenced,
    ScreenShared,
    ScreenShareEnded,
    SharingAllowed,
    SharingTakenBack,
    TurnTimed,
)
from meeting_server.meeting.facts.identity import (
    IdentityProven,
    IdentityVouched,
    LinkIssued,
    LinkUsed,
    LinkWithdrawn,
    ProofRevoked,
    SeatVisited,
    VisitEnded,
    VisitorHeard,
    VisitorTurnedAway,
    VisitorUnwatched,
    VisitorWatched,
    VouchingAwaited,
)
from meeting_server.meeting.facts.incidents import (
    IncidentAcknowledged,
    IncidentAdvised,
    IncidentDescribed,
    IncidentEscalated,
    IncidentKind,
    IncidentReported,
    IncidentResolved,
    IncidentWithdrawn,
    Over,
    TroubleDetected,
    TroubleSubsided,
)
from meeting_server.meeting.facts.presence import (
    Connected,
    Disconnected,
    DoorChecked,
    Entered,
    Left,
    SatInRoom,
    SeatSignedOut,
    WentOutOfRoom,
)
from meeting_server.meeting.facts.recording import (
    CopyMade,
    FaultBegan,
    FaultEnded,
    GapExplained,
    LedgerSealed,
    RecordingBegan,
    RecordingEnded,
    SegmentsSealed,
)
from meeting_server.meeting.facts.resolutions import ObjectionsAsked
from meeting_server.meeting.facts.rights import RightGranted, RightTaken
from meeting_server.meeting.facts.session import (
    Closing,
    MeetingClosed,
    MeetingOpened,
    Phase,
    PresidingPassed,
    ServiceInterrupted,
)
from meeting_server.meeting.facts.suspension import (
    ConflictMarked,
    CountersRead,
    DeclarationWithdrawn,
    ExplanationBegan,
    ExplanationEnded,
    InterestDeclared,
    MarkRemoved,
    NoteTakerNamed,
    ObjectionDismissed,
    ObjectionRaised,
    SeatRestored,
    SeatSuspended,
)
from meeting_server.meeting.ids import BallotId, IncidentId, ItemId, SeatId
from meeting_server.meeting.quorum import quorum
from meeting_server.meeting.state import Meeting
from meeting_server.projections.minutes_documents import DocumentFact, told_of_documents
from meeting_server.projections.minutes_votes import VoteLine, methods_used, told_of_votes, vote_lines
from meeting_server.projections.presence import Sheet, presence


class Code(StrEnum):
    """The sentences that minutes are made of; their words stand in `export/words`."""

    OPENED = "opened"
    ITEM_OPENED = "item_opened"
    ITEM_CLOSED = "item_closed"
    ENTERED_LATE = "entered_late"
    LEFT = "left"
    VOUCHED = "vouched"
    LINK_USED = "link_used"
    PROOF_REVOKED = "proof_revoked"
    TURNED_AWAY = "turned_away"
    WENT_OUT = "went_out"  # of the meeting room, on the chair's order
    CAME_BACK = "came_back"
    INTEREST_DECLARED = "interest_declared"
    DECLARED_BEFORE = "declared_before"  # the opening, and told when its item is taken up
    DECLARATION_WITHDRAWN = "declaration_withdrawn"
    OBJECTED = "objected"
    OBJECTION_DISMISSED = "objection_dismissed"
    OBJECTION_LAPSED = "objection_lapsed"
    EXPLANATION_BEGAN = "explanation_began"
    EXPLANATION_ENDED = "explanation_ended"
    NOTE_TAKER = "note_taker"
    SUSPENDED = "suspended"  # of logs that did not name the provision yet
    SUSPENDED_UNDER = "suspended_under"
    SUSPENDED_HEARD = "suspended_heard"
    LAW_NAMED = "law_named"
    EXECUTED = "executed"  # by a controller, on the orders of whoever presides
    RESTORED = "restored"
    BALLOT = "ballot"
    VOTE_OBJECTED = "vote_objected"
    RESULT = "result"
    CASTING_VOTE = "casting_vote"
    ANNOUNCED = "announced"
    DISSENT = "dissent"
    OTHERWISE_SEEN = "otherwise_seen"
    UNOPPOSED = "unopposed"
    NOTHING_RESOLVED = "nothing_resolved"
    PRESIDING = "presiding"
    DOCUMENT_TABLED = "document_tabled"
    DOCUMENT_OF_MEETING = "document_of_meeting"
    DOCUMENT_REPLACED = "document_replaced"
    DOCUMENT_WITHDRAWN = "document_withdrawn"
    ACCESS_ANNOUNCED = "access_announced"
    ACCESS_BEFORE = "access_before"  # the opening, with its day
    INTERRUPTED = "interrupted"
    INCIDENT = "incident"
    LINE_LOST = "line_lost"
    CLOSED = "closed"
    STOPPED = "stopped"  # for a classified matter


# What the record keeps and the minutes do not tell; every other fact has a sentence.
SILENT: frozenset[type[Fact]] = frozenset(
    {
        MeetingCalled,  # the heading
        RulesSet,  # the last lines, with the channels
        SeatAssigned,  # the lists of those who came
        ItemListed,  # told when it is opened
        TermsAccepted,
        IdentityProven,  # the lists
        SeatVisited,  # whoever was then vouched for is told of
        VisitEnded,
        VouchingAwaited,
        LinkIssued,  # told once it is used
        LinkWithdrawn,
        VisitorWatched,
        VisitorUnwatched,
        VisitorHeard,
        ClipKept,  # the record tells of it, beside the vouching
        ClipDiscarded,
        ClipLost,
        Connected,
        Disconnected,
        DoorChecked,
        SeatSignedOut,
        MessagePosted,
        SupportMessagePosted,  # how somebody was helped with their device
        ConflictMarked,  # told to those it concerns; what came of it is told
        MarkRemoved,
        CountersRead,
        SharingAllowed,
        SharingTakenBack,
        ScreenShared,  # what was shown is on record
        ScreenShareEnded,
        HandRaised,  # whoever takes the minutes says what was said, and by whom it matters
        HandLowered,
        FloorGiven,
        TurnTimed,
        FloorTaken,
        MicrophonesSilenced,  # order in the room; the record tells it
        MicrophonesReleased,
        RightTaken,
        RightGranted,
        VoiceAsked,
        VoteCast,  # told with the result
        VoteTakenDown,
        VoteEchoEnded,
        ObjectionsAsked,  # told with the answer
        BallotClosed,
        RecordingBegan,
        RecordingEnded,
        SegmentsSealed,
        LedgerSealed,
        GapExplained,
        TroubleDetected,  # told when it is over, if at all
        IncidentReported,  # told with what came of it
        IncidentDescribed,
        IncidentWithdrawn,  # nobody had to do anything
        IncidentAcknowledged,
        IncidentAdvised,
        IncidentEscalated,
        FaultBegan,  # what was lost by it is told by the gaps
        FaultEnded,
        CopyMade,
        AccessTold,
        DocumentOpened,  # the table of documents tells who opened what
    }
)

Value = str | int | datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence by its code, with what it names; `at` is when it happened."""

    code: Code
    at: datetime
    figures: Mapping[str, Value]
    votes: tuple[VoteLine, ...] = ()  # of the result of an open ballot


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """The draft: how the meeting was called, who came, and what happened."""

    called: MeetingCalled | None
    rules: RulesSet | None
    sheet: Sheet
    sentences: tuple[Sentence, ...]
    voted: bool
    methods: tuple[VoteMethod, ...]


def minutes(entries: Sequence[Entry]) -> Minutes:
    """The draft that the log gives."""
    teller = _Teller()
    sentences = tuple(sentence for entry in entries for sentence in teller.tell(entry))
    return Minutes(
        called=teller.meeting.calling.called,
        rules=teller.meeting.calling.rules,
        sheet=presence(entries),
        sentences=sentences,
        voted=bool(teller.meeting.ballots.by_id),
        methods=methods_used(teller.meeting),
    )


class _Teller:
    """Goes through the log once, with the state of the meeting beside it."""

    def __init__(self) -> None:
        self.meeting = Meeting()
        self._before = self.meeting
        self._incident_at: dict[IncidentId, datetime] = {}
        self._out: dict[BallotId, frozenset[SeatId]] = {}  # who was suspended as a ballot opened

    def tell(self, entry: Entry) -> Iterator[Sentence]:
        self._before, self.meeting = self.meeting, self.meeting.after(entry.fact)
        for incident in self.meeting.incidents.open.keys() - self._incident_at.keys():
            self._incident_at[incident] = entry.t
        if type(entry.fact) in SILENT:
            return
        fact, at = entry.fact, entry.t
        if isinstance(fact, ItemClosed):
            yield from self._lapsed(fact.item, at)
        if isinstance(fact, SeatSuspended):
            yield from self._suspended(fact, at)
        elif (told := self._told(fact, at)) is not None:
            yield told
        if isinstance(fact, ItemOpened):
            yield from self._declared_before(fact.item, at)

    def _told(self, fact: Fact, at: datetime) -> Sentence | None:
        match fact:
            case MeetingOpened():
                count = quorum(self.meeting)
                return _sentence(Code.OPENED, at, present=count.present, members=count.members)
            case MeetingClosed(why=why):
                return _sentence(Code.STOPPED if why is Closing.CLASSIFIED else Code.CLOSED, at)
            case ItemOpened(item=item):
                return _sentence(Code.ITEM_OPENED, at, **self._item(item))
            case ItemClosed(item=item):
                return _sentence(Code.ITEM_CLOSED, at, **self._item(item))
            case Entered(seat=seat):
                return self._came(seat, at)
            case Left(seat=seat):
                return _sentence(Code.LEFT, at, name=self._name(seat)) if self._sits else None
            case IdentityVouched(seat=seat, voucher=voucher):
                return _sentence(Code.VOUCHED, at, name=self._name(seat), voucher=self._name(voucher))
            case LinkUsed(seat=seat):
                by = self.meeting.links.used[seat].by
                return _sentence(Code.LINK_USED, at, name=self._name(seat), by=self._name(by))
            case ProofRevoked(seat=seat):
                return _sentence(Code.PROOF_REVOKED, at, name=self._name(seat), cause=fact.reason)
            case VisitorTurnedAway(seat=seat, by=by):
                return _sentence(
                    Code.TURNED_AWAY, at, name=self._name(seat), by=self._name(by), cause=fact.reason
                )
            case PresidingPassed(seat=seat, why=why):
                return _sentence(Code.PRESIDING, at, name=self._name(seat), passing=why)
            case ServiceInterrupted():
                since, until = datetime.fromisoformat(fact.since), datetime.fromisoformat(fact.until)
                lasted = round((until - since).total_seconds())
                return _sentence(
                    Code.INTERRUPTED, at, part=fact.part, since=since, until=until, seconds=lasted
                )
            case IncidentResolved():
                return self._resolved(fact, at)
            case TroubleSubsided():
                return self._subsided(fact, at)
            case _:
                return self._decided(fact, at)

    def _resolved(self, fact: IncidentResolved, at: datetime) -> Sentence:
        told = self._before.incidents.open[fact.incident]
        since = self._incident_at[fact.incident]
        # What may be missing brings its own space.
        name = self._name(told.seat) if told.seat is not None else ""
        return _sentence(
            Code.INCIDENT,
            at,
            since=since,
            name=f"{name} " if name else name,
            trouble=told.what,
            root=fact.cause,
            result=fact.result,
            words=f" ({fact.words})" if fact.words else "",
        )

    def _subsided(self, fact: TroubleSubsided, at: datetime) -> Sentence | None:
        """Who was gone and came back; of any other trouble of a single line the record tells, the minute-taker may."""
        was = self._before.incidents.standing[fact.incident]
        is_told = was.kind is IncidentKind.LINE_LOST and fact.how is Over.RECOVERED
        if not is_told or fact.incident not in self._before.incidents.open:
            return None
        since, until = datetime.fromisoformat(was.since), datetime.fromisoformat(fact.until)
        return _sentence(Code.LINE_LOST, at, name=self._name(was.seat), since=since, until=until)

    def _decided(self, fact: Fact, at: datetime) -> Sentence | None:
        match fact:
            case SatInRoom(seat=seat) | WentOutOfRoom(seat=seat):
                return self._moved(seat, at)
            case _ if isinstance(fact, DocumentFact):
                told = told_of_documents(fact, self.meeting, at)
                return _sentence(Code(told[0]), at, **told[1]) if told else None
            case SeatRestored(seat=seat, why=why):
                return _sentence(Code.RESTORED, at, name=self._name(seat), why=why)
            case _:
                return self._of_interest(fact, at)

    def _of_interest(self, fact: Fact, at: datetime) -> Sentence | None:
        match fact:
            case InterestDeclared(seat=seat, item=item, reason=reason):
                if fact.before_opening:
                    return None  # Told when the item is taken up, unless it was withdrawn.
                return _sentence(
                    Code.INTEREST_DECLARED, at, name=self._name(seat), reason=reason, **self._item(item)
                )
            case DeclarationWithdrawn(seat=seat, item=item):
                if not self._was_told(seat, item):
                    return None
                return _sentence(Code.DECLARATION_WITHDRAWN, at, name=self._name(seat), **self._item(item))
            case ObjectionRaised(seat=seat, item=item, reason=reason, by=by):
                names = {"name": self._name(seat), "by": self._name(by), "cause": fact.text}
                return _sentence(Code.OBJECTED, at, reason=reason, **names, **self._item(item))
            case ObjectionDismissed(seat=seat, item=item):
                name, cause = self._name(seat), fact.text
                return _sentence(Code.OBJECTION_DISMISSED, at, name=name, cause=cause, **self._item(item))
            case ExplanationBegan(seat=seat):
                return _sentence(Code.EXPLANATION_BEGAN, at, name=self._name(seat))
            case ExplanationEnded(seat=seat):
                return _sentence(Code.EXPLANATION_ENDED, at, name=self._name(seat))
            case NoteTakerNamed(seat=seat, item=item):
                return _sentence(Code.NOTE_TAKER, at, name=self._name(seat), **self._item(item))
            case _:
                return self._voted(fact, at)

    def _was_told(self, seat: SeatId, item: ItemId) -> bool:
        """Whether the meeting was told of a declaration: what is withdrawn before that is nobody's."""
        said = self._before.suspensions.declared[seat, item]
        return not said.before_opening or item == self.meeting.agenda.current

    def _declared_before(self, item: ItemId, at: datetime) -> Iterator[Sentence]:
        for (seat, of), said in self.meeting.suspensions.declared.items():
            if of == item and said.before_opening:
                name = self._name(seat)
                yield _sentence(Code.DECLARED_BEFORE, at, name=name, reason=said.reason, **self._item(item))

    def _lapsed(self, item: ItemId, at: datetime) -> Iterator[Sentence]:
        """Objections that nobody decided on until the item was closed."""
        for seat, of in self._before.suspensions.objected:
            if of == item:
                yield _sentence(Code.OBJECTION_LAPSED, at, name=self._name(seat), **self._item(item))

    def _suspended(self, fact: SeatSuspended, at: datetime) -> Iterator[Sentence]:
        count = quorum(self.meeting)
        figures: dict[str, Value] = {
            "name": self._name(fact.seat),
            "present": count.present,
            "base": count.base,
            "reason": fact.reason,
            "ground": fact.ground,
            "met": "met" if count.met else "not_met",
        }
        if fact.basis is None:
            yield _sentence(Code.SUSPENDED, at, **figures)
            return
        # Where the record has the explanation itself, it has been told.
        is_told = (fact.seat, fact.item) in self._before.suspensions.heard
        code = Code.SUSPENDED_HEARD if fact.explained and not is_told else Code.SUSPENDED_UNDER
        yield _sentence(code, at, basis=fact.basis, **figures)
        if fact.law:
            yield _sentence(Code.LAW_NAMED, at, law=fact.law)
        if fact.executed_by is not None and fact.executed_by != fact.ordered_by:
            yield _sentence(Code.EXECUTED, at, executor=self._name(fact.executed_by))

    def _moved(self, seat: SeatId, at: datetime) -> Sentence | None:
        """Only what the chair ordered is told: who sat where is said with the lists of those who came."""
        was_out, is_out = (each.attendance.sent_out for each in (self._before, self.meeting))
        if (seat in was_out) is (seat in is_out):
            return None
        code = Code.WENT_OUT if seat in is_out else Code.CAME_BACK
        return _sentence(code, at, name=self._name(seat))

    def _voted(self, fact: Fact, at: datetime) -> Sentence:
        told = told_of_votes(fact, self.meeting)
        if told is None:
            message = f"no sentence for {type(fact).__name__}"
            raise AssertionError(message)
        code, figures = told
        votes: tuple[VoteLine, ...] = ()
        if isinstance(fact, BallotOpened):
            self._out[fact.ballot] = frozenset(self.meeting.suspensions.in_force)
        elif isinstance(fact, ResultDeclared):
            ballot = self.meeting.ballots.by_id[fact.ballot]
            votes = vote_lines(self.meeting, ballot, self._out[fact.ballot])
        return Sentence(code=Code(code), at=at, figures=figures, votes=votes)

    @property
    def _sits(self) -> bool:
        return self.meeting.phase is Phase.OPEN

    def _came(self, seat: str, at: datetime) -> Sentence | None:
        return _sentence(Code.ENTERED_LATE, at, name=self._name(seat)) if self._sits else None

    def _item(self, item: str) -> dict[str, Value]:
        listed = next(each for each in self.meeting.calling.items.values() if each.item == item)
        return {"number": listed.number, "title": listed.title, "purpose": listed.purpose.value}

    def _name(self, seat: str) -> str | None:
        return next(each.name for each in self.meeting.seats if each.id == seat)


def _sentence(code: Code, at: datetime, **figures: Value) -> Sentence:
    return Sentence(code=code, at=at, figures=figures)
