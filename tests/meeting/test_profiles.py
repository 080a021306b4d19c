"""Rule profiles: none asks less than the recommendation, a meeting keeps its own copy, and an agency lays down more."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from meeting_server.meeting.facts.calling import RulesSet
from meeting_server.meeting.facts.suspension import Ground, Interest, SeatSuspended
from meeting_server.meeting.profile import Check, Duty, Majority, Profile, QuorumRule, weaker
from meeting_server.meeting.profiles import PROFILES, profile_of
from meeting_server.meeting.profiles.agency_own import Unmeant, own_profile
from meeting_server.meeting.profiles.apa_2539 import APA_2539
from meeting_server.meeting.profiles.decree_2563 import DECREE_2563
from meeting_server.meeting.profiles.seed_2563 import SEED_2563
from meeting_server.meeting.quorum import quorum
from meeting_server.meeting.roles import Role
from tests.given import CALLED, ITEM_41, ON_ITEM_41, SITTING, given
from tests.people import KAMALA

OWN: dict[str, object] = {
    "base": "seed-2563",
    "version": "2569-1",
    "title_th": "ระเบียบสำนักงานว่าด้วยการประชุม",
    "title_en": "The office's own rules",
    "citation": "ระเบียบสำนักงาน ข้อ ๕",
}


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_no_profile_of_ours_asks_less_than_the_recommendation(profile: Profile) -> None:
    assert weaker(profile, SEED_2563) == ()
    assert profile.title_th
    assert profile.title_en
    assert profile.citations
    assert all(asked.citation for asked in profile.checks)


def test_the_law_that_the_recommendation_names_is_shown_as_replaced() -> None:
    (repealed,) = SEED_2563.repealed
    assert "๗๔/๒๕๕๗" in repealed.law
    assert "พระราชกำหนด" in repealed.by


def test_the_statutes_ask_for_more() -> None:
    assert weaker(SEED_2563, DECREE_2563) == (
        "statutory",
        "checks.documents",
        "checks.minutes",
        "checks.notice",
        "checks.not_excluded",
    )
    assert weaker(DECREE_2563, APA_2539) == ("notice", "votes", "recusal")
    assert APA_2539.duty(Check.NOT_EXCLUDED) is Duty.MUST
    assert SEED_2563.duty(Check.NOTICE) is None


@pytest.mark.parametrize(
    ("part", "laxer"),
    [
        ("presence", replace(SEED_2563, presence=replace(SEED_2563.presence, reconnect_seconds=61))),
        ("vouching", replace(SEED_2563, vouching=replace(SEED_2563.vouching, heard_seconds=4))),
        ("vouching", replace(SEED_2563, vouching=replace(SEED_2563.vouching, most=4))),
        ("vouching", replace(SEED_2563, vouching=replace(SEED_2563.vouching, by_vouched=True))),
        ("quorum", replace(SEED_2563, quorum=QuorumRule(part=1, of=3))),
        ("votes", replace(SEED_2563, votes=replace(SEED_2563.votes, echo_seconds=29))),
        ("incidents", replace(SEED_2563, incidents=replace(SEED_2563.incidents, escalate_seconds=61))),
        ("checks.recording", replace(SEED_2563, checks=SEED_2563.checks[:6])),
    ],
)
def test_less_is_found_wherever_it_is(part: str, laxer: Profile) -> None:
    assert part in weaker(laxer, SEED_2563)


def test_a_factor_that_was_asked_for_is_not_let_off() -> None:
    assert weaker(SEED_2563, replace(SEED_2563, two_factors=(Role.CHAIR,))) == ("two_factors",)


@pytest.mark.parametrize(
    ("rule", "base", "needed"),
    [
        (QuorumRule(), 7, 4),
        (QuorumRule(), 6, 3),
        (QuorumRule(), 0, 1),
        (QuorumRule(part=2, of=3), 7, 5),
    ],
)
def test_a_quorum_is_a_fraction_rounded_up_and_never_none(rule: QuorumRule, base: int, needed: int) -> None:
    assert rule.needed(base) == needed
    assert rule.needed(9, recalled=True) == 3


def test_a_meeting_is_held_by_the_copy_that_it_keeps() -> None:
    stricter = replace(SEED_2563, quorum=QuorumRule(part=1, of=1))
    assert quorum(given(SITTING, RulesSet(profile=stricter)).meeting).needed == 7
    out = SeatSuspended(seat=KAMALA.seat, item=ITEM_41, ground=Ground.DECLARED, reason=Interest.INTEREST)
    assert quorum(given(ON_ITEM_41, out, RulesSet(profile=stricter)).meeting).needed == 6
    assert given(SITTING).meeting.profile == SEED_2563


def test_one_from_before_there_were_copies_is_held_by_its_name() -> None:
    before = [fact for fact in SITTING if not isinstance(fact, RulesSet)]
    assert given(before).meeting.profile is SEED_2563
    named = [replace(CALLED, profile="apa-2539"), *before[1:]]
    assert given(named).meeting.profile is profile_of("apa-2539")
    assert given().meeting.profile is SEED_2563


def test_called_again_for_want_of_a_quorum_a_third_is_enough() -> None:
    called = replace(CALLED, recalled_from="2026-11-01")
    facts = [called, *SITTING[1:], RulesSet(profile=APA_2539)]
    assert quorum(given(facts).meeting).needed == 3


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2026-09-30", False), ("2026-10-01", True), ("2027-09-30", True), ("2027-10-01", False)],
)
def test_it_holds_within_its_days(day: str, holds: bool) -> None:
    profile = replace(SEED_2563, valid_from="2026-10-01", valid_until="2027-09-30")
    assert profile.holds_on(day) is holds
    assert SEED_2563.holds_on(day)


# --- What an agency lays down itself. ---


def test_an_agency_asks_for_more() -> None:
    own = own_profile(
        {
            **OWN,
            "valid_from": date(2026, 10, 1),
            "two_factors": ["chair"],
            "quorum": {"part": 2, "of": 3},
            "votes": {"majority": "members", "casting_vote": False, "citation": "ข้อ ๙"},
            "checks": {"channel": "must", "notice": "should"},
        }
    )
    assert (own.name, own.version, own.valid_from, own.valid_until) == (
        "agency-own",
        "2569-1",
        "2026-10-01",
        "",
    )
    assert own.citations[0] == "ระเบียบสำนักงาน ข้อ ๕"
    assert own.two_factors == (Role.CHAIR,)
    assert own.quorum.needed(6) == 4
    assert own.votes.majority is Majority.MEMBERS
    assert own.duty(Check.CHANNEL) is Duty.MUST
    assert own.duty(Check.NOTICE) is Duty.SHOULD
    assert own.duty(Check.DOCUMENTS) is Duty.ORDER
    assert weaker(own, SEED_2563) == ()


def without(key: str) -> dict[str, object]:
    return {each: value for each, value in OWN.items() if each != key}


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({**OWN, "quorom": {}}, "'quorom' sets nothing"),
        ({**OWN, "allowance": {}}, "'allowance' sets nothing"),
        (without("base"), "base must be one of seed-2563, decree-2563, apa-2539"),
        (without("citation"), "citation must be there"),
        ({**OWN, "title_th": " "}, "title_th must be there"),
        ({**OWN, "valid_from": "2569-10-01"}, "valid_from must be a date"),
        ({**OWN, "two_factors": ["boss"]}, "two_factors must be a list"),
        ({**OWN, "two_factors": "chair"}, "two_factors must be a list"),
        ({**OWN, "checks": {"tea": "must"}}, "checks must be a table"),
        ({**OWN, "checks": []}, "checks must be a table"),
        ({**OWN, "checks": {"channel": "perhaps"}}, "each of checks must be one of"),
        ({**OWN, "quorum": 2}, "quorum must be a table"),
        ({**OWN, "quorum": {"half": 1}}, "quorum must be a table, with any of part, of"),
        ({**OWN, "quorum": {"part": "2"}}, "quorum.part must be a whole number"),
        ({**OWN, "quorum": {"part": -1}}, "quorum.part must be a whole number"),
        ({**OWN, "votes": {"casting_vote": 1}}, "votes.casting_vote must be true or false"),
        ({**OWN, "votes": {"citation": 1}}, "votes.citation must be a text"),
        ({**OWN, "votes": {"majority": "many"}}, "votes.majority must be one of votes, present, members"),
        ({**OWN, "quorum": {"part": 1, "of": 3}}, "quorum asks less than seed-2563"),
        ({**OWN, "checks": {"recording": "should"}}, "checks.recording asks less"),
        ({**OWN, "quorum": {"of": 0}}, "quorum must be a fraction"),
        ({**OWN, "quorum": {"part": 3, "of": 2}}, "quorum must be a fraction"),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_sentence(table: Mapping[str, object], told: str) -> None:
    with pytest.raises(Unmeant, match=told.replace(".", r"\.")):
        own_profile(table)
