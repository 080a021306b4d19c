"""The media workers as the server sees them: one process, watched, replaced when it fails, told every plan again."""

import asyncio
import contextlib
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import structlog

from meeting_server.media import control
from meeting_server.media.control import BEAT, FOLLOW, MISSED, Message
from meeting_server.meeting.ids import MeetingId, SeatId
from meeting_server.meeting.media_plan import MediaPlan
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.relay_client.link import Link, LinkLost
from meeting_server.relay_client.process import Place, Process
from meeting_server.services.ports import Counted, Counters, Json, RelayListener

_STARTING = 10.0  # seconds for a worker to listen
_SIGNAL = 5.0
_DRAIN = 6.0
_TRY_AGAIN = (0.0, 0.2, 1.0, 5.0)
_log = structlog.get_logger()


class WorkerRelay:
    """Implements the port `Relay` with a worker process.

    A worker that an earlier server left behind is taken over if it listens where this one would; it keeps
    forwarding meanwhile. All meetings are placed on one worker; `_place` is where more would be chosen from.
    """

    def __init__(
        self,
        *,
        data_dir: Path,
        media_port: int,
        media_bind: str,
        media_address: str,
        listener: RelayListener,
        shut_after: float = 10.0,
    ) -> None:
        self._place = Place(
            data_dir=data_dir,
            index=0,
            port=media_port,
            bind=media_bind,
            address=media_address,
            shut_after=shut_after,
        )
        self._process = Process(self._place)
        self._listener = listener
        self._link: Link | None = None
        self._linked = asyncio.Event()
        self._plans: dict[MeetingId, tuple[int, MediaPlan]] = {}
        self._conns: dict[tuple[MeetingId, SeatId], str] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_draining = False

    @property
    def pid(self) -> int:
        """The process id of the worker."""
        return self._process.pid

    async def start(self) -> None:
        """Take over the worker that is there, or start one; raises LinkLost when none will listen."""
        listening = await self._attach() or await self._spawn()
        self._tasks.add(asyncio.create_task(self._watch(listening)))

    async def _attach(self) -> Link | None:
        pid = self._process.found()
        if not pid:
            return None
        self._process.adopt(pid)
        with contextlib.suppress(OSError, LinkLost):
            link, said = await Link.ready(*await control.connect(self._place.socket))
            place = self._place
            wanted = (control.VERSION, place.port, place.bind, place.address)
            if (said["version"], said["port"], said["bind"], said["address"]) == wanted:
                _log.info("worker_found", pid=pid)
                return link
            link.close()
        await self._process.kill()
        return None

    async def _spawn(self) -> Link:
        self._process.start()
        try:
            async with asyncio.timeout(_STARTING):
                while self._process.lives:
                    with contextlib.suppress(OSError, LinkLost):
                        link, said = await Link.ready(*await control.connect(self._place.socket))
                        if said["pid"] == self._process.pid:
                            return link
                        link.close()
                    await asyncio.sleep(0.02)
        except TimeoutError:
            await self._process.kill()
        raise LinkLost

    async def _watch(self, link: Link) -> None:
        """Listen to one worker after the other."""
        while True:
            self._link = link
            await self._tell_plans(link)
            self._linked.set()
            await self._listen(link)
            self._linked.clear()
            self._link = None
            if self._is_draining:
                return
            link = await self._replace()

    async def _listen(self, link: Link) -> None:
        """Until the worker is gone or three beats are missed."""
        listening = asyncio.create_task(link.listen(self._unasked))
        try:
            while not listening.done():
                await asyncio.wait([listening], timeout=BEAT)
                with contextlib.suppress(LinkLost):
                    link.say({"do": "beat"})
                if time.monotonic() - link.heard > MISSED:
                    link.close()
        finally:
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening

    async def _replace(self) -> Link:
        """End what is left of the worker, start another, and tell everybody."""
        since = datetime.now(UTC)
        await self._process.kill()
        _log.warning("worker_lost")
        for meeting in list(self._plans):
            self._listener.reported(meeting, {"kind": "worker_lost", "since": _iso(since)})
        attempt = 0
        while True:
            await asyncio.sleep(_TRY_AGAIN[min(attempt, len(_TRY_AGAIN) - 1)])
            attempt += 1
            try:
                link = await self._spawn()
            except LinkLost:
                continue
            self._tasks.add(task := asyncio.create_task(self._came_back(since)))
            task.add_done_callback(self._tasks.discard)
            return link

    async def _came_back(self, since: datetime) -> None:
        """The plans first, then whoever had a connection: only so do they find a worker that knows them."""
        await self._linked.wait()
        back = {"kind": "worker_back", "since": _iso(since), "until": _iso(datetime.now(UTC))}
        for meeting in list(self._plans):
            self._listener.reported(meeting, back)
        conns, self._conns = self._conns, {}
        for (meeting, seat), conn in conns.items():
            self._listener.to_seat(meeting, seat, {"kind": "closed", "conn": conn, "reason": "worker_lost"})

    async def _tell_plans(self, link: Link) -> None:
        for meeting, (epoch, plan) in list(self._plans.items()):
            with contextlib.suppress(LinkLost):
                await self._apply(link, meeting, epoch, plan)

    async def _apply(self, link: Link, meeting: MeetingId, epoch: int, plan: MediaPlan) -> Counters:
        told = {"do": "follow", "meeting": meeting, "epoch": epoch, "plan": control.plan_message(plan)}
        applied = await link.ask(told, FOLLOW)
        counters = applied.get("counters")
        if not isinstance(counters, Mapping):
            raise LinkLost
        return {
            SeatId(seat): Counted(received=counted["received"], sent=counted["sent"])
            for seat, counted in counters.items()
        }

    async def follow(self, meeting: MeetingId, epoch: int, plan: MediaPlan) -> Counters | None:
        """See the port: the counters once the worker confirmed; None after 2 s without, and it is ended."""
        self._plans[meeting] = (epoch, plan)
        for key in [key for key in self._conns if key[0] == meeting and key[1] not in set(plan.seats())]:
            del self._conns[key]
        try:
            async with asyncio.timeout(FOLLOW):
                await self._linked.wait()
        except TimeoutError:
            return None
        link = self._link
        if link is None:
            return None
        try:
            counters = await self._apply(link, meeting, epoch, plan)
        except LinkLost:
            # No relay is better than a wrong one: the watch sees the end and starts another.
            link.close()
            return None
        if not plan.circles and not plan.record:
            self._plans.pop(meeting, None)
        return counters

    async def signal(self, meeting: MeetingId, seat: SeatId, message: Json) -> None:
        """See the port; raises Refused."""
        link = self._link
        if link is None or not self._linked.is_set():
            raise Refused(Reason.RELAY_UNAVAILABLE)
        told: Message = {"do": "signal", "meeting": meeting, "seat": seat, "message": dict(message)}
        try:
            answer = await link.ask(told, _SIGNAL)
        except LinkLost:
            raise Refused(Reason.RELAY_UNAVAILABLE) from None
        except control.Garbled:
            raise Refused(Reason.TOO_LARGE) from None
        if answer["do"] == "refused":
            details = answer.get("details")
            raise Refused(Reason(str(answer["reason"])), **(details if isinstance(details, dict) else {}))
        if message.get("kind") == "open":
            self._conns[meeting, seat] = str(message.get("conn"))

    async def drain(self) -> None:
        """Seal every recording and end the worker; it is ended by force after 6 s."""
        self._is_draining = True
        if self._link is not None:
            with contextlib.suppress(LinkLost):
                self._link.say({"do": "drain"})
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_DRAIN):
                    await self._process.gone()
        await self._process.kill()
        for task in list(self._tasks):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def _unasked(self, message: Message) -> None:
        match message["do"]:
            case "report":
                report = message["report"]
                if isinstance(report, dict):
                    self._listener.reported(MeetingId(str(message["meeting"])), report)
            case "seat":
                told = message["message"]
                if isinstance(told, dict):
                    meeting, seat = MeetingId(str(message["meeting"])), SeatId(str(message["seat"]))
                    self._listener.to_seat(meeting, seat, told)
            case _:
                pass  # A beat, or an answer that nobody waits for any more.


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
