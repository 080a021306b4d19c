"""The rows beside the log: the catalogue as the log has it, people, sessions and settings."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, StatementError

from meeting_server.accounts.sessions import How
from meeting_server.audit.entry import Entry
from meeting_server.db import tables
from meeting_server.db.audit_log import StoredLog
from meeting_server.db.engine import Database
from meeting_server.db.people import PeopleRows, PersonRow
from meeting_server.db.projections import CatalogueRows
from meeting_server.db.texts import TextRows
from meeting_server.meeting.facts.session import MeetingClosed, Phase
from meeting_server.meeting.ids import MeetingId, PersonId
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.services.texts import Kind, VersionTaken
from meeting_server.services.wording import Wording
from tests.audit.sample import BEGAN, WHOLE_MEETING
from tests.db.clock import Hands
from tests.given import CALLED, THE_CALL, seated
from tests.people import ARUNEE, CHAI, EVERYONE, THANA, VEERA

MEETING = MeetingId("mtg_" + "a" * 22)
LATER = MeetingId("mtg_" + "b" * 22)
AT = datetime(2026, 11, 12, 9, 30, 1, 234_567, tzinfo=UTC)


@pytest.fixture
def rows(database: Database) -> CatalogueRows:
    """The catalogue under test."""
    return CatalogueRows(database)


@pytest.fixture
def people(database: Database) -> PeopleRows:
    """The people under test."""
    return PeopleRows(database)


@pytest.fixture
async def log(database: Database) -> StoredLog:
    """A log with a whole meeting, one fact after the other as it happens."""
    log = StoredLog(database, Hands())
    for seq, fact in enumerate(WHOLE_MEETING):
        await log.append(MEETING, after=seq - 1, by=Actor.system(), facts=[fact])
    return log


async def stored(database: Database) -> list[object]:
    """Every row of the catalogue."""
    async with database.reading() as connection:
        return [
            tuple(row)
            for table in (tables.meeting, tables.meeting_seat)
            for row in await connection.execute(select(table).order_by(*table.primary_key))
        ]


async def test_the_row_of_a_meeting_follows_its_log(log: StoredLog, rows: CatalogueRows) -> None:
    row = await rows.meeting_row(MEETING)
    assert row is not None
    assert (row.body, row.number, row.year) == (CALLED.body, CALLED.number, CALLED.year)
    assert row.phase is Phase.CLOSED
    closed = [entry.t async for entry in log.read(MEETING) if isinstance(entry.fact, MeetingClosed)]
    assert [row.closed_at] == closed
    assert row.opened_at is not None
    assert row.closed_at is not None
    assert BEGAN < row.opened_at < row.closed_at


async def test_seats_stand_in_the_order_of_the_roster(log: StoredLog, rows: CatalogueRows) -> None:
    seats = await rows.seats_of(MEETING)
    assert [seat.seat for seat in seats] == [cast.seat for cast in EVERYONE]
    assert seats[5].roles == (Role.MEMBER, Role.SECRETARY)


async def test_rows_rebuilt_from_the_log_are_the_rows_that_were_kept(
    log: StoredLog, rows: CatalogueRows, database: Database
) -> None:
    kept = await stored(database)
    async with database.writing() as connection:
        await connection.execute(
            update(tables.meeting).values(phase="called", number=99, closed_at=None, sound_only=True)
        )
        await connection.execute(update(tables.meeting_seat).values(roles="", place=0))
    assert await stored(database) != kept
    await rows.rebuild(MEETING, log.read(MEETING))
    assert await stored(database) == kept


async def test_a_log_without_a_call_has_no_row(rows: CatalogueRows) -> None:
    no_entries: list[Entry] = []

    async def nothing() -> AsyncIterator[Entry]:
        for entry in no_entries:
            yield entry

    await rows.rebuild(LATER, nothing())
    assert await rows.meeting_row(LATER) is None
    assert await rows.seats_of(LATER) == ()


async def test_a_person_finds_their_meetings_soonest_first(log: StoredLog, rows: CatalogueRows) -> None:
    earlier = replace(CALLED, starts_at="2026-11-01T02:30:00.000Z", number=10, sound_only=True)
    await log.append(LATER, after=-1, by=Actor.system(), facts=[earlier, seated(ARUNEE), seated(CHAI)])
    found = await rows.meetings_of(ARUNEE.person)
    assert [(meeting.number, seat.seat) for meeting, seat in found] == [(10, ARUNEE.seat), (11, ARUNEE.seat)]
    assert [meeting.sound_only for meeting, _ in found] == [True, False]
    assert [meeting.number for meeting, _ in await rows.meetings_of(THANA.person)] == [11]
    assert await rows.meetings_of(PersonId("per_nobody")) == []
    assert await rows.unfinished_meetings() == [LATER]


async def test_a_seat_assigned_again_keeps_its_place(database: Database, rows: CatalogueRows) -> None:
    again = replace(seated(THANA), roles=(Role.OBSERVER,))
    await StoredLog(database, Hands()).append(MEETING, after=-1, by=Actor.system(), facts=[*THE_CALL, again])
    seats = await rows.seats_of(MEETING)
    assert [seat.seat for seat in seats] == [cast.seat for cast in EVERYONE]
    assert seats[1].roles == (Role.OBSERVER,)


def person(sign_in_name: str = "arunee", name: str = ARUNEE.name) -> PersonRow:
    """A person to add."""
    return PersonRow(
        person=PersonId(f"per_{sign_in_name:_<22}"),
        sign_in_name=sign_in_name,
        name=name,
        office=ARUNEE.office,
        created_at=AT,
    )


async def test_people_are_found_by_either_name(people: PeopleRows) -> None:
    await people.add(person(), "hash")
    await people.add(person("veera", VEERA.name), "other")
    assert await people.by_sign_in_name("arunee") == await people.by_id(ARUNEE.person) == person()
    assert await people.by_sign_in_name("Arunee") is None
    assert await people.password_hash(ARUNEE.person) == "hash"
    assert await people.password_hash(PersonId("per_nobody")) is None
    assert await people.count() == 2
    assert {each.sign_in_name for each in await people.everyone()} == {"arunee", "veera"}


async def test_a_sign_in_name_belongs_to_one_person(people: PeopleRows) -> None:
    await people.add(person(), "hash")
    with pytest.raises(IntegrityError):
        await people.add(replace(person(), person=PersonId("per_other")), "other")
    assert await people.count() == 1
    assert await people.password_hash(PersonId("per_other")) is None


async def test_a_new_password_ends_every_session(people: PeopleRows) -> None:
    await people.add(person(), "hash")
    await people.add(person("veera", VEERA.name), "hash")
    await people.open_session("one", ARUNEE.person, AT, How(way="passkey", factors=2, browser="A browser"))
    await people.open_session("two", ARUNEE.person, AT, How(way="passkey", factors=2, browser="A browser"))
    await people.open_session(
        "of another", VEERA.person, AT, How(way="passkey", factors=2, browser="A browser")
    )
    await people.set_password(ARUNEE.person, "new", AT + timedelta(hours=1))
    assert await people.password_hash(ARUNEE.person) == "new"
    ended = [await people.session(token) for token in ("one", "two", "of another")]
    assert [each.revoked_at if each else AT for each in ended] == [AT + timedelta(hours=1)] * 2 + [None]


async def test_a_session_is_used_and_ended_once(people: PeopleRows) -> None:
    await people.add(person(), "hash")
    await people.open_session("token", ARUNEE.person, AT, How(way="passkey", factors=2, browser="A browser"))
    await people.touch("token", AT + timedelta(minutes=5))
    await people.revoke("token", AT + timedelta(minutes=6))
    await people.revoke("token", AT + timedelta(minutes=7))
    await people.touch("token", AT + timedelta(minutes=8))
    session = await people.session("token")
    assert session is not None
    assert session.created_at == AT
    assert (session.way, session.factors, session.browser) == ("passkey", 2, "A browser")
    assert session.seen_at == AT + timedelta(minutes=5)
    assert session.revoked_at == AT + timedelta(minutes=6)
    assert await people.session("another") is None


async def test_settings_are_remembered(people: PeopleRows) -> None:
    assert await people.setting("agency") is None
    await people.set_setting("agency", "สำนักงานพัฒนาบริการตัวอย่าง")
    await people.set_setting("agency", "กรมตัวอย่าง")
    assert await people.setting("agency") == "กรมตัวอย่าง"


async def test_times_are_in_utc_and_a_time_without_a_zone_is_refused(people: PeopleRows) -> None:
    with pytest.raises((StatementError, ValueError), match="zone"):
        await people.add(replace(person(), created_at=AT.replace(tzinfo=None)), "hash")
    local = AT.astimezone(tz=None)
    await people.add(replace(person(), created_at=local), "hash")
    added = await people.by_id(ARUNEE.person)
    assert added is not None
    assert added.created_at == AT
    assert added.created_at.tzinfo is UTC


async def test_the_newest_text_of_a_kind_is_in_force_and_no_version_is_ever_lost(database: Database) -> None:
    texts = TextRows(database)
    assert await texts.newest(Kind.TERMS) is None
    first, second = (Wording(version=each, th=f"ข้อกำหนด {each}", en=f"Terms {each}") for each in ("1", "2"))
    for text in (first, second):
        await texts.add(Kind.TERMS, text, AT)
    await texts.add(Kind.MANUAL, first, AT)
    assert await texts.newest(Kind.TERMS) == second
    assert await texts.newest(Kind.MANUAL) == first
    assert await texts.by_digest(second.sha256) == (Kind.TERMS, second)
    assert await texts.by_digest("0" * 64) is None
    with pytest.raises(VersionTaken):
        await texts.add(Kind.TERMS, replace(first, th="อื่น"), AT)
    assert await texts.newest(Kind.TERMS) == second
