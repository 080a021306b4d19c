"""Whatever a crash leaves: the whole clusters are found, and nothing is read that is not there."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from meeting_server.media.webm import CLUSTER_ID, Codec, Contents, WebmWriter, finish, head
from meeting_server.media.webm_scan import NotOurFile, scan
from tests.media import tape


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDWR)
    try:
        yield file
    finally:
        os.close(file)


def _torn(path: Path, codec: Codec, seconds: int = 4) -> Contents:
    """A file as a crash leaves it, and what was in its clusters."""
    writer = WebmWriter(path, codec, 10**18)
    if codec is Codec.OPUS:
        for number, frame in enumerate(tape.opus(seconds)):
            writer.block(number * 20, frame, key=True)
    else:
        for number, picture in enumerate(tape.vp8(seconds)):
            writer.block(number * 50, picture.payload, key=picture.is_key)
    writer.flush()
    writer.close()
    return writer.contents


@pytest.mark.parametrize("codec", list(Codec))
def test_what_was_written_is_found(tmp_path: Path, codec: Codec) -> None:
    path = tmp_path / "part"
    written = _torn(path, codec)
    with _opened(path) as file:
        assert scan(file, codec) == written


@pytest.mark.parametrize("codec", list(Codec))
def test_a_finished_file_is_found_too(tmp_path: Path, codec: Codec) -> None:
    path = tmp_path / "part"
    written = _torn(path, codec)
    with _opened(path) as file:
        finish(file, codec, written)
        before = path.read_bytes()
        assert scan(file, codec) == written
        finish(file, codec, written)
    assert path.read_bytes() == before


@pytest.mark.parametrize("codec", list(Codec))
def test_a_torn_cluster_is_cut_off_wherever_it_is_torn(tmp_path: Path, codec: Codec) -> None:
    path = tmp_path / "part"
    whole = _torn(path, codec)
    content = path.read_bytes()
    with _opened(path) as file:
        last = content.rindex(CLUSTER_ID)
        for size in [*range(last, whole.size, 97), whole.size - 1]:
            os.ftruncate(file, size)
            found = scan(file, codec)
            assert found.size <= last
            assert 0 < found.frames < whole.frames
            os.pwrite(file, content, 0)


@pytest.mark.parametrize("codec", list(Codec))
def test_a_recovered_file_plays(tmp_path: Path, codec: Codec) -> None:
    path = tmp_path / "part.webm"
    whole = _torn(path, codec)
    with _opened(path) as file:
        os.ftruncate(file, whole.size - 40)
        contents = scan(file, codec)
        finish(file, codec, contents)
    probed = tape.probe(path)
    assert (probed.frames, probed.complaints) == (contents.frames, "")
    assert probed.duration == pytest.approx(contents.end_ms / 1000, abs=0.05)


def test_blocks_that_a_power_cut_left_as_zeros_are_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "part"
    whole = _torn(path, Codec.OPUS)
    with _opened(path) as file:
        os.pwrite(file, bytes(4096), whole.size)
        assert scan(file, Codec.OPUS) == whole


@pytest.mark.parametrize("size", [0, 1, 100])
def test_a_file_without_a_whole_header_is_empty(tmp_path: Path, size: int) -> None:
    path = tmp_path / "part"
    path.write_bytes(head(Codec.OPUS)[0][:size])
    with _opened(path) as file:
        assert scan(file, Codec.OPUS) == Contents(size=0)


def test_a_file_of_somebody_else_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "part"
    path.write_bytes(b"RIFF" + bytes(2_000))
    with _opened(path) as file, pytest.raises(NotOurFile):
        scan(file, Codec.OPUS)


@pytest.mark.parametrize("codec", list(Codec))
def test_no_damage_makes_it_stumble(tmp_path: Path, codec: Codec) -> None:
    path = tmp_path / "part"
    whole = _torn(path, codec, 2)
    content = path.read_bytes()
    start = head(codec)[1].end
    chance = random.Random(11)
    with _opened(path) as file:
        for _ in range(400):
            damaged = bytearray(content)
            for _ in range(chance.randint(1, 4)):
                damaged[chance.randrange(start, len(damaged))] = chance.randrange(256)
            os.pwrite(file, damaged, 0)
            found = scan(file, codec)
            assert found.size <= whole.size
            assert found.frames <= whole.frames
