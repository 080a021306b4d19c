"""A meeting by sound alone: called so in the form; no camera is asked for, and everybody is heard."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.deeds import close_item, close_meeting
from tests.journeys.evidence import Evidence
from tests.journeys.person import NAMES, Person
from tests.journeys.server import Server
from tests.journeys.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

BODY = "คณะทำงานโดยเสียง"
SEATS = {
    "arunee": "ประธานกรรมการ",
    "thana": "กรรมการ",
    "veera": "กรรมการและเลขานุการ",
    "chai": "เจ้าหน้าที่สนับสนุน",
}
# Every kind of device that the page has asked the browser for.
_NOTE = """(() => {
    window.askedFor = [];
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (wish) => {
        window.askedFor.push(...Object.keys(wish).filter((kind) => wish[kind]));
        return ask(wish);
    };
})();"""
_LINES = "() => window.meetingDebug.peer().getTransceivers().map((one) => one.receiver.track.kind)"


async def test_a_meeting_by_sound_alone(server: Server, come: Come, tmp_path: Path) -> None:
    people = {name: await come(name) for name in ("veera", "arunee", "thana")}
    for person in people.values():
        await person.page.add_init_script(_NOTE)
    await veera_calls_it(people["veera"], server)
    for name, person in people.items():
        await person.page.goto(server.links[name])
        await person.page.goto(f"{person.page.url.partition('/meetings')[0]}/meetings")
        row = person.page.get_by_role("listitem").filter(has_text=BODY)
        await expect(row).to_contain_text("ประชุมด้วยเสียงอย่างเดียว")
        await row.get_by_role("link").first.click()
        await person.at("door")
        await person.see("ตรวจเสียงของท่าน")
        await person.see("ประชุมด้วยเสียงอย่างเดียว")
        await person.see("การประชุมนี้มีการบันทึกเสียงของผู้ร่วมประชุมทุกคน")
        assert await faults_of_screen(person, "door") == []
        await person.pass_the_door()
    arunee = people["arunee"]
    await expect(arunee.page.locator("blockquote")).to_contain_text("การประชุมนี้บันทึกเสียง”")
    await arunee.do_next("session.open_meeting")
    for person in people.values():
        await hears(person, [other for other in people if other != person.name])
        assert set(await person.page.evaluate(_LINES)) == {"audio"}
        assert set(await person.page.evaluate("window.askedFor")) == {"audio"}
        for button in ("ปิดกล้อง", "เปิดกล้อง", "นำเสนอ"):
            await expect(person.button(button)).to_have_count(0)
        await expect(person.page.locator("[data-seat]")).to_have_count(3)
        await expect(person.page.locator("[data-seat] video")).to_have_count(0)
        await person.see("ประชุมด้วยเสียงอย่างเดียว")
        assert await faults_of_screen(person, "room") == []
    await the_server_has_no_screen_either(arunee)
    await arunee.do_next("agenda.open_item")
    await close_item(arunee)
    await close_meeting(arunee, [arunee])
    await only_sound_is_on_record(arunee, tmp_path)


async def veera_calls_it(veera: Person, server: Server) -> None:
    page = veera.page
    await page.goto(server.links["veera"])
    await veera.at("door")
    await page.goto(f"{page.url.partition('/meetings')[0]}/meetings/new")
    await page.get_by_label("ชื่อคณะกรรมการ").fill(BODY)
    await page.get_by_role("radio", name="ไม่ใช่").check()
    await page.get_by_label("ประชุมด้วย").select_option(label="เสียงอย่างเดียว")
    for name, seat in SEATS.items():
        await page.get_by_label(NAMES[name]).select_option(label=seat)
    for number in ("๓", "๒"):
        await page.get_by_role("button", name=f"ลบวาระที่ {number}").click()
    await page.get_by_label("หมายเลขหรือที่อยู่").fill("๐๒ ๐๐๐ ๐๐๐๐")
    assert await faults_of_screen(veera, "new-meeting") == []
    await veera.press("เรียกประชุม")
    await veera.at("meetings")


async def hears(person: Person, others: list[str]) -> None:
    """Wait until sound of all of them grows."""
    seats = await person.seats()
    before = {key: amount for key, amount in (await person.arriving()).items() if key[2] == "audio"}
    missing = {seats[name] for name in others}

    async def all_grow() -> bool:
        for key, amount in (await person.arriving()).items():
            if key[2] == "audio" and amount > before.setdefault(key, amount):
                missing.discard(key[1])
        return not missing

    await until(all_grow, f"sound for {person.name}", otherwise=lambda: missing)


async def the_server_has_no_screen_either(arunee: Person) -> None:
    """Whoever asks past the buttons is told why not."""
    asked = {"type": "command", "id": "cmd_screen", "name": "floor.share_screen", "args": {}}
    await arunee.say(asked)
    assert (await arunee.answer("cmd_screen"))["reason"] == "sound_only"
    assert (await arunee.view())["you"]["media"]["sends"] == ["mic"]


async def only_sound_is_on_record(arunee: Person, folder: Path) -> None:
    meeting = arunee.page.url.split("/meetings/")[1].split("/")[0]
    await arunee.page.get_by_role("link", name="ดูบันทึกการประชุม").click()
    await arunee.at("record")
    evidence = Evidence(arunee, meeting, folder)
    found: list[dict[str, str]] = []

    async def all_sealed() -> bool:
        found[:] = (await evidence.recordings())["recordings"]
        return len({file["seat"] for file in found}) == 3

    await until(all_sealed, "the files of three", otherwise=lambda: found)
    assert {file["source"] for file in found} == {"mic"}
