"""A relay with its real worker process, and whoever listens to it; every process is ended in the end."""

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

from aioice import ice

from meeting_server.media.relay import Relay
from meeting_server.meeting.ids import MeetingId, SeatId
from meeting_server.meeting.media_plan import MediaPlan
from meeting_server.relay_client import WorkerRelay
from meeting_server.relay_client.process import Place, Process
from meeting_server.services.ports import Counters, Json, RelayListener
from tests.media import browser
from tests.media.browser import MEETING, Browser, Stage

PATIENCE = 40.0  # a process starts slowly on a machine that is busy


async def until(condition: Callable[[], object]) -> None:
    """Wait for a state of the world that a process brings about."""
    await browser.until(condition, PATIENCE)


def free_port() -> int:
    """A port that nobody has, neither on UDP nor on TCP."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            port: int = tcp.getsockname()[1]
            with contextlib.suppress(OSError):
                udp.bind(("127.0.0.1", port))
                return port


def place_in(folder: Path, *, shut_after: float = 10.0, exit_after: float = 60.0) -> Place:
    """A place for one worker, on a port of its own."""
    return Place(
        data_dir=folder,
        index=0,
        port=free_port(),
        bind="127.0.0.1",
        address="127.0.0.1",
        shut_after=shut_after,
        exit_after=exit_after,
    )


def client_at(place: Place, listener: RelayListener) -> WorkerRelay:
    """A server's end, as the composition root makes it."""
    return WorkerRelay(place, listener)


class Heard:
    """Keeps what the worker says, in order, and for whom."""

    def __init__(self) -> None:
        self.all: list[tuple[str, dict[str, object]]] = []
        self.told: dict[str, list[dict[str, object]]] = {}
        self.reports: list[dict[str, object]] = []
        self.came_at: list[float] = []  # when each report came, on the clock of `time.monotonic`

    def to_seat(self, meeting: MeetingId, seat: SeatId, message: Json) -> None:
        """Keep a signal."""
        self.all.append((seat, dict(message)))
        self.told.setdefault(seat, []).append(dict(message))

    def reported(self, meeting: MeetingId, report: Json) -> None:
        """Keep a report."""
        self.all.append((meeting, dict(report)))
        self.reports.append(dict(report))
        self.came_at.append(time.monotonic())

    def of(self, kind: str) -> list[dict[str, object]]:
        """Everything of a kind."""
        return [said for _, said in self.all if said["kind"] == kind]

    def files(self) -> dict[str, dict[str, object]]:
        """Every sealed file by name."""
        told = [cast("list[dict[str, object]]", report["files"]) for report in self.of("sealed")]
        return {str(sealed["file"]): sealed for files in told for sealed in files}


class Crew(Stage):
    """A relay as a server has it, and browsers that reach it."""

    def __init__(self, place: Place) -> None:
        self.sent = 0
        self.place = place
        self.heard = Heard()
        self.told, self.reports = self.heard.told, self.heard.reports
        self.epoch = 0
        self.browsers: list[Browser] = []
        self.client = client_at(place, self.heard)
        self.relay = cast("Relay", self.client)

    async def plan(self, plan: MediaPlan) -> Counters | None:
        """Tell the next plan."""
        self.epoch += 1
        return await self.client.follow(MEETING, self.epoch, plan)

    async def spoken(self, one: "Browser", to: "Browser", packets: int = 50) -> None:
        """Let one speak until the other has heard it all: so it was recorded too."""
        before = len(to.heard(one))
        for _ in range(packets):
            await one.say()
        await until(lambda: len(to.heard(one)) == before + packets)

    async def vanish(self) -> None:
        """What a worker sees of a server that was killed: its line is cut, and nobody speaks."""
        watching = self.client._watching
        assert watching is not None
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


@asynccontextmanager
async def crewed(folder: Path, place: Place | None = None, *, start: bool = True) -> AsyncIterator[Crew]:
    """A server's end and its worker; a worker that is left over is ended too."""
    crew = Crew(place or place_in(folder))
    addresses, ice.get_host_addresses = ice.get_host_addresses, _loopback
    try:
        if start:
            await crew.client.start()
        yield crew
    finally:
        ice.get_host_addresses = addresses
        for each in crew.browsers:
            await each.close()
        await crew.client.drain()
        await end(crew.place)


def _loopback(use_ipv4: bool, use_ipv6: bool) -> list[str]:
    return ["127.0.0.1"]


async def end(place: Place) -> None:
    """End whatever worker still has this place."""
    process = Process(place)
    if pid := process.found():
        process.adopt(pid)
        await process.kill()


async def gone(pid: int) -> None:
    """Wait until a process is no more."""
    await until(lambda: not _runs(pid))


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def kill(pid: int) -> None:
    """End a process without warning."""
    os.kill(pid, signal.SIGKILL)
