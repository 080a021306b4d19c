"""One file of a recording from its first frame to its seal, and what is done with it after a crash."""

import hashlib
import os
import re
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, cast

from meeting_server.media.journal import Journal, iso, read, sync_folder, wall_ns
from meeting_server.media.webm import Codec, Contents, WebmWriter, finish, head
from meeting_server.media.webm_scan import NotOurFile, scan
from meeting_server.meeting.facts.recording import GapReason
from meeting_server.meeting.media_plan import clip_number

PART = ".part"
_NOTHING_KEPT = ("empty", "damaged")  # what is said of a file that recovery could not keep
_HOLE_MS = 1_000  # a stretch without frames that is worth a line
_2001_NS = 978_307_200 * 10**9
_NUMBERED = re.compile(r"-(\d+)\.")


class Sealed(TypedDict):
    """A finished file; `file` is relative to the meeting's folder, times are ISO 8601 in UTC."""

    file: str
    seat: str
    source: str
    began: str
    ended: str
    bytes: int
    sha256: str
    frames: int
    recovered: bool


class OpenFile(TypedDict):
    """What stands in a file that is still being written: `sha256` of the `bytes` that begin at byte `at`.

    `file` is the name it will have. The bytes are whole clusters, safe on disk, and stand at the same place in the
    sealed file. Before `at` lies the header, which is filled in when the file is finished, so no digest covers it
    until then.
    """

    file: str
    seat: str
    source: str
    at: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Clocks:
    """The two clocks of this machine: seconds that only run forwards, and nanoseconds since 1970."""

    mono: Callable[[], float] = time.monotonic
    wall_ns: Callable[[], int] = time.time_ns

    def wall_of(self, mono: float) -> int:
        """The wall time of a moment that is close to now."""
        return self.wall_ns() - int((self.mono() - mono) * 1e9)


@dataclass(frozen=True, slots=True)
class Whose:
    """A seat's source in a meeting, and the meeting's folder."""

    folder: Path
    meeting: str
    seat: str
    source: str

    @property
    def codec(self) -> Codec:
        """What this source sends; nothing else is negotiated."""
        return Codec.OPUS if self.source.rpartition("-")[2] == "mic" else Codec.VP8

    @property
    def clip(self) -> int | None:
        """Of which clip of a visitor it is; None in the meeting's own recording."""
        return clip_number(self.source)

    def next_number(self) -> int:
        """The number after every file of this source that there is, or was."""
        found = (_NUMBERED.search(path.name) for path in (self.folder / self.seat).glob(f"{self.source}-*"))
        return 1 + max((int(number[1]) for number in found if number), default=0)

    def last_journal(self) -> Path | None:
        """The journal of the newest file of this source."""
        return max((self.folder / self.seat).glob(f"{self.source}-*.jsonl"), default=None)


class Segment:
    """A file being written with its journal; for one thread. Methods may raise OSError."""

    def __init__(self, whose: Whose, mono: float, clocks: Clocks) -> None:
        folder = whose.folder / whose.seat
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{whose.source}-{whose.next_number():04}"
        self.whose = whose
        self.part = folder / f"{name}.webm{PART}"
        self.mono = mono
        self.began_ns = clocks.wall_of(mono)
        self.size = 0  # bytes of whole clusters, and their digest
        self.holes: list[tuple[int, int]] = []  # stretches without frames, in wall ns
        self.safe_ns = self.began_ns  # until when frames are in the file and not only in memory
        self._digest = hashlib.sha256()
        self._last_ms = 0
        self._journal = Journal(folder / f"{name}.jsonl")
        try:
            self._writer = WebmWriter(self.part, whose.codec, self.began_ns)
        except OSError:
            self._journal.close()
            raise
        sync_folder(folder)

    @property
    def file(self) -> str:
        """The name it will have, relative to the meeting's folder."""
        return f"{self.whose.seat}/{self.part.name.removesuffix(PART)}"

    @property
    def waiting(self) -> bool:
        """Whether frames are still in memory."""
        return self._writer.waiting

    @property
    def digest(self) -> str:
        """SHA-256 of the clusters written so far, in hex."""
        return self._digest.hexdigest()

    @property
    def ended_ns(self) -> int:
        """The wall time of the last frame."""
        return self.began_ns + self._last_ms * 10**6

    def wall(self, mono: float) -> str:
        """A time as the journal writes it, by the clocks as they stood when the file began."""
        return iso(self.began_ns + int((mono - self.mono) * 1e9))

    def note(self, event: str, *, safe: bool = False, **fields: object) -> None:
        """A line in the journal."""
        self._journal.note(event, safe=safe, **fields)

    def block(self, mono: float, frame: bytes, *, key: bool) -> None:
        """Add one frame at this time; times never run backwards."""
        before = self._last_ms
        at_ms = max(before, round((mono - self.mono) * 1000))
        if at_ms - before > _HOLE_MS:
            last = self.mono + before / 1000
            self.note("hole", began=self.wall(last), ended=self.wall(mono))
            self.holes.append((self.began_ns + before * 10**6, self.began_ns + at_ms * 10**6))
        if written := self._writer.block(at_ms, frame, key=key):
            self._count(written)
        self._last_ms = at_ms

    def flush(self) -> None:
        """Write what is in memory."""
        self._count(self._writer.flush())

    def _count(self, written: bytes) -> None:
        if written:
            self.size += len(written)
            self._digest.update(written)
            self.safe_ns = self.ended_ns

    def sync(self) -> None:
        """Make what was written survive a power cut."""
        self._writer.sync()

    def so_far(self) -> OpenFile:
        """What stands in it now; call it after `sync`."""
        return OpenFile(
            file=self.file,
            seat=self.whose.seat,
            source=self.whose.source,
            at=head(self.whose.codec)[1].end,
            bytes=self.size,
            sha256=self.digest,
        )

    def seal(self) -> Sealed:
        """Finish the file, take its digest and give it its name."""
        size = self._writer.finish()
        contents = self._writer.contents
        sealed = _sealed(self.whose, self.part, self.began_ns, contents, size, recovered=False)
        return _name(self.part, sealed, self._journal)

    def abandon(self) -> Path:
        """Let go of the file as it stands, to be recovered later; its path."""
        self._writer.close()
        self._journal.close()
        return self.part


