"""The composition root: settings to adapters to services to the web; the one place that knows them all."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from fastapi import FastAPI
from starlette.websockets import WebSocket

from meeting_server import telemetry
from meeting_server.api import (
    agency,
    committees,
    copies,
    documents,
    errors,
    health,
    imports,
    incidents,
    limits,
    links,
    meetings,
    pages,
    passkeys,
    providers,
    record,
    register,
    second_factor,
    sessions,
    sheets,
    sign_in,
    texts,
    visits,
)
from meeting_server.api.deps import is_own_page
from meeting_server.config import DEMO_AGENCY, Settings
from meeting_server.db import engine
from meeting_server.db.audit_log import StoredLog
from meeting_server.db.committees import CommitteeRows
from meeting_server.db.engine import Database
from meeting_server.db.passkeys import PasskeyRows
from meeting_server.db.people import PeopleRows
from meeting_server.db.projections import CatalogueRows
from meeting_server.db.providers import ProviderRows
from meeting_server.db.register import RegisterRows
from meeting_server.db.second_factor import FactorRows
from meeting_server.db.texts import TextRows
from meeting_server.demo import Doors
from meeting_server.export import allowance_csv, attendance_csv, documents_csv, minutes_text, votes_csv
from meeting_server.export.mixdown.process import mix
from meeting_server.meeting.ids import MeetingId, SeatId
from meeting_server.oidc.issuers import issuers
from meeting_server.relay_client import Spare, Turn, WorkerPool, WorkerRelay
from meeting_server.relay_client.process import places
from meeting_server.services.agency import Agency
from meeting_server.services.alarms import FOREIGN_PAGE
from meeting_server.services.calling import Calling
from meeting_server.services.capacity import Capacity
from meeting_server.services.clock import WallClock
from meeting_server.services.committees import Committees
from meeting_server.services.copies import Copies
from meeting_server.services.documents import Documents
from meeting_server.services.duty import Duty
from meeting_server.services.echoes import Echoes
from meeting_server.services.house import House, Papers
from meeting_server.services.imports import Imports
from meeting_server.services.keys import key_of
from meeting_server.services.lines import Lines
from meeting_server.services.links import Links
from meeting_server.services.passkeys import Address, Passkeys
from meeting_server.services.passwords import Passwords
from meeting_server.services.people import People
from meeting_server.services.ports import Clock, Json, Machine, Relay, RelayListener
from meeting_server.services.providers import Providers
from meeting_server.services.record import Record
from meeting_server.services.recording import Reports
from meeting_server.services.register import Register
from meeting_server.services.resuming import Heartbeat, resume_all
from meeting_server.services.rooms import Rooms
from meeting_server.services.second_factor import SecondFactor
from meeting_server.services.sheets import Sheets
from meeting_server.services.succession import Succession
from meeting_server.services.texts import Texts
from meeting_server.services.tickets import Tickets
from meeting_server.services.visits import Visits
from meeting_server.services.watching import Watch
from meeting_server.ws import session
from meeting_server.ws.fanout import Fanout

_LAST_WORDS = 0.6  # seconds for what the workers said at the end to be written, and the same for commands
_DOORS = tuple(
    each.router
    for each in (
        sign_in,
        agency,
        second_factor,
        sessions,
        passkeys,
        providers,
        register,
        imports,
        texts,
        committees,
        visits,
        links,
        meetings,
        incidents,
        record,
        sheets,
        copies,
        documents,
        health,
        pages,
    )
)
_PAPERS = Papers(
    attendance=attendance_csv.render,
    votes=votes_csv.render,
    minutes=minutes_text.render,
    documents=documents_csv.render,
    allowance=allowance_csv.render,
)


class Media(Relay, Machine, Protocol):
    """The relay as the composition root sees it: it starts too."""

    async def start(self) -> None:
        """Start the workers, or take over those that are there."""
        ...

    def keep_only(self, meetings: Sequence[MeetingId]) -> None:
        """These meetings stand; nothing passes in any other, whatever an earlier server left."""
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


def workers(settings: Settings, listener: RelayListener) -> WorkerPool:
    """The media workers of these settings."""
    spare = Spare(settings.data_dir)
    turn = Turn(urls=settings.turn_urls, secret=settings.turn_secret) if settings.turn_urls else None
    return WorkerPool([WorkerRelay(place, listener, spare, turn) for place in places(settings)], spare)


MakeMedia = Callable[[Settings, RelayListener], Media]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an application is made from."""

    settings: Settings
    doors: Doors
    media: MakeMedia
    clock: Clock


