"""Who is missing: seats that should be there, since when, and for whose eyes."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings

from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import LinkEnding, LinkWithdrawn
from meeting_server.meeting.facts.presence import Disconnected, Ending, Left
from meeting_server.meeting.facts.session import MeetingClosed, Part, ServiceInterrupted
from meeting_server.meeting.ids import ConnectionId, LinkId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.state import Meeting
from meeting_server.projections.chronicle import Chronicle
from meeting_server.projections.missing import MissingShape, may_see_missing, missing, must_see_missing
from meeting_server.projections.own_view import own_view
from tests.audit.sample import BEGAN, log_of
from tests.given import KAMALA_OUT, SITTING, THE_CALL, came_in, connected
from tests.meeting.scripts import SCRIPTS, Script
from tests.meeting.test_links import LET_IN
from tests.people import (
    ARUNEE,
    CHAI,
    DARIN,
    EVERYONE,
    KAMALA,
    KONG,
    PIMJAI,
    PREECHA,
    SOMSAK,
    THANA,
    VEERA,
    WILAI,
    Cast,
)


def after(*facts: Fact) -> tuple[Meeting, Chronicle]:
    """The meeting, and when what happened."""
    meeting, chronicle = Meeting(), Chronicle()
    for entry in log_of(facts):
        meeting = meeting.after(entry.fact)
        chronicle.note(entry, meeting)
    return meeting, chronicle


def told(*facts: Fact) -> dict[str, MissingShape]:
    """The list by seat."""
    return {each["seat"]: each for each in missing(*after(*facts))}


def lost(cast: Cast) -> Disconnected:
    """Somebody's line broke."""
    return Disconnected(seat=cast.seat, connection=ConnectionId(f"conn_{cast.sign_in:_<22}"), why=Ending.LOST)


def test_before_anybody_comes_everybody_is_missing_and_nobody_says_since_when() -> None:
    before = told(*THE_CALL)
    assert list(before) == [cast.seat for cast in EVERYONE if cast is not DARIN]
    assert {(each["state"], each["since"]) for each in before.values()} == {("absent", None)}
    assert before[SOMSAK.seat]["votes"]
    assert not before[CHAI.seat]["votes"]


def test_since_when_is_the_moment_they_went_and_of_who_never_came_there_is_none() -> None:
    end = len(SITTING)
    at = log_of([*SITTING, lost(WILAI), Left(seat=THANA.seat), connected(SOMSAK)])
    list_now = told(*SITTING, lost(WILAI), Left(seat=THANA.seat), connected(SOMSAK))
    assert (list_now[PREECHA.seat]["state"], list_now[PREECHA.seat]["since"]) == ("absent", None)
    assert (list_now[WILAI.seat]["state"], list_now[WILAI.seat]["since"]) == ("away", stamp(at[end].t))
    assert (list_now[THANA.seat]["state"], list_now[THANA.seat]["since"]) == ("left", stamp(at[end + 1].t))
    assert (list_now[SOMSAK.seat]["state"], list_now[SOMSAK.seat]["since"]) == (
        "waiting",
        stamp(at[end + 2].t),
    )
    assert ARUNEE.seat not in list_now


def test_when_the_server_failed_everybody_is_away_since_then() -> None:
    failed = ServiceInterrupted(since=stamp(BEGAN), until=stamp(BEGAN), part=Part.SERVER)
    assert told(*SITTING, failed)[THANA.seat]["since"] == stamp(BEGAN)


def test_who_is_suspended_is_not_missing_with_a_line_or_without() -> None:
    assert KAMALA.seat not in told(*KAMALA_OUT)
    assert KAMALA.seat not in told(*KAMALA_OUT, lost(KAMALA))


def test_a_presenter_is_awaited_until_they_have_come_and_not_after_they_went() -> None:
    assert PIMJAI.seat in told(*SITTING)
    assert PIMJAI.seat not in told(*SITTING, *came_in(PIMJAI), Left(seat=PIMJAI.seat))


@pytest.mark.parametrize("cast", [ARUNEE, VEERA, CHAI])
def test_those_who_call_the_missing_see_the_list_before_the_close(cast: Cast) -> None:
    for facts in (THE_CALL, SITTING):
        meeting, chronicle = after(*facts)
        seat = meeting.calling.seats[cast.seat]
        assert may_see_missing(meeting, seat)
        assert "missing.read" in own_view(meeting, chronicle, seat)["may"]
    closed, _ = after(*SITTING, MeetingClosed())
    with pytest.raises(Refused) as refusal:
        must_see_missing(closed, closed.calling.seats[cast.seat])
    assert refusal.value.reason is Reason.MEETING_CLOSED


def test_of_a_sitting_nobody_outside_sees_it() -> None:
    meeting, _ = after(*SITTING)
    with pytest.raises(Refused) as refusal:
        must_see_missing(meeting, meeting.calling.seats[KONG.seat])
    assert refusal.value.reason is Reason.NOT_ENTERED


def test_the_sheets_are_for_four_roles_once_the_meeting_is_closed() -> None:
    closed, chronicle = after(*SITTING, MeetingClosed())
    open_still, _ = after(*SITTING)
    for cast in EVERYONE:
        seat = closed.calling.seats[cast.seat]
        may = own_view(closed, chronicle, seat)["may"]
        assert ("sheets.read" in may) == (cast in (ARUNEE, VEERA, KONG, DARIN))
        assert "sheets.read" not in own_view(open_still, chronicle, seat)["may"]


@settings(max_examples=25)
@given(SCRIPTS)
def test_the_list_is_for_nobody_without_the_right_nor_for_whoever_is_outside_a_sitting(
    script: Script,
) -> None:
    meeting, chronicle = after(*script.facts())
    for seat in meeting.seats:
        may = "missing.read" in own_view(meeting, chronicle, seat)["may"]
        # A visitor's session opens no page beside the line.
        assert may == (may_see_missing(meeting, seat) and seat.id not in meeting.identity.visiting)
        if may:
            assert Right.SEE_MISSING in seat.rights
            assert seat.id not in meeting.suspensions
    listed = {each["seat"] for each in missing(meeting, chronicle)}
    assert not listed & (meeting.attendance.present | meeting.suspensions.in_force.keys())
    voters = {seat.id for seat in meeting.seats if seat.votes}
    assert voters - meeting.attendance.present - meeting.suspensions.in_force.keys() <= listed
    assert json.dumps(missing(meeting, chronicle))


def test_whose_link_is_ended_by_their_own_account_is_missing_since_then() -> None:
    ended = LinkWithdrawn(seat=PREECHA.seat, link=LinkId("link_1"), by=PREECHA.seat, why=LinkEnding.SIGNED_IN)
    since = told(*LET_IN, ended)[PREECHA.seat]["since"]
    assert since == stamp(BEGAN + timedelta(seconds=len(LET_IN)))
