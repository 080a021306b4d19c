"""Calling a meeting: names from the register of people, ids from here, the rules from the meeting (ข้อ ๘)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from meeting_server.accounts.people import Details
from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.calling import BackupKind, Purpose
from meeting_server.meeting.ids import CommitteeId, ItemId, MeetingId, PersonId, SeatId
from meeting_server.meeting.profiles.seed_2563 import SEED_2563
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.calling import CallMeeting, ItemAsked, SeatAsked
from meeting_server.services.agency import Agency
from meeting_server.services.commands import fresh
from meeting_server.services.committees import Committees
from meeting_server.services.people import Known, People, new_person_id
from meeting_server.services.ports import Clock
from meeting_server.services.register import must_be_right
from meeting_server.services.rooms import Rooms

# What somebody may be of whom no more is known than a name and an office.
_OF_A_GUEST = frozenset({Role.PRESENTER, Role.OBSERVER})


class GuestStore(Protocol):
    """Where people are stored who have a seat and no account."""

    async def add_guests(self, added: Sequence[tuple[PersonId, Details]], at: datetime) -> None:
        """Add these, all or none."""
        ...

    async def forget_guests(self, added: Sequence[PersonId]) -> None:
        """Take them away again: they came to have no seat."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody without an account, who is to be vouched for when they come."""

    name: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A person, or a guest, who is to have a seat, and what for."""

    person: PersonId | Guest
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """An item that is to be on the agenda."""

    number: str
    title: str
    purpose: Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeeting:
    """A meeting as somebody asks for it; `starts_at` aware, `year` Buddhist."""

    body: str
    number: int
    year: int
    place: str
    starts_at: datetime
    legal_effect: bool
    backup_kind: BackupKind
    backup_address: str
    seats: Sequence[Place]
    items: Sequence[Matter]
    sound_only: bool = False
    committee: CommitteeId | None = None  # whose roster says by which office each sits there
    profile: str = SEED_2563.name
    excluded: bool | None = None
    urgent: str = ""
    recalled_from: str = ""


class Calling:
    """Calls meetings of one agency."""

    def __init__(
        self,
        rooms: Rooms,
        people: People,
        committees: Committees,
        guests: GuestStore,
        clock: Clock,
        agency: Agency,
    ) -> None:
        self._rooms = rooms
        self._people = people
        self._committees = committees
        self._guests = guests
        self._clock = clock
        self._agency = agency

    async def call(self, known: Known, asked: NewMeeting) -> MeetingId:
        """The id of the meeting that was called; raises Refused."""
        offices = await self._committees.offices(known, asked.committee) if asked.committee else {}
        guests = [
            _guest(place.person, place.roles) for place in asked.seats if isinstance(place.person, Guest)
        ]
        seats = [
            await self._seat(place.person, place.roles, offices)
            for place in asked.seats
            if not isinstance(place.person, Guest)
        ]
        command = self._command(asked, (*seats, *guests))
        if not guests:
            return await self._called(known, command)
        added = [
            (each.person, Details(sign_in_name=each.person, name=each.name, office=each.office))
            for each in guests
        ]
        await self._guests.add_guests(added, self._clock.now())
        try:
            return await self._called(known, command)
        except Refused:
            await self._guests.forget_guests([each.person for each in guests])
            raise

    async def _called(self, known: Known, command: CallMeeting) -> MeetingId:
        meeting = MeetingId(fresh("meeting"))
        await self._rooms.fresh(meeting).handle(command, Actor.of_person(known.person))
        return meeting

    def _command(self, asked: NewMeeting, seats: tuple[SeatAsked, ...]) -> CallMeeting:
        return CallMeeting(
            agency=self._agency.must_have_name(),
            body=asked.body,
            number=asked.number,
            year=asked.year,
            place=asked.place,
            starts_at=stamp(asked.starts_at.astimezone(UTC)),
            legal_effect=asked.legal_effect,
            backup_kind=asked.backup_kind,
            backup_address=asked.backup_address,
            seats=seats,
            items=tuple(
                ItemAsked(
                    item=ItemId(fresh("item")), number=each.number, title=each.title, purpose=each.purpose
                )
                for each in asked.items
            ),
            sound_only=asked.sound_only,
            two_factors=self._agency.two_factors,
            profile=self._agency.profile(asked.profile),
            called_at=stamp(self._clock.now()),
            excluded=asked.excluded,
            urgent=asked.urgent,
            recalled_from=asked.recalled_from,
        )

    async def _seat(
        self, person: PersonId, roles: frozenset[Role], offices: Mapping[PersonId, str]
    ) -> SeatAsked:
        kept = await self._people.find(person)
        # A guest of another meeting is nobody here: they are entered anew, by whoever knows them.
        if kept is None or not kept.active or kept.guest:
            raise Refused(Reason.MALFORMED, field="person")
        return SeatAsked(
            seat=SeatId(fresh("seat")),
            person=person,
            roles=roles,
            name=kept.name,
            office=offices.get(person, kept.office),
        )


def _guest(guest: Guest, roles: frozenset[Role]) -> SeatAsked:
    """A seat for somebody who is entered by name and office alone; raises Refused."""
    if not roles <= _OF_A_GUEST:
        raise Refused(Reason.GUEST_HAS_NO_DUTY)
    tidy = must_be_right(Details(sign_in_name="guest", name=guest.name, office=guest.office))
    return SeatAsked(
        seat=SeatId(fresh("seat")),
        person=new_person_id(),
        roles=roles,
        name=tidy.name,
        office=tidy.office,
    )
