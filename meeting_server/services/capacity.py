"""Whether this machine can hold a meeting (ช่องสัญญาณที่เพียงพอ, ข้อ ๑๐ (๑), E10.1-a): what it asks, beside what there is.

The figures are those of the relay as it is measured (make bench NAME=relay): a picture in full size is 130
packets a second and 1.2 Mbit/s, a small one 17 and 0.15, a voice 50 and 0.04; a listener gets the three loudest
voices and at most ten pictures, one of them large; every voice and every camera is recorded as it comes.
"""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple, TypedDict

from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.media_plan import MediaPlan, Source
from meeting_server.meeting.roles import Right
from meeting_server.meeting.state import Meeting
from meeting_server.services.ports import Machine, Measured
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms

# Above the one it is tight, above the other too much: a peak must find room, and so must the server itself.
TIGHT, OVER = 0.40, 0.60
HOURS = 3.0  # how long a meeting is expected to sit

_FORWARDED, _INGESTED, _RECORDED = 9.0e-6, 25.0e-6, 5.4e-6  # seconds of one core for a packet
_CONNECTED = 1.6e-3  # of a core, for a browser that is there
_VOICE_PACKETS, _LARGE_PACKETS, _SMALL_PACKETS = 50, 130, 17
_CAMERA_PACKETS = 130 + 40 + 17  # a camera comes in three sizes
_VOICES_HEARD, _PICTURES_SEEN = 3, 10
_LARGE_MBIT, _SMALL_MBIT, _SOUND_MBIT = 1.2, 0.15, 0.2
_VOICE_BYTES, _CAMERA_BYTES = 40_000 / 8, 1_200_000 / 8  # a second, as they are recorded

State = Literal["fits", "tight", "over", "unknown"]
What = Literal["processor", "network", "recording"]


class Load(NamedTuple):
    """Who is expected: browsers that receive, microphones, and cameras that are on at once."""

    receivers: int
    voices: int
    cameras: int


class Demand(NamedTuple):
    """What a load asks: shares of one core, Mbit/s towards the browsers, bytes a second to the disk."""

    cores: float
    mbit: float
    disk: float


class LineOfBoard(TypedDict):
    """One line of the board: what is asked with the other meetings', what there is, and the share; null: unknown.

    In cores for the processor, Mbit/s for the network; of the recording the bytes a second, and the hours left.
    """

    what: What
    state: State
    need: float
    have: float | None
    share: float | None
    hours: float | None


class Advice(TypedDict):
    """What would make it fit: sound alone, or so many cameras on at once; null where that does not help."""

    sound_only: bool
    cameras: int | None


class Board(TypedDict):
    """What a meeting needs of this machine, before it is opened."""

    state: State
    seats: int
    sound_only: bool
    others: int
    lines: list[LineOfBoard]
    advice: Advice | None


def load_of(meeting: Meeting) -> Load:
    """Everybody who has a seat and may enter; whoever may send pictures does, unless it is a meeting of sound."""
    rights = [seat.rights for seat in meeting.seats if Right.ENTER in seat.rights]
    called = meeting.calling.called
    with_pictures = called is not None and not called.sound_only
    return Load(
        receivers=sum(Right.HEAR in each for each in rights),
        voices=sum(Right.SPEAK in each for each in rights),
        cameras=sum(Right.SEND_VIDEO in each for each in rights) if with_pictures else 0,
    )


def load_in(plan: MediaPlan) -> Load:
    """Everybody who is inside now."""
    places = [place for circle in plan.circles for place in circle.places]
    return Load(
        receivers=sum(place.hears for place in places),
        voices=sum(Source.MIC in place.sends for place in places),
        cameras=sum(Source.CAMERA in place.sends for place in places),
    )


def demand_of(load: Load, speed: float = 1.0) -> Demand:
    """What a load asks of a machine whose cores do so many times the work of the one that was measured."""
    receivers, voices, cameras = load
    seen = max(0, min(_PICTURES_SEEN, cameras, receivers - 1))
    heard = max(0, min(_VOICES_HEARD, voices - 1))
    packets = heard * _VOICE_PACKETS + (_LARGE_PACKETS + (seen - 1) * _SMALL_PACKETS if seen else 0)
    mbit = _SOUND_MBIT + (_LARGE_MBIT + (seen - 1) * _SMALL_MBIT if seen else 0)
    ingested = voices * _VOICE_PACKETS + cameras * _CAMERA_PACKETS
    seconds = receivers * packets * _FORWARDED + ingested * (_INGESTED + _RECORDED) + receivers * _CONNECTED
    return Demand(seconds / speed, receivers * mbit, voices * _VOICE_BYTES + cameras * _CAMERA_BYTES)


