"""A line that is tried before the door is judged for what it carries, and reaches nobody (E8.2.2)."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser as Chromium

from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.refusal import Reason, Refused
from tests.media.browser import MEETING, Stage, plan_of, staged, until
from tests.media.line import Line, LinedMux
from tests.media.stage_door import PATIENCE
from tests.media.test_simulcast_chromium import chromium, open_page
from tests.people import ARUNEE, THANA

__all__ = ["chromium"]

pytestmark = [pytest.mark.chromium, pytest.mark.timeout(120)]

A, B = ARUNEE.seat, THANA.seat
_SCRIPT = Path(__file__).with_name("trial.js")


async def _try(chromium: Chromium, stage: Stage, seat: SeatId, line: Line | None = None) -> dict[str, object]:
    """Try the line of this seat, as it is or made as bad as this one, both ways; what the relay says."""
    page = await open_page(chromium, _SCRIPT.read_text())
    await stage.relay.signal(MEETING, seat, {"kind": "trial", "conn": "conn_try"})
    offer = await page.evaluate("page.offer()")
    await stage.relay.signal(MEETING, seat, {"kind": "trial_offer", "conn": "conn_try", **offer})
    answer = next(told["sdp"] for told in reversed(stage.told[seat]) if told["kind"] == "answer")
    await page.evaluate("sdp => page.answered(sdp)", answer)
    peer = stage.relay._trials._attempts[MEETING, seat].peer
    await until(lambda: peer._ice.address is not None, PATIENCE)
    assert isinstance(stage.mux, LinedMux)
    assert peer._ice.address is not None
    if line is not None:
        stage.mux.down[peer._ice.address] = line
        stage.mux.up[peer._ice.address] = replace(line)
    await until(lambda: stage.told[seat][-1]["kind"] == "tried", PATIENCE)
    if line is None or not line.loss:  # Of a line that loses much, no picture need be whole.
        assert await page.evaluate("page.decoded()") > 0
    await page.close()
    return stage.told[seat][-1]


async def test_a_wide_line_is_good_and_nobody_hears_of_it(chromium: Chromium, tmp_path: Path) -> None:
    async with staged(tmp_path, port=LinedMux) as stage:
        stage.follow(plan_of(A))
        a = await stage.join(A)
        told = await _try(chromium, stage, B)
        assert (told["network"], told["path"]) == ("good", "udp")
        assert a.got == []
        assert stage.recorder.kept == []
        assert stage.reported("state", seat=B) == []
        # It is over: nothing more comes of it, and it can be tried again.
        assert stage.relay._trials._attempts == {}


async def test_a_thin_line_is_good_for_sound(chromium: Chromium, tmp_path: Path) -> None:
    async with staged(tmp_path, port=LinedMux) as stage:
        told = await _try(chromium, stage, B, Line(bps=150_000, delay=0.02))
        assert told["network"] == "sound", told


async def test_a_line_that_loses_much_is_bad(chromium: Chromium, tmp_path: Path) -> None:
    async with staged(tmp_path, port=LinedMux) as stage:
        told = await _try(chromium, stage, B, Line(loss=0.4, delay=0.05))
        assert told["network"] == "bad", told


async def test_only_so_many_at_once_and_one_of_a_seat(tmp_path: Path) -> None:
    async with staged(tmp_path, port=LinedMux) as stage:
        seats = [SeatId(f"seat_{at:022d}") for at in range(17)]
        for seat in seats[:16]:
            await stage.relay.signal(MEETING, seat, {"kind": "trial", "conn": "conn_try"})
        with pytest.raises(Refused) as refused:
            await stage.relay.signal(MEETING, seats[16], {"kind": "trial", "conn": "conn_try"})
        assert refused.value.reason is Reason.TOO_FAST
        # Another of the same seat takes the place of its first, whose offer means nothing any more.
        await stage.relay.signal(MEETING, seats[0], {"kind": "trial", "conn": "conn_again"})
        offer = {"kind": "trial_offer", "conn": "conn_try", "sdp": "v=0", "mid": "0"}
        with pytest.raises(Refused) as refused:
            await stage.relay.signal(MEETING, seats[0], offer)
        assert refused.value.reason is Reason.MALFORMED
        with pytest.raises(Refused) as refused:
            await stage.relay.signal(MEETING, seats[0], {**offer, "conn": "conn_again"})
        assert refused.value.reason is Reason.BAD_OFFER
        # Whoever signs out, or is let go, tries nothing any more.
        stage.relay.part(MEETING, seats[1])
        assert len(stage.relay._trials._attempts) == 14
