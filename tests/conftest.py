"""What every folder of tests may ask for."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.loopback import Loopback, serving, write_database

# A busy machine draws slowly, which is no failure of what is tested.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60
)
settings.load_profile("house")


@pytest.fixture(scope="session")
def called(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the cast and two meetings that were called; to be copied."""
    folder = tmp_path_factory.mktemp("called")
    asyncio.run(write_database(folder))
    return folder


@pytest.fixture
async def server(called: Path, tmp_path: Path) -> AsyncIterator[Loopback]:
    """A server in which nobody has done anything yet."""
    async for each in serving(called, tmp_path / "house"):
        yield each


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A test that goes through a table says how many cases it asserted."""
    counted = [
        (report.nodeid, value)
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == "cases"
    ]
    for test, cases in counted:
        terminalreporter.write_line(f"{test}: {cases} cases asserted")
    if len(counted) > 1:
        terminalreporter.write_line(f"{sum(cases for _, cases in counted)} cases asserted in all")
