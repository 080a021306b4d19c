"""Fixtures of the journeys: a server, faces, and people at their browsers."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Playwright, async_playwright

from tests.journeys.faces import TONES, make
from tests.journeys.person import Person
from tests.journeys.server import Server, serving

Come = Callable[..., Awaitable[Person]]


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the faces are made, once."""
    return tmp_path_factory.mktemp("faces")


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A fresh server with its demo."""
    async for one in serving(tmp_path / "data"):
        yield one


@pytest.fixture
async def playwright() -> AsyncIterator[Playwright]:
    """The driver of the browsers."""
    async with async_playwright() as driver:
        yield driver


@pytest.fixture
async def come(playwright: Playwright, studio: Path) -> AsyncIterator[Come]:
    """Has a person come, with an own browser; everybody goes home at the end."""
    people: list[Person] = []

    async def one(name: str, *, viewport: dict[str, int] | None = None) -> Person:
        face = make(name, studio) if name in TONES else None
        person = await Person.come(playwright, name, face, viewport=viewport)
        people.append(person)
        return person

    yield one
    for person in people:
        await person.go()
