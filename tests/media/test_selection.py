"""Who is heard when there are fewer slots than seats, and that nothing jumps."""

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting_server.media.selection import (
    AWAKE,
    CAME,
    NEVER,
    STEADY,
    Loudness,
    Stage,
    assign,
    fitting,
    speaking,
)
from meeting_server.meeting.ids import SeatId

SEATS = [SeatId(name) for name in ("a", "b", "c", "d", "e")]
A, B, C, D, E = SEATS


class Room:
    """Everybody's packets of sound, 20 ms each."""

    def __init__(self) -> None:
        self.now = 100.0
        self.stage = Stage()
        self.voices = {seat: Loudness() for seat in SEATS}
        self.seen: list[list[SeatId]] = []

    def talk(self, seconds: float, **levels: int) -> list[SeatId]:
        for _ in range(round(seconds * 50)):
            self.now += 0.02
            for seat, voice in self.voices.items():
                voice.hear(levels.get(seat, 127), self.now)
            self.stage.update(self.voices, self.now)
            self.seen.append(list(self.stage.seats))
        return self.stage.seats


def test_a_first_loud_packet_is_on_a_free_stage_at_once() -> None:
    room = Room()
    assert room.voices[D].hear(30, room.now)
    room.stage.update(room.voices, room.now)
    assert room.stage.seats == [D]
    assert not room.voices[D].hear(30, room.now + 0.02)


def test_three_who_speak_are_not_pushed_out_by_one_as_loud() -> None:
    room = Room()
    room.talk(2, a=30, b=32, c=34)
    assert sorted(room.talk(2, a=30, b=32, c=34, d=31)) == [A, B, C]


def test_one_who_is_clearly_louder_takes_the_quietest_place() -> None:
    room = Room()
    room.talk(2, a=20, b=22, c=40)
    assert sorted(room.talk(2, a=20, b=22, c=40, d=25)) == [A, B, D]


def test_who_has_fallen_silent_keeps_the_place_for_a_moment_only() -> None:
    room = Room()
    room.talk(2, a=30, b=30, c=30)
    assert C in room.talk(0.6, a=30, b=30, d=32)
    assert D in room.talk(2, a=30, b=30, d=32)


def test_silence_alone_moves_nobody() -> None:
    room = Room()
    before = list(room.talk(1, a=30, b=30, c=30))
    assert room.talk(10) == before


def test_after_the_stage_comes_who_spoke_last() -> None:
    room = Room()
    room.talk(0.5, e=30)
    room.talk(3, a=20)
    room.talk(0.5, b=20)
    room.talk(0.5, c=10)
    assert room.stage.order(room.voices)[:3] == room.stage.seats
    assert set(room.stage.order(room.voices)) == set(SEATS)


def test_silence_needs_no_slot_and_the_first_packet_that_is_more_than_that_asks_for_one() -> None:
    room = Room()
    room.talk(2, a=20, b=95)
    room.talk(7, c=95)
    assert set(room.stage.order(room.voices)) == set(SEATS)
    room.talk(12, c=95)
    # A quiet microphone is heard as long as slots are free; who was on stage is silent, too.
    assert room.stage.order(room.voices) == [C]
    assert not room.voices[A].hear(92, room.now)
    assert room.voices[A].hear(89, room.now)
    assert not room.voices[A].hear(89, room.now)
    assert room.voices[E].hear(60, room.now)
    assert room.stage.order(room.voices) == [A, C, E]


def test_a_microphone_that_is_turned_off_is_still_at_once_and_heard_when_it_is_turned_on() -> None:
    room = Room()
    room.talk(1, b=95)
    room.voices[B].rest()
    assert B not in room.stage.order(room.voices)
    room.talk(1)
    room.voices[B].stir()
    assert B in room.stage.order(room.voices)
    room.talk(9)
    assert B in room.stage.order(room.voices)
    room.talk(3)
    assert B not in room.stage.order(room.voices)


def test_one_of_whom_nothing_has_come_yet_is_waited_for() -> None:
    room = Room()
    room.stage.update(room.voices, room.now + 60)
    assert len(room.stage.order(room.voices)) == len(SEATS)


def test_a_browser_that_does_not_say_how_loud_it_is_counts_as_speech() -> None:
    loudness = Loudness()
    for n in range(100):
        loudness.hear(None, n / 50)
    assert 44 < loudness.mean < 50


def test_a_voice_of_which_nothing_comes_fades() -> None:
    room = Room()
    room.talk(1, a=20)
    assert list(speaking(room.voices)) == [A]
    room.stage.update(room.voices, room.now + 5)
    assert speaking(room.voices) == {}


