"""Everything a door leads to: what the pages and sockets may ask for, put together once by the composition root."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from meeting_server.accounts.sessions import Way
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import MeetingId, PersonId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.links import must_not_be_anothers
from meeting_server.meeting.rules.presence import Enter
from meeting_server.projections.catalogue import MeetingRow, SeatRow
from meeting_server.services.agency import Agency
from meeting_server.services.alarms import Alarms
from meeting_server.services.calling import Calling
from meeting_server.services.capacity import Capacity
from meeting_server.services.commands import OWN_DEEDS, read_command
from meeting_server.services.committees import Committees
from meeting_server.services.copies import Copies
from meeting_server.services.documents import Documents
from meeting_server.services.imports import Imports
from meeting_server.services.incidents_asked import REPORT
from meeting_server.services.links import Links
from meeting_server.services.pace import Limits
from meeting_server.services.passkeys import Passkeys
from meeting_server.services.people import Known, People, SessionKept
from meeting_server.services.ports import AllowanceRenderer, Relay, Renderer
from meeting_server.services.providers import Providers
from meeting_server.services.record import Record
from meeting_server.services.register import Register
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms
from meeting_server.services.second_factor import SecondFactor
from meeting_server.services.sheets import Sheets
from meeting_server.services.texts import Texts
from meeting_server.services.tickets import Tickets
from meeting_server.services.visits import Visits
from meeting_server.services.watching import Lines, sign_out


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
    documents: Renderer
    allowance: AllowanceRenderer


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the doors share."""

    people: People
    agency: Agency
    second_factor: SecondFactor
    passkeys: Passkeys
    providers: Providers
    register: Register
    imports: Imports
    committees: Committees
    visits: Visits
    links: Links
    tickets: Tickets
    texts: Texts
    rooms: Rooms
    relay: Relay
    calling: Calling
    record: Record
    sheets: Sheets
    copies: Copies
    documents: Documents
    capacity: Capacity
    meetings: MeetingList
    lines: Lines
    papers: Papers
    doors: DemoDoors
    is_demo: bool
    is_secure: bool
    limits: Limits = field(default_factory=Limits)
    alarms: Alarms = field(default_factory=Alarms)

    async def sign_out(self, known: Known) -> None:
        """End a session, the lines that were opened with it, and what its person hears and sends by it."""
        await self.end_session(known.person, known.session, known.meeting)

    async def end_sessions(self, person: PersonId) -> None:
        """End everything that this person is signed in by, wherever it is."""
        self.second_factor.forget(person)
        for session in await self.people.sessions_of(person):
            await self.end_session(person, session)

    async def end_those(self, person: PersonId, which: Callable[[SessionKept], bool]) -> None:
        """End what this person is signed in by, where it is one of these."""
        for session in await self.people.standing_sessions(person):
            if which(session):
                await self.end_session(person, session.token_hash)

    async def end_session(self, person: PersonId, session: str, only: MeetingId | None = None) -> None:
        """End one session of this person, wherever it holds a seat; or in the one meeting that it is good for."""
        await self.people.sign_out(session)
        for listed, held in await self.meetings.meetings_of(person):
            if listed.phase is not Phase.CLOSED and only in (None, listed.meeting):
                with contextlib.suppress(Refused):  # A log that is damaged: nothing passes in that meeting.
                    await sign_out(await self.rooms.find(listed.meeting), self.lines, held.seat, session)

    async def must_keep_a_way(self, known: Known, without: str) -> None:
        """Raises Refused(LAST_WAY) where nothing is left to sign in by `without` this passkey or provider."""
        keys = [each for each in await self.passkeys.of(known) if each.copied_at is None]
        ties = [each.provider.id for each in await self.providers.ties(known.person) if each.since]
        left = {*(each.credential for each in keys), *ties} - {without}
        if not left and not await self.people.has_password(known.person):
            raise Refused(Reason.LAST_WAY)

    async def room_of(self, meeting: str, person: PersonId) -> tuple[Room, Seat]:
        """The room of this meeting, and the person's seat in it; raises Refused.

        Whether the meeting exists, or what has become of it, is none of a stranger's business.
        """
        try:
            room = await self.rooms.find(meeting)
        except Refused as refused:
            mine = {listed.meeting for listed, _held in await self.meetings.meetings_of(person)}
            if refused.reason is Reason.LOG_DAMAGED and meeting not in mine:
                raise Refused(Reason.UNKNOWN_MEETING) from refused
            raise
        seat = room.meeting.calling.seat_of(person)
        if seat is None:
            raise Refused(Reason.UNKNOWN_MEETING)
        return room, seat

    def support_of(self, room: Room) -> str | None:
        """The name of whoever helps in this meeting."""
        officers = room.meeting.calling.holding(Role.SUPPORT)
        return officers[0].name if officers else None

    async def read_command(self, room: Room, name: object, args: object, by: Known) -> Command:
        """The command that was asked for in this room, by whom; raises Refused."""
        is_visit = by.way is Way.VISIT
        command = read_command(name, args, await self.texts.in_force(room.meeting, is_visit=is_visit), by)
        seat = room.meeting.calling.seat_of(by.person)
        if seat is not None and not is_visit and not isinstance(command, Enter):
            must_not_be_anothers(room.meeting, seat.id, by.link)
        return command

    def must_keep_pace(self, seat: SeatId, command: str) -> None:
        """Count one command of a seat, by its name; raises Refused(TOO_FAST)."""
        self.limits.commands.must_keep(seat)
        if command in OWN_DEEDS:
            self.limits.deeds.must_keep(seat)
        if command == REPORT:
            self.limits.calls_for_help.must_keep(seat)
