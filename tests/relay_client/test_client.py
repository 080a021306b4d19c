"""The relay as the server uses it, with its real worker process: confirmed, watched, replaced, drained."""

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import pytest

from meeting_server.media import control
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import MediaPlan
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.relay_client import client, link
from meeting_server.relay_client.link import LinkLost
from meeting_server.relay_client.process import Process
from meeting_server.services.ports import Counted, Json
from tests.media.browser import MEETING, plan_of
from tests.people import ARUNEE, THANA
from tests.relay_client.crew import Crew, Heard, client_at, crewed, gone, kill, place_in, until

A, B = ARUNEE.seat, THANA.seat
OPEN: Json = {"kind": "open", "conn": "conn_1", "audio": 1, "video": 0, "takeover": False}


async def _refused(crew: Crew, message: Json, seat: SeatId = A) -> Reason:
    with pytest.raises(Refused) as refusal:
        await crew.client.signal(MEETING, seat, message)
    return refusal.value.reason


async def test_a_plan_is_confirmed_with_counters(tmp_path: Path) -> None:
    async with crewed(tmp_path) as crew:
        assert await crew.plan(plan_of(A, B)) == {A: Counted(0, 0), B: Counted(0, 0)}
        a, b = await crew.join(A), await crew.join(B)
        await a.say(20)
        await until(lambda: len(b.heard(a)) == 20)
        assert await crew.plan(plan_of(A)) == {A: Counted(0, 20), B: Counted(20, 0)}


async def test_a_signal_is_done_or_refused(tmp_path: Path) -> None:
    async with crewed(tmp_path) as crew:
        assert await _refused(crew, OPEN) is Reason.NOT_IN_PLAN
        await crew.plan(plan_of(A))
        await crew.client.signal(MEETING, A, OPEN)
        await until(lambda: crew.heard.of("opened"))
        assert await _refused(crew, OPEN, B) is Reason.NOT_IN_PLAN
        assert await _refused(crew, {**OPEN, "extra": 1}) is Reason.MALFORMED
        assert await _refused(crew, {**OPEN, "kind": "follow"}) is Reason.MALFORMED
        assert await _refused(crew, {**OPEN, "audio": "9"}) is Reason.MALFORMED
        offer = {"kind": "offer", "conn": "conn_1", "n": 1, "tracks": []}
        assert await _refused(crew, {**offer, "sdp": "rubbish"}) is Reason.BAD_OFFER
        assert await _refused(crew, {**offer, "sdp": "v=0\ud800"}) is Reason.BAD_OFFER
        assert await _refused(crew, {**offer, "sdp": "x" * 300_000}) is Reason.TOO_LARGE
        assert await _refused(crew, {**OPEN, "deep": [[[[[[[[[1]]]]]]]]]}) is Reason.MALFORMED
        before = crew.client.pid
        assert await crew.plan(plan_of(A)) is not None
        assert crew.client.pid == before, "nothing that a browser says costs the worker its life"


async def test_a_worker_that_is_killed_is_replaced_and_told_the_plans_before_anybody_else(
    tmp_path: Path,
) -> None:
    async with crewed(tmp_path) as crew:
        await crew.plan(plan_of(A, B))
        a = await crew.join(A)
        first = crew.client.pid
        kill(first)
        await until(lambda: crew.heard.of("closed"))
        assert crew.client.pid not in (0, first)
        kinds = [said["kind"] for _, said in crew.heard.all]
        assert kinds.index("worker_lost") < kinds.index("worker_back") < kinds.index("closed")
        (lost,), (back,) = crew.heard.of("worker_lost"), crew.heard.of("worker_back")
        assert lost["since"] == back["since"]
        assert str(back["since"]) < str(back["until"])
        assert crew.heard.of("closed") == [{"kind": "closed", "conn": a.conn, "reason": "worker_lost"}]
        # Whoever comes back at once finds a worker that knows the plan.
        again, b = await crew.join(A, name="2"), await crew.join(B)
        await again.say(5)
        await until(lambda: len(b.heard(again)) == 5)


async def test_a_worker_that_does_not_confirm_is_ended_within_two_seconds(tmp_path: Path) -> None:
    async with crewed(tmp_path) as crew:
        await crew.plan(plan_of(A, B))
        stuck = crew.client.pid
        os.kill(stuck, signal.SIGSTOP)
        began = time.monotonic()
        assert await crew.plan(plan_of(A)) is None
        assert time.monotonic() - began < control.FOLLOW + 0.5
        await gone(stuck)
        await until(lambda: crew.heard.of("worker_back"))
        with pytest.raises(Refused, match="not_in_plan"):
            await crew.client.signal(MEETING, B, OPEN)
        await crew.client.signal(MEETING, A, OPEN)


async def test_a_worker_that_falls_silent_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MISSED", 0.5)
    monkeypatch.setattr(client, "BEAT", 0.3)
    async with crewed(tmp_path) as crew:
        await crew.plan(plan_of(A))
        stuck = crew.client.pid
        os.kill(stuck, signal.SIGSTOP)
        await gone(stuck)
        await until(lambda: crew.heard.of("worker_back"))


