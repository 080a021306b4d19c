"""The ledger: every second, what passed between every pair that the plan holds, sealed by the minute."""

import asyncio
import errno
import gzip
import hashlib
import json
import os
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from operator import sub
from pathlib import Path
from typing import NamedTuple

from meeting_server.media.gate import Gate, Passage
from meeting_server.media.journal import iso, sync_folder

FOLDER = "ledger"
_PART = ".part"
_SECOND = 10**9
_MINUTE = 60 * _SECOND
_MOST_KEPT = 16 << 20  # bytes of lines that a disk refused: of a hundred seats some minutes, of ten a day

Report = dict[str, object]


@dataclass(slots=True)
class Counted:
    """What has been written of these ways; a hundred seats have twenty thousand, and the packets wait meanwhile."""

    ways: tuple[Passage, ...]
    packets: list[int]
    sizes: list[int]

    @classmethod
    def of(cls, ways: tuple[Passage, ...]) -> "Counted":
        """As far as each way knows it for itself."""
        return cls(ways, [way.taken[0] for way in ways], [way.taken[1] for way in ways])

    def settle(self) -> None:
        """Let each way know it for itself."""
        for way, packets, size in zip(self.ways, self.packets, self.sizes, strict=True):
            way.taken = packets, size

    def take(self) -> tuple[list[int], list[int]]:
        """Packets and bytes of each way since this was last asked."""
        packets, sizes = [way.packets for way in self.ways], [way.bytes for way in self.ways]
        passed = list(map(sub, packets, self.packets)), list(map(sub, sizes, self.sizes))
        self.packets, self.sizes = packets, sizes
        return passed


class _Line(NamedTuple):
    """A line on its way to disk, and what has to be said before it: of which minute it is, and of which pairs."""

    part: Path
    minute: str
    epoch: int
    ways: tuple[Passage, ...]
    text: bytes

    def of(self, meeting: str, said: tuple[Path, tuple[Passage, ...]] | None) -> bytes:
        """As it is written where `said` was said last of a file and its pairs."""
        before: list[Report] = []
        if said is None or said[0] != self.part:
            before.append({"meeting": meeting, "minute": self.minute})
        if said is None or said != (self.part, self.ways):
            before.append({"epoch": self.epoch, "pairs": [way.pair for way in self.ways]})
        return b"".join(map(_text, before)) + self.text


class _Pen:
    """Writes a meeting's lines, in a thread; what the disk refuses is kept, and written first when it takes again.

    Beyond a bound the oldest lines are given up: the disk has then refused for minutes, and the log says so.
    """

    def __init__(self, meeting: str) -> None:
        self._meeting = meeting
        self._kept: deque[_Line] = deque()
        self._size = 0
        self._said: tuple[Path, tuple[Passage, ...]] | None = None

    def write(self, line: _Line) -> list[Report]:
        """Write what is kept, and then this; raises OSError, and then what is left is kept."""
        self._kept.append(line)
        self._size += len(line.text)
        while self._size > _MOST_KEPT:
            self._size -= len(self._kept.popleft().text)
        return self._write_kept()

    def seal(self, part: Path) -> list[Report]:
        """Finish a minute, with all that is kept of it; raises OSError."""
        self._write_kept()
        return _seal(part) if part.exists() else []

    def _write_kept(self) -> list[Report]:
        while self._kept:
            line = self._kept[0]
            self._append(line)
            self._said = line.part, line.ways
            self._size -= len(self._kept.popleft().text)
        return []

    def _append(self, line: _Line) -> None:
        part = line.part
        part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            before = os.fstat(file).st_size
            text = line.of(self._meeting, self._said if before else None)
            if os.write(file, text) < len(text):
                # A disk that fills takes the beginning of a line; the next one would go on in its middle.
                os.ftruncate(file, before)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        finally:
            os.close(file)


