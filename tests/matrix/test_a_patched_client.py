"""A suspended member with a client of their own tries everything that there is: nothing of it succeeds (ข้อ ๑๐ (๒)).

What is tried comes from the code: every address of the app with every method, every command with every choice that its
shape allows, every message of the line and every signal. A success would be a fact in the meeting, anything that
reaches the relay, or a word of what was said meanwhile.
"""

import re
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import islice, product
from typing import Any, cast

import pytest

from meeting_server.meeting.facts.ballots import BallotOpened, Choice
from meeting_server.meeting.facts.chat import MessagePosted
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.presence import Connected, Disconnected, SeatSignedOut
from meeting_server.meeting.ids import MeetingId, MessageId
from meeting_server.meeting.roles import Role
from meeting_server.services.asked import ASKED
from meeting_server.services.commands import fresh
from tests.given import ITEM_1, ITEM_41
from tests.loopback import ACCEPTED, Frame, Loopback, Page
from tests.matrix.addresses import DOORS
from tests.matrix.cast import CROWD, OF, Situation, Stage
from tests.matrix.deeds import BALLOT, DEEDS
from tests.matrix.test_matrix import SIGNALS, TRIALS, addresses, commands, stage
from tests.people import KAMALA, THANA

__all__ = ["stage"]  # the fixture

SECRET = "คำที่พูดกันระหว่างพัก"
# Whose rights are widest; every other role asks for every command in the matrix itself.
ROLES = (Role.MEMBER, Role.SECRETARY, Role.CONTROLLER)
# Every way to come back into a file or an account that the addresses name.
NAMES = {
    "seat": THANA.seat,
    "person": THANA.person,
    "name": "mic-0001.webm",
    "kind": "terms",
    "provider": "thaid",
}
# By these somebody leaves this machine, which is theirs to do: they are tried last.
WAYS_OUT = {
    ("DELETE", "/api/sign-in"),
    ("DELETE", "/api/me/sessions"),
    ("DELETE", "/api/me/sessions/{session}"),
}
MOST = 48  # of the choices of one command


def said_meanwhile() -> list[Fact]:
    """What the meeting says and does while they are outside."""
    voters = tuple(cast.seat for cast in CROWD)
    return [
        MessagePosted(message=MessageId("msg_" + "s" * 22), seat=THANA.seat, text=SECRET),
        BallotOpened(ballot=BALLOT, item=ITEM_41, question=SECRET, options=tuple(Choice), voters=voters),
    ]


# The line to whoever helps stays open to everybody (ข้อ ๘ (๒) (๒.๖)); `tests/api/test_incidents.py` says what it tells.
CALLS_FOR_HELP = {
    "incidents.report_incident",
    "incidents.describe_incident",
    "incidents.withdraw_incident",
}


@pytest.fixture
async def meeting(stage: Stage) -> AsyncIterator[MeetingId]:
    made = await stage.meeting(Situation.SUSPENDED, DEEDS["suspension.suspend_seat"].before)
    await stage.add(made, said_meanwhile())
    yield made
    room = await stage.server.room(made)
    assert set(room.meeting.suspensions.in_force) == {cast.seat for cast in OF.values()}


def choices(name: str, shape: dict[str, Any], own: str) -> list[object]:
    """What may stand in a field: every code, both truths, and whatever the meeting has of that name."""
    known: dict[str, list[object]] = {
        "seat": [own, KAMALA.seat],
        "room": [OF[Role.ROOM].seat],
        "item": [ITEM_41, ITEM_1],
        "ballot": [BALLOT],
        **{text: [digest] for text, digest in ACCEPTED.items()},
    }
    if name in known:
        return known[name]
    if "enum" in shape:
        return list(shape["enum"])
    kinds: dict[str, list[object]] = {"boolean": [True, False], "integer": [1], "string": ["ข้อความ"]}
    return kinds.get(str(shape.get("type")), [None])


def asked_of(name: str, own: str) -> Iterator[dict[str, object]]:
    """A command with everything that its shape allows."""
    schema = ASKED.json_schema()
    definitions = schema["$defs"]

    def shape_of(reference: dict[str, Any]) -> dict[str, Any]:
        return definitions[reference["$ref"].rpartition("/")[2]] if "$ref" in reference else reference

    asked = shape_of({"$ref": schema["discriminator"]["mapping"][name]})
    fields = shape_of(asked["properties"]["args"]).get("properties", {})
    values = [choices(field, shape_of(shape), own) for field, shape in fields.items()]
    for chosen in islice(product(*values), MOST):
        yield {field: value for field, value in zip(fields, chosen, strict=True) if value is not None}