def emptiest(others: Iterable[float], workers: int) -> float:
    """How much of a core is taken already where the next meeting goes, when the larger ones are placed first."""
    taken = [0.0] * workers
    for each in sorted(others, reverse=True):
        taken[taken.index(min(taken))] += each
    return min(taken)


def board(load: Load, others: Sequence[Load], there: Measured, free: int, uplink: float | None) -> Board:
    """The three lines for this load beside those that run, and what would help where it is too much.

    `free` bytes of the disk may be filled with recordings; `uplink` of the machine in Mbit/s, None: nobody has said it.
    """
    lines = _lines(load, others, there, free, uplink)
    state = _worst(lines)
    return Board(
        state=state,
        seats=load.receivers,
        sound_only=load.cameras == 0,
        others=len(others),
        lines=lines,
        advice=_advice(load, others, there, free, uplink) if state == "over" and load.cameras else None,
    )


def _lines(
    load: Load, others: Sequence[Load], there: Measured, free: int, uplink: float | None
) -> list[LineOfBoard]:
    speed = there.speed or 1.0
    own, running = demand_of(load, speed), [demand_of(each, speed) for each in others]
    cores = emptiest((each.cores for each in running), there.workers) + own.cores
    mbit = own.mbit + sum(each.mbit for each in running)
    disk = own.disk + sum(each.disk for each in running)
    hours = max(0, free) / max(disk, 1.0) / 3_600
    # A disk that is full at the very end of the meeting is as much too small as one that is too slow.
    writes = 0.0 if there.disk is None else disk / max(there.disk, 1.0)
    recorded = max(OVER * HOURS / max(hours, 0.01), writes)
    return [
        _line("processor", cores, 1.0, cores),
        _line("network", mbit, uplink, mbit / uplink if uplink else None),
        _line("recording", disk, there.disk, recorded, round(hours, 1)),
    ]


def _line(
    what: What, need: float, have: float | None, share: float | None, hours: float | None = None
) -> LineOfBoard:
    return LineOfBoard(
        what=what,
        state=_state(share),
        need=round(need, 3),
        have=None if have is None else round(have, 3),
        share=None if share is None else round(share, 3),
        hours=hours,
    )


def _state(share: float | None) -> State:
    if share is None:
        return "unknown"
    return "over" if share > OVER else "tight" if share > TIGHT else "fits"


_RISING: Sequence[State] = ("fits", "unknown", "tight", "over")


def _worst(lines: Iterable[LineOfBoard]) -> State:
    return max((line["state"] for line in lines), key=_RISING.index)


def _advice(load: Load, others: Sequence[Load], there: Measured, free: int, uplink: float | None) -> Advice:
    def fits(cameras: int) -> bool:
        return _worst(_lines(load._replace(cameras=cameras), others, there, free, uplink)) != "over"

    fewer = next((cameras for cameras in range(load.cameras - 1, 0, -1) if fits(cameras)), None)
    return Advice(sound_only=fits(0), cameras=fewer)


class Capacity:
    """Asks the machine, and counts in what else it holds."""

    def __init__(
        self, rooms: Rooms, machine: Machine, folder: Path, uplink: float | None, kept_free: int
    ) -> None:
        self._rooms = rooms
        self._machine = machine
        self._folder = folder
        self._uplink = uplink
        self._kept_free = kept_free  # bytes of the disk at which pictures are recorded no more

    def board(self, room: Room) -> Board:
        """What this meeting needs, beside every other in which somebody is who has a connection."""
        others = [
            load_of(other.meeting)
            for other in self._rooms.here.values()
            if other is not room and _runs(other.meeting)
        ]
        free = shutil.disk_usage(self._folder).free - self._kept_free
        return board(load_of(room.meeting), others, self._machine.measured(), free, self._uplink)


def _runs(meeting: Meeting) -> bool:
    # Whoever was inside when the server stopped and has not come back asks nothing of the machine.
    return meeting.phase is not Phase.CLOSED and bool(meeting.attendance.present)
