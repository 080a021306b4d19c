"""A suspended seat: from the moment the plan is followed, nothing either way, from whatever cache."""

from collections import Counter
from pathlib import Path

import pytest

from meeting_server.media.framing import TcpAddress
from meeting_server.media.ice import Address
from meeting_server.media.rtcp import write_nack, write_receiver_report
from meeting_server.meeting.media_plan import MediaPlan
from meeting_server.meeting.refusal import Reason, Refused
from tests.media.browser import CAMERA, MEETING, MIC, Browser, Stage, plan_of, staged, until
from tests.people import ARUNEE, THANA, WILAI

A, B, C = ARUNEE.seat, THANA.seat, WILAI.seat


async def _talk(*browsers: Browser, count: int = 5) -> None:
    for browser in browsers:
        await browser.say(count)
        await browser.show(count, key=True)


async def _arrived(stage: Stage, browser: Browser, other: Browser, count: int) -> None:
    await until(lambda: len(browser.heard(other)) >= count)


async def test_a_suspended_seat_neither_sends_nor_receives_and_the_others_go_on(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, C))
        a, b, c = [await stage.join(seat) for seat in (A, B, C)]
        await _talk(a, b, c)
        for one, other in ((a, b), (a, c), (b, a), (b, c), (c, a), (c, b)):
            await _arrived(stage, one, other, 10)
        before = stage.follow(plan_of(A, B))
        await _talk(a, b, c)
        await _arrived(stage, a, b, 20)
        await _arrived(stage, b, a, 20)
        after = stage.relay.follow(MEETING, stage.epoch, plan_of(A, B))
        assert after[C] == before[C] == {"received": 20, "sent": 20}
        assert len(a.heard(c)) == len(b.heard(c)) == 10
        assert len(c.got) == 20
        assert after[A] == {"received": 30, "sent": 30}
        assert stage.violations == 0


async def test_warm_rings_answer_nothing_for_a_suspended_seat(tmp_path: Path) -> None:
    """Both sides ask again for everything, before the suspension and after it."""
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, C))
        a, b, c = [await stage.join(seat) for seat in (A, B, C)]
        await _talk(a, b, c, count=20)
        await _arrived(stage, b, c, 40)
        await _arrived(stage, c, b, 40)
        from_c = {packet.ssrc: packet.sequence for packet in b.heard(c)}
        to_c = {packet.ssrc: packet.sequence for _mid, packet in c.got}
        out = stage.mux.out[b.address]
        await _ask(b, from_c, 4)
        await until(lambda: stage.mux.out[b.address] == out + 8)
        stage.follow(plan_of(A, B))
        out_to_b, out_to_c = stage.mux.out[b.address], stage.mux.out[c.address]
        await _ask(b, from_c, 15)
        await _ask(c, to_c, 15)
        await a.say(3)
        await until(lambda: len(b.heard(a)) == 43)
        assert (stage.mux.out[b.address], stage.mux.out[c.address]) == (out_to_b + 3, out_to_c)
        assert stage.violations == 0


async def test_a_plan_that_comes_in_the_middle_of_a_burst_is_followed_by_nothing(tmp_path: Path) -> None:
    """What one wake-up has read waits for its end; a plan does not wait, and nothing of before it leaves after it."""
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, C))
        a, b, c = [await stage.join(seat) for seat in (A, B, C)]
        await _talk(a, b, c)
        for one, other in ((a, b), (a, c), (b, a), (b, c), (c, a), (c, b)):
            await _arrived(stage, one, other, 10)
        receive, at = stage.mux.datagram_received, stage.mux.media
        left, waited = Counter[Address](), list[object]()

        def receiving(data: bytes, addr: Address) -> None:
            receive(data, addr)
            if stage.mux.media == at + 7 and not waited:
                waited.extend(stage.mux.wake_up._waiting)
                stage.follow(plan_of(A, B))
                left.update(stage.mux.out)

        stage.mux.datagram_received = receiving  # type: ignore[method-assign]
        await _talk(c, count=10)
        await stage.settled()
        stage.mux.datagram_received = receive  # type: ignore[method-assign]
        assert waited
        await a.say(3)
        await until(lambda: len(b.heard(a)) == 13)
        # What the wake-up had read of C is no longer anybody's.
        assert len(a.heard(c)) == len(b.heard(c)) < 17
        assert stage.mux.out == left + Counter({b.address: 3})
        conference = stage.relay._halls[MEETING].conference
        of_c = next(peer for peer in conference.peers() if peer.seat == C)
        layers = [layer for source in of_c.sources.values() for layer in source.layers.values()]
        assert not any(kept for layer in layers for kept in layer._ring)
        assert stage.violations == 0


