"""The recorder's thread: writes, makes safe each second, seals what was cut, and recovers what a crash left."""

import contextlib
import errno
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import structlog

from meeting_server.media import journal
from meeting_server.media.reserve import Reserve, Room
from meeting_server.media.segment import PART, Clocks, Sealed, Segment, Whose, interrupted, recover, sealed_in
from meeting_server.media.take import Gap, Limits, Take
from meeting_server.meeting.facts.recording import Fault, GapReason
from meeting_server.meeting.media_plan import clip_number

Report = dict[str, object]
Key = tuple[str, str, str]  # meeting, seat, source

GAPS = "gaps.jsonl"
_TURN = 0.1  # seconds between two looks at what has come
_SYNC_TURN = 0.05  # how long one turn may wait for the disk
_DISK_APART = 1.0  # seconds between two looks at the free space
_STARTING_NS = 5 * 10**9
_TOGETHER = 100  # files named in one report
_log = structlog.get_logger()
_DISK = {errno.ENOSPC, errno.EDQUOT}


class Begin(NamedTuple):
    """Packets of this take will come."""

    take: Take


class Close(NamedTuple):
    """No more packets of this take will come."""

    take: Take
    reason: str


class Recall(NamedTuple):
    """Recover what is left of a meeting, and report again whatever was sealed or missing."""

    meeting: str


class Line(NamedTuple):
    """A seat's connection is up, or not."""

    meeting: str
    seat: str
    live: bool


Job = Begin | Close | Recall | Line


@dataclass(frozen=True, slots=True)
class Desk:
    """What the thread works with."""

    folder: Path
    limits: Limits
    clocks: Clocks
    jobs: deque[Job]  # the loop appends, the thread takes
    report: Callable[[str, Report], None]


