"""An administrator takes in a table that a Thai Excel wrote: a bad line is named, mended, and all are in the register."""

from urllib.parse import urljoin

import pytest
from playwright.async_api import FilePayload, expect

from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.person import PHONE, Person
from tests.journeys.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.chromium]
LINES = (
    "ชื่อผู้ใช้,ชื่อ-สกุล,ตำแหน่ง,โทรศัพท์",
    "orathai,นางสาวอรทัย น้ำสมมติ,นักวิชาการ,02 123 4567",
    "kasem,=นายเกษม ทองสมมติ,นิติกร,",
    "wilai,นางวิไล รักสมมติ,รองประธานกรรมการ,",
)


async def choose(chai: Person, *lines: str) -> None:
    """The bytes of a file as Thai Excel saves it."""
    content = "\r\n".join((*lines, "")).encode("cp874")
    file = FilePayload(name="รายชื่อ.csv", mimeType="text/csv", buffer=content)
    await chai.page.get_by_label("เลือกแฟ้ม CSV").set_input_files(file)


async def test_a_table_is_looked_at_mended_and_taken_in(server: Server, come: Come) -> None:
    chai = await come("arunee")
    await chai.page.goto(server.links["chai"])
    await chai.page.goto(urljoin(server.links["chai"], "/register"))
    await chai.page.get_by_role("link", name="นำเข้ารายชื่อจากแฟ้ม CSV").click()
    assert await faults_of_screen(chai, "import") == []
    await choose(chai, *LINES)
    await chai.see("อ่านเป็น TIS-620 คั่นด้วยจุลภาค")
    await chai.see("มี ๑ บรรทัดที่ต้องแก้ในแฟ้ม")
    await chai.see("ชื่อ: ขึ้นต้นเหมือนสูตรคำนวณ")
    assert await faults_of_screen(chai, "import") == []
    assert await chai.page.get_by_role("button", name="นำเข้า").count() == 0
    await chai.page.set_viewport_size(PHONE)
    assert await faults_of_screen(chai, "import") == []
    await choose(chai, *(line.replace("=", "") for line in LINES))
    await chai.page.get_by_label("ออกรหัสผ่านแรกให้ผู้ที่เพิ่มใหม่ แสดงครั้งเดียวเพื่อพิมพ์แจก").check()
    await chai.press("นำเข้า เพิ่ม ๒ แก้ไข ๑")
    await chai.see("รหัสผ่านแรกของผู้ที่เพิ่มใหม่")
    assert await chai.page.locator("[data-secret]").count() == 2
    assert await faults_of_screen(chai, "import") == []
    await chai.press("ปิด")
    await chai.at("register")
    for name in ("นางสาวอรทัย น้ำสมมติ", "นายเกษม ทองสมมติ", "รองประธานกรรมการ"):
        await chai.see(name)
    await give_again(chai)


async def give_again(chai: Person) -> None:
    """The sheet was lost: those who have not come yet are given others, and nothing but the slips is printed."""
    page = chai.page
    await chai.press("ออกรหัสผ่านแรกหลายคน")
    await page.get_by_role("button", name="เลือกทั้งหมด").click()
    assert await faults_of_screen(chai, "register") == []
    await chai.press("ออกรหัสผ่านแรกให้ ๒ คน")
    slips = page.locator("[data-print] li")
    await expect(slips).to_have_count(2)
    await expect(slips.first).to_contain_text("ชื่อผู้ใช้kasem")
    assert await faults_of_screen(chai, "register") == []
    await page.emulate_media(media="print")
    await expect(slips.last).to_be_visible()
    await expect(page.get_by_role("heading", name="รหัสผ่านแรก")).to_be_hidden()
    await page.emulate_media(media="screen")
    await page.locator("dialog footer, dialog").get_by_role("button", name="ปิด", exact=True).last.click()
    await expect(slips).to_have_count(0)
