"""A file from its first frame to its seal, and what a crash in any moment between leaves."""

import hashlib
import json
from pathlib import Path

import pytest

from meeting_server.media import journal
from meeting_server.media.segment import PART, Segment, Whose, interrupted, recover, sealed_in
from tests.media import tape
from tests.media.clock import WALL_NS, HandClock

SEAT = "seat_wilai"


def _whose(folder: Path, source: str = "mic") -> Whose:
    return Whose(folder, "mtg_1", SEAT, source)


def _spoken(folder: Path, clock: HandClock, seconds: int = 4) -> Segment:
    segment = Segment(_whose(folder), clock.now, clock.clocks)
    for number, frame in enumerate(tape.opus(seconds)):
        segment.block(clock.now + number * 0.02, frame, key=True)
    return segment


def test_a_sealed_file_says_what_it_is(tmp_path: Path) -> None:
    segment = _spoken(tmp_path, HandClock())
    sealed = segment.seal()
    path = tmp_path / SEAT / "mic-0001.webm"
    assert sealed == {
        "file": f"{SEAT}/mic-0001.webm",
        "seat": SEAT,
        "source": "mic",
        "began": "2026-11-12T03:12:07.112Z",
        "ended": "2026-11-12T03:12:11.112Z",
        "bytes": path.stat().st_size,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "frames": 200,
        "recovered": False,
    }
    assert tape.probe(path) == (4.0, 200, "")
    assert [entry.name for entry in path.parent.iterdir() if entry.name.endswith(PART)] == []
    assert sealed_in(path.with_suffix(".jsonl")) == sealed


def test_files_are_numbered_on_whatever_became_of_the_last(tmp_path: Path) -> None:
    folder = tmp_path / SEAT
    folder.mkdir()
    for name in (
        "mic-0001.webm",
        "mic-0007.webm.damaged",
        "mic-0003.jsonl",
        "mic-notes.txt",
        "camera-0012.webm",
    ):
        (folder / name).touch()
    assert _whose(tmp_path).next_number() == 8


def test_a_hole_is_in_the_journal(tmp_path: Path) -> None:
    clock = HandClock()
    segment = _spoken(tmp_path, clock, 1)
    segment.block(clock.now + 3.5, tape.opus(1)[0], key=True)
    segment.seal()
    lines = journal.read(tmp_path / SEAT / "mic-0001.jsonl")
    hole = {"event": "hole", "began": "2026-11-12T03:12:08.092Z", "ended": "2026-11-12T03:12:10.612Z"}
    assert hole in lines


def test_what_is_in_the_file_is_known(tmp_path: Path) -> None:
    segment = _spoken(tmp_path, HandClock(), 3)
    written = segment.part.read_bytes()
    assert segment.digest == hashlib.sha256(written[-segment.size :]).hexdigest()
    assert segment.safe_ns == WALL_NS + 1_980 * 10**6
    segment.flush()
    assert segment.safe_ns == segment.ended_ns == WALL_NS + 2_980 * 10**6
    segment.abandon()


def test_a_crash_is_recovered_to_the_last_whole_cluster(tmp_path: Path) -> None:
    part = _spoken(tmp_path, HandClock()).abandon()
    with part.open("ab") as file:
        file.write(bytes.fromhex("1F43B675") + b"\x41\x00torn")
    sealed = recover(_whose(tmp_path), part)
    assert sealed is not None
    assert (sealed["recovered"], sealed["frames"]) == (True, 150)
    assert sealed["began"] == "2026-11-12T03:12:07.112Z"
    assert sealed["ended"] == "2026-11-12T03:12:10.112Z"
    path = tmp_path / sealed["file"]
    assert tape.probe(path) == (3.0, 150, "")
    assert hashlib.sha256(path.read_bytes()).hexdigest() == sealed["sha256"]
    assert not part.exists()


def test_a_crash_between_seal_and_name_gives_one_seal(tmp_path: Path) -> None:
    segment = _spoken(tmp_path, HandClock())
    first = segment.seal()
    path = tmp_path / first["file"]
    path.rename(segment.part)
    again = recover(_whose(tmp_path), segment.part)
    assert again == {**first, "recovered": True}
    assert sealed_in(path.with_suffix(".jsonl")) == again


def test_a_journal_that_a_crash_tore_takes_the_next_line_whole(tmp_path: Path) -> None:
    part = _spoken(tmp_path, HandClock()).abandon()
    path = tmp_path / SEAT / "mic-0001.jsonl"
    with path.open("ab") as file:
        file.write(b'{"event":"los')
    sealed = recover(_whose(tmp_path), part)
    assert [line["event"] for line in journal.read(path)][-2:] == ["recovered", "sealed"]
    assert sealed_in(path) == sealed


def test_a_file_without_a_frame_is_not_kept(tmp_path: Path) -> None:
    clock = HandClock()
    part = Segment(_whose(tmp_path), clock.now, clock.clocks).abandon()
    assert recover(_whose(tmp_path), part) is None
    assert not part.exists()
    assert _whose(tmp_path).next_number() == 2


def test_a_file_that_is_not_ours_is_put_aside_untouched(tmp_path: Path) -> None:
    part = tmp_path / SEAT / f"mic-0001.webm{PART}"
    part.parent.mkdir()
    part.write_bytes(b"something else" * 100)
    assert recover(_whose(tmp_path), part) is None
    assert (tmp_path / SEAT / "mic-0001.webm.damaged").read_bytes() == b"something else" * 100


def test_a_seal_without_its_file_is_not_told(tmp_path: Path) -> None:
    sealed = _spoken(tmp_path, HandClock(), 1).seal()
    (tmp_path / sealed["file"]).unlink()
    assert sealed_in(tmp_path / SEAT / "mic-0001.jsonl") is None


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    before = tape.descriptors()
    clock = HandClock()
    _spoken(tmp_path, clock, 1).seal()
    recover(_whose(tmp_path), _spoken(tmp_path, clock, 2).abandon())
    assert tape.descriptors() == before


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], None),
        ([{"event": "sealed", "recovered": False, "ended": "2026-11-12T03:12:08.000Z"}], None),
        ([{"event": "sealed", "recovered": True, "ended": "2026-11-12T03:12:08.112Z"}], WALL_NS + 10**9),
        (
            [
                {"event": "gap", "began": "2026-11-12T03:12:09.112Z", "reason": "service_interrupted"},
                {"event": "sealed", "recovered": False, "ended": "2026-11-12T03:12:09.112Z"},
            ],
            WALL_NS + 2 * 10**9,
        ),
        ([{"event": "gap", "began": "2026-11-12T03:12:09.112Z", "reason": "suspended"}], None),
    ],
)
def test_the_last_journal_says_whether_a_worker_was_cut_off(
    tmp_path: Path, lines: list[dict[str, object]], expected: int | None
) -> None:
    folder = tmp_path / SEAT
    folder.mkdir()
    (folder / "mic-0001.jsonl").write_text(
        '{"event":"sealed","recovered":true,"ended":"2020-01-01T00:00:00.000Z"}\n'
    )
    (folder / "mic-0002.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert interrupted(_whose(tmp_path)) == expected


def test_times_are_read_as_they_were_written() -> None:
    assert journal.wall_ns(journal.iso(WALL_NS)) == WALL_NS
