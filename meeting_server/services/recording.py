"""Turning what the media workers report into facts, and into what the screens show (ข้อ ๘ (๒) (๒.๗))."""

import asyncio
import contextlib
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import structlog

from meeting_server.audit.entry import moment_of, stamp
from meeting_server.meeting.facts.recording import Fault, GapReason, Segment
from meeting_server.meeting.facts.session import Part, Phase
from meeting_server.meeting.ids import IncidentId, MeetingId, SeatId
from meeting_server.meeting.refusal import Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.clip import SettleClips
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.identity import NoteHeard
from meeting_server.meeting.rules.recording import ExplainGap, NoteFaults, SealLedger, SealSegments
from meeting_server.meeting.rules.session import NoteInterruption
from meeting_server.projections.room_view import Live
from meeting_server.projections.view_shapes import Trouble
from meeting_server.services.commands import fresh
from meeting_server.services.lines import Lines
from meeting_server.services.ports import Json, RoomListener
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms

_AT_ONCE = 200  # files in one entry
_FLEETING = ("quiet", "quality", "trouble", "worker_lost", "state")
_TRY_AGAIN = (0.2, 1.0, 5.0, 30.0)  # seconds
_OF_THE_SERVICE: Mapping[str, Trouble] = {"recorder": "recorder", "overload": "overload"}
_OF_THE_DISK: Mapping[Fault, Trouble] = {Fault.DISK_FULL: "disk_full", Fault.DISK_LOW: "disk_low"}
_log = structlog.get_logger()


class _Waiting(NamedTuple):
    """A report on its way to the log, and whether the screens have it already."""

    report: Json
    is_shown: bool


def _is_stale(one: _Waiting, waiting: Iterable[_Waiting]) -> bool:
    """Whether a later report says all that this one says, as it stands now."""
    return one.report["kind"] == "faults" and any(later.report.get("kind") == "faults" for later in waiting)


