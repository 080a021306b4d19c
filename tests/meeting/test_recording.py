"""What the recorder sealed becomes fact, once."""

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
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.recording import ExplainGap, NoteCopy, NoteFaults, SealLedger, SealSegments
from tests.given import SITTING, given
from tests.people import ARUNEE, THANA, VEERA


def segment(file: str, seat: SeatId = THANA.seat) -> Segment:
    return Segment(
        file=file,
        seat=seat,
        source="mic",
        began="2026-11-12T02:30:00.000Z",
        ended="2026-11-12T02:40:00.000Z",
        bytes=1200,
        sha256="ab" * 32,
        frames=30_000,
    )


MACHINE = Actor.system()
LEDGER = SealLedger(file="l.gz", minute="2026-11-12T02:30:00.000Z", sha256="cd" * 32)
GAP = ExplainGap(seat=THANA.seat, source="mic", began="a", ended="b", reason=GapReason.SUSPENDED)


def test_a_file_is_written_into_the_log_once() -> None:
    one, two = segment("one"), segment("two")
    given(SITTING).when(SealSegments(segments=(one,)), MACHINE).then(SegmentsSealed(segments=(one,)))
    given(SITTING, SegmentsSealed(segments=(one,))).when(SealSegments(segments=(one, two)), MACHINE).then(
        SegmentsSealed(segments=(two,))
    )
    given(SITTING, SegmentsSealed(segments=(one,))).when(SealSegments(segments=(one,)), MACHINE).then()


def test_the_last_files_are_sealed_after_the_close() -> None:
    closed = given(SITTING, RecordingEnded(), MeetingClosed())
    assert not closed.meeting.recording.on
    assert closed.when(SealSegments(segments=(segment("one"),)), MACHINE).facts()


def test_a_ledger_is_written_once() -> None:
    given(SITTING).when(LEDGER, MACHINE).then(
        LedgerSealed(file="l.gz", minute="2026-11-12T02:30:00.000Z", sha256="cd" * 32)
    )
    sealed = LedgerSealed(file="l.gz", minute="2026-11-12T02:30:00.000Z", sha256="cd" * 32)
    given(SITTING, sealed).when(LEDGER, MACHINE).then()


def test_a_gap_carries_its_reason_and_is_written_once() -> None:
    explained = GapExplained(seat=THANA.seat, source="mic", began="a", ended="b", reason=GapReason.SUSPENDED)
    given(SITTING).when(GAP, MACHINE).then(explained)
    given(SITTING, explained).when(GAP, MACHINE).then()


def test_only_the_machine_speaks_here_and_only_of_seats_of_this_meeting() -> None:
    for command in (SealSegments(segments=(segment("x"),)), LEDGER, GAP):
        given(SITTING).when(command, ARUNEE).refused(Reason.NOT_ALLOWED)
    stranger = SeatId("seat_x")
    given(SITTING).when(SealSegments(segments=(segment("x", stranger),)), MACHINE).refused(
        Reason.UNKNOWN_SEAT
    )
    given(SITTING).when(
        ExplainGap(seat=stranger, source="mic", began="a", ended="b", reason=GapReason.LEFT), MACHINE
    ).refused(Reason.UNKNOWN_SEAT)


def standing(fault: Fault, *seats: SeatId) -> NoteFaults:
    return NoteFaults(standing=frozenset((fault, seat) for seat in seats))


def test_a_fault_is_noted_when_it_begins_and_when_it_ends() -> None:
    both = standing(Fault.RECORDER, THANA.seat, ARUNEE.seat)
    began = FaultBegan(fault=Fault.RECORDER, seats=(ARUNEE.seat, THANA.seat))
    given(SITTING).when(both, MACHINE).then(began)
    given(SITTING, began).when(both, MACHINE).then()
    given(SITTING, began).when(standing(Fault.DISK_FULL, THANA.seat), MACHINE).then(
        FaultBegan(fault=Fault.DISK_FULL, seats=(THANA.seat,)),
        FaultEnded(fault=Fault.RECORDER, seats=(ARUNEE.seat, THANA.seat)),
    )
    ended = FaultEnded(fault=Fault.RECORDER, seats=(THANA.seat,))
    given(SITTING, began, ended).when(NoteFaults(standing=frozenset()), MACHINE).then(
        FaultEnded(fault=Fault.RECORDER, seats=(ARUNEE.seat,))
    )


def test_a_fault_of_a_stranger_or_told_by_a_person_is_none() -> None:
    given(SITTING).when(standing(Fault.RECORDER, SeatId("seat_x")), MACHINE).refused(Reason.UNKNOWN_SEAT)
    given(SITTING).when(standing(Fault.RECORDER, THANA.seat), Actor.of_seat(ARUNEE.seat)).refused(
        Reason.NOT_ALLOWED
    )


def test_a_copy_stands_in_the_log_with_whoever_ordered_it() -> None:
    closed = given(SITTING, RecordingEnded(), MeetingClosed())
    copy = NoteCopy(sha256="ab" * 32, bytes=9, left_out=0)
    closed.when(copy, VEERA).then(CopyMade(sha256="ab" * 32, bytes=9, left_out=0))
    closed.when(copy, THANA).refused(Reason.NOT_ALLOWED)
    closed.when(copy, MACHINE).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(copy, VEERA).refused(Reason.NOT_CLOSED)
