"""การประชุมสั้น ๆ หนึ่งครั้ง: four people meet, one has an interest, all vote, and the record stands up afterwards."""

import asyncio
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.journeys import record
from tests.journeys.conftest import Come
from tests.journeys.faces import sound_of, whose
from tests.journeys.person import Person
from tests.journeys.server import HOUSE, Server

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

NAMES = ("arunee", "kamala", "thana", "wilai")
SHORT = {"arunee": "อรุณี", "kamala": "กมลา", "thana": "ธนา", "wilai": "วิไล"}


async def everybody_in(server: Server, come: Come) -> dict[str, Person]:
    """Four people come and enter, one after the other: the machine is small."""
    people = {}
    for name in NAMES:
        people[name] = await come(name)
        await people[name].enter(server.links[name])
    return people


async def seat_ids(people: dict[str, Person]) -> dict[str, str]:
    """Whose seat is which."""
    tiles = await people["arunee"].seats()
    return {name: next(seat for words, seat in tiles.items() if SHORT[name] in words) for name in people}


async def all_hear_and_see(people: dict[str, Person], seats: dict[str, str]) -> None:
    """Everyone hears and sees every other."""
    others = {name: {seat for other, seat in seats.items() if other != name} for name in people}
    await asyncio.gather(*(people[name].hears_and_sees(others[name]) for name in people))


async def chat(people: dict[str, Person]) -> None:
    """One writes, all read."""
    wilai = people["wilai"]
    await wilai.press("ข้อความ")
    await wilai.page.get_by_label("พิมพ์ข้อความ").fill("เรียนที่ประชุม เอกสารครบแล้ว")
    await wilai.press("ส่งข้อความ")
    await people["thana"].press("ข้อความ")
    for name in ("wilai", "thana"):
        await people[name].see("เรียนที่ประชุม เอกสารครบแล้ว")


async def open_items_up_to(chair: Person, number: str) -> None:
    """The chair goes through the agenda by the one next button."""
    while True:
        await chair.next_step("agenda.open_item")
        if await chair.page.get_by_text(f"ระเบียบวาระที่ {number}").first.is_visible():
            return
        await chair.next_step("agenda.close_item")


async def suspend_kamala(people: dict[str, Person]) -> None:
    """She declares, the chair reads the sentence and suspends her."""
    chair, kamala = people["arunee"], people["kamala"]
    await kamala.press("ข้าพเจ้ามีส่วนได้เสียในวาระนี้")
    await kamala.press("แจ้งประธาน")
    await chair.button("ระงับ…").first.click()
    await expect(chair.page.get_by_role("dialog")).to_contain_text("กมลา")
    await chair.press("อ่านแล้ว ระงับ")
    await kamala.at("suspended")
    await kamala.see("พักการเข้าร่วมชั่วคราว")


async def stands_still(kamala: Person, people: dict[str, Person], seats: dict[str, str]) -> None:
    """Nothing comes or goes while the others' counters rise by hundreds of packets."""
    before = await kamala.totals()
    assert before["open"] == 0 or before["received"] >= 0
    start = (await people["thana"].totals())["received"]
    while (await people["thana"].totals())["received"] < start + 600:
        after = await kamala.totals()
        assert after["open"] == 0, "the page keeps a connection while suspended"
        assert (after["received"], after["sent"]) == (0, 0)
    heard = await people["thana"].heard()
    first = heard.get(seats["kamala"], {}).get("packets", 0)
    assert (await people["thana"].heard()).get(seats["kamala"], {}).get("packets", 0) == first


async def refused_by_the_server(server: Server, kamala: Person) -> None:
    """Whatever her page asks for, the server says that she is suspended."""
    answer = await kamala.page.evaluate(
        """async (meeting) => (await fetch(`/api/meetings/${meeting}/commands`, { method: "POST",
          headers: { "Content-Type": "application/json", "X-Requested-With": "meeting-server" },
          body: JSON.stringify({ id: "c1", name: "chat.post_message", args: { text: "ขอพูด" } }) })).json()""",
        server.meeting,
    )
    assert answer["reason"] == "suspended"
    kamala.problems.clear()  # The browser itself notes every answer that says no.


async def vote(people: dict[str, Person], choices: dict[str, str]) -> None:
    """An open ballot: one tap each, then the result by name."""
    chair = people["arunee"]
    await chair.next_step("ballots.open_ballot")
    for name, choice in choices.items():
        await people[name].page.get_by_role("radio", name=choice, exact=True).check()
    await chair.see("ลงคะแนนครบทุกคนแล้ว")
    await chair.next_step("ballots.close_ballot")
    for person in people.values():
        if person.name in choices:
            await expect(person.page.get_by_role("table")).to_contain_text("กมลา")


async def close(people: dict[str, Person]) -> None:
    """The chair goes through what is left, and closes."""
    chair = people["arunee"]
    button = chair.page.locator("[data-next]")
    while True:
        await expect(button).to_be_visible()
        command = await button.get_attribute("data-next")
        if command == "session.close_meeting":
            break
        if command == "ballots.open_ballot":
            await chair.press("ปิดวาระโดยไม่ลงคะแนน")
            await expect(chair.page.locator("[data-next='ballots.open_ballot']")).to_have_count(0)
        else:
            await chair.next_step(str(command))
    await button.click()
    await chair.press("อ่านแล้ว เลิกประชุม")
    for person in people.values():
        await person.at("closed")


