"""Votes that the secretary takes down, and what their voters say of that."""

import pytest

from meeting_server.meeting.facts.ballots import (
    NO_MESSAGE,
    BallotClosed,
    BallotOpened,
    Choice,
    EchoEnding,
    VoiceAsked,
    VoteCast,
    VoteEchoEnded,
    VoteMethod,
    VoteObjected,
    VoteTakenDown,
)
from meeting_server.meeting.facts.chat import MessagePosted
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.presence import Disconnected, Ending, Left
from meeting_server.meeting.ids import MessageId, SeatId
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.ballots import CastVote, CloseBallot
from meeting_server.meeting.rules.voices import (
    AskForVoice,
    ConfirmVote,
    EndEcho,
    ObjectToVote,
    TakeDownVote,
)
from tests.given import ITEM_41, KAMALA_OUT, ON_ITEM_41, came_in, connected, given
from tests.meeting.test_ballots import BALLOT, WITH_BALLOT, WITH_KAMALA_OUT
from tests.people import ARUNEE, CHAI, KAMALA, KONG, SOMSAK, THANA, VEERA, WILAI, Cast

HERS = MessageId("msg_wilai")
NOBODY = SeatId("seat_nobody")
GONE = Disconnected(seat=THANA.seat, connection=connected(THANA).connection, why=Ending.LOST)
CONTROLLED: list[Fact] = [*WITH_BALLOT, *came_in(KONG)]
FIXED: list[Fact] = [
    *ON_ITEM_41,
    BallotOpened(
        ballot=BALLOT,
        item=ITEM_41,
        question="?",
        options=tuple(Choice),
        voters=(ARUNEE.seat, THANA.seat, WILAI.seat),
        change_allowed=False,
    ),
]


def take(
    who: Cast = THANA,
    choice: Choice = Choice.AGREE,
    method: VoteMethod = VoteMethod.VOICE,
    message: MessageId = NO_MESSAGE,
    *,
    read_back: bool = False,
) -> TakeDownVote:
    return TakeDownVote(
        ballot=BALLOT, seat=who.seat, choice=choice, method=method, read_back=read_back, message=message
    )


def taken(who: Cast = THANA, choice: Choice = Choice.AGREE, *, read_back: bool = False) -> VoteTakenDown:
    return VoteTakenDown(
        ballot=BALLOT,
        seat=who.seat,
        choice=choice,
        method=VoteMethod.VOICE,
        by=VEERA.seat,
        read_back=read_back,
    )


def ended(why: EchoEnding) -> VoteEchoEnded:
    return VoteEchoEnded(ballot=BALLOT, seat=THANA.seat, why=why)


def test_the_secretary_takes_a_voice_down_and_it_is_before_the_voter() -> None:
    given(WITH_BALLOT).when(take(), VEERA).then(taken())
    ballot = given(WITH_BALLOT, taken()).meeting.ballots.by_id[BALLOT]
    assert (ballot.echoing, THANA.seat in ballot.waiting) == (frozenset({THANA.seat}), False)
    given(WITH_BALLOT, taken()).when(take(), VEERA).then()
    given(CONTROLLED).when(take(), KONG).facts()


@pytest.mark.parametrize("who", [THANA, ARUNEE, CHAI])
def test_nobody_else_takes_votes_down(who: Cast) -> None:
    given(WITH_BALLOT).when(take(WILAI), who).refused(Reason.NOT_ALLOWED)


def test_a_suspended_clerk_takes_nothing_down_and_a_suspended_member_is_no_voter() -> None:
    given(WITH_KAMALA_OUT).when(take(KAMALA), VEERA).refused(Reason.NO_VOTE_HERE)
    given(WITH_KAMALA_OUT).when(ConfirmVote(ballot=BALLOT), KAMALA).refused(Reason.SUSPENDED)
    given(KAMALA_OUT).when(take(), KAMALA).refused(Reason.SUSPENDED)


