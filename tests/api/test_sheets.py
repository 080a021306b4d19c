"""The sheets and the list of the missing, over HTTP."""

import json
from datetime import timedelta

from meeting_server.accounts.people import Details
from meeting_server.meeting.ids import MeetingId
from tests.api.closed import close_the_meeting
from tests.api.test_bad_requests import NEW
from tests.given import CALLED, ITEM_41
from tests.loopback import ACCEPTED, MEETING, Loopback
from tests.people import ARUNEE, CHAI, DARIN, KAMALA, KONG, PREECHA, SOMSAK, THANA, VEERA, WILAI

RECORD = f"/api/meetings/{MEETING}"


async def test_the_attendance_tells_of_each_seat_how_and_when(server: Loopback) -> None:
    await close_the_meeting(server)
    told = (await (await server.browser(DARIN)).get(f"{RECORD}/attendance")).json()
    assert told["opened_at"] < told["closed_at"]
    assert told["reconnect_seconds"] == 60
    seats = {each["seat"]: each for each in told["seats"]}
    thana, somsak = seats[THANA.seat], seats[SOMSAK.seat]
    assert (thana["proof"], thana["came"], thana["never_proven"]) == ("login", True, False)
    assert thana["proven_at"] <= thana["stays"][0]["since"]
    assert {stay["kind"] for stay in thana["stays"]} == {"before", "sitting"}
    assert thana["raw"][0]["since"] == thana["stays"][0]["since"]
    assert (somsak["came"], somsak["stays"], somsak["proof"]) == (False, [], None)


async def test_the_allowance_names_who_sat_and_its_rule_and_no_amount(server: Loopback) -> None:
    await close_the_meeting(server)
    browser = await server.browser(VEERA)
    told = (await browser.get(f"{RECORD}/allowance")).json()
    assert (told["body"], told["number"]) == (CALLED.body, CALLED.number)
    assert [(row["seat"], row["role"]) for row in told["rows"]] == [
        (ARUNEE.seat, "chair"),
        (THANA.seat, "member"),
        (WILAI.seat, "member"),
        (VEERA.seat, "member"),
    ]
    assert "amount" not in str(told)
    assert "มาตรา ๑๐" in told["rule"]["citation"]
    stated = await browser.get(f"{RECORD}/allowance.csv?chair=1500&member=1200")
    assert ",5100," in stated.text.splitlines()[-1]
    for wrong in ("chair=-1", "member=1.5", "secretary=x"):
        assert (await browser.get(f"{RECORD}/allowance.csv?{wrong}")).status_code == 422


async def test_one_body_pays_once_a_day(server: Loopback) -> None:
    """A second meeting of the body on the same day marks who has drawn; one on the next day pays again."""
    now = server.clock.now()
    server.clock.ahead = now.replace(hour=5, minute=0) + timedelta(days=1) - now  # noon in Bangkok
    await close_the_meeting(server, settled=False)
    again = await hold_another(server, 12)
    server.clock.ahead += timedelta(days=1)
    tomorrow = await hold_another(server, 13)
    browser = await server.browser(ARUNEE)

    async def drawn(meeting: str) -> dict[str, object]:
        told = (await browser.get(f"/api/meetings/{meeting}/allowance")).json()
        return {row["name"]: row["drawn_at"] for row in told["rows"]}

    already = {"number": CALLED.number, "year": CALLED.year}
    assert await drawn(MEETING) == dict.fromkeys([each.name for each in (ARUNEE, THANA, WILAI, VEERA)])
    assert await drawn(again) == {ARUNEE.name: already, THANA.name: already, PREECHA.name: None}
    assert await drawn(tomorrow) == dict.fromkeys([ARUNEE.name, THANA.name, PREECHA.name])


async def hold_another(server: Loopback, number: int) -> str:
    """A further meeting of the same body, opened and closed."""
    roles = {ARUNEE: ["chair", "member"], THANA: ["member"], PREECHA: ["member"], CHAI: ["support"]}
    seats = [{"person": cast.person, "roles": roles[cast]} for cast in roles]
    asked = {**NEW, "body": CALLED.body, "number": number, "seats": seats}
    answer = await (await server.browser(ARUNEE)).post("/api/meetings", json=asked)
    meeting = MeetingId(answer.json()["meeting"])
    pages = [await server.page(cast, meeting) for cast in (ARUNEE, THANA, PREECHA)]
    for page in pages:
        await page.do("presence.enter", **ACCEPTED)
    await pages[0].do("session.open_meeting")
    await pages[0].do("session.close_meeting")
    return meeting


async def test_the_missing_are_told_to_those_who_call_them_and_to_nobody_else(server: Loopback) -> None:
    await server.entered(ARUNEE, THANA, WILAI)
    address = f"{RECORD}/missing"
    told = (await (await server.browser(CHAI)).get(address)).json()
    assert [each["seat"] for each in told if each["votes"]] == [
        cast.seat for cast in (PREECHA, KAMALA, VEERA, SOMSAK)
    ]
    for cast in (THANA, DARIN):
        refused = await (await server.browser(cast)).get(address)
        assert (refused.status_code, refused.json()["reason"]) == (403, "not_allowed")


async def test_the_number_to_call_is_told_with_the_missing_and_in_nobodys_view(server: Loopback) -> None:
    known = Details(
        sign_in_name=SOMSAK.sign_in, name=SOMSAK.name, office=SOMSAK.office, telephone="0 0000 0001"
    )
    await server.house.register.change(ARUNEE.person, SOMSAK.person, known)
    pages = await server.entered(ARUNEE, THANA, WILAI, VEERA)
    told = (await (await server.browser(VEERA)).get(f"{RECORD}/missing")).json()
    numbers = {each["seat"]: each["telephone"] for each in told}
    assert (numbers[SOMSAK.seat], numbers[PREECHA.seat]) == ("0 0000 0001", None)
    for page in pages:
        assert "0000 0001" not in json.dumps(page.told)


async def test_of_a_sitting_the_missing_are_told_to_those_inside_alone(server: Loopback) -> None:
    arunee, *_ = await server.entered(ARUNEE, THANA, WILAI, VEERA)
    await arunee.do("session.open_meeting")
    address = f"{RECORD}/missing"
    for cast, status in [(VEERA, 200), (ARUNEE, 200), (CHAI, 403), (KONG, 403)]:
        assert (await (await server.browser(cast)).get(address)).status_code == status
    await arunee.do("agenda.open_item", item=ITEM_41)
    await arunee.do("suspension.name_note_taker", seat=THANA.seat, item=ITEM_41)
    await arunee.do(
        "suspension.suspend_seat", seat=VEERA.seat, item=ITEM_41, ground="ordered", reason="interest"
    )
    outside = await (await server.browser(VEERA)).get(address)
    assert (outside.status_code, outside.json()["reason"]) == (403, "suspended")
    inside = (await (await server.browser(ARUNEE)).get(address)).json()
    assert VEERA.seat not in [each["seat"] for each in inside]
