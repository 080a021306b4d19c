"""The time in which a voter may object to what was taken down of their vote: watched here, ended by a fact."""

import asyncio
import contextlib
from typing import Self

import structlog

from meeting_server.audit.entry import moment_of
from meeting_server.meeting.refusal import Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.voices import EndEcho
from meeting_server.projections.own_votes import echo_ends
from meeting_server.services.ports import Clock
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms

_EVERY = 1.0
_log = structlog.get_logger()


class Echoes:
    """Looks each second whether such a time is over; what a server left standing the next one ends."""

    def __init__(self, rooms: Rooms, clock: Clock) -> None:
        self._rooms = rooms
        self._clock = clock
        self._looking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to look."""
        self._looking = asyncio.create_task(self._go_on())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Look no more."""
        if self._looking is not None:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(_EVERY)
            await self.look()

    async def look(self) -> None:
        """End what has stood long enough, in every room."""
        for room in list(self._rooms.here.values()):
            try:
                await self._look_at(room)
            except Refused as refused:
                _log.warning("echo_refused", meeting=room.id, reason=refused.reason.value)
            except Exception:  # noqa: BLE001 - task root: the next room and the next turn must come
                _log.exception("echo_not_ended", meeting=room.id)

    async def _look_at(self, room: Room) -> None:
        ballot, now = room.meeting.ballots.current, self._clock.now()
        if ballot is None:
            return
        for seat in sorted(ballot.echoing):
            if moment_of(echo_ends(room.meeting, room.chronicle, ballot, seat)) <= now:
                await room.handle(EndEcho(ballot=ballot.opened.ballot, seat=seat), Actor.system())
