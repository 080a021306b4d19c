"""What the recorder sealed becomes fact, once."""

from dataclasses import replace

from meeting_server.meeting.facts.incidents import Escalation, IncidentEscalated, Step
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
from meeting_server.meeting.ids import IncidentId, SeatId
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.incidents import AdviseIncident
from meeting_server.meeting.rules.recording import ExplainGap, NoteCopy, NoteFaults, SealLedger, SealSegments
from meeting_server.meeting.rules.session import CloseMeeting
from tests.given import SITTING, THE_CALL, given
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


def test_a_fault_is_one_incident_from_its_first_seat_to_its_last() -> None:
    first, second = IncidentId("inc_" + "1" * 22), IncidentId("inc_" + "2" * 22)

    def now(incident: IncidentId, *seats: SeatId) -> NoteFaults:
        return replace(standing(Fault.RECORDER, *seats), incidents={Fault.RECORDER: incident})

    began = FaultBegan(fault=Fault.RECORDER, seats=(THANA.seat,), incident=first)
    more = FaultBegan(fault=Fault.RECORDER, seats=(ARUNEE.seat,), incident=first)
    less = FaultEnded(fault=Fault.RECORDER, seats=(THANA.seat,))
    given(SITTING).when(now(first, THANA.seat), MACHINE).then(began)
    given(SITTING, began).when(now(second, THANA.seat, ARUNEE.seat), MACHINE).then(more)
    lasts = given(SITTING, began, more, less)
    assert [(one.incident, one.what, one.seat) for one in lasts.meeting.incidents.open.values()] == [
        (first, Fault.RECORDER, None)
    ]
    lasts.when(CloseMeeting(), ARUNEE).refused(Reason.INCIDENT_OPEN)
    lasts.when(AdviseIncident(incident=first, step=Step.RELOAD), ARUNEE).refused(Reason.NOT_ALLOWED)
    over = given(SITTING, began, more, less, FaultEnded(fault=Fault.RECORDER, seats=(ARUNEE.seat,)))
    assert over.meeting.incidents.open == {}
    over.when(now(second, THANA.seat), MACHINE).then(replace(began, incident=second))


def test_a_fault_that_began_with_nobody_there_or_after_the_close() -> None:
    incident = IncidentId("inc_" + "1" * 22)
    fault = replace(standing(Fault.DISK_LOW, THANA.seat), incidents={Fault.DISK_LOW: incident})
    began = FaultBegan(fault=Fault.DISK_LOW, seats=(THANA.seat,), incident=incident)
    escalated = IncidentEscalated(incident=incident, to=(), why=Escalation.NOBODY_THERE)
    given(THE_CALL).when(fault, MACHINE).then(began, escalated)
    closed = given(SITTING, MeetingClosed())
    closed.when(fault, MACHINE).then(FaultBegan(fault=Fault.DISK_LOW, seats=(THANA.seat,)))
    assert given(SITTING, began, MeetingClosed()).meeting.incidents.open == {}


def test_an_older_log_knows_faults_that_are_no_incident() -> None:
    older = FaultBegan(fault=Fault.RECORDER, seats=(THANA.seat,))
    ended = FaultEnded(fault=Fault.RECORDER, seats=(THANA.seat,))
    for facts in ([older], [older, ended]):
        assert given(SITTING, facts).when(CloseMeeting(), ARUNEE).facts()


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
