"""Open ballots, which name each voter (การออกเสียงลงคะแนนโดยเปิดเผย, ข้อ ๑๑ (๑))."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from meeting_server.meeting.facts.chat import MessagePosted
from meeting_server.meeting.facts.fact import Fact, Retention, personal
from meeting_server.meeting.ids import BallotId, ItemId, MessageId, SeatId

NO_MESSAGE = MessageId("")


class Choice(StrEnum):
    """What an open ballot offers."""

    AGREE = "agree"  # เห็นชอบ
    DISAGREE = "disagree"  # ไม่เห็นชอบ
    ABSTAIN = "abstain"  # งดออกเสียง


class VoteMethod(StrEnum):
    """How a vote was given."""

    BUTTON = "button"
    VOICE = "voice"  # ด้วยเสียง: heard, and taken down while the recording runs
    SYMBOL = "symbol"  # a hand, a card, an emoji: seen, and taken down
    MESSAGE = "message"  # ข้อความ: written to the meeting, and taken down


class EchoEnding(StrEnum):
    """What became of a vote that was taken down and then shown to the voter (ข้อ ๑๑ (๑))."""

    CONFIRMED = "confirmed"  # the voter said that it is right
    UNOBJECTED = "unobjected"  # it was before them long enough
    UNSEEN = "unseen"  # their line was gone: nobody knows whether it is right, so that it does not count


class Outcome(StrEnum):
    """What the votes decided."""

    CARRIED = "carried"
    LOST = "lost"
    TIED = "tied"


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotOpened(Fact):
    """An open ballot was opened on an item; its electorate is frozen here, and by which rule it is decided.

    Ballots from before there were rules to choose from name none.
    """

    ballot: BallotId
    item: ItemId
    question: str
    options: tuple[Choice, ...]
    voters: tuple[SeatId, ...]
    rule: str = ""
    change_allowed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCast(Fact):
    """A voter chose; until the ballot closes the last choice counts and the earlier ones stay in the log."""

    ballot: BallotId
    seat: SeatId
    choice: Choice
    method: VoteMethod = VoteMethod.BUTTON


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceAsked(Fact):
    """Whoever presides asked the secretary to take this voter's vote down."""

    ballot: BallotId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteTakenDown(Fact):
    """The secretary took a vote down that was given by voice, by a sign or by a message; when is the time code.

    With `read_back` it was repeated aloud to a voter who has no page that could show it.
    """

    ballot: BallotId
    seat: SeatId
    choice: Choice
    method: VoteMethod
    by: SeatId
    read_back: bool = False
    message: MessageId = NO_MESSAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteEchoEnded(Fact):
    """A vote that was taken down is before its voter no longer; unseen, it does not count."""

    ballot: BallotId
    seat: SeatId
    why: EchoEnding


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteObjected(Fact):
    """The voter said that what was taken down is not their vote: it does not count, and they may vote anew."""

    ballot: BallotId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotClosed(Fact):
    """The ballot was closed."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultDeclared(Fact):
    """The totals, and what they decided under the rule named; `base` is of how many more than half must agree."""

    ballot: BallotId
    totals: tuple[tuple[Choice, int], ...]
    outcome: Outcome
    rule: str
    base: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CastingVoteGiven(Fact):
    """Whoever presides decided the tie by one vote more (เสียงชี้ขาด)."""

    ballot: BallotId
    seat: SeatId
    choice: Choice
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultAnnounced(Fact):
    """The result was read aloud to the meeting."""

    ballot: BallotId


@dataclass(frozen=True, slots=True, kw_only=True)
class DissentNoted(Fact):
    """A voter's dissent was noted with its reasons (ความเห็นแย้ง); a later one of the same voter replaces it."""

    ballot: BallotId
    seat: SeatId
    by: SeatId
    reason: str | None = personal(Retention.CONTENT)


