"""Browsers that reload, come from another device, change their network, say goodbye, or ask for nonsense."""

import asyncio
from pathlib import Path

import pytest

from meeting_server.media.rtcp import parse_rtcp
from meeting_server.meeting.refusal import Reason, Refused
from tests.media.browser import MEETING, Browser, Stage, plan_of, staged, until
from tests.people import ARUNEE, SOMSAK, THANA

A, B = ARUNEE.seat, THANA.seat


async def test_a_page_that_was_reloaded_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        before, b = await stage.join(A), await stage.join(B)
        await before.say(3)
        await until(lambda: len(b.heard(before)) == 3)
        before.vanish()
        after = await stage.join(A, name="2")
        await after.say(3)
        await b.say(3)
        await until(lambda: len(after.heard(b)) == 3 and len(b.heard(after)) == 6)
        assert before.got == []
        await until(lambda: before.last("closed"))
        assert before.last("closed")["reason"] == "superseded"
        await until(lambda: before.pc.connectionState == "closed")
        await after.say(3)
        await b.say(3)
        await until(lambda: len(after.heard(b)) == 6 and len(b.heard(after)) == 9)
        assert stage.reported("state", seat=A, state="absent") == []


async def test_a_late_goodbye_does_not_take_the_successor_away(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        before, b = await stage.join(A), await stage.join(B)
        before.vanish()
        after = await stage.join(A, name="2")
        await before.close()
        await until(lambda: before.last("closed"))
        await after.say(3)
        await until(lambda: len(b.heard(after)) == 3)
        assert stage.reported("state", seat=A, state="absent") == []


async def test_another_device_must_ask_to_take_over(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        first, b = await stage.join(A), await stage.join(B)
        second = Browser(stage, A, "conn_phone", audio=1, video=1)
        talking = asyncio.create_task(first.talk())
        with pytest.raises(Refused) as refused:
            await second.open()
        assert refused.value.reason is Reason.OCCUPIED
        await second.open(takeover=True)
        await second.connect()
        await until(lambda: first.last("closed"))
        talking.cancel()
        assert first.last("closed")["reason"] == "superseded"
        heard = len(b.heard(first))
        await second.say(2)
        await until(lambda: len(b.heard(second)) == heard + 2)


async def test_a_page_that_says_goodbye_is_gone_at_once(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await stage.join(B)
        await a.say()
        await until(lambda: (A, "mic", "live") in (b.layout() or {}).values())
        await a.close()
        await until(lambda: stage.reported("state", seat=A, state="absent"))
        await until(lambda: all(slot[0] is None for slot in (b.layout() or {}).values()))


async def test_the_address_and_the_path_of_a_connection_are_reported(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A))
        a = await stage.join(A)
        (live,) = stage.reported("state", state="live")
        assert (live["seat"], live["conn"], live["path"]) == (A, a.conn, "udp")
        assert str(live["address"]).startswith("127.0.0.1:")


async def test_new_credentials_restart_the_way_and_leave_the_keys_alone(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await stage.join(B)
        await a.say()
        await until(lambda: b.heard(a))
        sdp = a.pc.localDescription.sdp
        ufrag = sdp.split("a=ice-ufrag:")[1].split("\r\n")[0]
        first = str(a.last("answer")["sdp"])
        await a.signal("offer", n=2, sdp=sdp.replace(ufrag, "renewed1"), tracks=a.tracks)
        await until(lambda: a.last("answer", n=2))
        second = str(a.last("answer")["sdp"])
        assert first.split("a=ice-ufrag:")[1][:8] != second.split("a=ice-ufrag:")[1][:8]
        assert [line for line in first.split("\r\n") if line.startswith("a=ssrc")] == [
            line for line in second.split("\r\n") if line.startswith("a=ssrc")
        ]
        await a.say(3)
        await b.say(3)
        await until(lambda: len(b.heard(a)) == 4 and len(a.heard(b)) == 3)


async def test_other_keys_cannot_take_over_a_connection(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A))
        a = await stage.join(A)
        sdp = a.pc.localDescription.sdp
        digest = sdp.split("a=fingerprint:sha-256 ")[1].split("\r\n")[0]
        other = ":".join(reversed(digest.split(":")))
        with pytest.raises(Refused) as refused:
            await a.signal("offer", n=2, sdp=sdp.replace(digest, other), tracks=a.tracks)
        assert refused.value.reason is Reason.BAD_OFFER
        assert a.pc.connectionState == "connected"


async def test_only_a_seat_of_the_plan_may_open(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A))
        stranger = Browser(stage, SOMSAK.seat, "conn_x", audio=1, video=1)
        with pytest.raises(Refused) as refused:
            await stranger.open()
        assert refused.value.reason is Reason.NOT_IN_PLAN
        with pytest.raises(Refused) as refused:
            await stage.relay.signal("mtg_other", A, {"kind": "open"})
        assert refused.value.reason is Reason.NOT_IN_PLAN


OPEN = {"kind": "open", "conn": "conn_a", "audio": 4, "video": 4, "takeover": False}
OFFER = {"kind": "offer", "conn": "conn_a", "n": 1, "sdp": "v=0", "tracks": []}
WATCH = {"kind": "watch", "conn": "conn_a", "slots": [], "pins": [], "hidden": False}
STATS = {"kind": "stats", "conn": "conn_a", "rtt": 20, "down": []}


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"kind": 7, "conn": "conn_a"},
        {"kind": "close", "conn": "conn_a"},
        {**OPEN, "conn": ""},
        {**OPEN, "conn": "a b"},
        {**OPEN, "conn": None},
        {**OPEN, "seat": B},
        {**OPEN, "audio": -1},
        {**OPEN, "audio": True},
        {**OPEN, "video": 10_000},
        {**OPEN, "takeover": "yes"},
        {name: value for name, value in OPEN.items() if name != "video"},
        {**OFFER, "n": "1"},
        {**OFFER, "sdp": 7},
        {**OFFER, "tracks": [{"mid": "0", "source": "microphone"}]},
        {**OFFER, "tracks": [{"mid": "0", "source": ["mic"]}]},
        {**OFFER, "tracks": [{"mid": "0", "source": "mic"}] * 2},
        {**OFFER, "tracks": {}},
        {**OFFER, "conn": "conn_other"},
        {**WATCH, "pins": ["somebody"]},
        {**WATCH, "pins": [A] * 4},
        {**WATCH, "slots": [{"mid": "1", "w": "wide", "h": 1}]},
        {**WATCH, "hidden": 1},
        {"kind": "mute", "conn": "conn_a", "mid": "99", "on": True},
        {**STATS, "rtt": float("nan")},
        {**STATS, "down": [{"mid": "1"}]},
    ],
    ids=str,
)
async def test_what_is_malformed_or_foreign_is_refused(tmp_path: Path, message: dict[str, object]) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A))
        if message.get("kind") != "open":
            await stage.relay.signal(MEETING, A, OPEN)
        with pytest.raises(Refused) as refused:
            await stage.relay.signal(MEETING, A, message)
        assert refused.value.reason is Reason.MALFORMED


