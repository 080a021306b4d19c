"""Starting the server: its port, certificate, tables and demo, and the lines that say where it is."""

import asyncio
import errno
import fcntl
import gc
import shlex
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from meeting_server import certificate, config, telemetry
from meeting_server.api.connections import Connection, Socket, allow_many_files
from meeting_server.config import DEMO_AGENCY, Settings, make_folder
from meeting_server.db import engine
from meeting_server.db.audit_log import StoredLog
from meeting_server.db.people import PeopleRows
from meeting_server.demo import AT_HOME, BODY, PARTS, Demo, Doors, Stage, Tables, password_of_the_demo
from meeting_server.meeting.ids import MeetingId, SeatId
from meeting_server.meeting.media_plan import MediaPlan
from meeting_server.relay_client.process import Place, Process, places
from meeting_server.services.agency import Agency
from meeting_server.services.clock import WallClock
from meeting_server.services.keys import KeyUnreadable, key_of
from meeting_server.services.ports import Counters, Json
from meeting_server.services.rooms import Rooms

if TYPE_CHECKING:
    from fastapi import FastAPI

# Ctrl-C must end within 10 s: this long for open requests, the rest for sealing recordings.
_GRACE = 1
# Longer ones end the line at once; what is over 96 KiB is refused in words.
_LARGEST_MESSAGE = 1 << 20


class CannotServe(Exception):  # noqa: N818 - a sentence for the person who starts the server
    """The server cannot start; the message says why, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What the terminal is told once the server is there."""

    settings: Settings
    certificate: certificate.Certificate | None
    demo: Demo | None
    password: str
    doors: Doors
    empty: bool  # nobody has an account yet


def run(settings: Settings) -> int:
    """Serve until Ctrl-C; raises CannotServe and SettingRefused."""
    telemetry.set_up()
    allow_many_files()
    make_folder(settings.data_dir)
    if doubt := doubt_of_reserve(settings):
        sys.stderr.write(f"{doubt}\n")
    with _alone_in(settings.data_dir):
        return _run(settings)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the data folder: two servers in one would end each other's media workers. Raises CannotServe."""
    held = folder / "run" / "server.lock"
    make_folder(held.parent)
    with held.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotServe(
                f"The data in {folder} is being served by another process: stop that one first, "
                "or choose another folder with DATA_DIR=."
            ) from None
        yield  # The system lets go of it however this process ends.


def doubt_of_reserve(settings: Settings) -> str:
    """What is said at the start when the disk has no room for the reserve; empty when it has. Raises OSError."""
    asked, folder = settings.disk_reserve << 20, settings.data_dir
    reserve = folder / "reserve"  # As the media worker names it.
    held = reserve.stat().st_size if reserve.exists() else 0
    free = shutil.disk_usage(folder).free + held
    if not asked or free >= settings.kept_free:
        return ""
    # The bounds of the media worker: an eighth of the reserve is kept from sound, too.
    lost = "pictures are not" if free >= asked // 8 else "neither sound nor pictures are"
    return (
        f"DISK_RESERVE asks for {settings.disk_reserve} MiB, and {free >> 20} MiB are free in {folder}: nothing was set "
        f"aside, and {lost} recorded. Free {settings.kept_free >> 20} MiB, "
        f"or ask for {(free >> 20) // 3} or less."
    )


def _run(settings: Settings) -> int:
    sockets = _listen(settings)
    try:
        _must_have_media_ports(settings)
        opening = asyncio.run(_prepare(settings))
        _server(opening).run(sockets)
    finally:
        for each in sockets:
            each.close()
    return 0


def _must_have_keys(settings: Settings) -> None:
    names = ["links", "second-factor", *(["claims"] if settings.providers else [])]
    try:
        for name in names:
            key_of(settings.keys, name)
    except KeyUnreadable as unreadable:
        raise CannotServe(str(unreadable)) from unreadable


