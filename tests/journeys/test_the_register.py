"""Somebody is added to the register, signs in for the first time, and is gone when their account is closed."""

import re
from urllib.parse import urljoin

import pytest

from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.person import PHONE, Person
from tests.journeys.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.chromium]
NAME = "นางสาวอรทัย น้ำสมมติ"
OWN = "ช้างน้อยสามเชือกข้ามน้ำ"


async def fill(person: Person, label: str, text: str) -> None:
    await person.page.get_by_label(label, exact=True).fill(text)


async def add(chai: Person) -> str:
    """Add a person by the form, past a name that a spreadsheet would compute; their first password."""
    await chai.press("เพิ่มบุคคล")
    form = chai.page.get_by_role("dialog")
    await fill(chai, "ชื่อ พร้อมคำนำหน้า", "=1+1")
    await fill(chai, "ตำแหน่ง", "นักวิชาการ")
    await fill(chai, "ชื่อผู้ใช้", "orathai")
    await form.get_by_role("button", name="เพิ่มบุคคล", exact=True).click()
    await chai.see("ขึ้นต้นเหมือนสูตรคำนวณ")
    assert await faults_of_screen(chai, "register") == []
    await fill(chai, "ชื่อ พร้อมคำนำหน้า", NAME)
    await form.get_by_role("button", name="เพิ่มบุคคล", exact=True).click()
    await chai.press(f"แก้ไข {NAME}")
    assert await faults_of_screen(chai, "register") == []
    await chai.press("ออกรหัสผ่านแรก")
    given = await chai.page.locator("[data-secret]").inner_text()
    assert re.fullmatch(r"\w{4}(-\w{4}){3}", given)
    assert await faults_of_screen(chai, "register") == []
    await chai.page.get_by_role("dialog").get_by_role("button", name="ปิด", exact=True).last.click()
    return given


async def sign_in(person: Person, server: Server, password: str) -> None:
    await person.page.goto(f"{server.origin}/sign-in")
    await person.at("sign-in")
    await fill(person, "ชื่อผู้ใช้", "orathai")
    await fill(person, "รหัสผ่าน", password)
    await person.press("เข้าสู่ระบบ")


async def test_somebody_is_added_signs_in_and_is_gone(server: Server, come: Come) -> None:
    chai, orathai = await come("arunee"), await come("thana", viewport=PHONE)
    await chai.page.goto(server.links["chai"])
    await chai.page.goto(urljoin(server.links["chai"], "/meetings"))
    await chai.page.get_by_role("link", name="ทะเบียนบุคคล").click()
    await chai.at("register")
    assert await faults_of_screen(chai, "register") == []
    given = await add(chai)
    await sign_in(orathai, server, given)
    await orathai.at("password")
    assert await faults_of_screen(orathai, "password") == []
    await orathai.page.goto(f"{server.origin}/meetings/new")
    await orathai.at("password")
    await fill(orathai, "รหัสผ่านที่ใช้อยู่", given)
    await fill(orathai, "รหัสผ่านใหม่", OWN)
    await fill(orathai, "รหัสผ่านใหม่ อีกครั้ง", OWN)
    await orathai.press("ตั้งรหัสผ่าน")
    await orathai.at("meetings")
    assert await orathai.page.get_by_role("link", name="ทะเบียนบุคคล").count() == 0
    await chai.press(f"แก้ไข {NAME}")
    await chai.press("ปิดบัญชี")
    await chai.see("ปิดบัญชีแล้ว")
    await orathai.page.reload()
    await orathai.at("sign-in")
    await sign_in(orathai, server, OWN)
    await orathai.see("ชื่อผู้ใช้หรือรหัสผ่านไม่ตรงกับที่ลงทะเบียนไว้")


async def test_the_register_in_english_on_a_phone(server: Server, come: Come) -> None:
    chai = await come("arunee", viewport=PHONE)
    await chai.page.goto(server.links["chai"])
    await chai.page.goto(urljoin(server.links["chai"], "/register"))
    await chai.press("English")
    assert await faults_of_screen(chai, "register") == []
    await chai.press("Edit นายธนา มั่นสมมติ")
    assert await faults_of_screen(chai, "register") == []
