"""Coming back: every meeting resumes from its log, and the stretch without a server stands in it."""

import asyncio
import contextlib
from datetime import UTC, datetime
from pathlib import Path

import structlog

from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.session import Part, Phase
from meeting_server.meeting.refusal import Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.session import NoteInterruption
from meeting_server.services.house import MeetingList
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms

_BEAT = 1.0
_TRY_AGAIN = (0.0, 0.2, 1.0, 2.0)  # seconds
_log = structlog.get_logger()


class Heartbeat:
    """A file that a living server touches each second, so that the next one knows until when this one lived."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._beating: asyncio.Task[None] | None = None
        try:
            self.last: datetime | None = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except FileNotFoundError:
            self.last = None

    def start(self) -> None:
        """Begin to beat."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path.touch()
        self._beating = asyncio.create_task(self._beat())

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(_BEAT)
            # A full disk must not end the server with its heartbeat.
            with contextlib.suppress(OSError):
                self._path.touch()

    async def stop(self) -> None:
        """The server goes by its own will."""
        if self._beating is not None:
            self._beating.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._beating


async def resume_all(rooms: Rooms, meetings: MeetingList, since: datetime | None, until: datetime) -> None:
    """Resume what is not over; where the server was missed, write from when to when.

    A meeting that cannot come back keeps no other from it: whoever asks for it is told why.
    """
    for meeting in await meetings.unfinished_meetings():
        for pause in _TRY_AGAIN:
            await asyncio.sleep(pause)
            try:
                await _resume(await rooms.find(meeting), since, until)
            except Exception as failure:  # noqa: BLE001 - task root: the other meetings must come back
                _log.exception("meeting_not_resumed", meeting=meeting)
                if not isinstance(failure, Refused):
                    continue  # A database that is busy for a moment must not cost the record its gap.
            break


async def _resume(room: Room, since: datetime | None, until: datetime) -> None:
    was_missed = room.meeting.phase is Phase.OPEN or bool(room.meeting.attendance.lines)
    if was_missed:
        known = [at for at in (since, room.last_at) if at is not None]
        began = min(max(known, default=until), until)
        command = NoteInterruption(since=stamp(began), until=stamp(until), part=Part.SERVER)
        await room.handle(command, Actor.system())
