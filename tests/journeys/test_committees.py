"""A committee is made, its secretary changes its roster, and calls a meeting of it that everybody finds in their list."""

from urllib.parse import urljoin

import pytest
from playwright.async_api import FilePayload, expect

from tests.journeys.access import faults_of_screen, tab_to
from tests.journeys.conftest import Come
from tests.journeys.person import LAPTOP, PHONE, Person
from tests.journeys.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.chromium]
NAME = "คณะทำงานบริการตัวอย่าง"


async def arrive(person: Person, server: Server, name: str) -> None:
    await person.page.goto(server.links[name])
    await person.page.goto(urljoin(server.links[name], "/meetings"))
    await person.page.get_by_role("link", name="คณะกรรมการ", exact=True).click()
    await person.at("committees")


async def put_on_roster(person: Person, name: str, *roles: str) -> None:
    page = person.page
    choice = page.get_by_label("เพิ่มรายชื่อจากทะเบียนบุคคล")
    wanted = await choice.locator("option", has_text=name).get_attribute("value")
    await choice.select_option(value=wanted)
    await person.press("เพิ่มรายชื่อ")
    line = page.locator("li", has=page.locator("summary", has_text=name))
    await line.locator("summary").click()
    for role in roles:
        await line.get_by_label(role, exact=True).check()


async def make(chai: Person) -> None:
    await chai.press("เพิ่มคณะกรรมการ")
    await chai.page.get_by_label("ชื่อคณะ ภาษาไทย", exact=True).fill(NAME)
    await chai.page.get_by_label("สถานที่ประชุมประจำ (ไม่บังคับ)").fill("ห้องประชุม ๒")
    await chai.page.get_by_label("หมายเลขหรือที่อยู่ (ไม่บังคับ)").fill("๐ ๒๑๒๓ ๔๕๖๗")
    await put_on_roster(chai, "นางสาวอรุณี ใจสมมติ", "ประธานกรรมการ")
    await put_on_roster(chai, "นายวีระ ทองสมมติ", "เลขานุการ")
    await put_on_roster(chai, "นายธนา มั่นสมมติ")
    await chai.page.get_by_label("ถึง วัน/เดือน/ปี พ.ศ. (ไม่บังคับ)").last.fill("เร็ว ๆ นี้")
    await chai.page.locator("form").get_by_role("button", name="เพิ่มคณะกรรมการ").click()
    await chai.see("เขียนวัน/เดือน/ปี พ.ศ.")
    assert await faults_of_screen(chai, "committees") == []
    await chai.page.get_by_label("ถึง วัน/เดือน/ปี พ.ศ. (ไม่บังคับ)").last.fill("๓๐/๙/๒๖๐๐")
    await chai.page.locator("form").get_by_role("button", name="เพิ่มคณะกรรมการ").click()
    await chai.see("อยู่ในวาระ ๓ คน")
    assert await faults_of_screen(chai, "committees") == []


async def test_a_committee_is_made_and_its_secretary_changes_it(server: Server, come: Come) -> None:
    chai, veera, arunee = await come("arunee"), await come("thana", viewport=PHONE), await come("wilai")
    await arrive(chai, server, "chai")
    await make(chai)
    await who_may_call(chai, server)
    await arrive(veera, server, "veera")
    assert await veera.page.get_by_role("button", name="เพิ่มคณะกรรมการ").count() == 0
    await veera.press(f"แก้ไข {NAME}")
    content = (
        "ชื่อผู้ใช้,บทบาท\r\narunee,ประธาน\r\nveera,กรรมการ + เลขานุการ\r\nthana,กรรมการ\r\nใคร,กรรมการ\r\n".encode(
            "cp874"
        )
    )
    file = FilePayload(name="roster.csv", mimeType="text/csv", buffer=content)
    await veera.page.get_by_label("อ่านรายชื่อจากแฟ้ม CSV").set_input_files(file)
    await veera.see("บรรทัด ๕ · ชื่อผู้ใช้: ไม่พบในทะเบียนบุคคล")
    await put_on_roster(veera, "นายชัย เพียรสมมติ", "เจ้าหน้าที่สนับสนุน")
    assert await faults_of_screen(veera, "committees") == []
    await veera.press("บันทึก")
    await veera.see("อยู่ในวาระ ๔ คน")
    await veera.page.set_viewport_size(LAPTOP)
    await call(veera, server)
    for name in ("arunee", "thana", "chai"):
        await arunee.page.goto(server.links[name])
        await arunee.page.goto(urljoin(server.links[name], "/meetings"))
        await arunee.see(NAME)
        await arunee.see("ครั้งที่ ๑/")


