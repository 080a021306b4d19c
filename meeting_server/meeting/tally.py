"""Counting votes and what they decide."""

from collections.abc import Mapping

from meeting_server.meeting.facts.ballots import Ballot, Choice, Outcome

# More votes for than against among those who chose; abstentions count for neither side.
MAJORITY_OF_VOTES = "majority_of_votes"


def totals(ballot: Ballot) -> dict[Choice, int]:
    """The number of votes for each option, in the order of the options."""
    chosen = [vote.choice for vote in ballot.votes.values()]
    return {option: chosen.count(option) for option in ballot.opened.options}


def decided(counted: Mapping[Choice, int]) -> Outcome:
    """The outcome under the majority of votes; a tie is said to be a tie, never decided by the machine."""
    agree, disagree = counted[Choice.AGREE], counted[Choice.DISAGREE]
    if agree == disagree:
        return Outcome.TIED
    return Outcome.CARRIED if agree > disagree else Outcome.LOST
