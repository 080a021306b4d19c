"""Every seat that the plan records, on its way to disk; live media never waits for it (ข้อ ๘ (๒) (๒.๗))."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from pathlib import Path

from meeting_server.media.depacket import RtpPacket
from meeting_server.media.scribe import (
    Begin,
    Close,
    Desk,
    Job,
    Key,
    Line,
    Recall,
    Report,
    Scribe,
)
from meeting_server.media.segment import Clocks, OpenFile, Whose
from meeting_server.media.take import Limits, Take, Window
from meeting_server.meeting.facts.recording import Fault, GapReason

_KEY_FRAMES_APART = 10.0
_ASK_AGAIN = 1.0

Standing = dict[
    str, dict[Fault, list[str]]
]  # by meeting: each fault, and whose recording it keeps from being whole


class Recorder:
    """Takes packets on the loop, and leaves the disk to a thread of its own.

    Reports (`sealed`, `gap`, `faults`) come on the loop. Nothing here raises into the packet path.
    """

    def __init__(
        self,
        folder: Path,
        report: Callable[[str, Report], None],
        limits: Limits | None = None,
        clocks: Clocks | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._clocks = clocks or Clocks()
        self._loop = asyncio.get_running_loop()
        self._tell = report
        self._takes: dict[Key, Take] = {}
        self._told: Standing = {}
        self._jobs: deque[Job] = deque()
        self._desk = Desk(folder, self._limits, self._clocks, self._jobs, self._from_thread)
        self._scribe = Scribe(self._desk)
        self._scribe.start()

    def _from_thread(self, meeting: str, report: Report) -> None:
        self._loop.call_soon_threadsafe(self._tell, meeting, report)

    def plan(
        self, meeting: str, record: Iterable[tuple[str, str]], reasons: Mapping[tuple[str, str], str]
    ) -> None:
        """Record exactly these seats' sources; `reasons` says why those stop that are not among them."""
        wanted = {(meeting, str(seat), str(source)) for seat, source in record}
        for key in [key for key in self._takes if key[0] == meeting and key not in wanted]:
            self._jobs.append(Close(self._takes.pop(key), str(reasons.get(key[1:], GapReason.LEFT))))
        windows: dict[int, Window] = {}
        for key in sorted(
            wanted - self._takes.keys(), reverse=True
        ):  # The sound of a clip says when it begins.
            whose = self._whose(key)
            window = None if whose.clip is None else windows.setdefault(whose.clip, Window())
            self._begin(Take(whose, self._limits, self._clocks, window))

    def _whose(self, key: Key) -> Whose:
        meeting, seat, source = key
        return Whose(self._desk.folder / meeting, meeting, seat, source)

    def _begin(self, take: Take) -> None:
        whose = take.whose
        self._takes[whose.meeting, whose.seat, whose.source] = take
        self._jobs.append(Begin(take))

    def packet(self, meeting: str, seat: str, source: str, packet: RtpPacket) -> None:
        """One packet of what the plan records, in clear; anything else is not written."""
        take = self._takes.get((meeting, seat, source))
        if take is None or take.is_over:
            return
        if packet.arrival - take.heard_at > 1:
            take.heard_since = packet.arrival
        take.heard_at = packet.arrival
        if len(take.inbox) >= self._limits.queue:
            take.dropped += 1
            return
        take.inbox.append(packet)

    def wants_key(self, meeting: str, seat: str, source: str) -> bool:
        """Whether a key frame should be asked for now; asking is counted."""
        take = self._takes.get((meeting, seat, source))
        if take is None or not take.whose.codec.is_video or take.is_spared or take.is_over:
            return False
        waited = self._clocks.mono() - take.asked_at
        if waited < (_ASK_AGAIN if take.wants_key else _KEY_FRAMES_APART):
            return False
        take.asked_at = self._clocks.mono()
        take.wants_key = False
        return True

    def line(self, meeting: str, seat: str, *, live: bool) -> None:
        """A seat's connection is up, or not: a gap is then explained by it."""
        self._jobs.append(Line(meeting, seat, live))

    def open_files(self, meeting: str) -> list[OpenFile]:
        """What is safe on disk of each file of this meeting's recording that is being written, by seat and source."""
        mine = ((key, take) for key, take in self._takes.items() if key[0] == meeting and not take.window)
        takes = sorted(mine, key=itemgetter(0))
        return [so_far for _, take in takes if (so_far := take.so_far) is not None]

    def recall(self, meeting: str) -> None:
        """Recover what is left of a meeting, and report again all that was sealed, is missing or in trouble."""
        self._tell_faults(meeting)
        self._jobs.append(Recall(meeting))

    def check(self) -> None:
        """Look after the thread and every take; called each second."""
        if not self._scribe.is_alive():
            self._begin_anew()
        before, self._told = self._told, self._standing()
        for meeting in sorted(before.keys() | self._told.keys()):
            if before.get(meeting) != self._told.get(meeting):
                self._tell_faults(meeting)

    def _tell_faults(self, meeting: str) -> None:
        """Everything that is at fault in a meeting, whole every time."""
        self._tell(meeting, {"kind": "faults", "standing": dict(self._told.get(meeting, {}))})

    def _standing(self) -> Standing:
        now, standing = self._clocks.mono(), Standing()
        is_stuck = now - self._scribe.turned_at > self._limits.fault
        for (meeting, seat, _), take in sorted(self._takes.items()):
            fault = self._fault_of(take, now, is_stuck=is_stuck)
            if fault is not None and take.window is None:  # Of a clip the log says whether there is one.
                seats = standing.setdefault(meeting, {}).setdefault(fault, [])
                if seat not in seats:
                    seats.append(seat)
        return standing

    def _fault_of(self, take: Take, now: float, *, is_stuck: bool) -> Fault | None:
        if take.is_spared:
            return Fault.DISK_LOW if take.whose.codec.is_video else Fault.DISK_FULL
        if take.fault is None and (is_stuck or self._is_deaf(take, now)):
            return Fault.RECORDER
        return take.fault

    def _is_deaf(self, take: Take, now: float) -> bool:
        """Sound arrives and nothing of it reaches the file."""
        fault = self._limits.fault
        speaks = now - take.heard_at < 1 and now - take.heard_since > fault
        return speaks and not take.whose.codec.is_video and now - take.written_until > fault

    def _begin_anew(self) -> None:
        """The thread ended by a fault: recover what it left, and go on in new files.

        It may have sealed what it has not told, so everything is told again; what it knew of the lines stays known.
        """
        self._scribe.abandon()
        left = list(self._jobs)
        self._jobs.clear()
        for take in list(self._takes.values()):
            fresh = Take(take.whose, self._limits, self._clocks, take.window)
            fresh.heard_at, fresh.heard_since = take.heard_at, take.heard_since
            fresh.until_ns, fresh.why = min(take.until_ns, fresh.until_ns), GapReason.RECORDER_FAULT
            fresh.fault = Fault.RECORDER
            self._begin(fresh)
        self._jobs.extend(job for job in left if isinstance(job, Line))
        self._jobs.extend(map(Recall, sorted({*self._scribe.meetings, *_named(left)})))
        self._scribe = Scribe(self._desk, self._scribe)
        self._scribe.start()

    def close_all(self, reason: str) -> None:
        """Record nothing any more; what there is is sealed."""
        for take in self._takes.values():
            self._jobs.append(Close(take, reason))
        self._takes.clear()

    async def drain(self, reason: str) -> None:
        """Seal everything, and end the thread."""
        if not self._scribe.is_alive():
            self._begin_anew()
        self.close_all(reason)
        self._scribe.finish()
        await asyncio.to_thread(self._scribe.join)
        # Reports of the thread stand in the loop's queue; let them be delivered.
        await asyncio.sleep(0)


def _named(jobs: Iterable[Job]) -> set[str]:
    """The meetings that these are about."""
    return {job.meeting if isinstance(job, Line | Recall) else job.take.whose.meeting for job in jobs}
