"""Calling for help from anywhere, seeing to it, and no close before there is an outcome (ข้อ ๘ (๒) (๒.๖))."""

import pytest

from meeting_server.meeting.facts.calling import SeatAssigned
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import (
    IdentityVouched,
    SeatVisited,
    VisitorTurnedAway,
    VouchingAwaited,
)
from meeting_server.meeting.facts.incidents import (
    Cause,
    Escalation,
    IncidentAcknowledged,
    IncidentAdvised,
    IncidentDescribed,
    IncidentEscalated,
    IncidentReported,
    IncidentResolved,
    IncidentWithdrawn,
    Matter,
    Result,
    Step,
)
from meeting_server.meeting.facts.presence import Disconnected, Ending
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.facts.suspension import Ground, Interest, SeatSuspended
from meeting_server.meeting.ids import ConnectionId, IncidentId
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.incidents import (
    AcknowledgeIncident,
    AdviseIncident,
    DescribeIncident,
    EscalateIncident,
    ReportIncident,
    ResolveIncident,
    WithdrawIncident,
    handles,
    is_called,
)
from meeting_server.meeting.rules.session import CloseMeeting
from meeting_server.meeting.state import replay
from tests.given import ITEM_41, KAMALA_OUT, PRESENT, SITTING, THE_CALL, came_in, connected, given
from tests.people import ARUNEE, CHAI, DARIN, KAMALA, KONG, PREECHA, THANA, WILAI, Cast

MACHINE = Actor.system()
ONE, TWO = IncidentId("inc_" + "1" * 22), IncidentId("inc_" + "2" * 22)
REPORT = ReportIncident(incident=ONE)
REPORTED = IncidentReported(incident=ONE, seat=THANA.seat)
TAKE, TAKEN = AcknowledgeIncident(incident=ONE), IncidentAcknowledged(incident=ONE, by=CHAI.seat)
OUTCOME = ResolveIncident(incident=ONE, cause=Cause.NETWORK, result=Result.UNRESOLVED, words=" สายหลุด ")
ADVICE = AdviseIncident(incident=ONE, step=Step.NETWORK)
SAY = DescribeIncident(incident=ONE, matter=Matter.HEARING, words=" เสียงหาย ")
SAID = IncidentDescribed(incident=ONE, matter=Matter.HEARING, words="เสียงหาย")
ESCALATE = EscalateIncident(incident=ONE)
CHAI_GONE = Disconnected(seat=CHAI.seat, connection=ConnectionId(f"conn_{'chai':_<22}"), why=Ending.LOST)


def resolved(by: Cast) -> IncidentResolved:
    return IncidentResolved(
        incident=ONE, by=by.seat, cause=Cause.NETWORK, result=Result.UNRESOLVED, words="สายหลุด"
    )


def out(cast: Cast) -> SeatSuspended:
    return SeatSuspended(seat=cast.seat, item=ITEM_41, ground=Ground.ORDERED, reason=Interest.INTEREST)


def went_on(*to: Cast, why: Escalation = Escalation.NOBODY_THERE) -> IncidentEscalated:
    return IncidentEscalated(incident=ONE, to=tuple(cast.seat for cast in to), why=why)


@pytest.mark.parametrize(
    ("facts", "who"),
    [
        ([*THE_CALL, connected(CHAI)], THANA),
        ([*THE_CALL, connected(CHAI)], DARIN),
        (PRESENT, THANA),
        (SITTING, THANA),
        (KAMALA_OUT, KAMALA),
        ([*SITTING, SeatVisited(seat=PREECHA.seat), VouchingAwaited(seat=PREECHA.seat)], PREECHA),
    ],
)
def test_one_press_is_an_incident_wherever_one_is(facts: list[Fact], who: Cast) -> None:
    given(facts).when(REPORT, who).then(IncidentReported(incident=ONE, seat=who.seat))


def test_a_second_press_is_the_same_incident_and_another_seat_has_its_own() -> None:
    given(SITTING, REPORTED).when(ReportIncident(incident=TWO), THANA).then()
    given(SITTING, REPORTED).when(ReportIncident(incident=TWO), WILAI).then(
        IncidentReported(incident=TWO, seat=WILAI.seat)
    )
    given(SITTING, REPORTED, resolved(CHAI)).when(ReportIncident(incident=TWO), THANA).then(
        IncidentReported(incident=TWO, seat=THANA.seat)
    )


