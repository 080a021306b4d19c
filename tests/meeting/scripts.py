"""Meetings written by chance: any command, by anyone, in any order; what the rules refuse does not happen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from meeting_server.meeting.facts.ballots import NO_MESSAGE, BallotOpened, Choice, VoteMethod
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import SeatVisited, VisitorHeard, VisitorWatched, VouchingAwaited
from meeting_server.meeting.facts.incidents import Cause, Figures, IncidentKind, Matter, Over, Result
from meeting_server.meeting.facts.incidents import Step as Advice
from meeting_server.meeting.facts.presence import Ending
from meeting_server.meeting.facts.resolutions import Unresolved
from meeting_server.meeting.facts.rights import SeatRight
from meeting_server.meeting.facts.session import Part
from meeting_server.meeting.facts.suspension import Ground, Interest
from meeting_server.meeting.ids import BallotId, ConnectionId, IncidentId, MessageId
from meeting_server.meeting.refusal import Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.agenda import CloseItem, OpenItem
from meeting_server.meeting.rules.ballots import (
    AnnounceResult,
    CastVote,
    CloseBallot,
    GiveCastingVote,
    NoteDissent,
    OpenBallot,
)
from meeting_server.meeting.rules.chat import PostMessage
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
from meeting_server.meeting.rules.identity import (
    EndVisit,
    NoteHeard,
    RevokeProof,
    TurnAway,
    UnwatchVisitor,
    Vouch,
    WatchVisitor,
)
from meeting_server.meeting.rules.incidents import (
    AcknowledgeIncident,
    AdviseIncident,
    DescribeIncident,
    DetectTrouble,
    EndTrouble,
    EscalateIncident,
    ReportIncident,
    ResolveIncident,
    WithdrawIncident,
)
from meeting_server.meeting.rules.presence import Connect, Disconnect, Enter, Leave
from meeting_server.meeting.rules.resolutions import AskForObjections, ResolveUnopposed, SeeOtherwise
from meeting_server.meeting.rules.rights import GrantRight, TakeRight
from meeting_server.meeting.rules.session import CloseMeeting, NoteInterruption, OpenMeeting
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
from meeting_server.meeting.rules.voices import (
    AskForVoice,
    ConfirmVote,
    EndEcho,
    ObjectToVote,
    TakeDownVote,
)
from meeting_server.meeting.state import Meeting, replay
from tests.given import ITEM_1, ITEM_41, ON_ITEM_41, PRESENT, SITTING, THE_CALL, connected
from tests.people import ARUNEE, DARIN, KAMALA, KONG, PIMJAI, SOMSAK, THANA, VEERA, WILAI, Cast

CAST = (ARUNEE, THANA, WILAI, KAMALA, VEERA, SOMSAK, PIMJAI, KONG, DARIN)
# Those who preside or execute orders act more often, or hardly anything would ever happen.
ACTORS = (*CAST, ARUNEE, ARUNEE, ARUNEE, ARUNEE, KONG, KAMALA, None)
# A visitor waits whom one of the members has heard, so that vouching happens at all.
AT_THE_DOOR: Sequence[Fact] = (
    *SITTING,
    SeatVisited(seat=SOMSAK.seat),
    connected(SOMSAK),
    VouchingAwaited(seat=SOMSAK.seat, clip=True),
    VisitorWatched(seat=SOMSAK.seat, by=ARUNEE.seat),
    VisitorHeard(seat=SOMSAK.seat, by=ARUNEE.seat, seconds=5),
)
BALLOTS = tuple(BallotId(f"bal_{number:_<22}") for number in "ab")
MESSAGE = MessageId("msg_" + "m" * 22)
VOTERS = tuple(cast.seat for cast in (ARUNEE, THANA, WILAI, KAMALA, VEERA))
VOTING: Sequence[Fact] = (
    *ON_ITEM_41,
    BallotOpened(
        ballot=BALLOTS[0],
        item=ITEM_41,
        question="เห็นชอบหรือไม่",
        options=tuple(Choice),
        voters=VOTERS,
        rule="majority_of_votes",
    ),
)
INCIDENTS = tuple(IncidentId(f"inc_{number:_<22}") for number in "ab")
BEGINNINGS: tuple[Sequence[Fact], ...] = (THE_CALL, PRESENT, SITTING, ON_ITEM_41, AT_THE_DOOR, VOTING)
TIME = "2026-11-12T03:00:00.000Z"
OBJECTION = "เหตุที่คัดค้าน"


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody, or the machine, asks for something."""

    who: Cast | None
    command: Command

    @property
    def actor(self) -> Actor:
        """Who asks, as the rules know them."""
        return Actor.of_seat(self.who.seat) if self.who else Actor.system()


