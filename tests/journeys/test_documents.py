"""A paper from the secretary's laptop to a member's telephone: announced, read, replaced, and shut by a suspension.

Sound and picture are left out here (ข้อ ๘ (๒) (๒.๓), ข้อ ๑๐ (๒)).
"""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from meeting_server.meeting.facts.documents import AccessAnnounced, AccessTold, DocumentOpened, DocumentTabled
from tests.files import pdf
from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.deeds import close_item, close_meeting, come_to_item, declare_interest, suspend
from tests.journeys.evidence import Evidence, Log
from tests.journeys.person import PATIENCE_MS, PHONE, Person
from tests.journeys.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(400)]

STATUS = """address => fetch(address).then((answer) => answer.status)"""
# How much of the page is not white: that something was drawn, and the reader's name across it.
INK = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let ink = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at] < 250) ink += 1;
  return ink;
}"""


def sheet(person: Person, page: int) -> Locator:
    """The page of the paper once it is drawn."""
    return person.page.locator(f"canvas[data-drawn='{page}']")


async def papers(person: Person) -> None:
    """Open the list of documents, by the button of the laptop or the telephone's way there."""
    direct = person.page.get_by_role("button", name="เอกสาร", exact=True)
    if not await direct.first.is_visible():
        await person.press("เพิ่มเติม")
    await direct.last.click()


async def table(person: Person, path: Path, button: str = "เสนอเอกสาร…") -> None:
    """Choose a file, and the item where it is new, and send it."""
    await person.press(button)
    dialog = person.page.get_by_role("dialog")
    place = dialog.get_by_label("ประกอบ")
    if await place.count():
        item = place.locator("option").filter(has_text="๔.๑")
        await place.select_option(await item.get_attribute("value"))
    await dialog.locator("input[type=file]").set_input_files(path)
    await person.press("เสนอเอกสารนี้")
    await expect(dialog).to_have_count(0, timeout=PATIENCE_MS)


async def prepare_at_home(veera: Person, thana: Person, server: Server, paper: Path) -> list[str]:
    """Before anybody is in the room: the secretary tables it at the door, and the member reads it there."""
    for person in (veera, thana):
        await person.page.goto(server.links[person.name])
        await person.at("door")
    await table(veera, paper)
    await thana.press("เปิดอ่าน รายละเอียดโครงการ")
    await expect(sheet(thana, 1)).to_be_visible(timeout=PATIENCE_MS)
    faults = await faults_of_screen(thana, "door") + await faults_of_screen(veera, "door")
    await thana.page.keyboard.press("Escape")
    await expect(thana.page.locator("[data-document]")).to_have_count(0)
    return faults


async def announce(veera: Person, thana: Person) -> list[str]:
    """One sentence that is ready; everybody inside has it at once."""
    await papers(veera)
    faults = await faults_of_screen(veera, "room")
    await veera.press("แจ้งวิธีเข้าถึงเอกสาร…")
    faults += await faults_of_screen(veera, "room")
    await veera.press("แจ้ง")
    await expect(thana.page.locator("[data-access]")).to_contain_text("เอกสารประกอบการประชุมอยู่ในระบบนี้")
    return faults + await faults_of_screen(thana, "room")


async def read(thana: Person) -> list[str]:
    """On the telephone, page by page, each with the reader's name across it."""
    await papers(thana)
    faults = await faults_of_screen(thana, "room")
    await thana.press("เปิดอ่าน รายละเอียดโครงการ")
    await expect(sheet(thana, 1)).to_be_visible(timeout=PATIENCE_MS)
    first = await sheet(thana, 1).evaluate(INK)
    assert first > 2_000
    await thana.press("หน้าถัดไป")
    await expect(sheet(thana, 2)).to_be_visible(timeout=PATIENCE_MS)
    await thana.see("หน้า ๒ จาก ๓")
    await thana.page.keyboard.press("End")
    await expect(sheet(thana, 3)).to_be_visible(timeout=PATIENCE_MS)
    await thana.press("ขยาย")
    return faults + await faults_of_screen(thana, "room")


async def a_new_version(veera: Person, thana: Person, paper: Path) -> list[str]:
    """Whoever read the one before is told, and opens the new one by one press."""
    await table(veera, paper, "แทนด้วยฉบับใหม่…")
    await expect(thana.page.locator("[data-newer]")).to_be_visible(timeout=PATIENCE_MS)
    faults = await faults_of_screen(thana, "room")
    await thana.page.locator("[data-newer]").get_by_role("button").click()
    await thana.see("หน้า ๑ จาก ๕")
    await expect(thana.page.locator("[data-newer]")).to_have_count(0)
    await veera.see("ผู้เปิดอ่าน ๑ คน")
    return faults


