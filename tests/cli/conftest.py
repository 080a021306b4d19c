"""A data folder with a database of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from meeting_server.config import Settings, read
from meeting_server.db import engine
from meeting_server.db.engine import Database


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of a server for this machine only."""
    return read({"DATA_DIR": str(tmp_path)})


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """Its database, with the newest tables."""
    await engine.migrate(settings.database_url)
    opened = engine.create(settings.database_url)
    yield opened
    await opened.close()
