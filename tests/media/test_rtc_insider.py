"""A browser that was let in and then sends nonsense, rightly encrypted: nothing falls, and the others go on."""

import asyncio
import time
from pathlib import Path

from meeting_server.media.rtcp import (
    write_nack,
    write_name,
    write_pli,
    write_receiver_report,
    write_sender_report,
)
from meeting_server.media.rtp import elements, write_rtp
from tests.media.browser import CAMERA, MEETING, MIC, Browser, picture, plan_of, staged, until
from tests.media.wire import mutations
from tests.people import ARUNEE, THANA

A, B = ARUNEE.seat, THANA.seat


def _seeds(bad: Browser) -> list[bytes]:
    block = elements((1, b"0"), (2, b"\x1e"))
    sound, pictures = bad.ssrc(MIC), bad.ssrc(CAMERA)
    return [
        write_rtp(block, 96, 200, 960, sound, b"sound"),
        write_rtp(block, 97, 600, 3_000, pictures, picture(600, b"mark", key=True)),
        write_rtp(b"", 97, 601, 3_000, pictures, picture(601, b"mark")),
        write_rtp(b"", 98, 1, 3_000, bad.rtx(CAMERA), b"\x02\x58" + picture(600, b"mark", key=True)),
        write_sender_report(sound, 1 << 62, 960, 1, 1) + write_receiver_report(1, []) + write_name(1, "x"),
        write_nack(1, bad.slot_ssrc("2"), range(0, 600, 7)) + write_pli(1, bad.slot_ssrc("6")),
    ]


async def test_nonsense_of_one_who_was_let_in_hurts_nobody(tmp_path: Path) -> None:
    failures: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context))
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, record=True))
        bad, good = [await stage.join(seat) for seat in (A, B)]
        await good.show(3, key=True)
        await until(lambda: len(bad.heard(good)) == 3)
        peer = stage.relay._halls[MEETING].conference.seats[A].peer
        assert peer is not None
        for n, plain in enumerate(mutations(_seeds(bad), 20_000, seed=10)):
            # As it comes out of decryption, where the replay window would drop most of it.
            if len(plain) > 1 and 192 <= plain[1] <= 223:
                peer.on_rtcp(plain)
            else:
                peer.on_rtp(plain, time.monotonic())
            if n % 100 == 0:
                await asyncio.sleep(0)
        assert stage.recorder.packets[A, CAMERA] > 100
        await good.say(5)
        await until(lambda: len([each for each in bad.heard(good) if b"sound" in each.payload]) == 5)
        assert stage.violations == 0
    assert failures == []


async def test_holes_all_over_the_numbers_are_not_searched_for_long(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A))
        bad = await stage.join(A)
        peer = stage.relay._halls[MEETING].conference.seats[A].peer
        assert peer is not None
        for n in range(500):
            peer.on_rtp(
                write_rtp(b"", 96, 299 * n & 0xFFFF, 960 * n, bad.ssrc(MIC), b"sound"), time.monotonic()
            )
        streams = [layer.stream for layer in peer.sources["0"].layers.values() if layer.stream is not None]
        assert [len(stream.missing) for stream in streams] == [298]
