"""Votes and what they decided, each voter by name (ข้อ ๑๑ (๑)); the same lines as on the screen."""

from collections.abc import Iterable

from meeting_server.audit.entry import Entry
from meeting_server.meeting.state import Meeting
from meeting_server.projections.chronicle import Chronicle
from meeting_server.projections.room_view import ballot_view
from meeting_server.projections.view_shapes import BallotShape


def results(entries: Iterable[Entry]) -> tuple[Meeting, list[BallotShape]]:
    """The meeting as it ended, and its ballots in the order in which they were opened."""
    meeting, chronicle = Meeting(), Chronicle()
    for entry in entries:
        meeting = meeting.after(entry.fact)
        chronicle.note(entry, meeting)
    return meeting, [ballot_view(meeting, chronicle, ballot) for ballot in meeting.ballots.by_id.values()]
