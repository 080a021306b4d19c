"""Tables as CSV that a spreadsheet opens as Thai, and in which no cell can run as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

# What makes a spreadsheet run a cell, in the widths of East Asia too, and after a blank that it would drop.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BLANK = ("\t", "\r", "\n")


def table(head: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> bytes:
    """The table in UTF-8 with the mark by which spreadsheets know it."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(head)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return b"\xef\xbb\xbf" + written.getvalue().encode()


def _cell(value: str | int | None) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_BLANK) or text.lstrip().startswith(_FORMULA) else text