def test_whose_vote_may_be_taken_down() -> None:
    given(WITH_BALLOT).when(take(VEERA), VEERA).refused(Reason.NOT_ALLOWED)
    given(WITH_BALLOT).when(take(SOMSAK), VEERA).refused(Reason.NO_VOTE_HERE)
    nobody = TakeDownVote(ballot=BALLOT, seat=NOBODY, choice=Choice.AGREE, method=VoteMethod.VOICE)
    given(WITH_BALLOT).when(nobody, VEERA).refused(Reason.UNKNOWN_SEAT)
    given(WITH_BALLOT, Left(seat=THANA.seat)).when(take(), VEERA).refused(Reason.NOT_PRESENT)
    given(WITH_BALLOT).when(take(method=VoteMethod.BUTTON), VEERA).refused(Reason.NOT_ALLOWED)
    given(WITH_BALLOT, BallotClosed(ballot=BALLOT)).when(take(), VEERA).refused(Reason.BALLOT_NOT_OPEN)
    pressed = VoteCast(ballot=BALLOT, seat=THANA.seat, choice=Choice.DISAGREE)
    given(WITH_BALLOT, pressed).when(take(), VEERA).refused(Reason.VOTED_THEMSELVES)


def test_a_choice_that_is_not_offered_is_not_taken_down() -> None:
    narrow = BallotOpened(
        ballot=BALLOT, item=ITEM_41, question="?", options=(Choice.AGREE,), voters=(THANA.seat,)
    )
    given(ON_ITEM_41, narrow).when(take(choice=Choice.ABSTAIN), VEERA).refused(Reason.UNKNOWN_CHOICE)


def test_a_message_counts_as_a_vote_of_whoever_wrote_it_during_the_ballot() -> None:
    wrote = MessagePosted(message=HERS, seat=WILAI.seat, text="เห็นชอบค่ะ")
    before, after = given(ON_ITEM_41, wrote, WITH_BALLOT[-1:]), given(WITH_BALLOT, wrote)
    hers = take(WILAI, method=VoteMethod.MESSAGE, message=HERS)
    (fact,) = after.when(hers, VEERA).facts()
    assert isinstance(fact, VoteTakenDown)
    assert (fact.method, fact.message) == (VoteMethod.MESSAGE, HERS)
    before.when(hers, VEERA).refused(Reason.NO_SUCH_MESSAGE)
    after.when(take(THANA, method=VoteMethod.MESSAGE, message=HERS), VEERA).refused(Reason.NO_SUCH_MESSAGE)
    after.when(take(WILAI, method=VoteMethod.MESSAGE), VEERA).refused(Reason.NO_SUCH_MESSAGE)
    after.when(take(WILAI, message=HERS), VEERA).refused(Reason.NO_SUCH_MESSAGE)
    from_chai = MessagePosted(message=HERS, seat=CHAI.seat, text="เห็นชอบ")
    assert not given(WITH_BALLOT, from_chai).meeting.ballots.by_id[BALLOT].written
    assert given(ON_ITEM_41, wrote).meeting.ballots.current is None


def test_whoever_has_no_page_has_it_read_back() -> None:
    given(WITH_BALLOT, GONE).when(take(), VEERA).refused(Reason.READ_BACK_FIRST)
    given(WITH_BALLOT, GONE).when(take(read_back=True), VEERA).then(taken(read_back=True))
    # With a page it is shown, whatever was said.
    given(WITH_BALLOT).when(take(read_back=True), VEERA).then(taken())
    assert not given(WITH_BALLOT, taken(read_back=True)).meeting.ballots.by_id[BALLOT].echoing


def test_the_voter_says_that_it_is_right_or_that_it_is_not() -> None:
    given(WITH_BALLOT, taken()).when(ConfirmVote(ballot=BALLOT), THANA).then(ended(EchoEnding.CONFIRMED))
    objected = VoteObjected(ballot=BALLOT, seat=THANA.seat)
    given(WITH_BALLOT, taken()).when(ObjectToVote(ballot=BALLOT), THANA).then(objected)
    ballot = given(WITH_BALLOT, taken(), objected).meeting.ballots.by_id[BALLOT]
    assert (ballot.echoing, THANA.seat in ballot.waiting) == (frozenset(), True)
    # The line is open again: to them, and to the secretary.
    given(WITH_BALLOT, taken(), objected).when(take(choice=Choice.DISAGREE), VEERA).facts()
    given(WITH_BALLOT, taken(), objected).when(CastVote(ballot=BALLOT, choice=Choice.AGREE), THANA).facts()


