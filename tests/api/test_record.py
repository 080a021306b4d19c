"""The record of a closed meeting: papers, the log to check offline, and every seat's recording to play."""

import asyncio
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from meeting_server.audit.entry import stamp
from meeting_server.audit.verify import verify
from meeting_server.meeting.facts.recording import SegmentsSealed
from tests.api.closed import SOUND, close_the_meeting, sealed
from tests.loopback import ACCEPTED, MEETING, OTHER, Loopback
from tests.people import ARUNEE, DARIN, THANA, VEERA, WILAI

RECORD = f"/api/meetings/{MEETING}"


async def test_the_log_is_checked_offline_and_has_its_openings(server: Loopback, tmp_path: Path) -> None:
    await close_the_meeting(server)
    answer = await (await server.browser(DARIN)).get(f"{RECORD}/log.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == f'attachment; filename="{MEETING}-log.zip"'
    package = tmp_path / "log.zip"
    package.write_bytes(answer.content)
    report = verify(package)
    assert report.whole, list(report.sentences())
    with zipfile.ZipFile(io.BytesIO(answer.content)) as files:
        told = b"".join(files.read(name) for name in files.namelist()).decode()
    assert THANA.name in told
    again = await (await server.browser(VEERA)).get(f"{RECORD}/log.zip")
    assert again.content == answer.content


async def test_the_texts_that_were_accepted_lie_beside_the_log(server: Loopback, tmp_path: Path) -> None:
    await close_the_meeting(server)
    package = tmp_path / "log.zip"
    package.write_bytes((await (await server.browser(DARIN)).get(f"{RECORD}/log.zip")).content)
    with zipfile.ZipFile(package) as files:
        lines = [json.loads(line) for line in files.read("texts.jsonl").splitlines()]
        accepted = [
            json.loads(line)["data"]
            for line in files.read("entries.jsonl").splitlines()
            if b"terms_ac" in line
        ]
    assert [(line["kind"], line["sha256"]) for line in lines] == list(ACCEPTED.items())
    assert {(each["sha256"], each["terms_sha256"], each["manual_sha256"]) for each in accepted} == {
        tuple(ACCEPTED.values())
    }
    words = "".join(f"{lines[1][part]}\n" for part in ("version", "th", "en"))
    assert hashlib.sha256(words.encode()).hexdigest() == ACCEPTED["terms"]


async def test_every_paper_is_there_in_both_languages(server: Loopback) -> None:
    await close_the_meeting(server)
    veera = await server.browser(VEERA)
    for paper, kind in [
        ("attendance.csv", "text/csv"),
        ("allowance.csv", "text/csv"),
        ("votes.csv", "text/csv"),
        ("minutes.txt", "text/plain"),
    ]:
        thai = await veera.get(f"{RECORD}/{paper}")
        english = await veera.get(f"{RECORD}/{paper}?lang=en")
        assert thai.headers["content-type"] == f"{kind}; charset=utf-8"
        assert thai.headers["cache-control"] == "private, no-store"
        assert thai.content != english.content
        assert THANA.name in thai.text
        assert THANA.name in english.text


async def test_every_recording_is_named_with_what_it_covers(server: Loopback) -> None:
    await close_the_meeting(server)
    told = (await (await server.browser(VEERA)).get(f"{RECORD}/recordings")).json()
    (file,) = told["recordings"]
    assert (file["seat"], file["name"], file["bytes"]) == (THANA.seat, THANA.name, len(SOUND))
    assert file["url"] == f"{RECORD}/recordings/{THANA.seat}/mic-0001.webm"
    assert {span["seat"] for span in told["coverage"]} >= {ARUNEE.seat, THANA.seat, WILAI.seat}


async def test_a_recording_is_played_in_ranges(server: Loopback) -> None:
    await close_the_meeting(server)
    browser = await server.browser(VEERA)
    address = f"{RECORD}/recordings/{THANA.seat}/mic-0001.webm"
    whole = await browser.get(address)
    assert (whole.status_code, whole.content) == (200, SOUND)
    assert whole.headers["content-type"] == "audio/webm"
    assert whole.headers["cache-control"] == "private, no-store"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["accept-ranges"] == "bytes"
    for asked, expected in [
        ("bytes=0-99", SOUND[:100]),
        ("bytes=-50", SOUND[-50:]),
        ("bytes=10200-", SOUND[10200:]),
    ]:
        part = await browser.get(address, headers={"Range": asked})
        assert (part.status_code, part.content) == (206, expected)
    beyond = await browser.get(address, headers={"Range": f"bytes={len(SOUND)}-"})
    assert beyond.status_code == 416


async def test_a_player_of_many_pictures_is_answered_in_pieces(server: Loopback) -> None:
    await close_the_meeting(server)
    browser = await server.browser(VEERA)
    large = bytes(range(256)) * 5_000
    (server.settings.data_dir / MEETING / THANA.seat / "mic-0001.webm").write_bytes(large)
    address = f"{RECORD}/recordings/{THANA.seat}/mic-0001.webm?pieces=1"
    for asked, expected in [
        ("bytes=0-", large[: 1 << 20]),
        (f"bytes={1 << 20}-", large[1 << 20 :]),
        ("bytes=100-199", large[100:200]),
    ]:
        part = await browser.get(address, headers={"Range": asked})
        assert (part.status_code, part.content) == (206, expected)
        assert part.headers["content-range"].endswith(f"/{len(large)}")
        assert part.headers["cache-control"] == "private, no-store"
    assert (await browser.get(address)).content == large
    for asked, status in [(f"bytes={len(large)}-", 416), ("bytes=9-3", 416), ("bytes=-5", 206)]:
        assert (await browser.get(address, headers={"Range": asked})).status_code == status


async def test_only_files_that_the_log_of_this_meeting_names_are_given(server: Loopback) -> None:
    await close_the_meeting(server)
    folder = server.settings.data_dir / MEETING / THANA.seat
    (folder / "mic-0002.webm").write_bytes(b"never sealed")
    (folder / "mic-0001.jsonl").write_text("journal")
    elsewhere = server.settings.data_dir / OTHER / THANA.seat
    elsewhere.mkdir(parents=True)
    (elsewhere / "mic-0003.webm").write_bytes(b"another meeting")
    browser = await server.browser(VEERA)
    for name in [
        f"{THANA.seat}/mic-0002.webm",
        f"{THANA.seat}/mic-0001.jsonl",
        f"{WILAI.seat}/mic-0001.webm",
        f"..%2f{OTHER}%2f{THANA.seat}/mic-0003.webm",
        f"../../{OTHER}/{THANA.seat}/mic-0003.webm",
        "../meetings.sqlite",
        "..%2f/meetings.sqlite",
        "%2e%2e/meetings.sqlite",
        f"{THANA.seat}/%00",
        f"{THANA.seat}/" + "a" * 5_000,
    ]:
        answer = await browser.get(f"{RECORD}/recordings/{name}")
        assert (name, answer.status_code, b"SQLite" in answer.content) == (name, 404, False)
    other = await browser.get(f"/api/meetings/{OTHER}/recordings/{THANA.seat}/mic-0001.webm")
    assert other.json()["reason"] == "not_closed"


async def test_a_file_that_is_gone_from_the_disk_is_unknown(server: Loopback) -> None:
    await close_the_meeting(server)
    (server.settings.data_dir / MEETING / THANA.seat / "mic-0001.webm").unlink()
    answer = await (await server.browser(VEERA)).get(f"{RECORD}/recordings/{THANA.seat}/mic-0001.webm")
    assert (answer.status_code, answer.json()["reason"]) == (404, "unknown_file")


async def test_whoever_asks_right_after_the_close_gets_what_is_just_being_sealed(server: Loopback) -> None:
    await close_the_meeting(server, settled=False)
    browser = await server.browser(VEERA)
    room = await server.room()
    asking = asyncio.create_task(browser.get(f"{RECORD}/recordings"))
    opened, closed = room.chronicle.opened_at, room.chronicle.closed_at
    assert opened is not None
    assert closed is not None
    for cast in room.meeting.attendance.ever:
        began, ended = stamp(opened), stamp(closed)
        file = {**sealed(cast, f"{cast}/mic-0009.webm"), "began": began, "ended": ended}
        server.media.listener.reported(MEETING, {"kind": "sealed", "files": [file]})
    told = (await asking).json()
    assert {span["state"] for span in told["coverage"]} <= {"recorded", "gap"}
    assert len(told["recordings"]) == len(room.meeting.attendance.ever) + 1


async def test_a_file_is_written_into_the_log_once(server: Loopback) -> None:
    await close_the_meeting(server)
    room = await server.room()
    before = room.seq
    again = sealed(THANA.seat, f"{THANA.seat}/mic-0001.webm")
    server.media.listener.reported(MEETING, {"kind": "sealed", "files": [again]})
    await server.house.record.settled(room)
    assert room.seq == before
    entries = await server.house.record.entries(room)
    assert sum(isinstance(entry.fact, SegmentsSealed) for entry in entries) == 1
    assert {entry.actor for entry in entries if isinstance(entry.fact, SegmentsSealed)} == {"system"}


async def test_the_time_line_names_files_that_can_be_played(server: Loopback) -> None:
    await close_the_meeting(server)
    browser = await server.browser(VEERA)
    answer = await browser.get(f"{RECORD}/timeline")
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told["opened"] < told["items"][0]["began"] <= told["ballots"][0]["began"] < told["closed"]
    (file,) = next(each for each in told["seats"] if each["seat"] == THANA.seat)["files"]
    played = await browser.get(f"{RECORD}/recordings/{file['file']}", headers={"Range": "bytes=0-99"})
    assert (played.status_code, played.content) == (206, SOUND[:100])


@pytest.mark.parametrize(
    "paper", ["timeline", "log.zip", "attendance.csv", "votes.csv", "minutes.txt", "recordings"]
)
async def test_a_meeting_that_goes_on_has_no_record_yet(server: Loopback, paper: str) -> None:
    answer = await (await server.browser(VEERA)).get(f"{RECORD}/{paper}")
    assert (answer.status_code, answer.json()["reason"]) == (409, "not_closed")
