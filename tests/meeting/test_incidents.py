"""What the relay measures to be wrong becomes fact, once, and ends."""

from meeting_server.meeting.facts.incidents import (
    Cause,
    Escalation,
    Figures,
    IncidentEscalated,
    IncidentKind,
    IncidentResolved,
    Over,
    Result,
    TroubleDetected,
    TroubleSubsided,
)
from meeting_server.meeting.facts.presence import Disconnected, Ending, Left, SeatSignedOut
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.facts.suspension import Ground, Interest, SeatSuspended
from meeting_server.meeting.ids import ConnectionId, IncidentId, SeatId
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.incidents import DetectTrouble, EndTrouble
from meeting_server.meeting.rules.session import CloseMeeting
from tests.given import ITEM_41, PRESENT, SITTING, given
from tests.people import ARUNEE, CHAI, THANA, WILAI, Cast

MACHINE = Actor.system()
SINCE, UNTIL = "2026-11-12T03:00:00.000Z", "2026-11-12T03:01:00.000Z"
FIGURES = Figures(lost_up=203, jitter_up=12)
INCIDENT = IncidentId("inc_" + "a" * 22)


def detect(
    seat: SeatId = THANA.seat, kind: IncidentKind = IncidentKind.UNCLEAR_LINE, name: str = INCIDENT
) -> DetectTrouble:
    return DetectTrouble(incident=IncidentId(name), seat=seat, kind=kind, since=SINCE, figures=FIGURES)


DETECTED = TroubleDetected(
    incident=INCIDENT, seat=THANA.seat, kind=IncidentKind.UNCLEAR_LINE, since=SINCE, figures=FIGURES
)
END = EndTrouble(seat=THANA.seat, kind=IncidentKind.UNCLEAR_LINE, until=UNTIL, how=Over.RECOVERED)
SUBSIDED = TroubleSubsided(incident=INCIDENT, until=UNTIL, how=Over.RECOVERED)


def test_a_trouble_is_written_once_while_it_lasts_and_again_when_it_returns() -> None:
    given(SITTING).when(detect(), MACHINE).then(DETECTED)
    given(SITTING, DETECTED).when(detect(name="inc_" + "b" * 22), MACHINE).then()
    assert given(SITTING, DETECTED, SUBSIDED).when(detect(), MACHINE).facts() == [DETECTED]


def test_another_seat_and_another_kind_are_other_troubles() -> None:
    for other in (detect(WILAI.seat), detect(kind=IncidentKind.CAPTURE_STALL)):
        assert given(SITTING, DETECTED).when(other, MACHINE).facts()


def test_its_end_names_it_and_is_written_once() -> None:
    given(SITTING, DETECTED).when(END, MACHINE).then(SUBSIDED)
    given(SITTING, DETECTED, SUBSIDED).when(END, MACHINE).then()
    given(SITTING).when(END, MACHINE).then()


def test_what_the_machine_finds_is_an_incident_until_it_is_over_by_itself() -> None:
    lasts = given(SITTING, DETECTED)
    assert [one.seat for one in lasts.meeting.incidents.open.values()] == [THANA.seat]
    lasts.when(CloseMeeting(), ARUNEE).refused(Reason.INCIDENT_OPEN)
    assert given(SITTING, DETECTED, SUBSIDED).when(CloseMeeting(), ARUNEE).facts()


def test_what_an_officer_has_left_unresolved_still_stands_and_is_not_found_anew() -> None:
    written = IncidentResolved(incident=INCIDENT, by=CHAI.seat, cause=Cause.NETWORK, result=Result.UNRESOLVED)
    lasts = given(SITTING, DETECTED, written)
    assert lasts.when(CloseMeeting(), ARUNEE).facts()
    lasts.when(detect(name="inc_" + "b" * 22), MACHINE).then()
    lasts.when(END, MACHINE).then(SUBSIDED)


def test_a_remedy_calls_nobody() -> None:
    rests = detect(kind=IncidentKind.CAMERA_RESTED)
    facts = given(SITTING).when(rests, MACHINE).facts()
    assert len(facts) == 1
    assert given(SITTING, facts).meeting.incidents.open == {}


def test_what_the_machine_finds_goes_to_who_presides_where_no_officer_is() -> None:
    gone = Disconnected(seat=CHAI.seat, connection=line(CHAI), why=Ending.LOST)
    assert given(SITTING, gone).when(detect(), MACHINE).facts() == [
        DETECTED,
        IncidentEscalated(incident=INCIDENT, to=(ARUNEE.seat,), why=Escalation.NOBODY_THERE),
    ]


def line(cast: Cast) -> ConnectionId:
    return ConnectionId(f"conn_{cast.sign_in:_<22}")


def test_a_line_is_missed_of_who_is_in_the_meeting_and_of_nobody_else() -> None:
    lost = detect(kind=IncidentKind.LINE_LOST)
    gone = Disconnected(seat=THANA.seat, connection=line(THANA), why=Ending.LOST)
    given(SITTING).when(lost, MACHINE).then()
    assert given(SITTING, gone).when(lost, MACHINE).facts()
    given(SITTING, gone, Left(seat=THANA.seat)).when(lost, MACHINE).then()
    given(SITTING, gone, SeatSignedOut(seat=THANA.seat)).when(lost, MACHINE).then()
    out = SeatSuspended(seat=THANA.seat, item=ITEM_41, ground=Ground.ORDERED, reason=Interest.INTEREST)
    given(SITTING, gone, out).when(lost, MACHINE).then()


def test_nothing_is_written_before_the_opening_and_nothing_stands_after_the_close() -> None:
    given(PRESENT).when(detect(), MACHINE).then()
    closed = given(SITTING, DETECTED, MeetingClosed())
    assert not closed.meeting.incidents.standing
    closed.when(detect(), MACHINE).then()
    closed.when(END, MACHINE).then()


def test_only_the_machine_speaks_here_and_only_of_seats_of_this_meeting() -> None:
    for command in (detect(), END):
        given(SITTING, DETECTED).when(command, ARUNEE).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(detect(SeatId("seat_x")), MACHINE).refused(Reason.UNKNOWN_SEAT)
