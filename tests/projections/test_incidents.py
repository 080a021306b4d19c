"""What is told of incidents, and to whom: all to whoever sees to them, their own to everybody, and nothing beside."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import SeatVisited, VouchingAwaited
from meeting_server.meeting.facts.incidents import (
    Cause,
    Escalation,
    IncidentAcknowledged,
    IncidentAdvised,
    IncidentDescribed,
    IncidentEscalated,
    IncidentKind,
    IncidentReported,
    IncidentResolved,
    Matter,
    Result,
    Step,
    TroubleDetected,
)
from meeting_server.meeting.facts.presence import Disconnected, Ending
from meeting_server.meeting.facts.recording import Fault, FaultBegan, FaultEnded
from meeting_server.meeting.facts.session import MeetingClosed, Part, ServiceInterrupted
from meeting_server.meeting.facts.suspension import Ground, Interest, SeatSuspended
from meeting_server.meeting.ids import IncidentId, SeatId
from tests.given import ITEM_41, KAMALA_OUT, SITTING, THE_CALL, came_in, connected
from tests.people import ARUNEE, CHAI, KAMALA, KONG, PREECHA, THANA, VEERA, WILAI, Cast
from tests.projections.test_room_view import Seen
from tests.services.fakes import entries_of

ONE, TWO = IncidentId("inc_" + "1" * 22), IncidentId("inc_" + "2" * 22)
SECRET = "ได้ยินเรื่องงบประมาณขาดเป็นช่วง"
REPORTED: list[Fact] = [
    IncidentReported(incident=ONE, seat=THANA.seat),
    IncidentDescribed(incident=ONE, matter=Matter.HEARING, words=SECRET),
]
SINCE = "2026-11-12T02:40:00.000Z"
UNCLEAR = TroubleDetected(incident=TWO, seat=WILAI.seat, kind=IncidentKind.UNCLEAR_LINE, since=SINCE)
TAKEN = IncidentAcknowledged(incident=ONE, by=CHAI.seat)


def incidents(facts: Sequence[Fact], who: Cast) -> list[dict[str, object]]:
    return [dict(one) for one in Seen(facts, who).you["incidents"]]


def test_the_officer_reads_who_where_what_and_since_when() -> None:
    facts = [*SITTING, *REPORTED, UNCLEAR]
    at = stamp(entries_of(facts)[len(SITTING)].t)
    first, second = incidents(facts, CHAI)
    assert first == {
        "incident": ONE,
        "number": 1,
        "what": "hearing",
        "report": True,
        "seat": THANA.seat,
        "name": THANA.name,
        "office": THANA.office,
        "standing": "present",
        "seats": 1,
        "words": SECRET,
        "since": at,
        "at": at,
        "patience": 60,
        "called": True,
        "acknowledged_by": None,
        "handler": None,
        "escalated": None,
        "step": None,
    }
    assert (second["what"], second["report"], second["since"]) == ("unclear_line", False, SINCE)


def test_what_is_done_about_it_is_told_too() -> None:
    went_on = IncidentEscalated(incident=ONE, to=(ARUNEE.seat,), why=Escalation.UNACKNOWLEDGED)
    advised = IncidentAdvised(incident=ONE, by=CHAI.seat, step=Step.RELOAD)
    (told,) = incidents([*SITTING, *REPORTED, went_on, TAKEN, advised], CHAI)
    assert (told["called"], told["handler"], told["escalated"], told["step"]) == (
        False,
        CHAI.name,
        "unacknowledged",
        "reload",
    )


def test_a_fault_of_several_seats_is_one_and_names_none() -> None:
    fault = FaultBegan(fault=Fault.RECORDER, seats=(THANA.seat, WILAI.seat), incident=ONE)
    one_more = FaultBegan(fault=Fault.RECORDER, seats=(ARUNEE.seat,), incident=ONE)
    (told,) = incidents([*SITTING, fault, one_more], CHAI)
    assert (told["what"], told["seat"], told["name"], told["seats"]) == ("recorder", None, None, 3)
    one_less = FaultEnded(fault=Fault.RECORDER, seats=(ARUNEE.seat, WILAI.seat))
    (told,) = incidents([*SITTING, fault, one_more, one_less], CHAI)
    assert told["seats"] == 1


def test_who_sees_to_it_is_told_from_outside_but_not_how_it_stands_inside() -> None:
    (told,) = incidents([*SITTING, *REPORTED], KONG)
    assert (told["standing"], told["name"], told["called"]) == (None, THANA.name, False)


@pytest.mark.parametrize("who", [THANA, WILAI, VEERA, KAMALA, PREECHA])
def test_nobody_else_reads_of_another(who: Cast) -> None:
    facts = [*KAMALA_OUT, *REPORTED, UNCLEAR]
    seen = Seen(facts, who)
    assert seen.you["incidents"] == []
    assert (SECRET in seen.text) is (who is THANA)


def test_whoever_presides_is_told_from_inside_since_they_are_to_close() -> None:
    facts = [*SITTING, *REPORTED]
    assert [one["called"] for one in incidents(facts, ARUNEE)] == [False]
    gone = [*THE_CALL, *came_in(CHAI), *REPORTED]
    assert incidents(gone, ARUNEE) == []


def test_an_officer_who_is_suspended_or_a_visitor_at_their_seat_reads_nothing() -> None:
    out = SeatSuspended(seat=CHAI.seat, item=ITEM_41, ground=Ground.ORDERED, reason=Interest.INTEREST)
    assert incidents([*KAMALA_OUT, *REPORTED, out], CHAI) == []
    visitor = [SeatVisited(seat=CHAI.seat), connected(CHAI), VouchingAwaited(seat=CHAI.seat)]
    assert incidents([*THE_CALL, *REPORTED, *visitor], CHAI) == []
    assert incidents([*SITTING, *REPORTED, MeetingClosed()], CHAI) == []


def test_everybody_reads_what_became_of_their_own() -> None:
    facts = [*KAMALA_OUT, IncidentReported(incident=ONE, seat=KAMALA.seat)]
    own = Seen(facts, KAMALA).you["incident"]
    assert own is not None
    assert (own["report"], own["matter"], own["acknowledged"], own["step"]) == (True, "unsaid", False, None)
    advised = IncidentAdvised(incident=ONE, by=CHAI.seat, step=Step.NETWORK)
    own = Seen([*facts, TAKEN, advised], KAMALA).you["incident"]
    assert own is not None
    assert (own["acknowledged"], own["step"]) == (True, "network")
    assert CHAI.name not in Seen([*facts, TAKEN, advised], KAMALA).text.replace(CHAI.name, "", 1)
    written = IncidentResolved(incident=ONE, by=CHAI.seat, cause=Cause.NETWORK, result=Result.FIXED)
    for over in (written, MeetingClosed()):
        assert Seen([*facts, over], KAMALA).you["incident"] is None


def test_what_the_machine_found_is_shown_to_its_seat_only_with_advice() -> None:
    assert Seen([*SITTING, UNCLEAR], WILAI).you["incident"] is None
    advised = IncidentAdvised(incident=TWO, by=CHAI.seat, step=Step.CALL)
    own = Seen([*SITTING, UNCLEAR, advised], WILAI).you["incident"]
    assert own is not None
    assert (own["report"], own["matter"], own["step"]) == (False, None, "call")


def test_the_buttons_follow_the_rules() -> None:
    def deeds(facts: Sequence[Fact], who: Cast) -> set[str]:
        may = Seen(facts, who).you["may"]
        return {name.partition(".")[2] for name in may if name.startswith("incidents.")}

    handling = {"acknowledge_incident", "advise_incident", "resolve_incident"}
    facts = [*KAMALA_OUT, *REPORTED]
    assert deeds(facts, THANA) == {"report_incident", "describe_incident", "withdraw_incident"}
    assert deeds(facts, KAMALA) == {"report_incident"}
    assert deeds(facts, CHAI) == deeds(facts, ARUNEE) == {"report_incident"} | handling
    assert deeds([*facts, MeetingClosed()], CHAI) == set()


def test_since_when_a_line_is_gone_that_nobody_closed() -> None:
    def ended(cast: Cast, why: Ending) -> Disconnected:
        return Disconnected(seat=cast.seat, connection=connected(cast).connection, why=why)

    def lost(*facts: Fact) -> dict[SeatId, datetime]:
        return dict(Seen([*SITTING, *facts], CHAI).chronicle.lost_at)

    assert lost(ended(THANA, Ending.LOST)).keys() == {THANA.seat}
    assert lost(ended(THANA, Ending.RESTARTING)).keys() == {THANA.seat}
    assert lost(ended(THANA, Ending.LEFT)) == {}
    assert lost(ended(THANA, Ending.LOST), connected(THANA)) == {}
    start = ServiceInterrupted(since=SINCE, until=SINCE, part=Part.SERVER)
    assert lost(ended(THANA, Ending.LEFT), start).keys() == {
        cast.seat for cast in (ARUNEE, WILAI, KAMALA, VEERA, CHAI)
    }
    assert set(lost(start).values()) == {datetime.fromisoformat(SINCE)}
