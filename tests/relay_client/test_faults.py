"""A disk fills, and a disk stands still, under a real worker: it is seen in time, explained, and heard by nobody."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import cast

from meeting_server.services.ports import Json
from tests.media.browser import CAMERA, MEETING, MIC, Browser, picture, plan_of
from tests.media.tape import opus
from tests.people import ARUNEE, THANA
from tests.relay_client.crew import Crew, crewed, place_in, until
from tests.relay_client.disks import MIB, fill, freezing_disk, frozen, small_disk

A, B = ARUNEE.seat, THANA.seat
SEEN_WITHIN = 5.0  # seconds (E8.2.7-d)
RESERVE = 4 * MIB
LOW, LAST = 2 * RESERVE, RESERVE // 8


def faults(crew: Crew) -> Json:
    """What stands at fault now."""
    told = crew.heard.of("faults")
    return cast("Json", told[-1]["standing"]) if told else {}


async def seen(crew: Crew, **standing: list[str]) -> None:
    """Wait until this stands at fault, and be told in time: by when the report came, not by when we look."""
    began = time.monotonic()
    await until(lambda: faults(crew) == standing)
    heard = zip(crew.heard.came_at, crew.heard.reports, strict=True)
    came_at = next(at for at, told in heard if at >= began and told.get("standing") == standing)
    assert came_at - began < SEEN_WITHIN


@asynccontextmanager
async def on_air(browser: Browser) -> AsyncIterator[None]:
    """Speak and be seen meanwhile."""

    async def go_on() -> None:
        began, number, sounds = time.monotonic(), 0, opus(2)
        while True:
            await browser.send(MIC, sounds[number % len(sounds)])
            if number % 2 == 0:
                shown = picture(browser.numbers[CAMERA], browser.mark + bytes(600), key=number % 50 == 0)
                await browser.send(CAMERA, shown)
            number += 1
            await asyncio.sleep(max(0.0, began + number * 0.02 - time.monotonic()))

    sending = asyncio.create_task(go_on())
    try:
        yield
    finally:
        sending.cancel()


def moment(text: object) -> float:
    """Seconds since 1970."""
    return datetime.fromisoformat(str(text)).timestamp()


def uncovered(crew: Crew, source: str) -> float:
    """The longest stretch between the first file and the last that is neither in a file nor explained, in seconds."""
    files = [each for each in crew.heard.files().values() if each["source"] == source]
    gaps = [each for each in crew.heard.of("gap") if each["source"] == source]
    spans = sorted((moment(each["began"]), moment(each["ended"])) for each in [*files, *gaps])
    longest, until_then = 0.0, spans[0][1]
    for began, ended in spans:
        longest, until_then = max(longest, began - until_then), max(until_then, ended)
    return longest


async def test_a_disk_that_fills_gives_up_pictures_then_sound_and_neither_in_silence(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 24) as disk:
        place = replace(place_in(disk), disk_reserve=RESERVE // MIB)
        async with crewed(disk, place) as crew:
            await crew.plan(plan_of(A, record=True))
            a = await crew.join(A)
            await until((disk / "reserve").exists)
            async with on_air(a):
                await until(lambda: len(list(disk.glob("*/*/*.webm.part"))) == 2)
                fill(disk, LOW - MIB)
                await seen(crew, disk_low=[A])
                assert not (disk / "reserve").exists(), "the database has it now"
                others = fill(disk, LAST // 2)
                await seen(crew, disk_low=[A], disk_full=[A])
                others.unlink()
                await seen(crew)
                await until((disk / "reserve").exists)
                await until(lambda: len(list(disk.glob("*/*/*.webm.part"))) == 2)
            await crew.client.drain()
    files = list(crew.heard.files().values())
    assert sorted(str(each["file"]).rsplit("/")[1] for each in files) == [
        f"{source}-{number:04}.webm" for source in ("camera", "mic") for number in (1, 2)
    ]
    assert not any(each["recovered"] for each in files)
    assert {(gap["source"], gap["reason"]) for gap in crew.heard.of("gap")} == {
        ("camera", "disk"),
        ("mic", "disk"),
    }
    assert max(uncovered(crew, "mic"), uncovered(crew, "camera")) < 1.0


async def test_a_disk_that_stands_still_costs_the_recording_something_and_the_meeting_nothing(
    tmp_path: Path,
) -> None:
    with freezing_disk(tmp_path / "disk", 64) as disk:
        async with crewed(disk, replace(place_in(disk), disk_reserve=1)) as crew:
            await crew.plan(plan_of(A, B, record=True))
            a, b = await crew.join(A), await crew.join(B)
            await crew.spoken(a, b)
            await until(lambda: list(disk.glob("*/*/mic-*.part")))
            with frozen(disk):
                noticed = asyncio.create_task(seen(crew, recorder=sorted([A, B])))
                # In portions that a socket of this machine holds, whoever is late to empty it.
                for portion in range(100):
                    await crew.spoken(a, b, 50)
                    if portion % 10 == 0:
                        await crew.plan(plan_of(A, B, record=True))
                await noticed
                assert len(b.heard(a)) == 5_050, "nothing was lost on the way to the other"
            await seen(crew)
            await crew.spoken(a, b)
            others = [told for told in crew.heard.of("trouble") if told["what"] != "overload"]
            assert others == [], "and whoever shares this machine may make the loop late, not the disk"
            await crew.client.drain()
        (journal,) = (disk / MEETING / A).glob("mic-0001.jsonl")
        assert '"reason":"disk_backpressure"' in journal.read_text()
