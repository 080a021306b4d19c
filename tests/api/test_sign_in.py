"""Signing in and out: what a right password gives, what a wrong one costs, and whose page may ask."""

from dataclasses import replace
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from httpx import Response

from meeting_server.accounts.sessions import IDLE, LONGEST
from meeting_server.api.deps import COOKIE
from tests.loopback import MEETING, PASSWORD, Loopback, serving
from tests.people import ARUNEE, THANA, WILAI, Cast

PLAIN = {"X-Requested-With": "meeting-server"}


async def sign_in(server: Loopback, name: str, password: str = PASSWORD) -> Response:
    return await server.stranger().post("/api/sign-in", json={"name": name, "password": password})


async def test_a_name_and_its_password_open_a_session(server: Loopback) -> None:
    browser = server.stranger()
    answer = await browser.post("/api/sign-in", json={"name": " Arunee ", "password": PASSWORD})
    assert answer.json() == {"person": ARUNEE.person, "name": ARUNEE.name}
    cookie = SimpleCookie(answer.headers["set-cookie"])[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "strict", "/")
    assert not cookie["secure"]
    assert cookie["domain"] == ""
    assert cookie.value not in answer.text
    me = await browser.get("/api/me")
    assert me.json()["name"] == ARUNEE.name


async def test_over_https_the_cookie_stays_there(called: Path, tmp_path: Path) -> None:
    async for server in serving(called, tmp_path):
        await server.stop()
        server.settings = replace(server.settings, host="127.0.0.1")
        await server.start()
        answer = await sign_in(server, "arunee")
        assert SimpleCookie(answer.headers["set-cookie"])[COOKIE]["secure"]


@pytest.mark.parametrize("name", ["arunee", "nobody", "", "ก" * 300])
async def test_a_wrong_password_and_an_unknown_name_are_told_alike(server: Loopback, name: str) -> None:
    answer = await sign_in(server, name, "not the password")
    assert (answer.status_code, answer.json()) == (401, {"reason": "wrong_password", "details": {}})
    assert "set-cookie" not in answer.headers


async def test_whoever_keeps_guessing_waits_and_so_does_the_right_password(server: Loopback) -> None:
    for _ in range(5):
        assert (await sign_in(server, "arunee", "guess")).status_code == 401
    waiting = await sign_in(server, "arunee")
    assert (waiting.status_code, waiting.json()["reason"]) == (429, "too_many_attempts")
    assert waiting.headers["retry-after"] == str(waiting.json()["details"]["seconds"])
    assert (await sign_in(server, "thana")).status_code == 200
    server.clock.ahead = timedelta(minutes=20)
    assert (await sign_in(server, "arunee")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Requested-With": ""},
        {"X-Requested-With": "XMLHttpRequest"},
        {**PLAIN, "Origin": "https://evil.example"},
        {**PLAIN, "Origin": "null"},
        {**PLAIN, "Origin": "http://127.0.0.1:1"},
    ],
)
async def test_another_sites_page_cannot_ask(server: Loopback, headers: dict[str, str]) -> None:
    browser = await server.browser(ARUNEE)
    before = len(server.app.state.house.rooms.here)
    for method, address, body in [
        ("POST", "/api/sign-in", {"name": "arunee", "password": PASSWORD}),
        ("DELETE", "/api/sign-in", None),
        ("POST", "/api/tickets", {"meeting": MEETING}),
        ("POST", "/api/meetings", {}),
        ("POST", f"/api/meetings/{MEETING}/commands", {"id": "a", "name": "presence.leave", "args": {}}),
    ]:
        answer = await browser.request(method, address, json=body, headers=headers)
        assert (address, answer.status_code, answer.json()["reason"]) == (address, 403, "not_allowed")
    assert (await browser.get("/api/me")).status_code == 200
    assert len(server.house.rooms.here) == before


async def test_our_own_page_says_its_origin(server: Loopback) -> None:
    browser = await server.browser(ARUNEE)
    headers = {"Origin": server.origin}
    assert (await browser.post("/api/tickets", json={"meeting": MEETING}, headers=headers)).status_code == 200


async def test_after_signing_out_the_cookie_is_worth_nothing(server: Loopback) -> None:
    browser = await server.browser(ARUNEE)
    kept = browser.cookies.get(COOKIE)
    assert (await browser.delete("/api/sign-in")).status_code == 204
    again = server.stranger()
    again.cookies.set(COOKIE, kept or "")
    assert (await again.get("/api/me")).json() == {"reason": "not_signed_in", "details": {}}


async def test_a_new_sign_in_ends_the_one_before_in_the_same_browser(server: Loopback) -> None:
    browser = await server.browser(THANA)
    kept = browser.cookies.get(COOKIE)
    assert (
        await browser.post("/api/sign-in", json={"name": "wilai", "password": PASSWORD})
    ).status_code == 200
    old = server.stranger()
    old.cookies.set(COOKIE, kept or "")
    assert (await old.get("/api/me")).status_code == 401


@pytest.mark.parametrize("later", [IDLE, LONGEST])
async def test_a_session_ends_by_itself(server: Loopback, later: timedelta) -> None:
    browser = await server.browser(ARUNEE)
    server.clock.ahead = later + timedelta(seconds=1)
    assert (await browser.get("/api/me")).status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "a" * 4_000, "é", '"; drop table session; --'])
async def test_a_made_up_cookie_is_nobody(server: Loopback, cookie: str) -> None:
    answer = await server.stranger().get(
        "/api/me", headers=[(b"cookie", f"{COOKIE}={cookie}".encode("latin-1"))]
    )
    assert answer.json() == {"reason": "not_signed_in", "details": {}}


@pytest.mark.parametrize("cast", [ARUNEE, WILAI])
async def test_a_link_of_the_demo_leads_its_person_to_the_meeting(server: Loopback, cast: Cast) -> None:
    browser = server.stranger()
    answer = await browser.get(f"/demo/{server.doors.make(cast.person, MEETING)}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/meetings/{MEETING}")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert (await browser.get("/api/me")).json()["person"] == cast.person


async def test_a_made_up_link_signs_nobody_in(server: Loopback) -> None:
    answer = await server.stranger().get("/demo/AAAAAAAAAAAAAAAAAAAAAAAA")
    assert answer.headers["location"] == "/"
    assert "set-cookie" not in answer.headers


async def test_a_link_of_the_demo_that_is_opened_again_ends_no_page_of_its_person(server: Loopback) -> None:
    browser = server.stranger()
    await browser.get(f"/demo/{server.doors.make(THANA.person, MEETING)}")
    before = browser.cookies[COOKIE]
    again = await browser.get(f"/demo/{server.doors.make(THANA.person, MEETING)}")
    assert (again.status_code, browser.cookies[COOKIE]) == (303, before)
    assert (await browser.get("/api/me")).json()["person"] == THANA.person
    await browser.get(f"/demo/{server.doors.make(ARUNEE.person, MEETING)}")
    assert browser.cookies[COOKIE] != before
    assert (await browser.get("/api/me")).json()["person"] == ARUNEE.person
