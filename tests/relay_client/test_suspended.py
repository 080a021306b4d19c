"""A browser that was changed so as not to notice its suspension, at the real worker: nothing passes either way."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from meeting_server.media.rtcp import write_nack, write_receiver_report
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.ports import Json
from tests.media.browser import MEETING, MIC, Browser, plan_of
from tests.people import ARUNEE, KAMALA, THANA
from tests.relay_client.crew import Crew, crewed, gone, kill, until

A, B, OUT = ARUNEE.seat, THANA.seat, KAMALA.seat


@asynccontextmanager
async def talking(crew: Crew, *browsers: Browser) -> AsyncIterator[None]:
    """All of them speak on and on, whatever becomes of them."""
    tasks = [asyncio.create_task(browser.talk()) for browser in browsers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await task


async def _all_connected(crew: Crew) -> tuple[Browser, Browser, Browser]:
    await crew.plan(plan_of(A, B, OUT))
    a, b, out = [await crew.join(seat) for seat in (A, B, OUT)]
    return a, b, out


async def _they_go_on(a: Browser, b: Browser, packets: int = 25) -> None:
    """The two who are inside hear more of each other."""
    before = len(a.heard(b)), len(b.heard(a))
    await until(lambda: len(a.heard(b)) > before[0] + packets and len(b.heard(a)) > before[1] + packets)


async def _refused(crew: Crew, message: Json) -> Reason:
    with pytest.raises(Refused) as refusal:
        await crew.client.signal(MEETING, OUT, message)
    return refusal.value.reason


async def _everything_is_refused(crew: Crew, conn: str) -> None:
    """Under the old name and under a new one, with a takeover and without."""
    opening = {"kind": "open", "audio": 4, "video": 4}
    sdp = crew.browsers[-1].pc.localDescription.sdp
    for name in (conn, "conn_another_device"):
        for takeover in (False, True):
            assert await _refused(crew, {**opening, "conn": name, "takeover": takeover}) is Reason.NOT_IN_PLAN
        said: list[Json] = [
            {"kind": "offer", "n": 9, "sdp": sdp, "tracks": [{"mid": "0", "source": "mic"}]},
            {"kind": "watch", "slots": [], "pins": [A], "hidden": False},
            {"kind": "mute", "mid": "0", "on": False},
            {"kind": "stats", "rtt": 30, "down": []},
        ]
        for message in said:
            assert await _refused(crew, {**message, "conn": name}) is Reason.NOT_IN_PLAN


async def _ask_again(out: Browser) -> None:
    """Ask for the last of everything that ever came."""
    last = {packet.ssrc: packet.sequence for _mid, packet in out.got}
    for ssrc, number in last.items():
        with contextlib.suppress(ConnectionError):
            await out.raw(write_receiver_report(1, []) + write_nack(1, ssrc, range(number - 15, number + 1)))


async def test_whoever_ignores_a_suspension_gets_nothing_and_gives_nothing(tmp_path: Path) -> None:
    async with crewed(tmp_path) as crew:
        a, b, out = await _all_connected(crew)
        async with talking(crew, a, b, out):
            await until(lambda: len(a.heard(out)) > 25 and len(out.got) > 50)
            before = await crew.plan(plan_of(A, B))
            assert before is not None
            await _they_go_on(a, b, 5)  # What was under way when the plan was confirmed has come.
            passed = len(a.heard(out)), len(b.heard(out)), len(out.got)
            sent = out.sent[MIC]
            await _ask_again(out)
            await _everything_is_refused(crew, out.conn)
            # Beyond the moment at which its connection is closed, which it does not notice either.
            await until(lambda: out.last("closed"))
            await _ask_again(out)
            await _they_go_on(a, b)
            assert out.sent[MIC] > sent + 25, "it did go on"
            assert (len(a.heard(out)), len(b.heard(out)), len(out.got)) == passed
            after = await crew.plan(plan_of(A, B))
        assert after is not None
        assert after[OUT] == before[OUT]
        assert crew.reported("trouble") == []


async def test_a_connection_that_was_begun_before_the_suspension_is_not_finished_after_it(
    tmp_path: Path,
) -> None:
    async with crewed(tmp_path) as crew:
        await crew.plan(plan_of(A, B, OUT))
        a, b = await crew.join(A), await crew.join(B)
        out = Browser(crew, OUT, "conn_begun", audio=4, video=4)
        await out.open()
        await out.pc.setLocalDescription(await out.pc.createOffer())
        async with talking(crew, a, b):
            await out.offer(out.pc.localDescription.sdp)
            out._listen()
            await crew.plan(plan_of(A, B))
            await until(lambda: out.last("closed") or out.pc.connectionState in {"failed", "closed"})
            await _they_go_on(a, b)
        assert out.got == []
        assert crew.reported("state", seat=OUT, state="live") == []


async def test_a_worker_that_is_killed_comes_back_with_the_suspension(tmp_path: Path) -> None:
    async with crewed(tmp_path) as crew:
        a, b, out = await _all_connected(crew)
        async with talking(crew, a, b, out):
            await until(lambda: len(a.heard(out)) > 25 and len(out.got) > 50)
            await crew.plan(plan_of(A, B))
            await _they_go_on(a, b, 5)
            passed = len(out.got)
            lost = crew.client.pid
            kill(lost)
            await gone(lost)
            await until(lambda: crew.heard.of("worker_back"))
            await _everything_is_refused(crew, out.conn)
            again, other = await crew.join(A, name="2"), await crew.join(B, name="2")
            async with talking(crew, again, other):
                # At the same port, with the old keys and the old name.
                await _ask_again(out)
                await _they_go_on(again, other)
            counted = await crew.plan(plan_of(A, B))
        assert counted is not None
        assert OUT not in counted
        assert again.heard(out) == other.heard(out) == []
        assert len(out.got) == passed
