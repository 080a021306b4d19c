"""A new server without its demo: the first administrator names the agency, and nobody does anything before."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.person import PATIENCE_MS, PHONE, Person
from tests.journeys.server import HOUSE, Server, started

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(240)]

PASSWORD = "ช้างน้อยสามเชือกข้ามน้ำ"
AGENCY = "สำนักงานส่งเสริมการทดสอบ (องค์การมหาชน)"


async def add(server: Server, sign_in_name: str) -> str:
    """An account by the command line, as the README has it; what it said."""
    words = [sys.executable, "-m", "meeting_server", "add-person", sign_in_name, "นายสมมติ ตัวอย่าง", "ผู้ดูแลระบบ"]
    pipe = asyncio.subprocess.PIPE
    adding = await asyncio.create_subprocess_exec(
        *words, cwd=HOUSE, env=server.environment, stdin=pipe, stdout=pipe
    )
    said, _ = await adding.communicate(PASSWORD.encode() + b"\n")
    assert adding.returncode == 0
    return said.decode()


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server with two people of its own."""
    one = Server(tmp_path / "house", settings={"DEMO": "off"})
    one.data_dir.mkdir(parents=True)
    assert "official name" in await add(one, "somchai")
    assert "official name" not in await add(one, "malee")
    async for each in started(one):
        yield each


async def sign_in(person: Person, server: Server, name: str) -> None:
    await person.page.goto(f"{server.origin}/meetings")
    await person.at("sign-in")
    await person.page.locator("[name=username]").fill(name)
    await person.page.locator("[name=password]").fill(PASSWORD)
    await person.press("เข้าสู่ระบบ")
    await person.at("agency")


async def test_the_agency_is_named_before_anything_else(server: Server, come: Come) -> None:
    malee, somchai = await come("thana", viewport=PHONE), await come("arunee")
    await sign_in(malee, server, "malee")
    await malee.see("ระบบยังตั้งค่าไม่เสร็จ")
    faults = await faults_of_screen(malee, "agency")
    await sign_in(somchai, server, "somchai")
    faults += await faults_of_screen(somchai, "agency")
    # There is no way round it.
    await somchai.page.goto(f"{server.origin}/register")
    await somchai.at("agency")
    field = somchai.page.get_by_role("textbox", name="ชื่อหน่วยงาน")
    await field.fill("=1")
    await somchai.press("ใช้ชื่อนี้")
    await somchai.see("ขึ้นต้นเหมือนสูตรคำนวณ")
    await field.fill(AGENCY)
    await somchai.press("ใช้ชื่อนี้")
    await somchai.at("meetings")
    await malee.press("ลองอีกครั้ง")
    await malee.page.goto(f"{server.origin}/meetings")
    await malee.at("meetings")
    await somchai.page.get_by_role("link", name="ทะเบียนบุคคล", exact=True).click()
    await somchai.page.get_by_role("link", name="ชื่อหน่วยงาน").click()
    await somchai.at("agency")
    await expect(field).to_have_value(AGENCY, timeout=PATIENCE_MS)
    assert faults == []