async def test_a_short_meeting(server: Server, come: Come, tmp_path: Path) -> None:
    people = await everybody_in(server, come)
    chair, kamala = people["arunee"], people["kamala"]
    await chair.next_step("session.open_meeting")
    for person in people.values():
        await person.see("บันทึก")
    seats = await seat_ids(people)
    await all_hear_and_see(people, seats)
    await chat(people)

    await open_items_up_to(chair, "๔.๑")
    await suspend_kamala(people)
    await stands_still(kamala, people, seats)
    await refused_by_the_server(server, kamala)
    await chair.see("ไม่ได้รับและไม่ได้ส่ง")
    await vote(people, {"arunee": "เห็นชอบ", "thana": "ไม่เห็นชอบ", "wilai": "เห็นชอบ"})
    await chair.see("ที่ประชุมเห็นชอบ ๒ ต่อ ๑")
    await chair.next_step("agenda.close_item")

    await kamala.at("room")
    await all_hear_and_see(people, seats)
    await close(people)
    for person in people.values():
        assert person.problems == []
    await the_record_stands_up(server, chair, tmp_path, seats)


async def the_record_stands_up(server: Server, chair: Person, folder: Path, seats: dict[str, str]) -> None:
    """Everything that is left is downloaded and looked at."""
    meeting = server.meeting
    papers = await record.download(chair.page, meeting, folder)
    the_votes_name_each_voter(papers["votes.csv"])
    the_log_says_that_nothing_passed(papers["log.zip"], seats["kamala"])
    await the_log_is_whole(papers["log.zip"], folder)
    assert "พักการเข้าร่วม" in papers["attendance.csv"].read_text(encoding="utf-8-sig")
    minutes = papers["minutes.txt"].read_text()
    assert "กมลา" in minutes
    assert "มติที่ประชุม เห็นชอบ (เห็นชอบ ๒ เสียง ไม่เห็นชอบ ๑ เสียง" in minutes
    await the_recordings_are_whole(chair, meeting, folder, seats)
    await the_record_page_plays(chair, meeting)


def the_votes_name_each_voter(paper: Path) -> None:
    stands = {row[2]: row[4] for row in record.rows(paper)}
    assert stands["นางสาวอรุณี ใจสมมติ"] == "เห็นชอบ"
    assert stands["นายธนา มั่นสมมติ"] == "ไม่เห็นชอบ"
    assert stands["นางวิไล รักสมมติ"] == "เห็นชอบ"
    assert stands["นางสาวกมลา แสงสมมติ"] == "พักการเข้าร่วม"
    assert stands["นายสมศักดิ์ พูนสมมติ"] == "ไม่อยู่ในที่ประชุม"


def the_log_says_that_nothing_passed(package: Path, seat: str) -> None:
    """The relay's own counters are the same when she was suspended and when she came back."""
    read = [e["data"] for e in record.entries(package) if e["type"] == "suspension.counters_read"]
    ours = [one for one in read if one["seat"] == seat]
    assert [one["moment"] for one in ours] == ["suspended", "restored"]
    assert ours[0]["received"] == ours[1]["received"] > 0
    assert ours[0]["sent"] == ours[1]["sent"] > 0


async def the_log_is_whole(package: Path, folder: Path) -> None:
    """The verifier says so, and names the entry once a byte is flipped."""
    whole = await asyncio.to_thread(_verify, package)
    assert whole.returncode == 0, whole.stdout
    flipped = folder / "flipped.zip"
    with zipfile.ZipFile(package) as files, zipfile.ZipFile(flipped, "w") as other:
        for name in files.namelist():
            content = bytearray(files.read(name))
            if name == "entries.jsonl":
                lines = content.split(b"\n")
                lines[7] = lines[7].replace(b"a", b"b", 1)
                content = bytearray(b"\n".join(lines))
            other.writestr(name, bytes(content))
    broken = await asyncio.to_thread(_verify, flipped)
    assert broken.returncode == 1
    assert "entry 7" in broken.stdout.lower()


def _verify(package: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "meeting_server", "verify", str(package)]
    return subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False)


async def the_recordings_are_whole(chair: Person, meeting: str, folder: Path, seats: dict[str, str]) -> None:
    """Each person's own sound, for the whole time that person was in; every gap has its reason."""
    found = await record.recordings(chair.page, meeting)
    for name, seat in seats.items():
        files = [each for each in found["recordings"] if each["seat"] == seat and each["source"] == "mic"]
        assert files, f"no sound of {name}"
        for each in files:
            path = await record.keep(chair.page, each["url"], folder)
            if record.seconds(each) > 3:
                assert await asyncio.to_thread(whose, path) == name
            long = len(await asyncio.to_thread(sound_of, path)) / 16_000
            assert abs(long - record.seconds(each)) < 0.5
        spans = [span for span in found["coverage"] if span["seat"] == seat]
        assert [span for span in spans if span["state"] == "unexplained"] == []
        for before, after in pairwise(spans):
            assert before["ended"] == after["began"]
        gaps = {span["reason"] for span in spans if span["state"] == "gap"}
        assert gaps <= ({"starting", "suspended"} if name == "kamala" else {"starting"})
    pictures = {each["seat"] for each in found["recordings"] if each["source"] == "camera"}
    assert pictures == set(seats.values())


async def the_record_page_plays(chair: Person, meeting: str) -> None:
    """The chair opens the record and plays a seat in the browser."""
    await chair.press("ดูบันทึกการประชุม") if await chair.button("ดูบันทึกการประชุม").count() else (
        await chair.page.get_by_role("link", name="ดูบันทึกการประชุม").click()
    )
    await chair.at("record")
    await chair.page.get_by_role("button", name="เปิดบันทึกของ นายธนา มั่นสมมติ").click()
    video = chair.page.locator("video").first
    await video.evaluate("video => { video.muted = true; return video.play(); }")
    await chair.page.wait_for_function(
        "() => [...document.querySelectorAll('video')].some((v) => v.currentTime > 1 && v.videoWidth > 0)"
    )
