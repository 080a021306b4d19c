"""Sharing a screen: given by the chair, seen by everyone inside and by nobody else, ended by the chair, and on record."""

import subprocess
from pathlib import Path

import pytest
from playwright.async_api import expect

from meeting_server.meeting.facts.floor import ScreenShared, ScreenShareEnded, ShareEnding
from tests.journeys.access import faults_of_screen, tab_to
from tests.journeys.conftest import Come
from tests.journeys.deeds import (
    all_hear_and_see,
    close_item,
    close_meeting,
    come_to_item,
    declare_interest,
    suspend,
    vote,
)
from tests.journeys.evidence import Evidence, Log
from tests.journeys.hearing import frames_of
from tests.journeys.person import NAMES, PATIENCE_MS, Person
from tests.journeys.server import Server
from tests.journeys.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

CAST = ("arunee", "kamala", "thana")
START, INSTEAD, END = "นำเสนอ", "นำเสนอแทน", "ยุติการนำเสนอ"
# The size in which the sharer's own page captures, and that in which the picture is shown by another's.
_CAPTURED = """() => {
    const sent = window.meetingDebug.peer()?.getSenders().map((one) => one.track?.getSettings()) ?? [];
    const found = sent.find((one) => one?.displaySurface);
    return found ? [found.width, found.height] : null;
}"""
_SHOWN = """() => {
    const shown = document.querySelector("[data-shared] video");
    return shown ? [shown.videoWidth, shown.videoHeight] : null;
}"""
_DECODED = """async () => {
    const slot = window.meetingDebug.layout().find((one) => one.source === "screen" && one.seat);
    const reports = slot ? [...(await window.meetingDebug.peer().getStats()).values()] : [];
    return reports.find((one) => one.type === "inbound-rtp" && one.mid === slot.mid)?.framesDecoded ?? 0;
}"""
# What the browser does when its own bar "stop sharing" is pressed.
_BAR = """() => {
    const { track } = window.meetingDebug.peer().getSenders().find((one) => one.track?.getSettings().displaySurface);
    track.stop();
    track.dispatchEvent(new Event("ended"));
}"""


async def test_a_screen_is_shared_seen_ended_and_on_record(
    server: Server, come: Come, tmp_path: Path
) -> None:
    people = {name: await come(name) for name in CAST}
    arunee, kamala, thana = people["arunee"], people["kamala"], people["thana"]
    for name, person in people.items():
        await person.enter(server.links[name])
    await arunee.do_next("session.open_meeting")
    await all_hear_and_see(people)
    seats = await arunee.seats()
    await the_chair_lets_thana_share(arunee, thana)
    await thana.press(START)
    await thana.see("ทุกคนเห็นหน้าจอของท่านอยู่")
    for person in (arunee, kamala):
        await sees_the_screen_of(person, thana)
    # The one who shares has no picture of it, and everybody still hears and sees everybody.
    await expect(thana.page.locator("[data-shared]")).to_have_count(0)
    await all_hear_and_see(people)
    for person in (arunee, kamala, thana):
        assert await faults_of_screen(person, "room") == []
    await kamala_is_outside(people)
    await it_stays_in_view_through_a_vote(people)
    await the_chair_ends_it(arunee, thana)
    await the_chair_shares_and_stops_by_the_bar(arunee, thana)
    await come_to_item(arunee, "5")
    await close_item(arunee)
    await close_meeting(arunee, people.values())
    await it_is_on_record(arunee, seats, tmp_path)


async def the_chair_lets_thana_share(arunee: Person, thana: Person) -> None:
    await expect(thana.button(START)).to_have_count(0)
    await arunee.page.get_by_role("button", name="รายชื่อ").first.click()
    give = arunee.button(f"ให้นำเสนอ {NAMES['thana']}")
    await tab_to(arunee, give)
    await arunee.page.keyboard.press("Enter")
    await expect(arunee.button(f"ยกเลิกสิทธินำเสนอ {NAMES['thana']}")).to_be_visible()
    await arunee.page.get_by_role("button", name="รายชื่อ").first.click()


async def sees_the_screen_of(person: Person, sharer: Person) -> None:
    """Wait until the picture has the captured size and new pictures of it are decoded."""
    await sharer.knows(_CAPTURED)
    captured = await sharer.page.evaluate(_CAPTURED)
    shown: list[object] = []

    async def has_its_size() -> bool:
        shown[:] = [await person.page.evaluate(_SHOWN)]
        return shown == [captured]

    await until(has_its_size, f"{person.name} to see {captured}", otherwise=lambda: shown)
    await person.see(f"{NAMES[sharer.name]} กำลังนำเสนอหน้าจอ")
    before = await person.page.evaluate(_DECODED)

    async def goes_on() -> bool:
        return bool(await person.page.evaluate(_DECODED) > before)

    await until(goes_on, f"more pictures of the screen for {person.name}")


async def kamala_is_outside(people: dict[str, Person]) -> None:
    """Nothing of the screen reaches whoever is suspended; it goes on for the others, and is there on the return."""
    arunee, kamala, thana = people["arunee"], people["kamala"], people["thana"]
    await come_to_item(arunee, "4.1")
    await declare_interest(kamala)
    await suspend(arunee, kamala)
    assert await kamala.packets() == {"received": 0, "sent": 0, "open": 0}
    await sees_the_screen_of(arunee, thana)
    assert await kamala.packets() == {"received": 0, "sent": 0, "open": 0}
    assert (await kamala.view())["room"]["sharing"] is None
    await close_item(arunee)
    await kamala.at("room")
    await sees_the_screen_of(kamala, thana)


