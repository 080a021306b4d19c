"""The register of people: who sees to it, what it takes in, and what a change of it ends at once."""

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from meeting_server.api.deps import COOKIE
from tests.loopback import MEETING, PASSWORD, Loopback
from tests.people import ARUNEE, KAMALA, SOMSAK, THANA, Cast

PEOPLE = "/api/register/people"
SEVERAL = "/api/register/first-passwords"
NEW = {
    "sign_in_name": "Orathai",
    "name": "นางสาวอรทัย น้ำสมมติ",
    "office": "นักวิชาการ",
    "telephone": "๐ ๒๑๒๓ ๔๕๖๗",
    "email": "orathai@agency.example.go.th",
}
OWN = "ช้างน้อยสามเชือกข้ามน้ำ"


async def row(browser: httpx.AsyncClient, sign_in_name: str) -> dict[str, object]:
    rows = (await browser.get(PEOPLE)).json()
    return next(each for each in rows if each["sign_in_name"] == sign_in_name)


async def stand(
    browser: httpx.AsyncClient, who: Cast, *, active: bool, administrator: bool
) -> httpx.Response:
    standing = {"active": active, "administrator": administrator}
    return await browser.put(f"{PEOPLE}/{who.person}/standing", json=standing)


async def sign_in(server: Loopback, name: str, password: str) -> tuple[httpx.AsyncClient, httpx.Response]:
    browser = server.stranger()
    return browser, await browser.post("/api/sign-in", json={"name": name, "password": password})


async def test_an_administrator_adds_a_person_who_has_no_password_and_no_right(server: Loopback) -> None:
    somsak = await server.browser(SOMSAK)
    answer = await somsak.post(PEOPLE, json=NEW)
    assert answer.status_code == 201
    assert await row(somsak, "orathai") == NEW | {
        "person": answer.json()["person"],
        "sign_in_name": "orathai",
        "active": True,
        "administrator": False,
        "password": "none",
        "second_factor": False,
    }
    for password in ("", "none", PASSWORD):
        assert (await sign_in(server, "orathai", password))[1].status_code == 401


async def test_what_is_known_of_a_person_is_changed(server: Loopback) -> None:
    somsak = await server.browser(SOMSAK)
    changed = NEW | {"sign_in_name": "thana", "name": "นายธนา มั่นสมมติ"}
    assert (await somsak.put(f"{PEOPLE}/{THANA.person}", json=changed)).status_code == 204
    assert (await row(somsak, "thana"))["telephone"] == NEW["telephone"]
    taken = await somsak.put(f"{PEOPLE}/{THANA.person}", json=changed | {"sign_in_name": "Arunee"})
    assert (taken.status_code, taken.json()["reason"]) == (409, "sign_in_name_taken")
    nobody = await somsak.put(f"{PEOPLE}/per_{'x' * 22}", json=changed)
    assert (nobody.status_code, nobody.json()["reason"]) == (404, "unknown_person")


@pytest.mark.parametrize(
    ("change", "field", "fault"),
    [
        ({"name": "=1+1"}, "name", "computes"),
        ({"name": "นาย\u202eก"}, "name", "unseen_sign"),
        ({"name": "นาย\u0000ก"}, "name", "unseen_sign"),
        ({"office": "  "}, "office", "empty"),
        ({"email": "somebody"}, "email", "no_address"),
    ],
)
async def test_what_may_not_stand_there_is_named(
    server: Loopback, change: dict[str, str], field: str, fault: str
) -> None:
    somsak = await server.browser(SOMSAK)
    answer = await somsak.post(PEOPLE, json=NEW | change)
    assert answer.status_code == 422
    assert answer.json() == {"reason": "bad_details", "details": {"field": field, "fault": fault}}


