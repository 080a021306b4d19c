"""Attacks on the doors are refused, and each leaves a line in the server's log that names nobody."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import websockets
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel
from structlog.testing import capture_logs
from structlog.typing import EventDict

from meeting_server.api.deps import COOKIE, our_page
from meeting_server.services.asked import ASKED
from meeting_server.ws.messages import _FRAMES
from tests.api.test_bad_requests import NEW
from tests.loopback import ACCEPTED, MEETING, OTHER, PASSWORD, Loopback, Page
from tests.people import ARUNEE, CHAI, EVERYONE, KAMALA, THANA, Cast

Logged = list[EventDict]


@pytest.fixture
def logged() -> Iterator[Logged]:
    """What the server's log was told; never who it was, nor what they sent."""
    with capture_logs() as lines:
        yield lines
    text = str(lines)
    for secret in (*(cast.name for cast in EVERYONE), *(cast.person for cast in EVERYONE)):
        assert secret not in text
    for secret in (PASSWORD, MEETING, OTHER, "127.0.0.1", "arunee", "guess", "evil"):
        assert secret not in text


def told(logged: Logged) -> set[tuple[str, str]]:
    """The refusals that were told, by reason and place."""
    return {(line["reason"], line["where"]) for line in logged if line["event"] == "refused"}


