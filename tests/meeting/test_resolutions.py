"""What is resolved without a vote, and items that are finished without a resolution."""

from meeting_server.meeting.facts.agenda import ItemClosed
from meeting_server.meeting.facts.ballots import (
    BallotClosed,
    CastingVoteGiven,
    Choice,
    Outcome,
    ResultDeclared,
)
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.presence import Disconnected, Ending
from meeting_server.meeting.facts.resolutions import (
    NothingResolved,
    ObjectionsAsked,
    OtherwiseSeen,
    ResolvedUnopposed,
    Unresolved,
)
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.rules.agenda import CloseItem
from meeting_server.meeting.rules.resolutions import AskForObjections, ResolveUnopposed, SeeOtherwise
from tests.given import ITEM_1, ITEM_41, KAMALA_OUT, ON_ITEM_41, SITTING, came_in, connected, given
from tests.meeting.test_ballots import BALLOT, WITH_BALLOT
from tests.people import ARUNEE, CHAI, KAMALA, KONG, THANA, VEERA, WILAI

ASK = AskForObjections(item=ITEM_41, question=" เห็นชอบตามที่เสนอ ")
ASKED = ObjectionsAsked(item=ITEM_41, question="เห็นชอบตามที่เสนอ")
OBJECT, RAISED = SeeOtherwise(item=ITEM_41), OtherwiseSeen(item=ITEM_41, seat=THANA.seat)
RESOLVE = ResolveUnopposed(item=ITEM_41)
RESOLVED = ResolvedUnopposed(item=ITEM_41, question="เห็นชอบตามที่เสนอ")
CLOSE = CloseItem(item=ITEM_41)
LOST = [
    Disconnected(seat=c.seat, connection=connected(c).connection, why=Ending.LOST) for c in (THANA, WILAI)
]


def declared(outcome: Outcome, agree: int = 1) -> list[Fact]:
    totals = ((Choice.AGREE, agree), (Choice.DISAGREE, 1), (Choice.ABSTAIN, 0))
    result = ResultDeclared(ballot=BALLOT, totals=totals, outcome=outcome, rule="majority_of_votes")
    return [BallotClosed(ballot=BALLOT), result]


def test_the_chair_asks_and_nobody_sees_it_otherwise() -> None:
    given(ON_ITEM_41).when(ASK, ARUNEE).then(ASKED)
    given(ON_ITEM_41, ASKED).when(RESOLVE, ARUNEE).then(RESOLVED)
    given(ON_ITEM_41, ASKED, RESOLVED).when(CLOSE, ARUNEE).then(ItemClosed(item=ITEM_41))
    given(ON_ITEM_41, came_in(KONG)).when(ASK, KONG).then(ASKED)


def test_one_objection_is_enough_for_a_vote() -> None:
    given(ON_ITEM_41, ASKED).when(OBJECT, THANA).then(RAISED)
    given(ON_ITEM_41, ASKED, RAISED).when(OBJECT, THANA).then()
    given(ON_ITEM_41, ASKED, RAISED).when(RESOLVE, ARUNEE).refused(Reason.SEEN_OTHERWISE)
    assert given(ON_ITEM_41, ASKED, RAISED, WITH_BALLOT[-1:]).meeting.resolutions.asked is None


def test_who_has_no_vote_or_is_outside_objects_to_nothing() -> None:
    given(ON_ITEM_41, ASKED).when(OBJECT, CHAI).refused(Reason.NOT_ENTITLED)
    given(KAMALA_OUT, ASKED).when(OBJECT, KAMALA).refused(Reason.SUSPENDED)
    given(ON_ITEM_41).when(OBJECT, THANA).refused(Reason.OBJECTIONS_NOT_ASKED)
    other = SeeOtherwise(item=ITEM_1)
    given(ON_ITEM_41, ASKED).when(other, THANA).refused(Reason.OBJECTIONS_NOT_ASKED)


def test_asking_is_the_chairs_once_with_a_quorum_and_words() -> None:
    given(ON_ITEM_41).when(ASK, THANA).refused(Reason.NOT_ALLOWED)
    given(ON_ITEM_41, ASKED).when(ASK, ARUNEE).refused(Reason.OBJECTIONS_ASKED)
    given(ON_ITEM_41, ASKED, RESOLVED).when(ASK, ARUNEE).refused(Reason.ITEM_DECIDED)
    given(SITTING).when(ASK, ARUNEE).refused(Reason.ITEM_NOT_OPEN)
    given(WITH_BALLOT).when(ASK, ARUNEE).refused(Reason.BALLOT_OPEN)
    given(ON_ITEM_41, LOST).when(ASK, ARUNEE).refused(Reason.NO_QUORUM)
    empty = AskForObjections(item=ITEM_41, question=" ")
    given(ON_ITEM_41).when(empty, ARUNEE).refused(Reason.EMPTY_TEXT)


def test_resolving_is_the_chairs_and_needs_the_quorum_still() -> None:
    given(ON_ITEM_41, ASKED).when(RESOLVE, VEERA).refused(Reason.NOT_ALLOWED)
    given(ON_ITEM_41).when(RESOLVE, ARUNEE).refused(Reason.OBJECTIONS_NOT_ASKED)
    given(ON_ITEM_41, ASKED, LOST).when(RESOLVE, ARUNEE).refused(Reason.NO_QUORUM)


def test_an_item_for_consideration_is_not_closed_undecided() -> None:
    given(ON_ITEM_41).when(CLOSE, ARUNEE).refused(Reason.ITEM_UNDECIDED)
    postpone = CloseItem(item=ITEM_41, unresolved=Unresolved.POSTPONED)
    nothing = NothingResolved(item=ITEM_41, why=Unresolved.POSTPONED)
    given(ON_ITEM_41).when(postpone, ARUNEE).then(nothing, ItemClosed(item=ITEM_41))
    # What is decided is not said to be undecided.
    given(ON_ITEM_41, ASKED, RESOLVED).when(postpone, ARUNEE).then(ItemClosed(item=ITEM_41))
    assert given(ON_ITEM_41, nothing).meeting.resolutions.nothing == {ITEM_41: nothing}


def test_a_vote_decides_it_and_a_tie_once_it_is_decided() -> None:
    for outcome in (Outcome.CARRIED, Outcome.LOST):
        given(WITH_BALLOT, declared(outcome)).when(CLOSE, ARUNEE).then(ItemClosed(item=ITEM_41))
    tied = declared(Outcome.TIED)
    given(WITH_BALLOT, tied).when(CLOSE, ARUNEE).refused(Reason.ITEM_UNDECIDED)
    cast = CastingVoteGiven(ballot=BALLOT, seat=ARUNEE.seat, choice=Choice.AGREE, outcome=Outcome.CARRIED)
    given(WITH_BALLOT, tied, cast).when(CLOSE, ARUNEE).then(ItemClosed(item=ITEM_41))
    # Where nobody voted there is no tie to decide.
    given(WITH_BALLOT, declared(Outcome.TIED, agree=0)).when(CLOSE, ARUNEE).then(ItemClosed(item=ITEM_41))


def test_the_question_goes_with_the_item() -> None:
    closed = [ASKED, RAISED, ItemClosed(item=ITEM_41)]
    assert given(ON_ITEM_41, closed).meeting.resolutions.asked is None