async def it_stays_in_view_through_a_vote(people: dict[str, Person]) -> None:
    """A vote is not hidden by a screen that fills the page, and the screen goes on beside it and its result."""
    arunee, kamala, thana = people["arunee"], people["kamala"], people["thana"]
    await arunee.do_next("agenda.open_item")
    await kamala.press("ดูเต็มจอ")
    await kamala.knows("() => document.fullscreenElement !== null")
    await arunee.do_next("ballots.open_ballot")
    await kamala.knows("() => document.fullscreenElement === null")
    await sees_the_screen_of(kamala, thana)
    for person in people.values():
        await vote(person, "agree")
    await arunee.do_next("ballots.close_ballot")
    await kamala.see("ผลรายบุคคล")
    await sees_the_screen_of(kamala, thana)
    assert await faults_of_screen(kamala, "room") == []
    await close_item(arunee)


async def the_chair_ends_it(arunee: Person, thana: Person) -> None:
    await arunee.press(END)
    await expect(arunee.page.locator("[data-shared]")).to_have_count(0, timeout=PATIENCE_MS)
    # The browser of whoever shared captures no more.
    await thana.knows(f"() => ({_CAPTURED})() === null")
    await expect(thana.button(START)).to_be_visible(timeout=PATIENCE_MS)


async def the_chair_shares_and_stops_by_the_bar(arunee: Person, thana: Person) -> None:
    """The chair takes the place of another; the browser's own bar ends it as our button does."""
    await thana.press(START)
    await sees_the_screen_of(arunee, thana)
    await arunee.press(INSTEAD)
    await thana.see("ประธานนำเสนอแทนท่านแล้ว การนำเสนอของท่านจบแล้ว")
    await sees_the_screen_of(thana, arunee)
    await thana.knows(f"() => ({_CAPTURED})() === null")
    await arunee.page.evaluate(_BAR)
    await expect(thana.page.locator("[data-shared]")).to_have_count(0, timeout=PATIENCE_MS)
    await expect(arunee.button(START)).to_be_visible(timeout=PATIENCE_MS)


async def it_is_on_record(arunee: Person, seats: dict[str, str], folder: Path) -> None:
    meeting = arunee.page.url.split("/meetings/")[1].split("/")[0]
    await arunee.page.get_by_role("link", name="ดูบันทึกการประชุม").click()
    await arunee.at("record")
    evidence = Evidence(arunee, meeting, folder)
    found: list[dict[str, str]] = []

    async def all_sealed() -> bool:
        found[:] = (await evidence.recordings())["recordings"]
        return {file["seat"] for file in found if file["source"] == "screen"} == {
            seats["thana"],
            seats["arunee"],
        }

    await until(all_sealed, "the files of the screens", otherwise=lambda: found)
    for file in found:
        if file["source"] == "screen":
            path = await evidence.take(file["url"], file["file"])
            assert frames_of(path) > 0
            assert await plays(arunee, file["url"]) == await size_of(path)
    log = Log.of(await evidence.click("รับชุดหลักฐาน"))
    thana, chair = seats["thana"], seats["arunee"]
    assert [fact.seat for fact in log.facts(ScreenShared)] == [thana, thana, chair]
    assert [(fact.seat, fact.why) for fact in log.facts(ScreenShareEnded)] == [
        (thana, ShareEnding.ORDERED),
        (thana, ShareEnding.TAKEN_OVER),
        (chair, ShareEnding.STOPPED),
    ]
    # The player of the whole meeting shows it large.
    await arunee.press("เล่น")
    at = next(file for file in found if file["source"] == "screen" and file["seat"] == thana)
    line = arunee.page.get_by_role("slider")
    await line.evaluate(
        "(line, at) => { line.value = at; line.dispatchEvent(new Event('input', { bubbles: true })); }",
        await arunee.page.evaluate("began => new Date(began).getTime() + 1500", at["began"]),
    )
    await arunee.see(f"หน้าจอที่ {NAMES['thana']} นำเสนอ")
    await arunee.knows("() => document.querySelector('figure video')?.videoWidth > 0")


async def plays(person: Person, url: str) -> list[int]:
    """Play a file in the browser and seek in it; the size of its picture."""
    found: list[int] = await person.page.evaluate(
        """async (url) => {
            const film = document.createElement("video");
            film.muted = true;
            film.src = url;
            const comes = (name) => new Promise((come, fail) => {
                film.addEventListener(name, come, { once: true });
                film.addEventListener("error", () => fail(film.error.message), { once: true });
            });
            await comes("loadeddata");
            film.currentTime = film.duration / 2;
            await comes("seeked");
            return [film.videoWidth, film.videoHeight];
        }""",
        url,
    )
    return found


async def size_of(path: Path) -> list[int]:
    asked = ["-select_streams", "v:0", "-show_entries", "frame=width,height", "-read_intervals", "%+#1"]
    done = subprocess.run(  # noqa: ASYNC221 - a short look at a small file
        ["ffprobe", "-v", "error", *asked, "-of", "csv=p=0", str(path)],
        check=True,
        capture_output=True,
        text=True,
    )
    return [int(figure) for figure in done.stdout.split()[0].strip(",").split(",")[:2]]
