"""Vouching: a chain that begins with a sign-in, what was seen and heard before it, and how it is taken back (ข้อ ๙)."""

from dataclasses import replace

import pytest
from hypothesis import given as for_all

from meeting_server.meeting.facts.calling import RulesSet, TermsAccepted
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import ScreenShared
from meeting_server.meeting.facts.identity import (
    IdentityProven,
    IdentityVouched,
    LinkIssued,
    LinkUsed,
    Method,
    ProofRevoked,
    SeatVisited,
    VisitEnded,
    VisitEnding,
    VisitorHeard,
    VisitorTurnedAway,
    VisitorUnwatched,
    VisitorWatched,
    VouchingAwaited,
)
from meeting_server.meeting.facts.presence import Connected, Entered, Left
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import ConnectionId, LinkId, SeatId
from meeting_server.meeting.media_plan import Circle, Place, Source, media_plan
from meeting_server.meeting.profile import VouchingRule
from meeting_server.meeting.profiles.seed_2563 import SEED_2563
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.identity import (
    EndVisit,
    NoteHeard,
    RevokeProof,
    TurnAway,
    UnwatchVisitor,
    Vouch,
    WatchVisitor,
    resting_on,
)
from meeting_server.meeting.rules.presence import Connect, Enter, Leave
from meeting_server.meeting.state import Meeting
from tests.given import CALLED, KAMALA_OUT, PRESENT, SITTING, THE_CALL, came_in, connected, given
from tests.meeting.scripts import SCRIPTS, Script
from tests.people import ARUNEE, CHAI, DARIN, KAMALA, KONG, PIMJAI, PREECHA, SOMSAK, THANA, VEERA, WILAI, Cast

LINE = ConnectionId("conn_visitor")
VISIT = Connect(connection=LINE, address="192.0.2.9", browser="Safari", is_visit=True)
SIGNED_IN = replace(VISIT, is_visit=False)
ENTER = Enter(notice="ab12", current="ab12", version="1", is_visit=True)
VOUCH = Vouch(seat=PREECHA.seat, statement="cd34", current="cd34")
REVOKE = RevokeProof(seat=PREECHA.seat, reason="จำผิดคน")
CAME = Connected(seat=PREECHA.seat, connection=LINE, address="192.0.2.9", browser="Safari")


def at_the_door(*casts: Cast) -> list[Fact]:
    """Visitors who wait to be vouched for."""
    return [
        fact
        for cast in casts
        for fact in (SeatVisited(seat=cast.seat), connected(cast), VouchingAwaited(seat=cast.seat))
    ]


def seen(cast: Cast, by: Cast) -> list[Fact]:
    """A visitor who was looked at for long enough."""
    return [VisitorWatched(seat=cast.seat, by=by.seat), VisitorHeard(seat=cast.seat, by=by.seat, seconds=5)]


def vouched(cast: Cast, by: Cast) -> list[Fact]:
    """Somebody who came in by it."""
    proven = IdentityVouched(seat=cast.seat, voucher=by.seat, statement="cd34")
    return [*at_the_door(cast), *seen(cast, by), proven, Entered(seat=cast.seat)]


WAITS: list[Fact] = [*PRESENT, *at_the_door(PREECHA)]
SEEN: list[Fact] = [*WAITS, *seen(PREECHA, THANA)]
VOUCHED: list[Fact] = [*PRESENT, *vouched(PREECHA, THANA)]


# Lets those who were vouched for vouch in turn.
CHAINS = RulesSet(profile=replace(SEED_2563, vouching=VouchingRule(heard_seconds=5, most=1, by_vouched=True)))


# --- Those who look. ---


def test_whoever_leaves_turns_away_from_the_visitor() -> None:
    facts = given(SEEN).when(Leave(), THANA).facts()
    assert facts == [VisitorUnwatched(seat=PREECHA.seat, by=THANA.seat), Left(seat=THANA.seat)]
    assert given(SEEN, facts).meeting.identity.watching == {}


