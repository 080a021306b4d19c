"""A member registers a passkey on a laptop, signs out, and is in again without typing; then removes it."""

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.person import PATIENCE_MS, PHONE, Person
from tests.journeys.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(240)]

WITH_A_KEY = "เข้าสู่ระบบด้วยกุญแจผ่าน (passkey)"


async def device_of(person: Person) -> None:
    """Give the browser what a laptop has: a place for passkeys, and a finger that it recognises."""
    line = await person.page.context.new_cdp_session(person.page)
    await line.send("WebAuthn.enable")
    await line.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


async def sign_in_by_password(person: Person, server: Server, then: str = "meetings") -> None:
    await person.at("sign-in")
    await person.page.get_by_label("ชื่อผู้ใช้", exact=True).fill(person.name)
    await person.page.get_by_label("รหัสผ่าน", exact=True).fill(server.password)
    await person.press("เข้าสู่ระบบ")
    await person.at(then)


@pytest.mark.parametrize("viewport", ["laptop", "phone"])
async def test_a_passkey_from_registering_to_removing(server: Server, come: Come, viewport: str) -> None:
    thana = await (come("thana") if viewport == "laptop" else come("thana", viewport=PHONE))
    page = thana.page
    await device_of(thana)
    await page.goto(f"{server.origin}/meetings")
    await expect(thana.button(WITH_A_KEY)).to_be_visible(timeout=PATIENCE_MS)
    faults = await faults_of_screen(thana, "sign-in")
    # A device that has no key of ours says so, and the password is still there.
    await thana.press(WITH_A_KEY)
    await thana.see("ยังไม่ได้ใช้กุญแจผ่าน")
    await sign_in_by_password(thana, server)
    await page.get_by_role("link", name="บัญชีของท่าน").click()
    await thana.see("ท่านยังไม่มีกุญแจผ่าน")
    await page.get_by_label("ชื่อที่ใช้เรียกกุญแจนี้").fill("โน้ตบุ๊กที่บ้าน")
    await thana.press("เพิ่มกุญแจผ่าน")
    await thana.see("โน้ตบุ๊กที่บ้าน")
    await thana.see("ยังไม่เคยใช้")
    faults += await faults_of_screen(thana, "account")
    await thana.press("เพิ่มกุญแจผ่าน")
    await thana.see("เครื่องนี้มีกุญแจผ่านของท่านอยู่แล้ว")
    await thana.press("ออกจากระบบ")
    await thana.at("sign-in")
    await thana.press(WITH_A_KEY)
    # Back where one signed out.
    await thana.at("account")
    await thana.see("ใช้ล่าสุด")
    await page.get_by_role("button", name="ลบ… โน้ตบุ๊กที่บ้าน").click()
    faults += await faults_of_screen(thana, "account")
    await thana.press("ลบกุญแจนี้")
    await thana.see("ท่านยังไม่มีกุญแจผ่าน")
    assert faults == []
