"""The server's process as the campaigns drive it: asked by lines, its answers and reports read."""

import asyncio
import contextlib
import json
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

HOUSE = Path(__file__).parents[2]
PATIENCE = 60.0
WORKER = "meeting_server.media.worker"
Json = dict[str, object]


async def until(condition: Callable[[], object], patience: float = PATIENCE) -> None:
    """Wait for a state of the world."""
    async with asyncio.timeout(patience):
        while not condition():  # noqa: ASYNC110 - a state of many parts has no event of its own
            await asyncio.sleep(0.005)


class Line:
    """The line to the server's process."""

    def __init__(self, process: Process, port: int) -> None:
        self.process = process
        self.port = port
        self.workers: list[int] = []
        self.reports: list[tuple[str, Json]] = []
        self.listeners: dict[tuple[str, str], Callable[[Json], None]] = {}
        self._asked: dict[int, asyncio.Future[Json]] = {}
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self.process.stdout is not None
        async for text in self.process.stdout:
            line = json.loads(text)
            if "answer" in line:
                asked = self._asked.pop(line["answer"])
                if not asked.done():  # Else whoever asked has stopped waiting.
                    asked.set_result(line)
            elif "report" in line:
                self.reports.append((line["meeting"], line["report"]))
            elif "message" in line:
                told = self.listeners.get((line["meeting"], line["seat"]))
                if told is not None:
                    told(line["message"])
            else:
                self.workers = line["ready"]

    async def ask(self, what: str, **fields: object) -> Json:
        """Have something done, and wait for the answer."""
        assert self.process.stdin is not None
        number = max(self._asked, default=0) + 1
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        line = {"ask": number, "do": what, **fields}
        self.process.stdin.write(json.dumps(line).encode() + b"\n")
        async with asyncio.timeout(PATIENCE):
            return await answer

    def reported(self, kind: str, **fields: object) -> list[Json]:
        """The reports of a kind that say this."""
        return [
            report
            for _meeting, report in self.reports
            if report["kind"] == kind and all(report.get(name) == value for name, value in fields.items())
        ]

    async def end(self) -> None:
        """Hang up; the server seals everything and ends."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        async with asyncio.timeout(PATIENCE):
            await self._reading
            await self.process.wait()


def free_ports(count: int) -> int:
    """The first of so many ports that follow each other and that nobody has, neither on UDP nor on TCP."""
    while True:
        with contextlib.ExitStack() as taken:
            probe = taken.enter_context(socket.socket())
            probe.bind(("127.0.0.1", 0))
            first: int = probe.getsockname()[1]
            try:
                for port in range(first, first + count):
                    taken.enter_context(socket.socket(type=socket.SOCK_DGRAM)).bind(("127.0.0.1", port))
                for port in range(first + 1, first + count):
                    taken.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                continue
            return first


@asynccontextmanager
async def served(
    folder: Path, seats: Sequence[int], workers: int = 1, bind: str = "127.0.0.1", module: str = WORKER
) -> AsyncIterator[Line]:
    """A server with its workers and meetings of so many seats; in the end everything is sealed.

    The workers run `module`, stand at `bind`, and say that they stand at 127.0.0.1.
    """
    port = free_ports(workers)
    asked = ("-m", "tests.campaigns.server", folder, module, bind, port, workers, *seats)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *map(str, asked),
        stdin=PIPE,
        stdout=PIPE,
        cwd=HOUSE,
        limit=1 << 20,
        start_new_session=True,  # Ctrl-C is ours to pass on: it hangs up, and the server ends its workers.
    )
    line = Line(process, port)
    try:
        await until(lambda: line.workers)
        yield line
    finally:
        await line.end()
