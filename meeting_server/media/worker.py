"""A media worker: a process of its own that follows plans, outlives its server, and shuts every gate when left alone."""

import argparse
import asyncio
import contextlib
import hashlib
import os
import signal
import sys
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvloop

from meeting_server.media import control
from meeting_server.media.control import BEAT, Garbled, Message
from meeting_server.media.ice import Mux
from meeting_server.media.ledger import FOLDER as LEDGER
from meeting_server.media.recorder import Recorder
from meeting_server.media.relay import Relay, StaleEpoch
from meeting_server.media.sdp import Candidate
from meeting_server.meeting.refusal import Refused

_KEPT_REPORTS = 10_000
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a worker is started with; times in seconds."""

    folder: Path
    index: int
    port: int
    bind: str
    address: str
    shut_after: float = 10.0
    exit_after: float = 60.0


class Worker:
    """The process: a control socket in, reports out."""

    def __init__(self, options: Options, mux: Mux) -> None:
        self._options = options
        self._mux = mux
        self._recorder = Recorder(options.folder, self._report)
        candidates = [Candidate(options.address, mux.port), Candidate(options.address, mux.tcp_port, "tcp")]
        self._relay = Relay(mux, candidates, options.folder, self._recorder, self._report, self._to_seat)
        self._writer: asyncio.StreamWriter | None = None
        self._reports: deque[bytes] = deque(maxlen=_KEPT_REPORTS)
        self._heard = time.monotonic()
        self._is_shut = False
        self._told: set[str] = set()
        self._jobs: set[asyncio.Task[None]] = set()
        self._end = asyncio.Event()

    async def run(self) -> None:
        """Serve until told to drain, or left alone for too long."""
        folder = control.folder_of(self._options.folder)
        path = folder / f"worker-{self._options.index}.sock"
        own = control.listening(path)
        server = await asyncio.start_unix_server(self._connected, sock=own, limit=control.LONGEST)
        (folder / f"worker-{self._options.index}.pid").write_text(f"{os.getpid()}\n", encoding="ascii")
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._end.set)
        loop.add_signal_handler(signal.SIGINT, self._end.set)
        beat = asyncio.create_task(self._beat())
        try:
            await self._end.wait()
        finally:
            beat.cancel()
            await self._drain()
            server.close()
            if self._writer is not None:
                self._writer.close()
            path.unlink(missing_ok=True)

    async def _drain(self) -> None:
        self._relay.shut()
        await self._relay.close()
        await self._recorder.drain("service_interrupted")
        for job in list(self._jobs):
            with contextlib.suppress(asyncio.CancelledError):
                await job
        if self._writer is not None and not self._writer.is_closing():
            self._say({"do": "drained"})
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(1):
                    await self._writer.drain()
        await self._mux.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A server attached; the newest is the one that counts."""
        if not control.is_own(writer):
            writer.close()
            return
        before, self._writer = self._writer, writer
        if before is not None:
            before.close()
        self._heard = time.monotonic()
        self._told.clear()
        options = self._options
        self._say(
            {
                "do": "ready",
                "version": control.VERSION,
                "pid": os.getpid(),
                "port": options.port,
                "bind": options.bind,
                "address": options.address,
            }
        )
        while self._reports:
            writer.write(self._reports.popleft())
        try:
            while line := await reader.readline():
                self._heard = time.monotonic()
                self._take(control.decode(line))
        except (Garbled, ConnectionError, ValueError, asyncio.LimitOverrunError) as broken:
            _log.warning("control_line_broken", why=type(broken).__name__)
        finally:
            if self._writer is writer:
                self._writer = None
            writer.close()

    def _take(self, message: Message) -> None:
        match message["do"]:
            case "follow":
                self._follow(message)
            case "signal":
                self._start(self._signal(message))
            case "drain":
                self._end.set()
            case "beat":
                pass
            case _:
                raise Garbled

    def _follow(self, message: Message) -> None:
        """Make the world match the plan, in this very call; only then say so (media.md §6)."""
        meeting, epoch = str(message["meeting"]), int(str(message["epoch"]))
        plan = control.plan_of(message["plan"])
        self._is_shut = False
        try:
            counters = self._relay.follow(meeting, epoch, plan)
        except StaleEpoch:
            counters = None
        self._say({"do": "applied", "id": message["id"], "counters": counters})
        if meeting not in self._told:
            self._told.add(meeting)
            self._recorder.recall(meeting)
            self._start(self._tell_ledgers(meeting))

    async def _tell_ledgers(self, meeting: str) -> None:
        """Report the sealed minutes again: the server before this one may have died with the report in hand."""
        for report in await asyncio.to_thread(_ledgers, self._options.folder / meeting / LEDGER):
            self._report(meeting, report)

    async def _signal(self, message: Message) -> None:
        meeting, seat, told = str(message["meeting"]), str(message["seat"]), message["message"]
        try:
            if not isinstance(told, dict):
                raise Garbled
            await self._relay.signal(meeting, seat, told)
        except Refused as refused:
            answer: Message = {"reason": refused.reason.value, "details": refused.details}
            self._say({"do": "refused", "id": message["id"], **answer})
        else:
            self._say({"do": "done", "id": message["id"]})

    def _start(self, job: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.create_task(job)
        self._jobs.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._jobs.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            _log.error("job_failed", exc_info=failure)

    def _report(self, meeting: str, report: Message) -> None:
        line = control.encode({"do": "report", "meeting": meeting, "report": report})
        if self._writer is None or self._writer.is_closing():
            self._reports.append(line)
        else:
            self._writer.write(line)

    def _to_seat(self, meeting: str, seat: str, message: Message) -> None:
        self._say({"do": "seat", "meeting": meeting, "seat": seat, "message": message})

    def _say(self, message: Message) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(control.encode(message))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            self._say({"do": "beat"})
            self._recorder.check()
            alone = time.monotonic() - self._heard
            if alone >= self._options.shut_after and not self._is_shut:
                self._is_shut = True
                _log.warning("gates_shut", alone=round(alone, 1))
                self._relay.shut()
                self._recorder.close_all("service_interrupted")
            if alone >= self._options.exit_after:
                self._end.set()


def _ledgers(folder: Path) -> list[Message]:
    reports: list[Message] = []
    for path in sorted(folder.glob("*.jsonl.gz")):
        name = path.name
        minute = f"{name[:13]}:{name[13:15]}:00.000Z"
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        reports.append({"kind": "ledger", "file": f"{LEDGER}/{name}", "minute": minute, "sha256": digest})
    return reports


def _options(arguments: list[str]) -> Options:
    parser = argparse.ArgumentParser(prog="media-worker")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--index", type=int, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--bind", required=True)
    parser.add_argument("--address", required=True)
    parser.add_argument("--shut-after", type=float, default=10.0)
    parser.add_argument("--exit-after", type=float, default=60.0)
    return Options(**vars(parser.parse_args(arguments)))


async def serve(options: Options) -> None:
    """Open the ports and serve; raises OSError when a port is taken."""
    mux = await Mux.listen(options.bind, options.port, tcp_port=options.port)
    await Worker(options, mux).run()


def main() -> int:
    """Run one worker (`python -m meeting_server.media.worker`)."""
    options = _options(sys.argv[1:])
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        uvloop.run(serve(options))
    except OSError as refused:
        _log.error("ports_taken", port=options.port, errno=refused.errno)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
