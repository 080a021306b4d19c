"""The time in which a voter may object to what was taken down of their vote: watched here, ended by a fact."""

from meeting_server.audit.entry import moment_of
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.voices import EndEcho
from meeting_server.projections.own_votes import echo_ends
from meeting_server.services.ports import Clock
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms
from meeting_server.services.rounds import Rounds

_EVERY = 1.0


class Echoes(Rounds):
    """Looks each second whether such a time is over; what a server left standing the next one ends."""

    def __init__(self, rooms: Rooms, clock: Clock) -> None:
        super().__init__(rooms, _EVERY)
        self._clock = clock

    async def look_at(self, room: Room) -> None:
        """End what has stood long enough."""
        ballot, now = room.meeting.ballots.current, self._clock.now()
        if ballot is None:
            return
        for seat in sorted(ballot.echoing):
            if moment_of(echo_ends(room.meeting, room.chronicle, ballot, seat)) <= now:
                await room.handle(EndEcho(ballot=ballot.opened.ballot, seat=seat), Actor.system())
