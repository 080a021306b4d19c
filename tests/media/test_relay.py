"""Three browsers and a relay in one process."""

import asyncio
from pathlib import Path

from tests.media.browser import plan_of, staged, until
from tests.people import ARUNEE, THANA, WILAI

A, B, C = ARUNEE.seat, THANA.seat, WILAI.seat


async def test_what_one_sends_reaches_the_two_others(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, C))
        a, b, c = [await stage.join(seat) for seat in (A, B, C)]
        await a.say(5)
        await a.show(5, key=True)
        await until(lambda: len(b.heard(a)) == 10 and len(c.heard(a)) == 10)
        assert a.got == []
        assert stage.violations == 0


async def test_a_tick_that_is_nearly_due_is_done_by_a_wake_up_and_once(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        relay, wake_up = stage.relay, stage.mux.wake_up
        relay._due = asyncio.get_running_loop().time() + 0.010
        before = relay._ticks
        wake_up.hold()
        assert relay._ticks == before
        wake_up.release()
        assert relay._ticks == before + 1
        wake_up.release()
        assert relay._ticks == before + 1
        await until(lambda: relay._ticks > before + 1)  # By the timer.
    assert wake_up.afterwards is None
