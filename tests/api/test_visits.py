"""Visitors: how one who cannot sign in comes to their seat, and that nothing but that is open to them (ข้อ ๙)."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from meeting_server.meeting.facts.identity import VisitEnded, VisitEnding
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import media_plan
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.identity import NoteHeard
from meeting_server.services.notice import STATEMENT
from tests.api.test_access import TABLE, address
from tests.loopback import ACCEPTED, ACCEPTED_BY_VISITOR, MEETING, NOWHERE, OTHER, Loopback, Page
from tests.matrix.addresses import DOORS
from tests.matrix.deeds import DEEDS
from tests.people import ARUNEE, KAMALA, PREECHA, SOMSAK, THANA, WILAI, Cast

VISIT = f"/api/meetings/{MEETING}/visit"
# All that a visit opens; the rest of what there is answers as to somebody who is not signed in.
OPEN = {"/api/meetings/{meeting}/door", "/api/texts/{digest}"}
FREE = {
    "/api/health/live",
    "/api/health/ready",
    "/api/providers",
    "/api/passkeys/here",
    "/api/agency/contact",
}


async def visitor(server: Loopback, cast: Cast = PREECHA) -> httpx.AsyncClient:
    """A browser of somebody who has come to this person's seat."""
    browser = server.stranger()
    answer = await browser.post(VISIT, json={"name": cast.name})
    assert answer.status_code == 200, answer.text
    return browser


async def page_of(server: Loopback, browser: httpx.AsyncClient, cast: Cast = PREECHA) -> Page:
    """The visitor's page of the meeting."""
    ticket = (await browser.post("/api/tickets", json={"meeting": MEETING})).json()["ticket"]
    return await server.page(cast, ticket=ticket)


async def waiting(server: Loopback, cast: Cast = PREECHA) -> tuple[httpx.AsyncClient, Page]:
    """Somebody who waits before the room."""
    browser = await visitor(server, cast)
    page = await page_of(server, browser, cast)
    await page.do("presence.enter", **ACCEPTED_BY_VISITOR)
    await page.sees(lambda told: told["you"]["visit"]["awaiting"])
    return browser, page


async def heard(server: Loopback, by: Cast, cast: Cast = PREECHA, seconds: int = 5) -> None:
    """The relay says that so much was passed on."""
    room = await server.room()
    await room.handle(NoteHeard(seat=cast.seat, by=by.seat, seconds=seconds), Actor.system())


async def vouched(server: Loopback) -> tuple[httpx.AsyncClient, Page, Page]:
    """Somebody in the room whom another has vouched for: their browser, their page and the other's."""
    (thana,) = await server.entered(THANA)
    browser, preecha = await waiting(server)
    await thana.do("identity.watch_visitor", seat=PREECHA.seat)
    await heard(server, THANA)
    await thana.do("identity.vouch", seat=PREECHA.seat, statement=STATEMENT.sha256)
    await preecha.sees(lambda told: told["you"]["class"] == "member")
    return browser, preecha, thana


async def inside(server: Loopback) -> set[SeatId]:
    """Who is in the room's own circle."""
    plan = media_plan((await server.room()).meeting)
    return {place.seat for circle in plan.circles if circle.name == "room" for place in circle.places}


# --- The invitation. ---


async def test_whoever_has_the_link_is_told_what_the_invitation_says(server: Loopback) -> None:
    told = (await server.stranger().get(VISIT)).json()
    assert told["body"] == "คณะกรรมการพัฒนาบริการดิจิทัล"
    assert told["backup"] == {"kind": "telephone", "address": "๐ ๐๐๐๐ ๐๐๐๐"}
    assert told["notice"]["sha256"] == ACCEPTED_BY_VISITOR["notice"]
    assert told["manual"]["th"]
    assert told["heard_seconds"] == 5
    assert "seats" not in told
    assert "items" not in told
    assert (await server.stranger().get(f"/api/meetings/{NOWHERE}/visit")).json()[
        "reason"
    ] == "unknown_meeting"


# --- Coming. ---


@pytest.mark.parametrize("name", [PREECHA.name, "ปรีชา   ศรีสมมติ", " นาย ปรีชา ศรีสมมติ "])
async def test_a_visitor_names_themselves_and_is_shown_as_the_roster_has_it(
    server: Loopback, name: str
) -> None:
    answer = await server.stranger().post(VISIT, json={"name": name})
    assert answer.json() == {"seat": PREECHA.seat, "name": PREECHA.name, "office": PREECHA.office}
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


