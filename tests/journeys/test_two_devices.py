"""One person, two devices: the second asks, the meeting moves, the first is told calmly, and the record goes on."""

from pathlib import Path

import pytest

from meeting_server.meeting.facts.presence import Entered
from tests.journeys.access import faults_of_screen, tab_to
from tests.journeys.conftest import Come
from tests.journeys.deeds import all_hear_and_see, close_item, close_meeting, come_to_item
from tests.journeys.evidence import Evidence, Log, explained, faults_of_recordings, recorded
from tests.journeys.person import NAMES, Person
from tests.journeys.server import Server
from tests.journeys.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

MOVE, BACK = "ย้ายมาใช้หน้านี้", "ใช้หน้านี้แทน"
NOTHING = {"received": 0, "sent": 0, "open": 0}


async def test_a_meeting_moves_to_another_device_and_back(server: Server, come: Come, tmp_path: Path) -> None:
    people = {name: await come(name) for name in ("arunee", "thana", "wilai")}
    for name, person in people.items():
        await person.enter(server.links[name])
    arunee, laptop = people["arunee"], people["thana"]
    await arunee.do_next("session.open_meeting")
    await all_hear_and_see(people)
    seats = await arunee.seats()
    tablet = await come("thana")
    await tablet.page.goto(server.links["thana"])
    await tablet.at("open-elsewhere")
    assert await faults_of_screen(tablet, "open-elsewhere") == []
    # Until the answer nothing has moved, and the second page gets nothing.
    assert await tablet.packets() == NOTHING
    await all_hear_and_see(people)
    await tablet.see("ไมค์และกล้องจะปิดไว้ก่อน")
    await moves(tablet, MOVE, people, laptop)
    await tablet.recognizes(["arunee", "wilai"])
    assert await faults_of_screen(laptop, "superseded") == []
    await moves(laptop, BACK, people, tablet)
    # A page that only loads anew is not asked whether it is another one.
    await laptop.page.reload()
    await laptop.at("room")
    await all_hear_and_see(people)
    await nothing_goes_on_by_a_reload(laptop, arunee)
    await all_hear_and_see(people)
    await come_to_item(arunee, "5")
    await close_item(arunee)
    await close_meeting(arunee, people.values())
    await the_record_goes_on(arunee, seats, tmp_path)


async def moves(to: Person, button: str, people: dict[str, Person], left: Person) -> None:
    """The meeting moves to this device by its keyboard; the other one falls silent and says where the meeting is."""
    await tab_to(to, to.button(button))
    await to.page.keyboard.press("Enter")
    await to.at("room")
    people["thana"] = to
    # What was never chosen on this device is off; who comes back finds what they had chosen there.
    if button == MOVE:
        await to.turn_on()
    await left.at("superseded")
    await all_hear_and_see(people)
    assert await left.packets() == NOTHING


async def nothing_goes_on_by_a_reload(laptop: Person, other: Person) -> None:
    """Who turned both off before a reload is neither heard nor seen after it."""
    for button in ("ปิดไมค์", "ปิดกล้อง"):
        await laptop.press(button)
    await other.see("กล้องปิด")
    await laptop.page.reload()
    await laptop.at("room")
    await laptop.knows("() => window.meetingDebug.peer()?.iceConnectionState === 'connected'")
    sent = "() => window.meetingDebug.peer().getSenders().filter((one) => one.track !== null).length"
    assert await laptop.page.evaluate(sent) == 0
    for button in ("เปิดไมค์", "เปิดกล้อง"):
        await laptop.press(button)


async def the_record_goes_on(arunee: Person, seats: dict[str, str], folder: Path) -> None:
    """One series of files for the seat, its own voice all through, and nothing missing that has no reason."""
    meeting = arunee.page.url.split("/meetings/")[1].split("/")[0]
    await arunee.page.get_by_role("link", name="ดูบันทึกการประชุม").click()
    await arunee.at("record")
    evidence = Evidence(arunee, meeting, folder)

    async def all_sealed() -> bool:
        found = (await evidence.recordings())["recordings"]
        return {file["seat"] for file in found} >= {seats[name] for name in ("arunee", "thana", "wilai")}

    await until(all_sealed, "the files of everyone")
    assert await faults_of_recordings(evidence, seats) == []
    spans = (await evidence.recordings())["coverage"]
    assert [span for span in spans if span["state"] == "unexplained"] == []
    log = Log.of(await evidence.click("รับชุดหลักฐาน"))
    # Nobody entered twice: the seat was in the room all the time.
    assert len(log.when(Entered, seat=seats["thana"])) == 1
    lasted = recorded(log, seats["arunee"], "mic")
    missing = lasted - recorded(log, seats["thana"], "mic") - explained(log, seats["thana"], "mic")
    assert missing < 3 * 2.0, f"{missing:.1f} s of {NAMES['thana']} are missing over three moves"
