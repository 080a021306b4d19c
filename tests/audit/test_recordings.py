"""The files of a meeting against its log: the same, missing or altered; and what was said of them while they were open."""

import gzip
import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from meeting_server.audit.package import log_files
from meeting_server.audit.recordings import Holding, hold
from meeting_server.cli import main
from meeting_server.meeting.facts.clip import ClipKept
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.recording import LedgerSealed, Segment, SegmentsSealed
from tests.audit.sample import CLIP, log_of, zipped
from tests.given import SITTING
from tests.people import PREECHA, THANA

SOUND, LATER = f"{THANA.seat}/mic-0001.webm", f"{THANA.seat}/mic-0002.webm"
MINUTE = "ledger/2026-11-12T0230Z.jsonl.gz"
CONTENT = b"head" + bytes(range(250)) * 9_000
OPEN = 1_500_000  # of its bytes stood when the minute was sealed


def _told(file: str, content: bytes) -> dict[str, object]:
    digest = sha256(content[4 : 4 + OPEN]).hexdigest()
    return {"file": file, "seat": THANA.seat, "source": "mic", "at": 4, "bytes": OPEN, "sha256": digest}


def _facts(folder: Path, minute: list[dict[str, object]]) -> list[Fact]:
    """Two files and a minute, on disk and in the log."""
    (folder / THANA.seat).mkdir()
    (folder / "ledger").mkdir()
    segments = []
    for file, content in ((SOUND, CONTENT), (LATER, b"later")):
        (folder / file).write_bytes(content)
        digest = sha256(content).hexdigest()
        segments.append(
            Segment(
                file=file,
                seat=THANA.seat,
                source="mic",
                began="2026-11-12T02:30:00.000Z",
                ended="2026-11-12T02:40:00.000Z",
                bytes=len(content),
                sha256=digest,
                frames=1,
            )
        )
    lines = "".join(json.dumps(line) + "\n" for line in minute)
    (folder / MINUTE).write_bytes(gzip.compress(lines.encode()))
    digest = sha256((folder / MINUTE).read_bytes()).hexdigest()
    ledger = LedgerSealed(file=MINUTE, minute="2026-11-12T02:30:00.000Z", sha256=digest)
    return [*SITTING, SegmentsSealed(segments=tuple(segments)), ledger]


MINUTE_SAYS: list[dict[str, object]] = [{"second": "x", "packets": []}, {"files": [_told(SOUND, CONTENT)]}]


def test_what_was_sealed_and_said_is_found_again(tmp_path: Path) -> None:
    held = hold(log_of(_facts(tmp_path, MINUTE_SAYS)), tmp_path)
    assert held == Holding(same=3, told=1)
    assert held.whole


def test_one_byte_is_enough(tmp_path: Path) -> None:
    entries = log_of(_facts(tmp_path, MINUTE_SAYS))
    (tmp_path / SOUND).write_bytes(CONTENT[:-1] + b"?")
    held = hold(entries, tmp_path)
    assert (held.differing, held.told, held.same) == ((SOUND,), 1, 2), "the minute covers what was there then"
    (tmp_path / SOUND).write_bytes(CONTENT[:4] + b"?" + CONTENT[5:])
    held = hold(entries, tmp_path)
    assert (held.differing, held.false, held.whole) == ((SOUND,), (SOUND,), False)
    assert SOUND in held.sentences()[0]
    (tmp_path / SOUND).write_bytes(CONTENT[:OPEN])
    assert hold(entries, tmp_path).false == (SOUND,)


def test_a_file_that_does_not_stand_as_its_minute_said_is_named(tmp_path: Path) -> None:
    said: list[dict[str, object]] = [{"files": [_told(SOUND, b"else" * 1_000_000)]}]
    held = hold(log_of(_facts(tmp_path, said)), tmp_path)
    assert (held.same, held.false, held.whole) == (3, (SOUND,), False)


def test_the_clip_of_a_visitor_is_held_like_any_other_file(tmp_path: Path) -> None:
    (tmp_path / PREECHA.seat).mkdir()
    (tmp_path / CLIP.file).write_bytes(b"clip")
    sealed = replace(CLIP, sha256=sha256(b"clip").hexdigest(), bytes=4)
    kept = ClipKept(clip=1, seat=PREECHA.seat, voucher=THANA.seat, files=(sealed,))
    entries = log_of([*_facts(tmp_path, MINUTE_SAYS), kept])
    assert hold(entries, tmp_path) == Holding(same=4, told=1)
    (tmp_path / CLIP.file).write_bytes(b"clap")
    assert hold(entries, tmp_path).differing == (CLIP.file,)


