"""A member who cannot sign in is seen and heard before the room, vouched for, heard inside; and revoked again (ข้อ ๙)."""

import time
from typing import NamedTuple

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.person import NAMES, PHONE, Person
from tests.journeys.server import Server
from tests.journeys.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

MOST = 20.0  # seconds from opening the page to being inside
SEEN = 5.0


async def claim(thana: Person, address: str, name: str = NAMES["thana"]) -> None:
    """Come to the door by the meeting's link, without an account, and wait there."""
    await thana.page.goto(f"{address}/visit")
    await name_oneself(thana, name)


async def name_oneself(thana: Person, name: str) -> None:
    """Say whose seat it is, and wait before the room."""
    await thana.at("claim")
    await thana.page.get_by_label("ชื่อและนามสกุลของท่าน").fill(name)
    await thana.press("ไปตรวจเสียงและภาพ")
    await thana.at("door")
    await thana.page.get_by_role("checkbox").check()
    await thana.press("ไปรอให้ผู้อื่นรับรอง")
    await thana.at("unproven")


async def vouch(wilai: Person) -> float:
    """Look, listen and vouch as soon as the server lets one; for how long they were looked at."""
    await wilai.see("ขอให้ท่านรับรอง")
    await wilai.press("ดูและฟัง")
    began = time.monotonic()
    card = wilai.page.locator("[data-visitor]")
    await card.get_by_role("checkbox").check()
    await expect(card.locator("[data-heard=true]")).to_be_visible(timeout=30_000)
    await wilai.press("รับรอง")
    return time.monotonic() - began


async def test_a_member_who_cannot_sign_in_is_vouched_for_and_heard(server: Server, come: Come) -> None:
    arunee, wilai = await come("arunee"), await come("wilai")
    await arunee.enter(server.links["arunee"])
    await wilai.enter(server.links["wilai"])
    thana = await come("thana", viewport=PHONE)
    began = time.monotonic()
    await claim(thana, arunee.page.url)
    seen = await vouch(wilai)
    await thana.at("room")
    took = time.monotonic() - began
    assert seen >= SEEN
    assert took <= MOST, f"{took:.1f} s"
    await arunee.see(f"{NAMES['wilai']} รับรองการแสดงตนของ{NAMES['thana']}")
    await arunee.hears_and_sees(["thana", "wilai"])
    await thana.hears_and_sees(["arunee", "wilai"])


async def test_whoever_is_not_vouched_for_any_more_hears_nothing_and_is_told_why(
    server: Server, come: Come
) -> None:
    arunee, wilai = await come("arunee"), await come("wilai")
    await arunee.enter(server.links["arunee"])
    await wilai.enter(server.links["wilai"])
    thana = await come("thana", viewport=PHONE)
    await claim(thana, arunee.page.url)
    await vouch(wilai)
    await thana.at("room")
    await thana.hears_and_sees(["arunee"])
    await arunee.press("รายชื่อ")
    await arunee.press("ยกเลิกการรับรอง…")
    await arunee.page.get_by_label("เหตุผล").fill("จำคนผิด")
    await arunee.page.get_by_role("dialog").get_by_role("button", name="ยกเลิกการรับรอง").click()
    await thana.at("unproven")
    await thana.see("จำคนผิด")
    assert await faults_of_screen(thana, "unproven") == []
    # Whoever looks at them next is told of it, too.
    told = wilai.page.locator("[data-before=revoked]")
    await expect(told).to_contain_text(f"โดย {NAMES['arunee']}")
    await expect(told).to_contain_text("จำคนผิด")
    # They send again, to whoever turns to them; nothing of the meeting comes.
    await thana.knows("() => window.journey.packets().then((packets) => packets.open > 0)")
    before = (await thana.packets())["received"]
    await arunee.hears_and_sees(["wilai"])
    assert (await thana.packets())["received"] == before


