"""The demo: its people are there, one meeting can always be opened, and each link is for one person."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import update

from meeting_server.config import DEMO_AGENCY
from meeting_server.db import tables
from meeting_server.db.audit_log import StoredLog
from meeting_server.db.committees import CommitteeRows
from meeting_server.db.engine import Database
from meeting_server.db.people import PeopleRows, PersonRow
from meeting_server.demo import (
    ADMINISTRATOR,
    AT_HOME,
    BODY,
    PARTS,
    Demo,
    Doors,
    Stage,
    Tables,
    password_of_the_demo,
)
from meeting_server.meeting.facts.session import MeetingClosed, MeetingOpened
from meeting_server.meeting.ids import MeetingId, PersonId
from meeting_server.meeting.quorum import quorum
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.state import Meeting
from meeting_server.services.clock import WallClock
from meeting_server.services.passwords import Passwords
from meeting_server.services.rooms import Rooms
from tests.people import EVERYONE
from tests.services.fakes import StubbornRelay, Told

PASSWORD = "abcd-efgh-jkmn"


async def set_stage(database: Database, password: str = PASSWORD) -> Demo | None:
    rooms = Rooms(StoredLog(database, WallClock()), StubbornRelay(), Told())
    stage = Stage(Tables.of(database), rooms, WallClock(), DEMO_AGENCY)
    return await stage.set(password)


async def set_demo(database: Database, password: str = PASSWORD) -> Demo:
    demo = await set_stage(database, password)
    assert demo is not None
    return demo


async def meeting_of(database: Database, demo: Demo) -> Meeting:
    meeting = Meeting()
    async for entry in StoredLog(database, WallClock()).read(demo.meeting):
        meeting = meeting.after(entry.fact)
    return meeting


def test_the_demo_and_the_tests_have_the_same_cast() -> None:
    cast = [(part.sign_in_name, part.name, part.office, part.roles) for part in PARTS]
    assert cast == [(each.sign_in, each.name, each.office, each.roles) for each in EVERYONE]


async def test_three_people_can_hold_the_meeting_and_two_decide_while_one_is_suspended(
    database: Database,
) -> None:
    meeting = await meeting_of(database, await set_demo(database))
    assert meeting.calling.called is not None
    assert (meeting.calling.called.body, meeting.calling.called.number) == (BODY, 11)
    seated = [part for part in PARTS if part.sign_in_name not in AT_HOME]
    assert [seat.name for seat in meeting.calling.seats.values()] == [part.name for part in seated]
    assert [seat.roles for seat in meeting.calling.seats.values()] == [part.roles for part in seated]
    assert sum(Role.MEMBER in part.roles for part in seated) == 5
    assert quorum(meeting).needed == 3


async def test_everybody_signs_in_with_the_one_password(database: Database) -> None:
    demo = await set_demo(database)
    people = PeopleRows(database)
    for person in demo.people:
        assert await Passwords().fits(PASSWORD, await people.password_hash(person.person))


async def test_a_second_start_finds_the_same_people_and_the_same_meeting(database: Database) -> None:
    assert await set_demo(database) == await set_demo(database)


async def test_a_closed_meeting_is_followed_by_the_next_number(database: Database) -> None:
    first = await set_demo(database)
    log = StoredLog(database, WallClock())
    size = (await log.head(first.meeting)).size
    await log.append(
        first.meeting, after=size - 1, by=Actor.system(), facts=[MeetingOpened(), MeetingClosed()]
    )
    second = await set_demo(database)
    called = (await meeting_of(database, second)).calling.called
    assert second.meeting != first.meeting
    assert called is not None
    assert called.number == 12


async def test_a_server_with_people_of_its_own_gets_no_demo(database: Database) -> None:
    own = PersonRow(
        person=PersonId("per_" + "o" * 22),
        sign_in_name="somebody",
        name="นางสาวหนึ่ง จริงสมมติ",
        office="เลขานุการ",
        created_at=WallClock().now(),
    )
    await PeopleRows(database).add(own, "hash")
    assert await set_stage(database) is None
    assert await PeopleRows(database).count() == 1


async def test_a_lost_password_is_replaced_by_the_one_that_is_printed(database: Database) -> None:
    demo = await set_demo(database)
    await set_demo(database, "nmkj-hgfe-dcba")
    for person in demo.people:
        stored = await PeopleRows(database).password_hash(person.person)
        assert await Passwords().fits("nmkj-hgfe-dcba", stored)


async def test_a_start_that_was_cut_short_is_completed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meeting_server.demo.PARTS", PARTS[:6])
    with pytest.raises(ValueError, match="no meeting without its support officer"):
        await _cut_short(database)
    monkeypatch.undo()
    assert len((await set_demo(database)).people) == len(PARTS)


async def _cut_short(database: Database) -> None:
    """Stop where the process might have: after some people, before the meeting."""

    async def stop(_stage: Stage, _people: object) -> MeetingId:
        raise ValueError("no meeting without its support officer")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stage, "_meeting", stop)
        await set_stage(database)


def test_the_password_is_kept_for_the_server_alone(tmp_path: Path) -> None:
    password = password_of_the_demo(tmp_path / "keys")
    assert password_of_the_demo(tmp_path / "keys") == password
    assert stat.S_IMODE((tmp_path / "keys" / "demo-password").stat().st_mode) == 0o600


def test_a_link_is_for_one_person_and_nobody_guesses_one() -> None:
    doors = Doors()
    arunee, kamala = PersonId("per_" + "a" * 22), PersonId("per_" + "k" * 22)
    meeting = MeetingId("mtg_" + "m" * 22)
    tokens = [doors.make(person, meeting) for person in (arunee, kamala)]
    assert [doors.behind(token) for token in tokens] == [(arunee, meeting), (kamala, meeting)]
    assert doors.behind("") is None
    assert Doors().behind(tokens[0]) is None


async def test_one_person_of_the_demo_sees_to_its_register_even_when_the_demo_is_older(
    database: Database,
) -> None:
    demo = await set_demo(database)
    assert [each.sign_in_name for each in demo.people if each.administrator] == [ADMINISTRATOR]
    async with database.writing() as connection:
        await connection.execute(update(tables.person).values(administrator=False))
    assert (await set_demo(database)).people == demo.people == await in_order(database)


async def in_order(database: Database) -> list[PersonRow]:
    found = [await PeopleRows(database).by_sign_in_name(part.sign_in_name) for part in PARTS]
    return [each for each in found if each is not None]


async def test_its_committee_is_there_once_with_everybody_in_order(database: Database) -> None:
    demo = await set_demo(database)
    await set_demo(database)
    (kept,) = await CommitteeRows(database).every()
    assert kept.committee.name_th == BODY
    assert [each.person for each in kept.committee.roster] == [each.person for each in demo.people]
    assert [each.roles for each in kept.committee.roster] == [part.roles for part in PARTS]