class Ledger:
    """One meeting's counters on their way to disk.

    A line with `pairs` names the pairs that the plan holds from then on; each line with `second` gives their
    packets and bytes in that order, zeros too. A pair that ceased within the second is named once more, under
    `shut`, with what had passed until then. The last line of a minute, `files`, is what the recorder says of each
    file that it is writing (`segment.OpenFile`), so that no recorded minute waits for its evidence. The running
    minute is kept as text, so that a crash costs a second at most; when it is over it is compressed, digested and
    reported. The disk is touched in a thread.
    """

    def __init__(
        self,
        meeting: str,
        folder: Path,
        gate: Gate,
        thread: Executor,
        report: Callable[[Report], None],
        open_files: Callable[[], Sequence[Mapping[str, object]]] = tuple,
    ) -> None:
        self._folder = folder / FOLDER
        self._gate = gate
        self._thread = thread
        self._report = report
        self._open_files = open_files
        self._loop = asyncio.get_running_loop()
        self._minute = -1
        self._epoch = -1
        self._pen = _Pen(meeting)
        self._counted = Counted.of(())
        self._pending: set[asyncio.Future[list[Report]]] = set()
        self._failed = False
        self._submit(recover, self._folder)

    def second(self, ended_ns: int, epoch: int, blocked: Mapping[str, int]) -> None:
        """Note the second that ended now; `blocked` are, by seat, the packets of those whom the plan lacks."""
        minute = ended_ns // _MINUTE
        if minute != self._minute:
            self.seal()
        ways = tuple(self._gate.passages.values())
        if ways != self._counted.ways:
            # The plan changed: each way is told for itself what has been written of it, those that ceased too.
            self._counted.settle()
            self._counted = Counted.of(ways)
        shut = [(*old.pair, *old.take()) for old in self._gate.shut_lately]
        self._gate.shut_lately.clear()
        if not ways and not shut and not blocked and not self._open_files():
            return
        self._minute, self._epoch = minute, epoch
        packets, sizes = self._counted.take()
        line: Report = {
            "second": iso(ended_ns // _SECOND * _SECOND),
            "packets": packets,
            "bytes": sizes,
        }
        line |= {"shut": shut} if shut else {}
        line |= {"blocked": dict(blocked)} if blocked else {}
        self._write(line)

    def seal(self) -> None:
        """Finish the running minute, if anything is in it."""
        if self._minute >= 0:
            if files := self._open_files():
                self._write({"files": [dict(each) for each in files]})
            self._submit(self._pen.seal, self._part())
        self._minute = -1

    async def written(self) -> None:
        """Wait until everything so far is on disk and reported."""
        while self._pending:
            await asyncio.wait(self._pending)

    def _write(self, line: Report) -> None:
        minute = iso(self._minute * _MINUTE)
        kept = _Line(self._part(), minute, self._epoch, self._counted.ways, _text(line))
        self._submit(self._pen.write, kept)

    def _part(self) -> Path:
        name = iso(self._minute * _MINUTE)[:16].replace(":", "")
        return self._folder / f"{name}Z.jsonl{_PART}"

    def _submit(self, job: Callable[..., list[Report]], *arguments: object) -> None:
        future = self._loop.run_in_executor(self._thread, job, *arguments)
        self._pending.add(future)
        future.add_done_callback(self._done)

    def _done(self, future: asyncio.Future[list[Report]]) -> None:
        self._pending.discard(future)
        failed = isinstance(future.exception(), OSError)
        if failed != self._failed:
            self._failed = failed
            self._report({"kind": "trouble", "what": "recorder", "seat": None, "on": failed})
            if not failed:  # What could not be sealed meanwhile.
                self._submit(recover, self._folder, self._part() if self._minute >= 0 else None)
        if not failed:
            for sealed in future.result():
                self._report(sealed)


def read(path: Path) -> list[Report]:
    """Every line of a sealed minute."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def recover(folder: Path, running: Path | None = None) -> list[Report]:
    """Seal what a crash, or a disk that refused, left open; all but the running minute."""
    parts = [part for part in sorted(folder.glob(f"*{_PART}")) if part != running]
    return [sealed for part in parts for sealed in _seal(part)]


def _text(line: Report) -> bytes:
    return json.dumps(line, separators=(",", ":")).encode() + b"\n"


def _seal(part: Path) -> list[Report]:
    """Compress, make safe, name; a line that a crash tore off is left out."""
    content = part.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if not whole:
        part.unlink()
        return []
    packed = gzip.compress(whole, 6, mtime=0)
    path = _free_name(part)
    unnamed = path.with_suffix(".new")
    with unnamed.open("wb") as file:
        file.write(packed)
        file.flush()
        os.fsync(file.fileno())
    unnamed.chmod(0o400)
    unnamed.rename(path)
    part.unlink()
    sync_folder(path.parent)
    minute = f"{part.name[:13]}:{part.name[13:15]}:00.000Z"
    digest = hashlib.sha256(packed).hexdigest()
    return [{"kind": "ledger", "file": f"{FOLDER}/{path.name}", "minute": minute, "sha256": digest}]


def _free_name(part: Path) -> Path:
    """The minute's own name; a worker that began anew within the same minute has a second file of it."""
    stem = part.name.removesuffix(f".jsonl{_PART}")
    path, number = part.with_name(f"{stem}.jsonl.gz"), 1
    while path.exists():
        number += 1
        path = part.with_name(f"{stem}-{number}.jsonl.gz")
    return path
