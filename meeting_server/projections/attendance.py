"""Who attended: each seat's proof, its stretches in the room and outside by order (ผู้มาประชุม, ข้อ ๘ (๒) (๒.๑))."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.calling import Seat, SeatAssigned
from meeting_server.meeting.facts.identity import (
    IdentityProven,
    IdentityVouched,
    LinkEnding,
    LinkUsed,
    LinkWithdrawn,
    Method,
    ProofRevoked,
)
from meeting_server.meeting.facts.presence import (
    Connected,
    Disconnected,
    Entered,
    Left,
    RoomEnding,
    SatInRoom,
    SeatSignedOut,
    WentOutOfRoom,
)
from meeting_server.meeting.facts.session import MeetingClosed, MeetingOpened, Part, ServiceInterrupted
from meeting_server.meeting.facts.suspension import SeatRestored, SeatSuspended
from meeting_server.meeting.ids import ConnectionId, SeatId
from meeting_server.meeting.roles import rights_of

MOMENT = timedelta(seconds=1)  # between coming in and saying that one sits in the room


@dataclass(slots=True)
class Stretch:
    """From a moment to a moment; `until` is None while it lasts."""

    since: datetime
    until: datetime | None = None


@dataclass(slots=True, kw_only=True)
class InRoom(Stretch):
    """A stretch before the device of a meeting room."""

    room: SeatId


@dataclass(slots=True)
class Attendee:
    """One seat: how its person was known, when in the room, when suspended.

    `inside` goes from entering to leaving: a line that was lost and found again does not end it, one that was
    never found again does. A suspended person is inside and suspended. `signed_out` goes from signing
    out to the next line. Whoever sits before a room device needs no line of their own.
    """

    seat: Seat
    proof: Method | None = None
    signed_in: bool = False
    came: bool = False
    inside: list[Stretch] = field(default_factory=list)
    suspended: list[Stretch] = field(default_factory=list)
    signed_out: list[Stretch] = field(default_factory=list)
    rooms: list[InRoom] = field(default_factory=list)
    lines: set[ConnectionId] = field(default_factory=set)
    lost_at: datetime | None = None

    @property
    def is_inside(self) -> bool:
        """Whether the person is in the room, a line lost or not."""
        return bool(self.inside) and self.inside[-1].until is None

    @property
    def sits(self) -> bool:
        """Whether they are before a room device."""
        return bool(self.rooms) and self.rooms[-1].until is None

    def by_means(self, opened: datetime, closed: datetime) -> bool:
        """Whether they took part in the sitting by a device of their own for some of it."""
        alone = timedelta()
        for stretch in self.taking_part():
            since, until = max(stretch.since, opened), min(stretch.until or closed, closed)
            rooms = ((max(each.since, since), min(each.until or closed, until)) for each in self.rooms)
            alone += max(until - since, timedelta())
            alone -= sum((max(end - start, timedelta()) for start, end in rooms), timedelta())
        return alone >= MOMENT

    def taking_part(self) -> Iterator[Stretch]:
        """The stretches inside without those suspended."""
        for stretch in self.inside:
            since: datetime | None = stretch.since
            for out in self.suspended:
                if since is not None and since <= out.since and _is_before(out.since, stretch.until):
                    yield Stretch(since, out.since)
                    since = out.until
            if since is not None and _is_before(since, stretch.until):
                yield Stretch(since, stretch.until)


@dataclass(slots=True)
class Attendance:
    """Every seat in roster order, and when the meeting sat."""

    attendees: dict[SeatId, Attendee] = field(default_factory=dict)
    opened_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def sits(self) -> bool:
        """Whether the meeting has been opened and not closed."""
        return self.opened_at is not None and self.closed_at is None


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
            sheet.attendees[fact.seat] = Attendee(_seat(fact))
        case SeatSuspended():
            sheet.attendees[fact.seat].suspended.append(Stretch(at))
        case SeatRestored():
            _end(sheet.attendees[fact.seat].suspended, at)
        case MeetingOpened():
            sheet.opened_at = at
            for attendee in sheet.attendees.values():
                attendee.came = attendee.is_inside and attendee.lost_at is None
        case MeetingClosed():
            _close(sheet, at)
        case ServiceInterrupted(part=Part.SERVER, since=since):
            for attendee in sheet.attendees.values():
                _lose(attendee, datetime.fromisoformat(since), *attendee.lines)
        case Connected():
            _connect(sheet, sheet.attendees[fact.seat], fact.connection)
            _end(sheet.attendees[fact.seat].signed_out, at)
        case Disconnected():
            _lose(sheet.attendees[fact.seat], at, fact.connection)
        case SeatSignedOut():
            sheet.attendees[fact.seat].signed_out.append(Stretch(at))
        case Entered():
            attendee = sheet.attendees[fact.seat]
            attendee.inside.append(Stretch(at))
            attendee.came = attendee.came or sheet.sits
        case Left():
            _end(sheet.attendees[fact.seat].inside, at)
            _end(sheet.attendees[fact.seat].rooms, at)
        case SatInRoom() | WentOutOfRoom():
            _sit(sheet.attendees[fact.seat], fact, at, came=sheet.sits)
        case IdentityProven() | IdentityVouched() | LinkUsed() | LinkWithdrawn() | ProofRevoked():
            _prove(sheet.attendees[fact.seat], fact, at)
        case _:
            pass


def _close(sheet: Attendance, at: datetime) -> None:
    for attendee in sheet.attendees.values():
        _end(attendee.inside, attendee.lost_at or at)
        _end(attendee.suspended, at)
        _end(attendee.rooms, at)
    sheet.closed_at = at


def _prove(
    attendee: Attendee,
    fact: IdentityProven | IdentityVouched | LinkUsed | LinkWithdrawn | ProofRevoked,
    at: datetime,
) -> None:
    match fact:
        case IdentityProven():
            attendee.proof = fact.method
        case IdentityVouched():
            attendee.proof = Method.VOUCH
        case LinkWithdrawn(why=LinkEnding.TAKEN_BACK):
            pass  # Nobody had come in by it.
        case _:
            _end(attendee.inside, at)
            _end(attendee.rooms, at)
            attendee.proof = None


def _sit(attendee: Attendee, fact: SatInRoom | WentOutOfRoom, at: datetime, *, came: bool) -> None:
    _end(attendee.rooms, at)
    if isinstance(fact, SatInRoom):
        attendee.rooms.append(InRoom(at, room=fact.room))
        attendee.lost_at = None
        attendee.came = attendee.came or (came and attendee.is_inside)
    elif fact.why is RoomEnding.OWN_DEVICE and not attendee.lines:
        attendee.lost_at = at


def _connect(sheet: Attendance, attendee: Attendee, line: ConnectionId) -> None:
    attendee.lines.add(line)
    attendee.lost_at = None
    # Whoever comes only to read the record of a closed meeting was not at it.
    attendee.signed_in = attendee.signed_in or sheet.closed_at is None
    attendee.came = attendee.came or (sheet.sits and attendee.is_inside)


def _lose(attendee: Attendee, at: datetime, *lines: ConnectionId) -> None:
    had = bool(attendee.lines)
    attendee.lines.difference_update(lines)
    if had and not attendee.lines and not attendee.sits:
        attendee.lost_at = at


def _end(stretches: Sequence[Stretch], at: datetime) -> None:
    if stretches and stretches[-1].until is None:
        stretches[-1].until = max(at, stretches[-1].since)


def _is_before(at: datetime, until: datetime | None) -> bool:
    return until is None or at < until


def _seat(fact: SeatAssigned) -> Seat:
    return Seat(
        id=fact.seat,
        person=fact.person,
        roles=frozenset(fact.roles),
        rights=rights_of(fact.roles),
        name=fact.name,
        office=fact.office,
    )
