"""Four people hold a short meeting in four browsers: all hear and see each other, and the record shows it."""

import pprint
import re
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import expect

from meeting_server.meeting.facts.presence import Entered
from meeting_server.meeting.facts.recording import GapExplained
from meeting_server.meeting.facts.session import MeetingClosed, MeetingOpened
from meeting_server.meeting.facts.suspension import CountersRead, Moment, SeatRestored
from tests.journeys.conftest import Come
from tests.journeys.deeds import (
    CHOICES,
    all_hear_and_see,
    close_item,
    close_meeting,
    come_to_item,
    declare_interest,
    suspend,
    vote,
)
from tests.journeys.evidence import Evidence, Log, explained, faults_of_recordings, flipped, recorded, rows
from tests.journeys.person import NAMES, PATIENCE_MS, Person
from tests.journeys.server import STOPPING, Server
from tests.journeys.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

CAST = ("arunee", "kamala", "thana", "wilai")
VOTES = {"arunee": "agree", "kamala": "agree", "thana": "disagree", "wilai": "abstain"}
GREETING = "สวัสดีทุกท่าน เสียงชัดเจนดี"
BEHIND = "ข้อความนี้เขียนระหว่างที่มีผู้พักการเข้าร่วม"
TRIED = "ข้อความจากผู้ที่พักการเข้าร่วม"


@dataclass(slots=True)
class Scene:
    """A meeting in session."""

    server: Server
    people: dict[str, Person]
    seats: dict[str, str]
    folder: Path

    @property
    def chair(self) -> Person:
        return self.people["arunee"]

    @property
    def kamala(self) -> Person:
        return self.people["kamala"]


async def test_four_people_hold_a_short_meeting(server: Server, come: Come, tmp_path: Path) -> None:
    people = {name: await come(name) for name in CAST}
    for name, person in people.items():
        await person.enter(server.links[name])
    scene = Scene(server, people, await people["arunee"].seats(), tmp_path)
    await scene.chair.do_next("session.open_meeting")
    await everybody_hears_sees_and_reads(scene)
    await come_to_item(scene.chair, "4.1")
    await kamala_is_outside_for_one_item(scene)
    await come_to_item(scene.chair, "4.2")
    await they_vote_by_name(scene)
    await come_to_item(scene.chair, "5")
    await close_item(scene.chair)
    await close_meeting(scene.chair, people.values())
    await the_record_shows_it(scene)


async def everybody_hears_sees_and_reads(scene: Scene) -> None:
    await all_hear_and_see(scene.people)
    for name, person in scene.people.items():
        await person.recognizes([other for other in CAST if other != name])
    await scene.people["thana"].write(GREETING)
    await scene.people["wilai"].open_messages()
    await scene.people["wilai"].see(GREETING)


async def kamala_is_outside_for_one_item(scene: Scene) -> None:
    chair, kamala = scene.chair, scene.kamala
    others = {name: person for name, person in scene.people.items() if person is not kamala}
    await declare_interest(kamala)
    await suspend(chair, kamala)
    # The light on the chair's desk burns when the relay's own counters stand still.
    await chair.see("ไม่ได้รับและไม่ได้ส่ง")
    assert await kamala.packets() == {"received": 0, "sent": 0, "open": 0}
    await nothing_gets_past_the_buttons(scene)
    await scene.people["thana"].write(BEHIND)
    await all_hear_and_see(others)
    assert await kamala.packets() == {"received": 0, "sent": 0, "open": 0}
    assert not await kamala.was_told(BEHIND)
    assert not await kamala.page.locator("#chat-text").count()
    await close_item(chair)
    await kamala.at("room")
    await all_hear_and_see(scene.people)
    packets = await kamala.packets()
    assert packets["received"] > 0
    assert packets["sent"] > 0
    assert not await kamala.was_told(BEHIND)


async def nothing_gets_past_the_buttons(scene: Scene) -> None:
    """The suspended person writes to the server directly: no message, no vote, no media."""
    kamala, room = scene.kamala, (await scene.kamala.view())["room"]
    chat = {
        "type": "command",
        "id": "cmd_past_the_button",
        "name": "chat.post_message",
        "args": {"text": TRIED},
    }
    await kamala.say(chat)
    assert (await kamala.answer("cmd_past_the_button"))["reason"] == "suspended"
    opening = {"kind": "open", "conn": "conn_past_the_button", "audio": 4, "video": 5, "takeover": True}
    await kamala.say({"type": "signal", "signal": opening})
    assert (await kamala.answer("conn_past_the_button"))["reason"] == "not_in_plan"
    assert room["chat"] == []
    assert not await scene.chair.was_told(TRIED)


async def they_vote_by_name(scene: Scene) -> None:
    await scene.chair.do_next("ballots.open_ballot")
    for name, person in scene.people.items():
        await vote(person, VOTES[name])
    await scene.chair.see("ลงคะแนนครบทุกคนแล้ว")
    await scene.chair.do_next("ballots.close_ballot")
    for person in scene.people.values():
        for name, choice in VOTES.items():
            row = person.page.get_by_role("row").filter(has_text=NAMES[name])
            await expect(row).to_contain_text(CHOICES[choice], timeout=PATIENCE_MS)
    await close_item(scene.chair)


async def the_record_shows_it(scene: Scene) -> None:
    chair = scene.chair
    meeting = (await chair.view())["room"]["meeting"]
    await chair.page.get_by_role("link", name="ดูบันทึกการประชุม").click()
    await chair.at("record")
    evidence = Evidence(chair, meeting, scene.folder)
    package = await evidence.click("รับชุดหลักฐาน")
    log = Log.of(package)
    suspension_is_proven(scene, log)
    await papers_tell_it(scene, evidence)
    assert await faults_of_recordings(evidence, scene.seats) == []
    await recordings_cover_everything(scene, evidence, log)
    await a_recording_plays(scene)
    await the_log_is_whole(scene, package)
    await the_server_stops_and_the_log_gives_the_meeting(scene, meeting, log)


