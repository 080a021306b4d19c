"""Documents through the doors: taken in, shut to whoever is outside, handed out in ranges, and never a bad one kept."""

import asyncio
import contextlib
import csv
import io
import stat
from collections.abc import AsyncIterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from meeting_server.meeting.facts.documents import DocumentOpened, DocumentTabled
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import MeetingId
from meeting_server.services.documents import Documents
from tests.api.closed import close_the_meeting
from tests.campaigns.served import until
from tests.files import SOUND, UNSOUND, pdf
from tests.given import ITEM_1, ITEM_41
from tests.loopback import MEETING, OTHER, Loopback, Page
from tests.people import ARUNEE, CHAI, DARIN, KAMALA, KONG, PIMJAI, THANA, VEERA, WILAI, Cast

PAPER = pdf(3, bytes_=300_000)


def headers(title: str, name: str) -> dict[str, str]:
    """What goes along with a file."""
    return {"X-Document-Title": quote(title), "X-Document-Name": quote(name)}


async def send(
    browser: httpx.AsyncClient,
    content: bytes | AsyncIterator[bytes] = PAPER,
    *,
    name: str = "รายละเอียด.pdf",
    title: str = "รายละเอียดโครงการ",
    meeting: MeetingId = MEETING,
    **asked: str,
) -> httpx.Response:
    """Send a file to a meeting."""
    return await browser.post(
        f"/api/meetings/{meeting}/documents", params=asked, content=content, headers=headers(title, name)
    )


async def facts(server: Loopback) -> list[Fact]:
    """Everything in the log."""
    room = await server.room()
    return [entry.fact async for entry in room._log.read(MEETING)]


async def tabled(server: Loopback) -> list[DocumentTabled]:
    """Every version that was taken."""
    return [fact for fact in await facts(server) if isinstance(fact, DocumentTabled)]


def left(server: Loopback) -> list[Path]:
    """Every file that lies with the documents."""
    return [path for path in server.settings.data_dir.glob("*/documents/*") if path.is_file()]


async def laid(server: Loopback, by: Cast = VEERA, **asked: str) -> str:
    """A document that this person tabled; its address without the version."""
    answer = await send(await server.browser(by), **asked)  # type: ignore[arg-type]
    assert answer.status_code == 201, answer.text
    return f"/api/meetings/{MEETING}/documents/{(await tabled(server))[-1].document}"


async def sitting(server: Loopback) -> list[Page]:
    """The chair, two members, the secretary and one who has an interest, in a meeting that sits."""
    pages = await server.entered(ARUNEE, THANA, WILAI, VEERA, KAMALA)
    await pages[0].do("session.open_meeting")
    return pages


async def on_item_41(chair: Page) -> None:
    """Take up the item, after the one before."""
    await chair.do("agenda.open_item", item=ITEM_1)
    await chair.do("agenda.close_item", item=ITEM_1)
    await chair.do("agenda.open_item", item=ITEM_41)


async def out(chair: Page, kamala: Page) -> None:
    """Suspend her."""
    await chair.do(
        "suspension.suspend_seat", seat=KAMALA.seat, item=ITEM_41, ground="ordered", reason="interest"
    )
    await kamala.sees(lambda view: view["you"]["suspended"] is not None)


async def test_a_paper_is_kept_as_it_came_and_read_before_the_meeting(server: Loopback) -> None:
    address = await laid(server, item=ITEM_41)
    (fact,) = await tabled(server)
    assert (fact.sha256, fact.bytes, fact.item, fact.scanned) == (
        sha256(PAPER).hexdigest(),
        len(PAPER),
        ITEM_41,
        False,
    )
    (path,) = left(server)
    assert path.read_bytes() == PAPER
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    thana = await server.browser(THANA)
    answer = await thana.get(f"{address}/1")
    assert answer.content == PAPER
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "no-store" in answer.headers["cache-control"]
    view = (await thana.get(f"/api/meetings/{MEETING}/view")).json()
    assert view["room"]["documents"][0]["versions"][0]["title"] == "รายละเอียดโครงการ"
    assert view["you"]["documents"]["opened"] == [{"document": fact.document, "version": 1}]
    assert view["you"]["documents"]["readers"] is None


