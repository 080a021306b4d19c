"""The ledger holds every pair of the plan in every second, and survives a crash."""

import errno
import gzip
import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from meeting_server.media import ledger
from meeting_server.media.gate import Gate
from meeting_server.media.ledger import Ledger, read
from tests.media.browser import MIC, plan_of
from tests.people import ARUNEE, THANA

A, B = ARUNEE.seat, THANA.seat
SECOND = 10**9
BEGAN = 1_794_000_000 * SECOND // 60 * 60  # at a whole minute


class Scene:
    def __init__(self, folder: Path, thread: ThreadPoolExecutor) -> None:
        self.gate = Gate()
        self.gate.follow(plan_of(A, B, sends={A: [MIC], B: []}))
        self.folder = folder
        self.reports: list[dict[str, object]] = []
        self.open: list[dict[str, object]] = []
        self.ledger = Ledger("mtg_1", folder, self.gate, thread, self.reports.append, lambda: self.open)
        self.at = BEGAN

    def second(self, packets: int = 0, **blocked: int) -> None:
        passage = self.gate.passage(A, B, MIC)
        if passage is not None:
            passage.packets += packets
            passage.bytes += packets * 100
        self.ledger.second(self.at, 7, blocked)
        self.at += SECOND

    async def sealed(self) -> list[dict[str, object]]:
        self.ledger.seal()
        await self.ledger.written()
        return read(self.folder / str(self.reports[-1]["file"]))


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    with ThreadPoolExecutor(1) as thread:
        yield Scene(tmp_path, thread)


async def test_a_pair_of_the_plan_is_always_there_with_zeros_too(scene: Scene) -> None:
    for packets in (3, 0, 2):
        scene.second(packets)
    head, pairs, *seconds = await scene.sealed()
    assert head == {"meeting": "mtg_1", "minute": "2026-11-06T21:20:00.000Z"}
    assert pairs == {"epoch": 7, "pairs": [[A, B, "mic"]]}
    assert [(line["packets"], line["bytes"]) for line in seconds] == [([3], [300]), ([0], [0]), ([2], [200])]
    assert [line["second"] for line in seconds] == [f"2026-11-06T21:20:0{n}.000Z" for n in range(3)]


FILE: dict[str, object] = {"file": f"{A}/mic-0001.webm", "seat": A, "source": "mic", "at": 300, "bytes": 9}


async def test_a_minute_ends_with_what_stands_in_the_open_files(scene: Scene) -> None:
    scene.second(3)
    scene.open = [FILE | {"sha256": "ab" * 32}]
    assert (await scene.sealed())[-1] == {"files": scene.open}


async def test_one_who_is_alone_and_recorded_has_a_ledger_too(scene: Scene) -> None:
    scene.gate.follow(plan_of(A, sends={A: [MIC]}))
    scene.gate.shut_lately.clear()
    scene.second()
    scene.ledger.seal()
    assert scene.reports == [], "nothing passed, and nothing was recorded"
    scene.open = [FILE]
    scene.second()
    lines = await scene.sealed()
    assert [line.get("files") for line in lines] == [None, None, None, [FILE]]


async def test_a_pair_that_ceases_is_counted_to_its_end_and_then_gone(scene: Scene) -> None:
    scene.second(3)
    passage = scene.gate.passage(A, B, MIC)
    assert passage is not None
    passage.packets += 1
    passage.bytes += 100
    scene.gate.follow(plan_of(A))
    scene.second(blocked=0, **{str(B): 5})
    *_before, pairs, second = await scene.sealed()
    assert pairs == {"epoch": 7, "pairs": []}
    assert second["shut"] == [[A, B, "mic", 1, 100]]
    assert second["packets"] == []
    assert second["blocked"] == {"blocked": 0, B: 5}


