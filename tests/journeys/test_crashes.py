"""The server, its media worker, and both are killed in the middle of a meeting: it goes on from its log."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from meeting_server.meeting.facts.session import Part, ServiceInterrupted
from tests.journeys.conftest import Come
from tests.journeys.deeds import (
    all_hear_and_see,
    close_item,
    close_meeting,
    come_to_item,
    declare_interest,
    suspend,
)
from tests.journeys.evidence import Evidence, Log, faults_of_recordings
from tests.journeys.person import Person
from tests.journeys.server import Server
from tests.journeys.waiting import until

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(400)]

_log = logging.getLogger(__name__)
CAST = ("arunee", "kamala", "thana", "wilai")
# The promise: seconds until everybody hears and sees everybody again, from when there is a server to return to.
BACK = 10.0
# What a killed recorder may lose.
LOST = timedelta(seconds=2)
GREETING = "ข้อความก่อนระบบขัดข้อง"


@dataclass(frozen=True, slots=True)
class Waited:
    """Seconds until everybody was back: from the kill, and from when the server was there again."""

    since_kill: float
    since_start: float


@dataclass(slots=True)
class Scene:
    """A meeting in session, with Kamala suspended."""

    server: Server
    people: dict[str, Person]
    seats: dict[str, str]
    kills: list[datetime] = field(default_factory=list)

    @property
    def chair(self) -> Person:
        return self.people["arunee"]

    @property
    def kamala(self) -> Person:
        return self.people["kamala"]

    @property
    def inside(self) -> dict[str, Person]:
        return {name: person for name, person in self.people.items() if name != "kamala"}


async def test_a_meeting_survives_every_kill(
    server: Server, come: Come, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    people = {name: await come(name) for name in CAST}
    for name, person in people.items():
        await person.enter(server.links[name])
    scene = Scene(server, people, await people["arunee"].seats())
    await scene.chair.do_next("session.open_meeting")
    await all_hear_and_see(people)
    await come_to_item(scene.chair, "4.1")
    await declare_interest(scene.kamala)
    await suspend(scene.chair, scene.kamala)
    await people["thana"].write(GREETING)
    figures = {
        "server": await the_server_is_killed(scene),
        "worker": await the_worker_is_killed(scene),
        "both": await both_are_killed(scene),
    }
    for what, waited in figures.items():
        record_property(f"{what}_back_after_kill_s", round(waited.since_kill, 1))
        record_property(f"{what}_back_after_start_s", round(waited.since_start, 1))
    print("seconds until everybody hears and sees everybody:", figures)  # noqa: T201 - the figures of the run
    assert max(waited.since_start for waited in figures.values()) <= BACK, figures
    await kamala_returns(scene)
    await the_record_tells_of_it(scene, tmp_path)


async def the_server_is_killed(scene: Scene) -> Waited:
    """The worker goes on alone, so nobody's media stops; the lines come back by themselves."""
    before = await standing(scene)
    connections = await peers(scene)
    lines = await lines_of(scene)
    began = await scene.server.kill()
    scene.kills.append(datetime.now(UTC))
    _log.info("killed")
    await scene.server.start()
    there = time.monotonic()
    _log.info("the server is there again")
    await lines_are_back(scene, lines)
    await all_hear_and_see(scene.inside)
    back = time.monotonic()
    assert await standing(scene) == before
    assert await peers(scene) == connections
    await kamala_is_still_outside(scene)
    return Waited(back - began, back - there)


async def all_are_written(scene: Scene) -> None:
    """Sound and picture of everybody inside are being written: each open file has grown twice."""
    seen: dict[str, set[int]] = {}

    async def grow() -> bool:
        for name in scene.inside:
            for source in ("mic", "camera"):
                for path, size in scene.server.being_written(scene.seats[name], source):
                    seen.setdefault(f"{name} {source} {path.name}", set()).add(size)
        growing = [label for label, sizes in seen.items() if len(sizes) > 2]
        return len(growing) == 2 * len(scene.inside)

    await until(grow, "recordings to grow", otherwise=lambda: seen)


async def the_worker_is_killed(scene: Scene) -> Waited:
    """The server starts another one, and the pages build their media anew."""
    await all_are_written(scene)
    before = await standing(scene)
    connections = await peers(scene)
    began = await scene.server.kill_worker()
    scene.kills.append(datetime.now(UTC))
    _log.info("killed")
    await media_is_new(scene, connections)
    await all_hear_and_see(scene.inside)
    back = time.monotonic()
    assert await standing(scene) == before
    await kamala_is_still_outside(scene)
    # The server was there all the time, so all of it counts.
    return Waited(back - began, back - began)


