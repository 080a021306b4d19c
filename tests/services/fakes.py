"""Fakes of the ports, for tests of order and time without a database or a relay."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import MeetingId, SeatId
from meeting_server.meeting.media_plan import MediaPlan
from meeting_server.meeting.rules.actor import Actor
from meeting_server.services.ports import Answered, Asked, Counted, Counters, Json, LogConflict, LogDamaged

START = datetime(2026, 11, 12, 2, 30, tzinfo=UTC)


def entries_of(facts: Sequence[Fact], first: int = 0, actor: str = "system") -> list[Entry]:
    """Entries a second apart, without bytes."""
    return [
        Entry(
            seq=first + n,
            t=START + timedelta(seconds=first + n),
            actor=actor,
            on_orders_of=None,
            fact=fact,
            body=b"",
            leaf=b"",
            openings=(),
        )
        for n, fact in enumerate(facts)
    ]


class MemoryLog:
    """An audit log in memory that can be told to fail."""

    def __init__(self, facts: Sequence[Fact] = ()) -> None:
        self.entries = entries_of(facts)
        self.fails_before: Exception | None = None
        self.fails_after: Exception | None = None
        self.damaged_at: int | None = None
        self.reads = 0
        self.done: dict[tuple[str, str], Answered] = {}

    async def read(self, meeting: MeetingId, after: int = -1) -> AsyncIterator[Entry]:
        """Everything written so far."""
        self.reads += 1
        for entry in self.entries[after + 1 :]:
            if entry.seq == self.damaged_at:
                raise LogDamaged(meeting, entry.seq)
            yield entry

    async def append(
        self,
        meeting: MeetingId,
        *,
        after: int,
        by: Actor,
        facts: Sequence[Fact],
        asked: Asked | None = None,
    ) -> Sequence[Entry]:
        """Write, unless told to fail before or after writing."""
        if self.fails_before is not None:
            failure, self.fails_before = self.fails_before, None
            raise failure
        if after != len(self.entries) - 1 or (asked is not None and (by.ref, asked.id) in self.done):
            raise LogConflict
        written = entries_of(facts, first=len(self.entries), actor=by.ref)
        self.entries += written
        if asked is not None:
            self.done[by.ref, asked.id] = Answered(asked.what, written[-1].seq)
        if self.fails_after is not None:
            failure, self.fails_after = self.fails_after, None
            raise failure
        return written

    async def answered(self, meeting: MeetingId, actor: str, command_id: str) -> Answered | None:
        """What was done under this id."""
        return self.done.get((actor, command_id))


class StubbornRelay:
    """A relay that remembers the plans it was told, and confirms them or not."""

    def __init__(self) -> None:
        self.plans: list[tuple[int, MediaPlan]] = []
        self.confirms = True
        self.parted: list[SeatId] = []
        self.counted: dict[SeatId, Counted] = {}

    async def follow(self, meeting: MeetingId, epoch: int, plan: MediaPlan) -> Counters | None:
        """Remember the plan."""
        self.plans.append((epoch, plan))
        return self.counted if self.confirms else None

    def part(self, meeting: MeetingId, seat: SeatId) -> None:
        """Remember whose connections were closed."""
        self.parted.append(seat)

    async def signal(self, meeting: MeetingId, seat: SeatId, message: Json) -> None:
        """No browser speaks in these tests."""

    async def drain(self) -> None:
        """Nothing to end."""


class Told:
    """A listener that counts."""

    def __init__(self) -> None:
        self.times = 0

    def changed(self, meeting: MeetingId) -> None:
        """One more change."""
        self.times += 1
