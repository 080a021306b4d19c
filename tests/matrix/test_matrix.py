"""The matrix: role by command, address and message, in the own meeting, another one, a closed one, suspended, and so on.

What is asked comes from the code: a command, an address, a message or a role that nobody has said anything about
fails the test. Each case is asserted with its reason, and that nothing of a refusal was written.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from itertools import product
from typing import get_args

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from meeting_server.api.errors import status_of
from meeting_server.media.signals import _READERS, _TRIALS
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.presence import Connected, Disconnected
from meeting_server.meeting.ids import MeetingId
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.roles import Role
from meeting_server.services.asked import ASKED
from meeting_server.services.commands import fresh
from meeting_server.ws.messages import Frame
from tests.api.test_access import PUBLIC, TABLE, address
from tests.loopback import Loopback, Page
from tests.matrix.addresses import DOORS, ELSEWHERE, LIKE, Answer, read
from tests.matrix.cast import OF, STANDING, STRANGE, Situation, Stage
from tests.matrix.deeds import DEEDS
from tests.matrix.expectation import NEVER_INSIDE, Deed

SIGNALS: dict[str, dict[str, object]] = {
    "open": {"audio": 4, "video": 5, "takeover": False},
    "offer": {"n": 1, "sdp": "v=0", "tracks": []},
    "watch": {"slots": [], "pins": [], "hidden": False},
    "mute": {"mid": "0", "on": True},
    "stats": {"rtt": 5, "down": []},
}
# The same of those who try their line before they come in.
TRIALS: dict[str, dict[str, object]] = {"trial": {}, "trial_offer": {"sdp": "v=0", "mid": "0"}}
# Every message of the line, and what tests it.
MESSAGES = {
    "hello": "hellos",
    "command": "commands",
    "signal": "signals",
    "reaction": "reactions",
    "ping": "signals",
}


@pytest.fixture
async def stage(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    # What nobody has a page for is not cleaned up meanwhile: these meetings were made, and not held.
    monkeypatch.setattr("meeting_server.services.watching._EVERY", 3_600.0)
    await server.stop()
    await server.start()
    stage = Stage(server)
    await stage.prepare()
    yield stage
    await stage.close()


@pytest.fixture
def asserted(record_property: Callable[[str, object], None]) -> Callable[[int], None]:
    """Say at the end how many cases there were."""
    return lambda cases: record_property("cases", cases)


def commands() -> set[str]:
    """Every command that the door reads."""
    definitions = ASKED.json_schema()["discriminator"]["mapping"]
    return set(definitions)


def addresses(server: Loopback) -> set[tuple[str, str]]:
    """Every address of the app, with its method."""
    return {
        (method, route.path)
        for route in iter_route_contexts(server.app.routes)
        if route.path is not None
        for method in (route.methods or ())
        if method != "HEAD"
    }


async def test_nothing_is_missing_from_the_matrix(server: Loopback) -> None:
    assert commands() == set(DEEDS)
    expected = {("GET", path) for path in set(TABLE) | PUBLIC} | set(DOORS) | ELSEWHERE
    assert addresses(server) == expected
    frames = [get_args(frame.model_fields["type"].annotation)[0] for frame in get_args(Frame)]
    assert set(frames) == set(MESSAGES)
    assert set(_READERS) == set(SIGNALS)
    assert set(_TRIALS) == set(TRIALS)
    assert set(Role) == set(LIKE)


def answer(told: httpx.Response) -> Answer:
    """What was told; of what others may not know, not a word more than the reason."""
    if told.status_code < 400:
        return Answer(told.status_code)
    reason = told.json()["reason"]
    if reason == Reason.UNKNOWN_MEETING:
        assert told.json()["details"] == {}
    return Answer(told.status_code, reason)


async def ask(stage: Stage, meeting: MeetingId, name: str, role: Role, situation: Situation) -> Answer:
    """Ask for a command by HTTP."""
    browser = await stage.browser(role, situation)
    body = {"id": fresh("message"), "name": name, "args": DEEDS[name].args}
    return answer(await browser.post(f"/api/meetings/{meeting}/commands", json=body))


class Cases:
    """One command in one situation; a meeting that was changed is not asked again."""

    def __init__(self, stage: Stage, name: str, situation: Situation) -> None:
        self.wrong: list[str] = []
        self._stage = stage
        self._name = name
        self._situation = situation
        self._meeting: MeetingId | None = None

    async def _standing(self, deed: Deed) -> MeetingId:
        if self._meeting is None:
            self._meeting = await self._stage.meeting(
                self._situation, deed.before, before_opening=deed.before_opening
            )
        return self._meeting

    async def check(self, role: Role) -> None:
        """One case; what is not as it should be is noted."""
        deed = DEEDS[self._name]
        meeting = await self._standing(deed)
        before = await self._stage.seq(meeting)
        reason = deed.reason(role, self._situation)
        expected = Answer(200) if reason is None else Answer(status_of(reason), reason.value)
        told = await ask(self._stage, meeting, self._name, role, self._situation)
        moved = await self._stage.seq(meeting) != before
        if told != expected or moved != (reason is None):
            case = f"{self._name} by {role}, {self._situation}"
            self.wrong.append(f"{case}: {told}, not {expected}" + (", and written" if moved else ""))
        if moved:
            self._meeting = None


async def test_every_command_of_every_role_in_every_situation(
    stage: Stage, asserted: Callable[[int], None]
) -> None:
    wrong: list[str] = []
    for name, situation in product(sorted(commands()), Situation):
        cases = Cases(stage, name, situation)
        for role in Role:
            await cases.check(role)
        wrong += cases.wrong
    assert wrong == []
    asserted(len(DEEDS) * len(Situation) * len(Role))


def every_address() -> Iterator[tuple[str, str]]:
    yield from (("GET", path) for path in TABLE)
    yield from DOORS


async def at(
    stage: Stage, door: tuple[str, str], meeting: MeetingId, role: Role, situation: Situation
) -> str:
    """What is wrong with the answer at this address; nothing where it is right."""
    method, path = door
    browser = await stage.browser(role, situation)
    if method == "GET":
        told = await browser.get(address(path, meeting))
        expected = read(path, role, situation)
    else:
        body = DOORS[door].body(meeting)
        told = await browser.request(method, address(path, meeting), json=body)
        expected = DOORS[door].expected(role, situation)
    got = answer(told)
    return "" if got == expected else f"{method} {path} by {role}, {situation}: {got}, not {expected}"


async def test_every_address_for_every_role_in_every_situation(
    stage: Stage, asserted: Callable[[int], None]
) -> None:
    meetings = {situation: await stage.meeting(situation) for situation in Situation}
    await stage.seq(meetings[Situation.CLOSED])
    stage.server.clock.ahead = timedelta(minutes=5)  # The last files of the closed one would be sealed.
    before = {each: await stage.seq(meeting) for each, meeting in meetings.items()}
    cases = list(product(every_address(), Situation, Role))
    told = [await at(stage, door, meetings[situation], role, situation) for door, situation, role in cases]
    assert [wrong for wrong in told if wrong] == []
    assert {each: await stage.seq(meeting) for each, meeting in meetings.items()} == before
    asserted(len(cases))


async def test_a_refusal_tells_nothing_of_a_meeting_of_others(stage: Stage) -> None:
    """Whole answers, headers with them, are the same for another's meeting and for one that does not exist."""
    meetings = [await stage.meeting(situation) for situation in STRANGE]
    browser = await stage.browser(Role.CHAIR, Situation.OTHER)
    for method, path in every_address():
        if "{meeting}" in path:
            both = [await browser.request(method, address(path, each)) for each in meetings]
            ours, theirs = [{**told.headers, "date": "", "x-request-id": ""} for told in both]
            assert (both[0].content, ours) == (both[1].content, theirs)