@dataclass(frozen=True, slots=True)
class Script:
    """A beginning, and what is asked for afterwards."""

    beginning: Sequence[Fact]
    steps: Sequence[Step]

    def play(self) -> Iterator[tuple[Step | None, Sequence[Fact], Meeting]]:
        """Each step with the facts that follow and the meeting after them; a refused one has none."""
        meeting = replay(self.beginning)
        yield None, self.beginning, meeting
        for step in self.steps:
            try:
                facts = list(step.command.decide(meeting, step.actor))
            except Refused:
                facts = []
            meeting = replay(facts, meeting)
            yield step, facts, meeting

    def facts(self) -> list[Fact]:
        """Everything that has happened in the end."""
        return [fact for _, facts, _ in self.play() for fact in facts]


_ITEM = st.sampled_from((ITEM_1, ITEM_41, ITEM_41))
_BALLOT = st.sampled_from(BALLOTS)
_SEAT = st.sampled_from([cast.seat for cast in CAST])
_LINE = st.sampled_from([ConnectionId(f"conn_{cast.sign_in:_<22}") for cast in CAST])

INTERESTS: st.SearchStrategy[Command] = st.one_of(
    st.builds(MarkConflict, seat=_SEAT, item=_ITEM, reason=st.sampled_from(Interest)),
    st.builds(RemoveMark, seat=_SEAT, item=_ITEM),
    st.builds(WithdrawDeclaration, item=_ITEM),
    st.builds(
        RaiseObjection, seat=_SEAT, item=_ITEM, reason=st.sampled_from(Interest), text=st.just(OBJECTION)
    ),
    st.builds(DismissObjection, seat=_SEAT, item=_ITEM, text=st.just("ไม่มีมูล")),
    st.builds(BeginExplanation, seat=_SEAT, item=_ITEM),
    st.builds(EndExplanation, seat=_SEAT),
    st.builds(NameNoteTaker, seat=_SEAT, item=_ITEM),
)

