"""A worker as a process: started apart from its server, found again by the next one, ended by its own id."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from meeting_server.media import control

_MODULE = "meeting_server.media.worker"
_LONGEST_LOG = 4 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a worker listens; `port` is taken on UDP and on TCP."""

    data_dir: Path
    index: int
    port: int
    bind: str
    address: str
    shut_after: float = 10.0
    exit_after: float = 60.0

    @property
    def folder(self) -> Path:
        """The folder of sockets and process ids."""
        return control.folder_of(self.data_dir)

    @property
    def socket(self) -> Path:
        """The worker's control socket."""
        return self.folder / f"worker-{self.index}.sock"

    @property
    def pid_file(self) -> Path:
        """Where its process id stands, so that the next server can end it even when it does not listen."""
        return self.folder / f"worker-{self.index}.pid"


class Process:
    """One worker's process, started here or found."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._child: subprocess.Popen[bytes] | None = None
        self.pid = 0

    def start(self) -> None:
        """Start a new one in a session of its own, so that it outlives us and Ctrl-C does not reach it."""
        place = self._place
        log = place.folder / f"worker-{place.index}.log"
        if log.exists() and log.stat().st_size > _LONGEST_LOG:
            log.unlink()
        with log.open("ab") as errors:
            self._child = subprocess.Popen(  # noqa: S603 - our own module
                [
                    sys.executable,
                    "-m",
                    _MODULE,
                    *("--folder", str(place.data_dir)),
                    *("--index", str(place.index)),
                    *("--port", str(place.port)),
                    *("--bind", place.bind),
                    *("--address", place.address),
                    *("--shut-after", str(place.shut_after)),
                    *("--exit-after", str(place.exit_after)),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
        self.pid = self._child.pid
        fresh = place.pid_file.with_suffix(".new")
        fresh.write_text(f"{self.pid}\n", encoding="ascii")
        fresh.rename(place.pid_file)

    def adopt(self, pid: int) -> None:
        """Take over a worker that an earlier server started."""
        self._child, self.pid = None, pid

    def found(self) -> int:
        """The id of a worker that stands in our folder and lives; 0 when there is none."""
        try:
            pid = int(self._place.pid_file.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return 0
        return pid if self._is_ours(pid) else 0

    def _is_ours(self, pid: int) -> bool:
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return _MODULE.encode() in words and os.fsencode(self._place.data_dir) in words

    @property
    def lives(self) -> bool:
        """Whether the process is there."""
        if self._child is not None:
            return self._child.poll() is None
        return bool(self.pid) and self._is_ours(self.pid)

    async def kill(self) -> None:
        """End it at once, and wait until it is gone; a process that is not ours is never touched."""
        with contextlib.suppress(ProcessLookupError):
            if self.pid:
                handle = os.pidfd_open(self.pid)
                try:
                    # Looked at after the handle was taken: so it is this process that we look at and end.
                    if self._child is not None or self._is_ours(self.pid):
                        signal.pidfd_send_signal(handle, signal.SIGKILL)
                finally:
                    os.close(handle)
        await self.gone()

    async def gone(self) -> None:
        """Wait until it is gone."""
        if self.pid and self.lives:
            ended, loop = asyncio.Event(), asyncio.get_running_loop()
            with contextlib.suppress(ProcessLookupError):
                handle = os.pidfd_open(self.pid)
                loop.add_reader(handle, ended.set)
                try:
                    await ended.wait()
                finally:
                    loop.remove_reader(handle)
                    os.close(handle)
        if self._child is not None:
            self._child.wait()  # It has ended; only its status is waiting.
        self.pid = 0
