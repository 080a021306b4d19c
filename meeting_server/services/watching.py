"""What nobody else notices: lines that the log believes in and nobody has, and seats at which nobody is signed in."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Protocol, Self

import structlog

from meeting_server.meeting.facts.presence import Ending
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import ConnectionId, MeetingId, PersonId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.presence import Disconnect, SignOut
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms

_EVERY = 10.0
_log = structlog.get_logger()

Stands = tuple[ConnectionId, str]  # a line, and the session that it was opened with


class Lines(Protocol):
    """The lines that pages have to this server."""

    def standing(self, meeting: MeetingId) -> Mapping[SeatId, Stands]:
        """The lines that stand in a meeting, by seat."""
        ...


class Sessions(Protocol):
    """Who is signed in."""

    async def is_signed_in(self, person: PersonId, meeting: MeetingId) -> bool:
        """Whether this person is signed in by anything that is good for this meeting."""
        ...


async def sign_out(room: Room, lines: Lines, seat: SeatId, session: str) -> None:
    """A session that may have held this seat has ended: write it, unless another one holds it now."""
    there = lines.standing(room.id).get(seat)
    standing = {there[0]} if there is not None and there[1] != session else set[ConnectionId]()
    await room.handle(SignOut(seat=seat, standing=frozenset(standing)), Actor.system())


class Watch:
    """Looks through every room from time to time; what it finds is mended by facts."""

    def __init__(self, rooms: Rooms, lines: Lines, sessions: Sessions) -> None:
        self._rooms = rooms
        self._lines = lines
        self._sessions = sessions
        self._odd: dict[MeetingId, set[ConnectionId]] = {}  # seen without a page the last time
        self._watching: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Look at once, and go on looking."""
        await self.look()
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
        """Look through every room once."""
        for room in list(self._rooms.here.values()):
            try:
                await self._look_at(room)
            except Refused as refused:
                if refused.reason is not Reason.LOG_DAMAGED:
                    raise
            except Exception:  # noqa: BLE001 - task root: the next room and the next turn must come
                _log.exception("watch_failed", meeting=room.id)

    async def _look_at(self, room: Room) -> None:
        if room.meeting.phase is Phase.CLOSED:
            self._odd.pop(room.id, None)
            if not self._lines.standing(room.id):
                self._rooms.let_go(room)
            return
        await self._end_lines_that_nobody_has(room)
        await self._free_seats_that_nobody_holds(room)

    async def _end_lines_that_nobody_has(self, room: Room) -> None:
        """A line that is only just beginning or ending is odd once, not twice."""
        standing = {line for line, _session in self._lines.standing(room.id).values()}
        odd = {line: seat for line, seat in room.meeting.attendance.lines.items() if line not in standing}
        before, self._odd[room.id] = self._odd.get(room.id, set()), set(odd)
        for line, seat in odd.items():
            if line in before:
                await room.handle(Disconnect(connection=line, why=Ending.LOST), Actor.of_seat(seat))

    async def _free_seats_that_nobody_holds(self, room: Room) -> None:
        """A line may be lost for a while; a person who is signed in nowhere will not come back by themselves."""
        there = room.meeting.attendance
        for seat in sorted(there.entered - there.signed_out - there.connected - there.rooms.keys()):
            if not await self._sessions.is_signed_in(room.seat(seat).person, room.id):
                await room.handle(SignOut(seat=seat), Actor.system())
