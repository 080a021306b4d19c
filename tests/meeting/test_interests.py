"""What is said of interests before anything is ordered: marked, declared, objected, and heard."""

from dataclasses import replace

from meeting_server.meeting.facts.agenda import ItemClosed, ItemOpened
from meeting_server.meeting.facts.ballots import BallotOpened
from meeting_server.meeting.facts.identity import SeatVisited
from meeting_server.meeting.facts.presence import Left
from meeting_server.meeting.facts.resolutions import NothingResolved, Unresolved
from meeting_server.meeting.facts.session import MeetingClosed, MeetingOpened
from meeting_server.meeting.facts.suspension import (
    ConflictMarked,
    DeclarationWithdrawn,
    ExplanationBegan,
    ExplanationEnded,
    Ground,
    Interest,
    InterestDeclared,
    MarkRemoved,
    NoteTakerNamed,
    ObjectionDismissed,
    ObjectionRaised,
    SeatSuspended,
)
from meeting_server.meeting.ids import BallotId, ItemId, SeatId
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.agenda import CloseItem
from meeting_server.meeting.rules.ballots import OpenBallot
from meeting_server.meeting.rules.suspension import (
    BeginExplanation,
    DeclareInterest,
    DismissObjection,
    EndExplanation,
    MarkConflict,
    NameNoteTaker,
    Order,
    RaiseObjection,
    RemoveMark,
    SuspendSeat,
    WithdrawDeclaration,
)
from tests.given import (
    ITEM_1,
    ITEM_41,
    KAMALA_OUT,
    ON_ITEM_41,
    PRESENT,
    SITTING,
    THE_CALL,
    came_in,
    given,
    seated,
)
from tests.meeting.test_ballots import WITH_BALLOT
from tests.people import ARUNEE, CHAI, DARIN, KAMALA, KONG, PREECHA, SOMSAK, THANA, VEERA, WILAI, Cast

DECLARE = DeclareInterest(item=ITEM_41, reason=Interest.INTEREST)
DECLARED = InterestDeclared(seat=KAMALA.seat, item=ITEM_41, reason=Interest.INTEREST)
EARLY = replace(DECLARED, before_opening=True)
MARK = MarkConflict(seat=KAMALA.seat, item=ITEM_41, reason=Interest.RELATIVE)
MARKED = ConflictMarked(seat=KAMALA.seat, item=ITEM_41, reason=Interest.RELATIVE, by=VEERA.seat)
UNMARK = RemoveMark(seat=KAMALA.seat, item=ITEM_41)
OBJECT = RaiseObjection(seat=KAMALA.seat, item=ITEM_41, reason=Interest.PARTY, text=" เป็นคู่สัญญา ")
OBJECTED = ObjectionRaised(
    seat=KAMALA.seat, item=ITEM_41, reason=Interest.PARTY, by=THANA.seat, text="เป็นคู่สัญญา"
)
DISMISS = DismissObjection(seat=KAMALA.seat, item=ITEM_41, text=" สัญญาสิ้นสุดแล้ว ")
HEAR = BeginExplanation(seat=KAMALA.seat, item=ITEM_41)
BY_THE_CHAIR: Order = {"ordered_by": ARUNEE.seat, "executed_by": ARUNEE.seat}
BY_KONG: Order = {"ordered_by": ARUNEE.seat, "executed_by": KONG.seat}
DISMISSED = ObjectionDismissed(
    seat=KAMALA.seat, item=ITEM_41, reason=Interest.PARTY, text="สัญญาสิ้นสุดแล้ว", **BY_THE_CHAIR
)
HEARD = ExplanationBegan(seat=KAMALA.seat, item=ITEM_41, **BY_THE_CHAIR)
HEARD_OUT = ExplanationEnded(seat=KAMALA.seat, item=ITEM_41, **BY_THE_CHAIR)
ROOM = Cast("room", "ห้องประชุม ๑", "อุปกรณ์", frozenset({Role.ROOM}))
NOWHERE, NOBODY = ItemId("item_x"), SeatId("seat_x")
FINISHED = (*SITTING, ItemOpened(item=ITEM_41), ItemClosed(item=ITEM_41))


def test_a_member_declares_an_interest_before_or_during_the_item() -> None:
    given(SITTING).when(DECLARE, KAMALA).then(DECLARED)
    given(ON_ITEM_41).when(DECLARE, KAMALA).then(DECLARED)


def test_a_member_declares_before_the_meeting_from_the_door_or_inside() -> None:
    given(THE_CALL).when(DECLARE, KAMALA).then(EARLY)
    given(PRESENT).when(DECLARE, KAMALA).then(EARLY)
    given(THE_CALL).when(DECLARE, CHAI).refused(Reason.NOT_ALLOWED)
    # Of a visitor nobody knows yet who they are.
    given(THE_CALL, SeatVisited(seat=KAMALA.seat)).when(DECLARE, KAMALA).refused(Reason.NOT_ENTERED)


