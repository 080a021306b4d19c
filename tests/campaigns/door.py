"""Everybody comes at once: so many people sign in by password at a real server's process, and go on to their meetings.

The server is the app as it is served, with its own hashing, on a database of its own. How long its loop was kept from
its work is measured inside it, by a task that wants to run every few milliseconds and notes how late it was.
"""

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from meeting_server.api.deps import PAGE
from tests.campaigns.served import HOUSE, free_ports

PASSWORD = "ม้าแดงตัวหนึ่งเดินช้า ๆ"
PATIENCE = 120.0


def name_of(number: int) -> str:
    """By what somebody signs in."""
    return f"person{number}"


@dataclass(frozen=True, kw_only=True)
class Arrivals:
    """How it went: for each person the time of signing in, until all were in, and the longest that the loop stood."""

    sign_in_ms: list[float]
    all_in_s: float
    block_ms: float


class Doorway:
    """The line to the server's process."""

    def __init__(self, process: Process, port: int) -> None:
        self._process = process
        self._origin = f"http://127.0.0.1:{port}"

    async def _blocked(self) -> float:
        """The longest that the loop stood since this was last asked, in milliseconds."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(b"\n")
        async with asyncio.timeout(PATIENCE):
            return float(json.loads(await self._process.stdout.readline())["block_ms"])

    async def arrive(self, people: int) -> Arrivals:
        """Everybody presses the button in the same moment; each must be in, and sees the own meetings."""
        limits = httpx.Limits(max_connections=people, max_keepalive_connections=people, keepalive_expiry=2.0)
        headers = {"X-Requested-With": PAGE}
        async with httpx.AsyncClient(
            base_url=self._origin, headers=headers, limits=limits, timeout=PATIENCE, trust_env=False
        ) as browser:
            await self._blocked()
            began = time.perf_counter()
            took = await asyncio.gather(*(_come_in(browser, number) for number in range(people)))
            all_in = time.perf_counter() - began
            return Arrivals(sign_in_ms=took, all_in_s=all_in, block_ms=await self._blocked())


async def _come_in(browser: httpx.AsyncClient, number: int) -> float:
    """One person; in how many milliseconds they were signed in."""
    began = time.perf_counter()
    body = {"name": name_of(number), "password": PASSWORD}
    # One client for all, so that it costs little: each says the own cookie by hand.
    answer = await browser.post("/api/sign-in", json=body, headers={"Cookie": ""})
    took = (time.perf_counter() - began) * 1_000
    assert answer.status_code == 200, answer.text
    cookie = answer.headers["set-cookie"].split(";")[0]
    me = await browser.get("/api/me", headers={"Cookie": cookie})
    assert me.json()["name"] == name_of(number), me.text
    meetings = await browser.get("/api/meetings", headers={"Cookie": cookie})
    assert meetings.status_code == 200, meetings.text
    return took


@asynccontextmanager
async def doorway(folder: Path, url: str, people: int) -> AsyncIterator[Doorway]:
    """A server with so many people, who have not come yet."""
    port = free_ports(2)
    command = ("-m", "tests.campaigns.door_server", folder, url, port, people)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *map(str, command), stdin=PIPE, stdout=PIPE, cwd=HOUSE, start_new_session=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            assert await process.stdout.readline() == b"there\n", "the server did not start"
        yield Doorway(process, port)
    finally:
        process.stdin.close()
        async with asyncio.timeout(PATIENCE):
            await process.wait()
