"""Who presides: handed over, passed on when a line is gone, elected, and taken back by one press."""

from dataclasses import replace

import pytest

from meeting_server.meeting.facts.calling import RulesSet
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.presence import Connected, Disconnected, Ending
from meeting_server.meeting.facts.session import Passing, PresidingPassed
from meeting_server.meeting.facts.suspension import Ground, Interest, SeatSuspended
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.profile import SuccessionRule
from meeting_server.meeting.profiles.seed_2563 import SEED_2563
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.presence import Leave
from meeting_server.meeting.rules.presiding import (
    ElectPresiding,
    NoteLoss,
    PassPresiding,
    StepIn,
    TakeBackPresiding,
    in_order,
)
from meeting_server.meeting.rules.session import OpenMeeting
from meeting_server.meeting.rules.suspension import SuspendSeat
from meeting_server.projections.chronicle import Chronicle
from meeting_server.projections.own_view import own_view
from tests.given import ITEM_41, ON_ITEM_41, PRESENT, SITTING, connected, given, seated
from tests.people import ARUNEE, CHAI, KAMALA, SOMSAK, THANA, VEERA, WILAI, Cast

SYSTEM = Actor.system()
BACK = TakeBackPresiding()


def deputy(*who: Cast) -> list[Fact]:
    """They are the meeting's deputies, in the order of the roster."""
    return [replace(seated(each), roles=(Role.MEMBER, Role.PRESIDING)) for each in who]


def lost(cast: Cast) -> Disconnected:
    return Disconnected(seat=cast.seat, connection=connected(cast).connection, why=Ending.LOST)


def passed(cast: Cast, why: Passing = Passing.HANDED_OVER) -> PresidingPassed:
    return PresidingPassed(seat=cast.seat, why=why)


def out(cast: Cast) -> SeatSuspended:
    return SeatSuspended(seat=cast.seat, item=ITEM_41, ground=Ground.ORDERED, reason=Interest.INTEREST)


def after(seconds: int, of: Cast = ARUNEE) -> NoteLoss:
    return NoteLoss(seat=of.seat, seconds=seconds)


WITH_DEPUTIES: list[Fact] = [*SITTING, *deputy(WILAI, THANA)]


def test_the_order_is_the_chair_and_the_deputies_as_the_roster_has_them() -> None:
    meeting = given(WITH_DEPUTIES).meeting
    assert [seat.id for seat in in_order(meeting)] == [ARUNEE.seat, THANA.seat, WILAI.seat]
    assert meeting.presiding == ARUNEE.seat


def test_the_chair_hands_over_to_a_deputy_and_directs_no_more() -> None:
    given(WITH_DEPUTIES).when(PassPresiding(seat=WILAI.seat), ARUNEE).then(passed(WILAI))
    handed = given(WITH_DEPUTIES, passed(WILAI))
    assert handed.meeting.presiding == WILAI.seat
    handed.when(PassPresiding(seat=THANA.seat), ARUNEE).refused(Reason.NOT_ALLOWED)
    handed.when(PassPresiding(seat=THANA.seat), WILAI).then(passed(THANA))
    handed.when(Leave(), WILAI).refused(Reason.PRESIDING_MUST_PASS_FIRST)
    assert handed.when(Leave(), ARUNEE).facts()


def test_before_the_chair_is_suspended_another_presides() -> None:
    suspend = SuspendSeat(seat=ARUNEE.seat, item=ITEM_41, ground=Ground.ORDERED, reason=Interest.PARTY)
    given(ON_ITEM_41, deputy(THANA)).when(suspend, ARUNEE).refused(Reason.PRESIDING_MUST_PASS_FIRST)
    assert given(ON_ITEM_41, deputy(THANA), passed(THANA)).when(suspend, THANA).facts()


@pytest.mark.parametrize(
    ("seat", "reason"),
    [
        (ARUNEE.seat, Reason.PRESIDES_ALREADY),
        (KAMALA.seat, Reason.NOT_IN_ORDER),
        (CHAI.seat, Reason.NOT_ALLOWED),
        (SOMSAK.seat, Reason.NOT_PRESENT),
        (SeatId("seat_nobody"), Reason.UNKNOWN_SEAT),
    ],
)
def test_it_is_handed_to_none_but_who_may_have_it(seat: SeatId, reason: Reason) -> None:
    given(WITH_DEPUTIES).when(PassPresiding(seat=seat), ARUNEE).refused(reason)


def test_to_any_member_where_no_deputy_is_there() -> None:
    given(SITTING).when(PassPresiding(seat=KAMALA.seat), ARUNEE).then(passed(KAMALA))
    alone = given(WITH_DEPUTIES, lost(WILAI), lost(THANA))
    alone.when(PassPresiding(seat=KAMALA.seat), ARUNEE).then(passed(KAMALA))
    gone = given(ON_ITEM_41, out(KAMALA))
    gone.when(PassPresiding(seat=KAMALA.seat), ARUNEE).refused(Reason.SUSPENDED)


