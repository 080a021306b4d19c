"""The copy to watch: asked for, made beside the server, looked at, taken in ranges, stopped and deleted."""

import asyncio
import hashlib
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable
from pathlib import Path

import av
import httpx
import pytest

from meeting_server.export.mixdown import process
from meeting_server.meeting.facts.recording import CopyMade
from meeting_server.services import copies
from meeting_server.services.ports import Json
from tests import recorded
from tests.api.closed import close_the_meeting
from tests.loopback import MEETING, Loopback
from tests.people import ARUNEE, CHAI, KAMALA, THANA, VEERA

COPY = f"/api/meetings/{MEETING}/copy"
PATIENCE = 60.0


async def until(browser: httpx.AsyncClient, *states: str) -> Json:
    """Ask until it stands so; how it stands."""
    async with asyncio.timeout(PATIENCE):
        while True:
            told: Json = (await browser.get(COPY)).json()
            if told["state"] in states:
                return told
            await asyncio.sleep(0.02)


def kept(server: Loopback) -> list[str]:
    """What of copies is on the disk."""
    folder = server.settings.data_dir / MEETING / copies.FOLDER
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


class SlowMixer:
    """Does nothing until it is let, or ends as it is told."""

    def __init__(self) -> None:
        self.plans: list[Json] = []
        self.fails: copies.Why | None = None
        self.breaks = False
        self.let = asyncio.Event()
        self.ended = 0

    async def __call__(self, plan: Json, told: Callable[[int, int], None]) -> int:
        self.plans.append(plan)
        told(12, 60)
        out = Path(str(plan["out"]))
        out.parent.mkdir(parents=True, exist_ok=True)
        (out.parent / "whole.webm.part").write_bytes(b"half")
        try:
            await self.let.wait()
        finally:
            self.ended += 1
        if self.breaks:
            raise ZeroDivisionError
        if self.fails is not None:
            raise copies.CannotMix(self.fails, "as told")
        (out.parent / "whole.webm.part").rename(out)
        return 1


@pytest.fixture
def slow(server: Loopback) -> SlowMixer:
    mixer = SlowMixer()
    server.house.copies.mixer = mixer
    return mixer