def create_app(
    settings: Settings, doors: Doors, media: MakeMedia = workers, clock: Clock | None = None
) -> FastAPI:
    """The application; everything it holds begins and ends with its lifespan."""
    plan = Plan(settings=settings, doors=doors, media=media, clock=clock or WallClock())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as standing:
            app.state.house, app.state.fanout = await _stand(plan, standing)
            yield

    app = FastAPI(lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    errors.install(app)

    @app.websocket("/ws")
    async def socket(websocket: WebSocket) -> None:
        if not is_own_page(websocket):
            app.state.house.alarms.refused(FOREIGN_PAGE, "/ws")
            await websocket.close(4403)
            return
        await session.serve(websocket, app.state.house, app.state.fanout)

    for each in _DOORS:
        app.include_router(each)
    # The last one added is the first one asked.
    app.add_middleware(errors.Bugs)
    app.add_middleware(limits.SmallBodies)
    app.add_middleware(pages.SafeHeaders)
    app.add_middleware(telemetry.RequestIds)
    return app


def _database(settings: Settings, standing: AsyncExitStack) -> Database:
    database = engine.create(settings.database_url)
    standing.push_async_callback(database.close)
    return database


async def _started(relay: Media, fanout: Fanout, standing: AsyncExitStack) -> None:
    await relay.start()
    standing.push_async_callback(relay.drain)
    standing.push_async_callback(fanout.farewell)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Who there is, and whose server it is."""

    people: People
    register: Register
    committees: Committees
    agency: Agency


async def _stand(plan: Plan, standing: AsyncExitStack) -> tuple[House, Fanout]:
    """Put the house together and bring its meetings back; `standing` takes it down in the opposite order."""
    settings, clock, database = plan.settings, plan.clock, _database(plan.settings, standing)
    fanout, heartbeat = Fanout(), Heartbeat(settings.data_dir / "run" / "heartbeat")
    reports = Reports(fanout, Lines(fanout), settings.data_dir)
    relay = plan.media(settings, Ears(fanout, reports))
    log, catalogue = StoredLog(database, clock), CatalogueRows(database)
    # Rooms know the relay, which speaks to both of these: so they learn of the rooms last.
    reports.rooms = fanout.rooms = rooms = Rooms(log, relay, fanout)
    _leave_in_order(standing, heartbeat, rooms, reports)
    await _started(relay, fanout, standing)
    await resume_all(rooms, catalogue, since=heartbeat.last, until=clock.now())
    accounts = await _accounts(settings, database, clock)
    await standing.enter_async_context(Watch(rooms, fanout, accounts.people))
    await standing.enter_async_context(Duty(rooms, clock))
    await standing.enter_async_context(Succession(rooms, clock))
    await standing.enter_async_context(Echoes(rooms, clock))
    _go_on(relay, rooms, heartbeat)
    record_of = Record(rooms, log, reports, clock, settings.data_dir)
    copies_of = await standing.enter_async_context(Copies(record_of, settings.data_dir, mix))
    ground = Ground(log, catalogue, database, rooms, relay, fanout, record_of, copies_of)
    return _house(plan, ground, accounts), fanout


@dataclass(frozen=True, slots=True)
class Ground:
    """What stands before the doors are put in."""

    log: StoredLog
    catalogue: CatalogueRows
    database: Database
    rooms: Rooms
    relay: Media
    fanout: Fanout
    record: Record
    copies: Copies


def _house(plan: Plan, ground: Ground, accounts: Accounts) -> House:
    settings, clock, database, people = plan.settings, plan.clock, ground.database, accounts.people
    return House(
        people=people,
        agency=accounts.agency,
        second_factor=_second_factor(settings, database, accounts, clock),
        passkeys=_passkeys(settings, database, accounts, clock),
        providers=_providers(settings, database, people, clock),
        register=accounts.register,
        imports=Imports(accounts.register, RegisterRows(database), clock),
        committees=accounts.committees,
        visits=Visits(people, clock),
        links=Links(ground.rooms, people, clock, key_of(settings.keys, "links")),
        tickets=Tickets(clock),
        texts=Texts(TextRows(database), clock),
        rooms=ground.rooms,
        relay=ground.relay,
        calling=_calling(plan, database, ground.rooms, accounts),
        record=ground.record,
        sheets=Sheets(ground.record, ground.log, ground.catalogue),
        copies=ground.copies,
        documents=_documents(settings),
        capacity=Capacity(
            ground.rooms, ground.relay, settings.data_dir, settings.uplink_mbit, settings.kept_free
        ),
        meetings=ground.catalogue,
        lines=ground.fanout,
        papers=_PAPERS,
        doors=plan.doors,
        is_demo=settings.demo,
        is_secure=settings.secure,
    )


def _documents(settings: Settings) -> Documents:
    kept = Documents(settings.data_dir, settings.document_most << 20, settings.document_scan)
    kept.clear()
    return kept


def _go_on(relay: Media, rooms: Rooms, heartbeat: Heartbeat) -> None:
    """From here on the server is there, and whatever an earlier one held besides these meetings is let go."""
    relay.keep_only(list(rooms.here))
    heartbeat.start()


def _calling(plan: Plan, database: Database, rooms: Rooms, accounts: Accounts) -> Calling:
    people, committees_of = accounts.people, accounts.committees
    return Calling(rooms, people, committees_of, RegisterRows(database), plan.clock, accounts.agency)


def _leave_in_order(standing: AsyncExitStack, heartbeat: Heartbeat, rooms: Rooms, reports: Reports) -> None:
    """What is under way when the server stops is written down, and then that it was there until now."""
    standing.push_async_callback(heartbeat.stop)
    standing.push_async_callback(rooms.finished, _LAST_WORDS)
    standing.push_async_callback(reports.written, _LAST_WORDS)


async def _agency(settings: Settings, rows: PeopleRows) -> Agency:
    return await Agency(
        store=rows,
        fixed=settings.agency,
        otherwise=DEMO_AGENCY if settings.demo else "",
        two_factors=settings.two_factors_for,
        own_profile=settings.agency_profile,
    ).recalled()


def _second_factor(settings: Settings, database: Database, accounts: Accounts, clock: Clock) -> SecondFactor:
    key = key_of(settings.keys, "second-factor")
    return SecondFactor(FactorRows(database), accounts.people, clock, key, accounts.agency)


def _passkeys(settings: Settings, database: Database, accounts: Accounts, clock: Clock) -> Passkeys:
    address = Address(settings.origin)
    return Passkeys(PasskeyRows(database), accounts.people, clock, address, accounts.agency)


def _providers(settings: Settings, database: Database, people: People, clock: Clock) -> Providers:
    spoken = issuers(settings.providers, clock)
    claim_key = key_of(settings.keys, "claims") if settings.providers else b""
    return Providers(settings.providers, spoken, ProviderRows(database), people, clock, claim_key)


async def _accounts(settings: Settings, database: Database, clock: Clock) -> Accounts:
    rows, passwords = PeopleRows(database), Passwords()
    people = People(rows, passwords, clock)
    return Accounts(
        people=people,
        register=Register(rows, RegisterRows(database), passwords, clock),
        committees=Committees(CommitteeRows(database), people, clock),
        agency=await _agency(settings, rows),
    )
