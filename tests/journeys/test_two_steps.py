"""A member turns two-step sign-in on at their phone, comes in by a code and by a recovery code, and turns it off."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.async_api import expect

from tests.api.test_bad_requests import NEW
from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.person import PATIENCE_MS, PHONE, Person
from tests.journeys.server import Server, started
from tests.journeys.test_passkeys import sign_in_by_password
from tests.totp import code_of

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(240)]

CODE = "รหัส ๖ หลัก หรือรหัสสำรอง"
BEGIN = "เปิดการยืนยันสองชั้น"


async def give_password(person: Person, server: Server) -> None:
    await person.at("sign-in")
    await person.page.get_by_label("ชื่อผู้ใช้", exact=True).fill(person.name)
    await person.page.get_by_label("รหัสผ่าน", exact=True).fill(server.password)
    await person.press("เข้าสู่ระบบ")
    await person.see("ใส่รหัสยืนยัน")
    # The page has become this one question.
    await expect(person.page.get_by_label(CODE)).to_be_focused(timeout=PATIENCE_MS)


async def codes_of(person: Person) -> list[str]:
    """The recovery codes, once they are shown."""
    rows = person.page.locator("[data-codes] li")
    await expect(rows).to_have_count(10, timeout=PATIENCE_MS)
    return await rows.all_inner_texts()


async def give_code(person: Person, code: str) -> None:
    await person.page.get_by_label(CODE).fill(code)
    await person.press("เข้าสู่ระบบ")


async def test_two_steps_from_turning_on_to_turning_off(server: Server, come: Come) -> None:
    thana = await come("thana", viewport=PHONE)
    page = thana.page
    await page.goto(f"{server.origin}/account")
    await sign_in_by_password(thana, server, then="account")
    await thana.press(BEGIN)
    await expect(page.get_by_role("img", name="ภาพสำหรับส่อง")).to_be_visible(timeout=PATIENCE_MS)
    secret = (await page.locator("[data-secret=totp]").inner_text()).replace(" ", "")
    faults = await faults_of_screen(thana, "account")
    # The step of the clock may pass between here and the server: it takes the one before, too.
    used = code_of(secret, datetime.now(UTC))
    await page.get_by_label("รหัส ๖ หลัก", exact=True).fill(used)
    await thana.press("ยืนยันและเปิดใช้")
    codes = await codes_of(thana)
    faults += await faults_of_screen(thana, "account")
    await thana.press("เก็บไว้แล้ว")
    await thana.see("รหัสสำรองเหลือ ๑๐ รหัส")
    await thana.press("ออกจากระบบ")

    await give_password(thana, server)
    faults += await faults_of_screen(thana, "sign-in")
    await give_code(thana, used)
    await thana.see("รหัสไม่ถูกต้อง หรือถูกใช้ไปแล้ว")
    await give_code(thana, codes[0])
    await thana.at("account")
    await thana.see("รหัสสำรองเหลือ ๙ รหัส")
    await thana.press("ออกจากระบบ")

    await give_password(thana, server)
    # The next step's code: a telephone's clock may be that far ahead.
    await give_code(thana, code_of(secret, datetime.now(UTC), 1))
    await thana.at("account")
    await thana.press("ปิด…")
    await page.get_by_label(CODE).fill(codes[1])
    faults += await faults_of_screen(thana, "account")
    await page.get_by_role("dialog").get_by_role("button", name="ปิดการยืนยันสองชั้น").click()
    await expect(thana.button(BEGIN)).to_be_visible(timeout=PATIENCE_MS)
    assert faults == []


class TestADuty:
    """A chair whose duty asks for two steps."""

    @pytest.fixture
    async def server(self, tmp_path: Path) -> AsyncIterator[Server]:
        """A fresh server with its demo, and strict about chairs in meetings called from now on."""
        async for each in started(Server(tmp_path / "house", settings={"TWO_FACTORS_FOR": "chair"})):
            yield each

    async def test_she_turns_them_on_and_comes_back_to_the_meeting(self, server: Server, come: Come) -> None:
        arunee = await come("arunee", viewport=PHONE)
        page = arunee.page
        await page.goto(f"{server.origin}/meetings")
        await sign_in_by_password(arunee, server)
        meeting = await call_one(arunee, server)
        await page.goto(f"{server.origin}/meetings/{meeting}")
        await arunee.see("หน้าที่ของท่านในการประชุมนี้")
        faults = await faults_of_screen(arunee, "cannot-enter")
        await page.get_by_role("link", name=BEGIN).click()
        await arunee.at("account")
        await arunee.press(BEGIN)
        secret = (await page.locator("[data-secret=totp]").inner_text()).replace(" ", "")
        await page.get_by_label("รหัส ๖ หลัก", exact=True).fill(code_of(secret, datetime.now(UTC)))
        await arunee.press("ยืนยันและเปิดใช้")
        codes = await codes_of(arunee)
        await arunee.press("เก็บไว้แล้ว")
        await page.get_by_role("link", name="กลับไปที่การประชุม").click()
        await arunee.at("door")
        # Another browser has shown a password alone: the code is given at the door of the meeting.
        other = await come("arunee")
        await other.page.goto(server.links["arunee"])
        await other.page.goto(urljoin(server.links["arunee"], f"/meetings/{meeting}"))
        await other.page.get_by_label(CODE).fill(codes[0])
        faults += await faults_of_screen(other, "cannot-enter")
        await other.press("ยืนยัน")
        # She is known there now; the meeting is open on her telephone.
        await other.at("open-elsewhere")
        assert faults == []


async def call_one(person: Person, server: Server) -> str:
    """A meeting in which she presides; its id."""
    me = (await (await person.page.request.get(f"{server.origin}/api/me")).json())["person"]
    people = await (await person.page.request.get(f"{server.origin}/api/people")).json()
    other = next(each["person"] for each in people if each["person"] != me)
    called = await person.page.request.post(
        f"{server.origin}/api/meetings",
        headers={"X-Requested-With": "meeting-server"},
        data=NEW
        | {"seats": [{"person": me, "roles": ["chair", "member"]}, {"person": other, "roles": ["support"]}]},
    )
    assert called.status == 201, await called.text()
    meeting: str = (await called.json())["meeting"]
    return meeting
