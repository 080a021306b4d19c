"""What is written about the house is true: settings, commands, targets, messages, places and links."""

import argparse
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from meeting_server.cli import parser
from meeting_server.config import Settings, read
from tests.house.tree import HOUSE, SERVER, name_of

README = (HOUSE / "README.md").read_text()
CONTRIBUTING = (HOUSE / "CONTRIBUTING.md").read_text()
PROTOCOL = SERVER / "ws" / "PROTOCOL.md"
WIRE = HOUSE / "web" / "src" / "protocol"
DECISIONS = sorted((SERVER / "decisions").glob("*.md"))
PAGES = [
    *(HOUSE / name for name in ("README.md", "CONTRIBUTING.md", "recordings/README.md", "bench/README.md")),
    *DECISIONS,
    PROTOCOL,
]
SETTINGS = [field.name.upper() for field in dataclasses.fields(Settings)]
TARGETS = re.findall(r"^([a-z-]+):.*## ", (HOUSE / "Makefile").read_text(), re.MULTILINE)

# Where a place named in a page may begin.
ROOTS = (HOUSE, SERVER, SERVER / "meeting", HOUSE / "web")
PLACE = re.compile(r"`((?!DATA_DIR/)[\w.-]+(?:/[\w.-]+)*(?:/|\.(?:py|tsx?|md|toml|txt|json|css)))`")
NOT_IN_THE_TOUR = {"build", "__pycache__"}


def _commands() -> dict[str, str | None]:
    """Every command, with what `--help` says of it."""
    groups = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    told = {choice.dest: choice.help for group in groups for choice in group._choices_actions}
    return {name: told.get(name) for group in groups for name in group.choices}


def _section(title: str) -> str:
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def _rows(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.startswith("|"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


def _tour() -> list[str]:
    """The places of the tour, each as a path from the top."""
    places: list[str] = []
    above: list[str] = []
    for line in _section("A tour of the house").split("```text\n")[1].split("```")[0].splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        above = [*above[:depth], line.split()[0]]
        places.append("".join(above))
    return places


def _folders(within: Path) -> set[str]:
    return {
        f"{name_of(path)}/"
        for path in within.iterdir()
        if path.is_dir() and not path.name.startswith(".") and path.name not in NOT_IN_THE_TOUR
    }


def test_every_setting_is_in_the_readme_and_no_other() -> None:
    told = [row[0].strip("`") for row in _rows(_section("Settings")) if row[0].startswith("`")]
    assert told == SETTINGS


def test_the_defaults_are_as_the_readme_says() -> None:
    told = {row[0].strip("`"): row[1].strip("`") for row in _rows(_section("Settings"))}
    settings = read({})
    assert told["PORT"] == str(settings.port)
    assert told["MEDIA_PORT"] == str(settings.media_port)
    assert told["DATA_DIR"] == settings.data_dir.name
    assert told["DEMO"] == "on"
    assert settings.demo
    assert told["HOST"] == told["TRUSTED_PROXIES"] == "*(empty)*"
    assert not settings.host
    assert settings.trusted_proxies == ()


@pytest.mark.parametrize(("command", "told"), _commands().items())
def test_every_command_explains_itself(command: str, told: str | None) -> None:
    assert told
    assert f"`{command}`" in _section("Commands")


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_is_in_the_readme(target: str) -> None:
    assert target == "help" or f"`make {target}" in _section("Commands")


def test_every_message_is_in_the_protocol() -> None:
    written = PROTOCOL.read_text()
    socket, wire = (WIRE / "socket.ts").read_text(), (WIRE / "wire.ts").read_text()
    words = set(re.findall(r'\btype: "(\w+)"', socket)) | set(re.findall(r'\bcase "(\w+)":', socket))
    words |= set(re.findall(r'\bkind: "(\w+)"', wire))
    words |= set(re.findall(r'\bname: "(\w+\.\w+)"', (WIRE / "generated.ts").read_text()))
    farewells = re.search(r"\btype Goodbye = ([^;]+);", socket)
    assert farewells is not None
    words |= set(re.findall(r'"(\w+)"', farewells[1]))
    missing = [word for word in sorted(words) if not re.search(rf'[`"]{re.escape(word)}[`"]', written)]
    assert {"hello", "view", "offer", "presence.enter", "restarting"} <= words
    assert missing == []


def test_the_tour_passes_every_folder_and_nothing_that_is_not_there() -> None:
    places = _tour()
    assert [place for place in places if not (HOUSE / place).exists()] == []
    assert _folders(HOUSE) | _folders(SERVER) <= set(places)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_and_places_lead_somewhere(page: Path) -> None:
    text = page.read_text()
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)[^)]*\)", text)
    assert [link for link in links if not (page.parent / link).exists()] == []
    places = [place for place in PLACE.findall(text) if not _exists(place, page)]
    assert places == []


def _exists(place: str, page: Path) -> bool:
    if any((root / place).exists() for root in (*ROOTS, page.parent)):
        return True
    within = (SERVER, HOUSE / "web" / "src", HOUSE / "tests")
    return "/" not in place and any(any(folder.rglob(place)) for folder in within)


def test_the_example_of_the_recipe_is_the_real_one() -> None:
    example = CONTRIBUTING.split("```python\n")[1].split("```")[0]
    real = [line.strip() for line in (HOUSE / "tests/meeting/test_chat.py").read_text().splitlines()]
    assert [line for line in example.splitlines() if line.strip() not in real] == []


def test_decisions_are_numbered_and_say_what_was_weighed() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    for page in DECISIONS:
        title, *sections = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
        assert title.startswith(page.name[:4])
        assert sections == ["Context", "Decision", "Consequences", "What was weighed"]
