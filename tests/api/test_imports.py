"""A table of people: shown before anything is written, and then exactly what was shown, or nothing."""

import asyncio

import httpx
import pytest

from meeting_server.api.limits import LONGEST, LONGEST_TABLE
from meeting_server.services.register import MOST_PASSWORDS
from tests.loopback import Loopback
from tests.people import ARUNEE, SOMSAK, THANA

TABLE = "/api/register/table"
HEAD = "ชื่อผู้ใช้;ชื่อ-สกุล;ตำแหน่ง;โทรศัพท์\r\n"
NEW = "orathai;นางสาวอรทัย น้ำสมมติ;นักวิชาการ;๐ ๒๑๒๓ ๔๕๖๗\r\n"
CHANGED = f"thana;{THANA.name};ประธานอนุกรรมการ;\r\n"


async def register(browser: httpx.AsyncClient) -> dict[str, dict[str, object]]:
    return {each["sign_in_name"]: each for each in (await browser.get("/api/register/people")).json()}


def sheet(*lines: str) -> bytes:
    return "".join((HEAD, *lines)).encode("cp874")


async def test_a_table_of_thai_excel_is_shown_and_then_taken_in(server: Loopback) -> None:
    somsak = await server.browser(SOMSAK)
    before, content = await register(somsak), sheet(NEW, CHANGED)
    shown = (await somsak.post(TABLE, content=content)).json()
    assert (shown["encoding"], shown["separator"]) == ("TIS-620", ";")
    assert shown["counts"] == {"new": 1, "changes": 1, "same": 0, "bad": 0}
    assert [(each["line"], each["state"]) for each in shown["lines"]] == [(2, "new"), (3, "changes")]
    assert {"field": "office", "before": THANA.office, "after": "ประธานอนุกรรมการ"} in shown["lines"][1][
        "changes"
    ]
    assert await register(somsak) == before
    done = await somsak.post(TABLE, content=content, params={"digest": shown["digest"]})
    assert done.status_code == 200
    after = await register(somsak)
    assert (after["orathai"]["name"], after["orathai"]["password"]) == ("นางสาวอรทัย น้ำสมมติ", "none")
    assert (after["orathai"]["administrator"], after["thana"]["office"]) == (False, "ประธานอนุกรรมการ")
    assert (await somsak.post(TABLE, content=content)).json()["counts"]["same"] == 2
    assert {name for name in after if after[name] != before.get(name)} == {"orathai", "thana"}


async def test_a_bad_line_is_named_and_nothing_of_the_table_is_taken_in(server: Loopback) -> None:
    somsak = await server.browser(SOMSAK)
    before, content = await register(somsak), sheet(NEW, "kasem;=cmd();กรรมการ;\r\n")
    shown = (await somsak.post(TABLE, content=content)).json()
    assert shown["lines"][1]["faults"] == [{"field": "name", "fault": "computes"}]
    answer = await somsak.post(TABLE, content=content, params={"digest": shown["digest"]})
    assert answer.json() == {
        "reason": "bad_details",
        "details": {"field": "name", "line": 3, "fault": "computes"},
    }
    assert await register(somsak) == before


async def test_what_was_not_shown_is_not_done(server: Loopback) -> None:
    somsak = await server.browser(SOMSAK)
    digest = (await somsak.post(TABLE, content=sheet(NEW))).json()["digest"]
    other = await somsak.post(TABLE, content=sheet(NEW, CHANGED), params={"digest": digest})
    assert (other.status_code, other.json()["reason"]) == (409, "changed_meanwhile")
    person = {"sign_in_name": "kasem", "name": "นายเกษม", "office": "กรรมการ", "telephone": "", "email": ""}
    assert (await somsak.post("/api/register/people", json=person)).status_code == 201
    before = await register(somsak)
    late = await somsak.post(TABLE, content=sheet(NEW), params={"digest": digest})
    assert (late.status_code, late.json()["reason"]) == (409, "changed_meanwhile")
    assert await register(somsak) == before


