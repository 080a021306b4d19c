"""Calling a meeting: names from the register of people, ids from here, the rules from the meeting (ข้อ ๘)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.calling import BackupKind, Purpose
from meeting_server.meeting.ids import CommitteeId, ItemId, MeetingId, PersonId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.calling import CallMeeting, ItemAsked, SeatAsked
from meeting_server.services.commands import fresh
from meeting_server.services.committees import Committees
from meeting_server.services.people import Known, People
from meeting_server.services.rooms import Rooms


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A person who is to have a seat, and what for."""

    person: PersonId
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


class Calling:
    """Calls meetings of one agency."""

    def __init__(self, rooms: Rooms, people: People, committees: Committees, agency: str) -> None:
        self._rooms = rooms
        self._people = people
        self._committees = committees
        self._agency = agency

    async def call(self, known: Known, asked: NewMeeting) -> MeetingId:
        """The id of the meeting that was called; raises Refused."""
        meeting = MeetingId(fresh("meeting"))
        offices = await self._committees.offices(known, asked.committee) if asked.committee else {}
        command = CallMeeting(
            agency=self._agency,
            body=asked.body,
            number=asked.number,
            year=asked.year,
            place=asked.place,
            starts_at=stamp(asked.starts_at.astimezone(UTC)),
            legal_effect=asked.legal_effect,
            backup_kind=asked.backup_kind,
            backup_address=asked.backup_address,
            seats=tuple([await self._seat(place, offices) for place in asked.seats]),
            items=tuple(
                ItemAsked(
                    item=ItemId(fresh("item")), number=each.number, title=each.title, purpose=each.purpose
                )
                for each in asked.items
            ),
            sound_only=asked.sound_only,
        )
        await self._rooms.fresh(meeting).handle(command, Actor.of_person(known.person))
        return meeting

    async def _seat(self, place: Place, offices: Mapping[PersonId, str]) -> SeatAsked:
        kept = await self._people.find(place.person)
        if kept is None or not kept.active:
            raise Refused(Reason.MALFORMED, field="person")
        return SeatAsked(
            seat=SeatId(fresh("seat")),
            person=place.person,
            roles=place.roles,
            name=kept.name,
            office=offices.get(place.person, kept.office),
        )
