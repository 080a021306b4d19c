"""A member who cannot sign in telephones; the support officer calls back and lets them in by a link that opens once."""

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.person import NAMES, PATIENCE_MS, PHONE, Person
from tests.journeys.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(240)]


async def issue(chai: Person, name: str) -> tuple[str, list[str]]:
    """By the list of who is missing: called back, recognised, and the link is shown once."""
    await chai.press(f"ออกลิงก์ครั้งเดียว… {name}")
    dialog = chai.page.get_by_role("dialog")
    await dialog.get_by_role("checkbox").check()
    await dialog.get_by_label("ทราบได้อย่างไรว่าเป็นเจ้าตัว").fill("โทรกลับหมายเลขในทะเบียน จำเสียงได้")
    faults = await faults_of_screen(chai, "room")
    await dialog.get_by_role("button", name="ออกลิงก์", exact=True).click()
    address = await chai.page.locator("[data-secret=link]").inner_text()
    faults += await faults_of_screen(chai, "room")
    await dialog.get_by_role("button", name="ปิด", exact=True).last.click()
    return address.strip(), faults


async def test_the_support_officer_lets_somebody_in_by_a_link(server: Server, come: Come) -> None:
    chai, arunee = await come("kamala"), await come("arunee")
    await chai.enter(server.links["chai"])
    await arunee.enter(server.links["arunee"])
    address, faults = await issue(chai, NAMES["thana"])
    await chai.see("ออกลิงก์แล้ว รอเจ้าตัวเปิด")
    thana = await come("thana", viewport=PHONE)
    await thana.page.goto(address)
    await thana.at("link")
    await thana.see(NAMES["thana"])
    faults += await faults_of_screen(thana, "link")
    await thana.press("เป็นข้าพเจ้า เข้าประชุม")
    await thana.at("door")
    await thana.page.get_by_role("checkbox").check()
    await thana.press("เข้าห้องประชุม")
    await thana.at("room")
    await arunee.see(f"{NAMES['thana']} เข้าด้วยลิงก์ครั้งเดียวที่ {NAMES['chai']} ออกให้")
    await thana.hears_and_sees(["arunee"])
    # It opens this meeting and no other page.
    await thana.page.goto(f"{address.partition('/link')[0]}/meetings")
    await thana.at("room")
    other = await come("wilai", viewport=PHONE)
    await other.page.goto(address)
    await other.see("ลิงก์นี้ใช้ไม่ได้แล้ว")
    await expect(other.button("เป็นข้าพเจ้า เข้าประชุม")).to_have_count(0, timeout=PATIENCE_MS)
    faults += await faults_of_screen(other, "link")
    assert faults == []
