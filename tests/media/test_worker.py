"""The worker as a process: without control it shuts its gates, seals, waits for a server, and at last ends."""

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
import structlog

from meeting_server.media import control, journal, worker
from meeting_server.meeting.media_plan import Source
from meeting_server.relay_client import client
from meeting_server.relay_client.link import Link, LinkLost
from meeting_server.relay_client.process import Place, Process
from tests.media.browser import MEETING, plan_of
from tests.people import ARUNEE, THANA
from tests.relay_client.crew import Crew, client_at, crewed, gone, place_in, until

A, B = ARUNEE.seat, THANA.seat


@pytest.fixture(autouse=True)
def _quick_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a worker that is left alone can notice it soon."""
    monkeypatch.setattr(client, "BEAT", 0.1)


@asynccontextmanager
async def running(folder: Path, **times: float) -> AsyncIterator[tuple[Place, Process]]:
    """A worker whom nobody controls."""
    place = place_in(folder, **times)
    process = Process(place)
    process.start()
    try:
        await (await _attached(place)).close()
        yield place, process
    finally:
        await process.kill()


async def _attached(place: Place) -> Link:
    async with asyncio.timeout(30):
        while True:
            try:
                link, _ = await Link.to(place.socket)
            except LinkLost:
                await asyncio.sleep(0.02)
            else:
                return link


async def _two_talking(crew: Crew) -> None:
    await crew.plan(plan_of(A, B, record=True))
    a, b = await crew.join(A), await crew.join(B)
    await crew.spoken(a, b)


async def test_it_says_who_it_is(tmp_path: Path) -> None:
    async with running(tmp_path) as (place, process):
        link, said = await Link.to(place.socket)
        await link.close()
    assert said == {
        "do": "ready",
        "version": control.VERSION,
        "pid": process.pid or said["pid"],
        "port": place.port,
        "bind": "127.0.0.1",
        "address": "127.0.0.1",
        "turn_address": "",
        "disk_reserve": 0,
        "meetings": [],
    }


async def test_it_is_apart_from_its_server(tmp_path: Path) -> None:
    async with running(tmp_path) as (_, process):
        assert os.getsid(process.pid) == process.pid != os.getsid(0)


async def test_left_alone_it_shuts_every_gate_and_seals_and_a_new_server_opens_them(tmp_path: Path) -> None:
    async with running(tmp_path, shut_after=1.2) as (place, process), crewed(tmp_path, place) as crew:
        assert crew.client.pid == process.pid, "taken over, not started anew"
        await _two_talking(crew)
        a, b = crew.browsers
        await crew.vanish()
        alone = time.time()
        await until((tmp_path / MEETING / A / "mic-0001.webm").exists)
        lines = journal.read(tmp_path / MEETING / A / "mic-0001.jsonl")
        (shut,) = [line for line in lines if line.get("reason") == "service_interrupted"]
        # By the worker's own note: how late we see the file on a busy machine is not measured.
        assert datetime.fromisoformat(str(shut["began"])).timestamp() - alone < 2
        before = len(b.heard(a))
        await a.say(10)
        crew.client = client_at(place, crew.heard)
        await crew.client.start()
        assert crew.client.pid == process.pid
        await until(crew.heard.files)
        assert await crew.plan(plan_of(A, B, record=True)) is not None
        await a.say(10)
        await until(lambda: len(b.heard(a)) == before + 10)
        first = bytes(b.heard(a)[before].payload)
        assert first.endswith(b"%d" % (a.numbers[Source.MIC] - 10)), "nothing of what was said meanwhile"


async def test_left_alone_for_long_it_ends(tmp_path: Path) -> None:
    async with (
        running(tmp_path, shut_after=1.2, exit_after=2.0) as (place, process),
        crewed(tmp_path, place) as crew,
    ):
        await _two_talking(crew)
        await crew.vanish()
        await gone(process.pid)
    assert _names(tmp_path) == ["mic-0001.jsonl", "mic-0001.webm"]
    assert not place.socket.exists()


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*/*/mic-*"))


async def test_a_termination_seals_and_tells(tmp_path: Path) -> None:
    async with running(tmp_path) as (place, process), crewed(tmp_path, place) as crew:
        await _two_talking(crew)
        os.kill(process.pid, signal.SIGTERM)
        await until(lambda: crew.heard.files() and crew.heard.of("ledger"))
        assert not next(iter(crew.heard.files().values()))["recovered"]


async def test_what_was_sealed_meanwhile_is_told_to_the_next_server(tmp_path: Path) -> None:
    async with running(tmp_path, shut_after=1.2) as (place, _), crewed(tmp_path, place) as crew:
        await _two_talking(crew)
        await crew.vanish()
        await until((tmp_path / MEETING / A / "mic-0001.webm").exists)
        heard: list[control.Message] = []
        link = await _attached(place)
        listening = asyncio.create_task(link.listen(heard.append))
        await until(lambda: any(said["do"] == "report" for said in heard))
        await link.close()
        await listening
    reports = [said["report"] for said in heard if said["do"] == "report"]
    assert "sealed" in [report["kind"] for report in reports if isinstance(report, dict)]


ODD_LINES = (
    b"rubbish\n",
    b'{"do":"follow"}\n',
    b'{"do":"beat","more":1}\n',
    b'{"do":"follow","id":1,"meeting":"mtg_1","epoch":1,"plan":{"circles":[],"record":[]}}\n',
    b"[" * 200_000 + b"\n",
    b"x" * (control.LONGEST + 10) + b"\n",
    *(random.Random(number).randbytes(1 + 40 * number) + b"\n" for number in range(60)),
)


async def test_an_odd_line_ends_the_line_and_not_the_worker(tmp_path: Path) -> None:
    async with running(tmp_path) as (place, process):
        for line in ODD_LINES:
            link = await _attached(place)
            link._writer.write(line)
            async with asyncio.timeout(10):
                await link.listen(lambda _: None)
            await link.close()
        last = await _attached(place)
        await last.close()
        assert process.lives


async def test_the_newest_server_is_the_one_that_counts(tmp_path: Path) -> None:
    async with running(tmp_path) as (place, _):
        first = await _attached(place)
        listening = asyncio.create_task(first.listen(lambda _: None))
        second = await _attached(place)
        async with asyncio.timeout(10):
            await listening
        second.say({"do": "beat"})
        await second.close()
        await first.close()


def test_what_fails_is_logged_without_what_its_variables_held(capsys: pytest.CaptureFixture[str]) -> None:
    secret = "whoever-reads-this-log"
    before = structlog.get_config()
    try:
        worker.set_up_log()
        try:
            [][len(secret)]
        except IndexError:
            structlog.get_logger().exception("job_failed")
    finally:
        structlog.configure(**before)
    told = capsys.readouterr().err
    assert "job_failed" in told
    assert "IndexError" in told
    assert secret not in told


def test_measures_of_a_moment_do_not_wait_for_the_next_server() -> None:
    post = worker.Post()
    for kind in ("quiet", "quality", "sealed"):
        post.report(MEETING, {"kind": kind})
    assert (len(post._lasting), len(post._fleeting)) == (1, 1)
