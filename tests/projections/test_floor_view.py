"""What is told of the floor: who asks, in which order, who speaks and until when; and to whom."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import (
    FloorGiven,
    FloorTaken,
    HandRaised,
    MicrophonesSilenced,
    TurnEnding,
    TurnTimed,
)
from meeting_server.meeting.facts.rights import RightTaken, SeatRight
from tests.given import KAMALA_OUT, SITTING
from tests.people import ARUNEE, KAMALA, SOMSAK, THANA, WILAI, Cast
from tests.projections.test_room_view import Seen

ASKED = [*SITTING, HandRaised(seat=WILAI.seat), HandRaised(seat=THANA.seat)]
SPEAKS = [*ASKED, FloorGiven(seat=THANA.seat), TurnTimed(seat=THANA.seat, minutes=3)]


def test_everybody_inside_sees_the_queue_and_since_when() -> None:
    hands = Seen(ASKED, KAMALA).room["hands"]
    assert [hand["seat"] for hand in hands] == [WILAI.seat, THANA.seat]
    first, second = (hand["since"] for hand in hands)
    assert first is not None
    assert second is not None
    assert first < second


def test_everybody_inside_sees_who_speaks_and_until_when() -> None:
    speaker = Seen(SPEAKS, KAMALA).room["speaker"]
    assert speaker is not None
    assert (speaker["seat"], speaker["minutes"]) == (THANA.seat, 3)
    assert speaker["until"] is not None
    assert speaker["since"] is not None
    # The minutes run from when they were given, one second after the floor in this log.
    lasts = datetime.fromisoformat(speaker["until"]) - datetime.fromisoformat(speaker["since"])
    assert lasts == timedelta(minutes=3, seconds=1)


def test_the_minutes_of_one_turn_are_not_those_of_the_next() -> None:
    after = [*SPEAKS, FloorTaken(seat=THANA.seat, why=TurnEnding.PASSED_ON), FloorGiven(seat=WILAI.seat)]
    speaker = Seen(after, KAMALA).room["speaker"]
    assert speaker is not None
    assert (speaker["seat"], speaker["minutes"], speaker["until"]) == (WILAI.seat, None, None)


def test_whoever_is_outside_is_told_of_neither() -> None:
    facts = [*KAMALA_OUT, HandRaised(seat=WILAI.seat), FloorGiven(seat=THANA.seat)]
    for cast in (KAMALA, SOMSAK):
        seen = Seen(facts, cast)
        assert (seen.room["hands"], seen.room["speaker"]) == ([], None)
        assert not {name for name in seen.you["may"] if name.startswith("floor.")}


def test_the_buttons_follow_the_rules() -> None:
    def deeds(facts: Sequence[Fact], cast: Cast) -> set[str]:
        named = {name.partition(".")[2] for name in Seen(facts, cast).you["may"] if name.startswith("floor.")}
        return {name for name in named if "shar" not in name}

    assert deeds(SITTING, ARUNEE) == {"give_floor", "silence_microphones"}
    assert deeds(SITTING, THANA) == {"raise_hand"}
    assert deeds(ASKED, THANA) == {"raise_hand", "lower_hand"}
    assert deeds(ASKED, ARUNEE) == {"give_floor", "dismiss_hand", "silence_microphones"}
    assert deeds(SPEAKS, THANA) == {"yield_floor"}
    speaks = {"give_floor", "dismiss_hand", "take_floor", "time_turn", "silence_microphones"}
    assert deeds(SPEAKS, ARUNEE) == speaks
    held = [*SITTING, MicrophonesSilenced(held=True)]
    assert deeds(held, ARUNEE) == {"give_floor", "release_microphones"}


def test_what_was_taken_and_held_is_told_inside_and_to_nobody_else() -> None:
    taken = RightTaken(seat=THANA.seat, right=SeatRight.MICROPHONE)
    facts = [*KAMALA_OUT, taken, MicrophonesSilenced(held=True)]
    seen = Seen(facts, WILAI)
    assert {seat["seat"]: seat["taken"] for seat in seen.room["seats"]}[THANA.seat] == ["microphone"]
    assert seen.room["silence"] is not None
    assert seen.room["silence"]["held"]
    assert seen.you["media"]["sends"] == ["camera"]
    chair = Seen(facts, ARUNEE).you
    assert {"rights.take_right", "rights.grant_right"} <= set(chair["may"])
    assert chair["media"]["sends"] == ["camera", "mic"]
    for outside in (KAMALA, SOMSAK):
        assert Seen(facts, outside).room["silence"] is None