@pytest.mark.parametrize(
    "gone",
    [
        ProofRevoked(seat=THANA.seat, reason="จำผิดคน"),
        VisitEnded(seat=THANA.seat, why=VisitEnding.LEFT),
        LinkUsed(seat=THANA.seat, link=LinkId("link_1")),
    ],
)
def test_what_one_has_seen_counts_for_nobody_who_has_their_seat_after_them(gone: Fact) -> None:
    issued = LinkIssued(seat=THANA.seat, link=LinkId("link_1"), by=CHAI.seat)
    after = given(SEEN, issued, gone).meeting.identity
    assert after.watching == {}
    assert after.heard == frozenset()
    assert PREECHA.seat in after.awaiting


def test_a_circle_in_a_log_is_gone_round_once() -> None:
    back = IdentityVouched(seat=THANA.seat, voucher=PREECHA.seat, statement="cd34")
    assert list(resting_on(given(VOUCHED, back).meeting, THANA.seat)) == [PREECHA.seat]


# --- Coming to the door. ---


def test_what_a_visitor_accepted_counts_for_nobody_after_them() -> None:
    accepted = TermsAccepted(seat=PREECHA.seat, version="1", sha256="ab12")
    came = given(THE_CALL, SeatVisited(seat=PREECHA.seat), accepted)
    assert PREECHA.seat in came.meeting.calling.accepted
    gone = given(came.facts, VisitEnded(seat=PREECHA.seat, why=VisitEnding.SIGNED_IN))
    assert PREECHA.seat not in gone.meeting.calling.accepted
    assert accepted in gone.when(replace(ENTER, is_visit=False), PREECHA).facts()


def test_a_visitor_comes_to_a_seat_and_waits_before_the_room() -> None:
    given(PRESENT).when(VISIT, PREECHA).then(SeatVisited(seat=PREECHA.seat), CAME)
    given(PRESENT, SeatVisited(seat=PREECHA.seat), CAME).when(ENTER, PREECHA).then(
        TermsAccepted(seat=PREECHA.seat, version="1", sha256="ab12"),
        VouchingAwaited(seat=PREECHA.seat, clip=True),
    )


def test_a_visitor_whose_line_broke_comes_back_to_where_they_were() -> None:
    given(WAITS).when(VISIT, PREECHA).then(CAME)
    given(WAITS).when(ENTER, PREECHA).refused(Reason.ALREADY_ENTERED)


def test_nobody_visits_a_seat_at_which_somebody_has_signed_in() -> None:
    given(PRESENT).when(VISIT, THANA).refused(Reason.SEAT_TAKEN)
    given(THE_CALL, connected(THANA)).when(VISIT, THANA).refused(Reason.SEAT_TAKEN)
    given(THE_CALL, IdentityProven(seat=THANA.seat)).when(VISIT, THANA).refused(Reason.SEAT_TAKEN)


def test_nobody_visits_a_seat_without_a_place_in_the_room_nor_a_meeting_that_is_over() -> None:
    given(PRESENT).when(VISIT, DARIN).refused(Reason.NOT_ALLOWED)
    given(SITTING, MeetingClosed()).when(VISIT, PREECHA).refused(Reason.MEETING_CLOSED)


def test_whoever_signs_in_takes_the_place_of_a_visitor() -> None:
    given(WAITS).when(SIGNED_IN, PREECHA).then(VisitEnded(seat=PREECHA.seat, why=VisitEnding.SIGNED_IN), CAME)
    given(VOUCHED).when(SIGNED_IN, PREECHA).then(
        VisitEnded(seat=PREECHA.seat, why=VisitEnding.SIGNED_IN), Left(seat=PREECHA.seat), CAME
    )


def test_whoever_signs_in_shows_anew_who_they_are() -> None:
    after: list[Fact] = [
        *VOUCHED,
        VisitEnded(seat=PREECHA.seat, why=VisitEnding.SIGNED_IN),
        Left(seat=PREECHA.seat),
    ]
    entered = given(after).when(replace(ENTER, is_visit=False), PREECHA).facts()
    assert IdentityProven(seat=PREECHA.seat) in entered
    assert not given(after, entered).meeting.identity.vouchers


