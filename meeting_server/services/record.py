"""The record of a closed meeting: its log and its recordings, for those who may read them."""

from collections.abc import Sequence
from pathlib import Path

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.recording import Segment, SegmentsSealed
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.services.ports import AuditLog
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms


class Record:
    """Finds what the log names, and nothing else."""

    def __init__(self, rooms: Rooms, log: AuditLog, folder: Path) -> None:
        self._rooms = rooms
        self._log = log
        self._folder = folder

    async def open(self, meeting: str, person: PersonId) -> Room:
        """The room of a meeting whose record this person may read now; raises Refused."""
        room = await self._rooms.find(meeting)
        seat = room.meeting.calling.seat_of(person)
        if seat is None:
            raise Refused(Reason.NO_SEAT)
        if Right.READ_RECORD not in seat.rights:
            raise Refused(Reason.NOT_ALLOWED)
        if room.meeting.phase is not Phase.CLOSED:
            raise Refused(Reason.NOT_CLOSED)
        return room

    async def entries(self, room: Room) -> Sequence[Entry]:
        """The whole log, openings filled in where they still exist."""
        return [entry async for entry in self._log.read(room.id)]

    async def segments(self, room: Room) -> Sequence[Segment]:
        """Every sealed file, in the order of the log."""
        return [
            segment
            for entry in await self.entries(room)
            if isinstance(entry.fact, SegmentsSealed)
            for segment in entry.fact.segments
        ]

    async def path(self, room: Room, file: str) -> Path:
        """Where a file of this meeting's recording lies; raises Refused(UNKNOWN_FILE).

        Only names that stand in this meeting's log are looked for, so that no address leads anywhere else.
        """
        named = {segment.file for segment in await self.segments(room)}
        path = self._folder / room.id / file
        if file not in named or not path.is_file():
            raise Refused(Reason.UNKNOWN_FILE)
        return path
