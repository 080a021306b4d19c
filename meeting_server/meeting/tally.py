"""Counting votes and what they decide."""

from collections.abc import Mapping

from meeting_server.meeting.facts.ballots import Ballot, Choice, Outcome
from meeting_server.meeting.facts.calling import Purpose
from meeting_server.meeting.ids import ItemId, SeatId
from meeting_server.meeting.profile import Majority
from meeting_server.meeting.state import Meeting

# More votes for than against among those who chose; abstentions count for neither side.
MAJORITY_OF_VOTES = "majority_of_votes"
# More than half of a base agree: an abstention, or silence, then weighs like a vote against.
_RULES = {
    Majority.VOTES: MAJORITY_OF_VOTES,
    Majority.PRESENT: "majority_of_present",
    Majority.MEMBERS: "majority_of_members",
}


def rule_named(majority: Majority) -> str:
    """The name under which a result is declared."""
    return _RULES[majority]


def totals(ballot: Ballot) -> dict[Choice, int]:
    """The number of votes for each option, in the order of the options."""
    chosen = [vote.choice for vote in ballot.votes.values()]
    return {option: chosen.count(option) for option in ballot.opened.options}


def decided(counted: Mapping[Choice, int], base: int = 0) -> Outcome:
    """The outcome: more for than against; of a base, more than half of it.

    A tie is said to be a tie, never decided by the machine; one that no single vote more could carry is lost.
    """
    agree, disagree = counted[Choice.AGREE], counted[Choice.DISAGREE]
    if agree == disagree and (agree + 1) * 2 > base:
        return Outcome.TIED
    return Outcome.CARRIED if agree > disagree and agree * 2 > base else Outcome.LOST


def may_be_cast(meeting: Meeting, ballot: Ballot) -> bool:
    """Whether whoever presides decides this tie: they are a voter, and somebody voted at all."""
    result = ballot.result
    if result is None or ballot.casting is not None or result.outcome is not Outcome.TIED:
        return False
    votes = dict(result.totals)
    presides = meeting.presiding in ballot.opened.voters
    return presides and votes.get(Choice.AGREE, 0) > 0 and meeting.profile.votes.casting_vote


def is_decided(meeting: Meeting, item: ItemId) -> bool:
    """Whether the meeting has resolved an item one way or the other, or has no need to (ข้อ ๘ (๒) (๒.๔))."""
    if meeting.calling.items[item].purpose is not Purpose.CONSIDER:
        return True
    if item in meeting.resolutions.unopposed:
        return True
    return any(ballot.result and not may_be_cast(meeting, ballot) for ballot in meeting.ballots.on(item)[-1:])


def is_of_minority(ballot: Ballot, seat: SeatId) -> bool:
    """Whether a voter did not vote as the meeting decided: only they can dissent."""
    sides = {Outcome.CARRIED: Choice.AGREE, Outcome.LOST: Choice.DISAGREE}
    won = sides.get(ballot.outcome) if ballot.outcome else None
    vote = ballot.votes.get(seat)
    return seat in ballot.opened.voters and (vote is None or vote.choice is not won)
