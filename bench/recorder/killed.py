"""What a worker that is killed takes with it of a microphone and a camera.

The worker is a real process with a browser of ours at it (aiortc, so keys and packets are real). It is killed without
warning at a moment that dice choose, and the next one, which its server starts by itself, recovers the files. What is
lost is the time from the end of a recovered file to the end of the last packet that the worker had received.
"""

import asyncio
import random
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from tests.media import tape
from tests.media.browser import CAMERA, MIC, Browser, picture, plan_of
from tests.people import ARUNEE
from tests.relay_client.crew import Crew, crewed, kill, until

KILLS = 6
SHORTEST, LONGEST = 4.0, 9.0  # seconds until the kill
FRAME, PICTURE = 0.020, 1 / 30  # as far apart as the browser's own numbers say
KEY_EVERY = 300  # pictures
DICE = random.Random(2569)


@dataclass(slots=True)
class Sent:
    """When the last packet of each source ended, in seconds since 1970."""

    mic: float = 0.0
    camera: float = 0.0


async def speak(browser: Browser, sent: Sent) -> None:
    """Send sound at the pace of a browser, until cancelled."""
    sounds, began, number = tape.opus(2), time.monotonic(), 0
    while True:
        await asyncio.sleep(max(0.0, began + number * FRAME - time.monotonic()))
        await browser.send(MIC, sounds[number % len(sounds)])
        sent.mic = time.time() + FRAME
        number += 1


async def show(browser: Browser, sent: Sent) -> None:
    """Send pictures of one packet each at the pace of a browser, until cancelled."""
    began, number = time.monotonic(), 0
    while True:
        await asyncio.sleep(max(0.0, began + number * PICTURE - time.monotonic()))
        shown = picture(browser.numbers[CAMERA], browser.mark + bytes(900), key=number % KEY_EVERY == 0)
        await browser.send(CAMERA, shown)
        sent.camera = time.time() + PICTURE
        number += 1


async def one_kill(folder: Path, after: float) -> dict[str, float]:
    """Seconds lost by source."""
    async with crewed(folder) as crew:
        await crew.plan(plan_of(ARUNEE.seat, record=True))
        browser = await crew.join(ARUNEE.seat)
        sent = Sent()
        sending = [asyncio.create_task(each(browser, sent)) for each in (speak, show)]
        await asyncio.sleep(after)
        kill(crew.client.pid)
        until_then = Sent(sent.mic, sent.camera)
        for task in sending:
            task.cancel()
        await until(lambda: len(recovered(crew)) == len(("mic", "camera")))
        return {
            source: round(getattr(until_then, source) - ended, 3) for source, ended in recovered(crew).items()
        }


def recovered(crew: Crew) -> dict[str, float]:
    """Until when the recovered file of each source goes, in seconds since 1970."""
    return {
        str(sealed["source"]): datetime.fromisoformat(cast("str", sealed["ended"])).timestamp()
        for sealed in crew.heard.files().values()
        if sealed["recovered"]
    }


async def lost_s_on_kill(place: Path) -> float:
    """The worst of all kills, sound or picture; the folders lie in `place`."""
    worst = 0.0
    for number in range(KILLS):
        after = DICE.uniform(SHORTEST, LONGEST)
        # Sockets have short names, so this does not lie deep.
        with TemporaryDirectory(dir=place) as folder:
            lost = await one_kill(Path(folder), after)
        print(f"  kill {number + 1} after {after:.1f} s: lost {lost}")
        worst = max(worst, *lost.values())
    return worst
