"""How soon a paper of 10 MB shows its first page on a telephone, through a line like 4G made in user space.

A Chromium of a telephone's size stands at the door of a meeting, 80 ms and 9 Mbit/s away from a server's process; its
member presses the button, and the page is drawn. The paper's table of contents stands at its end, its first page at its
beginning, and everything else between. The first opening, which fetches what draws papers too, is told apart.
"""

import asyncio
import base64
import contextlib
import json
import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import async_playwright

from tests.files import pdf
from tests.journeys.faces import SMALL, make
from tests.journeys.person import PHONE, Person
from tests.journeys.server import Server, serving

RESULTS = Path(__file__).parent / "results" / "documents.json"
LARGE = 10_000_000
RUNS = 7
DOWN, UP = 9e6 / 8, 3e6 / 8  # bytes a second
AWAY = 0.04  # seconds, each way
_PIECE = 16_384
_AHEAD = 0.1  # seconds of bytes that wait in the line at most

TABLE = """async ([file, meeting]) => {
  const headers = { "X-Requested-With": "meeting-server", "X-Document-Title": "paper", "X-Document-Name": "paper.pdf" };
  const body = Uint8Array.from(atob(file), (sign) => sign.charCodeAt(0));
  return (await fetch(`/api/meetings/${meeting}/documents`, { method: "POST", headers, body })).status;
}"""
OPEN = """async () => {
  const began = performance.now();
  document.querySelector("[data-paper] button").click();
  const drawn = () => document.querySelector("canvas[data-drawn='1']") !== null;
  while (!drawn()) await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""


class Way:
    """One direction of the line: so many bytes a second for all connections together, and a delay."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._free = 0.0  # when the last byte that was taken has left

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """From here to there until it ends."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(_PIECE):
                self._free = max(self._free, loop.time()) + len(piece) / self._rate
                loop.call_at(self._free + AWAY, _hand_on, writer, piece)
                await asyncio.sleep(max(0.0, self._free - _AHEAD - loop.time()))
        loop.call_at(max(self._free, loop.time()) + AWAY, writer.close)


def _hand_on(writer: asyncio.StreamWriter, piece: bytes) -> None:
    if not writer.is_closing():
        writer.write(piece)


@asynccontextmanager
async def line(port: int) -> AsyncIterator[int]:
    """A port behind which this one stands, as far away as a telephone's."""
    down, up = Way(DOWN), Way(UP)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(up.carry(reader, there[1]), down.carry(there[0], writer))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def table(veera: Person, server: Server) -> None:
    """The secretary lays the paper before the meeting."""
    await veera.page.goto(server.links["veera"])
    await veera.at("door")
    meeting = (await veera.view())["room"]["meeting"]
    file = base64.b64encode(pdf(40, bytes_=LARGE)).decode()
    assert await veera.page.evaluate(TABLE, [file, meeting]) == 201


async def measure(folder: Path) -> tuple[float, list[float]]:
    """The first opening, and those after it, in milliseconds."""
    warm: list[float] = []
    async with async_playwright() as playwright:
        async for server in serving(folder / "house"):
            people = [
                await Person.come(playwright, name, make(name, folder, SMALL), viewport=PHONE)
                for name in ("veera", "thana")
            ]
            veera, thana = people
            await table(veera, server)
            async with line(server.port) as far:
                await thana.page.goto(server.links["thana"].replace(f":{server.port}", f":{far}"))
                await thana.at("door")
                await thana.page.locator("[data-paper] button").first.wait_for()
                warm.append(await thana.page.evaluate(OPEN))
                for _ in range(RUNS):
                    await thana.page.keyboard.press("Escape")
                    await thana.page.locator("[data-document]").wait_for(state="detached")
                    warm.append(await thana.page.evaluate(OPEN))
                for person in people:
                    await person.go()
    return warm[0], warm[1:]


def main() -> None:
    """Measure and write the results."""
    RESULTS.parent.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=RESULTS.parent) as folder:
        cold, warm = asyncio.run(measure(Path(folder)))
    print(f"  the first opening took {cold:.0f} ms, the others {', '.join(f'{one:.0f}' for one in warm)} ms")
    figures = {
        "first_page_ms_10mb": round(statistics.median(warm)),
        "first_page_cold_ms_10mb": round(cold),
    }
    RESULTS.write_text(json.dumps({"figures": figures}, indent=2) + "\n")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
