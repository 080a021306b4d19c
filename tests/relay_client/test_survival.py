"""Servers are killed, and workers, and both: nobody is cut off who need not be, and nothing that was said is lost."""

import asyncio
import contextlib
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from meeting_server.media.relay import Relay
from meeting_server.meeting.ids import MeetingId, SeatId
from meeting_server.services.ports import Json
from tests.media.browser import MEETING, plan_of
from tests.people import ARUNEE, THANA
from tests.relay_client.crew import Crew, crewed, gone, kill, place_in, until

A, B = ARUNEE.seat, THANA.seat


class FirstServer:
    """The server process, as browsers reach it."""

    def __init__(self, process: Process, crew: Crew) -> None:
        self.worker = 0
        self.process = process
        self._crew = crew
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            said = json.loads(line)
            if "message" in said:
                self._crew.heard.to_seat(MEETING, SeatId(said["seat"]), said["message"])
            elif "report" in said:
                self._crew.heard.reported(MEETING, said["report"])
            self.worker = said.get("pid", self.worker)

    async def signal(self, meeting: MeetingId, seat: SeatId, message: Json) -> None:
        """Hand on what a browser says."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"seat": seat, "message": message}).encode() + b"\n")

    async def kill(self) -> None:
        """End it without warning."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()
        await self._reading


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[tuple[FirstServer, Crew]]:
    """A meeting of two at a server process; the crew takes over when it is told to start."""
    place = place_in(folder)
    asked = [sys.executable, "-m", "tests.relay_client.server_process", str(folder), str(place.port), A, B]
    async with crewed(folder, place, start=False) as crew:
        process = await asyncio.create_subprocess_exec(*asked, stdin=PIPE, stdout=PIPE)
        server = FirstServer(process, crew)
        try:
            await until(lambda: server.worker)
            crew.relay = cast("Relay", server)
            crew.epoch = 1
            yield server, crew
        finally:
            await server.kill()


async def _takes_over(crew: Crew) -> None:
    await crew.client.start()
    crew.relay = cast("Relay", crew.client)


async def test_a_server_that_is_killed_is_not_heard_to_be_missing(tmp_path: Path) -> None:
    async with served(tmp_path) as (server, crew):
        a, b = await crew.join(A), await crew.join(B)
        await crew.spoken(a, b)
        await server.kill()
        await crew.spoken(a, b)
        await _takes_over(crew)
        assert crew.client.pid == server.worker, "the worker is the same"
        counted = await crew.client.follow(MEETING, 1, plan_of(A, B, record=True))
        assert counted is not None
        assert (counted[A].sent, counted[B].received) == (100, 100)
        await crew.spoken(a, b)
        assert crew.heard.of("closed") == []
        await crew.plan(plan_of(A))
        before = len(b.heard(a))
        await a.say(20)
        counted = await crew.plan(plan_of(A))
        assert counted is not None
        assert counted[A].sent == 150, "the suspended hears nothing of the 20"
        await crew.client.drain()
        assert len(b.heard(a)) == before
    (sealed,) = crew.heard.files().values()
    assert (sealed["frames"], sealed["recovered"]) == (150, False), "one file, without a gap"


async def test_after_both_were_killed_everything_is_recovered_and_told(tmp_path: Path) -> None:
    async with served(tmp_path) as (server, crew):
        a, b = await crew.join(A), await crew.join(B)
        await crew.spoken(a, b)
        await until(lambda: _written(tmp_path) > 0)
        # The ledger's first second is over: something of it is there to be recovered.
        await until(lambda: list((tmp_path / MEETING / "ledger").glob("*.part")))
        await server.kill()
        kill(server.worker)
        await gone(server.worker)
        await _takes_over(crew)
        assert crew.client.pid != server.worker
        await until(crew.heard.files)
        (sealed,) = crew.heard.files().values()
        assert sealed["recovered"]
        assert await crew.client.follow(MEETING, 1, plan_of(A, B, record=True)) is not None
        await until(lambda: crew.heard.of("ledger"))
        again, c = await crew.join(A, name="2"), await crew.join(B, name="2")
        await crew.spoken(again, c)
    assert [name.rsplit("/")[1] for name in crew.heard.files()] == ["mic-0001.webm", "mic-0002.webm"]
    assert int(str(sealed["frames"])) > 0


def _written(folder: Path) -> int:
    """Bytes of clusters that are on disk."""
    return sum(path.stat().st_size > 500 for path in folder.glob("*/*/*.part"))
