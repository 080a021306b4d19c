"""A weak line in the relay: what waits, what probes, what is held back; and that a shut gate empties all of it."""

import struct
import time
from pathlib import Path

import pytest

from meeting_server.media.downlink import Downlink
from meeting_server.media.peer import Peer
from meeting_server.media.rtcp import (
    Block,
    KeyFrameWanted,
    parse_rtcp,
    write_feedback,
    write_nack,
    write_receiver_report,
)
from meeting_server.media.rtp import ExtensionIds, transport_sequence
from meeting_server.meeting.ids import SeatId
from tests.media.browser import (
    CAMERA,
    MEETING,
    MIC,
    Browser,
    Stage,
    picture,
    plan_of,
    staged,
    telling,
    until,
)
from tests.people import ARUNEE, THANA, WILAI

A, B, C = ARUNEE.seat, THANA.seat, WILAI.seat
IDS = ExtensionIds(twcc=5)
WIDE, THIN, VOICE_ONLY = 5e6, 300_000.0, 60_000.0


async def _teller(stage: Stage, seat: SeatId) -> Browser:
    browser = Browser(stage, seat, f"conn_{seat[5:9]}", audio=4, video=4)
    browser.munge = telling
    await browser.open()
    await browser.connect()
    return browser


def _peer(stage: Stage, seat: SeatId) -> Peer:
    peer = stage.relay._halls[MEETING].conference.seats[seat].peer
    assert peer is not None
    return peer


def _downlink(stage: Stage, seat: SeatId) -> Downlink:
    return _peer(stage, seat).downlink


def _states(browser: Browser) -> dict[object, object]:
    """What the newest layout says of each seat's camera."""
    return {seat: state for seat, source, state in (browser.layout() or {}).values() if source == CAMERA}


def _keys_asked(browser: Browser) -> int:
    parts = [part for told in browser.asked for part in parse_rtcp(told)]
    return sum(isinstance(part, KeyFrameWanted) for part in parts)


async def test_one_row_of_numbers_for_sound_and_pictures_and_what_comes_is_measured(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await _teller(stage, B)
        await a.show(3, key=True)
        await a.say(3)
        await a.show(2)
        await until(lambda: len(b.heard(a)) == 8)
        numbers = [transport_sequence(packet, IDS) for packet in b.heard(a)]
        assert numbers == list(range(8))
        # Five came a tenth of a second late, the others never.
        body = (
            struct.pack("!HHI", 0, 8, 7 << 8) + struct.pack("!HH", 1 << 13 | 5, 3) + bytes([40, 0, 0, 0, 0])
        )
        await b.raw(write_feedback(1, 1, 15, body + bytes(-len(body) % 4)))
        estimate = _downlink(stage, B).estimate
        await until(lambda: estimate.delivered > 0)
        await b.raw(write_feedback(1, 1, 15, body[:11] + b"\0"))  # cut short
        await b.raw(write_feedback(1, 1, 15, body + bytes(-len(body) % 4)))
        await a.say()
        await until(lambda: len(b.heard(a)) == 9)
        assert (_downlink(stage, B).due, _downlink(stage, B).lacked) == (8, 3)
        assert estimate._recent.count == 8


async def test_when_the_gate_shuts_nothing_that_waits_repairs_or_probes_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, C))
        a, b, c = await stage.join(A), await _teller(stage, B), await stage.join(C)
        await a.say(20)
        await a.show(20, key=True)
        await c.show(5, key=True)
        await until(lambda: len(b.heard(a)) == 40 and len(b.heard(c)) == 5)
        downlink = _downlink(stage, B)
        monkeypatch.setattr(downlink, "share", lambda *_: False)  # nothing is held back: it waits
        downlink.estimate.bps = 60_000
        downlink._pace([slot for slot in _peer(stage, B).slots.values() if slot.is_video])
        for n in range(30):
            await a.send(CAMERA, picture(n, a.mark + bytes(1_000)))
        ear = next(slot for slot in _peer(stage, B).slots.values() if slot.whose == (A, MIC))
        ear.has_copies = True
        await a.say(1)
        await stage.settled()
        assert downlink.pacer.waiting > 20
        downlink.estimate.seek(600_000, time.monotonic())
        assert downlink.estimate.probe is not None
        downlink._probing = (list(_peer(stage, B).slots.values()), downlink.departures.octets)
        downlink._pad()
        assert stage.mux.out[b.address] > 45
        stage.follow(plan_of(B, C))
        out = stage.mux.out[b.address]
        assert downlink.pacer.waiting == 0
        assert downlink.estimate.probe is None
        shown = {packet.ssrc: packet.sequence for packet in b.heard(a)}
        for ssrc, last in shown.items():
            asked = [(last - n) & 0xFFFF for n in range(10)]
            await b.raw(write_receiver_report(1, []) + write_nack(1, ssrc, asked))
        await stage.settled()
        await c.show(2)
        await until(lambda: len(b.heard(c)) == 7)
        assert stage.mux.out[b.address] == out + 2
        assert stage.violations == 0