class Scribe(threading.Thread):
    """The one thread that touches the disk; the loop reads `turned_at`."""

    def __init__(self, desk: Desk, before: "Scribe | None" = None) -> None:
        super().__init__(name="recorder", daemon=True)
        self.turned_at = desk.clocks.mono()
        self._room = Room.ALL
        self._desk = desk
        self._clocks = desk.clocks
        self._takes: dict[Take, None] = {}
        self._begun: set[Key] = set()
        self._cut_off: dict[Key, int] = {}  # since when a source is not recorded although it should be
        # Since when a connection is up, in wall ns; the one before, if there was one, has ended.
        self.live: dict[tuple[str, str], int] = {} if before is None else before.live
        self._sealing: deque[tuple[Whose, Segment]] = deque()
        self._parts: deque[Path] = deque()
        self._recalls: deque[str] = deque()
        self._sealed: dict[str, list[Sealed]] = {}
        self._clips: set[str] = set()  # meetings whose clips are to be told of
        self._retries: dict[str, float] = {}
        limits = desk.limits
        self._reserve = Reserve(desk.folder, size=limits.reserve, low=limits.low_disk, last=limits.last_disk)
        self._looked_at = float("-inf")
        self._is_last = threading.Event()
        self._wake = threading.Event()

    @property
    def meetings(self) -> set[str]:
        """Of which something is under way; asked when the thread has ended."""
        files = {whose.meeting for whose, _ in self._sealing} | {_whose(part).meeting for part in self._parts}
        told = self._sealed.keys() | self._clips | set(self._recalls)
        return {take.whose.meeting for take in self._takes} | files | told

    def finish(self) -> None:
        """Do what is left, then end."""
        self._is_last.set()
        self._wake.set()

    def run(self) -> None:
        """Work until `finish`, or until a fault that the loop will see."""
        try:
            self._work()
        except Exception:  # noqa: BLE001 - task root: whoever looks after the thread finds it ended
            _log.exception("recorder_thread_failed")

    def _work(self) -> None:
        self._find("*")
        while True:
            is_last = self._is_last.is_set()
            has_more = self.turn()
            if not has_more:
                if is_last and not self._desk.jobs:
                    return
                self._wake.wait(_TURN)

    def turn(self) -> bool:
        """Everything that has come, what time asks for, and one thing that may take long; whether more waits."""
        for _ in range(len(self._desk.jobs)):
            self._do(self._desk.jobs.popleft())
        now = self._clocks.mono()
        self._look_at_disk(now)
        for take in list(self._takes):
            self._take_in(take)
            self._guarded(take, partial(take.tick, now))
            self._collect(take)
        self._sync(now)
        for meeting in [meeting for meeting, at in self._retries.items() if now >= at]:
            del self._retries[meeting]
            self._find(meeting)
        has_more = self._long_job()
        if not self._sealing and not self._parts:
            self._tell_sealed()
            self._tell_clips()
        self.turned_at = self._clocks.mono()
        return has_more

    def _do(self, job: object) -> None:
        match job:
            case Begin(take):
                self._begin(take)
            case Close(take, reason):
                self._close(take, reason)
            case Recall(meeting):
                self._find(meeting)
                self._recalls.append(meeting)
            case Line(meeting, seat, True):
                self.live.setdefault((meeting, seat), self._clocks.wall_ns())
            case Line(meeting, seat, False):
                self.live.pop((meeting, seat), None)

    # --- Takes ---

    def _begin(self, take: Take) -> None:
        whose = take.whose
        key = (whose.meeting, whose.seat, whose.source)
        for part in [part for part in self._parts if _whose(part) == whose]:
            self._parts.remove(part)
            self._recover(part)
        if take.window is not None:
            # What a crash has cut short is not gone on with: two files would be longer than one may be.
            take.is_over = whose.next_number() > 1
            self._takes[take] = None
            return
        since = self._cut_off.pop(key, None)
        if since is None and key not in self._begun:
            since = interrupted(whose)
        self._begun.add(key)
        self._takes[take] = None
        if since is not None and take.why is GapReason.STARTING:
            take.until_ns, take.why = min(since, take.until_ns), GapReason.SERVICE_INTERRUPTED

    def _take_in(self, take: Take) -> None:
        """What came for this take; each refusal of the disk costs it what it was writing, and it goes on."""
        while take.inbox:
            self._guarded(take, take.take_in)

    def _close(self, take: Take, reason: str) -> None:
        self._take_in(take)
        self._guarded(take, partial(take.close, reason))
        self._collect(take)
        self._takes.pop(take, None)
        if take.window is not None:
            self._clips.add(take.whose.meeting)
        elif reason == GapReason.SERVICE_INTERRUPTED:
            whose = take.whose
            self._cut_off[whose.meeting, whose.seat, whose.source] = take.until_ns

    def _collect(self, take: Take) -> None:
        """Files to be sealed and gaps to be told."""
        while take.full:
            self._sealing.append((take.whose, take.full.pop(0)))
        while take.gaps:
            self._tell_gap(take.whose, take.gaps.pop(0))

    def _guarded(self, take: Take, act: Callable[[], None]) -> None:
        """A disk that refuses costs this take its file, not the thread its life."""
        try:
            act()
        except OSError as refused:
            take.abandon(GapReason.DISK if refused.errno in _DISK else GapReason.RECORDER_FAULT)
            take.fault = Fault.DISK_FULL if refused.errno in _DISK else Fault.RECORDER
            take.retry_at = self._retry_later(take.whose.meeting)

    def _retry_later(self, meeting: str) -> float:
        at = self._clocks.mono() + self._desk.limits.retry
        self._retries[meeting] = at
        return at

    def _sync(self, now: float) -> None:
        """Make safe what was written since the last time, as far as a slow disk lets us in one turn."""
        for take in list(self._takes):
            if take.segment is None or now - take.synced_at < self._desk.limits.sync:
                continue
            take.synced_at = now
            self._guarded(take, take.sync)
            if self._clocks.mono() - now > _SYNC_TURN:
                return

    def _look_at_disk(self, now: float) -> None:
        """When space is short, pictures are given up first, and sound before the database starves."""
        if now - self._looked_at >= _DISK_APART:
            self._looked_at = now
            with contextlib.suppress(OSError):
                self._room = self._reserve.look()
        for take in self._takes:
            is_spared = self._room < (Room.ALL if take.whose.codec.is_video else Room.SOUND)
            if is_spared and not take.is_spared:
                self._guarded(take, take.spare)
            take.is_spared = is_spared

    def abandon(self) -> None:
        """Let go of every file, after the thread has ended by a fault (called by the loop)."""
        for take in self._takes:
            take.abandon(GapReason.RECORDER_FAULT)
            self._sealing.extend((take.whose, segment) for segment in take.full)
        for _, segment in self._sealing:
            segment.abandon()

    # --- What may take long: one at a time, so that nothing stays in memory meanwhile ---

    def _long_job(self) -> bool:
        if self._sealing:
            self._seal(*self._sealing.popleft())
        elif self._parts:
            self._recover(self._parts.popleft())
        elif self._recalls:
            self._recall(self._recalls.popleft())
        return bool(self._sealing or self._parts or self._recalls)

    def _seal(self, whose: Whose, segment: Segment) -> None:
        try:
            sealed = segment.seal()
        except OSError:
            segment.abandon()
            self._retry_later(whose.meeting)
            return
        self._keep(whose, sealed)

    def _keep(self, whose: Whose, sealed: Sealed) -> None:
        """To be told: a file of the recording by itself, clips all together."""
        if whose.clip is None:
            self._sealed.setdefault(whose.meeting, []).append(sealed)
        else:
            self._clips.add(whose.meeting)

    def _find(self, meeting: str) -> None:
        """Every file of a meeting, or of all, that a crash left open."""
        writing = {take.segment.part for take in self._takes if take.segment is not None}
        writing |= {segment.part for _, segment in self._sealing} | set(self._parts)
        found = sorted(self._desk.folder.glob(f"{meeting}/*/*.webm{PART}"))
        self._parts.extend(part for part in found if part not in writing)

    def _recover(self, part: Path) -> None:
        whose = _whose(part)
        try:
            sealed = recover(whose, part)
        except OSError:
            self._retry_later(whose.meeting)
            return
        if sealed is None:
            return
        self._keep(whose, sealed)
        for take in self._takes:
            if take.whose == whose:
                take.until_ns = max(take.until_ns, journal.wall_ns(sealed["ended"]))

    def _recall(self, meeting: str) -> None:
        self._clips.add(meeting)
        folder = self._desk.folder / meeting
        for path in sorted(folder.glob("*/*.jsonl")):
            if path.name == GAPS:
                for line in journal.read(path):
                    gap = {name: value for name, value in line.items() if name != "event"}
                    self._desk.report(meeting, {"kind": "gap", "seat": path.parent.name, **gap})
            elif (sealed := sealed_in(path)) is not None and clip_number(sealed["source"]) is None:
                files = self._sealed.setdefault(meeting, [])
                if sealed not in files:
                    files.append(sealed)

    # --- Reports ---

    def _tell_sealed(self) -> None:
        """What was sealed together is told together."""
        for meeting, files in self._sealed.items():
            for at in range(0, len(files), _TOGETHER):
                self._desk.report(meeting, {"kind": "sealed", "files": files[at : at + _TOGETHER]})
        self._sealed.clear()

    def _tell_clips(self) -> None:
        """All that there are of a meeting, and of which more may come: what is in neither does not exist."""
        while self._clips:
            meeting = self._clips.pop()
            folder = self._desk.folder / meeting
            files = [found for path in sorted(folder.glob("*/clip*.jsonl")) if (found := sealed_in(path))]
            open_here = [_whose(part) for part in folder.glob(f"*/clip*.webm{PART}")]
            open_here += [take.whose for take in self._takes if take.whose.meeting == meeting]
            writing = sorted({whose.clip for whose in open_here if whose.clip is not None})
            told = [{"clip": clip_number(each["source"]), **each} for each in files]
            self._desk.report(meeting, {"kind": "clips", "files": told, "writing": writing})

    def _tell_gap(self, whose: Whose, gap: Gap) -> None:
        """On disk first, so that it can be told again to a server that died with it in hand."""
        line = {
            "source": whose.source,
            "began": journal.iso(gap.began_ns),
            "ended": journal.iso(gap.ended_ns),
            "reason": self._reason(whose, gap),
        }
        try:
            (whose.folder / whose.seat).mkdir(mode=0o700, parents=True, exist_ok=True)
            notes = journal.Journal(whose.folder / whose.seat / GAPS)
            try:
                notes.note("gap", safe=True, **line)
            finally:
                notes.close()
        except OSError:
            self._retry_later(whose.meeting)
        self._desk.report(whose.meeting, {"kind": "gap", "seat": whose.seat, **line})

    def _reason(self, whose: Whose, gap: Gap) -> GapReason:
        if gap.reason is not None and gap.reason is not GapReason.STARTING:
            return gap.reason
        if gap.reason is GapReason.STARTING and gap.ended_ns - gap.began_ns < _STARTING_NS:
            return gap.reason
        live_since = self.live.get((whose.meeting, whose.seat))
        stood = live_since is not None and live_since <= gap.began_ns
        # The line stood and no sound came: the browser had none to give.
        return GapReason.CAPTURE_STALL if stood else GapReason.NETWORK


def _whose(part: Path) -> Whose:
    """Whose file this is, by its place."""
    seat = part.parent
    return Whose(seat.parent, seat.parent.name, seat.name, part.name.rsplit("-", 1)[0])
