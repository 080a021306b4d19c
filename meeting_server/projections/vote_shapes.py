"""The shapes of ballots and resolutions in the view; while a ballot is open nobody's choice is among them."""

from typing import Literal, TypedDict

from meeting_server.meeting.facts.ballots import Choice, EchoEnding, Outcome, VoteMethod
from meeting_server.meeting.facts.resolutions import Unresolved


class LineShape(TypedDict):
    """One member in a result; `by` is who took the vote down, `echo` what its voter said of that."""

    seat: str
    standing: Literal["choice", "none", "suspended", "absent"]
    choice: Choice | None
    method: VoteMethod | None
    at: str | None
    by: str | None
    echo: EchoEnding | None
    dissent: str | None  # its reasons, empty when they were destroyed


class TotalShape(TypedDict):
    """The votes for one option."""

    option: Choice
    count: int


class CastingShape(TypedDict):
    """The vote by which whoever presides decided a tie."""

    seat: str
    choice: Choice
    at: str | None


class ResultShape(TypedDict):
    """A declared result; `base` is of how many more than half had to agree, 0 where the votes alone decide."""

    totals: list[TotalShape]
    outcome: Outcome
    rule: str
    base: int
    eligible: list[str]
    methods: list[VoteMethod]
    casting: CastingShape | None
    announced_at: str | None
    lines: list[LineShape]


class BallotShape(TypedDict):
    """A ballot; while it is open nobody's choice is told.

    `echoing` are those who look at what was taken down of their vote, `asked` those whose voice is to be taken down.
    """

    ballot: str
    item: str
    question: str
    options: list[Choice]
    rule: str
    change_allowed: bool
    state: Literal["open", "closed"]
    opened_at: str | None
    closed_at: str | None
    voters: int
    cast: int
    waiting: list[str]
    voted: list[str]
    echoing: list[str]
    asked: list[str]
    result: ResultShape | None


class ObjectionsShape(TypedDict):
    """The question whether anybody sees the open item otherwise, and who does."""

    item: str
    question: str
    at: str | None
    raised: list[str]


class ResolvedShape(TypedDict):
    """What was resolved on an item without a vote: unopposed, or nothing and why."""

    item: str
    question: str | None
    unresolved: Unresolved | None
    at: str | None


class EchoShape(TypedDict):
    """What was taken down of one's own vote, and until when one may object to it."""

    choice: Choice
    method: VoteMethod
    by: str | None
    until: str


class OwnVoteShape(TypedDict):
    """The open ballot this person may vote in, their own standing choice, and what was taken down of it."""

    ballot: str
    choice: Choice | None
    final: bool  # what was chosen cannot be changed any more
    echo: EchoShape | None
    objected: bool  # what was taken down does not count, and one is to vote anew


class TakingShape(TypedDict):
    """A voter whose vote this person may take down; `page`: it will be shown to them, else it is read back."""

    seat: str
    page: bool


class OwnDutyShape(TypedDict):
    """What this person may do about the votes of others, and about a result."""

    taking: list[TakingShape]
    casting: str | None  # the ballot whose tie they decide
    dissenting: list[str]  # seats of which they may note a dissent in the newest ballot on the open item
