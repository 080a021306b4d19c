"""Calling a meeting: complete, answered for, and never classified."""

from dataclasses import replace

import pytest

from meeting_server.meeting.facts.calling import (
    BackupKind,
    ItemListed,
    MeetingCalled,
    Purpose,
    RulesSet,
    SeatAssigned,
)
from meeting_server.meeting.ids import ItemId
from meeting_server.meeting.profiles.apa_2539 import APA_2539
from meeting_server.meeting.profiles.decree_2563 import DECREE_2563
from meeting_server.meeting.profiles.seed_2563 import SEED_2563
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.calling import CallMeeting, ItemAsked, SeatAsked
from tests.given import CALLED, ITEM_1, ITEM_41, THE_CALL, given
from tests.people import ARUNEE, CHAI, KONG, THANA, Cast


def asked(cast: Cast) -> SeatAsked:
    return SeatAsked(seat=cast.seat, person=cast.person, roles=cast.roles, name=cast.name, office=cast.office)


CALL = CallMeeting(
    agency=CALLED.agency,
    body=CALLED.body,
    number=11,
    year=2569,
    place=CALLED.place,
    starts_at=CALLED.starts_at,
    legal_effect=False,
    backup_kind=BackupKind.TELEPHONE,
    backup_address=CALLED.backup_address,
    seats=(asked(ARUNEE), asked(THANA), asked(CHAI), asked(KONG)),
    items=(
        ItemAsked(item=ITEM_1, number="1", title="เรื่องแจ้ง", purpose=Purpose.INFORM),
        ItemAsked(item=ITEM_41, number="4.1", title="งบประมาณ", purpose=Purpose.CONSIDER),
    ),
)
ARUNEE_HERSELF = Actor.of_person(ARUNEE.person)


def test_a_meeting_is_called_with_its_seats_and_its_agenda() -> None:
    facts = given().when(CALL, ARUNEE_HERSELF).facts()
    assert [type(fact) for fact in facts] == [MeetingCalled, RulesSet, *[SeatAssigned] * 4, *[ItemListed] * 2]
    meeting = given(facts).meeting
    assert meeting.presiding == ARUNEE.seat
    assert meeting.calling.seat_of(CHAI.person) is not None
    assert [seat.id for seat in meeting.calling.holding(Role.MEMBER)] == [ARUNEE.seat, THANA.seat]


def test_the_controller_may_call_it_too() -> None:
    assert given().when(CALL, Actor.of_person(KONG.person)).facts()


@pytest.mark.parametrize("caller", [Actor.of_person(THANA.person), Actor.of_person(CHAI.person)])
def test_nobody_else_may(caller: Actor) -> None:
    given().when(CALL, caller).refused(Reason.CALLER_HAS_NO_PART)


def test_a_meeting_is_called_once() -> None:
    given(THE_CALL).when(CALL, ARUNEE_HERSELF).refused(Reason.ALREADY_CALLED)


STATUTORY = replace(
    CALL, legal_effect=True, profile=DECREE_2563, excluded=False, called_at="2026-11-11T02:30:00.000Z"
)
ADMINISTRATIVE = replace(STATUTORY, profile=APA_2539)


def test_a_meeting_keeps_its_rules_and_what_was_said_of_them() -> None:
    called, rules, *_ = given().when(STATUTORY, ARUNEE_HERSELF).facts()
    assert isinstance(called, MeetingCalled)
    assert (called.profile, called.not_excluded) == ("decree-2563", True)
    assert rules == RulesSet(profile=DECREE_2563)
    two = replace(
        CALL, two_factors=frozenset({Role.SECRETARY}), profile=replace(SEED_2563, two_factors=(Role.CHAIR,))
    )
    called, *_ = given().when(two, ARUNEE_HERSELF).facts()
    assert isinstance(called, MeetingCalled)
    assert called.two_factors == (Role.CHAIR, Role.SECRETARY)


def test_outside_its_days_it_is_called_and_that_is_written() -> None:
    later = replace(SEED_2563, valid_from="2026-11-13")
    _, rules, *_ = given().when(replace(CALL, profile=later), ARUNEE_HERSELF).facts()
    assert rules == RulesSet(profile=later, outside_validity=True)
    # Half past midnight in Thailand is the day before by UTC.
    night = replace(CALL, profile=later, starts_at="2026-11-12T17:30:00.000Z")
    _, rules, *_ = given().when(night, ARUNEE_HERSELF).facts()
    assert rules == RulesSet(profile=later)


