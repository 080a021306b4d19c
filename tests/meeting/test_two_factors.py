"""Roles that are taken by a sign-in of two factors alone, as the meeting was called with them (ข้อ ๙)."""

from dataclasses import replace

import pytest

from meeting_server.meeting.facts.calling import MeetingCalled
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import IdentityProven, SeatVisited
from meeting_server.meeting.facts.presence import Connected, Entered
from meeting_server.meeting.ids import ConnectionId
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.presence import Connect, Enter
from tests.given import CALLED, THE_CALL, given
from tests.meeting.test_calling import CALL
from tests.people import ARUNEE, THANA, VEERA, Cast

STRICT: list[Fact] = [
    replace(CALLED, two_factors=(Role.CHAIR, Role.SECRETARY)) if fact is CALLED else fact for fact in THE_CALL
]
CONNECT = Connect(connection=ConnectionId("conn_one"), address="192.0.2.9", browser="Safari", factors=1)
ENTER = Enter(notice="ab12", current="ab12", version="1", way="password", factors=1)


@pytest.mark.parametrize("who", [ARUNEE, VEERA])
def test_such_a_role_is_not_taken_by_one_factor(who: Cast) -> None:
    given(STRICT).when(CONNECT, who).refused(Reason.NEEDS_SECOND_FACTOR)
    given(STRICT).when(ENTER, who).refused(Reason.NEEDS_SECOND_FACTOR)
    assert given(STRICT).when(replace(CONNECT, factors=2), who).facts()
    facts = given(STRICT).when(replace(ENTER, way="passkey", factors=2), who).facts()
    assert facts[-2:] == [IdentityProven(seat=who.seat, way="passkey", factors=2), Entered(seat=who.seat)]


def test_every_other_role_is() -> None:
    assert given(STRICT).when(CONNECT, THANA).facts()
    assert (
        IdentityProven(seat=THANA.seat, way="password", factors=1) in given(STRICT).when(ENTER, THANA).facts()
    )
    assert given(THE_CALL).when(CONNECT, ARUNEE).facts()


def test_who_is_vouched_for_comes_in_all_the_same() -> None:
    visit = replace(CONNECT, is_visit=True, factors=0)
    assert given(STRICT).when(visit, ARUNEE).facts() == [
        SeatVisited(seat=ARUNEE.seat),
        Connected(
            seat=ARUNEE.seat, connection=CONNECT.connection, address=CONNECT.address, browser=CONNECT.browser
        ),
    ]


def test_the_meeting_is_called_with_what_the_agency_demands() -> None:
    asked = replace(CALL, two_factors=frozenset({Role.SECRETARY, Role.CHAIR}))
    called = given().when(asked, Actor.of_person(ARUNEE.person)).facts()[0]
    assert isinstance(called, MeetingCalled)
    assert called.two_factors == (Role.CHAIR, Role.SECRETARY)
