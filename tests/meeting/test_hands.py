"""Asking to speak, being asked to, and the minutes of a turn."""

from dataclasses import replace

import pytest

from meeting_server.meeting.facts.agenda import ItemClosed
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import (
    FloorGiven,
    FloorTaken,
    HandEnding,
    HandLowered,
    HandRaised,
    TurnEnding,
    TurnTimed,
)
from meeting_server.meeting.facts.identity import ProofRevoked
from meeting_server.meeting.facts.presence import (
    Disconnected,
    Ending,
    Entered,
    Left,
    SatInRoom,
    SeatSignedOut,
)
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.facts.suspension import Return, SeatRestored
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.floor import (
    DismissHand,
    GiveFloor,
    LowerHand,
    RaiseHand,
    TakeFloor,
    TimeTurn,
    YieldFloor,
    queue,
)
from tests.given import (
    ITEM_41,
    KAMALA_OUT,
    ON_ITEM_41,
    PRESENT,
    SITTING,
    came_in,
    connected,
    given,
    seated,
)
from tests.people import ARUNEE, CHAI, KAMALA, KONG, PIMJAI, PREECHA, SOMSAK, THANA, VEERA, WILAI, Cast

HANDS = [*SITTING, HandRaised(seat=WILAI.seat), HandRaised(seat=THANA.seat)]
THANA_SPEAKS = [*SITTING, FloorGiven(seat=THANA.seat)]
THANA_LOST = Disconnected(seat=THANA.seat, connection=connected(THANA).connection, why=Ending.LOST)
SOMSAK_WATCHES = replace(seated(SOMSAK), roles=(Role.OBSERVER,))
THE_ROOM = replace(seated(SOMSAK), roles=(Role.ROOM,))


@pytest.mark.parametrize("cast", [THANA, VEERA, CHAI])
def test_whoever_is_inside_and_may_speak_asks_to(cast: Cast) -> None:
    given(SITTING).when(RaiseHand(), by=cast).then(HandRaised(seat=cast.seat))


def test_the_queue_is_in_the_order_in_which_hands_were_raised() -> None:
    assert queue(given(HANDS).meeting) == (WILAI.seat, THANA.seat)
    # Asked again, as a page does that does not know whether it was heard: nobody loses or gains a place by it.
    given(HANDS).when(RaiseHand(), by=WILAI).then()


def test_nobody_else_asks() -> None:
    given(PRESENT).when(RaiseHand(), by=THANA).refused(Reason.NOT_OPEN)
    given(SITTING).when(RaiseHand(), by=PREECHA).refused(Reason.NOT_ENTERED)
    given(KAMALA_OUT).when(RaiseHand(), by=KAMALA).refused(Reason.SUSPENDED)
    given(SITTING).when(RaiseHand(), by=ARUNEE).refused(Reason.PRESIDING_NEEDS_NO_FLOOR)
    given(SITTING, SOMSAK_WATCHES, came_in(SOMSAK)).when(RaiseHand(), by=SOMSAK).refused(Reason.NOT_ALLOWED)
    given(SITTING, THE_ROOM, came_in(SOMSAK)).when(RaiseHand(), by=SOMSAK).refused(Reason.NOT_ALLOWED)
    given(THANA_SPEAKS).when(RaiseHand(), by=THANA).refused(Reason.HAS_FLOOR)
    given(SITTING, MeetingClosed()).when(RaiseHand(), by=THANA).refused(Reason.MEETING_CLOSED)


def test_whoever_sits_in_a_meeting_room_asks_by_their_own_silent_telephone() -> None:
    sits = [*SITTING, THE_ROOM, *came_in(SOMSAK), SatInRoom(seat=THANA.seat, room=SOMSAK.seat, by=THANA.seat)]
    given(sits).when(RaiseHand(), by=THANA).then(HandRaised(seat=THANA.seat))
    asked = given(sits, HandRaised(seat=THANA.seat))
    assert queue(asked.meeting) == (THANA.seat,)
    # It is the room's line that counts for them, and not the telephone's.
    assert queue(given(asked.facts, THANA_LOST).meeting) == (THANA.seat,)
    asked.when(GiveFloor(seat=THANA.seat), by=ARUNEE).then(FloorGiven(seat=THANA.seat))


