"""The whole meeting played in Chromium from its real files: every seat in step, holes and pauses in their place."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, Playwright, expect

from meeting_server.api.deps import COOKIE
from tests import recorded
from tests.loopback import MEETING, Loopback, serving
from tests.people import ARUNEE, KAMALA, THANA, VEERA

pytestmark = [pytest.mark.journey, pytest.mark.chromium]

_SPEAKING = "seat => document.querySelector(`[data-seat='${seat}']`).textContent.includes('กำลังพูด')"
# The seconds of the meeting at which each element that plays stands, by the seat and what it is.
_STAND = """() => Object.fromEntries([...document.querySelectorAll('[data-seat] audio, [data-seat] video')]
    .filter(one => !one.paused)
    .map(one => [one.closest('[data-seat]').dataset.seat + ' ' + one.tagName, one.currentTime]))"""


@pytest.fixture
async def server(called: Path, tmp_path: Path) -> AsyncIterator[Loopback]:
    """The app on the loopback, in which the meeting's minute passes at once."""
    async for one in serving(called, tmp_path / "house"):
        yield one


@pytest.fixture
async def page(playwright: Playwright, server: Loopback) -> AsyncIterator[Page]:
    """The record page of the meeting, as the secretary sees it."""
    await recorded.hold(server)
    browser = await playwright.chromium.launch(
        executable_path=shutil.which("chromium"),
        args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
    )
    context = await browser.new_context(locale="th-TH")
    signed_in = await server.browser(VEERA)
    await context.add_cookies([{"name": COOKIE, "value": signed_in.cookies[COOKIE], "url": server.origin}])
    one = await context.new_page()
    one.set_default_timeout(20_000)
    faults: list[str] = []
    one.on("pageerror", lambda fault: faults.append(str(fault)))
    await one.goto(f"{server.origin}/meetings/{MEETING}/record")
    yield one
    if os.environ.get("KEEP"):
        await one.screenshot(path=f"{os.environ['KEEP']}.png", full_page=True)
    await browser.close()
    assert faults == []


async def jump(page: Page, seconds: int) -> None:
    """Go to this second of the meeting by the time line."""
    line = page.get_by_role("slider")
    began = int(await line.get_attribute("min") or 0)
    await line.evaluate(
        "(line, at) => { line.value = at; line.dispatchEvent(new Event('input', { bubbles: true })); }",
        began + seconds * 1000,
    )


async def test_every_seat_is_heard_when_it_spoke(page: Page) -> None:
    await page.get_by_role("button", name="เล่น", exact=True).click()
    await page.wait_for_function(_SPEAKING, arg=ARUNEE.seat)
    stand = await page.evaluate(_STAND)
    assert {key.split()[1] for key in stand} == {"AUDIO", "VIDEO"}
    assert max(stand.values()) - min(stand.values()) < 0.3
    # Past Thana's words and over the hole in Arunee's file: what follows is where it was said.
    await jump(page, 18)
    await page.wait_for_function(_SPEAKING, arg=KAMALA.seat)
    await page.wait_for_function(f"seat => !({_SPEAKING})(seat)", arg=ARUNEE.seat)
    await page.wait_for_function(_SPEAKING, arg=ARUNEE.seat)
    clock = await page.get_by_role("slider").evaluate("line => (line.value - line.min) / 1000")
    assert 25.5 < clock < 28.5
    await expect(page.locator(f"[data-seat={KAMALA.seat}]").first).to_contain_text("พักการเข้าร่วม")
    # Over the cut between Thana's files.
    await page.wait_for_function(_SPEAKING, arg=THANA.seat)
    clock = await page.get_by_role("slider").evaluate("line => (line.value - line.min) / 1000")
    assert 33.5 < clock < 36.5


async def test_it_is_led_by_the_keyboard_and_by_the_list_of_moments(page: Page) -> None:
    line = page.get_by_role("slider")
    await line.focus()
    await page.keyboard.press("PageUp")
    assert await line.evaluate("line => line.max - line.value") < 1_500
    await page.keyboard.press("Home")
    for _ in range(2):
        await page.keyboard.press("ArrowRight")
    assert 9_000 <= await line.evaluate("line => line.value - line.min") <= 11_000
    await page.get_by_role("button", name="พักการเข้าร่วม").first.click()
    await expect(page.locator(f"[data-seat={KAMALA.seat}]").first).to_contain_text("พักการเข้าร่วม")
    assert 23_000 <= await line.evaluate("line => line.value - line.min") <= 25_500
    await line.focus()
    await page.keyboard.press("Space")
    await expect(page.get_by_role("button", name="หยุดชั่วคราว")).to_be_visible()


async def test_the_copy_is_made_outlives_a_reload_and_plays(page: Page) -> None:
    begin = page.get_by_role("button", name="ทำสำเนารวม (ไม่ใช่หลักฐาน)")
    await begin.click()
    # The server has taken it on; a page that goes before it asked has asked for nothing.
    await expect(begin).to_be_hidden(timeout=30_000)
    await page.reload()
    link = page.get_by_role("link", name="รับสำเนารวม")
    await link.wait_for(timeout=60_000)
    played = await page.evaluate(
        """async address => {
            const film = document.createElement("video");
            film.muted = true;
            film.src = address;
            const comes = name => new Promise((come, fail) => {
                film.addEventListener(name, come, { once: true });
                film.addEventListener("error", () => fail(film.error.message), { once: true });
            });
            await comes("loadedmetadata");
            film.currentTime = 45;
            await comes("seeked");
            await film.play();
            await comes("timeupdate");
            return [film.duration, film.videoWidth, film.videoHeight, film.currentTime];
        }""",
        await link.get_attribute("href"),
    )
    assert abs(played[0] - 60) < 2
    assert played[1:3] == [1280, 720]
    assert 44.9 < played[3] < 47
    await page.get_by_role("button", name="ลบสำเนานี้").click()
    await expect(page.get_by_role("button", name="ทำสำเนารวม (ไม่ใช่หลักฐาน)")).to_be_visible()
