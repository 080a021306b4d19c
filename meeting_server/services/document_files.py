"""What a file is, found by its own bytes and not by what it is called; nothing in it is ever run or drawn here."""

import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from meeting_server.meeting.facts.documents import DocumentKind
from meeting_server.meeting.refusal import Reason, Refused

_SUFFIXES = {
    ".pdf": DocumentKind.PDF,
    ".png": DocumentKind.PNG,
    ".jpg": DocumentKind.JPEG,
    ".jpeg": DocumentKind.JPEG,
    ".odt": DocumentKind.ODT,
    ".docx": DocumentKind.DOCX,
    ".xlsx": DocumentKind.XLSX,
    ".csv": DocumentKind.CSV,
}
# What a file is handed out as.
TYPES = {
    DocumentKind.PDF: "application/pdf",
    DocumentKind.PNG: "image/png",
    DocumentKind.JPEG: "image/jpeg",
    DocumentKind.ODT: "application/vnd.oasis.opendocument.text",
    DocumentKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    DocumentKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    DocumentKind.CSV: "text/csv; charset=utf-8",
}
_HEART = {DocumentKind.DOCX: "word/document.xml", DocumentKind.XLSX: "xl/workbook.xml"}
_MOST_UNPACKED = 300 << 20
_MOST_RATIO = 200  # unpacked to packed; text packs to a twentieth, a bomb to a thousandth
_SMALL = 1 << 20  # below which a ratio says nothing
_MOST_MEMBERS = 5_000
_MOST_PIXELS = 100_000_000
_TAIL = 2_048
_PIECE = 1 << 16
_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})  # the markers of JPEG that carry a size
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})  # those without a length
_MACRO = re.compile(r"(?i)(?:^|/)(?:vbaproject\.bin|basic/.+|scripts/.+)$")


def kind_of(name: str) -> DocumentKind:
    """The kind that a file's name says; raises Refused(KIND_NOT_TAKEN)."""
    kind = _SUFFIXES.get(PurePosixPath(name.strip().replace("\\", "/")).suffix.lower())
    if kind is None:
        raise Refused(Reason.KIND_NOT_TAKEN)
    return kind


def must_be(path: Path, kind: DocumentKind) -> None:
    """Raises Refused unless the bytes are of this kind, whole, and no larger unpacked than can be taken."""
    with path.open("rb") as file:
        _CHECKS[kind](file, kind)


def _tail(file: BinaryIO) -> bytes:
    size = file.seek(0, 2)
    file.seek(max(0, size - _TAIL))
    return file.read()


def _pdf(file: BinaryIO, _kind: DocumentKind) -> None:
    if not file.read(5) == b"%PDF-":
        raise Refused(Reason.KIND_NOT_TAKEN)
    if b"%%EOF" not in _tail(file):
        raise Refused(Reason.FILE_UNREADABLE)


def _png(file: BinaryIO, _kind: DocumentKind) -> None:
    head = file.read(24)
    if not head.startswith(_PNG):
        raise Refused(Reason.KIND_NOT_TAKEN)
    if head[12:16] != b"IHDR" or b"IEND\xaeB`\x82" not in _tail(file):
        raise Refused(Reason.FILE_UNREADABLE)
    _must_fit(int.from_bytes(head[16:20]), int.from_bytes(head[20:24]))


def _jpeg(file: BinaryIO, _kind: DocumentKind) -> None:
    if file.read(3) != b"\xff\xd8\xff":
        raise Refused(Reason.KIND_NOT_TAKEN)
    if b"\xff\xd9" not in _tail(file):
        raise Refused(Reason.FILE_UNREADABLE)
    file.seek(2)
    while True:
        marker = file.read(2)
        if len(marker) < 2 or marker[0] != 0xFF or marker[1] == 0xDA:  # noqa: PLR2004 - of the format
            raise Refused(Reason.FILE_UNREADABLE)
        if marker[1] == 0xFF:  # noqa: PLR2004 - a fill byte before a marker
            file.seek(-1, 1)
            continue
        if marker[1] in _ALONE:
            continue
        length = int.from_bytes(file.read(2))
        if marker[1] in _FRAMES:
            frame = file.read(5)
            _must_fit(int.from_bytes(frame[3:5]), int.from_bytes(frame[1:3]))
            return
        file.seek(max(0, length - 2), 1)


def _must_fit(width: int, height: int) -> None:
    if not width or not height:
        raise Refused(Reason.FILE_UNREADABLE)
    if width * height > _MOST_PIXELS:
        raise Refused(Reason.FILE_UNPACKS_TOO_LARGE)


def _packed(file: BinaryIO, kind: DocumentKind) -> None:
    if file.read(2) != b"PK":
        raise Refused(Reason.KIND_NOT_TAKEN)
    size = file.seek(0, 2)
    try:
        with zipfile.ZipFile(file) as archive:
            _must_be_sound(archive, size)
            _must_be_office(archive, kind)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        # A part that is encrypted or packed in a way that nobody uses cannot be looked through either.
        raise Refused(Reason.FILE_UNREADABLE) from None


def _must_be_sound(archive: zipfile.ZipFile, size: int) -> None:
    """What the directory promises is not believed: every part is unpacked once, and counted."""
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS or sum(each.file_size for each in members) > _MOST_UNPACKED:
        raise Refused(Reason.FILE_UNPACKS_TOO_LARGE)
    unpacked = 0
    for each in members:
        if each.filename.startswith(("/", "\\")) or ".." in PurePosixPath(each.filename).parts:
            raise Refused(Reason.FILE_UNREADABLE)
        if _MACRO.search(each.filename):
            raise Refused(Reason.KIND_NOT_TAKEN)
        if each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            # The others are unpacked by the standard library without a bound: nothing could be counted in time.
            raise Refused(Reason.FILE_UNREADABLE)
        with archive.open(each) as part:
            while piece := part.read(_PIECE):
                unpacked += len(piece)
                if unpacked > _MOST_UNPACKED or (unpacked > _SMALL and unpacked > size * _MOST_RATIO):
                    raise Refused(Reason.FILE_UNPACKS_TOO_LARGE)


def _must_be_office(archive: zipfile.ZipFile, kind: DocumentKind) -> None:
    names = set(archive.namelist())
    if kind is DocumentKind.ODT:
        said = archive.read("mimetype") if "mimetype" in names else b""
        is_kind = said.strip() == TYPES[kind].encode()
    else:
        is_kind = {"[Content_Types].xml", _HEART[kind]} <= names
    if not is_kind:
        raise Refused(Reason.KIND_NOT_TAKEN)


def _csv(file: BinaryIO, _kind: DocumentKind) -> None:
    """Text of the two encodings that spreadsheets write here; whatever it says is only ever taken away."""
    content = file.read()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp874")
        except UnicodeDecodeError:
            raise Refused(Reason.KIND_NOT_TAKEN) from None
    if any(ord(sign) < 32 and sign not in "\t\r\n" for sign in text) or text.lstrip().startswith("<"):  # noqa: PLR2004 - below the first letter
        raise Refused(Reason.KIND_NOT_TAKEN)
    if not text.strip():
        raise Refused(Reason.FILE_UNREADABLE)


_CHECKS: dict[DocumentKind, Callable[[BinaryIO, DocumentKind], None]] = {
    DocumentKind.PDF: _pdf,
    DocumentKind.PNG: _png,
    DocumentKind.JPEG: _jpeg,
    DocumentKind.ODT: _packed,
    DocumentKind.DOCX: _packed,
    DocumentKind.XLSX: _packed,
    DocumentKind.CSV: _csv,
}