COMMANDS: st.SearchStrategy[Command] = st.one_of(
    st.builds(Connect, connection=_LINE, address=st.just("192.0.2.1"), browser=st.just("Firefox")),
    st.builds(Disconnect, connection=_LINE, why=st.sampled_from(Ending)),
    st.builds(
        Connect,
        connection=_LINE,
        address=st.just("192.0.2.1"),
        browser=st.just("Firefox"),
        is_visit=st.just(value=True),
    ),
    st.builds(Enter, notice=st.just("n"), current=st.just("n"), version=st.just("1"), is_visit=st.booleans()),
    st.builds(WatchVisitor, seat=_SEAT),
    st.just(UnwatchVisitor()),
    st.builds(NoteHeard, seat=_SEAT, by=_SEAT, seconds=st.just(5)),
    st.builds(Vouch, seat=_SEAT, statement=st.just("s"), current=st.just("s")),
    st.builds(RevokeProof, seat=_SEAT, reason=st.just("จำผิดคน")),
    st.builds(TurnAway, seat=_SEAT, reason=st.just("ไม่มีผู้ใดรู้จัก")),
    st.just(EndVisit()),
    st.just(Leave()),
    st.just(OpenMeeting()),
    st.builds(OpenItem, item=_ITEM),
    st.builds(CloseItem, item=_ITEM, unresolved=st.one_of(st.none(), st.sampled_from(Unresolved))),
    st.builds(AskForObjections, item=_ITEM, question=st.just("เห็นชอบหรือไม่")),
    st.builds(SeeOtherwise, item=_ITEM),
    st.builds(ResolveUnopposed, item=_ITEM),
    INTERESTS,
    st.builds(DeclareInterest, item=_ITEM, reason=st.sampled_from(Interest)),
    st.builds(
        SuspendSeat,
        seat=_SEAT,
        item=_ITEM,
        ground=st.sampled_from(Ground),
        reason=st.sampled_from(Interest),
        explained=st.booleans(),
        law=st.sampled_from(("", "มาตรา ๔๒")),
    ),
    st.builds(
        SuspendSeat,
        seat=_SEAT,
        item=st.just(ITEM_41),
        ground=st.just(Ground.ORDERED),
        reason=st.just(Interest.PARTY),
    ),
    st.builds(RestoreSeat, seat=_SEAT),
    st.builds(OpenBallot, ballot=st.sampled_from(BALLOTS), item=_ITEM, question=st.just("เห็นชอบหรือไม่")),
    st.builds(CastVote, ballot=_BALLOT, choice=st.sampled_from(Choice)),
    st.builds(AskForVoice, ballot=_BALLOT, seat=_SEAT),
    st.builds(
        TakeDownVote,
        ballot=_BALLOT,
        seat=_SEAT,
        choice=st.sampled_from(Choice),
        method=st.sampled_from(VoteMethod),
        read_back=st.booleans(),
        message=st.sampled_from((NO_MESSAGE, MESSAGE)),
    ),
    st.builds(ConfirmVote, ballot=_BALLOT),
    st.builds(ObjectToVote, ballot=_BALLOT),
    st.builds(EndEcho, ballot=_BALLOT, seat=_SEAT),
    st.builds(CloseBallot, ballot=_BALLOT),
    st.builds(GiveCastingVote, ballot=_BALLOT, choice=st.sampled_from(Choice)),
    st.builds(AnnounceResult, ballot=_BALLOT),
    st.builds(NoteDissent, ballot=_BALLOT, seat=_SEAT, reason=st.just("วงเงินไม่พอ")),
    st.builds(PostMessage, message=st.just(MESSAGE), text=st.just("ความลับของห้อง")),
    st.just(ShareScreen()),
    st.just(ShareScreen()),
    st.just(StopSharing()),
    st.builds(AllowSharing, seat=_SEAT),
    st.builds(TakeBackSharing, seat=_SEAT),
    st.builds(EndSharing, seat=_SEAT),
    st.just(RaiseHand()),
    st.just(RaiseHand()),
    st.just(LowerHand()),
    st.builds(DismissHand, seat=_SEAT),
    st.builds(GiveFloor, seat=_SEAT, minutes=st.sampled_from((None, 3))),
    st.builds(TimeTurn, minutes=st.just(5)),
    st.just(TakeFloor()),
    st.just(YieldFloor()),
    st.builds(SilenceMicrophones, held=st.booleans()),
    st.just(ReleaseMicrophones()),
    st.builds(TakeRight, seat=_SEAT, right=st.sampled_from(SeatRight)),
    st.builds(GrantRight, seat=_SEAT, right=st.sampled_from(SeatRight)),
    st.builds(NoteInterruption, since=st.just(TIME), until=st.just(TIME), part=st.sampled_from(Part)),
    st.builds(
        DetectTrouble,
        incident=st.sampled_from(INCIDENTS),
        seat=_SEAT,
        kind=st.sampled_from(IncidentKind),
        since=st.just(TIME),
        figures=st.just(Figures()),
    ),
    st.builds(
        EndTrouble,
        seat=_SEAT,
        kind=st.sampled_from(IncidentKind),
        until=st.just(TIME),
        how=st.sampled_from(Over),
    ),
    st.builds(ReportIncident, incident=st.sampled_from(INCIDENTS)),
    st.builds(
        DescribeIncident,
        incident=st.sampled_from(INCIDENTS),
        matter=st.sampled_from(Matter),
        words=st.just("ความลับของห้อง"),
    ),
    st.builds(WithdrawIncident, incident=st.sampled_from(INCIDENTS)),
    st.builds(AcknowledgeIncident, incident=st.sampled_from(INCIDENTS)),
    st.builds(AdviseIncident, incident=st.sampled_from(INCIDENTS), step=st.sampled_from(Advice)),
    st.builds(
        ResolveIncident,
        incident=st.sampled_from(INCIDENTS),
        cause=st.sampled_from(Cause),
        result=st.sampled_from(Result),
        words=st.just(""),
    ),
    st.builds(EscalateIncident, incident=st.sampled_from(INCIDENTS)),
    st.just(CloseMeeting()),
)

SCRIPTS: st.SearchStrategy[Script] = st.builds(
    Script,
    st.sampled_from(BEGINNINGS),
    st.lists(st.builds(Step, st.sampled_from(ACTORS), COMMANDS), max_size=30),
)
