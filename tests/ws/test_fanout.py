"""Who is told what, and when: at once, then merged, once per class of viewer, and never waiting for anybody."""

import asyncio
import json
import secrets
import socket

import pytest

from meeting_server.meeting.facts.presence import Disconnected, Ending
from meeting_server.meeting.ids import MeetingId, MessageId
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.chat import PostMessage
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms
from meeting_server.ws import fanout as fanouts
from meeting_server.ws.fanout import Fanout, Line
from tests.given import ITEM_41, ON_ITEM_41, connected
from tests.loopback import MEETING, PATIENCE, Loopback
from tests.meeting.test_suspension import suspend
from tests.people import ARUNEE, CHAI, KAMALA, THANA, VEERA, WILAI, Cast
from tests.services.fakes import MemoryLog, StubbornRelay

BY_ARUNEE = Actor.of_seat(ARUNEE.seat)


def line_of(cast: Cast) -> Line:
    """A line of somebody's."""
    return Line(cast.seat, connected(cast).connection, "session")


class Scene:
    """A room over fakes, and lines that nobody reads unless the test does."""

    def __init__(self) -> None:
        self.fanout = Fanout()
        self.rooms = Rooms(MemoryLog(ON_ITEM_41), StubbornRelay(), self.fanout)
        self.fanout.rooms = self.rooms

    async def start(self, *casts: Cast) -> tuple[Room, list[Line]]:
        room = await self.rooms.find(MEETING)
        lines = [line_of(cast) for cast in casts]
        for line in lines:
            self.fanout.attach(MEETING, line)
            self.fanout.show(room, line)
        return room, lines


def waiting(line: Line) -> int | None:
    """The `seq` of the view that waits to be sent; None when none does."""
    return json.loads(line._view[0])["seq"] if line._view is not None else None


async def say(room: Room, text: str) -> None:
    await room.handle(PostMessage(message=MessageId(f"msg_{text}"), text=text), BY_ARUNEE)


async def test_the_first_change_goes_at_once_and_later_ones_are_merged() -> None:
    scene = Scene()
    room, (thana,) = await scene.start(THANA)
    await thana.next()
    first = room.seq + 1
    await say(room, "1")
    assert waiting(thana) == first
    await thana.next()
    for text in "2345":
        await say(room, text)
    assert waiting(thana) is None
    merged = await asyncio.wait_for(thana.next(), 10)
    assert merged is not None
    assert json.loads(merged)["seq"] == room.seq == first + 4
    await scene.fanout.farewell()


async def test_whoever_is_suspended_or_called_back_learns_it_without_the_wait() -> None:
    scene = Scene()
    room, (thana, kamala) = await scene.start(THANA, KAMALA)
    await say(room, "1")
    for line in (thana, kamala):
        await line.next()
    await room.handle(suspend(KAMALA), BY_ARUNEE)
    assert waiting(thana) is None
    view = await asyncio.wait_for(kamala.next(), 10)
    assert view is not None
    assert json.loads(view)["you"]["class"] == "suspended"
    await scene.fanout.farewell()


async def test_a_room_is_written_once_for_all_who_may_see_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene()
    room, lines = await scene.start(ARUNEE, THANA, WILAI, VEERA, CHAI, KAMALA)
    await room.handle(suspend(KAMALA), BY_ARUNEE)
    written: list[str] = []
    room_for = room.room_for

    def counting(seat: object) -> object:
        written.append(str(seat))
        return room_for(seat)  # type: ignore[arg-type]

    monkeypatch.setattr(room, "room_for", counting)
    scene.fanout._show(MEETING)
    # Once for the five inside, once for her who is outside.
    assert len(written) == 2
    told = [json.loads(view[0]) for line in lines if (view := line._view) is not None]
    assert len({json.dumps(view["room"]) for view in told}) == 2
    assert len({view["you"]["seat"] for view in told}) == 6
    await scene.fanout.farewell()


async def test_a_view_that_was_not_sent_is_replaced_and_messages_keep_their_order() -> None:
    line = line_of(THANA)
    line.show("view 1", "room 1")
    line.tell("done 1")
    line.show("view 2", "room 2")
    line.tell("done 2")
    assert [await line.next() for _ in range(3)] == ["done 1", "done 2", "view 2"]
    line.show("view 3", "room 2")
    line.end(Ending.LEFT)
    assert await line.next() is None


async def test_a_page_that_is_too_far_behind_is_given_up() -> None:
    line = line_of(THANA)
    for n in range(fanouts._WAITING + 1):
        line.tell(str(n))
    assert line.ending is Ending.LOST
    line.end(Ending.RESTARTING, "restarting")
    assert line.ending is Ending.LOST


