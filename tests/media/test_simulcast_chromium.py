"""The Chromium of the machine films itself in layers, is shown in the one that fits, and is recorded in the best."""

import shutil
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import av
import pytest
from playwright.async_api import Browser as Chromium
from playwright.async_api import Page, async_playwright

from meeting_server.media.recorder import Recorder
from meeting_server.media.rtp import RtpPacket
from meeting_server.media.source import Layer
from meeting_server.meeting.ids import SeatId
from tests.media import tape
from tests.media.browser import MEETING, Stage, Taped, plan_of, staged, until
from tests.media.stage_door import PATIENCE
from tests.media.test_rtc_chromium import FLAGS
from tests.people import ARUNEE, THANA, WILAI

pytestmark = [pytest.mark.chromium, pytest.mark.timeout(180)]

A, B, C = ARUNEE.seat, THANA.seat, WILAI.seat
SMALL, LARGE = (240, 135), (1600, 900)
_SCRIPT = Path(__file__).with_name("simulcast.js")


@pytest.fixture
async def chromium() -> AsyncIterator[Chromium]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        await browser.close()


class Seated:
    """A seat's page, and its signals."""

    def __init__(self, stage: Stage, seat: SeatId, page: Page) -> None:
        self.stage = stage
        self.seat = seat
        self.page = page
        self.mids: dict[str, str | None] = {}

    async def signal(self, kind: str, **fields: object) -> None:
        message = {"kind": kind, "conn": f"conn_{self.seat[5:9]}", **fields}
        await self.stage.relay.signal(MEETING, self.seat, message)

    async def join(self) -> None:
        """Open, offer and be answered."""
        await self.signal("open", audio=1, video=1, takeover=False)
        sdp = await self.page.evaluate("page.offer()")
        self.mids = await self.page.evaluate("page.mids()")
        sends = {source: self.mids[source] for source in ("mic", "camera")}
        tracks = [{"mid": mid, "source": source} for source, mid in sends.items() if mid]
        await self.signal("offer", n=1, sdp=sdp, tracks=tracks)
        (answer,) = [told["sdp"] for told in self.stage.told[self.seat] if told["kind"] == "answer"]
        await self.page.evaluate("sdp => page.answered(sdp)", answer)
        await until(lambda: self.stage.reported("state", seat=self.seat, state="live"), PATIENCE)

    async def look(self, size: tuple[int, int]) -> None:
        slots = [{"mid": self.mids["slot"], "w": size[0], "h": size[1]}]
        await self.signal("watch", slots=slots, pins=[], hidden=False)

    async def sees(self, width: int) -> None:
        """Wait until pictures of this width are decoded, and more than a second's worth of them."""
        await self.page.evaluate(
            """async (width) => {
                let began = null;
                for (;;) {
                    const now = await page.seen();
                    if (now.width !== width) began = null;
                    else began ??= now.decoded;
                    if (began !== null && now.decoded > began + 25) return;
                    await new Promise((resolve) => setTimeout(resolve, 20));
                }
            }""",
            width,
        )

    @property
    def layers(self) -> Mapping[str, Layer]:
        """The layers of the camera, as the relay knows them."""
        peer = self.stage.relay._halls[MEETING].conference.seats[self.seat].peer
        assert peer is not None
        return peer.sources[str(self.mids["camera"])].layers


async def open_page(chromium: Chromium, *acts: str) -> Page:
    """A page that has done this, ready to offer."""
    page = await chromium.new_page()
    await page.route("**/*", lambda route: route.fulfill(body="<body></body>", content_type="text/html"))
    await page.goto("http://localhost:1/")
    await page.evaluate(_SCRIPT.read_text())
    for act in acts:
        await page.evaluate(act)
    return page


async def _join(chromium: Chromium, stage: Stage, seat: SeatId, act: str) -> Seated:
    seated = Seated(stage, seat, await open_page(chromium, act))
    await seated.join()
    return seated