def test_the_next_in_order_presides_once_the_line_is_gone_for_thirty_seconds() -> None:
    gone = given(WITH_DEPUTIES, lost(ARUNEE))
    gone.when(after(29), SYSTEM).then()
    gone.when(after(30), SYSTEM).then(passed(THANA, Passing.LINE_LOST))
    given(WITH_DEPUTIES, lost(ARUNEE), lost(THANA)).when(after(30), SYSTEM).then(
        passed(WILAI, Passing.LINE_LOST)
    )
    longer = RulesSet(profile=replace(SEED_2563, succession=SuccessionRule(lost_seconds=60)))
    given(WITH_DEPUTIES, lost(ARUNEE), longer).when(after(30), SYSTEM).then()


def test_by_the_configured_order_only_and_by_the_machine_alone() -> None:
    given(SITTING, lost(ARUNEE)).when(after(99), SYSTEM).then()
    given(WITH_DEPUTIES).when(after(99), SYSTEM).then()  # the line is there
    given(WITH_DEPUTIES, lost(ARUNEE)).when(after(99, of=THANA), SYSTEM).then()  # does not preside
    given(WITH_DEPUTIES, lost(ARUNEE)).when(after(99), THANA).refused(Reason.NOT_ALLOWED)
    given(PRESENT, deputy(THANA), lost(ARUNEE)).when(after(99), SYSTEM).refused(Reason.NOT_OPEN)


def test_a_suspended_deputy_is_passed_over_and_a_deputy_who_is_lost_too_gives_it_back() -> None:
    suspended = given(ON_ITEM_41, deputy(THANA, WILAI), out(THANA), lost(ARUNEE))
    suspended.when(after(30), SYSTEM).then(passed(WILAI, Passing.LINE_LOST))
    again = Connected(seat=ARUNEE.seat, connection=connected(ARUNEE).connection)
    back = given(WITH_DEPUTIES, lost(ARUNEE), passed(THANA, Passing.LINE_LOST), again, lost(THANA))
    back.when(after(30, of=THANA), SYSTEM).then(passed(ARUNEE, Passing.LINE_LOST))


def test_the_chair_takes_it_back_by_one_press_and_nobody_else_does() -> None:
    handed = given(WITH_DEPUTIES, passed(THANA, Passing.LINE_LOST))
    handed.when(BACK, ARUNEE).then(passed(ARUNEE, Passing.TAKEN_BACK))
    handed.when(BACK, WILAI).refused(Reason.NOT_ALLOWED)
    given(WITH_DEPUTIES).when(BACK, ARUNEE).refused(Reason.PRESIDES_ALREADY)
    suspended = given(ON_ITEM_41, deputy(THANA), passed(THANA), out(ARUNEE))
    suspended.when(BACK, ARUNEE).refused(Reason.SUSPENDED)
    given(WITH_DEPUTIES, passed(THANA), lost(ARUNEE)).when(BACK, ARUNEE).refused(Reason.NOT_PRESENT)


def test_a_deputy_steps_in_where_the_chair_has_not_come_and_opens_the_meeting() -> None:
    absent = given(PRESENT, deputy(THANA, WILAI), lost(ARUNEE))
    absent.when(OpenMeeting(), THANA).refused(Reason.NOT_ALLOWED)
    absent.when(StepIn(), THANA).then(passed(THANA, Passing.ABSENT))
    absent.when(StepIn(), WILAI).refused(Reason.NOT_IN_ORDER)
    absent.when(StepIn(), KAMALA).refused(Reason.NOT_ALLOWED)
    assert given(absent.facts, passed(THANA, Passing.ABSENT)).when(OpenMeeting(), THANA).facts()
    given(PRESENT, deputy(THANA)).when(StepIn(), THANA).refused(Reason.NOT_IN_ORDER)
    given(WITH_DEPUTIES, lost(ARUNEE)).when(StepIn(), THANA).refused(Reason.ALREADY_OPEN)


@pytest.mark.parametrize("officer", [VEERA])
def test_the_members_elect_one_while_nobody_of_the_order_is_there(officer: Cast) -> None:
    elect = ElectPresiding(seat=KAMALA.seat)
    given(WITH_DEPUTIES, lost(ARUNEE)).when(elect, officer).refused(Reason.NOT_IN_ORDER)
    given(SITTING).when(elect, officer).refused(Reason.NOT_IN_ORDER)
    alone = given(WITH_DEPUTIES, lost(ARUNEE), lost(THANA), lost(WILAI))
    alone.when(elect, officer).then(passed(KAMALA, Passing.ELECTED))
    alone.when(elect, KAMALA).refused(Reason.NOT_ALLOWED)
    alone.when(replace(elect, seat=CHAI.seat), officer).refused(Reason.NOT_ALLOWED)


def test_whoever_was_elected_goes_on_though_the_order_is_empty() -> None:
    elected = given(SITTING, lost(ARUNEE), passed(KAMALA, Passing.ELECTED))
    elected.when(ElectPresiding(seat=THANA.seat), VEERA).refused(Reason.NOT_IN_ORDER)


def test_the_page_is_told_what_each_may() -> None:
    handed = given(WITH_DEPUTIES, passed(THANA)).meeting
    chair, deputy_there = (
        own_view(handed, Chronicle(), handed.calling.seats[who.seat]) for who in (ARUNEE, THANA)
    )
    assert "presiding.take_back_presiding" in chair["may"]
    assert "presiding.pass_presiding" in deputy_there["may"]
    assert (chair["presides"], deputy_there["presides"]) == (False, True)
