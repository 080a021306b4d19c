"""The engine and its unit of work: the only place that commits, and the way to the newest tables."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, column, event, inspect, make_url, select, table
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

if TYPE_CHECKING:
    from alembic.config import Config

# The newest migration; a start that finds it in place need not load Alembic at all.
HEAD = "2026_11_27_1300"

_SCRIPTS = Path(__file__).parents[2] / "alembic"
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
_READING = "reading"
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",
)


class Database:
    """One database, SQLite or PostgreSQL."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One unit of work: committed as a whole when the block ends, or not at all."""
        async with self.engine.connect() as connection:
            yield connection
            await connection.commit()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A view of the database at one moment, which keeps no writer waiting."""
        async with self.engine.connect() as connection:
            yield await connection.execution_options(**{_READING: True})

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def create(url: str) -> Database:
    """The database at this URL, ``sqlite:///path`` or ``postgresql://…``; connects at first use."""
    address = _async_url(url)
    if address.get_backend_name() != "sqlite":
        return Database(create_async_engine(address, pool_pre_ping=True, hide_parameters=True))
    # The driver is kept from opening transactions by itself; `_begin` says which kind each one is.
    engine = create_async_engine(address, connect_args={"isolation_level": None}, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return Database(engine)


async def migrate(url: str) -> None:
    """Bring the database to the newest tables; quick and without Alembic when it is there already."""
    database = create(url)
    try:
        async with database.reading() as connection:
            revision = await connection.run_sync(_revision)
    finally:
        await database.close()
    if revision != HEAD:
        await asyncio.to_thread(_upgrade, url)


def alembic_config(url: str) -> "Config":
    """What Alembic needs to work on this database."""
    from alembic.config import Config  # noqa: PLC0415 - most starts need no migration and no Alembic

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["url"] = url
    return config


def _upgrade(url: str) -> None:
    from alembic import command  # noqa: PLC0415 - see above

    command.upgrade(alembic_config(url), "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(select(column("version_num")).select_from(table("alembic_version")))


def _async_url(url: str) -> URL:
    address = make_url(url)
    return address.set(drivername=_DRIVERS.get(address.drivername, address.drivername))


def _prepare(connection: SqliteConnection, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer that first read could be refused half-way when another wrote; taking the lock at once cannot.
    reads = connection.get_execution_options().get(_READING)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
