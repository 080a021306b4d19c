"""A whole meeting by a law: called under its rules, a member heard before they go, a vote, and minutes that say so.

Under the recommendation alone it is told in `test_a_short_meeting.py`, and in a meeting room in `test_in_the_room.py`.
"""

from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.deeds import close_item, close_meeting, come_to_item, declare_interest, vote
from tests.journeys.evidence import Evidence
from tests.journeys.person import NAMES, PATIENCE_MS, PHONE, Person
from tests.journeys.server import Server
from tests.journeys.test_vouching import meeting_at

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

BODY = "คณะกรรมการพัฒนาบริการดิจิทัล"
TITLES = {
    "decree-2563": "พระราชกำหนดว่าด้วยการประชุมผ่านสื่ออิเล็กทรอนิกส์ พ.ศ. ๒๕๖๓",
    "apa-2539": "คณะกรรมการที่มีอำนาจพิจารณาทางปกครอง",
}
URGENT = "น้ำท่วมฉับพลัน"


async def call(veera: Person, server: Server, profile: str) -> str:
    """The secretary calls it, and answers what that law asks; its id."""
    page = veera.page
    await page.goto(server.links["veera"])
    await page.goto(urljoin(server.links["veera"], "/meetings/new"))
    await veera.at("new-meeting")
    await page.get_by_label("คณะกรรมการ", exact=True).select_option(label=BODY)
    legal = page.get_by_role("group", name="การประชุมนี้เป็นการประชุมตามกฎหมาย")
    await legal.get_by_role("radio", name="ใช่", exact=True).check()
    await page.get_by_label("ประชุมตามชุดเกณฑ์").select_option(profile)
    excluded = page.get_by_role("group", name="เรื่องที่จะประชุมเป็นเรื่องที่กฎหมายห้าม")
    await excluded.get_by_role("radio", name="ไม่ใช่").check()
    if profile == "apa-2539":
        await page.get_by_label("แจ้งล่วงหน้าไม่ถึง ๓ วัน").fill(URGENT)
    await page.get_by_label("เรื่อง", exact=True).last.fill("คำขออนุญาตของบริษัทตัวอย่าง")
    await page.locator("form").get_by_role("button", name="เรียกประชุม").click()
    link = page.locator("[data-meeting-link]")
    await expect(link).to_contain_text("/meetings/mtg_", timeout=PATIENCE_MS)
    return "mtg_" + (await link.inner_text()).split("mtg_")[1].strip()[:22]


async def come_in(person: Person, server: Server, meeting: str) -> None:
    """By one's own link, to this meeting."""
    await person.page.goto(server.links[person.name])
    await person.at("door")
    await person.page.goto(meeting_at(person, meeting))
    await person.pass_the_door()


async def goes(arunee: Person, kamala: Person, *, heard_first: bool) -> list[str]:
    """She has an interest; by administrative law she is heard before she goes, and the chair cannot pass that over."""
    await declare_interest(kamala)
    await arunee.press("พิจารณาคำแจ้ง")
    dialog = arunee.page.get_by_role("dialog")
    if heard_first:
        await expect(dialog.get_by_role("button", name="อ่านแล้ว ระงับ")).to_have_count(0)
        await arunee.press("อ่านแล้ว ให้ชี้แจง")
        await kamala.see("กำลังชี้แจง")
        await arunee.press("จบการชี้แจงและพิจารณา")
    faults = await faults_of_screen(arunee, "room")
    await arunee.press("อ่านแล้ว ระงับ")
    await kamala.at("suspended")
    return faults


@pytest.mark.parametrize("profile", ["decree-2563", "apa-2539"])
async def test_a_whole_meeting_under_a_law(server: Server, come: Come, tmp_path: Path, profile: str) -> None:
    veera = await come("veera", allowed=False)
    meeting = await call(veera, server, profile)
    arunee, thana = await come("arunee", allowed=False), await come("thana", allowed=False)
    kamala = await come("kamala", viewport=PHONE, allowed=False)
    for person in (veera, arunee, thana, kamala):
        await come_in(person, server, meeting)
    await arunee.do_next("session.open_meeting")
    await come_to_item(arunee, "3")
    faults = await goes(arunee, kamala, heard_first=profile == "apa-2539")
    await arunee.do_next("ballots.open_ballot")
    for person, choice in ((arunee, "agree"), (veera, "agree"), (thana, "disagree")):
        await vote(person, choice)
    await arunee.do_next("ballots.close_ballot")
    await close_item(arunee)
    await kamala.at("room")
    faults += await faults_of_screen(arunee, "room")
    await close_meeting(arunee, (arunee, veera, thana, kamala))
    assert faults == []
    evidence = Evidence(arunee, meeting, tmp_path)
    taken = await evidence.take(f"/api/meetings/{meeting}/minutes.txt", "minutes.txt")
    minutes = taken.read_text()
    assert TITLES[profile] in minutes
    for words in (f"ระงับการสื่อสารและปฏิสัมพันธ์ของ{NAMES['kamala']}", "เห็นชอบ ๒", "ไม่เห็นชอบ ๑"):
        assert words in minutes, minutes
    assert (URGENT in minutes) is (profile == "apa-2539")
    heard = f"{NAMES['kamala']} ชี้แจงข้อเท็จจริงและตอบข้อซักถามแล้ว"
    assert (heard in minutes) is (profile == "apa-2539")
