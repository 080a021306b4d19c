"""The clip upon which somebody was vouched for: told of beforehand, read as evidence, and by nobody else (ข้อ ๙)."""

import hashlib
from datetime import timedelta
from pathlib import Path

import httpx

from meeting_server.audit.recordings import hold
from meeting_server.meeting.facts.clip import ClipDiscarded, ClipLost
from meeting_server.services.notice import NOTICE_OF_VISIT, STATEMENT
from meeting_server.services.ports import Json
from tests.api.closed import SOUND, sealed
from tests.api.test_visits import heard, page_of, visitor, waiting
from tests.loopback import ACCEPTED, ACCEPTED_BY_VISITOR, MEETING, Loopback, Page
from tests.people import ARUNEE, DARIN, PREECHA, THANA, VEERA, WILAI

RECORD = f"/api/meetings/{MEETING}"
FILES = [f"{PREECHA.seat}/clip1-{source}-0001.webm" for source in ("camera", "mic")]


def lay_down(server: Loopback) -> list[Path]:
    """The files of the first clip, as the recorder leaves them."""
    paths = [server.settings.data_dir / MEETING / file for file in FILES]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(SOUND)
    return paths


def clips(*files: str) -> Json:
    """What the recorder tells of them."""
    told = [
        {**sealed(PREECHA.seat, file), "source": file.split("/")[1].rpartition("-")[0], "clip": 1}
        for file in files
    ]
    return {"kind": "clips", "files": told, "writing": []}


async def reported(server: Loopback, *files: str) -> None:
    """Let the recorder tell, and wait until that is in the log."""
    server.media.listener.reported(MEETING, clips(*files))
    await server.house.record.settled(await server.room())


async def vouched(server: Loopback) -> tuple[httpx.AsyncClient, Page]:
    """A visitor's browser, once they are in, and the chair's page."""
    arunee, thana, *_ = await server.entered(ARUNEE, THANA, VEERA, WILAI)
    browser, preecha = await waiting(server)
    await thana.do("identity.watch_visitor", seat=PREECHA.seat)
    await heard(server, THANA)
    await thana.do("identity.vouch", seat=PREECHA.seat, statement=STATEMENT.sha256)
    await preecha.sees(lambda told: told["you"]["class"] == "member")
    return browser, arunee


async def closed(server: Loopback, arunee: Page) -> None:
    """The meeting is over, and what there was is sealed."""
    await arunee.do("session.open_meeting")
    await arunee.do("session.close_meeting")
    server.clock.ahead = timedelta(minutes=5)


async def test_a_visitor_is_told_of_the_clip_and_enters_by_no_other_notice(server: Loopback) -> None:
    browser = await visitor(server)
    told = (await browser.get(f"{RECORD}/door")).json()["notice"]
    assert told["sha256"] == NOTICE_OF_VISIT.sha256
    assert ("15 วินาที" in told["th"], "15 seconds" in told["en"]) == (True, True)
    page = await page_of(server, browser)
    assert await page.refused("presence.enter", **ACCEPTED) == "notice_not_accepted"
    await page.do("presence.enter", **ACCEPTED_BY_VISITOR)
    own = (await (await server.browser(THANA)).get(f"{RECORD}/door")).json()["notice"]
    assert own["sha256"] == ACCEPTED["notice"]


