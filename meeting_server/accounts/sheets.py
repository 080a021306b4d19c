"""A table as an office writes one: which letters, which signs between the columns, and every line of it."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

MOST_LINES = 5_000
# As Thai Excel writes one; TIS-620 is the same but for a few signs.
_THAI = "cp874"
_SIGNS = (",", ";", "\t")

Heads = Mapping[str, tuple[str, ...]]
PEOPLE: Heads = {
    "sign_in_name": ("ชื่อผู้ใช้", "sign_in_name", "sign-in name", "username", "user name"),
    "name": (
        *("ชื่อ", "ชื่อ พร้อมคำนำหน้า", "ชื่อ-สกุล", "ชื่อ - สกุล", "ชื่อสกุล", "ชื่อ-นามสกุล", "ชื่อและนามสกุล"),
        *("name", "full name", "name, with its title"),
    ),
    "office": ("ตำแหน่ง", "office", "position"),
    "telephone": ("โทรศัพท์", "หมายเลขโทรศัพท์", "เบอร์โทรศัพท์", "โทร", "telephone", "phone"),
    "email": ("จดหมายอิเล็กทรอนิกส์", "อีเมล", "อีเมล์", "email", "e-mail"),
}
NEEDED = ("sign_in_name", "name", "office")


class Unreadable(StrEnum):
    """Why a file is no table of people."""

    LETTERS = "letters"  # in no encoding that is known here
    NO_HEAD = "no_head"  # no line that says what the columns are
    TOO_LONG = "too_long"


class NoTable(ValueError):  # noqa: N818 - said to whoever chose the file
    """The file cannot be read; `lacking` are the columns that it does not have."""

    def __init__(self, why: Unreadable, lacking: tuple[str, ...] = ()) -> None:
        super().__init__(why.value)
        self.why = why
        self.lacking = lacking


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """What stands on a line; the lines of the file that it covers, counted from 1."""

    first: int
    last: int
    cells: Mapping[str, str]
    extra: bool = False  # more cells than there are columns
    broken: bool = False  # cannot be taken apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table as it was read."""

    encoding: str
    separator: str
    columns: tuple[str, ...]  # those that are known
    ignored: tuple[str, ...]  # heads that say nothing here
    lines: tuple[SheetLine, ...]


def read_sheet(content: bytes, heads: Heads = PEOPLE, needed: Sequence[str] = NEEDED) -> Sheet:
    """The table in a file; raises NoTable."""
    text, encoding = _decoded(content)
    field_of = {head: field for field, each in heads.items() for head in each}
    separator = max(_SIGNS, key=lambda sign: _known_in(text, sign, field_of))
    rows = _rows(text, separator)
    head = next((row for row in rows if any(cell.strip() for cell in row[2])), None)
    if head is None:
        raise NoTable(Unreadable.NO_HEAD, tuple(needed))
    fields = [_field_of(cell, field_of) for cell in head[2]]
    columns = tuple(field for field in heads if field in fields)
    lacking = tuple(field for field in needed if field not in columns)
    if lacking or any(fields.count(field) > 1 for field in columns):
        raise NoTable(Unreadable.NO_HEAD, lacking)
    lines: list[SheetLine] = []
    for first, last, cells in rows:
        if not any(cell.strip() for cell in cells) and cells != _BROKEN:
            continue
        if len(lines) == MOST_LINES:
            raise NoTable(Unreadable.TOO_LONG)
        # A spreadsheet leaves out the cells at the end of a line that are empty.
        named = {
            field: cell for field, cell in zip_longest(fields, cells[: len(fields)], fillvalue="") if field
        }
        extra = any(cell.strip() for cell in cells[len(fields) :])
        lines.append(SheetLine(first=first, last=last, cells=named, extra=extra, broken=cells == _BROKEN))
    ignored = tuple(
        cell.strip() for cell, field in zip(head[2], fields, strict=True) if not field and cell.strip()
    )
    return Sheet(encoding=encoding, separator=separator, columns=columns, ignored=ignored, lines=tuple(lines))


_BROKEN = ["\0"]  # in place of the cells of a line that cannot be taken apart


def _decoded(content: bytes) -> tuple[str, str]:
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", _THAI):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text, {"utf-8-sig": "UTF-8", "utf-16": "UTF-16"}.get(encoding, "TIS-620")
    raise NoTable(Unreadable.LETTERS)


def _rows(text: str, separator: str) -> Iterator[tuple[int, int, list[str]]]:
    """Every row with the lines that it covers; one that cannot be taken apart covers all that follow."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    last = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield last + 1, max(reader.line_num, len(text.splitlines())), _BROKEN
            return
        yield last + 1, reader.line_num, cells
        last = reader.line_num


def _known_in(text: str, separator: str, field_of: Mapping[str, str]) -> int:
    """How many of the first line's cells are known heads, were this the sign between them."""
    for _first, _last, cells in _rows(text, separator):
        if any(cell.strip() for cell in cells):
            return sum(1 for cell in cells if _field_of(cell, field_of))
    return 0


def _field_of(head: str, field_of: Mapping[str, str]) -> str:
    return field_of.get(" ".join(unicodedata.normalize("NFC", head).casefold().split()), "")
