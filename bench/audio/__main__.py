"""How well speech is understood on bad networks, by Chromium at both ends: STOI of what is heard, and of the record.

One seat speaks and films itself, another listens; their pages run our own media client, the relay is a worker process
as in a meeting, and the networks are made in user space before its port: 20 to 40 ms each way, and what each figure
says. What is heard is kept by the listener's browser as it plays it.
"""

import asyncio
import base64
import json
import shutil
import statistics
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Page, Playwright, async_playwright

from bench.audio.front import Front
from bench.audio.quality import Samples, speech, understood
from tests.campaigns.served import Json, Line, served
from tests.campaigns.server import meeting_of, seat_of
from tests.journeys.hearing import decoded
from tests.media.test_rtc_chromium import FLAGS

HERE = Path(__file__).parent
HOUSE = HERE.parents[1]
SCRIPT = HOUSE / "build" / "bench-audio.js"
RESULTS = HERE.parent / "results" / "audio.json"
RELAY, BEFORE = "127.0.0.2", "127.0.0.1"
SPEAKER, LISTENER = 0, 1
SETTLING = 5.0  # seconds in which the ends find out how the network is
SECONDS = 24.0
RUNS = 5
PATIENCE = 60.0
HEARD = "heard.webm"
PICTURE = {"width": 1280, "height": 720, "frameRate": 20}

UNTIL = """async () => {{
    for (;;) {{
        const found = await {};
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 50));
    }}
}}"""


@dataclass(frozen=True, slots=True)
class Network:
    """What is lost on the speaker's way to the relay and on the listener's way from it, and what that way carries."""

    up: float = 0.0  # share
    down: float = 0.0
    bps: float = 0.0  # without a limit when 0


NETWORKS = {
    "clean": Network(),
    "loss_2_up": Network(up=0.02),
    "loss_2_down": Network(down=0.02),
    "loss_10_up": Network(up=0.10),
    "loss_10_down": Network(down=0.10),
    "250kbit": Network(bps=250_000),
}


@dataclass(frozen=True, slots=True)
class Understood:
    """What became of the speech."""

    heard: float
    recorded: float


class Seat:
    """One page and its way to the server."""

    def __init__(self, asking: Line, number: int, page: Page) -> None:
        self.page = page
        self._asking = asking
        self._seat = seat_of(number)
        self._loop = asyncio.get_running_loop()
        self._telling: set[asyncio.Task[object]] = set()

    async def come(self, script: str) -> None:
        """Load the client."""
        await self.page.route(
            "**/*", lambda route: route.fulfill(body="<body></body>", content_type="text/html")
        )
        await self.page.goto("http://localhost:1/")
        await self.page.expose_function("tell", self._says)
        await self.page.evaluate(script)
        self._asking.listeners[meeting_of(0), self._seat] = self._is_told

    async def _says(self, signal: Json) -> None:
        await self._asking.ask("signal", meeting=meeting_of(0), seat=self._seat, message=signal)

    def _is_told(self, message: Json) -> None:
        task = self._loop.create_task(self.page.evaluate("message => page.receive(message)", message))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def go(self) -> None:
        """Close the page."""
        del self._asking.listeners[meeting_of(0), self._seat]
        await asyncio.gather(*self._telling)
        await self.page.close()

    async def reaches(self, expression: str) -> object:
        """Wait until this is so on the page."""
        async with asyncio.timeout(PATIENCE):
            return await self.page.evaluate(UNTIL.format(expression))


@asynccontextmanager
async def two_seats(asking: Line, front: Front, browser: Browser) -> AsyncIterator[tuple[Seat, Seat]]:
    """Who speaks and who listens, connected."""
    seats = [Seat(asking, number, await browser.new_page()) for number in (SPEAKER, LISTENER)]
    deeds = (f"page.speak({json.dumps(PICTURE)})", "page.listen()")
    for name, seat, deed in zip(("speaker", "listener"), seats, deeds, strict=True):
        await seat.come(SCRIPT.read_text())
        front.arriving = name
        await seat.page.evaluate(deed)
        await seat.reaches("page.status() === 'live'")
    yield seats[SPEAKER], seats[LISTENER]
    for seat in seats:
        await seat.go()


