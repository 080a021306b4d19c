"""What a browser may ask of the relay (ws/PROTOCOL.md): every shape is checked here, and what is unknown is refused."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn, TypeGuard, TypeVar

from meeting_server.media.sdp import LONGEST
from meeting_server.meeting.ids import SeatId, is_id
from meeting_server.meeting.media_plan import Source
from meeting_server.meeting.refusal import Reason, Refused

Json = Mapping[str, object]
_Said = TypeVar("_Said")

MOST_AUDIO = 8
MOST_VIDEO = 16
_CONN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MID = re.compile(r"[\x21-\x7e]{1,16}")
_MOST_LINES = 40
_MOST_PINS = 3
_LARGEST = 10**9
_SOURCES = frozenset(source.value for source in Source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A browser wants to connect."""

    conn: str
    audio: int
    video: int
    takeover: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """A browser's offer, not yet read."""

    conn: str
    n: int
    sdp: str
    tracks: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a browser shows, by mid in which size; `hidden` stops pictures, never sound."""

    conn: str
    sizes: dict[str, tuple[float, float]]
    pins: tuple[SeatId, ...]
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """Whether a source is muted, as the others are to be told."""

    conn: str
    mid: str
    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What a browser measures of its own; the round trip in milliseconds."""

    conn: str
    rtt: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Somebody before the door wants to try their line."""

    conn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialOffer:
    """Their offer: one m-line that sends a picture, named by its mid, and one that gets it back."""

    conn: str
    sdp: str
    mid: str


Signal = Open | Offering | Watch | Mute | Stats
AtTheDoor = Trial | TrialOffer


def read_signal(message: Json) -> Signal:
    """The signal that a message carries; raises Refused."""
    return _read(message, _READERS)


def read_trial(message: Json) -> AtTheDoor:
    """The same of somebody who tries their line; raises Refused."""
    return _read(message, _TRIALS)


def _read(message: Json, readers: Mapping[str, Callable[[str, Json], _Said]]) -> _Said:
    kind = message.get("kind")
    read = readers.get(kind) if isinstance(kind, str) else None
    if read is None:
        _refuse("kind")
    conn = message.get("conn")
    if not isinstance(conn, str) or not _CONN.fullmatch(conn):
        _refuse("conn")
    return read(conn, message)


def _refuse(field: str) -> NoReturn:
    raise Refused(Reason.MALFORMED, field=field)


def _only(message: Json, *fields: str) -> None:
    """Exactly these fields: neither fewer nor more."""
    expected = {"kind", "conn", *fields}
    for field in sorted(message.keys() ^ expected):
        _refuse(field if field in expected else "unknown")


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _LARGEST


def _whole(message: Json, field: str, most: int) -> int:
    value = message[field]
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        _refuse(field)
    return value


def _yes_or_no(message: Json, field: str) -> bool:
    value = message[field]
    if not isinstance(value, bool):
        _refuse(field)
    return value


def _items(message: Json, field: str, most: int) -> list[object]:
    value = message[field]
    if not isinstance(value, list) or len(value) > most:
        _refuse(field)
    return value


def _mid(value: object, field: str) -> str:
    if not isinstance(value, str) or not _MID.fullmatch(value):
        _refuse(field)
    return value


def _open(conn: str, message: Json) -> Open:
    _only(message, "audio", "video", "takeover")
    return Open(
        conn=conn,
        audio=_whole(message, "audio", MOST_AUDIO),
        video=_whole(message, "video", MOST_VIDEO),
        takeover=_yes_or_no(message, "takeover"),
    )


def _offer(conn: str, message: Json) -> Offering:
    _only(message, "n", "sdp", "tracks")
    tracks: dict[str, str] = {}
    for track in _items(message, "tracks", _MOST_LINES):
        if not isinstance(track, dict) or track.keys() != {"mid", "source"}:
            _refuse("tracks")
        mid, source = _mid(track["mid"], "tracks"), track["source"]
        if not isinstance(source, str) or source not in _SOURCES or mid in tracks:
            _refuse("tracks")
        tracks[mid] = source
    return Offering(conn=conn, n=_whole(message, "n", _LARGEST), sdp=_sdp(message), tracks=tracks)


def _sdp(message: Json) -> str:
    sdp = message["sdp"]
    if not isinstance(sdp, str):
        _refuse("sdp")
    if len(sdp) > LONGEST:
        raise Refused(Reason.TOO_LARGE, field="sdp", most=LONGEST)
    return sdp


def _watch(conn: str, message: Json) -> Watch:
    _only(message, "slots", "pins", "hidden")
    sizes: dict[str, tuple[float, float]] = {}
    for slot in _items(message, "slots", _MOST_LINES):
        if not isinstance(slot, dict) or slot.keys() != {"mid", "w", "h"}:
            _refuse("slots")
        width, height = slot["w"], slot["h"]
        if not _is_number(width) or not _is_number(height):
            _refuse("slots")
        sizes[_mid(slot["mid"], "slots")] = (width, height)
    pins = _items(message, "pins", _MOST_PINS)
    seats = tuple(SeatId(pin) for pin in pins if isinstance(pin, str) and is_id(pin, "seat"))
    if len(seats) != len(pins):
        _refuse("pins")
    return Watch(conn=conn, sizes=sizes, pins=seats, hidden=_yes_or_no(message, "hidden"))


def _mute(conn: str, message: Json) -> Mute:
    _only(message, "mid", "on")
    return Mute(conn=conn, mid=_mid(message["mid"], "mid"), on=_yes_or_no(message, "on"))


def _stats(conn: str, message: Json) -> Stats:
    _only(message, "rtt", "down")
    rtt = message["rtt"]
    if not _is_number(rtt):
        _refuse("rtt")
    for line in _items(message, "down", _MOST_LINES):
        if not isinstance(line, dict) or line.keys() != {"mid", "lost", "jitter_ms", "freezes"}:
            _refuse("down")
        _mid(line["mid"], "down")
        if not all(isinstance(line[name], int | float) for name in ("lost", "jitter_ms", "freezes")):
            _refuse("down")
    return Stats(conn=conn, rtt=rtt)


def _trial(conn: str, message: Json) -> Trial:
    _only(message)
    return Trial(conn=conn)


def _trial_offer(conn: str, message: Json) -> TrialOffer:
    _only(message, "sdp", "mid")
    return TrialOffer(conn=conn, sdp=_sdp(message), mid=_mid(message["mid"], "mid"))


_READERS: Mapping[str, Callable[[str, Json], Signal]] = {
    "open": _open,
    "offer": _offer,
    "watch": _watch,
    "mute": _mute,
    "stats": _stats,
}
_TRIALS: Mapping[str, Callable[[str, Json], AtTheDoor]] = {"trial": _trial, "trial_offer": _trial_offer}
