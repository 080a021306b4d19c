"""Media signals over the line: handed to the workers, or refused under the connection's name."""

import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from meeting_server.app import create_app, workers
from meeting_server.meeting.refusal import Reason
from tests.given import ITEM_41
from tests.loopback import MEETING, Frame, Loopback, Page, serving
from tests.people import ARUNEE, CHAI, KAMALA, THANA, VEERA, WILAI

OPEN: Frame = {"kind": "open", "conn": "pc_1", "audio": 4, "video": 5, "takeover": False}


async def signal(page: Page, **fields: object) -> None:
    await page.send({"type": "signal", "signal": {**OPEN, **fields}})


async def refusal(page: Page, **fields: object) -> str:
    """Send a signal that is refused; the reason."""
    after = len(page.told)
    await signal(page, **fields)
    answer = await page.answer(str(fields.get("conn", "pc_1")), after)
    reason: str = answer["reason"]
    return reason


async def test_a_signal_reaches_the_workers_and_theirs_the_page(server: Loopback) -> None:
    (thana,) = await server.entered(THANA)
    await signal(thana)
    server.media.listener.to_seat(MEETING, THANA.seat, {"kind": "opened", "conn": "pc_1"})
    assert (await thana.next("signal"))["signal"] == {"kind": "opened", "conn": "pc_1"}
    server.media.refuses = Reason.OCCUPIED
    # Signals are handed on in their order: once this one is refused, the first has arrived.
    assert await refusal(thana) == "occupied"
    assert server.media.signals == [(THANA.seat, OPEN)]


async def test_what_the_workers_refuse_is_refused_under_the_connections_name(server: Loopback) -> None:
    (thana,) = await server.entered(THANA)
    for reason in (Reason.BAD_OFFER, Reason.OCCUPIED, Reason.RELAY_UNAVAILABLE, Reason.TOO_FAST):
        server.media.refuses = reason
        assert await refusal(thana) == reason.value
    server.media.refuses = Reason.BAD_OFFER
    for conn in ("", "a b", "ก", "\ud800", "a" * 65):
        after = len(thana.told)
        await signal(thana, conn=conn)
        assert (await thana.answer("", after))["reason"] == "bad_offer"


async def test_whoever_is_not_in_the_plan_is_not_even_heard(server: Loopback) -> None:
    arunee, *_, kamala = await server.entered(ARUNEE, THANA, WILAI, VEERA, CHAI, KAMALA)
    await arunee.do("session.open_meeting")
    await arunee.do("agenda.open_item", item=ITEM_41)
    await arunee.do(
        "suspension.suspend_seat", seat=KAMALA.seat, item=ITEM_41, ground="ordered", reason="interest"
    )
    assert await refusal(kamala) == "not_in_plan"
    await kamala.close()
    again = await server.page(KAMALA)
    await again.next("view")
    assert await refusal(again, takeover=True) == "not_in_plan"
    outside = await server.page(WILAI)
    await outside.do("presence.leave")
    assert await refusal(outside) == "not_in_plan"
    assert server.media.signals == []


async def test_a_line_is_tried_a_few_times_and_then_no_more(server: Loopback) -> None:
    thana = await server.page(THANA)
    await thana.next("view")
    trial: Frame = {"kind": "trial", "conn": "pc_1"}
    for _ in range(4):
        await thana.send({"type": "signal", "signal": trial})
    # What is offered then is a part of the same attempt.
    offer: Frame = {"kind": "trial_offer", "conn": "pc_1", "sdp": "v=0", "mid": "0"}
    await thana.send({"type": "signal", "signal": offer})
    after = len(thana.told)
    await thana.send({"type": "signal", "signal": trial})
    assert (await thana.answer("pc_1", after))["reason"] == "too_fast"
    assert [said["kind"] for _seat, said in server.media.signals] == ["trial"] * 4 + ["trial_offer"]


