"""Interest, suspension and return."""

from meeting_server.meeting.facts.agenda import ItemClosed, ItemOpened
from meeting_server.meeting.facts.suspension import (
    CountersRead,
    Ground,
    Interest,
    InterestDeclared,
    Moment,
    Return,
    SeatRestored,
    SeatSuspended,
)
from meeting_server.meeting.ids import ItemId, SeatId
from meeting_server.meeting.media_plan import media_plan
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.suspension import DeclareInterest, NoteCounters, RestoreSeat, SuspendSeat
from tests.given import ITEM_1, ITEM_41, KAMALA_OUT, ON_ITEM_41, PRESENT, SITTING, came_in, given
from tests.meeting.test_ballots import WITH_BALLOT, WITH_KAMALA_OUT
from tests.people import ARUNEE, CHAI, KAMALA, KONG, PREECHA, SOMSAK, THANA, Cast

DECLARE = DeclareInterest(item=ITEM_41, reason=Interest.INTEREST)
DECLARED = InterestDeclared(seat=KAMALA.seat, item=ITEM_41, reason=Interest.INTEREST)


def suspend(cast: Cast, item: ItemId = ITEM_41, ground: Ground = Ground.ORDERED) -> SuspendSeat:
    return SuspendSeat(seat=cast.seat, item=item, ground=ground, reason=Interest.INTEREST)


def test_a_member_declares_an_interest_before_or_during_the_item() -> None:
    given(SITTING).when(DECLARE, KAMALA).then(DECLARED)
    given(ON_ITEM_41).when(DECLARE, KAMALA).then(DECLARED)


def test_a_declaration_is_refused_when_it_makes_no_sense() -> None:
    given(PRESENT).when(DECLARE, KAMALA).refused(Reason.NOT_OPEN)
    given(SITTING, DECLARED).when(DECLARE, KAMALA).refused(Reason.ALREADY_DECLARED)
    given(SITTING).when(DECLARE, CHAI).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(DECLARE, PREECHA).refused(Reason.NOT_ENTERED)
    given(SITTING).when(DeclareInterest(item=ItemId("x"), reason=Interest.PARTY), KAMALA).refused(
        Reason.UNKNOWN_ITEM
    )
    done = given(SITTING, ItemOpened(item=ITEM_41), ItemClosed(item=ITEM_41))
    done.when(DECLARE, KAMALA).refused(Reason.ITEM_ALREADY_CLOSED)


def test_a_declaration_falls_when_its_item_closes() -> None:
    closed = given(SITTING, DECLARED, ItemOpened(item=ITEM_41), ItemClosed(item=ITEM_41)).meeting
    assert not closed.suspensions.declared
    other = given(SITTING, DECLARED, ItemOpened(item=ITEM_1), ItemClosed(item=ITEM_1)).meeting
    assert (KAMALA.seat, ITEM_41) in other.suspensions.declared


def test_the_chair_suspends_and_the_declaration_is_answered() -> None:
    declared = suspend(KAMALA, ground=Ground.DECLARED)
    given(ON_ITEM_41).when(declared, ARUNEE).refused(Reason.NOT_DECLARED)
    given(ON_ITEM_41, DECLARED).when(declared, ARUNEE).then(
        SeatSuspended(seat=KAMALA.seat, item=ITEM_41, ground=Ground.DECLARED, reason=Interest.INTEREST)
    )
    assert not given(ON_ITEM_41, DECLARED, KAMALA_OUT[-1]).meeting.suspensions.declared


def test_nothing_is_called_declared_but_what_was_declared_on_this_item_and_for_this_reason() -> None:
    declared = suspend(KAMALA, ground=Ground.DECLARED)
    elsewhere = InterestDeclared(seat=KAMALA.seat, item=ITEM_1, reason=Interest.INTEREST)
    otherwise = InterestDeclared(seat=KAMALA.seat, item=ITEM_41, reason=Interest.RELATIVE)
    given(ON_ITEM_41, elsewhere).when(declared, ARUNEE).refused(Reason.NOT_DECLARED)
    given(ON_ITEM_41, otherwise).when(declared, ARUNEE).refused(Reason.NOT_DECLARED)
    # A declaration on another item stands, and is no reason not to declare on this one.
    out = given(ON_ITEM_41, elsewhere, KAMALA_OUT[-1]).meeting
    assert (KAMALA.seat, ITEM_1) in out.suspensions.declared
    given(ON_ITEM_41, elsewhere).when(DECLARE, KAMALA).then(DECLARED)