async def test_it_is_read_as_evidence_by_whoever_may_read_the_record_and_by_nobody_else(
    server: Loopback,
) -> None:
    visiting, arunee = await vouched(server)
    lay_down(server)
    await reported(server, *FILES)
    for early in (f"{RECORD}/clips", f"{RECORD}/recordings/{FILES[0]}"):
        assert (await (await server.browser(VEERA)).get(early)).json()["reason"] == "not_closed"
    await closed(server, arunee)
    for reader in (ARUNEE, VEERA, DARIN):
        browser = await server.browser(reader)
        (clip,) = (await browser.get(f"{RECORD}/clips")).json()["clips"]
        assert (clip["seat"], clip["name"], clip["voucher"]) == (PREECHA.seat, PREECHA.name, THANA.name)
        assert [each["source"] for each in clip["files"]] == ["camera", "mic"]
        kinds = ["video/webm", "audio/webm"]
        for each, kind in zip(clip["files"], kinds, strict=True):
            played = await browser.get(each["url"])
            assert (played.headers["content-type"], played.content) == (kind, SOUND)
            assert hashlib.sha256(played.content).hexdigest() == each["sha256"]
    member = await server.browser(THANA)
    for other, answer in ((member, 403), (visiting, 401), (server.stranger(), 401)):
        for address in (f"{RECORD}/clips", f"{RECORD}/recordings/{FILES[0]}"):
            assert (await other.get(address)).status_code == answer, address
    # It is no part of the meeting's recording.
    veera = await server.browser(VEERA)
    recordings = (await veera.get(f"{RECORD}/recordings")).json()
    assert recordings["recordings"] == []
    assert "clip" not in (await veera.get(f"{RECORD}/timeline")).text


async def test_it_is_held_against_the_log(server: Loopback) -> None:
    _, arunee = await vouched(server)
    camera, _ = lay_down(server)
    await reported(server, *FILES)
    await closed(server, arunee)
    entries = await server.house.record.entries(await server.room())
    assert (hold(entries, camera.parents[1]).same, hold(entries, camera.parents[1]).whole) == (2, True)
    camera.write_bytes(b"another voice")
    assert hold(entries, camera.parents[1]).differing == (FILES[0],)


async def test_a_vouching_without_one_says_so(server: Loopback) -> None:
    _, arunee = await vouched(server)
    await reported(server)
    await closed(server, arunee)
    (clip,) = (await (await server.browser(VEERA)).get(f"{RECORD}/clips")).json()["clips"]
    assert clip["files"] == []
    entries = await server.house.record.entries(await server.room())
    assert sum(isinstance(entry.fact, ClipLost) for entry in entries) == 1


async def test_that_the_vouching_upon_it_was_revoked_is_told_with_it_and_on_the_sheet(
    server: Loopback,
) -> None:
    _, arunee = await vouched(server)
    lay_down(server)
    await reported(server, *FILES)
    await arunee.do("identity.revoke_proof", seat=PREECHA.seat, reason="จำผิดคน")
    await closed(server, arunee)
    veera = await server.browser(VEERA)
    (clip,) = (await veera.get(f"{RECORD}/clips")).json()["clips"]
    revoked = clip["revoked"]
    assert (revoked["kind"], revoked["by"], revoked["reason"]) == ("revoked", ARUNEE.name, "จำผิดคน")
    sheet = (await veera.get(f"{RECORD}/attendance")).json()["seats"]
    (preecha,) = [each for each in sheet if each["seat"] == PREECHA.seat]
    assert (preecha["setback"], preecha["never_proven"], preecha["let_in_by"]) == (revoked, False, None)
    assert ARUNEE.name in (await veera.get(f"{RECORD}/attendance.csv")).text.partition(PREECHA.name)[2]


async def test_one_upon_which_nobody_vouched_is_gone_and_can_be_asked_for_by_nobody(server: Loopback) -> None:
    arunee, thana, *_ = await server.entered(ARUNEE, THANA, VEERA, WILAI)
    await waiting(server)
    await thana.do("identity.watch_visitor", seat=PREECHA.seat)
    await heard(server, THANA)
    paths = lay_down(server)
    await reported(server, *FILES)
    assert all(path.exists() for path in paths)
    await thana.do("identity.unwatch_visitor")
    await reported(server, *FILES)
    entries = await server.house.record.entries(await server.room())
    assert sum(isinstance(entry.fact, ClipDiscarded) for entry in entries) == 1
    assert not any(path.exists() for path in paths)
    await closed(server, arunee)
    veera = await server.browser(VEERA)
    assert (await veera.get(f"{RECORD}/clips")).json() == {"clips": []}
    assert (await veera.get(f"{RECORD}/recordings/{FILES[0]}")).status_code == 404
