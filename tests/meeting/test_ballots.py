"""Open ballots by name."""

import pytest

from meeting_server.meeting.facts.ballots import (
    BallotClosed,
    BallotOpened,
    Choice,
    Outcome,
    ResultDeclared,
    VoteCast,
)
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.presence import Disconnected, Ending
from meeting_server.meeting.ids import BallotId, ItemId
from meeting_server.meeting.quorum import quorum, voters
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.rules.ballots import CastVote, CloseBallot, OpenBallot
from tests.given import ITEM_1, ITEM_41, KAMALA_OUT, ON_ITEM_41, SITTING, connected, given
from tests.people import ARUNEE, CHAI, KAMALA, PREECHA, THANA, VEERA, WILAI

BALLOT = BallotId("bal_1")
OPEN = OpenBallot(ballot=BALLOT, item=ITEM_41, question=" เห็นชอบตามที่เสนอหรือไม่ ")


def opened(*seats: str) -> BallotOpened:
    voting = tuple(c.seat for c in (ARUNEE, THANA, WILAI, KAMALA, VEERA) if c.seat not in seats)
    return BallotOpened(
        ballot=BALLOT,
        item=ITEM_41,
        question="เห็นชอบตามที่เสนอหรือไม่",
        options=tuple(Choice),
        voters=voting,
    )


WITH_BALLOT: list[Fact] = [*ON_ITEM_41, opened()]
WITH_KAMALA_OUT: list[Fact] = [*KAMALA_OUT, opened(KAMALA.seat)]


def vote(choice: Choice) -> CastVote:
    return CastVote(ballot=BALLOT, choice=choice)


def test_the_voters_are_the_members_present_and_not_suspended() -> None:
    given(ON_ITEM_41).when(OPEN, ARUNEE).then(opened())
    given(KAMALA_OUT).when(OPEN, ARUNEE).then(opened(KAMALA.seat))


def test_a_ballot_needs_the_open_item_a_question_the_chair_and_no_other_ballot() -> None:
    given(SITTING).when(OPEN, ARUNEE).refused(Reason.ITEM_NOT_OPEN)
    given(ON_ITEM_41).when(OPEN, THANA).refused(Reason.NOT_ALLOWED)
    given(WITH_BALLOT).when(OPEN, ARUNEE).refused(Reason.BALLOT_OPEN)
    silent = OpenBallot(ballot=BALLOT, item=ITEM_41, question="  ")
    given(ON_ITEM_41).when(silent, ARUNEE).refused(Reason.EMPTY_TEXT)
    given(ON_ITEM_41).when(OpenBallot(ballot=BALLOT, item=ITEM_1, question="?"), ARUNEE).refused(
        Reason.ITEM_NOT_OPEN
    )
    given(ON_ITEM_41).when(OpenBallot(ballot=BALLOT, item=ItemId("x"), question="?"), ARUNEE).refused(
        Reason.UNKNOWN_ITEM
    )


def test_no_ballot_without_a_quorum() -> None:
    lost = [
        Disconnected(seat=c.seat, connection=connected(c).connection, why=Ending.LOST) for c in (THANA, WILAI)
    ]
    given(ON_ITEM_41, lost).when(OPEN, ARUNEE).refused(Reason.NO_QUORUM)


def test_a_member_votes_and_may_change_their_vote_until_the_close() -> None:
    given(WITH_BALLOT).when(vote(Choice.AGREE), THANA).then(
        VoteCast(ballot=BALLOT, seat=THANA.seat, choice=Choice.AGREE)
    )
    voted = VoteCast(ballot=BALLOT, seat=THANA.seat, choice=Choice.AGREE)
    given(WITH_BALLOT, voted).when(vote(Choice.DISAGREE), THANA).then(
        VoteCast(ballot=BALLOT, seat=THANA.seat, choice=Choice.DISAGREE)
    )
    given(WITH_BALLOT, voted).when(vote(Choice.AGREE), THANA).then()