def test_nobody_reports_without_a_seat_or_after_the_close() -> None:
    given(SITTING, MeetingClosed()).when(REPORT, THANA).refused(Reason.MEETING_CLOSED)
    given(SITTING).when(REPORT, Actor.of_person(DARIN.person)).refused(Reason.NO_SEAT)


def test_whoever_was_turned_away_calls_by_the_telephone() -> None:
    gone = VisitorTurnedAway(seat=PREECHA.seat, by=ARUNEE.seat, reason="ไม่มีผู้ใดรู้จัก")
    visitor = [SeatVisited(seat=PREECHA.seat), VouchingAwaited(seat=PREECHA.seat), gone]
    given(SITTING, visitor).when(REPORT, PREECHA).refused(Reason.TURNED_AWAY)


def test_it_goes_to_the_controller_at_once_where_no_support_officer_is() -> None:
    alone = [*SITTING, CHAI_GONE]
    given(alone, came_in(KONG)).when(REPORT, THANA).then(REPORTED, went_on(KONG))
    given(alone).when(REPORT, THANA).then(REPORTED, went_on(ARUNEE))
    given([*THE_CALL]).when(REPORT, THANA).then(REPORTED, went_on())
    given(KAMALA_OUT, out(CHAI)).when(REPORT, THANA).then(REPORTED, went_on(ARUNEE))


def test_a_visitor_at_the_officers_seat_is_no_officer() -> None:
    visited = [*THE_CALL, SeatVisited(seat=CHAI.seat), connected(CHAI)]
    given(visited).when(REPORT, THANA).then(REPORTED, went_on())
    given(visited, REPORTED).when(TAKE, CHAI).refused(Reason.NOT_ALLOWED)
    known = [*visited, IdentityVouched(seat=CHAI.seat, voucher=THANA.seat, statement="")]
    given(known).when(REPORT, THANA).then(REPORTED)
    given(known, REPORTED).when(TAKE, CHAI).then(TAKEN)


def test_who_has_reported_says_what_it_is_and_that_it_is_over() -> None:
    given(SITTING, REPORTED).when(SAY, THANA).then(SAID)
    given(SITTING, REPORTED, SAID).when(SAY, THANA).then()
    empty = DescribeIncident(incident=ONE, matter=Matter.OTHER, words=" ")
    given(SITTING, REPORTED).when(empty, THANA).then(IncidentDescribed(incident=ONE, matter=Matter.OTHER))
    given(SITTING, REPORTED).when(WithdrawIncident(incident=ONE), THANA).then(IncidentWithdrawn(incident=ONE))
    assert given(SITTING, REPORTED, IncidentWithdrawn(incident=ONE)).meeting.incidents.open == {}


@pytest.mark.parametrize("deed", [SAY, WithdrawIncident(incident=ONE)])
@pytest.mark.parametrize("who", [WILAI, CHAI, ARUNEE])
def test_nobody_speaks_for_another(deed: Command, who: Cast) -> None:
    given(SITTING, REPORTED).when(deed, who).refused(Reason.UNKNOWN_INCIDENT)
    another = IncidentReported(incident=TWO, seat=who.seat)
    given(SITTING, REPORTED, another).when(deed, who).refused(Reason.UNKNOWN_INCIDENT)


def test_the_officer_takes_it_on_once_advises_and_writes_the_outcome() -> None:
    given(SITTING, REPORTED).when(TAKE, CHAI).then(TAKEN)
    given(SITTING, REPORTED, TAKEN).when(TAKE, CHAI).then()
    advised = IncidentAdvised(incident=ONE, by=CHAI.seat, step=Step.NETWORK)
    given(SITTING, REPORTED).when(ADVICE, CHAI).then(TAKEN, advised)
    given(SITTING, REPORTED, TAKEN).when(ADVICE, CHAI).then(advised)
    given(SITTING, REPORTED, TAKEN).when(OUTCOME, CHAI).then(resolved(CHAI))
    bare = ResolveIncident(incident=ONE, cause=Cause.UNKNOWN, result=Result.FIXED, words="")
    given(SITTING, REPORTED).when(bare, CHAI).then(
        IncidentResolved(incident=ONE, by=CHAI.seat, cause=Cause.UNKNOWN, result=Result.FIXED)
    )


