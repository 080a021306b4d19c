"""Looking through every room from time to time, whatever it is that is looked for."""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from typing import Self

import structlog

from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms

_log = structlog.get_logger()


class Rounds(ABC):
    """Goes through the rooms at once, and then again and again, until it is left."""

    def __init__(self, rooms: Rooms, every: float) -> None:
        self._rooms = rooms
        self._every = every
        self._going: asyncio.Task[None] | None = None

    @abstractmethod
    async def look_at(self, room: Room) -> None:
        """What is done in one room."""

    async def __aenter__(self) -> Self:
        """Look at once, and go on looking."""
        await self.look()
        self._going = asyncio.create_task(self._go_on())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Look no more."""
        if self._going is not None:
            self._going.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._going

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            await self.look()

    async def look(self) -> None:
        """Look through every room once."""
        for room in list(self._rooms.here.values()):
            try:
                await self.look_at(room)
            except Refused as refused:
                # It was closed meanwhile, say: that ends the rounds in no other room.
                if refused.reason is not Reason.LOG_DAMAGED:
                    of = type(self).__name__
                    _log.info("round_refused", meeting=room.id, reason=refused.reason.value, of=of)
            except Exception:  # noqa: BLE001 - task root: the next room and the next turn must come
                _log.exception("round_failed", meeting=room.id, of=type(self).__name__)
