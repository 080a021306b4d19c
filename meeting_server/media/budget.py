"""What is given up when a line carries less than everything, and in which order: pure, the time is always told.

Others' pictures first, then the own one, then what is shared, sound never (E10.1-b).
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

VOICE = 40_000.0  # bit/s that are kept free for each voice, spoken or not

_MARGIN = 1.10  # more than its cost must be there before something comes back: repairs and key frames
_OWN_PATIENCE = 2.0  # the own picture has so long to make room before what is shared suffers
_SPARSE_COST = 0.3  # of a shared screen that is shown a key frame every few seconds
_SETTLED = 1.0  # before the next step up: what the last one costs must be seen first
_FIRST_HOLD, _LAST_HOLD = (
    2.0,
    30.0,
)  # after a step down; longer each time it was one that had just been gone up
_REGRET = 10.0
HELD = -1  # in place of a layer: nothing is sent, the last picture stays


class Own(IntEnum):
    """How a page is to send its own camera."""

    ALL = 0
    SMALL = 1
    OFF = 2


class Wish(NamedTuple):
    """A picture that a page shows, most important first: what its layers cost (bit/s), from small to the one that fits."""

    key: Hashable
    is_screen: bool
    area: float
    costs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the ladder: which layer each picture gets, by its place in `costs`."""

    cost: float
    layers: Mapping[Hashable, int]
    own: Own = Own.ALL
    is_sparse: bool = False
    # By this step and those before it only small pictures are less than they could be.
    is_of_thumbnails: bool = False


def ladder(wishes: Sequence[Wish], sound: float, *, sends: bool) -> list[Step]:
    """Every step from everything to sound alone; `sends` is whether the page sends a camera of its own."""
    cameras = [wish for wish in wishes if not wish.is_screen]
    screens = [wish for wish in wishes if wish.is_screen]
    costs = {wish.key: wish.costs for wish in wishes}
    layers: dict[Hashable, int] = {wish.key: len(wish.costs) - 1 for wish in wishes}

    def cost() -> float:
        return sound + sum(costs[key][at] for key, at in layers.items() if at != HELD)

    steps = [Step(cost(), dict(layers))]
    large = max(cameras, key=lambda wish: wish.area, default=None)  # of equals the first
    for change in _others(cameras, large):
        layers |= change
        if layers != steps[-1].layers:
            is_small = large is not None and large.key not in change
            steps.append(Step(cost(), dict(layers), is_of_thumbnails=is_small))
    if sends:
        steps += [Step(cost(), dict(layers), own) for own in (Own.SMALL, Own.OFF)]
    own = steps[-1].own
    if screens:
        less = sum(costs[wish.key][layers[wish.key]] for wish in screens) * (1 - _SPARSE_COST)
        steps.append(Step(cost() - less, dict(layers), own, is_sparse=True))
        layers |= {wish.key: HELD for wish in screens}
        steps.append(Step(cost(), dict(layers), own))
    return steps


def _others(cameras: Sequence[Wish], large: Wish | None) -> Iterator[Mapping[Hashable, int]]:
    """Small pictures smaller, then fewer of them, the last first; then the large one smaller, then none."""
    if large is None:
        return
    small = [wish for wish in cameras if wish is not large]
    yield {wish.key: 0 for wish in small}
    for wish in reversed(small):
        yield {wish.key: HELD}
    for at in range(len(large.costs) - 2, HELD - 1, -1):
        yield {large.key: at}


def _of_thumbnails(steps: Sequence[Step], spare: int) -> int:
    """So many steps down, but none beyond the small pictures: a worker with too much to do gives up those alone."""
    return min(spare, sum(step.is_of_thumbnails for step in steps))


class Budget:
    """Where on the ladder one receiver stands: down at once, up again step by step."""

    def __init__(self) -> None:
        self.step = Step(0.0, {})
        self.needed = 0.0  # what the line must carry for the next step up; 0 where there is none
        self._changed_at = self._raised_at = self._fell_at = float("-inf")
        self._hold = _FIRST_HOLD

    def choose(self, steps: Sequence[Step], carried: float, now: float, spare: int = 0) -> Step:
        """The step for a line that carries so much (bit/s), and a worker that must be spared so many steps."""
        here, least = self._place(steps), _of_thumbnails(steps, spare)
        down = next(
            (at for at, step in enumerate(steps) if step.cost <= carried and at >= least), len(steps) - 1
        )
        if here is None:  # Other pictures than before: nothing flaps that was not there.
            chosen = down
        elif down > here:
            chosen = self._down(steps, here, down, now)
        elif here > least and carried >= _MARGIN * steps[here - 1].cost and self._may_rise(now):
            chosen = here - 1
        else:
            chosen = here
        self._note(here, chosen, now)
        self.step = steps[chosen]
        self.needed = _MARGIN * steps[chosen - 1].cost if chosen > least and self._may_rise(now) else 0.0
        return self.step

    def _may_rise(self, now: float) -> bool:
        return now - self._changed_at >= _SETTLED and now - self._fell_at >= self._hold

    def _note(self, here: int | None, chosen: int, now: float) -> None:
        """Pictures that come and go are worse than small ones: what was gone up in vain is not tried again soon."""
        if chosen == here:
            return
        self._changed_at = now
        if here is None:
            return
        if chosen < here:
            self._raised_at = now
        else:
            regretted = now - self._raised_at < _REGRET
            self._hold = min(self._hold * 2, _LAST_HOLD) if regretted else _FIRST_HOLD
            self._fell_at = now

    def _place(self, steps: Sequence[Step]) -> int | None:
        """Where the present step is on this ladder, whatever it costs now."""
        mine = self.step
        for at, step in enumerate(steps):
            same = (step.own, step.is_sparse) == (mine.own, mine.is_sparse)
            if same and step.layers == mine.layers:
                return at
        return None

    def _down(self, steps: Sequence[Step], here: int, down: int, now: float) -> int:
        """The own picture goes before what is shared, and is given the time to make room."""
        own = next((at for at, step in enumerate(steps) if step.own is not Own.ALL), len(steps))
        if here < own:
            return min(down, own)
        return here + 1 if now - self._changed_at >= _OWN_PATIENCE else here
