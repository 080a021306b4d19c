"""Who stands in which slot, who is muted, who is speaking; told to those who may know it and to nobody else."""

from pathlib import Path

import pytest

from meeting_server.media import selection
from tests.media.browser import CAMERA, MIC, Browser, plan_of, staged, until
from tests.people import ARUNEE, EVERYONE, KAMALA, PREECHA, THANA, VEERA, WILAI

A, B, C = ARUNEE.seat, THANA.seat, WILAI.seat


def _slots(browser: Browser, source: str) -> list[tuple[object, object]]:
    layout = browser.layout() or {}
    return [(seat, state) for seat, kind, state in layout.values() if kind == source]


def _speakers(browser: Browser) -> list[dict[str, object]]:
    seats = browser.last("speakers")["seats"]
    return list(seats) if isinstance(seats, list) else []


async def test_everybody_present_is_in_a_slot_and_is_live_once_something_comes(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, C))
        a, b, _c = [await stage.join(seat) for seat in (A, B, C)]
        await until(lambda: _slots(a, "mic")[:2] == [(B, "waiting"), (C, "waiting")])
        await b.say()
        await b.show(1, key=True)
        await until(
            lambda: _slots(a, "mic") == [(B, "live"), (C, "waiting"), (None, "waiting"), (None, "waiting")]
        )
        await until(lambda: _slots(a, "camera")[0] == (B, "live"))


async def test_the_whole_map_is_told_every_time_with_the_plan_s_number(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await stage.join(B)
        await b.say()
        await until(lambda: (B, "live") in _slots(a, "mic"))
        stage.follow(plan_of(A))
        await until(lambda: a.last("layout")["epoch"] == 2)
        assert len(a.layout() or {}) == 8
        assert all(seat is None for seat, _source, _state in (a.layout() or {}).values())
        assert b.last("layout")["epoch"] == 1


async def test_a_picture_that_is_muted_is_shown_as_paused(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await stage.join(B)
        await b.show(1, key=True)
        await until(lambda: (B, "live") in _slots(a, "camera"))
        mid = str(b.tracks[1]["mid"])
        await b.signal("mute", mid=mid, on=True)
        assert (B, "paused") in _slots(a, "camera")
        await b.signal("mute", mid=mid, on=False)
        assert (B, "live") in _slots(a, "camera")


async def test_who_has_muted_the_microphone_has_no_slot_until_something_is_heard_of_it(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, C))
        a, b, c = [await stage.join(seat) for seat in (A, B, C)]
        await b.say(level=80)
        await c.say(level=80)
        await until(lambda: _slots(a, "mic")[:2] == [(B, "live"), (C, "live")])
        mid = str(b.tracks[0]["mid"])
        await b.signal("mute", mid=mid, on=True)
        await until(lambda: _slots(a, "mic")[:2] == [(None, "waiting"), (C, "live")])
        came = len(a.heard(b))
        await b.say(3, level=127)
        await stage.settled()
        assert len(a.heard(b)) == came
        # The very packet that is louder is heard, and nobody else has moved.
        await b.say(level=89)
        await until(lambda: len(a.heard(b)) == came + 1)
        await until(lambda: _slots(a, "mic")[:2] == [(B, "paused"), (C, "live")])
        await b.signal("mute", mid=mid, on=True)
        await until(lambda: _slots(a, "mic")[0] == (None, "waiting"))
        await b.signal("mute", mid=mid, on=False)
        await until(lambda: _slots(a, "mic")[0][0] == B)


async def test_silence_has_no_slot_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, C))
        a, b, c = [await stage.join(seat) for seat in (A, B, C)]
        await b.say(level=30)  # It comes on the stage, and leaves its slot all the same.
        await c.say(level=127)
        await until(lambda: _slots(a, "mic")[:2] == [(B, "live"), (C, "live")])
        monkeypatch.setattr(selection, "_STILL_AFTER", 0.0)
        await until(lambda: [seat for seat, _state in _slots(a, "mic")] == [None] * 4)
        monkeypatch.undo()
        for page in (c, b):
            await page.say(level=60)
        await until(lambda: len(a.heard(b)) == len(a.heard(c)) == 2)
        await until(lambda: {seat for seat, _state in _slots(a, "mic")} == {B, C, None})


async def test_of_everyone_who_may_be_heard_it_is_told_whose_microphone_is_off(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, C, deaf=[C]))
        # With one slot for sound most have none, and are shown all the same.
        a = await stage.join(A, audio=1)
        b, c = await stage.join(B), await stage.join(C)
        for page in (b, c):
            await page.signal("mute", mid=str(page.tracks[0]["mid"]), on=True)
            await page.signal("mute", mid=str(page.tracks[1]["mid"]), on=True)
        await until(lambda: a.last("layout")["muted"] == [B, C])
        assert c.last("layout")["muted"] == []  # who hears nobody is told of nobody
        await b.signal("mute", mid=str(b.tracks[0]["mid"]), on=False)
        await until(lambda: a.last("layout")["muted"] == [C])
        # Another page of the same seat says it for itself.
        c.vanish()
        again = await stage.join(C, name="2")
        await until(lambda: a.last("layout")["muted"] == [])
        await again.signal("mute", mid=str(again.tracks[0]["mid"]), on=True)
        await until(lambda: a.last("layout")["muted"] == [C])