def recover(whose: Whose, part: Path) -> Sealed | None:
    """Cut a file to its last whole cluster, finish and seal it; None when nothing was in it.

    A file that is not as we write them is put aside under another name, untouched. Raises OSError.
    """
    journal = Journal(part.with_name(part.name.replace(f".webm{PART}", ".jsonl")))
    file = os.open(part, os.O_RDWR | os.O_CLOEXEC)
    try:
        contents = scan(file, whose.codec)
        if contents.frames:
            cut = os.fstat(file).st_size - contents.size
            size = finish(file, whose.codec, contents)
            journal.note("recovered", cut=cut)
            sealed = _sealed(whose, part, _began(file, whose.codec), contents, size, recovered=True)
            return _name(part, sealed, journal)
        journal.note("empty", safe=True)
        part.unlink()
    except NotOurFile:
        journal.note("damaged", safe=True)
        part.rename(part.with_suffix(".damaged"))
    finally:
        os.close(file)
        journal.close()
    return None


def sealed_in(path: Path) -> Sealed | None:
    """The seal that stands in a journal, when the file it speaks of is there under its last name."""
    lines = [line for line in read(path) if line.get("event") == "sealed"]
    if not lines or not path.with_suffix(".webm").exists():
        return None
    return cast("Sealed", {key: lines[-1][key] for key in Sealed.__annotations__})


def interrupted(whose: Whose) -> int | None:
    """When an earlier worker was cut off while it recorded this source, in wall ns; None when nothing cut it off."""
    path = whose.last_journal()
    lines = read(path) if path is not None else []
    for line in reversed(lines):
        if line.get("event") == "sealed" and line.get("recovered"):
            return wall_ns(str(line["ended"]))
        if line.get("event") == "gap" and line.get("reason") == GapReason.SERVICE_INTERRUPTED:
            return wall_ns(str(line["began"]))
        if line.get("event") in _NOTHING_KEPT:
            begun = [begin["wall_ns"] for begin in lines if begin.get("event") == "begin"]
            return begun[0] if begun and isinstance(begun[0], int) else None
    return None


def _began(file: int, codec: Codec) -> int:
    """DateUTC of the header, which stands right before the place of the duration."""
    date: int = struct.unpack(">q", os.pread(file, 8, head(codec)[1].duration_at - 8))[0]
    return date + _2001_NS


def _sealed(
    whose: Whose, part: Path, began_ns: int, contents: Contents, size: int, *, recovered: bool
) -> Sealed:
    return Sealed(
        file=f"{whose.seat}/{part.name.removesuffix(PART)}",
        seat=whose.seat,
        source=whose.source,
        began=iso(began_ns),
        ended=iso(began_ns + contents.end_ms * 10**6),
        bytes=size,
        sha256=_digest_of(part),
        frames=contents.frames,
        recovered=recovered,
    )


def _name(part: Path, sealed: Sealed, journal: Journal) -> Sealed:
    """The journal first: a file under its last name always has its seal beside it."""
    journal.note("sealed", safe=True, **sealed)
    journal.close()
    part.rename(part.with_name(part.name.removesuffix(PART)))
    sync_folder(part.parent)
    return sealed


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
