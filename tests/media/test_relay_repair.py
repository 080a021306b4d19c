"""What the network loses is repaired both ways, and a newcomer gets a key frame."""

from pathlib import Path

import pytest

from meeting_server.media.rtcp import (
    KeyFrameWanted,
    Nack,
    ReceiverReport,
    SenderReport,
    parse_rtcp,
    write_nack,
    write_pli,
    write_receiver_report,
    write_sender_report,
)
from meeting_server.media.rtp import TWCC_URI, elements, write_rtp
from meeting_server.meeting.media_plan import Source
from tests.media.browser import CAMERA, MIC, Browser, picture, plan_of, staged, until
from tests.people import ARUNEE, THANA, WILAI

A, B, C = ARUNEE.seat, THANA.seat, WILAI.seat
T, F = True, False
PATTERNS = [
    [F, T, F, F],
    [F, T, T, F, T, F],
    [F, F, T, T, T, T, T, F],
    [F] + [F, T] * 10 + [F],
]


def _nacks(browser: Browser, source: Source) -> list[int]:
    parts = [part for told in browser.asked for part in parse_rtcp(told)]
    ours = [part for part in parts if isinstance(part, Nack) and part.ssrc == browser.ssrc(source)]
    return [number for part in ours for number in part.missing]


def _keys(browser: Browser) -> int:
    parts = [part for told in browser.asked for part in parse_rtcp(told)]
    return sum(isinstance(part, KeyFrameWanted) and part.ssrc == browser.ssrc(CAMERA) for part in parts)


@pytest.mark.parametrize("lost", PATTERNS)
@pytest.mark.parametrize("source", [MIC, CAMERA])
async def test_every_packet_lost_on_the_way_in_is_asked_for_repaired_recorded_and_forwarded(
    tmp_path: Path, source: Source, lost: list[bool]
) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, record=True))
        a, b = await stage.join(A), await stage.join(B)
        sent = {}
        for at, is_lost in enumerate(lost):
            payload = b"sound" + a.mark if source is MIC else picture(at, a.mark, key=at == 0)
            sent[await a.send(source, payload, lost=is_lost)] = payload
        missing = [number for number, is_lost in zip(sent, lost, strict=True) if is_lost]
        await until(lambda: set(_nacks(a, source)) == set(missing))
        for number in missing:
            if source is MIC:
                await a.send_as(MIC, number, sent[number])
            else:
                again = number.to_bytes(2, "big") + sent[number]
                await a.raw(write_rtp(b"", 98, number, number * 3000, a.rtx(CAMERA), again))
        await until(lambda: len(b.heard(a)) == len(lost))
        numbers = sorted(packet.sequence for packet in b.heard(a))
        assert numbers == list(range(numbers[0], numbers[0] + len(lost)))
        assert stage.recorder.packets[A, source.value] == len(lost)


@pytest.mark.parametrize("lost", PATTERNS)
@pytest.mark.parametrize("source", [MIC, CAMERA])
async def test_every_packet_lost_on_the_way_out_is_sent_again_when_asked_for(
    tmp_path: Path, source: Source, lost: list[bool]
) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await stage.join(B)
        stage.mux.losses[b.address] = list(lost)
        payloads = []
        for at in range(len(lost)):
            payloads.append(b"sound%d" % at + a.mark if source is MIC else picture(at, a.mark, key=at == 0))
            await a.send(source, payloads[-1])
        await until(lambda: len(b.heard(a)) == lost.count(F))
        first = b.heard(a)[0]
        missing = [first.sequence + at for at, is_lost in enumerate(lost) if is_lost]
        await b.raw(write_receiver_report(1, []) + write_nack(1, first.ssrc, missing))
        await until(lambda: len(b.heard(a)) == len(lost))
        again = {
            packet.payload[2:] if source is CAMERA else packet.payload
            for packet in b.heard(a)[lost.count(F) :]
        }
        assert again == {payload for payload, is_lost in zip(payloads, lost, strict=True) if is_lost}


async def test_a_newcomer_gets_a_key_frame_asked_for_on_its_behalf(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, C))
        a, b = await stage.join(A), await stage.join(B)
        await a.show(3, key=True)
        await until(lambda: len(b.heard(a)) == 3)
        asked = _keys(a)
        c = await stage.join(C)
        await until(lambda: _keys(a) > asked)
        await a.show(2)
        await until(lambda: len(b.heard(a)) == 5)
        assert c.heard(a) == []
        await a.show(2, key=True)
        await until(lambda: len(c.heard(a)) == 2)
        await until(lambda: (A, "camera", "live") in (c.layout() or {}).values())


async def test_a_receiver_s_own_request_reaches_the_publisher_once(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await stage.join(B)
        await a.show(1, key=True)
        await until(lambda: b.heard(a))
        before = _keys(a)
        for _ in range(5):
            await b.raw(write_receiver_report(1, []) + write_pli(1, b.heard(a)[0].ssrc))
        await until(lambda: _keys(a) > before)
        await a.show(1, key=True)
        await until(lambda: len(b.heard(a)) == 2)
        assert _keys(a) <= before + 2


async def test_the_recorder_s_request_is_passed_on(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, record=True))
        a = await stage.join(A)
        await a.show(1, key=True)
        await stage.settled()
        before = _keys(a)
        stage.recorder.needy.add((A, "camera"))
        await until(lambda: _keys(a) > before)


async def test_clocks_are_passed_on_and_loss_is_told_to_the_publisher(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await stage.join(B)
        await a.say(1)
        await a.raw(write_sender_report(a.ssrc(MIC), 1_000 << 32, 100 * 960, 1, 1))
        for _ in range(3):
            await a.send(MIC, b"lost", lost=True)
        await a.say(1)
        await until(lambda: len(b.heard(a)) == 2)

        def parts(browser: Browser) -> list[object]:
            return [part for told in browser.asked for part in parse_rtcp(told)]

        ours = b.heard(a)[0].ssrc
        await until(lambda: any(isinstance(part, SenderReport) and part.ssrc == ours for part in parts(b)))

        def blocks() -> list[tuple[int, int, int]]:
            told = [block for part in parts(a) if isinstance(part, ReceiverReport) for block in part.blocks]
            return [(block.ssrc, block.lost, block.last_report) for block in told]

        await until(lambda: (a.ssrc(MIC), 3, 1_000 << 16) in blocks())


async def test_a_browser_that_numbers_its_packets_is_told_which_came(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a = Browser(stage, A, "conn_twcc", audio=1, video=1)
        a.munge = lambda sdp: sdp.replace("a=extmap:1 ", f"a=extmap:5 {TWCC_URI}\r\na=extmap:1 ")
        await a.open()
        await a.connect()
        for n in range(5):
            block = elements((5, n.to_bytes(2, "big")))
            await a.raw(write_rtp(block, 96, 100 + n, n * 960, a.ssrc(MIC), b"x"))
        await until(lambda: any(told[0] & 31 == 15 and told[1] == 205 for told in a.asked))
