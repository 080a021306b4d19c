"""Passkeys: registered once, signed in by without a name, and refused when anything about them is not as it should be."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from httpx import Response
from sqlalchemy import delete

from meeting_server.accounts.passkeys import MOST_OF_A_PERSON, QUESTION_LIFE
from meeting_server.db import engine
from meeting_server.db.tables import credential as password
from tests.authenticator import PRESENT, Authenticator, Json
from tests.loopback import PASSWORD, Loopback, serving
from tests.people import ARUNEE, THANA, Cast


def key_of(server: Loopback, counter: int | None = 0) -> Authenticator:
    """A key that has not been registered anywhere."""
    return Authenticator(server.settings.origin, counter)


async def ask(browser: httpx.AsyncClient, of: str = "sign-in/") -> Json:
    answer = await browser.post(f"/api/passkeys/{of}question")
    assert answer.status_code == 200, answer.text
    question: Json = answer.json()
    return question


async def register(browser: httpx.AsyncClient, key: Authenticator, name: str = "เครื่องที่บ้าน") -> Response:
    answer = key.registers(await ask(browser, ""))
    return await browser.post("/api/passkeys", json={"name": name, "credential": answer})


async def registered(server: Loopback, cast: Cast = THANA, counter: int | None = 0) -> Authenticator:
    """A key of one of the cast."""
    key = key_of(server, counter)
    assert (await register(await server.browser(cast), key)).status_code == 204
    return key


async def sign_in(browser: httpx.AsyncClient, key: Authenticator) -> Response:
    credential = key.signs(await ask(browser))
    return await browser.post("/api/passkeys/sign-in", json={"credential": credential})


def refused(answer: Response, reason: str, status: int = 401) -> None:
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert "set-cookie" not in answer.headers


async def test_a_key_signs_its_person_in_without_a_name_by_two_factors(server: Loopback) -> None:
    key, browser = await registered(server), server.stranger()
    answer = await sign_in(browser, key)
    assert answer.json() == {"person": THANA.person, "name": THANA.name}
    assert (await browser.get("/api/me")).json()["person"] == THANA.person
    known = await server.house.people.who(browser.cookies["meeting_session"])
    assert (known.way, known.factors) == ("passkey", 2)


async def test_the_question_asks_for_a_key_that_knows_its_person(server: Loopback) -> None:
    key, browser = await registered(server), await server.browser(THANA)
    new = await ask(browser, "")
    assert (new["rp"]["id"], new["user"]["name"]) == ("localhost", "thana")
    chosen = new["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert [each["id"] for each in new["excludeCredentials"]] == [key.registers(new)["id"]]
    known = await ask(server.stranger())
    assert (known["userVerification"], known.get("allowCredentials", [])) == ("required", [])


async def test_a_person_sees_and_removes_their_own_keys_only(server: Loopback) -> None:
    key, thana, arunee = await registered(server), await server.browser(THANA), await server.browser(ARUNEE)
    (listed,) = (await thana.get("/api/passkeys")).json()
    assert (listed["name"], listed["used_at"], listed["copied"]) == ("เครื่องที่บ้าน", None, False)
    assert (await arunee.get("/api/passkeys")).json() == []
    refused(await arunee.delete(f"/api/passkeys/{listed['credential']}"), "passkey_unknown")
    await sign_in(server.stranger(), key)
    assert (await thana.get("/api/passkeys")).json()[0]["used_at"] is not None
    assert (await thana.delete(f"/api/passkeys/{listed['credential']}")).status_code == 204
    assert (await thana.get("/api/passkeys")).json() == []
    refused(await sign_in(server.stranger(), key), "passkey_unknown")


async def test_the_last_way_of_signing_in_is_not_removed(server: Loopback) -> None:
    await registered(server)
    thana = await server.browser(THANA)
    (listed,) = (await thana.get("/api/passkeys")).json()
    database = engine.create(server.settings.database_url)
    async with database.writing() as connection:
        await connection.execute(delete(password).where(password.c.person == THANA.person))
    await database.close()
    answer = await thana.delete(f"/api/passkeys/{listed['credential']}")
    assert (answer.status_code, answer.json()["reason"]) == (409, "last_way")
    assert len((await thana.get("/api/passkeys")).json()) == 1


async def test_an_answer_is_taken_once(server: Loopback) -> None:
    key, browser = await registered(server, counter=None), server.stranger()
    credential = key.signs(await ask(browser))
    assert (await browser.post("/api/passkeys/sign-in", json={"credential": credential})).status_code == 200
    refused(
        await server.stranger().post("/api/passkeys/sign-in", json={"credential": credential}), "passkey_late"
    )
    thana, other = await server.browser(THANA), key_of(server)
    answer = {"name": "อีกเครื่อง", "credential": other.registers(await ask(thana, ""))}
    assert (await thana.post("/api/passkeys", json=answer)).status_code == 204
    refused(await thana.post("/api/passkeys", json=answer), "passkey_late")


async def test_an_answer_is_not_taken_late(server: Loopback) -> None:
    key, browser = await registered(server), server.stranger()
    credential = key.signs(await ask(browser))
    server.clock.ahead = QUESTION_LIFE
    refused(await browser.post("/api/passkeys/sign-in", json={"credential": credential}), "passkey_late")


async def test_a_question_is_for_one_purpose_and_one_session(server: Loopback) -> None:
    thana, arunee, key = await server.browser(THANA), await server.browser(ARUNEE), key_of(server)
    answer = {"name": "ของผู้อื่น", "credential": key.registers(await ask(thana, ""))}
    refused(await arunee.post("/api/passkeys", json=answer), "passkey_late")
    own = await registered(server)
    question = await ask(thana, "")
    credential = own.signs({**question, "rpId": "localhost"})
    refused(await thana.post("/api/passkeys/sign-in", json={"credential": credential}), "passkey_late")


async def test_a_key_of_another_address_is_refused(server: Loopback) -> None:
    key = await registered(server)
    key.origin = "https://localhost.evil.example"
    refused(await sign_in(server.stranger(), key), "passkey_refused")
    key.origin = server.settings.origin
    browser = server.stranger()
    question = await ask(browser)
    credential = key.signs({**question, "rpId": "evil.example"})
    refused(await browser.post("/api/passkeys/sign-in", json={"credential": credential}), "passkey_refused")


async def test_a_key_that_has_not_recognised_its_person_is_refused(server: Loopback) -> None:
    key = await registered(server)
    key.flags = PRESENT
    refused(await sign_in(server.stranger(), key), "passkey_refused")
    other = key_of(server)
    other.flags = PRESENT
    refused(await register(await server.browser(THANA), other), "passkey_refused")


async def test_another_key_under_the_same_id_is_refused(server: Loopback) -> None:
    key = await registered(server)
    forged = replace(key_of(server), credential=key.credential, holder=key.holder)
    refused(await sign_in(server.stranger(), forged), "passkey_refused")
    # Whatever a forger says of the counter, the key itself is still good.
    forged.counter = -1
    refused(await sign_in(server.stranger(), forged), "passkey_refused")
    assert (await sign_in(server.stranger(), key)).status_code == 200


async def test_a_key_is_kept_for_one_person(server: Loopback) -> None:
    key = await registered(server)
    refused(await register(await server.browser(ARUNEE), key), "passkey_refused")
    # The refused answer named Arunee: the key still is Thana's and nobody else's.
    refused(await sign_in(server.stranger(), key), "passkey_unknown")
    key.holder = None
    assert (await sign_in(server.stranger(), key)).json()["person"] == THANA.person


async def test_a_key_whose_counter_stands_still_is_taken_for_copied_from_then_on(server: Loopback) -> None:
    key = await registered(server, counter=4)
    copy = replace(key)
    assert (await sign_in(server.stranger(), key)).status_code == 200
    refused(await sign_in(server.stranger(), copy), "passkey_copied")
    refused(await sign_in(server.stranger(), key), "passkey_copied")
    thana = await server.browser(THANA)
    assert (await thana.get("/api/passkeys")).json()[0]["copied"] is True


async def test_a_key_that_does_not_count_is_good_as_often_as_it_is_used(server: Loopback) -> None:
    key = await registered(server, counter=None)
    for _ in range(3):
        assert (await sign_in(server.stranger(), key)).status_code == 200


@pytest.mark.parametrize(
    "credential",
    [
        {},
        {"id": "AA"},
        {"id": "AA", "rawId": "AA", "type": "public-key", "response": {}},
        {"id": "AA", "rawId": "AA", "type": "public-key", "response": []},
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": {"clientDataJSON": "AAAA", "authenticatorData": "AA", "signature": "AA"},
        },
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": {"clientDataJSON": 7, "authenticatorData": None, "signature": {}, "userHandle": 1},
        },
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": {"clientDataJSON": "W10", "attestationObject": "oA"},
        },
    ],
)
async def test_what_is_no_answer_of_a_key_is_refused(server: Loopback, credential: Json) -> None:
    asked = {"credential": credential}
    refused(await server.stranger().post("/api/passkeys/sign-in", json=asked), "passkey_refused")
    thana = await server.browser(THANA)
    refused(await thana.post("/api/passkeys", json={"name": "ก", **asked}), "passkey_refused")


async def test_a_garbled_answer_of_a_real_key_is_refused(server: Loopback) -> None:
    thana = await server.browser(THANA)
    for part in ("attestationObject", "clientDataJSON"):
        answer = key_of(server).registers(await ask(thana, ""))
        answer["response"][part] = answer["response"][part][:40]
        got = await thana.post("/api/passkeys", json={"name": "ก", "credential": answer})
        refused(got, "passkey_refused")


async def test_nobody_has_too_many_keys(server: Loopback) -> None:
    thana = await server.browser(THANA)
    for _ in range(MOST_OF_A_PERSON):
        assert (await register(thana, key_of(server, None))).status_code == 204
        server.house.limits.askers._kept.clear()
    refused(await thana.post("/api/passkeys/question"), "passkeys_enough", 409)


async def test_only_who_is_signed_in_registers_and_only_our_page_asks(server: Loopback) -> None:
    stranger = server.stranger()
    for method, address in [("GET", "/api/passkeys"), ("POST", "/api/passkeys/question")]:
        refused(await stranger.request(method, address), "not_signed_in")
    thana = await server.browser(THANA)
    for method, address in [
        ("POST", "/api/passkeys/question"),
        ("POST", "/api/passkeys/sign-in/question"),
        ("POST", "/api/passkeys/sign-in"),
        ("POST", "/api/passkeys"),
        ("DELETE", "/api/passkeys/AA"),
    ]:
        foreign = {"Origin": "https://evil.example"}
        answer = await thana.request(method, address, headers=foreign, json={"name": "ก", "credential": {}})
        refused(answer, "not_allowed", 403)


async def test_a_new_sign_in_by_key_ends_the_session_before(server: Loopback) -> None:
    key, browser = await registered(server), server.stranger()
    await browser.post("/api/sign-in", json={"name": "arunee", "password": PASSWORD})
    before = browser.cookies["meeting_session"]
    await sign_in(browser, key)
    old = server.stranger()
    old.cookies.set("meeting_session", before)
    assert (await old.get("/api/me")).status_code == 401


@pytest.mark.parametrize(
    ("host", "name", "origin"),
    [("", "localhost", "http://localhost:8080"), ("192.0.2.1", None, ""), ("2001:db8::1", None, "")],
)
async def test_keys_are_bound_to_the_name_of_the_server(
    called: Path, tmp_path: Path, host: str, name: str | None, origin: str
) -> None:
    async for server in serving(called, tmp_path):
        await server.stop()
        server.settings = replace(server.settings, host=host, port=8080)
        await server.start()
        assert (await server.stranger().get("/api/passkeys/here")).json() == {"name": name}
        question = await server.stranger().post("/api/passkeys/sign-in/question")
        if name is None:
            refused(question, "passkeys_not_here", 409)
        else:
            assert question.json()["rpId"] == name
            assert server.settings.origin == origin


async def test_keys_work_at_an_https_address(called: Path, tmp_path: Path) -> None:
    async for server in serving(called, tmp_path):
        await server.stop()
        server.settings = replace(server.settings, host="meet.example.go.th", port=8443)
        await server.start()
        assert (await server.stranger().get("/api/passkeys/here")).json() == {"name": "meet.example.go.th"}
        key = await registered(server)
        assert key.origin == "https://meet.example.go.th:8443"
        assert (await sign_in(server.stranger(), key)).status_code == 200
        key.origin = "https://meet.example.go.th"  # A proxy stands in front.
        assert (await sign_in(server.stranger(), key)).status_code == 200
