"""A person at a browser: what one clicks, reads, hears and sees; one Chromium each, with devices of its own."""

import asyncio
import shutil
from dataclasses import dataclass
from typing import Any, cast

from playwright.async_api import Browser, BrowserContext, Locator, Page, Playwright, expect

from tests.journeys.faces import Face

PATIENCE_MS = 30_000
PHONE = {"width": 390, "height": 844}
LAPTOP = {"width": 1366, "height": 768}
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection",
)

# What a page's connection has received, by seat and kind, joined with the relay's layout.
_HEARD = """async () => {
  const debug = window.meetingDebug; const pc = debug?.peer();
  if (!pc) return {};
  const seats = new Map(debug.layout().filter((s) => s.seat).map((s) => [s.mid, s.seat]));
  const found = {};
  for (const report of (await pc.getStats()).values()) {
    if (report.type !== "inbound-rtp") continue;
    const seat = seats.get(report.mid); if (!seat) continue;
    const one = found[seat] ??= { energy: 0, frames: 0, packets: 0 };
    one.energy += report.totalAudioEnergy ?? 0; one.frames += report.framesDecoded ?? 0;
    one.packets += report.packetsReceived ?? 0;
  }
  return found;
}"""
# Every packet that this page has ever sent and received, over all its connections.
_COUNT = """() => {
  const Real = window.RTCPeerConnection; window.allPeers = [];
  window.RTCPeerConnection = class extends Real {
    constructor(...given) { super(...given); window.allPeers.push(this); }
  };
}"""
_TOTALS = """async () => {
  let received = 0, sent = 0;
  for (const pc of window.allPeers ?? []) {
    if (pc.connectionState === "closed") continue;
    for (const report of (await pc.getStats()).values()) {
      if (report.type === "inbound-rtp") received += report.packetsReceived ?? 0;
      if (report.type === "outbound-rtp") sent += report.packetsSent ?? 0;
    }
  }
  return { received, sent, open: (window.allPeers ?? []).filter((pc) => pc.connectionState !== "closed").length };
}"""


@dataclass(slots=True)
class Person:
    """One page of one person."""

    name: str
    page: Page
    context: BrowserContext
    browser: Browser
    problems: list[str]

    @classmethod
    async def come(
        cls, playwright: Playwright, name: str, face: Face | None, *, viewport: dict[str, int] | None = None
    ) -> "Person":
        """Start a browser with this face."""
        own = () if face is None else _devices(face)
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=[*_FLAGS, *own]
        )
        context = await browser.new_context(viewport=cast("Any", viewport or LAPTOP), locale="th-TH")
        await context.grant_permissions(["camera", "microphone"])
        await context.add_init_script(f"({_COUNT})()")
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        person = cls(name, page, context, browser, [])
        page.on("pageerror", lambda error: person.problems.append(str(error)))
        page.on("console", lambda said: person.problems.append(said.text) if said.type == "error" else None)
        return person

    async def go(self) -> None:
        """Close the browser."""
        await self.browser.close()

    async def see(self, words: str) -> None:
        """Wait until these words are on the screen."""
        await expect(self.page.get_by_text(words).first).to_be_visible(timeout=PATIENCE_MS)

    async def at(self, screen: str) -> None:
        """Wait until this screen is shown."""
        await expect(self.page.locator(f"[data-screen={screen}]")).to_be_visible(timeout=PATIENCE_MS)

    def button(self, words: str) -> Locator:
        """A button by its words."""
        return self.page.get_by_role("button", name=words)

    async def press(self, words: str) -> None:
        """Press a button by its words."""
        await self.button(words).first.click()

    async def next_step(self, command: str) -> None:
        """Press the one next action once it is this one, and wait until it is done."""
        button = self.page.locator(f"[data-next='{command}']")
        await button.click()
        await expect(button).to_have_count(0, timeout=PATIENCE_MS)

    async def enter(self, link: str) -> None:
        """Follow the demo link, read the notice, and go in."""
        await self.page.goto(link)
        await self.at("door")
        await self.page.get_by_role("checkbox").check()
        await self.press("เข้าห้องประชุม")
        await self.at("room")

    async def seats(self) -> dict[str, str]:
        """Seat ids by given name, as they stand on the stage."""
        tiles = self.page.locator("[data-seat]")
        found = {}
        for tile in await tiles.all():
            words = await tile.inner_text()
            found[words] = str(await tile.get_attribute("data-seat"))
        return found

    async def heard(self) -> dict[str, dict[str, float]]:
        """What has come of each seat that has a slot now."""
        return cast("dict[str, dict[str, float]]", await self.page.evaluate(_HEARD))

    async def totals(self) -> dict[str, int]:
        """All packets both ways, of connections that are not closed."""
        return cast("dict[str, int]", await self.page.evaluate(_TOTALS))

    async def hears_and_sees(self, seats: set[str], patience: float = 30.0) -> None:
        """Wait until sound and pictures of every one of these seats grow."""
        waiting = {(seat, kind) for seat in seats for kind in ("energy", "frames")}
        first: dict[tuple[str, str], float] = {}
        now: dict[str, dict[str, float]] = {}
        try:
            async with asyncio.timeout(patience):
                while waiting:
                    now = await self.heard()
                    for seat, kind in list(waiting):
                        value = now.get(seat, {}).get(kind, 0)
                        before = first.setdefault((seat, kind), value)
                        # Slots of sound change hands, so a total may begin anew with another's.
                        if value > before > 0 or (before == 0 and value > 0):
                            waiting.discard((seat, kind))
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(f"{self.name} misses {waiting} of {now}; {self.problems}") from None


def _devices(face: Face) -> tuple[str, ...]:
    return (
        f"--use-file-for-fake-audio-capture={face.sound}",
        f"--use-file-for-fake-video-capture={face.picture}",
    )
