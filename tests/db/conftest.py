"""Each test of this folder runs twice: on a SQLite file and on a PostgreSQL 15 that the tests start themselves."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from meeting_server.db.engine import Database, create, migrate
from tests.db import postgres
from tests.db.clock import Hands

SQLITE = pytest.param("sqlite", id="sqlite")
POSTGRESQL = pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgresql)


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """One PostgreSQL for the whole run."""
    with postgres.server() as running:
        yield running


@pytest.fixture(scope="session")
def migrated_postgresql(server: postgres.Server) -> str:
    """The name of a database with the newest tables, to copy."""
    name = server.create()
    asyncio.run(migrate(server.url(name)))
    return name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the newest tables, to copy."""
    path = tmp_path_factory.mktemp("migrated") / "meetings.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database this test runs on."""
    return str(request.param)


@pytest.fixture
def empty_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A database without any table."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    running: postgres.Server = request.getfixturevalue("server")
    return running.url(running.create())


@pytest.fixture
def url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A database with the newest tables and nothing in them."""
    if kind == "sqlite":
        path = tmp_path / "meetings.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        return f"sqlite:///{path}"
    running: postgres.Server = request.getfixturevalue("server")
    return running.url(running.create(request.getfixturevalue("migrated_postgresql")))


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """The database, open."""
    opened = create(url)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> Hands:
    """A clock that the test sets."""
    return Hands()
