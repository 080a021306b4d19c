"""The permanent name of every fact on disk: a table, so that renaming a class renames no history."""

from meeting_server.meeting.facts.agenda import ItemClosed, ItemOpened
from meeting_server.meeting.facts.ballots import BallotClosed, BallotOpened, ResultDeclared, VoteCast
from meeting_server.meeting.facts.calling import ItemListed, MeetingCalled, SeatAssigned, TermsAccepted
from meeting_server.meeting.facts.chat import MessagePosted
from meeting_server.meeting.facts.clip import ClipDiscarded, ClipKept, ClipLost
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import (
    FloorGiven,
    FloorTaken,
    HandLowered,
    HandRaised,
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
from meeting_server.meeting.facts.incidents import TroubleDetected, TroubleSubsided
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
from meeting_server.meeting.facts.session import MeetingClosed, MeetingOpened, ServiceInterrupted
from meeting_server.meeting.facts.suspension import (
    CountersRead,
    InterestDeclared,
    SeatRestored,
    SeatSuspended,
)

FACTS: dict[str, type[Fact]] = {
    "calling.meeting_called": MeetingCalled,
    "calling.seat_assigned": SeatAssigned,
    "calling.item_listed": ItemListed,
    "calling.terms_accepted": TermsAccepted,
    "identity.identity_proven": IdentityProven,
    "identity.identity_vouched": IdentityVouched,
    "identity.proof_revoked": ProofRevoked,
    "identity.seat_visited": SeatVisited,
    "identity.visit_ended": VisitEnded,
    "identity.vouching_awaited": VouchingAwaited,
    "identity.visitor_watched": VisitorWatched,
    "identity.visitor_unwatched": VisitorUnwatched,
    "identity.visitor_heard": VisitorHeard,
    "identity.visitor_turned_away": VisitorTurnedAway,
    "identity.link_issued": LinkIssued,
    "identity.link_used": LinkUsed,
    "identity.link_withdrawn": LinkWithdrawn,
    "clip.clip_kept": ClipKept,
    "clip.clip_discarded": ClipDiscarded,
    "clip.clip_lost": ClipLost,
    "presence.connected": Connected,
    "presence.disconnected": Disconnected,
    "presence.seat_signed_out": SeatSignedOut,
    "presence.door_checked": DoorChecked,
    "presence.entered": Entered,
    "presence.left": Left,
    "presence.sat_in_room": SatInRoom,
    "presence.went_out_of_room": WentOutOfRoom,
    "session.meeting_opened": MeetingOpened,
    "session.service_interrupted": ServiceInterrupted,
    "session.meeting_closed": MeetingClosed,
    "agenda.item_opened": ItemOpened,
    "agenda.item_closed": ItemClosed,
    "floor.sharing_allowed": SharingAllowed,
    "floor.sharing_taken_back": SharingTakenBack,
    "floor.screen_shared": ScreenShared,
    "floor.screen_share_ended": ScreenShareEnded,
    "floor.hand_raised": HandRaised,
    "floor.hand_lowered": HandLowered,
    "floor.floor_given": FloorGiven,
    "floor.turn_timed": TurnTimed,
    "floor.floor_taken": FloorTaken,
    "suspension.interest_declared": InterestDeclared,
    "suspension.seat_suspended": SeatSuspended,
    "suspension.seat_restored": SeatRestored,
    "suspension.counters_read": CountersRead,
    "ballots.ballot_opened": BallotOpened,
    "ballots.vote_cast": VoteCast,
    "ballots.ballot_closed": BallotClosed,
    "ballots.result_declared": ResultDeclared,
    "chat.message_posted": MessagePosted,
    "recording.recording_began": RecordingBegan,
    "recording.segments_sealed": SegmentsSealed,
    "recording.ledger_sealed": LedgerSealed,
    "recording.gap_explained": GapExplained,
    "recording.fault_began": FaultBegan,
    "recording.fault_ended": FaultEnded,
    "recording.copy_made": CopyMade,
    "recording.recording_ended": RecordingEnded,
    "incidents.trouble_detected": TroubleDetected,
    "incidents.trouble_subsided": TroubleSubsided,
}

NAMES: dict[type[Fact], str] = {fact: name for name, fact in FACTS.items()}
