"""Open ballots by name."""

from dataclasses import replace

import pytest

from meeting_server.meeting.facts.agenda import ItemClosed
from meeting_server.meeting.facts.ballots import (
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
from meeting_server.meeting.facts.calling import RulesSet
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.presence import Disconnected, Ending
from meeting_server.meeting.ids import BallotId, ItemId
from meeting_server.meeting.profile import Majority, VoteRule
from meeting_server.meeting.profiles.seed_2563 import SEED_2563
from meeting_server.meeting.quorum import quorum, voters
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.rules.ballots import (
    AnnounceResult,
    CastVote,
    CloseBallot,
    GiveCastingVote,
    NoteDissent,
    OpenBallot,
)
from meeting_server.meeting.tally import decided, may_be_cast
from tests.given import ITEM_1, ITEM_41, KAMALA_OUT, ON_ITEM_41, SITTING, came_in, connected, given
from tests.people import ARUNEE, CHAI, KAMALA, KONG, PREECHA, THANA, VEERA, WILAI, Cast

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
        rule="majority_of_votes",
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


def declared(outcome: Outcome = Outcome.TIED, agree: int = 1) -> list[Fact]:
    votes = [
        VoteCast(ballot=BALLOT, seat=ARUNEE.seat, choice=Choice.AGREE),
        VoteCast(ballot=BALLOT, seat=THANA.seat, choice=Choice.DISAGREE),
    ]
    totals = ((Choice.AGREE, agree), (Choice.DISAGREE, 1), (Choice.ABSTAIN, 0))
    result = ResultDeclared(ballot=BALLOT, totals=totals, outcome=outcome, rule="majority_of_votes")
    return [*votes, BallotClosed(ballot=BALLOT), result]


def casting(choice: Choice = Choice.AGREE) -> GiveCastingVote:
    return GiveCastingVote(ballot=BALLOT, choice=choice)


CAST = CastingVoteGiven(ballot=BALLOT, seat=ARUNEE.seat, choice=Choice.AGREE, outcome=Outcome.CARRIED)
ANNOUNCE = AnnounceResult(ballot=BALLOT)


def dissent(who: Cast = THANA, reason: str = " วงเงินไม่พอ ") -> NoteDissent:
    return NoteDissent(ballot=BALLOT, seat=who.seat, reason=reason)


def test_whoever_presides_decides_a_tie() -> None:
    given(WITH_BALLOT, declared()).when(casting(), ARUNEE).then(CAST)
    (lost,) = given(WITH_BALLOT, declared()).when(casting(Choice.DISAGREE), ARUNEE).facts()
    assert isinstance(lost, CastingVoteGiven)
    assert lost.outcome is Outcome.LOST
    assert given(WITH_BALLOT, declared(), CAST).meeting.ballots.by_id[BALLOT].outcome is Outcome.CARRIED


def test_a_casting_vote_is_nobody_elses_and_given_once_to_one_side() -> None:
    given(WITH_BALLOT, declared()).when(casting(), THANA).refused(Reason.NOT_ALLOWED)
    given(WITH_BALLOT, declared(), came_in(KONG)).when(casting(), KONG).refused(Reason.NOT_ALLOWED)
    given(WITH_BALLOT, declared()).when(casting(Choice.ABSTAIN), ARUNEE).refused(Reason.UNKNOWN_CHOICE)
    given(WITH_BALLOT, declared(), CAST).when(casting(), ARUNEE).refused(Reason.NO_CASTING_VOTE)
    given(WITH_BALLOT, declared(Outcome.CARRIED)).when(casting(), ARUNEE).refused(Reason.NO_CASTING_VOTE)
    given(WITH_BALLOT, declared(agree=0)).when(casting(), ARUNEE).refused(Reason.NO_CASTING_VOTE)
    given(WITH_BALLOT).when(casting(), ARUNEE).refused(Reason.BALLOT_OPEN)
    given(ON_ITEM_41).when(casting(), ARUNEE).refused(Reason.UNKNOWN_BALLOT)
    over = [*declared(), ItemClosed(item=ITEM_41)]
    given(WITH_BALLOT, over).when(casting(), ARUNEE).refused(Reason.NO_CASTING_VOTE)


def test_who_presides_without_a_vote_has_no_casting_vote() -> None:
    others = replace(opened(ARUNEE.seat), voters=(THANA.seat, WILAI.seat))
    meeting = given(ON_ITEM_41, others, declared()).meeting
    assert not may_be_cast(meeting, meeting.ballots.by_id[BALLOT])


def test_the_result_is_read_out_once_and_after_a_tie_is_decided() -> None:
    announced = ResultAnnounced(ballot=BALLOT)
    given(WITH_BALLOT, declared(Outcome.LOST)).when(ANNOUNCE, ARUNEE).then(announced)
    given(WITH_BALLOT, declared()).when(ANNOUNCE, ARUNEE).refused(Reason.CASTING_VOTE_DUE)
    given(WITH_BALLOT, declared(), CAST).when(ANNOUNCE, ARUNEE).then(announced)
    given(WITH_BALLOT, declared(), CAST, announced).when(ANNOUNCE, ARUNEE).refused(Reason.ALREADY_ANNOUNCED)
    given(WITH_BALLOT, declared(), CAST).when(ANNOUNCE, VEERA).refused(Reason.NOT_ALLOWED)


def test_a_dissent_is_noted_by_the_voter_or_by_the_secretary() -> None:
    noted = DissentNoted(ballot=BALLOT, seat=THANA.seat, by=THANA.seat, reason="วงเงินไม่พอ")
    carried = given(WITH_BALLOT, declared(), CAST)
    carried.when(dissent(), THANA).then(noted)
    carried.when(dissent(), VEERA).then(replace(noted, by=VEERA.seat))
    carried.when(dissent(WILAI), WILAI).facts()
    assert given(WITH_BALLOT, declared(), CAST, noted).meeting.ballots.by_id[BALLOT].dissents == {
        THANA.seat: noted
    }


def test_a_dissent_is_nobodys_who_voted_so_nor_put_down_for_another() -> None:
    carried = given(WITH_BALLOT, declared(), CAST)
    carried.when(dissent(ARUNEE), ARUNEE).refused(Reason.NO_DISSENT)
    carried.when(dissent(CHAI), CHAI).refused(Reason.NO_DISSENT)
    carried.when(dissent(), WILAI).refused(Reason.NOT_ALLOWED)
    carried.when(dissent(reason=" "), THANA).refused(Reason.EMPTY_TEXT)
    given(WITH_BALLOT).when(dissent(), THANA).refused(Reason.BALLOT_OPEN)


@pytest.mark.parametrize(
    ("agree", "disagree", "base", "outcome"),
    [
        (3, 2, 0, Outcome.CARRIED),
        (2, 2, 0, Outcome.TIED),
        (3, 0, 7, Outcome.LOST),
        (4, 0, 7, Outcome.CARRIED),
        (3, 3, 7, Outcome.TIED),
        (2, 2, 7, Outcome.LOST),
        (3, 3, 6, Outcome.TIED),
    ],
)
def test_a_majority_of_a_base_is_more_than_half_of_it(
    agree: int, disagree: int, base: int, outcome: Outcome
) -> None:
    assert decided({Choice.AGREE: agree, Choice.DISAGREE: disagree}, base) is outcome


@pytest.mark.parametrize(
    ("majority", "base", "rule"),
    [
        (Majority.VOTES, 0, "majority_of_votes"),
        (Majority.PRESENT, 5, "majority_of_present"),
        (Majority.MEMBERS, 7, "majority_of_members"),
    ],
)
def test_the_rule_is_the_profiles(majority: Majority, base: int, rule: str) -> None:
    strict = replace(SEED_2563, votes=VoteRule(majority=majority, change_allowed=False))
    on_it = [*ON_ITEM_41, RulesSet(profile=strict)]
    (ballot,) = given(on_it).when(OPEN, ARUNEE).facts()
    assert isinstance(ballot, BallotOpened)
    assert (ballot.rule, ballot.change_allowed) == (rule, False)
    votes = [VoteCast(ballot=BALLOT, seat=c.seat, choice=Choice.AGREE) for c in (ARUNEE, THANA, WILAI)]
    _, result = given(on_it, ballot, votes).when(CloseBallot(ballot=BALLOT), ARUNEE).facts()
    assert isinstance(result, ResultDeclared)
    assert (result.rule, result.base) == (rule, base)
    assert result.outcome is (Outcome.LOST if majority is Majority.MEMBERS else Outcome.CARRIED)
    given(on_it, ballot, votes).when(vote(Choice.ABSTAIN), THANA).refused(Reason.VOTE_STANDS)
    given(on_it, ballot, votes).when(vote(Choice.AGREE), THANA).then()
