"""The tree that the house tests walk over."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).parents[2]
SERVER = HOUSE / "meeting_server"
TESTS = HOUSE / "tests"


def name_of(path: Path) -> str:
    """The path as written in a message."""
    return path.relative_to(HOUSE).as_posix()


def python_files(*folders: str) -> list[Path]:
    """Every Python file below these folders."""
    return sorted(path for folder in folders for path in (HOUSE / folder).rglob("*.py"))


def browser_files() -> list[Path]:
    """Every source file of the browser's side."""
    return sorted(
        path for kind in ("ts", "tsx", "css") for path in (HOUSE / "web" / "src").rglob(f"*.{kind}")
    )


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(), filename=name_of(path))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a tree, inner ones and methods too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
