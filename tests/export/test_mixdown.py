"""The whole meeting as one file: every voice at its second, gaps silent, pictures in their places."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import av
import numpy as np
import pytest

from meeting_server.export.mixdown.faces import HEIGHT, WIDTH, places
from meeting_server.export.mixdown.mix import DiskFull, mix
from meeting_server.export.mixdown.plan import Plan, read
from meeting_server.export.mixdown.voices import RATE, Voice
from tests import recorded
from tests.people import ARUNEE, THANA

OPENED = datetime(2026, 11, 12, 2, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """The files of the recorded minute."""
    folder = tmp_path_factory.mktemp("mtg_1")
    asked = {
        "opened": OPENED.isoformat(),
        "closed": OPENED.replace(minute=31).isoformat(),
        "folder": str(folder),
        "files": [dict(each) for each in recorded.write_files(folder, OPENED)],
        "out": str(folder / "copies" / "whole.webm"),
        "leave": 0,
    }
    return read(asked)


@pytest.fixture(scope="module")
def whole(plan: Plan) -> Path:
    """The copy."""
    done: list[tuple[int, int]] = []
    assert mix(plan, lambda second, of: done.append((second, of))) == 0
    assert done == [(second, 60) for second in range(1, 61)]
    assert [path.name for path in plan.out.parent.iterdir()] == ["whole.webm"]
    return plan.out


def heard(path: Path) -> np.ndarray:
    """The sound of a file on its own clock, 48,000 samples a second."""
    sound = np.zeros(48_000 * 62, np.float32)
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=48_000)
        for frame in container.decode(audio=0):
            at = round((frame.time or 0.0) * 48_000)
            for each in resampler.resample(frame):
                samples = each.to_ndarray()[0]
                sound[max(0, at) : max(0, at) + len(samples)] = samples[max(0, -at) :]
    return sound


def onset(sound: np.ndarray) -> float:
    """When something is first heard, in seconds."""
    return int(np.argmax(np.abs(sound) > 0.05)) / 48_000


def pitches(sound: np.ndarray, began: float, ended: float) -> set[int]:
    """Which of the voices of the recorded minute are in this stretch."""
    piece = sound[round(began * 48_000) : round(ended * 48_000)]
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece)))) / len(piece)
    near = {hertz: round(hertz * len(piece) / 48_000) for hertz in (440, 660, 880)}
    return {hertz for hertz, at in near.items() if spectrum[at - 3 : at + 4].max() > 0.01}


def test_every_voice_is_at_its_second(whole: Path) -> None:
    sound = heard(whole)
    # Thana speaks from 12 to 16, in his second file from 34; Arunee from 26, after the hole in her file.
    assert pitches(sound, 11.0, 11.9) == set()
    assert pitches(sound, 12.1, 13.0) == {660}
    assert pitches(sound, 15.0, 15.9) == {660}
    assert pitches(sound, 16.1, 17.0) == set()
    assert pitches(sound, 25.0, 25.9) == set()
    assert pitches(sound, 26.1, 27.0) == {440}
    assert pitches(sound, 34.1, 35.0) == {660}
    assert pitches(sound, 46.1, 47.0) == {880}
    for began, ended in (*recorded.ARUNEE_SPEAKS, *recorded.THANA_SPEAKS, *recorded.KAMALA_SPEAKS):
        loud = np.abs(sound) > 0.05
        first = np.argmax(loud[round((began - 0.5) * 48_000) :]) / 48_000 + began - 0.5
        assert abs(first - began) < 0.05, began
        assert not loud[round((ended + 0.1) * 48_000) : round((ended + 0.4) * 48_000)].any(), ended


def test_a_gap_is_silent(whole: Path) -> None:
    sound = heard(whole)
    assert np.abs(sound[round(20.2 * 48_000) : round(23.8 * 48_000)]).max() < 0.001
    assert np.abs(sound[51 * 48_000 :]).max() < 0.001


@pytest.mark.parametrize("late", [-0.5, -0.005, 0.003, 0.013, 0.0199, 0.5])
def test_a_file_need_not_begin_with_a_second(plan: Plan, tmp_path: Path, late: float) -> None:
    """A microphone's clock is a little off, and files begin when they begin: before the opening, too."""
    shifted = replace(
        plan, seconds=14, takes=[replace(plan.takes[2], began=late)], out=tmp_path / "x" / "late.webm"
    )
    mix(shifted, lambda _done, _of: None)
    assert abs(onset(heard(shifted.out)) - onset(heard(plan.takes[2].path)) - late) < 0.01


