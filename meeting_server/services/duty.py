"""Seeing that somebody sees to it: what waits too long goes on, and whose line is lost is missed (ข้อ ๘ (๒) (๒.๖)).

All of it by the times that stand in the log, so that a start of the server in between changes nothing.
"""

from collections.abc import Iterator
from datetime import datetime

from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.incidents import IncidentKind, Over
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import IncidentId
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.incidents import (
    DetectTrouble,
    EndTrouble,
    EscalateIncident,
    missed,
)
from meeting_server.services.clarity import LASTS
from meeting_server.services.commands import fresh
from meeting_server.services.ports import Clock
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms
from meeting_server.services.rounds import Rounds

_EVERY = 1.0


class Duty(Rounds):
    """Looks once a second who has been waiting."""

    def __init__(self, rooms: Rooms, clock: Clock) -> None:
        super().__init__(rooms, _EVERY)
        self._clock = clock
        self._began = clock.now()

    async def look_at(self, room: Room) -> None:
        """Write what has come to be so."""
        if room.meeting.phase is not Phase.CLOSED:
            for command in list(self._commands(room, self._clock.now())):
                await room.handle(command, Actor.system())

    def _commands(self, room: Room, now: datetime) -> Iterator[Command]:
        meeting, chronicle = room.meeting, room.chronicle
        patience = meeting.profile.incidents.escalate_seconds
        for one in meeting.incidents.open.values():
            waits = one.acknowledged_by is None and one.escalated is None
            if waits and (now - chronicle.incident_at[one.incident]).total_seconds() >= patience:
                yield EscalateIncident(incident=one.incident)
        yield from self._lost(room, now)
        yield from _back(room, now)

    def _lost(self, room: Room, now: datetime) -> Iterator[Command]:
        """After a start of ours everybody has as long as at any other time to come back."""
        kind, lost_at = IncidentKind.LINE_LOST, room.chronicle.lost_at
        if room.meeting.phase is not Phase.OPEN:
            return
        for seat in sorted(missed(room.meeting) & lost_at.keys()):
            gone = (now - max(lost_at[seat], self._began)).total_seconds()
            if gone >= LASTS and room.meeting.incidents.of(seat, kind) is None:
                incident = IncidentId(fresh("incident"))
                yield DetectTrouble(incident=incident, seat=seat, kind=kind, since=stamp(lost_at[seat]))


def _back(room: Room, now: datetime) -> Iterator[Command]:
    """They have a line again; or have left, say, and are not missed any more."""
    meeting = room.meeting
    for one in meeting.incidents.standing.values():
        if one.kind is IncidentKind.LINE_LOST and one.seat not in missed(meeting):
            is_back = one.seat in meeting.attendance.entered & meeting.attendance.connected
            at = room.chronicle.seat_since.get(one.seat, now) if is_back else now
            how = Over.RECOVERED if is_back else Over.GONE
            yield EndTrouble(seat=one.seat, kind=one.kind, until=stamp(at), how=how)
