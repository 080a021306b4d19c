"""Holding the files of a meeting against its log: what was sealed, and what each minute said of files still open."""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.clip import ClipKept
from meeting_server.meeting.facts.recording import LedgerSealed, SegmentsSealed

_PIECE = 1 << 20
_NAMED = 10  # missing files that a sentence names; of the others it says how many they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What was found; names are relative to the meeting's folder and in the order of the log.

    A file that is missing proves nothing either way: it may lie elsewhere. One that differs is not what was sealed.
    """

    same: int = 0  # sealed files, media and ledgers, that are here byte for byte
    missing: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    told: int = 0  # statements of the ledgers about files that were open then, and are here now
    false: tuple[str, ...] = ()  # files of which such a statement does not hold

    @property
    def whole(self) -> bool:
        """Whether nothing that is here differs from what was sealed or said."""
        return not self.differing and not self.false

    @property
    def complete(self) -> bool:
        """Whether every file that was sealed is here, so that it could be looked at."""
        return not self.missing

    def sentences(self) -> tuple[str, str]:
        """For a person to read, in Thai and in English."""
        thai = f"ไฟล์ที่ปิดผนึกตรงกับบันทึก {self.same} ไฟล์ ไม่พบ {len(self.missing)} ไฟล์"
        english = f"sealed files as in the log: {self.same}, not found: {len(self.missing)}"
        if not self.whole:
            wrong = ", ".join(dict.fromkeys(self.differing + self.false))
            return (
                f"ไฟล์บันทึกไม่ผ่านการตรวจสอบ: ไฟล์ถูกเปลี่ยน: {wrong} ({thai})",
                f"RECORDINGS NOT VERIFIED: these files were altered: {wrong} ({english})",
            )
        if not self.complete:
            thai_names, english_names = self._unfound()
            return (
                f"ไฟล์บันทึกตรวจได้ไม่ครบ: {thai}: {thai_names}",
                f"RECORDINGS INCOMPLETE: {english}: {english_names}",
            )
        return (
            f"ไฟล์บันทึกผ่านการตรวจสอบ: {thai} ข้อมูลรายนาทีของไฟล์ที่กำลังเขียนตรงกัน {self.told} ครั้ง",
            f"RECORDINGS VERIFIED: {english}, statements about open files that hold: {self.told}",
        )

    def _unfound(self) -> tuple[str, str]:
        """The names of what is missing, and where to look when all of it is."""
        names, more = ", ".join(self.missing[:_NAMED]), len(self.missing) - _NAMED
        thai, english = (
            (f"{names} และอีก {more} ไฟล์", f"{names} and {more} more") if more > 0 else (names, names)
        )
        if self.same:
            return thai, english
        return (
            f"{thai} ไม่พบไฟล์ใดเลย: โฟลเดอร์นี้เป็นโฟลเดอร์ของการประชุมนี้ (mtg_… ใน DATA_DIR) หรือไม่",
            f"{english}. None was found: is this the folder of this meeting (mtg_… in DATA_DIR)?",
        )


def hold(entries: Iterable[Entry], folder: Path) -> Holding:
    """Compare every file that the log names with what lies in the meeting's folder; raises OSError."""
    same, told = 0, 0
    missing, differing, false = list[str](), list[str](), list[str]()
    ledgers: list[Path] = []
    for file, digest in _sealed(entries):
        path = folder / file
        if not path.is_file():
            missing.append(file)
        elif _digest(path) != digest:
            differing.append(file)
        else:
            same += 1
            if path.suffix == ".gz":
                ledgers.append(path)
    for ledger in ledgers:
        said = _open_files(ledger)
        if said is None:
            false.append(ledger.relative_to(folder).as_posix())
        for file, at, size, digest in said or ():
            path = folder / file
            if not path.is_file():
                continue
            if _stands(path, at, size) == digest:
                told += 1
            else:
                false.append(file)
    return Holding(
        same=same,
        missing=tuple(missing),
        differing=tuple(differing),
        told=told,
        false=tuple(dict.fromkeys(false)),
    )


def _sealed(entries: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    for entry in entries:
        match entry.fact:
            case SegmentsSealed(segments=segments):
                yield from ((segment.file, segment.sha256) for segment in segments)
            case ClipKept(files=files):
                yield from ((segment.file, segment.sha256) for segment in files)
            case LedgerSealed(file=file, sha256=digest):
                yield file, digest
            case _:
                pass


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _open_files(ledger: Path) -> list[tuple[str, int, int, str]] | None:
    """What a minute said of each file that was being written: its name, from which byte, how many, their digest.

    None for a minute that cannot be read, such as one that was torn before it was sealed.
    """
    content = ledger.read_bytes()
    try:
        lines = [json.loads(line) for line in gzip.decompress(content).splitlines()]
        files = [each for line in lines for each in line.get("files", ())]
        return [
            (str(each["file"]), int(each["at"]), int(each["bytes"]), str(each["sha256"])) for each in files
        ]
    except (
        OSError,
        EOFError,
        zlib.error,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ):
        return None


def _stands(path: Path, at: int, size: int) -> str:
    """The digest of so many bytes of a file from there on, of fewer when it ends before."""
    digest = sha256()
    with path.open("rb") as file:
        file.seek(at)
        while size > 0 and (piece := file.read(min(size, _PIECE))):
            digest.update(piece)
            size -= len(piece)
    return digest.hexdigest()
