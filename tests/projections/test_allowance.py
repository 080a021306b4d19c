"""Who draws the allowance: present at the sitting, of a role that draws, and nothing said of how much."""

from dataclasses import replace

from meeting_server.meeting.facts.calling import RulesSet
from meeting_server.meeting.facts.presence import Left
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.profile import AllowanceRule
from meeting_server.meeting.profiles.seed_2563 import SEED_2563
from meeting_server.meeting.roles import Role
from meeting_server.projections.allowance import allowance
from tests.audit.sample import log_of
from tests.given import KAMALA_OUT, PRESENT, SITTING
from tests.people import ARUNEE, KAMALA, PREECHA, THANA, VEERA, WILAI
from tests.projections.story import at, whole_story


def test_whoever_sat_draws_once_by_the_first_of_their_roles() -> None:
    sheet = allowance(whole_story())
    assert sheet is not None
    assert {each.seat.id: each.role for each in sheet.drawings} == {
        ARUNEE.seat: Role.CHAIR,
        **dict.fromkeys([THANA.seat, WILAI.seat, PREECHA.seat, KAMALA.seat, VEERA.seat], Role.MEMBER),
    }
    assert (sheet.opened_at, sheet.closed_at, sheet.called.number) == (at("9.30"), at("11.05"), 11)
    assert sheet.people == {each.seat.person for each in sheet.drawings}
    assert sheet.rule.citation


def test_suspended_time_is_told_and_takes_the_allowance_from_nobody() -> None:
    sheet = allowance(log_of([*KAMALA_OUT, MeetingClosed()]))
    assert sheet is not None
    assert KAMALA.person in sheet.people
    whole = allowance(whole_story())
    assert whole is not None
    (kamala,) = [each for each in whole.drawings if each.seat.id == KAMALA.seat]
    assert (kamala.minutes, kamala.suspended_minutes) == (76, 19)
    assert (kamala.since, kamala.until) == (at("9.30"), at("11.05"))


def test_who_left_before_the_opening_draws_nothing() -> None:
    log = log_of([*PRESENT, Left(seat=THANA.seat), *SITTING[len(PRESENT) :], MeetingClosed()])
    sheet = allowance(log)
    assert sheet is not None
    assert THANA.person not in sheet.people
    assert WILAI.person in sheet.people


def test_a_rule_may_ask_for_so_many_minutes() -> None:
    longer = replace(SEED_2563.allowance, least_minutes=90)
    kept = RulesSet(profile=replace(SEED_2563, allowance=longer))
    sheet = allowance(
        [each._replace(fact=kept) if isinstance(each.fact, RulesSet) else each for each in whole_story()]
    )
    assert sheet is not None
    assert isinstance(sheet.rule, AllowanceRule)
    assert KAMALA.person in sheet.people
    assert PREECHA.person not in sheet.people


def test_a_meeting_that_has_not_sat_and_closed_has_no_sheet() -> None:
    assert allowance([]) is None
    assert allowance(log_of(PRESENT)) is None
    assert allowance(log_of(SITTING)) is None
