"""Open ballots: who may vote, once each, by name (การออกเสียงลงคะแนนโดยเปิดเผย, ข้อ ๑๑ (๑))."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.ballots import (
    Ballot,
    BallotClosed,
    BallotOpened,
    CastingVoteGiven,
    Choice,
    DissentNoted,
    Outcome,
    ResultAnnounced,
    ResultDeclared,
    VoteCast,
)
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import BallotId, ItemId, SeatId
from meeting_server.meeting.profile import Majority
from meeting_server.meeting.quorum import quorum, voters
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command, PresidingCommand, must_be_sitting
from meeting_server.meeting.rules.rooms import still_in_room
from meeting_server.meeting.rules.suspension import must_be_undisputed
from meeting_server.meeting.state import Meeting
from meeting_server.meeting.tally import (
    decided,
    is_of_minority,
    may_be_cast,
    rule_named,
    totals,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBallot(PresidingCommand):
    """Open a ballot on the open item, with a quorum; the voters are frozen here."""

    ballot: BallotId
    item: ItemId
    question: str

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Voters are the members present and not suspended, the chair among them."""
        must_be_sitting(meeting)
        actor.must_preside(meeting)
        must_be_able_to_decide(meeting, self.item)
        if not self.question.strip():
            raise Refused(Reason.EMPTY_TEXT)
        rule = meeting.profile.votes
        yield BallotOpened(
            ballot=self.ballot,
            item=self.item,
            question=self.question.strip(),
            options=tuple(Choice),
            voters=voters(meeting),
            rule=rule_named(rule.majority),
            change_allowed=rule.change_allowed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CastVote(Command):
    """Vote, or change one's vote while the ballot is open; one vote per seat whatever the device."""

    ballot: BallotId
    choice: Choice

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """The same choice again changes nothing and writes nothing; another one stands where the rules allow it."""
        must_be_sitting(meeting)
        seat = actor.must_be_inside(meeting)
        ballot = open_ballot(meeting, self.ballot)
        if seat.id not in ballot.opened.voters:
            raise Refused(Reason.NOT_ENTITLED)
        if self.choice not in ballot.opened.options:
            raise Refused(Reason.UNKNOWN_CHOICE)
        standing = ballot.votes.get(seat.id)
        if standing is not None and standing.choice is self.choice:
            return
        if standing is not None and not ballot.opened.change_allowed:
            raise Refused(Reason.VOTE_STANDS)
        yield VoteCast(ballot=self.ballot, seat=seat.id, choice=self.choice)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBallot(PresidingCommand):
    """Close the ballot and declare its result."""

    ballot: BallotId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Whoever has not voted is shown as ไม่ออกเสียง, never as abstaining; what is before a voter is waited for."""
        must_be_sitting(meeting)
        actor.must_preside(meeting)
        ballot = open_ballot(meeting, self.ballot)
        if ballot.echoing:
            raise Refused(Reason.ECHO_RUNS, count=len(ballot.echoing))
        yield BallotClosed(ballot=self.ballot)
        counted, majority = totals(ballot), meeting.profile.votes.majority
        bases = {Majority.PRESENT: len(ballot.opened.voters), Majority.MEMBERS: quorum(meeting).base}
        base = bases.get(majority, 0)
        yield ResultDeclared(
            ballot=self.ballot,
            totals=tuple(counted.items()),
            outcome=decided(counted, base),
            rule=rule_named(majority),
            base=base,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveCastingVote(Command):
    """Decide a tie by one vote more: the deed of whoever presides themselves, on nobody's orders."""

    ballot: BallotId
    choice: Choice

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """One side or the other, and once; where the rules give a casting vote (มาตรา ๘๒)."""
        must_be_sitting(meeting)
        seat = actor.must_be_inside(meeting)
        if seat.id != meeting.presiding:
            raise Refused(Reason.NOT_ALLOWED)
        ballot = _closed_ballot(meeting, self.ballot)
        if not may_be_cast(meeting, ballot) or meeting.agenda.current != ballot.opened.item:
            raise Refused(Reason.NO_CASTING_VOTE)
        if self.choice is Choice.ABSTAIN:
            raise Refused(Reason.UNKNOWN_CHOICE)
        outcome = Outcome.CARRIED if self.choice is Choice.AGREE else Outcome.LOST
        yield CastingVoteGiven(ballot=self.ballot, seat=seat.id, choice=self.choice, outcome=outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceResult(PresidingCommand):
    """Say that the result was read aloud to the meeting."""

    ballot: BallotId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Once, and after a tie is decided."""
        must_be_sitting(meeting)
        actor.must_preside(meeting)
        ballot = _closed_ballot(meeting, self.ballot)
        if ballot.is_announced:
            raise Refused(Reason.ALREADY_ANNOUNCED)
        if may_be_cast(meeting, ballot):
            raise Refused(Reason.CASTING_VOTE_DUE)
        yield ResultAnnounced(ballot=self.ballot)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDissent(Command):
    """Have one's dissent noted with its reasons; the secretary notes it for whoever asks for it (มาตรา ๘๓)."""

    ballot: BallotId
    seat: SeatId
    reason: str

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Of a voter who did not vote as the meeting decided."""
        must_be_sitting(meeting)
        by = actor.must_be_inside(meeting)
        if by.id != self.seat and Right.TAKE_DOWN_VOTES not in by.rights:
            raise Refused(Reason.NOT_ALLOWED)
        ballot = _closed_ballot(meeting, self.ballot)
        if not is_of_minority(ballot, self.seat):
            raise Refused(Reason.NO_DISSENT)
        if not self.reason.strip():
            raise Refused(Reason.EMPTY_TEXT)
        yield DissentNoted(ballot=self.ballot, seat=self.seat, by=by.id, reason=self.reason.strip())


def must_be_able_to_decide(meeting: Meeting, item: ItemId) -> None:
    """Raises Refused unless the item is open, nothing is being voted on, and a quorum is there without the suspended."""
    if item not in meeting.calling.items:
        raise Refused(Reason.UNKNOWN_ITEM)
    if meeting.agenda.current != item:
        raise Refused(Reason.ITEM_NOT_OPEN)
    if meeting.ballots.current is not None:
        raise Refused(Reason.BALLOT_OPEN)
    must_be_undisputed(meeting, item)
    if inside := still_in_room(meeting):
        raise Refused(Reason.STILL_IN_ROOM, seat=inside[0])
    must_have_quorum(meeting)


def must_have_quorum(meeting: Meeting) -> None:
    """Raises Refused(NO_QUORUM)."""
    count = quorum(meeting)
    if not count.met:
        raise Refused(Reason.NO_QUORUM, present=count.present, needed=count.needed, base=count.base)


def open_ballot(meeting: Meeting, ballot_id: BallotId) -> Ballot:
    """The ballot, which is open; raises Refused."""
    ballot = meeting.ballots.by_id.get(ballot_id)
    if ballot is None:
        raise Refused(Reason.UNKNOWN_BALLOT)
    if not ballot.is_open:
        raise Refused(Reason.BALLOT_NOT_OPEN)
    return ballot


def _closed_ballot(meeting: Meeting, ballot_id: BallotId) -> Ballot:
    ballot = meeting.ballots.by_id.get(ballot_id)
    if ballot is None:
        raise Refused(Reason.UNKNOWN_BALLOT)
    if ballot.result is None:
        raise Refused(Reason.BALLOT_OPEN)
    return ballot