async def test_a_copy_is_made_told_of_taken_and_deleted(server: Loopback) -> None:
    await recorded.hold(server)
    browser = await server.browser(VEERA)
    assert (await browser.get(COPY)).json()["state"] == "none"
    answer = await browser.post(COPY)
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    making = await until(browser, "making", "made")
    assert making["done"] in range(61)
    made = await until(browser, "made", "failed")
    assert (made["state"], made["left_out"]) == ("made", 0)
    whole = await browser.get(f"{COPY}/whole.webm")
    assert whole.headers["content-type"] == "video/webm"
    assert whole.headers["cache-control"] == "private, no-store"
    assert len(whole.content) == made["bytes"]
    part = await browser.get(f"{COPY}/whole.webm", headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    path = server.settings.data_dir / MEETING / copies.FOLDER / copies.NAME
    with av.open(str(path)) as container:
        assert abs((container.duration or 0) / 1e6 - 60) < 2
    # Whoever asks for what is there is not made to wait for it again.
    assert (await browser.post(COPY)).json() == made
    assert (await browser.delete(COPY)).status_code == 204
    assert kept(server) == []
    assert (await browser.get(f"{COPY}/whole.webm")).status_code == 404


async def test_one_is_made_at_a_time_and_everybody_sees_how_it_stands(
    server: Loopback, slow: SlowMixer
) -> None:
    await close_the_meeting(server)
    veera, arunee = await server.browser(VEERA), await server.browser(ARUNEE)
    await asyncio.gather(*(browser.post(COPY) for browser in (veera, arunee, veera)))
    told = await until(arunee, "making")
    assert (told["done"], told["of"]) == (12, 60)
    assert (await veera.get(f"{COPY}/whole.webm")).status_code == 404
    slow.let.set()
    assert (await until(veera, "made"))["left_out"] == 1
    assert len(slow.plans) == 1
    assert f"{THANA.seat}/mic-0001.webm" in str(slow.plans[0]["files"])


async def test_one_that_is_stopped_leaves_nothing(server: Loopback, slow: SlowMixer) -> None:
    await close_the_meeting(server)
    browser = await server.browser(VEERA)
    await browser.post(COPY)
    await until(browser, "making")
    assert kept(server) == ["whole.webm.part"]
    assert (await browser.delete(COPY)).status_code == 204
    assert (slow.ended, kept(server)) == (1, [])
    assert (await browser.get(COPY)).json()["state"] == "none"


async def test_none_is_made_of_a_file_that_is_not_what_was_sealed(server: Loopback, slow: SlowMixer) -> None:
    await close_the_meeting(server)
    browser = await server.browser(VEERA)
    path = server.settings.data_dir / MEETING / THANA.seat / "mic-0001.webm"
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    await browser.post(COPY)
    assert (await until(browser, "failed"))["why"] == "altered"
    assert (slow.plans, kept(server)) == ([], [])
    path.unlink()
    slow.let.set()
    await browser.post(COPY)
    assert (await until(browser, "made", "failed"))["state"] == "made", (
        "what is missing is left out, and said"
    )


async def test_that_one_was_made_stands_in_the_log(server: Loopback, slow: SlowMixer) -> None:
    await close_the_meeting(server)
    browser = await server.browser(VEERA)
    slow.let.set()
    await browser.post(COPY)
    await until(browser, "made")
    room = await server.house.rooms.find(MEETING)
    last = (await server.house.record.entries(room))[-1]
    digest = hashlib.sha256(b"half").hexdigest()
    assert last.actor == VEERA.seat
    assert last.fact == CopyMade(sha256=digest, bytes=len(b"half"), left_out=1)


@pytest.mark.parametrize("why", ["disk_full", "broken"])
async def test_why_there_is_none_is_told_and_it_may_be_asked_again(
    server: Loopback, slow: SlowMixer, why: copies.Why
) -> None:
    await close_the_meeting(server)
    browser = await server.browser(VEERA)
    slow.fails = why
    slow.let.set()
    await browser.post(COPY)
    assert (await until(browser, "failed"))["why"] == why
    assert kept(server) == []
    slow.fails = None
    await browser.post(COPY)
    await until(browser, "made")


async def test_a_server_that_goes_takes_its_mixer_along(server: Loopback, slow: SlowMixer) -> None:
    await close_the_meeting(server)
    browser = await server.browser(VEERA)
    await browser.post(COPY)
    await until(browser, "making")
    await server.stop()
    assert slow.ended == 1


async def test_what_a_killed_server_left_is_no_copy(server: Loopback, slow: SlowMixer) -> None:
    await close_the_meeting(server)
    browser = await server.browser(VEERA)
    folder = server.settings.data_dir / MEETING / copies.FOLDER
    folder.mkdir()
    (folder / "whole.webm.part").write_bytes(b"half of one")
    assert (await browser.get(COPY)).json()["state"] == "none"
    assert (await browser.get(f"{COPY}/whole.webm")).status_code == 404
    slow.let.set()
    await browser.post(COPY)
    await until(browser, "made")
    assert kept(server) == ["whole.json", "whole.webm"]


async def test_only_readers_of_the_record_may_ask(server: Loopback, slow: SlowMixer) -> None:
    kamala = await server.browser(KAMALA)
    assert (await (await server.browser(VEERA)).post(COPY)).json()["reason"] == "not_closed"
    await close_the_meeting(server)
    for method in ("POST", "DELETE"):
        assert (await server.stranger().request(method, COPY)).status_code == 401
        assert (await kamala.request(method, COPY)).json()["reason"] == "not_allowed"
        foreign = await server.browser(VEERA)
        foreign.headers.pop("X-Requested-With")
        assert (await foreign.request(method, COPY)).status_code == 403
        assert (await (await server.browser(CHAI)).request(method, COPY)).status_code == 403
    assert slow.plans == []


async def long_plan(server: Loopback, out: Path) -> Json:
    """A plan that no mixer will ever be done with."""
    opened = await recorded.hold(server)
    return {
        "opened": opened.isoformat(),
        "closed": opened.replace(year=opened.year + 1).isoformat(),
        "folder": str(server.settings.data_dir / MEETING),
        "files": [
            {"file": each.file, "seat": each.seat, "source": each.source, "began": each.began}
            for each in await server.house.record.segments(await server.room())
        ],
        "out": str(out),
        "leave": 0,
    }


async def test_a_mixer_ends_when_it_is_stopped(server: Loopback, tmp_path: Path) -> None:
    plan = await long_plan(server, tmp_path / "c" / "whole.webm")
    begun = asyncio.Event()
    making = asyncio.create_task(process.mix(plan, lambda _done, _of: begun.set()))
    async with asyncio.timeout(PATIENCE):
        await begun.wait()
    assert [path.name for path in (tmp_path / "c").iterdir()] == ["whole.webm.part"]
    making.cancel()
    await asyncio.gather(making, return_exceptions=True)
    assert list((tmp_path / "c").iterdir()) == []
    with pytest.raises(copies.CannotMix) as full:
        await process.mix({**plan, "leave": 1 << 62}, lambda _done, _of: None)
    assert full.value.why == "disk_full"


async def test_a_mixer_ends_when_its_server_was_killed(server: Loopback, tmp_path: Path) -> None:
    plan = await long_plan(server, tmp_path / "c" / "whole.webm")
    mixer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "meeting_server.export.mixdown", stdin=PIPE, stdout=PIPE
    )
    assert mixer.stdin is not None
    assert mixer.stdout is not None
    mixer.stdin.write(json.dumps(plan).encode() + b"\n")
    async with asyncio.timeout(PATIENCE):
        assert json.loads(await mixer.stdout.readline())["done"] == 1
        mixer.stdin.close()  # What a dead server's end of the pipe does.
        await asyncio.gather(mixer.wait(), mixer.stdout.read())
    assert (mixer.returncode, list((tmp_path / "c").iterdir())) == (1, [])


