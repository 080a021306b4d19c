"""A check that nobody calls is worse than none: what asserts is a test, a fixture, or called."""

import ast
from pathlib import Path

import pytest

from tests.house.tree import TESTS, functions, name_of, parsed, python_files

FILES = python_files("tests")
FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


def _asserts(function: ast.AST) -> bool:
    return any(isinstance(node, ast.Assert) for node in ast.walk(function))


def _is_fixture(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any("fixture" in ast.dump(decorator) for decorator in function.decorator_list)


def _mentioned() -> set[str]:
    """Every name that is read anywhere in the tests; a definition alone does not count."""
    names: set[str] = set()
    for path in FILES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Name):
                names.add(node.id)
            elif isinstance(node, ast.Attribute):
                names.add(node.attr)
    return names


MENTIONED = _mentioned()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_function_that_asserts_is_run(path: Path) -> None:
    is_test_file = path.name.startswith("test_")
    idle = [
        f"{name_of(path)}:{function.lineno} {function.name}"
        for function in functions(parsed(path))
        if _asserts(function)
        and not (is_test_file and function.name.startswith("test_"))
        and not _is_fixture(function)
        and function.name not in MENTIONED
    ]
    assert idle == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_tests_stand_in_files_that_are_collected(path: Path) -> None:
    named = [function.name for function in functions(parsed(path)) if function.name.startswith("test_")]
    assert not named or path.name.startswith("test_")


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_test_hides_another_of_the_same_name(path: Path) -> None:
    names = [
        node.name for node in parsed(path).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path", [path for path in FILES if path != Path(__file__)], ids=name_of)
def test_no_test_is_skipped_or_expected_to_fail(path: Path) -> None:
    excuses = {"skip", "skipif", "xfail", "importorskip"}
    found = [
        f"{name_of(path)}:{node.lineno} {node.attr}"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in excuses
    ]
    assert found == []


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in FILES} - {TESTS}
    assert [name_of(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []
