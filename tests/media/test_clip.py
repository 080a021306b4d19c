"""A clip of a visitor is a file apart, no longer than fifteen seconds, and told together with every other (ข้อ ๙)."""

import asyncio
import hashlib
from pathlib import Path

import pytest

from meeting_server.media.segment import Segment
from meeting_server.meeting.facts.clip import Clip
from meeting_server.meeting.media_plan import Circle, MediaPlan, Place
from tests.media import tape
from tests.media.browser import CAMERA, MIC, plan_of, staged, until
from tests.media.clock import HandClock
from tests.media.test_recorder import MEETING, WILAI, Desk, desk_in
from tests.people import ARUNEE, KAMALA

SOUND, PICTURE = f"{WILAI}/clip1-mic-0001.webm", f"{WILAI}/clip1-camera-0001.webm"
CLIP = frozenset({(WILAI, "clip1-mic"), (WILAI, "clip1-camera")})
WRITTEN = 4_000  # bytes: more than a header
A, V = ARUNEE.seat, KAMALA.seat


def send(desk: Desk, clock: HandClock, seconds: int, *, ahead: int = 0) -> float:
    """Let a visitor's camera and microphone send, `ahead` seconds of pictures before the first sound."""
    began, clock.now = clock.now, clock.now + seconds
    pictures = tape.vp8_rtp(tape.vp8(seconds), began=began)
    sounds = tape.opus_rtp(tape.opus(seconds - ahead), began=began + ahead)
    packets = [(each, "clip1-camera") for each in pictures] + [(each, "clip1-mic") for each in sounds]
    for packet, source in sorted(packets, key=lambda one: one[0].arrival):
        desk.recorder.packet(MEETING, WILAI, source, packet)
    return began


def told(desk: Desk) -> dict[str, dict[str, object]]:
    """The files of clips that were told of last."""
    return {each["file"]: each for each in desk.of("clips")[-1]["files"]}  # type: ignore[attr-defined]


def lying(folder: Path, pattern: str) -> dict[Path, bytes]:
    """Files as they are there just now."""
    return {path: path.read_bytes() for path in folder.rglob(pattern)}


def as_it_was(folder: Path, left: dict[Path, bytes]) -> None:
    """The next worker finds the files as a kill would have left them."""
    for path in lying(folder, "clip*"):
        path.unlink()
    for path, content in left.items():
        path.write_bytes(content)


@pytest.mark.parametrize("ahead", [0, 4])
async def test_it_is_no_longer_than_fifteen_seconds_and_begins_with_the_sound(
    tmp_path: Path, ahead: int
) -> None:
    clock = HandClock()
    async with desk_in(tmp_path, clock.clocks) as desk:
        desk.recorder.plan(MEETING, CLIP, {})
        send(desk, clock, 25, ahead=ahead)
        await desk.until(lambda: desk.of("clips") and len(told(desk)) == 2)
        assert desk.of("clips")[-1]["writing"] == [1], "whoever looks may still vouch"
        assert desk.recorder.open_files(MEETING) == []
        desk.recorder.plan(MEETING, frozenset(), {})
        await desk.until(lambda: desk.of("clips")[-1]["writing"] == [])
    files = told(desk)
    assert files.keys() == {SOUND, PICTURE}
    for name, sealed in files.items():
        path = tmp_path / MEETING / name
        probed = tape.probe(path)
        assert (probed.complaints, sealed["clip"]) == ("", 1)
        assert 12.5 < probed.duration <= 15.0
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sealed["sha256"]
    begins, ends = (sorted(str(each[time]) for each in files.values()) for time in ("began", "ended"))
    assert begins[0] == files[SOUND]["began"]
    assert max(ends) > max(begins)
    assert (desk.of("sealed"), desk.of("gap")) == ([], [])


async def test_a_short_look_is_a_short_clip(tmp_path: Path) -> None:
    clock = HandClock()
    async with desk_in(tmp_path, clock.clocks) as desk:
        desk.recorder.plan(MEETING, CLIP, {})
        send(desk, clock, 6)
        assert desk.recorder.wants_key(MEETING, WILAI, "clip1-camera")
        desk.recorder.plan(MEETING, frozenset(), {})
        await desk.until(lambda: desk.of("clips") and len(told(desk)) == 2)
    assert tape.probe(tmp_path / MEETING / SOUND).duration == pytest.approx(6.0, abs=0.06)


