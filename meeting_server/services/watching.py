"""What nobody else notices: lines that the log believes in and nobody has, and seats at which nobody is signed in."""

from collections.abc import Mapping
from typing import Protocol

from meeting_server.meeting.facts.presence import Ending
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import ConnectionId, MeetingId, PersonId, SeatId
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.presence import Disconnect, SignOut
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms
from meeting_server.services.rounds import Rounds

_EVERY = 10.0

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


class Watch(Rounds):
    """What it finds is mended by facts."""

    def __init__(self, rooms: Rooms, lines: Lines, sessions: Sessions) -> None:
        super().__init__(rooms, _EVERY)
        self._lines = lines
        self._sessions = sessions
        self._odd: dict[MeetingId, set[ConnectionId]] = {}  # seen without a page the last time

    async def look_at(self, room: Room) -> None:
        """End the lines that nobody has, and free the seats that nobody holds."""
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