def changing(server: Loopback) -> list[tuple[str, APIRoute]]:
    """Every address that changes something, with its method."""
    found = []
    for context in iter_route_contexts(server.app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            found += [(method, route) for method in (route.methods or ()) if method not in ("GET", "HEAD")]
    return found


async def guess(browser: httpx.AsyncClient, name: str, tried: str = "a guess") -> str:
    """Try to sign in; the reason, or that one is in."""
    answer = await browser.post("/api/sign-in", json={"name": name, "password": tried})
    return str(answer.json().get("reason", "in"))


async def test_many_guesses_at_once_are_no_more_than_one_after_the_other(
    server: Loopback, logged: Logged
) -> None:
    """None may be looked at because the others have not failed yet."""
    browser = server.stranger()
    told_each = Counter(await asyncio.gather(*(guess(browser, "arunee") for _ in range(40))))
    assert set(told_each) <= {"wrong_password", "too_many_attempts"}
    assert told_each["wrong_password"] <= 5
    # Whoever they guess at is not told otherwise than a name that nobody has.
    assert {("too_many_attempts", "/api/sign-in"), ("wrong_password", "/api/sign-in")} <= told(logged)


async def test_guessing_at_many_names_from_one_address_ends_for_every_name_and_whatever_it_says_of_itself(
    server: Loopback, logged: Logged
) -> None:
    answers = []
    for number in range(32):
        forged = {"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}"}
        browser = server.stranger()
        browser.headers.update({**forged, "X-Real-IP": f"203.0.113.{number}"})
        answers.append(await guess(browser, f"name{number}"))
    assert answers == ["wrong_password"] * 30 + ["too_many_attempts"] * 2
    assert await guess(server.stranger(), "thana", PASSWORD) == "too_many_attempts"
    assert ("too_many_attempts", "/api/sign-in") in told(logged)


async def test_an_address_that_failed_too_often_guesses_at_one_name_at_a_time(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meeting_server.services.guesses._FREE_FAILURES_OF_AN_ADDRESS", 2)
    browser = server.stranger()
    for number in range(2):
        await guess(browser, f"name{number}")
    server.clock.ahead = timedelta(minutes=20)
    told_each = Counter(await asyncio.gather(*(guess(browser, f"other{n}") for n in range(20))))
    assert told_each["wrong_password"] <= 1


async def test_a_flood_of_refusals_is_not_a_flood_of_lines(server: Loopback, logged: Logged) -> None:
    browser = server.stranger()
    for _ in range(120):
        await browser.post("/api/sign-in", json={"name": "arunee"})
    lines = [line for line in logged if line["event"] == "refused"]
    assert 50 <= len(lines) < 110


async def test_a_session_that_was_planted_is_never_taken_over(server: Loopback) -> None:
    planted = "p" * 43
    browser = server.stranger()
    browser.cookies.set(COOKIE, planted)
    assert await guess(browser, "arunee", PASSWORD) == "in"
    theirs = server.stranger()
    theirs.cookies.set(COOKIE, planted)
    assert (await theirs.get("/api/me")).status_code == 401
    own = [cookie.value for cookie in browser.cookies.jar if cookie.name == COOKIE]
    assert own[-1] != planted


async def test_a_session_of_ones_own_that_was_planted_ends_when_its_victim_signs_in(server: Loopback) -> None:
    """Else whoever planted it would read what the other does under their name."""
    attacker = await server.browser(KAMALA)
    victim = server.stranger()
    victim.cookies.set(COOKIE, attacker.cookies[COOKIE])
    assert await guess(victim, "arunee", PASSWORD) == "in"
    assert (await attacker.get("/api/me")).status_code == 401


async def test_another_sites_page_changes_nothing_at_any_address(server: Loopback, logged: Logged) -> None:
    """The addresses come from the app: one that does not ask whose page it is fails here."""
    browser = await server.browser(ARUNEE)
    doors = changing(server)
    before = (await server.room()).seq
    foreign = ({"X-Requested-With": ""}, {"Origin": "https://evil.example"}, {"Origin": "null"})
    for (method, route), headers in ((door, each) for door in doors for each in foreign):
        somewhere = re.sub(r"\{\w+\}", MEETING, route.path)
        answer = await browser.request(method, somewhere, headers=headers, json={})
        assert (route.path, answer.status_code, answer.json()["reason"]) == (route.path, 403, "not_allowed")
    assert (await browser.get("/api/me")).status_code == 200
    assert (await server.room()).seq == before
    assert {("not_allowed", route.path) for _, route in doors} <= told(logged)


def asks_whose_page(dependant: Dependant) -> bool:
    """Whether the address refuses other sites' pages."""
    return dependant.call is our_page or any(map(asks_whose_page, dependant.dependencies))


def test_every_address_that_changes_something_asks_whose_page_it_is(server: Loopback) -> None:
    assert [route.path for _, route in changing(server) if not asks_whose_page(route.dependant)] == []


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
async def test_another_sites_page_gets_no_line(server: Loopback, logged: Logged, origin: str) -> None:
    kept = (await server.browser(THANA)).cookies[COOKIE]
    with pytest.raises(websockets.InvalidStatus):
        await server.socket(origin=origin, headers={"Cookie": f"{COOKIE}={kept}"})
    assert told(logged) == {("foreign_page", "/ws")}


async def hello(server: Loopback, ticket: str, meeting: str = MEETING, **more: object) -> str:
    """Say hello with a ticket; the reason of the refusal, or that there is a view."""
    page = Page(await server.socket(origin=server.origin))
    page.listen()
    await page.send({"type": "hello", "meeting": meeting, "ticket": ticket, "takeover": True, **more})
    first = await page.next_of("refused", "view")
    await page.close()
    return str(first.get("reason", "in"))


async def test_a_ticket_that_was_used_and_one_of_another_meeting_are_told(
    server: Loopback, logged: Logged
) -> None:
    ticket = await server.ticket(THANA)
    assert [await hello(server, ticket), await hello(server, ticket)] == ["in", "ticket_invalid"]
    assert await hello(server, await server.ticket(THANA, OTHER)) == "ticket_invalid"
    assert told(logged) == {("ticket_invalid", "hello")}


async def test_whoever_signed_out_does_not_come_back_by_what_they_kept(
    server: Loopback, logged: Logged
) -> None:
    browser = await server.browser(THANA)
    kept = browser.cookies[COOKIE]
    tickets = [
        (await browser.post("/api/tickets", json={"meeting": MEETING})).json()["ticket"] for _ in range(2)
    ]
    page = await server.page(THANA, ticket=tickets[0])
    await page.do("presence.enter", **ACCEPTED)
    await browser.delete("/api/sign-in")
    await page.ended()
    again = server.stranger()
    again.cookies.set(COOKIE, kept)
    body = {"id": "a", "name": "chat.post_message", "args": {"text": "ยังอยู่"}}
    for answer in (
        await again.get(f"/api/meetings/{MEETING}/view"),
        await again.post(f"/api/meetings/{MEETING}/commands", json=body),
        await again.post("/api/tickets", json={"meeting": MEETING}),
    ):
        assert (answer.status_code, answer.json()["reason"]) == (401, "not_signed_in")
    assert await hello(server, tickets[1]) == "not_signed_in"
    assert THANA.seat not in set(server.media.plans[MEETING].seats())
    places = {place for reason, place in told(logged) if reason == "ended_session"}
    assert places == {
        "/api/meetings/{meeting}/view",
        "/api/meetings/{meeting}/commands",
        "/api/tickets",
        "hello",
    }


async def test_only_the_roster_says_what_somebody_is_called_and_what_they_are(
    server: Loopback, logged: Logged
) -> None:
    """A name, a seat or a role that a page sends along is refused with all that came with it."""
    (kamala,) = await server.entered(KAMALA)
    spoofs: tuple[dict[str, Any], ...] = (
        {"name": ARUNEE.name},
        {"seat": ARUNEE.seat},
        {"roles": ["chair"]},
        {"on_orders_of": ARUNEE.seat},
    )
    for spoof in spoofs:
        command = {"id": "spoof", "name": "chat.post_message", "args": {"text": "ปิดประชุม", **spoof}}
        after = len(kamala.told)
        await kamala.send({"type": "command", **command})
        assert (await kamala.answer("spoof", after))["reason"] == "malformed"
        assert await hello(server, await server.ticket(KAMALA), **spoof) == "malformed"
    assert kamala.view["you"]["name"] == KAMALA.name
    assert kamala.view["you"]["roles"] == ["member"]
    assert ("malformed", "chat.post_message") in told(logged)


async def test_whoever_calls_a_meeting_names_nobody_anew_and_gives_no_right(server: Loopback) -> None:
    browser = await server.browser(ARUNEE)

    def seat(cast: Cast, **more: object) -> dict[str, object]:
        return {"person": cast.person, "roles": ["member"], **more}

    for spoof in ({"name": "ประธานาธิบดี"}, {"rights": ["preside"]}, {"seat": ARUNEE.seat}, {"proof": "login"}):
        seats = [{"person": ARUNEE.person, "roles": ["chair"]}, seat(THANA, **spoof), seat(CHAI)]
        answer = await browser.post("/api/meetings", json={**NEW, "seats": seats})
        assert (answer.status_code, answer.json()["reason"]) == (422, "malformed")


def models_of(server: Loopback) -> dict[str, dict[str, object]]:
    """Every shape that comes in by an address, a command or a message, as JSON Schema."""
    found: dict[str, dict[str, object]] = {}
    for adapter in (ASKED, _FRAMES):
        found |= adapter.json_schema()["$defs"]
    for _, route in changing(server):
        annotation = route.body_field.field_info.annotation if route.body_field else None
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            schema = annotation.model_json_schema()
            found |= schema.get("$defs", {}) | {annotation.__name__: schema}
    return found


def test_nothing_comes_in_that_has_no_name_in_a_shape(server: Loopback) -> None:
    """No field can be slipped in beside those that are read, at any door, however new."""
    open_to_more = [
        name
        for name, schema in models_of(server).items()
        if schema.get("type") == "object" and schema.get("additionalProperties") is not False
    ]
    assert open_to_more == []
