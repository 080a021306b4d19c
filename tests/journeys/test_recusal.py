"""A member with an interest: declared before the meeting, heard, suspended, called back; and an objection not upheld.

The chair sits at a laptop, the member at a telephone, and another member objects. The suspension survives a reload, a
second device with a session of its own, and the death of the server (ข้อ ๑๐ (๒)). Sound and picture are left out here:
what the relay lets through is told in `test_a_short_meeting.py` and `test_crashes.py`.
"""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen, tab_to
from tests.journeys.conftest import Come
from tests.journeys.deeds import close_item, close_meeting, come_to_item, vote
from tests.journeys.evidence import Evidence
from tests.journeys.person import NAMES, PATIENCE_MS, PHONE, Person
from tests.journeys.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(400)]

NOTHING = {"received": 0, "sent": 0, "open": 0}
IS_OUT = "() => window.journey.view?.you.class === 'suspended'"
CONFLICTS = "kinds => JSON.stringify(window.journey.view.you.conflicts.map((one) => one.kind)) === kinds"


async def choose(person: Person, label: str, words: str) -> None:
    """Choose the entry that has these words in a list of the dialog."""
    field = person.page.get_by_role("dialog").get_by_label(label)
    option = field.locator("option").filter(has_text=words)
    await field.select_option(await option.get_attribute("value"))


async def declare_at_the_door(kamala: Person, server: Server) -> list[str]:
    """On the telephone, before anybody is in the room."""
    await kamala.page.goto(server.links["kamala"])
    await kamala.at("door")
    await kamala.press("แจ้งการมีส่วนได้เสีย…")
    await choose(kamala, "ระเบียบวาระ", "๔.๑")
    faults = await faults_of_screen(kamala, "door")
    await kamala.press("แจ้งประธาน")
    await kamala.see("ท่านแจ้งไว้แล้ว: มีส่วนได้เสีย")
    return faults + await faults_of_screen(kamala, "door")


async def mark_thana(arunee: Person, thana: Person) -> list[str]:
    """The chair knows of Kamala, and marks Thana for another item; each is told of their own."""
    await arunee.see("แจ้งก่อนประชุม: มีส่วนได้เสีย")
    await arunee.press("ทำเครื่องหมายผู้ที่อาจมีส่วนได้เสีย…")
    await choose(arunee, "ผู้ใด", NAMES["thana"])
    await choose(arunee, "ระเบียบวาระ", "๔.๒")
    faults = await faults_of_screen(arunee, "room")
    await arunee.press("ทำเครื่องหมาย")
    await thana.see("อาจเข้าข่าย: มีส่วนได้เสีย")
    await thana.knows(CONFLICTS, '["marked"]')
    assert not await thana.was_told('"before_opening":true,"kind":"declared"')
    return faults + await faults_of_screen(arunee, "room")


async def hear_and_suspend(arunee: Person, kamala: Person, thana: Person) -> list[str]:
    """First she explains, which everybody is told, and nothing is voted on; then she goes."""
    await arunee.press("พิจารณาคำแจ้ง")
    await arunee.choose("ให้ชี้แจงก่อน")
    await arunee.press("อ่านแล้ว ให้ชี้แจง")
    for person in (kamala, thana):
        await person.see("กำลังชี้แจง")
    await expect(arunee.button("เปิดการลงคะแนน")).to_have_count(0)
    faults = await faults_of_screen(arunee, "room") + await faults_of_screen(kamala, "room")
    await tab_to(arunee, arunee.button("จบการชี้แจงและพิจารณา"))
    await arunee.page.keyboard.press("Enter")
    await expect(arunee.page.get_by_role("dialog")).to_contain_text("เหลือ ๒ จาก")
    faults += await faults_of_screen(arunee, "room")
    await tab_to(arunee, arunee.button("อ่านแล้ว ระงับ"))
    await arunee.page.keyboard.press("Enter")
    await kamala.at("suspended")
    for words in ("ท่านแจ้งว่ามีส่วนได้เสีย", "ข้อ ๑๐ (๒)", "จบวาระนี้ หรือประธานเชิญกลับ"):
        await kamala.see(words)
    return faults + await faults_of_screen(kamala, "suspended")


async def is_still_out(kamala: Person) -> None:
    """Outside in every channel, and told so."""
    await kamala.at("suspended")
    await kamala.knows(IS_OUT)
    assert await kamala.packets() == NOTHING
    args = {"text": "ยังอยู่หรือไม่"}
    message = f"cmd_{time.monotonic_ns()}"
    await kamala.say({"type": "command", "id": message, "name": "chat.post_message", "args": args})
    assert (await kamala.answer(message))["reason"] == "suspended"


