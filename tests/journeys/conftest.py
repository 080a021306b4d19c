"""Fixtures of the journeys: a server, and people at their browsers."""

import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Error, Playwright, ViewportSize, async_playwright

from tests.journeys.faces import SMALL, make
from tests.journeys.person import LAPTOP, Person
from tests.journeys.server import Server, serving

Come = Callable[..., Awaitable[Person]]


@pytest.fixture(autouse=True)
def diary(caplog: pytest.LogCaptureFixture) -> None:
    """What each person did and when, beside a failure."""
    caplog.set_level(logging.INFO, "tests.journeys")


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where sound and picture of each person are made, once."""
    return tmp_path_factory.mktemp("studio")


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A fresh server with its demo."""
    async for one in serving(tmp_path / "house"):
        yield one


@pytest.fixture
async def playwright() -> AsyncIterator[Playwright]:
    """The driver of the browsers."""
    async with async_playwright() as driver:
        yield driver


@pytest.fixture
async def come(playwright: Playwright, studio: Path, tmp_path: Path, server: Server) -> AsyncIterator[Come]:
    """Has a person come, with an own browser; when a journey fails, everybody's screen is kept beside its data."""
    people: list[Person] = []

    async def one(
        name: str,
        *,
        viewport: ViewportSize = LAPTOP,
        language: str = "th-TH",
        camera: str = SMALL,
        allowed: bool = True,
    ) -> Person:
        devices = make(name, studio, camera)
        person = await Person.come(
            playwright, name, devices, viewport=viewport, language=language, allowed=allowed
        )
        people.append(person)
        return person

    try:
        yield one
        assert {person.name: person.errors for person in people if person.errors} == {}
    finally:
        for number, person in enumerate(people):
            with contextlib.suppress(Error):
                await person.page.screenshot(path=tmp_path / f"{number}-{person.name}.png", timeout=10_000)
            await person.go()
        print(f"\nEverybody's last screen is in {tmp_path}.\n{server.log}")  # noqa: T201 - pytest shows it on failure