def test_no_sign_in_and_no_visit_can_be_taken_for_the_other() -> None:
    given(WAITS).when(replace(ENTER, is_visit=False), PREECHA).refused(Reason.SEAT_TAKEN)
    given(PRESENT).when(ENTER, PREECHA).refused(Reason.SEAT_TAKEN)


def test_a_visitor_may_give_up() -> None:
    given(WAITS).when(EndVisit(), PREECHA).then(VisitEnded(seat=PREECHA.seat, why=VisitEnding.LEFT))
    given(VOUCHED).when(EndVisit(), PREECHA).refused(Reason.NOT_AWAITING)
    given(PRESENT).when(EndVisit(), THANA).refused(Reason.NOT_AWAITING)


def test_somebody_vouched_for_who_left_comes_in_again_by_the_same_proof() -> None:
    given(VOUCHED, Left(seat=PREECHA.seat)).when(ENTER, PREECHA).then(
        TermsAccepted(seat=PREECHA.seat, version="1", sha256="ab12"), Entered(seat=PREECHA.seat)
    )


# --- Looking. ---


def test_one_turns_to_one_visitor_at_a_time() -> None:
    given(WAITS).when(WatchVisitor(seat=PREECHA.seat), THANA).then(
        VisitorWatched(seat=PREECHA.seat, by=THANA.seat)
    )
    given(SEEN).when(WatchVisitor(seat=PREECHA.seat), THANA).then()
    both = given(SEEN, at_the_door(SOMSAK), VisitorWatched(seat=SOMSAK.seat, by=THANA.seat)).meeting
    assert both.identity.watching == {THANA.seat: SOMSAK.seat}


def test_one_turns_away_again() -> None:
    given(SEEN).when(UnwatchVisitor(), THANA).then(VisitorUnwatched(seat=PREECHA.seat, by=THANA.seat))
    given(WAITS).when(UnwatchVisitor(), THANA).then()
    assert not given(SEEN, VisitorUnwatched(seat=PREECHA.seat, by=THANA.seat)).meeting.identity.watching


def test_only_those_in_the_room_who_may_vouch_look_at_visitors() -> None:
    look = WatchVisitor(seat=PREECHA.seat)
    given(WAITS).when(look, SOMSAK).refused(Reason.NOT_ENTERED)
    given(WAITS).when(look, PREECHA).refused(Reason.NOT_ENTERED)
    given(KAMALA_OUT, at_the_door(PREECHA)).when(look, KAMALA).refused(Reason.SUSPENDED)
    given(WAITS, connected(PIMJAI), IdentityProven(seat=PIMJAI.seat), Entered(seat=PIMJAI.seat)).when(
        look, PIMJAI
    ).refused(Reason.NOT_ALLOWED)
    given(WAITS).when(WatchVisitor(seat=SOMSAK.seat), THANA).refused(Reason.NOT_AWAITING)
    given(WAITS).when(WatchVisitor(seat=SeatId("seat_nobody")), THANA).refused(Reason.UNKNOWN_SEAT)


def test_the_relay_alone_says_that_somebody_was_heard_and_once_is_enough() -> None:
    heard = NoteHeard(seat=PREECHA.seat, by=THANA.seat, seconds=5)
    watched: list[Fact] = [*WAITS, VisitorWatched(seat=PREECHA.seat, by=THANA.seat)]
    given(watched).when(heard, Actor.system()).then(VisitorHeard(seat=PREECHA.seat, by=THANA.seat, seconds=5))
    given(watched).when(heard, THANA).refused(Reason.NOT_ALLOWED)
    given(watched).when(replace(heard, seconds=4), Actor.system()).then()
    given(SEEN).when(heard, Actor.system()).then()
    given(WAITS).when(heard, Actor.system()).then()