def suspension_is_proven(scene: Scene, log: Log) -> None:
    """Not one packet reached or left the seat between the two readings."""
    at_suspension, at_return = log.counters(scene.seats["kamala"])
    assert (at_suspension.moment, at_return.moment) == (Moment.SUSPENDED, Moment.RESTORED)
    assert (at_suspension.received, at_suspension.sent) == (at_return.received, at_return.sent)
    assert at_suspension.received > 0
    assert at_suspension.sent > 0


async def papers_tell_it(scene: Scene, evidence: Evidence) -> None:
    votes = rows(await evidence.click("ผลการลงคะแนน"))
    text = [" ".join(row.values()) for row in votes]
    for name, choice in VOTES.items():
        assert [line for line in text if NAMES[name] in line and f" {CHOICES[choice]} " in line], text
    attendance = rows(await evidence.click("ผู้มาประชุม"))
    came = {row_text for row in attendance if (row_text := " ".join(row.values()))}
    for name in CAST:
        assert [line for line in came if NAMES[name] in line], came
    minutes = (await evidence.click("รายงานการประชุม")).read_text(encoding="utf-8-sig")
    assert all(NAMES[name] in minutes for name in CAST)


async def recordings_cover_everything(scene: Scene, evidence: Evidence, log: Log) -> None:
    """Each seat is recorded while its person is in, but for suspension and the first moments of a connection."""
    spans = (await evidence.recordings())["coverage"]
    assert [span for span in spans if span["state"] == "unexplained"] == []
    began, ended = log.when(MeetingOpened)[0], log.when(MeetingClosed)[0]
    kamala = scene.seats["kamala"]
    out = log.when(CountersRead, seat=kamala, moment=Moment.SUSPENDED)[0]
    back = log.when(SeatRestored, seat=kamala)[0]
    for name in CAST:
        seat = scene.seats[name]
        assert log.when(Entered, seat=seat)[0] < began
        whole = (ended - began).total_seconds()
        outside = (back - out).total_seconds() if seat == kamala else 0.0
        starts = 2 if seat == kamala else 1
        for source in ("mic", "camera"):
            missed = whole - outside - recorded(log, seat, source)
            # A browser that stalls sends neither; its sound says so for both.
            unnamed = missed - max(explained(log, seat, "mic"), explained(log, seat, source))
            # Two seconds for what was on its way at each start; pictures also wait for their first key frame.
            assert unnamed < 2.5 * starts, (name, source, missed, unnamed, log.sealed(seat, source))
            assert missed < 0.25 * (whole - outside), (name, source, missed, log.facts(GapExplained))
    for source in ("mic", "camera"):
        spans_of_hers = log.sealed(kamala, source)
        # A file's end is its beginning and its length: where a busy machine brought the first packet late, the rest
        # stands as much too late. What passed in truth would last as long as she was outside.
        heard_outside = [
            (start, end)
            for start, end in spans_of_hers
            if start < back and end > out + timedelta(seconds=0.5)
        ]
        assert heard_outside == [], (source, out, back, spans_of_hers)


async def a_recording_plays(scene: Scene) -> None:
    """The record page plays a seat's picture with its sound."""
    page = scene.chair.page
    await scene.chair.press(f"เปิดบันทึกของ {NAMES['thana']}")
    video = page.locator("video").first
    await video.scroll_into_view_if_needed()
    await video.press("Space")
    playing = """() => [...document.querySelectorAll("figure")].slice(0, 1)
      .flatMap((one) => [...one.querySelectorAll("video, audio")]).map((one) => one.currentTime)"""
    times = [0.0]

    async def both_advance() -> bool:
        times[:] = await page.evaluate(playing)
        return len(times) == 2 and min(times) > 2

    await until(both_advance, "picture and sound of a recording to play", otherwise=lambda: times)


async def the_log_is_whole(scene: Scene, package: Path) -> None:
    status, said = await scene.server.ask("verify", str(package))
    assert (status, "VERIFIED: the log is whole" in said) == (0, True), said
    with zipfile.ZipFile(package) as opened:
        lines = opened.read("entries.jsonl").splitlines(keepends=True)
    entry = len(lines) // 2
    at = sum(map(len, lines[:entry])) + len(lines[entry]) // 2
    altered = flipped(package, "entries.jsonl", at, scene.folder / "altered.zip")
    status, said = await scene.server.ask("verify", str(altered))
    assert status == 1
    assert f"NOT VERIFIED: entry {entry} differs from its leaf" in said


async def the_server_stops_and_the_log_gives_the_meeting(scene: Scene, meeting: str, log: Log) -> None:
    took = await scene.server.stop()
    assert took <= STOPPING
    await scene.kamala.see("กำลังต่อกลับเข้าห้อง")
    status, said = await scene.server.ask("replay", meeting, "--entries", str(len(log.entries)))
    assert status == 0, said
    # What the server's own log gives is what the downloaded one gives; sets have no order, and lines break anywhere.
    gives = "\n".join(f"{part} {pprint.pformat(stands)}" for part, stands in log.meeting()._asdict().items())
    assert _words(said.split("entries:\n")[1]) == _words(gives)


def _words(text: str) -> list[str]:
    return sorted(word for word in re.split(r"[\s,:'\"(){}\[\]]+", text) if word)
