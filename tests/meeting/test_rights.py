"""Rights of one seat, and everybody's microphones: what is taken is not sent, and whoever presides is never silenced."""

from dataclasses import replace

import pytest

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import (
    FloorGiven,
    FloorTaken,
    HandEnding,
    HandLowered,
    HandRaised,
    MicrophonesReleased,
    MicrophonesSilenced,
    TurnEnding,
)
from meeting_server.meeting.facts.presence import Entered, Left, SatInRoom
from meeting_server.meeting.facts.rights import RightGranted, RightTaken, SeatRight
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import MessageId, SeatId
from meeting_server.meeting.media_plan import Source, media_plan
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.chat import PostMessage
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.floor import (
    GiveFloor,
    RaiseHand,
    ReleaseMicrophones,
    SilenceMicrophones,
)
from meeting_server.meeting.rules.rights import GrantRight, TakeRight
from tests.given import CALLED, KAMALA_OUT, PRESENT, SITTING, THE_CALL, Given, came_in, given, seated
from tests.people import ARUNEE, CHAI, KAMALA, KONG, SOMSAK, THANA, VEERA, WILAI

HELD = MicrophonesSilenced(held=True)
THE_ROOM = replace(seated(SOMSAK), roles=(Role.ROOM,))
IN_THE_ROOM: list[Fact] = [*SITTING, THE_ROOM, *came_in(SOMSAK)]
POST = PostMessage(message=MessageId("msg_1"), text="สวัสดี")


def taken(right: SeatRight) -> RightTaken:
    """The fact that this was taken from Thana."""
    return RightTaken(seat=THANA.seat, right=right)


def sits(seat: SeatId) -> SatInRoom:
    """The fact that somebody sits before the room's device."""
    return SatInRoom(seat=seat, room=SOMSAK.seat, by=seat)


def sends(meeting: Given, seat: SeatId) -> set[str]:
    """What the plan lets this seat send."""
    places = (place for circle in media_plan(meeting.meeting).circles for place in circle.places)
    return {source.value for place in places if place.seat == seat for source in place.sends}


@pytest.mark.parametrize("right", list(SeatRight))
def test_whoever_presides_takes_a_right_and_gives_it_back(right: SeatRight) -> None:
    take, grant = TakeRight(seat=THANA.seat, right=right), GrantRight(seat=THANA.seat, right=right)
    given(SITTING).when(take, by=ARUNEE).then(taken(right))
    given(PRESENT).when(take, by=ARUNEE).then(taken(right))
    given(SITTING, came_in(KONG)).when(take, by=KONG).then(taken(right))
    given(SITTING, taken(right)).when(take, by=ARUNEE).refused(Reason.RIGHT_TAKEN_ALREADY)
    given(SITTING, taken(right)).when(grant, by=ARUNEE).then(RightGranted(seat=THANA.seat, right=right))
    given(SITTING).when(grant, by=ARUNEE).refused(Reason.RIGHT_NOT_TAKEN)
    for nobody in (VEERA, CHAI, THANA):
        given(SITTING).when(take, by=nobody).refused(Reason.NOT_ALLOWED)
        given(SITTING, taken(right)).when(grant, by=nobody).refused(Reason.NOT_ALLOWED)


def test_nothing_is_taken_from_who_presides_or_from_who_has_it_not() -> None:
    own = TakeRight(seat=ARUNEE.seat, right=SeatRight.MICROPHONE)
    given(SITTING, came_in(KONG)).when(own, by=KONG).refused(Reason.PRESIDING_KEEPS_RIGHTS)
    room = TakeRight(seat=SOMSAK.seat, right=SeatRight.MICROPHONE)
    given(IN_THE_ROOM).when(room, by=ARUNEE).then(RightTaken(seat=SOMSAK.seat, right=SeatRight.MICROPHONE))
    given(IN_THE_ROOM, sits(ARUNEE.seat)).when(room, by=ARUNEE).refused(Reason.PRESIDING_KEEPS_RIGHTS)
    hand = TakeRight(seat=SOMSAK.seat, right=SeatRight.HAND)
    given(IN_THE_ROOM).when(hand, by=ARUNEE).refused(Reason.RIGHT_NOT_CARRIED)
    by_sound = given(replace(CALLED, sound_only=True), THE_CALL[1:], came_in(ARUNEE, THANA))
    camera = TakeRight(seat=THANA.seat, right=SeatRight.CAMERA)
    by_sound.when(camera, by=ARUNEE).refused(Reason.RIGHT_NOT_CARRIED)
    unknown = SeatId("seat_x")
    for command in (TakeRight, GrantRight):
        deed = command(seat=unknown, right=SeatRight.CHAT)
        given(SITTING).when(deed, by=ARUNEE).refused(Reason.UNKNOWN_SEAT)


def test_a_seat_without_the_right_sends_nothing_of_it() -> None:
    assert sends(given(SITTING), THANA.seat) == {"mic", "camera"}
    silent = given(SITTING, taken(SeatRight.MICROPHONE))
    assert sends(silent, THANA.seat) == {"camera"}
    assert (THANA.seat, Source.MIC) not in media_plan(silent.meeting).record
    assert sends(given(SITTING, taken(SeatRight.CAMERA)), THANA.seat) == {"mic"}
    assert sends(given(SITTING, taken(SeatRight.CHAT)), THANA.seat) == {"mic", "camera"}
    back = RightGranted(seat=THANA.seat, right=SeatRight.MICROPHONE)
    assert sends(given(silent.facts, back), THANA.seat) == {"mic", "camera"}
    # Hearing is not touched.
    places = media_plan(silent.meeting).circles[0].places
    assert all(place.hears for place in places if place.seat == THANA.seat)


