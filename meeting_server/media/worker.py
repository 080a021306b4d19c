"""A media worker: a process of its own that follows plans, outlives its server, and shuts every gate when left alone."""

import argparse
import asyncio
import contextlib
import gc
import hashlib
import json
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path

import structlog
import uvloop

from meeting_server.media import control
from meeting_server.media.control import BEAT, Garbled, Message
from meeting_server.media.ice import Mux
from meeting_server.media.ledger import FOLDER as LEDGER
from meeting_server.media.machine import Found, look
from meeting_server.media.recorder import Recorder
from meeting_server.media.relay import Relay, StaleEpoch
from meeting_server.media.sdp import Candidate
from meeting_server.media.take import Limits
from meeting_server.meeting.facts.recording import GapReason
from meeting_server.meeting.refusal import Refused

# What must reach the log is kept until somebody takes it; the rest is of the moment.
_LASTING = ("sealed", "clips", "ledger", "gap", "faults")
_FLEETING = 1_000
_BUFFER = 8 << 20  # bytes that a server may be behind before it misses what is of the moment
_LET_OUT = 4.0  # seconds from an empty plan until the meeting is forgotten; its browsers are told meanwhile
_FAREWELL = 1.0
_SPARE = "--spare"
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a worker is started with; times in seconds."""

    folder: Path
    index: int
    port: int
    bind: str  # one address, or one of each family with a comma between
    address: str  # one or several, with commas between
    turn_address: str = ""  # where TURN servers relay from, with commas between
    shut_after: float = 10.0
    exit_after: float = 60.0
    disk_reserve: int = 0  # MiB
    log: Path | None = None  # where to write what would go to standard error


class Post:
    """The way to the server, whoever it is; keeps for the next one what the log must have."""

    def __init__(self) -> None:
        self.heard = time.monotonic()
        self._writer: asyncio.StreamWriter | None = None
        self._left = asyncio.Event()
        self._is_over = False
        self._lasting: deque[bytes] = deque()
        self._fleeting: deque[bytes] = deque(maxlen=_FLEETING)

    def attach(self, writer: asyncio.StreamWriter, first: Message) -> None:
        """A server came: the newest is the one that counts, and is told first what waited for it."""
        self.end()
        self._writer = writer
        self.heard = time.monotonic()
        self.say(first)
        for waiting in (self._lasting, self._fleeting):
            while waiting:
                writer.write(waiting.popleft())

    def leave(self, writer: asyncio.StreamWriter) -> None:
        """A server went."""
        if self._writer is writer:
            self._writer = None
            self._left.set()
        writer.close()

    def end(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self.leave(self._writer)

    @property
    def _is_open(self) -> bool:
        return self._writer is not None and not self._writer.is_closing() and not self._is_over

    def say(self, message: Message) -> None:
        """Tell the server; what is of the moment is lost when it is not there or does not read."""
        if self._writer is None or not self._is_open:
            return
        is_answer = message["do"] != "seat"
        if is_answer or self._writer.transport.get_write_buffer_size() < _BUFFER:
            self._writer.write(control.encode(message))

    def report(self, meeting: str, report: Message) -> None:
        """Tell the server, or keep it for the next."""
        line = control.encode({"do": "report", "meeting": meeting, "report": report})
        if self._writer is not None and self._is_open:
            self._writer.write(line)
        elif (
            report["kind"] != "quality"
        ):  # A measure of a moment that is over says nothing, and there are many.
            (self._lasting if report["kind"] in _LASTING else self._fleeting).append(line)

    async def farewell(self) -> None:
        """The last word; then wait until the server has read everything and hangs up, but not for long."""
        self.say({"do": "drained"})
        writer = self._writer
        if writer is None or not self._is_open:
            return
        self._is_over = True
        # Only our direction ends: a word of the server that met a closed line would cost it what it has not read.
        writer.write_eof()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL):
                await self._left.wait()


class Worker:
    """The process: a control socket in, reports out."""

    def __init__(self, options: Options, mux: Mux) -> None:
        self._options = options
        self._mux = mux
        self._post = Post()
        self._recorder = Recorder(
            options.folder, self._post.report, Limits.with_reserve(options.disk_reserve)
        )
        addresses = options.address.split(",")
        candidates = [Candidate(address, mux.port) for address in addresses]
        candidates += [Candidate(address, mux.tcp_port, "tcp") for address in addresses]
        self._relay = Relay(
            mux, candidates, options.folder, self._recorder, self._relay_reports, self._to_seat
        )
        self._found: Found | None = None
        self._is_shut = False
        self._told: set[str] = set()  # meetings of which this server knows everything
        self._letting_out: dict[str, asyncio.TimerHandle] = {}
        self._jobs: set[asyncio.Task[None]] = set()
        self._end = asyncio.Event()

    async def run(self) -> None:
        """Serve until told to drain, or left alone for too long."""
        path = control.folder_of(self._options.folder) / f"worker-{self._options.index}.sock"
        own = control.listening(path)
        server = await asyncio.start_unix_server(self._connected, sock=own, limit=control.LONGEST)
        loop = asyncio.get_running_loop()
        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, self._end.set)
        beat = asyncio.create_task(self._beat())
        self._start(self._look())
        try:
            await self._end.wait()
        finally:
            beat.cancel()
            await self._drain()
            server.close()
            path.unlink(missing_ok=True)

    async def _drain(self) -> None:
        """Nothing passes any more; what was recorded is sealed, and the server hears of it."""
        for timer in self._letting_out.values():
            timer.cancel()
        self._relay.shut()
        await self._relay.close()
        await self._recorder.drain(GapReason.SERVICE_INTERRUPTED)
        for job in list(self._jobs):
            job.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await job
        await self._post.farewell()
        await self._mux.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A server attached; until it goes, its lines are done one after the other."""
        try:
            control.must_be_own(writer.get_extra_info("socket"))
            self._told.clear()
            self._post.attach(writer, self._ready())
            self._tell_found()
            while line := await reader.readline():
                self._post.heard = time.monotonic()
                self._take(control.decode(line, control.TO_WORKER))
        except (Garbled, OSError, ValueError) as broken:
            _log.warning("control_broken", why=type(broken).__name__)
        finally:
            self._post.leave(writer)

    def _ready(self) -> Message:
        options = self._options
        return {
            "do": "ready",
            "version": control.VERSION,
            "pid": os.getpid(),
            "port": options.port,
            "bind": options.bind,
            "address": options.address,
            "turn_address": options.turn_address,
            "disk_reserve": options.disk_reserve,
            "meetings": self._relay.meetings(),
        }

    async def _look(self) -> None:
        """Find out what the machine can do; nobody waits for it."""
        self._found = await asyncio.to_thread(look, control.folder_of(self._options.folder))
        self._tell_found()

    def _tell_found(self) -> None:
        if self._found is not None:
            self._post.say({"do": "capacity", "speed": self._found.speed, "disk": self._found.disk})

    def _take(self, message: Message) -> None:
        match message["do"]:
            case "follow":
                self._follow(message)
            case "signal":
                self._start(self._signal(message))
            case "only":
                self._keep_only(message["meetings"])
            case "part":
                self._relay.part(str(message["meeting"]), str(message["seat"]))
            case "drain":
                self._end.set()
            case _:
                pass  # A beat: that it came is what it says.

    def _follow(self, message: Message) -> None:
        """Make the world match the plan, in this very call; only then say so."""
        meeting, epoch = str(message["meeting"]), message["epoch"]
        plan = control.plan_of(message["plan"])
        self._is_shut = False
        began = time.perf_counter_ns()
        try:
            counters = self._relay.follow(meeting, epoch if isinstance(epoch, int) else -1, plan)
        except StaleEpoch:
            self._post.say({"do": "failed", "id": message["id"], "why": "stale_epoch"})
            return
        took_us = (time.perf_counter_ns() - began) // 1_000
        self._post.say({"do": "applied", "id": message["id"], "counters": counters, "took_us": took_us})
        if timer := self._letting_out.pop(meeting, None):
            timer.cancel()
        if not plan.circles:
            loop = asyncio.get_running_loop()
            self._letting_out[meeting] = loop.call_later(_LET_OUT, self._forget, meeting)
        if meeting not in self._told:
            self._told.add(meeting)
            self._recorder.recall(meeting)
            self._relay.tell_again(meeting)
            self._start(self._tell_ledgers(meeting))

    def _keep_only(self, meetings: object) -> None:
        """End what an earlier server left and this one does not know: it was closed, and we were not told."""
        standing = meetings if isinstance(meetings, list) else []
        for meeting in self._relay.meetings():
            if meeting not in standing and meeting not in self._letting_out:
                self._relay.forget(meeting)

    def _forget(self, meeting: str) -> None:
        """Nobody is in it: its ledger is sealed now, not at the end of the minute."""
        del self._letting_out[meeting]
        self._relay.forget(meeting)

    async def _tell_ledgers(self, meeting: str) -> None:
        """Report the sealed minutes again: the server before this one may have died with the report in hand."""
        for report in await asyncio.to_thread(_ledgers, self._options.folder / meeting / LEDGER):
            self._post.report(meeting, report)

    async def _signal(self, message: Message) -> None:
        meeting, seat, told = str(message["meeting"]), str(message["seat"]), message["message"]
        answer: Message = {"do": "done", "id": message["id"]}
        try:
            await self._relay.signal(meeting, seat, told if isinstance(told, dict) else {})
        except Refused as refused:
            answer = {
                "do": "refused",
                "id": message["id"],
                "reason": refused.reason.value,
                "details": refused.details,
            }
        self._post.say(answer)

    def _start(self, job: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(job)
        self._jobs.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._jobs.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            _log.error("job_failed", exc_info=failure)

    def _relay_reports(self, meeting: str, report: Message) -> None:
        if report["kind"] == "state":
            self._recorder.line(meeting, str(report["seat"]), live=report["state"] == "live")
        self._post.report(meeting, report)

    def _to_seat(self, meeting: str, seat: str, message: Message) -> None:
        self._post.say({"do": "seat", "meeting": meeting, "seat": seat, "message": message})

    async def _beat(self) -> None:
        every = min(BEAT, self._options.shut_after / 4)
        while True:
            before = time.monotonic()
            await asyncio.sleep(every)
            self._post.say({"do": "beat", "tasks": len(asyncio.all_tasks())})
            self._recorder.check()
            if time.monotonic() - before < 2 * every:  # Else it is we who slept, and words may be waiting.
                self._see_to_being_alone(time.monotonic() - self._post.heard)

    def _see_to_being_alone(self, alone: float) -> None:
        if alone >= self._options.shut_after and not self._is_shut:
            self._is_shut = True
            _log.warning("gates_shut", alone=round(alone, 1))
            self._relay.shut()
            self._recorder.close_all(GapReason.SERVICE_INTERRUPTED)
            # A server that is there after all must not believe that its plans are still followed.
            self._post.end()
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
    parser.add_argument("--turn-address", default="")
    parser.add_argument("--shut-after", type=float, default=10.0)
    parser.add_argument("--exit-after", type=float, default=60.0)
    parser.add_argument("--disk-reserve", type=int, default=0)
    parser.add_argument("--log", type=Path)
    return Options(**vars(parser.parse_args(arguments)))


def leave_alone_what_is_loaded() -> None:
    """Have the collector of memory look through none of it again: packets would wait for that, tens of milliseconds."""
    gc.collect()
    gc.freeze()


async def serve(options: Options) -> None:
    """Open the ports and serve; raises OSError when a port is taken."""
    bind, *others = options.bind.split(",")
    mux = await Mux.listen(bind, options.port, tcp_port=options.port)
    for other in others:
        await mux.listen_also(other)
    mux.turn = frozenset(options.turn_address.split(","))
    leave_alone_what_is_loaded()
    await Worker(options, mux).run()


def _write_to(log: Path) -> None:
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    os.dup2(file, sys.stderr.fileno())
    os.close(file)


def set_up_log() -> None:
    """Write events to standard error, with plain traces: richer ones show what the variables held."""
    last = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.processors.TimeStamper(utc=True), last],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def main() -> int:
    """Run one worker (`python -m meeting_server.media.worker`)."""
    arguments = sys.argv[1:]
    if _SPARE in arguments:
        # Everything is loaded; what we are to be comes when it is needed, or never: then our server has gone.
        asked = sys.stdin.readline()
        if not asked:
            return 0
        arguments = json.loads(asked)
    options = _options(arguments)
    if options.log is not None:
        _write_to(options.log)
    set_up_log()
    try:
        uvloop.run(serve(options))
    except OSError as refused:
        _log.error("ports_taken", port=options.port, errno=refused.errno)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
