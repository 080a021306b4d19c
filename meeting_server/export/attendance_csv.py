"""The attendance as a table: one row per seat and stretch in the room (ผู้มาประชุม)."""

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
    proof = spoken.proof[attendee.proof] if attendee.proof else spoken.no_proof
    known = [seat.name, seat.office, roles, proof]
    if not attendee.came:
        yield [*known, spoken.did_not_come, None, None, None, None]
    for kind, stretches in ((spoken.in_the_room, attendee.inside), (spoken.suspended, attendee.suspended)):
        for stretch in stretches:
            yield [*known, kind, *_times(stretch.since), *_times(stretch.until)]


def _times(at: datetime | None) -> tuple[str | None, str | None]:
    return (None, None) if at is None else (local_stamp(at), stamp(at))
