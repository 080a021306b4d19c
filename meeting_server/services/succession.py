"""Passing presiding on when the line of whoever presides is gone too long: nobody has to think of it (ข้อ ๑๐ (๑))."""

import asyncio
import contextlib
from typing import Self

import structlog

from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.refusal import Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.presiding import NoteLoss
from meeting_server.services.ports import Clock
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms

_EVERY = 1.0
_log = structlog.get_logger()


class Succession:
    """Looks at who presides in every sitting, a second apart; the rule says whether it is time."""

    def __init__(self, rooms: Rooms, clock: Clock) -> None:
        self._rooms = rooms
        self._clock = clock
        self._watching: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Look from now on."""
        self._watching = asyncio.create_task(self._go_on())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Look no more."""
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(_EVERY)
            await self.look()

    async def look(self) -> None:
        """Look at every sitting once."""
        for room in list(self._rooms.here.values()):
            try:
                await self._look_at(room)
            except Refused as refused:
                # It was closed, or its log is damaged: nothing passes in it any more.
                _log.info("succession_refused", meeting=room.id, reason=refused.reason.value)
            except Exception:  # noqa: BLE001 - task root: the next room and the next turn must come
                _log.exception("succession_failed", meeting=room.id)

    async def _look_at(self, room: Room) -> None:
        meeting, presiding = room.meeting, room.meeting.presiding
        if meeting.phase is not Phase.OPEN or presiding is None or presiding in meeting.attendance.present:
            return
        # Whoever sits before a room device is there by its line.
        by = meeting.attendance.room_of(presiding) or presiding
        gone_at = room.chronicle.seat_since.get(by)
        if gone_at is not None:
            gone = int((self._clock.now() - gone_at).total_seconds())
            if gone >= meeting.profile.succession.lost_seconds:
                await room.handle(NoteLoss(seat=presiding, seconds=gone), Actor.system())
