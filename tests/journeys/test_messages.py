"""Words on an item, a line to the support officer that nobody else reads, and signs that are gone in moments."""

import asyncio

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.deeds import come_to_item, declare_interest, suspend
from tests.journeys.person import NAMES, PATIENCE_MS, PHONE, Person
from tests.journeys.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

ASKED, ANSWERED = "เสียงหายเป็นช่วง ๆ ค่ะ", "โปรดเปิดหน้านี้ใหม่"
AT_THE_DOOR = "ยังไม่พบกล้องครับ"


async def test_words_go_to_whom_they_are_for(server: Server, come: Come) -> None:
    arunee, chai = await come("arunee"), await come("chai")
    kamala = await come("kamala", viewport=PHONE)
    thana = await come("thana")
    await asyncio.gather(*(person.enter(server.links[person.name]) for person in (arunee, kamala, chai)))
    faults = await from_the_door(server, thana, chai)
    await arunee.do_next("session.open_meeting")
    await come_to_item(arunee, "4.1")
    faults += await on_the_item(arunee, kamala)
    faults += await to_support(kamala, chai)
    await signs(arunee, kamala, chai)
    await declare_interest(kamala)
    await suspend(arunee, kamala)
    await nothing_from_outside(arunee, kamala, chai)
    for other in (arunee, thana):
        assert not await other.was_told(ASKED)
    assert not await arunee.was_told(AT_THE_DOOR)
    assert faults == []


async def from_the_door(server: Server, thana: Person, chai: Person) -> list[str]:
    """Whoever is still at the door writes, and reads the answer there."""
    await thana.page.goto(server.links["thana"])
    await thana.at("door")
    await thana.press("เขียนถึงเจ้าหน้าที่…")
    await written(thana, AT_THE_DOOR)
    await thana.page.keyboard.press("Escape")
    await chai.open_messages()
    await chai.page.get_by_role("button", name="รายบุคคล").click()
    await chai.see(AT_THE_DOOR)
    await written(chai, ANSWERED)
    await expect(thana.page.locator("[data-support-line=unread]")).to_contain_text(
        ANSWERED, timeout=PATIENCE_MS
    )
    faults = await faults_of_screen(thana, "door") + await faults_of_screen(chai, "room")
    await thana.pass_the_door()
    return faults


async def written(person: Person, words: str) -> None:
    """On the line to the support officers."""
    await person.page.locator("#support-text").fill(words)
    await person.press("ส่งข้อความ")
    await expect(person.page.locator("#support-text")).to_have_value("", timeout=PATIENCE_MS)


async def on_the_item(arunee: Person, kamala: Person) -> list[str]:
    """What is written while an item is open says on which, unless it is on nothing."""
    await kamala.write("ขอให้ดูตารางในหน้า ๔")
    await arunee.open_messages()
    line = arunee.page.get_by_role("listitem").filter(has_text="ขอให้ดูตารางในหน้า ๔")
    await expect(line).to_contain_text("วาระที่ ๔.๑", timeout=PATIENCE_MS)
    await kamala.choose("เรื่องทั่วไป")
    await kamala.write("พักเที่ยงกี่โมงคะ")
    line = arunee.page.get_by_role("listitem").filter(has_text="พักเที่ยงกี่โมงคะ")
    await expect(line).to_be_visible(timeout=PATIENCE_MS)
    await expect(line).not_to_contain_text("วาระที่")
    return await faults_from_the_top(kamala) + await faults_of_screen(arunee, "room")


async def faults_from_the_top(person: Person) -> list[str]:
    """A telephone scrolls under its bars; what is half under one is measured where it is whole."""
    await person.page.evaluate("scrollTo(0, 0)")
    return await faults_of_screen(person, "room")


async def to_support(kamala: Person, chai: Person) -> list[str]:
    """The officer chooses whom to answer; what is new says so on the other side."""
    await kamala.page.get_by_role("button", name="เจ้าหน้าที่สนับสนุน").click()
    await written(kamala, ASKED)
    await chai.page.get_by_label("ส่งข้อความถึง").select_option(label=f"{NAMES['kamala']} ●")
    await chai.see(ASKED)
    await kamala.page.get_by_role("button", name="ทุกคน", exact=True).click()
    await written(chai, ANSWERED)
    await expect(kamala.page.get_by_text("มีข้อความใหม่ ๑ ราย")).to_be_visible(timeout=PATIENCE_MS)
    await kamala.page.get_by_role("button", name="เจ้าหน้าที่สนับสนุน").click()
    await kamala.see(ANSWERED)
    return await faults_from_the_top(kamala) + await faults_of_screen(chai, "room")


async def signs(arunee: Person, kamala: Person, chai: Person) -> None:
    """Everybody sees it on the picture of whoever gave it, for moments."""
    seat = (await kamala.seats())["kamala"]
    await kamala.page.get_by_role("button", name="ทุกคน", exact=True).click()
    await kamala.page.get_by_text("แสดงท่าที").click()
    await kamala.press("ไม่ได้ยิน")
    for person in (arunee, kamala, chai):
        sign = person.page.locator(f"[data-seat={seat}] [data-sign=unheard]")
        await expect(sign).to_have_count(1, timeout=PATIENCE_MS)
    await expect(arunee.page.locator("[data-sign]")).to_have_count(0, timeout=PATIENCE_MS)


async def nothing_from_outside(arunee: Person, kamala: Person, chai: Person) -> None:
    """Every one of these ways is closed to whoever is suspended."""
    view = await kamala.view()
    assert view["you"]["support_lines"] == []
    await kamala.say(
        {"type": "command", "id": "cmd_own", "name": "chat.write_to_support", "args": {"text": "x"}}
    )
    assert (await kamala.answer("cmd_own"))["reason"] == "suspended"
    args = {"seat": (await arunee.seats())["kamala"], "text": "x"}
    await chai.say({"type": "command", "id": "cmd_his", "name": "chat.answer_from_support", "args": args})
    assert (await chai.answer("cmd_his"))["reason"] == "already_suspended"
    await arunee.page.get_by_text("แสดงท่าที").click()
    await arunee.press("ปรบมือ")
    await expect(chai.page.locator("[data-sign=applause]")).to_have_count(1, timeout=PATIENCE_MS)
    told = "() => window.journey.frames.some((frame) => frame.includes('applause'))"
    assert not await kamala.page.evaluate(told)