async def _ask(browser: Browser, last: dict[int, int], count: int) -> None:
    """Ask again for the last packets of every stream."""
    for ssrc, sequence in last.items():
        await browser.raw(
            write_receiver_report(1, []) + write_nack(1, ssrc, range(sequence - count + 1, sequence + 1))
        )


async def test_a_seat_that_returns_in_time_needs_no_new_connection(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await stage.join(B)
        await _talk(a, b)
        await _arrived(stage, a, b, 10)
        stage.follow(plan_of(A))
        await _talk(b)
        await stage.settled()
        stage.follow(plan_of(A, B))
        await _talk(a, b)
        await _arrived(stage, a, b, 20)
        await _arrived(stage, b, a, 20)
        assert b.pc.connectionState == "connected"
        numbers = [packet.sequence for packet in a.heard(b) if b"sound" in packet.payload]
        assert numbers == [(numbers[0] + n) & 0xFFFF for n in range(10)]


async def test_the_connection_of_a_suspended_seat_is_closed_and_it_may_come_back(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await stage.join(B)
        stage.follow(plan_of(A))
        with pytest.raises(Refused) as refused:
            await Browser(stage, B, "conn_again", audio=1, video=1).open()
        assert refused.value.reason is Reason.NOT_IN_PLAN
        await until(lambda: stage.reported("state", seat=B, state="absent"))
        assert b.last("closed") == {"kind": "closed", "conn": b.conn, "reason": "not_in_plan"}
        stage.follow(plan_of(A, B))
        again = await stage.join(B, name="2")
        await again.say(3)
        await a.say(3)
        await until(lambda: len(a.heard(again)) == 3 and len(again.heard(a)) == 3)


async def test_a_suspended_seat_is_not_recorded_and_the_others_are(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, record=True))
        a, b = await stage.join(A), await stage.join(B)
        await _talk(a, b)
        await until(lambda: stage.recorder.packets.total() == 20)
        stage.follow(plan_of(A, record=True))
        assert stage.recorder.record == {(A, MIC), (A, CAMERA)}
        assert stage.recorder.reasons == {(B, "mic"): "suspended", (B, "camera"): "suspended"}
        await _talk(b, a)
        await stage.settled()
        await until(lambda: stage.recorder.packets[A, "camera"] == 10)
        assert stage.recorder.packets[B, "mic"] == stage.recorder.packets[B, "camera"] == 5


async def test_nothing_is_recorded_that_may_not_be_sent(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        plan = plan_of(A, record=True)
        stage.follow(MediaPlan(circles=plan.circles, record=plan.record | {(B, MIC)}))
        assert stage.recorder.record == {(A, MIC), (A, CAMERA)}


async def test_that_the_counters_stand_still_is_reported(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        await stage.join(A)
        await stage.join(B)
        stage.follow(plan_of(A))
        await until(lambda: stage.reported("quiet"))
        assert stage.reported("quiet") == [{"kind": "quiet", "seat": B, "quiet": True}]
        # To the next server it is news.
        stage.relay.tell_again(MEETING)
        await until(lambda: len(stage.reported("quiet")) == 2)
        assert stage.reported("quiet")[0] == stage.reported("quiet")[1]


async def test_without_control_every_gate_is_shut_and_a_plan_opens_them_again(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, record=True))
        a, b = await stage.join(A), await stage.join(B)
        await _talk(a)
        await _arrived(stage, b, a, 10)
        stage.relay.shut()
        assert stage.recorder.record == frozenset()
        assert set(stage.recorder.reasons.values()) == {"service_interrupted"}
        await _talk(a, b)
        await stage.settled()
        stage.relay.follow(MEETING, 1, plan_of(A, B))
        await a.show(5, key=True)
        await until(lambda: len(b.heard(a)) == 15)
        assert a.got == []
        assert stage.violations == 0


async def test_an_older_plan_changes_nothing(tmp_path: Path) -> None:
    from meeting_server.media.relay import StaleEpoch

    async with staged(tmp_path) as stage:
        stage.epoch = 7
        stage.follow(plan_of(A))
        with pytest.raises(StaleEpoch):
            stage.relay.follow(MEETING, 7, plan_of(A, B))
        with pytest.raises(Refused):
            await Browser(stage, B, "conn_b", audio=1, video=1).open()


async def test_a_plan_that_cannot_be_followed_leaves_everything_shut(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await stage.join(B)
        circle = plan_of(A, B).circles[0]
        with pytest.raises(ValueError, match="seat_twice"):
            stage.follow(MediaPlan(circles=(circle, circle)))
        await _talk(a)
        await stage.settled()
        stage.follow(plan_of(A, B))
        await a.say()
        await until(lambda: b.got)
        assert len(b.got) == 1


async def test_a_fan_out_that_outlived_its_gate_sends_nothing_and_is_reported(tmp_path: Path) -> None:
    """The first question is left out on purpose; the second one holds."""
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await stage.join(B)
        await a.say()
        await until(lambda: b.heard(a))
        gate = stage.relay._halls[MEETING].conference.gate
        out = stage.mux.out[b.address]
        gate.shut()
        await a.say(3)
        await until(lambda: stage.violations == 3)
        assert stage.mux.out[b.address] == out
        assert stage.reported("trouble") == [
            {"kind": "trouble", "what": "violation", "seat": A, "on": True},
        ]


async def test_a_suspended_seat_on_tcp_is_cut_off_with_all_that_waits_for_it(tmp_path: Path) -> None:
    class Line:
        is_cut = False

        def abort(self) -> None:
            self.is_cut = True

        def send(self, datagram: bytes) -> None:
            """Take it and keep it."""

    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        await stage.join(A)
        await stage.join(B)
        session = stage.relay._halls[MEETING].conference.seats[B].all()[0]._ice
        line, address = Line(), TcpAddress(("127.0.0.1", 9, "tcp"))
        address.connection = line  # type: ignore[assignment]
        before, session.address = session.address, address
        stage.follow(plan_of(A))
        session.address = before
        assert line.is_cut


async def test_a_loop_that_is_late_for_seconds_is_reported(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A))
        for _ in range(100):
            stage.relay._notice_lag(0.2)
        stage.relay._notice_lag(0.0)
        told = [report["on"] for report in stage.reported("trouble", what="overload")]
        assert told[:2] == [True, False]


async def test_a_loop_that_is_late_spares_small_pictures_and_gives_them_back_in_time(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        relay = stage.relay
        for seconds, spared in ((2.9, 0), (0.2, 1), (3.0, 2)):
            for _ in range(round(seconds * 20)):
                relay._notice_lag(0.2)
            assert relay._spare == spared
        for _ in range(60 * 20):
            relay._notice_lag(0.2)
        assert relay._spare == 12
        for _ in range(199):
            relay._notice_lag(0.0)
        assert relay._spare == 12
        relay._notice_lag(0.0)
        assert relay._spare == 11
        for _ in range(200 * 11):
            relay._notice_lag(0.0)
        assert relay._spare == 0