def test_a_declaration_is_refused_when_it_makes_no_sense() -> None:
    given(SITTING, DECLARED).when(DECLARE, KAMALA).refused(Reason.ALREADY_DECLARED)
    given(THE_CALL, EARLY).when(DECLARE, KAMALA).refused(Reason.ALREADY_DECLARED)
    given(SITTING).when(DECLARE, CHAI).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(DECLARE, PREECHA).refused(Reason.NOT_ENTERED)
    given(SITTING).when(replace(DECLARE, item=NOWHERE), KAMALA).refused(Reason.UNKNOWN_ITEM)
    given(FINISHED).when(DECLARE, KAMALA).refused(Reason.ITEM_ALREADY_CLOSED)
    given(SITTING, MeetingClosed()).when(DECLARE, KAMALA).refused(Reason.MEETING_CLOSED)


def test_what_was_said_of_an_item_falls_when_it_closes() -> None:
    said = given(SITTING, MARKED, DECLARED, OBJECTED, DISMISSED, HEARD_OUT)
    done = (ItemOpened(item=ITEM_41), ItemClosed(item=ITEM_41))
    assert given(said.facts, done).meeting.suspensions == given(SITTING).meeting.suspensions
    other = given(said.facts, ItemOpened(item=ITEM_1), ItemClosed(item=ITEM_1)).meeting
    assert other.suspensions == said.meeting.suspensions


def test_who_declared_by_mistake_takes_it_back() -> None:
    withdraw = WithdrawDeclaration(item=ITEM_41)
    taken_back = DeclarationWithdrawn(seat=KAMALA.seat, item=ITEM_41)
    given(ON_ITEM_41, DECLARED).when(withdraw, KAMALA).then(taken_back)
    given(THE_CALL, EARLY).when(withdraw, KAMALA).then(taken_back)
    given(ON_ITEM_41, DECLARED).when(withdraw, THANA).refused(Reason.NOT_DECLARED)
    given(ON_ITEM_41, DECLARED, taken_back).when(withdraw, KAMALA).refused(Reason.NOT_DECLARED)
    given(KAMALA_OUT).when(withdraw, KAMALA).refused(Reason.SUSPENDED)


def test_officers_mark_a_possible_conflict_before_the_opening() -> None:
    given(THE_CALL).when(MARK, VEERA).then(MARKED)
    given(PRESENT).when(MARK, ARUNEE).then(replace(MARKED, by=ARUNEE.seat))
    given(THE_CALL).when(MARK, THANA).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(MARK, VEERA).refused(Reason.ALREADY_OPEN)
    given(THE_CALL, MARKED).when(MARK, ARUNEE).refused(Reason.ALREADY_MARKED)
    given(THE_CALL, MARKED).when(replace(MARK, reason=Interest.PARTY), VEERA).then(
        replace(MARKED, reason=Interest.PARTY)
    )
    given(THE_CALL).when(replace(MARK, seat=VEERA.seat), VEERA).refused(Reason.DECLARE_IT_YOURSELF)
    given(THE_CALL).when(replace(MARK, seat=NOBODY), VEERA).refused(Reason.UNKNOWN_SEAT)
    given(THE_CALL).when(replace(MARK, item=NOWHERE), VEERA).refused(Reason.UNKNOWN_ITEM)
    given(THE_CALL, seated(ROOM)).when(replace(MARK, seat=ROOM.seat), VEERA).refused(
        Reason.ROOM_IS_NOT_SUSPENDED
    )


def test_a_mark_is_taken_away_by_an_officer_but_not_of_themselves() -> None:
    given(THE_CALL, MARKED).when(UNMARK, ARUNEE).then(
        MarkRemoved(seat=KAMALA.seat, item=ITEM_41, by=ARUNEE.seat)
    )
    given(SITTING, MARKED).when(UNMARK, VEERA).then(
        MarkRemoved(seat=KAMALA.seat, item=ITEM_41, by=VEERA.seat)
    )
    given(SITTING, MARKED, MarkRemoved(seat=KAMALA.seat, item=ITEM_41, by=VEERA.seat)).when(
        UNMARK, VEERA
    ).refused(Reason.NOT_MARKED)
    given(SITTING, MARKED).when(UNMARK, KAMALA).refused(Reason.NOT_ALLOWED)
    of_veera = replace(MARKED, seat=VEERA.seat, by=ARUNEE.seat)
    given(THE_CALL, of_veera).when(replace(UNMARK, seat=VEERA.seat), VEERA).refused(Reason.NOT_ALLOWED)


