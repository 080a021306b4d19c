"""The attendance as a table: one row per seat and stretch, in the room or suspended (ผู้มาประชุม)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from meeting_server.audit.entry import Entry, stamp
from meeting_server.export.tables import table
from meeting_server.export.thai import Language, local_stamp
from meeting_server.export.words import Words, words
from meeting_server.meeting.ids import MeetingId
from meeting_server.projections.attendance import Attendee, attendance


def render(_meeting: MeetingId, entries: Sequence[Entry], language: Language) -> bytes:
    """Every seat in roster order; who never came has one row without times."""
    spoken = words(language)
    sheet = attendance(entries)
    rows = [row for attendee in sheet.attendees.values() for row in _rows(attendee, spoken)]
    return table(spoken.attendance_head, rows)


def _rows(attendee: Attendee, spoken: Words) -> Iterator[list[str | None]]:
    seat = attendee.seat
    roles = spoken.and_between.join(spoken.role[role] for role in sorted(seat.roles))
    known = [seat.name, seat.office, roles, _proof(attendee, spoken)]
    if not attendee.came:
        yield [*known, spoken.did_not_come, None, None, None, None]
    stretches = [(each, spoken.in_the_room) for each in attendee.taking_part()]
    stretches += [(each, spoken.suspended) for each in attendee.suspended]
    for stretch, kind in sorted(stretches, key=lambda told: told[0].since):
        yield [*known, kind, *_times(stretch.since), *_times(stretch.until)]


def _proof(attendee: Attendee, spoken: Words) -> str | None:
    if attendee.proof:
        return spoken.proof[attendee.proof]
    return spoken.no_proof if attendee.signed_in else None


def _times(at: datetime | None) -> tuple[str | None, str | None]:
    return (None, None) if at is None else (local_stamp(at), stamp(at))
