"""Several before one room device: each a seat and a proof of their own, and nobody cut off but by going out (ข้อ ๘, ๑๐)."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from meeting_server.meeting.facts.agenda import ItemOpened
from meeting_server.meeting.facts.ballots import BallotOpened
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import ScreenShared, ScreenShareEnded, ShareEnding
from meeting_server.meeting.facts.identity import (
    IdentityProven,
    IdentityVouched,
    LinkEnding,
    LinkIssued,
    LinkUsed,
    LinkWithdrawn,
    Method,
    ProofRevoked,
    VisitEnded,
    VisitEnding,
    VisitorUnwatched,
    VisitorWatched,
)
from meeting_server.meeting.facts.presence import (
    Disconnected,
    Ending,
    Entered,
    Left,
    RoomEnding,
    SatInRoom,
    SeatSignedOut,
    WentOutOfRoom,
)
from meeting_server.meeting.facts.session import MeetingClosed, MeetingOpened
from meeting_server.meeting.facts.suspension import (
    Basis,
    Ground,
    Interest,
    InterestDeclared,
    Return,
    SeatRestored,
    SeatSuspended,
)
from meeting_server.meeting.ids import BallotId, ConnectionId, SeatId
from meeting_server.meeting.media_plan import media_plan
from meeting_server.meeting.quorum import quorum, voters
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.ballots import OpenBallot
from meeting_server.meeting.rules.calling import SeatAsked
from meeting_server.meeting.rules.floor import ShareScreen
from meeting_server.meeting.rules.identity import RevokeProof, Vouch, WatchVisitor
from meeting_server.meeting.rules.links import IssueLink
from meeting_server.meeting.rules.presence import Connect, Enter, Leave, SignOut
from meeting_server.meeting.rules.rooms import PutInRoom, SitInRoom, TakeOutOfRoom, UseOwnDevice
from meeting_server.meeting.rules.suspension import SuspendSeat
from tests.given import CALLED, ITEM_41, THE_CALL, came_in, connected, given, seated
from tests.meeting.test_calling import CALL
from tests.meeting.test_identity import at_the_door
from tests.meeting.test_links import LINK
from tests.people import ARUNEE, CHAI, KAMALA, KONG, PREECHA, SOMSAK, THANA, VEERA, WILAI, Cast

ROOM = Cast("room1", "ห้องประชุม ๑", "ชั้น ๓", frozenset({Role.ROOM}))
HALL: list[Fact] = [
    *THE_CALL,
    seated(ROOM),
    *came_in(ROOM, ARUNEE, THANA, WILAI, CHAI, VEERA),
    MeetingOpened(),
]
"""A meeting that sits, with a room device in it."""


def sat(who: Cast, by: Cast | None = None, told: str = "") -> SatInRoom:
    return SatInRoom(seat=who.seat, room=ROOM.seat, by=(by or who).seat, told=told)


def went(who: Cast, why: RoomEnding, by: Cast | None = None) -> WentOutOfRoom:
    return WentOutOfRoom(seat=who.seat, room=ROOM.seat, by=(by or who).seat, why=why)


def lost(who: Cast) -> Disconnected:
    return Disconnected(seat=who.seat, connection=connected(who).connection, why=Ending.LOST)


def places(*facts: Fact | Iterable[Fact]) -> set[SeatId]:
    return set(media_plan(given(*facts).meeting).seats())


SIT = SitInRoom(room=ROOM.seat)
OUT = UseOwnDevice()
PUT = PutInRoom(seat=PREECHA.seat, room=ROOM.seat, told="ab12", current="ab12")
TAKE = TakeOutOfRoom(seat=PREECHA.seat)
PUT_DOWN = sat(PREECHA, CHAI, "ab12")
VOUCH = Vouch(seat=PREECHA.seat, statement="cd34", current="cd34")
VOUCHED: list[Fact] = [
    *HALL,
    PUT_DOWN,
    IdentityVouched(seat=PREECHA.seat, voucher=THANA.seat, statement="cd34"),
    Entered(seat=PREECHA.seat),
]
ITEM_OPEN = ItemOpened(item=ITEM_41)
SUSPEND = SuspendSeat(seat=THANA.seat, item=ITEM_41, ground=Ground.ORDERED, reason=Interest.INTEREST)
SUSPENDED = SeatSuspended(
    seat=THANA.seat,
    item=ITEM_41,
    ground=Ground.ORDERED,
    reason=Interest.INTEREST,
    basis=Basis.CLAUSE_10_2,
    ordered_by=ARUNEE.seat,
    executed_by=ARUNEE.seat,
)
RESTORED = SeatRestored(seat=THANA.seat, item=ITEM_41, why=Return.CHAIR)


# --- By one's own word. ---


def test_whoever_sits_in_the_room_says_so_and_their_own_device_falls_silent() -> None:
    given(HALL).when(SIT, THANA).then(sat(THANA))
    assert THANA.seat in places(HALL)
    assert places(HALL, sat(THANA)) == places(HALL) - {THANA.seat}
    assert ROOM.seat in places(HALL, sat(THANA))
    assert THANA.seat in voters(given(HALL, sat(THANA)).meeting)


def test_they_are_there_as_long_as_the_room_device_is() -> None:
    sits = [*HALL, sat(THANA)]
    assert THANA.seat in given(sits, lost(THANA)).meeting.attendance.present
    assert THANA.seat not in given(sits, lost(ROOM)).meeting.attendance.present
    assert THANA.seat not in given(sits, Left(seat=ROOM.seat)).meeting.attendance.present
    assert quorum(given(sits, lost(ROOM)).meeting).present == quorum(given(HALL).meeting).present - 1


def test_what_they_shared_and_whom_they_looked_at_they_leave() -> None:
    shared = given(HALL, ScreenShared(seat=ARUNEE.seat)).when(SIT, ARUNEE).facts()
    assert shared == [ScreenShareEnded(seat=ARUNEE.seat, why=ShareEnding.STOPPED), sat(ARUNEE)]
    watched = VisitorWatched(seat=PREECHA.seat, by=THANA.seat)
    facts = given(HALL, at_the_door(PREECHA), watched).when(SIT, THANA).facts()
    assert facts == [VisitorUnwatched(seat=PREECHA.seat, by=THANA.seat), sat(THANA)]


def test_from_there_one_neither_shares_nor_looks_at_visitors() -> None:
    given(HALL, sat(ARUNEE)).when(ShareScreen(), ARUNEE).refused(Reason.NOT_ALLOWED)
    watch = WatchVisitor(seat=PREECHA.seat)
    given(HALL, at_the_door(PREECHA), sat(THANA)).when(watch, THANA).refused(Reason.NOT_ALLOWED)


def test_by_their_own_device_again() -> None:
    back = went(THANA, RoomEnding.OWN_DEVICE)
    given(HALL, sat(THANA)).when(OUT, THANA).then(back)
    assert THANA.seat in places(HALL, sat(THANA), back)
    given(HALL).when(OUT, THANA).refused(Reason.NOT_IN_ROOM)


@pytest.mark.parametrize(
    ("room", "reason"),
    [
        (THANA.seat, Reason.NO_SUCH_ROOM),
        (SeatId("seat_none"), Reason.NO_SUCH_ROOM),
    ],
)
def test_only_before_a_room_device(room: SeatId, reason: Reason) -> None:
    given(HALL).when(SitInRoom(room=room), THANA).refused(reason)


def test_only_before_one_that_is_there_and_once() -> None:
    given(HALL, lost(ROOM)).when(SIT, THANA).refused(Reason.NOT_PRESENT)
    given(HALL, sat(THANA)).when(SIT, THANA).refused(Reason.ALREADY_IN_ROOM)
    given(HALL).when(SIT, ROOM).refused(Reason.NOT_ALLOWED)
    given(HALL).when(SIT, KAMALA).refused(Reason.NOT_ENTERED)


def test_at_the_door_one_may_say_it_before_a_sound_is_played() -> None:
    enter = Enter(notice="ab12", current="ab12", version="1", way="password", factors=1, room=ROOM.seat)
    facts = given(HALL, connected(KAMALA)).when(enter, KAMALA).facts()
    assert facts[-2:] == [Entered(seat=KAMALA.seat), sat(KAMALA)]
    nowhere = replace(enter, room=THANA.seat)
    given(HALL, connected(KAMALA)).when(nowhere, KAMALA).refused(Reason.NO_SUCH_ROOM)
    visit = replace(enter, is_visit=True)
    given(HALL, at_the_door(KAMALA)[:2]).when(visit, KAMALA).refused(Reason.NOT_ALLOWED)
    left = [fact for fact in HALL if fact != Entered(seat=ROOM.seat)]
    given(left).when(enter, ROOM).refused(Reason.NOT_ALLOWED)


def test_leaving_the_meeting_is_leaving_the_room() -> None:
    after = given(HALL, sat(THANA), given(HALL, sat(THANA)).when(Leave(), THANA).facts())
    assert after.meeting.attendance.rooms == {}


def test_a_telephone_that_is_signed_out_takes_nobody_out_of_the_room() -> None:
    sits = given(HALL, sat(THANA), lost(THANA))
    assert sits.when(SignOut(seat=THANA.seat), Actor.system()).facts() == []
    assert given(HALL, lost(THANA)).when(SignOut(seat=THANA.seat), Actor.system()).facts()
    again = given(HALL, SeatSignedOut(seat=THANA.seat), sat(THANA, CHAI, "ab12")).meeting.attendance
    assert again.signed_out == frozenset()


def test_the_presiding_voice_is_the_rooms() -> None:
    assert media_plan(given(HALL).meeting).presiding == ARUNEE.seat
    assert media_plan(given(HALL, sat(ARUNEE)).meeting).presiding == ROOM.seat
    nobody = [fact for fact in THE_CALL if fact != seated(ARUNEE)]
    assert media_plan(given(nobody).meeting).presiding is None


# --- Put down by an officer. ---


@pytest.mark.parametrize("who", [ARUNEE, VEERA, CHAI])
def test_an_officer_puts_down_who_has_no_page_of_their_own(who: Cast) -> None:
    given(HALL).when(PUT, who).then(sat(PREECHA, who, "ab12"))


def test_nobody_counts_by_that_alone() -> None:
    meeting = given(HALL, PUT_DOWN).meeting
    assert PREECHA.seat not in meeting.attendance.present
    assert PREECHA.seat not in voters(meeting)


def test_they_are_vouched_for_in_the_room() -> None:
    facts = given(HALL, PUT_DOWN).when(VOUCH, THANA).facts()
    assert facts == VOUCHED[-2:]
    assert PREECHA.seat in voters(given(VOUCHED).meeting)
    given(HALL).when(VOUCH, THANA).refused(Reason.NOT_AWAITING)
    given(HALL, PUT_DOWN, lost(ROOM)).when(VOUCH, THANA).refused(Reason.NOT_AWAITING)
    given(HALL, PUT_DOWN).when(replace(VOUCH, statement="x"), THANA).refused(Reason.STATEMENT_NOT_MADE)
    by_vouched = given(VOUCHED, sat(KAMALA, CHAI, "ab12"))
    by_vouched.when(replace(VOUCH, seat=KAMALA.seat), PREECHA).refused(Reason.VOUCHED_FOR_CANNOT_VOUCH)


def test_a_vouching_that_is_taken_back_is_begun_anew() -> None:
    revoke = RevokeProof(seat=PREECHA.seat, reason="จำผิดคน")
    after = given(VOUCHED, given(VOUCHED).when(revoke, THANA).facts())
    assert PREECHA.seat not in after.meeting.attendance.present
    after.when(VOUCH, WILAI).refused(Reason.NOT_AWAITING)
    again = given(after.facts, after.when(PUT, CHAI).facts())
    assert again.when(VOUCH, WILAI).facts()


def test_who_has_shown_before_who_they_are_is_there_at_once() -> None:
    proven = IdentityProven(seat=PREECHA.seat, way="password", factors=1)
    assert given(HALL, proven).when(PUT, CHAI).facts()[-1] == Entered(seat=PREECHA.seat)
    inside = given(HALL, came_in(PREECHA), lost(PREECHA))
    assert inside.when(PUT, CHAI).facts() == [PUT_DOWN]


@pytest.mark.parametrize(
    ("put", "by", "reason"),
    [
        (PUT, THANA, Reason.NOT_ALLOWED),
        (replace(PUT, seat=CHAI.seat), CHAI, Reason.NOT_ALLOWED),
        (replace(PUT, seat=ROOM.seat), CHAI, Reason.NOT_ALLOWED),
        (replace(PUT, seat=SeatId("seat_none")), CHAI, Reason.UNKNOWN_SEAT),
        (replace(PUT, room=THANA.seat), CHAI, Reason.NO_SUCH_ROOM),
        (replace(PUT, told="x"), CHAI, Reason.NOTICE_NOT_ACCEPTED),
        (replace(PUT, seat=THANA.seat), CHAI, Reason.SEAT_TAKEN),
    ],
)
def test_nobody_else_and_nobody_who_has_a_page_of_their_own(put: PutInRoom, by: Cast, reason: Reason) -> None:
    given(HALL).when(put, by).refused(reason)


def test_nor_twice_nor_while_they_are_suspended() -> None:
    given(HALL, PUT_DOWN).when(PUT, CHAI).refused(Reason.ALREADY_IN_ROOM)
    out = replace(SUSPENDED, seat=PREECHA.seat)
    given(VOUCHED, ITEM_OPEN, out).when(PUT, CHAI).refused(Reason.SUSPENDED)


def test_who_goes_home_has_left_the_meeting() -> None:
    facts = given(VOUCHED).when(TAKE, CHAI).facts()
    assert facts == [went(PREECHA, RoomEnding.WENT, CHAI), Left(seat=PREECHA.seat)]
    assert PREECHA.seat not in given(VOUCHED, facts).meeting.attendance.entered
    unknown = given(HALL, PUT_DOWN).when(TAKE, CHAI).facts()
    assert unknown == [went(PREECHA, RoomEnding.WENT, CHAI)]


def test_who_has_a_device_of_their_own_goes_on_by_it() -> None:
    sits = given(HALL, sat(THANA))
    sits.when(replace(TAKE, seat=THANA.seat), CHAI).then(went(THANA, RoomEnding.OWN_DEVICE, CHAI))
    sits.when(replace(TAKE, seat=THANA.seat), WILAI).refused(Reason.NOT_ALLOWED)
    given(HALL).when(TAKE, CHAI).refused(Reason.NOT_IN_ROOM)
    given(HALL).when(replace(TAKE, seat=SeatId("seat_none")), CHAI).refused(Reason.UNKNOWN_SEAT)


def test_whoever_presides_is_not_put_out() -> None:
    sits = given(HALL, sat(ARUNEE), lost(ARUNEE))
    sits.when(replace(TAKE, seat=ARUNEE.seat), CHAI).refused(Reason.PRESIDING_MUST_PASS_FIRST)


def test_nobody_comes_by_another_way_to_a_seat_that_sits_there() -> None:
    visit = Connect(connection=ConnectionId("conn_v"), address="a", browser="b", is_visit=True)
    given(HALL, PUT_DOWN).when(visit, PREECHA).refused(Reason.SEAT_TAKEN)
    issue = IssueLink(seat=PREECHA.seat, link=LINK, ground="จำเสียงได้")
    given(HALL, PUT_DOWN).when(issue, CHAI).refused(Reason.ALREADY_IN_ROOM)


def test_who_waited_outside_under_the_name_comes_back_to_nothing() -> None:
    gone = [*HALL, *at_the_door(PREECHA), lost(PREECHA)]
    facts = given(gone).when(PUT, CHAI).facts()
    assert facts == [VisitEnded(seat=PREECHA.seat, why=VisitEnding.IN_ROOM), PUT_DOWN]
    inside = given(gone, facts, given(gone, facts).when(VOUCH, THANA).facts())
    visit = Connect(connection=ConnectionId("conn_v"), address="a", browser="b", is_visit=True)
    inside.when(visit, PREECHA).refused(Reason.SEAT_TAKEN)


def test_nobody_is_put_down_upon_what_another_showed() -> None:
    vouched = IdentityVouched(seat=PREECHA.seat, voucher=THANA.seat, statement="cd34")
    visited = [*HALL, *at_the_door(PREECHA), vouched, Entered(seat=PREECHA.seat), Left(seat=PREECHA.seat)]
    given(visited, lost(PREECHA)).when(PUT, CHAI).refused(Reason.SEAT_TAKEN)
    linked = IdentityProven(seat=PREECHA.seat, method=Method.LINK, way="link", factors=1)
    given(HALL, linked).when(PUT, CHAI).refused(Reason.SEAT_TAKEN)
    # Who was vouched for in the room has no page that could come back.
    home = [*VOUCHED, went(PREECHA, RoomEnding.WENT, CHAI), Left(seat=PREECHA.seat)]
    assert given(home).when(PUT, CHAI).facts() == [PUT_DOWN, Entered(seat=PREECHA.seat)]


def test_where_one_said_to_sit_is_not_handed_on() -> None:
    for gone in (
        ProofRevoked(seat=THANA.seat, reason="x"),
        LinkUsed(seat=THANA.seat, link=LINK),
        LinkWithdrawn(seat=THANA.seat, link=LINK, by=THANA.seat, why=LinkEnding.SIGNED_IN),
    ):
        issued = LinkIssued(seat=THANA.seat, link=LINK, by=CHAI.seat, ground="x")
        assert given(HALL, sat(THANA), issued, gone).meeting.attendance.rooms == {}


def test_at_the_door_one_is_believed_against_what_was_put_down() -> None:
    enter = Enter(notice="ab12", current="ab12", version="1", way="password", factors=1)
    facts = given(HALL, PUT_DOWN, connected(PREECHA)).when(enter, PREECHA).facts()
    assert facts[-2:] == [Entered(seat=PREECHA.seat), went(PREECHA, RoomEnding.OWN_DEVICE)]
    assert PREECHA.seat in places(HALL, PUT_DOWN, connected(PREECHA), facts)


# --- Suspension: by going out of the room (ข้อ ๑๐ (๒)). ---


def test_the_room_device_is_never_cut_for_one_person() -> None:
    given(HALL, ITEM_OPEN).when(replace(SUSPEND, seat=ROOM.seat), ARUNEE).refused(
        Reason.ROOM_IS_NOT_SUSPENDED
    )


def test_who_is_suspended_goes_out_and_nothing_is_decided_before() -> None:
    sits = [*HALL, sat(THANA), ITEM_OPEN]
    given(sits).when(SUSPEND, ARUNEE).then(SUSPENDED)
    vote = OpenBallot(ballot=BallotId("bal_1"), item=ITEM_41, question="เห็นชอบหรือไม่")
    given(sits, SUSPENDED).when(vote, ARUNEE).refused(Reason.STILL_IN_ROOM)
    out = went(THANA, RoomEnding.ORDERED, CHAI)
    take = replace(TAKE, seat=THANA.seat)
    given(sits, SUSPENDED).when(take, CHAI).then(out)
    given(sits, SUSPENDED, out).when(take, CHAI).refused(Reason.NOT_IN_ROOM)
    ballot = given(sits, SUSPENDED, out).when(vote, ARUNEE).facts()
    assert isinstance(ballot[0], BallotOpened)
    assert THANA.seat not in ballot[0].voters
    assert ROOM.seat in places(sits, SUSPENDED, out)
    given(sits, SUSPENDED).when(SIT, THANA).refused(Reason.SUSPENDED)
    given(sits, SUSPENDED).when(OUT, THANA).refused(Reason.SUSPENDED)


def test_called_back_they_are_there_once_they_are_back_in_the_room() -> None:
    out = went(THANA, RoomEnding.ORDERED, CHAI)
    restored: list[Fact] = [*HALL, sat(THANA), ITEM_OPEN, SUSPENDED, out, RESTORED]
    assert THANA.seat not in given(restored).meeting.attendance.present
    assert THANA.seat not in places(restored), "their telephone must not howl beside the room"
    given(restored).when(SIT, THANA).then(sat(THANA))
    assert THANA.seat in given(restored, sat(THANA)).meeting.attendance.present
    given(restored).when(OUT, THANA).then(went(THANA, RoomEnding.OWN_DEVICE))
    assert THANA.seat in places(restored, went(THANA, RoomEnding.OWN_DEVICE))


def test_an_officer_puts_down_that_they_are_back() -> None:
    restored: list[Fact] = [
        *VOUCHED,
        ITEM_OPEN,
        replace(SUSPENDED, seat=PREECHA.seat),
        went(PREECHA, RoomEnding.ORDERED, CHAI),
        replace(RESTORED, seat=PREECHA.seat),
    ]
    given(restored).when(PUT, CHAI).then(PUT_DOWN)
    assert PREECHA.seat in given(restored, PUT_DOWN).meeting.attendance.present


def test_the_close_ends_it() -> None:
    closed = given(HALL, sat(THANA), MeetingClosed()).meeting.attendance
    assert (closed.rooms, closed.sent_out) == ({}, frozenset())


def test_a_declaration_in_the_room_is_one_like_any_other() -> None:
    said = InterestDeclared(seat=THANA.seat, item=ITEM_41, reason=Interest.INTEREST)
    declared = replace(SUSPEND, ground=Ground.DECLARED)
    assert given(HALL, sat(THANA), ITEM_OPEN, said).when(declared, ARUNEE).facts()


def test_revoking_the_device_itself_leaves_nobody_present_before_it() -> None:
    gone = ProofRevoked(seat=ROOM.seat, reason="x")
    assert THANA.seat not in given(HALL, sat(THANA), gone).meeting.attendance.present


# --- Calling. ---


def test_a_room_device_has_no_other_duty() -> None:
    roles = frozenset({Role.ROOM, Role.MEMBER})
    seat = SeatAsked(seat=SeatId("seat_r"), person=SOMSAK.person, roles=roles, name="x", office="y")
    call = replace(CALL, seats=(*CALL.seats[:-1], seat))
    given([]).when(call, Actor.of_person(ARUNEE.person)).refused(Reason.ROOM_HAS_NO_DUTY)


def test_it_counts_for_no_quorum() -> None:
    assert CALLED in HALL
    assert KONG.seat in given(HALL).meeting.calling.seats
    assert ROOM.seat not in voters(given(HALL).meeting)
