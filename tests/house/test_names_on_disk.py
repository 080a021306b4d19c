"""A fact's name on disk is for ever: the table is complete, says what the class says, and loses nothing."""

import importlib
import pkgutil
import re
from pathlib import Path

from meeting_server.audit.names import FACTS
from meeting_server.meeting import facts
from meeting_server.meeting.facts.fact import Fact

# Every name that a released version has written. Lines are only ever added.
WRITTEN = Path(__file__).with_name("names_written.txt")


def _every_fact() -> dict[str, type[Fact]]:
    """Every class of fact, under the name that the rule of names gives it."""
    found: dict[str, type[Fact]] = {}
    for module in pkgutil.iter_modules(facts.__path__):
        concept = importlib.import_module(f"{facts.__name__}.{module.name}")
        for each in vars(concept).values():
            if isinstance(each, type) and issubclass(each, Fact) and each.__module__ == concept.__name__:
                found[f"{module.name}.{_snake(each.__name__)}"] = each
    del found["fact.fact"]
    return found


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def test_every_fact_has_its_name_on_disk() -> None:
    assert _every_fact() == FACTS


def test_no_name_was_taken_away() -> None:
    assert set(WRITTEN.read_text().split()) <= FACTS.keys()


def test_every_name_is_written_down_here() -> None:
    assert FACTS.keys() <= set(WRITTEN.read_text().split())
