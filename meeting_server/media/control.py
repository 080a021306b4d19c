"""What a server and a media worker say to each other: JSON lines on a Unix socket in a folder of the server's own.

Server → worker: `hello`, `follow`, `signal`, `beat`, `drain`. Worker → server: `ready`, `applied`, `done`, `refused`,
`seat`, `report`, `beat`. Requests carry an `id` that stands in their answer; the rest flows unasked.
"""

import asyncio
import json
import os
import socket
import struct
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import Circle, MediaPlan, Place, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = 1
LONGEST = 256 * 1024
BEAT = 1.0  # seconds
MISSED = 3.0  # without a word for so long the other side is dead, or stuck
FOLLOW = 2.0  # how long a worker may take to confirm a plan

_CREDENTIALS = struct.Struct("3i")

Message = dict[str, object]


class Garbled(Exception):  # noqa: N818 - says what the line is
    """A line that is no message of ours."""


def encode(message: Mapping[str, object]) -> bytes:
    """One message as a line; raises Garbled when it is too long."""
    line = json.dumps(message, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
    if len(line) > LONGEST:
        raise Garbled
    return line


def decode(line: bytes) -> Message:
    """The message of a line; raises Garbled."""
    try:
        message = json.loads(line)
    except ValueError as malformed:
        raise Garbled from malformed
    if not isinstance(message, dict) or not isinstance(message.get("do"), str):
        raise Garbled
    return message


def plan_message(plan: MediaPlan) -> Message:
    """A plan as plain data."""
    return {
        "circles": [
            {
                "name": circle.name,
                "places": [[place.seat, sorted(place.sends), place.hears] for place in circle.places],
            }
            for circle in plan.circles
        ],
        "record": sorted([seat, source] for seat, source in plan.record),
        "presiding": plan.presiding,
    }


def plan_of(message: object) -> MediaPlan:
    """The plan of plain data; raises Garbled."""
    try:
        return _plan(message)
    except (KeyError, TypeError, ValueError) as malformed:
        raise Garbled from malformed


def _plan(message: object) -> MediaPlan:
    if not isinstance(message, dict) or set(message) != {"circles", "record", "presiding"}:
        raise Garbled
    presiding = message["presiding"]
    return MediaPlan(
        circles=tuple(
            Circle(
                name=str(circle["name"]),
                places=tuple(
                    Place(seat=SeatId(seat), sends=frozenset(map(Source, sends)), hears=bool(hears))
                    for seat, sends, hears in circle["places"]
                ),
            )
            for circle in message["circles"]
        ),
        record=frozenset((SeatId(seat), Source(source)) for seat, source in message["record"]),
        presiding=None if presiding is None else SeatId(presiding),
    )


def folder_of(data_dir: Path) -> Path:
    """The folder of the workers' sockets, for the server's own eyes."""
    folder = data_dir / "run"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


@contextmanager
def _short(path: Path) -> "Iterator[str]":
    """The same place under a name that fits a socket's address, however deep the folder lies."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def listening(path: Path) -> socket.socket:
    """A socket that listens at this path, in place of one that a dead worker left there; raises OSError."""
    own = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        own.setblocking(False)  # noqa: FBT003 - the socket module's own parameter
        path.unlink(missing_ok=True)
        with _short(path) as name:
            own.bind(name)
        path.chmod(0o600)
        own.listen(4)
    except OSError:
        own.close()
        raise
    return own


async def connect(path: Path) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to the worker that listens there; raises OSError."""
    own = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        own.setblocking(False)  # noqa: FBT003 - the socket module's own parameter
        with _short(path) as name:
            own.connect(name)
        return await asyncio.open_unix_connection(sock=own, limit=LONGEST)
    except OSError:
        own.close()
        raise


def is_own(writer: asyncio.StreamWriter) -> bool:
    """Whether the other end runs under this process's account (or root's)."""
    own: socket.socket = writer.get_extra_info("socket")
    asked = own.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    _pid, uid, _gid = _CREDENTIALS.unpack(asked)
    return uid in (0, os.getuid())
