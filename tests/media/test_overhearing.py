"""Whoever waits before the room is heard by those who turn to them and by nobody else, and hears nobody (ข้อ ๙)."""

import asyncio
from dataclasses import replace
from pathlib import Path

from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import Circle, MediaPlan, Place
from tests.media.browser import CAMERA, MIC, plan_of, staged, until
from tests.people import ARUNEE, KAMALA, THANA

A, B, V = ARUNEE.seat, THANA.seat, KAMALA.seat
SENDS = frozenset({MIC, CAMERA})


def _plan(*watching: SeatId) -> MediaPlan:
    """Two in the room, one before it, and who has turned to them."""
    (room,) = plan_of(A, B).circles
    places = tuple(
        replace(place, overhears=frozenset({V} if place.seat in watching else ())) for place in room.places
    )
    door = Circle(name="door", places=(Place(seat=V, sends=SENDS, hears=False),))
    return MediaPlan(circles=(replace(room, places=places), door))


async def test_only_whoever_turns_to_a_visitor_hears_them_and_the_relay_counts_for_how_long(
    tmp_path: Path,
) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(_plan())
        a, b, v = await stage.join(A), await stage.join(B), await stage.join(V)
        talking = [asyncio.create_task(each.talk()) for each in (a, v)]
        await until(lambda: len(b.heard(a)) > 20)
        assert (a.heard(v), b.heard(v), v.got) == ([], [], [])
        stage.follow(_plan(A))
        await until(lambda: stage.reported("heard", seat=V, by=A, seconds=2))
        counted = [report["seconds"] for report in stage.reported("heard")]
        assert counted == list(range(1, len(counted) + 1))
        assert {"kind": "visitor", "seat": V, "seconds": 2} in stage.told[A]
        assert a.heard(v)
        assert (b.heard(v), v.got) == ([], [])
        # Turned away, nothing comes any more; turned to again, it is counted from the beginning.
        stage.follow(_plan())
        heard, counted_before = len(a.heard(v)), len(stage.reported("heard"))
        await until(lambda: len(b.heard(a)) > 150)
        assert len(a.heard(v)) - heard <= 1
        assert len(stage.reported("heard")) == counted_before
        stage.follow(_plan(A))
        await until(lambda: len(stage.reported("heard")) > counted_before)
        assert stage.reported("heard")[counted_before]["seconds"] == 1
        # A microphone that is off is not heard, however long one looks and whatever it sends.
        await v.signal("mute", mid=v.tracks[0]["mid"], on=True)
        silent, heard = len(stage.reported("heard")), len(b.heard(a))
        await until(lambda: len(b.heard(a)) > heard + 100)
        assert len(stage.reported("heard")) <= silent + 1
        for task in talking:
            task.cancel()
        assert stage.violations == 0
