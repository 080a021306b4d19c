"""The agency's official name: asked of the first administrator, and of nobody else; nothing is done before."""

from dataclasses import replace

import pytest

from meeting_server.config import DEMO_AGENCY
from tests.api.test_bad_requests import NEW
from tests.api.test_register import OWN
from tests.loopback import MEETING, Loopback
from tests.people import ARUNEE, SOMSAK

NAME = "สำนักงานทดสอบระบบ"
NUMBER = "๐ ๒๑๒๓ ๔๕๖๗ ต่อ ๘"


async def without_demo(server: Loopback, agency: str = "") -> None:
    await server.stop()
    server.settings = replace(server.settings, demo=False, agency=agency)
    await server.start()


async def test_before_it_is_named_nothing_but_naming_it_is_done(server: Loopback) -> None:
    await without_demo(server)
    somsak, arunee = await server.browser(SOMSAK), await server.browser(ARUNEE)
    for method, address in [
        ("GET", "/api/meetings"),
        ("POST", "/api/meetings"),
        ("GET", "/api/register/people"),
        ("GET", "/api/me/second-factor"),
        ("POST", "/api/passkeys/question"),
        ("GET", f"/api/meetings/{MEETING}/view"),
    ]:
        answer = await somsak.request(method, address, json=NEW if method == "POST" else None)
        assert (address, answer.json()["reason"]) == (address, "agency_not_named")
    assert (await arunee.get("/api/me")).json()["may"] == []
    refused = await arunee.put("/api/agency", json={"name": NAME})
    assert (refused.status_code, refused.json()["reason"]) == (403, "not_allowed")
    me = (await somsak.get("/api/me")).json()
    assert (me["agency"], me["may"]) == ("", ["agency.name"])
    assert (await somsak.put("/api/agency", json={"name": f" {NAME} "})).status_code == 204
    me = (await somsak.get("/api/me")).json()
    assert me["agency"] == NAME
    assert "register.keep" in me["may"]
    assert (await arunee.get("/api/meetings")).status_code == 200


async def test_the_name_outlives_the_server_and_stands_in_what_is_called_from_then_on(
    server: Loopback,
) -> None:
    await without_demo(server)
    somsak = await server.browser(SOMSAK)
    assert (await somsak.put("/api/agency", json={"name": NAME})).status_code == 204
    await server.stop()
    await server.start()
    arunee = await server.browser(ARUNEE)
    assert (await arunee.get("/api/agency")).json() == {"name": NAME, "fixed": False, "telephone": ""}
    called = await arunee.post("/api/meetings", json=NEW)
    assert called.status_code == 201
    door = await arunee.get(f"/api/meetings/{called.json()['meeting']}/door")
    assert door.json()["agency"] == NAME
    somsak = await server.browser(SOMSAK)
    assert (await somsak.put("/api/agency", json={"name": "กรมอื่น"})).status_code == 204
    # A meeting keeps the name with which it was called.
    door = await arunee.get(f"/api/meetings/{called.json()['meeting']}/door")
    assert door.json()["agency"] == NAME


async def test_a_name_that_the_operator_set_is_changed_there_alone(server: Loopback) -> None:
    await without_demo(server, agency="กรมตัวอย่าง")
    somsak = await server.browser(SOMSAK)
    assert (await somsak.get("/api/agency")).json() == {"name": "กรมตัวอย่าง", "fixed": True, "telephone": ""}
    answer = await somsak.put("/api/agency", json={"name": NAME})
    assert (answer.status_code, answer.json()["reason"]) == (409, "agency_named_outside")
    number = {"name": "กรมตัวอย่าง", "telephone": NUMBER}
    assert (await somsak.put("/api/agency", json=number)).status_code == 204
    assert (await server.stranger().get("/api/agency/contact")).json() == number


async def test_the_demo_has_a_name_of_its_own_until_it_is_given_another(server: Loopback) -> None:
    somsak = await server.browser(SOMSAK)
    assert (await somsak.get("/api/agency")).json() == {"name": DEMO_AGENCY, "fixed": False, "telephone": ""}
    assert (await somsak.put("/api/agency", json={"name": NAME})).status_code == 204
    assert (await somsak.get("/api/me")).json()["agency"] == NAME


@pytest.mark.parametrize(
    ("name", "fault"), [("", "empty"), ("  ", "empty"), ("ก" * 201, "too_long"), ("=1+1", "computes")]
)
async def test_what_is_no_name_is_refused(server: Loopback, name: str, fault: str) -> None:
    somsak = await server.browser(SOMSAK)
    answer = await somsak.put("/api/agency", json={"name": name})
    assert (answer.status_code, answer.json()) == (
        422,
        {"reason": "bad_details", "details": {"field": "name", "fault": fault}},
    )


async def test_a_first_password_is_changed_before_the_agency_is_named(server: Loopback) -> None:
    somsak = await server.browser(SOMSAK)
    given = await somsak.post(f"/api/register/people/{SOMSAK.person}/first-password")
    await without_demo(server)
    browser = server.stranger()
    signed_in = {"name": SOMSAK.sign_in, "password": given.json()["password"]}
    await browser.post("/api/sign-in", json=signed_in)
    assert (await browser.get("/api/me")).json()["may"] == ["password.change"]
    answer = await browser.put("/api/agency", json={"name": NAME})
    assert answer.json()["reason"] == "must_change_password"
    change = {"old": given.json()["password"], "new": OWN}
    assert (await browser.post("/api/me/password", json=change)).status_code == 204
    assert (await browser.put("/api/agency", json={"name": NAME})).status_code == 204
    assert (await server.stranger().put("/api/agency", json={"name": NAME})).status_code == 401


async def test_whoever_cannot_sign_in_reads_whose_server_it_is_and_whom_to_call(server: Loopback) -> None:
    somsak, stranger = await server.browser(SOMSAK), server.stranger()
    assert (await stranger.get("/api/agency/contact")).json() == {"name": DEMO_AGENCY, "telephone": ""}
    given = {"name": NAME, "telephone": f" {NUMBER} "}
    assert (await somsak.put("/api/agency", json=given)).status_code == 204
    await server.stop()
    await server.start()
    assert (await server.stranger().get("/api/agency/contact")).json() == {"name": NAME, "telephone": NUMBER}
    wrong = await (await server.browser(SOMSAK)).put("/api/agency", json={"name": NAME, "telephone": "โทรมา"})
    assert wrong.json()["details"] == {"field": "telephone", "fault": "no_telephone"}
    assert (await (await server.browser(ARUNEE)).put("/api/agency", json=given)).status_code == 403