GUEST = "นายสมมติ รับเชิญ"
CALL = """async (guest) => {
    const headers = { "X-Requested-With": "meeting-server", "Content-Type": "application/json" };
    const people = await (await fetch("/api/people")).json();
    const of = (name) => people.find((one) => one.name === name).person;
    const seats = [
        { person: of("นางสาวอรุณี ใจสมมติ"), roles: ["chair"] },
        { person: of("นางวิไล รักสมมติ"), roles: ["member"] },
        { person: of("นายชัย เพียรสมมติ"), roles: ["support"] },
        { person: of("นายวีระ ทองสมมติ"), roles: ["secretary"] },
        { guest: { name: guest, office: "บริษัทตัวอย่าง" }, roles: ["presenter"] },
    ];
    const meeting = {
        body: "คณะทำงาน", number: 1, year: 2569, place: "ห้องประชุม ๑", starts_at: new Date().toISOString(),
        legal_effect: false, sound_only: false, backup: { kind: "telephone", address: "๐ ๐๐๐๐ ๐๐๐๐" }, seats,
        items: [{ number: "1", title: "เรื่องเสนอ", purpose: "inform" }],
    };
    const answer = await fetch("/api/meetings", { method: "POST", headers, body: JSON.stringify(meeting) });
    return (await answer.json()).meeting;
}"""


def meeting_at(person: Person, meeting: str) -> str:
    """The address of another meeting; in the demonstration each person has a host of their own."""
    return f"{person.page.url.partition('/meetings')[0]}/meetings/{meeting}"


class Scene(NamedTuple):
    """A meeting of a chair and a member, at whose door a guest waits."""

    veera: Person
    arunee: Person
    wilai: Person
    guest: Person
    meeting: str


async def a_guest_waits(server: Server, come: Come) -> Scene:
    """The secretary has called the meeting, and the guest has come by its link."""
    veera, arunee, wilai = await come("veera"), await come("arunee"), await come("wilai")
    for person in (veera, arunee, wilai):
        await person.page.goto(server.links[person.name])
        await person.at("door")
    meeting = await veera.page.evaluate(CALL, GUEST)
    for person in (arunee, wilai):
        await person.enter(meeting_at(person, meeting))
    guest = await come("thana", viewport=PHONE)
    await claim(guest, meeting_at(veera, meeting), GUEST)
    return Scene(veera, arunee, wilai, guest, meeting)


async def test_whoever_is_turned_away_is_told_by_whom_and_why_and_who_waits_that_it_is_over(
    server: Server, come: Come
) -> None:
    _, arunee, wilai, guest, _ = await a_guest_waits(server, come)
    await arunee.do_next("session.open_meeting")
    await arunee.press("ไม่ให้เข้าประชุม…")
    dialog = arunee.page.get_by_role("dialog")
    await dialog.get_by_label("เหตุผล (ต้องระบุ)").fill("ไม่มีผู้ใดรู้จัก")
    await dialog.get_by_role("button", name="ไม่ให้เข้าประชุม").click()
    await guest.at("turned-away")
    await expect(guest.page.locator("[data-before=turned_away]")).to_contain_text("ไม่มีผู้ใดรู้จัก")
    await expect(wilai.page.locator("[data-visitor]")).to_have_count(0)
    assert await faults_of_screen(guest, "turned-away") == []
    await guest.press("ขออีกครั้งโดยเริ่มใหม่")
    await name_oneself(guest, GUEST)
    await expect(wilai.page.locator("[data-before=turned_away]")).to_contain_text(f"โดย {NAMES['arunee']}")
    assert await faults_of_screen(wilai, "room") == []
    await arunee.say({"type": "command", "id": "close", "name": "session.close_meeting", "args": {}})
    await guest.at("closed")
    await guest.see("ประธานเลิกประชุมแล้ว")


async def test_a_guest_who_has_no_account_presents(server: Server, come: Come) -> None:
    _, arunee, wilai, guest, _ = await a_guest_waits(server, come)
    await vouch(wilai)
    await guest.at("room")
    seats = (await arunee.view())["room"]["seats"]
    (seat,) = [each["seat"] for each in seats if each["name"] == GUEST]
    before = await arunee.arriving()

    async def grows() -> bool:
        now = await arunee.arriving()
        kinds = {
            kind
            for (line, whose, kind), amount in now.items()
            if whose == seat and amount > before.get((line, whose, kind), 0)
        }
        return kinds == {"audio", "video"}

    await until(grows, "sound and picture of the guest")
    await guest.hears_and_sees(["arunee", "wilai"])
