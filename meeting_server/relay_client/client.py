"""The media workers as the server sees them: one process, watched, replaced when it fails, told every plan again."""

import asyncio
import contextlib
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from meeting_server.media import control
from meeting_server.media.control import BEAT, FOLLOW, MISSED, Message, TooLong, is_trial
from meeting_server.meeting.ids import MeetingId, SeatId
from meeting_server.meeting.media_plan import MediaPlan
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.relay_client.link import Link, LinkLost
from meeting_server.relay_client.process import Place, Process, Spare
from meeting_server.relay_client.turn import Turn
from meeting_server.services.capacity import demand_of, load_in
from meeting_server.services.ports import Counted, Counters, Json, RelayListener

_STARTING = 20.0  # seconds for a worker to listen, on a machine that is busy
_LOOK_AGAIN = 0.02
_SIGNAL = 5.0
_DRAIN = 6.0
_TRY_AGAIN = (0.0, 1.0, 5.0)
_STEADY = 30.0  # a worker that lived so long did not fail at its start
_log = structlog.get_logger()


class WorkerRelay:
    """Implements the port `Relay` with one worker process.

    A worker that an earlier server left behind is taken over if it listens where this one would; it keeps
    forwarding meanwhile. `held` are the meetings that it has then.
    """

    def __init__(
        self, place: Place, listener: RelayListener, spare: Spare | None = None, turn: Turn | None = None
    ) -> None:
        self.held: tuple[MeetingId, ...] = ()
        self.tasks = 0  # that the worker had under way at its last beat
        self.speed: float | None = None  # of its core, and of its disk in bytes a second, once it has said so
        self.disk: float | None = None
        self._place = place
        self._process = Process(place, spare)
        self._listener = listener
        self._turn = turn
        self._link: Link | None = None
        self._linked = asyncio.Event()
        self._plans: dict[MeetingId, tuple[int, MediaPlan]] = {}
        self._conns: dict[tuple[MeetingId, SeatId], str] = {}
        self._watching: asyncio.Task[None] | None = None
        self._was_linked = False  # whether the present worker ever followed the plans
        self._is_draining = False

    @property
    def pid(self) -> int:
        """The process id of the worker."""
        return self._process.pid

    @property
    def is_started(self) -> bool:
        """Whether it was started or taken over, and is watched since."""
        return self._watching is not None

    @property
    def is_left(self) -> bool:
        """Whether an earlier server left it behind."""
        return bool(self._process.found())

    @property
    def load(self) -> float:
        """How much of a core its meetings ask, by those who are in them: pictures weigh more than voices."""
        return sum(demand_of(load_in(plan)).cores for _epoch, plan in self._plans.values())

    async def start(self) -> None:
        """Take over the worker that is there, or start one; raises LinkLost when none will listen."""
        link = await self._attach() or await self._spawn()
        self._watching = asyncio.create_task(self._watch(link))
        await self._linked.wait()

    # --- One worker after the other ---

    async def _attach(self) -> Link | None:
        """The worker of an earlier server, if it is as we would start it; any other is ended."""
        place = self._place
        try:
            link, said = await Link.to(place.socket)
        except LinkLost:
            pass
        else:
            if all(said[name] == value for name, value in place.ready().items()):
                self._process.adopt(int(str(said["pid"])))
                held = said["meetings"]
                self.held = (
                    tuple(MeetingId(str(meeting)) for meeting in held) if isinstance(held, list) else ()
                )
                _log.info("worker_found", pid=self._process.pid)
                return link
            await link.close()
        if pid := self._process.found():
            self._process.adopt(pid)
            await self._process.kill()
        return None

    async def _spawn(self) -> Link:
        try:
            self._process.start()
        except OSError as refused:
            # No memory, no process, no disk for its log: it is tried again like a worker that does not listen.
            _log.exception("worker_not_started")
            raise LinkLost from refused
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_STARTING):
                while self._process.lives:
                    with contextlib.suppress(LinkLost):
                        link, said = await Link.to(self._place.socket)
                        if said["pid"] == self._process.pid:
                            return link
                        await link.close()
                    await asyncio.sleep(_LOOK_AGAIN)
        await self._process.kill()
        raise LinkLost

    async def _watch(self, link: Link) -> None:
        """Listen to one worker after the other."""
        lost: datetime | None = None
        failures = 0
        while True:
            began = time.monotonic()
            await self._serve(link, lost)
            if self._is_draining:
                return
            lost = lost if lost is not None and not self._was_linked else _ago(time.monotonic() - link.heard)
            if self._was_linked:
                self._tell_all({"kind": "worker_lost", "since": _iso(lost)})
            failures = 0 if time.monotonic() - began > _STEADY else failures + 1
            _log.warning("worker_lost", failures=failures)
            link = await self._replace(failures)

    async def _serve(self, link: Link, lost: datetime | None) -> None:
        """One worker, until it is gone: the plans first, only then whoever had a connection."""
        self._was_linked = False
        listening = asyncio.create_task(link.listen(self._unasked))
        try:
            await self._tell_plans(link)
            self._link, self._was_linked = link, True
            self._linked.set()
            if lost is not None:
                self._tell_back(lost)
            await self._beat(link, listening)
        except (LinkLost, TimeoutError, TooLong):
            pass  # It does not read, or did not follow a plan.
        finally:
            self._linked.clear()
            self._link = None
            await link.close()
            await listening

    async def _tell_plans(self, link: Link) -> None:
        async with asyncio.timeout(FOLLOW):
            for meeting, (epoch, plan) in list(self._plans.items()):
                await self._apply(link, meeting, epoch, plan)

    def _tell_back(self, lost: datetime) -> None:
        self._tell_all({"kind": "worker_back", "since": _iso(lost), "until": _iso(datetime.now(UTC))})
        conns, self._conns = self._conns, {}
        for (meeting, seat), conn in conns.items():
            self._listener.to_seat(meeting, seat, {"kind": "closed", "conn": conn, "reason": "worker_lost"})

    def _tell_all(self, report: Json) -> None:
        for meeting in list(self._plans):
            self._listener.reported(meeting, report)

    async def _beat(self, link: Link, listening: asyncio.Task[None]) -> None:
        """Until the worker is gone, or three beats are missed."""
        while not listening.done():
            before = time.monotonic()
            await asyncio.wait([listening], timeout=BEAT)
            link.say({"do": "beat"})
            now = time.monotonic()
            if now - before < 2 * BEAT and now - link.heard > MISSED:  # Else it is we who slept.
                return

    async def _replace(self, failures: int) -> Link:
        """End what is left of the worker, and start another, ever more slowly when that fails."""
        while True:
            await self._process.kill()
            await asyncio.sleep(_TRY_AGAIN[min(failures - 1, len(_TRY_AGAIN) - 1)] if failures else 0)
            failures += 1
            with contextlib.suppress(LinkLost):
                return await self._spawn()

    def _unasked(self, message: Message) -> None:
        try:
            self._hear(message)
        except Exception:  # noqa: BLE001 - task root: a listener that fails must not cost the worker its life
            _log.exception("report_not_heard", do=message["do"])

    def _hear(self, message: Message) -> None:
        match message["do"]:
            case "report":
                report = message["report"]
                if isinstance(report, dict):
                    self._listener.reported(MeetingId(str(message["meeting"])), report)
            case "seat":
                told = message["message"]
                if isinstance(told, dict):
                    meeting, seat = MeetingId(str(message["meeting"])), SeatId(str(message["seat"]))
                    self._listener.to_seat(meeting, seat, self._with_turn(meeting, seat, told))
            case "beat":
                self.tasks = int(str(message["tasks"]))
            case "capacity":
                self.speed, self.disk = float(str(message["speed"])), float(str(message["disk"]))
            case _:
                pass  # The last word before the end.

    def _with_turn(self, meeting: MeetingId, seat: SeatId, told: Message) -> Message:
        """The worker never knows the secret: what is made of it joins the message on its way."""
        if self._turn is None or told["kind"] != "opened":
            return told
        return {**told, "ice_servers": self._turn.servers(meeting, seat, time.time())}

    # --- The port ---

    async def _link_of(self, _meeting: MeetingId) -> Link:
        """The link to the worker that a meeting is placed on, once it knows every plan."""
        while self._link is None:
            await self._linked.wait()
        return self._link

    async def _apply(self, link: Link, meeting: MeetingId, epoch: int, plan: MediaPlan) -> Counters:
        told = {"do": "follow", "meeting": meeting, "epoch": epoch, "plan": control.plan_message(plan)}
        answer = await link.ask(told)
        counters = answer.get("counters")
        if answer["do"] != "applied" or not isinstance(counters, Mapping):
            raise LinkLost
        return {
            SeatId(seat): Counted(received=counted["received"], sent=counted["sent"])
            for seat, counted in counters.items()
        }

    async def follow(self, meeting: MeetingId, epoch: int, plan: MediaPlan) -> Counters | None:
        """See the port: the counters once the worker confirmed; None after 2 s without, and it is ended."""
        self._plans[meeting] = (epoch, plan)
        inside = set(plan.seats())
        for key in [key for key in self._conns if key[0] == meeting and key[1] not in inside]:
            del self._conns[key]
        link: Link | None = None
        try:
            async with asyncio.timeout(FOLLOW):
                link = await self._link_of(meeting)
                counters = await self._apply(link, meeting, epoch, plan)
        except (TimeoutError, LinkLost, TooLong):
            if link is not None:
                link.cut()  # No relay is better than a wrong one: the watch ends it and starts another.
            return None
        if not plan.circles and self._plans.get(meeting) == (epoch, plan):
            del self._plans[meeting]
        return counters

    def keep_only(self, meetings: Sequence[MeetingId]) -> None:
        """End every other meeting that an earlier server left in the worker; one that is new knows of none."""
        self._order({"do": "only", "meetings": list(meetings)})

    def part(self, meeting: MeetingId, seat: SeatId) -> None:
        """See the port; a new worker has no connections."""
        self._conns.pop((meeting, seat), None)
        self._order({"do": "part", "meeting": meeting, "seat": seat})

    def _order(self, message: Message) -> None:
        if self._link is None:
            return
        try:
            self._link.say(message)
        except (LinkLost, TooLong):
            self._link.cut()  # No relay is better than a wrong one.

    async def signal(self, meeting: MeetingId, seat: SeatId, message: Json) -> None:
        """See the port; raises Refused."""
        if not control.is_shallow(message):
            raise Refused(Reason.MALFORMED)
        link = self._link
        if link is None:
            raise Refused(Reason.RELAY_UNAVAILABLE)
        told: Message = {"do": "signal", "meeting": meeting, "seat": seat, "message": dict(message)}
        try:
            async with asyncio.timeout(_SIGNAL):
                answer = await link.ask(told)
        except (TimeoutError, LinkLost):
            raise Refused(Reason.RELAY_UNAVAILABLE) from None
        except TooLong:
            raise Refused(Reason.TOO_LARGE) from None
        if answer["do"] == "refused":
            details = answer["details"]
            raise Refused(Reason(str(answer["reason"])), **(details if isinstance(details, dict) else {}))
        if not is_trial(message):
            self._conns[meeting, seat] = str(message.get("conn"))

    async def drain(self) -> None:
        """Seal every recording and end the worker; it is ended by force after 6 s."""
        self._is_draining = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN):
                if self._link is not None:
                    with contextlib.suppress(LinkLost):
                        self._link.say({"do": "drain"})
                    await self._process.gone()
                    if self._watching is not None:
                        # Its last reports stand in the socket until the watch has read them.
                        await asyncio.wait([self._watching])
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
        await self._process.kill()


def _ago(seconds: float) -> datetime:
    return datetime.now(UTC) - timedelta(seconds=seconds)


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
