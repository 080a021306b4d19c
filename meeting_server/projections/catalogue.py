"""One row per meeting, for lists: what it is, where it stands, and who holds its seats."""

from dataclasses import dataclass, replace
from datetime import datetime

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.calling import MeetingCalled, SeatAssigned
from meeting_server.meeting.facts.session import MeetingClosed, MeetingOpened, Phase
from meeting_server.meeting.ids import MeetingId, PersonId, SeatId
from meeting_server.meeting.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRow:
    """A meeting in a list; `year` is Buddhist, `starts_at` as called (ISO 8601, UTC)."""

    meeting: MeetingId
    body: str
    number: int
    year: int
    starts_at: str
    phase: Phase = Phase.CALLED
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    sound_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRow:
    """A person's seat in a meeting; `place` is its place in the roster, from 0."""

    meeting: MeetingId
    seat: SeatId
    person: PersonId
    roles: tuple[Role, ...]
    place: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The rows of one meeting; no row before it is called."""

    row: MeetingRow | None = None
    seats: tuple[SeatRow, ...] = ()

    def after(self, meeting: MeetingId, entry: Entry) -> "Catalogue":
        """The rows once this entry is in the log; the same object when it changes none."""
        fact = entry.fact
        match fact:
            case MeetingCalled():
                return replace(
                    self,
                    row=MeetingRow(
                        meeting=meeting,
                        body=fact.body,
                        number=fact.number,
                        year=fact.year,
                        starts_at=fact.starts_at,
                        sound_only=fact.sound_only,
                    ),
                )
            case SeatAssigned():
                return self._seated(meeting, fact)
            case MeetingOpened() if self.row:
                return replace(self, row=replace(self.row, phase=Phase.OPEN, opened_at=entry.t))
            case MeetingClosed() if self.row:
                return replace(self, row=replace(self.row, phase=Phase.CLOSED, closed_at=entry.t))
            case _:
                return self

    def _seated(self, meeting: MeetingId, fact: SeatAssigned) -> "Catalogue":
        """A seat assigned again keeps its place and takes what was said last."""
        place = next((seat.place for seat in self.seats if seat.seat == fact.seat), len(self.seats))
        row = SeatRow(meeting=meeting, seat=fact.seat, person=fact.person, roles=fact.roles, place=place)
        return replace(self, seats=(*self.seats[:place], row, *self.seats[place + 1 :]))


def listed(entry: Entry) -> bool:
    """Whether an entry can change the rows at all."""
    return isinstance(entry.fact, MeetingCalled | SeatAssigned | MeetingOpened | MeetingClosed)
