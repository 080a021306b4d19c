"""The way in, on a phone in Thai: devices are tried, and the texts in force are read and accepted."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen, tab_to
from tests.journeys.conftest import Come
from tests.journeys.person import PHONE
from tests.journeys.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(240)]


async def put_terms(server: Server, folder: Path, thai: str) -> None:
    """The agency puts terms of its own in force."""
    words = ["put-text", "terms", "2570-1"]
    for language, text in {"--th": thai, "--en": "The agency's own terms"}.items():
        paper = folder / f"terms{language}.txt"
        paper.write_text(text, "utf-8")
        words += [language, str(paper)]
    assert (await server.ask(*words))[0] == 0


async def test_the_texts_in_force_are_read_and_accepted_once(
    server: Server, come: Come, tmp_path: Path
) -> None:
    thana = await come("thana", viewport=PHONE)
    await thana.page.goto(server.links["thana"])
    assert await faults_of_screen(thana, "door") == []
    terms = thana.button("อ่านข้อกำหนด")
    await tab_to(thana, terms)
    await thana.page.keyboard.press("Enter")
    await thana.see("ห้ามใช้ระบบนี้ประชุมเรื่องที่มีชั้นความลับของทางราชการ")
    assert await faults_of_screen(thana, "door") == []
    await thana.page.keyboard.press("Escape")
    await expect(terms).to_be_focused()
    await thana.press("คู่มือการใช้งาน")
    await thana.see("เมื่อเบราว์เซอร์ถามเรื่องไมค์และกล้อง")
    await thana.page.keyboard.press("Escape")

    # Another version comes into force while this page stands open.
    await put_terms(server, tmp_path, "ข้อกำหนดของหน่วยงานเอง")
    await thana.page.get_by_role("checkbox").check()
    await thana.press("เข้าห้องประชุม")
    await thana.see("ข้อกำหนดหรือคู่มือเปลี่ยนแล้ว")
    await thana.see("ข้อกำหนดฉบับที่ ๒๕๗๐-๑")
    await expect(thana.page.get_by_role("checkbox")).not_to_be_checked()
    await thana.press("อ่านข้อกำหนด")
    await thana.see("ข้อกำหนดของหน่วยงานเอง")
    await thana.page.keyboard.press("Escape")
    await thana.pass_the_door()

    # Once is enough: whoever comes back is not asked again.
    for button in ("เพิ่มเติม", "ออกจากห้อง…", "ยืนยันออกจากห้อง"):
        await thana.press(button)
    await thana.at("left")
    await thana.press("เข้าห้องประชุม")
    await thana.at("door")
    await expect(thana.page.locator("[data-accepted]")).to_be_visible()
    await thana.pass_the_door()


async def test_one_hears_oneself_before_entering(server: Server, come: Come) -> None:
    thana = await come("thana", viewport=PHONE)
    await thana.page.goto(server.links["thana"])
    await thana.see("ไมค์ได้ยินท่าน")
    begin = thana.button("ลองพูด")
    await tab_to(thana, begin)
    await thana.page.keyboard.press("Enter")
    await thana.see("พูดได้เลย")
    heard = thana.button("ได้ยิน")
    await heard.wait_for()
    assert await faults_of_screen(thana, "door") == []
    await tab_to(thana, heard)
    await thana.page.keyboard.press("Enter")
    await thana.see("ท่านได้ยินเสียงของตนเองแล้ว")
    await thana.page.reload()
    await thana.at("door")
    await thana.see("ท่านได้ยินเสียงของตนเองแล้ว")
    await thana.pass_the_door()


async def test_the_line_is_tried_before_entering_and_nobody_inside_hears_of_it(
    server: Server, come: Come
) -> None:
    thana = await come("thana")
    await thana.enter(server.links["thana"])
    wilai = await come("wilai", viewport=PHONE, allowed=False)
    await wilai.page.goto(server.links["wilai"])
    begin = wilai.button("ลองเครือข่าย")
    await tab_to(wilai, begin)
    await wilai.page.keyboard.press("Enter")
    await wilai.see("กำลังลองเครือข่าย")
    await wilai.see("เครือข่ายดี")
    assert await faults_of_screen(wilai, "door") == []
    seat = (await thana.seats())["wilai"]
    assert seat not in {whose for _line, whose, _kind in await thana.arriving()}
    # What was tried is over: the meeting has a connection of its own.
    assert await wilai.connections() == 1
    await wilai.pass_the_door()
    await wilai.knows("() => window.journey.peers.length === 2")


async def test_whoever_refuses_the_microphone_is_told_how_to_allow_it_and_enters(
    server: Server, come: Come
) -> None:
    wilai = await come("wilai", viewport=PHONE, allowed=False)
    await wilai.page.goto(server.links["wilai"])
    await wilai.see("ไมค์: ยังไม่ได้อนุญาต")
    await wilai.see("กดรูปแม่กุญแจข้างที่อยู่เว็บ")
    assert await faults_of_screen(wilai, "door") == []
    await expect(wilai.page.get_by_role("button", name="ลองพูด")).to_be_disabled()
    await wilai.pass_the_door()