async def test_ranges_are_answered_and_written_once(server: Loopback) -> None:
    address = await laid(server)
    thana = await server.browser(THANA)
    answers = await asyncio.gather(
        *(
            thana.get(f"{address}/1", headers={"Range": f"bytes={n}-{n + 999}"})
            for n in range(0, 8_000, 1_000)
        )
    )
    assert [answer.status_code for answer in answers] == [206] * 8
    assert b"".join(answer.content for answer in answers) == PAPER[:8_000]
    assert answers[0].headers["content-range"] == f"bytes 0-999/{len(PAPER)}"
    assert (await thana.get(f"{address}/1", headers={"Range": f"bytes={len(PAPER)}-"})).status_code == 416
    opened = [fact for fact in await facts(server) if isinstance(fact, DocumentOpened)]
    assert [(fact.seat, fact.version, fact.sha256) for fact in opened] == [
        (THANA.seat, 1, sha256(PAPER).hexdigest())
    ]


async def test_a_new_version_keeps_the_old_one_and_is_told(server: Loopback) -> None:
    chair, thana, *_ = await sitting(server)
    address = await laid(server)
    reader = await server.browser(THANA)
    assert (await reader.get(f"{address}/1")).status_code == 200
    newer = pdf(4)
    answer = await send(await server.browser(VEERA), newer, replaces=address.rpartition("/")[2])
    assert answer.status_code == 201
    view = await thana.sees(lambda view: [len(one["versions"]) for one in view["room"]["documents"]] == [2])
    assert view["you"]["documents"]["opened"][0]["version"] == 1
    assert (await reader.get(f"{address}/2")).content == newer
    assert (await reader.get(f"{address}/1")).content == PAPER
    seen = await chair.sees(
        lambda view: [one["version"] for one in view["you"]["documents"]["readers"] or []] == [2]
    )
    assert seen["you"]["documents"]["readers"][0]["name"] == THANA.name
    assert [(await reader.get(f"{address}/{n}")).status_code for n in ("0", "3", "99")] == [404] * 3
    assert (await reader.get(f"{address}/x")).status_code == 422


async def test_a_suspended_seat_gets_nothing_until_it_is_back(server: Loopback) -> None:
    chair, *_, kamala = await sitting(server)
    address = await laid(server, item=ITEM_41)
    whole = await laid(server)
    browser = await server.browser(KAMALA)
    assert (await browser.get(f"{address}/1")).status_code == 200
    await on_item_41(chair)
    await out(chair, kamala)
    assert kamala.view["room"]["documents"] == []
    assert kamala.view["you"]["documents"] is None
    for each in (address, whole):
        for asked in ({}, {"Range": "bytes=0-9"}):
            answer = await browser.get(f"{each}/1", headers=asked)
            assert (answer.status_code, answer.json()["reason"]) == (403, "suspended")
    assert (await send(browser)).json()["reason"] == "suspended"
    await chair.do("suspension.restore_seat", seat=KAMALA.seat)
    await kamala.sees(lambda view: view["you"]["documents"] is not None)
    assert (await browser.get(f"{address}/1")).status_code == 200


async def test_what_is_under_way_stops_with_the_suspension(server: Loopback) -> None:
    chair, *_, kamala = await sitting(server)
    large = pdf(1, bytes_=30_000_000)
    await send(await server.browser(VEERA), large, item=ITEM_41)
    address = f"/api/meetings/{MEETING}/documents/{(await tabled(server))[-1].document}/1"
    await on_item_41(chair)
    browser, got = await server.browser(KAMALA), 0
    with contextlib.suppress(httpx.RemoteProtocolError):
        async with browser.stream("GET", address) as answer:
            async for piece in answer.aiter_bytes(65_536):
                if not got:
                    await out(chair, kamala)
                got += len(piece)
    assert 0 < got < len(large)


async def test_only_whoever_may_lays_something_before_the_meeting(server: Loopback) -> None:
    for cast, status in (
        (THANA, 403),
        (CHAI, 403),
        (DARIN, 403),
        (VEERA, 201),
        (ARUNEE, 201),
        (KONG, 201),
        (PIMJAI, 201),
    ):
        assert (await send(await server.browser(cast))).status_code == status, cast.sign_in
    assert len(left(server)) == 4
    stranger = await send(server.stranger())
    assert stranger.json()["reason"] == "not_signed_in"
    assert (await send(await server.browser(KAMALA), meeting=OTHER)).json()["reason"] == "unknown_meeting"
    veera = await server.browser(VEERA)
    del veera.headers["X-Requested-With"]
    assert (await send(veera)).json()["reason"] == "not_allowed"


async def test_a_presenter_changes_their_own_alone(server: Loopback) -> None:
    ours, theirs = await laid(server), await laid(server, PIMJAI)
    pimjai = await server.browser(PIMJAI)
    answers = [await send(pimjai, replaces=each.rpartition("/")[2]) for each in (ours, theirs)]
    assert [answer.status_code for answer in answers] == [403, 201]
    assert answers[0].json()["reason"] == "not_your_document"


