"""A meeting is called in English on a laptop; a member takes part in Thai on a phone, and on a second device."""

from dataclasses import dataclass, field

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen, tab_to
from tests.journeys.conftest import Come
from tests.journeys.deeds import all_hear_and_see, write_outcomes
from tests.journeys.person import NAMES, PATIENCE_MS, PHONE, Person
from tests.journeys.server import Server
from tests.journeys.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

BODY = "Working group on service counters"
SEATS = {"veera": "Chair", "thana": "Member", "wilai": "Member", "chai": "Support officer"}
ITEMS = (("1", "Opening hours of the counters", "For decision"), ("2", "Other matters", "Other matters"))


@dataclass(slots=True)
class Scene:
    """Who is there, and what was wrong with the screens they passed."""

    server: Server
    laptop: Person
    phone: Person
    faults: list[str] = field(default_factory=list)

    async def look(self, person: Person, screen: str) -> None:
        self.faults += await faults_of_screen(person, screen)


async def test_a_member_takes_part_on_a_phone(server: Server, come: Come) -> None:
    veera = await come("veera", language="en-GB", camera="1280x720")
    scene = Scene(server, veera, await come("thana", viewport=PHONE, camera="640x360"))
    await veera_calls_a_meeting(scene)
    await both_come_in(scene)
    await scene.laptop.do_next("session.open_meeting")
    await all_hear_and_see({"veera": scene.laptop, "thana": scene.phone})
    await sends_in(scene.laptop, {"q": 320, "h": 640, "f": 1280})
    await sends_in(scene.phone, {"q": 320, "h": 640})
    await scene.laptop.do_next("agenda.open_item")
    await scene.laptop.do_next("ballots.open_ballot")
    await thana_votes_by_keyboard(scene)
    await thana_reloads(scene)
    await thana_changes_devices(scene, await come("thana"))
    await the_vote_is_closed(scene)
    await thana_leaves_and_returns(scene)
    await the_meeting_is_closed(scene)
    assert scene.faults == []


async def sends_in(person: Person, layers: dict[str, int]) -> None:
    """Wait until the camera is sent in these layers, each so many pixels wide, and in no other."""

    async def sent() -> bool:
        wide: dict[str, int] = await person.page.evaluate(
            """async () => {
                const reports = [...(await window.meetingDebug.peer().getStats()).values()];
                const sent = reports.filter((each) => each.type === "outbound-rtp" && each.kind === "video");
                return Object.fromEntries(
                    sent.filter((each) => each.framesSent > 0).map((each) => [each.rid, each.frameWidth]),
                );
            }"""
        )
        seen.update(wide)
        return wide == layers

    seen: dict[str, int] = {}
    await until(sent, f"{person.name} sends {layers}", otherwise=lambda: seen)


async def sign_in(person: Person, server: Server, words: tuple[str, str, str]) -> None:
    """Sign in with name and password, under these labels."""
    name, password, button = words
    await person.page.get_by_label(name, exact=True).fill(person.name)
    await person.page.get_by_label(password, exact=True).fill(server.password)
    await person.press(button)
    await person.at("meetings")


async def veera_calls_a_meeting(scene: Scene) -> None:
    veera, page = scene.laptop, scene.laptop.page
    await page.goto(f"{scene.server.origin}/meetings")
    await scene.look(veera, "sign-in")
    await veera.press("English")
    await scene.look(veera, "sign-in")
    await sign_in(veera, scene.server, ("User name", "Password", "Sign in"))
    await scene.look(veera, "meetings")
    await page.get_by_role("link", name="Call a meeting").click()
    await scene.look(veera, "new-meeting")
    await page.get_by_label("Name of the committee").fill(BODY)
    await page.get_by_role("radio", name="No", exact=True).check()
    for name, seat in SEATS.items():
        await page.get_by_label(NAMES[name]).select_option(label=seat)
    await page.get_by_role("button", name="Remove item 3").click()
    for at, (number, subject, purpose) in enumerate(ITEMS):
        await page.get_by_label("Item", exact=True).nth(at).fill(number)
        await page.get_by_label("Subject").nth(at).fill(subject)
        await page.get_by_label("For", exact=True).nth(at).select_option(label=purpose)
    await page.get_by_label("Number or address").fill("02 000 0000")
    await veera.press("Call the meeting")
    await veera.at("meetings")


async def both_come_in(scene: Scene) -> None:
    veera, thana = scene.laptop, scene.phone
    await veera.page.get_by_role("listitem").filter(has_text=BODY).get_by_role("link").click()
    await scene.look(veera, "door")
    await veera.pass_the_door("Enter the meeting")
    await thana.page.goto(scene.server.origin)
    await scene.look(thana, "sign-in")
    await sign_in(thana, scene.server, ("ชื่อผู้ใช้", "รหัสผ่าน", "เข้าสู่ระบบ"))
    await scene.look(thana, "meetings")
    await thana.page.get_by_role("listitem").filter(has_text=BODY).get_by_role("link").click()
    await scene.look(thana, "door")
    await thana.pass_the_door()
    await scene.look(thana, "room")
    await scene.look(veera, "room")


