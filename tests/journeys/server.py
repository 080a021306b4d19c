"""A real server in a process of its own, with its demo, that can be killed and started again on the same data."""

import asyncio
import contextlib
import os
import re
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.journeys.waiting import until
from tests.media.network import Namespace

HOUSE = Path(__file__).parents[2]
# The machine may be busy: this only ends a wait that would never end.
_STARTING = 60.0
# What a person who presses Ctrl-C is promised.
STOPPING = 10.0
_LAST_WORDS = "Ctrl-C stops the server."
_LINK = re.compile(r"^  (\w+) +(http\S+/demo/\S+)", re.MULTILINE)
_PASSWORD = re.compile(r"password (\S+)$", re.MULTILINE)
_SETTINGS = ("HOST", "DATABASE_URL", "MEDIA_ADDRESS", "MEDIA_BIND", "TRUSTED_PROXIES", "AGENCY", "DEMO")


def free_port() -> int:
    """A port that was free a moment ago, over TCP on both loopbacks and over UDP."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as first:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
                other.bind(("127.0.0.1", port))
                return port


@dataclass(slots=True)
class Server:
    """`python -m meeting_server run`, as a person starts it."""

    data_dir: Path
    port: int = field(default_factory=free_port)
    media_port: int = field(default_factory=free_port)
    disk_reserve: int = 4  # MiB: a test leaves its folder behind
    links: dict[str, str] = field(default_factory=dict)
    password: str = ""
    host: Namespace | None = None  # another host than this one, in a test's network
    settings: Mapping[str, str] = field(default_factory=dict)
    _process: asyncio.subprocess.Process | None = None
    _workers: set[int] = field(default_factory=set)

    @property
    def origin(self) -> str:
        """Where it is, without a person's own name before it."""
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """The settings it runs with; those of whoever runs the tests do not count."""
        kept = {name: value for name, value in os.environ.items() if name not in _SETTINGS}
        return kept | {
            "PORT": str(self.port),
            "MEDIA_PORT": str(self.media_port),
            "DATA_DIR": str(self.data_dir),
            **self.settings,
            "DISK_RESERVE": str(self.disk_reserve),
        }

    async def start(self) -> None:
        """Start, and wait until it says where it is."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with (self.data_dir / "server.log").open("ab") as errors:
            words = [sys.executable, "-m", "meeting_server", "run"]
            self._process = await asyncio.create_subprocess_exec(
                *(words if self.host is None else self.host.words(*words)),
                cwd=HOUSE,
                env=self.environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        said, output = "", self._process.stdout
        assert output is not None
        async with asyncio.timeout(_STARTING):
            while _LAST_WORDS not in said:
                line = await output.readline()
                assert line, f"the server ended before it was there: {said}\n{self.log}"
                said += line.decode()
        self.links = dict(_LINK.findall(said))
        found = _PASSWORD.search(said)
        self.password = found[1] if found else ""
        await until(lambda: self.worker != 0, "the media worker's process id")

    @property
    def log(self) -> str:
        """The end of what it wrote about itself, and of what its media worker did."""
        papers = [self.data_dir / "server.log", *self.data_dir.glob("run/*.log")]
        return "\n".join(f"{paper.name}:\n{paper.read_text()[-6_000:]}" for paper in papers if paper.exists())

    @property
    def worker(self) -> int:
        """The process id of its media worker; 0 when there is none."""
        try:
            pid = int((self.data_dir / "run" / "worker-0.pid").read_text())
        except (FileNotFoundError, ValueError):
            return 0
        if not self._is_ours(pid):
            return 0
        self._workers.add(pid)
        return pid

    def _is_ours(self, pid: int) -> bool:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return os.fsencode(self.data_dir) in words

    def being_written(self, seat: str, source: str) -> list[tuple[Path, int]]:
        """The files of a seat's recording that are open, and how long they are now."""
        open_now: list[tuple[Path, int]] = []
        for path in self.data_dir.glob(f"mtg_*/{seat}/{source}-*.webm.part"):
            with contextlib.suppress(FileNotFoundError):  # sealed a moment ago
                open_now.append((path, path.stat().st_size))
        return open_now

    async def kill(self) -> float:
        """kill -9; the moment on the monotonic clock."""
        assert self._process is not None
        at = time.monotonic()
        self._process.kill()
        await self._ended()
        return at

    async def kill_worker(self) -> float:
        """kill -9 of its media worker; the moment on the monotonic clock."""
        pid = self.worker
        at = time.monotonic()
        os.kill(pid, signal.SIGKILL)
        return at

    async def stop(self) -> float:
        """Ctrl-C; how many seconds it took until server and worker were gone."""
        assert self._process is not None
        worker, began = self.worker, time.monotonic()
        self._process.send_signal(signal.SIGINT)
        await self._ended()
        await until(lambda: not self._is_ours(worker), "the end of the media worker")
        return time.monotonic() - began

    async def _ended(self) -> None:
        assert self._process is not None
        await self._process.communicate()
        self._process = None

    async def ask(self, *words: str) -> tuple[int, str]:
        """Another command of the server on the same data: its status and what it printed."""
        asked = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "meeting_server", *words),
            cwd=HOUSE,
            env=self.environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await asked.communicate()
        return asked.returncode or 0, said.decode()

    async def clean_up(self) -> None:
        """End whatever is left of it."""
        if self._process is not None:
            await self.stop()
        for pid in self._workers:
            if self._is_ours(pid):
                os.kill(pid, signal.SIGKILL)


async def serving(data_dir: Path) -> AsyncIterator[Server]:
    """A server that is there, for a fixture."""
    async for server in started(Server(data_dir)):
        yield server


async def started(server: Server) -> AsyncIterator[Server]:
    """This server, while it is there."""
    try:
        await server.start()
        yield server
    finally:
        await server.clean_up()
