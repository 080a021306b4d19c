"""A member's page was changed so as not to stop when the member is suspended: it hears nothing and is not heard."""

from pathlib import Path

import pytest

from tests.journeys.conftest import Come
from tests.journeys.deeds import all_hear_and_see, close_item, come_to_item, declare_interest, suspend
from tests.journeys.person import Person
from tests.journeys.server import Server

pytestmark = [pytest.mark.journey, pytest.mark.chromium, pytest.mark.timeout(300)]

CAST = ("arunee", "kamala", "thana")
_STUBBORN = Path(__file__).with_name("stubborn.js")


async def test_a_page_that_does_not_stop_hears_nothing_and_is_not_heard(server: Server, come: Come) -> None:
    people = {name: await come(name) for name in CAST}
    kamala = people["kamala"]
    await kamala.page.add_init_script(path=_STUBBORN)
    for name, person in people.items():
        await person.enter(server.links[name])
    chair = people["arunee"]
    others = {name: person for name, person in people.items() if person is not kamala}
    await chair.do_next("session.open_meeting")
    await all_hear_and_see(people)
    await come_to_item(chair, "4.1")
    await declare_interest(kamala)
    await suspend(chair, kamala)
    # The relay's own counters stand still for this seat.
    await chair.see("ไม่ได้รับและไม่ได้ส่ง")
    before = await kamala.packets()
    assert before["open"] == 1, "the page did not close its connection"
    await all_hear_and_see(others)
    await nobody_gets_anything_of(kamala, chair)
    assert (await kamala.packets())["received"] == before["received"]
    await no_other_way_in(server, come, kamala, others)
    await close_item(chair)
    await kamala.at("room")
    await all_hear_and_see(people)


async def nobody_gets_anything_of(person: Person, chair: Person) -> None:
    """No line of the chair's page is this person's any more."""
    seat = (await chair.seats())[person.name]
    assert [key for key in await chair.arriving() if key[1] == seat] == []


async def no_other_way_in(server: Server, come: Come, kamala: Person, others: dict[str, Person]) -> None:
    """Neither by a page that is loaded anew, nor on another device with the same sign-in."""
    await kamala.page.reload()
    await nothing_opens(kamala, "conn_anew")
    other = await come("kamala")
    await other.page.goto(server.links["kamala"])
    await other.press("ย้ายมาใช้หน้านี้")
    await nothing_opens(other, "conn_elsewhere")
    await all_hear_and_see(others)
    # The newer page has the line; the first one takes it back.
    await kamala.press("ใช้หน้านี้แทน")
    await kamala.at("suspended")


async def nothing_opens(person: Person, conn: str) -> None:
    """The page shows that the person is outside, and what it asks for is refused."""
    await person.at("suspended")
    opening = {"kind": "open", "conn": conn, "audio": 4, "video": 5, "takeover": True}
    await person.say({"type": "signal", "signal": opening})
    assert (await person.answer(conn))["reason"] == "not_in_plan"
    assert await person.packets() == {"received": 0, "sent": 0, "open": 0}