async def who_may_call(chai: Person, server: Server) -> None:
    """An administrator is told who calls meetings of a committee that is not theirs, and is not offered it."""
    await chai.page.goto(urljoin(server.links["chai"], "/meetings/new"))
    await chai.see("จึงเรียกประชุมในนามคณะในทะเบียนไม่ได้")
    assert await chai.page.get_by_label("คณะกรรมการ", exact=True).count() == 0
    await chai.page.get_by_text("ผู้เรียกประชุมของคณะอื่นได้").click()
    await chai.see("นายวีระ ทองสมมติ (เลขานุการ)")
    assert await faults_of_screen(chai, "new-meeting") == []


async def under_a_law(veera: Person) -> None:
    """Whether a law asks for it, which, and what that law asks in turn."""
    page = veera.page
    legal = page.get_by_role("group", name="การประชุมนี้เป็นการประชุมตามกฎหมาย")
    await legal.get_by_role("radio", name="ไม่ใช่").check()
    await veera.see("ประชุมตามข้อเสนอแนะการประชุมผ่านสื่ออิเล็กทรอนิกส์ พ.ศ. ๒๕๖๓")
    await legal.get_by_role("radio", name="ใช่", exact=True).check()
    await page.get_by_label("ประชุมตามชุดเกณฑ์").select_option("apa-2539")
    await veera.see("แจ้งล่วงหน้าไม่ถึง ๓ วัน")
    await page.get_by_label("ประชุมตามชุดเกณฑ์").select_option("decree-2563")
    excluded = page.get_by_role("group", name="เรื่องที่จะประชุมเป็นเรื่องที่กฎหมายห้าม")
    await excluded.get_by_role("radio", name="ไม่ใช่").check()


async def call(veera: Person, server: Server) -> None:
    """Call a meeting of the committee, with a presenter from outside."""
    page = veera.page
    await page.goto(urljoin(server.links["veera"], "/meetings/new"))
    await veera.at("new-meeting")
    await veera.see("ยังเรียกประชุมไม่ได้ ขาด: ประธานกรรมการ · เจ้าหน้าที่สนับสนุน")
    await page.get_by_label("คณะกรรมการ", exact=True).select_option(label=NAME)
    await veera.see("ยังไม่มีผู้ทำหน้าที่: ผู้ควบคุมระบบ")
    await veera.press("เพิ่มผู้ไม่มีบัญชี")
    await page.get_by_label("ชื่อ พร้อมคำนำหน้า").fill("นางนภา ชี้แจงสมมติ")
    await page.get_by_label("ตำแหน่ง", exact=True).fill("ผู้แทนบริษัทตัวอย่าง")
    await under_a_law(veera)
    assert await faults_of_screen(veera, "new-meeting") == []
    await page.set_viewport_size(PHONE)
    assert await faults_of_screen(veera, "new-meeting") == []
    await page.set_viewport_size(LAPTOP)
    await page.get_by_label("เรื่อง", exact=True).last.fill("แผนบริการตัวอย่าง")
    await page.locator("form").get_by_role("button", name="เรียกประชุม").click()
    await veera.at("meetings")
    await veera.see(NAME)
    await veera.see("ส่งลิงก์นี้ให้ผู้เข้าประชุมทุกคน")
    await expect(page.locator("[data-meeting-link]")).to_contain_text("/meetings/mtg_")
    assert await faults_of_screen(veera, "meetings") == []


async def test_in_english_on_a_phone_by_the_keyboard(server: Server, come: Come) -> None:
    chai = await come("arunee", viewport=PHONE)
    page = chai.page
    await arrive(chai, server, "chai")
    await chai.press("English")
    assert await faults_of_screen(chai, "committees") == []
    await tab_to(chai, page.get_by_role("button", name="Edit คณะกรรมการพัฒนาบริการดิจิทัล"))
    await page.keyboard.press("Enter")
    line = page.locator("summary", has_text="นายธนา มั่นสมมติ")
    await tab_to(chai, line)
    await page.keyboard.press("Enter")
    box = page.locator("li", has=line).get_by_label("Secretary", exact=True)
    await tab_to(chai, box)
    await page.keyboard.press("Space")
    assert await box.is_checked()
    assert await faults_of_screen(chai, "committees") == []
    for address, screen in (("/register/import", "import"), ("/meetings/new", "new-meeting")):
        await page.goto(urljoin(server.links["chai"], address))
        assert await faults_of_screen(chai, screen) == []