async def thana_votes_by_keyboard(scene: Scene) -> None:
    """Tab to the ballot and press Space; then change the vote with an arrow, and change it back."""
    thana, keyboard = scene.phone, scene.phone.page.keyboard
    agree = thana.page.get_by_role("radio", name="เห็นชอบ", exact=True)
    await agree.wait_for()
    await scene.look(thana, "room")
    await tab_to(thana, agree)
    await keyboard.press("Space")
    await thana.see("บันทึกแล้ว: เห็นชอบ")
    await tab_to(thana, agree)
    await keyboard.press("ArrowDown")
    await thana.see("บันทึกแล้ว: ไม่เห็นชอบ")
    await tab_to(thana, thana.page.get_by_role("radio", name="ไม่เห็นชอบ"))
    await keyboard.press("ArrowUp")
    await thana.see("บันทึกแล้ว: เห็นชอบ")
    await scene.look(thana, "room")


async def thana_reloads(scene: Scene) -> None:
    """Place and vote are as they were, and sound and picture come back by themselves."""
    thana = scene.phone
    await thana.page.reload()
    await still_there(thana)
    await all_hear_and_see({"veera": scene.laptop, "thana": thana})


async def still_there(thana: Person) -> None:
    await thana.at("room")
    await expect(thana.page.get_by_role("radio", name="เห็นชอบ", exact=True)).to_be_checked()
    await thana.see("บันทึกแล้ว: เห็นชอบ")


async def thana_changes_devices(scene: Scene, tablet: Person) -> None:
    """The second device takes the seat over, and the phone takes it back; the vote goes along."""
    thana = scene.phone
    await tablet.page.goto(thana.page.url)
    await sign_in_again(tablet, scene)
    await scene.look(tablet, "open-elsewhere")
    # Nothing has happened to the first device yet.
    await still_there(thana)
    await tablet.press("ย้ายมาใช้หน้านี้")
    await still_there(tablet)
    await tablet.turn_on()
    await scene.look(thana, "superseded")
    assert (await thana.packets())["open"] == 0
    await all_hear_and_see({"veera": scene.laptop, "thana": tablet})
    await thana.press("ใช้หน้านี้แทน")
    await tablet.at("superseded")
    await still_there(thana)
    await all_hear_and_see({"veera": scene.laptop, "thana": thana})


async def sign_in_again(tablet: Person, scene: Scene) -> None:
    await tablet.at("sign-in")
    await tablet.page.get_by_label("ชื่อผู้ใช้", exact=True).fill(tablet.name)
    await tablet.page.get_by_label("รหัสผ่าน", exact=True).fill(scene.server.password)
    await tablet.press("เข้าสู่ระบบ")


async def the_vote_is_closed(scene: Scene) -> None:
    veera, thana = scene.laptop, scene.phone
    await scene.look(veera, "room")
    await veera.choose("Disagree")
    await veera.see("Everyone has voted")
    await veera.do_next("ballots.close_ballot")
    await scene.look(veera, "room")
    tie = veera.page.locator("[data-next='ballots.give_casting_vote']")
    await tie.get_by_role("button", name="Agree", exact=True).click()
    row = veera.page.get_by_role("row").filter(has_text=NAMES["thana"])
    await expect(row).to_contain_text("Agree", timeout=PATIENCE_MS)
    await scene.look(veera, "room")
    await thana.see("ผลรายบุคคล")
    await scene.look(thana, "room")
    await veera.do_next("ballots.announce_result")
    await veera.do_next("agenda.close_item")


async def thana_leaves_and_returns(scene: Scene) -> None:
    veera, thana = scene.laptop, scene.phone
    await thana.press("เพิ่มเติม")
    await thana.press("ออกจากห้อง…")
    await thana.press("ยืนยันออกจากห้อง")
    await scene.look(thana, "left")
    assert (await thana.packets())["open"] == 0
    await veera.see("No quorum")
    await scene.look(veera, "room")
    await thana.press("เข้าห้องประชุม")
    await thana.pass_the_door()
    await all_hear_and_see({"veera": veera, "thana": thana})


async def the_meeting_is_closed(scene: Scene) -> None:
    veera, thana = scene.laptop, scene.phone
    await veera.do_next("agenda.open_item")
    await veera.do_next("agenda.close_item")
    await veera.page.locator("[data-next='session.close_meeting']").click()
    await scene.look(veera, "room")
    await write_outcomes(veera)
    await veera.press("Read: close the meeting")
    await scene.look(veera, "closed")
    await scene.look(thana, "closed")
    await veera.page.get_by_role("link", name="See the record").click()
    await veera.page.get_by_role("button", name="Open the recording of").first.wait_for()
    await scene.look(veera, "record")