@pytest.mark.parametrize("name", ["นายไม่มี ในรายชื่อ", "นาย", "ปรีชา", "นางดาริน ตรวจสมมติ"])
async def test_a_name_that_is_on_no_seat_that_may_come_in_opens_nothing(server: Loopback, name: str) -> None:
    answer = await server.stranger().post(VISIT, json={"name": name})
    assert (answer.status_code, answer.json()["reason"]) == (404, "no_such_name")
    assert "set-cookie" not in answer.headers


async def test_whoever_guesses_names_waits(server: Loopback) -> None:
    browser = server.stranger()
    for number in range(10):
        assert (await browser.post(VISIT, json={"name": f"คนที่ {number}"})).status_code == 404
    answer = await browser.post(VISIT, json={"name": PREECHA.name})
    assert (answer.status_code, answer.json()["reason"]) == (429, "too_many_attempts")
    server.clock.ahead = timedelta(minutes=1)
    assert (await browser.post(VISIT, json={"name": PREECHA.name})).status_code == 200


async def test_another_site_s_page_cannot_make_a_browser_come(server: Loopback) -> None:
    answer = await server.stranger().post(
        VISIT, json={"name": PREECHA.name}, headers={"Origin": "https://example.org"}
    )
    assert answer.status_code == 403


async def test_whoever_is_signed_in_does_not_lose_that_by_a_visit(server: Loopback) -> None:
    browser = await server.browser(THANA)
    assert (await browser.post(VISIT, json={"name": PREECHA.name})).status_code == 403
    assert (await browser.get("/api/me")).status_code == 200


async def test_nobody_comes_to_a_seat_at_which_somebody_is(server: Loopback) -> None:
    await server.entered(THANA)
    answer = await server.stranger().post(VISIT, json={"name": THANA.name})
    assert (answer.status_code, answer.json()["reason"]) == (409, "seat_taken")
    await waiting(server)
    assert (await server.stranger().post(VISIT, json={"name": PREECHA.name})).json()["reason"] == "seat_taken"


async def test_of_two_who_name_one_seat_at_once_the_later_is_its_visitor(server: Loopback) -> None:
    browsers = [server.stranger() for _ in range(4)]
    await asyncio.gather(*(each.post(VISIT, json={"name": PREECHA.name}) for each in browsers))
    tickets = [(await each.post("/api/tickets", json={"meeting": MEETING})).status_code for each in browsers]
    assert sorted(tickets) == [200, 401, 401, 401]


async def test_what_was_heard_of_one_visitor_counts_for_nobody_after_them(server: Loopback) -> None:
    (thana,) = await server.entered(THANA)
    browser, page = await waiting(server)
    await thana.do("identity.watch_visitor", seat=PREECHA.seat)
    await heard(server, THANA)
    await browser.delete("/api/sign-in")
    await page.ended()
    await waiting(server)
    assert await thana.refused("identity.vouch", seat=PREECHA.seat, statement=STATEMENT.sha256) == (
        "not_heard_enough"
    )


# --- What a visit opens. ---


async def test_a_visit_opens_the_door_of_its_meeting_and_nothing_else(server: Loopback) -> None:
    browser = await visitor(server)
    wrong = []
    for path in sorted(TABLE):
        told = await browser.get(address(path))
        allowed = path in OPEN | FREE
        if allowed is (told.status_code == 401):
            wrong.append(f"GET {path}: {told.status_code}")
    for (method, path), door in DOORS.items():
        if path != "/api/tickets":
            told = await browser.request(method, address(path, MEETING), json=door.body(MEETING))
            if told.status_code != 401:
                wrong.append(f"{method} {path}: {told.status_code}")
    for name, deed in DEEDS.items():
        body = {"id": "cmd_1", "name": name, "args": deed.args}
        told = await browser.post(f"/api/meetings/{MEETING}/commands", json=body)
        if told.status_code != 401:
            wrong.append(f"{name}: {told.status_code}")
    assert wrong == []


async def test_a_visit_is_to_one_meeting(server: Loopback) -> None:
    browser = await visitor(server)
    assert (await browser.post("/api/tickets", json={"meeting": OTHER})).status_code == 401
    assert (await browser.get(f"/api/meetings/{OTHER}/door")).status_code == 401


