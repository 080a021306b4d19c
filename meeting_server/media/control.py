"""What a server and a media worker say to each other: JSON lines on a Unix socket in a folder of the server's own.

Requests carry an `id` that stands in their answer; the rest flows unasked. What is not listed here is refused.
"""

import asyncio
import json
import os
import socket
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import NoneType, UnionType

from meeting_server.meeting.facts.clip import Clip
from meeting_server.meeting.ids import SeatId, is_id
from meeting_server.meeting.media_plan import Circle, MediaPlan, Place, Source

VERSION = 8
LONGEST = 256 * 1024
BEAT = 1.0  # seconds
MISSED = 3.0  # without a word for so long the other side is dead, or stuck
FOLLOW = 2.0  # how long a worker may take to confirm a plan

_CREDENTIALS = struct.Struct("3i")
_DEEPEST = 8
_ROOT = 0

Message = dict[str, object]
Fields = Mapping[str, type | UnionType]
Shapes = Mapping[str, Fields]

TO_WORKER: Shapes = {
    "follow": {"id": int, "meeting": str, "epoch": int, "plan": dict},
    "only": {"meetings": list},  # which ones still stand; any other ends here
    "part": {"meeting": str, "seat": str},  # close its connections now, whoever may sit there next
    "signal": {"id": int, "meeting": str, "seat": str, "message": dict},
    "beat": {},
    "drain": {},
}
TO_SERVER: Shapes = {
    "ready": {
        "version": int,
        "pid": int,
        "port": int,
        "bind": str,
        "address": str,
        "turn_address": str,
        "disk_reserve": int,
        "meetings": list,
    },
    "capacity": {"speed": float, "disk": int},  # of one core, and bytes a second; said once it is measured
    "applied": {"id": int, "counters": dict, "took_us": int},
    "failed": {"id": int, "why": str},  # a plan was not followed
    "done": {"id": int},
    "refused": {"id": int, "reason": str, "details": dict},
    "seat": {"meeting": str, "seat": str, "message": dict},  # a signal for a browser
    "report": {"meeting": str, "report": dict},
    "beat": {"tasks": int},  # how many the worker has under way
    "drained": {},
}


class Garbled(Exception):  # noqa: N818 - says what the line is
    """A line that is no message of ours."""


class TooLong(Garbled):
    """A message that does not fit a line."""


def encode(message: Mapping[str, object]) -> bytes:
    """One message as a line; raises TooLong."""
    line = json.dumps(message, separators=(",", ":")).encode() + b"\n"
    if len(line) > LONGEST:
        raise TooLong
    return line


def decode(line: bytes, shapes: Shapes) -> Message:
    """The message of a line, with exactly the fields that its kind has; raises Garbled."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as malformed:
        raise Garbled from malformed
    if not isinstance(message, dict) or not line.endswith(b"\n"):
        raise Garbled
    kind = message.get("do")
    fields = shapes.get(kind) if isinstance(kind, str) else None
    if fields is None or message.keys() != {"do", *fields}:
        raise Garbled
    if not all(_is(message[name], kind) for name, kind in fields.items()):
        raise Garbled
    return message


def _is(value: object, kind: type | UnionType) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def is_shallow(value: object, deepest: int = _DEEPEST) -> bool:
    """Whether a browser's message is nested no deeper than any that means something."""
    if isinstance(value, Mapping):
        return deepest > 0 and all(is_shallow(each, deepest - 1) for each in value.values())
    if isinstance(value, list | tuple):
        return deepest > 0 and all(is_shallow(each, deepest - 1) for each in value)
    return True


def is_trial(message: Mapping[str, object]) -> bool:
    """Whether a browser's message is of somebody who tries their line, and not of a meeting."""
    return message.get("kind") in {"trial", "trial_offer"}


def plan_message(plan: MediaPlan) -> Message:
    """A plan as plain data."""
    return {
        "circles": [
            {
                "name": circle.name,
                "places": [
                    [place.seat, sorted(place.sends), place.hears, sorted(place.overhears)]
                    for place in circle.places
                ],
            }
            for circle in plan.circles
        ],
        "record": sorted([seat, source] for seat, source in plan.record),
        "clips": sorted([number, seat] for number, seat in plan.clips),
        "presiding": plan.presiding,
    }


def plan_of(message: object) -> MediaPlan:
    """The plan of plain data, with nothing missing and nothing unknown; raises Garbled."""
    plan = _fields(message, {"circles": list, "record": list, "clips": list, "presiding": str | NoneType})
    try:
        return MediaPlan(
            circles=tuple(_circle(circle) for circle in _list(plan["circles"])),
            record=frozenset(
                (_seat(seat), _source(source)) for seat, source in map(_list, _list(plan["record"]))
            ),
            clips=frozenset(_clip(clip) for clip in _list(plan["clips"])),
            presiding=None if plan["presiding"] is None else _seat(plan["presiding"]),
        )
    except ValueError as malformed:
        raise Garbled from malformed


def _circle(message: object) -> Circle:
    circle = _fields(message, {"name": str, "places": list})
    return Circle(name=str(circle["name"]), places=tuple(_place(place) for place in _list(circle["places"])))


def _place(message: object) -> Place:
    seat, sends, hears, overhears = _list(message)
    if not isinstance(hears, bool):
        raise Garbled
    return Place(
        seat=_seat(seat),
        sends=frozenset(map(_source, _list(sends))),
        hears=hears,
        overhears=frozenset(map(_seat, _list(overhears))),
    )


def _clip(message: object) -> Clip:
    number, seat = _list(message)
    if not isinstance(number, int) or isinstance(number, bool):
        raise Garbled
    return Clip(number, _seat(seat))


def _fields(message: object, fields: Fields) -> Message:
    if not isinstance(message, dict) or message.keys() != fields.keys():
        raise Garbled
    if not all(_is(message[name], kind) for name, kind in fields.items()):
        raise Garbled
    return message


def _list(message: object) -> list[object]:
    if not isinstance(message, list):
        raise Garbled
    return message


def _seat(seat: object) -> SeatId:
    if not isinstance(seat, str) or not is_id(seat, "seat"):
        raise Garbled
    return SeatId(seat)


def _source(source: object) -> Source:
    if not isinstance(source, str):
        raise Garbled
    return Source(source)


def folder_of(data_dir: Path) -> Path:
    """The folder of the workers' sockets, for the server's own eyes."""
    folder = data_dir / "run"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


@contextmanager
def _short(path: Path) -> Iterator[str]:
    """The same place under a name that fits the 108 bytes of a socket's address, however deep the folder lies."""
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
    """A connection to the worker that listens there, under our own account; raises OSError."""
    own = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        own.setblocking(False)  # noqa: FBT003 - the socket module's own parameter
        with _short(path) as name:
            own.connect(name)
        must_be_own(own)
        return await asyncio.open_unix_connection(sock=own, limit=LONGEST)
    except OSError:
        own.close()
        raise


def must_be_own(own: socket.socket) -> int:
    """The process at the other end, which runs under this account (or root's); raises PermissionError."""
    asked = own.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    pid, uid, _gid = _CREDENTIALS.unpack(asked)
    if uid not in (_ROOT, os.getuid()):
        raise PermissionError
    return int(pid)
