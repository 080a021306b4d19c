"""An administrator writes new terms; whoever comes to the door from then on reads and accepts those."""

from urllib.parse import urljoin

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.person import PATIENCE_MS, PHONE
from tests.journeys.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.chromium]

NEW = "ผู้ร่วมประชุมอยู่ในที่ซึ่งไม่มีผู้อื่นได้ยิน"


async def test_new_terms_are_written_and_shown_at_the_door(server: Server, come: Come) -> None:
    chai = await come("arunee")
    await chai.page.goto(server.links["chai"])
    await chai.page.goto(urljoin(server.links["chai"], "/register"))
    await chai.page.get_by_role("link", name="ข้อกำหนดและคู่มือ").click()
    await chai.at("texts")
    faults = await faults_of_screen(chai, "texts")
    terms = chai.page.locator("[data-text=terms]")
    await terms.get_by_role("button", name="เขียนฉบับใหม่").click()
    await terms.get_by_label("ชื่อฉบับ เช่น ๒๕๗๐-๑").fill("2570-9")
    await terms.get_by_label("ข้อความภาษาไทย").fill(NEW)
    faults += await faults_of_screen(chai, "texts")
    await terms.get_by_role("button", name="ประกาศใช้ฉบับนี้").click()
    await expect(terms.get_by_role("listitem").first).to_contain_text("ฉบับ 2570-9", timeout=PATIENCE_MS)
    thana = await come("thana", viewport=PHONE)
    await thana.page.goto(server.links["thana"])
    await thana.at("door")
    await thana.press("อ่านข้อกำหนด")
    await thana.see(NEW)
    assert faults == []
