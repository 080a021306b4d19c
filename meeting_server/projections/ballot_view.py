"""Ballots and resolutions as everyone inside may see them: choices by name once a ballot is closed, and not before."""

from datetime import datetime

from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.ballots import Ballot, ResultDeclared, VoteMethod, VoteTakenDown
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.state import Meeting
from meeting_server.projections.chronicle import Chronicle
from meeting_server.projections.vote_shapes import (
    BallotShape,
    CastingShape,
    LineShape,
    ObjectionsShape,
    ResolvedShape,
    ResultShape,
)


def ballot_view(meeting: Meeting, chronicle: Chronicle, ballot: Ballot) -> BallotShape:
    """A ballot as everyone inside may see it."""
    opened, times = ballot.opened, chronicle.votes
    return BallotShape(
        ballot=opened.ballot,
        item=opened.item,
        question=opened.question,
        options=list(opened.options),
        rule=opened.rule,
        change_allowed=opened.change_allowed,
        state="open" if ballot.is_open else "closed",
        opened_at=_iso(times.opened.get(opened.ballot)),
        closed_at=_iso(times.closed.get(opened.ballot)),
        voters=len(opened.voters),
        cast=len(ballot.votes),
        waiting=list(ballot.waiting),
        voted=[seat for seat in opened.voters if seat in ballot.votes],
        echoing=[seat for seat in opened.voters if seat in ballot.echoing],
        asked=[seat for seat in ballot.waiting if seat in ballot.asked],
        result=_result(meeting, chronicle, ballot, ballot.result) if ballot.result is not None else None,
    )


def _result(meeting: Meeting, chronicle: Chronicle, ballot: Ballot, result: ResultDeclared) -> ResultShape:
    opened, times, casting = ballot.opened, chronicle.votes, ballot.casting
    used = {vote.method for vote in ballot.votes.values()}
    return ResultShape(
        totals=[{"option": option, "count": count} for option, count in result.totals],
        outcome=ballot.outcome or result.outcome,
        rule=result.rule,
        base=result.base,
        eligible=list(opened.voters),
        methods=[method for method in VoteMethod if method in used],
        casting=CastingShape(seat=casting.seat, choice=casting.choice, at=_iso(times.cast.get(opened.ballot)))
        if casting
        else None,
        announced_at=_iso(times.announced.get(opened.ballot)),
        lines=[_line(chronicle, ballot, seat.id) for seat in meeting.seats if seat.votes],
    )


def _line(chronicle: Chronicle, ballot: Ballot, seat: SeatId) -> LineShape:
    vote, dissent = ballot.votes.get(seat), ballot.dissents.get(seat)
    line = LineShape(
        seat=seat,
        standing="none" if seat in ballot.opened.voters else "absent",
        choice=None,
        method=None,
        at=None,
        by=None,
        echo=None,
        dissent=(dissent.reason or "") if dissent is not None else None,
    )
    if vote is not None:
        version = chronicle.votes.versions[ballot.opened.ballot, seat][-1]
        line["standing"], line["choice"], line["method"] = "choice", vote.choice, vote.method
        line["at"], line["echo"] = stamp(version.at), version.echo
        line["by"] = vote.by if isinstance(vote, VoteTakenDown) else None
    elif seat in chronicle.votes.out.get(ballot.opened.ballot, frozenset()):
        # Shown as suspended, never as absent and never as abstaining (ข้อ ๑๐ (๒)).
        line["standing"] = "suspended"
    return line


def objections(meeting: Meeting, chronicle: Chronicle) -> ObjectionsShape | None:
    """The question that stands before the meeting, whether anybody sees it otherwise."""
    asked = meeting.resolutions.asked
    if asked is None:
        return None
    return ObjectionsShape(
        item=asked.item,
        question=asked.question,
        at=_iso(chronicle.votes.asked_at),
        raised=list(meeting.resolutions.raised),
    )


def resolved(meeting: Meeting, chronicle: Chronicle) -> list[ResolvedShape]:
    """What was resolved without a vote, and what was finished without a resolution."""
    times, stands = chronicle.votes.resolved, meeting.resolutions
    unopposed = [
        ResolvedShape(item=item, question=fact.question, unresolved=None, at=_iso(times.get(item)))
        for item, fact in stands.unopposed.items()
    ]
    nothing = [
        ResolvedShape(item=item, question=None, unresolved=fact.why, at=_iso(times.get(item)))
        for item, fact in stands.nothing.items()
    ]
    return [*unopposed, *nothing]


def _iso(at: datetime | None) -> str | None:
    return stamp(at) if at is not None else None
