"""Calling a meeting: complete, answered for, and never classified."""

from dataclasses import replace

import pytest

from meeting_server.meeting.facts.calling import BackupKind, ItemListed, MeetingCalled, Purpose, SeatAssigned
from meeting_server.meeting.ids import ItemId
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
    assert [type(fact) for fact in facts] == [MeetingCalled, *[SeatAssigned] * 4, *[ItemListed] * 2]
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
