"""One-time links over the real doors: from the support officer's press to a seat, and everything that is tried with one."""

import asyncio
from datetime import timedelta

import httpx
import jwt
import pytest

from meeting_server.api.deps import COOKIE
from meeting_server.export import attendance_csv, minutes_text
from meeting_server.meeting.facts.identity import Method
from meeting_server.services.links import LIFE
from tests.loopback import ACCEPTED, MEETING, OTHER, Loopback
from tests.people import ARUNEE, CHAI, KAMALA, PREECHA, THANA, VEERA, WILAI, Cast

AT = f"/api/meetings/{MEETING}"
GROUND = "โทรกลับหมายเลขในทะเบียน จำเสียงได้"
ENTER = {"id": "enter", "name": "presence.enter", "args": ACCEPTED}


def why(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["reason"]


async def inside(server: Loopback, who: Cast = CHAI) -> httpx.AsyncClient:
    """A browser of somebody who is in the room."""
    browser = await server.browser(who)
    assert (await browser.post(f"{AT}/commands", json=ENTER)).status_code == 200
    return browser


async def ask(browser: httpx.AsyncClient, who: Cast = PREECHA, meeting: str = MEETING) -> httpx.Response:
    address = f"/api/meetings/{meeting}/links"
    return await browser.post(address, json={"seat": who.seat, "ground": GROUND})


async def issued(server: Loopback, who: Cast = PREECHA) -> str:
    answer = await ask(await inside(server), who)
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["token"]
    return token


async def use(browser: httpx.AsyncClient, token: str) -> httpx.Response:
    return await browser.post("/api/links", json={"token": token})


async def test_from_the_press_to_the_seat(server: Loopback) -> None:
    token = await issued(server)
    browser = server.stranger()
    for _ in range(2):  # Programs that look at links spend none.
        seen = (await browser.post("/api/links/look", json={"token": token})).json()
        assert (seen["meeting"], seen["name"]) == (MEETING, PREECHA.name)
    answer = await use(browser, token)
    assert answer.json() == {"meeting": MEETING}
    assert answer.cookies.get(COOKIE)
    me = (await browser.get("/api/me")).json()
    assert (me["name"], me["meeting"], me["may"]) == (PREECHA.name, MEETING, [])
    assert (await browser.post(f"{AT}/commands", json=ENTER)).status_code == 200
    room = await server.room()
    proven = room.meeting.identity.signed_in[PREECHA.seat]
    assert (proven.method, proven.way, proven.factors) == (Method.LINK, "link", 1)
    # Everybody in the room reads by whom.
    told = (await (await inside(server, ARUNEE)).get(f"{AT}/view")).json()["room"]["vouchings"]
    assert [(each["seat"], each["voucher"], each["link"]) for each in told] == [
        (PREECHA.seat, CHAI.seat, True)
    ]


async def test_it_opens_one_meeting_and_nothing_else(server: Loopback) -> None:
    browser = server.stranger()
    await use(browser, await issued(server))
    for method, address in [
        ("GET", "/api/meetings"),
        ("GET", "/api/people"),
        ("POST", "/api/meetings"),
        ("GET", "/api/me/sessions"),
        ("GET", "/api/me/second-factor"),
        ("POST", "/api/me/password"),
        ("GET", "/api/passkeys"),
        ("GET", "/api/register/people"),
        ("GET", f"/api/meetings/{OTHER}/view"),
        ("GET", f"/api/meetings/{OTHER}/door"),
        ("GET", f"/api/meetings/{OTHER}/log.zip"),
    ]:
        answer = await browser.request(method, address, json={} if method == "POST" else None)
        assert (address, answer.status_code) in {(address, 401), (address, 422)}
    assert why(await browser.post("/api/tickets", json={"meeting": OTHER})) == (401, "not_signed_in")
    assert (await browser.get(f"{AT}/view")).status_code == 200
    assert (await browser.post("/api/tickets", json={"meeting": MEETING})).status_code == 200


async def test_it_opens_once_even_of_many_at_a_time(server: Loopback) -> None:
    token = await issued(server)
    answers = await asyncio.gather(*(use(server.stranger(), token) for _ in range(8)))
    assert sorted(each.status_code for each in answers) == [200] + [410] * 7
    assert why(await use(server.stranger(), token)) == (410, "link_spent")
    assert why(await server.stranger().post("/api/links/look", json={"token": token})) == (410, "link_spent")


async def test_a_newer_one_a_withdrawal_and_a_quarter_of_an_hour_end_it(server: Loopback) -> None:
    chai = await inside(server)
    first, second = [(await ask(chai)).json()["token"] for _ in range(2)]
    assert why(await use(server.stranger(), first)) == (410, "link_spent")
    assert (await chai.delete(f"{AT}/links/{PREECHA.seat}")).status_code == 204
    assert why(await use(server.stranger(), second)) == (410, "link_spent")
    assert why(await chai.delete(f"{AT}/links/{PREECHA.seat}")) == (410, "link_spent")
    third = (await ask(chai)).json()["token"]
    server.clock.ahead = LIFE
    assert why(await use(server.stranger(), third)) == (410, "link_spent")


@pytest.mark.parametrize("claim", ["meeting", "seat", "jti", "until", "aud"])
async def test_what_we_did_not_sign_is_no_link(server: Loopback, claim: str) -> None:
    token = await issued(server)
    claims = jwt.decode(token, options={"verify_signature": False})
    claims[claim] = {"meeting": OTHER, "seat": THANA.seat, "until": claims["until"] + 9_999}.get(
        claim, "other"
    )
    for forged in (
        jwt.encode(claims, b"another key of thirty-two letters", "HS256"),
        jwt.encode(claims, "", "none"),
        ".".join([*token.split(".")[:2], "AAAA"]),
        "",
        "x" * 1_999,
    ):
        assert why(await use(server.stranger(), forged)) == (410, "link_spent")
    assert (await use(server.stranger(), token)).status_code == 200


async def test_only_the_support_officer_of_this_meeting_issues_one(server: Loopback) -> None:
    for who in (ARUNEE, THANA, VEERA):
        assert why(await ask(await inside(server, who))) == (403, "not_allowed")
    outside = await server.browser(CHAI)
    assert why(await ask(outside)) == (403, "not_entered")
    assert why(await ask(server.stranger())) == (401, "not_signed_in")
    assert why(await ask(await inside(server), PREECHA, OTHER)) == (403, "not_entered")


async def test_whoever_came_by_a_link_issues_none_and_vouches_for_nobody(server: Loopback) -> None:
    browser = server.stranger()
    await use(browser, await issued(server))
    assert why(await ask(browser)) == (403, "not_entered")
    assert (await browser.post(f"{AT}/commands", json=ENTER)).status_code == 200
    assert why(await ask(browser, WILAI)) == (403, "not_allowed")


async def test_a_closed_account_comes_in_by_none(server: Loopback) -> None:
    token = await issued(server)
    await server.house.register.set_standing(ARUNEE.person, PREECHA.person, active=False, administrator=False)
    assert why(await use(server.stranger(), token)) == (410, "link_spent")


async def opens_nothing(browser: httpx.AsyncClient) -> None:
    """By no address at all: it looks at nothing, says nothing, and comes in by nothing."""
    says = {"id": "says", "name": "chat.post_message", "args": {"text": "x"}}
    for method, address, body in [
        ("GET", f"{AT}/door", None),
        ("GET", f"{AT}/view", None),
        ("GET", f"{AT}/missing", None),
        ("POST", f"{AT}/commands", ENTER | {"id": "again"}),
        ("POST", f"{AT}/commands", says),
        ("POST", f"{AT}/links", {"seat": WILAI.seat, "ground": GROUND}),
        ("POST", "/api/tickets", {"meeting": MEETING}),
    ]:
        answer = await browser.request(method, address, json=body)
        assert (address, answer.status_code) in {(address, 410), (address, 401)}
    for paper in ("log.zip", "recordings", "minutes.txt", "timeline"):
        assert (await browser.get(f"{AT}/{paper}")).status_code in {401, 403, 404}


async def test_its_owner_ends_it_by_coming(server: Loopback) -> None:
    browser = server.stranger()
    await use(browser, await issued(server))
    ticket = (await browser.post("/api/tickets", json={"meeting": MEETING})).json()["ticket"]
    page = await server.page(PREECHA, ticket=ticket)
    await page.do("presence.enter", **ACCEPTED)
    before = (await browser.post("/api/tickets", json={"meeting": MEETING})).json()["ticket"]
    (owner,) = await server.entered(PREECHA)
    await page.ended()
    assert page.told[-1] == {"type": "goodbye", "reason": "signed_out"}
    await opens_nothing(browser)
    late = await server.page(PREECHA, ticket=before)
    assert (await late.next("refused"))["reason"] == "not_signed_in"
    await owner.do("chat.post_message", text="มาแล้ว")


async def test_the_line_is_cut_as_it_is_revoked(server: Loopback) -> None:
    browser = server.stranger()
    await use(browser, await issued(server))
    ticket = (await browser.post("/api/tickets", json={"meeting": MEETING})).json()["ticket"]
    page = await server.page(PREECHA, ticket=ticket)
    await page.do("presence.enter", **ACCEPTED)
    asked = {"seat": PREECHA.seat, "reason": "จำผิดคน"}
    (arunee,) = await server.entered(ARUNEE)
    await arunee.do("identity.revoke_proof", **asked)
    await page.ended()
    assert page.told[-1] == {"type": "goodbye", "reason": "signed_out"}
    await opens_nothing(browser)


async def test_the_next_link_to_the_seat_is_not_the_last_ones(server: Loopback) -> None:
    first, second = server.stranger(), server.stranger()
    chai = await inside(server)
    await use(first, (await ask(chai)).json()["token"])
    await use(second, (await ask(chai)).json()["token"])
    await opens_nothing(first)
    assert (await second.post(f"{AT}/commands", json=ENTER)).status_code == 200
    await opens_nothing(first)


async def test_the_next_one_ends_it_as_it_is_issued_though_somebody_had_come_in(server: Loopback) -> None:
    first, chai = server.stranger(), await inside(server)
    await use(first, (await ask(chai)).json()["token"])
    assert (await first.post(f"{AT}/commands", json=ENTER)).status_code == 200
    assert (await ask(chai)).status_code == 200  # they have no line: their machine broke down
    await opens_nothing(first)
    room = await server.room()
    assert PREECHA.seat not in room.meeting.identity.proofs
    assert PREECHA.seat not in room.meeting.attendance.entered


async def test_its_owner_does_nothing_by_what_another_showed(server: Loopback) -> None:
    """Neither by HTTP nor by a page that was open before: only coming, anew, makes the seat theirs."""
    owner = await server.browser(PREECHA)
    at_the_door = await server.page(PREECHA)
    browser = server.stranger()
    await use(browser, await issued(server))
    assert (await browser.post(f"{AT}/commands", json=ENTER)).status_code == 200
    says = {"id": "says", "name": "chat.post_message", "args": {"text": "ข้าพเจ้าเอง"}}
    assert why(await owner.post(f"{AT}/commands", json=says)) == (409, "seat_taken")
    assert await at_the_door.refused("chat.post_message", text="ข้าพเจ้าเอง") == "seat_taken"
    await at_the_door.send({"type": "signal", "signal": {"kind": "offer", "conn": "conn_x", "sdp": ""}})
    assert (await at_the_door.next("refused", id="conn_x"))["reason"] == "seat_taken"
    (page,) = await server.entered(PREECHA)
    await page.do("chat.post_message", text="ข้าพเจ้าเอง")


async def test_one_that_was_opened_by_the_wrong_one_is_stopped(server: Loopback) -> None:
    thief, chai = server.stranger(), await inside(server)
    await use(thief, (await ask(chai)).json()["token"])
    listed = (await chai.get(f"{AT}/missing")).json()
    assert [each["link"] for each in listed if each["seat"] == PREECHA.seat] == [True]
    assert (await chai.delete(f"{AT}/links/{PREECHA.seat}")).status_code == 204
    await opens_nothing(thief)


async def test_no_record_is_read_by_one(server: Loopback) -> None:
    browser = server.stranger()
    await use(browser, await issued(server, VEERA))
    assert (await browser.post(f"{AT}/commands", json=ENTER)).status_code == 200
    pages = await server.entered(ARUNEE, THANA, WILAI, KAMALA)
    await pages[0].do("session.open_meeting")
    await pages[0].do("session.close_meeting")
    for paper in ("log.zip", "recordings", "timeline", "attendance", "minutes.txt"):
        assert why(await browser.get(f"{AT}/{paper}")) == (403, "own_sign_in_needed")
    assert (await (await server.browser(VEERA)).get(f"{AT}/recordings")).status_code == 200


async def test_a_browser_in_which_somebody_is_signed_in_loses_nothing_by_one(server: Loopback) -> None:
    chai = await inside(server)
    token = (await ask(chai)).json()["token"]
    assert why(await use(chai, token)) == (409, "browser_is_signed_in")
    assert (await chai.get("/api/me")).json()["name"] == CHAI.name
    assert (await use(server.stranger(), token)).status_code == 200


async def test_the_button_is_there_whoever_comes_first_on_the_list(server: Loopback) -> None:
    """The first who is missing may be one whom no link lets in."""
    chai = await inside(server)
    for who in (ARUNEE, THANA, VEERA):
        await server.entered(who)
    assert "links.issue" in (await chai.get(f"{AT}/view")).json()["you"]["may"]


async def test_revoked_it_opens_nothing_more(server: Loopback) -> None:
    browser = server.stranger()
    await use(browser, await issued(server))
    assert (await browser.post(f"{AT}/commands", json=ENTER)).status_code == 200
    arunee = await inside(server, ARUNEE)
    revoke = {"seat": PREECHA.seat, "reason": "จำผิดคน"}
    asked = {"id": "revoke", "name": "identity.revoke_proof", "args": revoke}
    assert (await arunee.post(f"{AT}/commands", json=asked)).status_code == 200
    await opens_nothing(browser)
    assert PREECHA.seat not in (await server.room()).meeting.attendance.entered
    # Nor once its owner is there, in whose name it would act.
    await server.entered(PREECHA)
    await opens_nothing(browser)
    assert (await server.room()).meeting.identity.proofs[PREECHA.seat] is Method.LOGIN
    # Nor by the next one to the seat.
    await (await server.browser(PREECHA)).delete("/api/sign-in")


async def test_the_record_says_who_issued_it(server: Loopback) -> None:
    browser = server.stranger()
    await use(browser, await issued(server))
    assert (await browser.post(f"{AT}/commands", json=ENTER)).status_code == 200
    entries = await server.house.record.entries(await server.room())
    sheet = attendance_csv.render(MEETING, entries, "th").decode()
    assert "เข้าด้วยลิงก์ครั้งเดียวที่เจ้าหน้าที่ออกให้หลังโทรกลับ" in sheet
    minutes = minutes_text.render(MEETING, entries, "th").decode()
    assert f"{PREECHA.name} แสดงตนด้วยลิงก์ครั้งเดียวที่ {CHAI.name} ออกให้หลังโทรกลับ" in minutes


async def test_the_session_does_not_outlive_its_twelve_hours(server: Loopback) -> None:
    browser = server.stranger()
    await use(browser, await issued(server))
    server.clock.ahead = timedelta(hours=12, seconds=1)
    assert (await browser.get(f"{AT}/door")).status_code == 401
