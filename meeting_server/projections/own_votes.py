"""What a room tells one person of their own vote, and of what they may do about those of others."""

from collections.abc import Iterator
from datetime import timedelta

from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.ballots import Ballot, Choice, VoteMethod, VoteTakenDown
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.ids import BallotId, ItemId, SeatId
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.agenda import CloseItem
from meeting_server.meeting.rules.ballots import (
    AnnounceResult,
    CastVote,
    CloseBallot,
    GiveCastingVote,
    NoteDissent,
    OpenBallot,
)
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.resolutions import AskForObjections, ResolveUnopposed, SeeOtherwise
from meeting_server.meeting.rules.voices import AskForVoice, ConfirmVote, ObjectToVote, TakeDownVote
from meeting_server.meeting.state import Meeting
from meeting_server.meeting.tally import is_decided, is_of_minority, may_be_cast
from meeting_server.projections.chronicle import Chronicle
from meeting_server.projections.vote_shapes import EchoShape, OwnDutyShape, OwnVoteShape, TakingShape

_ANY = "-"  # stands for the words and ids that the rules do not look at
Step = tuple[str, Command, dict[str, str]]


def deeds(meeting: Meeting, seat: Seat) -> Iterator[tuple[str, Command]]:
    """What one may try about votes and resolutions just now."""
    ballot, item = meeting.ballots.current, meeting.agenda.current
    if ballot is not None:
        yield from _while_open(ballot, seat)
    elif item is not None:
        yield "ballots.open_ballot", OpenBallot(ballot=BallotId(_ANY), item=item, question=_ANY)
        yield "resolutions.ask_for_objections", AskForObjections(item=item, question=_ANY)
        yield "resolutions.see_otherwise", SeeOtherwise(item=item)
        yield "resolutions.resolve_unopposed", ResolveUnopposed(item=item)
        for last in meeting.ballots.on(item)[-1:]:
            closed = last.opened.ballot
            yield "ballots.give_casting_vote", GiveCastingVote(ballot=closed, choice=Choice.AGREE)
            yield "ballots.announce_result", AnnounceResult(ballot=closed)
            for voter in last.opened.voters:
                yield "ballots.note_dissent", NoteDissent(ballot=closed, seat=voter, reason=_ANY)


def _while_open(ballot: Ballot, seat: Seat) -> Iterator[tuple[str, Command]]:
    opened = ballot.opened.ballot
    own = ballot.votes.get(seat.id)
    # Whoever may change their vote may choose what they have not chosen.
    other = Choice.AGREE if own is not None and own.choice is Choice.ABSTAIN else Choice.ABSTAIN
    yield "ballots.cast_vote", CastVote(ballot=opened, choice=other)
    yield "ballots.close_ballot", CloseBallot(ballot=opened)
    yield "voices.confirm_vote", ConfirmVote(ballot=opened)
    yield "voices.object_to_vote", ObjectToVote(ballot=opened)
    for voter in ballot.opened.voters:
        yield "voices.ask_for_voice", AskForVoice(ballot=opened, seat=voter)
        yield "voices.take_down_vote", _taking(opened, voter)


def _taking(ballot: BallotId, voter: SeatId) -> TakeDownVote:
    return TakeDownVote(
        ballot=ballot, seat=voter, choice=Choice.ABSTAIN, method=VoteMethod.VOICE, read_back=True
    )


def step_in(meeting: Meeting, item: ItemId) -> Step:
    """The next step with the item before the meeting: decide it, read what was decided, and finish it."""
    last = next(iter(meeting.ballots.on(item)[-1:]), None)
    if last is not None and last.result is not None and not last.is_announced:
        args: dict[str, str] = {"ballot": last.opened.ballot}
        if may_be_cast(meeting, last):
            casting = GiveCastingVote(ballot=last.opened.ballot, choice=Choice.AGREE)
            return "ballots.give_casting_vote", casting, args
        return "ballots.announce_result", AnnounceResult(ballot=last.opened.ballot), args
    asked = meeting.resolutions.asked
    if asked is not None and not meeting.resolutions.raised:
        return "resolutions.resolve_unopposed", ResolveUnopposed(item=item), {"item": item}
    if not is_decided(meeting, item):
        opening = OpenBallot(ballot=BallotId(_ANY), item=item, question=_ANY)
        return "ballots.open_ballot", opening, {"item": item}
    return "agenda.close_item", CloseItem(item=item), {"item": item}


def own_vote(meeting: Meeting, chronicle: Chronicle, seat: Seat) -> OwnVoteShape | None:
    """The open ballot that this person may vote in.

    Whoever has left the room is told of no ballot; coming back, they may still vote.
    """
    ballot = meeting.ballots.current
    if ballot is None or seat.id not in ballot.opened.voters or seat.id not in meeting.attendance.entered:
        return None
    vote, versions = ballot.votes.get(seat.id), chronicle.votes.versions.get((ballot.opened.ballot, seat.id))
    return OwnVoteShape(
        ballot=ballot.opened.ballot,
        choice=vote.choice if vote else None,
        final=vote is not None and not ballot.opened.change_allowed,
        echo=_echo(meeting, chronicle, ballot, seat),
        objected=vote is None and versions is not None,
    )


def _echo(meeting: Meeting, chronicle: Chronicle, ballot: Ballot, seat: Seat) -> EchoShape | None:
    vote = ballot.votes.get(seat.id)
    if seat.id not in ballot.echoing or not isinstance(vote, VoteTakenDown):
        return None
    until = echo_ends(meeting, chronicle, ballot, seat.id)
    by = meeting.calling.seats[vote.by].name
    return EchoShape(choice=vote.choice, method=vote.method, by=by, until=until)


def echo_ends(meeting: Meeting, chronicle: Chronicle, ballot: Ballot, seat: SeatId) -> str:
    """Until when what was taken down stands before its voter: as long after their line came or went, too."""
    taken = chronicle.votes.given(ballot.opened.ballot, seat)
    since = max(taken, chronicle.seat_since.get(seat, taken))
    return stamp(since + timedelta(seconds=meeting.profile.votes.echo_seconds))


def own_duty(meeting: Meeting, seat: Seat) -> OwnDutyShape:
    """Whose votes this person may take down, the tie they decide, and whose dissent they may note."""
    duty = OwnDutyShape(taking=[], casting=None, dissenting=[])
    inside = seat.id in meeting.attendance.entered and seat.id not in meeting.suspensions
    item, ballot = meeting.agenda.current, meeting.ballots.current
    if not inside or item is None:
        return duty
    clerk = Right.TAKE_DOWN_VOTES in seat.rights
    if ballot is not None:
        if clerk:
            duty["taking"] = [
                TakingShape(seat=voter, page=voter in meeting.attendance.connected)
                for voter in ballot.opened.voters
                if voter != seat.id and voter in meeting.attendance.entered and _may_be_taken(ballot, voter)
            ]
        return duty
    for last in meeting.ballots.on(item)[-1:]:
        if seat.id == meeting.presiding and may_be_cast(meeting, last):
            duty["casting"] = last.opened.ballot
        elif not may_be_cast(meeting, last):
            own = last.opened.voters if clerk else (seat.id,)
            duty["dissenting"] = [voter for voter in own if is_of_minority(last, voter)]
    return duty


def _may_be_taken(ballot: Ballot, voter: SeatId) -> bool:
    vote = ballot.votes.get(voter)
    return vote is None or voter in ballot.echoing
