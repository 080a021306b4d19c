"""A camera in three layers: each is a stream of its own, and everyone gets the one that fits what they show."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

from meeting_server.media.rtcp import KeyFrameWanted, Nack, parse_rtcp, write_nack, write_receiver_report
from meeting_server.media.rtp import RtpPacket
from meeting_server.media.vp8 import describe
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import MediaPlan
from tests.media.browser import CAMERA, MEETING, Stage, plan_of, staged, until
from tests.media.layers import F, H, Layered, Q, layer_of, picture_of
from tests.people import ARUNEE, THANA, WILAI

A, B, C = ARUNEE.seat, THANA.seat, WILAI.seat
SMALL, MEDIUM, LARGE = (240, 135), (800, 450), (1600, 900)


@asynccontextmanager
async def filmed(
    folder: Path, plan: MediaPlan | None = None
) -> AsyncIterator[tuple[Stage, Layered, Layered]]:
    """One who is filmed in layers, and one who looks."""
    async with staged(folder) as stage:
        stage.follow(plan or plan_of(A, B))
        a = await Layered(stage, A).joined()
        b = await Layered(stage, B).joined()
        yield stage, a, b


async def _filming(camera: Layered, *names: str, keys: bool = True) -> None:
    """Film on and on in real time; a key frame in every layer whenever one is asked for."""
    answered = 0
    while True:
        asked = len(_keys(camera))
        await camera.film(*names, key=keys and asked > answered)
        answered = asked
        await asyncio.sleep(0.02)


def _keys(camera: Layered) -> list[int]:
    """The streams of which a key frame was asked for."""
    parts = [part for told in camera.asked for part in parse_rtcp(told)]
    return [part.ssrc for part in parts if isinstance(part, KeyFrameWanted)]


def _must_go_on(packets: list[RtpPacket]) -> None:
    """Numbers and picture ids without a hole, times that only run forwards."""
    assert len({packet.ssrc for packet in packets}) == 1
    for before, after in pairwise(packets):
        assert (after.sequence - before.sequence) & 0xFFFF == 1
        assert 0 < (after.timestamp - before.timestamp) & 0xFFFFFFFF < 1 << 31
        one, two = describe(before.payload), describe(after.payload)
        assert one is not None
        assert two is not None
        assert (two.picture_id - one.picture_id) & 0x7FFF == 1
        assert (after.payload[4] - before.payload[4]) & 0xFF == 1


async def test_each_size_of_picture_gets_the_layer_that_fits_it(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(*(seats := [A, B, C, SeatId("seat_" + "d" * 22)])))
        a, *viewers = [await Layered(stage, seat).joined() for seat in seats]
        for viewer, size in zip(viewers, (SMALL, MEDIUM, LARGE), strict=True):
            await viewer.look(*size)
        await a.film(key=True)
        for _ in range(5):
            await a.film()
        await until(lambda: all(len(viewer.seen(a)) >= 6 for viewer in viewers))
        await stage.settled()
        # The first picture came in each size in turn, and the larger ones began with a key frame of their own.
        assert [viewer.seen(a) for viewer in viewers] == [
            [Q] * 6,
            [Q, *[H] * 6],
            [Q, H, *[F] * 6],
        ]
        for viewer in viewers:
            _must_go_on(viewer.heard(a))
        assert stage.violations == 0


async def test_a_tile_that_grows_or_shrinks_changes_layer_at_a_key_frame_without_a_seam(
    tmp_path: Path,
) -> None:
    async with filmed(tmp_path) as (stage, a, b):
        camera = asyncio.create_task(_filming(a))
        for size, layer in ((SMALL, Q), (LARGE, F), (MEDIUM, H), (SMALL, Q), (LARGE, F)):
            await b.look(*size)
            await until(lambda layer=layer: b.seen(a)[-1:] == [layer])  # type: ignore[misc]
        camera.cancel()
        await stage.settled()
        packets = b.heard(a)
        _must_go_on(packets)
        for before, after in pairwise(packets):
            if layer_of(before) != layer_of(after):
                picture = describe(after.payload)
                assert picture is not None
                assert picture.starts_key_frame
        assert set(_keys(a)) >= {a.streams[layer] for layer in (Q, H, F)}
        assert stage.violations == 0


async def test_until_a_key_frame_of_the_wanted_layer_comes_the_one_before_flows_on(tmp_path: Path) -> None:
    async with filmed(tmp_path) as (stage, a, b):
        await b.look(*SMALL)
        await a.film(key=True)
        await until(lambda: b.seen(a) == [Q])
        await b.look(*LARGE)
        await until(lambda: a.streams[F] in _keys(a))
        await a.film()
        await until(lambda: b.seen(a) == [Q, Q])
        await a.film(F, key=True)
        await a.film()
        await until(lambda: b.seen(a) == [Q, Q, F, F])
        assert (A, "camera", "live") in (b.layout() or {}).values()
        await stage.settled()
        _must_go_on(b.heard(a))


async def test_a_layer_that_falls_silent_is_replaced_by_the_best_that_flows(tmp_path: Path) -> None:
    async with filmed(tmp_path) as (stage, a, b):
        await b.look(*LARGE)
        await a.film(key=True)
        await until(lambda: b.seen(a)[-1:] == [F])
        camera = asyncio.create_task(_filming(a, Q, H))
        await until(lambda: b.seen(a)[-1:] == [H])
        camera.cancel()
        await stage.settled()
        _must_go_on(b.heard(a))


async def test_padding_with_which_a_browser_probes_is_not_taken_for_a_layer_that_flows(
    tmp_path: Path,
) -> None:
    async with filmed(tmp_path) as (stage, a, b):
        await b.look(*LARGE)
        await a.film(Q, key=True)
        for n in range(5):
            await a.film_as(F, n, b"")
        await a.film(Q)
        await until(lambda: b.seen(a) == [Q, Q])
        assert _keys(a) == [] or set(_keys(a)) == {a.streams[Q]}
        await stage.settled()


async def test_a_hole_is_asked_for_in_its_own_layer_if_anybody_takes_it_and_repaired_there(
    tmp_path: Path,
) -> None:
    async with filmed(tmp_path, plan_of(A, B, record=True)) as (stage, a, b):
        await b.look(*SMALL)
        await a.film(key=True)
        await a.film(lost=True)
        await a.film()

        def asked() -> set[tuple[int, int]]:
            parts = [part for told in a.asked for part in parse_rtcp(told) if isinstance(part, Nack)]
            return {(part.ssrc, number) for part in parts for number in part.missing}

        taken = {name: a.layer_numbers[name] - 2 for name in (Q, F)}
        await until(lambda: asked() == {(a.streams[name], lost & 0xFFFF) for name, lost in taken.items()})
        for name, number in taken.items():
            await a.film_again(name, number, picture_of(name, number, a.mark))
        await until(lambda: b.seen(a) == [Q] * 3)
        numbers = sorted(packet.sequence for packet in b.heard(a))
        assert [number - numbers[0] for number in numbers] == [0, 1, 2]
        await until(lambda: [layer_of(packet) for packet in stage.recorder.kept][-3:] == [F] * 3)
        assert a.streams[H] not in {ssrc for ssrc, _ in asked()}


async def test_only_what_was_sent_of_the_present_layer_is_sent_again(tmp_path: Path) -> None:
    async with filmed(tmp_path) as (stage, a, b):
        await b.look(*SMALL)
        await a.film(key=True)
        await a.film()
        await until(lambda: b.seen(a) == [Q, Q])
        await b.look(*LARGE)
        await until(lambda: a.streams[F] in _keys(a))
        await a.film(F, key=True)
        await until(lambda: b.seen(a) == [Q, Q, F])
        packets = b.heard(a)
        missing = [packet.sequence for packet in packets]
        await b.raw(write_receiver_report(1, []) + write_nack(1, packets[0].ssrc, missing))
        await until(lambda: len(b.heard(a)) == 4)
        await stage.settled()
        assert b.seen(a) == [Q, Q, F, F]


async def test_names_are_needed_in_the_first_packets_only_and_outlive_an_offer(tmp_path: Path) -> None:
    async with filmed(tmp_path) as (stage, a, b):
        await b.look(*SMALL)
        await a.film(key=True, named=False)
        await stage.settled()
        assert b.heard(a) == []
        await a.film(key=True)
        await a.pc.setLocalDescription(await a.pc.createOffer())
        await a.offer(a.pc.localDescription.sdp)
        for _ in range(3):
            await a.film(named=False)
        await until(lambda: b.seen(a) == [Q] * 4)
        _must_go_on(b.heard(a))


async def test_another_stream_of_a_layer_is_taken_when_the_first_is_silent_only(tmp_path: Path) -> None:
    async with filmed(tmp_path) as (stage, a, b):
        await b.look(*SMALL)
        await a.film(key=True)
        await until(lambda: b.seen(a) == [Q])
        first = a.streams[Q]
        a.streams[Q] = 90_000
        await a.film(Q, key=True)
        await stage.settled()
        assert b.seen(a) == [Q]
        peer = stage.relay._halls[MEETING].conference.seats[A].peer
        assert peer is not None
        await until(lambda: peer.sources[a.mid].layers[Q].is_silent(asyncio.get_running_loop().time(), 1.0))
        await a.film(Q, key=True)
        await until(lambda: b.seen(a) == [Q, Q])
        a.streams[Q] = first
        await a.film(Q, named=False)
        await a.film(Q, key=True)
        await stage.settled()
        assert b.seen(a) == [Q, Q]


async def test_the_recorder_gets_the_best_layer_that_flows_and_never_two_at_once(tmp_path: Path) -> None:
    async with filmed(tmp_path, plan_of(A, B, record=True)) as (stage, a, b):
        await b.look(*SMALL)
        await a.film(Q, key=True)
        await a.film(Q, H)
        await a.film(Q, H, F, key=True)
        await a.film()
        await stage.settled()
        kept = [packet for packet in stage.recorder.kept if a.mark in packet.payload]
        assert [layer_of(packet) for packet in kept] == [Q, Q, Q, H, F, F]
        assert [packet.follows for packet in kept] == [0, 0, 0, a.streams[Q], a.streams[H], 0]


async def test_a_plan_that_changes_nothing_for_a_camera_leaves_no_seam_in_its_recording(
    tmp_path: Path,
) -> None:
    async with filmed(tmp_path, plan_of(A, B, record=True)) as (stage, a, _b):
        await a.film(Q, key=True)
        await a.film(Q, F)
        await stage.settled()
        stage.follow(plan_of(A, B, record=True))
        await a.film(Q, F)
        await a.film(Q, F, key=True)
        await stage.settled()
        assert [layer_of(packet) for packet in stage.recorder.kept] == [Q, Q, Q, Q, F]


async def test_a_suspended_seat_has_nothing_left_in_any_layer(tmp_path: Path) -> None:
    """Both sides ask again for everything, in every layer, before the suspension and after it."""
    async with filmed(tmp_path, plan_of(A, B, record=True)) as (stage, a, b):
        await b.look(*LARGE)
        await a.film(key=True)
        for _ in range(20):
            await a.film()
        await until(lambda: b.seen(a).count(F) == 21)
        last = b.heard(a)[-1]
        totals = stage.follow(plan_of(B, record=True))
        assert totals[A] == {"received": 0, "sent": len(b.heard(a))}
        recorded, out = stage.recorder.packets[A, CAMERA], stage.mux.out[b.address]
        missing = range(last.sequence - 15, last.sequence + 1)
        await b.raw(write_receiver_report(1, []) + write_nack(1, last.ssrc, missing))
        await b.look(*SMALL)
        await a.film(key=True)
        await a.film_again(F, a.layer_numbers[F] - 1, picture_of(F, 1, a.mark))
        await stage.settled()
        conference = stage.relay._halls[MEETING].conference
        peer = conference.seats[A].peer
        assert peer is not None
        layers = peer.sources[a.mid].layers.values()
        assert [each for layer in layers for each in layer._ring if each is not None] == []
        assert [layer.fanout for layer in layers] == [(), (), ()]
        assert (stage.recorder.packets[A, CAMERA], stage.mux.out[b.address]) == (recorded, out)
        assert stage.violations == 0


async def test_the_ledger_counts_what_was_forwarded_of_whatever_layer(tmp_path: Path) -> None:
    async with filmed(tmp_path) as (stage, a, b):
        camera = asyncio.create_task(_filming(a))
        for size, layer in ((SMALL, Q), (LARGE, F), (MEDIUM, H)):
            await b.look(*size)
            await until(lambda layer=layer: b.seen(a)[-1:] == [layer])  # type: ignore[misc]
        camera.cancel()
        await stage.settled()
        totals = stage.relay.follow(MEETING, stage.epoch, plan_of(A, B))
        await until(lambda: len(b.heard(a)) == totals[A]["sent"] == totals[B]["received"])