TOLD = gzip.compress(json.dumps({"files": [_told(SOUND, CONTENT)]}).encode())


@pytest.mark.parametrize(
    "torn",
    [
        gzip.compress(b'{"second":"x","packets":[]}\n{"sec'),
        gzip.compress(b"[]\n"),
        gzip.compress(b'{"files":[{}]}\n'),
        TOLD[:40],
        b"no minute",
    ],
)
def test_a_minute_that_cannot_be_read_is_named_and_the_others_are_looked_at(
    tmp_path: Path, torn: bytes
) -> None:
    facts = _facts(tmp_path, MINUTE_SAYS)
    other = "ledger/2026-11-12T0231Z.jsonl.gz"
    (tmp_path / other).write_bytes(torn)
    sealed = LedgerSealed(file=other, minute="2026-11-12T02:31:00.000Z", sha256=sha256(torn).hexdigest())
    held = hold(log_of([*facts, sealed]), tmp_path)
    assert held == Holding(same=4, told=1, false=(other,))
    assert other in held.sentences()[1]


def test_what_is_not_there_is_named_and_is_neither_right_nor_altered(tmp_path: Path) -> None:
    entries = log_of(_facts(tmp_path, MINUTE_SAYS))
    (tmp_path / SOUND).unlink()
    held = hold(entries, tmp_path)
    assert held == Holding(same=2, missing=(SOUND,))
    assert (held.whole, held.complete) == (True, False)
    assert held.sentences() == (
        f"ไฟล์บันทึกตรวจได้ไม่ครบ: ไฟล์ที่ปิดผนึกตรงกับบันทึก 2 ไฟล์ ไม่พบ 1 ไฟล์: {SOUND}",
        f"RECORDINGS INCOMPLETE: sealed files as in the log: 2, not found: 1: {SOUND}",
    )
    (tmp_path / MINUTE).write_bytes(b"not gzip")
    held = hold(entries, tmp_path)
    assert held.differing == (MINUTE,)
    assert held.sentences()[1].endswith(f"altered: {MINUTE} (sealed files as in the log: 1, not found: 1)")


def test_ten_of_many_missing_are_named_and_a_folder_without_any_is_doubted() -> None:
    files = tuple(f"seat/mic-{number:04}.webm" for number in range(1, 13))
    thai, english = Holding(same=1, missing=files).sentences()
    assert english.endswith("mic-0010.webm and 2 more")
    assert thai.endswith("mic-0010.webm และอีก 2 ไฟล์")
    thai, english = Holding(missing=files).sentences()
    assert "ไม่พบไฟล์ใดเลย: โฟลเดอร์นี้เป็นโฟลเดอร์ของการประชุมนี้" in thai
    assert english.endswith("None was found: is this the folder of this meeting (mtg_… in DATA_DIR)?")
    assert "None was found" not in Holding(same=1, missing=files).sentences()[1]


def test_the_command_line_holds_the_files_against_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mtg"
    folder.mkdir()
    package = zipped(log_files(log_of(_facts(folder, MINUTE_SAYS)), with_openings=True), tmp_path / "log.zip")
    asked = ["verify", str(package), "--recordings"]
    assert main([*asked, str(folder)]) == 0
    assert "RECORDINGS VERIFIED: sealed files as in the log: 3, not found: 0" in capsys.readouterr().out
    (folder / LATER).unlink()
    assert main([*asked, str(folder)]) == 3
    assert f"not found: 1: {LATER}" in capsys.readouterr().out
    assert main([*asked, str(tmp_path)]) == 3
    told = capsys.readouterr().out
    assert "RECORDINGS INCOMPLETE: sealed files as in the log: 0, not found: 3" in told
    assert "None was found" in told
    (folder / LATER).write_bytes(b"Later")
    assert main([*asked, str(folder)]) == 1
    assert f"altered: {LATER}" in capsys.readouterr().out
    assert main([*asked, str(tmp_path / "none")]) == 2
    told = capsys.readouterr().err
    assert "There is no folder" in told
    assert "ไม่พบโฟลเดอร์" in told
    assert main(["verify", str(package)]) == 0
    (tmp_path / "log.zip").write_bytes(b"")
    assert main([*asked, str(folder)]) == 1
    assert "RECORDINGS" not in capsys.readouterr().out
