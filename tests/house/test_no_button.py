"""Nobody can stop the recording but by ending what it belongs to: no fact, no command, no address and no signal does."""

import ast
from pathlib import Path

from fastapi.routing import iter_route_contexts

from meeting_server.app import create_app
from meeting_server.audit.names import FACTS
from meeting_server.config import read
from meeting_server.demo import Doors
from meeting_server.media import control
from meeting_server.meeting.facts.recording import Recording, RecordingEnded
from meeting_server.services.asked import ASKED
from tests.audit.sample import WHOLE_MEETING
from tests.house.tree import name_of, parsed, python_files

# What a sitting may be ended or paused by; a recess and a secret item will stand here when there are such commands.
MAY_STOP = {("meeting_server/meeting/rules/session.py", name) for name in ("CloseMeeting", "StopClassified")}


def test_only_one_kind_of_fact_ends_the_recording() -> None:
    assert {type(fact) for fact in WHOLE_MEETING} == set(FACTS.values()), "every kind is tried"
    on = Recording(on=True)
    assert {type(fact) for fact in WHOLE_MEETING if not on.after(fact).on} == {RecordingEnded}


def test_only_these_commands_say_that_it_ended() -> None:
    saying = {
        (name_of(path), command.name)
        for path in python_files("meeting_server")
        for command in parsed(path).body
        if isinstance(command, ast.ClassDef)
        for node in ast.walk(command)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "RecordingEnded"
    }
    assert saying == MAY_STOP


def test_nothing_that_a_page_may_ask_for_speaks_of_the_recording() -> None:
    asked = ASKED.json_schema()["discriminator"]["mapping"].keys()
    assert len(asked) > 10
    assert [name for name in asked if name.startswith("recording.")] == []


def test_no_address_takes_orders_about_the_recording(tmp_path: Path) -> None:
    app = create_app(read({"DATA_DIR": str(tmp_path)}), Doors())
    found = list(iter_route_contexts(app.routes))
    methods = {method for one in found if "record" in (one.path or "") for method in one.methods or ()}
    assert methods == {"GET"}


def test_a_worker_is_told_plans_and_no_orders_about_the_recording() -> None:
    assert [name for name in control.TO_WORKER if "rec" in name or "stop" in name] == []
