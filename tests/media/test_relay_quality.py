"""What the relay measures of each line, both ways, and tells every two seconds."""

import struct
import time
from pathlib import Path

import pytest

from meeting_server.media.peer import Peer
from meeting_server.media.quality import Gauges, Json
from meeting_server.media.rtcp import ArrivalsTold, Block, ntp_of, write_receiver_report
from tests.media.browser import CAMERA, MIC, Browser, Stage, plan_of, staged, until
from tests.media.browser import MEETING as HERE
from tests.people import ARUNEE, THANA

A, B = ARUNEE.seat, THANA.seat


class Looks:
    """The measures of a stage, looked at by hand: a second is over when a test says so."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._gauges = Gauges()
        self.now = time.monotonic()

    def look(self, seconds: float = 2) -> dict[str, Json]:
        """What has been since the last look."""
        self.now += seconds
        peers = self._stage.relay._halls[HERE].conference.peers()
        return {str(line["seat"]): line for line in self._gauges.look(peers, self.now)}


def peer_of(browser: Browser) -> Peer:
    """The connection of a browser, as the relay has it."""
    peers = browser.stage.relay._halls[HERE].conference.peers()
    return next(peer for peer in peers if peer.seat == browser.seat)


async def talk(browser: Browser, count: int, *, lose_every: int = 0) -> None:
    """So many packets of sound, of which one in every few is lost on the way in."""
    for at in range(1, count + 1):
        await browser.send(MIC, b"sound", lost=bool(lose_every) and at % lose_every == 0)
    # The last one comes, so that every hole before it is seen.
    await browser.send(MIC, b"sound")
    await browser.stage.settled()


async def test_a_fifth_that_is_lost_on_the_way_in_is_measured_whatever_is_repaired(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, _b = [await stage.join(seat) for seat in (A, B)]
        looks = Looks(stage)
        assert looks.look() == {}
        await talk(a, 99)
        assert looks.look()[A]["lost_up"] == 0.0
        first = a.numbers[MIC]
        await talk(a, 100, lose_every=5)
        for number in range(first + 4, first + 100, 5):
            await a.send_as(MIC, number, b"sound")  # Asked for, and sent again.
        line = looks.look()[A]
        assert line["lost_up"] == pytest.approx(20 / 101, abs=0.001)
        assert line["path"] == "udp"
        assert isinstance(line["kbps_up"], float)
        assert line["kbps_up"] > 0
        assert looks.look()[A]["lost_up"] is None, "nothing came: nothing can be said"


async def test_pictures_and_sound_count_together_and_the_level_is_of_the_sound(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, _b = [await stage.join(seat) for seat in (A, B)]
        looks = Looks(stage)
        looks.look(0)
        await a.say(30, level=20)
        for at in range(70):
            await a.send(CAMERA, b"\x10\x00", lost=at % 7 == 3)
        await a.send(CAMERA, b"\x10\x00")
        await stage.settled()
        line = looks.look(0.1)[A]
        assert line["lost_up"] == pytest.approx(10 / 101, abs=0.001)
        assert isinstance(line["level"], int)
        assert 20 <= line["level"] < 127
        assert looks.look(5)[A]["level"] is None


async def test_a_camera_rests_while_it_is_on_and_was_asked_to_send_nothing(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, _b = [await stage.join(seat) for seat in (A, B)]
        looks = Looks(stage)
        looks.look()
        camera = next(one for one in peer_of(a).sources.values() if one.kind is CAMERA)
        assert looks.look()[A]["rested"] is False
        camera.is_off = True
        assert [line["rested"] for line in looks.look().values()] == [True, False]
        camera.mute(on=True)
        assert looks.look()[A]["rested"] is False, "its person turned it off"


def arrivals(peer: Peer, first: int, came: list[bool]) -> ArrivalsTold:
    """What a browser tells of packets that were sent to it, by their transport-wide numbers."""
    symbols = sum(1 << 13 - at for at, each in enumerate(came) if each)
    body = struct.pack("!HHHBBH", first, len(came), 0, 0, 0, 0x8000 | symbols)
    return ArrivalsTold(body + bytes(sum(came)))


async def test_what_a_browser_did_not_get_of_what_we_sent_is_its_loss(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        _a, b = [await stage.join(seat) for seat in (A, B)]
        looks = Looks(stage)
        looks.look()
        peer = peer_of(b)
        first = peer.downlink.departures.next
        for _ in range(42):
            peer.downlink.departures.note(100, time.monotonic())
        for group in range(3):
            peer.downlink.told(arrivals(peer, first + 14 * group, [at % 5 != 0 for at in range(14)]), 1.0)
        assert looks.look()[B]["lost_down"] == pytest.approx(9 / 42, abs=0.001)
        assert looks.look()[B]["lost_down"] is None


async def test_who_tells_of_what_was_never_sent_is_not_believed(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        _a, b = [await stage.join(seat) for seat in (A, B)]
        peer = peer_of(b)
        downlink, first = peer.downlink, peer.downlink.departures.next
        for _ in range(14):
            downlink.departures.note(100, time.monotonic())
        downlink.told(arrivals(peer, first + 1, [True] * 14), 1.0)
        downlink.told(arrivals(peer, first + 20_000, [True] * 14), 1.0)
        assert (downlink.due, downlink.lacked) == (0, 0)
        downlink.told(arrivals(peer, first, [True] * 13 + [False]), 1.0)
        assert (downlink.due, downlink.lacked) == (14, 1)


async def test_sound_that_came_because_it_was_asked_for_was_lost_all_the_same(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = [await stage.join(seat) for seat in (A, B)]
        looks = Looks(stage)
        looks.look()
        peer = peer_of(b)
        slot = next(slot for slot in peer.slots.values() if not slot.is_video)
        slot.numbered = 1
        first = peer.downlink.departures.next
        await talk(a, 27)
        await until(lambda: peer.downlink.departures.next == first + 28)
        sequence = next(at for at in range(1 << 16) if slot.number_of(at) == first + 3)
        assert slot.number_of(sequence + 1_000) is None
        peer.downlink.told(arrivals(peer, first, [True, False]), 1.0)
        # What was told as lost already, and a picture, count once.
        picture, later = next(one for one in peer.slots.values() if one.is_video), time.monotonic() + 1
        peer.downlink.asked(slot, (sequence, sequence - 2), 0.1, later)
        peer.downlink.asked(picture, (sequence,), 0.1, later)
        # What came to us late was on its way when it was asked for.
        peer.downlink.asked(slot, (sequence + 1,), 0.1, peer.downlink.departures.sent(first + 4, 1)[1][0])
        peer.downlink.told(arrivals(peer, first + 2, [True] * 13), 1.1)
        peer.downlink.told(arrivals(peer, first + 15, [True] * 13), 1.2)
        assert looks.look()[B]["lost_down"] == pytest.approx(2 / 28, abs=0.001)


async def test_a_browser_that_tells_no_arrivals_is_believed_in_its_reports(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = [await stage.join(seat) for seat in (A, B)]
        await talk(a, 10)
        await until(lambda: b.got)
        slot = peer_of(b).slots[b.got[0][0]]
        slot.numbered = 0
        looks = Looks(stage)
        looks.look()
        for lost, octets in ((0, 0), (51, 1_000), (51, 1_000)):
            slot.octets += octets
            block = Block(slot.names.ssrc, lost, 0, 1, 960)
            peer_of(b).downlink.reported({slot: block}, 0.05, 1.0)
        line = looks.look()[B]
        assert line["lost_down"] == pytest.approx(0.2, abs=0.001)
        assert line["jitter_down"] == 0.02


async def test_the_round_trip_is_ours_and_not_what_a_page_says(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = [await stage.join(seat) for seat in (A, B)]
        looks = Looks(stage)
        looks.look()
        await b.signal("stats", rtt=900, down=[])
        assert looks.look()[B]["round_trip"] is None
        await talk(a, 3)
        await until(lambda: b.got)
        ago = (ntp_of(time.time_ns()) >> 16) - int(0.2 * 65_536) & 0xFFFFFFFF
        block = Block(b.slot_ssrc(b.got[0][0]), 0, 0, b.got[-1][1].sequence, 0, ago, 0)
        await b.raw(write_receiver_report(1, [block]))
        await until(lambda: looks.look()[B]["round_trip"])
        assert looks.look()[B]["round_trip"] == pytest.approx(0.2, abs=0.05)


async def test_a_microphone_that_is_on_and_sends_nothing_is_silent_and_one_that_is_off_is_not(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a = await stage.join(A)
        looks = Looks(stage)
        looks.look()
        assert looks.look(8)[A]["silent"] == pytest.approx(8, abs=0.2)
        await a.say(1)
        await stage.settled()
        silent = looks.look(2)[A]["silent"]
        assert isinstance(silent, float)
        assert silent > 5  # Two seconds by our own clock, from when it came by the world's.
        await a.signal("mute", mid=a.tracks[0]["mid"], on=True)
        assert looks.look(8)[A]["silent"] is None


async def test_it_is_told_every_two_seconds_and_not_of_those_who_are_out(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        for seat in (A, B):
            await stage.join(seat)
        await until(lambda: stage.reported("quality"))
        told = stage.reported("quality")[-1]
        assert told["lasted"] == 2
        stage.follow(plan_of(A))
        stage.reports.clear()
        await until(lambda: stage.reported("quality"))
        seats = stage.reported("quality")[-1]["seats"]
        assert isinstance(seats, list)
        assert [line["seat"] for line in seats] == [A]


async def test_that_nobody_is_there_any_more_is_told_for_a_while_and_to_a_new_server_again(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        await stage.join(A)
        gauges, peers = Gauges(), stage.relay._halls[HERE].conference.peers()
        news = []
        for at in range(0, 30, 2):
            lines = gauges.look(peers if at < 10 else [], at)
            news.append((len(lines), gauges.has_news))
        assert news == [(0, True), *[(1, True)] * 4, *[(0, True)] * 8, *[(0, False)] * 2]
        gauges.tell_again()
        gauges.look([], 40)
        assert gauges.has_news


async def test_a_meeting_that_nobody_is_connected_to_has_a_report_that_says_so(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A))
        stage.relay._end_of(2)
        assert {"kind": "quality", "lasted": 2, "seats": []} in stage.reports
