"""Calling a meeting over HTTP, and its door."""

import hashlib

import pytest

from meeting_server.services.notice import NOTICE
from tests.api.test_bad_requests import NEW
from tests.loopback import ACCEPTED, MEETING, Loopback
from tests.people import ARUNEE, CHAI, DARIN, KONG, THANA, VEERA, WILAI, Cast


def seat(cast: Cast, *roles: str) -> dict[str, object]:
    return {"person": cast.person, "roles": list(roles)}


CAPACITY = f"/api/meetings/{MEETING}/capacity"


async def test_a_called_meeting_is_in_the_lists_of_its_people_and_of_nobody_else(server: Loopback) -> None:
    arunee = await server.browser(ARUNEE)
    answer = await arunee.post("/api/meetings", json=NEW)
    assert answer.status_code == 201, answer.text
    meeting = answer.json()["meeting"]
    for cast, has in [(ARUNEE, True), (THANA, True), (WILAI, False)]:
        rows = (await (await server.browser(cast)).get("/api/meetings")).json()
        assert (meeting in [row["meeting"] for row in rows]) is has
    view = (await arunee.get(f"/api/meetings/{meeting}/view")).json()
    assert (view["room"]["body"], view["room"]["phase"]) == (NEW["body"], "called")
    assert view["room"]["starts_at"] == "2026-12-01T02:00:00.000Z"
    room = await server.house.rooms.find(meeting)
    assert [each.name for each in room.meeting.calling.seats.values()] == [ARUNEE.name, THANA.name, CHAI.name]


async def test_the_list_says_which_meetings_are_held_by_sound_alone(server: Loopback) -> None:
    arunee = await server.browser(ARUNEE)
    called = {
        (await arunee.post("/api/meetings", json={**NEW, "sound_only": sound_only})).json()[
            "meeting"
        ]: sound_only
        for sound_only in (True, False)
    }
    rows = (await arunee.get("/api/meetings")).json()
    listed = {row["meeting"]: row["sound_only"] for row in rows}
    assert {meeting: listed[meeting] for meeting in (*called, MEETING)} == {**called, MEETING: False}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"legal_effect": True}, "legal_effect_needs_statute"),
        ({"profile": "seed-1999"}, "unknown_profile"),
        ({"profile": "agency-own"}, "unknown_profile"),
        ({"legal_effect": True, "profile": "decree-2563"}, "exclusion_not_asked"),
        ({"profile": "decree-2563", "excluded": True}, "excluded_by_law"),
        ({"profile": "apa-2539", "excluded": False, "starts_at": "2020-12-01T02:00:00Z"}, "notice_too_short"),
        ({"recalled_from": "2026-11-30"}, "no_recall"),
        ({"recalled_from": 1}, "malformed"),
        ({"profile": 1}, "malformed"),
        ({"excluded": "no"}, "malformed"),
        ({"body": "คณะกรรมการ (ลับ)"}, "classified"),
        ({"body": " "}, "empty_text"),
        ({"items": []}, "no_agenda"),
        ({"backup": {"kind": "telephone", "address": " "}}, "no_backup_channel"),
        ({"seats": [seat(ARUNEE, "member"), seat(CHAI, "support")]}, "no_chair"),
        ({"seats": [seat(ARUNEE, "chair")]}, "no_support_officer"),
        ({"seats": [seat(ARUNEE, "chair"), seat(ARUNEE, "support")]}, "seat_twice"),
        ({"seats": [seat(THANA, "chair"), seat(CHAI, "support")]}, "caller_has_no_part"),
        (
            {"seats": [seat(THANA, "chair"), seat(CHAI, "support"), seat(ARUNEE, "member")]},
            "caller_has_no_part",
        ),
        (
            {"seats": [seat(ARUNEE, "chair"), {"person": "per_" + "x" * 22, "roles": ["support"]}]},
            "malformed",
        ),
    ],
)
async def test_a_meeting_that_may_not_be_called(
    server: Loopback, change: dict[str, object], reason: str
) -> None:
    arunee = await server.browser(ARUNEE)
    before = (await arunee.get("/api/meetings")).json()
    answer = await arunee.post("/api/meetings", json={**NEW, **change})
    assert answer.json()["reason"] == reason
    assert (await arunee.get("/api/meetings")).json() == before