async def both_are_killed(scene: Scene) -> Waited:
    await all_are_written(scene)
    before = await standing(scene)
    connections, lines = await peers(scene), await lines_of(scene)
    began = await scene.server.kill()
    await scene.server.kill_worker()
    scene.kills.append(datetime.now(UTC))
    _log.info("killed")
    await scene.server.start()
    there = time.monotonic()
    _log.info("the server is there again")
    await lines_are_back(scene, lines)
    await media_is_new(scene, connections)
    await all_hear_and_see(scene.inside)
    back = time.monotonic()
    assert await standing(scene) == before
    await kamala_is_still_outside(scene)
    return Waited(back - began, back - there)


async def standing(scene: Scene) -> dict[str, Any]:
    """What the log alone decides, as the chair sees it."""
    room = (await scene.chair.view())["room"]
    kept = ("meeting", "phase", "opened_at", "agenda", "item", "explaining", "ballots", "chat", "presiding")
    out = [{**each, "quiet": None} for each in room["suspensions"]]
    return {name: room[name] for name in kept} | {"suspensions": out}


async def peers(scene: Scene) -> dict[str, int]:
    """How many media connections each page inside has ever opened."""
    return {name: await person.connections() for name, person in scene.inside.items()}


async def lines_of(scene: Scene) -> dict[str, int]:
    """How many lines each page has ever opened."""
    return {
        name: await person.page.evaluate("window.journey.lines.length")
        for name, person in scene.people.items()
    }


async def lines_are_back(scene: Scene, before: dict[str, int]) -> None:
    """Every page has a line that stands, opened after the kill, and nobody pressed anything."""
    stands = "before => window.journey.lines.slice(before).some((line) => line.readyState === 1)"
    for name, person in scene.people.items():
        await person.knows(stands, before[name])
        _log.info("%s has a line again", name)


async def media_is_new(scene: Scene, before: dict[str, int]) -> None:
    """Every page inside has opened another media connection, by itself."""
    for name, person in scene.inside.items():
        await person.knows("before => window.journey.peers.length > before", before[name])
        _log.info("%s has new media", name)


async def kamala_is_still_outside(scene: Scene) -> None:
    await expect(scene.kamala.page.locator("[data-screen=suspended]")).to_be_visible()
    await scene.kamala.knows("() => window.journey.view.you.class === 'suspended'")
    assert await scene.kamala.packets() == {"received": 0, "sent": 0, "open": 0}
    # The light that proves it burns again once the relay has confirmed the plan.
    await scene.chair.see("ไม่ได้รับและไม่ได้ส่ง")


async def kamala_returns(scene: Scene) -> None:
    await close_item(scene.chair)
    await scene.kamala.at("room")
    await all_hear_and_see(scene.people)


async def the_record_tells_of_it(scene: Scene, folder: Path) -> None:
    chair = scene.chair
    meeting = (await chair.view())["room"]["meeting"]
    for number in ("4.2", "5"):
        await come_to_item(chair, number)
        await close_item(chair)
    await chair.page.locator("[data-next='session.close_meeting']").click()
    await chair.see("เหตุขัดข้อง ๓ รายการ ระบบบันทึกไว้แล้ว")
    await chair.press("ยังไม่เลิก")
    await close_meeting(chair, scene.people.values())
    await chair.page.get_by_role("link", name="ดูบันทึกการประชุม").click()
    await chair.at("record")
    evidence = Evidence(chair, meeting, folder)
    log = Log.of(await evidence.click("รับชุดหลักฐาน"))
    parts = [fact.part for fact in log.facts(ServiceInterrupted)]
    assert parts == [Part.SERVER, Part.RELAY, Part.SERVER]
    minutes = (await evidence.click("รายงานการประชุม")).read_text(encoding="utf-8-sig")
    assert minutes.count("ขัดข้องตั้งแต่เวลา") == len(parts), minutes
    assert await faults_of_recordings(evidence, scene.seats) == []
    spans = (await evidence.recordings())["coverage"]
    assert [span for span in spans if span["state"] == "unexplained"] == []
    the_recorder_lost_little(scene, log)


def the_recorder_lost_little(scene: Scene, log: Log) -> None:
    """What was recorded until two seconds before each kill of the recorder is there."""
    for kill in scene.kills[1:]:
        for name in scene.inside:
            for source in ("mic", "camera"):
                sealed = log.sealed(scene.seats[name], source)
                ends = [ended for began, ended in sealed if began < kill]
                assert kill - max(ends) <= LOST, (name, source, kill, sealed)