async def heard_through(network: Network, folder: Path, browser: Browser) -> Mapping[str, object]:
    """Let one speak and the other listen; what the listener's browser counted, beside the two files."""
    async with served(folder, [2], bind=RELAY) as asking:
        front = await Front.before((RELAY, asking.port), BEFORE)
        async with two_seats(asking, front, browser) as (_, listener):
            mid = await listener.reaches(f"page.heard('{seat_of(SPEAKER)}')")
            await listener.reaches("page.counts().then((counts) => counts.received > 50)")
            for client in front.lines("speaker"):
                client.up.loss = network.up
            for client in front.lines("listener"):
                client.down.loss, client.down.bps = network.down, network.bps
            await asyncio.sleep(SETTLING)
            await listener.page.evaluate("mid => page.record(mid)", mid)
            await asyncio.sleep(SECONDS)
            kept = base64.b64decode(await listener.page.evaluate("page.recorded()"))
            counts: dict[str, object] = await listener.page.evaluate("page.counts()")
        front.close()
    (folder / HEARD).write_bytes(kept)
    return counts


def compared(name: str, spoken: Samples, folder: Path, counts: Mapping[str, object]) -> Understood:
    """Hold against what was said what was heard, and what was recorded meanwhile."""
    (recording,) = folder.glob(f"{meeting_of(0)}/{seat_of(SPEAKER)}/mic-*.webm")
    heard, recorded = decoded(folder / HEARD), decoded(recording)
    # What was recorded before the network was bad says nothing.
    found = Understood(understood(spoken, heard), understood(spoken, recorded[-len(heard) :]))
    told = ", ".join(f"{key} {value:.3g}" for key, value in counts.items() if isinstance(value, int | float))
    print(f"  {name}: heard {found.heard:.3f}, recorded {found.recorded:.3f} ({told})", flush=True)
    return found


async def one_run(name: str, said: Path, spoken: Samples, driver: Playwright) -> Understood:
    """One network, once."""
    flags = [*FLAGS, f"--use-file-for-fake-audio-capture={said}"]
    browser = await driver.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
    with TemporaryDirectory(dir=RESULTS.parent) as folder:
        counts = await heard_through(NETWORKS[name], Path(folder), browser)
        await browser.close()
        return compared(name, spoken, Path(folder), counts)


def bundle() -> None:
    """Make the page's script of our own media client."""
    asked = ["node_modules/.bin/rolldown", str(HERE / "page.js"), "--format", "iife", "--file", str(SCRIPT)]
    subprocess.run(asked, cwd=HOUSE / "web", check=True, capture_output=True)


async def measured(names: Sequence[str], runs: int) -> dict[str, Understood]:
    """Every network, in several runs; the median of each."""
    results: dict[str, list[Understood]] = {name: [] for name in names}
    with TemporaryDirectory() as folder:
        said = Path(folder) / "said.wav"
        spoken = speech(said)
        async with async_playwright() as driver:
            for _ in range(runs):
                for name in names:
                    results[name].append(await one_run(name, said, spoken, driver))
    return {
        name: Understood(
            statistics.median(each.heard for each in found),
            statistics.median(each.recorded for each in found),
        )
        for name, found in results.items()
    }


def main() -> None:
    """Measure and write the results."""
    RESULTS.parent.mkdir(exist_ok=True)
    bundle()
    found = asyncio.run(measured(list(NETWORKS), RUNS))
    ups_and_downs = [found["loss_10_up"], found["loss_10_down"]]
    figures = {
        "stoi_heard_clean": found["clean"].heard,
        "stoi_heard_loss_2": min(found["loss_2_up"].heard, found["loss_2_down"].heard),
        "stoi_heard_loss_10": min(each.heard for each in ups_and_downs),
        "stoi_heard_loss_10_up": found["loss_10_up"].heard,
        "stoi_heard_loss_10_down": found["loss_10_down"].heard,
        "stoi_recorded_loss_10": min(each.recorded for each in ups_and_downs),
        "stoi_heard_250kbit": found["250kbit"].heard,
    }
    figures = {name: round(figure, 3) for name, figure in figures.items()}
    RESULTS.write_text(json.dumps({"figures": figures}, indent=2) + "\n")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
