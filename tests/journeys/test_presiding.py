"""The chair hands over, loses the line, and comes back: somebody presides all the time (ข้อ ๑๐ (๑))."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.person import PATIENCE_MS, PHONE, Person
from tests.journeys.server import Server, started
from tests.journeys.test_in_the_room import come_to
from tests.journeys.test_vouching import meeting_at

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

# The agency's own rules, by which nobody waits half a minute for the chair.
OWN = """
base = "seed-2563"
version = "1"
title_th = "ระเบียบสำนักงานตัวอย่าง"
title_en = "The office's own rules"
citation = "ข้อ ๑"
[succession]
lost_seconds = 3
"""
CALL = """async () => {
    const headers = { "X-Requested-With": "meeting-server", "Content-Type": "application/json" };
    const people = await (await fetch("/api/people")).json();
    const of = (name) => people.find((one) => one.name.includes(name)).person;
    const meeting = {
        body: "คณะทำงาน", number: 1, year: 2569, place: "ห้องประชุม ๑", starts_at: new Date().toISOString(),
        legal_effect: false, profile: "agency-own",
        backup: { kind: "telephone", address: "๐ ๐๐๐๐ ๐๐๐๐" },
        seats: [
            { person: of("อรุณี"), roles: ["chair", "member"] },
            { person: of("ธนา"), roles: ["member", "presiding"] },
            { person: of("วีระ"), roles: ["member", "secretary"] },
            { person: of("ชัย"), roles: ["support"] },
        ],
        items: [{ number: "1", title: "เรื่องพิจารณา", purpose: "consider" }],
    };
    const answer = await fetch("/api/meetings", { method: "POST", headers, body: JSON.stringify(meeting) });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()).meeting;
}"""
YOU_PRESIDE = "ท่านทำหน้าที่ประธานในที่ประชุม"
TAKE_BACK = "กลับมาทำหน้าที่ประธาน"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A fresh server whose agency has rules of its own."""
    kept = tmp_path / "profile.toml"
    kept.write_text(OWN, encoding="utf-8")
    async for one in started(Server(tmp_path / "house", settings={"AGENCY_PROFILE": str(kept)})):
        yield one


async def hand_over(arunee: Person, thana: Person) -> None:
    """By the dialog, to the deputy alone."""
    await arunee.press("มอบให้ผู้อื่นทำหน้าที่ประธาน…")
    dialog = arunee.page.get_by_role("dialog")
    await expect(dialog.get_by_role("radio")).to_have_count(1, timeout=PATIENCE_MS)
    assert await faults_of_screen(arunee, "room") == []
    await dialog.get_by_role("button", name="ยืนยันการมอบ").click()
    await thana.see(YOU_PRESIDE)
    await expect(arunee.page.locator("[data-next]")).to_have_count(0, timeout=PATIENCE_MS)


async def test_somebody_presides_all_the_time(server: Server, come: Come) -> None:
    arunee, thana, veera = await come("arunee"), await come("thana", viewport=PHONE), await come("veera")
    await arunee.page.goto(server.links["arunee"])
    await arunee.at("door")
    meeting: str = await arunee.page.evaluate(CALL)
    for person in (arunee, thana, veera):
        await come_to(person, server, meeting)
        await person.pass_the_door()
    await arunee.do_next("session.open_meeting")
    await hand_over(arunee, thana)
    assert await faults_of_screen(arunee, "room") == []
    assert await faults_of_screen(thana, "room") == []
    await arunee.press(TAKE_BACK)
    await expect(arunee.page.locator("[data-next='agenda.open_item']")).to_be_visible(timeout=PATIENCE_MS)
    # The line of the chair is gone: the deputy presides by itself, and the meeting goes on.
    await arunee.go()
    await thana.see(YOU_PRESIDE)
    await thana.do_next("agenda.open_item")
    again = await come("arunee")
    await again.page.goto(server.links["arunee"])
    await again.at("door")
    await again.page.goto(meeting_at(again, meeting))
    await again.at("room")
    await again.press(TAKE_BACK)
    await expect(again.page.locator("[data-next='ballots.open_ballot']")).to_be_visible(timeout=PATIENCE_MS)
    await expect(thana.page.locator("[data-acting]")).to_have_count(0, timeout=PATIENCE_MS)