async def test_what_is_asked_meanwhile_is_answered_and_told_later(tmp_path: Path) -> None:
    async with crewed(tmp_path) as crew:
        await crew.plan(plan_of(A))
        kill(crew.client.pid)
        await until(lambda: crew.heard.of("worker_lost"))
        with pytest.raises(Refused, match="relay_unavailable"):
            await crew.client.signal(MEETING, A, OPEN)
        await crew.plan(plan_of(B))
        await until(lambda: crew.heard.of("worker_back"))
        await crew.client.signal(MEETING, B, OPEN)
        with pytest.raises(Refused, match="not_in_plan"):
            await crew.client.signal(MEETING, A, OPEN)


async def test_an_older_plan_is_not_followed(tmp_path: Path) -> None:
    async with crewed(tmp_path) as crew:
        crew.epoch = 5
        await crew.plan(plan_of(A))
        assert await crew.client.follow(MEETING, 6, plan_of(A)) is not None, "an equal epoch is told again"
        assert await crew.client.follow(MEETING, 2, plan_of(B)) is None


async def test_draining_seals_and_ends_everything(tmp_path: Path) -> None:
    async with crewed(tmp_path) as crew:
        await crew.plan(plan_of(A, B, record=True))
        a, b = await crew.join(A), await crew.join(B)
        await crew.spoken(a, b)
        pid = crew.client.pid
        began = time.monotonic()
        await crew.client.drain()
        assert time.monotonic() - began < 5
    assert list(crew.heard.files()) == [f"{A}/mic-0001.webm"]
    assert crew.heard.of("ledger")
    await gone(pid)
    assert list((tmp_path / MEETING).glob("*/*.part")) == []
    assert not (tmp_path / "run" / "worker-0.sock").exists()


async def test_a_meeting_that_everyone_left_is_forgotten_and_its_ledger_sealed(tmp_path: Path) -> None:
    async with crewed(tmp_path) as crew:
        await crew.plan(plan_of(A, B, record=True))
        a, b = await crew.join(A), await crew.join(B)
        await crew.spoken(a, b)
        assert await crew.plan(MediaPlan()) is not None
        await until(lambda: crew.heard.files() and crew.heard.of("ledger"))
        assert not (tmp_path / "run" / "worker-0.log").read_text()


async def test_a_meeting_that_an_earlier_server_left_and_this_one_does_not_know_is_ended(
    tmp_path: Path,
) -> None:
    async with crewed(tmp_path) as crew:
        await crew.plan(plan_of(A, B, record=True))
        a, b = await crew.join(A), await crew.join(B)
        await crew.spoken(a, b)
        await crew.vanish()
        heard = Heard()
        after = client_at(crew.place, heard)
        await after.start()
        after.keep_only([MEETING])
        assert heard.of("sealed") == []
        after.keep_only([])
        await until(lambda: heard.files() and heard.of("ledger"))
        assert [told["kind"] for told in heard.told[A]] == ["closed"]
        with pytest.raises(Refused) as refusal:
            await after.signal(MEETING, A, OPEN)
        assert refusal.value.reason is Reason.NOT_IN_PLAN
        await after.drain()


async def test_a_worker_that_cannot_even_be_started_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "_TRY_AGAIN", (0.0, 0.05))
    async with crewed(tmp_path) as crew:
        await crew.plan(plan_of(A))
        whole, tried = Process.start, 0

        def start(process: Process) -> None:
            nonlocal tried
            tried += 1
            if tried < 3:
                raise BlockingIOError
            whole(process)

        monkeypatch.setattr(Process, "start", start)
        kill(crew.client.pid)
        await until(lambda: crew.heard.of("worker_back"))
        assert tried == 3
        assert await crew.plan(plan_of(A)) is not None


async def test_a_worker_that_stands_elsewhere_is_replaced(tmp_path: Path) -> None:
    first, second = place_in(tmp_path), place_in(tmp_path)
    async with crewed(tmp_path, first) as crew:
        await crew.vanish()
        elsewhere, left = client_at(second, Heard()), crew.client.pid
        await elsewhere.start()
        assert elsewhere.pid != left
        await gone(left)
        await elsewhere.drain()


async def test_a_worker_that_hangs_is_not_taken_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with crewed(tmp_path) as crew:
        await crew.vanish()
        stuck = crew.client.pid
        os.kill(stuck, signal.SIGSTOP)
        monkeypatch.setattr(link, "_READY", 0.5)
        after = client_at(crew.place, Heard())
        await after.start()
        assert after.pid != stuck
        await gone(stuck)
        await after.drain()


async def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    one, other = place_in(tmp_path / "one"), place_in(tmp_path / "other")
    async with crewed(tmp_path / "one", one):
        blocked = client_at(replace(other, port=one.port), Heard())
        with pytest.raises(LinkLost):
            await blocked.start()
        await blocked.drain()
        assert "ports_taken" in (tmp_path / "other" / "run" / "worker-0.log").read_text()


async def test_a_process_that_is_not_ours_is_never_ended(tmp_path: Path) -> None:
    place = place_in(tmp_path)
    place.pid_file.write_text(f"{os.getpid()}\n")
    process = Process(place)
    assert process.found() == 0
    process.adopt(os.getpid())
    await process.kill()
    place.pid_file.write_text("no number")
    assert process.found() == 0
