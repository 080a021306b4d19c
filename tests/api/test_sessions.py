"""Where somebody is signed in: told to them alone, and ended with whatever was opened by it."""

from datetime import timedelta

from meeting_server.accounts.sessions import fingerprint
from meeting_server.api.deps import COOKIE
from tests.loopback import PASSWORD, Loopback
from tests.people import THANA, WILAI

SESSIONS = "/api/me/sessions"


async def test_each_session_is_told_with_its_way_and_its_browser(server: Loopback) -> None:
    old = server.stranger()
    await old.post(
        "/api/sign-in",
        json={"name": THANA.sign_in, "password": PASSWORD},
        headers={"User-Agent": "An iPhone"},
    )
    here = await server.browser(THANA)
    told = (await here.get(SESSIONS)).json()
    assert [(each["way"], each["browser"], each["here"]) for each in told] == [
        ("password", "", True),
        ("password", "An iPhone", False),
    ]
    assert told[0]["session"] == fingerprint(here.cookies[COOKIE])
    assert here.cookies[COOKIE] not in str(told)


async def test_ending_one_closes_the_pages_that_were_opened_with_it(server: Loopback) -> None:
    (page,) = await server.entered(THANA)
    here = await server.browser(THANA)
    (other,) = [each["session"] for each in (await here.get(SESSIONS)).json() if not each["here"]]
    assert (await here.delete(f"{SESSIONS}/{other}")).status_code == 204
    await page.ended()
    assert page.told[-1] == {"type": "goodbye", "reason": "signed_out"}
    assert THANA.seat in (await server.room()).meeting.attendance.signed_out
    assert [each["here"] for each in (await here.get(SESSIONS)).json()] == [True]
    again = await here.delete(f"{SESSIONS}/{other}")
    assert (again.status_code, again.json()["reason"]) == (404, "unknown_session")


async def test_ending_all_others_keeps_this_one(server: Loopback) -> None:
    others = [await server.browser(THANA) for _ in range(3)]
    here = await server.browser(THANA)
    assert (await here.delete(SESSIONS)).status_code == 204
    assert [(await each.get("/api/me")).status_code for each in (*others, here)] == [401, 401, 401, 200]


async def test_the_session_of_another_is_none_of_mine(server: Loopback) -> None:
    wilai, thana = await server.browser(WILAI), await server.browser(THANA)
    theirs = fingerprint(wilai.cookies[COOKIE])
    assert (await thana.delete(f"{SESSIONS}/{theirs}")).status_code == 404
    assert (await wilai.get("/api/me")).status_code == 200


async def test_what_has_run_out_is_not_told(server: Loopback) -> None:
    await server.browser(THANA)
    server.clock.ahead = timedelta(minutes=61)
    here = await server.browser(THANA)
    assert len((await here.get(SESSIONS)).json()) == 1


async def test_another_site_s_page_ends_nothing(server: Loopback) -> None:
    here = await server.browser(THANA)
    told = await here.delete(SESSIONS, headers={"Origin": "https://example.org"})
    assert told.status_code == 403
