"""Every seat that the plan records, written by one thread; live media never waits for the disk (ข้อ ๘ (๒) (๒.๗))."""

import asyncio
import errno
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from meeting_server.media import journal
from meeting_server.media.depacket import RtpPacket
from meeting_server.media.segment import PART, Clocks, Sealed, Segment, Whose, recover
from meeting_server.media.take import Limits, Take

Report = dict[str, object]
Key = tuple[str, str, str]  # meeting, seat, source

_TURN = 0.1  # seconds between two looks of the thread at what has come
_KEY_FRAMES_APART = 10.0
_ASK_AGAIN = 1.0
_WORTH_A_LINE_NS = 10**9  # a stretch without sound that is reported as a gap
_STARTING_NS = 5 * 10**9
_DISK = {errno.ENOSPC, errno.EDQUOT}


class _Close(NamedTuple):
    take: Take
    reason: str


class _Recover(NamedTuple):
    meeting: str


Job = tuple[Take, RtpPacket] | _Close | _Recover


class Recorder:
    """Takes packets on the loop, and writes, seals and recovers files in a thread of its own.

    Reports (`sealed`, `gap`, `trouble`) come on the loop. Nothing here raises into the packet path.
    """

    def __init__(
        self,
        folder: Path,
        report: Callable[[str, Report], None],
        limits: Limits | None = None,
        clocks: Clocks | None = None,
    ) -> None:
        self._folder = folder
        self._tell = report
        self._limits = limits or Limits()
        self._clocks = clocks or Clocks()
        self._loop = asyncio.get_running_loop()
        self._takes: dict[Key, Take] = {}
        self._known: set[str] = set()
        self._troubled: set[Key] = set()
        self._jobs: list[Job] = []
        self._thread = _Writer(self)
        self._thread.start()

    def plan(
        self, meeting: str, record: Iterable[tuple[str, str]], reasons: Mapping[tuple[str, str], str]
    ) -> None:
        """Record exactly these seats' sources; `reasons` says why those stop that are not among them."""
        self._known.add(meeting)
        wanted = {(meeting, seat, source) for seat, source in record}
        for key in [key for key in self._takes if key[0] == meeting and key not in wanted]:
            self._stop(key, reasons.get(key[1:], "left"))
        for key in sorted(wanted - self._takes.keys()):
            whose = Whose(self._folder / meeting, meeting, str(key[1]), str(key[2]))
            self._takes[key] = Take(whose, self._limits, self._clocks)

    def tell_again(self, meeting: str) -> None:
        """Seal what a crash left of a meeting, and report every sealed file of it, whoever sealed it."""
        self._jobs.append(_Recover(meeting))

    def _stop(self, key: Key, reason: str) -> None:
        self._jobs.append(_Close(self._takes.pop(key), reason))
        if key in self._troubled:
            self._troubled.discard(key)
            self._trouble(key, "recorder", on=False)

    def packet(self, meeting: str, seat: str, source: str, packet: RtpPacket) -> None:
        """One packet of what the plan records, in clear; anything else is not written."""
        take = self._takes.get((meeting, seat, source))
        if take is None:
            return
        if packet.arrival - take.heard_at > 1:
            take.heard_since = packet.arrival
        take.heard_at = packet.arrival
        if take.put - take.taken >= self._limits.queue:
            take.dropped += 1
            return
        take.put += 1
        self._jobs.append((take, packet))

    def wants_key(self, meeting: str, seat: str, source: str) -> bool:
        """Whether a key frame should be asked for now; asking is counted."""
        take = self._takes.get((meeting, seat, source))
        if take is None or not take.whose.codec.is_video:
            return False
        waited = self._clocks.mono() - take.asked_at
        if waited < (_ASK_AGAIN if take.wants_key else _KEY_FRAMES_APART):
            return False
        take.asked_at = self._clocks.mono()
        take.wants_key = False
        return True

    def check(self) -> None:
        """Look after the thread and every take; called each second."""
        if not self._thread.is_alive():
            self._begin_anew()
        now = self._clocks.mono()
        for key, take in self._takes.items():
            speaks = now - take.heard_at < 1 and now - take.heard_since > self._limits.fault
            silent = now - take.written_until > self._limits.fault
            if speaks and silent and key not in self._troubled:
                self._troubled.add(key)
                self._trouble(key, "recorder", on=True)
            elif not silent and key in self._troubled:
                self._troubled.discard(key)
                self._trouble(key, "recorder", on=False)

    def _begin_anew(self) -> None:
        """The thread ended by a fault: recover what it left, and go on in new files."""
        for key, take in list(self._takes.items()):
            take.abandon()
            fresh = Take(take.whose, self._limits, self._clocks)
            fresh.heard_at, fresh.heard_since = take.heard_at, take.heard_since
            self._takes[key] = fresh
            if key not in self._troubled:
                self._troubled.add(key)
                self._trouble(key, "recorder", on=True)
        self._jobs = [_Recover(meeting) for meeting in sorted(self._known)]
        self._thread = _Writer(self)
        self._thread.start()

    def _trouble(self, key: Key, what: str, *, on: bool) -> None:
        self._tell(key[0], {"kind": "trouble", "what": what, "seat": key[1], "on": on})

    def swap(self) -> list[Job]:
        """Everything that has come since the last look (for the thread)."""
        jobs, self._jobs = self._jobs, []
        return jobs

    def report(self, meeting: str, report: Report) -> None:
        """Hand a report of the thread to the loop."""
        self._loop.call_soon_threadsafe(self._tell, meeting, report)

    @property
    def folder(self) -> Path:
        """The folder of all meetings."""
        return self._folder

    @property
    def clocks(self) -> Clocks:
        """The clocks of this machine."""
        return self._clocks

    @property
    def limits(self) -> Limits:
        """The durations in force."""
        return self._limits

    @property
    def open_parts(self) -> set[Path]:
        """Files that are being written, which nobody may recover."""
        return {take.segment.part for take in self._takes.values() if take.segment is not None}

    def close_all(self, reason: str) -> None:
        """Record nothing any more; what there is is sealed."""
        for key in list(self._takes):
            self._stop(key, reason)

    async def drain(self, reason: str) -> None:
        """Seal everything, and end the thread."""
        self.close_all(reason)
        self._thread.finish()
        await asyncio.to_thread(self._thread.join)
        # Reports of the thread stand in the loop's queue; let them be delivered.
        await asyncio.sleep(0)


