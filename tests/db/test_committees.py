"""Committees and tables of people on both databases: all of it or nothing, and never over somebody else's change."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from meeting_server.accounts.committees import Committee, Standing
from meeting_server.accounts.people import Details
from meeting_server.db.committees import CommitteeRows
from meeting_server.db.engine import Database
from meeting_server.db.people import PeopleRows
from meeting_server.db.register import RegisterRows
from meeting_server.meeting.ids import CommitteeId, PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Role

ONE = CommitteeId("cmt_" + "a" * 22)
NOW = datetime(2026, 11, 12, tzinfo=UTC)
THANA, WILAI, NOBODY = (PersonId(f"per_{name:_<22}") for name in ("thana", "wilai", "nobody"))


def details(name: str, office: str = "กรรมการ") -> Details:
    return Details(sign_in_name=name, name=f"นาย{name}", office=office)


async def with_people(database: Database) -> RegisterRows:
    rows = RegisterRows(database)
    await rows.add([(THANA, details("thana")), (WILAI, details("wilai"))], NOW)
    return rows


def standing(person: PersonId) -> Standing:
    return Standing(
        person=person, roles=frozenset({Role.MEMBER, Role.SECRETARY}), office="ผู้แทน", since=date(2026, 10, 1)
    )


async def test_a_committee_is_what_it_was_when_it_was_added(database: Database) -> None:
    await with_people(database)
    rows = CommitteeRows(database)
    committee = Committee(name_th="คณะตัวอย่าง", roster=(standing(WILAI), standing(THANA)))
    await rows.add(ONE, committee)
    found = await rows.find(ONE)
    assert found is not None
    assert (found.version, found.committee) == (1, committee)
    assert [await rows.of(THANA), await rows.every(), await rows.of(NOBODY)] == [[found], [found], []]


async def test_a_change_is_whole_or_none_and_only_of_what_was_seen(database: Database) -> None:
    await with_people(database)
    rows = CommitteeRows(database)
    committee = Committee(name_th="คณะตัวอย่าง", roster=(standing(WILAI),))
    await rows.add(ONE, committee)
    changed = replace(committee, place="ห้องประชุม ๒", roster=(standing(THANA),))
    await rows.change(ONE, 1, changed)
    for version, wanted, reason in (
        (1, committee, Reason.CHANGED_MEANWHILE),
        (2, replace(committee, roster=(standing(NOBODY),)), Reason.UNKNOWN_PERSON),
    ):
        with pytest.raises(Refused) as told:
            await rows.change(ONE, version, wanted)
        assert told.value.reason is reason
    found = await rows.find(ONE)
    assert found is not None
    assert (found.version, found.committee) == (2, changed)


@pytest.mark.parametrize(
    ("added", "before"),
    [("thana", "กรรมการ"), ("new", "ตำแหน่งที่ไม่ใช่ของเขา")],
    ids=["a name that is taken", "somebody who reads otherwise"],
)
async def test_a_table_is_taken_in_whole_or_not_at_all(database: Database, added: str, before: str) -> None:
    rows = await with_people(database)
    people = PeopleRows(database)
    seen = await people.everyone()
    with pytest.raises(Refused) as told:
        await rows.take_in(
            [(NOBODY, details(added))], [(WILAI, details("wilai", before), details("wilai", "ประธาน"))], NOW
        )
    assert told.value.reason is Reason.CHANGED_MEANWHILE
    assert await people.everyone() == seen


async def test_guests_are_forgotten_and_nobody_else(database: Database) -> None:
    rows = await with_people(database)
    await rows.add_guests([(NOBODY, details(NOBODY))], NOW)
    people = PeopleRows(database)
    assert [each.guest for each in await people.everyone() if each.person == NOBODY] == [True]
    await rows.forget_guests([NOBODY, THANA])
    assert {each.person for each in await people.everyone()} == {THANA, WILAI}