def test_who_may_not_vote_is_told_why() -> None:
    given(WITH_KAMALA_OUT).when(vote(Choice.AGREE), KAMALA).refused(Reason.SUSPENDED)
    given(WITH_BALLOT).when(vote(Choice.AGREE), CHAI).refused(Reason.NOT_ENTITLED)
    given(WITH_BALLOT).when(vote(Choice.AGREE), PREECHA).refused(Reason.NOT_ENTERED)
    given(ON_ITEM_41).when(vote(Choice.AGREE), THANA).refused(Reason.UNKNOWN_BALLOT)
    given(WITH_BALLOT, BallotClosed(ballot=BALLOT)).when(vote(Choice.AGREE), THANA).refused(
        Reason.BALLOT_NOT_OPEN
    )


def test_a_choice_the_ballot_does_not_offer_is_refused() -> None:
    narrow = BallotOpened(
        ballot=BALLOT, item=ITEM_41, question="?", options=(Choice.AGREE,), voters=(THANA.seat,)
    )
    given(ON_ITEM_41, narrow).when(vote(Choice.ABSTAIN), THANA).refused(Reason.UNKNOWN_CHOICE)


@pytest.mark.parametrize(
    ("choices", "outcome"),
    [
        ((Choice.AGREE, Choice.AGREE, Choice.DISAGREE), Outcome.CARRIED),
        ((Choice.AGREE, Choice.DISAGREE, Choice.DISAGREE), Outcome.LOST),
        ((Choice.AGREE, Choice.DISAGREE, Choice.ABSTAIN), Outcome.TIED),
        ((), Outcome.TIED),
    ],
)
def test_closing_declares_the_result(choices: tuple[Choice, ...], outcome: Outcome) -> None:
    cast = [
        VoteCast(ballot=BALLOT, seat=who.seat, choice=choice)
        for who, choice in zip((ARUNEE, THANA, WILAI), choices, strict=False)
    ]
    facts = given(WITH_BALLOT, cast).when(CloseBallot(ballot=BALLOT), ARUNEE).facts()
    assert facts[0] == BallotClosed(ballot=BALLOT)
    result = facts[1]
    assert isinstance(result, ResultDeclared)
    assert result.outcome is outcome
    assert dict(result.totals) == {option: choices.count(option) for option in Choice}
    ended = given(WITH_BALLOT, cast, facts).meeting.ballots
    assert ended.current is None
    assert ended.by_id[BALLOT].result == result


def test_only_the_chair_closes_and_only_once() -> None:
    given(WITH_BALLOT).when(CloseBallot(ballot=BALLOT), THANA).refused(Reason.NOT_ALLOWED)
    given(ON_ITEM_41).when(CloseBallot(ballot=BALLOT), ARUNEE).refused(Reason.UNKNOWN_BALLOT)
    given(WITH_BALLOT, BallotClosed(ballot=BALLOT)).when(CloseBallot(ballot=BALLOT), ARUNEE).refused(
        Reason.BALLOT_NOT_OPEN
    )


def test_the_last_vote_counts_and_who_is_missing_is_named() -> None:
    first = VoteCast(ballot=BALLOT, seat=THANA.seat, choice=Choice.AGREE)
    second = VoteCast(ballot=BALLOT, seat=THANA.seat, choice=Choice.DISAGREE)
    ballot = given(WITH_BALLOT, first, second).meeting.ballots.by_id[BALLOT]
    assert ballot.votes[THANA.seat].choice is Choice.DISAGREE
    assert ballot.waiting == (ARUNEE.seat, WILAI.seat, KAMALA.seat, VEERA.seat)


def test_seven_members_one_suspended_makes_a_base_of_six() -> None:
    before, after = quorum(given(ON_ITEM_41).meeting), quorum(given(KAMALA_OUT).meeting)
    assert (before.present, before.base, before.needed, before.members) == (5, 7, 4, 7)
    assert (after.present, after.base, after.needed, after.members) == (4, 6, 3, 7)
    assert after.met
    assert KAMALA.seat not in voters(given(KAMALA_OUT).meeting)
