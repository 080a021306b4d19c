"""Visitors: people who cannot sign in, and come to a seat of one meeting to be vouched for there (ข้อ ๙).

A visit is a session that is good for that meeting alone, and shows of nobody who they are.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from math import ceil

from meeting_server.accounts.credentials import Attempts
from meeting_server.accounts.people import same_name
from meeting_server.accounts.sessions import Way
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.ids import MeetingId, PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import must_be_called
from meeting_server.meeting.rules.identity import EndVisit
from meeting_server.services.people import People
from meeting_server.services.ports import Clock
from meeting_server.services.room import Room

_FREE_GUESSES = 10  # of names, from one address
_REMEMBERED = 10_000

EndSession = Callable[[PersonId, str, MeetingId], Awaitable[None]]


class Visits:
    """Who has come to a seat without signing in."""

    def __init__(self, people: People, clock: Clock) -> None:
        self._people = people
        self._clock = clock
        self._guesses: OrderedDict[str, Attempts] = OrderedDict()
        self._turn = asyncio.Lock()  # of two who name one seat at once, one is its visitor

    async def begin(
        self, room: Room, name: str, address: str, browser: str, end: EndSession
    ) -> tuple[str, Seat]:
        """The token of a new visit, and the seat that it is to.

        Raises Refused: NO_SUCH_NAME for a name that stands on no seat, or on several; SEAT_TAKEN where somebody
        is; TOO_MANY_ATTEMPTS (`seconds` to wait) for an address that guesses.
        """
        must_be_called(room.meeting)
        self._must_not_guess(address)
        seat = self._seat_named(room, name, address)
        async with self._turn:
            _must_be_free(room, seat)
            if seat.id in room.meeting.identity.visiting:
                # What was seen and heard of whoever was here before is not to count for whoever comes.
                await room.handle(EndVisit(), Actor.of_seat(seat.id))
            await self.end(room, seat, end)
            kept = await self._people.find(seat.person)
            if kept is None:
                raise Refused(Reason.NO_SUCH_NAME)
            token, _ = await self._people.open_session(
                kept, Way.VISIT, factors=0, browser=browser, meeting=room.id
            )
        return token, seat

    async def end(self, room: Room, seat: Seat, end: EndSession) -> None:
        """End every visit to this seat: its owner has come, or another visitor."""
        for session in await self._people.visits_to(seat.person, room.id):
            await end(seat.person, session, room.id)

    def _seat_named(self, room: Room, name: str, address: str) -> Seat:
        named = [seat for seat in room.meeting.seats if seat.name and same_name(seat.name, name)]
        if len(named) != 1 or Right.ENTER not in named[0].rights:
            self._guesses[address] = self._guesses.get(address, Attempts()).failed(self._clock.now())
            self._guesses.move_to_end(address)
            while len(self._guesses) > _REMEMBERED:
                self._guesses.popitem(last=False)
            raise Refused(Reason.NO_SUCH_NAME)
        return named[0]

    def _must_not_guess(self, address: str) -> None:
        wait = self._guesses.get(address, Attempts()).wait(self._clock.now(), _FREE_GUESSES)
        if wait:
            raise Refused(Reason.TOO_MANY_ATTEMPTS, seconds=ceil(wait.total_seconds()))


def _must_be_free(room: Room, seat: Seat) -> None:
    """Nobody is there now, and nobody has shown who they are: what another has shown is not handed on."""
    meeting = room.meeting
    there = meeting.attendance
    if seat.id in there.connected or seat.id in meeting.identity.proofs or there.sits(seat.id):
        raise Refused(Reason.SEAT_TAKEN)