@pytest.mark.parametrize("deed", [ConfirmVote(ballot=BALLOT), ObjectToVote(ballot=BALLOT)])
def test_nobody_answers_for_another_nor_twice_nor_too_late(deed: ConfirmVote | ObjectToVote) -> None:
    given(WITH_BALLOT, taken()).when(deed, WILAI).refused(Reason.NOTHING_TO_CONFIRM)
    given(WITH_BALLOT, taken()).when(deed, VEERA).refused(Reason.NOTHING_TO_CONFIRM)
    given(WITH_BALLOT, taken()).when(deed, CHAI).refused(Reason.NOT_ENTITLED)
    over = given(WITH_BALLOT, taken(), ended(EchoEnding.UNOBJECTED))
    over.when(deed, THANA).refused(Reason.NOTHING_TO_CONFIRM)


def test_the_machine_alone_ends_the_time() -> None:
    end = EndEcho(ballot=BALLOT, seat=THANA.seat)
    given(WITH_BALLOT, taken()).when(end, Actor.system()).then(ended(EchoEnding.UNOBJECTED))
    given(WITH_BALLOT, taken()).when(end, VEERA).refused(Reason.NOT_ALLOWED)
    given(WITH_BALLOT).when(end, Actor.system()).then()
    unseen = ended(EchoEnding.UNSEEN)
    given(WITH_BALLOT, taken(), GONE).when(end, Actor.system()).then(unseen)
    assert THANA.seat in given(WITH_BALLOT, taken(), GONE, unseen).meeting.ballots.by_id[BALLOT].waiting


def test_a_slip_is_put_right_and_what_stands_follows_the_rule() -> None:
    given(WITH_BALLOT, taken()).when(take(choice=Choice.ABSTAIN), VEERA).facts()
    stands = [taken(), ended(EchoEnding.UNOBJECTED)]
    given(WITH_BALLOT, stands).when(take(choice=Choice.ABSTAIN), VEERA).facts()
    given(FIXED, taken()).when(take(choice=Choice.ABSTAIN), VEERA).facts()
    given(FIXED, stands).when(take(choice=Choice.ABSTAIN), VEERA).refused(Reason.VOTE_STANDS)
    given(FIXED, stands).when(CastVote(ballot=BALLOT, choice=Choice.ABSTAIN), THANA).refused(
        Reason.VOTE_STANDS
    )


def test_pressing_oneself_takes_the_place_of_what_was_taken_down() -> None:
    pressed = VoteCast(ballot=BALLOT, seat=THANA.seat, choice=Choice.DISAGREE)
    given(WITH_BALLOT, taken()).when(CastVote(ballot=BALLOT, choice=Choice.DISAGREE), THANA).then(pressed)
    ballot = given(WITH_BALLOT, taken(), pressed).meeting.ballots.by_id[BALLOT]
    assert (ballot.echoing, ballot.votes[THANA.seat]) == (frozenset(), pressed)


def test_nothing_is_closed_while_somebody_looks_at_their_vote() -> None:
    close = CloseBallot(ballot=BALLOT)
    given(WITH_BALLOT, taken()).when(close, ARUNEE).refused(Reason.ECHO_RUNS)
    given(WITH_BALLOT, taken(), ended(EchoEnding.CONFIRMED)).when(close, ARUNEE).facts()


def test_the_chair_has_a_voice_taken_down() -> None:
    ask, asked = AskForVoice(ballot=BALLOT, seat=THANA.seat), VoiceAsked(ballot=BALLOT, seat=THANA.seat)
    given(WITH_BALLOT).when(ask, ARUNEE).then(asked)
    given(WITH_BALLOT, asked).when(ask, ARUNEE).then()
    given(CONTROLLED).when(ask, KONG).then(asked)
    given(WITH_BALLOT).when(ask, VEERA).refused(Reason.NOT_ALLOWED)
    given(WITH_BALLOT, taken()).when(ask, ARUNEE).refused(Reason.VOTE_STANDS)
    given(WITH_BALLOT).when(AskForVoice(ballot=BALLOT, seat=CHAI.seat), ARUNEE).refused(Reason.NO_VOTE_HERE)
    assert not given(WITH_BALLOT, asked, taken()).meeting.ballots.by_id[BALLOT].asked
