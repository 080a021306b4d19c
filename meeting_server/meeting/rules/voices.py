"""Votes that the secretary takes down: by voice, by a sign, by a message; each is shown to its voter (ข้อ ๑๑ (๑))."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.ballots import (
    NO_MESSAGE,
    Ballot,
    Choice,
    EchoEnding,
    VoiceAsked,
    VoteCast,
    VoteEchoEnded,
    VoteMethod,
    VoteObjected,
    VoteTakenDown,
)
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import BallotId, MessageId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.ballots import open_ballot
from meeting_server.meeting.rules.command import Command, PresidingCommand, must_be_sitting
from meeting_server.meeting.state import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForVoice(PresidingCommand):
    """Ask the secretary to take down the vote of somebody who cannot press."""

    ballot: BallotId
    seat: SeatId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Of a voter who has not voted; once is enough."""
        must_be_sitting(meeting)
        actor.must_preside(meeting)
        ballot = open_ballot(meeting, self.ballot)
        _must_be_voter(meeting, ballot, self.seat)
        if self.seat in ballot.votes:
            raise Refused(Reason.VOTE_STANDS)
        if self.seat not in ballot.asked:
            yield VoiceAsked(ballot=self.ballot, seat=self.seat)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeDownVote(Command):
    """Take down what a voter said, showed or wrote; `message` is the one they wrote to the meeting."""

    ballot: BallotId
    seat: SeatId
    choice: Choice
    method: VoteMethod
    read_back: bool = False
    message: MessageId = NO_MESSAGE

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Never over what they pressed themselves. Whoever has no page that could show it has it read back to them."""
        must_be_sitting(meeting)
        own = actor.must_have(meeting, Right.TAKE_DOWN_VOTES)
        ballot = open_ballot(meeting, self.ballot)
        if self.seat == own.id or self.method is VoteMethod.BUTTON:
            raise Refused(Reason.NOT_ALLOWED)
        _must_be_voter(meeting, ballot, self.seat)
        if self.choice not in ballot.opened.options:
            raise Refused(Reason.UNKNOWN_CHOICE)
        is_written = self.method is VoteMethod.MESSAGE
        if is_written is (self.message == NO_MESSAGE) or (
            is_written and ballot.written.get(self.message) != self.seat
        ):
            raise Refused(Reason.NO_SUCH_MESSAGE)
        has_page = self.seat in meeting.attendance.connected
        if not has_page and not self.read_back:
            raise Refused(Reason.READ_BACK_FIRST)
        yield from self._taken(ballot, own.id, is_read_back=not has_page)

    def _taken(self, ballot: Ballot, by: SeatId, *, is_read_back: bool) -> Iterator[Fact]:
        standing = ballot.votes.get(self.seat)
        if isinstance(standing, VoteCast):
            raise Refused(Reason.VOTED_THEMSELVES)
        taken = VoteTakenDown(
            ballot=self.ballot,
            seat=self.seat,
            choice=self.choice,
            method=self.method,
            by=by,
            read_back=is_read_back,
            message=self.message,
        )
        if standing == taken:
            return
        # A slip is put right while it is before the voter; what stands is changed by the rule for everybody.
        if standing is not None and self.seat not in ballot.echoing and not ballot.opened.change_allowed:
            raise Refused(Reason.VOTE_STANDS)
        yield taken


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmVote(Command):
    """Say that one's vote was taken down rightly."""

    ballot: BallotId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """While it is before them."""
        seat = _shown(meeting, actor, self.ballot)
        yield VoteEchoEnded(ballot=self.ballot, seat=seat, why=EchoEnding.CONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectToVote(Command):
    """Say that it is not one's vote: the line is open again, and both versions stay in the log."""

    ballot: BallotId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """While it is before them."""
        seat = _shown(meeting, actor, self.ballot)
        yield VoteObjected(ballot=self.ballot, seat=seat)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndEcho(Command):
    """The time is over in which a voter may object to what was taken down."""

    ballot: BallotId
    seat: SeatId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """If their page was gone, nobody knows whether it is right, and it does not count."""
        actor.must_be_system()
        ballot = open_ballot(meeting, self.ballot)
        if self.seat in ballot.echoing:
            is_seen = self.seat in meeting.attendance.connected
            why = EchoEnding.UNOBJECTED if is_seen else EchoEnding.UNSEEN
            yield VoteEchoEnded(ballot=self.ballot, seat=self.seat, why=why)


def _must_be_voter(meeting: Meeting, ballot: Ballot, seat: SeatId) -> None:
    if seat not in meeting.calling.seats:
        raise Refused(Reason.UNKNOWN_SEAT)
    if seat not in ballot.opened.voters:
        raise Refused(Reason.NO_VOTE_HERE, seat=seat)
    if seat not in meeting.attendance.entered:
        raise Refused(Reason.NOT_PRESENT, seat=seat)


def _shown(meeting: Meeting, actor: Actor, ballot_id: BallotId) -> SeatId:
    """Whose vote is before them to be confirmed or objected to: the actor's own, and nobody else's."""
    must_be_sitting(meeting)
    seat = actor.must_be_inside(meeting)
    ballot = open_ballot(meeting, ballot_id)
    if seat.id not in ballot.opened.voters:
        raise Refused(Reason.NOT_ENTITLED)
    if seat.id not in ballot.echoing:
        raise Refused(Reason.NOTHING_TO_CONFIRM)
    return seat.id