async def _prepare(settings: Settings) -> Opening:
    _must_have_keys(settings)
    await engine.migrate(settings.database_url)
    own = None
    if settings.secure:
        names = certificate.names_of_this_machine(settings.name, *settings.media_address)
        own = certificate.ensure(settings.keys, names, datetime.now(UTC))
    demo, password = None, ""
    if settings.demo:
        password = password_of_the_demo(settings.keys)
        demo = await _set_stage(settings, password)
    empty = await _is_empty(settings)
    return Opening(
        settings=settings, certificate=own, demo=demo, password=password, doors=Doors(), empty=empty
    )


async def _is_empty(settings: Settings) -> bool:
    database = engine.create(settings.database_url)
    try:
        return await PeopleRows(database).count() == 0
    finally:
        await database.close()


async def _set_stage(settings: Settings, password: str) -> Demo | None:
    database = engine.create(settings.database_url)
    clock = WallClock()
    try:
        rooms = Rooms(StoredLog(database, clock), _NoRelay(), _NoListener())
        tables = Tables.of(database)
        agency = await Agency(store=tables.people, fixed=settings.agency, otherwise=DEMO_AGENCY).recalled()
        stage = Stage(tables, rooms, clock, agency.name)
        return await stage.set(password)
    finally:
        await database.close()


def _server(opening: Opening) -> uvicorn.Server:
    # Only a server needs the web framework; the other commands start without it.
    from meeting_server.app import create_app  # noqa: PLC0415

    app = create_app(opening.settings, opening.doors)

    def there() -> None:
        sys.stdout.write(announcement(opening))
        sys.stdout.flush()

    return Server(app, opening.settings, opening.certificate, there)


class Server(uvicorn.Server):
    """Says that it is there, and not before; tells the pages that it goes before their lines are cut."""

    def __init__(
        self,
        app: "FastAPI",
        settings: Settings,
        own: certificate.Certificate | None,
        there: Callable[[], None],
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="uvloop",
                http=Connection,
                ws=Socket,
                ws_max_size=_LARGEST_MESSAGE,
                lifespan="on",
                log_config=None,
                access_log=False,  # Addresses belong in the meeting's own log, tokens nowhere.
                server_header=False,
                proxy_headers=bool(settings.trusted_proxies),
                forwarded_allow_ips=list(settings.trusted_proxies),
                timeout_graceful_shutdown=_GRACE,
                ssl_certfile=own.certificate if own else None,
                ssl_keyfile=own.key if own else None,
            )
        )
        self._app = app
        self._there = there

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        # The collector of memory would look through all that is loaded, again and again, and requests would wait.
        gc.collect()
        gc.freeze()
        if not self.should_exit:
            self._there()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell the pages that we go, then go."""
        await self._app.state.fanout.farewell()
        await super().shutdown(sockets)


def announcement(opening: Opening) -> str:
    """Where the server is, and how each person of the demo comes in."""
    settings, demo = opening.settings, opening.demo
    lines = [f"The meeting server is at {settings.origin}"]
    if opening.certificate:
        lines += [
            "  Its certificate is its own: give browsers this authority to trust.",
            f"  {opening.certificate.authority}",
            f"  SHA-256 {opening.certificate.fingerprint}",
        ]
    if demo:
        lines += ["", f"Demo meeting: {BODY}. Each line opens the page of one person:", ""]
        lines += [
            f"  {part.sign_in_name:8} {_link(opening, demo, index)}  {part.name} {part.office}"
            for index, part in enumerate(PARTS)
        ]
        if settings.secure:
            lines += ["", "Open each in a browser profile of its own, or on a device of its own."]
        lines += ["", f"Or sign in by hand: one of the names above, password {opening.password}"]
    elif opening.empty:
        lines += ["", *_first_steps(settings)]
    else:
        lines += ["", f"People sign in at {settings.origin}/sign-in"]
    return "\n".join([*lines, "", "Ctrl-C stops the server.", ""])


def _first_steps(settings: Settings) -> list[str]:
    """What to do on a server that nobody has an account on, and no demo."""
    same = f"DATA_DIR={shlex.quote(str(settings.data_dir))}"
    if settings.database_url != config.read({"DATA_DIR": str(settings.data_dir)}).database_url:
        same += " DATABASE_URL='THE SAME AS HERE'"  # It may have a password in it, and is not repeated.
    return [
        "Nobody has an account here yet. In another terminal, in this folder, add the first: the administrator.",
        "",
        f'  {same} .venv/bin/python -m meeting_server add-person SIGN-IN-NAME "NAME WITH TITLE" "OFFICE"',
        "",
        f"It asks for a password of 12 characters or more. Then sign in at {settings.origin}/sign-in",
    ]


def _link(opening: Opening, demo: Demo, index: int) -> str:
    """A demo person's own address: on localhost each has an own name, and so an own cookie jar."""
    origin, row = opening.settings.origin, demo.people[index]
    if not opening.settings.secure:
        origin = origin.replace("//", f"//{row.sign_in_name}.", 1)
    meeting = None if row.sign_in_name in AT_HOME else demo.meeting
    return f"{origin}/demo/{opening.doors.make(row.person, meeting)}"


def _listen(settings: Settings) -> list[socket.socket]:
    """Sockets on every address asked for; IPv6's own loopback only where the machine has one."""
    sockets: list[socket.socket] = []
    for address in settings.listen:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        try:
            sockets.append(socket.create_server((address, settings.port), family=family))
        except OSError as failure:
            if sockets and failure.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
                continue
            for each in sockets:
                each.close()
            raise CannotServe(_why(failure, address, settings.port)) from failure
    return sockets


def _must_have_media_ports(settings: Settings) -> None:
    """The ports of the media workers are free, or held by workers that an earlier server left to us."""
    for place in places(settings):
        if not Process(place).found():
            _must_be_free(place, settings)


def _must_be_free(place: Place, settings: Settings) -> None:
    for bind in place.binds:
        _must_be_free_at(bind, place.port, settings)


def _must_be_free_at(bind: str, port: int, settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(family, kind) as probe:
            if kind is socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind((bind, port))
            except OSError as failure:
                raise CannotServe(_why_no_media(failure, bind, port, settings)) from failure


def _why_no_media(failure: OSError, bind: str, port: int, settings: Settings) -> str:
    if failure.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT):
        return f"This machine does not have the address {bind}: set MEDIA_BIND to one of its own."
    return (
        f"Media port {port} cannot be used ({failure.strerror}): stop the program that has it, "
        f"or choose another with MEDIA_PORT={settings.media_port + 10}."
    )


def _why(failure: OSError, address: str, port: int) -> str:
    match failure.errno:
        case errno.EADDRINUSE:
            return (
                f"Port {port} is in use by another program: stop it, or choose another with PORT={port + 1}."
            )
        case errno.EACCES:
            return (
                f"Port {port} may not be used without more rights: choose one above 1023, such as PORT=8080."
            )
        case errno.EADDRNOTAVAIL:
            return f"This machine does not have the address {address}: set HOST to one of its own."
        case _:
            return f"Cannot listen on {address} port {port}: {failure.strerror}. Set HOST or PORT to another."


class _NoRelay:
    """Nobody sends media while the stage is being set."""

    async def follow(self, _meeting: MeetingId, _epoch: int, _plan: MediaPlan) -> Counters | None:
        return None

    def part(self, _meeting: MeetingId, _seat: SeatId) -> None:
        raise AssertionError

    async def signal(self, _meeting: MeetingId, _seat: SeatId, _message: Json) -> None:
        raise AssertionError

    async def drain(self) -> None:
        """Nothing to seal."""


class _NoListener:
    """Nobody watches while the stage is being set."""

    def changed(self, _meeting: MeetingId) -> None:
        """Nobody to tell."""