def test_another_participant_objects() -> None:
    given(ON_ITEM_41).when(OBJECT, THANA).then(OBJECTED)
    given(SITTING).when(OBJECT, THANA).then(OBJECTED)
    given(PRESENT).when(OBJECT, THANA).refused(Reason.NOT_OPEN)
    given(ON_ITEM_41).when(OBJECT, CHAI).refused(Reason.NOT_ALLOWED)
    given(ON_ITEM_41).when(OBJECT, ARUNEE).refused(Reason.NOT_ALLOWED)
    given(ON_ITEM_41).when(OBJECT, KAMALA).refused(Reason.DECLARE_IT_YOURSELF)
    given(ON_ITEM_41).when(replace(OBJECT, text=" "), THANA).refused(Reason.EMPTY_TEXT)
    given(ON_ITEM_41).when(replace(OBJECT, seat=NOBODY), THANA).refused(Reason.UNKNOWN_SEAT)
    given(FINISHED).when(OBJECT, THANA).refused(Reason.ITEM_ALREADY_CLOSED)
    given(KAMALA_OUT).when(OBJECT, THANA).refused(Reason.ALREADY_SUSPENDED)
    given(ON_ITEM_41, OBJECTED).when(OBJECT, WILAI).refused(Reason.ALREADY_OBJECTED)


def test_an_objection_that_was_decided_is_not_raised_again_for_the_same_reason() -> None:
    decided = given(ON_ITEM_41, OBJECTED, DISMISSED)
    decided.when(OBJECT, WILAI).refused(Reason.OBJECTION_DECIDED)
    decided.when(replace(OBJECT, reason=Interest.RELATIVE), THANA).then(
        replace(OBJECTED, reason=Interest.RELATIVE)
    )


def test_whoever_presides_decides_on_an_objection() -> None:
    objected = given(ON_ITEM_41, came_in(KONG), OBJECTED)
    objected.when(DISMISS, ARUNEE).then(DISMISSED)
    objected.when(DISMISS, KONG).then(replace(DISMISSED, **BY_KONG))
    objected.when(DISMISS, THANA).refused(Reason.NOT_ALLOWED)
    objected.when(replace(DISMISS, text=""), ARUNEE).refused(Reason.EMPTY_TEXT)
    given(ON_ITEM_41).when(DISMISS, ARUNEE).refused(Reason.NO_OBJECTION)
    uphold = SuspendSeat(seat=KAMALA.seat, item=ITEM_41, ground=Ground.OBJECTED, reason=Interest.PARTY)
    (order,) = objected.when(uphold, ARUNEE).facts()
    assert isinstance(order, SeatSuspended)
    assert order.ground is Ground.OBJECTED
    assert not given(objected.facts, order).meeting.suspensions.objected
    objected.when(replace(uphold, reason=Interest.RELATIVE), ARUNEE).refused(Reason.NO_OBJECTION)
    given(ON_ITEM_41).when(uphold, ARUNEE).refused(Reason.NO_OBJECTION)


def test_nobody_decides_on_an_objection_to_themselves() -> None:
    to_the_chair = replace(OBJECTED, seat=ARUNEE.seat)
    dismiss = replace(DISMISS, seat=ARUNEE.seat)
    given(ON_ITEM_41, to_the_chair).when(dismiss, ARUNEE).refused(Reason.PRESIDING_MUST_PASS_FIRST)
    to_kong = replace(OBJECTED, seat=KONG.seat)
    given(ON_ITEM_41, came_in(KONG), to_kong).when(replace(DISMISS, seat=KONG.seat), KONG).refused(
        Reason.EXECUTOR_HAS_INTEREST
    )


def test_nothing_is_voted_on_while_an_objection_stands_or_somebody_is_heard() -> None:
    ballot = OpenBallot(ballot=BallotId("blt_" + "m" * 22), item=ITEM_41, question="เห็นชอบหรือไม่")
    given(ON_ITEM_41, OBJECTED).when(ballot, ARUNEE).refused(Reason.OBJECTION_STANDS)
    given(ON_ITEM_41, HEARD).when(ballot, ARUNEE).refused(Reason.EXPLANATION_UNDER_WAY)
    # What was said of another item holds nothing up.
    elsewhere = replace(OBJECTED, item=ITEM_1)
    for facts in ([OBJECTED, DISMISSED], [HEARD, HEARD_OUT], [elsewhere]):
        (opened,) = given(ON_ITEM_41, facts).when(ballot, ARUNEE).facts()
        assert isinstance(opened, BallotOpened)


