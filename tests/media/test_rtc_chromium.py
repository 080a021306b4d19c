"""The Chromium of the machine comes in by our port: it takes our answers, sends, plays, moves and stops."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright

from tests.media.browser import until
from tests.media.stage_door import PATIENCE, Door, door

pytestmark = [pytest.mark.chromium, pytest.mark.timeout(180)]

TRACKS = {"0": "mic", "1": "camera"}
_SCRIPT = Path(__file__).with_name("page.js")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
)


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """An empty page of an origin that may use its camera."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = await browser.new_page()
        await page.route("**/*", lambda route: route.fulfill(body="<body></body>", content_type="text/html"))
        await page.goto("http://localhost:1/")
        await page.evaluate(_SCRIPT.read_text())
        yield page
        await browser.close()


async def _offer(page: Page, at: Door) -> str:
    """One offer and its answer; the answer."""
    answer = at.answer(await page.evaluate("page.offer()"), TRACKS)
    await page.evaluate("sdp => page.answered(sdp)", answer)
    return answer


async def _join(page: Page, at: Door) -> str:
    await page.evaluate("page.begin()")
    answer = await _offer(page, at)
    assert await at.connected()
    await until(lambda: at.packets["0"] > 10 and at.packets["1"] > 10, PATIENCE)
    return answer


async def _counts(page: Page) -> dict[str, Any]:
    counts: dict[str, Any] = await page.evaluate("page.counts()")
    return counts


async def _plays(page: Page) -> None:
    """Wait until more of both is played than now."""
    await page.evaluate(
        """async () => {
            const before = await page.counts();
            for (;;) {
                const now = await page.counts();
                if (now.played > before.played + 4800 && now.decoded > before.decoded + 2) return;
                await new Promise(requestAnimationFrame);
            }
        }"""
    )


async def _goes_on(page: Page, at: Door, *mids: str) -> None:
    """Wait until more of these arrives than has, on the connection that stood all the time."""
    before = dict(at.packets)
    await until(lambda: all(at.packets[mid] > before[mid] + 10 for mid in mids), PATIENCE)
    assert await page.evaluate("page.states.filter((state) => state !== 'connecting')") == ["connected"]


@pytest.mark.parametrize(
    ("host", "transport"),
    [("127.0.0.1", "udp"), ("127.0.0.1", "tcp"), ("::1", "udp")],
)
async def test_its_sound_and_pictures_arrive_and_come_back_to_be_played(
    page: Page, host: str, transport: str
) -> None:
    async with door(host, [transport]) as at:
        await _join(page, at)
        at.ask_key()
        await _plays(page)
        counts = await _counts(page)
        assert at.ice.path == transport
        assert (counts["ice"], counts["profile"]) == ("controlling", "SRTP_AEAD_AES_256_GCM")
        assert {codec.split()[0] for codec in counts["codecs"]} == {"audio/opus", "video/VP8"}
        assert any("useinbandfec=1" in codec and "usedtx=0" in codec for codec in counts["codecs"])
        assert at.transport.profile == "SRTP_AEAD_AES_256_GCM"
        await until(lambda: len(at.clocks) == 2, PATIENCE)
        assert at.transport.bad_packets == 0


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_it_comes_by_another_way_and_keeps_its_keys(page: Page, transport: str) -> None:
    async with door(transports=[transport]) as at:
        await _join(page, at)
        old = at.credentials
        await page.evaluate("page.pc.restartIce()")
        await _offer(page, at)
        assert at.credentials != old
        answered = at.ice.last_check
        await until(lambda: at.ice.last_check > answered)
        await _goes_on(page, at, "0", "1")
        await _plays(page)


async def test_a_camera_that_was_off_in_an_offer_can_be_on_in_the_next(page: Page) -> None:
    async with door() as at:
        await _join(page, at)
        await page.evaluate("page.turn('inactive')")
        answer = await _offer(page, at)
        assert "a=inactive" in answer
        assert "m=video 0" not in answer
        await _goes_on(page, at, "0")
        await page.evaluate("page.turn('sendonly')")
        await _offer(page, at)
        await _goes_on(page, at, "0", "1")


async def test_a_camera_that_was_stopped_for_good_leaves_the_rest_as_it_is(page: Page) -> None:
    async with door() as at:
        await _join(page, at)
        await page.evaluate("page.stopCamera()")
        assert "m=video 0" in await _offer(page, at)
        await _goes_on(page, at, "0")
