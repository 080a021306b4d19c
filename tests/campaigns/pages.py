"""Pages of one meeting at a real server's process: how soon, and by how many bytes, a change reaches each of them.

They speak WebSocket as browsers do, with its compression; bytes are counted as they come from the socket.
"""

import asyncio
import json
import secrets
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect

from meeting_server.api.deps import PAGE
from tests.campaigns.served import HOUSE, free_ports
from tests.loopback import ACCEPTED, MEETING

PATIENCE = 120.0
SPACED = 0.15  # seconds between changes: each is told by itself, and not merged with the one before
_PING = 10.0
# One in seven is a message, which stays in the view; hands come and go.
_KINDS = ("floor.raise_hand", "floor.lower_hand") * 3 + ("chat.post_message",)


class Counting(ClientConnection):
    """A line that counts what comes from the socket."""

    received = 0

    def data_received(self, data: bytes) -> None:
        """Something came (asyncio)."""
        self.received += len(data)
        super().data_received(data)


class Page:
    """One person's page: which change it was told of last, and when."""

    def __init__(self, line: Counting) -> None:
        self.line = line
        self.seq = -1
        self.at = 0.0
        self.done: dict[str, int] = {}
        self.letters = 0  # of the newest view
        self._news = asyncio.Event()
        self._listening = asyncio.create_task(self._listen())
        self._pinging = asyncio.create_task(self._ping())

    async def _listen(self) -> None:
        async for text in self.line:
            assert isinstance(text, str)
            now = time.perf_counter()
            if text.startswith('{"type":"view","seq":'):
                self.seq, self.at, self.letters = int(text[21 : text.index(",", 21)]), now, len(text)
            elif text.startswith(('{"type":"done"', '{"type":"refused"')):
                answer = json.loads(text)
                assert answer["type"] == "done", answer
                self.done[answer["id"]] = answer["seq"]
            self._news.set()

    async def _ping(self) -> None:
        """A line without a word is taken for dead."""
        while True:
            await asyncio.sleep(_PING)
            await self.line.send('{"type":"ping"}')

    async def reached(self, seq: int) -> None:
        """Wait for a view of this change or a later one."""
        await self._until(lambda: self.seq >= seq)

    async def do(self, name: str, **args: object) -> int:
        """Have something done; the number of its last entry."""
        command = f"cmd_{secrets.token_urlsafe(8)}"
        frame = {"type": "command", "id": command, "name": name, "args": args}
        await self.line.send(json.dumps(frame))
        await self._until(lambda: command in self.done)
        return self.done[command]

    async def _until(self, condition: Any) -> None:  # noqa: ANN401 - any question
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._news.clear()
                await self._news.wait()

    async def close(self) -> None:
        """Go."""
        self._pinging.cancel()
        await self.line.close()
        await self._listening


@dataclass(frozen=True, kw_only=True)
class Told:
    """What came of changes: how long each took to each page, and how many bytes a page was sent for one."""

    took_ms: list[float]
    bytes_per_change: float
    letters: int  # of a whole view, before it is compressed
    compressed: bool


class Gathering:
    """Everybody's page, inside."""

    def __init__(self, pages: list[Page]) -> None:
        self.pages = pages
        self._changes = 0

    async def change(self, times: int) -> Told:
        """So many changes by one member after the other, each waited for at every page."""
        took: list[float] = []
        before = [page.line.received for page in self.pages]
        for _ in range(times):
            took += await self._once()
        received = sum(page.line.received - was for page, was in zip(self.pages, before, strict=True))
        extensions = {type(each).__name__ for page in self.pages for each in page.line.protocol.extensions}
        return Told(
            took_ms=took,
            bytes_per_change=received / len(self.pages) / times,
            letters=self.pages[-1].letters,
            compressed=extensions == {"PerMessageDeflate"},
        )

    async def _once(self) -> list[float]:
        number, self._changes = self._changes, self._changes + 1
        kind = _KINDS[number % len(_KINDS)]
        members = self.pages[2:]  # behind the chair and the support officer
        speaker = members[number // len(_KINDS) % len(members)]
        args = {"text": f"ขอเสนอให้ดูหน้า {number}"} if kind == "chat.post_message" else {}
        began = time.perf_counter()
        seq = await speaker.do(kind, **args)
        await asyncio.gather(*(page.reached(seq) for page in self.pages))
        took = [(page.at - began) * 1_000 for page in self.pages]
        await asyncio.sleep(SPACED)
        return took


async def _page(origin: str, session: str) -> Page:
    headers = {"X-Requested-With": PAGE, "Cookie": session}
    async with httpx.AsyncClient(base_url=origin, timeout=PATIENCE, trust_env=False) as browser:
        answer = await browser.post("/api/tickets", json={"meeting": MEETING}, headers=headers)
    ticket = answer.json()["ticket"]
    line = await connect(
        f"{origin.replace('http', 'ws')}/ws",
        origin=origin,  # type: ignore[arg-type]
        create_connection=Counting,
        max_size=None,
        proxy=None,
        ping_interval=None,
    )
    assert isinstance(line, Counting)
    page = Page(line)
    await line.send(json.dumps({"type": "hello", "meeting": MEETING, "ticket": ticket}))
    await page.reached(0)
    return page


@asynccontextmanager
async def gathering(folder: Path, seats: int) -> AsyncIterator[Gathering]:
    """A server's process with a meeting that sits, and everybody inside."""
    port = free_ports(2)
    command = ("-m", "tests.campaigns.pages_server", folder, port, seats)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *map(str, command),
        stdin=PIPE,
        stdout=PIPE,
        cwd=HOUSE,
        limit=1 << 20,
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    pages: list[Page] = []
    try:
        async with asyncio.timeout(PATIENCE):
            there = await process.stdout.readline()
        sessions = json.loads(there)["sessions"]
        for session in sessions:
            pages.append(await _page(f"http://127.0.0.1:{port}", session))
            await pages[-1].do("presence.enter", **ACCEPTED)
        opened = await pages[0].do("session.open_meeting")
        await asyncio.gather(*(page.reached(opened) for page in pages))
        yield Gathering(pages)
    finally:
        for page in pages:
            await page.close()
        process.stdin.close()
        async with asyncio.timeout(PATIENCE):
            await process.wait()