# --- Vouching. ---


def test_somebody_vouched_for_is_in_the_room_from_that_moment() -> None:
    given(SEEN).when(VOUCH, THANA).then(
        IdentityVouched(seat=PREECHA.seat, voucher=THANA.seat, statement="cd34"),
        Entered(seat=PREECHA.seat),
    )
    meeting = given(VOUCHED).meeting
    assert PREECHA.seat in meeting.attendance.present
    assert not meeting.identity.awaiting
    assert not meeting.identity.watching
    assert not meeting.identity.heard


def test_nobody_vouches_before_they_have_heard_enough() -> None:
    given(WAITS, VisitorWatched(seat=PREECHA.seat, by=THANA.seat)).when(VOUCH, THANA).refused(
        Reason.NOT_HEARD_ENOUGH
    )
    given(SEEN).when(VOUCH, WILAI).refused(Reason.NOT_HEARD_ENOUGH)  # Another has.


def test_what_was_heard_of_one_visitor_counts_for_no_other() -> None:
    another: list[Fact] = [
        *SEEN,
        VisitEnded(seat=PREECHA.seat, why=VisitEnding.LEFT),
        *at_the_door(PREECHA),
    ]
    given(another).when(VOUCH, THANA).refused(Reason.NOT_HEARD_ENOUGH)


def test_nobody_vouches_without_the_statement() -> None:
    given(SEEN).when(replace(VOUCH, statement=""), THANA).refused(Reason.STATEMENT_NOT_MADE)


def test_nobody_vouches_for_themselves_or_for_somebody_who_is_not_there() -> None:
    given(SEEN).when(replace(VOUCH, seat=THANA.seat), THANA).refused(Reason.NO_VOUCH_FOR_ONESELF)
    given(SEEN).when(replace(VOUCH, seat=SOMSAK.seat), THANA).refused(Reason.NOT_AWAITING)
    given(
        PRESENT, SeatVisited(seat=PREECHA.seat), VouchingAwaited(seat=PREECHA.seat), seen(PREECHA, THANA)
    ).when(VOUCH, THANA).refused(Reason.NOT_PRESENT)


def test_whoever_was_vouched_for_vouches_for_nobody() -> None:
    given(VOUCHED, at_the_door(SOMSAK), seen(SOMSAK, PREECHA)).when(
        replace(VOUCH, seat=SOMSAK.seat), PREECHA
    ).refused(Reason.VOUCHED_FOR_CANNOT_VOUCH)


def test_unless_the_profile_lets_them_and_as_often_as_it_says() -> None:
    before: list[Fact] = [
        *VOUCHED,
        CHAINS,
        *at_the_door(SOMSAK),
        *seen(SOMSAK, PREECHA),
        *seen(SOMSAK, THANA),
    ]
    vouch = replace(VOUCH, seat=SOMSAK.seat)
    assert Entered(seat=SOMSAK.seat) in given(before).when(vouch, PREECHA).facts()
    given(before).when(vouch, THANA).refused(Reason.VOUCHED_OFTEN_ENOUGH)


# --- Taking it back. ---


@pytest.mark.parametrize("by", [THANA, ARUNEE, VEERA])
def test_whoever_vouched_and_the_chair_and_the_secretary_take_it_back(by: Cast) -> None:
    given(VOUCHED).when(REVOKE, by).then(ProofRevoked(seat=PREECHA.seat, reason="จำผิดคน"))


@pytest.mark.parametrize("by", [WILAI, CHAI, PREECHA])
def test_others_do_not(by: Cast) -> None:
    given(VOUCHED).when(REVOKE, by).refused(Reason.NOT_ALLOWED)


def test_a_sign_in_cannot_be_taken_back_so_nor_without_a_reason() -> None:
    given(VOUCHED).when(replace(REVOKE, seat=WILAI.seat), ARUNEE).refused(Reason.NOT_VOUCHED_FOR)
    given(VOUCHED).when(replace(REVOKE, seat=SeatId("seat_nobody")), ARUNEE).refused(Reason.UNKNOWN_SEAT)
    given(VOUCHED).when(replace(REVOKE, reason=" "), ARUNEE).refused(Reason.EMPTY_TEXT)


