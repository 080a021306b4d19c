"""Real disks for the tests, small enough to be filled and willing to be frozen; mounting them is for root alone."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MIB = 1 << 20
# Whatever happens to a test, nothing stays frozen longer (seconds).
_LONGEST = 40


# Whoever is not root must be allowed to become it.
_AS_ROOT = () if os.geteuid() == 0 else ("sudo", "-n")


def _run(*asked: object, check: bool = True) -> None:
    subprocess.run([*_AS_ROOT, *map(str, asked)], check=check, capture_output=True, timeout=60)


@contextmanager
def small_disk(at: Path, mebibytes: int) -> Iterator[Path]:
    """A disk of so many MiB."""
    at.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=700,uid={os.geteuid()}", "tmpfs", at)
    try:
        yield at
    finally:
        _run("umount", "--lazy", at)


@contextmanager
def freezing_disk(at: Path, mebibytes: int) -> Iterator[Path]:
    """A disk of so many MiB that can be `frozen`."""
    image = at.with_suffix(".img")
    at.mkdir()
    with image.open("wb") as file:
        file.truncate(mebibytes * MIB)
    _run("mkfs.ext4", "-q", "-F", image)
    _run("mount", "-o", "loop", image, at)
    _run("chown", os.geteuid(), at)
    try:
        yield at
    finally:
        _run("umount", "--lazy", at)


@contextmanager
def frozen(disk: Path) -> Iterator[None]:
    """Whoever writes waits, and cannot even be killed, until this is over."""
    thaw = f"sleep {_LONGEST}; {' '.join(_AS_ROOT)} fsfreeze --unfreeze {disk}"
    _run("fsfreeze", "--freeze", disk)
    with subprocess.Popen(["sh", "-c", thaw], stderr=subprocess.DEVNULL) as guard:
        try:
            yield
        finally:
            guard.kill()
            subprocess.run(
                ["fsfreeze", "--unfreeze", str(disk)], check=False, capture_output=True, timeout=60
            )


def fill(disk: Path, leave: int) -> Path:
    """Let others take all of a disk but so many bytes; their file."""
    others = disk / "others"
    with others.open("ab") as file:
        while (free := shutil.disk_usage(disk).free) > leave:
            file.write(bytes(min(MIB, free - leave)))
            file.flush()
    return others