async def test_a_document_of_one_meeting_is_none_of_another(server: Loopback) -> None:
    address = await laid(server)
    thana = await server.browser(THANA)
    assert (await thana.get(f"{address.replace(MEETING, OTHER)}/1")).json()["reason"] == "unknown_file"
    for item in ("item_nowhere", "../../etc"):
        assert (await send(await server.browser(VEERA), item=item)).status_code in (404, 422)
    assert len(left(server)) == 1


@pytest.mark.parametrize("place", ["title", "name"])
@pytest.mark.parametrize("marker", ["ลับ", "ลับมาก", "ลับที่สุด"])
async def test_a_class_marker_is_refused_and_not_written(
    server: Loopback, capsys: pytest.CaptureFixture[str], place: str, marker: str
) -> None:
    said = {"title": "งบประมาณ", "name": "งบ.pdf"}
    said[place] = f"{marker} แผนสมมติที่ห้ามเขียน.pdf"
    answer = await send(await server.browser(VEERA), **said)  # type: ignore[arg-type]
    assert answer.json() == {"reason": "classified", "details": {}}
    assert left(server) == []
    assert await tabled(server) == []
    told = capsys.readouterr()
    assert "แผนสมมติ" not in told.out + told.err


@pytest.mark.parametrize("name", SOUND)
async def test_every_kind_is_taken(server: Loopback, name: str) -> None:
    assert (await send(await server.browser(VEERA), SOUND[name], name=name)).status_code == 201


@pytest.mark.parametrize("case", UNSOUND)
async def test_what_is_not_what_it_says_leaves_nothing(server: Loopback, case: str) -> None:
    name, content, reason = UNSOUND[case]
    answer = await send(await server.browser(VEERA), content, name=name)
    assert answer.json()["reason"] == reason
    assert left(server) == []
    assert await tabled(server) == []


async def test_one_that_is_too_large_is_refused_announced_or_not(server: Loopback) -> None:
    house = server.house
    server.app.state.house = replace(house, documents=Documents(server.settings.data_dir, 100_000))
    veera = await server.browser(VEERA)

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(PAPER), 10_000):
            yield PAPER[at : at + 10_000]

    for content in (PAPER, pieces()):
        answer = await send(veera, content)
        assert (answer.status_code, answer.json()["reason"]) == (413, "too_large")
    assert left(server) == []


async def test_two_at_once_are_two_and_two_versions_have_two_numbers(server: Loopback) -> None:
    veera, kong = await server.browser(VEERA), await server.browser(KONG)
    answers = await asyncio.gather(send(veera, title="ก"), send(kong, title="ข"))
    assert [answer.status_code for answer in answers] == [201, 201]
    document = (await tabled(server))[0].document
    await asyncio.gather(send(veera, replaces=document), send(kong, replaces=document))
    versions = [fact.version for fact in await tabled(server) if fact.document == document]
    assert versions == [1, 2, 3]
    assert len({path.name for path in left(server)}) == 4


async def test_whoever_goes_in_the_middle_leaves_nothing(server: Loopback) -> None:
    veera = await server.browser(VEERA)
    begun, goes = asyncio.Event(), asyncio.Event()

    async def pieces() -> AsyncIterator[bytes]:
        yield PAPER[:200_000]
        begun.set()
        await goes.wait()

    sending = asyncio.create_task(send(veera, pieces()))
    await begun.wait()
    await until(lambda: left(server))
    sending.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await sending
    await until(lambda: not left(server))
    assert await tabled(server) == []


async def test_what_a_server_that_died_had_begun_is_cleared(server: Loopback) -> None:
    await laid(server)
    (kept,) = left(server)
    kept.with_name("abc.part").write_bytes(b"half")
    await server.stop()
    await server.start()
    assert left(server) == [kept]


async def test_the_scanner_decides(server: Loopback, tmp_path: Path) -> None:
    house, veera = server.house, await server.browser(VEERA)
    grep = tmp_path / "grep"
    grep.write_text("#!/bin/sh\n! grep -q EICAR\n")
    grep.chmod(0o700)

    def scanning(*command: str) -> None:
        kept = Documents(server.settings.data_dir, 1_000_000, command)
        server.app.state.house = replace(house, documents=kept)

    scanning(str(grep))
    assert (await send(veera)).json()["scanned"] is True
    assert (await send(veera, b"%PDF-EICAR%%EOF")).json()["reason"] == "file_infected"
    scanning(str(tmp_path / "nothing"))
    assert (await send(veera)).json()["reason"] == "scan_failed"
    assert len(left(server)) == 1