def test_whoever_is_not_vouched_for_any_more_stands_before_the_room_again() -> None:
    revoked = ProofRevoked(seat=PREECHA.seat, reason="จำผิดคน")
    meeting = given(VOUCHED, ScreenShared(seat=PREECHA.seat), revoked).meeting
    assert PREECHA.seat not in meeting.attendance.entered
    assert PREECHA.seat in meeting.identity.awaiting
    assert PREECHA.seat not in meeting.identity.proofs
    assert meeting.floor.sharing is None
    given(VOUCHED, revoked).when(VOUCH, THANA).refused(Reason.NOT_HEARD_ENOUGH)


def test_what_rests_on_a_proof_falls_with_it() -> None:
    chain: list[Fact] = [*VOUCHED, *vouched(SOMSAK, PREECHA), *vouched(KONG, SOMSAK)]
    given(chain).when(REVOKE, THANA).then(
        *(ProofRevoked(seat=cast.seat, reason="จำผิดคน") for cast in (PREECHA, SOMSAK, KONG))
    )


# --- Turning away. ---


TURN_AWAY = TurnAway(seat=PREECHA.seat, reason=" ไม่มีผู้ใดรู้จัก ")
TURNED_AWAY = VisitorTurnedAway(seat=PREECHA.seat, by=ARUNEE.seat, reason="ไม่มีผู้ใดรู้จัก")


@pytest.mark.parametrize("by", [ARUNEE, VEERA, KONG])
def test_the_chair_the_secretary_and_the_controller_turn_a_visitor_away(by: Cast) -> None:
    given(WAITS, came_in(KONG)).when(TURN_AWAY, by).then(replace(TURNED_AWAY, by=by.seat))


@pytest.mark.parametrize("by", [THANA, CHAI])
def test_others_do_not_turn_anybody_away(by: Cast) -> None:
    given(WAITS).when(TURN_AWAY, by).refused(Reason.NOT_ALLOWED)


def test_nobody_is_turned_away_without_a_reason_or_who_does_not_wait() -> None:
    given(WAITS).when(replace(TURN_AWAY, reason=" "), ARUNEE).refused(Reason.EMPTY_TEXT)
    given(WAITS).when(replace(TURN_AWAY, seat=THANA.seat), ARUNEE).refused(Reason.NOT_AWAITING)
    given(VOUCHED).when(TURN_AWAY, ARUNEE).refused(Reason.NOT_AWAITING)
    given(WAITS, MeetingClosed()).when(TURN_AWAY, ARUNEE).refused(Reason.MEETING_CLOSED)


def test_whoever_is_turned_away_waits_no_more_and_is_seen_by_nobody() -> None:
    identity = given(SEEN, TURNED_AWAY).meeting.identity
    assert (identity.awaiting, identity.watching, identity.heard) == (frozenset(), {}, frozenset())
    given(SEEN, TURNED_AWAY).when(ENTER, PREECHA).refused(Reason.TURNED_AWAY)
    given(SEEN, TURNED_AWAY).when(VISIT, PREECHA).then(CAME)


@pytest.mark.parametrize("why", VisitEnding)
def test_whoever_comes_to_the_seat_after_them_is_not_turned_away(why: VisitEnding) -> None:
    gone = given(SEEN, TURNED_AWAY).when(EndVisit(), PREECHA).facts()
    assert gone == [VisitEnded(seat=PREECHA.seat, why=VisitEnding.LEFT)]
    meeting = given(SEEN, TURNED_AWAY, VisitEnded(seat=PREECHA.seat, why=why)).meeting
    assert not meeting.identity.turned_away


# --- The plan. ---


def _places(meeting: Meeting) -> dict[str, tuple[Place, ...]]:
    return {circle.name: circle.places for circle in media_plan(meeting).circles}