async def test_only_an_administrator_comes_to_the_register_by_any_way(server: Loopback) -> None:
    routes = [
        (method, route.path.format(person=ARUNEE.person, provider="thaid"))
        for route in iter_route_contexts(server.app.routes)
        if route.path is not None and route.path.startswith("/api/register")
        for method in route.methods or ()
    ]
    assert len(routes) >= 5
    arunee, stranger = await server.browser(ARUNEE), server.stranger()
    body = NEW | {"active": True, "administrator": True}
    for method, path in routes:
        told = [
            (await browser.request(method, path, json=body)).status_code for browser in (arunee, stranger)
        ]
        assert (method, path, told) == (method, path, [403, 401])


async def test_nobody_makes_themselves_an_administrator(server: Loopback) -> None:
    arunee, somsak = await server.browser(ARUNEE), await server.browser(SOMSAK)
    assert (await stand(arunee, ARUNEE, active=True, administrator=True)).json()["reason"] == "not_allowed"
    escalated = [
        await somsak.post(PEOPLE, json=NEW | {"administrator": True}),
        await somsak.put(f"{PEOPLE}/{ARUNEE.person}", json=NEW | {"administrator": True}),
        await arunee.post(
            "/api/sign-in", json={"name": "arunee", "password": PASSWORD, "administrator": True}
        ),
    ]
    assert [answer.json()["reason"] for answer in escalated] == ["malformed"] * 3
    assert (await row(somsak, "arunee"))["administrator"] is False
    assert "register.keep" not in (await arunee.get("/api/me")).json()["may"]


async def test_an_administrator_makes_another_and_the_last_one_stays(server: Loopback) -> None:
    somsak, arunee = await server.browser(SOMSAK), await server.browser(ARUNEE)
    for active, administrator in ((True, False), (False, True)):
        last = await stand(somsak, SOMSAK, active=active, administrator=administrator)
        assert (last.status_code, last.json()["reason"]) == (409, "last_administrator")
    assert (await stand(somsak, ARUNEE, active=True, administrator=True)).status_code == 204
    assert "register.keep" in (await arunee.get("/api/me")).json()["may"]
    assert (await stand(arunee, SOMSAK, active=True, administrator=False)).status_code == 204
    assert (await somsak.get(PEOPLE)).status_code == 403


async def test_a_closed_account_ends_its_sessions_and_lines_and_opens_none(server: Loopback) -> None:
    somsak, thana = await server.browser(SOMSAK), await server.browser(THANA)
    page = (await server.entered(THANA))[0]
    assert (await stand(somsak, THANA, active=False, administrator=False)).status_code == 204
    assert await page.next("goodbye") == {"type": "goodbye", "reason": "signed_out"}
    await page.ended()
    assert THANA.seat not in (await server.room()).meeting.attendance.connected
    assert (await thana.get("/api/me")).status_code == 401
    assert (await sign_in(server, "thana", PASSWORD))[1].json()["reason"] == "wrong_password"
    assert THANA.person not in [each["person"] for each in (await somsak.get("/api/people")).json()]
    assert (await somsak.post(f"{PEOPLE}/{THANA.person}/first-password")).status_code == 404
    assert (await stand(somsak, THANA, active=True, administrator=False)).status_code == 204
    assert (await thana.get("/api/me")).status_code == 401
    assert (await sign_in(server, "thana", PASSWORD))[1].status_code == 200


