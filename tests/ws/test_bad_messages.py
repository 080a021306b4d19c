"""Messages that are not as they should be, over a line that stands: refused, nothing changed, and the line goes on."""

import json
from itertools import count
from typing import Any

import pytest

from tests.given import ITEM_1, ITEM_41
from tests.loopback import ACCEPTED, MEETING, Frame, Loopback, Page
from tests.people import ARUNEE, CHAI, KAMALA, KONG, THANA, VEERA, WILAI

SAY: Frame = {"type": "command", "id": "c1", "name": "chat.post_message", "args": {"text": "ก"}}


def changed(**fields: object) -> Frame:
    return {**SAY, **fields}


def without(name: str) -> Frame:
    return {each: value for each, value in SAY.items() if each != name}


MALFORMED: list[Any] = [
    "",
    "null",
    "[]",
    "7",
    '"ping"',
    "{",
    "{}",
    "[" * 50_000,
    '{"a":' * 10_000,
    '{"type":NaN}',
    '{"type":"ping","at":' + "9" * 5_000 + "}",
    b"\x00\x01\x02",
    b'{"type":"ping"}',
    {"type": "shout"},
    {"type": None},
    {"type": ["ping"]},
    {"type": "ping", "extra": 1},
    {"type": "reaction"},
    {"type": "reaction", "kind": "agree"},
    {"type": "reaction", "kind": "noted", "seat": KAMALA.seat},
    {"type": "signal"},
    {"type": "signal", "signal": []},
    {"type": "signal", "signal": {}, "seat": THANA.seat},
    {"type": "hello", "meeting": MEETING, "ticket": "a"},
    *(without(name) for name in ("id", "name", "args")),
    changed(extra=1),
    changed(meeting=MEETING),
    changed(seat=KAMALA.seat),
    changed(id=""),
    changed(id=5),
    changed(id="a b"),
    changed(id="a" * 65),
    changed(id="\ud800"),
    changed(id="\x00"),
    changed(name=5),
    changed(name=""),
    changed(args=None),
    changed(args=[]),
    changed(args={}),
    changed(args={"text": None}),
    changed(args={"text": 5}),
    changed(args={"text": ["ก"]}),
    changed(args={"text": "ก", "extra": 1}),
    changed(args={"text": "ก\x00"}),
    changed(args={"text": "\ud800"}),
    changed(args={"text": "\x1b[2J"}),
    changed(name="agenda.open_item", args={"item": "../../etc"}),
    changed(name="agenda.open_item", args={"item": {"$ne": 1}}),
    changed(name="presence.leave", args={"why": "x"}),
    changed(name="ballots.cast_vote", args={"ballot": "b", "choice": "veto"}),
    changed(
        name="suspension.suspend_seat",
        args={"seat": KAMALA.seat, "item": ITEM_1, "ground": "mood", "reason": "interest"},
    ),
]


async def room_of(server: Loopback) -> list[Page]:
    return await server.entered(ARUNEE, THANA, WILAI, VEERA, CHAI, KONG)


async def refusals(page: Page, frames: list[Any]) -> list[tuple[str, str]]:
    """The id and reason of every refusal, in order."""
    after = len(page.told)
    for frame in frames:
        await page.send(frame)
    await page.until(lambda: len([f for f in page.told[after:] if f["type"] == "refused"]) >= len(frames))
    return [(frame["id"], frame["reason"]) for frame in page.told[after:] if frame["type"] == "refused"]