def test_a_visitor_is_in_a_circle_of_their_own_where_they_hear_nothing() -> None:
    places = _places(given(WAITS).meeting)
    sends = frozenset({Source.MIC, Source.CAMERA})
    assert places[f"door {PREECHA.seat}"] == (Place(seat=PREECHA.seat, sends=sends, hears=False),)
    assert PREECHA.seat not in {place.seat for place in places["room"]}
    assert not any(place.overhears for place in places["room"])


def test_of_a_meeting_by_sound_alone_a_visitor_is_only_heard() -> None:
    called = replace(CALLED, sound_only=True)
    plan = media_plan(given(called, THE_CALL[1:], at_the_door(PREECHA)).meeting)
    assert plan.circles == (
        Circle(
            name=f"door {PREECHA.seat}",
            places=(Place(seat=PREECHA.seat, sends=frozenset({Source.MIC}), hears=False),),
        ),
    )


def test_only_whoever_has_turned_to_a_visitor_hears_them() -> None:
    room = {place.seat: place.overhears for place in _places(given(SEEN).meeting)["room"]}
    assert room.pop(THANA.seat) == {PREECHA.seat}
    assert not any(room.values())


def test_a_visitor_is_not_recorded_with_the_meeting_and_has_no_place_once_their_line_is_gone() -> None:
    meeting = given(SITTING, at_the_door(PREECHA)).meeting
    assert PREECHA.seat not in {seat for seat, _ in media_plan(meeting).record}
    gone = given(PRESENT, SeatVisited(seat=PREECHA.seat), VouchingAwaited(seat=PREECHA.seat)).meeting
    assert PREECHA.seat not in set(media_plan(gone).seats())


def test_nobody_waits_any_more_when_the_meeting_is_over() -> None:
    meeting = given(SITTING, at_the_door(SOMSAK), vouched(PREECHA, THANA), MeetingClosed()).meeting
    assert not meeting.identity.awaiting
    assert meeting.identity.visiting == {SOMSAK.seat, PREECHA.seat}
    assert meeting.identity.vouchers == {PREECHA.seat: THANA.seat}


# --- Whatever happens. ---


def _rests_on_a_sign_in(meeting: Meeting, seat: SeatId) -> bool:
    """Whether the chain of this seat's proof begins with a sign-in, and comes to no seat twice."""
    identity, met = meeting.identity, {seat}
    while identity.proofs.get(seat) is Method.VOUCH:
        seat = identity.vouchers[seat]
        if seat in met:
            return False
        met.add(seat)
    return identity.proofs.get(seat) is Method.LOGIN


@for_all(SCRIPTS)
def test_no_script_lets_anybody_in_whose_proof_does_not_go_back_to_a_sign_in(script: Script) -> None:
    for _, _, meeting in script.play():
        inside = {
            place.seat for name, places in _places(meeting).items() if name == "room" for place in places
        }
        for seat in inside | meeting.attendance.present:
            assert _rests_on_a_sign_in(meeting, seat)


@for_all(SCRIPTS)
def test_no_script_lets_a_visitor_hear_or_count(script: Script) -> None:
    for _, _, meeting in script.play():
        waiting = meeting.identity.awaiting
        assert not waiting & meeting.attendance.entered
        assert not waiting & meeting.identity.proofs.keys()
        for circle in media_plan(meeting).circles:
            for place in circle.places:
                assert place.seat not in waiting or (not place.hears and len(circle.places) == 1)
                assert place.overhears <= meeting.calling.seats.keys()
                if place.overhears:
                    assert Right.VOUCH in meeting.calling.seats[place.seat].rights


@for_all(SCRIPTS)
def test_no_script_vouches_more_often_than_the_profile_lets(script: Script) -> None:
    for _, _, meeting in script.play():
        for seat in meeting.calling.seats:
            assert len(meeting.identity.vouched_by(seat)) <= SEED_2563.vouching.most
