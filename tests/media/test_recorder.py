"""The recorder as the relay sees it: everything planned is written, nothing else, and no disk stops the meeting."""

import asyncio
import errno
import hashlib
import shutil
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from meeting_server.media import scribe, segment
from meeting_server.media.recorder import Recorder
from meeting_server.media.scribe import Scribe
from meeting_server.media.segment import Clocks, Segment
from meeting_server.media.take import Limits, Take
from meeting_server.media.webm import CLUSTER_ID, WebmWriter
from tests.media import tape
from tests.media.clock import HandClock

MEETING, WILAI, THANA = "mtg_1", "seat_wilai", "seat_thana"
BOTH = frozenset({(WILAI, "mic"), (WILAI, "camera"), (THANA, "mic")})
Report = dict[str, object]


class Desk:
    """A recorder and everything that it reported."""

    def __init__(self, folder: Path, clocks: Clocks | None = None, **limits: float) -> None:
        self.folder = folder
        self.reports: list[tuple[str, Report]] = []
        self._changed = asyncio.Event()
        self._sent: dict[str, int] = {}
        self.recorder = Recorder(folder, self._report, Limits(**limits), clocks)  # type: ignore[arg-type]

    def _report(self, meeting: str, report: Report) -> None:
        self.reports.append((meeting, report))
        self._changed.set()

    def of(self, kind: str) -> list[Report]:
        """Reports of a kind, in order."""
        return [report for _, report in self.reports if report["kind"] == kind]

    def files(self) -> dict[str, dict[str, object]]:
        """Every sealed file by name."""
        return {sealed["file"]: sealed for report in self.of("sealed") for sealed in report["files"]}  # type: ignore[attr-defined]

    async def until(self, holds: Callable[[], object], meanwhile: Callable[[], None] | None = None) -> None:
        """Wait for a state, looking after the recorder meanwhile as the worker does."""
        async with asyncio.timeout(20):
            while not holds():
                self._changed.clear()
                self.recorder.check()
                if meanwhile is not None:
                    meanwhile()
                await asyncio.wait([waiter := asyncio.ensure_future(self._changed.wait())], timeout=0.05)
                waiter.cancel()

    def faults(self) -> list[object]:
        """What stood at fault after each change."""
        return [report["standing"] for report in self.of("faults")]

    def speak(self, seconds: int, seat: str = WILAI, *, began: float | None = None) -> None:
        """Let a microphone send, all at once; each time it is heard it numbers on."""
        began = time.monotonic() - seconds if began is None else began
        sent = self._sent.get(seat, 65_500)
        for packet in tape.opus_rtp(tape.opus(seconds), began=began, sequence=sent, timestamp=sent * 960):
            self.recorder.packet(MEETING, seat, "mic", packet)
        self._sent[seat] = sent + seconds * 50

    def both_speak(self) -> None:
        """Let two microphones send."""
        self.speak(1, WILAI)
        self.speak(1, THANA)

    def show(self, seconds: int, began: float) -> None:
        """Let a camera send, all at once."""
        for packet in tape.vp8_rtp(tape.vp8(seconds), began=began):
            self.recorder.packet(MEETING, WILAI, "camera", packet)


@asynccontextmanager
async def desk_in(folder: Path, clocks: Clocks | None = None, **limits: float) -> AsyncIterator[Desk]:
    desk = Desk(folder, clocks, **limits)
    try:
        yield desk
    finally:
        await desk.recorder.drain("service_interrupted")


async def test_every_seat_and_source_of_the_plan_gets_its_file(tmp_path: Path) -> None:
    clock = HandClock()
    async with desk_in(tmp_path, clock.clocks) as desk:
        desk.recorder.plan(MEETING, BOTH, {})
        began, clock.now = clock.now, clock.now + 10
        desk.speak(10, WILAI, began=began)
        desk.speak(10, THANA, began=began)
        desk.show(10, began)
        desk.recorder.plan(MEETING, frozenset(), {})
        await desk.until(lambda: len(desk.files()) == 3)
    assert len(desk.of("sealed")) == 1, "what was sealed together is told together"
    for name, sealed in desk.files().items():
        path = tmp_path / MEETING / name
        probed = tape.probe(path)
        assert probed.duration == pytest.approx(10.0, abs=0.06)
        assert (probed.frames, probed.complaints) == (200 if "camera" in name else 500, "")
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sealed["sha256"]
        assert tape.after_seek(path, 7) == pytest.approx(7, abs=1.05)
    assert desk.of("gap") == []


