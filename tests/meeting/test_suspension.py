"""Interest, suspension and return."""

from dataclasses import replace

from meeting_server.meeting.facts.calling import RulesSet
from meeting_server.meeting.facts.presence import Left
from meeting_server.meeting.facts.suspension import (
    Basis,
    CountersRead,
    ExplanationEnded,
    Ground,
    Interest,
    InterestDeclared,
    Moment,
    NoteTakerNamed,
    Return,
    SeatRestored,
    SeatSuspended,
)
from meeting_server.meeting.ids import ItemId, SeatId
from meeting_server.meeting.media_plan import media_plan
from meeting_server.meeting.profiles.apa_2539 import APA_2539
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.suspension import DeclareInterest, NoteCounters, RestoreSeat, SuspendSeat
from tests.given import ITEM_1, ITEM_41, KAMALA_OUT, ON_ITEM_41, SITTING, came_in, given
from tests.meeting.test_ballots import WITH_BALLOT, WITH_KAMALA_OUT
from tests.people import ARUNEE, KAMALA, KONG, SOMSAK, THANA, VEERA, WILAI, Cast

DECLARE = DeclareInterest(item=ITEM_41, reason=Interest.INTEREST)
DECLARED = InterestDeclared(seat=KAMALA.seat, item=ITEM_41, reason=Interest.INTEREST)


def suspend(cast: Cast, item: ItemId = ITEM_41, ground: Ground = Ground.ORDERED) -> SuspendSeat:
    return SuspendSeat(seat=cast.seat, item=item, ground=ground, reason=Interest.INTEREST)


def out(cast: Cast, ground: Ground = Ground.ORDERED, by: Cast = ARUNEE) -> SeatSuspended:
    """The fact that an order of the chair yields, carried out by herself or by another."""
    return SeatSuspended(
        seat=cast.seat,
        item=ITEM_41,
        ground=ground,
        reason=Interest.INTEREST,
        basis=Basis.CLAUSE_10_2,
        ordered_by=ARUNEE.seat,
        executed_by=by.seat,
    )


def test_the_chair_suspends_and_the_declaration_is_answered() -> None:
    declared = suspend(KAMALA, ground=Ground.DECLARED)
    given(ON_ITEM_41).when(declared, ARUNEE).refused(Reason.NOT_DECLARED)
    given(ON_ITEM_41, DECLARED).when(declared, ARUNEE).then(out(KAMALA, Ground.DECLARED))
    assert not given(ON_ITEM_41, DECLARED, KAMALA_OUT[-1]).meeting.suspensions.declared


def test_nothing_is_called_declared_but_what_was_declared_on_this_item_and_for_this_reason() -> None:
    declared = suspend(KAMALA, ground=Ground.DECLARED)
    elsewhere = InterestDeclared(seat=KAMALA.seat, item=ITEM_1, reason=Interest.INTEREST)
    otherwise = InterestDeclared(seat=KAMALA.seat, item=ITEM_41, reason=Interest.RELATIVE)
    given(ON_ITEM_41, elsewhere).when(declared, ARUNEE).refused(Reason.NOT_DECLARED)
    given(ON_ITEM_41, otherwise).when(declared, ARUNEE).refused(Reason.NOT_DECLARED)
    # A declaration on another item stands, and is no reason not to declare on this one.
    meeting = given(ON_ITEM_41, elsewhere, KAMALA_OUT[-1]).meeting
    assert (KAMALA.seat, ITEM_1) in meeting.suspensions.declared
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


def test_a_controller_carries_out_the_order_and_the_record_says_both() -> None:
    given(ON_ITEM_41, came_in(KONG)).when(suspend(KAMALA), KONG).then(out(KAMALA, by=KONG))


def test_a_conflicted_controller_executes_no_order_about_the_item() -> None:
    given(ON_ITEM_41, came_in(KONG)).when(suspend(KONG), KONG).refused(Reason.EXECUTOR_HAS_INTEREST)
    declared = InterestDeclared(seat=KONG.seat, item=ITEM_41, reason=Interest.PARTY)
    conflicted = given(ON_ITEM_41, came_in(KONG), declared)
    conflicted.when(suspend(KAMALA), KONG).refused(Reason.EXECUTOR_HAS_INTEREST)
    conflicted.when(suspend(KONG), ARUNEE).then(out(KONG))
    # What they declared on another item is no matter here.
    elsewhere = InterestDeclared(seat=KONG.seat, item=ITEM_1, reason=Interest.PARTY)
    given(ON_ITEM_41, came_in(KONG), elsewhere).when(suspend(KAMALA), KONG).then(out(KAMALA, by=KONG))


def test_a_conflicted_secretary_leaves_when_another_keeps_the_minutes() -> None:
    given(ON_ITEM_41).when(suspend(VEERA), ARUNEE).refused(Reason.NOTE_TAKER_FIRST)
    named = NoteTakerNamed(seat=WILAI.seat, item=ITEM_41, ordered_by=ARUNEE.seat, executed_by=ARUNEE.seat)
    given(ON_ITEM_41, named).when(suspend(VEERA), ARUNEE).then(out(VEERA))
    # Nor does whoever was named leave then, unless the secretary is there.
    given(ON_ITEM_41, named, out(VEERA)).when(suspend(WILAI), ARUNEE).refused(Reason.NOTE_TAKER_FIRST)
    given(ON_ITEM_41, named).when(suspend(WILAI), ARUNEE).then(out(WILAI))
    given(ON_ITEM_41, named, Left(seat=WILAI.seat)).when(suspend(VEERA), ARUNEE).refused(
        Reason.NOTE_TAKER_FIRST
    )


def test_another_reason_by_law_names_the_law() -> None:
    order = replace(suspend(KAMALA), reason=Interest.OTHER_BY_LAW)
    given(ON_ITEM_41).when(order, ARUNEE).refused(Reason.LAW_NOT_NAMED)
    given(ON_ITEM_41).when(replace(order, law=" มาตรา ๔๒ "), ARUNEE).then(
        replace(out(KAMALA), reason=Interest.OTHER_BY_LAW, law="มาตรา ๔๒")
    )
    # Where the reason is one of those that the clause names, nothing else is written.
    given(ON_ITEM_41).when(replace(suspend(KAMALA), law="มาตรา ๔๒"), ARUNEE).then(out(KAMALA))


def test_under_the_administrative_procedure_act_they_are_heard_first_and_its_sections_are_named() -> None:
    under_the_act = [*ON_ITEM_41, RulesSet(profile=APA_2539)]
    order = replace(suspend(KAMALA), explained=True)
    given(under_the_act).when(order, ARUNEE).refused(Reason.EXPLAIN_FIRST)
    heard = ExplanationEnded(seat=KAMALA.seat, item=ITEM_41, ordered_by=ARUNEE.seat, executed_by=ARUNEE.seat)
    bases = {
        Interest.PARTY: Basis.APA_13_PARTY,
        Interest.RELATIVE: Basis.APA_13_RELATIVE,
        Interest.INTEREST: Basis.APA_16,
    }
    for reason, basis in bases.items():
        given(under_the_act, heard).when(replace(order, reason=reason), ARUNEE).then(
            replace(out(KAMALA), reason=reason, basis=basis, explained=True)
        )


def test_the_chair_calls_a_member_back() -> None:
    restore = RestoreSeat(seat=KAMALA.seat)
    given(KAMALA_OUT).when(restore, ARUNEE).then(
        SeatRestored(
            seat=KAMALA.seat,
            item=ITEM_41,
            why=Return.CHAIR,
            ordered_by=ARUNEE.seat,
            executed_by=ARUNEE.seat,
        )
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