async def stays_out(server: Server, come: Come, kamala: Person, arunee: Person) -> Person:
    """Whatever is tried: the page anew, another device, the server's death. The device that she is left with."""
    await kamala.page.reload()
    await is_still_out(kamala)
    other = await come("kamala", viewport=PHONE, allowed=False)
    await other.page.goto(server.links["kamala"])
    await other.press("ย้ายมาใช้หน้านี้")
    await is_still_out(other)
    await server.kill()
    await server.start()
    await arunee.knows("() => window.journey.view?.room.suspensions.length === 1")
    await other.page.reload()
    await is_still_out(other)
    return other


async def object_to_kamala(thana: Person, kamala: Person, arunee: Person) -> list[str]:
    """Another member objects; the person and the chair are told, and the chair does not uphold it."""
    await thana.press("คัดค้านผู้อื่นว่ามีส่วนได้เสีย…")
    await choose(thana, "คัดค้านผู้ใด", NAMES["kamala"])
    await thana.choose("เป็นคู่กรณี")
    await thana.page.get_by_label("ข้อเท็จจริงที่อ้าง").fill("เป็นคู่สัญญาของหน่วยงานที่เสนอชื่อ")
    faults = await faults_of_screen(thana, "room")
    await thana.press("ยื่นคำคัดค้าน")
    await kamala.see("เป็นคู่สัญญาของหน่วยงานที่เสนอชื่อ")
    faults += await faults_of_screen(kamala, "room")
    await arunee.press("พิจารณาคำคัดค้าน")
    faults += await faults_of_screen(arunee, "room")
    await arunee.press("ยกคำคัดค้าน…")
    await arunee.page.get_by_label("เหตุผลที่ยกคำคัดค้าน").fill("สัญญาสิ้นสุดแล้ว")
    faults += await faults_of_screen(arunee, "room")
    await arunee.press("อ่านแล้ว ยกคำคัดค้าน")
    await kamala.knows(CONFLICTS, "[]")
    return faults


async def test_a_member_with_an_interest_goes_and_comes_back(
    server: Server, come: Come, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    kamala = await come("kamala", viewport=PHONE, allowed=False)
    faults = await declare_at_the_door(kamala, server)
    arunee, thana = await come("arunee", allowed=False), await come("thana", allowed=False)
    for person in (arunee, thana):
        await person.enter(server.links[person.name])
    await kamala.pass_the_door()
    faults += await mark_thana(arunee, thana)
    await arunee.do_next("session.open_meeting")
    await come_to_item(arunee, "4.1")
    faults += await hear_and_suspend(arunee, kamala, thana)
    kamala = await stays_out(server, come, kamala, arunee)
    await arunee.do_next("ballots.open_ballot")
    for person, choice in ((arunee, "agree"), (thana, "agree")):
        await vote(person, choice)
    await arunee.do_next("ballots.close_ballot")
    await arunee.see("พักการเข้าร่วม")
    began = time.monotonic()
    await close_item(arunee)
    await kamala.at("room")
    record_property("called_back_s", round(time.monotonic() - began, 2))
    await come_to_item(arunee, "4.2")
    faults += await object_to_kamala(thana, kamala, arunee)
    assert faults == []
    await close_item(arunee)
    await come_to_item(arunee, "5")
    await close_item(arunee)
    await close_meeting(arunee, (arunee, thana, kamala))
    await the_minutes_tell_of_it(arunee, tmp_path)


async def the_minutes_tell_of_it(arunee: Person, folder: Path) -> None:
    meeting = (await arunee.view())["room"]["meeting"]
    await arunee.page.get_by_role("link", name="ดูบันทึกการประชุม").click(timeout=PATIENCE_MS)
    await arunee.at("record")
    evidence = Evidence(arunee, meeting, folder)
    minutes = (await evidence.click("รายงานการประชุม")).read_text(encoding="utf-8-sig")
    for words in (
        f"{NAMES['kamala']} แจ้งไว้ก่อนเปิดประชุมว่ามีส่วนได้เสียในระเบียบวาระที่ ๔.๑",
        f"{NAMES['kamala']} ชี้แจงข้อเท็จจริงและตอบข้อซักถามแล้ว",
        f"ระงับการสื่อสารและปฏิสัมพันธ์ของ{NAMES['kamala']} เนื่องจากมีส่วนได้เสีย (แจ้งเอง) ตามข้อเสนอแนะฯ ข้อ ๑๐ (๒)",
        f"{NAMES['thana']} คัดค้านว่า{NAMES['kamala']} เป็นคู่กรณีในระเบียบวาระที่ ๔.๒",
        "ให้ยกคำคัดค้าน",
    ):
        assert words in minutes, minutes
