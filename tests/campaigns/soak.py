"""Meetings that go on and on: nothing may grow but the recordings, and nothing may pass that may not.

`python -m tests.campaigns.soak [seats] [minutes]`. One meeting of so many synthetic seats and seven of three, on two
workers, all recorded; all the while people are suspended and called back, leave and come, and load their pages anew.
Memory, tasks, threads and open files of the server's process and of both workers are watched, and the verdict is
written to build/soak.json.
"""

import asyncio
import itertools
import json
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.campaigns.asked import decimal, until_interrupted, whole
from tests.campaigns.crowd import Crowd, Member
from tests.campaigns.served import HOUSE, Line, served, until
from tests.campaigns.suspensions import Outcome, Scene, note_violations

SEATS, MINUTES = 30, 30.0
SHORTEST = 0.1  # minutes in which there are samples enough to compare
MEETINGS, SMALL = 8, 3
WORKERS = 2
SEED = 2569
SAMPLES = 240
FULL = 1_024  # pictures of each camera that the relay keeps
FILLING = 1_200.0  # seconds that this may take
WARM = 1 / 3  # of the time: Python's own pools of memory grow to what they will be
# A slope is told from noise over minutes. Half a mebibyte a minute would be 90 MiB in a meeting of three hours.
SLOPE = 0.5  # MiB a minute
SWING = 6.0  # MiB that a process may hold more at the end of a run that is too short for a slope
MORE = {
    "tasks": 4.0,
    "threads": 1.0,
    "files": 6.0,
}  # what is under way when somebody comes and goes just then
DEEDS = ("suspend", "reload", "leave", "suspend_for_long")
AWAY = 2.6  # seconds after which the connection of a seat that is outside has been closed
RESULTS = HOUSE / "build" / "soak.json"

_PAGE = os.sysconf("SC_PAGE_SIZE")
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Sample:
    """One process at one moment."""

    at: float  # seconds
    memory: float  # MiB
    tasks: int
    threads: int
    files: int