def test_frames_whose_times_jump_about_stay_within_their_seconds(plan: Plan) -> None:
    voice = Voice([])
    for number, at in enumerate([0.98, 0.999, 1.019, 0.9999, 1.97, 1.995, 3.0]):
        voice._place(int(at) * RATE, at, bytes(4 * (960 + number)))
        assert len(voice.second(int(at))) == 4 * RATE


def test_seats_keep_their_order_and_files_theirs(plan: Plan) -> None:
    turned = replace(plan, takes=[plan.takes[3], plan.takes[2], *plan.takes[:2]])
    assert list(turned.of("mic")) == [THANA.seat, ARUNEE.seat]
    assert [take.began for take in turned.of("mic")[THANA.seat]] == [0, recorded.CUT]


def test_voices_that_speak_together_are_both_heard(plan: Plan, tmp_path: Path) -> None:
    first = replace(plan.takes[0], began=10.0, seat="seat_x")  # Arunee again, ten seconds later.
    together = replace(plan, seconds=20, takes=[plan.takes[2], first], out=tmp_path / "x" / "both.webm")
    mix(together, lambda _done, _of: None)
    assert pitches(heard(together.out), 12.2, 13.0) == {440, 660}


def test_it_is_as_long_as_the_meeting_and_can_be_sought(whole: Path) -> None:
    with av.open(str(whole)) as container:
        assert {stream.codec_context.name for stream in container.streams} == {"vp8", "opus"}
        assert abs((container.duration or 0) / 1e6 - 60) < 0.2
        container.seek(45_000_000)
        frame = next(container.decode(video=0))
        assert 40 <= (frame.time or 0) <= 45


def test_pictures_are_in_their_places_while_they_are_there(whole: Path) -> None:
    seen: dict[int, np.ndarray] = {}
    with av.open(str(whole)) as container:
        for frame in container.decode(video=0):
            seen[round((frame.time or 0) * 10)] = frame.to_ndarray(format="gray")

    def moving(at: int, left: int) -> bool:
        return int(np.ptp(seen[at][360:364, left : left + 600])) > 60

    assert (seen[50].shape, len(seen)) == ((HEIGHT, WIDTH), 600)
    for at, arunee, thana in ((50, True, False), (200, True, True), (500, True, False)):
        assert (moving(at, 20), moving(at, 660)) == (arunee, thana), at
    assert int(seen[200][:100].max()) < 60


def test_a_shared_screen_is_shown_alone(plan: Plan, tmp_path: Path) -> None:
    screen = replace(plan.takes[4], source="screen", began=2.0)
    cameras = [plan.takes[1], replace(plan.takes[4], began=0.0)]
    shared = replace(plan, seconds=4, takes=[*cameras, screen], out=tmp_path / "x" / "screen.webm")
    mix(shared, lambda _done, _of: None)
    with av.open(str(shared.out)) as container:
        assert [stream.type for stream in container.streams] == ["video"]
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
    corner = np.s_[20:24, 100:1200]
    assert [int(np.ptp(frames[at][corner])) > 60 for at in (10, 30)] == [False, True]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 9, 12, 30])
def test_places_lie_within_the_picture_and_beside_each_other(count: int) -> None:
    taken: set[tuple[int, int]] = set()
    for left, top, width, height in places(count):
        assert (left % 2, top % 2, width % 2, height % 2) == (0, 0, 0, 0)
        assert 0 <= left < left + width <= WIDTH
        assert 0 <= top < top + height <= HEIGHT
        mine = {(x, y) for x in range(left, left + width, 16) for y in range(top, top + height, 9)}
        assert not mine & taken
        taken |= mine


def test_a_file_that_cannot_be_read_is_left_out_and_counted(plan: Plan, tmp_path: Path) -> None:
    bad = tmp_path / "bad.webm"
    bad.write_bytes(b"no film at all" * 100)
    takes = [
        plan.takes[2],
        replace(plan.takes[0], path=bad),
        replace(plan.takes[1], path=tmp_path / "gone.webm"),
    ]
    short = replace(plan, seconds=14, takes=takes, out=tmp_path / "x" / "rest.webm")
    assert mix(short, lambda _done, _of: None) == 2
    assert pitches(heard(short.out), 12.1, 13.0) == {660}


def test_a_copy_never_takes_what_others_need_of_the_disk(plan: Plan, tmp_path: Path) -> None:
    greedy = replace(plan, out=tmp_path / "x" / "none.webm", leave=1 << 60)
    with pytest.raises(DiskFull):
        mix(greedy, lambda _done, _of: None)
    assert list(greedy.out.parent.iterdir()) == []