def address(path: str, meeting: MeetingId) -> str:
    """An address with every name in it filled in."""
    names = {**NAMES, "meeting": meeting, "digest": ACCEPTED["manual"]}
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda name: names.get(name[1], "x" * 22), path)


async def facts_of(stage: Stage, meeting: MeetingId) -> list[Fact]:
    """The log, but for the lines that come and go."""
    entries = await stage.server.house.record.entries(await stage.server.room(meeting))
    lines = Connected | Disconnected | SeatSignedOut
    return [entry.fact for entry in entries if not isinstance(entry.fact, lines)]


async def test_no_command_by_http(
    stage: Stage,
    meeting: MeetingId,
    record_property: Callable[[str, object], None],
) -> None:
    before, tried, successes = await facts_of(stage, meeting), 0, []
    for role, name in product(ROLES, sorted(commands() - CALLS_FOR_HELP)):
        browser = await stage.browser(role, Situation.SUSPENDED)
        for args in asked_of(name, OF[role].seat):
            body = {"id": fresh("message"), "name": name, "args": args}
            told = await browser.post(f"/api/meetings/{meeting}/commands", json=body)
            tried += 1
            if told.is_success or SECRET in told.text:
                successes.append(f"{name} {args} by {role}: {told.status_code} {told.text}")
    assert successes == []
    assert await facts_of(stage, meeting) == before
    assert tried > len(commands() - CALLS_FOR_HELP) * len(ROLES)
    record_property("cases", tried)


async def test_no_address(
    server: Loopback,
    stage: Stage,
    meeting: MeetingId,
    record_property: Callable[[str, object], None],
) -> None:
    before = await facts_of(stage, meeting)
    every = sorted(addresses(server) - WAYS_OUT) + sorted(WAYS_OUT)
    leaks = []
    for role in ROLES:
        browser = await stage.browser(role, Situation.SUSPENDED)
        for method, path in every:
            door = DOORS.get((method, path))
            body = door.body(meeting) if door is not None else {"meeting": meeting}
            told = await browser.request(
                method, address(path, meeting), json=None if method == "GET" else body
            )
            if SECRET in told.text:
                leaks.append(f"{method} {path} by {role}")
            changes = method != "GET" and "{meeting}" in path
            if changes and told.is_success:
                leaks.append(f"{method} {path} by {role}: {told.status_code}")
    assert leaks == []
    assert await facts_of(stage, meeting) == before
    assert stage.server.media.signals == []
    record_property("cases", 3 * len(every))


async def everything(page: Page, role: Role) -> int:
    """Say everything over a line that a line can carry; how much it was."""
    said = 0
    for name in sorted(commands() - CALLS_FOR_HELP):
        for args in asked_of(name, OF[role].seat):
            frame: Frame = {"type": "command", "id": fresh("message"), "name": name, "args": args}
            await page.send(frame)
            assert (await page.answer(cast("str", frame["id"])))["type"] == "refused"
            said += 1
    for kind, fields in (SIGNALS | TRIALS).items():
        conn = f"{kind}_{said}"
        await page.send({"type": "signal", "signal": {"kind": kind, "conn": conn, **fields}})
        assert (await page.answer(conn))["type"] == "refused"
        said += 1
    for kind in ("noted", "applause", "slower", "unheard"):
        after = len(page.told)
        await page.send({"type": "reaction", "kind": kind})
        assert (await page.answer("reaction", after))["type"] == "refused"
        said += 1
    await page.send({"type": "ping"})
    await page.next("pong")
    return said + 1


@pytest.mark.parametrize("role", ROLES)
async def test_no_message_and_no_signal_from_any_device(
    stage: Stage,
    meeting: MeetingId,
    role: Role,
    record_property: Callable[[str, object], None],
) -> None:
    before, tried = await facts_of(stage, meeting), 0
    stage.server.media.signals.clear()
    for _device in range(2):  # the second takes the first one's place, by a session of its own
        page = await stage.server.page(OF[role], meeting)
        tried += await everything(page, role)
        told = [frame for frame in page.told if frame["type"] == "view"]
        assert {view["you"]["class"] for view in told} == {"suspended"}
        assert SECRET not in str(page.told)
        await page.close()
    assert stage.server.media.signals == []
    assert await facts_of(stage, meeting) == before
    record_property("cases", tried)