class Reports:
    """Takes reports as they come, and writes them one after the other, each meeting for itself."""

    def __init__(self, listener: RoomListener, lines: Lines, folder: Path) -> None:
        self.rooms: Rooms | None = None  # known once there are rooms: they know the relay, which knows us
        self._listener = listener
        self._lines = lines
        self._folder = folder
        self._waiting: defaultdict[MeetingId, deque[_Waiting]] = defaultdict(deque)
        self._writing: dict[MeetingId, asyncio.Task[None]] = {}
        self._expected: defaultdict[MeetingId, set[asyncio.Event]] = defaultdict(set)

    def reported(self, meeting: MeetingId, report: Json) -> None:
        """Take one report; returns at once. What is true just now is shown now, whatever waits to be written."""
        room = self.rooms.here.get(meeting) if self.rooms is not None else None
        if room is None and report.get("kind") == "quality":
            return  # Of the moment, and nobody is there who could be told.
        if room is not None:
            self._show(room, report)
            if report.get("kind") in _FLEETING:
                return
        self._waiting[meeting].append(_Waiting(report, is_shown=room is not None))
        if meeting not in self._writing:
            task = asyncio.create_task(self._write(meeting))
            self._writing[meeting] = task

    async def written(self, within: float | None = None) -> None:
        """Wait until everything that was reported is in the log, or for so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self._writing:
                    await asyncio.wait(list(self._writing.values()))
                await self._lines.written()

    async def caught_up(self, meeting: MeetingId, within: float) -> None:
        """Wait until what was reported of this meeting is in the log, or for so many seconds."""
        if writing := self._writing.get(meeting):
            await asyncio.wait([writing], timeout=within)

    async def one_more(self, meeting: MeetingId, within: float) -> None:
        """Wait until one more report of this meeting is in the log, or for so many seconds."""
        came = asyncio.Event()
        self._expected[meeting].add(came)
        try:
            async with asyncio.timeout(within):
                await came.wait()
        except TimeoutError:
            return
        finally:
            self._expected[meeting].discard(came)
            if not self._expected[meeting]:
                del self._expected[meeting]

    async def _write(self, meeting: MeetingId) -> None:
        """Write what waits; a report that fails in us goes to the end, so that it holds up no other for long."""
        waiting, failures = self._waiting[meeting], 0
        try:
            while waiting:
                one = waiting.popleft()
                if await self._take(meeting, one):
                    failures = 0
                    for came in self._expected.get(meeting, ()):
                        came.set()
                else:
                    if not _is_stale(one, waiting):
                        waiting.append(one)
                    self._show_stuck(meeting, on=True)
                    await asyncio.sleep(_TRY_AGAIN[min(failures, len(_TRY_AGAIN) - 1)])
                    failures += 1
            self._show_stuck(meeting, on=False)
        finally:
            del self._writing[meeting]
            if not waiting:
                del self._waiting[meeting]

    def _show_stuck(self, meeting: MeetingId, *, on: bool) -> None:
        """What was recorded is not in the log yet: nobody should learn that only after the close."""
        room = self.rooms.here.get(meeting) if self.rooms is not None else None
        if room is not None and on is not ("log" in room.live.troubles):
            (room.live.troubles.add if on else room.live.troubles.discard)("log")
            self._listener.changed(meeting)

    async def _take(self, meeting: MeetingId, one: _Waiting) -> bool:
        """Do what a report asks for; False when it failed in us, and is to be done later."""
        if self.rooms is None:
            return True
        report = one.report
        try:
            room = await self.rooms.find(meeting)
            for command in self._commands(room, report):
                await room.handle(command, Actor.system())
            if report["kind"] == "clips":
                await asyncio.to_thread(self._destroy, room, report)
            if not one.is_shown:
                self._show(room, report)
        except Refused as refused:
            # A meeting of another database in the same folder, say: nothing of ours is wrong.
            _log.warning("report_refused", kind=report.get("kind"), reason=refused.reason.value)
        except (KeyError, TypeError, ValueError):
            _log.exception("report_malformed", kind=report.get("kind"))
        except Exception:  # noqa: BLE001 - task root: the next report must be heard
            _log.exception("report_failed", kind=report.get("kind"))
            return False
        return True

    def _commands(self, room: Room, report: Json) -> Iterator[Command]:
        match report["kind"]:
            case "sealed":
                files = report["files"]
                segments = [_segment(each) for each in files] if isinstance(files, list) else []
                for at in range(0, len(segments), _AT_ONCE):
                    yield SealSegments(segments=tuple(segments[at : at + _AT_ONCE]))
            case "clips":
                yield _clips(report)
            case "ledger":
                yield SealLedger(
                    file=str(report["file"]), minute=_time(report["minute"]), sha256=str(report["sha256"])
                )
            case "gap":
                yield ExplainGap(
                    seat=SeatId(str(report["seat"])),
                    source=str(report["source"]),
                    began=_time(report["began"]),
                    ended=_time(report["ended"]),
                    reason=GapReason(str(report["reason"])),
                )
            case "faults":
                incidents = {fault: IncidentId(fresh("incident")) for fault in Fault}
                yield NoteFaults(standing=_standing(report), incidents=incidents)
            case "heard":
                seat, by = SeatId(str(report["seat"])), SeatId(str(report["by"]))
                yield NoteHeard(seat=seat, by=by, seconds=int(str(report["seconds"])))
            case "worker_back" if room.meeting.phase is Phase.OPEN:
                yield NoteInterruption(
                    since=_time(report["since"]), until=_time(report["until"]), part=Part.RELAY
                )
            case _:
                return

    def _destroy(self, room: Room, report: Json) -> None:
        """What is there and nobody vouched upon; raises OSError, and then it is tried again."""
        for number, segment in _clips(report).files:
            if segment.file in room.meeting.clips.discarded:
                (self._folder / room.id / segment.file).unlink(missing_ok=True)
                _log.info("clip_destroyed", meeting=room.id, clip=number)

    def _show(self, room: Room, report: Json) -> None:
        """What is true just now and no fact: proof of silence, recorders at fault, a service that is in trouble."""
        live = room.live
        before = (dict(live.quiet), set(live.faults), set(live.troubles))
        try:
            if report.get("kind") == "quality":
                self._lines.measured(room, report)
            else:
                _note(room, report)
        except (KeyError, TypeError, ValueError):
            _log.exception("report_malformed", kind=report.get("kind"))
        if report.get("kind") == "worker_lost":
            self._lines.lost(room.id)
        if before != (live.quiet, live.faults, live.troubles):
            self._listener.changed(room.id)


def _note(room: Room, report: Json) -> None:
    live, suspended = room.live, room.meeting.suspensions.in_force.keys()
    match report.get("kind"):
        case "quiet":
            seat = SeatId(str(report["seat"]))
            if seat in suspended:  # The relay says it of those who left, too.
                live.quiet[seat] = bool(report["quiet"])
        case "trouble":
            _note_trouble(live, str(report["what"]), report["seat"], on=bool(report["on"]))
        case "faults":
            _note_faults(live, _standing(report))
        case "worker_lost":
            live.quiet.clear()
            if room.meeting.phase is Phase.OPEN:
                live.faults |= room.meeting.attendance.entered - suspended
        case "worker_back":
            live.faults.clear()
            live.troubles -= {*_OF_THE_SERVICE.values(), *_OF_THE_DISK.values()}
            # The new worker has followed a plan that never held them: it has no way to them at all.
            live.quiet |= dict.fromkeys(suspended, True)
        case _:
            pass


def _note_trouble(live: Live, what: str, seat: object, *, on: bool) -> None:
    """Whoever looks after the machine reads of it in the server's own log, whatever the screens show of it."""
    _log.warning("media_trouble", what=what, seat=seat, on=on)
    if seat is None and what in _OF_THE_SERVICE:
        (live.troubles.add if on else live.troubles.discard)(_OF_THE_SERVICE[what])