SOCKETS = (Situation.OUTSIDE, Situation.SUSPENDED, Situation.CLOSED)


async def written(stage: Stage, meeting: MeetingId) -> list[Fact]:
    """The log, but for the lines that come and go."""
    entries = await stage.server.house.record.entries(await stage.server.room(meeting))
    return [entry.fact for entry in entries if not isinstance(entry.fact, Connected | Disconnected)]


async def by_line(page: Page, role: Role, situation: Situation) -> list[str]:
    """Every command that is refused in this situation, asked by a line; what is wrong with the answers."""
    wrong = []
    for name, deed in DEEDS.items():
        reason = deed.reason(role, situation)
        if reason is None:
            continue  # By HTTP it is tried on a meeting of its own, and both doors lead to one room.
        told = await page.refused(name, **deed.args)
        if told != reason.value:
            wrong.append(f"{name} by {role}, {situation}, by the line: {told}, not {reason}")
    return wrong


async def test_every_command_by_the_line_of_whoever_is_not_inside(
    stage: Stage, asserted: Callable[[int], None]
) -> None:
    wrong: list[str] = []
    for situation in SOCKETS:
        meeting = await stage.meeting(situation)
        before = await written(stage, meeting)
        for role in Role:
            page = await stage.server.page(OF[role], meeting)
            wrong += await by_line(page, role, situation)
            await page.close()
        assert await written(stage, meeting) == before
    assert wrong == []
    refused = [
        1 for each, role, sit in product(DEEDS.values(), Role, SOCKETS) if each.reason(role, sit) is not None
    ]
    asserted(len(refused))