async def test_a_visitor_who_waits_can_do_nothing_in_the_meeting(server: Loopback) -> None:
    server.hurry_nobody()
    (thana,) = await server.entered(THANA)
    _, page = await waiting(server)
    mine = {"presence.report_check", "identity.end_visit", "incidents.report_incident"}
    for name, deed in DEEDS.items():
        if name not in mine:
            await page.refused(name, **deed.args)
    assert page.view["you"]["may"] == ["identity.end_visit", "incidents.report_incident"]
    await page.do("incidents.report_incident")
    assert THANA.name not in str(page.view)
    await thana.do("chat.post_message", text="เรื่องภายใน")
    assert "เรื่องภายใน" not in str(page.told)


async def test_a_visitor_is_in_no_circle_but_their_own(server: Loopback) -> None:
    await server.entered(THANA)
    await waiting(server)
    assert PREECHA.seat not in await inside(server)
    plan = server.media.plans[MEETING]
    (door,) = [circle for circle in plan.circles if circle.name != "room"]
    assert [(place.seat, place.hears) for place in door.places] == [(PREECHA.seat, False)]


# --- Being vouched for. ---


async def test_a_visitor_who_was_heard_is_vouched_for_and_takes_part(server: Loopback) -> None:
    _, preecha, thana = await vouched(server)
    assert PREECHA.seat in await inside(server)
    await preecha.do("chat.post_message", text="ขอบคุณครับ")
    seen = await thana.sees(lambda told: told["room"]["vouchings"])
    (line,) = seen["room"]["vouchings"]
    assert (line["seat"], line["voucher"]) == (PREECHA.seat, THANA.seat)


async def test_no_script_vouches_before_the_relay_has_passed_enough_on(server: Loopback) -> None:
    (thana,) = await server.entered(THANA)
    await waiting(server)
    await thana.do("identity.watch_visitor", seat=PREECHA.seat)
    await heard(server, THANA, seconds=4)
    for _ in range(3):
        answer = await thana.ask("identity.vouch", seat=PREECHA.seat, statement=STATEMENT.sha256)
        assert (answer["reason"], answer["details"]) == ("not_heard_enough", {"seconds": 5})
    assert PREECHA.seat not in await inside(server)


async def test_nobody_vouches_for_themselves_by_a_second_browser(server: Loopback) -> None:
    (thana,) = await server.entered(THANA)
    assert (await server.stranger().post(VISIT, json={"name": THANA.name})).status_code == 409
    assert await thana.refused("identity.vouch", seat=THANA.seat, statement=STATEMENT.sha256) == (
        "no_vouch_for_oneself"
    )


async def test_somebody_vouched_for_comes_back_after_a_broken_line(server: Loopback) -> None:
    browser, preecha, _ = await vouched(server)
    await preecha.close()
    again = await page_of(server, browser)
    await again.sees(lambda told: told["you"]["class"] == "member")
    assert (await browser.get(f"/api/meetings/{MEETING}/view")).status_code == 401


async def test_after_a_restart_of_the_server_too(server: Loopback) -> None:
    browser, _, _ = await vouched(server)
    cookies = dict(browser.cookies)
    await server.stop()
    await server.start()
    browser = server.stranger()
    browser.cookies.update(cookies)
    again = await page_of(server, browser)
    await again.sees(lambda told: told["you"]["class"] == "member")


async def test_nobody_else_comes_in_by_what_another_has_shown(server: Loopback) -> None:
    browser, preecha, _ = await vouched(server)
    await preecha.do("presence.leave")
    await browser.delete("/api/sign-in")
    await preecha.ended()
    answer = await server.stranger().post(VISIT, json={"name": PREECHA.name})
    assert answer.json()["reason"] == "seat_taken"


async def test_whoever_is_vouched_for_no_more_is_outside_at_once_and_stays_there(server: Loopback) -> None:
    browser, preecha, thana = await vouched(server)
    await thana.do("identity.revoke_proof", seat=PREECHA.seat, reason="จำผิดคน")
    assert PREECHA.seat not in await inside(server)
    told = await preecha.sees(lambda told: told["you"]["class"] == "unproven")
    (before,) = told["you"]["visit"]["before"]
    assert (before["kind"], before["by"], before["reason"]) == ("revoked", THANA.name, "จำผิดคน")
    assert await preecha.refused("chat.post_message", text="ยังอยู่") == "not_entered"
    assert await preecha.refused("presence.enter", **ACCEPTED) == "already_entered"
    await preecha.close()
    again = await page_of(server, browser)
    await again.sees(lambda told: told["you"]["class"] == "unproven")
    assert PREECHA.seat not in await inside(server)


