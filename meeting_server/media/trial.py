"""A line that is tried before its person comes in: what a browser sends comes back to it alone, for a few seconds.

Such a connection stands in no meeting: it is in no circle, reaches no other browser, and nothing of it is recorded.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Literal

from meeting_server.media.gate import Pair, Passage
from meeting_server.media.jobs import Jobs
from meeting_server.media.peer import Peer, Ports
from meeting_server.media.quality import Gauge
from meeting_server.media.sdp import BadOffer, read_offer
from meeting_server.media.signals import AtTheDoor, Trial, TrialOffer
from meeting_server.media.slot import Slot
from meeting_server.media.source import Source
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import Source as Kind
from meeting_server.meeting.refusal import Reason, Refused

Json = dict[str, object]
Verdict = Literal["good", "sound", "bad"]

_MOST = 16  # at once in one worker: a door that many stand before must not take from those who sit
_UNANSWERED = 10.0
_SETTLES = 4.0  # seconds in which browser and relay find out what the line carries
_MEASURES = 3.0  # and those that count
# Sound needs some 40 kbit/s with everything around it; below this nothing is left of it.
_LEAST_UP, _LEAST_DOWN = 45.0, 60.0
# What the smallest picture takes, and a voice beside it.
_PICTURE = 200.0
# Up to a tenth of sound can be repaired; beyond ITU-T G.114's 0.4 s each way nobody can talk to another.
_WEAK_LOSS, _BAD_LOSS = 0.05, 0.15
_WEAK_ROUND_TRIP, _BAD_ROUND_TRIP = 0.400, 0.800


def verdict(line: Mapping[str, object], carries_down: float) -> Verdict:
    """What such a line is good for; `line` as a gauge tells it, and kbit/s."""
    up, lost, round_trip = _number(line["kbps_up"]), _lost(line), _number(line["round_trip"])
    if up < _LEAST_UP or carries_down < _LEAST_DOWN or lost > _BAD_LOSS or round_trip > _BAD_ROUND_TRIP:
        return "bad"
    if min(up, carries_down) < _PICTURE or lost > _WEAK_LOSS or round_trip > _WEAK_ROUND_TRIP:
        return "sound"
    return "good"


def _lost(line: Mapping[str, object]) -> float:
    return max(_number(line["lost_up"]), _number(line["lost_down"]))


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


class _Attempt:
    """One connection, from the wish to the verdict."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.gauge: Gauge | None = None

    def answer(self, offer: TrialOffer) -> str:
        """The answer; raises Refused."""
        try:
            sdp = self.peer.answer(read_offer(offer.sdp, {offer.mid: Kind.CAMERA.value}), 1)
        except BadOffer as bad:
            raise Refused(Reason.BAD_OFFER, why=str(bad)) from bad
        sources, slots = list(self.peer.sources.values()), list(self.peer.slots.values())
        if len(sources) != 1 or len(slots) != 1:
            raise Refused(Reason.BAD_OFFER, why="one_each")
        self._mirror(sources[0], slots[0])
        return sdp

    def _mirror(self, source: Source, slot: Slot) -> None:
        """The one way that there is: from this browser back to itself."""
        seat = self.peer.seat
        source.allowed = True
        slot.whose = (seat, Kind.CAMERA)
        slot.attach(source, Passage(Pair(seat, seat, Kind.CAMERA)))
        source.reach([slot])
        source.tick_key(time.monotonic())

    def tick(self, now: float, *, is_feedback: bool) -> None:
        """As a conference does it for those inside."""
        self.peer.ask_missing(now)
        for source in self.peer.sources.values():
            source.tick(now)
        if is_feedback:
            self.peer.feedback()
            self.peer.share(now, 0)

    def begin(self) -> None:
        """From now on it counts."""
        now = time.monotonic()
        self.gauge = Gauge(self.peer, now)
        self.gauge.look(now)

    def judged(self) -> Json:
        """What came of it."""
        peer, gauge = self.peer, self.gauge
        if gauge is None:
            return {"kind": "tried", "conn": peer.conn, "network": "bad", "path": None}
        line = gauge.look(time.monotonic())
        carries = peer.downlink.estimate.bps / 1000
        told = {name: line[name] for name in ("path", "lost_up", "lost_down", "round_trip", "kbps_up")}
        found = {"network": verdict(line, carries), "carries_down": round(carries)}
        return {"kind": "tried", "conn": peer.conn, **told, **found}


