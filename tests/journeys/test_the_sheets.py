"""The secretary sees who is missing, and takes attendance and allowance from the record, in Chromium."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Playwright, ViewportSize, expect

from meeting_server.api.deps import COOKIE
from tests.api.closed import close_the_meeting
from tests.loopback import MEETING, Loopback, serving
from tests.people import ARUNEE, KAMALA, SOMSAK, THANA, VEERA, WILAI, Cast

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(180)]

LAPTOP = ViewportSize(width=1366, height=768)
PHONE = ViewportSize(width=390, height=844)
_AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RULES = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }"


@pytest.fixture
async def server(called: Path, tmp_path: Path) -> AsyncIterator[Loopback]:
    """The app on the loopback."""
    async for one in serving(called, tmp_path / "house"):
        yield one


@pytest.fixture
async def browser(playwright: Playwright) -> AsyncIterator[Browser]:
    """One browser for everybody of these tests."""
    one = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    yield one
    await one.close()


async def page_of(
    browser: Browser,
    server: Loopback,
    cast: Cast,
    where: str,
    size: ViewportSize = LAPTOP,
    locale: str = "th-TH",
) -> Page:
    """A page that this person has opened, signed in."""
    context = await browser.new_context(locale=locale, viewport=size, bypass_csp=True)
    signed_in = await server.browser(cast)
    await context.add_cookies([{"name": COOKIE, "value": signed_in.cookies[COOKIE], "url": server.origin}])
    page = await context.new_page()
    page.set_default_timeout(20_000)
    await page.goto(f"{server.origin}/meetings/{MEETING}{where}")
    return page


async def looks_well(page: Page, name: str) -> None:
    """Nothing that axe finds, nothing wider than the screen; with KEEP a picture is kept there."""
    await page.add_script_tag(content=_AXE.read_text(encoding="utf-8"))
    found = await page.evaluate(
        f"axe.run({_RULES}).then(({{ violations }}) => violations.map(one => one.id))"
    )
    assert found == []
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if os.environ.get("KEEP"):
        await page.screenshot(path=f"{os.environ['KEEP']}-{name}.png", full_page=True)


async def come_in(browser: Browser, server: Loopback, cast: Cast) -> Page:
    """This person passes the door."""
    page = await page_of(browser, server, cast, "")
    await page.get_by_role("checkbox").check()
    await page.get_by_role("button", name="เข้าห้องประชุม").click()
    await expect(page.locator("[data-screen=room]")).to_be_visible()
    return page


async def test_the_secretary_sees_who_is_missing_and_a_member_does_not(
    browser: Browser, server: Loopback
) -> None:
    await server.entered(ARUNEE, WILAI)
    secretary = await come_in(browser, server, VEERA)
    card = secretary.locator("[data-missing]")
    await expect(card).to_be_visible()
    if await card.get_attribute("open") is None:
        await card.locator("summary").click()
    await expect(card.locator(f"[data-absent='{SOMSAK.seat}']")).to_contain_text("ยังไม่มา")
    await expect(card.locator(f"[data-absent='{WILAI.seat}']")).to_have_count(0)
    await expect(card.locator(f"[data-absent='{THANA.seat}']")).to_have_count(1)
    await looks_well(secretary, "missing")
    thana = await come_in(browser, server, THANA)
    # The list says so by itself, and Thana has none.
    await expect(card.locator(f"[data-absent='{THANA.seat}']")).to_have_count(0)
    await expect(thana.locator("[data-missing]")).to_have_count(0)


async def test_the_record_has_the_attendance_and_the_allowance_sheet(
    browser: Browser, server: Loopback, tmp_path: Path
) -> None:
    await close_the_meeting(server)
    page = await page_of(browser, server, VEERA, "/record")
    row = page.locator(f"[data-attended='{THANA.seat}']")
    await expect(row).to_contain_text("เข้าสู่ระบบด้วยบัญชีของตน")
    await expect(row).to_contain_text("อยู่ในที่ประชุม")
    await expect(page.locator(f"[data-attended='{KAMALA.seat}']")).to_contain_text("ไม่มาประชุม")
    await looks_well(page, "record")
    await page.get_by_role("link", name="บัญชีเบี้ยประชุม").click()
    await expect(page.locator("[data-drawing]")).to_have_count(4)
    await expect(page.locator("[data-total]")).to_have_text("")
    await page.get_by_label("ประธานกรรมการ", exact=True).fill("1500")
    await page.get_by_label("กรรมการ", exact=True).fill("1200")
    await expect(page.locator("[data-total]")).to_have_text("๕,๑๐๐")
    await looks_well(page, "allowance")
    async with page.expect_download() as waiting:
        await page.get_by_role("link", name="รับเป็นตาราง CSV").click()
    kept = tmp_path / "allowance.csv"
    await (await waiting.value).save_as(kept)
    assert ",5100," in kept.read_text(encoding="utf-8-sig").splitlines()[-1]
    await page.emulate_media(media="print")
    await expect(page.get_by_role("button", name="พิมพ์บัญชี")).to_be_hidden()
    await expect(page.locator("article table")).to_be_visible()
    if os.environ.get("KEEP"):
        await page.pdf(path=f"{os.environ['KEEP']}-allowance.pdf", format="A4")


@pytest.mark.parametrize("locale", ["th-TH", "en-GB"])
async def test_the_sheets_are_read_on_a_phone(browser: Browser, server: Loopback, locale: str) -> None:
    await close_the_meeting(server)
    for where in ("/record", "/allowance"):
        page = await page_of(browser, server, ARUNEE, where, PHONE, locale)
        await expect(page.locator("[data-attended], [data-drawing]").first).to_be_attached()
        await looks_well(page, f"phone{where.replace('/', '-')}-{locale}")