@pytest.mark.parametrize(
    ("call", "reason", "figures"),
    [
        (replace(STATUTORY, excluded=None), Reason.EXCLUSION_NOT_ASKED, {}),
        (replace(STATUTORY, excluded=True), Reason.EXCLUDED_BY_LAW, {}),
        (ADMINISTRATIVE, Reason.NOTICE_TOO_SHORT, {"days": 3}),
        (replace(ADMINISTRATIVE, urgent=" "), Reason.NOTICE_TOO_SHORT, {"days": 3}),
        (replace(ADMINISTRATIVE, urgent="น้ำท่วม", recalled_from="2026-10-28"), Reason.NO_RECALL, {"days": 14}),
        (replace(ADMINISTRATIVE, urgent="น้ำท่วม", recalled_from="2026-11-12"), Reason.NO_RECALL, {"days": 14}),
        (replace(STATUTORY, recalled_from="2026-11-11"), Reason.NO_RECALL, {"days": 0}),
    ],
)
def test_what_the_law_does_not_allow_is_refused(
    call: CallMeeting, reason: Reason, figures: dict[str, object]
) -> None:
    given().when(call, ARUNEE_HERSELF).refused(reason, **figures)


def test_three_days_before_or_urgently_and_again_within_fourteen() -> None:
    assert given().when(replace(ADMINISTRATIVE, called_at="2026-11-09T02:30:00.000Z"), ARUNEE_HERSELF).facts()
    again = replace(ADMINISTRATIVE, urgent=" น้ำท่วม ", recalled_from="2026-10-29")
    called, *_ = given().when(again, ARUNEE_HERSELF).facts()
    assert isinstance(called, MeetingCalled)
    assert (called.urgent, called.recalled_from) == ("น้ำท่วม", "2026-10-29")


def test_legal_effect_needs_the_statutory_profile() -> None:
    given().when(replace(CALL, legal_effect=True), ARUNEE_HERSELF).refused(Reason.LEGAL_EFFECT_NEEDS_STATUTE)


@pytest.mark.parametrize("marker", ["ลับ", "ลับมาก", "(ลับที่สุด)", "งบประมาณ [ลับ]", "เรื่อง ลับ"])
def test_a_classified_matter_is_refused(marker: str) -> None:
    items = (ItemAsked(item=ITEM_1, number="1", title=marker, purpose=Purpose.INFORM),)
    given().when(replace(CALL, items=items), ARUNEE_HERSELF).refused(Reason.CLASSIFIED)
    given().when(replace(CALL, body=f"คณะกรรมการ {marker}"), ARUNEE_HERSELF).refused(Reason.CLASSIFIED)


@pytest.mark.parametrize("title", ["การลงคะแนนลับ", "ความลับทางการค้า", "กลับมาพิจารณา"])
def test_a_word_that_only_contains_the_marker_is_not_one(title: str) -> None:
    items = (ItemAsked(item=ITEM_1, number="1", title=title, purpose=Purpose.INFORM),)
    assert given().when(replace(CALL, items=items), ARUNEE_HERSELF).facts()


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (replace(CALL, backup_address=" "), Reason.NO_BACKUP_CHANNEL),
        (replace(CALL, items=()), Reason.NO_AGENDA),
        (replace(CALL, place=" "), Reason.EMPTY_TEXT),
        (replace(CALL, seats=(asked(THANA), asked(CHAI), asked(KONG))), Reason.NO_CHAIR),
        (replace(CALL, seats=(asked(ARUNEE), asked(THANA))), Reason.NO_SUPPORT_OFFICER),
        (replace(CALL, seats=(*CALL.seats, asked(THANA))), Reason.SEAT_TWICE),
        (
            replace(CALL, items=(*CALL.items, replace(CALL.items[0], item=ItemId("item_2")))),
            Reason.SEAT_TWICE,
        ),
    ],
)
def test_an_incomplete_call_is_refused(call: CallMeeting, reason: Reason) -> None:
    given().when(call, ARUNEE_HERSELF).refused(reason)
