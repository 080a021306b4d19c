"""The disk fills while a committee sits: the chair sees it at once and what to do, and the log keeps it with its end."""

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.deeds import all_hear_and_see
from tests.journeys.person import LAPTOP, PHONE
from tests.journeys.server import HOUSE, Server, started
from tests.relay_client.disks import MIB, fill, small_disk

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

CAST = ("arunee", "thana", "wilai", "veera")
RESERVE = 8 * MIB
SEEN_WITHIN = 5.0  # seconds


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A fresh server with its demo, on a disk that can be filled."""
    with small_disk(tmp_path / "house", 192):
        async for one in started(Server(tmp_path / "house", disk_reserve=RESERVE // MIB)):
            yield one


async def test_the_chair_sees_at_once_that_pictures_and_then_sound_are_not_recorded(
    server: Server, come: Come, tmp_path: Path
) -> None:
    people = {name: await come(name, viewport=PHONE if name == "veera" else LAPTOP) for name in CAST}
    for name, person in people.items():
        await person.enter(server.links[name])
    chair, member = people["arunee"], people["thana"]
    await chair.do_next("session.open_meeting")
    await all_hear_and_see(people)
    alert = chair.page.get_by_role("alert")
    others = fill(server.data_dir, 2 * RESERVE - MIB)
    filled = [datetime.now(UTC)]
    await expect(alert).to_contain_text("ขณะนี้บันทึกเฉพาะเสียง", timeout=30_000)
    assert not (server.data_dir / "reserve").exists()
    fill(server.data_dir, RESERVE // 16)
    filled.append(datetime.now(UTC))
    await expect(alert).to_contain_text("บันทึกไม่ครบ", timeout=30_000)
    await expect(member.page.get_by_role("group", name="สถานะการประชุม")).to_contain_text("บันทึกไม่ครบ")
    await chair.page.screenshot(path=tmp_path / "chair.png")
    await people["veera"].page.screenshot(path=tmp_path / "phone.png")
    assert await faults_of_screen(chair, "room") == []
    await all_hear_and_see(people)
    others.unlink()
    await expect(alert).to_have_count(0, timeout=30_000)
    told = [
        line for line in await asyncio.to_thread(_log, server, chair.page.url) if "recording.fault_" in line
    ]
    assert [line.split()[2].removeprefix("recording.fault_") for line in told] == [
        "began",
        "began",
        "ended",
        "ended",
    ]
    # What is in the log is told to every page there and then; how late a busy machine draws it is not measured.
    written = [datetime.fromisoformat(line.split()[1]) for line in told]
    for disk_full, began in zip(filled, written, strict=False):
        assert (began - disk_full).total_seconds() < SEEN_WITHIN


def _log(server: Server, url: str) -> list[str]:
    """The log of the meeting on this page, as an administrator prints it."""
    meeting = re.search(r"mtg_[\w-]{22}", url)
    assert meeting is not None
    words = [sys.executable, "-m", "meeting_server", "replay", meeting[0]]
    printed = subprocess.run(
        words, cwd=HOUSE, env=server.environment, capture_output=True, text=True, check=True, timeout=60
    )
    return printed.stdout.splitlines()
