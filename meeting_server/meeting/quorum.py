"""Counting the quorum (องค์ประชุม): members present against the members who may take part in the item."""

from dataclasses import dataclass

from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.state import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """The count on everyone's screen: `present` of `base`, where `base` leaves out suspended members."""

    present: int
    base: int
    members: int
    needed: int

    @property
    def met(self) -> bool:
        """Whether the meeting may open and decide."""
        return self.present >= self.needed


def voting_seats(meeting: Meeting) -> tuple[Seat, ...]:
    """The members, in roster order, suspended ones among them."""
    return tuple(seat for seat in meeting.seats if seat.votes)


def voters(meeting: Meeting) -> tuple[SeatId, ...]:
    """The members who are present and not suspended, in roster order."""
    there = meeting.attendance.present
    return tuple(s.id for s in voting_seats(meeting) if s.id in there and s.id not in meeting.suspensions)


def quorum(meeting: Meeting) -> Quorum:
    """As many as the profile asks of the members who have no interest in the item, and never none (ข้อ ๑๐ (๒))."""
    members = voting_seats(meeting)
    called = meeting.calling.called
    recalled = called is not None and bool(called.recalled_from)
    base = [seat for seat in members if seat.id not in meeting.suspensions]
    return Quorum(
        present=len(voters(meeting)),
        base=len(base),
        members=len(members),
        needed=meeting.profile.quorum.needed(len(base), recalled=recalled),
    )
