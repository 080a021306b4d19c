"""One press calls for help, the officer hears it and sees to it, and only then the meeting closes (ข้อ ๘ (๒) (๒.๖))."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from meeting_server.meeting.facts.incidents import IncidentReported, IncidentResolved, Result
from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.deeds import close_item, come_to_item, declare_interest, suspend, write_outcomes
from tests.journeys.evidence import Evidence, Log
from tests.journeys.person import NAMES, PATIENCE_MS, PHONE, Person
from tests.journeys.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(420)]

# Counts the notes that the page plays.
EARS = """() => {
  const make = AudioContext.prototype.createOscillator;
  window.notes = 0;
  AudioContext.prototype.createOscillator = function () {
    window.notes += 1;
    return make.call(this);
  };
}"""
HEARD = "() => window.notes >= 3"


def calls(officer: Person, name: str) -> Locator:
    """What this person calls for, before an officer; a machine this busy may have found more to be wrong."""
    return officer.page.locator("[data-report=true]").filter(has_text=NAMES[name])


async def listening(person: Person) -> None:
    """From now on it is known whether this page rings."""
    await person.page.add_init_script(f"({EARS})()")


async def test_a_member_presses_the_officer_hears_and_writes_what_came_of_it(
    server: Server, come: Come, tmp_path: Path
) -> None:
    arunee, kamala, chai = await come("arunee"), await come("kamala"), await come("chai")
    thana = await come("thana", viewport=PHONE)
    await listening(chai)
    people = (arunee, kamala, chai, thana)
    await asyncio.gather(*(person.enter(server.links[person.name]) for person in people))
    await arunee.do_next("session.open_meeting")
    faults = await thana_calls(thana, chai)
    await come_to_item(arunee, "4.1")
    faults += await kamala_calls_from_outside(arunee, kamala, chai)
    await close_item(arunee)
    await come_to_item(arunee, "5")
    await close_item(arunee)
    faults += await it_closes_only_then(arunee, chai)
    assert faults == []
    evidence = Evidence(arunee, (await arunee.view())["room"]["meeting"], tmp_path)
    for person in people:
        await person.at("closed")
    await the_record_tells(evidence)


async def thana_calls(thana: Person, chai: Person) -> list[str]:
    """One press on the phone; the officer hears it, takes it on, and says what to try."""
    await thana.press("แจ้งเหตุ")
    await thana.see("แจ้งเจ้าหน้าที่แล้ว")
    card = calls(chai, "thana")
    await expect(card).to_be_visible(timeout=PATIENCE_MS)
    await chai.knows(HEARD)
    await thana.choose("ไม่ได้ยินเสียงผู้อื่น")
    await expect(card).to_contain_text("ไม่ได้ยินเสียงผู้อื่น")
    faults = await faults_of_screen(chai, "room") + await faults_of_screen(thana, "room")
    await card.get_by_role("button", name="รับเรื่อง").click()
    await thana.see("เจ้าหน้าที่รับเรื่องแล้ว")
    await card.get_by_role("button", name="ให้สลับเครือข่าย").click()
    await thana.see("เปลี่ยนไปใช้เครือข่ายอื่น")
    await thana.press("ปิดบัตรนี้ และรอ")
    return faults + await faults_of_screen(thana, "room")


async def kamala_calls_from_outside(arunee: Person, kamala: Person, chai: Person) -> list[str]:
    """Who is suspended is heard like anybody, and is told nothing of the meeting for it."""
    await declare_interest(kamala)
    await suspend(arunee, kamala)
    await kamala.press("แจ้งเหตุ")
    await kamala.see("แจ้งเจ้าหน้าที่แล้ว")
    await expect(calls(chai, "kamala")).to_be_visible(timeout=PATIENCE_MS)
    faults = await faults_of_screen(kamala, "suspended") + await faults_of_screen(chai, "room")
    view = await kamala.view()
    assert view["room"]["seats"] == view["room"]["incidents"] == view["you"]["incidents"] == []
    await kamala.press("ปิดบัตรนี้ และรอ")
    return faults


async def it_closes_only_then(arunee: Person, chai: Person) -> list[str]:
    """The chair is refused in words, the officer writes one outcome and the chair the other, and it closes."""
    await arunee.page.locator("[data-next='session.close_meeting']").click()
    await arunee.see("เหตุขัดข้องที่ยังไม่มีผล")
    await arunee.press("อ่านแล้ว เลิกประชุม")
    await arunee.see("ยังมีเหตุขัดข้องที่ไม่ได้บันทึกผล")
    faults = await faults_of_screen(arunee, "room")
    form = calls(chai, "thana")
    await form.get_by_role("button", name="บันทึกผล…").click()
    await form.get_by_label("สาเหตุ").select_option("network")
    await form.get_by_label("หมายเหตุ (ถ้ามี)").fill("เปลี่ยนไปใช้เครือข่ายมือถือ")
    faults += await faults_of_screen(chai, "room")
    await form.get_by_role("button", name="บันทึกผล", exact=True).click()
    await expect(form).to_have_count(0, timeout=PATIENCE_MS)
    dialog = arunee.page.get_by_role("dialog")
    await expect(dialog.locator("[data-open]").filter(has_text=NAMES["thana"])).to_have_count(0)
    await write_outcomes(arunee)
    await arunee.see("เหตุขัดข้องมีผลครบทุกเรื่อง")
    await arunee.press("อ่านแล้ว เลิกประชุม")
    return faults


async def the_record_tells(evidence: Evidence) -> None:
    """Both calls, both outcomes, and the sentences of the minutes."""
    log = Log.of(await evidence.take(f"/api/meetings/{evidence.meeting}/log.zip", "log.zip"))
    thana, kamala = (one.incident for one in log.facts(IncidentReported))
    results = {one.incident: one.result for one in log.facts(IncidentResolved)}
    assert (results[thana], results[kamala]) == (Result.FIXED, Result.UNRESOLVED)
    minutes = (
        await evidence.take(f"/api/meetings/{evidence.meeting}/minutes.txt", "minutes.txt")
    ).read_text()
    told = [line for line in minutes.splitlines() if line.startswith("เหตุขัดข้องเมื่อเวลา")]
    words = f"{NAMES['thana']} ไม่ได้ยินเสียงผู้อื่น สาเหตุ: เครือข่าย ผล: แก้ไขแล้ว"
    assert [line.endswith("(เปลี่ยนไปใช้เครือข่ายมือถือ)") for line in told if words in line] == [True]
    words = f"{NAMES['kamala']} ขอความช่วยเหลือ สาเหตุ: ยังไม่ทราบ ผล: ยังไม่แก้ไข"
    assert len([line for line in told if words in line]) == 1
