"""The votes as a table: every ballot, every member, by name (ข้อ ๑๑ (๑))."""

from collections.abc import Iterator, Sequence

from meeting_server.audit.entry import Entry, moment_of
from meeting_server.export.tables import table
from meeting_server.export.thai import Language, local_stamp
from meeting_server.export.words import Words, words
from meeting_server.meeting.facts.ballots import Choice, Outcome
from meeting_server.meeting.ids import ItemId, MeetingId, SeatId
from meeting_server.meeting.state import Meeting
from meeting_server.projections.results import results
from meeting_server.projections.view_shapes import BallotShape

Row = list[str | int | None]


def render(_meeting: MeetingId, entries: Sequence[Entry], language: Language) -> bytes:
    """One row for each member in each ballot, then one for each total."""
    spoken = words(language)
    meeting, ballots = results(entries)
    rows = [row for ballot in ballots for row in _rows(meeting, ballot, spoken)]
    return table(spoken.votes_head, rows)


def _rows(meeting: Meeting, ballot: BallotShape, spoken: Words) -> Iterator[Row]:
    result = ballot["result"]
    number = meeting.calling.items[ItemId(ballot["item"])].number
    about = [number, ballot["question"]]
    if result is None:
        return
    for line in result["lines"]:
        seat = meeting.calling.seats[SeatId(line["seat"])]
        choice = line["choice"]
        stands = spoken.choice[Choice(choice)] if choice else spoken.standing[line["standing"]]
        at = local_stamp(moment_of(line["at"])) if line["at"] else None
        yield [*about, seat.name, seat.office, stands, None, at, line["at"]]
    for total in result["totals"]:
        yield [*about, spoken.total, None, spoken.choice[Choice(total["option"])], total["count"], None, None]
    yield [*about, spoken.outcome_word, None, spoken.outcome[Outcome(result["outcome"])], None, None, None]
