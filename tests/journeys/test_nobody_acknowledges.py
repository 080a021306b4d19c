"""An incident that nobody acknowledges goes on to the controller; and one that comes while no officer is there, at once."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.async_api import expect

from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.person import PATIENCE_MS, PHONE
from tests.journeys.server import Server, started
from tests.journeys.test_calling_for_help import HEARD, calls, listening

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

# The agency's own rule, stricter than the recommendation: three seconds, and not a minute.
_PROFILE = """\
base = "seed-2563"
title_th = "เกณฑ์ของหน่วยงาน"
title_en = "The agency's own"
version = "1"
citation = "ระเบียบของหน่วยงาน"

[incidents]
escalate_seconds = 3
"""
_CALL = """async () => {
  const headers = { "Content-Type": "application/json", "X-Requested-With": "meeting-server" };
  const people = await (await fetch("/api/people", { headers })).json();
  const seat = (name, ...roles) => ({ person: people.find((one) => one.name.includes(name)).person, roles });
  const answer = await fetch("/api/meetings", { method: "POST", headers, body: JSON.stringify({
    body: "คณะทำงานเครือข่าย", number: 1, year: 2569, place: "ห้องประชุม ๑", starts_at: new Date().toISOString(),
    legal_effect: false, profile: "agency-own", backup: { kind: "telephone", address: "0 0000 0000" },
    seats: [seat("ก้อง", "chair", "controller"), seat("ธนา", "member"), seat("ชัย", "support")],
    items: [{ number: "1", title: "เรื่องอื่น ๆ", purpose: "other" }],
  }) });
  return (await answer.json()).meeting;
}"""


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server whose agency lets an incident wait for three seconds."""
    profile = tmp_path / "profile.toml"
    profile.write_text(_PROFILE, encoding="utf-8")
    async for one in started(Server(tmp_path / "house", settings={"AGENCY_PROFILE": str(profile)})):
        yield one


async def test_it_goes_to_the_controller_who_hears_it_and_takes_it_on(server: Server, come: Come) -> None:
    kong, chai = await come("kong"), await come("chai")
    thana = await come("thana", viewport=PHONE)
    await listening(kong)
    await kong.page.goto(server.links["kong"])
    meeting = await kong.page.evaluate(_CALL)
    await kong.enter(urljoin(kong.page.url, f"/meetings/{meeting}"))
    # At the door, before anything works.
    await thana.page.goto(server.links["thana"])
    await thana.page.goto(urljoin(thana.page.url, f"/meetings/{meeting}"))
    await thana.at("door")
    await thana.press("แจ้งเหตุ")
    await thana.see("แจ้งเจ้าหน้าที่แล้ว")
    card, mine = calls(kong, "thana"), calls(chai, "thana")
    await expect(card).to_contain_text("ไม่มีเจ้าหน้าที่สนับสนุนอยู่ จึงแจ้งผู้ควบคุมระบบ", timeout=PATIENCE_MS)
    await kong.knows(HEARD)
    faults = await faults_of_screen(kong, "room") + await faults_of_screen(thana, "door")
    await thana.press("ปิดบัตรนี้ และรอ")
    await thana.press("ใช้ได้แล้ว ไม่ต้องช่วย")
    await expect(card).to_have_count(0, timeout=PATIENCE_MS)
    await chai.page.goto(server.links["chai"])
    await chai.enter(urljoin(chai.page.url, f"/meetings/{meeting}"))
    await thana.press("แจ้งเหตุ")
    await expect(mine).to_be_visible(timeout=PATIENCE_MS)
    await expect(card).to_contain_text("ยังไม่มีเจ้าหน้าที่รับเรื่อง จึงแจ้งผู้ควบคุมระบบ", timeout=PATIENCE_MS)
    await card.get_by_role("button", name="รับเรื่อง").click()
    await thana.see("เจ้าหน้าที่รับเรื่องแล้ว")
    await expect(mine).to_contain_text("รับเรื่องโดย", timeout=PATIENCE_MS)
    assert faults + await faults_of_screen(chai, "room") == []