async def test_each_page_gets_the_layer_that_fits_and_changes_without_a_freeze(
    chromium: Chromium, tmp_path: Path
) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, C))
        a = await _join(chromium, stage, A, "page.film(1280, 720)")
        b, c = [await _join(chromium, stage, seat, "page.look()") for seat in (B, C)]
        await b.look(SMALL)
        await c.look(LARGE)
        await b.sees(320)
        await c.sees(1280)
        assert {name: layer.size for name, layer in a.layers.items()} == {
            "q": (320, 180),
            "h": (640, 360),
            "f": (1280, 720),
        }
        sent = await a.page.evaluate("page.sent()")
        assert {rid: width for rid, (width, _) in sent.items()} == {"q": 320, "h": 640, "f": 1280}
        for one, other in ((b, c), (c, b)):
            await one.look(LARGE)
            await other.look(SMALL)
            await one.sees(1280)
            await other.sees(320)
        # Whoever misses a packet or a reference asks for it; nobody had to.
        assert [(await each.page.evaluate("page.seen()"))["asked"] for each in (b, c)] == [0, 0]
        assert stage.violations == 0


async def test_a_camera_too_small_for_three_layers_is_sent_in_two(chromium: Chromium, tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a = await _join(chromium, stage, A, "page.film(640, 480, [2, 1])")
        b = await _join(chromium, stage, B, "page.look()")
        await b.look(LARGE)
        await b.sees(640)
        await b.look(SMALL)
        await b.sees(320)
        assert set(a.layers) == {"q", "h", "f"}


@dataclass(slots=True)
class Kept(Taped):
    """A recorder that writes, and keeps what it was told."""

    writer: Recorder | None = None
    files: list[str] = field(default_factory=list)

    def report(self, _meeting: str, report: Mapping[str, object]) -> None:
        files = report.get("files")
        if isinstance(files, list):
            self.files += [str(sealed["file"]) for sealed in files]

    def plan(
        self, meeting: str, record: frozenset[tuple[SeatId, str]], reasons: Mapping[tuple[str, str], str]
    ) -> None:
        assert self.writer is not None
        self.writer.plan(meeting, record, reasons)

    def packet(self, meeting: str, seat: str, source: str, packet: RtpPacket) -> None:
        assert self.writer is not None
        self.kept.append(packet)
        self.writer.packet(meeting, seat, source, packet)

    def wants_key(self, meeting: str, seat: str, source: str) -> bool:
        return self.writer is not None and self.writer.wants_key(meeting, seat, source)


async def test_the_best_layer_is_recorded_and_its_changes_play_in_one_file(
    chromium: Chromium, tmp_path: Path
) -> None:
    kept = Kept()
    kept.writer = Recorder(tmp_path, kept.report)
    async with staged(tmp_path, kept) as stage:
        stage.follow(plan_of(A, record=True))
        a = await _join(chromium, stage, A, "page.film(1280, 720)")

        async def records(name: str) -> None:
            """Wait until a second's worth of pictures of this layer, and of no other, was recorded."""

            def came() -> bool:
                stream, pictures = a.layers[name].stream, [packet for packet in kept.kept if packet.marker]
                return len(pictures) > 20 and {each.ssrc for each in pictures[-20:]} == {
                    stream and stream.ssrc
                }

            await until(came, PATIENCE)

        await records("f")
        await a.page.evaluate("page.only('q')")
        await records("q")
        await a.page.evaluate("page.only('q', 'h', 'f')")
        await records("f")
    await kept.writer.drain("left")
    (file,) = kept.files
    assert tape.probe(tmp_path / MEETING / file).complaints == ""
    with av.open(str(tmp_path / MEETING / file)) as container:
        frames = [(frame.width, frame.time or 0.0) for frame in container.decode(video=0)]
    # At each change the picture that was on its way is left out, and nothing else.
    assert sum(packet.marker for packet in kept.kept) - len(frames) <= 4
    widths = [width for width, _ in groupby(frames, key=lambda frame: frame[0])]
    assert widths[-3:] == [1280, 320, 1280]
    times = [time for _, time in frames]
    assert times == sorted(times)