def test_who_speaks_is_told_loudest_first_below_zero() -> None:
    room = Room()
    room.talk(3, a=40, b=20)
    assert speaking(room.voices) == {B: -20, A: -40}


def test_a_seat_keeps_its_slot_while_others_come_and_go() -> None:
    assert assign([None, None, None], "abc") == ["a", "b", "c"]
    assert assign(["a", "b", "c"], "cad") == ["a", "d", "c"]
    assert assign(["a", None], "ab") == ["a", "b"]
    assert assign(["a", "b"], "") == [None, None]


def test_the_first_slot_is_kept_for_one() -> None:
    assert assign([None] * 3, "abc", "p") == ["p", "a", "b"]
    assert assign(["a", "b", None], "abp", "p") == ["p", "b", "a"]
    assert assign([], "ab", "p") == []


@given(
    st.lists(st.sampled_from("abcdef") | st.none(), unique_by=lambda one: one or object(), max_size=5),
    st.lists(st.sampled_from("abcdef"), max_size=8),
    st.sampled_from("abcdef") | st.none(),
)
def test_nobody_has_two_slots_and_nobody_waits_beside_an_empty_one(
    held: Sequence[str | None], wanted: Sequence[str], first: str | None
) -> None:
    places = assign(held, wanted, first)
    filled = [one for one in places if one is not None]
    assert len(places) == len(held)
    assert len(set(filled)) == len(filled)
    assert first is None or not held or places[0] == first
    assert set(filled) <= {*wanted, first}
    others = set(wanted) - {first}
    assert len([one for one in filled if one != first]) == min(
        len(others), max(0, len(held) - (first is not None))
    )
    kept = [at for at, one in enumerate(held) if one is not None and one in filled and one != first]
    assert all(places[at] == held[at] for at in kept if at > 0 or first is None)


# --- Which layer ---


class Shown(NamedTuple):
    """A layer by its size and what it is worth."""

    size: tuple[int, int]
    worth: int


def _layers(q: int, h: int, f: int) -> list[Shown]:
    return [Shown((320, 180), q), Shown((640, 360), h), Shown((1280, 720), f)]


@pytest.mark.parametrize(
    ("wanted", "width"),
    [
        ((0, 0), 320),
        ((240, 135), 320),
        ((480, 270), 320),
        ((481, 270), 640),
        ((300, 400), 640),
        ((960, 540), 640),
        ((1600, 900), 1280),
        ((3840, 2160), 1280),
    ],
)
def test_a_picture_is_enlarged_by_half_at_most_where_there_is_a_larger_one(
    wanted: tuple[float, float], width: int
) -> None:
    layers = _layers(STEADY, STEADY, STEADY)
    for order in (layers, layers[::-1]):
        chosen = fitting(order, wanted)
        assert chosen is not None
        assert chosen.size[0] == width


@pytest.mark.parametrize(
    ("worth", "width"),
    [
        ((STEADY, STEADY, CAME), 640),
        ((STEADY, NEVER, NEVER), 320),
        ((STEADY, AWAKE, AWAKE), 320),
        ((CAME, AWAKE, CAME), 640),
        ((CAME, CAME, NEVER), 640),
    ],
)
def test_the_best_that_flows_stands_in_for_a_layer_that_does_not(
    worth: tuple[int, int, int], width: int
) -> None:
    chosen = fitting(_layers(*worth), (1600, 900))
    assert chosen is not None
    assert chosen.size[0] == width


def test_of_what_never_came_nothing_is_chosen() -> None:
    assert fitting(_layers(NEVER, NEVER, NEVER), (320, 180)) is None
    assert fitting([], (320, 180)) is None


sizes = st.tuples(st.integers(0, 4_000), st.integers(0, 4_000))


@given(st.lists(st.builds(Shown, sizes, st.integers(NEVER, STEADY)), max_size=4), sizes, sizes)
def test_who_shows_a_larger_picture_never_gets_a_smaller_one(
    layers: list[Shown], wanted: tuple[int, int], more: tuple[int, int]
) -> None:
    larger = (wanted[0] + more[0], wanted[1] + more[1])
    one, two = fitting(layers, wanted), fitting(layers, larger)
    assert (one is None) == (two is None) == all(layer.worth == NEVER for layer in layers)
    if one is not None and two is not None:
        assert sum(one.size) <= sum(two.size)
        assert one.worth == two.worth == max(layer.worth for layer in layers)
