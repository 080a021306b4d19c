"""Over bad lines the Chromium of the machine keeps its sound, and gets the picture that its line carries."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser as Chromium

from meeting_server.media.peer import Peer
from meeting_server.meeting.ids import SeatId
from tests.media.browser import MEETING, Stage, plan_of, staged, until
from tests.media.line import Line, LinedMux
from tests.media.stage_door import PATIENCE
from tests.media.test_simulcast_chromium import LARGE, Seated, chromium, open_page
from tests.people import ARUNEE, THANA

__all__ = ["chromium"]

pytestmark = [pytest.mark.chromium, pytest.mark.timeout(240)]

A, B = ARUNEE.seat, THANA.seat
_LONG = 90.0


class Ear(Seated):
    """A page with sound as well, and the lines in front of it."""

    @property
    def peer(self) -> Peer:
        """Its connection, as the relay has it."""
        peer = self.stage.relay._halls[MEETING].conference.seats[self.seat].peer
        assert peer is not None
        return peer

    @property
    def state(self) -> str:
        """What the newest layout says of the picture."""
        layouts = [told for told in self.stage.told[self.seat] if told["kind"] == "layout"]
        slots = layouts[-1]["slots"]
        assert isinstance(slots, list)
        return next(str(slot["state"]) for slot in slots if slot["mid"] == self.mids["slot"])

    def lines(self) -> tuple[Line, Line]:
        """Its way down and its way up, from now on."""
        address, mux = self.peer._ice.address, self.stage.mux
        assert isinstance(mux, LinedMux)
        assert address is not None
        return mux.down.setdefault(address, Line()), mux.up.setdefault(address, Line())

    async def lost(self, packets: int) -> float:
        """The share of sound that never comes, of the next so many packets."""
        before, after = await self.page.evaluate(
            """async (packets) => {
                const before = await page.heard();
                for (;;) {
                    const now = await page.heard();
                    if (now.packets >= before.packets + packets) return [before, now];
                    await new Promise((resolve) => setTimeout(resolve, 50));
                }
            }""",
            packets,
        )
        lost = after["lost"] - before["lost"]
        return float(lost / (lost + after["packets"] - before["packets"]))


@asynccontextmanager
async def two(chromium: Chromium, folder: Path) -> AsyncIterator[tuple[Ear, Ear]]:
    """One who films and speaks, and one who looks and listens."""
    async with staged(folder, port=LinedMux) as stage:
        stage.follow(plan_of(A, B))
        a = await _ear(chromium, stage, A, "page.film(1280, 720)", "page.speak()")
        b = await _ear(chromium, stage, B, "page.look()", "page.listen()")
        await b.look(LARGE)
        await b.sees(1280)
        yield a, b
        assert stage.violations == 0


async def _ear(chromium: Chromium, stage: Stage, seat: SeatId, *acts: str) -> Ear:
    ear = Ear(stage, seat, await open_page(chromium, *acts))
    await ear.join()
    return ear


async def test_a_thin_line_down_gets_the_small_picture_and_the_large_one_again_when_it_is_wide(
    chromium: Chromium, tmp_path: Path
) -> None:
    async with two(chromium, tmp_path) as (_a, b):
        down, _up = b.lines()
        down.bps = 400_000
        await b.sees(320)
        # What stood in the line's queue before its measure was known is dropped there, not by us.
        await until(lambda: b.peer.downlink.estimate.queue < 0.030, PATIENCE)
        assert await b.lost(500) < 0.02
        # It tries for more from time to time; what it finds is what the line has.
        await until(lambda: b.peer.downlink.estimate.bps < 420_000, PATIENCE)
        down.bps = 0
        await b.sees(1280)


async def test_a_line_that_loses_at_random_keeps_the_large_picture(
    chromium: Chromium, tmp_path: Path
) -> None:
    async with two(chromium, tmp_path) as (a, b):
        down, _up = b.lines()
        down.loss, down.delay = 0.10, 0.020
        # It does not ask for lost sound; so it is sent twice as soon as the loss is known.
        assert await b.lost(1_000) < 0.05
        assert b.peer.slots[str(b.mids["ear"])].has_copies
        await b.sees(1280)
        await until(lambda: b.peer.downlink.estimate.bps > 1_300_000, PATIENCE)
        assert down.lost > 100
        assert a.peer.downlink.estimate.probes == 0


async def test_on_a_line_for_sound_alone_the_picture_stands_and_is_told_to(
    chromium: Chromium, tmp_path: Path
) -> None:
    async with two(chromium, tmp_path) as (_a, b):
        down, _up = b.lines()
        down.bps = 150_000
        await until(lambda: b.state == "held" and b.peer.downlink.estimate.queue < 0.030, PATIENCE)
        assert await b.lost(1_000) < 0.02
        down.bps = 0
        await until(lambda: b.state == "live", _LONG)
        await b.sees(1280)


async def test_a_thin_line_up_lets_the_others_see_the_small_picture(
    chromium: Chromium, tmp_path: Path
) -> None:
    async with two(chromium, tmp_path) as (a, b):
        _down, up = a.lines()
        up.bps = 400_000
        await b.sees(320)
        assert await b.lost(500) < 0.03
        up.bps = 0
        await b.sees(1280)
