"""What the relay measures to be wrong becomes fact, once, and ends."""

from meeting_server.meeting.facts.incidents import (
    Figures,
    IncidentKind,
    Over,
    TroubleDetected,
    TroubleSubsided,
)
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import IncidentId, SeatId
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.incidents import DetectTrouble, EndTrouble
from tests.given import PRESENT, SITTING, given
from tests.people import ARUNEE, THANA, WILAI

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
