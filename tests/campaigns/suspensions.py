"""Every seat is suspended in turn while media flows, caches are warm, probes run and everybody asks again for all it sent.

The order goes through a real room, whose log is on disk, to a real worker. At every receiver the last packet counts
that bears the suspended seat's mark, and at the suspended seat the last packet of all. The ledger is held against what
the receivers themselves have counted.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from meeting_server.media.ledger import FOLDER, read
from tests.campaigns.crowd import LOUD, SOFT, Crowd, Mark, Member
from tests.campaigns.probing import MODULE
from tests.campaigns.served import Line, served, until
from tests.campaigns.server import meeting_of, seat_of

LATEST_NS = 5_000_000  # after the order was confirmed
FLOWING = (
    5  # packets of sound that others must have got, so that what is quiet is quiet among others that go on
)
SOUND_AND_PICTURES = (b"m", b"c")
MICROSECOND, MILLISECOND = 1_000, 1_000_000

Counts = Counter[tuple[str, str, str]]  # packets by sender, receiver and source


@dataclass(slots=True)
class Outcome:
    """What was found."""

    last_ms: list[float] = field(
        default_factory=list
    )  # of each suspension, from the order to the last packet
    late: list[str] = field(default_factory=list)  # packets after the confirmation
    troubles: list[dict[str, object]] = field(default_factory=list)  # what the gate had to stop in the end
    again: int = 0  # packets that were sent again, of which the caches were full
    padding: int = 0  # packets of probes
    counted: Counts = field(default_factory=Counter)
    ledger: Counts = field(default_factory=Counter)

    @property
    def violations(self) -> int:
        """How much passed, or would have, that may not."""
        return len(self.late) + len(self.troubles)

    def differences(self) -> dict[tuple[str, str, str], tuple[int, int]]:
        """Where ledger and receivers do not agree: the ledger's count and theirs."""
        pairs = self.ledger.keys() | self.counted.keys()
        return {
            pair: (self.ledger[pair], self.counted[pair])
            for pair in pairs
            if self.ledger[pair] != self.counted[pair]
        }


class Scene:
    """One meeting, everybody connected."""

    def __init__(self, crowd: Crowd, outcome: Outcome, kinds: Sequence[bytes] = SOUND_AND_PICTURES) -> None:
        self.crowd = crowd
        self.outcome = outcome
        self.kinds = kinds  # what must reach everybody before a seat is suspended

    async def suspended(self, member: Member) -> None:
        """Suspend this seat, and call it back when everything has been seen."""
        others = self.crowd.beside(member)
        await self._flows(member, others)
        answer = await member.do("suspend")
        assert answer["media"] == "ok", answer
        member.is_inside = False
        ordered, confirmed = int(str(answer["began"])), int(str(answer["ended"]))
        # It goes on sending and asking, as a page does that was patched not to notice; life goes on beside it.
        await self._others_go_on(others)
        self._note(member, others, ordered, confirmed)
        await member.do("restore")
        if member.heard("closed"):  # On a machine that is busy this took longer than a connection is kept.
            member.close()
            assert await member.join() == ""
        member.is_inside = True
        member.level = SOFT
        self._ask(others, member, on=False)

    async def _flows(self, member: Member, others: list[Member]) -> None:
        """What this seat sends reaches everybody, what they send reaches it, and the caches are in use."""
        member.level = LOUD
        for other in others:
            await other.look_at(member.number)
        marks = [Mark(member.number, kind) for kind in self.kinds]
        before = [[other.got.of[mark] for mark in marks] for other in others]
        received = member.got.of.total()

        def flows() -> bool:
            return member.got.of.total() > received and all(
                other.got.of[mark] > count
                for other, counts in zip(others, before, strict=True)
                for mark, count in zip(marks, counts, strict=True)
            )

        await until(flows)
        again = sum(other.got.again.total() for other in others), member.got.again.total()
        self._ask(others, member, on=True)
        await until(
            lambda: (
                sum(other.got.again.total() for other in others) > again[0]
                and member.got.again.total() > again[1]
            )
        )

    @staticmethod
    def _ask(others: list[Member], member: Member, *, on: bool) -> None:
        for other in others:
            other.asking = frozenset({member.number}) if on else frozenset()
        member.asking = frozenset(other.number for other in others) if on else frozenset()

    async def _others_go_on(self, others: list[Member]) -> None:
        before = [other.got.of.total() for other in others]
        await until(
            lambda: all(
                other.got.of.total() >= count + FLOWING for other, count in zip(others, before, strict=True)
            )
        )

    def _note(self, member: Member, others: list[Member], ordered: int, confirmed: int) -> None:
        lasts = {
            f"{other.number} of {member.number}": other.got.last.get(Mark(member.number, kind), 0)
            for other in others
            for kind in SOUND_AND_PICTURES
        }
        lasts[f"{member.number} of anybody"] = member.got.last_of_all
        self.outcome.last_ms.append(max(0, max(lasts.values()) - ordered) / MILLISECOND)
        self.outcome.late += [
            f"{who}: {(last - confirmed) // MICROSECOND} µs after the confirmation"
            for who, last in lasts.items()
            if last > confirmed + LATEST_NS
        ]


async def campaign(folder: Path, seats: int, rounds: int) -> Outcome:
    """So many seats, each suspended so often."""
    outcome = Outcome()
    async with served(folder, [seats], module=MODULE) as line:
        crowd = Crowd(line, [seats])
        try:
            await crowd.join()
            scene = Scene(crowd, outcome)
            for _ in range(rounds):
                for member in crowd.members:
                    await scene.suspended(member)
        finally:
            await crowd.end()
        note_violations(line, outcome)
    outcome.again = sum(member.got.again.total() for member in crowd.members)
    for member in crowd.members:
        assert member.got.strange == 0
        outcome.padding += member.got.padding
        outcome.counted.update(counted_by(member))
    outcome.ledger = ledger_of(folder / meeting_of(0) / FOLDER)
    return outcome


def note_violations(line: Line, outcome: Outcome) -> None:
    """What the worker itself has seen."""
    outcome.troubles += line.reported("trouble", what="violation")


def counted_by(member: Member) -> Counts:
    """What has come to a member, as the ledger names it."""
    names = {b"m": "mic", b"c": "camera"}
    return Counter(
        {
            (seat_of(mark.member), member.seat, names[mark.kind]): count
            for mark, count in member.got.of.items()
        }
    )


def ledger_of(folder: Path) -> Counts:
    """What the ledger says passed, all its minutes together."""
    passed: Counts = Counter()
    for path in sorted(folder.glob("*.jsonl.gz")):
        for pair, packets in _passages(read(path)):
            passed[pair] += packets
    return +passed


def _passages(lines: list[dict[str, object]]) -> Iterator[tuple[tuple[str, str, str], int]]:
    pairs: list[list[str]] = []
    for line in lines:
        if "pairs" in line:
            pairs = json.loads(json.dumps(line["pairs"]))
        packets, shut = line.get("packets"), line.get("shut", [])
        assert isinstance(packets, list | None)
        assert isinstance(shut, list)
        for (sender, receiver, source), count in zip(pairs, packets or [], strict=packets is not None):
            yield (sender, receiver, source), count
        for sender, receiver, source, count, _size in shut:
            yield (sender, receiver, source), count
