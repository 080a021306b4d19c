"""The votes as a table: every ballot, every member, by name (ข้อ ๑๑ (๑)), and what was resolved without one."""

from collections.abc import Iterator, Sequence

from meeting_server.audit.entry import Entry, moment_of, stamp
from meeting_server.export.tables import table
from meeting_server.export.thai import Language, local_stamp
from meeting_server.export.words import Words, words
from meeting_server.meeting.facts.ballots import Choice, Outcome, VoteMethod, VoteTakenDown
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.ids import BallotId, ItemId, MeetingId, SeatId
from meeting_server.projections.results import Results, results
from meeting_server.projections.vote_shapes import BallotShape, LineShape, ResolvedShape, ResultShape

Row = list[str | int | None]


def render(_meeting: MeetingId, entries: Sequence[Entry], language: Language) -> bytes:
    """One row for each member in each ballot, then one for each total and for what was decided by what rule."""
    spoken = words(language)
    sheet = _Sheet(results(entries), spoken)
    return table(spoken.votes_head, list(sheet.rows()))


class _Sheet:
    """Puts the results of one meeting into rows."""

    def __init__(self, found: Results, spoken: Words) -> None:
        self._found = found
        self._words = spoken

    def rows(self) -> Iterator[Row]:
        for ballot in self._found.ballots:
            result = ballot["result"]
            if result is not None:
                yield from self._ballot(ballot, result)
        for one in self._found.resolved:
            yield self._resolved(one)

    def _ballot(self, ballot: BallotShape, result: ResultShape) -> Iterator[Row]:
        spoken = self._words
        about: Row = [self._number(ballot["item"]), ballot["question"]]
        for line in result["lines"]:
            yield from self._line(about, ballot, line)
        for total in result["totals"]:
            choice = spoken.choice[Choice(total["option"])]
            yield [*about, spoken.total, None, choice, total["count"], None, None]
        casting = result["casting"]
        if casting is not None:
            seat = self._seat(casting["seat"])
            said = f"{spoken.casting_vote}: {spoken.choice[casting['choice']]}"
            yield [*about, seat.name, seat.office, said, None, *_when(casting["at"])]
        outcome = spoken.outcome[Outcome(result["outcome"])]
        yield [*about, spoken.outcome_word, None, outcome, None, None, None]
        if ballot["rule"]:
            yield from self._how(about, ballot, result)

    def _line(self, about: Row, ballot: BallotShape, line: LineShape) -> Iterator[Row]:
        """What stands, and under it what stood before and a dissent; papers from before told only what stands."""
        spoken, seat = self._words, self._seat(line["seat"])
        who: Row = [*about, seat.name, seat.office]
        if line["choice"]:
            stands = spoken.choice[line["choice"]] + self._taken(ballot, line)
        else:
            silent = line["standing"] == "none" and bool(ballot["rule"])
            stands = spoken.standing["silent" if silent else line["standing"]]
        yield [*who, stands, None, *_when(line["at"])]
        if not ballot["rule"]:
            return
        for version in self._found.versions.get((BallotId(ballot["ballot"]), seat.id), ()):
            if version.fate != "stands":
                choice = spoken.choice[version.vote.choice]
                said = spoken.earlier.format(choice=choice, fate=spoken.fate[version.fate])
                yield [*who, said, None, *_when(stamp(version.at))]
        if line["dissent"] is not None:
            reason = line["dissent"] or spoken.name_destroyed
            yield [*who, spoken.dissent_is.format(reason=reason), None, None, None]

    def _taken(self, ballot: BallotShape, line: LineShape) -> str:
        """By whom a vote was taken down, and how it was shown to its voter."""
        if line["by"] is None:
            return ""
        spoken = self._words
        vote = self._found.versions[BallotId(ballot["ballot"]), SeatId(line["seat"])][-1].vote
        by = self._seat(line["by"]).name or spoken.name_destroyed
        said = [spoken.taken_down.format(method=spoken.method[vote.method], by=by)]
        if isinstance(vote, VoteTakenDown) and vote.read_back:
            said.append(spoken.read_back)
        if line["echo"] is not None:
            said.append(spoken.echo[line["echo"]])
        return f" ({' · '.join(said)})"

    def _how(self, about: Row, ballot: BallotShape, result: ResultShape) -> Iterator[Row]:
        """The rest of a complete record: methods, rule, and when it was opened, closed and read out (E8.2.4-b)."""
        spoken = self._words
        methods = spoken.and_between.join(spoken.method[VoteMethod(method)] for method in result["methods"])
        rule = spoken.rule[result["rule"]]
        if result["base"]:
            rule = spoken.rule_of.format(rule=rule, base=result["base"])
        yield [*about, spoken.methods_word, None, methods or None, None, None, None]
        yield [*about, spoken.rule_word, None, rule, None, None, None]
        for word, at in (
            (spoken.opened_word, ballot["opened_at"]),
            (spoken.closed_word, ballot["closed_at"]),
            (spoken.announced_word, result["announced_at"]),
        ):
            yield [*about, word, None, None, None, *_when(at)]

    def _resolved(self, one: ResolvedShape) -> Row:
        spoken, why = self._words, one["unresolved"]
        if why is None:
            said = spoken.unopposed_outcome
        else:
            said = spoken.nothing_resolved.format(unresolved=spoken.unresolved[why])
        about = one["question"] or self._found.meeting.calling.items[ItemId(one["item"])].title
        return [
            self._number(one["item"]),
            about,
            spoken.outcome_word,
            None,
            said,
            None,
            *_when(one["at"]),
        ]

    def _number(self, item: str) -> str:
        return self._found.meeting.calling.items[ItemId(item)].number

    def _seat(self, seat: str) -> Seat:
        return self._found.meeting.calling.seats[SeatId(seat)]


def _when(at: str | None) -> tuple[str | None, str | None]:
    return (local_stamp(moment_of(at)), at) if at else (None, None)
