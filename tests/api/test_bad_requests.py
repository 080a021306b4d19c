"""What is not as it should be gets a reason, changes nothing, and never becomes an error of ours."""

import json
from collections.abc import AsyncIterator, Mapping

import httpx
import pytest

from meeting_server.api.limits import LONGEST
from tests.given import ITEM_1, ITEM_41
from tests.loopback import ACCEPTED, MEETING, OTHER, PASSWORD, Loopback
from tests.people import ARUNEE, CHAI, DARIN, KAMALA, THANA, VEERA, WILAI

Body = dict[str, object]
JSON = {"Content-Type": "application/json"}
COMMANDS = f"/api/meetings/{MEETING}/commands"
NEW: Body = {
    "body": "คณะทำงานทดสอบ",
    "number": 1,
    "year": 2569,
    "place": "ห้องประชุม ๒",
    "starts_at": "2026-12-01T02:00:00Z",
    "legal_effect": False,
    "backup": {"kind": "telephone", "address": "๐ ๐๐๐๐ ๐๐๐๐"},
    "seats": [
        {"person": ARUNEE.person, "roles": ["chair", "member"]},
        {"person": THANA.person, "roles": ["member"]},
        {"person": CHAI.person, "roles": ["support"]},
    ],
    "items": [{"number": "1", "title": "เรื่องแจ้งเพื่อทราบ", "purpose": "inform"}],
}
POST: Body = {"id": "c1", "name": "chat.post_message", "args": {"text": "สวัสดี"}}
RIGHT: dict[str, Body] = {
    "/api/sign-in": {"name": "arunee", "password": PASSWORD},
    "/api/tickets": {"meeting": MEETING},
    "/api/meetings": NEW,
    COMMANDS: POST,
}


async def length(server: Loopback) -> tuple[int, int]:
    """How long the log is, and how many meetings there are: what nothing malformed may change."""
    rows = await server.house.meetings.meetings_of(ARUNEE.person)
    return (await server.room()).seq, len(rows)


async def answers(
    browser: httpx.AsyncClient, address: str, bodies: list[bytes], headers: Mapping[str, str] = JSON
) -> list[tuple[int, str]]:
    told = []
    for body in bodies:
        answer = await browser.post(address, content=body, headers=dict(headers))
        told.append((answer.status_code, str(answer.json()["reason"])))
    return told


@pytest.mark.parametrize("address", RIGHT)
async def test_what_is_no_json_object_is_malformed(server: Loopback, address: str) -> None:
    browser, before = await server.browser(ARUNEE), await length(server)
    bodies = [
        b"",
        b"null",
        b"[]",
        b'"text"',
        b"{",
        b"{}",
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"a":' * 20_000,
        b"\x00" * 100,
        b"1" * 10_000,
        b"NaN",
    ]
    assert set(await answers(browser, address, bodies)) == {(422, "malformed")}
    right = json.dumps(RIGHT[address]).encode()
    as_form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert await answers(browser, address, [right], as_form) == [(422, "malformed")]
    assert await length(server) == before


@pytest.mark.parametrize("address", RIGHT)
async def test_an_unknown_field_a_missing_one_and_one_of_another_type_are_malformed(
    server: Loopback, address: str
) -> None:
    browser, before = await server.browser(ARUNEE), await length(server)
    right = RIGHT[address]
    wrong: list[Body] = [{**right, "extra": 1}, {**right, "\ud800": 1}, {**right, "x" * 5_000: 1}]
    for name in right:
        wrong.append({each: value for each, value in right.items() if each != name})
        wrong += [
            {**right, name: value}
            for value in (None, [1], {"a": 1}, 1.5, True)
            if type(value) is not type(right[name])
        ]
    bodies = [json.dumps(each).encode() for each in wrong]
    for body, told in zip(bodies, await answers(browser, address, bodies), strict=True):
        assert (body[:200], told) == (body[:200], (422, "malformed"))
    assert await length(server) == before


