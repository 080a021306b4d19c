"""Some things are done in one place only, so that they can be found and trusted there."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.tree import SERVER, name_of, parsed, python_files

FILES = python_files("meeting_server")
PURE = ("meeting_server/meeting/", "meeting_server/audit/", "meeting_server/projections/")
EDGES = ("meeting_server/api/", "meeting_server/ws/")
TASK_ROOT = "task root"
TELLS_TIME = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime"}
READS_THE_CLOCK = {"datetime", "date", "time"}


def _calls(path: Path, *names: str) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names
    ]


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    everything = {"Exception", "BaseException"}
    return handler.type is None or (isinstance(handler.type, ast.Name) and handler.type.id in everything)


def test_only_the_engine_commits() -> None:
    assert [name_of(path) for path in FILES if _calls(path, "commit")] == ["meeting_server/db/engine.py"]


def test_only_the_stored_log_makes_entries() -> None:
    """Making an entry stamps its time: nobody else may have the means."""
    makers = [
        name_of(path)
        for path in FILES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and node.module == "meeting_server.audit.codec"
        if any(alias.name == "encode" for alias in node.names)
    ]
    assert makers == ["meeting_server/db/audit_log.py"]


@pytest.mark.parametrize("path", [p for p in FILES if name_of(p).startswith(PURE)], ids=name_of)
def test_the_core_never_asks_what_time_it_is(path: Path) -> None:
    asked = [
        node.lineno
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute)
        and node.attr in TELLS_TIME
        and isinstance(node.value, ast.Name)
        and node.value.id in READS_THE_CLOCK
    ]
    assert asked == []


@pytest.mark.parametrize("path", [p for p in FILES if not name_of(p).startswith(EDGES)], ids=name_of)
def test_only_edges_and_task_roots_catch_everything(path: Path) -> None:
    lines = path.read_text().splitlines()
    caught = [
        node.lineno
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler)
        and _catches_everything(node)
        and TASK_ROOT not in lines[node.lineno - 1]
    ]
    assert caught == []


def test_only_rtc_touches_the_private_names_of_aiortc() -> None:
    door = SERVER / "media" / "rtc.py"
    inside = re.compile(r"noqa:[^#]*SLF001|from (?:aiortc|aioice|av)[\w.]* import [^#\n]*\b_[a-z]")
    touching = [name_of(path) for path in FILES if path != door and inside.search(path.read_text())]
    assert touching == []


def test_nobody_speaks_of_users() -> None:
    """A *person* has an account, a *seat* is a place in one meeting, a *peer* is a connection."""
    spoken = [
        f"{name_of(path)}:{node.lineno} {node.id}"
        for path in FILES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Name) and re.search(r"(?:^|_)users?(?:_|$)", node.id, re.IGNORECASE)
    ]
    assert spoken == []


def test_no_file_or_name_is_empty_of_meaning() -> None:
    files = {"utils", "helpers", "manager", "common", "base"}
    names = {"data", "info", "obj"}
    empty = [name_of(path) for path in FILES if path.stem in files]
    empty += [
        f"{name_of(path)}:{node.lineno} {node.id}"
        for path in FILES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in names
    ]
    assert empty == []