async def test_every_malformed_message_is_refused_and_the_line_goes_on(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, thana, *_ = await room_of(server)
    # As slowly as no pace minds.
    monkeypatch.setattr("meeting_server.services.pace.monotonic", count(1_000_000_000).__next__)
    before = (await server.room()).seq
    for frame in MALFORMED:
        shown = frame if isinstance(frame, bytes) else json.dumps(frame)[:200]
        ((_, reason),) = await refusals(thana, [frame])
        assert (shown, reason) == (shown, "malformed")
    assert (await server.room()).seq == before
    await thana.do("chat.post_message", text="ก")


async def test_a_refusal_carries_the_commands_id_where_there_is_one(server: Loopback) -> None:
    (thana,) = await server.entered(THANA)
    told = await refusals(thana, [changed(id="c7", extra=1), changed(id="a b"), "{", b"\x00"])
    assert told == [("c7", "malformed"), ("", "malformed"), ("", "malformed"), ("", "malformed")]


async def test_commands_that_no_browser_may_give_are_unknown(server: Loopback) -> None:
    (thana,) = await server.entered(THANA)
    before = (await server.room()).seq
    for name in (
        "recording.seal_segments",
        "presence.connect",
        "session.note_interruption",
        "calling.call",
        "x",
    ):
        assert await thana.refused(name) == "unknown_command"
    assert (await server.room()).seq == before


async def test_what_is_too_large_is_told_so_and_what_is_far_too_large_ends_the_line(server: Loopback) -> None:
    (thana,) = await server.entered(THANA)
    before = (await server.room()).seq
    assert await thana.refused("chat.post_message", text="ก" * 4_001) == "too_large"
    assert await refusals(thana, ["x" * 98_305]) == [("", "too_large")]
    assert await refusals(thana, ["ก" * 40_000]) == [("", "too_large")]
    assert (await server.room()).seq == before
    await thana.do("chat.post_message", text="ก" * 4_000)
    await thana.send("x" * ((1 << 20) + 1))
    assert await thana.ended() == 1009
    assert (await server.stranger().get("/api/health/live")).status_code == 200


async def test_a_repeated_id_is_answered_with_the_first_answer_from_any_line_of_the_seat(
    server: Loopback,
) -> None:
    (thana,) = await server.entered(THANA)
    first = await thana.ask("chat.post_message", "c1", text="หนึ่ง")
    again = await thana.ask("chat.post_message", "c1", text="หนึ่ง")
    assert (first["type"], again) == ("done", first)
    assert (await thana.ask("presence.leave", "c1"))["reason"] == "command_id_reused"
    empty = [await thana.ask("chat.post_message", "c2", text=" ") for _ in range(2)]
    assert [answer["reason"] for answer in empty] == ["empty_text", "empty_text"]
    newer = await server.page(THANA)
    assert await newer.ask("chat.post_message", "c1", text="หนึ่ง") == first
    said = [message for message in newer.view["room"]["chat"] if message["text"] == "หนึ่ง"]
    assert len(said) == 1
    (arunee,) = await server.entered(ARUNEE)
    assert (await arunee.ask("chat.post_message", "c1", text="สอง"))["seq"] > first["seq"]


async def test_commands_of_one_page_are_done_in_their_order(server: Loopback) -> None:
    (thana,) = await server.entered(THANA)
    after, ids = len(thana.told), [f"o{n}" for n in range(9)]
    for n, command in enumerate(ids):
        await thana.send(changed(id=command, args={"text": str(n)}))
    await thana.answer(ids[-1])
    assert [frame["id"] for frame in thana.told[after:] if frame["type"] == "done"] == ids
    view = await thana.sees(lambda view: len(view["room"]["chat"]) == 9)
    assert [message["text"] for message in view["room"]["chat"]] == [str(n) for n in range(9)]


async def test_whoever_has_no_business_with_a_deed_is_refused(server: Loopback) -> None:
    arunee, thana, *_ = await room_of(server)
    await arunee.do("session.open_meeting")
    await arunee.do("agenda.open_item", item=ITEM_1)
    kamala = await server.page(KAMALA)
    await kamala.next("view")
    before = (await server.room()).seq
    deeds: list[tuple[str, Frame]] = [
        ("session.close_meeting", {}),
        ("agenda.close_item", {"item": ITEM_1}),
        ("ballots.open_ballot", {"item": ITEM_1, "question": "?"}),
        (
            "suspension.suspend_seat",
            {"seat": WILAI.seat, "item": ITEM_1, "ground": "ordered", "reason": "interest"},
        ),
    ]
    for name, args in deeds:
        assert (name, await thana.refused(name, **args)) == (name, "not_allowed")
        assert (name, await kamala.refused(name, **args)) == (name, "not_entered")
    assert (await server.room()).seq == before


async def test_the_controllers_deeds_are_on_the_orders_of_whoever_presides(server: Loopback) -> None:
    arunee, *_, kong = await room_of(server)
    await kong.do("session.open_meeting")
    entries = await server.house.record.entries(await server.room())
    opened = entries[-2]
    assert (opened.actor, opened.on_orders_of) == (KONG.seat, ARUNEE.seat)
    # Their own words are nobody's orders, and the chair acts on nobody's.
    await kong.do("chat.post_message", text="พร้อมแล้ว")
    await arunee.do("agenda.open_item", item=ITEM_1)
    *_, written, item = await server.house.record.entries(await server.room())
    assert (written.actor, written.on_orders_of) == (KONG.seat, None)
    assert (item.actor, item.on_orders_of) == (ARUNEE.seat, None)


async def test_a_closed_meeting_takes_nothing_more_but_can_be_looked_at(server: Loopback) -> None:
    arunee, thana, *_ = await room_of(server)
    await arunee.do("session.open_meeting")
    await arunee.do("session.close_meeting")
    entries = len(await server.house.record.entries(await server.room()))
    deeds: list[tuple[str, Frame]] = [
        ("chat.post_message", {"text": "ก"}),
        ("presence.enter", ACCEPTED),
        ("agenda.open_item", {"item": ITEM_41}),
        ("session.open_meeting", {}),
        ("session.close_meeting", {}),
    ]
    for name, args in deeds:
        assert (name, await thana.refused(name, **args)) == (name, "meeting_closed")
    assert len(await server.house.record.entries(await server.room())) == entries
    kamala = await server.page(KAMALA)
    view = await kamala.next("view")
    assert (view["room"]["phase"], view["room"]["seats"]) == ("closed", [])
    assert await thana.next("view", seq=(await server.room()).seq)


async def test_whoever_asks_too_fast_is_told_so_and_whoever_floods_is_sent_away(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    (thana,) = await server.entered(THANA)
    monkeypatch.setattr("meeting_server.services.pace.monotonic", lambda: 1e9)
    for n in range(11):
        await thana.send(changed(id=f"f{n}"))
    for n in range(11, 25):
        await thana.send(changed(id=f"f{n}", name="session.open_meeting", args={}))
    answers = [await thana.answer(f"f{n}") for n in range(25)]
    reasons = [answer.get("reason", "done") for answer in answers]
    # Ten deeds of one's own, twenty commands of any kind.
    assert reasons == ["done"] * 10 + ["too_fast"] + ["not_allowed"] * 9 + ["too_fast"] * 5
    for _ in range(100):
        await thana.send({"type": "ping"})
    assert await thana.ended() == 4429
    assert THANA.seat in (await server.room()).meeting.attendance.entered


async def test_a_command_that_fails_in_us_ends_the_line_and_not_the_server(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    (thana,) = await server.entered(THANA)
    room = await server.room()

    async def broken(*_: object, **__: object) -> object:
        raise OSError

    monkeypatch.setattr(room._log, "append", broken)
    await thana.send(SAY)
    await thana.ended()
    monkeypatch.undo()
    again = await server.page(THANA)
    await again.do("chat.post_message", text="ก")
