"""Votes and what they decided, each voter by name (ข้อ ๑๑ (๑)); the same lines as on the screen, and their history."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from meeting_server.audit.entry import Entry
from meeting_server.meeting.ids import BallotId, SeatId
from meeting_server.meeting.state import Meeting
from meeting_server.projections.ballot_view import ballot_view, resolved
from meeting_server.projections.chronicle import Chronicle
from meeting_server.projections.vote_shapes import BallotShape, ResolvedShape
from meeting_server.projections.vote_times import Version


class Results(NamedTuple):
    """The meeting as it ended, its ballots in the order of opening, every version of every vote, and the other ends."""

    meeting: Meeting
    ballots: Sequence[BallotShape]
    versions: Mapping[tuple[BallotId, SeatId], Sequence[Version]]
    resolved: Sequence[ResolvedShape]


def results(entries: Iterable[Entry]) -> Results:
    """What the log says of votes and resolutions."""
    meeting, chronicle = Meeting(), Chronicle()
    for entry in entries:
        meeting = meeting.after(entry.fact)
        chronicle.note(entry, meeting)
    ballots = [ballot_view(meeting, chronicle, ballot) for ballot in meeting.ballots.by_id.values()]
    return Results(meeting, ballots, chronicle.votes.versions, resolved(meeting, chronicle))
