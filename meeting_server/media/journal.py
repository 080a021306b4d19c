"""The journal beside a recording: what happened to it, a JSON line each, safe on disk before it is relied on."""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

Line = Mapping[str, object]


def iso(wall_ns: int) -> str:
    """A wall time as the log writes it: UTC, milliseconds, ``2026-11-12T03:12:07.112Z``."""
    at = datetime.fromtimestamp(wall_ns // 10**6 / 1000, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def wall_ns(text: str) -> int:
    """The wall time that `iso` wrote; raises ValueError."""
    return round(datetime.fromisoformat(text).timestamp() * 1000) * 10**6


def sync_folder(folder: Path) -> None:
    """Make names that were created or changed in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Journal:
    """An open journal; every line is appended in one write. Methods may raise OSError."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            os.write(self._file, b"\n")  # A crash tore the last line; it shall not spoil the next.

    def note(self, event: str, *, safe: bool = False, **fields: object) -> None:
        """Append one line; `safe` waits until it would survive a power cut."""
        line = json.dumps({"event": event, **fields}, separators=(",", ":"), ensure_ascii=False)
        os.write(self._file, line.encode() + b"\n")
        if safe:
            os.fsync(self._file)

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def read(path: Path) -> list[Line]:
    """Every whole line of a journal; what a crash tore off is passed over. Empty when there is none."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    lines: list[Line] = []
    for text in content.split(b"\n"):
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict):
            lines.append(line)
    return lines
