"""A line that loses a fifth of its packets: its person sees it, who directs hears of it, and the log has it (E8.2.2-b)."""

from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.async_api import expect

from meeting_server.meeting.facts.incidents import IncidentKind, Over, TroubleDetected, TroubleSubsided
from meeting_server.services.clarity import OVER
from tests.journeys.access import faults_of_screen
from tests.journeys.conftest import Come
from tests.journeys.deeds import all_hear_and_see, close_item, close_meeting, come_to_item
from tests.journeys.evidence import Evidence, Log
from tests.journeys.lossy import detour
from tests.journeys.person import NAMES, PATIENCE_MS, Person
from tests.journeys.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

_PROMISED = 15.0  # seconds from the loss to the incident

_CALL = """async () => {
  const headers = { "Content-Type": "application/json", "X-Requested-With": "meeting-server" };
  const people = await (await fetch("/api/people", { headers })).json();
  const seat = (name, ...roles) => ({ person: people.find((one) => one.name.includes(name)).person, roles });
  const answer = await fetch("/api/meetings", { method: "POST", headers, body: JSON.stringify({
    body: "คณะทำงานเครือข่าย", number: 1, year: 2569, place: "ห้องประชุม ๑", starts_at: new Date().toISOString(),
    legal_effect: false, backup: { kind: "telephone", address: "0 0000 0000" },
    seats: [seat("อรุณี", "chair", "member", "controller"), seat("ธนา", "member"), seat("ชัย", "support")],
    items: [{ number: "1", title: "เรื่องอื่น ๆ", purpose: "other" }],
  }) });
  return (await answer.json()).meeting;
}"""


async def test_a_line_that_loses_a_fifth_is_seen_and_written_and_so_is_its_end(
    server: Server, come: Come, tmp_path: Path
) -> None:
    arunee, thana = await come("arunee"), await come("thana")
    async with detour(thana.page.context, server.media_port) as line:
        await arunee.page.goto(server.links["arunee"])
        meeting = await arunee.page.evaluate(_CALL)
        await thana.page.goto(server.links["thana"])
        for person in (arunee, thana):
            # Each has an address of their own, or they would share one cookie.
            await person.page.goto(urljoin(person.page.url, f"/meetings/{meeting}"))
            await person.pass_the_door()
        await expect(arunee.page.locator("[data-capacity]")).to_contain_text("ที่นั่งของการประชุมนี้")
        faults = await faults_of_screen(arunee, "room")
        await arunee.do_next("session.open_meeting")
        await all_hear_and_see({"arunee": arunee, "thana": thana})
        await sees_own_line(thana, "good", "สัญญาณดี")

        line.lose(0.2)
        await arunee.knows("() => window.journey.view.room.incidents.length === 1")
        await sees_own_line(thana, "bad", "สัญญาณไม่ดี")
        await thana.see("สัญญาณของท่านไม่ดี")
        await expect(arunee.page.locator("[data-incident=unclear_line]")).to_contain_text(NAMES["thana"])
        await arunee.press("รายชื่อ")
        await expect(arunee.page.locator("[data-grade=bad]")).to_contain_text("UDP")
        faults += await faults_of_screen(arunee, "room") + await faults_of_screen(thana, "room")

        line.lose(0.0)
        await arunee.knows("() => window.journey.view.room.incidents.length === 0", patience=2 * OVER)
        await sees_own_line(thana, "good", "สัญญาณดี")
        await come_to_item(arunee, "1")
        await close_item(arunee)
        await close_meeting(arunee, [arunee, thana])
    assert faults == []
    await the_log_has_both(Evidence(arunee, meeting, tmp_path), (await arunee.seats())["thana"])


async def sees_own_line(person: Person, grade: str, words: str) -> None:
    """Wait until the sign on one's own tile says this."""
    sign = person.page.locator(f"[data-seat] [data-line={grade}]")
    await expect(sign).to_contain_text(words, timeout=PATIENCE_MS)


async def the_log_has_both(evidence: Evidence, thana: str) -> None:
    """The incident with its figures, and its end."""
    log = Log.of(await evidence.take(f"/api/meetings/{evidence.meeting}/log.zip", "log.zip"))
    (detected,), (subsided,) = log.facts(TroubleDetected), log.facts(TroubleSubsided)
    assert (detected.seat, detected.kind) == (thana, IncidentKind.UNCLEAR_LINE)
    assert max(detected.figures.lost_up or 0, detected.figures.lost_down or 0) >= 60
    # Since when it is so, the relay has seen; how late a busy machine lets us see it is not measured.
    written = next(entry.t for entry in log.entries if entry.fact == detected)
    assert (written - datetime.fromisoformat(detected.since)).total_seconds() < _PROMISED
    assert (subsided.incident, subsided.how) == (detected.incident, Over.RECOVERED)