async def test_coming_anew_by_the_link_does_not_hide_that_a_vouching_was_revoked(server: Loopback) -> None:
    browser, preecha, thana = await vouched(server)
    await thana.do("identity.revoke_proof", seat=PREECHA.seat, reason="จำผิดคน")
    await browser.delete("/api/sign-in")
    await preecha.ended()
    _, again = await waiting(server)
    mine = again.view["you"]["visit"]["before"]
    seen = await thana.sees(lambda told: told["you"]["visitors"])
    assert seen["you"]["visitors"][0]["before"] == mine
    assert (mine[0]["by"], mine[0]["reason"]) == (THANA.name, "จำผิดคน")


async def test_whoever_is_turned_away_is_told_why_and_does_not_wait_again_by_the_same_visit(
    server: Loopback,
) -> None:
    (arunee,) = await server.entered(ARUNEE)
    browser, page = await waiting(server)
    await arunee.do("identity.turn_away", seat=PREECHA.seat, reason="ไม่มีผู้ใดรู้จัก")
    told = await page.sees(lambda told: told["you"]["visit"]["turned_away"])
    (before,) = told["you"]["visit"]["before"]
    assert (before["kind"], before["by"], before["reason"]) == ("turned_away", ARUNEE.name, "ไม่มีผู้ใดรู้จัก")
    await arunee.sees(lambda told: told["you"]["visitors"] == [])
    assert await page.refused("presence.enter", **ACCEPTED_BY_VISITOR) == "turned_away"
    await page.close()
    again = await page_of(server, browser)
    assert await again.refused("presence.enter", **ACCEPTED_BY_VISITOR) == "turned_away"
    await again.do("identity.end_visit")
    await browser.delete("/api/sign-in")
    await again.ended()
    await waiting(server)
    seen = await arunee.sees(lambda told: told["you"]["visitors"])
    assert seen["you"]["visitors"][0]["before"] == [before]


# --- The owner of the seat. ---


async def test_whoever_signs_in_to_the_seat_sends_the_visitor_away_without_asking(server: Loopback) -> None:
    browser, page = await waiting(server)
    own = await server.page(PREECHA, takeover=False)
    await own.sees(lambda told: told["you"]["class"] == "waiting")
    await page.ended()
    assert (await browser.post("/api/tickets", json={"meeting": MEETING})).status_code == 401
    await own.do("presence.enter", **ACCEPTED)
    await own.sees(lambda told: told["you"]["class"] == "member")
    entries = await server.house.record.entries(await server.room())
    assert VisitEnded(seat=PREECHA.seat, why=VisitEnding.SIGNED_IN) in [entry.fact for entry in entries]


async def test_and_of_one_who_was_vouched_for_too(server: Loopback) -> None:
    _, page, _ = await vouched(server)
    own = await server.page(PREECHA, takeover=False)
    await page.ended()
    await own.sees(lambda told: told["you"]["class"] == "waiting")
    assert PREECHA.seat not in await inside(server)
    await own.do("presence.enter", **ACCEPTED)
    meeting = (await server.room()).meeting
    assert meeting.identity.proofs[PREECHA.seat] == "login"
    assert PREECHA.seat not in meeting.identity.vouchers


async def test_several_visitors_wait_beside_each_other(server: Loopback) -> None:
    (wilai,) = await server.entered(WILAI)
    for cast in (PREECHA, KAMALA, SOMSAK):
        await waiting(server, cast)
    seen = await wilai.sees(lambda told: len(told["you"]["visitors"]) == 3)
    assert {each["name"] for each in seen["you"]["visitors"]} == {PREECHA.name, KAMALA.name, SOMSAK.name}


async def test_a_visitor_gives_up_and_may_come_again(server: Loopback) -> None:
    browser, page = await waiting(server)
    await page.do("identity.end_visit")
    await browser.delete("/api/sign-in")
    await page.ended()
    await waiting(server)


async def test_who_sees_to_it_reads_the_statement_that_is_ticked(server: Loopback) -> None:
    told = (await (await server.browser(ARUNEE)).get(f"/api/meetings/{MEETING}/statement")).json()
    assert told["sha256"] == STATEMENT.sha256
