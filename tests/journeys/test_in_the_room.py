"""Two before the device of a meeting room, one with a telephone and one without: they count, and go out (ข้อ ๘, ๑๐)."""

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.deeds import close_meeting
from tests.journeys.person import NAMES, PATIENCE_MS, PHONE, Person
from tests.journeys.server import Server
from tests.journeys.test_vouching import meeting_at
from tests.journeys.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

ROOM = "ห้องประชุม ๑"
# The demonstration has no account of a room: one of its people's is given the name of one.
CALL = """async ([room, account]) => {
    const headers = { "X-Requested-With": "meeting-server", "Content-Type": "application/json" };
    const ask = (method, at, body) => fetch(at, { method, headers, body: JSON.stringify(body) });
    const register = await (await fetch("/api/register/people")).json();
    const of = (name) => register.find((one) => one.sign_in_name === name);
    const kept = of(account);
    const renamed = await ask("PUT", `/api/register/people/${kept.person}`, {
        sign_in_name: account, name: room, office: "ชั้น ๓", telephone: "", email: "",
    });
    if (!renamed.ok) throw new Error(await renamed.text());
    const seats = [
        { person: of("arunee").person, roles: ["chair", "member"] },
        { person: of("thana").person, roles: ["member"] },
        { person: of("wilai").person, roles: ["member"] },
        { person: of("veera").person, roles: ["secretary"] },
        { person: of("chai").person, roles: ["support", "controller"] },
        { person: kept.person, roles: ["room"] },
    ];
    const meeting = {
        body: "คณะทำงาน", number: 1, year: 2569, place: "ห้องประชุม ๑", starts_at: new Date().toISOString(),
        legal_effect: false, sound_only: false, backup: { kind: "telephone", address: "๐ ๐๐๐๐ ๐๐๐๐" }, seats,
        items: [{ number: "1", title: "เรื่องพิจารณา", purpose: "consider" }],
    };
    const answer = await ask("POST", "/api/meetings", meeting);
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()).meeting;
}"""


async def call(chai: Person, server: Server) -> str:
    """A hybrid meeting, called by the support officer of the demonstration, who keeps the register too."""
    await chai.page.goto(server.links["chai"])
    await chai.at("door")
    meeting: str = await chai.page.evaluate(CALL, [ROOM, "kamala"])
    return meeting


async def come_to(person: Person, server: Server, meeting: str) -> None:
    await person.page.goto(server.links[person.name])
    await person.at("door")
    await person.page.goto(meeting_at(person, meeting))
    await person.at("door")


async def sit_at_the_door(thana: Person) -> list[str]:
    """Say at the door, before a sound is played, that one sits in the room."""
    where = thana.page.locator("[data-where]")
    await where.get_by_role("radio").nth(1).check()
    faults = await faults_of_screen(thana, "door")
    await thana.pass_the_door()
    await thana.see(f"ท่านนั่งอยู่ใน{ROOM}")
    return faults


async def put_down(veera: Person, name: str) -> None:
    """The secretary puts down who has no page of their own."""
    row = veera.page.locator("[data-absent]").filter(has_text=name)
    await row.get_by_role("button", name="อยู่ในห้องประชุม…").click()
    dialog = veera.page.get_by_role("dialog")
    await dialog.get_by_role("checkbox").check()
    assert await faults_of_screen(veera, "room") == []
    await dialog.get_by_role("button", name="บันทึกว่าอยู่ในห้องประชุม").click()
    await expect(row.locator("[data-waits-in-room]")).to_be_visible(timeout=PATIENCE_MS)


async def hears_and_sees_the_room(person: Person) -> None:
    seats = (await person.view())["room"]["seats"]
    (device,) = [each["seat"] for each in seats if each["name"] == ROOM]
    before = await person.arriving()

    async def both_grow() -> bool:
        now = await person.arriving()
        grown = {
            kind
            for (line, seat, kind), much in now.items()
            if seat == device and much > before.get((line, seat, kind), 0)
        }
        return grown == {"audio", "video"}

    await until(both_grow, f"sound and picture of the room for {person.name}")


async def the_room_is_recorded(server: Server, meeting: str, person: Person) -> None:
    """More of the device's sound is on disk than when this was asked: whoever sits there now is on the record."""
    (device,) = [each["seat"] for each in (await person.view())["room"]["seats"] if each["name"] == ROOM]

    def written() -> int:
        return sum(each.stat().st_size for each in (server.data_dir / meeting / device).glob("mic-*"))

    before = written()

    async def grows() -> bool:
        return written() > before

    await until(grows, "the sound of the room to be on disk")


async def are_present(person: Person, many: int) -> None:
    async def now() -> bool:
        found: int = (await person.view())["room"]["quorum"]["present"]
        return found == many

    await until(now, f"a quorum of {many}")


