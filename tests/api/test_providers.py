"""Signing in by a provider of identity: who is let in, by what, and everything that is not believed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from fastapi import Response

from meeting_server.accounts.sessions import Way
from meeting_server.api.deps import COOKIE
from meeting_server.api.providers import ON_THE_WAY_COOKIE
from meeting_server.meeting.ids import PersonId
from meeting_server.oidc import issuer
from meeting_server.oidc.issuer import PATIENCE
from tests.identity_provider import IdentityProvider, other_key, standing
from tests.loopback import PASSWORD, Loopback, serving
from tests.people import ARUNEE, THANA, Cast

ADDRESS = "thana@agency.example.go.th"
EMAIL = {"email": ADDRESS, "email_verified": True}


@pytest.fixture
async def there(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[IdentityProvider]:
    # The machine may be busy: only a provider that never answers is waited for as long as people are.
    monkeypatch.setattr(issuer, "PATIENCE", 30.0)
    async with standing() as one:
        yield one


@pytest.fixture
async def server(called: Path, tmp_path: Path, there: IdentityProvider) -> AsyncIterator[Loopback]:
    async for one in serving(called, tmp_path / "house"):
        await one.stop()
        other = replace(there.provider(), id="other", issuer=there.issuer + "/other")
        one.settings = replace(one.settings, providers=(there.provider(), other))
        await one.start()
        yield one


async def leave(browser: httpx.AsyncClient, *, provider: str = "agency", then: str = "/meetings") -> str:
    answer = await browser.post(f"/api/providers/{provider}/sign-in", json={"next": then})
    assert answer.status_code == 200, answer.text
    address: str = answer.json()["address"]
    return address


async def come_back(
    browser: httpx.AsyncClient, back: dict[str, str], provider: str = "agency"
) -> httpx.Response:
    return await browser.get(f"/api/providers/{provider}/callback", params=back)


def refusal(answer: httpx.Response) -> str:
    """The reason that the page is given to tell; nobody was signed in."""
    assert answer.status_code == 303
    cookies = answer.headers.get_list("set-cookie")
    assert not any(each.startswith(f"{COOKIE}=") for each in cookies)
    return parse_qs(urlsplit(answer.headers["location"]).query)["refused"][0]


async def link(server: Loopback, cast: Cast, there: IdentityProvider) -> httpx.AsyncClient:
    """Link this person while signed in."""
    browser = await server.browser(cast)
    answer = await browser.post("/api/providers/agency/link")
    back = await come_back(browser, there.code_for(answer.json()["address"]))
    assert back.headers["location"] == "/account"
    return browser


async def write_claim(server: Loopback, cast: Cast, value: str) -> bool:
    providers = server.house.providers
    return await providers.write_claim(providers.known["agency"], value, cast.person)


async def sign_in(server: Loopback, there: IdentityProvider) -> tuple[httpx.AsyncClient, httpx.Response]:
    browser = server.stranger()
    return browser, await come_back(browser, there.code_for(await leave(browser)))


async def person_in(browser: httpx.AsyncClient) -> PersonId | None:
    answer = await browser.get("/api/me")
    return PersonId(answer.json()["person"]) if answer.status_code == 200 else None


async def test_whoever_linked_an_account_comes_in_by_the_provider(
    server: Loopback, there: IdentityProvider
) -> None:
    await link(server, THANA, there)
    there.claims |= {"amr": ["pwd", "otp"], "name": ARUNEE.name}
    browser = server.stranger()
    address = await leave(browser, then="/meetings/x")
    assert address.startswith(f"{there.issuer}/auth?")
    answer = await come_back(browser, there.code_for(address))
    assert (answer.status_code, answer.headers["location"]) == (303, "/meetings/x")
    assert await person_in(browser) == THANA.person
    cookie = SimpleCookie("\n".join(answer.headers.get_list("set-cookie")))[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "strict")
    known = await server.house.people.who(browser.cookies[COOKIE])
    assert (known.way, known.factors) == (Way.PROVIDER, 2)


async def test_providers_are_told_to_everybody_and_their_secrets_to_nobody(server: Loopback) -> None:
    answer = await server.stranger().get("/api/providers")
    assert answer.json()[0] == {
        "provider": "agency",
        "name_th": "บัญชีของหน่วยงาน",
        "name_en": "Agency account",
    }
    assert "secret" not in answer.text


async def test_nobody_gets_an_account_by_coming(server: Loopback, there: IdentityProvider) -> None:
    before = len(await server.house.people.everyone())
    # The same name, office and sign-in name: none of it says who somebody is.
    there.claims |= {"name": THANA.name, "preferred_username": THANA.sign_in, **EMAIL}
    _, answer = await sign_in(server, there)
    assert refusal(answer) == "no_account_linked"
    assert len(await server.house.people.everyone()) == before


async def test_a_verified_claim_that_an_administrator_wrote_counts_once(
    server: Loopback, there: IdentityProvider
) -> None:
    assert await write_claim(server, THANA, ADDRESS.upper())
    assert not await write_claim(server, ARUNEE, ADDRESS)
    there.claims |= {"email": ADDRESS, "email_verified": False}
    assert refusal((await sign_in(server, there))[1]) == "no_account_linked"
    there.claims |= EMAIL
    browser, _ = await sign_in(server, there)
    assert await person_in(browser) == THANA.person
    # Another mailbox owner of the same address, later: the claim is spent.
    there.claims |= {"sub": "subject-2"}
    assert refusal((await sign_in(server, there))[1]) == "no_account_linked"
    # The first one comes in by the link alone.
    there.claims = {"sub": "subject-1"}
    browser, _ = await sign_in(server, there)
    assert await person_in(browser) == THANA.person


async def test_a_claim_that_stands_in_the_userinfo_alone_is_asked_for_there(
    server: Loopback, there: IdentityProvider
) -> None:
    await write_claim(server, THANA, ADDRESS)
    there.userinfo = {**EMAIL, "sub": "somebody else"}
    assert refusal((await sign_in(server, there))[1]) == "provider_not_believed"
    there.userinfo = EMAIL
    browser, _ = await sign_in(server, there)
    assert await person_in(browser) == THANA.person


async def test_a_claim_for_an_account_with_another_link_leads_nowhere(
    server: Loopback, there: IdentityProvider
) -> None:
    await link(server, THANA, there)
    await write_claim(server, THANA, ADDRESS)
    there.claims = {"sub": "subject-2", **EMAIL}
    assert refusal((await sign_in(server, there))[1]) == "no_account_linked"


async def test_an_account_and_a_subject_are_linked_once(server: Loopback, there: IdentityProvider) -> None:
    await link(server, THANA, there)
    arunee = await server.browser(ARUNEE)
    answer = await arunee.post("/api/providers/agency/link")
    again = await come_back(arunee, there.code_for(answer.json()["address"]))
    assert again.headers["location"] == "/account?refused=linked_already"
    browser, _ = await sign_in(server, there)
    assert await person_in(browser) == THANA.person


async def test_a_link_is_seen_and_taken_away_by_its_person_alone(
    server: Loopback, there: IdentityProvider
) -> None:
    thana, arunee = await link(server, THANA, there), await server.browser(ARUNEE)
    assert (await thana.get("/api/me/providers")).json()[0]["since"] is not None
    assert (await arunee.get("/api/me/providers")).json()[0]["since"] is None
    assert (await arunee.delete("/api/me/providers/agency")).status_code == 204
    assert (await thana.get("/api/me/providers")).json()[0]["since"] is not None
    assert (await thana.delete("/api/me/providers/agency")).status_code == 204
    assert refusal((await sign_in(server, there))[1]) == "no_account_linked"
    assert (await thana.delete("/api/me/providers/nowhere")).status_code == 404
    for method, address in (("GET", "/api/me/providers"), ("DELETE", "/api/me/providers/agency")):
        assert (await server.stranger().request(method, address)).status_code == 401
    assert (await server.stranger().post("/api/providers/agency/link")).status_code == 401


async def test_a_link_needs_the_session_that_began_it(server: Loopback, there: IdentityProvider) -> None:
    browser = await server.browser(THANA)
    address = (await browser.post("/api/providers/agency/link")).json()["address"]
    await browser.delete("/api/sign-in")
    answer = await come_back(browser, there.code_for(address))
    assert answer.headers["location"] == "/account?refused=not_signed_in"
    assert refusal((await sign_in(server, there))[1]) == "no_account_linked"


async def test_a_new_sign_in_ends_the_session_before(server: Loopback, there: IdentityProvider) -> None:
    await link(server, THANA, there)
    browser = await server.browser(ARUNEE)
    old = browser.cookies[COOKIE]
    await come_back(browser, there.code_for(await leave(browser)))
    assert await person_in(browser) == THANA.person
    earlier = server.stranger()
    earlier.cookies.set(COOKIE, old)
    assert await person_in(earlier) is None


async def test_a_return_is_good_once_and_in_the_browser_that_left(
    server: Loopback, there: IdentityProvider
) -> None:
    await link(server, THANA, there)
    browser, thief = server.stranger(), server.stranger()
    back = there.code_for(await leave(browser))
    assert refusal(await come_back(thief, back)) == "sign_in_not_finished"
    await leave(thief)  # Now it has a cookie, of another journey.
    assert refusal(await come_back(thief, back)) == "sign_in_not_finished"
    kept = browser.cookies[ON_THE_WAY_COOKIE]
    assert (await come_back(browser, back)).headers["location"] == "/meetings"
    assert ON_THE_WAY_COOKIE not in browser.cookies
    browser.cookies.set(ON_THE_WAY_COOKIE, kept)
    again = there.code_for(
        f"{there.issuer}/auth?{httpx.QueryParams(state=back['state'], code_challenge_method='S256')}"
    )
    assert refusal(await come_back(browser, again)) == "sign_in_not_finished"


async def test_a_return_that_comes_too_late_is_none(server: Loopback, there: IdentityProvider) -> None:
    await link(server, THANA, there)
    browser = server.stranger()
    back = there.code_for(await leave(browser))
    server.clock.ahead = timedelta(minutes=11)
    assert refusal(await come_back(browser, back)) == "sign_in_not_finished"


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
async def test_a_cookie_that_somebody_made_is_worth_nothing(
    server: Loopback, there: IdentityProvider, algorithm: str
) -> None:
    browser = server.stranger()
    back = there.code_for(await leave(browser))
    kept = jwt.decode(browser.cookies[ON_THE_WAY_COOKIE], options={"verify_signature": False})
    made = jwt.encode(kept, "x" * 32 if algorithm == "HS256" else "", algorithm)
    thief = server.stranger()
    thief.cookies.set(ON_THE_WAY_COOKIE, made)
    assert refusal(await come_back(thief, back)) == "sign_in_not_finished"


@pytest.mark.parametrize("back", [{}, {"state": "x"}, {"code": "x"}, {"error": "access_denied"}])
async def test_whoever_comes_without_having_left_is_nobody(server: Loopback, back: dict[str, str]) -> None:
    assert refusal(await come_back(server.stranger(), back)) == "sign_in_not_finished"


async def test_whoever_presses_no_there_is_told_to_begin_again(
    server: Loopback, there: IdentityProvider
) -> None:
    browser = server.stranger()
    back = there.code_for(await leave(browser, then="/meetings/new"))
    answer = await come_back(browser, {"error": "access_denied", "state": back["state"]})
    assert answer.headers["location"] == "/sign-in?refused=sign_in_not_finished&next=%2Fmeetings%2Fnew"


async def test_the_answer_of_one_provider_is_not_taken_to_another(
    server: Loopback, there: IdentityProvider
) -> None:
    await link(server, THANA, there)
    browser = server.stranger()
    back = there.code_for(await leave(browser))
    assert refusal(await come_back(browser, back, "other")) == "sign_in_not_finished"
    for iss in ("https://evil.example", ""):
        back = there.code_for(await leave(browser)) | {"iss": iss}
        assert refusal(await come_back(browser, back)) == "provider_not_believed"


async def test_a_code_that_was_put_in_from_another_browser_is_refused(
    server: Loopback, there: IdentityProvider
) -> None:
    """PKCE: the code was given for another verifier than the one this browser left with."""
    await link(server, THANA, there)
    browser, other = server.stranger(), server.stranger()
    own, foreign = there.code_for(await leave(browser)), there.code_for(await leave(other))
    assert refusal(await come_back(browser, own | {"code": foreign["code"]})) == "provider_not_believed"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another-client"},
        {"aud": ["meeting-server", "another-client"]},
        {"aud": ["meeting-server"], "azp": "another-client"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"exp": "soon"},
        {"iat": None},
        {"nbf": 4_000_000_000},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"at_hash": "bm90IHRoaXMgb25l"},
    ],
    ids=str,
)
async def test_an_id_token_that_is_not_for_us_or_not_for_now_is_not_believed(
    server: Loopback, there: IdentityProvider, claims: dict[str, Any]
) -> None:
    await link(server, THANA, there)
    there.claims |= claims
    assert refusal((await sign_in(server, there))[1]) == "provider_not_believed"


async def test_an_id_token_by_a_key_that_is_not_the_providers_is_not_believed(
    server: Loopback, there: IdentityProvider
) -> None:
    await link(server, THANA, there)
    there.published = [there.key]
    for name in ("second", str(there.key.kid)):
        there.key = other_key(name)
        assert refusal((await sign_in(server, there))[1]) == "provider_not_believed"


async def test_an_id_token_signed_with_the_secret_is_not_believed(
    server: Loopback, there: IdentityProvider
) -> None:
    await link(server, THANA, there)
    there.header = {"alg": "HS256"}
    assert refusal((await sign_in(server, there))[1]) == "provider_not_believed"


async def test_keys_and_addresses_are_kept_and_new_keys_are_found(
    server: Loopback, there: IdentityProvider
) -> None:
    await link(server, THANA, there)
    there.asked.clear()
    browser, _ = await sign_in(server, there)
    assert there.asked == ["/token", "/userinfo"]
    there.key = other_key()
    server.clock.ahead = timedelta(seconds=50)
    browser, _ = await sign_in(server, there)
    assert await person_in(browser) == THANA.person
    assert there.asked.count("/jwks") == 1
    assert "/.well-known/openid-configuration" not in there.asked


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://agency.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
    ],
    ids=str,
)
async def test_a_provider_that_publishes_what_cannot_be_is_not_believed(
    server: Loopback, there: IdentityProvider, metadata: dict[str, Any]
) -> None:
    there.metadata = metadata
    answer = await server.stranger().post("/api/providers/agency/sign-in", json={"next": "/meetings"})
    assert (answer.status_code, answer.json()["reason"]) == (502, "provider_not_believed")


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (Response(status_code=500), "provider_unavailable"),
        (Response("<html>", media_type="text/html"), "provider_not_believed"),
        (Response("[]", media_type="application/json"), "provider_not_believed"),
        (Response(status_code=302, headers={"location": "http://127.0.0.1:1/"}), "provider_unavailable"),
    ],
)
async def test_a_provider_that_answers_nonsense_is_refused_in_words(
    server: Loopback, there: IdentityProvider, broken: Response, reason: str
) -> None:
    there.broken = broken
    answer = await server.stranger().post("/api/providers/agency/sign-in", json={"next": "/meetings"})
    assert answer.json()["reason"] == reason


async def test_a_provider_that_does_not_answer_keeps_nobody_else_waiting(
    server: Loopback, there: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuer, "PATIENCE", PATIENCE)
    there.silent = True
    waiting = [
        asyncio.create_task(
            server.stranger().post("/api/providers/agency/sign-in", json={"next": "/meetings"}, timeout=20)
        )
        for _ in range(3)
    ]
    await there.was_asked.wait()
    by_password = await server.stranger().post("/api/sign-in", json={"name": "arunee", "password": PASSWORD})
    assert by_password.status_code == 200
    assert not any(each.done() for each in waiting)
    answers = await asyncio.gather(*waiting)
    assert {(each.status_code, each.json()["reason"]) for each in answers} == {(503, "provider_unavailable")}
    assert PATIENCE < 5


async def test_a_provider_that_is_gone_refuses_whoever_comes_back_and_lets_whoever_leaves_go(
    called: Path, tmp_path: Path
) -> None:
    async for server in serving(called, tmp_path / "house"):
        async with standing() as there:
            await server.stop()
            server.settings = replace(server.settings, providers=(there.provider(),))
            await server.start()
            await link(server, THANA, there)
            inside, _ = await sign_in(server, there)
            browser = server.stranger()
            back = there.code_for(await leave(browser))
        assert refusal(await come_back(browser, back)) == "provider_unavailable"
        server.clock.ahead = timedelta(minutes=61)  # what was kept of it is old
        browser = await server.browser(THANA)
        assert (await browser.delete("/api/sign-in")).status_code == 204
        assert await person_in(inside) is None


async def test_signing_out_ends_our_session_and_leads_to_the_providers_end(
    server: Loopback, there: IdentityProvider
) -> None:
    await link(server, THANA, there)
    browser, _ = await sign_in(server, there)
    answer = await browser.delete("/api/sign-in")
    away = urlsplit(answer.json()["address"])
    assert f"{away.scheme}://{away.netloc}{away.path}" == f"{there.issuer}/end"
    assert parse_qs(away.query) == {
        "client_id": ["meeting-server"],
        "post_logout_redirect_uri": [f"{server.origin}/sign-in"],
    }
    assert await person_in(browser) is None
    # Whoever came by a password goes nowhere.
    assert (await (await server.browser(THANA)).delete("/api/sign-in")).status_code == 204


async def test_where_the_provider_has_no_end_there_is_none(server: Loopback, there: IdentityProvider) -> None:
    there.metadata = {"end_session_endpoint": None}
    await link(server, THANA, there)
    browser, _ = await sign_in(server, there)
    assert (await browser.delete("/api/sign-in")).status_code == 204


@pytest.mark.parametrize(
    "then",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/meetings?x=//evil",
        "/meetings\r\nset-cookie: x",
        "meetings",
        "",
    ],
)
async def test_nobody_is_led_to_another_site(server: Loopback, then: str) -> None:
    answer = await server.stranger().post("/api/providers/agency/sign-in", json={"next": then})
    assert (answer.status_code, answer.json()["reason"]) == (422, "malformed")
    assert "set-cookie" not in answer.headers


async def test_another_sites_page_sends_nobody_to_a_provider(server: Loopback) -> None:
    browser = await server.browser(THANA)
    for address in ("/api/providers/agency/sign-in", "/api/providers/agency/link"):
        for headers in ({"X-Requested-With": ""}, {"Origin": "https://evil.example"}):
            answer = await browser.post(address, json={"next": "/meetings"}, headers=headers)
            assert (answer.status_code, answer.json()["reason"]) == (403, "not_allowed")


async def test_a_provider_that_is_not_in_the_settings_is_unknown(server: Loopback) -> None:
    browser = server.stranger()
    answer = await browser.post("/api/providers/nowhere/sign-in", json={"next": "/meetings"})
    assert (answer.status_code, answer.json()["reason"]) == (404, "unknown_provider")
    assert refusal(await come_back(browser, {"state": "x", "code": "y"}, "nowhere")) == "sign_in_not_finished"


async def test_no_secret_and_no_claim_stands_in_the_log(
    server: Loopback, there: IdentityProvider, capsys: pytest.CaptureFixture[str]
) -> None:
    await write_claim(server, THANA, ADDRESS)
    there.claims |= EMAIL
    await sign_in(server, there)
    there.claims |= {"nonce": "another"}
    await sign_in(server, there)
    told = "".join(capsys.readouterr())
    assert "provider_linked" in told
    assert "provider_not_believed" in told
    for kept in (ADDRESS, "subject-1", "the secret", THANA.name):
        assert kept not in told
