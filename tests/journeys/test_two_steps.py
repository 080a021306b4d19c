"""A member turns two-step sign-in on at their phone, comes in by a code and by a recovery code, and turns it off."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.person import PATIENCE_MS, PHONE, Person
from tests.journeys.server import Server
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
    codes = await page.locator("[data-codes] li").all_inner_texts()
    assert len(codes) == 10
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