async def test_a_scanner_that_says_nothing_is_not_waited_for(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meeting_server.services.documents._SCANNING", 0.05)
    kept = Documents(server.settings.data_dir, 1_000_000, ("sleep", "600"))
    server.app.state.house = replace(server.house, documents=kept)
    assert (await send(await server.browser(VEERA))).json()["reason"] == "scan_failed"
    assert left(server) == []


async def test_a_disk_that_is_full_takes_none(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meeting_server.services.documents._LEAVE", 1 << 60)
    assert (await send(await server.browser(VEERA))).json()["reason"] == "no_disk_left"


async def test_the_record_has_the_papers_and_who_opened_them(server: Loopback) -> None:
    address = await laid(server, item=ITEM_41)
    await (await server.browser(THANA)).get(f"{address}/1")
    await close_the_meeting(server)
    for cast, status in ((VEERA, 200), (DARIN, 200), (THANA, 403)):
        browser = await server.browser(cast)
        for path in (f"{address}/1", f"/api/meetings/{MEETING}/documents"):
            assert (await browser.get(path)).status_code == status
    darin = await server.browser(DARIN)
    table = (await darin.get(f"/api/meetings/{MEETING}/documents.csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    assert rows[0][:4] == ["ระเบียบวาระที่", "เอกสาร", "ฉบับที่", "ค่าแฮช"]
    assert [(row[0], row[4], row[5]) for row in rows[1:]] == [
        ("4.1", "เสนอ", VEERA.name),
        ("4.1", "เปิดอ่าน", THANA.name),
    ]
    assert (await send(await server.browser(VEERA))).json()["reason"] == "meeting_closed"


async def test_a_document_that_was_taken_back_is_opened_by_nobody(server: Loopback) -> None:
    _, thana, _, veera, _ = await sitting(server)
    address = await laid(server)
    await thana.sees(lambda view: len(view["room"]["documents"]) == 1)
    await veera.do("documents.withdraw_document", document=address.rpartition("/")[2])
    await thana.sees(lambda view: view["room"]["documents"] == [])
    assert (await (await server.browser(THANA)).get(f"{address}/1")).status_code == 404


async def test_a_late_joiner_is_told_how_to_get_at_them(server: Loopback) -> None:
    pages = await sitting(server)
    await pages[3].do("documents.announce_access", text="เปิดที่ปุ่ม “เอกสาร”", channel="in_room")
    view = await pages[1].sees(lambda view: view["room"]["access"] is not None)
    assert view["room"]["access"]["text"] == "เปิดที่ปุ่ม “เอกสาร”"
    (chai,) = await server.entered(CHAI)
    await chai.sees(lambda view: view["room"]["access"] is not None)
    documents = (await server.room()).meeting.documents
    assert CHAI.seat in documents.told
    assert KONG.seat not in documents.told


async def test_whoever_may_leads_the_others_and_it_is_no_fact(server: Loopback) -> None:
    chair, thana, _, veera, kamala = await sitting(server)
    address = await laid(server, ARUNEE, item=ITEM_41)
    officer, member = await server.browser(VEERA), await server.browser(THANA)
    before = len(await facts(server))
    assert (await officer.post(f"{address}/1/page?number=2")).status_code == 204
    view = await thana.sees(lambda view: view["room"]["led"] is not None)
    assert (view["room"]["led"]["page"], view["room"]["led"]["name"]) == (2, VEERA.name)
    assert len(await facts(server)) == before
    assert (await member.post(f"{address}/1/page?number=3")).json()["reason"] == "not_allowed"
    assert (await member.delete(f"/api/meetings/{MEETING}/documents/page")).status_code == 204
    assert (await officer.post(f"{address}/9/page?number=3")).json()["reason"] == "unknown_file"
    assert (await officer.post(f"{address}/1/page?number=0")).status_code == 422
    pimjai = await server.browser(PIMJAI)
    assert (await pimjai.post(f"{address}/1/page?number=3")).json()["reason"] == "not_entered"
    assert thana.view["room"]["led"]["page"] == 2
    await on_item_41(chair)
    await out(chair, kamala)
    assert kamala.view["room"]["led"] is None
    assert (await officer.delete(f"/api/meetings/{MEETING}/documents/page")).status_code == 204
    await thana.sees(lambda view: view["room"]["led"] is None)
    await officer.post(f"{address}/1/page?number=3")
    await thana.sees(lambda view: view["room"]["led"] is not None)
    await veera.do("documents.withdraw_document", document=address.rpartition("/")[2])
    await thana.sees(lambda view: view["room"]["led"] is None)
