"""What the minutes tell of votes and of what was resolved: each vote by name, with how it was given (ข้อ ๑๒)."""

from collections.abc import Iterator
from typing import NamedTuple

from meeting_server.meeting.facts.ballots import (
    Ballot,
    BallotOpened,
    CastingVoteGiven,
    DissentNoted,
    ResultAnnounced,
    ResultDeclared,
    VoteMethod,
    VoteObjected,
    VoteTakenDown,
)
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.resolutions import NothingResolved, OtherwiseSeen, ResolvedUnopposed
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.state import Meeting

Figures = dict[str, str | int | None]


class VoteLine(NamedTuple):
    """One member in the result of an open ballot: a choice, or why there is none; `by` took it down."""

    name: str
    standing: str
    method: VoteMethod = VoteMethod.BUTTON
    by: str = ""


def told_of_votes(fact: Fact, meeting: Meeting) -> tuple[str, Figures] | None:
    """The code of the sentence about this fact, and its figures; None if it is about something else."""
    match fact:
        case BallotOpened():
            return "ballot", {"question": fact.question, "voters": len(fact.voters)}
        case ResultDeclared():
            return "result", _result(fact, meeting.ballots.by_id[fact.ballot])
        case VoteObjected(seat=seat):
            return "vote_objected", {"name": meeting.calling.seats[seat].name}
        case CastingVoteGiven(seat=seat):
            figures: Figures = {"choice": fact.choice, "outcome": fact.outcome}
            return "casting_vote", {"name": meeting.calling.seats[seat].name, **figures}
        case ResultAnnounced():
            return "announced", {}
        case DissentNoted(seat=seat):
            return "dissent", {"name": meeting.calling.seats[seat].name, "dissent": fact.reason}
        case OtherwiseSeen(seat=seat):
            return "otherwise_seen", {"name": meeting.calling.seats[seat].name}
        case ResolvedUnopposed():
            return "unopposed", {"question": fact.question}
        case NothingResolved(item=item):
            number = meeting.calling.items[item].number
            return "nothing_resolved", {"number": number, "unresolved": fact.why}
        case _:
            return None


def _result(fact: ResultDeclared, ballot: Ballot) -> Figures:
    totals = {option.value: count for option, count in fact.totals}
    voters, cast = len(ballot.opened.voters), len(ballot.votes)
    return {**totals, "outcome": fact.outcome.value, "voters": voters, "cast": cast}


def vote_lines(meeting: Meeting, ballot: Ballot, out: frozenset[SeatId]) -> tuple[VoteLine, ...]:
    """Each voter; of ballots that name their rule each member, the suspended and the absent ones apart."""
    return tuple(_lines(meeting, ballot, out))


def _lines(meeting: Meeting, ballot: Ballot, out: frozenset[SeatId]) -> Iterator[VoteLine]:
    is_whole = bool(ballot.opened.rule)
    for seat in meeting.seats:
        name = seat.name or ""
        vote = ballot.votes.get(seat.id)
        if vote is not None:
            by = meeting.calling.seats[vote.by].name or "" if isinstance(vote, VoteTakenDown) else ""
            yield VoteLine(name, vote.choice.value, vote.method, by)
        elif seat.id in ballot.opened.voters:
            yield VoteLine(name, "silent" if is_whole else "none")
        elif is_whole and seat.votes:
            yield VoteLine(name, "suspended" if seat.id in out else "absent")


def methods_used(meeting: Meeting) -> tuple[VoteMethod, ...]:
    """How was voted in this meeting, in the order of the methods."""
    used = {vote.method for ballot in meeting.ballots.by_id.values() for vote in ballot.votes.values()}
    return tuple(method for method in VoteMethod if method in used)