async def test_letters_that_cannot_be_written_down_are_malformed(server: Loopback) -> None:
    browser, before = await server.browser(ARUNEE), await length(server)
    for bad in ("\u0000", "\ud800", "\u001b[2J", "\u0085"):
        for address, body in [
            ("/api/sign-in", {"name": f"arunee{bad}a", "password": "x"}),
            ("/api/tickets", {"meeting": f"mtg{bad}"}),
            ("/api/meetings", {**NEW, "body": f"คณะ{bad}ทำงาน"}),
            ("/api/meetings", {**NEW, "items": [{"number": "1", "title": f"ก{bad}ข", "purpose": "inform"}]}),
            ("/api/meetings", {**NEW, "seats": [{"person": f"per_{bad}", "roles": ["chair"]}]}),
            (COMMANDS, {**POST, "args": {"text": f"ก{bad}ข"}}),
            (COMMANDS, {**POST, "id": f"c{bad}"}),
        ]:
            told = await answers(browser, address, [json.dumps(body).encode()])
            assert (bad, address, told) == (bad, address, [(422, "malformed")])
    assert await length(server) == before


async def test_times_and_numbers_outside_any_calendar_are_malformed(server: Loopback) -> None:
    browser, before = await server.browser(ARUNEE), await length(server)
    for field, value in [
        ("starts_at", "2026-12-01T02:00:00"),
        ("starts_at", "0001-01-01T00:00:00+14:00"),
        ("starts_at", "9999-12-31T23:59:59-12:00"),
        ("starts_at", 1_790_000_000),
        ("starts_at", "soon"),
        ("number", 0),
        ("number", 10**30),
        ("year", 2026),
        ("number", "1"),
    ]:
        told = await answers(browser, "/api/meetings", [json.dumps({**NEW, field: value}).encode()])
        assert (field, value, told) == (field, value, [(422, "malformed")])
    assert await length(server) == before


async def test_what_is_too_long_is_too_large(server: Loopback) -> None:
    browser, before = await server.browser(ARUNEE), await length(server)
    for address, body in [
        (COMMANDS, {**POST, "args": {"text": "ก" * 4_001}}),
        ("/api/meetings", {**NEW, "body": "ก" * 301}),
        ("/api/meetings", {**NEW, "seats": [{"person": f"p{n}", "roles": ["member"]} for n in range(301)]}),
        ("/api/sign-in", {"name": "a" * 301, "password": "x"}),
        ("/api/sign-in", {"name": "a", "password": "x" * 1_001}),
    ]:
        assert await answers(browser, address, [json.dumps(body).encode()]) == [(413, "too_large")]
    assert await length(server) == before