async def _refusal(stage: Stage, message: dict[str, object]) -> Reason | None:
    try:
        await stage.relay.signal(MEETING, A, message)
    except Refused as refused:
        return refused.reason
    return None


async def test_an_offer_that_is_too_long_or_no_offer_is_refused(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A))
        await stage.relay.signal(MEETING, A, OPEN)
        assert await _refusal(stage, {**OFFER, "sdp": "v" * 70_000}) is Reason.TOO_LARGE
        assert await _refusal(stage, {**OFFER, "sdp": "rubbish"}) is Reason.BAD_OFFER
        assert stage.told[A][-1]["kind"] == "opened"


async def test_offers_are_counted(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A))
        await stage.relay.signal(MEETING, A, OPEN)
        refusals = [await _refusal(stage, OFFER) for _ in range(7)]
        assert refusals[0] is Reason.BAD_OFFER
        assert refusals[-1] is Reason.TOO_FAST


async def test_an_offer_with_an_old_number_is_dropped(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A))
        a = await stage.join(A)
        answers = sum(message["kind"] == "answer" for message in stage.told[A])
        await a.signal("offer", n=1, sdp="rubbish", tracks=[])
        assert sum(message["kind"] == "answer" for message in stage.told[A]) == answers


async def test_a_browser_may_ask_twice_before_it_offers(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A))
        for _ in range(2):
            await stage.relay.signal(MEETING, A, OPEN)
        assert [message["kind"] for message in stage.told[A]] == ["opened", "opened"]


async def test_silence_is_noticed_and_consent_runs_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from meeting_server.media import reception

    monkeypatch.setattr(reception, "_SHAKY", 0.2)
    monkeypatch.setattr(reception, "_RENEW", 0.4)
    monkeypatch.setattr(reception, "_GONE", 3.0)
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a = await stage.join(A)
        a.vanish()
        await until(lambda: stage.reported("state", seat=A, state="shaky"))
        await until(lambda: a.last("renew", how="ice"))
        await until(lambda: a.last("renew", how="full"))
        assert stage.reported("state", seat=A, state="absent")
        await until(lambda: a.pc.connectionState == "closed")


async def test_what_a_browser_never_finishes_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from meeting_server.media import reception

    monkeypatch.setattr(reception, "_UNANSWERED", 0.05)
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A))
        await stage.relay.signal(MEETING, A, OPEN)
        await until(lambda: A not in stage.relay._halls[MEETING].conference.seats)


async def test_a_connected_browser_is_told_once_a_second_how_things_stand(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a = await stage.join(A)
        await a.say(3)
        await until(lambda: a.asked)
        kinds = {type(part).__name__ for told in a.asked for part in parse_rtcp(told)}
        assert "ReceiverReport" in kinds