@dataclass(slots=True)
class Watched:
    """One process over time."""

    name: str
    samples: list[Sample] = field(default_factory=list)

    def look(self, pid: int, at: float, tasks: int) -> None:
        """Take a sample."""
        home = Path(f"/proc/{pid}")
        resident = int((home / "statm").read_text().split()[1]) * _PAGE / _MIB
        threads, files = (len(list((home / name).iterdir())) for name in ("task", "fd"))
        self.samples.append(Sample(at, resident, tasks, threads, files))

    @property
    def warm(self) -> list[Sample]:
        """The samples that count."""
        return self.samples[int(len(self.samples) * WARM) :]

    def growth(self, what: str) -> float:
        """By how much the median of the last quarter lies above that of the first one that counts."""
        values = [float(getattr(sample, what)) for sample in self.warm]
        quarter = max(1, len(values) // 4)
        return statistics.median(values[-quarter:]) - statistics.median(values[:quarter])

    @property
    def slope(self) -> float:
        """MiB a minute, by the line that fits best."""
        line = statistics.linear_regression(
            [sample.at / 60 for sample in self.warm], [sample.memory for sample in self.warm]
        )
        return line.slope

    @property
    def minutes(self) -> float:
        """How long it was watched, warm."""
        return (self.warm[-1].at - self.warm[0].at) / 60

    def faults(self) -> list[str]:
        """What grows here; a slope counts once there has been time to tell it from noise."""
        found = []
        if self.slope > SLOPE and self.growth("memory") > max(SWING, SLOPE * self.minutes):
            found.append(f"{self.name}: memory grows by {self.slope:.2f} MiB a minute")
        found += [
            f"{self.name}: {self.growth(what):+.0f} {what}"
            for what, more in MORE.items()
            if self.growth(what) > more
        ]
        return found


@dataclass(slots=True)
class Verdict:
    """What was found."""

    deeds: Counter[str] = field(default_factory=Counter)
    suspensions: Outcome = field(default_factory=Outcome)
    processes: list[Watched] = field(default_factory=list)
    packets: int = 0
    silent: list[str] = field(default_factory=list)  # who got nothing any more
    troubles: list[str] = field(default_factory=list)

    def faults(self) -> list[str]:
        """Everything that should not be."""
        grown = [fault for watched in self.processes for fault in watched.faults()]
        late = [f"late: {each}" for each in self.suspensions.late]
        stopped = [f"violation: {each}" for each in self.suspensions.troubles]
        return [*grown, *late, *stopped, *self.silent, *self.troubles]

    def summary(self) -> dict[str, object]:
        """As it is written down."""
        return {
            "verdict": "passed" if not self.faults() else "failed",
            "faults": self.faults(),
            "violations": self.suspensions.violations,
            "deeds": dict(self.deeds),
            "packets": self.packets,
            "limits": {"memory_mib_per_minute": SLOPE, "memory_mib_short": SWING, **MORE},
            "processes": {
                watched.name: {
                    "memory_mib": round(watched.samples[-1].memory, 1),
                    "memory_mib_per_minute": round(watched.slope, 3),
                    "memory_mib_grown": round(watched.growth("memory"), 1),
                    **{f"{what}_grown": watched.growth(what) for what in MORE},
                    "samples": [asdict(sample) for sample in watched.samples],
                }
                for watched in self.processes
            },
        }


class Soak:
    """The meetings, what happens in them, and who watches."""

    def __init__(self, line: Line, crowd: Crowd, verdict: Verdict) -> None:
        self._line = line
        self._crowd = crowd
        self._verdict = verdict
        self._scene = Scene(crowd, verdict.suspensions, kinds=(b"m",))
        self._chance = random.Random(SEED)

    async def go_on(self, seconds: float) -> None:
        """Let people come and go, one deed after the other, and look at the processes meanwhile."""
        began = time.monotonic()
        acts = (self._suspend, self._reload, self._leave, self._suspend_for_long)
        deeds = dict(zip(DEEDS, acts, strict=True))
        order = itertools.cycle(deeds)
        watching = asyncio.create_task(self._watch(began, max(0.25, seconds / SAMPLES)))
        while time.monotonic() - began < seconds:
            member = self._chance.choice(self._crowd.members)
            deed = next(order)
            await deeds[deed](member)
            self._verdict.deeds[deed] += 1
        watching.cancel()
        await asyncio.wait([watching])
        if not watching.cancelled():
            watching.result()

    async def _watch(self, began: float, every: float) -> None:
        names = ("server", *(f"worker {number}" for number in range(WORKERS)))
        self._verdict.processes = [Watched(name) for name in names]
        while True:
            vitals = await self._line.ask("vitals")
            pids, tasks = vitals["pids"], vitals["tasks"]
            assert isinstance(pids, list)
            assert isinstance(tasks, list)
            at = time.monotonic() - began
            for watched, pid, count in zip(self._verdict.processes, pids, tasks, strict=True):
                watched.look(pid, at, count)
            await asyncio.sleep(every)

    async def _suspend(self, member: Member) -> None:
        """Out and in again, on the connection that stands."""
        await self._scene.suspended(member)

    async def _suspend_for_long(self, member: Member) -> None:
        """Out until the connection is closed; the page comes back with another."""
        assert (await member.do("suspend"))["media"] == "ok"
        member.is_inside = False
        await asyncio.sleep(AWAY)
        assert await member.join() == "not_in_plan"
        await member.do("restore")
        await self._return(member)

    async def _leave(self, member: Member) -> None:
        """Leave the room, and enter it again."""
        assert (await member.do("leave"))["media"] == "ok"
        member.is_inside = False
        member.close()
        await member.do("enter")
        await self._return(member)

    async def _reload(self, member: Member) -> None:
        """The page is loaded anew."""
        member.close()
        await self._return(member)

    async def _return(self, member: Member) -> None:
        """Connect anew, and be there for the others."""
        member.close()
        refused = await member.join()
        if refused == "occupied":  # A machine that is busy reads late what the page before it has sent.
            self._verdict.deeds["taken over"] += 1
            refused = await member.join(takeover=True)
        assert not refused, refused
        member.is_inside = True
        before = member.got.total()
        await until(lambda: member.got.total() > before)

    async def all_hear(self) -> None:
        """See that everybody still gets something."""
        before = [member.got.of.total() for member in self._crowd.members]

        def silent() -> list[Member]:
            pairs = zip(self._crowd.members, before, strict=True)
            return [member for member, count in pairs if member.got.of.total() <= count]

        try:
            await until(lambda: not silent())
        except TimeoutError:
            self._verdict.silent = [self._told_of(each) for each in silent()]

    def _told_of(self, member: Member) -> str:
        """What is known of a seat that gets nothing."""
        states = self._line.reported("state", seat=member.seat)
        said = [told.get("reason", told["kind"]) for told in member.heard("closed") + member.heard("renew")]
        return (
            f"{member.seat} in {member.meeting} gets nothing: {said}, {member.got.strange} strange packets, "
            f"last states {states[-3:]}"
        )


async def campaign(
    folder: Path, seats: int, minutes: float, meetings: int = MEETINGS, pictures: int = 0
) -> Verdict:
    """One large meeting and the small ones beside it, for so long once everybody has shown so many pictures."""
    verdict = Verdict()
    sizes = [seats, *[SMALL] * (meetings - 1)]
    async with served(folder, sizes, WORKERS) as line:
        crowd = Crowd(line, sizes)
        try:
            await crowd.join()
            await until(lambda: min(member.shown for member in crowd.members) >= pictures, FILLING)
            soak = Soak(line, crowd, verdict)
            await soak.go_on(minutes * 60)
            await soak.all_hear()
        finally:
            await crowd.end()
    verdict.packets = sum(member.got.total() for member in crowd.members)
    note_violations(line, verdict.suspensions)
    verdict.troubles += [f"trouble: {report}" for report in line.reported("trouble", on=True)]
    verdict.troubles += [f"trouble: {report}" for report in line.reported("worker_lost")]
    return verdict


def main(arguments: Sequence[str]) -> int:
    """Run it, say what was found, and write it down; 1 when something should not be."""
    seats = whole("SEATS", arguments[0], 2) if arguments else SEATS
    minutes = decimal("MINUTES", arguments[1], SHORTEST) if len(arguments) > 1 else MINUTES
    RESULTS.parent.mkdir(exist_ok=True)
    with TemporaryDirectory(dir=RESULTS.parent) as folder:
        verdict = asyncio.run(campaign(Path(folder), seats, minutes, pictures=FULL))
    RESULTS.write_text(json.dumps(verdict.summary(), indent=1) + "\n")
    for watched in verdict.processes:
        sys.stdout.write(
            f"{watched.name}: {watched.samples[-1].memory:.0f} MiB, {watched.slope:+.2f} MiB a minute; "
            + ", ".join(f"{what} {watched.growth(what):+.0f}" for what in MORE)
            + "\n"
        )
    for fault in verdict.faults():
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(
        f"{MEETINGS} meetings, {verdict.deeds.total()} times somebody went out and came back, {verdict.packets} packets, "
        f"{verdict.suspensions.violations} violations: {verdict.summary()['verdict']}. "
        f"All of it is in {RESULTS.relative_to(HOUSE)}.\n"
    )
    return int(bool(verdict.faults()))


if __name__ == "__main__":
    sys.exit(until_interrupted(lambda: main(sys.argv[1:])))
