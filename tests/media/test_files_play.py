"""Recorded files in the browsers of the machine: whole, recovered, with a hole, or with a picture that changed its size."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.async_api import async_playwright

from meeting_server.media import segment
from meeting_server.media.segment import Segment, Whose
from tests.media import firefox, tape
from tests.media.clock import HandClock

pytestmark = [pytest.mark.chromium, pytest.mark.timeout(180)]

SECONDS = 8
HOLE = (3.0, 6.0)
FRAME, PICTURE = 0.020, 1 / tape.FPS
# What an element makes of a file: its length, where it stands after a jump to the middle, and whether it goes on.
_PLAYED = """async ({name, to}) => {
    const player = document.createElement(name.includes("camera") ? "video" : "audio");
    const when = kind => new Promise((resolve, reject) => {
        player.addEventListener(kind, resolve, {once: true});
        player.addEventListener("error", () => reject(new Error(player.error.message)), {once: true});
    });
    const ready = when("loadeddata");
    player.muted = true;
    player.playbackRate = 4;
    player.src = name;
    await ready;
    const there = when("seeked");
    player.currentTime = to;
    await there;
    const at = player.currentTime;
    const ended = when("ended");
    await player.play();
    await ended;
    return {duration: player.duration, at, ended: player.currentTime, width: player.videoWidth ?? null};
}"""

Block = tuple[float, bytes, bool]


class Page(Protocol):
    """A page of either browser."""

    async def goto(self, url: str) -> object: ...
    async def evaluate(self, expression: str, told: object = None) -> Any: ...  # noqa: ANN401


@asynccontextmanager
async def page_of(browser: str, folder: Path) -> AsyncIterator[Page]:
    """A page of this browser, a file beside the recordings."""
    beside = folder / "page.html"
    beside.write_text("<!doctype html><title>files</title><body>")
    if browser == "firefox":
        async with firefox.running(folder) as program:
            page: Page = await program.new_page()
            await page.goto(beside.as_uri())
            yield page
        return
    async with async_playwright() as driver:
        flags = ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        chromium = await driver.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = await chromium.new_page()
        await page.goto(beside.as_uri())
        yield page
        await chromium.close()


def sound(hole: tuple[float, float] = (0.0, 0.0)) -> Iterable[Block]:
    """A tone, but for the hole."""
    for number, frame in enumerate(tape.opus(SECONDS)):
        if not hole[0] <= number * FRAME < hole[1]:
            yield number * FRAME, frame, True


def pictures(*widths: int) -> Iterable[Block]:
    """A moving gradient, of one width after the other."""
    each = SECONDS // len(widths)
    for index, width in enumerate(widths):
        for number, picture in enumerate(tape.vp8(each, width=width, height=width * 9 // 16)):
            yield index * each + number * PICTURE, picture.payload, picture.is_key


def written(folder: Path, seat: str, source: str, blocks: Iterable[Block]) -> Segment:
    """A file with these blocks, still open."""
    clock = HandClock()
    one = Segment(Whose(folder, "mtg", seat, source), clock.now, clock.clocks)
    for at, frame, is_key in blocks:
        one.block(clock.now + at, frame, key=is_key)
    one.flush()
    return one


def sealed(folder: Path, seat: str, source: str, blocks: Iterable[Block]) -> str:
    """A file that was finished as it should be; its name."""
    return written(folder, seat, source, blocks).seal()["file"]


def recovered(folder: Path, seat: str, source: str, blocks: Iterable[Block]) -> str:
    """A file that a kill left, torn within its last cluster, after its recovery; its name."""
    one = written(folder, seat, source, blocks)
    part = one.abandon()
    content = part.read_bytes()
    part.write_bytes(content + content[-300:] if source == "mic" else content[:-7])
    kept = segment.recover(one.whose, part)
    assert kept is not None
    return kept["file"]


def recordings(folder: Path) -> dict[str, str]:
    """One file of every kind."""
    return {
        "sound": sealed(folder, "whole", "mic", sound()),
        "pictures": sealed(folder, "whole", "camera", pictures(160)),
        "recovered sound": recovered(folder, "killed", "mic", sound()),
        "recovered pictures": recovered(folder, "killed", "camera", pictures(160)),
        "another size": sealed(folder, "sizes", "camera", pictures(160, 320)),
        "a hole": sealed(folder, "hole", "mic", sound(HOLE)),
    }


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
async def test_every_file_plays_to_its_end_and_can_be_sought_in(browser: str, tmp_path: Path) -> None:
    files = await asyncio.to_thread(recordings, tmp_path)
    async with page_of(browser, tmp_path) as page:
        for kind, name in files.items():
            played = await page.evaluate(_PLAYED, {"name": name, "to": SECONDS / 2})
            lost = 2.0 if kind == "recovered pictures" else 0.0  # the cluster that was torn
            assert SECONDS - lost - 0.1 <= played["duration"] <= SECONDS + 0.1, (kind, played)
            assert played["at"] == pytest.approx(SECONDS / 2, abs=0.3), (kind, played)
            assert played["ended"] == pytest.approx(played["duration"], abs=0.3), (kind, played)
            width = {"pictures": 160, "recovered pictures": 160, "another size": 320}.get(kind)
            assert played["width"] == width, (kind, played)
