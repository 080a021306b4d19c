"""A worker as a process: started apart from its server, found again by the next one, ended by its own id."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from meeting_server.media import control

_MODULE = "meeting_server.media.worker"
_LONGEST_LOG = 4 << 20
_NOT_AT_ONCE = 3.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a worker listens; `port` is taken on UDP and on TCP."""

    data_dir: Path
    index: int
    port: int
    bind: str  # one address, or one of each family with a comma between
    address: str  # one or several, with commas between
    turn_address: tuple[str, ...] = ()
    disk_reserve: int = 0  # MiB
    shut_after: float = 10.0
    exit_after: float = 60.0

    @property
    def binds(self) -> list[str]:
        """The addresses that it listens on."""
        return self.bind.split(",")

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

    def ready(self) -> dict[str, object]:
        """What a worker that stands here says of itself, as far as the place decides it."""
        return {
            "version": control.VERSION,
            "port": self.port,
            "bind": self.bind,
            "address": self.address,
            "turn_address": ",".join(self.turn_address),
            "disk_reserve": self.disk_reserve,
        }


class MediaSettings(Protocol):
    """What of the settings says where workers stand."""

    @property
    def data_dir(self) -> Path: ...  # noqa: D102
    @property
    def media_workers(self) -> int: ...  # noqa: D102
    @property
    def media_port(self) -> int: ...  # noqa: D102
    @property
    def media_bind(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def media_address(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def turn_address(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def disk_reserve(self) -> int: ...  # noqa: D102


def places(settings: MediaSettings) -> list[Place]:
    """Where each of the workers stands: one port after the other."""
    return [
        Place(
            data_dir=settings.data_dir,
            index=index,
            port=settings.media_port + index,
            bind=",".join(settings.media_bind),
            address=",".join(settings.media_address),
            turn_address=tuple(settings.turn_address),
            disk_reserve=settings.disk_reserve,
        )
        for index in range(settings.media_workers)
    ]


class Spare:
    """A worker that has loaded everything and waits to be told what to be; it goes when its server goes."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._waiting: subprocess.Popen[bytes] | None = None
        self._later: asyncio.TimerHandle | None = None

    @property
    def pid(self) -> int:
        """The process id of the one that waits; 0 when there is none."""
        return self._waiting.pid if self._waiting is not None else 0

    def make_later(self) -> None:
        """Have one ready soon: loading takes the processor from whoever starts now."""
        self._cancel()
        self._later = asyncio.get_running_loop().call_later(_NOT_AT_ONCE, self.make)

    def _cancel(self) -> None:
        if self._later is not None:
            self._later.cancel()

    def make(self) -> None:
        """Have one ready; without one a worker takes a little longer to start, no more."""
        if self._waiting is not None and self._waiting.poll() is None:
            return
        asked = [sys.executable, "-m", _MODULE, "--folder", str(self._data_dir), "--spare"]
        with contextlib.suppress(OSError):
            self._waiting = subprocess.Popen(  # noqa: S603 - our own module
                asked,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def become(self, arguments: Sequence[str]) -> "subprocess.Popen[bytes] | None":
        """The spare as a worker with these arguments; None when there is none."""
        spare, self._waiting = self._waiting, None
        if spare is None or spare.stdin is None:
            return None
        try:
            spare.stdin.write(json.dumps(arguments).encode() + b"\n")
            spare.stdin.close()
        except OSError:  # It has died meanwhile.
            _dismiss(spare)
            return None
        return spare

    def end(self) -> None:
        """Have none any more."""
        self._cancel()
        spare, self._waiting = self._waiting, None
        if spare is not None:
            _dismiss(spare)


def _dismiss(spare: "subprocess.Popen[bytes]") -> None:
    spare.kill()
    spare.wait()
    if spare.stdin is not None:
        with contextlib.suppress(OSError):
            spare.stdin.close()


class Process:
    """One worker's process, started here or found."""

    def __init__(self, place: Place, spare: Spare | None = None) -> None:
        self._place = place
        self._spare = spare
        self._child: subprocess.Popen[bytes] | None = None
        self.pid = 0

    def start(self) -> None:
        """Start a new one in a session of its own, so that it outlives us and Ctrl-C does not reach it."""
        place = self._place
        log = place.folder / f"worker-{place.index}.log"
        if log.exists() and log.stat().st_size > _LONGEST_LOG:
            log.unlink()
        arguments = [
            *("--folder", str(place.data_dir)),
            *("--index", str(place.index)),
            *("--port", str(place.port)),
            *("--bind", place.bind),
            *("--address", place.address),
            *("--turn-address", ",".join(place.turn_address)),
            *("--shut-after", str(place.shut_after)),
            *("--exit-after", str(place.exit_after)),
            *("--disk-reserve", str(place.disk_reserve)),
            *("--log", str(log)),
        ]
        self._child = (self._spare and self._spare.become(arguments)) or _started(arguments, log)
        if self._spare is not None:
            self._spare.make_later()
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


def _started(arguments: Sequence[str], log: Path) -> "subprocess.Popen[bytes]":
    """A worker in a process of its own; what it says before it can write its log goes there, too."""
    with log.open("ab") as errors:
        return subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", _MODULE, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )
