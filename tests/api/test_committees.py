"""Committees: who sees to one, what may stand in it, and a meeting that is called of it."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from meeting_server.meeting.ids import MeetingId
from tests.api.test_bad_requests import NEW as MEETING_ASKED
from tests.loopback import Loopback
from tests.people import ARUNEE, CHAI, KONG, SOMSAK, THANA, VEERA, Cast

COMMITTEES = "/api/committees"


def standing(who: Cast, *roles: str, **more: str | None) -> dict[str, object]:
    return {"person": who.person, "roles": list(roles), **more}


NEW: dict[str, object] = {
    "version": 0,
    "name_th": " คณะกรรมการตัวอย่าง ",
    "name_en": "Example Committee",
    "agency": "กรมตัวอย่าง",
    "place": "ห้องประชุม ๑",
    "backup_kind": "telephone",
    "backup_address": "๐ ๒๑๒๓ ๔๕๖๗",
    "active": True,
    "roster": [
        standing(ARUNEE, "chair", "member", office="ผู้แทนกรมตัวอย่าง"),
        standing(THANA, "member", since="2026-01-01", until="2999-12-31"),
        standing(VEERA, "secretary", "member"),
        standing(CHAI, "support"),
    ],
}


async def make(server: Loopback, **change: object) -> str:
    somsak = await server.browser(SOMSAK)
    answer = await somsak.post(COMMITTEES, json=NEW | change)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["committee"])


async def seen(browser: httpx.AsyncClient) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await browser.get(COMMITTEES)).json()
    return found


async def test_a_committee_is_kept_with_its_roster_in_its_order(server: Loopback) -> None:
    made = await make(server)
    (shown,) = await seen(await server.browser(SOMSAK))
    assert shown | {"roster": []} == NEW | {
        "committee": made,
        "version": 1,
        "name_th": "คณะกรรมการตัวอย่าง",
        "may": ["keep"],
        "last_numbers": {},
        "roster": [],
    }
    roster = shown["roster"]
    assert isinstance(roster, list)
    assert [each["person"] for each in roster] == [ARUNEE.person, THANA.person, VEERA.person, CHAI.person]
    assert roster[0] == {
        "person": ARUNEE.person,
        "name": ARUNEE.name,
        "own_office": ARUNEE.office,
        "roles": ["chair", "member"],
        "office": "ผู้แทนกรมตัวอย่าง",
        "since": None,
        "until": None,
        "stands": True,
    }
    assert (roster[1]["since"], roster[1]["until"]) == ("2026-01-01", "2999-12-31")


async def test_each_sees_what_they_may_do_something_with(server: Loopback) -> None:
    await make(server)
    may = {}
    for who in (ARUNEE, THANA, VEERA, CHAI, KONG):
        browser = await server.browser(who)
        may[who] = [each["may"] for each in await seen(browser)]
        assert ("committees.see" in (await browser.get("/api/me")).json()["may"]) is bool(may[who])
    assert may == {ARUNEE: [["call"]], THANA: [], VEERA: [["call", "keep"]], CHAI: [], KONG: []}


async def test_an_administrator_calls_meetings_only_of_a_committee_of_theirs(server: Loopback) -> None:
    of_others = await make(server)
    own = await make(
        server, name_th="คณะของตน", roster=[standing(SOMSAK, "controller"), standing(ARUNEE, "chair")]
    )
    ended = await make(server, name_th="สิ้นสุด", active=False, roster=[standing(SOMSAK, "controller")])
    somsak = await server.browser(SOMSAK)
    assert {each["committee"]: each["may"] for each in await seen(somsak)} == {
        of_others: ["keep"],
        own: ["call", "keep"],
        ended: ["keep"],
    }
    seats = [standing(ARUNEE, "chair"), standing(CHAI, "support"), standing(SOMSAK, "controller")]
    for committee, reason in ((of_others, "not_your_committee"), (ended, "not_your_committee"), (own, None)):
        answer = await somsak.post(
            "/api/meetings", json=MEETING_ASKED | {"committee": committee, "seats": seats}
        )
        assert (answer.status_code, answer.json().get("reason")) == ((403, reason) if reason else (201, None))


async def test_its_secretary_changes_the_roster_but_not_the_name_and_nobody_elses(server: Loopback) -> None:
    made, other = await make(server), await make(server, name_th="คณะอื่น", roster=[])
    veera = await server.browser(VEERA)
    named = NEW | {"name_th": "คณะกรรมการตัวอย่าง", "version": 1}
    changed = named | {"roster": [standing(VEERA, "secretary"), standing(KONG, "controller")]}
    assert (await veera.put(f"{COMMITTEES}/{made}", json=changed)).status_code == 204
    for change in ({"name_th": "คณะใหม่"}, {"active": False}):
        answer = await veera.put(f"{COMMITTEES}/{made}", json=changed | {"version": 2} | change)
        assert (answer.status_code, answer.json()["reason"]) == (403, "not_allowed")
    for who, where in ((VEERA, other), (KONG, made), (THANA, made)):
        answer = await (await server.browser(who)).put(f"{COMMITTEES}/{where}", json=changed | {"version": 2})
        assert (answer.status_code, answer.json()["reason"]) == (404, "unknown_committee")
    assert (await veera.post(COMMITTEES, json=NEW)).status_code == 403
    somsak = await server.browser(SOMSAK)
    closed = changed | {"version": 2, "active": False}
    assert (await somsak.put(f"{COMMITTEES}/{made}", json=closed)).status_code == 204
    assert await seen(veera) == []


async def test_a_secretary_whose_time_is_over_is_one_no_more(server: Loopback) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    made = await make(server, roster=[standing(VEERA, "secretary", until=yesterday)])
    veera = await server.browser(VEERA)
    assert await seen(veera) == []
    answer = await veera.put(f"{COMMITTEES}/{made}", json=NEW | {"version": 1})
    assert answer.json()["reason"] == "unknown_committee"


async def test_of_two_who_change_it_at_once_the_later_is_told(server: Loopback) -> None:
    made = await make(server)
    somsak = await server.browser(SOMSAK)
    assert (await somsak.put(f"{COMMITTEES}/{made}", json=NEW | {"version": 1})).status_code == 204
    late = await somsak.put(f"{COMMITTEES}/{made}", json=NEW | {"version": 1, "roster": []})
    assert (late.status_code, late.json()["reason"]) == (409, "changed_meanwhile")
    (shown,) = await seen(somsak)
    assert shown["version"] == 2
    assert len(list(shown["roster"])) == 4  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name_th": " "}, ("name_th", 0, "empty")),
        ({"name_en": "=1"}, ("name_en", 0, "computes")),
        ({"place": "ก\u202eข"}, ("place", 0, "unseen_sign")),
        ({"agency": "ก" * 201}, ("agency", 0, "too_long")),
        ({"backup_address": "@cmd"}, ("backup_address", 0, "computes")),
        ({"roster": [standing(THANA, "member"), standing(THANA, "chair")]}, ("person", 2, "twice")),
        ({"roster": [standing(THANA)]}, ("roles", 1, "empty")),
        ({"roster": [standing(THANA, "member", office="+1")]}, ("office", 1, "computes")),
        (
            {"roster": [standing(THANA, "member", since="2026-02-02", until="2026-02-01")]},
            ("until", 1, "ends_first"),
        ),
    ],
)
async def test_what_may_not_stand_there_is_named(
    server: Loopback, change: dict[str, object], told: tuple[str, int, str]
) -> None:
    somsak = await server.browser(SOMSAK)
    answer = await somsak.post(COMMITTEES, json=NEW | change)
    assert (answer.status_code, answer.json()["reason"]) == (422, "bad_details")
    details = answer.json()["details"]
    assert (details["field"], details["line"], details["fault"]) == told
    assert await seen(somsak) == []


async def test_nobody_stands_on_a_roster_who_is_not_in_the_register(server: Loopback) -> None:
    somsak = await server.browser(SOMSAK)
    nobody = {"person": f"per_{'x' * 22}", "roles": ["member"]}
    answer = await somsak.post(COMMITTEES, json=NEW | {"roster": [nobody]})
    assert (answer.status_code, answer.json()["reason"]) == (404, "unknown_person")
    assert await seen(somsak) == []


async def test_a_meeting_called_of_a_committee_has_its_offices_and_counts_its_number(
    server: Loopback,
) -> None:
    made = await make(server)
    arunee = await server.browser(ARUNEE)
    asked = MEETING_ASKED | {
        "body": "คณะกรรมการตัวอย่าง",
        "number": 7,
        "year": 2569,
        "committee": made,
        "seats": [standing(ARUNEE, "chair", "member"), standing(CHAI, "support"), standing(THANA, "member")],
    }
    answer = await arunee.post("/api/meetings", json=asked)
    assert answer.status_code == 201, answer.text
    (shown,) = await seen(arunee)
    assert shown["last_numbers"] == {"2569": 7}
    called = (await server.room(MeetingId(answer.json()["meeting"]))).meeting
    offices = {each.name: each.office for each in called.seats}
    assert offices == {ARUNEE.name: "ผู้แทนกรมตัวอย่าง", CHAI.name: CHAI.office, THANA.name: THANA.office}
    thana = await server.browser(THANA)
    assert "คณะกรรมการตัวอย่าง" in [each["body"] for each in (await thana.get("/api/meetings")).json()]


async def test_a_committee_of_others_lends_nobody_its_offices(server: Loopback) -> None:
    made = await make(server)
    kong = await server.browser(KONG)
    asked = MEETING_ASKED | {
        "committee": made,
        "seats": [standing(ARUNEE, "chair"), standing(CHAI, "support"), standing(KONG, "controller")],
    }
    answer = await kong.post("/api/meetings", json=asked)
    assert (answer.status_code, answer.json()["reason"]) == (404, "unknown_committee")


GUEST = {"guest": {"name": " นางนภา ชี้แจงสมมติ ", "office": "ผู้แทนบริษัทตัวอย่าง"}, "roles": ["presenter"]}


def with_guest(**change: object) -> dict[str, object]:
    seats = [standing(ARUNEE, "chair", "member"), standing(CHAI, "support"), GUEST | change]
    return MEETING_ASKED | {"seats": seats}


async def test_a_guest_has_a_seat_and_no_account(server: Loopback) -> None:
    arunee, somsak = await server.browser(ARUNEE), await server.browser(SOMSAK)
    answer = await arunee.post("/api/meetings", json=with_guest())
    assert answer.status_code == 201, answer.text
    seat = list((await server.room(MeetingId(answer.json()["meeting"]))).meeting.seats)[-1]
    assert (seat.name, seat.office) == ("นางนภา ชี้แจงสมมติ", "ผู้แทนบริษัทตัวอย่าง")
    for browser, address in ((arunee, "/api/people"), (somsak, "/api/register/people")):
        assert seat.person not in [each["person"] for each in (await browser.get(address)).json()]
    given = await somsak.post(f"/api/register/people/{seat.person}/first-password")
    assert (given.status_code, given.json()["reason"]) == (404, "unknown_person")
    signed = await server.stranger().post("/api/sign-in", json={"name": seat.person, "password": ""})
    assert signed.status_code in (401, 422)
    again = with_guest()
    again["seats"] = [standing(ARUNEE, "chair"), standing(CHAI, "support")]
    again["seats"].append({"person": seat.person, "roles": ["member"]})  # type: ignore[attr-defined]
    answer = await arunee.post("/api/meetings", json=again)
    assert (answer.status_code, answer.json()["reason"]) == (422, "malformed")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"roles": ["presenter", "member"]}, "guest_has_no_duty"),
        ({"guest": {"name": "", "office": "ก"}}, "bad_details"),
        ({"guest": {"name": "=1", "office": "ก"}}, "bad_details"),
        ({"guest": None}, "malformed"),
        ({"person": THANA.person}, "malformed"),
    ],
)
async def test_a_guest_that_may_not_be(server: Loopback, change: dict[str, object], reason: str) -> None:
    arunee = await server.browser(ARUNEE)
    answer = await arunee.post("/api/meetings", json=with_guest(**change))
    assert answer.json()["reason"] == reason


async def test_of_a_meeting_that_is_not_called_no_guest_is_left(server: Loopback) -> None:
    before = await server.house.people.everyone()
    arunee = await server.browser(ARUNEE)
    answer = await arunee.post("/api/meetings", json=with_guest() | {"items": []})
    assert answer.json()["reason"] == "no_agenda"
    assert len(await server.house.people.everyone()) == len(before)


ROSTER = "ชื่อผู้ใช้,บทบาท\r\narunee,ประธาน\r\nใครสักคน,กรรมการ\r\n".encode("cp874")


async def test_a_roster_is_read_from_a_table_and_nothing_is_written(server: Loopback) -> None:
    made = await make(server)
    veera = await server.browser(VEERA)
    read = (await veera.post(f"{COMMITTEES}/roster", content=ROSTER)).json()
    assert read["members"] == [
        {"person": ARUNEE.person, "roles": ["chair", "member"], "office": "", "since": None, "until": None}
    ]
    assert read["faults"] == [{"line": 3, "field": "sign_in_name", "fault": "nobody"}]
    (shown,) = await seen(veera)
    assert (shown["committee"], shown["version"]) == (made, 1)
    none = await veera.post(f"{COMMITTEES}/roster", content=b"a,b")
    assert (none.status_code, none.json()["reason"]) == (422, "no_table")


async def test_the_roster_to_begin_with_is_one(server: Loopback) -> None:
    somsak = await server.browser(SOMSAK)
    template = (await somsak.get(f"{COMMITTEES}/roster")).content
    read = (await somsak.post(f"{COMMITTEES}/roster", content=template)).json()
    assert (read["encoding"], read["ignored"]) == ("UTF-8", [])
    assert read["faults"] == [{"line": 2, "field": "sign_in_name", "fault": "nobody"}]


async def test_only_who_keeps_a_committee_has_a_roster_read(server: Loopback) -> None:
    await make(server)
    for who in (ARUNEE, THANA):
        answer = await (await server.browser(who)).post(f"{COMMITTEES}/roster", content=ROSTER)
        assert (answer.status_code, answer.json()["reason"]) == (403, "not_allowed")
    somsak = await server.browser(SOMSAK)
    assert (await somsak.post(f"{COMMITTEES}/roster", content=ROSTER)).status_code == 200
