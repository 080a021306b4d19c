"""The first message: whose line it is, once, soon, and from our own page."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
import websockets

from meeting_server.api.deps import COOKIE
from meeting_server.meeting.facts.presence import Connected, Disconnected, Ending
from meeting_server.meeting.ids import MeetingId
from tests.loopback import ACCEPTED, MEETING, NOWHERE, OTHER, Loopback, Page
from tests.people import ARUNEE, KAMALA, THANA

HELLO = {"type": "hello", "meeting": MEETING}


async def refused(server: Loopback, first: object) -> str:
    """The reason for which a first message is refused; the line ends with it."""
    page = Page(await server.socket())
    page.listen()
    await page.send(first)  # type: ignore[arg-type]
    assert await page.ended() == 4403
    (told,) = page.told
    assert (told["type"], told["id"]) == ("refused", "hello")
    reason: str = told["reason"]
    return reason


async def lines(server: Loopback) -> list[Connected | Disconnected]:
    """What the log says of lines."""
    entries = await server.house.record.entries(await server.room())
    return [entry.fact for entry in entries if isinstance(entry.fact, Connected | Disconnected)]


async def test_a_ticket_opens_one_line(server: Loopback) -> None:
    ticket = await server.ticket(THANA)
    page = await server.page(THANA, ticket=ticket)
    view = await page.next("view")
    assert view["you"]["seat"] == THANA.seat
    assert set(view) == {"type", "seq", "room", "you"}
    assert await refused(server, {**HELLO, "ticket": ticket}) == "ticket_invalid"


async def test_a_ticket_is_for_one_meeting_and_wasted_on_another(server: Loopback) -> None:
    ticket = await server.ticket(THANA)
    assert await refused(server, {"type": "hello", "meeting": OTHER, "ticket": ticket}) == "ticket_invalid"
    assert await refused(server, {**HELLO, "ticket": ticket}) == "ticket_invalid"


async def test_a_ticket_is_for_a_minute(server: Loopback) -> None:
    ticket = await server.ticket(THANA)
    server.clock.ahead = timedelta(seconds=61)
    assert await refused(server, {**HELLO, "ticket": ticket}) == "ticket_invalid"


async def test_whoever_signs_out_has_no_ticket_any_more(server: Loopback) -> None:
    browser = await server.browser(THANA)
    ticket = (await browser.post("/api/tickets", json={"meeting": MEETING})).json()["ticket"]
    await browser.delete("/api/sign-in")
    assert await refused(server, {**HELLO, "ticket": ticket}) == "not_signed_in"


async def test_there_is_no_ticket_to_anothers_meeting(server: Loopback) -> None:
    kamala = await server.browser(KAMALA)
    for meeting in (OTHER, NOWHERE, "mtg_x"):
        answer = await kamala.post("/api/tickets", json={"meeting": meeting})
        assert (answer.status_code, answer.json()["reason"]) == (404, "unknown_meeting")


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        ("", "malformed"),
        ("[]", "malformed"),
        ("{", "malformed"),
        (b'{"type":"hello"}', "malformed"),
        ({"type": "hello"}, "malformed"),
        ({**HELLO, "ticket": 5}, "malformed"),
        ({**HELLO, "ticket": ""}, "malformed"),
        ({**HELLO, "ticket": "é" * 10}, "malformed"),
        ({**HELLO, "ticket": "a" * 65}, "malformed"),
        ({**HELLO, "ticket": "a", "seat": THANA.seat}, "malformed"),
        ({**HELLO, "ticket": "a" * 43}, "ticket_invalid"),
        ({"type": "ping"}, "ticket_invalid"),
        ({"type": "command", "id": "a", "name": "presence.leave", "args": {}}, "ticket_invalid"),
        ("x" * 98_305, "too_large"),
    ],
)
async def test_any_other_first_message_is_refused_and_nothing_is_written(
    server: Loopback, first: object, reason: str
) -> None:
    before = (await server.room()).seq
    assert await refused(server, first) == reason
    assert (await server.room()).seq == before


async def test_a_line_without_a_hello_ends(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meeting_server.ws.session._HELLO", 0.05)
    page = Page(await server.socket())
    page.listen()
    assert await page.ended() == 4403
    assert page.told[0]["reason"] == "ticket_invalid"


async def test_a_line_that_goes_before_its_hello_leaves_nothing(server: Loopback) -> None:
    before = (await server.room()).seq
    line = await server.socket()
    await line.close()
    assert (await (await server.browser(THANA)).get("/api/me")).status_code == 200
    assert (await server.room()).seq == before


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost"])
async def test_another_sites_page_gets_no_line(server: Loopback, origin: str) -> None:
    with pytest.raises(websockets.InvalidStatus) as closed:
        await server.socket(origin=origin)
    assert closed.value.response.status_code == 403


async def test_the_cookie_alone_opens_nothing(server: Loopback) -> None:
    browser = await server.browser(THANA)
    page = Page(await server.socket(headers={"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}))
    page.listen()
    await page.send({**HELLO, "ticket": "a" * 43})
    assert await page.ended() == 4403


async def test_a_line_is_written_with_address_and_browser_and_so_is_its_end(server: Loopback) -> None:
    page = await server.page(THANA)
    await page.next("view")
    (came,) = await lines(server)
    assert came == Connected(
        seat=THANA.seat, connection=came.connection, address="127.0.0.1", browser="Firefox"
    )
    await page.close()
    arunee = await server.page(ARUNEE)
    await arunee.sees(
        lambda _: THANA.seat not in server.house.rooms.here[MEETING].meeting.attendance.connected
    )
    went = [fact for fact in await lines(server) if isinstance(fact, Disconnected)]
    assert [(fact.connection, fact.why) for fact in went] == [(came.connection, Ending.LEFT)]


async def test_nobody_says_from_which_address_they_come(server: Loopback) -> None:
    ticket = await server.ticket(THANA)
    made_up = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    page = Page(await server.socket(browser="B" * 5_000, headers=made_up))
    page.listen()
    await page.send({**HELLO, "ticket": ticket})
    await page.next("view")
    (came,) = await lines(server)
    assert isinstance(came, Connected)
    assert (came.address, came.browser) == ("127.0.0.1", "B" * 300)
    await page.close()


async def test_a_proxy_that_is_trusted_is_believed(server: Loopback) -> None:
    await server.stop()
    server.settings = replace(server.settings, trusted_proxies=("127.0.0.1",))
    await server.start()
    ticket = await server.ticket(THANA)
    page = Page(await server.socket(headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}))
    page.listen()
    await page.send({**HELLO, "ticket": ticket})
    await page.next("view")
    (came,) = await lines(server)
    assert isinstance(came, Connected)
    # What the proxy itself saw; what came before that may be made up.
    assert came.address == "203.0.113.9"
    await page.close()


async def test_a_newer_page_of_the_same_seat_takes_over(server: Loopback) -> None:
    older = await server.page(THANA)
    await older.next("view")
    newer = await server.page(THANA)
    await newer.next("view")
    assert await older.next("goodbye") == {"type": "goodbye", "reason": "superseded"}
    assert await older.ended() == 1001
    await newer.do("presence.enter", **ACCEPTED)
    room = await server.room()
    assert THANA.seat in room.meeting.attendance.present


async def test_a_second_page_is_asked_before_it_takes_the_meeting_from_the_first(server: Loopback) -> None:
    first = await server.page(THANA, name="tab_1", takeover=False)
    await first.next("view")
    for name in ("tab_2", None):  # A page without a name is never the one that has the meeting.
        second = await server.page(THANA, name=name, takeover=False)
        assert (await second.next("refused"))["reason"] == "occupied"
        assert await second.ended() == 4403
    # The first was not even told of it.
    await first.do("presence.enter", **ACCEPTED)
    assert [frame["type"] for frame in first.told if frame["type"] == "goodbye"] == []
    moved = await server.page(THANA, name="tab_2", takeover=True)
    await moved.next("view")
    assert await first.next("goodbye") == {"type": "goodbye", "reason": "superseded"}
    assert (await moved.sees(lambda view: view["you"]["media"]["inside"]))["you"]["class"] == "member"


async def test_the_same_page_comes_back_without_being_asked(server: Loopback) -> None:
    before = await server.page(THANA, name="tab_1", takeover=False)
    await before.next("view")
    # Its line is lost to it, and the server does not know it yet.
    again = await server.page(THANA, name="tab_1", takeover=False)
    await again.next("view")
    assert await before.next("goodbye") == {"type": "goodbye", "reason": "superseded"}


async def test_a_page_that_has_gone_holds_the_seat_for_nobody(server: Loopback) -> None:
    first = await server.page(THANA, name="tab_1", takeover=False)
    await first.next("view")
    await first.close()
    async with asyncio.timeout(20):
        while server.fanout.standing(MeetingId(MEETING)):  # noqa: ASYNC110 - lines have no event of their own
            await asyncio.sleep(0.01)
    second = await server.page(THANA, name="tab_2", takeover=False)
    await second.next("view")


async def test_a_session_that_ends_by_time_ends_its_line(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meeting_server.ws.session._STILL_SIGNED_IN", 0.02)
    page = await server.page(THANA)
    await page.next("view")
    # An open page is in use: an hour without a word is no reason to send anybody away.
    for minutes in range(10, 130, 10):
        server.clock.ahead = timedelta(minutes=minutes)
        await still_in_use(server)
    server.clock.ahead = timedelta(hours=13)
    assert await page.next("goodbye") == {"type": "goodbye", "reason": "signed_out"}


async def still_in_use(server: Loopback) -> None:
    """Wait until the watch has asked once more."""
    asked = asyncio.Event()
    still = server.house.people.still

    async def noting(session: str) -> object:
        known = await still(session)
        asked.set()
        return known

    server.house.people.still = noting  # type: ignore[assignment, method-assign]
    try:
        await asyncio.wait_for(asked.wait(), 20)
    finally:
        server.house.people.still = still  # type: ignore[method-assign]


async def test_a_line_that_says_nothing_is_dead(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meeting_server.ws.session._SILENCE", 0.1)
    page = await server.page(THANA)
    await page.ended()
    async with asyncio.timeout(20):
        # The page sees its line end a little before the log holds it.
        while len(await lines(server)) < 2:  # noqa: ASYNC110 - the log has no event of its own
            await asyncio.sleep(0.01)
    (_, went) = await lines(server)
    assert isinstance(went, Disconnected)
    assert went.why is Ending.LOST


async def test_lines_have_a_pace(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = await server.browser(THANA)
    thana = await server.house.people.who(browser.cookies[COOKIE])
    monkeypatch.setattr("meeting_server.services.pace.monotonic", lambda: 1e9)
    for n in range(21):
        page = Page(await server.socket(origin=server.origin))
        page.listen()
        ticket = server.house.tickets.issue(thana, MeetingId(MEETING))
        await page.send({**HELLO, "ticket": ticket, "takeover": True})
        first = await page.next_of("view", "refused")
        assert first.get("reason", "view") == ("view" if n < 20 else "too_fast")
        await page.close()