def test_one_lowers_ones_own_hand_and_whoever_presides_that_of_others() -> None:
    given(HANDS).when(LowerHand(), by=WILAI).then(HandLowered(seat=WILAI.seat, why=HandEnding.OWN))
    given(HANDS).when(LowerHand(), by=KAMALA).refused(Reason.HAND_NOT_RAISED)
    dismiss = DismissHand(seat=WILAI.seat)
    given(HANDS).when(dismiss, by=ARUNEE).then(HandLowered(seat=WILAI.seat, why=HandEnding.ORDERED))
    given(HANDS).when(dismiss, by=THANA).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(dismiss, by=ARUNEE).refused(Reason.HAND_NOT_RAISED)
    lowered = given(HANDS, HandLowered(seat=WILAI.seat, why=HandEnding.ORDERED))
    assert queue(lowered.meeting) == (THANA.seat,)
    lowered.when(RaiseHand(), by=WILAI).then(HandRaised(seat=WILAI.seat))


def test_a_line_that_is_down_keeps_the_place_and_is_not_asked() -> None:
    lost = given(
        HANDS, Disconnected(seat=WILAI.seat, connection=connected(WILAI).connection, why=Ending.LOST)
    )
    assert queue(lost.meeting) == (THANA.seat,)
    assert queue(given(lost.facts, connected(WILAI)).meeting) == (WILAI.seat, THANA.seat)


GOES: list[Fact] = [
    Left(seat=KAMALA.seat),
    SeatSignedOut(seat=KAMALA.seat),
    ProofRevoked(seat=KAMALA.seat),
    KAMALA_OUT[-1],
    MeetingClosed(),
]


@pytest.mark.parametrize("goes", GOES)
def test_going_out_and_being_suspended_lower_the_hand_and_end_the_turn(goes: Fact) -> None:
    asks = [*ON_ITEM_41, HandRaised(seat=KAMALA.seat)]
    assert given(asks, goes).meeting.floor.hands == ()
    speaks = [*ON_ITEM_41, FloorGiven(seat=KAMALA.seat), TurnTimed(seat=KAMALA.seat, minutes=3)]
    after = given(speaks, goes).meeting.floor
    assert (after.speaker, after.minutes) == (None, None)


@pytest.mark.parametrize("goes", GOES[:4])
def test_what_others_do_changes_nothing(goes: Fact) -> None:
    facts = [*ON_ITEM_41, HandRaised(seat=WILAI.seat), FloorGiven(seat=THANA.seat), goes]
    floor = given(facts, TurnTimed(seat=THANA.seat, minutes=3), goes).meeting.floor
    assert (floor.hands, floor.speaker, floor.minutes) == ((WILAI.seat,), THANA.seat, 3)


def test_somebody_who_comes_back_asks_anew() -> None:
    came_back = given(HANDS, Left(seat=WILAI.seat), Entered(seat=WILAI.seat))
    assert queue(came_back.meeting) == (THANA.seat,)
    restored = SeatRestored(seat=KAMALA.seat, item=ITEM_41, why=Return.CHAIR)
    asked = [*ON_ITEM_41, HandRaised(seat=KAMALA.seat), KAMALA_OUT[-1], restored]
    assert queue(given(asked).meeting) == ()
    # An item that ends lowers nobody's hand: they may have asked of the next one.
    assert queue(given(ON_ITEM_41, HandRaised(seat=WILAI.seat), ItemClosed(item=ITEM_41)).meeting) == (
        WILAI.seat,
    )


def test_being_asked_to_speak_lowers_the_hand() -> None:
    give = GiveFloor(seat=THANA.seat)
    given(HANDS).when(give, by=ARUNEE).then(FloorGiven(seat=THANA.seat))
    after = given(HANDS, FloorGiven(seat=THANA.seat)).meeting
    assert (queue(after), after.floor.speaker) == ((WILAI.seat,), THANA.seat)
    given(HANDS, came_in(KONG)).when(give, by=KONG).then(FloorGiven(seat=THANA.seat))


def test_nobody_need_raise_a_hand_to_be_asked() -> None:
    give = GiveFloor(seat=PIMJAI.seat, minutes=5)
    given(SITTING, came_in(PIMJAI)).when(give, by=ARUNEE).then(
        FloorGiven(seat=PIMJAI.seat), TurnTimed(seat=PIMJAI.seat, minutes=5)
    )