async def test_what_a_crash_cut_short_is_sealed_and_not_gone_on_with(tmp_path: Path) -> None:
    clock = HandClock()
    async with desk_in(tmp_path, clock.clocks) as desk:
        desk.recorder.plan(MEETING, CLIP, {})
        send(desk, clock, 6)
        # A file is there a moment before anything stands in it.
        await desk.until(
            lambda: [len(part) > WRITTEN for part in lying(tmp_path, "*.part").values()] == [True] * 2
        )
        left = lying(tmp_path, "clip*")
    as_it_was(tmp_path, left)
    async with desk_in(tmp_path, clock.clocks) as again:
        again.recorder.plan(MEETING, CLIP, {})
        again.recorder.recall(MEETING)
        send(again, clock, 6)
        await again.until(lambda: again.of("clips") and len(told(again)) == 2)
        assert not again.recorder.wants_key(MEETING, WILAI, "clip1-camera")
        again.recorder.plan(MEETING, frozenset(), {})
        await again.until(lambda: again.of("clips")[-1]["writing"] == [])
        assert {each["recovered"] for each in told(again).values()} == {True}
    assert lying(tmp_path, "*.webm").keys() == {tmp_path / MEETING / name for name in (SOUND, PICTURE)}
    for name in (SOUND, PICTURE):
        assert tape.probe(tmp_path / MEETING / name).complaints == ""


async def test_a_disk_that_refuses_leaves_no_clip_and_nobody_at_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(Segment, "__init__", refuse)
    clock = HandClock()
    async with desk_in(tmp_path, clock.clocks) as desk:
        desk.recorder.plan(MEETING, CLIP, {})
        send(desk, clock, 6)
        desk.recorder.plan(MEETING, frozenset(), {})
        await desk.until(lambda: desk.of("clips"))
        assert desk.of("clips")[-1] == {"kind": "clips", "files": [], "writing": []}
    assert desk.faults() == []


async def test_a_meeting_without_clips_tells_so_when_it_is_recalled(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        desk.recorder.recall(MEETING)
        await desk.until(lambda: desk.of("clips"))
    assert desk.of("clips")[0]["files"] == []


async def test_only_a_visitor_who_is_looked_at_is_recorded_and_not_while_they_are_muted(
    tmp_path: Path,
) -> None:
    (room,) = plan_of(A).circles
    door = Circle(name="door", places=(Place(seat=V, sends=frozenset({MIC, CAMERA}), hears=False),))
    waits = MediaPlan(circles=(room, door))
    looked_at = MediaPlan(circles=waits.circles, clips=frozenset({Clip(1, V), Clip(2, V)}))
    async with staged(tmp_path) as stage:
        stage.follow(waits)
        a, v = await stage.join(A), await stage.join(V)
        talking = [asyncio.create_task(each.talk()) for each in (a, v)]
        taped = stage.recorder.packets
        await until(lambda: stage.mux.media > 60)
        assert not taped
        stage.follow(looked_at)
        await until(lambda: taped[V, "clip1-mic"] > 20 and taped[V, "clip2-mic"] > 20)
        assert {seat for seat, _ in taped} == {V}
        await v.signal("mute", mid=v.tracks[0]["mid"], on=True)
        silent = taped[V, "clip1-mic"]
        before = stage.mux.media
        await until(lambda: stage.mux.media > before + 60)
        assert taped[V, "clip1-mic"] <= silent + 1
        # Vouched for, they are recorded like anybody, and in no clip any more.
        stage.follow(plan_of(A, V, record=True))
        await v.signal("mute", mid=v.tracks[0]["mid"], on=False)
        silent = taped[V, "clip1-mic"]
        await until(lambda: taped[V, "mic"] > 20)
        assert taped[V, "clip1-mic"] == silent
        for task in talking:
            task.cancel()
