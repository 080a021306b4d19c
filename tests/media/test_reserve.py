"""The reserve is set aside at once, given up before the disk is full, and set aside anew when there is room."""

import os
import shutil
import time
from pathlib import Path

import pytest

from meeting_server.config import read
from meeting_server.media.reserve import NAME, Reserve, Room
from meeting_server.media.take import Limits
from tests.media.tape import Usage

MIB = 1 << 20
SIZE, LOW, LAST = 8 * MIB, 16 * MIB, MIB


class Disk:
    """A disk of which others use so much."""

    def __init__(self, folder: Path, free: int) -> None:
        self.path, self.others_leave = folder / NAME, free
        self.reserve = Reserve(folder, size=SIZE, low=LOW, last=LAST)

    def usage(self, _folder: Path) -> Usage:
        """Free is what others leave, less the reserve."""
        return Usage(self.others_leave - (self.path.stat().st_size if self.path.exists() else 0))

    def look(self, free: int) -> Room:
        """How much room there is when others leave so much."""
        self.others_leave = free
        return self.reserve.look()


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Disk:
    made = Disk(tmp_path, 0)
    monkeypatch.setattr(shutil, "disk_usage", made.usage)
    return made


def test_it_is_set_aside_without_being_written(disk: Disk) -> None:
    began = time.process_time()
    assert disk.look(SIZE + LOW) is Room.ALL
    assert time.process_time() - began < 0.1
    assert disk.path.stat().st_size == SIZE
    assert disk.path.stat().st_blocks * 512 >= SIZE


def test_it_is_given_up_once_and_no_room_is_seen_where_there_is_none(disk: Disk) -> None:
    disk.look(SIZE + LOW)
    assert disk.look(SIZE + LOW - 1) is Room.SOUND
    assert not disk.path.exists()
    for _ in range(3):
        assert disk.look(SIZE + LOW + LOW // 4 - 1) is Room.SOUND, "that is our own reserve, and no room"
        assert not disk.path.exists()
    assert disk.look(SIZE + LOW + LOW // 4) is Room.ALL
    assert disk.path.stat().st_size == SIZE


def test_sound_ends_before_the_database_starves(disk: Disk) -> None:
    assert disk.look(LAST) is Room.SOUND
    assert disk.look(LAST - 1) is Room.NONE
    assert disk.look(LAST + LAST // 4 - 1) is Room.NONE
    assert disk.look(LAST + LAST // 4) is Room.SOUND


def test_what_another_worker_has_done_is_done(disk: Disk) -> None:
    disk.look(SIZE + LOW)
    disk.path.unlink()
    assert disk.look(LOW) is Room.SOUND
    disk.path.write_bytes(b"")
    os.truncate(disk.path, SIZE)
    assert disk.look(2 * (SIZE + LOW)) is Room.ALL


def test_a_disk_that_sets_nothing_aside_has_no_reserve(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_asked: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "posix_fallocate", refuse)
    assert disk.look(SIZE + LOW) is Room.ALL
    assert not disk.path.exists()


@pytest.mark.parametrize("mebibytes", [0, 8, 512])
def test_what_is_said_to_be_kept_free_is_what_the_recorder_keeps(mebibytes: int) -> None:
    limits = Limits.with_reserve(mebibytes)
    assert read({"DISK_RESERVE": str(mebibytes)}).kept_free == limits.low_disk + limits.reserve
