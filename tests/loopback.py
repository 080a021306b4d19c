"""The real app on a real port of this machine, its database on disk, and in place of the media workers a fake."""

import asyncio
import contextlib
import json
import secrets
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import websockets
from argon2 import PasswordHasher
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection

from meeting_server.accounts.sessions import Way
from meeting_server.api.deps import COOKIE, PAGE
from meeting_server.app import Media, create_app
from meeting_server.config import Settings, read
from meeting_server.db import engine
from meeting_server.db.audit_log import StoredLog
from meeting_server.db.people import PeopleRows, PersonRow
from meeting_server.demo import Doors
from meeting_server.meeting.ids import MeetingId, SeatId
from meeting_server.meeting.media_plan import MediaPlan
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.relay_client import WorkerPool
from meeting_server.services.clock import WallClock
from meeting_server.services.default_texts import MANUAL, TERMS
from meeting_server.services.house import House
from meeting_server.services.notice import NOTICE, NOTICE_OF_VISIT
from meeting_server.services.pace import Limits, Paces
from meeting_server.services.ports import Counted, Counters, Json, Measured, RelayListener
from meeting_server.services.room import Room
from meeting_server.serving import Server
from meeting_server.ws.fanout import Fanout
from tests.given import THE_CALL, seated
from tests.people import ARUNEE, EVERYONE, KAMALA, PREECHA, SOMSAK, Cast

MEETING = MeetingId("mtg_" + "a" * 22)
OTHER = MeetingId("mtg_" + "b" * 22)  # without Kamala, Preecha and Somsak
NOWHERE = MeetingId("mtg_" + "z" * 22)
STRANGERS = (KAMALA, PREECHA, SOMSAK)
# What a page says that shows the texts in force where the agency has set none.
ACCEPTED = {"notice": NOTICE.sha256, "terms": TERMS.sha256, "manual": MANUAL.sha256}
ACCEPTED_BY_VISITOR = ACCEPTED | {"notice": NOTICE_OF_VISIT.sha256}
PASSWORD = "ม้าแดงตัวหนึ่งเดินช้า ๆ"

# The machine may be busy: this only ends a wait that would never end.
PATIENCE = 20.0
_CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)

Frame = dict[str, Any]  # a message as JSON; its shape is what these tests are about


async def write_database(folder: Path) -> None:
    """A database with the cast and two meetings that were called."""
    settings = read({"DATA_DIR": str(folder)})
    await engine.migrate(settings.database_url)
    database = engine.create(settings.database_url)
    people, hashed, now = PeopleRows(database), _CHEAP.hash(PASSWORD), datetime.now(UTC)
    for cast in EVERYONE:
        row = PersonRow(
            person=cast.person,
            sign_in_name=cast.sign_in,
            name=cast.name,
            office=cast.office,
            created_at=now,
            administrator=cast is SOMSAK,
        )
        await people.add(row, hashed)
    log, by = StoredLog(database, WallClock()), Actor.of_person(ARUNEE.person)
    await log.append(MEETING, after=-1, by=by, facts=THE_CALL)
    without = [fact for fact in THE_CALL if fact not in [seated(cast) for cast in STRANGERS]]
    await log.append(OTHER, after=-1, by=by, facts=without)
    await database.close()


class FakeMedia:
    """Media workers that confirm every plan, or none, and refuse what the real ones would refuse at once."""

    def __init__(self, listener: RelayListener) -> None:
        self.listener = listener
        self.machine = Measured(workers=1, speed=1.0, disk=100e6)
        self.plans: dict[MeetingId, MediaPlan] = {}
        self.signals: list[tuple[SeatId, Json]] = []
        self.refuses: Reason | None = None
        self.confirms = True
        self.drained = False
        self.standing: list[MeetingId] = []
        self.parted: list[SeatId] = []

    async def start(self) -> None:
        """Nothing to start."""

    def measured(self) -> Measured:
        """A machine like the one that the model knows."""
        return self.machine

    def keep_only(self, meetings: Sequence[MeetingId]) -> None:
        """Remember which meetings stand."""
        self.standing = list(meetings)

    async def follow(self, meeting: MeetingId, _epoch: int, plan: MediaPlan) -> Counters | None:
        """Remember the plan."""
        self.plans[meeting] = plan
        return {seat: Counted(10, 20) for seat in plan.seats()} if self.confirms else None

    def part(self, _meeting: MeetingId, seat: SeatId) -> None:
        """Remember whose connections were closed."""
        self.parted.append(seat)

    async def signal(self, _meeting: MeetingId, seat: SeatId, message: Json) -> None:
        """Remember the signal."""
        if self.refuses is not None:
            raise Refused(self.refuses)
        self.signals.append((seat, message))

    async def drain(self) -> None:
        """Remember that nothing came after."""
        self.drained = True


