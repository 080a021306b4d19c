"""The copy to watch of a closed meeting: made once, in a process beside the server, one meeting after the other.

It is a copy and no evidence: the evidence is each seat's files, as the log names them. It may be deleted and made again
at any time; that one was made, by whose order, and its digest are a fact. It is made only of files that are what was
sealed: one that was altered since ends the making.
"""

import asyncio
import contextlib
import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, Self, TypedDict

import structlog

from meeting_server.meeting.ids import MeetingId, PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.recording import NoteCopy
from meeting_server.services.ports import Json
from meeting_server.services.record import Record
from meeting_server.services.room import Room

FOLDER = "copies"
NAME = "whole.webm"
# The recorder and the database keep this much of the disk, whatever a copy would need (bytes).
LEAVE = 2 << 30
_NOTES = "whole.json"
_log = structlog.get_logger()

Why = Literal["disk_full", "broken", "altered"]


class CannotMix(Exception):  # noqa: N818 - why there is no copy
    """The mixer gave up; what it said of it is for the server's log."""

    def __init__(self, why: Why, error: str) -> None:
        super().__init__(why, error)
        self.why: Why = why


class Mixer(Protocol):
    """Mixes a meeting in a process of its own; cancelled, it ends that process and waits for its end."""

    async def __call__(self, plan: Json, told: Callable[[int, int], None], /) -> int:
        """Make the file; tell the seconds done, of how many. How many files were left out; raises CannotMix."""
        ...


class Standing(TypedDict):
    """How the copy of a meeting stands: `done` of `of` seconds; `why` for a failed one; `left_out` files unread."""

    state: Literal["none", "waiting", "making", "failed", "made"]
    done: int
    of: int
    why: Why | None
    left_out: int
    bytes: int


@dataclass(slots=True)
class _Job:
    standing: Standing
    task: "asyncio.Task[None] | None" = None


def _standing(state: Literal["none", "waiting", "making", "failed", "made"]) -> Standing:
    return Standing(state=state, done=0, of=0, why=None, left_out=0, bytes=0)


@dataclass(slots=True)
class Copies:
    """The jobs of this server; what is made stands on disk, and survives it."""

    record: Record
    folder: Path
    mixer: Mixer
    _jobs: dict[MeetingId, _Job] = field(default_factory=dict)
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)

    def standing(self, room: Room) -> Standing:
        """How the copy of this meeting stands."""
        job = self._jobs.get(room.id)
        if job is not None:
            return job.standing
        path = self._folder(room) / NAME
        notes = self._folder(room) / _NOTES
        if not path.is_file():
            return _standing("none")
        left_out = int(json.loads(notes.read_text())["left_out"]) if notes.is_file() else 0
        return {**_standing("made"), "left_out": left_out, "bytes": path.stat().st_size}

    async def make(self, room: Room, person: PersonId) -> Standing:
        """Begin on this person's order, unless it is being made or is there."""
        if self.standing(room)["state"] in ("none", "failed"):
            plan = await self._plan(room)
            # Somebody else may have asked in the meantime.
            if self.standing(room)["state"] in ("none", "failed"):
                self._clear(room)
                job = _Job(_standing("waiting"))
                self._jobs[room.id] = job
                job.task = asyncio.create_task(self._run(room, job, plan, person))
        return self.standing(room)

    async def drop(self, room: Room) -> None:
        """Stop making it, and delete what there is."""
        job = self._jobs.get(room.id)
        if job is not None:
            await _ended(job)
        self._jobs.pop(room.id, None)
        self._clear(room)

    def path(self, room: Room) -> Path:
        """Where the whole copy lies; raises Refused(UNKNOWN_FILE)."""
        path = self._folder(room) / NAME
        if self.standing(room)["state"] != "made":
            raise Refused(Reason.UNKNOWN_FILE)
        return path

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_failure: object) -> None:
        """The server goes: no mixer outlives it, and nothing half stays."""
        for job in self._jobs.values():
            await _ended(job)
        self._jobs.clear()

    def _folder(self, room: Room) -> Path:
        return self.folder / room.id / FOLDER

    def _clear(self, room: Room) -> None:
        shutil.rmtree(self._folder(room), ignore_errors=True)

    async def _note(self, room: Room, left_out: int, person: PersonId) -> None:
        """Put it into the log, and only then on show."""
        path = self._folder(room) / NAME
        seat = room.meeting.calling.seat_of(person)
        digest = await asyncio.to_thread(_digest, path)
        made = NoteCopy(sha256=digest, bytes=path.stat().st_size, left_out=left_out)
        await room.handle(made, Actor.of_seat(seat.id) if seat is not None else Actor.system())
        (self._folder(room) / _NOTES).write_text(json.dumps({"left_out": left_out}))

    async def _plan(self, room: Room) -> Json:
        await self.record.settled(room)
        opened, closed = room.chronicle.opened_at, room.chronicle.closed_at
        roster = list(room.meeting.calling.seats)
        segments = sorted(await self.record.segments(room), key=lambda each: roster.index(each.seat))
        if opened is None or closed is None or not segments:
            raise Refused(Reason.UNKNOWN_FILE)
        return {
            "opened": opened.isoformat(),
            "closed": closed.isoformat(),
            "folder": str(self.folder / room.id),
            "files": [
                {
                    "file": each.file,
                    "seat": each.seat,
                    "source": each.source,
                    "began": each.began,
                    "sha256": each.sha256,
                }
                for each in segments
            ],
            "out": str(self._folder(room) / NAME),
            "leave": LEAVE,
        }

    async def _run(self, room: Room, job: _Job, plan: Json, person: PersonId) -> None:
        def told(done: int, of: int) -> None:
            job.standing = {**job.standing, "state": "making", "done": done, "of": of}

        try:
            async with self._one:
                job.standing = _standing("making")
                await asyncio.to_thread(_must_be_as_sealed, plan)
                left_out = await self.mixer(plan, told)
            await self._note(room, left_out, person)
        except Exception as failure:  # noqa: BLE001 - task root: a job that failed must say so
            _log.warning("copy_failed", meeting=room.id, exc_info=failure)
            self._clear(room)
            why: Why = failure.why if isinstance(failure, CannotMix) else "broken"
            job.standing = {**_standing("failed"), "why": why}
            return
        self._jobs.pop(room.id, None)


def _must_be_as_sealed(plan: Json) -> None:
    """A copy shows what was sealed, or nothing; what is missing is left out, and said. Raises CannotMix."""
    files, folder = plan["files"], Path(str(plan["folder"]))
    for each in files if isinstance(files, list) else ():
        path = folder / each["file"]
        if path.is_file() and _digest(path) != each["sha256"]:
            raise CannotMix("altered", each["file"])


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def _ended(job: _Job) -> None:
    if job.task is not None:
        job.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await job.task
