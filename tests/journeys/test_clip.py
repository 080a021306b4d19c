"""The clip upon which a guest was vouched for is played by the secretary, and one that led to nothing is gone (ข้อ ๙)."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from meeting_server.audit.recordings import hold
from meeting_server.meeting.facts.clip import ClipDiscarded, ClipKept
from tests.journeys.access import faults_of_screen, tab_to
from tests.journeys.conftest import Come
from tests.journeys.deeds import close_item, close_meeting, come_to_item
from tests.journeys.evidence import Evidence, Log
from tests.journeys.person import PHONE
from tests.journeys.server import Server
from tests.journeys.test_vouching import GUEST, Scene, a_guest_waits, meeting_at, vouch
from tests.journeys.waiting import until
from tests.media import tape

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

MOST = 15.0  # seconds of a clip
_PLAYS = """() => [...document.querySelectorAll("[data-clips] video, [data-clips] audio")]
    .filter((one) => !one.paused && one.currentTime > 1).length === 2"""
_IS_NO_SILENCE = """async (address) => {
    const context = new OfflineAudioContext(1, 48000, 48000);
    const sound = await context.decodeAudioData(await (await fetch(address)).arrayBuffer());
    return sound.getChannelData(0).some((level) => level > 0.01);
}"""


async def the_record(scene: Scene, server: Server, folder: Path) -> Log:
    """The meeting is held and closed; the secretary reads its record, and every file is as the log says."""
    await scene.arunee.do_next("session.open_meeting")
    await come_to_item(scene.arunee, "1")
    await close_item(scene.arunee)
    await close_meeting(scene.arunee, [scene.wilai])
    veera = scene.veera
    await veera.page.goto(f"{meeting_at(veera, scene.meeting)}/record")
    await veera.at("record")
    log = Log.of(await Evidence(veera, scene.meeting, folder).click("รับชุดหลักฐาน"))
    held = hold(log.entries, server.data_dir / scene.meeting)
    assert (held.whole, held.missing) == (True, ()), held.sentences()
    return log


async def plays(scene: Scene) -> Locator:
    """The secretary opens the clip by the keyboard, and it plays with picture and sound."""
    veera = scene.veera
    clips = veera.page.locator("[data-clips]")
    await expect(clips.get_by_role("listitem")).to_have_count(1)
    button = clips.get_by_role("button", name=f"เปิดคลิปของ {GUEST}")
    await tab_to(veera, button)
    await veera.page.keyboard.press("Enter")
    video = clips.locator("video")
    await video.evaluate("video => video.play()")
    await veera.knows(_PLAYS)
    assert await video.evaluate("video => video.videoWidth") > 0
    sound = await clips.locator("audio").get_attribute("src")
    assert await veera.page.evaluate(_IS_NO_SILENCE, sound)
    return clips


async def look(scene: Scene) -> None:
    """What axe finds, wide and narrow; with KEEP pictures are kept there."""
    page = scene.veera.page
    for size, width in (("390", PHONE["width"]), ("1366", 1366)):
        await page.set_viewport_size({"width": width, "height": 844 if size == "390" else 768})
        assert await faults_of_screen(scene.veera, "record") == []
        if folder := os.environ.get("KEEP"):
            await page.screenshot(path=f"{folder}/clip.{size}.png", full_page=True)


async def test_the_secretary_plays_the_clip_upon_which_a_guest_was_vouched_for(
    server: Server, come: Come, tmp_path: Path
) -> None:
    scene = await a_guest_waits(server, come)
    # The chair looks first, and turns away: of that nothing is left.
    await scene.arunee.see("ขอให้ท่านรับรอง")
    await scene.arunee.press("ดูและฟัง")
    await expect(scene.arunee.page.locator("[data-heard=true]")).to_be_visible(timeout=30_000)
    await scene.arunee.press("ไม่ดูแล้ว")

    async def is_gone() -> bool:
        names = [path.name for path in (server.data_dir / scene.meeting).rglob("clip1-*")]
        return bool(names) and all(name.endswith(".jsonl") for name in names)

    await until(is_gone, "the clip of the chair's look to be destroyed")
    await vouch(scene.wilai)
    await scene.guest.at("room")
    log = await the_record(scene, server, tmp_path)
    (kept,), (gone,) = log.facts(ClipKept), log.facts(ClipDiscarded)
    assert (kept.clip, gone.clip, len(gone.files)) == (2, 1, 2)
    assert {each.source for each in kept.files} == {"clip2-mic", "clip2-camera"}
    for each in kept.files:
        probed = tape.probe(server.data_dir / scene.meeting / each.file)
        assert (probed.complaints, 3.0 < probed.duration <= MOST) == ("", True), probed
    await plays(scene)
    await look(scene)


@pytest.mark.parametrize("killed", ["worker", "server"])
async def test_a_kill_while_somebody_looks_leaves_a_whole_clip(
    server: Server, come: Come, tmp_path: Path, killed: str
) -> None:
    scene = await a_guest_waits(server, come)
    await scene.wilai.see("ขอให้ท่านรับรอง")
    await scene.wilai.press("ดูและฟัง")
    await expect(scene.wilai.page.locator("[data-heard=true]")).to_be_visible(timeout=30_000)
    before = (await scene.guest.view())["seq"]
    if killed == "worker":
        await server.kill_worker()
    else:  # The worker outlives its server, and goes on with the clip.
        await server.kill()
        await server.start()
        # With the guest's line their card goes and comes, and what was ticked in it.
        await scene.guest.knows("seq => window.journey.view.seq > seq", before)
        back = (await scene.guest.view())["seq"]
        await scene.wilai.knows("seq => window.journey.view.seq >= seq", back)
    card = scene.wilai.page.locator("[data-visitor]")
    await card.get_by_role("checkbox").check()
    await scene.guest.knows("() => window.meetingDebug.peer()?.iceConnectionState === 'connected'")
    await scene.wilai.press("รับรอง")
    await scene.guest.at("room")
    log = await the_record(scene, server, tmp_path)
    (kept,) = log.facts(ClipKept)
    recovered = killed == "worker"
    assert {(each.source, each.recovered) for each in kept.files} == {
        ("clip1-mic", recovered),
        ("clip1-camera", recovered),
    }
    await plays(scene)