async def test_the_farewell_does_not_wait_for_those_who_do_not_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fanouts, "_FAREWELL", 0.05)
    scene = Scene()
    _, (thana,) = await scene.start(THANA)
    await asyncio.wait_for(scene.fanout.farewell(), 10)
    assert thana.ending is Ending.RESTARTING
    assert not thana.gone.is_set()


async def test_a_change_of_a_room_that_nobody_watches_is_no_matter() -> None:
    scene = Scene()
    await scene.start()
    scene.fanout.changed(MEETING)
    scene.fanout.changed(MEETING)
    scene.fanout.changed(MeetingId("mtg_" + "x" * 22))
    scene.fanout.to_seat(MEETING, THANA.seat, {"kind": "speakers"})
    await scene.fanout.farewell()


async def test_a_slow_page_keeps_nobody_waiting_and_is_given_up(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meeting_server.ws.session._STUCK", 0.3)
    arunee, thana = await server.entered(ARUNEE, THANA)
    slow = thana.line.transport
    small = slow.get_extra_info("socket")
    small.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    slow.pause_reading()
    line = server.fanout._lines[MEETING][THANA.seat]
    # More for the slow page than all the buffers on the way hold; the quick one goes on meanwhile.
    for _ in range(200):
        line.tell(
            json.dumps({"type": "pong", "filler": secrets.token_hex(60_000)})
        )  # not to be packed smaller
    await arunee.do("chat.post_message", text="ไม่รอ")
    async with asyncio.timeout(PATIENCE):
        await line.ended.wait()
    assert line.ending is Ending.LOST
    slow.resume_reading()
    room = await server.room()
    await arunee.sees(lambda _: THANA.seat not in room.meeting.attendance.connected)
    entries = await server.house.record.entries(room)
    ends = [entry.fact for entry in entries if isinstance(entry.fact, Disconnected)]
    assert [(end.seat, end.why) for end in ends] == [(THANA.seat, Ending.LOST)]
    # The place is kept while the browser comes back.
    assert THANA.seat in room.meeting.attendance.entered


async def test_a_suspended_page_is_told_its_own_view_and_nothing_of_the_meeting(server: Loopback) -> None:
    arunee, *_, kamala = await server.entered(ARUNEE, THANA, WILAI, VEERA, CHAI, KAMALA)
    await arunee.do("session.open_meeting")
    await arunee.do("agenda.open_item", item=ITEM_41)
    await arunee.do(
        "suspension.suspend_seat", seat=KAMALA.seat, item=ITEM_41, ground="ordered", reason="interest"
    )
    await kamala.sees(lambda view: view["you"]["class"] == "suspended")
    browser, path = await server.browser(KAMALA), f"/api/meetings/{MEETING}/view"
    before, after = (await browser.get(path)).json(), len(kamala.told)
    await arunee.do("chat.post_message", text="ลับหลัง")
    await arunee.do("ballots.open_ballot", item=ITEM_41, question="เห็นชอบหรือไม่")
    await arunee.sees(lambda view: view["room"]["ballots"])
    ballot = arunee.view["room"]["ballots"][0]["ballot"]
    await arunee.do("ballots.cast_vote", ballot=ballot, choice="agree")
    await arunee.do("ballots.close_ballot", ballot=ballot)
    await kamala.send({"type": "ping"})
    await kamala.next("pong")
    # Not even that something happened, nor how much.
    assert kamala.told[after:] == [{"type": "pong"}]
    assert {"type": "view", **(await browser.get(path)).json()} == {"type": "view", **before} == kamala.view
    await arunee.do("agenda.close_item", item=ITEM_41)
    view = await kamala.sees(lambda view: view["you"]["class"] == "member")
    assert "ลับหลัง" not in [message["text"] for message in view["room"]["chat"]]


async def test_who_waits_at_the_door_is_told_nothing_of_what_goes_on_behind_it(server: Loopback) -> None:
    (arunee,) = await server.entered(ARUNEE)
    waiting = await server.page(THANA)
    await waiting.next("view")
    after = len(waiting.told)
    for text in ("หนึ่ง", "สอง"):
        await arunee.do("chat.post_message", text=text)
    await arunee.sees(lambda view: len(view["room"]["chat"]) == 2)
    await waiting.send({"type": "ping"})
    await waiting.next("pong")
    assert waiting.told[after:] == [{"type": "pong"}]


async def test_a_sign_is_lost_where_the_page_is_behind_and_its_line_stands() -> None:
    scene = Scene()
    room, (thana, wilai) = await scene.start(THANA, WILAI)
    for n in range(30):
        thana.tell(str(n))
    scene.fanout.reacted(room, WILAI.seat, "noted")
    assert [await thana.next() for _ in range(30)] == [str(n) for n in range(30)]
    assert json.loads(await wilai.next() or "")["type"] == "reaction"
    assert thana.ending is None
