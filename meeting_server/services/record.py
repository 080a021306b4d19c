"""The record of a closed meeting: its log and its recordings, for those who may read them."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.recording import Segment, SegmentsSealed
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.presence import must_have_factors
from meeting_server.projections.clips import ClipOf, clips
from meeting_server.projections.coverage import coverage
from meeting_server.services.people import Known
from meeting_server.services.ports import AuditLog, Clock
from meeting_server.services.recording import Reports
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms

# After the close the last files are sealed: a moment that a reader is better told to wait than half the truth.
_SEALING = timedelta(seconds=8)


class Record:
    """Finds what the log names, and nothing else."""

    def __init__(self, rooms: Rooms, log: AuditLog, reports: Reports, clock: Clock, folder: Path) -> None:
        self._rooms = rooms
        self._log = log
        self._reports = reports
        self._clock = clock
        self._folder = folder

    async def open(self, meeting: str, by: Known, right: Right = Right.READ_RECORD) -> Room:
        """The room of a meeting whose record, or that of it which this right is for, they may read now."""
        room = await self._rooms.find(meeting)
        seat = room.meeting.calling.seat_of(by.person)
        if seat is None:
            # Whether the meeting exists is none of a stranger's business.
            raise Refused(Reason.UNKNOWN_MEETING)
        if right not in seat.rights:
            raise Refused(Reason.NOT_ALLOWED)
        if by.link is not None:
            # It lets somebody take part; what is kept of the meeting is for whoever has an account.
            raise Refused(Reason.OWN_SIGN_IN_NEEDED)
        must_have_factors(room.meeting, seat, by.factors)
        if room.meeting.phase is not Phase.CLOSED:
            raise Refused(Reason.NOT_CLOSED)
        return room

    async def settled(self, room: Room) -> None:
        """Wait until the last files are sealed, or until it is too long since the close to wait for them."""
        await self._reports.caught_up(room.id, _SEALING.total_seconds())
        while (left := self._left(room)) > 0:
            if all(span["state"] != "unexplained" for span in coverage(await self.entries(room))):
                return
            # One that came while we read is not announced again, hence the short turns.
            await self._reports.one_more(room.id, min(left, 0.5))

    def _left(self, room: Room) -> float:
        closed = room.chronicle.closed_at
        return (closed + _SEALING - self._clock.now()).total_seconds() if closed is not None else 0.0

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

    async def clips(self, room: Room) -> Sequence[ClipOf]:
        """What became of the clip of everybody vouched for, in the order of the log."""
        return clips(await self.entries(room))

    async def path(self, room: Room, file: str) -> Path:
        """Where a file of this meeting's recording, or of a clip, lies; raises Refused(UNKNOWN_FILE).

        Only names that stand in this meeting's log are looked for, so that no address leads anywhere else.
        """
        path = self._folder / room.id / file
        # The ledgers stand there too, and are not for playing.
        is_sealed = room.meeting.recording.has(file) or file in room.meeting.clips.kept
        if not file.endswith(".webm") or not is_sealed or not path.is_file():
            raise Refused(Reason.UNKNOWN_FILE)
        return path