@pytest.mark.parametrize("address", [*RIGHT, "/api/nothing", "/nothing"])
async def test_a_body_over_the_limit_is_not_read(server: Loopback, address: str) -> None:
    browser = await server.browser(ARUNEE)
    answer = await browser.post(address, content=b"x" * (LONGEST + 1), headers=JSON)
    assert (answer.status_code, answer.json()) == (413, {"reason": "too_large", "details": {"most": LONGEST}})
    assert answer.headers["x-content-type-options"] == "nosniff"

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(LONGEST // 1_000 + 2):
            yield b"x" * 1_000

    counted = await browser.post(address, content=endless(), headers=JSON)
    assert (counted.status_code, counted.json()["reason"]) == (413, "too_large")
    assert (await browser.get("/api/me")).status_code == 200


async def test_addresses_that_lead_nowhere(server: Loopback) -> None:
    browser = await server.browser(ARUNEE)
    for method, address, status in [
        ("GET", "/api/nothing", 404),
        ("GET", f"/api/meetings/{MEETING}/nothing", 404),
        ("POST", "/api/me", 405),
        ("PUT", "/api/meetings", 405),
        ("GET", f"/api/meetings/{MEETING}/minutes.txt?lang=xx", 422),
        ("GET", "/ws", 404),
        ("GET", "/api/meetings/%00/view", 404),
    ]:
        answer = await browser.request(method, address)
        assert (address, answer.status_code) == (address, status)
        assert set(answer.json()) == {"reason", "details"}


async def ask(
    browser: httpx.AsyncClient, name: str, meeting: str = MEETING, **args: object
) -> tuple[int, str]:
    body = {"id": "c" + str(abs(hash((name, str(args), meeting)))), "name": name, "args": args}
    answer = await browser.post(f"/api/meetings/{meeting}/commands", json=body)
    return answer.status_code, answer.json().get("reason", "done")


async def test_whoever_has_no_business_with_a_deed_is_refused(server: Loopback) -> None:
    """Before entering, as a member, as an auditor, in another's meeting."""
    await server.entered(ARUNEE, THANA, WILAI, VEERA, CHAI)
    before = await length(server)
    thana, kamala = await server.browser(THANA), await server.browser(KAMALA)
    deeds: list[tuple[str, Body]] = [
        ("session.open_meeting", {}),
        ("session.close_meeting", {}),
        ("agenda.open_item", {"item": ITEM_1}),
        ("ballots.open_ballot", {"item": ITEM_1, "question": "?"}),
        ("suspension.restore_seat", {"seat": THANA.seat}),
    ]
    for name, args in deeds:
        told = await ask(thana, name, MEETING, **args)
        assert (name, told) in [(name, (403, "not_allowed")), (name, (409, "not_open"))]
        assert await ask(kamala, name, OTHER, **args) == (404, "unknown_meeting")
    assert await ask(kamala, "chat.post_message", text="x") == (403, "not_entered")
    darin = await server.browser(DARIN)
    assert await ask(darin, "presence.enter", **ACCEPTED) == (403, "not_allowed")
    nobody = server.stranger()
    assert await ask(nobody, "chat.post_message", text="x") == (401, "not_signed_in")
    assert await length(server) == before


async def test_things_of_another_meeting_and_none_at_all_are_unknown(server: Loopback) -> None:
    pages = await server.entered(ARUNEE, THANA, WILAI, VEERA, CHAI)
    await pages[0].do("session.open_meeting")
    before = await length(server)
    arunee = await server.browser(ARUNEE)
    foreign = "item_" + "x" * 22
    assert await ask(arunee, "agenda.open_item", item=foreign) == (404, "unknown_item")
    assert await ask(arunee, "ballots.close_ballot", ballot="bal_" + "x" * 22) == (404, "unknown_ballot")
    assert await ask(arunee, "suspension.restore_seat", seat="seat_x") == (404, "unknown_seat")
    assert await ask(arunee, "agenda.close_item", item=ITEM_41) == (409, "item_not_open")
    assert await ask(arunee, "chat.shout", text="x") == (422, "unknown_command")
    assert await ask(arunee, "recording.seal_segments", segments=[]) == (422, "unknown_command")
    assert await ask(arunee, "presence.connect", address="::1") == (422, "unknown_command")
    assert await ask(arunee, "chat.post_message", text=" ") == (422, "empty_text")
    assert await ask(arunee, "presence.enter", notice="0" * 64) == (409, "already_entered")
    assert await length(server) == before


async def test_a_repeated_id_is_answered_as_the_first_time(server: Loopback) -> None:
    await server.entered(THANA)
    thana = await server.browser(THANA)
    first = await thana.post(COMMANDS, json=POST)
    again = await thana.post(COMMANDS, json=POST)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert (await length(server))[0] == first.json()["seq"]
    other = {"id": "c1", "name": "presence.leave", "args": {}}
    assert (await thana.post(COMMANDS, json=other)).json()["reason"] == "command_id_reused"
    empty = {**POST, "id": "c2", "args": {"text": " "}}
    assert [(await thana.post(COMMANDS, json=empty)).json()["reason"] for _ in range(2)] == ["empty_text"] * 2


async def test_whoever_asks_too_fast_is_told_so(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    await server.entered(THANA)
    thana, kamala = await server.browser(THANA), await server.browser(KAMALA)
    # While time stands still, nobody's pace is forgiven.
    monkeypatch.setattr("meeting_server.services.pace.monotonic", lambda: 1e9)
    tickets = [(await thana.post("/api/tickets", json={"meeting": MEETING})).status_code for _ in range(6)]
    assert tickets == [200] * 5 + [429]
    deeds = [(await thana.post(COMMANDS, json={**POST, "id": f"p{n}"})).status_code for n in range(11)]
    assert deeds == [200] * 10 + [429]
    other = {"name": "session.open_meeting", "args": {}}
    deeds = [(await thana.post(COMMANDS, json={**other, "id": f"e{n}"})).status_code for n in range(10)]
    assert deeds == [403] * 9 + [429]
    assert (await kamala.post("/api/tickets", json={"meeting": MEETING})).status_code == 200


async def test_a_bug_is_told_with_the_id_of_its_request_and_the_server_lives(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await server.browser(ARUNEE)

    async def broken() -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(server.house.people, "everyone", broken)
    answer = await browser.get("/api/people")
    assert (answer.status_code, answer.json()["reason"]) == (500, "bug")
    assert answer.json()["details"]["request"] == answer.headers["x-request-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await browser.get("/api/me")).status_code == 200