async def test_of_two_who_take_in_the_same_table_at_once_one_does(server: Loopback) -> None:
    somsak = await server.browser(SOMSAK)
    content = sheet(NEW, CHANGED)
    digest = (await somsak.post(TABLE, content=content)).json()["digest"]
    both = await asyncio.gather(
        *(somsak.post(TABLE, content=content, params={"digest": digest}) for _ in range(2))
    )
    assert sorted(each.status_code for each in both) == [200, 409]
    assert list(await register(somsak)).count("orathai") == 1


@pytest.mark.parametrize(
    ("content", "why"), [(b"", "no_head"), ("ก,ข".encode(), "no_head"), (b"\xff\x81", "letters")]
)
async def test_what_is_no_table_is_refused(server: Loopback, content: bytes, why: str) -> None:
    somsak = await server.browser(SOMSAK)
    answer = await somsak.post(TABLE, content=content)
    assert (answer.status_code, answer.json()["reason"]) == (422, "no_table")
    assert answer.json()["details"]["why"] == why


async def test_a_table_may_be_longer_than_another_body_and_not_endless(server: Loopback) -> None:
    somsak = await server.browser(SOMSAK)
    long = sheet(NEW) + b" " * LONGEST
    assert (await somsak.post(TABLE, content=long)).status_code == 200
    endless = await somsak.post(TABLE, content=b" " * (LONGEST_TABLE + 1))
    assert (endless.status_code, endless.json()["reason"]) == (413, "too_large")
    elsewhere = await somsak.post("/api/register/people", content=long)
    assert elsewhere.status_code == 413


async def test_only_an_administrator_sends_one_and_only_from_our_page(server: Loopback) -> None:
    arunee, somsak = await server.browser(ARUNEE), await server.browser(SOMSAK)
    assert (await arunee.post(TABLE, content=sheet(NEW))).status_code == 403
    assert (await server.stranger().post(TABLE, content=sheet(NEW))).status_code == 401
    somsak.headers["origin"] = "https://evil.example"
    assert (await somsak.post(TABLE, content=sheet(NEW))).status_code == 403


async def test_the_template_is_a_table(server: Loopback) -> None:
    somsak = await server.browser(SOMSAK)
    template = (await somsak.get(TABLE)).content
    shown = (await somsak.post(TABLE, content=template)).json()
    assert (shown["encoding"], shown["counts"]["new"], shown["counts"]["bad"]) == ("UTF-8", 1, 0)


async def test_those_who_are_new_can_be_given_first_passwords(server: Loopback) -> None:
    somsak = await server.browser(SOMSAK)
    content = sheet(NEW, CHANGED)
    digest = (await somsak.post(TABLE, content=content)).json()["digest"]
    done = (await somsak.post(TABLE, content=content, params={"digest": digest, "passwords": "true"})).json()
    (given,) = done["passwords"]
    assert (given["sign_in_name"], given["name"]) == ("orathai", "นางสาวอรทัย น้ำสมมติ")
    signed = await server.stranger().post(
        "/api/sign-in", json={"name": "orathai", "password": given["password"]}
    )
    assert signed.status_code == 200
    after = await register(somsak)
    assert (after["orathai"]["password"], after["thana"]["password"]) == ("first", "own")


async def test_more_first_passwords_than_are_given_at_once_give_none_and_add_nobody(server: Loopback) -> None:
    somsak = await server.browser(SOMSAK)
    before = await register(somsak)
    content = sheet(*(f"person{at};นายคนที่ {at} สมมติ;กรรมการ;\r\n" for at in range(MOST_PASSWORDS + 1)))
    digest = (await somsak.post(TABLE, content=content)).json()["digest"]
    answer = await somsak.post(TABLE, content=content, params={"digest": digest, "passwords": "true"})
    assert (answer.status_code, answer.json()["reason"]) == (413, "too_large")
    assert await register(somsak) == before
