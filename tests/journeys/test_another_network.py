"""A member's first network goes down during a meeting: sound and picture come by the second, on the same page."""

import logging
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Playwright

from tests.journeys.deeds import all_hear_and_see
from tests.journeys.faces import make
from tests.journeys.person import Person
from tests.journeys.server import Server, started
from tests.journeys.waiting import until
from tests.media.network import Namespace, cable, hosts

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

HOME = "10.77.9.1"
# Chromium takes five seconds to find that nothing is answered; then the page waits two, and looks for another way. A
# machine that is busy takes longer, and nobody waits half a minute.
BACK = 30.0
_log = logging.getLogger(__name__)
PORT, MEDIA_PORT = 8_443, 40_000


@pytest.fixture
def network() -> Iterator[tuple[Namespace, Namespace]]:
    """The server's host, and a person's with two cables to it: the first is used while it is there."""
    with hosts(2) as (server, home):
        server.run("ip", "address", "add", f"{HOME}/32", "dev", "lo")
        for n in range(2):
            cable(server, f"10.77.{n}.1/24", home, f"10.77.{n}.2/24", name=f"net{n}")
            home.run("ip", "route", "add", "default", "via", f"10.77.{n}.1", "metric", str(100 + n))
        yield server, home


@pytest.fixture
async def server(network: tuple[Namespace, Namespace], tmp_path: Path) -> AsyncIterator[Server]:
    """A server on its own host, over https."""
    host, _home = network
    settings = {"HOST": HOME}
    one = Server(tmp_path / "house", port=PORT, media_port=MEDIA_PORT, host=host, settings=settings)
    async for each in started(one):
        yield each


async def way(person: Person) -> str:
    """The address of the person's own by which packets go now."""
    address: str = await person.page.evaluate(
        """async () => {
            const all = await window.meetingDebug.peer().getStats();
            const transport = [...all.values()].find((each) => each.type === "transport");
            const pair = all.get(transport?.selectedCandidatePairId);
            return all.get(pair?.localCandidateId)?.address ?? "";
        }"""
    )
    return address


async def states(person: Person) -> set[str]:
    """Of the connection, and of the keys of everything that it sends."""
    told: list[str] = await person.page.evaluate(
        """() => [window.meetingDebug.peer().connectionState,
            ...window.meetingDebug.peer().getSenders().map((each) => each.transport.state)]"""
    )
    return set(told)


async def test_sound_and_picture_come_back_by_another_network(
    server: Server,
    network: tuple[Namespace, Namespace],
    playwright: Playwright,
    studio: Path,
    tmp_path: Path,
) -> None:
    at_the_server, home = network
    people: dict[str, Person] = {}
    for name, host in (("arunee", at_the_server), ("thana", home)):
        program = host.program("chromium", tmp_path)
        people[name] = await Person.come(playwright, name, make(name, studio), program=program)
    try:
        for name, person in people.items():
            await person.enter(server.links[name])
        await all_hear_and_see(people)
        thana = people["thana"]
        before = await thana.connections()
        assert await way(thana) == "10.77.0.2"
        home.run("ip", "link", "set", "net0", "down")
        began = time.monotonic()

        async def moved() -> bool:
            return await way(thana) == "10.77.1.2"

        await until(moved, "packets to take the second network", patience=BACK)
        await all_hear_and_see(people, patience=BACK - (time.monotonic() - began))
        _log.info("sound and picture were back after %.1f s", time.monotonic() - began)
        assert await thana.connections() == before

        async def whole() -> bool:
            return await states(thana) == {"connected"}

        await until(whole, "the connection and its keys to be as before")
    finally:
        for person in people.values():
            await person.go()
