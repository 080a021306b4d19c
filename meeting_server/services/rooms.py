"""Every room that is in session: found when asked for, resumed after a crash."""

import asyncio
import contextlib
from collections.abc import Mapping

from meeting_server.meeting.ids import MeetingId, is_id
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.ports import AuditLog, Relay, RoomListener
from meeting_server.services.room import Room


class Rooms:
    """The rooms of this server, one per meeting."""

    def __init__(self, log: AuditLog, relay: Relay, listener: RoomListener) -> None:
        self._log = log
        self._relay = relay
        self._listener = listener
        self._rooms: dict[MeetingId, Room] = {}
        self._damaged: dict[MeetingId, int] = {}
        self._lock = asyncio.Lock()

    async def find(self, meeting: str) -> Room:
        """The room of a meeting that was called; raises Refused(UNKNOWN_MEETING, LOG_DAMAGED)."""
        if not is_id(meeting, "meeting"):
            raise Refused(Reason.UNKNOWN_MEETING)
        meeting_id = MeetingId(meeting)
        room = self._rooms.get(meeting_id)
        if room is not None:
            return _whole(room)
        async with self._lock:
            room = self._rooms.get(meeting_id) or self.fresh(meeting_id)
            if meeting_id in self._damaged:
                # Nobody makes us read it again and again.
                raise Refused(Reason.LOG_DAMAGED, entry=self._damaged[meeting_id])
            if room.seq < 0:
                await self._resume(room)
            if room.meeting.calling.called is None:
                raise Refused(Reason.UNKNOWN_MEETING)
            self._rooms[meeting_id] = room
            return room

    async def _resume(self, room: Room) -> None:
        try:
            await room.resume()
        except Refused:
            if room.damaged_at is not None:
                self._damaged[room.id] = room.damaged_at
            raise

    def fresh(self, meeting: MeetingId) -> Room:
        """A room with nothing in it yet, for the meeting that is about to be called."""
        return Room(meeting, self._log, self._relay, self._listener)

    async def finished(self, within: float) -> None:
        """Wait for the commands that are under way in every room, or for so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                for room in list(self._rooms.values()):
                    await room.finished()

    @property
    def here(self) -> Mapping[MeetingId, Room]:
        """The rooms that are in memory."""
        return self._rooms


def _whole(room: Room) -> Room:
    """A room whose log was found damaged while it sat is no room any more."""
    if room.damaged_at is not None:
        raise Refused(Reason.LOG_DAMAGED, entry=room.damaged_at)
    return room
