"""A person at a browser: what one clicks, reads, hears and sees; one Chromium each, with devices of its own."""

import logging
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from playwright.async_api import Browser, Locator, Page, Playwright, ViewportSize, expect

from meeting_server.demo import PARTS
from tests.journeys.faces import FACES, Devices, whose_colour
from tests.journeys.waiting import PATIENCE, until

PATIENCE_MS = PATIENCE * 1_000
PHONE = ViewportSize(width=390, height=844)
LAPTOP = ViewportSize(width=1366, height=768)
NAMES = {part.sign_in_name: part.name for part in PARTS}
_log = logging.getLogger(__name__)
# A button whose last deed is not answered yet takes no second press.
_IDLE = ":not([aria-busy=true])"
_EARS = Path(__file__).with_name("ears.js")
_FLAGS = (
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
    "--auto-select-desktop-capture-source=Entire screen",
)
# As when somebody presses "block": the question is answered with no, and not left unanswered.
_REFUSING = (*(flag for flag in _FLAGS if "fake-ui" not in flag), "--deny-permission-prompts")


@dataclass(slots=True)
class Person:
    """One page of one person."""

    name: str
    page: Page
    browser: Browser
    errors: list[str] = field(default_factory=list)

    @classmethod
    async def come(
        cls,
        playwright: Playwright,
        name: str,
        devices: Devices,
        *,
        viewport: ViewportSize = LAPTOP,
        language: str = "th-TH",
        program: Path | None = None,
        allowed: bool = True,
    ) -> "Person":
        """Start a browser whose devices give this person, or are not allowed; by another program on another host."""
        files = (
            f"--use-file-for-fake-audio-capture={devices.sound}",
            f"--use-file-for-fake-video-capture={devices.picture}",
        )
        browser = await playwright.chromium.launch(
            executable_path=program or shutil.which("chromium"),
            args=[*(_FLAGS if allowed else _REFUSING), *files],
        )
        context = await browser.new_context(
            viewport=viewport,
            locale=language,
            reduced_motion="reduce",
            ignore_https_errors=program is not None,
        )
        context.set_default_timeout(PATIENCE_MS)
        await context.add_init_script(path=_EARS)
        page = await context.new_page()
        person = cls(name, page, browser)
        page.on("pageerror", lambda error: person.errors.append(str(error)))
        return person

    async def go(self) -> None:
        """Close the browser."""
        await self.browser.close()

    # What one does and reads.

    async def see(self, words: str) -> None:
        """Wait until these words are on the screen."""
        await expect(self.page.get_by_text(words).first).to_be_visible(timeout=PATIENCE_MS)

    async def at(self, screen: str, patience: float = PATIENCE) -> None:
        """Wait until this screen is shown."""
        _log.info("%s comes to %s", self.name, screen)
        await expect(self.page.locator(f"[data-screen={screen}]")).to_be_visible(timeout=patience * 1_000)

    def button(self, words: str) -> Locator:
        """The button that bears exactly these words, as soon as nothing is under way that it would wait for."""
        return self.page.get_by_role("button", name=words, exact=True).and_(self.page.locator(_IDLE)).first

    async def press(self, words: str) -> None:
        """Press the button that bears exactly these words."""
        _log.info("%s presses %s", self.name, words)
        await self.button(words).click()

    async def choose(self, words: str) -> None:
        """Choose the answer that bears exactly these words."""
        await self.page.get_by_role("radio", name=words, exact=True).check()

    async def do_next(self, command: str) -> None:
        """Press the one next action once it is this one, and wait until it is done."""
        _log.info("%s does %s", self.name, command)
        button = self.page.locator(f"[data-next='{command}']")
        await button.and_(self.page.locator(_IDLE)).click()
        await expect(button).to_have_count(0, timeout=PATIENCE_MS)

    async def enter(self, link: str) -> None:
        """Follow a link to the door, read the notice, and go in."""
        await self.page.goto(link)
        await self.pass_the_door()

    async def pass_the_door(self, button: str = "เข้าห้องประชุม") -> None:
        """Accept the recording notice and the terms, unless that was done before, and go in."""
        await self.at("door")
        box = self.page.get_by_role("checkbox")
        await expect(box.or_(self.page.locator("[data-accepted]"))).to_be_visible()
        if await box.count():
            await box.check()
        await self.press(button)
        await self.at("room")

    async def turn_on(self, words: str = "ไมค์และกล้องของท่านยังปิดอยู่") -> None:
        """Be told that microphone and camera are still off on this page, and press both."""
        await self.see(words)
        for button in ("เปิดไมค์", "เปิดกล้อง"):
            await self.press(button)

    async def open_messages(self) -> None:
        """Have the messages on the screen; the button says how many are unread."""
        if await self.page.locator("#chat-text").count() == 0:
            await self.page.get_by_role("button", name=re.compile("^ข้อความ")).click()

    async def write(self, words: str) -> None:
        """Send a message to everyone."""
        await self.open_messages()
        await self.page.locator("#chat-text").fill(words)
        await self.press("ส่งข้อความ")
        await self.see(words)

    # What the page knows.

    async def knows(self, what: str, arg: object = None, patience: float = PATIENCE) -> None:
        """Wait until this function of the page is true; as text alone the page's own policy would refuse it."""
        # Not by frames, which a busy machine may draw seldom.
        await self.page.wait_for_function(what, arg=arg, polling=100, timeout=patience * 1_000)

    async def view(self) -> dict[str, Any]:
        """The newest view that the server sent to this page."""
        await self.knows("() => window.journey.view !== null")
        return cast("dict[str, Any]", await self.page.evaluate("window.journey.view"))

    async def seats(self) -> dict[str, str]:
        """The seat of each person by sign-in name."""
        view = await self.view()
        by_name = {seat["name"]: seat["seat"] for seat in view["room"]["seats"]}
        return {short: by_name[name] for short, name in NAMES.items() if name in by_name}

    async def say(self, message: Mapping[str, object]) -> None:
        """Send something over the page's own line, past every button."""
        await self.page.evaluate("message => window.journey.say(message)", message)

    async def answer(self, message_id: str) -> dict[str, Any]:
        """The server's answer to what was sent under this id."""
        await self.knows("id => window.journey.answers[id]", message_id)
        return cast(
            "dict[str, Any]", await self.page.evaluate("id => window.journey.answers[id]", message_id)
        )

    async def was_told(self, words: str) -> bool:
        """Whether these words came over the line, shown or not."""
        told = "words => window.journey.frames.some((frame) => frame.includes(words))"
        return cast("bool", await self.page.evaluate(told, words))

    async def connections(self) -> int:
        """How many media connections this page has ever opened."""
        return cast("int", await self.page.evaluate("window.journey.peers.length"))

    async def packets(self) -> dict[str, int]:
        """All packets both ways, over every connection of this page that is not closed."""
        return cast("dict[str, int]", await self.page.evaluate("window.journey.packets()"))

    # What one hears and sees.

    async def arriving(self) -> dict[tuple[str, str, str], float]:
        """Sound energy and decoded frames by line, seat and kind."""
        found = await self.page.evaluate("window.journey.arriving()")
        return {(each["line"], each["seat"], each["kind"]): each["amount"] for each in found}

    async def hears_and_sees(self, others: Iterable[str], patience: float = PATIENCE) -> None:
        """Wait until sound and picture of every one of these people grow on a line that is theirs."""
        _log.info("%s listens and looks", self.name)
        seats = await self.seats()
        missing = {(seats[name], kind): name for name in others for kind in ("audio", "video")}
        before = await self.arriving()

        async def all_grow() -> bool:
            now = await self.arriving()
            for key, amount in now.items():
                if amount > before.setdefault(key, amount):
                    missing.pop(key[1:], None)
            return not missing

        await until(
            all_grow, f"sound and picture for {self.name}", patience=patience, otherwise=lambda: missing
        )

    async def recognizes(self, others: Sequence[str]) -> None:
        """Wait until each of these seats sounds and looks like the person who sits there."""
        _log.info("%s recognizes", self.name)
        seats = await self.seats()
        tones = {name: face.tone for name, face in FACES.items()}
        heard: dict[str, str] = {}
        seen: dict[str, str] = {}

        async def all_known() -> bool:
            heard.update(await self.page.evaluate("tones => window.journey.tones(tones)", tones))
            pixels = await self.page.evaluate("window.journey.colours()")
            seen.update({seat: whose_colour(pixel) for seat, pixel in pixels.items()})
            return all(heard.get(seats[name]) == name == seen.get(seats[name]) for name in others)

        await until(
            all_known,
            f"{self.name} to recognize {others}",
            otherwise=lambda: f"heard {heard}, seen {seen}, seats {seats}",
        )
