"""How Alembic reaches the database: by the server's own call, by `-x url=…`, or by DATABASE_URL."""

import os
from typing import Literal

from alembic import context
from sqlalchemy import URL, Connection, create_engine, make_url

from meeting_server.db.tables import SCHEMA, Moment

# Migrations run in a thread of their own, so the plain drivers do.
_DRIVERS = {
    "sqlite+aiosqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}


def _address() -> URL:
    asked = context.config.attributes.get("url") or context.get_x_argument(as_dictionary=True).get("url")
    address = make_url(asked or os.environ["DATABASE_URL"])
    return address.set(drivername=_DRIVERS.get(address.drivername, address.drivername))


def _render(kind: str, item: object, _: object) -> str | Literal[False]:
    """A migration names the plain type: it must read the same when our own is long gone."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SCHEMA,
        render_as_batch=True,
        render_item=_render,
    )
    with context.begin_transaction():
        context.run_migrations()


engine = create_engine(_address())
with engine.connect() as connection:
    _run(connection)
engine.dispose()
