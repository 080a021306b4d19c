"""Signs that last for moments: told to everybody inside, to nobody else, and written nowhere."""

import pytest

from tests.given import ITEM_41
from tests.loopback import Loopback, Page
from tests.people import ARUNEE, KAMALA, KONG, PREECHA, THANA, WILAI


async def in_step(page: Page) -> None:
    """Everything that was told before is here."""
    after = len(page.told)
    await page.send({"type": "ping"})
    await page.next("pong", after)


def signs(page: Page) -> list[tuple[str, str]]:
    return [(frame["seat"], frame["kind"]) for frame in page.told if frame["type"] == "reaction"]


async def test_a_sign_is_told_to_everybody_inside_and_written_nowhere(server: Loopback) -> None:
    arunee, thana, kong = await server.entered(ARUNEE, THANA, KONG)
    waiting = await server.page(PREECHA)
    await waiting.next("view")
    written = (await server.room()).seq
    await thana.send({"type": "reaction", "kind": "unheard"})
    for page in (arunee, thana, kong):
        assert (await page.next("reaction"))["seat"] == THANA.seat
    await in_step(waiting)
    assert (signs(waiting), signs(arunee)) == ([], [(THANA.seat, "unheard")])
    assert (await server.room()).seq == written


async def test_whoever_is_suspended_gives_none_and_sees_none(server: Loopback) -> None:
    arunee, thana, kamala, _ = await server.entered(ARUNEE, THANA, KAMALA, WILAI)
    await arunee.do("session.open_meeting")
    await arunee.do("agenda.open_item", item=ITEM_41)
    await arunee.do(
        "suspension.suspend_seat", seat=KAMALA.seat, item=ITEM_41, ground="ordered", reason="interest"
    )
    await kamala.sees(lambda view: view["you"]["class"] == "suspended")
    await kamala.send({"type": "reaction", "kind": "applause"})
    assert (await kamala.answer("reaction"))["reason"] == "suspended"
    await thana.send({"type": "reaction", "kind": "applause"})
    await arunee.next("reaction")
    await in_step(kamala)
    assert (signs(kamala), signs(arunee)) == ([], [(THANA.seat, "applause")])


async def test_whoever_may_not_write_or_is_outside_gives_none(server: Loopback) -> None:
    arunee, thana = await server.entered(ARUNEE, THANA)
    waiting = await server.page(PREECHA)
    await waiting.next("view")
    await arunee.do("rights.take_right", seat=THANA.seat, right="chat")
    for page, reason in [(thana, "right_taken"), (waiting, "not_entered")]:
        await page.send({"type": "reaction", "kind": "noted"})
        assert (await page.answer("reaction"))["reason"] == reason
    await in_step(arunee)
    assert signs(arunee) == []


async def test_three_at_once_and_then_one_in_two_seconds(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    (thana,) = await server.entered(THANA)
    monkeypatch.setattr("meeting_server.services.pace.monotonic", lambda: 1e9)
    for _ in range(5):
        await thana.send({"type": "reaction", "kind": "noted"})
    await in_step(thana)
    refused = [frame["reason"] for frame in thana.told if frame.get("id") == "reaction"]
    assert (len(signs(thana)), refused) == (3, ["too_fast"] * 2)