async def test_a_hidden_page_gets_sound_and_no_pictures(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, b = await stage.join(A), await stage.join(B)
        await a.signal("watch", slots=[], pins=[], hidden=True)
        await b.show(3, key=True)
        await b.say(3)
        await until(lambda: len(a.heard(b)) == 3)
        assert all(b"sound" in packet.payload for packet in a.heard(b))
        await a.signal("watch", slots=[{"mid": "6", "w": 640.5, "h": 360}], pins=[], hidden=False)
        await b.show(3, key=True)
        await until(lambda: len(a.heard(b)) == 6)


async def test_a_page_whose_line_is_back_is_told_what_it_missed(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a, _b = await stage.join(A), await stage.join(B)
        await until(lambda: (B, "waiting") in _slots(a, "mic"))
        stage.told[A].clear()
        await a.signal("watch", slots=[], pins=[], hidden=False)
        assert (B, "waiting") in _slots(a, "mic")


async def test_with_fewer_slots_than_seats_pins_come_first_then_who_presides(tmp_path: Path) -> None:
    seats = [A, B, C, KAMALA.seat, PREECHA.seat]
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(*seats, presiding=C))
        a = await stage.join(A, video=2)
        for seat in seats[1:]:
            await stage.join(seat)
        await until(lambda: {seat for seat, _state in _slots(a, "camera")} == {C, KAMALA.seat})
        await a.signal("watch", slots=[], pins=[PREECHA.seat], hidden=False)
        assert {seat for seat, _state in _slots(a, "camera")} == {C, PREECHA.seat}


async def test_who_presides_is_heard_in_a_slot_of_their_own_and_of_the_others_the_loudest(
    tmp_path: Path,
) -> None:
    seats = [each.seat for each in EVERYONE[:7]]
    presiding = VEERA.seat
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(*seats, presiding=presiding))
        pages = {seat: await stage.join(seat, video=0) for seat in seats}
        listener = pages[A]
        quiet = [seat for seat in seats if seat not in {A, presiding}]
        await until(lambda: _slots(listener, "mic")[0][0] == presiding)
        for _ in range(3):
            for seat in (presiding, *quiet[:3]):
                await pages[seat].say(level=30)
        await until(lambda: all(listener.heard(pages[seat]) for seat in (presiding, *quiet[:3])))
        late = pages[quiet[3]]
        for _ in range(60):
            await late.say(level=5)
            await stage.settled()
        await until(lambda: quiet[3] in {seat for seat, _state in _slots(listener, "mic")})
        assert _slots(listener, "mic")[0][0] == presiding
        assert listener.heard(late)


async def test_who_is_speaking_is_told_to_those_who_hear_it_only(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, C, deaf=[C]))
        a, b, c = [await stage.join(seat) for seat in (A, B, C)]
        for _ in range(40):
            await b.say(level=20)
        await until(lambda: a.last("speakers"))
        (told,) = _speakers(a)
        assert told["seat"] == B
        assert -50 < int(str(told["level"])) < 0
        await until(lambda: _speakers(a) == [])
        assert c.last("speakers") == {}
        assert b.last("speakers") == {"kind": "speakers", "seats": []}


async def test_two_circles_see_nothing_of_each_other(tmp_path: Path) -> None:
    from meeting_server.meeting.media_plan import Circle, MediaPlan

    room, hall = plan_of(A, B).circles[0], plan_of(C).circles[0]
    async with staged(tmp_path) as stage:
        stage.follow(MediaPlan(circles=(room, Circle(name="hall", places=hall.places))))
        a, b, c = [await stage.join(seat) for seat in (A, B, C)]
        for page in (a, b, c):
            await page.say(3)
            await page.show(3, key=True)
        await until(lambda: len(a.heard(b)) == 6 and len(b.heard(a)) == 6)
        assert c.got == []
        assert all(seat is None for seat, _source, _state in (c.layout() or {"": (None, 0, 0)}).values())
        assert all(not page.heard(c) for page in (a, b))


async def test_who_may_not_send_pictures_is_heard_and_not_seen(tmp_path: Path) -> None:
    sends = {A: [MIC, CAMERA], B: [MIC]}
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, sends=sends))
        a, b = await stage.join(A), await stage.join(B)
        await b.show(5, key=True)
        await b.say(5)
        await until(lambda: len(a.heard(b)) == 5)
        assert all(seat is None for seat, _state in _slots(a, "camera"))
