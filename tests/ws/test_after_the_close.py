"""A meeting that is over and was let go from memory: its page opens as before, and its record is what it was."""

import asyncio

import pytest

from meeting_server.meeting.facts.presence import Connected
from meeting_server.meeting.state import replay
from meeting_server.services import rooms
from tests.api.closed import close_the_meeting
from tests.loopback import MEETING, Loopback
from tests.people import THANA, VEERA

RECORD = f"/api/meetings/{MEETING}"


async def let_go(server: Loopback) -> None:
    """Let the room go as the watch does, as soon as no page is there and the last of them stands in the log."""
    here = server.house.rooms.here
    async with asyncio.timeout(20):
        while MEETING in here:
            if not server.fanout.standing(MEETING):
                server.house.rooms.let_go(here[MEETING])
            await asyncio.sleep(0.01)


async def test_the_page_and_the_record_of_a_meeting_that_was_let_go(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "_KEPT", 0.0)
    await close_the_meeting(server)
    for page in server._pages:
        await page.close()
    await let_go(server)
    veera, plans = await server.browser(VEERA), dict(server.media.plans)
    server.media.plans.clear()
    record = [(await veera.get(f"{RECORD}/{part}")).content for part in ("log.zip", "recordings", "timeline")]
    await let_go(server)
    again = [(await veera.get(f"{RECORD}/{part}")).content for part in ("log.zip", "recordings", "timeline")]
    assert again == record
    await let_go(server)
    thana = await server.page(THANA)
    view = await thana.next("view")
    assert view["room"]["phase"] == "closed"
    assert await thana.refused("presence.enter", notice="x") == "meeting_closed"
    room = server.house.rooms.here[MEETING]
    entries = await server.house.record.entries(room)
    assert isinstance(entries[-1].fact, Connected)
    assert room.meeting == replay(entry.fact for entry in entries)
    # Nobody was told anew that nothing passes there: that stood before.
    assert (server.media.plans, set(plans[MEETING].seats())) == ({}, set())