def is_heard(role: Role, situation: Situation) -> bool:
    """Whether the relay hears this seat at all."""
    return situation in (Situation.GATHERED, Situation.INSIDE) and role not in NEVER_INSIDE


async def test_every_signal_of_every_role_in_every_situation(
    stage: Stage, asserted: Callable[[int], None]
) -> None:
    for situation, role in product(STANDING, Role):
        page = await stage.server.page(OF[role], await stage.meeting(situation))
        stage.server.media.signals.clear()
        for kind, fields in SIGNALS.items():
            await page.send({"type": "signal", "signal": {"kind": kind, "conn": kind, **fields}})
        heard = is_heard(role, situation)
        if not heard:
            told = {kind: (await page.answer(kind))["reason"] for kind in SIGNALS}
            assert (role, situation, told) == (role, situation, dict.fromkeys(SIGNALS, "not_in_plan"))
        await page.send({"type": "ping"})
        await page.next("pong")
        kinds = [signal["kind"] for _seat, signal in stage.server.media.signals]
        assert (role, situation, kinds) == (role, situation, list(SIGNALS) if heard else [])
        await page.close()
    asserted(len(STANDING) * len(Role) * (len(SIGNALS) + 1))


async def test_every_reaction_of_every_role_in_every_situation(
    stage: Stage, asserted: Callable[[int], None]
) -> None:
    for situation, role in product(STANDING, Role):
        page = await stage.server.page(OF[role], await stage.meeting(situation))
        await page.send({"type": "reaction", "kind": "noted"})
        reason = DEEDS["chat.post_message"].reason(role, situation)
        if reason is None:
            assert (await page.next("reaction"))["seat"] == OF[role].seat
        else:
            told = (await page.answer("reaction"))["reason"]
            assert (role, situation, told) == (role, situation, reason)
        await page.close()
    asserted(len(STANDING) * len(Role))


async def test_a_line_is_tried_by_whoever_may_enter_and_stands_outside(
    stage: Stage, asserted: Callable[[int], None]
) -> None:
    for situation, role in product(STANDING, Role):
        page = await stage.server.page(OF[role], await stage.meeting(situation))
        stage.server.media.signals.clear()
        for kind, fields in TRIALS.items():
            await page.send({"type": "signal", "signal": {"kind": kind, "conn": kind, **fields}})
        reason = DEEDS["presence.enter"].reason(role, situation)
        if reason is not None:
            told = {kind: (await page.answer(kind))["reason"] for kind in TRIALS}
            assert (role, situation, told) == (role, situation, dict.fromkeys(TRIALS, reason))
        await page.send({"type": "ping"})
        await page.next("pong")
        kinds = [signal["kind"] for _seat, signal in stage.server.media.signals]
        assert (role, situation, kinds) == (role, situation, [] if reason else list(TRIALS))
        await page.close()
    asserted(len(STANDING) * len(Role) * len(TRIALS))


async def test_every_hello_with_a_ticket_of_another_meeting(
    stage: Stage, asserted: Callable[[int], None]
) -> None:
    """A ticket is for one meeting, and is wasted on any other, which is told like one that does not exist."""
    own = await stage.meeting(Situation.INSIDE)
    cases = 0
    for role, situation in product(Role, (*STRANGE, Situation.CLOSED, Situation.SUSPENDED)):
        meeting = await stage.meeting(situation)
        ticket = await stage.server.ticket(OF[role], own)
        for each in (meeting, own):  # wasted by then
            page = Page(await stage.server.socket())
            page.listen()
            await page.send({"type": "hello", "meeting": each, "ticket": ticket, "takeover": True})
            assert await page.ended() == 4403
            assert [told["reason"] for told in page.told] == [Reason.TICKET_INVALID.value]
            cases += 1
    asserted(cases)
