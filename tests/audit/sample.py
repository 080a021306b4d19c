"""A meeting with every kind of fact in it, and the log that records it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from meeting_server.audit.codec import Place, encode
from meeting_server.audit.entry import Entry
from meeting_server.audit.package import log_files
from meeting_server.meeting.facts.agenda import ItemClosed, ItemOpened
from meeting_server.meeting.facts.ballots import (
    BallotClosed,
    BallotOpened,
    CastingVoteGiven,
    Choice,
    DissentNoted,
    EchoEnding,
    Outcome,
    ResultAnnounced,
    ResultDeclared,
    VoiceAsked,
    VoteCast,
    VoteEchoEnded,
    VoteMethod,
    VoteObjected,
    VoteTakenDown,
)
from meeting_server.meeting.facts.calling import TermsAccepted
from meeting_server.meeting.facts.chat import MessagePosted, SupportMessagePosted
from meeting_server.meeting.facts.clip import ClipDiscarded, ClipKept, ClipLost
from meeting_server.meeting.facts.documents import (
    AccessAnnounced,
    AccessTold,
    Channel,
    DocumentKind,
    DocumentOpened,
    DocumentTabled,
    DocumentWithdrawn,
)
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import (
    FloorGiven,
    FloorTaken,
    HandEnding,
    HandLowered,
    HandRaised,
    MicrophonesReleased,
    MicrophonesSilenced,
    ScreenShared,
    ScreenShareEnded,
    ShareEnding,
    SharingAllowed,
    SharingTakenBack,
    TurnEnding,
    TurnTimed,
)
from meeting_server.meeting.facts.identity import (
    IdentityVouched,
    LinkIssued,
    LinkUsed,
    LinkWithdrawn,
    ProofRevoked,
    SeatVisited,
    VisitEnded,
    VisitEnding,
    VisitorHeard,
    VisitorTurnedAway,
    VisitorUnwatched,
    VisitorWatched,
    VouchingAwaited,
)
from meeting_server.meeting.facts.incidents import (
    Cause,
    Escalation,
    Figures,
    IncidentAcknowledged,
    IncidentAdvised,
    IncidentDescribed,
    IncidentEscalated,
    IncidentKind,
    IncidentReported,
    IncidentResolved,
    IncidentWithdrawn,
    Matter,
    Over,
    Result,
    Step,
    TroubleDetected,
    TroubleSubsided,
)
from meeting_server.meeting.facts.presence import (
    Disconnected,
    DoorChecked,
    Ending,
    Entered,
    Left,
    RoomEnding,
    SatInRoom,
    SeatSignedOut,
    Tried,
    WentOutOfRoom,
)
from meeting_server.meeting.facts.recording import (
    CopyMade,
    Fault,
    FaultBegan,
    FaultEnded,
    GapExplained,
    GapReason,
    LedgerSealed,
    RecordingEnded,
    Segment,
    SegmentsSealed,
)
from meeting_server.meeting.facts.resolutions import (
    NothingResolved,
    ObjectionsAsked,
    OtherwiseSeen,
    ResolvedUnopposed,
    Unresolved,
)
from meeting_server.meeting.facts.rights import RightGranted, RightTaken, SeatRight
from meeting_server.meeting.facts.session import (
    MeetingClosed,
    Part,
    Passing,
    PresidingPassed,
    ServiceInterrupted,
)
from meeting_server.meeting.facts.suspension import (
    Basis,
    ConflictMarked,
    CountersRead,
    DeclarationWithdrawn,
    ExplanationBegan,
    ExplanationEnded,
    Ground,
    Interest,
    InterestDeclared,
    MarkRemoved,
    Moment,
    NoteTakerNamed,
    ObjectionDismissed,
    ObjectionRaised,
    Return,
    SeatRestored,
    SeatSuspended,
)
from meeting_server.meeting.ids import BallotId, ConnectionId, DocumentId, IncidentId, LinkId, MessageId
from tests.given import ITEM_41, SITTING
from tests.people import ARUNEE, CHAI, KAMALA, KONG, PREECHA, THANA, VEERA, WILAI

BEGAN = datetime(2026, 11, 12, 2, 30, 0, 7_000, tzinfo=UTC)
BALLOT = BallotId("bal_" + "_" * 22)
INCIDENT = IncidentId("inc_" + "_" * 22)
REPORT = IncidentId("inc_" + "r" * 22)
PAPER = DocumentId("doc_" + "p" * 22)
SLIP = IncidentId("inc_" + "s" * 22)
LINK = LinkId("link_" + "_" * 22)
DIGEST = sha256(b"segment").hexdigest()

ORDERED = {"ordered_by": ARUNEE.seat, "executed_by": KONG.seat}
CLIP = Segment(
    file=f"{PREECHA.seat}/clip1-mic-0001.webm",
    seat=PREECHA.seat,
    source="clip1-mic",
    began="2026-11-12T02:24:00.000Z",
    ended="2026-11-12T02:24:14.900Z",
    bytes=60_000,
    sha256=DIGEST,
    frames=745,
)

WHOLE_MEETING: tuple[Fact, ...] = (
    *SITTING,
    TermsAccepted(seat=ARUNEE.seat, version="1", sha256=DIGEST),
    DoorChecked(seat=ARUNEE.seat, microphone=Tried.WORKS, camera=Tried.FAILS, voice=Tried.SKIPPED),
    SeatVisited(seat=PREECHA.seat),
    VouchingAwaited(seat=PREECHA.seat, clip=True),
    VisitorWatched(seat=PREECHA.seat, by=THANA.seat),
    VisitorHeard(seat=PREECHA.seat, by=THANA.seat, seconds=5),
    IdentityVouched(seat=PREECHA.seat, voucher=THANA.seat, statement=DIGEST),
    Entered(seat=PREECHA.seat),
    ClipKept(clip=1, seat=PREECHA.seat, voucher=THANA.seat, files=(CLIP,)),
    ClipLost(clip=1, seat=PREECHA.seat, voucher=THANA.seat),
    ProofRevoked(seat=PREECHA.seat, reason="จำผิดคน"),
    VisitorWatched(seat=PREECHA.seat, by=WILAI.seat),
    VisitorUnwatched(seat=PREECHA.seat, by=WILAI.seat),
    ClipDiscarded(clip=2, seat=PREECHA.seat, files=(f"{PREECHA.seat}/clip2-mic-0001.webm",)),
    VisitorTurnedAway(seat=PREECHA.seat, by=ARUNEE.seat, reason="ไม่มีผู้ใดรู้จัก"),
    VisitEnded(seat=PREECHA.seat, why=VisitEnding.LEFT),
    LinkIssued(seat=PREECHA.seat, link=LINK, by=CHAI.seat, ground="โทรกลับหมายเลขในทะเบียน จำเสียงได้"),
    LinkWithdrawn(seat=PREECHA.seat, link=LINK, by=CHAI.seat),
    LinkIssued(seat=PREECHA.seat, link=LINK, by=CHAI.seat, ground="โทรกลับหมายเลขในทะเบียน จำเสียงได้"),
    LinkUsed(seat=PREECHA.seat, link=LINK),
    ItemOpened(item=ITEM_41),
    ConflictMarked(seat=WILAI.seat, item=ITEM_41, reason=Interest.RELATIVE, by=VEERA.seat),
    MarkRemoved(seat=WILAI.seat, item=ITEM_41, by=VEERA.seat),
    InterestDeclared(seat=WILAI.seat, item=ITEM_41, reason=Interest.RELATIVE),
    DeclarationWithdrawn(seat=WILAI.seat, item=ITEM_41),
    ObjectionRaised(
        seat=THANA.seat, item=ITEM_41, reason=Interest.PARTY, by=WILAI.seat, text="เป็นคู่สัญญาของมูลนิธิ"
    ),
    ObjectionDismissed(seat=THANA.seat, item=ITEM_41, reason=Interest.PARTY, text="สัญญาสิ้นสุดแล้ว", **ORDERED),
    InterestDeclared(seat=KAMALA.seat, item=ITEM_41, reason=Interest.INTEREST),
    ExplanationBegan(seat=KAMALA.seat, item=ITEM_41, **ORDERED),
    ExplanationEnded(seat=KAMALA.seat, item=ITEM_41, **ORDERED),
    NoteTakerNamed(seat=WILAI.seat, item=ITEM_41, **ORDERED),
    SeatSuspended(
        seat=KAMALA.seat,
        item=ITEM_41,
        ground=Ground.DECLARED,
        reason=Interest.INTEREST,
        basis=Basis.CLAUSE_10_2,
        explained=True,
        **ORDERED,
    ),
    CountersRead(seat=KAMALA.seat, item=ITEM_41, moment=Moment.SUSPENDED, received=12_345, sent=678),
    MessagePosted(message=MessageId("msg_" + "_" * 22), seat=WILAI.seat, text="ขอเสนอให้ลงมติครับ"),
    SupportMessagePosted(
        message=MessageId("msg_" + "s" * 22), seat=WILAI.seat, by=CHAI.seat, text="ลองเปิดหน้านี้ใหม่"
    ),
    SharingAllowed(seat=THANA.seat),
    ScreenShared(seat=THANA.seat),
    ScreenShareEnded(seat=THANA.seat, why=ShareEnding.STOPPED),
    SharingTakenBack(seat=THANA.seat),
    HandRaised(seat=WILAI.seat),
    HandLowered(seat=WILAI.seat, why=HandEnding.OWN),
    HandRaised(seat=THANA.seat),
    FloorGiven(seat=THANA.seat),
    TurnTimed(seat=THANA.seat, minutes=3),
    FloorTaken(seat=THANA.seat, why=TurnEnding.DONE),
    MicrophonesSilenced(held=True),
    MicrophonesReleased(),
    RightTaken(seat=WILAI.seat, right=SeatRight.MICROPHONE),
    RightGranted(seat=WILAI.seat, right=SeatRight.MICROPHONE),
    BallotOpened(
        ballot=BALLOT,
        item=ITEM_41,
        question="เห็นชอบให้สนับสนุนงบประมาณหรือไม่",
        options=tuple(Choice),
        voters=(ARUNEE.seat, THANA.seat, WILAI.seat, VEERA.seat),
        rule="majority_of_votes",
    ),
    VoiceAsked(ballot=BALLOT, seat=ARUNEE.seat),
    VoteTakenDown(
        ballot=BALLOT, seat=ARUNEE.seat, choice=Choice.AGREE, method=VoteMethod.VOICE, by=VEERA.seat
    ),
    VoteObjected(ballot=BALLOT, seat=ARUNEE.seat),
    VoteTakenDown(
        ballot=BALLOT,
        seat=ARUNEE.seat,
        choice=Choice.DISAGREE,
        method=VoteMethod.MESSAGE,
        by=VEERA.seat,
        message=MessageId("msg_" + "_" * 22),
    ),
    VoteEchoEnded(ballot=BALLOT, seat=ARUNEE.seat, why=EchoEnding.CONFIRMED),
    VoteCast(ballot=BALLOT, seat=THANA.seat, choice=Choice.AGREE),
    VoteCast(ballot=BALLOT, seat=WILAI.seat, choice=Choice.ABSTAIN),
    BallotClosed(ballot=BALLOT),
    ResultDeclared(
        ballot=BALLOT,
        totals=((Choice.AGREE, 1), (Choice.DISAGREE, 1), (Choice.ABSTAIN, 1)),
        outcome=Outcome.TIED,
        rule="majority_of_votes",
    ),
    CastingVoteGiven(ballot=BALLOT, seat=ARUNEE.seat, choice=Choice.DISAGREE, outcome=Outcome.LOST),
    ResultAnnounced(ballot=BALLOT),
    DissentNoted(ballot=BALLOT, seat=THANA.seat, by=VEERA.seat, reason="เห็นว่าวงเงินไม่พอ"),
    ObjectionsAsked(item=ITEM_41, question="ให้ตั้งคณะทำงาน"),
    OtherwiseSeen(item=ITEM_41, seat=WILAI.seat),
    ObjectionsAsked(item=ITEM_41, question="ให้ตั้งคณะทำงาน"),
    ResolvedUnopposed(item=ITEM_41, question="ให้ตั้งคณะทำงาน"),
    NothingResolved(item=ITEM_41, why=Unresolved.POSTPONED),
    SeatRestored(seat=KAMALA.seat, item=ITEM_41, why=Return.ITEM_CLOSED),
    ItemClosed(item=ITEM_41),
    TroubleDetected(
        incident=INCIDENT,
        seat=THANA.seat,
        kind=IncidentKind.UNCLEAR_LINE,
        since="2026-11-12T02:40:00.000Z",
        figures=Figures(lost_up=203, jitter_up=12),
    ),
    TroubleSubsided(incident=INCIDENT, until="2026-11-12T02:41:00.000Z", how=Over.RECOVERED),
    IncidentReported(incident=REPORT, seat=WILAI.seat),
    IncidentDescribed(incident=REPORT, matter=Matter.HEARING, words="เสียงหายเป็นช่วง"),
    IncidentEscalated(incident=REPORT, to=(ARUNEE.seat,), why=Escalation.UNACKNOWLEDGED),
    IncidentAcknowledged(incident=REPORT, by=CHAI.seat),
    IncidentAdvised(incident=REPORT, by=CHAI.seat, step=Step.NETWORK),
    IncidentResolved(
        incident=REPORT, by=CHAI.seat, cause=Cause.NETWORK, result=Result.FIXED, words="เปลี่ยนเครือข่าย"
    ),
    AccessAnnounced(by=VEERA.seat, channel=Channel.IN_ROOM, recipients=(ARUNEE.seat,), text="เปิดที่ปุ่มเอกสาร"),
    AccessTold(seat=KAMALA.seat),
    *(
        DocumentTabled(
            document=PAPER,
            version=version,
            item=ITEM_41,
            by=VEERA.seat,
            kind=DocumentKind.PDF,
            file=f"documents/{version:_<22}",
            bytes=10_000_000,
            sha256=DIGEST,
            scanned=version == 2,
            title="รายละเอียดโครงการ",
        )
        for version in (1, 2)
    ),
    DocumentOpened(seat=THANA.seat, document=PAPER, version=2, sha256=DIGEST),
    DocumentWithdrawn(document=PAPER, by=VEERA.seat),
    IncidentReported(incident=SLIP, seat=THANA.seat),
    IncidentWithdrawn(incident=SLIP),
    ServiceInterrupted(since="2026-11-12T03:00:00.000Z", until="2026-11-12T03:00:02.000Z", part=Part.RELAY),
    SegmentsSealed(
        segments=tuple(
            Segment(
                file=f"{cast.seat}/camera-1.webm",
                seat=cast.seat,
                source="camera",
                began="2026-11-12T02:31:00.000Z",
                ended="2026-11-12T02:41:00.000Z",
                bytes=1_234_567,
                sha256=DIGEST,
                frames=9_000,
                recovered=cast is THANA,
            )
            for cast in (ARUNEE, THANA)
        )
    ),
    LedgerSealed(file="ledger/0231.jsonl", minute="2026-11-12T02:31:00.000Z", sha256=DIGEST),
    GapExplained(
        seat=KAMALA.seat,
        source="camera",
        began="2026-11-12T02:40:00.000Z",
        ended="2026-11-12T02:50:00.000Z",
        reason=GapReason.SUSPENDED,
    ),
    FaultBegan(fault=Fault.DISK_LOW, seats=(ARUNEE.seat, THANA.seat)),
    FaultEnded(fault=Fault.DISK_LOW, seats=(ARUNEE.seat, THANA.seat)),
    Disconnected(seat=THANA.seat, connection=ConnectionId(f"conn_{'thana':_<22}"), why=Ending.LOST),
    SeatSignedOut(seat=THANA.seat),
    Left(seat=WILAI.seat),
    SatInRoom(seat=WILAI.seat, room=CHAI.seat, by=VEERA.seat, told=DIGEST),
    WentOutOfRoom(seat=WILAI.seat, room=CHAI.seat, by=VEERA.seat, why=RoomEnding.WENT),
    RecordingEnded(),
    PresidingPassed(seat=THANA.seat, why=Passing.LINE_LOST),
    MeetingClosed(),
    CopyMade(sha256=DIGEST, bytes=412_000_000, left_out=1),
)


def log_of(facts: Sequence[Fact] = WHOLE_MEETING) -> list[Entry]:
    """The log of these facts, one second apart, with salts that are the same every time."""
    salts = (sha256(b"salt" + number.to_bytes(4)).digest() for number in count())
    return [
        encode(
            fact,
            Place(
                seq=seq,
                t=BEGAN + timedelta(seconds=seq),
                actor=ARUNEE.seat,
                on_orders_of=VEERA.seat if seq % 5 == 0 else None,
            ),
            lambda: next(salts),
        )
        for seq, fact in enumerate(facts)
    ]


def sample_files(*, with_openings: bool = True) -> dict[str, bytes]:
    """The package of the whole meeting."""
    return log_files(log_of(), with_openings=with_openings)


def zipped(files: dict[str, bytes], path: Path) -> Path:
    """The files in a zip at `path`."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path