def _note_faults(live: Live, standing: frozenset[tuple[Fault, SeatId]]) -> None:
    """Where pictures are given up nobody's recording is at fault: sound is what must be whole."""
    say = _log.warning if standing else _log.info
    say("recording_faults", **{fault: sum(each is fault for each, _ in standing) for fault in Fault})
    live.faults = {seat for fault, seat in standing if fault is not Fault.DISK_LOW}
    faults = {fault for fault, _ in standing}
    live.troubles -= set(_OF_THE_DISK.values())
    live.troubles |= {trouble for fault, trouble in _OF_THE_DISK.items() if fault in faults}


def _standing(report: Json) -> frozenset[tuple[Fault, SeatId]]:
    """Each fault with each of its seats; raises ValueError."""
    standing = report["standing"]
    if not isinstance(standing, dict):
        raise TypeError
    return frozenset((Fault(fault), SeatId(str(seat))) for fault, seats in standing.items() for seat in seats)


def _time(told: object) -> str:
    """A time as the log writes it; raises ValueError, since a fact that nobody can read would stand for ever."""
    return stamp(moment_of(told))


def _clips(report: Json) -> SettleClips:
    files, writing = report["files"], report["writing"]
    if not isinstance(files, list) or not isinstance(writing, list):
        raise TypeError
    return SettleClips(
        files=tuple((int(str(each["clip"])), _segment(each)) for each in files),
        writing=frozenset(int(str(number)) for number in writing),
    )


def _segment(sealed: Mapping[str, object]) -> Segment:
    return Segment(
        file=str(sealed["file"]),
        seat=SeatId(str(sealed["seat"])),
        source=str(sealed["source"]),
        began=_time(sealed["began"]),
        ended=_time(sealed["ended"]),
        bytes=int(str(sealed["bytes"])),
        sha256=str(sealed["sha256"]),
        frames=int(str(sealed["frames"])),
        recovered=bool(sealed["recovered"]),
    )
