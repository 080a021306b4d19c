"""The relay of a worker: plans come in and are followed at once, timers run, and without plans nothing passes."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from meeting_server.media.conference import Conference, RecorderPort, StaleEpoch
from meeting_server.media.control import is_trial
from meeting_server.media.ice import Mux
from meeting_server.media.ledger import Ledger
from meeting_server.media.peer import Ports
from meeting_server.media.quality import EVERY, Gauges
from meeting_server.media.reception import Reception
from meeting_server.media.rtc import WorkerCertificate
from meeting_server.media.sdp import Candidate
from meeting_server.media.signals import read_signal, read_trial
from meeting_server.media.trial import Trials
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import MediaPlan
from meeting_server.meeting.refusal import Reason, Refused

__all__ = ["RecorderPort", "Relay", "StaleEpoch"]

Json = dict[str, object]

_TICK = 0.050
_EARLY = 0.020  # so much before it is due the tick may be done by a wake-up
_FEEDBACK_EVERY = 2  # ticks
_SPEAKERS_EVERY = 4
_LATE = 0.050
_LATE_TICKS = 60  # three seconds
_TIMELY_TICKS = 200  # ten
_MOST_SPARED = 12  # steps: every small picture smaller, then one after the other at rest
_SECOND = 10**9


@dataclass(frozen=True, slots=True)
class Hall:
    """What one meeting has in this worker."""

    conference: Conference
    reception: Reception
    ledger: Ledger
    gauges: Gauges


class Relay:
    """Every meeting of a worker; lives in a running loop, and touches the disk in a thread of its own."""

    def __init__(
        self,
        mux: Mux,
        candidates: Sequence[Candidate],
        folder: Path,
        recorder: RecorderPort,
        report: Callable[[str, Json], None],
        to_seat: Callable[[str, str, Json], None],
    ) -> None:
        self._ports = Ports(mux=mux, certificate=WorkerCertificate(), candidates=tuple(candidates))
        self._folder = folder
        self._recorder = recorder
        self._report = report
        self._to_seat = to_seat
        self._trials = Trials(self._ports, to_seat)
        self._halls: dict[str, Hall] = {}
        self._leaving: list[Hall] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ledger")
        self._loop = asyncio.get_running_loop()
        self._second = time.time_ns() // _SECOND
        self._ticks = 0
        self._late = self._timely = 0  # ticks in a row
        self._spare = 0  # steps that every line goes down, so that sound is not late
        self._due = self._loop.time() + _TICK
        self._timer = self._loop.call_at(self._due, self._tick)
        mux.wake_up.afterwards = self._tick_with_others

    def follow(self, meeting: str, epoch: int, plan: MediaPlan) -> dict[str, dict[str, int]]:
        """Make the world match the plan before returning; every seat's counters at that moment.

        Raises StaleEpoch. Whatever else it raises, nobody in this meeting reaches anybody any more.
        """
        hall = self._halls.get(meeting) or self._begin(meeting)
        totals = hall.conference.follow(epoch, plan)
        hall.reception.let_out()
        self._loop.call_soon(self._tell_layouts, meeting)
        return {seat: {"received": total.received, "sent": total.sent} for seat, total in totals.items()}

    def _begin(self, meeting: str) -> Hall:
        def report(fact: Json) -> None:
            self._report(meeting, fact)

        def to_seat(seat: SeatId, message: Json) -> None:
            self._to_seat(meeting, seat, message)

        conference = Conference(meeting, self._recorder, report)
        open_files = partial(self._recorder.open_files, meeting)
        ledger = Ledger(meeting, self._folder / meeting, conference.gate, self._thread, report, open_files)
        hall = Hall(conference, Reception(conference, self._ports, to_seat), ledger, Gauges())
        self._halls[meeting] = hall
        return hall

    async def signal(self, meeting: str, seat: str, message: Mapping[str, object]) -> None:
        """Do what a browser asks (ws/PROTOCOL.md); raises Refused, and then nothing has changed."""
        if is_trial(message):
            self._trials.take(meeting, SeatId(seat), read_trial(message))
            return
        hall = self._halls.get(meeting)
        if hall is None:
            raise Refused(Reason.NOT_IN_PLAN)
        await hall.reception.take(SeatId(seat), read_signal(message))
        self._tell_layouts(meeting)

    def shut(self) -> None:
        """Nobody reaches anybody, in no meeting, until plans are told again; connections stay."""
        for hall in self._halls.values():
            hall.conference.shut()

    def part(self, meeting: str, seat: str) -> None:
        """Close this seat's connections now; one that comes after is another's."""
        self._trials.part(meeting, SeatId(seat))
        if (hall := self._halls.get(meeting)) is not None:
            hall.reception.part(SeatId(seat))

    def tell_again(self, meeting: str) -> None:
        """Another server listens to this meeting now."""
        if (hall := self._halls.get(meeting)) is not None:
            hall.conference.tell_again()
            hall.gauges.tell_again()

    def meetings(self) -> list[str]:
        """Every meeting that was told of and not forgotten."""
        return list(self._halls)

    def forget(self, meeting: str) -> None:
        """End a meeting here: connections are closed, its ledger is sealed."""
        hall = self._halls.pop(meeting, None)
        if hall is not None:
            self._leave(hall)

    def _leave(self, hall: Hall) -> None:
        hall.conference.shut()
        hall.reception.close_all("left")
        hall.ledger.second(time.time_ns(), hall.conference.epoch, {})
        hall.ledger.seal()
        self._leaving.append(hall)

    async def close(self) -> None:
        """Close every connection and seal every ledger."""
        self._timer.cancel()
        self._ports.mux.wake_up.afterwards = None
        for meeting in self.meetings():
            self.forget(meeting)
        for hall in self._leaving:
            await hall.reception.ended()
            await hall.ledger.written()
        self._leaving.clear()
        await self._trials.close()
        await asyncio.to_thread(self._thread.shutdown)

    # --- The timers ---

    def _tick_with_others(self) -> None:
        """Do the tick now if it is nearly due: packets have just been sent, so that none waits for it, and all is warm."""
        if self._loop.time() >= self._due - _EARLY:
            self._timer.cancel()
            self._tick()

    def _tick(self) -> None:
        now = self._loop.time()
        self._notice_lag(now - self._due)
        self._due = max(self._due + _TICK, now)
        self._timer = self._loop.call_at(self._due, self._tick)
        self._ticks += 1
        self._trials.tick(time.monotonic(), is_feedback=self._ticks % _FEEDBACK_EVERY == 0)
        for meeting, hall in self._halls.items():
            hall.conference.tick(time.monotonic())
            if self._ticks % _FEEDBACK_EVERY == 0:
                hall.conference.feedback(time.monotonic(), self._spare)
                self._tell_layouts(meeting)
            if self._ticks % _SPEAKERS_EVERY == 0:
                for peer, message in hall.conference.speakers():
                    self._to_seat(meeting, peer.seat, message)
        if (second := time.time_ns() // _SECOND) != self._second:
            ended, self._second = self._second, second
            self._end_of(ended)

    def _end_of(self, second: int) -> None:
        now, wall_ns = time.monotonic(), time.time_ns()
        self._trials.second(now, wall_ns)
        for meeting, hall in self._halls.items():
            blocked = hall.conference.second(now, wall_ns)
            hall.reception.watch(now)
            for heard in hall.conference.heard():
                self._report(meeting, {"kind": "heard", **heard._asdict()})
                told: Json = {"kind": "visitor", "seat": heard.seat, "seconds": heard.seconds}
                self._to_seat(meeting, heard.by, told)
            hall.ledger.second(second * _SECOND, hall.conference.epoch, blocked)
            if second % EVERY == 0:
                lines = hall.gauges.look(hall.conference.peers(), now)
                if hall.gauges.has_news:
                    self._report(meeting, {"kind": "quality", "lasted": EVERY, "seats": lines})

    def _notice_lag(self, lag: float) -> None:
        """A loop that is late for seconds has more to do than it can: small pictures go first, and come back in time."""
        before, self._late = self._late, self._late + 1 if lag > _LATE else 0
        self._timely = 0 if lag > _LATE else self._timely + 1
        if self._late and self._late % _LATE_TICKS == 0:
            self._spare = min(self._spare + 1, _MOST_SPARED)
        elif self._spare and self._timely % _TIMELY_TICKS == 0 and self._timely:
            self._spare -= 1
        if self._late == _LATE_TICKS or (before >= _LATE_TICKS and self._late == 0):
            for meeting in self._halls:
                self._report(
                    meeting, {"kind": "trouble", "what": "overload", "seat": None, "on": self._late > 0}
                )

    def _tell_layouts(self, meeting: str) -> None:
        hall = self._halls.get(meeting)
        if hall is not None:
            for peer, layout in hall.conference.layouts():
                self._to_seat(meeting, peer.seat, layout)
