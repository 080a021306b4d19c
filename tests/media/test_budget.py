"""What is given up, in which order, and how it comes back."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from meeting_server.media.budget import HELD, Budget, Own, Step, Wish, ladder

SOUND = 100.0
LARGE = Wish("large", False, 900.0, (150.0, 400.0, 1200.0))
SMALL = [Wish(name, False, 90.0, (150.0, 400.0)) for name in ("one", "two")]
SCREEN = Wish("screen", True, 500.0, (1000.0,))
EVERYTHING = [SCREEN, LARGE, *SMALL]


def _said(steps: list[Step]) -> list[str]:
    """What changes from step to step."""
    said = []
    for before, after in pairwise(steps):
        if after.own is not before.own:
            said.append(f"own {after.own.name}")
        elif after.is_sparse != before.is_sparse and after.layers == before.layers:
            said.append("sparse")
        else:
            changed = {key: at for key, at in after.layers.items() if before.layers[key] != at}
            said.append(" ".join(f"{key} {at}" for key, at in changed.items()))
    return said


def test_others_pictures_go_first_then_the_own_one_then_what_is_shared() -> None:
    assert _said(ladder(EVERYTHING, SOUND, sends=True)) == [
        "one 0 two 0",
        "two -1",
        "one -1",
        "large 1",
        "large 0",
        "large -1",
        "own SMALL",
        "own OFF",
        "sparse",
        "screen -1",
    ]
    steps = ladder(EVERYTHING, SOUND, sends=True)
    assert steps[0].cost == SOUND + 1000 + 1200 + 2 * 400
    assert steps[-1].cost == SOUND


def test_without_pictures_there_is_but_sound() -> None:
    assert ladder([], SOUND, sends=False) == [Step(SOUND, {})]


@given(st.lists(st.tuples(st.booleans(), st.floats(1, 900), st.integers(1, 3)), max_size=6), st.booleans())
def test_no_step_costs_more_than_the_one_before_and_the_last_is_sound_alone(
    pictures: list[tuple[bool, float, int]], sends: bool
) -> None:
    wishes = [
        Wish(at, is_screen and at == 0, area, (150.0, 400.0, 1200.0)[:layers])
        for at, (is_screen, area, layers) in enumerate(pictures)
    ]
    steps = ladder(wishes, SOUND, sends=sends)
    assert all(before.cost >= after.cost for before, after in pairwise(steps))
    assert steps[-1].cost == SOUND
    assert all(set(step.layers) == set(range(len(pictures))) for step in steps)


def test_down_at_once_and_up_step_by_step_with_something_to_spare() -> None:
    steps, budget = ladder([LARGE, *SMALL], SOUND, sends=True), Budget()
    assert budget.choose(steps, 5_000.0, 0.0) == steps[0]
    assert budget.needed == 0
    assert budget.choose(steps, 1_400.0, 1.0) == steps[3]
    assert budget.needed == 0  # not yet
    assert budget.choose(steps, steps[2].cost * 1.05, 9.0) == steps[3]
    assert budget.needed == 1.1 * steps[2].cost
    assert budget.choose(steps, 5_000.0, 10.0) == steps[2]
    assert budget.choose(steps, 5_000.0, 10.2) == steps[2]
    assert budget.choose(steps, 5_000.0, 11.2) == steps[1]


def test_what_was_gone_up_in_vain_is_tried_again_later_each_time() -> None:
    steps, budget = ladder([LARGE], SOUND, sends=False), Budget()
    budget.choose(steps, 700.0, 0.0)
    now, waits = 100.0, list[int]()
    for _ in range(6):
        began = now
        while budget.choose(steps, 5_000.0, now) != steps[0]:
            now += 0.5
        waits.append(round(now - began))
        now += 1.0
        budget.choose(steps, 700.0, now)
    assert waits == [0, 4, 8, 16, 30, 30]
    budget.choose(steps, 5_000.0, now + 30)
    budget.choose(steps, 700.0, now + 60)
    assert budget.choose(steps, 5_000.0, now + 62.5) == steps[0]


def test_the_own_picture_is_given_time_to_make_room_before_what_is_shared_suffers() -> None:
    steps, budget = ladder(EVERYTHING, SOUND, sends=True), Budget()
    budget.choose(steps, 5_000.0, 0.0)
    seen = [budget.choose(steps, SOUND, at / 2) for at in range(2, 20)]
    assert [step.own for step in seen[:9]] == [*[Own.SMALL] * 4, *[Own.OFF] * 5]
    assert [step.is_sparse for step in seen].index(True) == 8
    assert seen[-1] == steps[-1]
    assert seen[-1].layers["screen"] == HELD


def test_other_pictures_are_judged_anew() -> None:
    budget = Budget()
    budget.choose(ladder([LARGE], SOUND, sends=False), 300.0, 0.0)
    assert budget.choose(ladder([LARGE, *SMALL], SOUND, sends=False), 5_000.0, 0.1).cost == 2100
    short = ladder([LARGE, *SMALL], SOUND, sends=False)
    assert budget.choose(short, 5_000.0, 0.2).layers == {"large": 2, "one": 1, "two": 1}


def test_a_worker_that_must_be_spared_gives_up_small_pictures_alone_and_one_after_the_other() -> None:
    steps, budget = ladder(EVERYTHING, SOUND, sends=True), Budget()
    found = [budget.choose(steps, 1e9, now=float(spare), spare=spare).layers for spare in range(12)]
    assert [[layers[key] for key in ("one", "two")] for layers in found[:4]] == [
        [1, 1],
        [0, 0],
        [0, HELD],
        [HELD] * 2,
    ]
    assert all((layers["large"], layers["screen"]) == (2, 0) for layers in found)
    assert found[3:] == [found[3]] * 9
    assert budget.needed == 0.0
    back = [budget.choose(steps, 1e9, now=60.0 + 30 * spare, spare=3 - spare).layers for spare in range(1, 4)]
    assert back == found[2::-1]
    assert budget.step.own is Own.ALL


def test_a_line_that_carries_less_than_the_worker_spares_has_the_last_word() -> None:
    steps, budget = ladder(EVERYTHING, SOUND, sends=True), Budget()
    assert budget.choose(steps, SOUND, now=0.0, spare=1) == steps[-1]


def test_where_nothing_but_one_picture_is_shown_a_worker_spares_nothing() -> None:
    steps = ladder([LARGE], SOUND, sends=True)
    assert Budget().choose(steps, 1e9, now=0.0, spare=12) == steps[0]