def test_it_stays_taken_over_going_out_and_coming_in_again() -> None:
    again = [*SITTING, taken(SeatRight.MICROPHONE), Left(seat=THANA.seat), Entered(seat=THANA.seat)]
    assert sends(given(again), THANA.seat) == {"camera"}
    assert given(again, MeetingClosed()).meeting.rights.taken == frozenset()


def test_whoever_presides_speaks_whatever_was_taken_from_them_before() -> None:
    facts = [*SITTING, *(RightTaken(seat=ARUNEE.seat, right=right) for right in SeatRight)]
    assert sends(given(facts), ARUNEE.seat) == {"mic", "camera"}
    assert len(given(facts).when(POST, by=ARUNEE).facts()) == 1


def test_who_may_not_write_writes_nothing() -> None:
    given(SITTING, taken(SeatRight.CHAT)).when(POST, by=THANA).refused(Reason.RIGHT_TAKEN)
    assert len(given(SITTING, taken(SeatRight.CHAT)).when(POST, by=WILAI).facts()) == 1


def test_who_may_not_raise_a_hand_has_none_up() -> None:
    given(SITTING, taken(SeatRight.HAND)).when(RaiseHand(), by=THANA).refused(Reason.RIGHT_TAKEN)
    up = [*SITTING, HandRaised(seat=THANA.seat)]
    given(up).when(TakeRight(seat=THANA.seat, right=SeatRight.HAND), by=ARUNEE).then(
        taken(SeatRight.HAND), HandLowered(seat=THANA.seat, why=HandEnding.ORDERED)
    )


def test_who_is_asked_to_speak_may_be_heard() -> None:
    silent = given(SITTING, taken(SeatRight.MICROPHONE))
    silent.when(GiveFloor(seat=THANA.seat), by=ARUNEE).then(
        RightGranted(seat=THANA.seat, right=SeatRight.MICROPHONE), FloorGiven(seat=THANA.seat)
    )
    # They may ask for it too.
    silent.when(RaiseHand(), by=THANA).then(HandRaised(seat=THANA.seat))


def test_everybody_is_asked_to_turn_their_microphone_off_and_may_turn_it_on_again() -> None:
    silence = SilenceMicrophones()
    given(SITTING).when(silence, by=ARUNEE).then(MicrophonesSilenced())
    given(SITTING).when(silence, by=THANA).refused(Reason.NOT_ALLOWED)
    asked = given(SITTING, MicrophonesSilenced())
    assert sends(asked, THANA.seat) == {"mic", "camera"}
    asked.when(silence, by=ARUNEE).then(MicrophonesSilenced())
    asked.when(ReleaseMicrophones(), by=ARUNEE).refused(Reason.MICROPHONES_NOT_HELD)


def test_held_microphones_let_whoever_presides_be_heard_and_who_has_the_floor() -> None:
    given(SITTING).when(SilenceMicrophones(held=True), by=ARUNEE).then(HELD)
    held = given(SITTING, HELD)
    assert sends(held, THANA.seat) == {"camera"}
    assert sends(held, ARUNEE.seat) == {"mic", "camera"}
    speaks = given(held.facts, FloorGiven(seat=THANA.seat))
    assert sends(speaks, THANA.seat) == {"mic", "camera"}
    assert sends(speaks, WILAI.seat) == {"camera"}
    done = given(speaks.facts, FloorTaken(seat=THANA.seat, why=TurnEnding.DONE))
    assert sends(done, THANA.seat) == {"camera"}
    held.when(SilenceMicrophones(), by=ARUNEE).refused(Reason.MICROPHONES_HELD)
    held.when(ReleaseMicrophones(), by=ARUNEE).then(MicrophonesReleased())
    held.when(ReleaseMicrophones(), by=WILAI).refused(Reason.NOT_ALLOWED)
    assert sends(given(held.facts, MicrophonesReleased()), THANA.seat) == {"mic", "camera"}


def test_the_device_of_a_room_is_heard_while_whoever_presides_or_speaks_sits_before_it() -> None:
    held = [*IN_THE_ROOM, HELD]
    assert sends(given(held), SOMSAK.seat) == {"camera"}
    assert sends(given(held, sits(ARUNEE.seat)), SOMSAK.seat) == {"mic", "camera"}
    assert sends(given(held, sits(THANA.seat)), SOMSAK.seat) == {"camera"}
    assert sends(given(held, sits(THANA.seat), FloorGiven(seat=THANA.seat)), SOMSAK.seat) == {"mic", "camera"}


@pytest.mark.parametrize(
    "command",
    [
        SilenceMicrophones(),
        ReleaseMicrophones(),
        TakeRight(seat=KAMALA.seat, right=SeatRight.CHAT),
        GrantRight(seat=KAMALA.seat, right=SeatRight.CHAT),
    ],
)
def test_a_suspended_person_orders_nothing_and_nobody_does_after_the_close(command: Command) -> None:
    given(KAMALA_OUT).when(command, by=KAMALA).refused(Reason.SUSPENDED)
    given(SITTING, HELD, MeetingClosed()).when(command, by=ARUNEE).refused(Reason.MEETING_CLOSED)