async def vouch_in_the_room(arunee: Person) -> None:
    """Whoever is put down counts for nothing before somebody says who they are."""
    await arunee.see(f"นั่งอยู่ใน{ROOM} และยังไม่ได้แสดงตน")
    await are_present(arunee, 2)
    card = arunee.page.locator("[data-visitor]")
    await card.get_by_role("checkbox").check()
    await card.get_by_role("button", name="รับรอง").click()
    await are_present(arunee, 3)


async def test_two_before_one_device(server: Server, come: Come) -> None:
    chai, arunee, device = await come("wilai"), await come("arunee"), await come("kamala")
    meeting = await call(chai, server)
    await chai.go()
    for person in (device, arunee):
        await come_to(person, server, meeting)
        await person.pass_the_door()
    thana, veera = await come("thana", viewport=PHONE), await come("veera")
    await come_to(thana, server, meeting)
    assert await sit_at_the_door(thana) == []
    await come_to(veera, server, meeting)
    await veera.pass_the_door()
    await put_down(veera, NAMES["wilai"])
    await vouch_in_the_room(arunee)
    tile = arunee.page.locator("[data-seat]").filter(has_text=ROOM)
    await expect(tile).to_contain_text("ในห้อง:")
    assert await faults_of_screen(arunee, "room") == []
    # The device is heard and seen; the telephone neither sends nor plays.
    await hears_and_sees_the_room(arunee)
    assert (await thana.packets())["open"] == 0
    await arunee.do_next("session.open_meeting")
    await arunee.do_next("agenda.open_item")
    await the_room_is_recorded(server, meeting, arunee)
    await suspend_in_the_room(arunee, thana, device)
    await arunee.do_next("ballots.open_ballot")
    await arunee.do_next("ballots.close_ballot")
    await arunee.do_next("ballots.announce_result")
    await arunee.do_next("agenda.close_item")
    # Called back with the item's end, they are there once they say that they are back in the room.
    await thana.see(f"ท่านกลับเข้า{ROOM} ได้แล้ว")
    assert await faults_of_screen(thana, "room") == []
    await thana.press("กลับเข้าห้องประชุมแล้ว")
    await are_present(arunee, 3)
    await the_room_is_recorded(server, meeting, arunee)
    await close_meeting(arunee, [arunee, thana, veera])
    await the_record_says_so(veera, meeting)


async def suspend_in_the_room(arunee: Person, thana: Person, device: Person) -> None:
    """Whoever has an interest goes out of the room; its device goes on for the others."""
    await arunee.press("ระงับผู้มีส่วนได้เสีย…")
    await arunee.page.get_by_label("ผู้มีส่วนได้เสีย").select_option(label=NAMES["thana"])
    await arunee.press("อ่านแล้ว ระงับ")
    await thana.at("suspended")
    await thana.see(f"โปรดออกจาก{ROOM}")
    assert await faults_of_screen(thana, "suspended") == []
    await expect(arunee.page.locator("[data-still-in-room]")).to_be_visible(timeout=PATIENCE_MS)
    # No vote while they are still there.
    await arunee.page.locator("[data-next='ballots.open_ballot']").wait_for()
    assert await faults_of_screen(arunee, "room") == []
    await arunee.page.get_by_role("button", name=f"ออกจากห้องแล้ว {NAMES['thana']}").click()
    await expect(arunee.page.locator("[data-still-in-room]")).to_have_count(0, timeout=PATIENCE_MS)
    await hears_and_sees_the_room(arunee)
    await device.hears_and_sees(["arunee"])


async def the_record_says_so(veera: Person, meeting: str) -> None:
    at = f"/api/meetings/{meeting}"
    timeline = await veera.page.evaluate("async (at) => (await fetch(`${at}/timeline`)).json()", at)
    by_name = {each["name"]: each for each in timeline["seats"]}
    for name in ("thana", "wilai"):
        reasons = {gap["reason"] for gap in by_name[NAMES[name]]["gaps"]}
        assert "shared" in reasons, (name, reasons)
        assert {gap["state"] for gap in by_name[NAMES[name]]["gaps"]} == {"gap"}
    assert by_name[ROOM]["files"]
    minutes = await veera.page.evaluate("async (at) => (await fetch(`${at}/minutes.txt`)).text()", at)
    assert f"(ณ {ROOM})" in minutes
    assert f"{NAMES['thana']} ออกจากห้องประชุมตามคำสั่งของประธาน" in minutes
    assert f"{NAMES['thana']} กลับเข้าห้องประชุม" in minutes
    assert "(ผ่านสื่ออิเล็กทรอนิกส์)" in minutes