async def test_a_first_password_lets_in_to_choose_another_and_to_nothing_else(server: Loopback) -> None:
    somsak, before = await server.browser(SOMSAK), await server.browser(KAMALA)
    given = (await somsak.post(f"{PEOPLE}/{KAMALA.person}/first-password")).json()["password"]
    assert (await before.get("/api/me")).status_code == 401
    assert (await row(somsak, "kamala"))["password"] == "first"
    browser, answer = await sign_in(server, "kamala", given)
    assert answer.status_code == 200
    assert (await browser.get("/api/me")).json()["may"] == ["password.change"]
    for path in ("/api/people", "/api/meetings", f"/api/meetings/{MEETING}/view"):
        assert (await browser.get(path)).json()["reason"] == "must_change_password"
    ticket = await browser.post("/api/tickets", json={"meeting": MEETING})
    assert ticket.json()["reason"] == "must_change_password"
    other, _ = await sign_in(server, "kamala", given)
    token = browser.cookies[COOKIE]
    assert (await browser.post("/api/me/password", json={"old": given, "new": OWN})).status_code == 204
    assert browser.cookies[COOKIE] != token
    assert (await browser.get("/api/meetings")).status_code == 200
    assert (await other.get("/api/me")).status_code == 401
    assert (await sign_in(server, "kamala", given))[1].status_code == 401
    assert (await row(somsak, "kamala"))["password"] == "own"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("not the password", OWN, "wrong_own_password"),
        (PASSWORD, "สั้น", "weak_password"),
        (PASSWORD, "arunee-arunee-1", "weak_password"),
        (PASSWORD, PASSWORD, "same_password"),
    ],
)
async def test_a_password_that_may_not_be_chosen(server: Loopback, old: str, new: str, reason: str) -> None:
    arunee = await server.browser(ARUNEE)
    answer = await arunee.post("/api/me/password", json={"old": old, "new": new})
    assert answer.json()["reason"] == reason
    assert (await arunee.get("/api/me")).status_code == 200


async def test_another_sites_page_changes_nothing(server: Loopback) -> None:
    somsak = await server.browser(SOMSAK)
    somsak.headers["origin"] = "https://evil.example"
    assert (await somsak.post(PEOPLE, json=NEW)).status_code == 403
    assert (await somsak.post(f"{PEOPLE}/{ARUNEE.person}/first-password")).status_code == 403


async def test_several_are_given_first_passwords_at_once(
    server: Loopback, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    somsak = await server.browser(SOMSAK)
    names = ("orathai", "kasem")
    added = [
        (await somsak.post(PEOPLE, json=NEW | {"sign_in_name": each})).json()["person"] for each in names
    ]
    first = await somsak.post(SEVERAL, json={"people": added})
    again = await somsak.post(SEVERAL, json={"people": [added[1], added[1]]})
    given = [*first.json()["passwords"], *again.json()["passwords"]]
    assert [each["sign_in_name"] for each in given] == [*names, "kasem"]
    assert len({each["password"] for each in given}) == 3
    logged = caplog.text + "".join(capsys.readouterr())
    assert not [each for each in given if each["password"] in logged]
    codes = [(await sign_in(server, each["sign_in_name"], each["password"]))[1].status_code for each in given]
    assert codes == [200, 401, 200]
    browser, _ = await sign_in(server, "orathai", given[0]["password"])
    assert (await browser.get("/api/meetings")).json()["reason"] == "must_change_password"


async def test_of_several_with_one_who_may_not_be_given_one_nobody_is(server: Loopback) -> None:
    """A list never takes away a password of somebody's own, nor wakes a closed account."""
    somsak, thana = await server.browser(SOMSAK), await server.browser(THANA)
    added = (await somsak.post(PEOPLE, json=NEW)).json()["person"]
    assert (await stand(somsak, KAMALA, active=False, administrator=False)).status_code == 204
    for other, code, reason in (
        (THANA.person, 409, "changed_meanwhile"),
        (KAMALA.person, 404, "unknown_person"),
        ("per_" + "x" * 22, 404, "unknown_person"),
    ):
        answer = await somsak.post(SEVERAL, json={"people": [added, other]})
        assert (answer.status_code, answer.json()["reason"]) == (code, reason)
    for people, code in (([], 422), (["=x"], 422), ([added] * 201, 413)):
        assert (await somsak.post(SEVERAL, json={"people": people})).status_code == code
    assert (await thana.post(SEVERAL, json={"people": [added]})).status_code == 403
    assert (await row(somsak, "orathai"))["password"] == "none"
    assert (await thana.get("/api/me")).status_code == 200
