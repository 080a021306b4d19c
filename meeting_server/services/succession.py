"""Passing presiding on when the line of whoever presides is gone too long: nobody has to think of it (ข้อ ๑๐ (๑))."""

from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.presiding import NoteLoss
from meeting_server.services.ports import Clock
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms
from meeting_server.services.rounds import Rounds

_EVERY = 1.0


class Succession(Rounds):
    """Looks at who presides in every sitting, a second apart; the rule says whether it is time."""

    def __init__(self, rooms: Rooms, clock: Clock) -> None:
        super().__init__(rooms, _EVERY)
        self._clock = clock
        self._began = clock.now()

    async def look_at(self, room: Room) -> None:
        """Pass it on where it is time."""
        meeting, presiding = room.meeting, room.meeting.presiding
        if meeting.phase is not Phase.OPEN or presiding is None or presiding in meeting.attendance.present:
            return
        # Whoever sits before a room device is there by its line.
        by = meeting.attendance.room_of(presiding) or presiding
        gone_at = room.chronicle.seat_since.get(by)
        if gone_at is not None:
            # After a start of ours whoever presides has as long as at any other time to come back.
            gone = int((self._clock.now() - max(gone_at, self._began)).total_seconds())
            if gone >= meeting.profile.succession.lost_seconds:
                await room.handle(NoteLoss(seat=presiding, seconds=gone), Actor.system())
