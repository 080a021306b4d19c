"""A shared screen: in the first slot of everyone else, by whom the plan names and by nobody else, and on record."""

from pathlib import Path

from meeting_server.meeting.facts.recording import GapReason
from meeting_server.meeting.ids import SeatId
from tests.media.browser import CAMERA, MIC, SCREEN, Browser, Stage, picture, plan_of, staged, until
from tests.people import ARUNEE, THANA, WILAI

A, B, C = ARUNEE.seat, THANA.seat, WILAI.seat
SHARES = {A: (MIC, CAMERA), B: (MIC, SCREEN), C: (MIC, CAMERA)}
MAY_NOT = {A: (MIC, CAMERA), B: (MIC,), C: (MIC, CAMERA)}


async def sharing(stage: Stage, seat: SeatId) -> Browser:
    """A browser whose pictures are of its screen."""
    browser = Browser(stage, seat, f"conn_{seat[5:9]}_s", audio=2, video=2)
    browser._senders[SCREEN] = browser._senders.pop(CAMERA)
    browser.numbers[SCREEN] = 900
    await browser.open()
    await browser.connect()
    return browser


async def show(browser: Browser, count: int = 3) -> None:
    for at in range(count):
        number = browser.numbers[SCREEN]
        await browser.send(SCREEN, picture(number, browser.mark, key=at == 0))


def pictures(browser: Browser) -> list[tuple[object, object]]:
    """Who is in the slots for pictures, in their order, and with what."""
    return [(seat, kind) for seat, kind, _state in (browser.layout() or {}).values() if kind != MIC]


async def test_a_screen_has_the_first_slot_and_who_shares_it_comes_before_the_others(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, C, sends=MAY_NOT))
        a, c = await stage.join(A, video=2), await stage.join(C, video=2)
        await until(lambda: pictures(a)[0] == (C, CAMERA))
        b = await sharing(stage, B)
        stage.follow(plan_of(A, B, C, sends=SHARES))
        await until(lambda: pictures(a) == [(B, SCREEN), (C, CAMERA)])
        await show(b)
        await until(lambda: len(a.heard(b)) == 3 and len(c.heard(b)) == 3)
        # Nobody is sent their own.
        assert b.heard(b) == []
        assert (B, SCREEN) not in pictures(b)


async def test_it_ends_with_the_plan_and_begins_anew_on_the_same_line(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, C, sends=SHARES))
        a, b = await stage.join(A, video=2), await sharing(stage, B)
        await until(lambda: pictures(a)[0] == (B, SCREEN))
        await show(b)
        await until(lambda: len(a.heard(b)) == 3)
        stage.follow(plan_of(A, B, C, sends=MAY_NOT))
        await until(lambda: (B, SCREEN) not in pictures(a))
        await show(b, 5)
        await stage.settled()
        await b.say()
        await until(lambda: b"sound" in a.heard(b)[-1].payload)
        assert len(a.heard(b)) == 4
        stage.follow(plan_of(A, B, C, sends=SHARES))
        await until(lambda: pictures(a)[0] == (B, SCREEN))
        await show(b)
        await until(lambda: len(a.heard(b)) == 7)
        assert stage.violations == 0


async def test_a_screen_that_the_plan_does_not_name_reaches_nobody_and_no_file(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, C, sends=MAY_NOT, record=True))
        a, b = await stage.join(A, video=2), await sharing(stage, B)
        await show(b, 5)
        await b.say()
        await until(lambda: a.heard(b))
        assert all(b"sound" in packet.payload for packet in a.heard(b))
        assert (B, SCREEN) not in pictures(a)
        assert stage.recorder.packets[B, SCREEN] == 0
        assert (B, SCREEN) not in stage.recorder.record


async def test_it_is_recorded_while_it_is_shared_and_missed_by_nobody_afterwards(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, sends=SHARES, record=True))
        await stage.join(A, video=2)
        b = await sharing(stage, B)
        await show(b)
        await until(lambda: stage.recorder.packets[B, SCREEN] == 3)
        stage.follow(plan_of(A, B, sends=MAY_NOT, record=True))
        assert stage.recorder.reasons == {(B, SCREEN): GapReason.LEFT}
