"""Open ballots: who may vote, once each, by name (การออกเสียงลงคะแนนโดยเปิดเผย, ข้อ ๑๑ (๑))."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.ballots import (
    Ballot,
    BallotClosed,
    BallotOpened,
    Choice,
    ResultDeclared,
    VoteCast,
)
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import BallotId, ItemId
from meeting_server.meeting.quorum import quorum, voters
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command, PresidingCommand, must_be_sitting
from meeting_server.meeting.rules.rooms import still_in_room
from meeting_server.meeting.rules.suspension import must_be_undisputed
from meeting_server.meeting.state import Meeting
from meeting_server.meeting.tally import MAJORITY_OF_VOTES, decided, totals


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
        if self.item not in meeting.calling.items:
            raise Refused(Reason.UNKNOWN_ITEM)
        if meeting.agenda.current != self.item:
            raise Refused(Reason.ITEM_NOT_OPEN)
        if meeting.ballots.current is not None:
            raise Refused(Reason.BALLOT_OPEN)
        must_be_undisputed(meeting, self.item)
        if inside := still_in_room(meeting):
            raise Refused(Reason.STILL_IN_ROOM, seat=inside[0])
        if not self.question.strip():
            raise Refused(Reason.EMPTY_TEXT)
        count = quorum(meeting)
        if not count.met:
            raise Refused(Reason.NO_QUORUM, present=count.present, needed=count.needed, base=count.base)
        yield BallotOpened(
            ballot=self.ballot,
            item=self.item,
            question=self.question.strip(),
            options=tuple(Choice),
            voters=voters(meeting),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CastVote(Command):
    """Vote, or change one's vote while the ballot is open; one vote per seat whatever the device."""

    ballot: BallotId
    choice: Choice

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """The same choice again changes nothing and writes nothing."""
        must_be_sitting(meeting)
        seat = actor.must_be_inside(meeting)
        ballot = _open_ballot(meeting, self.ballot)
        if seat.id not in ballot.opened.voters:
            raise Refused(Reason.NOT_ENTITLED)
        if self.choice not in ballot.opened.options:
            raise Refused(Reason.UNKNOWN_CHOICE)
        standing = ballot.votes.get(seat.id)
        if standing is None or standing.choice is not self.choice:
            yield VoteCast(ballot=self.ballot, seat=seat.id, choice=self.choice)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBallot(PresidingCommand):
    """Close the ballot and declare its result."""

    ballot: BallotId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Whoever has not voted is shown as ไม่ออกเสียง, never as abstaining."""
        must_be_sitting(meeting)
        actor.must_preside(meeting)
        ballot = _open_ballot(meeting, self.ballot)
        yield BallotClosed(ballot=self.ballot)
        counted = totals(ballot)
        yield ResultDeclared(
            ballot=self.ballot,
            totals=tuple(counted.items()),
            outcome=decided(counted),
            rule=MAJORITY_OF_VOTES,
        )


def _open_ballot(meeting: Meeting, ballot_id: BallotId) -> Ballot:
    ballot = meeting.ballots.by_id.get(ballot_id)
    if ballot is None:
        raise Refused(Reason.UNKNOWN_BALLOT)
    if not ballot.is_open:
        raise Refused(Reason.BALLOT_NOT_OPEN)
    return ballot
