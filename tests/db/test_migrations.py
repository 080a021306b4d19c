"""The tables are those of the code, whichever way a database came to them."""

import asyncio
import json
import sys
from dataclasses import replace
from datetime import timedelta

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, update

from meeting_server.db import engine
from meeting_server.db.audit_log import StoredLog
from meeting_server.db.people import PeopleRows, PersonRow
from meeting_server.db.projections import CatalogueRows
from meeting_server.db.tables import SCHEMA, log_entry
from meeting_server.meeting.ids import MeetingId
from meeting_server.meeting.rules.actor import Actor
from tests.audit.sample import WHOLE_MEETING
from tests.db.clock import Hands
from tests.given import CALLED, seated
from tests.people import ARUNEE, THANA, VEERA


def tables_in(url: str) -> set[str]:
    """The names of the tables that are there."""
    plain = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    try:
        return set(inspect(plain).get_table_names())
    finally:
        plain.dispose()


async def test_an_empty_database_comes_to_the_newest_tables(empty_url: str) -> None:
    assert tables_in(empty_url) == set()
    await engine.migrate(empty_url)
    assert tables_in(empty_url) == {*SCHEMA.tables, "alembic_version"}


def test_the_tables_of_the_migrations_are_those_of_the_code(url: str) -> None:
    command.check(engine.alembic_config(url))


def test_the_head_in_the_code_is_the_newest_migration() -> None:
    scripts = ScriptDirectory.from_config(engine.alembic_config("sqlite://"))
    assert scripts.get_heads() == [engine.HEAD]


async def test_a_second_migration_changes_nothing_and_needs_no_alembic(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "alembic.config", None)
    await engine.migrate(url)


async def test_what_is_written_survives_a_migration(url: str, database: engine.Database) -> None:
    meeting = MeetingId("mtg_" + "a" * 22)
    log = StoredLog(database, Hands())
    written = await log.append(meeting, after=-1, by=Actor.system(), facts=WHOLE_MEETING)
    await engine.migrate(url)
    assert [entry async for entry in log.read(meeting)] == list(written)


async def test_meetings_that_are_there_are_listed_as_their_logs_called_them(
    url: str, database: engine.Database
) -> None:
    log, rows = StoredLog(database, Hands()), CatalogueRows(database)
    sound, picture, earlier, damaged = (MeetingId("mtg_" + letter * 22) for letter in "abcd")
    bodies: dict[MeetingId, bytes] = {}
    for meeting in (sound, picture, earlier, damaged):
        call = replace(CALLED, sound_only=meeting in {sound, damaged})
        called, _ = await log.append(meeting, after=-1, by=Actor.system(), facts=[call, seated(ARUNEE)])
        bodies[meeting] = called.body
    before_the_field = json.loads(bodies[earlier])
    del before_the_field["data"]["sound_only"]
    bodies[earlier], bodies[damaged] = json.dumps(before_the_field).encode(), b'["calling'
    async with database.writing() as connection:
        for meeting, body in bodies.items():
            first = (log_entry.c.log == meeting) & (log_entry.c.seq == 0)
            await connection.execute(update(log_entry).where(first).values(body=body))
    kept = [await rows.meeting_row(meeting) for meeting in (picture, earlier)]
    await asyncio.to_thread(command.downgrade, engine.alembic_config(url), "2026_11_25_1800")
    await engine.migrate(url)
    assert [await rows.meeting_row(meeting) for meeting in (picture, earlier)] == kept
    assert [
        row.sound_only
        for meeting in (sound, picture, earlier, damaged)
        if (row := await rows.meeting_row(meeting)) is not None
    ] == [True, False, False, False]
    await asyncio.to_thread(command.check, engine.alembic_config(url))


def test_down_and_up_again(url: str) -> None:
    config = engine.alembic_config(url)
    command.downgrade(config, "base")
    assert tables_in(url) == {"alembic_version"}
    asyncio.run(engine.migrate(url))
    command.check(config)


async def test_sqlite_keeps_what_it_was_told_to_keep(database: engine.Database, kind: str) -> None:
    if kind == "postgresql":
        return
    async with database.reading() as connection:
        told = [
            (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert told == ["wal", 2, 1]


async def test_somebody_sees_to_the_register_of_a_server_that_has_people_already(
    url: str, database: engine.Database
) -> None:
    people, at = PeopleRows(database), Hands().now()
    for number, cast in enumerate((THANA, ARUNEE, VEERA)):
        row = PersonRow(
            person=cast.person,
            sign_in_name=cast.sign_in,
            name=cast.name,
            office=cast.office,
            created_at=at + timedelta(days=number),
        )
        await people.add(row, "hash")
    for is_demo, expected in ((False, [THANA.person]), (True, [])):
        if is_demo:
            await people.set_setting("demo", "on")
        await asyncio.to_thread(command.downgrade, engine.alembic_config(url), "2026_11_26_1000")
        await engine.migrate(url)
        kept = await people.everyone()
        assert [each.person for each in kept if each.administrator] == expected
        assert [(each.active, each.must_change, each.telephone) for each in kept] == [(True, False, "")] * 3