class Trials:
    """Every line that is tried in a worker; one of a seat at a time."""

    def __init__(self, ports: Ports, to_seat: Callable[[str, str, Json], None]) -> None:
        self._ports = ports
        self._to_seat = to_seat
        self._attempts: dict[tuple[str, SeatId], _Attempt] = {}
        self._jobs = Jobs()

    def take(self, meeting: str, seat: SeatId, signal: AtTheDoor) -> None:
        """Do what a page before the door asks; raises Refused."""
        if isinstance(signal, Trial):
            self._begin(meeting, seat, signal)
        else:
            self._offer(meeting, seat, signal)

    def _begin(self, meeting: str, seat: SeatId, wanted: Trial) -> None:
        self.part(meeting, seat)
        if len(self._attempts) >= _MOST:
            raise Refused(Reason.TOO_FAST)
        peer = Peer(seat, wanted.conn, self._ports, audio=0, video=1, violated=_nobody_else)
        attempt = self._attempts[meeting, seat] = _Attempt(peer)

        def unanswered() -> None:
            if not peer.offers:
                self._drop(meeting, attempt)

        asyncio.get_running_loop().call_later(_UNANSWERED, unanswered)
        self._to_seat(meeting, seat, {"kind": "opened", "conn": wanted.conn, "ice_servers": []})

    def _offer(self, meeting: str, seat: SeatId, offer: TrialOffer) -> None:
        attempt = self._attempts.get((meeting, seat))
        if attempt is None or attempt.peer.conn != offer.conn or attempt.peer.offers:
            raise Refused(Reason.MALFORMED, field="conn")
        try:
            sdp = attempt.answer(offer)
        except Refused:
            self._drop(meeting, attempt)
            raise
        self._jobs.start(self._run(meeting, attempt))
        self._to_seat(meeting, seat, {"kind": "answer", "conn": offer.conn, "n": 1, "sdp": sdp})

    async def _run(self, meeting: str, attempt: _Attempt) -> None:
        peer = attempt.peer
        if await peer.connect():
            await asyncio.sleep(_SETTLES)
            attempt.begin()
            await asyncio.sleep(_MEASURES)
        if self._attempts.get((meeting, peer.seat)) is attempt:
            self._to_seat(meeting, peer.seat, attempt.judged())
            self._drop(meeting, attempt)

    def part(self, meeting: str, seat: SeatId) -> None:
        """Whatever the seat tries is over."""
        if (attempt := self._attempts.get((meeting, seat))) is not None:
            self._drop(meeting, attempt)

    def _drop(self, meeting: str, attempt: _Attempt) -> None:
        key = (meeting, attempt.peer.seat)
        if self._attempts.get(key) is attempt:
            del self._attempts[key]
            attempt.peer.stop()
            self._jobs.start(attempt.peer.close())

    def tick(self, now: float, *, is_feedback: bool) -> None:
        """Ask again for what is missing, and say what came."""
        for attempt in self._attempts.values():
            if attempt.peer.is_connected:
                attempt.tick(now, is_feedback=is_feedback)

    def second(self, now: float, wall_ns: int) -> None:
        """The reports of each second."""
        for attempt in self._attempts.values():
            if attempt.peer.is_connected:
                attempt.peer.report(now, wall_ns, {})
                attempt.peer.forget_old_ways(now)

    async def close(self) -> None:
        """Let everybody go."""
        for meeting, seat in list(self._attempts):
            self.part(meeting, seat)
        await self._jobs.ended()


def _nobody_else(_pair: Pair | None) -> None:
    """There is no other way that could be taken."""
