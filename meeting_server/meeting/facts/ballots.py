"""Open ballots, which name each voter (การออกเสียงลงคะแนนโดยเปิดเผย, ข้อ ๑๑ (๑))."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import BallotId, ItemId, SeatId


class Choice(StrEnum):
    """What an open ballot offers."""

    AGREE = "agree"  # เห็นชอบ
    DISAGREE = "disagree"  # ไม่เห็นชอบ
    ABSTAIN = "abstain"  # งดออกเสียง


class VoteMethod(StrEnum):
    """How a vote was given."""

    BUTTON = "button"


class Outcome(StrEnum):
    """What the votes decided."""

    CARRIED = "carried"
    LOST = "lost"
    TIED = "tied"


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotOpened(Fact):
    """An open ballot was opened on an item; its electorate is frozen here."""

    ballot: BallotId
    item: ItemId
    question: str
    options: tuple[Choice, ...]
    voters: tuple[SeatId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCast(Fact):
    """A voter chose; until the ballot closes the last choice counts and the earlier ones stay in the log."""

    ballot: BallotId
    seat: SeatId
    choice: Choice
    method: VoteMethod = VoteMethod.BUTTON


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotClosed(Fact):
    """The ballot was closed."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultDeclared(Fact):
    """The totals, and what they decided under the rule named."""

    ballot: BallotId
    totals: tuple[tuple[Choice, int], ...]
    outcome: Outcome
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One ballot as it stands."""

    opened: BallotOpened
    votes: MappingProxyType[SeatId, VoteCast] = field(default_factory=lambda: MappingProxyType({}))
    is_open: bool = True
    result: ResultDeclared | None = None

    def with_vote(self, vote: VoteCast) -> "Ballot":
        """The ballot once this vote was cast."""
        votes = MappingProxyType(self.votes | {vote.seat: vote})
        return Ballot(opened=self.opened, votes=votes, is_open=self.is_open, result=self.result)

    @property
    def waiting(self) -> tuple[SeatId, ...]:
        """The voters who have not voted yet, in roster order."""
        return tuple(seat for seat in self.opened.voters if seat not in self.votes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballots:
    """Every ballot of the meeting, in the order of opening."""

    by_id: MappingProxyType[BallotId, Ballot] = field(default_factory=lambda: MappingProxyType({}))

    def after(self, fact: Fact) -> "Ballots":
        """The ballots once this fact has happened."""
        match fact:
            case BallotOpened():
                return self._with(fact.ballot, Ballot(opened=fact))
            case VoteCast():
                ballot = self.by_id[fact.ballot]
                return self._with(fact.ballot, ballot.with_vote(fact))
            case BallotClosed():
                return self._with(fact.ballot, replace(self.by_id[fact.ballot], is_open=False))
            case ResultDeclared():
                return self._with(fact.ballot, replace(self.by_id[fact.ballot], result=fact))
            case _:
                return self

    def _with(self, ballot_id: BallotId, ballot: Ballot) -> "Ballots":
        return Ballots(by_id=MappingProxyType(self.by_id | {ballot_id: ballot}))

    @property
    def current(self) -> Ballot | None:
        """The ballot that is open, if one is."""
        return next((ballot for ballot in self.by_id.values() if ballot.is_open), None)
