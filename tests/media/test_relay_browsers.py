"""Chromium and Firefox in one meeting, each on a host of its own: everything the relay promises, with both."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.async_api import async_playwright

from meeting_server.meeting.media_plan import Source
from tests.media.browser import CAMERA, MEETING, MIC, Stage, Taped, plan_of, staged, until
from tests.media.guests import Guest, chromium, mozilla
from tests.media.network import Namespace, cable, hosts
from tests.people import ARUNEE, THANA

pytestmark = [pytest.mark.chromium, pytest.mark.firefox, pytest.mark.timeout(240)]

A, B = ARUNEE.seat, THANA.seat
SMALL, LARGE = (240, 135), (1600, 900)
NO_UDP = "table inet firewall { chain out { type filter hook output priority 0; meta l4proto udp drop; }; }"
LIGHT = {"scales": [1], "width": 320, "height": 180}
NETWORKS = pytest.mark.parametrize("path", ["udp", "tcp"])


class Scene(NamedTuple):
    """A relay and two browsers that know only its host."""

    stage: Stage
    chromium: Guest
    firefox: Guest
    homes: tuple[Namespace, Namespace]

    def both(self) -> tuple[Guest, Guest]:
        return self.chromium, self.firefox

    async def play(self) -> None:
        """Wait until each hears and sees the other."""
        await asyncio.gather(*(guest.plays() for guest in self.both()))


@contextlib.contextmanager
def _network(path: str) -> Iterator[tuple[Namespace, Namespace, Namespace]]:
    """The relay's host, and one for each browser; a firewall bars UDP where packets are to go by TCP."""
    with hosts(3) as (relay, one, other):
        for n, home in enumerate((one, other)):
            cable(relay, f"10.77.{n}.1/24", home, f"10.77.{n}.2/24", name=f"net{n}")
            home.run("ip", "route", "add", "default", "via", f"10.77.{n}.1")
            if path == "tcp":
                home.run("nft", "-f", "-", told=NO_UDP)
        yield relay, one, other


@contextlib.asynccontextmanager
async def _scene(
    folder: Path, path: str = "udp", recorder: Taped | None = None, begin: Mapping[str, object] | None = None
) -> AsyncIterator[Scene]:
    async with contextlib.AsyncExitStack() as open_:
        relay, one, other = open_.enter_context(_network(path))
        driver = await open_.enter_async_context(async_playwright())
        stage = await open_.enter_async_context(
            staged(folder / "relay", recorder, host=relay, address="10.77.0.1")
        )
        pages = [
            await open_.enter_async_context(chromium(driver, folder, one)),
            await open_.enter_async_context(mozilla(folder, other)),
        ]
        stage.follow(plan_of(A, B, record=recorder is not None))
        guests = [Guest(stage, seat, page) for seat, page in zip((A, B), pages, strict=True)]
        for guest in guests:
            await guest.join(begin)
        yield Scene(stage, guests[0], guests[1], (one, other))
        assert stage.violations == 0


@NETWORKS
async def test_each_hears_and_sees_the_other_in_the_layer_that_fits(tmp_path: Path, path: str) -> None:
    async with _scene(tmp_path, path) as scene:
        await scene.play()
        for guest, other in (scene.both(), scene.both()[::-1]):
            for size, width in ((SMALL, 320), (LARGE, 1280)):
                await guest.look(*size)
                await guest.sees(width)
            sizes = {name: layer.size for name, layer in other.layers.items()}
            assert sizes == {"q": (320, 180), "h": (640, 360), "f": (1280, 720)}
            assert guest.reported("live")[0]["path"] == path
            way = await guest.way()
            assert (way["protocol"], way["remote"], way["relayed"]) == (path, path, None)


@NETWORKS
@pytest.mark.parametrize("who", ["chromium", "firefox"])
async def test_a_suspended_browser_sends_and_gets_nothing(tmp_path: Path, path: str, who: str) -> None:
    async with _scene(tmp_path, path, begin=LIGHT) as scene:
        await scene.play()
        out = scene.chromium if who == "chromium" else scene.firefox
        (staying,) = (guest for guest in scene.both() if guest is not out)
        before = scene.stage.follow(plan_of(staying.seat))
        # What had come when the plan was followed is counted by the pages when the next pictures were sent.
        await staying.films_on()
        counted = [await guest.packets() for guest in scene.both()]
        await staying.films_on()
        assert [await guest.packets() for guest in scene.both()] == counted
        after = scene.stage.relay.follow(MEETING, scene.stage.epoch, plan_of(staying.seat))
        assert after[out.seat] == before[out.seat]
        await until(lambda: out.reported("absent"))
        scene.stage.follow(plan_of(A, B))
        out.conn += "again"
        await out.join(LIGHT)
        await scene.play()


async def test_what_is_lost_on_the_way_is_sent_again(tmp_path: Path) -> None:
    """A tenth of everything, both ways; of Chromium and Firefox only the first asks for sound, too."""
    taped = Taped()
    async with _scene(tmp_path, recorder=taped, begin=LIGHT) as scene:
        await scene.play()
        chance = random.Random(2569)
        losing = [chance.random() < 0.1 for _ in range(100_000)]
        for guest in scene.both():
            scene.stage.mux.losses[guest.address] = losing.copy()
            scene.stage.mux.lost_in[guest.address] = losing.copy()
        for _ in range(5):
            await scene.chromium.films_on()
        scene.stage.mux.losses.clear()
        scene.stage.mux.lost_in.clear()
        await scene.play()
        for guest in scene.both():
            came = {slot["kind"]: slot for slot in (await guest.came()).values()}
            assert came["video"]["asked"] > 0
            assert (came["audio"]["asked"] > 0) is (guest is scene.chromium)
            for source in (MIC, CAMERA):
                await until(partial(_is_whole, taped, guest, source))


def _is_whole(taped: Taped, guest: Guest, source: Source) -> bool:
    """Whether every packet that a browser sent was there in the end."""
    numbers = {packet.sequence for seat, kind, packet in taped.whose if (seat, kind) == (guest.seat, source)}
    begins = {number for number in numbers if (number - 1) & 0xFFFF not in numbers}
    return len(numbers) > 100 and len(begins) == 1


async def test_other_ways_are_found_and_the_keys_stay(tmp_path: Path) -> None:
    async with _scene(tmp_path, begin=LIGHT) as scene:
        await scene.play()
        for guest in scene.both():
            here = guest.address
            await guest.restart()
            await guest.moved(here)
            await scene.play()
            assert await guest.page.evaluate("page.states") == ["connecting", "connected"]
            assert (await guest.way())["dtls"] == "connected"
