"""A file can be read in one sitting, a function in one look."""

from pathlib import Path

import pytest

from tests.house.tree import HOUSE, browser_files, functions, name_of, parsed, python_files

LONGEST_FILE = 500
LONGEST_FUNCTION = 40

# Generated files, catalogues of words, and migrations, which are written by a program.
EXEMPT = (
    "meeting_server/export/words/",
    "web/src/i18n/th.ts",
    "web/src/i18n/en.ts",
    "web/src/i18n/generated.ts",
    "web/src/protocol/generated.ts",
    "alembic/versions/",
)

PYTHON = [
    path
    for path in python_files("meeting_server", "tests", "bench", "alembic")
    if not name_of(path).startswith(EXEMPT)
]
SOURCES = [*PYTHON, *(path for path in browser_files() if not name_of(path).startswith(EXEMPT))]


def test_no_exemption_is_forgotten_here() -> None:
    assert all((HOUSE / name).exists() for name in EXEMPT)


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_file_is_longer_than_500_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_no_function_is_longer_than_40_lines(path: Path) -> None:
    too_long = [
        f"{name_of(path)}:{function.lineno} {function.name}"
        for function in functions(parsed(path))
        if (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION
    ]
    assert too_long == []
