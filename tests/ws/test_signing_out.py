"""Signing out: whatever the line does, nothing is heard or sent in one's name any more."""

import secrets
import socket

import httpx
import pytest

from tests.loopback import ACCEPTED, MEETING, Loopback, Page
from tests.people import ARUNEE, KAMALA, THANA


async def entered(server: Loopback) -> tuple[httpx.AsyncClient, Page]:
    """Thana's browser, and her page inside."""
    browser = await server.browser(THANA)
    ticket = (await browser.post("/api/tickets", json={"meeting": MEETING})).json()["ticket"]
    page = await server.page(THANA, ticket=ticket)
    await page.do("presence.enter", **ACCEPTED)
    return browser, page


def heard(server: Loopback) -> set[str]:
    """Whose media may pass."""
    return set(server.media.plans[MEETING].seats())


async def test_signing_out_ends_every_line_of_the_session_and_what_is_heard_by_it(server: Loopback) -> None:
    await server.entered(ARUNEE)
    browser, page = await entered(server)
    assert heard(server) == {ARUNEE.seat, THANA.seat}
    await browser.delete("/api/sign-in")
    # Before the answer, not some time after it.
    assert heard(server) == {ARUNEE.seat}
    assert server.media.parted == [THANA.seat]
    assert await page.next("goodbye") == {"type": "goodbye", "reason": "signed_out"}
    await page.ended()
    again = await server.page(THANA)
    await again.next("view")
    assert heard(server) == {ARUNEE.seat, THANA.seat}


async def test_a_page_that_takes_nothing_in_puts_nothing_off(server: Loopback) -> None:
    browser, page = await entered(server)
    slow = page.line.transport
    slow.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    slow.pause_reading()
    line = server.fanout._lines[MEETING][THANA.seat]
    for _ in range(200):
        line.tell('{"type":"pong","filler":"' + secrets.token_hex(60_000) + '"}')
    await browser.delete("/api/sign-in")
    assert heard(server) == set()
    slow.abort()


async def test_media_that_outlived_its_line_ends_too(server: Loopback) -> None:
    browser, page = await entered(server)
    await page.close()
    room = await server.room()
    (arunee,) = await server.entered(ARUNEE)
    await arunee.sees(lambda _: THANA.seat not in room.meeting.attendance.connected)
    assert heard(server) == {ARUNEE.seat, THANA.seat}
    await browser.delete("/api/sign-in")
    assert heard(server) == {ARUNEE.seat}


async def test_another_device_of_the_same_person_goes_on(server: Loopback) -> None:
    browser, older = await entered(server)
    newer = await server.page(THANA)
    await older.ended()
    await newer.next("view")
    await browser.delete("/api/sign-in")
    assert heard(server) == {THANA.seat}
    await newer.do("chat.post_message", text="ยังอยู่")


async def test_a_session_that_ended_while_its_line_began_ends_the_line(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, page = await entered(server)
    await page.close()
    people, still = server.house.people, server.house.people.still
    asked = 0

    async def ended_between(session: str) -> object:
        nonlocal asked
        asked += 1
        known = await still(session)
        if asked == 1:
            await people.sign_out(session)
        return known

    ticket = (await browser.post("/api/tickets", json={"meeting": MEETING})).json()["ticket"]
    monkeypatch.setattr(people, "still", ended_between)
    late = await server.page(THANA, ticket=ticket)
    assert await late.next("goodbye") == {"type": "goodbye", "reason": "signed_out"}
    await late.ended()
    (arunee,) = await server.entered(ARUNEE)
    room = await server.room()
    await arunee.sees(lambda _: THANA.seat in room.meeting.attendance.signed_out)
    assert heard(server) == {ARUNEE.seat}


async def test_a_server_that_was_killed_while_somebody_signed_out_frees_the_seat_when_it_is_back(
    server: Loopback,
) -> None:
    _, page = await entered(server)
    people = server.house.people
    session = server.fanout.standing(MEETING)[THANA.seat][1]
    await people._store.revoke(session, server.clock.now())
    await server.stop()
    assert await page.ended() == 1001
    await server.start()
    assert heard(server) == set()


async def test_whoever_signs_out_elsewhere_leaves_no_meeting_of_others(server: Loopback) -> None:
    await entered(server)
    kamala = await server.browser(KAMALA)
    await kamala.delete("/api/sign-in")
    assert heard(server) == {THANA.seat}