def test_one_speaks_at_a_time() -> None:
    given(THANA_SPEAKS).when(GiveFloor(seat=WILAI.seat), by=ARUNEE).then(
        FloorTaken(seat=THANA.seat, why=TurnEnding.PASSED_ON), FloorGiven(seat=WILAI.seat)
    )
    given(THANA_SPEAKS).when(GiveFloor(seat=THANA.seat), by=ARUNEE).then()
    given(THANA_SPEAKS).when(GiveFloor(seat=THANA.seat, minutes=2), by=ARUNEE).then(
        TurnTimed(seat=THANA.seat, minutes=2)
    )


def test_the_floor_is_given_by_whoever_presides_to_somebody_who_is_there() -> None:
    give = GiveFloor(seat=WILAI.seat)
    given(PRESENT).when(give, by=ARUNEE).refused(Reason.NOT_OPEN)
    given(SITTING).when(give, by=THANA).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(give, by=VEERA).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(GiveFloor(seat=SeatId("seat_x")), by=ARUNEE).refused(Reason.UNKNOWN_SEAT)
    given(SITTING).when(GiveFloor(seat=ARUNEE.seat), by=ARUNEE).refused(Reason.PRESIDING_NEEDS_NO_FLOOR)
    given(SITTING).when(GiveFloor(seat=PREECHA.seat), by=ARUNEE).refused(Reason.NOT_PRESENT)
    given(SITTING, THANA_LOST).when(GiveFloor(seat=THANA.seat), by=ARUNEE).refused(Reason.NOT_PRESENT)
    given(KAMALA_OUT).when(GiveFloor(seat=KAMALA.seat), by=ARUNEE).refused(Reason.ALREADY_SUSPENDED)
    for cannot in (SOMSAK_WATCHES, THE_ROOM):
        there = given(SITTING, cannot, came_in(SOMSAK))
        there.when(GiveFloor(seat=SOMSAK.seat), by=ARUNEE).refused(Reason.CANNOT_SPEAK)


def test_a_turn_can_be_given_more_time() -> None:
    timed = given(THANA_SPEAKS, TurnTimed(seat=THANA.seat, minutes=3))
    assert timed.meeting.floor.minutes == 3
    timed.when(TimeTurn(minutes=2), by=ARUNEE).then(TurnTimed(seat=THANA.seat, minutes=2))
    timed.when(TimeTurn(minutes=2), by=THANA).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(TimeTurn(minutes=2), by=ARUNEE).refused(Reason.NOT_SPEAKING)
    # The next one is not held to the minutes of who spoke before.
    assert given(timed.facts, FloorGiven(seat=WILAI.seat)).meeting.floor.minutes is None


def test_a_turn_ends_by_its_speaker_or_by_whoever_presides() -> None:
    given(THANA_SPEAKS).when(YieldFloor(), by=THANA).then(FloorTaken(seat=THANA.seat, why=TurnEnding.DONE))
    given(THANA_SPEAKS).when(YieldFloor(), by=WILAI).refused(Reason.NOT_SPEAKING)
    given(THANA_SPEAKS).when(TakeFloor(), by=ARUNEE).then(FloorTaken(seat=THANA.seat, why=TurnEnding.ORDERED))
    given(THANA_SPEAKS).when(TakeFloor(), by=WILAI).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(TakeFloor(), by=ARUNEE).refused(Reason.NOT_SPEAKING)
    done = given(THANA_SPEAKS, FloorTaken(seat=THANA.seat, why=TurnEnding.DONE))
    assert done.meeting.floor.speaker is None
    done.when(RaiseHand(), by=THANA).then(HandRaised(seat=THANA.seat))


@pytest.mark.parametrize(
    "command",
    [LowerHand(), DismissHand(seat=THANA.seat), TakeFloor(), YieldFloor(), TimeTurn(minutes=1)],
)
def test_nothing_is_said_after_the_close(command: Command) -> None:
    given(THANA_SPEAKS, MeetingClosed()).when(command, by=ARUNEE).refused(Reason.MEETING_CLOSED)
