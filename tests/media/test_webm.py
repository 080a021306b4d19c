"""The files that are written are WebM: independent readers find every frame where it was put."""

import json
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting_server.media.webm import CLUSTER_ID, Codec, WebmWriter, head, size_of
from tests.media import tape

BEGAN_NS = 1_794_453_127_112_000_000


def _sound(path: Path, seconds: int, *, hole: tuple[int, int] = (0, 0)) -> WebmWriter:
    writer = WebmWriter(path, Codec.OPUS, BEGAN_NS)
    for number, frame in enumerate(tape.opus(seconds)):
        at_ms = number * 20
        if not hole[0] <= at_ms < hole[1]:
            writer.block(at_ms, frame, key=True)
    return writer


def _pictures(path: Path, seconds: int, width: int = 160, height: int = 90) -> WebmWriter:
    writer = WebmWriter(path, Codec.VP8, BEGAN_NS)
    for number, picture in enumerate(tape.vp8(seconds, width=width, height=height)):
        writer.block(number * 50, picture.payload, key=picture.is_key)
    return writer


def _shown(path: Path) -> dict[str, object]:
    asked = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", str(path)]
    read = subprocess.run(asked, capture_output=True, check=True, timeout=60)
    whole: dict[str, object] = json.loads(read.stdout)
    return whole


def test_a_sound_file_has_every_frame_and_its_length(tmp_path: Path) -> None:
    path = tmp_path / "mic.webm"
    size = _sound(path, 10).finish()
    assert path.stat().st_size == size
    assert tape.probe(path) == tape.Probed(10.0, 500, "")
    assert len(tape.decoded(path)) == 500


def test_a_picture_file_has_every_frame_and_its_length(tmp_path: Path) -> None:
    path = tmp_path / "camera.webm"
    _pictures(path, 10).finish()
    probed = tape.probe(path)
    assert (probed.frames, probed.complaints) == (200, "")
    assert probed.duration == pytest.approx(10.0, abs=0.05)
    times = tape.decoded(path)
    assert [round(later - earlier, 3) for earlier, later in pairwise(times)] == [0.05] * 199


@pytest.mark.parametrize("seconds", [0.5, 3.2, 7.0, 9.5])
def test_one_can_seek_in_sound(tmp_path: Path, seconds: float) -> None:
    path = tmp_path / "mic.webm"
    _sound(path, 10).finish()
    assert tape.after_seek(path, seconds) == pytest.approx(seconds, abs=1.05)


@pytest.mark.parametrize("seconds", [0.5, 3.2, 7.0, 9.5])
def test_one_can_seek_in_pictures_to_the_key_frame_before(tmp_path: Path, seconds: float) -> None:
    path = tmp_path / "camera.webm"
    _pictures(path, 10).finish()
    assert tape.after_seek(path, seconds) == seconds // 2 * 2


def test_the_header_says_when_it_began_and_how_large_the_picture_is(tmp_path: Path) -> None:
    path = tmp_path / "camera.webm"
    _pictures(path, 1, 320, 180).finish()
    shown = json.dumps(_shown(path))
    assert '"creation_time": "2026-11-12T' in shown
    assert '"width": 320' in shown
    assert '"height": 180' in shown


def test_silence_is_time_without_blocks(tmp_path: Path) -> None:
    path = tmp_path / "mic.webm"
    _sound(path, 7, hole=(2_000, 5_000)).finish()
    assert tape.probe(path)[:2] == (7.0, 200)
    heard = tmp_path / "heard.wav"
    exported = ["-af", "aresample=async=1:first_pts=0", str(heard)]
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), *exported], check=True, timeout=60)
    assert float(str(_shown(heard)["format"]["duration"])) == pytest.approx(7.0, abs=0.03)  # type: ignore[index]


def test_a_cluster_is_written_in_one_go_and_lasts_a_second_at_most(tmp_path: Path) -> None:
    writer = WebmWriter(tmp_path / "mic.webm", Codec.OPUS, BEGAN_NS)
    written = [writer.block(at_ms, b"\xf8\xff", key=True) for at_ms in range(0, 3_000, 20)]
    assert [len(cluster) > 0 for cluster in written].count(True) == 2
    assert all(cluster.startswith(CLUSTER_ID) for cluster in written if cluster)
    assert writer.waiting
    assert writer.flush().startswith(CLUSTER_ID)
    assert not writer.waiting
    assert writer.flush() == b""
    writer.close()


def test_what_is_flushed_plays_without_an_end(tmp_path: Path) -> None:
    path = tmp_path / "mic.webm.part"
    writer = _sound(path, 3)
    writer.flush()
    writer.sync()
    assert tape.probe_frames(path) == 150
    writer.close()


def test_a_key_frame_begins_a_cluster(tmp_path: Path) -> None:
    writer = _pictures(tmp_path / "camera.webm", 4)
    writer.flush()
    assert [at_ms for at_ms, _ in writer.contents.cues] == [0, 2_000]
    writer.close()


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "mic.webm"
    path.write_bytes(b"kept")
    with pytest.raises(FileExistsError):
        WebmWriter(path, Codec.OPUS, BEGAN_NS)
    assert path.read_bytes() == b"kept"


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "mic.webm"
    WebmWriter(path, Codec.OPUS, BEGAN_NS).finish()
    assert path.stat().st_mode & 0o077 == 0


def test_a_disk_that_refuses_leaves_no_descriptor_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tape.descriptors()
    monkeypatch.setattr("meeting_server.media.webm.write_at", _refuse)
    with pytest.raises(OSError, match="full"):
        WebmWriter(tmp_path / "mic.webm", Codec.OPUS, BEGAN_NS)
    assert tape.descriptors() == before


def _refuse(*_: object) -> None:
    raise OSError(28, "full")


@given(st.integers(0, (1 << 56) - 2))
def test_a_size_is_written_in_the_shortest_form(length: int) -> None:
    written = size_of(length)
    width = 9 - written[0].bit_length()
    assert len(written) == width
    assert int.from_bytes(written, "big") & ~(1 << 7 * width) == length
    assert width == 1 or length >= (1 << 7 * (width - 1)) - 1


@pytest.mark.parametrize("codec", list(Codec))
def test_the_header_is_as_long_in_every_file(codec: Codec) -> None:
    assert len(head(codec, 0)[0]) == len(head(codec, BEGAN_NS)[0]) == head(codec)[1].end