async def test_what_the_plan_does_not_record_is_not_written(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        desk.recorder.plan(MEETING, {(THANA, "mic")}, {})
        desk.speak(2, WILAI)
        desk.recorder.packet("mtg_other", THANA, "mic", tape.packet(1, 1, b"\xf8x"))
    assert _webm(tmp_path) == []


def _webm(folder: Path) -> list[Path]:
    return list(folder.glob("*/*/*.webm*"))


async def test_a_suspension_ends_the_file_and_a_return_begins_another(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        desk.recorder.plan(MEETING, {(WILAI, "mic")}, {})
        desk.speak(2)
        desk.recorder.plan(MEETING, frozenset(), {(WILAI, "mic"): "suspended"})
        desk.speak(2)
        await desk.until(desk.files)
        desk.recorder.plan(MEETING, {(WILAI, "mic")}, {})
        desk.speak(3)
    assert [sealed["frames"] for sealed in desk.files().values()] == [100, 150]
    first = (tmp_path / MEETING / WILAI / "mic-0001.jsonl").read_text()
    assert '"reason":"suspended"' in first
    assert [gap for gap in desk.of("gap") if gap["reason"] == "suspended"] == [], "the log itself explains it"


async def test_the_same_plan_told_again_changes_nothing(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        for _ in range(3):
            desk.recorder.plan(MEETING, {(WILAI, "mic")}, {})
            desk.speak(1)
    assert list(desk.files()) == [f"{WILAI}/mic-0001.webm"]


async def test_a_gap_is_explained_by_the_line(tmp_path: Path) -> None:
    clock = HandClock()
    async with desk_in(tmp_path, clock.clocks) as desk:
        began = clock.now
        desk.recorder.line(MEETING, WILAI, live=True)
        desk.recorder.plan(MEETING, {(WILAI, "mic"), (THANA, "mic")}, {})
        for seat in (WILAI, THANA):
            desk.speak(2, seat, began=began)
            desk.speak(2, seat, began=began + 20)
        await desk.until(lambda: len(desk.of("gap")) == 2)
    gaps = {gap["seat"]: gap for gap in desk.of("gap")}
    assert gaps[WILAI]["reason"] == "capture_stall"
    assert gaps[THANA]["reason"] == "network"
    assert gaps[WILAI]["began"] == "2026-11-12T03:12:09.092Z"
    assert gaps[WILAI]["ended"] == "2026-11-12T03:12:27.112Z"


async def test_a_key_frame_is_asked_for_at_the_start_and_every_ten_seconds(tmp_path: Path) -> None:
    clock = HandClock()
    async with desk_in(tmp_path, clock.clocks) as desk:
        desk.recorder.plan(MEETING, BOTH, {})
        asked = []
        for _ in range(50):
            asked.append(desk.recorder.wants_key(MEETING, WILAI, "camera"))
            clock.now += 0.5
        assert [number for number, now in enumerate(asked) if now] == [0, 20, 40]
        assert not desk.recorder.wants_key(MEETING, WILAI, "mic")
        assert not desk.recorder.wants_key(MEETING, THANA, "camera")


async def test_what_a_crash_left_is_sealed_at_the_start(tmp_path: Path) -> None:
    part = _left_by_a_crash(tmp_path)
    async with desk_in(tmp_path) as desk:
        await desk.until(desk.files)
        (sealed,) = desk.files().values()
        assert (sealed["recovered"], sealed["frames"]) == (True, 200)
        assert not part.exists()
        desk.recorder.plan(MEETING, {(WILAI, "mic")}, {})
        desk.speak(2)
        await desk.until(lambda: desk.of("gap"))
    (gap,) = desk.of("gap")
    assert (gap["reason"], gap["began"]) == ("service_interrupted", sealed["ended"])


@pytest.mark.parametrize("left", [b"", b"not as we write them" * 99])
async def test_a_file_of_which_nothing_is_kept_is_a_gap_from_its_beginning(
    tmp_path: Path, left: bytes
) -> None:
    part = _left_by_a_crash(tmp_path)
    part.write_bytes(left)
    async with desk_in(tmp_path) as desk:
        await desk.until(lambda: not part.exists())
        desk.recorder.plan(MEETING, {(WILAI, "mic")}, {})
        desk.speak(2)
        await desk.until(lambda: desk.of("gap"))
    (gap,) = desk.of("gap")
    assert (gap["reason"], gap["began"]) == ("service_interrupted", "2026-11-12T03:12:07.112Z")


async def test_what_appears_later_is_recovered_when_asked(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        desk.recorder.plan(MEETING, {(THANA, "mic")}, {})
        desk.speak(1, THANA)
        part = _left_by_a_crash(tmp_path)
        desk.recorder.recall(MEETING)
        await desk.until(desk.files)
        assert not part.exists()
        assert list(desk.files()) == [f"{WILAI}/mic-0001.webm"], "the open file of another is left alone"


async def test_everything_is_told_again_to_the_next_server(tmp_path: Path) -> None:
    clock = HandClock()
    async with desk_in(tmp_path, clock.clocks) as desk:
        desk.recorder.plan(MEETING, {(WILAI, "mic")}, {})
        desk.speak(2, began=clock.now + 6)
        clock.now += 9
    async with desk_in(tmp_path) as again:
        again.recorder.recall(MEETING)
        await again.until(lambda: again.files() and again.of("gap"))
    assert again.files() == desk.files() != {}
    assert again.of("gap") == desk.of("gap") != []


async def test_a_source_that_was_left_alone_is_a_gap_until_it_is_back(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        desk.recorder.plan(MEETING, {(WILAI, "mic")}, {})
        desk.speak(2)
        desk.recorder.close_all("service_interrupted")
        await desk.until(desk.files)
        later = Clocks(lambda: time.monotonic() + 30, lambda: time.time_ns() + 30 * 10**9)
    async with desk_in(tmp_path, later) as again:
        again.recorder.plan(MEETING, {(WILAI, "mic")}, {})
        again.speak(2, began=later.mono())
        await again.until(lambda: again.of("gap"))
    (gap,) = again.of("gap")
    assert gap["reason"] == "service_interrupted"


async def test_what_is_said_of_an_open_file_holds_for_the_sealed_one(tmp_path: Path) -> None:
    async with desk_in(tmp_path, sync=0.0) as desk:
        desk.recorder.plan(MEETING, BOTH, {})
        assert desk.recorder.open_files(MEETING) == []
        began = time.monotonic() - 5
        desk.speak(5, began=began)
        desk.show(5, began)
        await desk.until(lambda: len(desk.recorder.open_files(MEETING)) == 2)
        told = desk.recorder.open_files(MEETING)
        assert [(each["seat"], each["source"]) for each in told] == [(WILAI, "camera"), (WILAI, "mic")]
        desk.speak(3)
        assert desk.recorder.open_files("mtg_other") == []
    for each in told:
        content = (tmp_path / MEETING / each["file"]).read_bytes()
        part = content[each["at"] : each["at"] + each["bytes"]]
        assert len(part) == each["bytes"] > 5_000
        assert part.startswith(CLUSTER_ID)
        assert hashlib.sha256(part).hexdigest() == each["sha256"]


def _left_by_a_crash(folder: Path) -> Path:
    clock = HandClock()
    left = Segment(segment.Whose(folder / MEETING, MEETING, WILAI, "mic"), clock.now, clock.clocks)
    left.note("begin", wall_ns=left.began_ns)
    for number, frame in enumerate(tape.opus(4)):
        left.block(clock.now + number * 0.02, frame, key=True)
    left.flush()
    return left.abandon()


async def test_a_full_disk_is_told_and_writing_goes_on_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desk_in(tmp_path, retry=0.3) as desk:
        desk.recorder.plan(MEETING, {(WILAI, "mic")}, {})
        with monkeypatch.context() as full:
            full.setattr("meeting_server.media.webm.write_at", _no_space)
            desk.speak(1)
            await desk.until(desk.faults)
        assert desk.faults() == [{"disk_full": [WILAI]}]
        await desk.until(lambda: len(desk.faults()) == 2, lambda: desk.speak(1))
        assert desk.faults()[1] == {}
    assert desk.files()


def _no_space(*_: object) -> None:
    raise OSError(errno.ENOSPC, "no space")


async def test_pictures_give_way_before_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = 500
    monkeypatch.setattr(shutil, "disk_usage", lambda _: tape.Usage(free))
    monkeypatch.setattr(scribe, "_DISK_APART", 0.0)
    async with desk_in(tmp_path, low_disk=1_000, last_disk=100) as desk:
        desk.recorder.plan(MEETING, BOTH, {})
        await desk.until(desk.faults)
        began = time.monotonic() - 1
        desk.show(1, began)
        desk.speak(1, began=began)
        assert not desk.recorder.wants_key(MEETING, WILAI, "camera")
        assert desk.faults() == [{"disk_low": [WILAI]}]
        await desk.until(lambda: [path.name for path in _webm(tmp_path)] == ["mic-0001.webm.part"])
        free = 99
        await desk.until(lambda: len(desk.faults()) == 2, desk.both_speak)
        assert desk.faults()[1] == {"disk_low": [WILAI], "disk_full": [THANA, WILAI]}
        await desk.until(desk.files)
        free = 2_000
        await desk.until(lambda: len(desk.faults()) == 3, desk.both_speak)
        assert desk.faults()[2] == {}
        await desk.until((tmp_path / MEETING / WILAI / "mic-0002.webm.part").exists, desk.both_speak)
        assert list(desk.files()) == [f"{WILAI}/mic-0001.webm"], "what there was is sealed"


async def test_a_thread_that_died_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What is spoken all at once seems to have been heard for as long; only the thread's end is to be a fault.
    async with desk_in(tmp_path, fault=5.0) as desk:
        desk.recorder.plan(MEETING, {(WILAI, "mic"), (THANA, "mic")}, {})
        desk.speak(2)
        desk.speak(2, THANA)
        await desk.until(lambda: len(_webm(tmp_path)) == 2)
        with monkeypatch.context() as broken:
            broken.setattr(Take, "tick", _fail)
            await desk.until(desk.faults)
        await desk.until(lambda: len(desk.files()) == 2)
        await desk.until(lambda: desk.faults()[-1] == {}, desk.both_speak)
    assert all(sealed["recovered"] for name, sealed in desk.files().items() if "0001" in name)
    assert desk.faults()[0] == {"recorder": [THANA, WILAI]}


def _fail(*_: object) -> None:
    raise RuntimeError


async def test_a_stuck_disk_never_holds_up_the_meeting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    released, stuck = threading.Event(), threading.Event()

    def hang(_: WebmWriter) -> None:
        stuck.set()
        released.wait(10)

    monkeypatch.setattr(WebmWriter, "sync", hang)
    async with desk_in(tmp_path, queue=200, fault=0.3) as desk:
        desk.recorder.plan(MEETING, {(WILAI, "mic")}, {})
        desk.speak(1)
        await desk.until(stuck.is_set)
        began = time.monotonic()
        desk.speak(10)
        assert time.monotonic() - began < 5, "who waits for the disk waits ten seconds"
        assert len(desk.recorder._takes[MEETING, WILAI, "mic"].inbox) <= 200
        await desk.until(desk.faults)
        desk.recorder.recall(MEETING)
        assert desk.faults() == 2 * [{"recorder": [WILAI]}], "the next server hears of it too"
        released.set()
        await desk.until(lambda: desk.faults()[-1] == {})
    assert '"reason":"disk_backpressure"' in (tmp_path / MEETING / WILAI / "mic-0001.jsonl").read_text()


async def test_sound_that_reaches_no_file_is_trouble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Take, "_write", lambda *_: None)
    async with desk_in(tmp_path, fault=0.2) as desk:
        desk.recorder.plan(MEETING, {(WILAI, "mic")}, {})
        await desk.until(desk.faults, lambda: desk.speak(1))
    assert desk.faults()[0] == {"recorder": [WILAI]}


async def test_many_seats_are_sealed_together_and_told_in_portions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scribe, "_TOGETHER", 8)
    seats = [f"seat_{number:02}" for number in range(20)]
    async with desk_in(tmp_path) as desk:
        desk.recorder.plan(MEETING, {(seat, "mic") for seat in seats}, {})
        for seat in seats:
            desk.speak(1, seat)
    assert [len(report["files"]) for report in desk.of("sealed")] == [8, 8, 4]  # type: ignore[arg-type]
    assert len(desk.files()) == 20


async def test_nothing_stays_open_when_it_is_drained(tmp_path: Path) -> None:
    threads, descriptors = threading.active_count(), tape.descriptors()
    async with desk_in(tmp_path) as desk:
        desk.recorder.plan(MEETING, BOTH, {})
        desk.speak(1)
    assert desk.files()
    assert tape.descriptors() == descriptors
    assert threading.active_count() <= threads + 1, "asyncio keeps its own thread for the next call"


async def test_what_a_thread_that_died_knew_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die_with_it(one: Scribe) -> None:
        if one._sealed:
            raise RuntimeError

    clock = HandClock()
    async with desk_in(tmp_path, clock.clocks) as desk:
        desk.recorder.line(MEETING, WILAI, live=True)
        desk.recorder.plan(MEETING, {(WILAI, "mic"), (THANA, "mic")}, {})
        desk.speak(1, began=clock.now)
        desk.speak(1, THANA, began=clock.now)
        await desk.until(lambda: len(_webm(tmp_path)) == 2)
        with monkeypatch.context() as broken:
            broken.setattr(Scribe, "_tell_sealed", die_with_it)
            desk.recorder.plan(MEETING, {(WILAI, "mic")}, {})
            await asyncio.to_thread(desk.recorder._scribe.join)
        assert desk.files() == {}
        await desk.until(lambda: f"{THANA}/mic-0001.webm" in desk.files())
        desk.speak(1, began=clock.now + 5)
        desk.speak(1, began=clock.now + 30)
        await desk.until(lambda: any(gap["reason"] == "capture_stall" for gap in desk.of("gap")))
    assert not desk.files()[f"{THANA}/mic-0001.webm"]["recovered"]