async def test_a_flood_of_signals_is_stopped_at_the_door(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    (thana,) = await server.entered(THANA)
    now = [1e9]
    monkeypatch.setattr("meeting_server.services.pace.monotonic", lambda: now[0])
    after = len(thana.told)
    for _ in range(60):
        await signal(thana)
    await thana.until(lambda: len([f for f in thana.told[after:] if f["type"] == "refused"]) >= 10)
    assert {f["reason"] for f in thana.told[after:] if f["type"] == "refused"} == {"too_fast"}
    server.media.refuses = Reason.OCCUPIED
    now[0] += 1
    assert await refusal(thana, conn="last") == "occupied"
    assert len(server.media.signals) == 50


async def test_a_plan_that_is_not_confirmed_is_told_as_pending(server: Loopback) -> None:
    arunee, *_ = await server.entered(ARUNEE, THANA, WILAI, VEERA, CHAI, KAMALA)
    await arunee.do("session.open_meeting")
    await arunee.do("agenda.open_item", item=ITEM_41)
    server.media.confirms = False
    told = await arunee.do(
        "suspension.suspend_seat", seat=KAMALA.seat, item=ITEM_41, ground="ordered", reason="interest"
    )
    assert told["media"] == "pending"
    assert KAMALA.seat not in set(server.media.plans[MEETING].seats())
    server.media.confirms = True
    assert (await arunee.do("chat.post_message", text="ต่อ"))["media"] == "ok"


@pytest.fixture
async def with_workers(called: Path, tmp_path: Path) -> AsyncIterator[Loopback]:
    """A server with the real media workers."""
    async for server in serving(called, tmp_path / "real"):
        await server.stop()
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind(("127.0.0.1", 0))
            server.settings = replace(server.settings, media_port=probe.getsockname()[1])
        server.make_media = workers
        await server.start()
        yield server


RUBBISH: list[tuple[Frame, str]] = [
    ({"kind": "shout"}, "malformed"),
    ({"kind": None}, "malformed"),
    ({"kind": "open", "audio": -1}, "malformed"),
    ({"kind": "open", "audio": True}, "malformed"),
    ({"kind": "open", "seat": KAMALA.seat}, "malformed"),
    ({"kind": "open", "video": 10**12}, "malformed"),
]
OFFERS = [
    "",
    "v=0",
    "rubbish",
    "\x00" * 100,
    "ก" * 1_000,
    "v=0\r\n" * 2_500,
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n" + "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" * 60,
    "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\na=ice-ufrag:x\r\n",
    "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n",
]


async def test_rubbish_is_refused_by_the_workers_and_everybody_lives(with_workers: Loopback) -> None:
    server = with_workers
    thana, wilai = await server.entered(THANA, WILAI)
    worker = server.workers.pids
    for fields, reason in RUBBISH:
        assert (fields, await refusal(thana, **fields)) == (fields, reason)
    for n, sdp in enumerate(OFFERS):
        # A connection of its own for each: an offer a second is all that one may make.
        conn = f"pc_{n}"
        await signal(thana, conn=conn, takeover=True)
        await until_opened(thana, conn)
        offer: Frame = {"kind": "offer", "conn": conn, "n": 1, "sdp": sdp, "tracks": []}
        after = len(thana.told)
        await thana.send({"type": "signal", "signal": offer})
        answer = await thana.answer(conn, after)
        assert (sdp[:60], answer["reason"]) in [(sdp[:60], "bad_offer"), (sdp[:60], "too_fast")]
    await signal(wilai)
    await until_opened(wilai, "pc_1")
    await wilai.do("chat.post_message", text="ยังอยู่")
    assert server.workers.pids == worker


async def until_opened(page: Page, conn: str) -> None:
    def has_opened() -> bool:
        signals = [frame["signal"] for frame in page.told if frame["type"] == "signal"]
        return any(signal["kind"] == "opened" and signal["conn"] == conn for signal in signals)

    await page.until(has_opened)


def test_the_app_is_made_with_the_real_workers_unless_told_otherwise() -> None:
    assert create_app.__defaults__ == (workers, None)