_OF_A_BALLOT = (
    VoteCast
    | VoiceAsked
    | VoteTakenDown
    | VoteEchoEnded
    | VoteObjected
    | BallotClosed
    | ResultDeclared
    | CastingVoteGiven
    | ResultAnnounced
    | DissentNoted
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One ballot as it stands.

    `echoing` are those whose vote was taken down and is before them, to be objected to; `asked` those whose voice the
    secretary is to take down; `written` the messages that voters wrote while it was open.
    """

    opened: BallotOpened
    votes: Mapping[SeatId, VoteCast | VoteTakenDown] = field(default_factory=lambda: MappingProxyType({}))
    echoing: frozenset[SeatId] = frozenset()
    asked: frozenset[SeatId] = frozenset()
    written: Mapping[MessageId, SeatId] = field(default_factory=lambda: MappingProxyType({}))
    is_open: bool = True
    result: ResultDeclared | None = None
    casting: CastingVoteGiven | None = None
    is_announced: bool = False
    dissents: Mapping[SeatId, DissentNoted] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def waiting(self) -> tuple[SeatId, ...]:
        """The voters who have not voted yet, in roster order."""
        return tuple(seat for seat in self.opened.voters if seat not in self.votes)

    @property
    def outcome(self) -> Outcome | None:
        """What was decided, by the casting vote where one was given; None before there is a result."""
        if self.casting is not None:
            return self.casting.outcome
        return self.result.outcome if self.result is not None else None

    def after(self, fact: Fact) -> "Ballot":
        """The ballot once this fact of it has happened."""
        match fact:
            case VoteCast() | VoteTakenDown():
                return self._voted(fact)
            case VoteEchoEnded(why=EchoEnding.UNSEEN) | VoteObjected():
                votes = {seat: vote for seat, vote in self.votes.items() if seat != fact.seat}
                return replace(self, votes=MappingProxyType(votes), echoing=self.echoing - {fact.seat})
            case VoteEchoEnded():
                return replace(self, echoing=self.echoing - {fact.seat})
            case VoiceAsked():
                return replace(self, asked=self.asked | {fact.seat})
            case BallotClosed():
                return replace(self, is_open=False)
            case ResultDeclared():
                return replace(self, result=fact)
            case CastingVoteGiven():
                return replace(self, casting=fact)
            case DissentNoted():
                return replace(self, dissents=MappingProxyType({**self.dissents, fact.seat: fact}))
            case _:
                return replace(self, is_announced=True)

    def _voted(self, vote: VoteCast | VoteTakenDown) -> "Ballot":
        is_echoed = isinstance(vote, VoteTakenDown) and not vote.read_back
        others = self.echoing - {vote.seat}
        return replace(
            self,
            votes=MappingProxyType({**self.votes, vote.seat: vote}),
            echoing=others | {vote.seat} if is_echoed else others,
            asked=self.asked - {vote.seat},
        )

    def with_message(self, message: MessageId, seat: SeatId) -> "Ballot":
        """The ballot once one of the voters has written to the meeting."""
        return replace(self, written=MappingProxyType({**self.written, message: seat}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballots:
    """Every ballot of the meeting, in the order of opening."""

    by_id: MappingProxyType[BallotId, Ballot] = field(default_factory=lambda: MappingProxyType({}))

    def after(self, fact: Fact) -> "Ballots":
        """The ballots once this fact has happened."""
        match fact:
            case BallotOpened():
                return self._with(fact.ballot, Ballot(opened=fact))
            case _ if isinstance(fact, _OF_A_BALLOT):
                return self._with(fact.ballot, self.by_id[fact.ballot].after(fact))
            case MessagePosted():
                ballot = self.current
                if ballot is None or fact.seat not in ballot.opened.voters:
                    return self
                return self._with(ballot.opened.ballot, ballot.with_message(fact.message, fact.seat))
            case _:
                return self

    def _with(self, ballot_id: BallotId, ballot: Ballot) -> "Ballots":
        return Ballots(by_id=MappingProxyType(self.by_id | {ballot_id: ballot}))

    @property
    def current(self) -> Ballot | None:
        """The ballot that is open, if one is."""
        return next((ballot for ballot in self.by_id.values() if ballot.is_open), None)

    def on(self, item: ItemId) -> tuple[Ballot, ...]:
        """The ballots on an item, in the order of opening."""
        return tuple(ballot for ballot in self.by_id.values() if ballot.opened.item == item)
