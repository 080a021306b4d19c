"""What people do together in a meeting, in the order in which a meeting does it."""

import asyncio
from collections.abc import Iterable, Mapping

from playwright.async_api import expect

from tests.journeys.person import NAMES, PATIENCE_MS, Person
from tests.journeys.waiting import until

CHOICES = {"agree": "เห็นชอบ", "disagree": "ไม่เห็นชอบ", "abstain": "งดออกเสียง"}


async def all_hear_and_see(people: Mapping[str, Person], patience: float = 60.0) -> None:
    """Everybody hears and sees everybody else."""
    async with asyncio.TaskGroup() as together:
        for name, person in people.items():
            together.create_task(person.hears_and_sees(people.keys() - {name}, patience))


async def come_to_item(chair: Person, number: str) -> None:
    """Open and close items, one after the other, until this one is open."""
    while True:
        await chair.do_next("agenda.open_item")
        await chair.knows("() => window.journey.view.room.item !== null")
        room = (await chair.view())["room"]
        item = next(each for each in room["agenda"] if each["item"] == room["item"])
        if item["number"] == number:
            return
        await close_item(chair)


async def close_item(chair: Person) -> None:
    """Close the open item: read the result where there was a vote, else say why nothing is resolved."""
    item = (await chair.view())["room"]["item"]
    plain, unresolved = chair.button("อ่านแล้ว ปิดวาระ"), chair.button("ปิดวาระโดยไม่มีมติ…")
    result = chair.page.locator("[data-next='ballots.announce_result']")
    await plain.or_(unresolved).or_(result).first.wait_for()
    if await result.count():
        await chair.do_next("ballots.announce_result")
    await plain.or_(unresolved).first.wait_for()
    if await unresolved.count():
        await unresolved.first.click()
        await chair.page.get_by_role("dialog").get_by_role("button", name="ปิดวาระโดยไม่มีมติ").click()
    else:
        await plain.first.click()
    await chair.knows("item => window.journey.view.room.item !== item", item)


async def declare_interest(person: Person) -> None:
    """A member says that they have an interest in the item."""
    await person.press("ข้าพเจ้ามีส่วนได้เสียในวาระนี้")
    await person.press("แจ้งประธาน")
    await person.see("แจ้งประธานแล้วว่ามีส่วนได้เสีย")


async def suspend(chair: Person, person: Person) -> None:
    """The chair suspends whoever declared an interest, by the dialog; that person's screen says so."""
    await chair.press("ระงับ…")
    await expect(chair.page.get_by_role("dialog")).to_contain_text(NAMES[person.name])
    await chair.press("อ่านแล้ว ระงับ")
    await person.at("suspended")
    await person.see("พักการเข้าร่วมชั่วคราว")


async def vote(person: Person, choice: str) -> None:
    """Vote by one's own button, and see that the vote was taken."""
    await person.choose(CHOICES[choice])
    await expect(person.page.get_by_text("บันทึกแล้ว").first).to_be_visible(timeout=PATIENCE_MS)


async def write_outcomes(chair: Person) -> None:
    """In the card by which the meeting is closed: what a machine this busy has found to be wrong meanwhile."""
    write = "() => { for (const one of document.querySelectorAll('[data-open] form')) one.requestSubmit(); }"

    async def nothing_is_open() -> bool:
        await chair.page.evaluate(write)
        return not (await chair.view())["you"]["incidents"]

    await until(nothing_is_open, "an outcome of every incident")


async def close_meeting(chair: Person, people: Iterable[Person]) -> None:
    """Close the meeting by the dialog; everybody's screen says so."""
    await chair.page.locator("[data-next='session.close_meeting']").click()
    await write_outcomes(chair)
    await chair.press("อ่านแล้ว เลิกประชุม")
    for person in people:
        await person.at("closed")
