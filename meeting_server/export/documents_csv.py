"""Who opened which document when, as a table (ข้อ ๘ (๒) (๒.๓)): every version, and under it everybody who opened it."""

from collections.abc import Iterator, Sequence

from meeting_server.audit.entry import Entry, stamp
from meeting_server.export.tables import table
from meeting_server.export.thai import Language, local_stamp
from meeting_server.export.words import Words, words
from meeting_server.meeting.ids import MeetingId
from meeting_server.projections.documents import openings

Row = list[str | int | None]


def render(_meeting: MeetingId, entries: Sequence[Entry], language: Language) -> bytes:
    """A row for each version that was tabled, and one for each who opened it."""
    spoken = words(language)
    return table(spoken.documents_head, list(_rows(entries, spoken)))


def _rows(entries: Sequence[Entry], spoken: Words) -> Iterator[Row]:
    for laid, opened in openings(entries):
        one = laid.document
        title = one.title if one.title is not None else spoken.name_destroyed
        about: Row = [laid.item or spoken.whole_meeting, title, one.version, one.sha256]
        yield [*about, spoken.tabled_by, laid.by.name, laid.by.office, local_stamp(laid.at), stamp(laid.at)]
        for each in opened:
            yield [
                *about,
                spoken.opened_by,
                each.seat.name,
                each.seat.office,
                local_stamp(each.at),
                stamp(each.at),
            ]