class MovingClock:
    """The machine's clock, moved on as a test likes."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.now(UTC) + self.ahead


@dataclass(slots=True)
class Loopback:
    """A server that is there."""

    settings: Settings
    clock: MovingClock = field(default_factory=MovingClock)
    doors: Doors = field(default_factory=Doors)
    port: int = 0
    make_media: Callable[[Settings, RelayListener], WorkerPool] | None = None
    _real: WorkerPool | None = None
    _app: FastAPI | None = None
    _server: Server | None = None
    _serving: asyncio.Task[None] | None = None
    _media: FakeMedia | None = None
    _clients: list[httpx.AsyncClient] = field(default_factory=list)
    _pages: list["Page"] = field(default_factory=list)
    _lines: list[ClientConnection] = field(default_factory=list)

    def _make(self, settings: Settings, listener: RelayListener) -> Media:
        if self.make_media is not None:
            self._real = self.make_media(settings, listener)
            return self._real
        self._media = FakeMedia(listener)
        return self._media

    async def start(self) -> None:
        """Serve on a port of the machine's choice."""
        there = asyncio.Event()
        self._app = create_app(self.settings, self.doors, self._make, self.clock)
        self._server = Server(self._app, self.settings, None, there.set)
        own = socket.create_server(("127.0.0.1", 0))
        self.port = own.getsockname()[1]
        # Without the part that catches signals: those belong to whoever runs the tests.
        self._serving = asyncio.create_task(self._server._serve([own]))
        waiting = asyncio.create_task(there.wait())
        await asyncio.wait([waiting, self._serving], return_when=asyncio.FIRST_COMPLETED, timeout=PATIENCE)
        waiting.cancel()
        assert there.is_set(), "the server did not start"

    async def stop(self) -> None:
        """Ctrl-C."""
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            async with asyncio.timeout(PATIENCE):
                await self._serving
            await _cut(each.transport for each in self._server.server_state.connections)
        self._server = self._serving = None

    async def clean_up(self) -> None:
        """Close every page, and stop."""
        for page in self._pages:
            await page.close()
        for client in self._clients:
            await client.aclose()
        await self.stop()
        await _cut(line.transport for line in self._lines)

    @property
    def host(self) -> str:
        """As a browser would name it."""
        return f"127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        """Of its own pages."""
        return f"http://{self.host}"

    @property
    def house(self) -> House:
        """What stands behind the doors."""
        assert self._app is not None
        house: House = self._app.state.house
        return house

    def hurry_nobody(self) -> None:
        """Refuse nothing from now on for being asked too fast, which would hide why else it is refused."""
        free = {
            name: Paces(1e9)
            for name in ("commands", "deeds", "calls_for_help", "reactions", "arrivals", "askers")
        }
        self.app.state.house = replace(self.house, limits=Limits(**free))

    @property
    def fanout(self) -> Fanout:
        """What the pages are told by."""
        assert self._app is not None
        fanout: Fanout = self._app.state.fanout
        return fanout

    @property
    def app(self) -> FastAPI:
        """The app itself."""
        assert self._app is not None
        return self._app

    @property
    def media(self) -> FakeMedia:
        """The fake workers."""
        assert self._media is not None
        return self._media

    @property
    def workers(self) -> WorkerPool:
        """The real workers, where there are any."""
        assert self._real is not None
        return self._real

    async def room(self, meeting: MeetingId = MEETING) -> Room:
        """A room of this server."""
        return await self.house.rooms.find(meeting)

    def stranger(self) -> httpx.AsyncClient:
        """A browser in which nobody is signed in; it says what our pages say."""
        client = httpx.AsyncClient(
            base_url=self.origin,
            headers={"X-Requested-With": PAGE},
            timeout=PATIENCE,
            # The server lets go of what is idle for five seconds: nothing is asked over what it is just closing.
            limits=httpx.Limits(keepalive_expiry=2),
        )
        self._clients.append(client)
        return client

    async def browser(self, cast: Cast) -> httpx.AsyncClient:
        """A browser in which this person is signed in."""
        kept = await self.house.people.find(cast.person)
        assert kept is not None
        token, _ = await self.house.people.open_session(kept, Way.PASSWORD)
        client = self.stranger()
        client.cookies.set(COOKIE, token)
        return client

    async def ticket(self, cast: Cast, meeting: MeetingId = MEETING) -> str:
        """A ticket for one socket."""
        client = await self.browser(cast)
        answer = await client.post("/api/tickets", json={"meeting": meeting})
        assert answer.status_code == 200, answer.text
        ticket: str = answer.json()["ticket"]
        return ticket

    async def socket(
        self, *, origin: str | None = None, browser: str = "Firefox", headers: Mapping[str, str] | None = None
    ) -> ClientConnection:
        """A socket before its hello."""
        line = await websockets.connect(
            f"ws://{self.host}/ws",
            origin=websockets.Origin(origin) if origin else None,
            user_agent_header=browser,
            additional_headers=headers,
            max_size=None,
        )
        self._lines.append(line)
        return line

    async def page(
        self,
        cast: Cast,
        meeting: MeetingId = MEETING,
        *,
        ticket: str | None = None,
        name: str | None = None,
        takeover: bool = True,
    ) -> "Page":
        """A person's page of the meeting, after its hello; by itself it takes the meeting from an older one."""
        page = Page(await self.socket(origin=self.origin))
        self._pages.append(page)
        page.listen()
        ticket = ticket or await self.ticket(cast, meeting)
        hello = {"type": "hello", "meeting": meeting, "ticket": ticket, "takeover": takeover}
        await page.send(hello | ({"page": name} if name is not None else {}))
        return page

    async def entered(self, *casts: Cast) -> list["Page"]:
        """These people's pages, each inside the room."""
        pages = [await self.page(cast) for cast in casts]
        for page in pages:
            await page.do("presence.enter", **ACCEPTED)
        return pages


