"""Three browsers and a relay in one process."""

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
