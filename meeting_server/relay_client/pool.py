"""The port `Relay` over several workers: a meeting is pinned to one, so that a crash costs only its meetings."""

import asyncio
import contextlib
from collections.abc import Sequence

from meeting_server.media.control import is_trial
from meeting_server.meeting.ids import MeetingId, SeatId
from meeting_server.meeting.media_plan import MediaPlan
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.relay_client.client import WorkerRelay
from meeting_server.relay_client.link import LinkLost
from meeting_server.relay_client.process import Spare
from meeting_server.services.ports import Counters, Json, Measured


class WorkerPool:
    """Implements the port `Relay`; workers that an earlier server left keep the meetings they have.

    One worker is there from the start; another is started when a meeting begins and every other has one.
    """

    def __init__(self, workers: Sequence[WorkerRelay], spare: Spare | None = None) -> None:
        self._workers = tuple(workers)
        self._spare = spare
        self._pinned: dict[MeetingId, WorkerRelay] = {}
        self._starting = asyncio.Lock()

    @property
    def pids(self) -> list[int]:
        """The process ids of the workers that were started, in their order."""
        return [worker.pid for worker in self._workers if worker.is_started]

    @property
    def tasks(self) -> list[int]:
        """How many tasks each of the same workers had under way at its last beat."""
        return [worker.tasks for worker in self._workers if worker.is_started]

    async def start(self) -> None:
        """Take over the workers that are there, and start the first; raises LinkLost when one will not listen."""
        first, *others = self._workers
        await asyncio.gather(first.start(), *(worker.start() for worker in others if worker.is_left))
        for worker in self._workers:
            for meeting in worker.held:
                self._pinned.setdefault(meeting, worker)
        if self._spare is not None:
            self._spare.make_later()

    def keep_only(self, meetings: Sequence[MeetingId]) -> None:
        """End every other meeting that an earlier server left; each meeting stands in the one worker it is pinned to."""
        for worker in self._workers:
            worker.keep_only([meeting for meeting in meetings if self._pinned.get(meeting) is worker])

    def _for(self, meeting: MeetingId) -> WorkerRelay:
        """The worker of a meeting; one that is new goes where most room is."""
        if meeting not in self._pinned:
            self._pinned[meeting] = min(self._workers, key=_room_in)
        return self._pinned[meeting]

    def measured(self) -> Measured:
        """What the workers have found; where they differ, what is worst."""
        speeds = [worker.speed for worker in self._workers if worker.speed is not None]
        disks = [worker.disk for worker in self._workers if worker.disk is not None]
        return Measured(
            workers=len(self._workers), speed=min(speeds, default=None), disk=min(disks, default=None)
        )

    async def follow(self, meeting: MeetingId, epoch: int, plan: MediaPlan) -> Counters | None:
        """See the port; where nobody is, and never was, there is nothing to tell."""
        if meeting not in self._pinned and not plan.circles:
            return {}
        worker = self._for(meeting)
        async with self._starting:
            if not worker.is_started:
                with contextlib.suppress(LinkLost):
                    await worker.start()
        return await worker.follow(meeting, epoch, plan)

    def part(self, meeting: MeetingId, seat: SeatId) -> None:
        """See the port."""
        if meeting in self._pinned:
            self._pinned[meeting].part(meeting, seat)

    async def signal(self, meeting: MeetingId, seat: SeatId, message: Json) -> None:
        """See the port; raises Refused."""
        worker = self._pinned.get(meeting)
        if worker is None and is_trial(message):
            worker = self._workers[
                0
            ]  # Nobody is inside yet: the one that is always there has the same ports open.
        if worker is None:
            raise Refused(Reason.NOT_IN_PLAN)
        await worker.signal(meeting, seat, message)

    async def drain(self) -> None:
        """Seal every recording and end the workers."""
        if self._spare is not None:
            self._spare.end()
        await asyncio.gather(*(worker.drain() for worker in self._workers))


def _room_in(worker: WorkerRelay) -> tuple[int, float]:
    """The least is best: one that is there and idle, one that can be started, the one with the least to do."""
    if not worker.is_started:
        return 1, 0.0
    return (2, worker.load) if worker.load else (0, 0.0)
