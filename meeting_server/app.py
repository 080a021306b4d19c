"""The composition root: settings to adapters to services to the web; the one place that knows them all."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Protocol

from fastapi import FastAPI
from starlette.websockets import WebSocket

from meeting_server import telemetry
from meeting_server.api import errors, health, meetings, pages, record, sign_in
from meeting_server.api.deps import is_own_page
from meeting_server.config import Settings
from meeting_server.db import engine
from meeting_server.db.audit_log import StoredLog
from meeting_server.db.people import PeopleRows
from meeting_server.db.projections import CatalogueRows
from meeting_server.demo import Doors
from meeting_server.export import attendance_csv, minutes_text, votes_csv
from meeting_server.meeting.ids import MeetingId, SeatId
from meeting_server.relay_client import WorkerRelay
from meeting_server.services.calling import Calling
from meeting_server.services.house import House, Papers
from meeting_server.services.passwords import Passwords
from meeting_server.services.people import People
from meeting_server.services.ports import Clock, Json, Relay, RelayListener
from meeting_server.services.record import Record
from meeting_server.services.recording import Reports
from meeting_server.services.resuming import Heartbeat, resume_all
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms
from meeting_server.services.tickets import Tickets
from meeting_server.ws import session
from meeting_server.ws.fanout import Fanout


class WallClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.now(UTC)


class Media(Relay, Protocol):
    """The relay as the composition root sees it: it starts too."""

    async def start(self) -> None:
        """Start the workers, or take over those that are there."""
        ...


class Ears:
    """Hands on what the workers say: signals to pages, reports to the record."""

    def __init__(self, fanout: Fanout, reports: Reports) -> None:
        self._fanout = fanout
        self._reports = reports

    def to_seat(self, meeting: MeetingId, seat: SeatId, message: Json) -> None:
        """A signal for one page."""
        self._fanout.to_seat(meeting, seat, message)

    def reported(self, meeting: MeetingId, report: Json) -> None:
        """A report for the record and the screens."""
        self._reports.reported(meeting, report)


def workers(settings: Settings, listener: RelayListener) -> WorkerRelay:
    """The media workers of these settings."""
    return WorkerRelay(
        data_dir=settings.data_dir,
        media_port=settings.media_port,
        media_bind=settings.media_bind,
        media_address=settings.media_address,
        listener=listener,
    )


def create_app(
    settings: Settings,
    doors: Doors,
    media: Callable[[Settings, RelayListener], Media] = workers,
    clock: Clock | None = None,
) -> FastAPI:
    """The application; everything it holds begins and ends with its lifespan."""
    time = clock or WallClock()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        database = engine.create(settings.database_url)
        rooms_here: list[Rooms] = []

        def here(meeting: MeetingId) -> Room | None:
            return rooms_here[0].here.get(meeting) if rooms_here else None

        fanout = Fanout(here)
        reports = Reports(fanout)
        relay = media(settings, Ears(fanout, reports))
        log, catalogue = StoredLog(database, time), CatalogueRows(database)
        rooms = Rooms(log, relay, fanout)
        rooms_here.append(rooms)
        reports.rooms = rooms
        people = People(PeopleRows(database), Passwords(), time)
        app.state.house = House(
            people=people,
            tickets=Tickets(time),
            rooms=rooms,
            relay=relay,
            reports=reports,
            calling=Calling(rooms, people, settings.agency),
            record=Record(rooms, log, settings.data_dir),
            meetings=catalogue,
            papers=Papers(
                attendance=attendance_csv.render, votes=votes_csv.render, minutes=minutes_text.render
            ),
            doors=doors,
            is_demo=settings.demo,
            is_secure=settings.secure,
        )
        app.state.fanout = fanout
        heartbeat = Heartbeat(settings.data_dir / "run" / "heartbeat")
        await relay.start()
        await resume_all(rooms, catalogue, since=heartbeat.last, until=time.now())
        heartbeat.start()
        try:
            yield
        finally:
            await fanout.farewell()
            await relay.drain()
            await reports.written()
            await heartbeat.stop()
            await database.close()

    app = FastAPI(lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    errors.install(app)

    @app.websocket("/ws")
    async def socket(websocket: WebSocket) -> None:
        if not is_own_page(websocket):
            await websocket.close(4403)
            return
        await session.serve(websocket, app.state.house, app.state.fanout)

    for each in (sign_in, meetings, record, health, pages):
        app.include_router(each.router)
    app.add_middleware(pages.SafeHeaders)
    app.add_middleware(telemetry.RequestIds)
    return app