async def follow(veera: Person, thana: Person) -> list[str]:
    """The secretary leads; the member follows on the telephone, turns to an own page, and follows again."""
    await veera.press("เปิดอ่าน รายละเอียดโครงการ")
    await expect(sheet(veera, 1)).to_be_visible(timeout=PATIENCE_MS)
    await veera.press("หน้าถัดไป")
    await veera.press("นำหน้าให้ผู้อื่นตาม")
    await thana.press("ตามผู้นำเสนอ")
    await expect(sheet(thana, 2)).to_be_visible(timeout=PATIENCE_MS)
    await veera.press("หน้าถัดไป")
    await expect(sheet(thana, 3)).to_be_visible(timeout=PATIENCE_MS)
    faults = await faults_of_screen(thana, "room") + await faults_of_screen(veera, "room")
    await thana.press("หน้าก่อน")
    await expect(sheet(thana, 2)).to_be_visible(timeout=PATIENCE_MS)
    await veera.press("หน้าถัดไป")
    await expect(sheet(veera, 4)).to_be_visible(timeout=PATIENCE_MS)
    await thana.see("หน้า ๒ จาก ๕")
    await thana.press("ตามผู้นำเสนอ")
    await expect(sheet(thana, 4)).to_be_visible(timeout=PATIENCE_MS)
    await veera.press("เลิกนำหน้า")
    await expect(thana.button("ตามผู้นำเสนอ")).to_have_count(0)
    await veera.press("ปิดเอกสาร")
    return faults


async def suspended_and_back(arunee: Person, thana: Person) -> None:
    """The paper is open on the telephone when the order comes: it closes, and the address is shut, until he is back."""
    view = await thana.view()
    (shown,) = view["room"]["documents"]
    assert shown["item"] == view["room"]["item"]
    address = f"/api/meetings/{view['room']['meeting']}/documents/{shown['document']}/2"
    await expect(sheet(thana, 4)).to_be_visible()
    await declare_interest(thana)
    await suspend(arunee, thana)
    await expect(thana.page.locator("[data-document]")).to_have_count(0)
    assert await thana.page.evaluate(STATUS, address) == 403
    await close_item(arunee)
    await thana.at("room")
    assert await thana.page.evaluate(STATUS, address) == 200
    await papers(thana)
    await thana.press("เปิดอ่าน รายละเอียดโครงการ")
    await expect(sheet(thana, 1)).to_be_visible(timeout=PATIENCE_MS)


async def the_record_tells(evidence: Evidence) -> None:
    """Two versions, each opened once by its reader; four were told at once, and whoever came later as she came."""
    log = Log.of(await evidence.take(f"/api/meetings/{evidence.meeting}/log.zip", "log.zip"))
    assert [fact.version for fact in log.facts(DocumentTabled)] == [1, 2]
    assert [fact.version for fact in log.facts(DocumentOpened)] == [1, 2, 2]
    (told,), (late,) = log.facts(AccessAnnounced), log.facts(AccessTold)
    assert len(told.recipients) == 4
    assert late.seat not in told.recipients


async def test_a_paper_is_read_replaced_and_shut(server: Server, come: Come, tmp_path: Path) -> None:
    arunee, veera, wilai, kamala = [await come(name) for name in ("arunee", "veera", "wilai", "kamala")]
    thana = await come("thana", viewport=PHONE)
    paper, newer = tmp_path / "รายละเอียดโครงการ.pdf", tmp_path / "ฉบับแก้ไข.pdf"
    paper.write_bytes(pdf(3, bytes_=1_000_000))
    newer.write_bytes(pdf(5))
    faults = await prepare_at_home(veera, thana, server, paper)
    await veera.pass_the_door()
    await thana.pass_the_door()
    await asyncio.gather(*(person.enter(server.links[person.name]) for person in (arunee, wilai)))
    faults += await announce(veera, thana)
    await kamala.enter(server.links["kamala"])
    await expect(kamala.page.locator("[data-access]")).to_be_visible(timeout=PATIENCE_MS)
    await arunee.do_next("session.open_meeting")
    faults += await read(thana)
    faults += await a_new_version(veera, thana, newer)
    faults += await follow(veera, thana)
    await come_to_item(arunee, "4.1")
    await suspended_and_back(arunee, thana)
    assert faults == []
    await come_to_item(arunee, "5")
    await close_item(arunee)
    evidence = Evidence(arunee, (await arunee.view())["room"]["meeting"], tmp_path)
    await close_meeting(arunee, [veera, wilai, kamala, thana])
    await the_record_tells(evidence)