async def test_padding_is_nobodys_and_in_no_count(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await _teller(stage, B)
        await a.show(3, key=True)
        await until(lambda: len(b.heard(a)) == 3)
        slot = next(slot for slot in _peer(stage, B).slots.values() if slot.whose == (A, CAMERA))
        passage = slot.passage
        assert passage is not None
        before = (passage.packets, passage.bytes, slot.packets, slot.octets)
        assert slot.pad(200)
        assert slot.pad(1_000)
        await until(lambda: len(b.got) == 5)
        pads = [packet for mid, packet in b.got if mid == f"{slot.mid}~"]
        assert [packet.payload for packet in pads] == [b"", b""]
        assert [transport_sequence(packet, IDS) for packet in pads] == [3, 4]
        assert (passage.packets, passage.bytes, slot.packets, slot.octets) == before
        slot.detach()
        assert not slot.pad(200)
        assert stage.violations == 0


async def test_a_picture_that_the_line_cannot_carry_is_held_and_comes_back_with_a_key_frame(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await _teller(stage, B)
        await a.show(3, key=True)
        await until(lambda: _states(b).get(A) == "live")
        downlink = _downlink(stage, B)
        downlink.estimate.bps = VOICE_ONLY
        await until(lambda: _states(b).get(A) == "held")
        await a.show(5, key=True)
        await a.say(5)
        await until(lambda: len(b.heard(a)) == 8)
        asked = _keys_asked(a)
        downlink.estimate.bps = WIDE
        await until(lambda: _keys_asked(a) > asked)
        assert _states(b)[A] == "held"
        await a.show(1, key=True)
        await until(lambda: _states(b)[A] == "live")
        assert len(b.heard(a)) == 9


async def test_below_what_sound_needs_the_page_sends_its_own_camera_smaller_then_not_at_all(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await stage.join(B)
        (camera,) = [str(track["mid"]) for track in b.tracks if track["source"] == CAMERA.value]
        assert b.last("layout")["send"] == {camera: "all"}
        await a.say(1)
        await b.show(1, key=True)
        await until(lambda: _states(a).get(B) == "live")
        downlink = _downlink(stage, B)
        downlink.estimate.bps = 1_000
        await until(lambda: b.last("layout")["send"] == {camera: "off"})
        await until(lambda: _states(a)[B] == "weak")
        downlink.estimate.bps = WIDE
        await until(lambda: b.last("layout")["send"] == {camera: "all"})
        await until(lambda: _states(a)[B] == "live")


async def test_sound_that_is_lost_and_not_asked_for_is_sent_twice_the_same(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await _teller(stage, B)
        await a.say(1)
        await until(lambda: b.heard(a))
        ssrc = b.heard(a)[0].ssrc
        ear = next(slot for slot in _peer(stage, B).slots.values() if slot.names.ssrc == ssrc)
        await b.raw(write_receiver_report(1, [Block(ssrc, 20, 3, 0, 0)]))
        await until(lambda: ear.has_copies)
        await a.say(3)
        # SRTP itself drops what comes twice: what left is counted at the port.
        out = stage.mux.out[b.address]
        await until(lambda: stage.mux.out[b.address] >= 7)
        assert out <= 7
        await b.raw(write_receiver_report(1, []) + write_nack(1, ssrc, [b.heard(a)[0].sequence]))
        await b.raw(write_receiver_report(1, [Block(ssrc, 0, 3, 0, 0)]))
        await until(lambda: stage.mux.out[b.address] == 8)
        downlink = _downlink(stage, B)
        downlink._clean_since[ear] -= 60
        await b.raw(write_receiver_report(1, [Block(ssrc, 0, 3, 0, 0)]))
        await until(lambda: not ear.has_copies)
        await b.raw(write_receiver_report(1, [Block(ssrc, 20, 3, 0, 0)]))
        await b.raw(write_receiver_report(1, []) + write_nack(1, ssrc, [b.heard(a)[-1].sequence]))
        await until(lambda: stage.mux.out[b.address] == 9)
        assert not ear.has_copies  # it asks, and its line is short


async def test_the_loss_that_a_browser_reports_counts_where_it_tells_no_arrivals(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await stage.join(B)
        await a.show(3, key=True)
        await until(lambda: len(b.heard(a)) == 3)
        ssrc = b.heard(a)[0].ssrc
        estimate = _downlink(stage, B).estimate
        await b.raw(write_receiver_report(1, [Block(ssrc, 0, 0, 0, 0)]))
        await a.show(20)
        await until(lambda: len(b.heard(a)) == 23)
        await b.raw(write_receiver_report(1, [Block(ssrc, 100, 9, 0, 0)]))
        await until(lambda: estimate.bps < WIDE)


async def test_sound_without_numbers_says_nothing_of_a_line_on_which_pictures_have_them(
    tmp_path: Path,
) -> None:
    """As older browsers offer it: loss at random takes no picture away (decisions/0011)."""

    def pictures_alone(sdp: str) -> str:
        return telling(sdp).replace("a=rtcp-fb:96 transport-cc\r\n", "")

    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), Browser(stage, B, "conn_b", audio=4, video=4)
        b.munge = pictures_alone
        await b.open()
        await b.connect()
        await a.show(2, key=True)
        await a.say(2)
        await until(lambda: len(b.heard(a)) == 4)
        downlink = _downlink(stage, B)
        ear = next(slot for slot in _peer(stage, B).slots.values() if slot.whose == (A, MIC))
        assert (ear.numbered, downlink.departures.next) == (0, 2)
        body = struct.pack("!HHI", 0, 2, 7 << 8) + struct.pack("!HBB", 1 << 13 | 2, 4, 4)
        await b.raw(write_feedback(1, 1, 15, body))
        await until(lambda: downlink.due == 2)
        await b.raw(write_receiver_report(1, [Block(ear.names.ssrc, 0, 2, 0, 0)]))
        await a.say(20)
        await until(lambda: len(b.heard(a)) == 24)
        await b.raw(write_receiver_report(1, [Block(ear.names.ssrc, 40, 22, 0, 0)]))
        await until(lambda: downlink.lacked > 0)
        assert downlink.estimate.bps == WIDE


async def test_an_offer_that_changes_headers_lets_nothing_go_again_that_had_others(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await _teller(stage, B)
        await a.say(2)
        await until(lambda: len(b.heard(a)) == 2)
        before = [packet.sequence for packet in b.heard(a)]
        ear = next(slot for slot in _peer(stage, B).slots.values() if slot.whose == (A, MIC))
        b.munge = lambda sdp: sdp
        await b.pc.setLocalDescription(await b.pc.createOffer())
        await b.offer(b.pc.localDescription.sdp)
        assert ear.numbered == 0
        await a.say(1)
        await until(lambda: len(b.heard(a)) == 3)
        sent = stage.mux.out[b.address]
        after = b.heard(a)[-1].sequence
        assert after not in before
        await b.raw(write_receiver_report(1, []) + write_nack(1, ear.names.ssrc, [*before, after]))
        await until(lambda: stage.mux.out[b.address] > sent)
        assert stage.mux.out[b.address] == sent + 1
