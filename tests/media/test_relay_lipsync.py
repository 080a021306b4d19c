"""Lips and voice: the clocks of a seat's sound and picture are told alike, however late one of its reports arrives."""

import time
from pathlib import Path

import pytest

from meeting_server.media.rtcp import SenderReport, ntp_of, parse_rtcp, write_sender_report
from meeting_server.meeting.media_plan import Source
from tests.media.browser import CAMERA, MIC, Browser, plan_of, staged, until
from tests.people import ARUNEE, THANA

A, B = ARUNEE.seat, THANA.seat
_SECOND = 1 << 32
CLOCKS = {MIC: 48_000, CAMERA: 90_000}
BEGAN = {MIC: 7_000_000, CAMERA: 2_000_000_000}  # what each clock of the sender shows at its second 0


def reports(browser: Browser, ssrc: int) -> list[SenderReport]:
    parts = [part for told in browser.asked for part in parse_rtcp(told)]
    return [part for part in parts if isinstance(part, SenderReport) and part.ssrc == ssrc]


async def tell(browser: Browser, source: Source, began: int, late: float) -> None:
    """A report of this source's clock as it stood so many seconds ago; `began` is the sender's second 0."""
    ntp = ntp_of(time.time_ns()) - int(late * _SECOND)
    stood = BEGAN[source] + int((ntp - began) / _SECOND * CLOCKS[source])
    await browser.raw(write_sender_report(browser.ssrc(source), ntp, stood & 0xFFFFFFFF, 1, 100))


def sender_time(slot: SenderReport, shift: int, source: Source) -> float:
    """The second of the sender that a slot's report says is shown at the moment of the report."""
    stood = (slot.timestamp - shift) & 0xFFFFFFFF
    return (stood - BEGAN[source]) / CLOCKS[source]


@pytest.mark.parametrize("late", [{MIC: 0.0, CAMERA: 0.3}, {MIC: 0.4, CAMERA: 0.0}])
async def test_sound_and_picture_of_a_seat_share_a_clock_whatever_their_reports_took(
    tmp_path: Path, late: dict[Source, float]
) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await stage.join(B)
        began = ntp_of(time.time_ns())
        await a.say()
        await a.show(1, key=True)
        await until(lambda: len(b.heard(a)) == 2)
        shifts, slots = {}, {}
        for mid, packet in b.got:
            source = MIC if b"sound" in packet.payload else CAMERA
            number = a.numbers[source] - 1
            shifts[source] = packet.timestamp - number * (960 if source is MIC else 3000)
            slots[source] = b.slot_ssrc(mid)
        for source in (MIC, CAMERA):
            await tell(a, source, began, late[source])
        await until(lambda: all(reports(b, slots[source]) for source in slots))
        # Both stand in the compound of one second, and for one moment of ours.
        mic, camera = reports(b, slots[MIC])[-1], reports(b, slots[CAMERA])[-1]
        apart = (camera.ntp - mic.ntp) / _SECOND
        skew = sender_time(camera, shifts[CAMERA], CAMERA) - sender_time(mic, shifts[MIC], MIC) - apart
        assert abs(skew) < 0.002, f"{skew * 1000:.1f} ms apart"
