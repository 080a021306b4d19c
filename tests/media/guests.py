"""Real browsers as people of a relay's meeting: Chromium and Firefox, each on a host of its own."""

import asyncio
import contextlib
import os
import re
import shutil
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from playwright.async_api import Playwright

from meeting_server.media.ice import Address
from meeting_server.media.source import Layer
from meeting_server.meeting.ids import SeatId
from tests.media import firefox
from tests.media.authorities import trust
from tests.media.browser import MEETING, Stage, until
from tests.media.network import Namespace
from tests.media.stage_door import PATIENCE
from tests.media.test_rtc_chromium import FLAGS

_SCRIPT = Path(__file__).with_name("guest.js")

Json = dict[str, Any]


class Page(Protocol):
    """What both browsers' pages can do."""

    async def evaluate(self, expression: str, told: object = None, /) -> Any:  # noqa: ANN401
        ...


class Guest:
    """A seat's page and its signals; its own microphone and camera, and slots for the others."""

    def __init__(self, stage: Stage, seat: SeatId, page: Page, name: str = "1") -> None:
        self.stage = stage
        self.seat = seat
        self.page = page
        self.conn = f"conn_{seat[5:9]}_{name}"
        self.mids: dict[str, str] = {}
        self.names: list[str] = []  # lines that the page adds to every m-line of its offers
        self._n = 0

    async def signal(self, kind: str, **fields: object) -> None:
        """Say something to the relay."""
        await self.stage.relay.signal(MEETING, self.seat, {"kind": kind, "conn": self.conn, **fields})

    async def join(self, begin: Mapping[str, object] | None = None, *, takeover: bool = False) -> None:
        """Come in, with one slot of each kind and what else the page begins with; wait until the relay says so."""
        await self.page.evaluate(_SCRIPT.read_text())
        await self.page.evaluate("(told) => page.begin(told)", {"audio": 1, "video": 1, **(begin or {})})
        await self.signal("open", audio=1, video=1, takeover=takeover)
        await self.offer()
        await until(lambda: self.reported("live"), PATIENCE)

    async def offer(self) -> None:
        """Offer, and take the answer."""
        self._n += 1
        offer = await self.page.evaluate("page.offer()")
        self.mids = {each["source"]: each["mid"] for each in offer["tracks"]}
        sdp = re.sub(
            r"(a=mid:.*\r\n)", "".join([r"\1", *(f"{name}\r\n" for name in self.names)]), offer["sdp"]
        )
        await self.signal("offer", n=self._n, sdp=sdp, tracks=offer["tracks"])
        (answer,) = [told for told in self.stage.told[self.seat] if self._is_answer(told)]
        await self.page.evaluate("(sdp) => page.answered(sdp)", answer["sdp"])

    def _is_answer(self, told: Json) -> bool:
        return (told["kind"], told.get("conn"), told.get("n")) == ("answer", self.conn, self._n)

    async def restart(self, servers: object = None) -> None:
        """Look for another way, and keep the keys."""
        await self.page.evaluate("(servers) => page.restart(servers)", servers)
        await self.offer()

    async def films_on(self) -> None:
        """Wait until the camera has sent a second's worth of pictures more."""
        await self.page.evaluate(
            """async () => {
                const since = await page.sent();
                for (;;) {
                    const now = await page.sent();
                    if (Object.keys(since).some((rid) => now[rid][1] > since[rid][1] + 20)) return;
                    await new Promise((resolve) => setTimeout(resolve, 50));
                }
            }"""
        )

    async def moved(self, before: Address) -> None:
        """Wait until the relay sends to another address than before."""
        peer = self.stage.relay._halls[MEETING].conference.seats[self.seat].peer
        assert peer is not None
        await until(lambda: peer._ice.address not in {None, before}, PATIENCE)

    def reported(self, state: str) -> list[Json]:
        """When the relay said that this connection is in this state."""
        return self.stage.reported("state", conn=self.conn, state=state)

    async def plays(self, *, audio: int = 1, video: int = 1) -> None:
        """Wait until more sound and pictures than now are decoded, in so many slots of each kind."""
        await self.page.evaluate("(wanted) => page.plays(wanted)", {"audio": audio, "video": video})

    async def came(self) -> dict[str, Json]:
        """What came into each slot so far."""
        came: dict[str, Json] = await self.page.evaluate("page.came()")
        return came

    async def way(self) -> Json:
        """The way that packets take, as the browser knows it."""
        way: Json = await self.page.evaluate("page.way()")
        return way

    async def packets(self) -> int:
        """How many packets of media came so far."""
        return sum(each["packets"] for each in (await self.came()).values())

    async def sees(self, width: int) -> None:
        """Wait until pictures of this width come, and are decoded."""
        await self.page.evaluate(
            """async (width) => {
                for (let began = null; ; ) {
                    const now = Object.values(await page.came()).find((each) => each.width === width);
                    began = now === undefined ? null : (began ?? now.decoded);
                    if (began !== null && now.decoded > began + 5) return;
                    await new Promise((resolve) => setTimeout(resolve, 50));
                }
            }""",
            width,
        )

    async def look(self, width: int, height: int) -> None:
        """Show every picture in this size."""
        came = await self.page.evaluate(
            "page.connection().getTransceivers().filter((one) => one.direction === 'recvonly'"
            " && one.receiver.track.kind === 'video').map((one) => one.mid)"
        )
        slots = [{"mid": mid, "w": width, "h": height} for mid in came]
        await self.signal("watch", slots=slots, pins=[], hidden=False)

    @property
    def layers(self) -> dict[str, Layer]:
        """The layers of the camera, as the relay knows them."""
        peer = self.stage.relay._halls[MEETING].conference.seats[self.seat].peer
        assert peer is not None
        return peer.sources[self.mids["camera"]].layers

    @property
    def address(self) -> Address:
        """Where the relay sees this page."""
        peer = self.stage.relay._halls[MEETING].conference.seats[self.seat].peer
        assert peer is not None
        assert peer._ice.address is not None
        return peer._ice.address


@contextlib.asynccontextmanager
async def chromium(
    driver: Playwright, folder: Path, host: Namespace | None = None, authority: Path | None = None
) -> AsyncIterator[Page]:
    """An empty page of a Chromium, on this host; an origin that may use its camera. It may trust one authority more."""
    program = host.program("chromium", folder) if host is not None else shutil.which("chromium")
    home: dict[str, str | float | bool] = {}
    if authority is not None:
        home["HOME"] = str(folder / "home")
        await asyncio.to_thread(trust, folder / "home" / ".pki" / "nssdb", authority)
    browser = await driver.chromium.launch(executable_path=program, args=FLAGS, env={**os.environ, **home})
    try:
        page = await browser.new_page()
        await page.route("**/*", lambda route: route.fulfill(body="<body></body>", content_type="text/html"))
        await page.goto("http://localhost:1/")
        yield page
    finally:
        await browser.close()


@contextlib.asynccontextmanager
async def mozilla(folder: Path, host: Namespace, authority: Path | None = None) -> AsyncIterator[Page]:
    """An empty page of a Firefox, on this host; an origin that may use its camera. It may trust one authority more."""
    site = folder / "empty.html"
    site.write_text("<!doctype html><body></body>")
    async with firefox.running(folder, host, authority) as browser:
        page = await browser.new_page()
        await page.goto(site.as_uri())
        yield page