def test_a_suspended_seat_neither_sends_nor_receives_nor_is_recorded() -> None:
    plan = media_plan(given(KAMALA_OUT).meeting)
    assert KAMALA.seat not in set(plan.seats())
    assert all(seat != KAMALA.seat for seat, _ in plan.record)
    assert THANA.seat in set(plan.seats())


def test_suspension_is_refused_without_a_reason_in_the_rules() -> None:
    given(ON_ITEM_41).when(suspend(KAMALA), THANA).refused(Reason.NOT_ALLOWED)
    given(ON_ITEM_41).when(suspend(KAMALA), KAMALA).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(suspend(KAMALA), ARUNEE).refused(Reason.ITEM_NOT_OPEN)
    given(ON_ITEM_41).when(suspend(KAMALA, ITEM_1), ARUNEE).refused(Reason.ITEM_NOT_OPEN)
    given(ON_ITEM_41).when(suspend(KAMALA, ItemId("x")), ARUNEE).refused(Reason.UNKNOWN_ITEM)
    given(ON_ITEM_41).when(suspend(SOMSAK), ARUNEE).refused(Reason.NOT_PRESENT)
    given(KAMALA_OUT).when(suspend(KAMALA), ARUNEE).refused(Reason.ALREADY_SUSPENDED)
    given(WITH_BALLOT).when(suspend(KAMALA), ARUNEE).refused(Reason.BALLOT_OPEN)
    nobody = SuspendSeat(seat=SeatId("seat_x"), item=ITEM_41, ground=Ground.ORDERED, reason=Interest.PARTY)
    given(ON_ITEM_41).when(nobody, ARUNEE).refused(Reason.UNKNOWN_SEAT)


def test_a_conflicted_chair_must_pass_presiding_first() -> None:
    given(ON_ITEM_41).when(suspend(ARUNEE), ARUNEE).refused(Reason.PRESIDING_MUST_PASS_FIRST)


def test_a_conflicted_controller_may_not_execute_the_order() -> None:
    given(ON_ITEM_41, came_in(KONG)).when(suspend(KONG), KONG).refused(Reason.NOT_ALLOWED)


def test_the_chair_calls_a_member_back() -> None:
    restore = RestoreSeat(seat=KAMALA.seat)
    given(KAMALA_OUT).when(restore, ARUNEE).then(
        SeatRestored(seat=KAMALA.seat, item=ITEM_41, why=Return.CHAIR)
    )
    given(KAMALA_OUT).when(restore, KAMALA).refused(Reason.SUSPENDED)
    given(ON_ITEM_41).when(restore, ARUNEE).refused(Reason.NOT_SUSPENDED)
    given(ON_ITEM_41).when(RestoreSeat(seat=SeatId("seat_x")), ARUNEE).refused(Reason.UNKNOWN_SEAT)


def test_nobody_comes_back_into_an_open_ballot() -> None:
    given(WITH_KAMALA_OUT).when(RestoreSeat(seat=KAMALA.seat), ARUNEE).refused(Reason.BALLOT_OPEN)


def test_only_the_machine_reads_counters() -> None:
    note = NoteCounters(seat=KAMALA.seat, item=ITEM_41, moment=Moment.SUSPENDED, received=12, sent=7)
    given(KAMALA_OUT).when(note, Actor.system()).then(
        CountersRead(seat=KAMALA.seat, item=ITEM_41, moment=Moment.SUSPENDED, received=12, sent=7)
    )
    given(KAMALA_OUT).when(note, ARUNEE).refused(Reason.NOT_ALLOWED)
    stranger = NoteCounters(seat=SeatId("x"), item=ITEM_41, moment=Moment.SUSPENDED, received=0, sent=0)
    given(KAMALA_OUT).when(stranger, Actor.system()).refused(Reason.UNKNOWN_SEAT)