async def _cut(transports: Iterable[asyncio.BaseTransport | None]) -> None:
    """End what is left of lines whose other end takes nothing in, so that no test leaves a socket to the next."""
    for transport in list(transports):
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()
    await asyncio.sleep(0)  # A transport closes its socket in the turn after.


class Page:
    """A page's end of its socket: everything it was told, and a way to wait for what is to come."""

    def __init__(self, line: ClientConnection) -> None:
        self.line = line
        self.told: list[Frame] = []
        self.code: int | None = None
        self._news = asyncio.Condition()
        self._listening: asyncio.Task[None] | None = None
        self._commands = 0
        self._name = secrets.token_urlsafe(8)

    def listen(self) -> None:
        """Begin to take in what is told."""
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        try:
            async for text in self.line:
                await self._note(json.loads(text))
        except websockets.ConnectionClosed:
            pass
        self.code = self.line.close_code
        async with self._news:
            self._news.notify_all()

    async def _note(self, frame: Frame) -> None:
        async with self._news:
            self.told.append(frame)
            self._news.notify_all()

    async def send(self, frame: Mapping[str, object] | str | bytes) -> None:
        """Say something, well-formed or not."""
        await self.line.send(frame if isinstance(frame, str | bytes) else json.dumps(frame))

    async def until(self, wanted: Callable[[], object]) -> None:
        """Wait until what was told makes this true."""
        async with asyncio.timeout(PATIENCE), self._news:
            while not wanted():
                assert self.code is None, f"the line ended ({self.code}): {self.told[-3:]}"
                await self._news.wait()

    async def ended(self) -> int:
        """Wait until the line has ended; with which code."""
        async with asyncio.timeout(PATIENCE):
            async with self._news:
                while self.code is None:
                    await self._news.wait()
            assert self.code is not None
            return self.code

    async def next(self, kind: str, after: int = 0, **wanted: object) -> Frame:
        """The first message of this type and with these fields, counted from `after`."""

        def found() -> list[Frame]:
            return [
                frame
                for frame in self.told[after:]
                if frame["type"] == kind and all(frame.get(name) == value for name, value in wanted.items())
            ]

        await self.until(found)
        return found()[0]

    async def next_of(self, *kinds: str) -> Frame:
        """The first message of one of these types."""

        def found() -> list[Frame]:
            return [frame for frame in self.told if frame["type"] in kinds]

        await self.until(found)
        return found()[0]

    async def ask(self, name: str, command: str | None = None, **args: object) -> Frame:
        """Ask for something; the answer."""
        self._commands += 1
        command = command or f"{self._name}_{self._commands}"
        after = len(self.told)
        await self.send({"type": "command", "id": command, "name": name, "args": args})
        return await self.answer(command, after)

    async def answer(self, command: str, after: int = 0) -> Frame:
        """The answer to a command, or to something that was refused under this id."""

        def found() -> list[Frame]:
            kinds = ("done", "refused")
            return [frame for frame in self.told[after:] if frame["type"] in kinds and frame["id"] == command]

        await self.until(found)
        return found()[0]

    async def do(self, name: str, **args: object) -> Frame:
        """Ask for something that must be done."""
        answer = await self.ask(name, None, **args)
        assert answer["type"] == "done", answer
        return answer

    async def refused(self, name: str, **args: object) -> str:
        """Ask for something that must be refused; the reason."""
        answer = await self.ask(name, None, **args)
        assert answer["type"] == "refused", answer
        reason: str = answer["reason"]
        assert reason != "too_fast", "nothing was learnt about what was asked"
        return reason

    @property
    def view(self) -> Frame:
        """The newest view."""
        return next(frame for frame in reversed(self.told) if frame["type"] == "view")

    async def sees(self, wanted: Callable[[Frame], object]) -> Frame:
        """Wait for a view of which this is true."""

        def seen() -> bool:
            return any(frame["type"] == "view" for frame in self.told) and bool(wanted(self.view))

        await self.until(seen)
        return self.view

    async def close(self) -> None:
        """Close the page."""
        await self.line.close()
        if self._listening is not None:
            await self._listening


async def serving(template: Path, folder: Path) -> AsyncIterator[Loopback]:
    """A server on a copy of the database, for a fixture."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    server = Loopback(read({"DATA_DIR": str(folder)}))
    await server.start()
    try:
        yield server
    finally:
        with contextlib.suppress(websockets.ConnectionClosed):
            await server.clean_up()