def test_a_participant_is_heard_before_anything_is_ordered() -> None:
    given(ON_ITEM_41).when(HEAR, ARUNEE).then(HEARD)
    given(ON_ITEM_41, came_in(KONG)).when(HEAR, KONG).then(replace(HEARD, **BY_KONG))
    given(ON_ITEM_41).when(HEAR, THANA).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(HEAR, ARUNEE).refused(Reason.ITEM_NOT_OPEN)
    given(ON_ITEM_41, HEARD).when(HEAR, ARUNEE).refused(Reason.ALREADY_EXPLAINING)
    given(KAMALA_OUT).when(HEAR, ARUNEE).refused(Reason.ALREADY_SUSPENDED)
    given(WITH_BALLOT).when(HEAR, ARUNEE).refused(Reason.BALLOT_OPEN)
    given(ON_ITEM_41).when(replace(HEAR, seat=SOMSAK.seat), ARUNEE).refused(Reason.NOT_PRESENT)
    given(ON_ITEM_41).when(replace(HEAR, seat=ARUNEE.seat), ARUNEE).refused(Reason.PRESIDING_MUST_PASS_FIRST)


def test_the_explanation_ends_by_order_or_with_the_suspension_or_the_item() -> None:
    end = EndExplanation(seat=KAMALA.seat)
    given(ON_ITEM_41, HEARD).when(end, ARUNEE).then(HEARD_OUT)
    given(ON_ITEM_41, HEARD, Left(seat=KAMALA.seat)).when(end, ARUNEE).then(HEARD_OUT)
    given(ON_ITEM_41).when(end, ARUNEE).refused(Reason.NOT_EXPLAINING)
    given(ON_ITEM_41).when(replace(end, seat=NOBODY), ARUNEE).refused(Reason.UNKNOWN_SEAT)
    of_kong = replace(HEARD, seat=KONG.seat)
    given(ON_ITEM_41, came_in(KONG), of_kong).when(replace(end, seat=KONG.seat), KONG).refused(
        Reason.EXECUTOR_HAS_INTEREST
    )
    order = SuspendSeat(seat=KAMALA.seat, item=ITEM_41, ground=Ground.ORDERED, reason=Interest.INTEREST)
    ended, suspended = given(ON_ITEM_41, HEARD).when(order, ARUNEE).facts()
    assert ended == HEARD_OUT
    assert isinstance(suspended, SeatSuspended)
    assert suspended.explained
    closing = CloseItem(item=ITEM_41, unresolved=Unresolved.OTHER)
    nothing = NothingResolved(item=ITEM_41, why=Unresolved.OTHER)
    given(ON_ITEM_41, HEARD).when(closing, ARUNEE).then(nothing, HEARD_OUT, ItemClosed(item=ITEM_41))


def test_another_keeps_the_minutes_of_the_open_item() -> None:
    name = NameNoteTaker(seat=WILAI.seat, item=ITEM_41)
    named = NoteTakerNamed(seat=WILAI.seat, item=ITEM_41, **BY_THE_CHAIR)
    given(ON_ITEM_41).when(name, ARUNEE).then(named)
    given(ON_ITEM_41).when(name, THANA).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(name, ARUNEE).refused(Reason.ITEM_NOT_OPEN)
    given(ON_ITEM_41, named).when(name, ARUNEE).refused(Reason.TAKES_NOTES_ALREADY)
    given(ON_ITEM_41).when(replace(name, seat=ARUNEE.seat), ARUNEE).refused(Reason.CANNOT_TAKE_NOTES)
    given(ON_ITEM_41).when(replace(name, seat=DARIN.seat), ARUNEE).refused(Reason.CANNOT_TAKE_NOTES)
    given(KAMALA_OUT).when(replace(name, seat=KAMALA.seat), ARUNEE).refused(Reason.CANNOT_TAKE_NOTES)
    given(ON_ITEM_41, DECLARED).when(replace(name, seat=KAMALA.seat), ARUNEE).refused(
        Reason.CANNOT_TAKE_NOTES
    )
    given(ON_ITEM_41).when(replace(name, seat=SOMSAK.seat), ARUNEE).refused(Reason.NOT_PRESENT)
    given(ON_ITEM_41).when(replace(name, seat=NOBODY), ARUNEE).refused(Reason.UNKNOWN_SEAT)
    # With the item it is over.
    assert given(ON_ITEM_41, named, ItemClosed(item=ITEM_41)).meeting.suspensions.note_taker is None


def test_a_mark_stands_until_the_chair_decides() -> None:
    meeting = given(PRESENT, MARKED, MeetingOpened()).meeting
    assert (KAMALA.seat, ITEM_41) in meeting.suspensions.marked
    assert not given(ON_ITEM_41, MARKED, KAMALA_OUT[-1]).meeting.suspensions.marked
