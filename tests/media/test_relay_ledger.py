"""The ledger of a meeting says what its receivers counted."""

from collections import Counter
from pathlib import Path

from meeting_server.media.ledger import read
from tests.media.browser import MEETING, plan_of, staged, until
from tests.people import ARUNEE, THANA, WILAI

A, B, C = ARUNEE.seat, THANA.seat, WILAI.seat


def _counted(folder: Path, reports: list[dict[str, object]]) -> Counter[tuple[str, str, str]]:
    counted: Counter[tuple[str, str, str]] = Counter()
    for report in reports:
        pairs: list[tuple[str, str, str]] = []
        for line in read(folder / MEETING / str(report["file"])):
            pairs = [tuple(pair) for pair in line.get("pairs", pairs)]  # type: ignore[attr-defined]
            counted.update(dict(zip(pairs, line.get("packets", ()), strict=False)))  # type: ignore[call-overload]
            for sender, receiver, source, packets, _size in line.get("shut", ()):  # type: ignore[attr-defined]
                counted[sender, receiver, source] += packets
    return counted


async def test_it_says_what_every_receiver_got_from_every_sender(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B, C))
        pages = {seat: await stage.join(seat) for seat in (A, B, C)}
        for at, page in enumerate(pages.values(), 1):
            await page.say(at * 3)
            await page.show(at * 5, key=True)
        await until(lambda: sum(len(page.got) for page in pages.values()) == 2 * 6 * 8)
        stage.follow(plan_of(A, B))
        for page in pages.values():
            await page.say(2)
        await until(lambda: sum(len(page.got) for page in pages.values()) == 2 * 6 * 8 + 4)
        got = {
            (sender, receiver, source): len(
                [
                    one
                    for one in pages[receiver].heard(pages[sender])
                    if (b"sound" in one.payload) == (source == "mic")
                ]
            )
            for sender in pages
            for receiver in pages
            for source in ("mic", "camera")
            if sender != receiver
        }
    assert _counted(tmp_path, stage.reported("ledger")) == Counter(got)
    assert stage.reported("trouble") == []


async def test_what_a_suspended_seat_goes_on_sending_is_counted_as_blocked(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        await stage.join(A)
        b = await stage.join(B)
        stage.follow(plan_of(A))
        await b.say(7)
        await stage.settled()
        await until(lambda: stage.reported("state", seat=B, state="absent"))
    lines = [
        line
        for report in stage.reported("ledger")
        for line in read(tmp_path / MEETING / str(report["file"]))
        if "blocked" in line
    ]
    assert sum(line["blocked"][B] for line in lines) == 7  # type: ignore[index]


async def test_a_forgotten_meeting_lets_everybody_go_and_seals_its_ledger(tmp_path: Path) -> None:
    async with staged(tmp_path) as stage:
        stage.follow(plan_of(A, B))
        a = await stage.join(A)
        stage.relay.forget(MEETING)
        await until(lambda: a.pc.connectionState == "closed")
        assert a.last("closed")["reason"] == "left"
        await until(lambda: stage.reported("ledger"))