async def test_a_minute_is_sealed_when_the_next_begins(scene: Scene) -> None:
    for _ in range(61):
        scene.second(1)
    await scene.ledger.written()
    (report,) = scene.reports
    content = (scene.folder / str(report["file"])).read_bytes()
    assert report == {
        "kind": "ledger",
        "file": "ledger/2026-11-06T2120Z.jsonl.gz",
        "minute": "2026-11-06T21:20:00.000Z",
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    assert len(read(scene.folder / str(report["file"]))) == 62
    assert len(await scene.sealed()) == 3


async def test_what_a_crash_left_is_sealed_without_its_torn_line(scene: Scene, tmp_path: Path) -> None:
    scene.second(4)
    await scene.ledger.written()
    (part,) = (tmp_path / "ledger").glob("*.part")
    with part.open("ab") as file:
        file.write(b'{"second":"2026')
    with ThreadPoolExecutor(1) as thread:
        again = Scene(tmp_path, thread)
        await again.ledger.written()
        assert [report["minute"] for report in again.reports] == ["2026-11-06T21:20:00.000Z"]
        again.second(9)
        assert (await again.sealed())[-1]["packets"] == [9]
        assert again.reports[-1]["file"] == "ledger/2026-11-06T2120Z-2.jsonl.gz"
    assert gzip.decompress((tmp_path / "ledger" / "2026-11-06T2120Z.jsonl.gz").read_bytes()).count(b"\n") == 3


async def test_without_anybody_there_is_no_file(scene: Scene) -> None:
    scene.gate.shut()
    scene.gate.shut_lately.clear()
    scene.second()
    scene.ledger.seal()
    await scene.ledger.written()
    assert scene.reports == []
    assert not (scene.folder / "ledger").exists()


async def test_a_disk_that_refuses_is_reported_once_and_again_when_it_takes(scene: Scene) -> None:
    (scene.folder / "ledger").write_text("in the way")
    scene.second(1)
    scene.second(1)
    await scene.ledger.written()
    assert scene.reports == [{"kind": "trouble", "what": "recorder", "seat": None, "on": True}]
    (scene.folder / "ledger").unlink()
    scene.second(1)
    await scene.ledger.written()
    assert scene.reports[-1] == {"kind": "trouble", "what": "recorder", "seat": None, "on": False}


@contextmanager
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A disk that takes the beginning of what is written, and no more."""
    write = os.write
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", lambda file, text: write(file, text[:30]))
        yield


async def test_a_disk_that_takes_half_a_line_has_none_of_it_and_all_of_it_later(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.second(4)
    await scene.ledger.written()
    with full(monkeypatch):
        scene.gate.follow(plan_of(A, B, sends={A: [MIC], B: [MIC]}))
        scene.second(1)
        scene.second(3)
        await scene.ledger.written()
    assert scene.reports == [{"kind": "trouble", "what": "recorder", "seat": None, "on": True}]
    scene.second(2)
    head, _before, *seconds = await scene.sealed()
    assert "minute" in head
    assert seconds[1]["pairs"] == [[A, B, "mic"], [B, A, "mic"]]
    assert [line.get("packets") for line in seconds] == [[4], None, [1, 0], [3, 0], [2, 0]]


async def test_a_minute_that_ends_while_the_disk_refuses_is_whole_later(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.at += 57 * SECOND
    scene.second(1)
    with full(monkeypatch):
        for _ in range(5):
            scene.second(1)
        await scene.ledger.written()
    scene.second(1)
    await scene.ledger.written()
    await scene.sealed()
    files = [read(scene.folder / str(each["file"])) for each in scene.reports if each["kind"] == "ledger"]
    assert [len(lines) for lines in files] == [2 + 3, 2 + 4]
    assert [line["packets"] for lines in files for line in lines[2:]] == [[1]] * 7
    assert files[1][0]["minute"] == "2026-11-06T21:21:00.000Z"


async def test_a_disk_that_refuses_for_too_long_costs_the_oldest_seconds(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "_MOST_KEPT", 200)
    with full(monkeypatch):
        for packets in range(1, 9):
            scene.second(packets)
        await scene.ledger.written()
    head, pairs, *seconds = await scene.sealed()
    assert (head["meeting"], pairs["epoch"]) == ("mtg_1", 7)
    assert [line["packets"] for line in seconds] == [[6], [7], [8]]


async def test_a_minute_that_could_not_be_sealed_is_sealed_when_the_disk_takes_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise OSError(errno.ENOSPC, "full")

    scene.second(1)
    await scene.ledger.written()
    with monkeypatch.context() as patched:
        patched.setattr(gzip, "compress", refuse)
        scene.ledger.seal()
        await scene.ledger.written()
    scene.at += 60 * SECOND
    scene.second(1)
    await scene.ledger.written()
    assert [report["minute"] for report in scene.reports if report["kind"] == "ledger"] == [
        "2026-11-06T21:20:00.000Z"
    ]
    assert len(await scene.sealed()) == 3
