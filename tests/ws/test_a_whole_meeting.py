"""A whole meeting by commands over real sockets, and its log afterwards."""

from meeting_server.db import engine
from meeting_server.db.audit_log import StoredLog
from meeting_server.db.projections import CatalogueRows
from meeting_server.meeting.state import replay
from meeting_server.services.clock import WallClock
from tests.given import ITEM_1, ITEM_41
from tests.loopback import MEETING, Loopback, Page
from tests.people import ARUNEE, CHAI, KAMALA, THANA, VEERA, WILAI


async def hold(arunee: Page, members: list[Page], kamala: Page) -> None:
    """Everything that the first meeting can have in it, from the opening to the close."""
    await arunee.do("session.open_meeting")
    await arunee.do("agenda.open_item", item=ITEM_1)
    await members[0].do("chat.post_message", text="สวัสดีครับ")
    await kamala.do("suspension.declare_interest", item=ITEM_41, reason="interest")
    await arunee.do("agenda.close_item", item=ITEM_1)
    await arunee.do("agenda.open_item", item=ITEM_41)
    await arunee.do(
        "suspension.suspend_seat", seat=KAMALA.seat, item=ITEM_41, ground="declared", reason="interest"
    )
    await kamala.sees(lambda view: view["you"]["class"] == "suspended")
    assert await kamala.refused("chat.post_message", text="ขอพูด") == "suspended"
    await arunee.do("ballots.open_ballot", item=ITEM_41, question="เห็นชอบหรือไม่")
    await arunee.sees(lambda view: view["room"]["ballots"])
    ballot = arunee.view["room"]["ballots"][0]["ballot"]
    for page, choice in zip([arunee, *members], ["agree", "agree", "disagree", "abstain"], strict=True):
        await page.do("ballots.cast_vote", ballot=ballot, choice=choice)
    assert await kamala.refused("ballots.cast_vote", ballot=ballot, choice="agree") == "suspended"
    await arunee.do("ballots.close_ballot", ballot=ballot)
    await arunee.do("agenda.close_item", item=ITEM_41)
    await kamala.sees(lambda view: view["you"]["class"] == "member")
    await arunee.do("session.close_meeting")


async def test_a_meeting_from_the_door_to_the_close_and_its_replay(server: Loopback) -> None:
    arunee, *rest, kamala = await server.entered(ARUNEE, THANA, WILAI, VEERA, CHAI, KAMALA)
    await hold(arunee, rest[:3], kamala)
    view = await arunee.sees(lambda view: view["room"]["phase"] == "closed")
    result = view["room"]["ballots"][0]["result"]
    assert result["outcome"] == "carried"
    lines = {line["seat"]: line for line in result["lines"]}
    assert lines[THANA.seat]["choice"] == "agree"
    assert lines[WILAI.seat]["choice"] == "disagree"
    assert lines[KAMALA.seat]["standing"] == "suspended"
    assert "record.read" in view["you"]["may"]
    # The room is what its log says, and the stored rows are what a reading of the log gives.
    live = (await server.room()).meeting
    database = engine.create(server.settings.database_url)
    try:
        log, rows = StoredLog(database, WallClock()), CatalogueRows(database)
        assert live == replay([entry.fact async for entry in log.read(MEETING)])
        kept = (await rows.meeting_row(MEETING), await rows.seats_of(MEETING))
        await rows.rebuild(MEETING, log.read(MEETING))
        assert kept == (await rows.meeting_row(MEETING), await rows.seats_of(MEETING))
        assert MEETING not in await rows.unfinished_meetings()
    finally:
        await database.close()
