"""The second factor: setting it up, signing in by it, and everything that is tried to get round it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from meeting_server.accounts.second_factor import FRESH, HALF_OPEN, OFFERED
from meeting_server.accounts.sessions import Way
from meeting_server.api.deps import COOKIE
from meeting_server.export import attendance_csv
from meeting_server.meeting.ids import MeetingId, PersonId
from meeting_server.meeting.roles import Role
from meeting_server.services.house import House
from tests.api.test_bad_requests import NEW
from tests.loopback import ACCEPTED, MEETING, PASSWORD, Loopback, Page
from tests.people import ARUNEE, SOMSAK, THANA, Cast
from tests.totp import STEP, code_of

MINE = "/api/me/second-factor"
ANOTHER = "ปลาทองสองตัวว่ายวนในอ่าง"


def code(server: Loopback, secret: str, step: int = 0) -> str:
    return code_of(secret, server.clock.now(), step)


def later(server: Loopback, by: timedelta) -> None:
    server.clock.ahead += by


async def set_up(server: Loopback, browser: httpx.AsyncClient) -> tuple[str, list[str]]:
    secret: str = (await browser.post(f"{MINE}/offer")).json()["secret"]
    answer = await browser.post(MINE, json={"code": code(server, secret)})
    assert answer.status_code == 200
    # The next code is another: this one was used.
    later(server, timedelta(seconds=STEP))
    return secret, answer.json()["codes"]


async def half_in(server: Loopback, name: str = "thana") -> tuple[httpx.AsyncClient, str]:
    browser = server.stranger()
    answer = await browser.post("/api/sign-in", json={"name": name, "password": PASSWORD})
    assert answer.status_code == 200
    assert answer.json().keys() == {"word"}
    assert "set-cookie" not in answer.headers
    return browser, answer.json()["word"]


async def finish(browser: httpx.AsyncClient, word: str, given: str) -> httpx.Response:
    return await browser.post("/api/sign-in/code", json={"word": word, "code": given})


def why(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["reason"]


async def test_after_setting_it_up_a_password_alone_opens_nothing(server: Loopback) -> None:
    thana = await server.browser(THANA)
    assert (await thana.get(MINE)).json() == {
        "since": None,
        "codes_left": 0,
        "factors": 1,
        "password": True,
    }
    secret, _ = await set_up(server, thana)
    assert (await thana.get(MINE)).json()["factors"] == 2
    browser, word = await half_in(server)
    assert (await browser.get("/api/me")).status_code == 401
    answer = await finish(browser, word, code(server, secret))
    assert answer.json() == {"person": THANA.person, "name": THANA.name}
    assert (await browser.get("/api/me")).json()["name"] == THANA.name
    listed = (await browser.get("/api/me/sessions")).json()
    assert [each["factors"] for each in listed if each["here"]] == [2]


async def test_the_secret_is_offered_to_whoever_showed_lately_who_they_are(server: Loopback) -> None:
    thana = await server.browser(THANA)
    later(server, FRESH + timedelta(seconds=1))
    assert why(await thana.post(f"{MINE}/offer")) == (403, "proof_too_old")
    assert why(await thana.post("/api/me/proof", json={"password": "wrong"})) == (401, "wrong_own_password")
    assert why(await thana.post(f"{MINE}/offer")) == (403, "proof_too_old")
    assert (await thana.post("/api/me/proof", json={"password": PASSWORD})).status_code == 204
    assert (await thana.post(f"{MINE}/offer")).status_code == 200


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("POST", f"{MINE}/offer"),
        ("POST", MINE),
        ("POST", f"{MINE}/codes"),
        ("POST", f"{MINE}/end"),
        ("POST", "/api/passkeys/question"),
        ("POST", "/api/passkeys"),
        ("DELETE", "/api/passkeys/abc"),
        ("POST", "/api/providers/thaid/link"),
        ("DELETE", "/api/me/providers/thaid"),
    ],
)
async def test_no_way_of_signing_in_is_changed_by_an_old_proof(
    server: Loopback, method: str, address: str
) -> None:
    thana = await server.browser(THANA)
    later(server, FRESH + timedelta(seconds=1))
    body = {"code": "000000", "name": "x", "credential": {}, "next": "/account"} if method == "POST" else None
    assert why(await thana.request(method, address, json=body)) == (403, "proof_too_old")


async def test_an_offer_ends_and_is_nobody_elses(server: Loopback) -> None:
    thana, other = await server.browser(THANA), await server.browser(THANA)
    secret = (await thana.post(f"{MINE}/offer")).json()["secret"]
    given = {"code": code(server, secret)}
    assert why(await other.post(MINE, json=given)) == (409, "second_factor_not_offered")
    later(server, FRESH - timedelta(seconds=1))
    assert (await thana.post("/api/me/proof", json={"password": PASSWORD})).status_code == 204
    later(server, OFFERED - FRESH + timedelta(seconds=2))
    given = {"code": code(server, secret)}
    assert why(await thana.post(MINE, json=given)) == (409, "second_factor_not_offered")
    assert (await thana.get(MINE)).json()["since"] is None


async def test_a_wrong_code_sets_nothing_up(server: Loopback) -> None:
    thana = await server.browser(THANA)
    secret = (await thana.post(f"{MINE}/offer")).json()["secret"]
    wrong = code(server, secret, 7)
    assert why(await thana.post(MINE, json={"code": wrong})) == (401, "wrong_code")
    assert (await thana.post(MINE, json={"code": code(server, secret)})).status_code == 200
    assert why(await thana.post(f"{MINE}/offer")) == (409, "second_factor_on")


async def test_a_code_is_good_once(server: Loopback) -> None:
    secret, _ = await set_up(server, await server.browser(THANA))
    browser, word = await half_in(server)
    given = code(server, secret)
    assert (await finish(browser, word, given)).status_code == 200
    browser, word = await half_in(server)
    assert why(await finish(browser, word, given)) == (401, "wrong_code")
    later(server, timedelta(seconds=STEP))
    assert (await finish(browser, word, code(server, secret))).status_code == 200
    # And a half-open sign-in is finished once.
    later(server, timedelta(seconds=STEP))
    assert why(await finish(server.stranger(), word, code(server, secret))) == (401, "sign_in_too_late")


async def test_of_many_at_once_one_code_lets_one_in(server: Loopback) -> None:
    secret, _ = await set_up(server, await server.browser(THANA))
    halves = [await half_in(server) for _ in range(8)]
    given = code(server, secret)
    answers = await asyncio.gather(*(finish(browser, word, given) for browser, word in halves))
    assert min(each.status_code for each in answers) == 200
    assert sum(each.status_code == 200 for each in answers) == 1


async def test_whoever_guesses_codes_waits_and_a_right_password_does_not_help(server: Loopback) -> None:
    secret, _ = await set_up(server, await server.browser(THANA))
    for _ in range(5):
        browser, word = await half_in(server)
        assert why(await finish(browser, word, code(server, secret, 9))) == (401, "wrong_code")
    browser, word = await half_in(server)
    answer = await finish(browser, word, code(server, secret))
    assert why(answer) == (429, "too_many_attempts")
    later(server, timedelta(seconds=answer.json()["details"]["seconds"]))
    assert (await finish(browser, word, code(server, secret))).status_code == 200


async def test_a_half_open_sign_in_is_no_session_and_does_not_last(server: Loopback) -> None:
    secret, _ = await set_up(server, await server.browser(THANA))
    browser, word = await half_in(server)
    thief = server.stranger()
    thief.cookies.set(COOKIE, word)
    for address in ("/api/me", "/api/meetings", f"/api/meetings/{MEETING}/door", MINE):
        assert (await thief.get(address)).status_code == 401
    assert (await thief.post("/api/tickets", json={"meeting": MEETING})).status_code == 401
    later(server, HALF_OPEN)
    assert why(await finish(browser, word, code(server, secret))) == (401, "sign_in_too_late")
    assert why(await finish(browser, "never-given", code(server, secret))) == (401, "sign_in_too_late")


async def test_a_new_password_ends_whoever_was_half_in_by_the_old_one(server: Loopback) -> None:
    thana = await server.browser(THANA)
    secret, _ = await set_up(server, thana)
    browser, word = await half_in(server)
    changed = await thana.post("/api/me/password", json={"old": PASSWORD, "new": ANOTHER})
    assert changed.status_code == 204
    assert (await thana.get(MINE)).json()["factors"] == 2
    assert why(await finish(browser, word, code(server, secret))) == (401, "sign_in_too_late")


async def test_recovery_codes_let_in_once_each(server: Loopback) -> None:
    thana = await server.browser(THANA)
    _, codes = await set_up(server, thana)
    assert len(codes) == 10
    browser, word = await half_in(server)
    assert (await finish(browser, word, codes[0].upper().replace("-", " "))).status_code == 200
    assert (await browser.get(MINE)).json()["codes_left"] == 9
    browser, word = await half_in(server)
    assert why(await finish(browser, word, codes[0])) == (401, "wrong_code")
    assert (await finish(browser, word, codes[1])).status_code == 200
    fresh = (await browser.post(f"{MINE}/codes")).json()["codes"]
    assert not set(fresh) & set(codes)
    browser, word = await half_in(server)
    assert why(await finish(browser, word, codes[2])) == (401, "wrong_code")
    assert (await finish(browser, word, fresh[0])).status_code == 200


async def test_a_code_of_another_opens_nothing(server: Loopback) -> None:
    secret, codes = await set_up(server, await server.browser(ARUNEE))
    await set_up(server, await server.browser(THANA))
    browser, word = await half_in(server)
    assert why(await finish(browser, word, code(server, secret))) == (401, "wrong_code")
    assert why(await finish(browser, word, codes[0])) == (401, "wrong_code")


async def test_turning_it_off_takes_a_code(server: Loopback) -> None:
    thana = await server.browser(THANA)
    secret, _ = await set_up(server, thana)
    assert why(await thana.post(f"{MINE}/end", json={"code": "000000"})) == (401, "wrong_code")
    assert (await thana.post(f"{MINE}/end", json={"code": code(server, secret)})).status_code == 204
    assert (await thana.get(MINE)).json()["since"] is None
    assert (await thana.get(MINE)).json()["factors"] == 1
    answer = await server.stranger().post("/api/sign-in", json={"name": "thana", "password": PASSWORD})
    assert answer.json() == {"person": THANA.person, "name": THANA.name}
    for address in ("end", "code"):
        answer = await thana.post(f"{MINE}/{address}", json={"code": "000000"})
        assert why(answer) == (409, "no_second_factor")
    assert why(await thana.post(f"{MINE}/codes")) == (409, "no_second_factor")


async def test_showing_once_more_takes_the_code_too(server: Loopback) -> None:
    thana = await server.browser(THANA)
    secret, _ = await set_up(server, thana)
    later(server, FRESH + timedelta(seconds=1))
    assert why(await thana.post("/api/me/proof", json={"password": PASSWORD})) == (401, "wrong_code")
    assert why(await thana.post(f"{MINE}/codes")) == (403, "proof_too_old")
    proof = {"password": PASSWORD, "code": code(server, secret)}
    assert (await thana.post("/api/me/proof", json=proof)).status_code == 204
    assert (await thana.post(f"{MINE}/codes")).status_code == 200


async def by_one(server: Loopback, who: Cast = THANA) -> httpx.AsyncClient:
    """A browser of somebody whom a provider vouched for by one factor alone."""
    kept = await server.house.people.find(who.person)
    assert kept is not None
    token, _ = await server.house.people.open_session(kept, Way.PROVIDER)
    browser = server.stranger()
    browser.cookies.set(COOKIE, token)
    return browser


async def test_the_code_may_come_after_the_sign_in(server: Loopback) -> None:
    secret, _ = await set_up(server, await server.browser(THANA))
    browser = await by_one(server)
    assert (await browser.get(MINE)).json()["factors"] == 1
    assert why(await browser.post(f"{MINE}/code", json={"code": "123"})) == (401, "wrong_code")
    assert (await browser.post(f"{MINE}/code", json={"code": code(server, secret)})).status_code == 204
    assert (await browser.get(MINE)).json()["factors"] == 2
    assert (await browser.post(f"{MINE}/codes")).status_code == 200


async def test_what_was_begun_by_a_password_alone_ends_as_it_is_set_up(server: Loopback) -> None:
    thief, owner = await server.browser(THANA), await server.browser(THANA)
    page = await server.page(THANA)
    await set_up(server, owner)
    assert (await thief.get("/api/me")).status_code == 401
    await page.ended()
    assert (await owner.get("/api/me")).status_code == 200


async def test_fresh_and_by_one_factor_it_changes_nothing_of_how_one_signs_in(server: Loopback) -> None:
    secret, _ = await set_up(server, await server.browser(THANA))
    browser = await by_one(server)
    for method, address, body in [
        ("POST", f"{MINE}/codes", None),
        ("POST", f"{MINE}/end", {"code": code(server, secret)}),
        ("POST", "/api/passkeys/question", {}),
        ("POST", "/api/passkeys", {"name": "x", "credential": {}}),
        ("DELETE", "/api/passkeys/abc", None),
        ("POST", "/api/providers/thaid/link", {"next": "/account"}),
        ("POST", "/api/me/password", {"old": PASSWORD, "new": ANOTHER}),
    ]:
        assert (address, *why(await browser.request(method, address, json=body))) == (
            address,
            403,
            "proof_too_old",
        )


async def test_a_new_password_is_no_fresh_proof(server: Loopback) -> None:
    thana = await server.browser(THANA)
    secret, _ = await set_up(server, thana)
    later(server, FRESH)
    change = {"old": PASSWORD, "new": ANOTHER}
    assert why(await thana.post("/api/me/password", json=change)) == (403, "proof_too_old")
    proof = {"password": PASSWORD, "code": code(server, secret)}
    assert (await thana.post("/api/me/proof", json=proof)).status_code == 204
    later(server, FRESH - timedelta(seconds=5))
    assert (await thana.post("/api/me/password", json=change)).status_code == 204
    later(server, timedelta(seconds=10))
    assert why(await thana.post(f"{MINE}/codes")) == (403, "proof_too_old")


async def test_whoever_signs_in_by_the_old_password_as_it_changes_is_out(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    thana, thief = await server.browser(THANA), server.stranger()
    ends = House.end_sessions

    async def meanwhile(house: House, person: PersonId) -> None:
        await thief.post("/api/sign-in", json={"name": "thana", "password": PASSWORD})
        await ends(house, person)

    monkeypatch.setattr(House, "end_sessions", meanwhile)
    change = {"old": PASSWORD, "new": ANOTHER}
    assert (await thana.post("/api/me/password", json=change)).status_code == 204
    assert (await thief.get("/api/me")).status_code == 401
    assert (await thana.get("/api/me")).status_code == 200


async def test_turned_off_it_takes_the_line_to_a_duty_that_asks_for_it(server: Loopback) -> None:
    meeting = MeetingId(await strict(server))
    arunee = await server.browser(ARUNEE)
    secret, _ = await set_up(server, arunee)
    ticket = (await arunee.post("/api/tickets", json={"meeting": meeting})).json()["ticket"]
    page = await server.page(ARUNEE, meeting, ticket=ticket)
    await page.do("presence.enter", **ACCEPTED)
    assert (await arunee.post(f"{MINE}/end", json={"code": code(server, secret)})).status_code == 204
    assert await page.refused("chat.post_message", text="x") == "needs_second_factor"


async def test_an_administrator_takes_a_lost_one_away_and_ends_every_session(server: Loopback) -> None:
    thana, somsak = await server.browser(THANA), await server.browser(SOMSAK)
    await set_up(server, thana)
    _, word = await half_in(server)
    address = f"/api/register/people/{THANA.person}/second-factor"
    rows = (await somsak.get("/api/register/people")).json()
    assert [each["person"] for each in rows if each["second_factor"]] == [THANA.person]
    assert why(await (await server.browser(ARUNEE)).delete(address)) == (403, "not_allowed")
    assert (await somsak.delete(address)).status_code == 204
    assert (await thana.get("/api/me")).status_code == 401
    assert why(await finish(server.stranger(), word, "000000")) == (401, "sign_in_too_late")
    assert why(await somsak.delete(address)) == (409, "no_second_factor")
    assert why(await somsak.delete("/api/register/people/psn_no/second-factor")) == (404, "unknown_person")


async def test_neither_secret_nor_codes_are_kept_in_clear(server: Loopback) -> None:
    secret, codes = await set_up(server, await server.browser(THANA))
    kept = b"".join(each.read_bytes() for each in server.settings.data_dir.rglob("*") if each.is_file())
    assert THANA.person.encode() in kept
    assert secret.encode() not in kept
    for each in codes:
        assert each.encode() not in kept
        assert each.replace("-", "").encode() not in kept


async def strict(server: Loopback) -> str:
    """A meeting whose chair comes by two factors; called by her, who has turned them on."""
    await server.stop()
    server.settings = replace(server.settings, two_factors_for=frozenset({Role.CHAIR}))
    await server.start()
    called = await (await server.browser(ARUNEE)).post("/api/meetings", json=NEW)
    assert called.status_code == 201, called.text
    meeting: str = called.json()["meeting"]
    return meeting


async def test_a_duty_that_asks_for_two_is_taken_on_no_path_by_one(server: Loopback) -> None:
    meeting = await strict(server)
    arunee = await server.browser(ARUNEE)
    at = f"/api/meetings/{meeting}"
    enter = {"id": "one", "name": "presence.enter", "args": ACCEPTED}
    for method, address, body in [
        ("GET", f"{at}/door", None),
        ("GET", f"{at}/view", None),
        ("GET", f"{at}/missing", None),
        ("GET", f"{at}/capacity", None),
        ("GET", f"{at}/log.zip", None),
        ("GET", f"{at}/attendance.csv", None),
        ("GET", f"{at}/copy", None),
        ("POST", "/api/tickets", {"meeting": meeting}),
        ("POST", f"{at}/commands", enter),
    ]:
        answer = await arunee.request(method, address, json=body)
        assert (address, *why(answer)) == (address, 403, "needs_second_factor")
    # Her other meetings, her account and her list of meetings are hers as before.
    assert (await arunee.get(f"/api/meetings/{MEETING}/door")).status_code == 200
    assert [
        each["meeting"] for each in (await arunee.get("/api/meetings")).json() if each["meeting"] == meeting
    ]
    secret, _ = await set_up(server, arunee)
    assert (await arunee.get(f"{at}/door")).status_code == 200
    assert (await arunee.post(f"{at}/commands", json=enter)).status_code == 200
    other = await server.browser(ARUNEE)
    assert why(await other.get(f"{at}/door")) == (403, "needs_second_factor")
    assert (await other.post(f"{MINE}/code", json={"code": code(server, secret)})).status_code == 204
    assert (await other.get(f"{at}/door")).status_code == 200


async def test_a_ticket_from_before_does_not_help(server: Loopback) -> None:
    meeting = MeetingId(await strict(server))
    kept = await server.house.people.find(ARUNEE.person)
    assert kept is not None
    _, known = await server.house.people.open_session(kept, Way.PASSWORD)
    page = Page(await server.socket(origin=server.origin))
    page.listen()
    hello = {"type": "hello", "meeting": meeting, "ticket": server.house.tickets.issue(known, meeting)}
    await page.send(hello)
    assert (await page.next("refused"))["reason"] == "needs_second_factor"
    await page.close()


async def test_the_log_and_the_sheet_say_by_what_and_by_how_many(server: Loopback) -> None:
    meeting = MeetingId(await strict(server))
    arunee = await server.browser(ARUNEE)
    await set_up(server, arunee)
    enter = {"id": "one", "name": "presence.enter", "args": ACCEPTED}
    assert (await arunee.post(f"/api/meetings/{meeting}/commands", json=enter)).status_code == 200
    room = await server.room(meeting)
    seat = room.meeting.calling.seat_of(ARUNEE.person)
    assert seat is not None
    proven = room.meeting.identity.signed_in[seat.id]
    assert (proven.way, proven.factors) == ("password", 2)
    sheet = attendance_csv.render(meeting, await server.house.record.entries(room), "th").decode()
    assert "เข้าสู่ระบบด้วยบัญชีของตน: รหัสผ่าน (2 ปัจจัย)" in sheet
