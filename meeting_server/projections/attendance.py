"""Who attended: each seat's proof, its stretches in the room and outside by order (ผู้มาประชุม, ข้อ ๘ (๒) (๒.๑))."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.calling import Seat, SeatAssigned
from meeting_server.meeting.facts.identity import IdentityProven, Method
from meeting_server.meeting.facts.presence import Entered, Left
from meeting_server.meeting.facts.session import MeetingClosed, MeetingOpened
from meeting_server.meeting.facts.suspension import SeatRestored, SeatSuspended
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.roles import rights_of


@dataclass(slots=True)
class Stretch:
    """From a moment to a moment; `until` is None while it lasts."""

    since: datetime
    until: datetime | None = None


@dataclass(slots=True)
class Attendee:
    """One seat: how its person was known, when inside, when suspended."""

    seat: Seat
    proof: Method | None = None
    inside: list[Stretch] = field(default_factory=list)
    suspended: list[Stretch] = field(default_factory=list)

    @property
    def came(self) -> bool:
        """Whether the person was in the room at all."""
        return bool(self.inside)


@dataclass(slots=True)
class Attendance:
    """Every seat in roster order, and when the meeting sat."""

    attendees: dict[SeatId, Attendee] = field(default_factory=dict)
    opened_at: datetime | None = None
    closed_at: datetime | None = None


def attendance(entries: Iterable[Entry]) -> Attendance:
    """The sheet that the log gives."""
    sheet = Attendance()
    for entry in entries:
        _note(sheet, entry)
    return sheet


def _note(sheet: Attendance, entry: Entry) -> None:
    fact, at = entry.fact, entry.t
    match fact:
        case SeatAssigned():
            seat = Seat(
                id=fact.seat,
                person=fact.person,
                roles=frozenset(fact.roles),
                rights=rights_of(fact.roles),
                name=fact.name,
                office=fact.office,
            )
            sheet.attendees[fact.seat] = Attendee(seat)
        case IdentityProven():
            sheet.attendees[fact.seat].proof = fact.method
        case Entered():
            sheet.attendees[fact.seat].inside.append(Stretch(at))
        case Left():
            _end(sheet.attendees[fact.seat].inside, at)
        case SeatSuspended():
            sheet.attendees[fact.seat].suspended.append(Stretch(at))
        case SeatRestored():
            _end(sheet.attendees[fact.seat].suspended, at)
        case MeetingOpened():
            sheet.opened_at = at
        case MeetingClosed():
            sheet.closed_at = at
            for attendee in sheet.attendees.values():
                _end(attendee.inside, at)
                _end(attendee.suspended, at)
        case _:
            pass


def _end(stretches: list[Stretch], at: datetime) -> None:
    if stretches and stretches[-1].until is None:
        stretches[-1].until = at