async def test_the_door_shows_the_notice_that_is_accepted_by_entering(server: Loopback) -> None:
    told = (await (await server.browser(DARIN)).get(f"/api/meetings/{MEETING}/door")).json()
    assert told["notice"] == {
        "version": NOTICE.version,
        "sha256": NOTICE.sha256,
        "th": NOTICE.th,
        "en": NOTICE.en,
    }
    words = f"{NOTICE.version}\n{NOTICE.th}\n{NOTICE.en}\n"
    assert NOTICE.sha256 == hashlib.sha256(words.encode()).hexdigest()
    assert told["support"] == {"name": CHAI.name}
    assert told["backup"] == {"kind": "telephone", "address": "๐ ๐๐๐๐ ๐๐๐๐"}
    thana = await server.page(THANA)
    assert await thana.refused("presence.enter", notice="0" * 64) == "notice_not_accepted"
    await thana.do("presence.enter", **{name: told[name]["sha256"] for name in ("notice", "terms", "manual")})


async def test_who_prepares_reads_beforehand_whether_the_machine_is_large_enough(server: Loopback) -> None:
    arunee = await server.browser(ARUNEE)
    board = (await arunee.get(CAPACITY)).json()
    assert [line["what"] for line in board["lines"]] == ["processor", "network", "recording"]
    assert board["lines"][0]["state"] == "fits"
    assert board["lines"][1]["have"] is None, "nobody has set UPLINK_MBIT"
    assert board["lines"][2]["have"] == 100e6
    assert (board["others"], board["sound_only"], board["advice"]) == (0, False, None)
    view = (await arunee.get(f"/api/meetings/{MEETING}/view")).json()
    assert "capacity.read" in view["you"]["may"]
    thana = (await (await server.browser(THANA)).get(f"/api/meetings/{MEETING}/view")).json()
    assert "capacity.read" not in thana["you"]["may"]


async def test_of_a_meeting_that_sits_the_figures_are_for_those_who_are_in_it(server: Loopback) -> None:
    pages = {cast: await server.page(cast) for cast in (ARUNEE, KONG, THANA, WILAI, VEERA)}
    for page in pages.values():
        await page.do("presence.enter", **ACCEPTED)
    await pages[ARUNEE].do("session.open_meeting")
    answers = {cast: await (await server.browser(cast)).get(CAPACITY) for cast in (KONG, CHAI)}
    assert (answers[KONG].status_code, answers[CHAI].status_code) == (200, 403)
    assert answers[CHAI].json()["reason"] == "not_entered"


async def test_a_meeting_under_a_law_keeps_the_rules_of_that_law(server: Loopback) -> None:
    arunee = await server.browser(ARUNEE)
    offered = {each["name"]: each for each in (await arunee.get("/api/profiles")).json()}
    assert list(offered) == ["seed-2563", "decree-2563", "apa-2539"]
    assert [each["statutory"] for each in offered.values()] == [False, True, True]
    assert offered["seed-2563"]["repealed"]
    assert (offered["apa-2539"]["notice_days"], offered["apa-2539"]["asks_exclusion"]) == (3, True)
    asked = {**NEW, "legal_effect": True, "profile": "apa-2539", "excluded": False, "urgent": "น้ำท่วม"}
    called = (await arunee.post("/api/meetings", json={**asked, "recalled_from": "2026-11-30"})).json()[
        "meeting"
    ]
    meeting = (await server.room(called)).meeting
    assert meeting.profile.name == "apa-2539"
    assert meeting.calling.called is not None
    assert (meeting.calling.called.urgent, meeting.calling.called.recalled_from) == ("น้ำท่วม", "2026-11-30")
    assert (await arunee.get(f"/api/meetings/{called}/view")).json()["room"]["rules"]["name"] == "apa-2539"
