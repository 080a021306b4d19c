"""Every room that is in session: found when asked for, resumed after a crash, let go when it is over."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from weakref import WeakValueDictionary

from meeting_server.meeting.ids import MeetingId, is_id
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.ports import AuditLog, Relay, RoomListener
from meeting_server.services.room import Room

_KEPT = 600.0  # seconds since a room that is over was last asked for: whoever looks through a record asks again and again


class Rooms:
    """The rooms of this server, one per meeting."""

    def __init__(
        self,
        log: AuditLog,
        relay: Relay,
        listener: RoomListener,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._log = log
        self._relay = relay
        self._listener = listener
        self._clock = clock
        self._rooms: dict[MeetingId, Room] = {}
        self._asked_at: dict[MeetingId, float] = {}
        # While anybody holds a room that was let go it is the one that is found: two of a meeting would not agree.
        self._held: WeakValueDictionary[MeetingId, Room] = WeakValueDictionary()
        self._over: set[MeetingId] = set()  # let go, and the relay has confirmed that nothing passes there
        self._damaged: dict[MeetingId, int] = {}
        self._lock = asyncio.Lock()

    async def find(self, meeting: str) -> Room:
        """The room of a meeting that was called; raises Refused(UNKNOWN_MEETING, LOG_DAMAGED)."""
        if not is_id(meeting, "meeting"):
            raise Refused(Reason.UNKNOWN_MEETING)
        meeting_id = MeetingId(meeting)
        room = self._rooms.get(meeting_id)
        if room is not None:
            self._asked_at[meeting_id] = self._clock()
            return _whole(room)
        async with self._lock:
            room = self._rooms.get(meeting_id) or self._held.get(meeting_id) or self.fresh(meeting_id)
            if meeting_id in self._damaged:
                # Nobody makes us read it again and again.
                raise Refused(Reason.LOG_DAMAGED, entry=self._damaged[meeting_id])
            if room.seq < 0:
                await self._resume(room)
            if room.meeting.calling.called is None:
                raise Refused(Reason.UNKNOWN_MEETING)
            self._rooms[meeting_id] = self._held[meeting_id] = room
            self._asked_at[meeting_id] = self._clock()
            return _whole(room)

    async def _resume(self, room: Room) -> None:
        try:
            await room.resume(is_over=room.id in self._over)
        except Refused:
            if room.damaged_at is not None:
                self._damaged[room.id] = room.damaged_at
            raise

    def fresh(self, meeting: MeetingId) -> Room:
        """A room with nothing in it yet, for the meeting that is about to be called."""
        return Room(meeting, self._log, self._relay, self._listener)

    def let_go(self, room: Room) -> None:
        """Keep a room in memory no longer than anybody asks for it, once it is over and no page has a line to it.

        Everything of it is in its log, and whoever asks for it again finds it there.
        """
        if room.is_over and self._clock() - self._asked_at.get(room.id, 0.0) >= _KEPT:
            self._over.add(room.id)
            self._rooms.pop(room.id, None)
            self._asked_at.pop(room.id, None)

    async def finished(self, within: float) -> None:
        """Wait for the commands that are under way in every room, or for so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                for room in list(self._held.values()):
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
