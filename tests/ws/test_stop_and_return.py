"""A server that stops, fails and comes back: browsers are told, the gap is in the log, and nobody is let in by it."""

import time
from collections.abc import Sequence

from sqlalchemy import create_engine, update

from meeting_server import app, serving
from meeting_server.audit.entry import Entry, moment_of
from meeting_server.db.tables import log_entry
from meeting_server.meeting.facts.chat import MessagePosted
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.presence import Disconnected, Ending
from meeting_server.meeting.facts.session import Part, ServiceInterrupted
from meeting_server.meeting.state import replay
from meeting_server.relay_client import client
from meeting_server.ws import fanout
from tests.given import ITEM_41
from tests.loopback import MEETING, OTHER, Loopback, Page
from tests.people import ARUNEE, CHAI, KAMALA, THANA, VEERA, WILAI


async def entries(server: Loopback) -> Sequence[Entry]:
    return await server.house.record.entries(await server.room())


async def facts(server: Loopback) -> list[Fact]:
    return [entry.fact for entry in await entries(server)]


async def sitting_without_kamala(server: Loopback) -> list[Page]:
    """A meeting on item 4.1, Kamala suspended."""
    pages = await server.entered(ARUNEE, THANA, WILAI, VEERA, CHAI, KAMALA)
    await pages[0].do("session.open_meeting")
    await pages[0].do("agenda.open_item", item=ITEM_41)
    await pages[0].do(
        "suspension.suspend_seat", seat=KAMALA.seat, item=ITEM_41, ground="ordered", reason="interest"
    )
    return pages


async def test_a_server_that_stops_says_so_and_writes_why_the_lines_ended(server: Loopback) -> None:
    pages = await sitting_without_kamala(server)
    media, began = server.media, time.monotonic()
    await server.stop()
    assert time.monotonic() - began < 10
    for page in pages:
        assert await page.next("goodbye") == {"type": "goodbye", "reason": "restarting"}
        assert await page.ended() == 1001
    assert media.drained
    await server.start()
    ends = [fact for fact in await facts(server) if isinstance(fact, Disconnected)]
    assert {end.why for end in ends} == {Ending.RESTARTING}
    assert len(ends) == len(pages)


async def test_after_a_stop_the_meeting_goes_on_where_it_was_and_the_gap_is_written(server: Loopback) -> None:
    await sitting_without_kamala(server)
    before = await facts(server)
    await server.stop()
    await server.start()
    room = await server.room()
    assert KAMALA.seat in room.meeting.suspensions
    assert set(server.media.plans[room.id].seats()) == {c.seat for c in (ARUNEE, THANA, WILAI, VEERA, CHAI)}
    written = await entries(server)
    assert [entry.fact for entry in written[: len(before)]] == before
    (gap,) = [entry for entry in written if isinstance(entry.fact, ServiceInterrupted)]
    assert isinstance(gap.fact, ServiceInterrupted)
    assert (gap.fact.part, gap.actor) == (Part.SERVER, "system")
    assert written[len(before) - 1].t <= moment_of(gap.fact.since) <= moment_of(gap.fact.until) <= gap.t
    arunee, kamala = await server.page(ARUNEE), await server.page(KAMALA)
    assert (await kamala.next("view"))["you"]["class"] == "suspended"
    assert await kamala.refused("presence.enter", notice="x") == "suspended"
    # Nobody has to enter anew: a broken line takes nobody out of the room.
    assert (await arunee.next("view"))["you"]["class"] == "member"
    await arunee.do("agenda.close_item", item=ITEM_41, unresolved="other")
    assert room.meeting == replay(await facts(server))


async def test_a_server_that_died_forgets_the_lines_it_held(server: Loopback) -> None:
    """As after kill -9: nothing of the stopping was done."""
    await sitting_without_kamala(server)
    room = await server.room()
    assert len(room.meeting.attendance.lines) == 6
    house = server.house
    await die(server)
    await server.start()
    assert server.house is not house
    back = (await server.room()).meeting
    assert back.attendance.lines == {}
    assert back.attendance.entered == room.meeting.attendance.entered
    assert [gap.part for gap in back.session.interruptions] == [Part.SERVER]
    assert not [fact for fact in await facts(server) if isinstance(fact, Disconnected)]


async def die(server: Loopback) -> None:
    """Stop without a word and without another entry in any log."""
    for room in server.house.rooms.here.values():
        room._log = Silent()  # type: ignore[assignment]
    await server.stop()


class Silent:
    """A log that nothing more is written to."""

    async def append(self, *_: object, **__: object) -> Sequence[Entry]:
        return ()


async def test_a_meeting_that_nobody_has_come_to_has_no_gap(server: Loopback) -> None:
    await server.stop()
    await server.start()
    assert not [fact for fact in await facts(server) if isinstance(fact, ServiceInterrupted)]


async def test_a_closed_meeting_is_left_alone(server: Loopback) -> None:
    pages = await server.entered(ARUNEE, THANA, WILAI, VEERA, CHAI)
    await pages[0].do("session.open_meeting")
    await pages[0].do("session.close_meeting")
    await server.stop()
    before = len(pages)
    await server.start()
    assert MEETING not in server.house.rooms.here
    assert not [fact for fact in await facts(server) if isinstance(fact, ServiceInterrupted)]
    assert len([fact for fact in await facts(server) if isinstance(fact, Disconnected)]) == before


def test_a_stop_is_over_in_ten_seconds_at_worst() -> None:
    """Every wait on the way out has its bound, and together they keep the promise."""
    assert fanout._FAREWELL + serving._GRACE + client._DRAIN + 2 * app._LAST_WORDS < 10


async def test_a_message_that_is_sent_again_to_the_next_server_is_written_once(server: Loopback) -> None:
    (thana,) = await server.entered(THANA)
    first = await thana.ask("chat.post_message", "c1", text="หนึ่ง")
    await server.stop()
    await server.start()
    page = await server.page(THANA)
    again = await page.ask("chat.post_message", "c1", text="หนึ่ง")
    assert (again["type"], again["seq"]) == ("done", first["seq"])
    assert [fact.text for fact in await facts(server) if isinstance(fact, MessagePosted)] == ["หนึ่ง"]


async def test_only_what_is_called_and_not_closed_stands_in_the_next_server(server: Loopback) -> None:
    pages = await sitting_without_kamala(server)
    await pages[0].do("agenda.close_item", item=ITEM_41, unresolved="other")
    await pages[0].do("session.close_meeting")
    await server.stop()
    await server.start()
    assert server.media.standing == [OTHER]


async def test_a_damaged_log_is_told_of_and_the_other_meetings_come_back(server: Loopback) -> None:
    (thana,) = await server.entered(THANA)
    await thana.do("chat.post_message", text="หนึ่ง")
    await server.stop()
    plain = create_engine(server.settings.database_url)
    with plain.begin() as connection:
        connection.execute(
            update(log_entry).where(log_entry.c.log == MEETING, log_entry.c.seq == 2).values(body=b"{}")
        )
    plain.dispose()
    await server.start()
    browser = await server.browser(THANA)
    for path in (f"/api/meetings/{MEETING}/door", f"/api/meetings/{MEETING}/view"):
        answer = await browser.get(path)
        assert (answer.status_code, answer.json()) == (
            500,
            {"reason": "log_damaged", "details": {"entry": 2}},
        )
    assert (await server.room(OTHER)).meeting.calling.called is not None
