"""What only whoever presides may do is a presiding deed: a controller's orders are logged for these alone."""

import inspect
from importlib import import_module
from pkgutil import iter_modules

import pytest

from meeting_server.meeting import rules
from meeting_server.meeting.rules.command import Command, PresidingCommand

COMMANDS = [
    found
    for module in iter_modules(rules.__path__, f"{rules.__name__}.")
    for found in vars(import_module(module.name)).values()
    if inspect.isclass(found) and issubclass(found, Command) and not inspect.isabstract(found)
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
def test_a_deed_of_whoever_presides_is_named_one(command: type[Command]) -> None:
    assert ("must_preside" in inspect.getsource(command.decide)) is issubclass(command, PresidingCommand)
