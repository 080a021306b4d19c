"""Everything a door leads to: what the pages and sockets may ask for, put together once by the composition root."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from meeting_server.meeting.ids import MeetingId, PersonId, SeatId
from meeting_server.projections.catalogue import MeetingRow, SeatRow
from meeting_server.services.calling import Calling
from meeting_server.services.pace import Paces
from meeting_server.services.people import People
from meeting_server.services.ports import Relay, Renderer
from meeting_server.services.record import Record
from meeting_server.services.rooms import Rooms
from meeting_server.services.tickets import Tickets

_WRITING = "chat.post_message"


class MeetingList(Protocol):
    """The meetings by person, and those that are not over."""

    async def meetings_of(self, person: PersonId) -> Sequence[tuple[MeetingRow, SeatRow]]:
        """Every meeting in which this person has a seat, with the seat."""
        ...

    async def unfinished_meetings(self) -> Sequence[MeetingId]:
        """Every meeting that is called and not closed."""
        ...


class DemoDoors(Protocol):
    """Links that sign the people of a demonstration in."""

    def behind(self, token: str) -> tuple[PersonId, MeetingId | None] | None:
        """Whom a link signs in, and to which meeting it leads, if to one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """Who writes which paper of a closed meeting."""

    attendance: Renderer
    votes: Renderer
    minutes: Renderer


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the doors share."""

    people: People
    tickets: Tickets
    rooms: Rooms
    relay: Relay
    calling: Calling
    record: Record
    meetings: MeetingList
    papers: Papers
    doors: DemoDoors
    commands: Paces  # by seat, whichever door they come through
    messages: Paces  # by seat: what is written stays, and is read by everyone
    askers: Paces  # by person: tickets and meetings to be called
    is_demo: bool
    is_secure: bool

    def must_keep_pace(self, seat: SeatId, command: str) -> None:
        """Count one command of a seat, by its name; raises Refused(TOO_FAST)."""
        self.commands.must_keep(seat)
        if command == _WRITING:
            self.messages.must_keep(seat)