class _Writer(threading.Thread):
    """The thread: writes, syncs each second, seals what was cut, and recovers what a crash left."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(name="recorder", daemon=True)
        self._recorder = recorder
        self._clocks = recorder.clocks
        self._limits = recorder.limits
        self._takes: dict[Take, int] = {}  # to when each has sound or pictures on record, in wall ns
        self._ended: list[Take] = []
        self._synced = 0.0
        self._last = threading.Event()
        self._wake = threading.Event()
        self._retry: dict[str, float] = {}

    def finish(self) -> None:
        """Do what is left, then end."""
        self._last.set()
        self._wake.set()

    def run(self) -> None:
        """Turn after turn until `finish`."""
        while True:
            last = self._last.is_set()
            self.turn()
            if last:
                return
            self._wake.wait(_TURN)

    def turn(self) -> None:
        """Everything that has come, then what time asks for."""
        for job in self._recorder.swap():
            if isinstance(job, _Recover):
                self._recover(job.meeting)
            elif isinstance(job, _Close):
                self._close(job.take, job.reason)
            else:
                take, packet = job
                if take not in self._takes:
                    self._takes[take] = self._clocks.wall_of(packet.arrival)
                self._guarded(take, partial(take.packet, packet))
        now = self._clocks.mono()
        for take in list(self._takes):
            self._guarded(take, partial(take.tick, now))
            self._seal_cut(take)
        if now - self._synced >= self._limits.sync:
            self._synced = now
            for take in list(self._takes):
                if take.segment is not None:
                    self._guarded(take, take.segment.sync)
        for meeting, at in list(self._retry.items()):
            if now >= at:
                del self._retry[meeting]
                self._recover(meeting)

    def _guarded(self, take: Take, act: Callable[[], None]) -> None:
        """A disk that refuses costs this take its file, not the thread its life."""
        try:
            act()
        except OSError as refused:
            self._disk_refused(take, refused)

    def _disk_refused(self, take: Take, refused: OSError) -> None:
        take.abandon()
        now = self._clocks.mono()
        take.retry_at = now + self._limits.retry
        self._retry[take.whose.meeting] = now + self._limits.retry
        what = "disk_low" if refused.errno in _DISK else "recorder"
        self._recorder.report(
            take.whose.meeting, {"kind": "trouble", "what": what, "seat": take.whose.seat, "on": True}
        )

    def _close(self, take: Take, reason: str) -> None:
        until = self._takes.get(take)
        self._guarded(take, partial(take.close, reason))
        self._seal_cut(take)
        if until is None:
            return
        now = self._clocks.wall_ns()
        self._gap(take, self._takes[take], now, "network")
        del self._takes[take]

    def _seal_cut(self, take: Take) -> None:
        while take.full:
            segment = take.full.pop(0)
            try:
                sealed = segment.seal()
            except OSError as refused:
                segment.abandon()
                self._disk_refused(take, refused)
                return
            self._sealed(take, segment, sealed)

    def _sealed(self, take: Take, segment: Segment, sealed: Sealed) -> None:
        meeting = take.whose.meeting
        self._recorder.report(meeting, {"kind": "sealed", "files": [sealed]})
        until = self._takes.get(take, segment.began_ns)
        reason = "starting" if segment.began_ns - until < _STARTING_NS else "network"
        self._gap(take, until, segment.began_ns, reason)
        for began, ended in segment.holes:
            self._gap(take, began, ended, "network")
        self._takes[take] = segment.ended_ns

    def _gap(self, take: Take, began_ns: int, ended_ns: int, reason: str) -> None:
        """Only sound must be whole: pictures are on record while they are sent (แล้วแต่กรณี)."""
        if take.whose.codec.is_video or ended_ns - began_ns < _WORTH_A_LINE_NS:
            return
        self._recorder.report(
            take.whose.meeting,
            {
                "kind": "gap",
                "seat": take.whose.seat,
                "source": take.whose.source,
                "began": journal.iso(began_ns),
                "ended": journal.iso(ended_ns),
                "reason": reason,
            },
        )

    def _recover(self, meeting: str) -> None:
        """Seal what a crash left, and report again what was sealed: the log knows what it has already."""
        folder, files = self._recorder.folder / meeting, []
        being_written = self._recorder.open_parts | {t.segment.part for t in self._takes if t.segment}
        for part in sorted(folder.glob(f"*/*.webm{PART}")):
            if part in being_written:
                continue
            source = part.name.rsplit("-", 1)[0]
            whose = Whose(folder, meeting, part.parent.name, source)
            try:
                recovered = recover(whose, part)
            except OSError:
                self._retry[meeting] = self._clocks.mono() + self._limits.retry
                continue
            if recovered is not None:
                files.append(recovered)
        named = {sealed["file"] for sealed in files}
        for path in sorted(folder.glob("*/*.jsonl")):
            files += [sealed for sealed in _sealed_lines(path) if sealed["file"] not in named]
        if files:
            self._recorder.report(meeting, {"kind": "sealed", "files": files})


def _sealed_lines(path: Path) -> list[Sealed]:
    """The seals that stand in a journal; the file itself must still be there."""
    return [
        Sealed(**{key: line[key] for key in Sealed.__annotations__})  # type: ignore[typeddict-item]
        for line in journal.read(path)
        if line.get("event") == "sealed" and path.with_suffix(".webm").exists()
    ]