@pytest.mark.parametrize("deed", [TAKE, ADVICE, OUTCOME])
def test_who_sees_to_it_and_who_does_not(deed: Command) -> None:
    at_the_door = [*SITTING, REPORTED]
    assert given(at_the_door).when(deed, KONG).facts()  # From outside, too: they may have several meetings.
    assert given(at_the_door).when(deed, ARUNEE).facts()  # Who presides is to close the meeting.
    given(at_the_door).when(deed, WILAI).refused(Reason.NOT_ALLOWED)
    given(at_the_door).when(deed, THANA).refused(Reason.NOT_ALLOWED)
    given(at_the_door).when(deed, PREECHA).refused(Reason.NOT_ENTERED)
    given(KAMALA_OUT, REPORTED).when(deed, KAMALA).refused(Reason.SUSPENDED)
    given(KAMALA_OUT, REPORTED, out(CHAI)).when(deed, CHAI).refused(Reason.SUSPENDED)
    given(SITTING).when(deed, CHAI).refused(Reason.UNKNOWN_INCIDENT)
    given(SITTING, REPORTED, resolved(CHAI)).when(deed, CHAI).refused(Reason.UNKNOWN_INCIDENT)
    given(SITTING, REPORTED, MeetingClosed()).when(deed, CHAI).refused(Reason.MEETING_CLOSED)


def test_what_nobody_has_acknowledged_goes_on_once() -> None:
    later = went_on(ARUNEE, why=Escalation.UNACKNOWLEDGED)
    given(SITTING, REPORTED).when(ESCALATE, MACHINE).then(later)
    given(SITTING, REPORTED, came_in(KONG)).when(ESCALATE, MACHINE).then(
        went_on(KONG, why=Escalation.UNACKNOWLEDGED)
    )
    for seen in (TAKEN, later, resolved(CHAI)):
        given(SITTING, REPORTED, seen).when(ESCALATE, MACHINE).then()
    given(SITTING, REPORTED).when(ESCALATE, CHAI).refused(Reason.NOT_ALLOWED)


def test_whom_it_calls() -> None:
    def called(*facts: Fact) -> set[str]:
        meeting = replay([*SITTING, *came_in(KONG), REPORTED, *facts])
        one = meeting.incidents.open[ONE]
        return {seat.id for seat in meeting.seats if is_called(meeting, one, seat)}

    later = went_on(ARUNEE, why=Escalation.UNACKNOWLEDGED)
    assert called() == {CHAI.seat}
    assert called(later) == {CHAI.seat, KONG.seat, ARUNEE.seat}
    assert called(out(CHAI), later) == {KONG.seat, ARUNEE.seat}
    assert called(later, TAKEN) == set()
    closed = replay([*SITTING, MeetingClosed()])
    assert not any(handles(closed, seat) for seat in closed.seats)


def test_the_meeting_does_not_close_while_one_has_no_outcome() -> None:
    given(SITTING, REPORTED).when(CloseMeeting(), ARUNEE).refused(Reason.INCIDENT_OPEN)
    given(SITTING, REPORTED, TAKEN).when(CloseMeeting(), ARUNEE).refused(Reason.INCIDENT_OPEN)
    for over in (resolved(ARUNEE), IncidentWithdrawn(incident=ONE)):
        assert given(SITTING, REPORTED, over).when(CloseMeeting(), ARUNEE).facts()


def test_incidents_are_numbered_in_their_order() -> None:
    another = IncidentReported(incident=TWO, seat=WILAI.seat)
    meeting = given(SITTING, REPORTED, resolved(CHAI), another).meeting
    assert [(one.number, one.what) for one in meeting.incidents.open.values()] == [(2, Matter.UNSAID)]


def test_a_seat_that_is_given_the_duty_later_is_called_too() -> None:
    also = SeatAssigned(seat=WILAI.seat, person=WILAI.person, roles=(*sorted(WILAI.roles), *CHAI.roles))
    given(SITTING, also, CHAI_GONE).when(REPORT, THANA).then(REPORTED)