async def test_a_mixer_ends_well(server: Loopback, tmp_path: Path) -> None:
    plan = await long_plan(server, tmp_path / "c" / "whole.webm")
    mixer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "meeting_server.export.mixdown", stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    assert mixer.stdin is not None
    assert mixer.stdout is not None
    mixer.stdin.write(json.dumps({**plan, "closed": plan["opened"]}).encode() + b"\n")
    async with asyncio.timeout(PATIENCE):
        told = await mixer.stdout.read()
        assert (await mixer.wait(), told.splitlines()[-1]) == (0, b'{"left_out": 0}')


async def test_a_disk_that_takes_no_more_is_told(server: Loopback, tmp_path: Path) -> None:
    plan = await long_plan(server, tmp_path / "c" / "whole.webm")
    mixer = await asyncio.create_subprocess_exec(
        *("sh", "-c", 'ulimit -f 200; exec "$0" -m meeting_server.export.mixdown', sys.executable),
        stdin=PIPE,
        stdout=PIPE,
    )
    assert mixer.stdin is not None
    assert mixer.stdout is not None
    mixer.stdin.write(json.dumps(plan).encode() + b"\n")
    async with asyncio.timeout(PATIENCE):
        told = await mixer.stdout.read()
        await mixer.wait()
    assert json.loads(told.splitlines()[-1])["failed"] == "disk_full"
    assert list((tmp_path / "c").iterdir()) == []


async def test_what_nobody_foresaw_is_told_as_a_failure(server: Loopback, slow: SlowMixer) -> None:
    await close_the_meeting(server)
    browser = await server.browser(VEERA)
    slow.breaks = True
    slow.let.set()
    await browser.post(COPY)
    assert (await until(browser, "failed"))["why"] == "broken"
