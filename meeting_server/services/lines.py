"""How clear everybody's line is: told to themselves, to who watches over the lines, and to the log when it is bad."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol, TypedDict

import structlog

from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.incidents import Figures, IncidentKind, Over
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import IncidentId, MeetingId, SeatId
from meeting_server.meeting.refusal import Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.incidents import DetectTrouble, EndTrouble
from meeting_server.services.clarity import LASTS, Grade, Judge, Sample, figures_of
from meeting_server.services.commands import fresh
from meeting_server.services.ports import Json
from meeting_server.services.room import Room

_AGAIN = 10.0  # seconds after which a page that may have been loaded anew is told once more
_MOST_APART = 30.0  # seconds that a measure can cover; what says more is garbled
_log = structlog.get_logger()

GradeName = Literal["good", "weak", "bad"]
_NAMES: Mapping[Grade, GradeName] = {Grade.GOOD: "good", Grade.WEAK: "weak", Grade.BAD: "bad"}


class LineShape(TypedDict):
    """One seat's line in figures: shares in thousandths, times in milliseconds, the level in -dBov; null: unknown."""

    seat: str
    grade: GradeName
    worst: str | None
    path: str
    lost_up: int | None
    lost_down: int | None
    jitter_up: int | None
    jitter_down: int | None
    round_trip: int | None
    kbps_up: int
    kbps_down: int
    level: int | None
    stalled: bool


class Pages(Protocol):
    """The way to the page of a seat."""

    def to_seat(self, meeting: MeetingId, seat: SeatId, message: Json) -> None:
        """A signal for one page, if it is there."""
        ...


class _Watched:
    """A seat of which measures come."""

    def __init__(self) -> None:
        self.judge = Judge()
        self.told: GradeName | None = None
        self.told_at = float("-inf")
        self.heard_at = float("-inf")
        self.figures = Figures()


class Lines:
    """Takes the relay's measures as they come, for every meeting; a figure is never a fact, only a change is."""

    def __init__(self, pages: Pages, clock: Callable[[], float] = time.monotonic) -> None:
        self._pages = pages
        self._clock = clock
        self._seats: defaultdict[MeetingId, dict[SeatId, _Watched]] = defaultdict(dict)
        self._writing: set[asyncio.Task[None]] = set()

    def measured(self, room: Room, report: Json) -> None:
        """Take in one report `quality`; raises KeyError, TypeError or ValueError for one that is garbled."""
        now, lasted = self._clock(), _figure(report["lasted"])
        lines = report["seats"]
        if not isinstance(lines, list) or lasted is None or lasted > _MOST_APART:
            raise TypeError
        if room.meeting.phase is Phase.CLOSED:
            self.lost(room.id)
            return
        watched, inside = self._seats[room.id], room.meeting.attendance.entered
        shapes: list[LineShape] = []
        for line in lines:
            seat, sample = SeatId(str(line["seat"])), _sample(line)
            if seat not in inside or seat in room.meeting.suspensions:
                continue  # On its way out: nothing is told to it, and nothing of it.
            one = watched.setdefault(seat, _Watched())
            one.judge.hear(sample, now, lasted)
            one.heard_at, one.figures = now, figures_of(sample)
            shapes.append(_shape(seat, one, line))
            self._tell(room.id, seat, one, now)
        for seat in _watchers(room):
            self._pages.to_seat(room.id, seat, {"kind": "lines", "seats": shapes})
        self._write(room, list(self._commands(room, now)))

    def _tell(self, meeting: MeetingId, seat: SeatId, one: _Watched, now: float) -> None:
        """To themselves no figure, only how it stands: when that changes, and now and then."""
        grade = _NAMES[one.judge.grade]
        if grade != one.told or now - one.told_at >= _AGAIN:
            one.told, one.told_at = grade, now
            self._pages.to_seat(meeting, seat, {"kind": "quality", "grade": grade, "worst": one.judge.worst})

    def lost(self, meeting: MeetingId) -> None:
        """What was believed of these lines is to be measured anew, since the worker that measured is gone; or never."""
        self._seats.pop(meeting, None)

    def _commands(self, room: Room, now: float) -> Iterator[Command]:
        """What is to be written: what has lasted, and what is over."""
        watched, standing = self._seats[room.id], room.meeting.incidents
        if room.meeting.phase is not Phase.OPEN:
            return
        for seat, one in watched.items():
            judge = one.judge
            believed = (
                (IncidentKind.UNCLEAR_LINE, judge.is_unclear, judge.unclear, one.figures),
                (IncidentKind.CAPTURE_STALL, judge.is_stalled, judge.stalled, Figures()),
                (IncidentKind.CAMERA_RESTED, judge.is_rested, judge.rested, one.figures),
            )
            for kind, is_so, known, figures in believed:
                stands = standing.of(seat, kind) is not None
                if is_so is True and not stands:
                    incident, since = IncidentId(fresh("incident")), _ago(now - known.since)
                    yield DetectTrouble(incident=incident, seat=seat, kind=kind, since=since, figures=figures)
                elif is_so is False and stands:
                    until = _ago(now - known.since)
                    yield EndTrouble(seat=seat, kind=kind, until=until, how=Over.RECOVERED)
        yield from self._gone(room, now)

    def _gone(self, room: Room, now: float) -> Iterator[Command]:
        """A seat that is not measured any more has no line that could be unclear; other facts tell of that."""
        watched = self._seats[room.id]
        for one in room.meeting.incidents.standing.values():
            if one.kind is IncidentKind.LINE_LOST:
                continue  # Of whom no measure comes anyway.
            # After a start of ours nobody has been heard yet: they have as long as the others.
            heard_at = watched.setdefault(one.seat, _heard_now(now)).heard_at
            if now - heard_at >= LASTS:
                yield EndTrouble(seat=one.seat, kind=one.kind, until=_ago(now - heard_at), how=Over.GONE)
        for seat in [seat for seat, one in watched.items() if now - one.heard_at >= LASTS]:
            del watched[seat]

    def _write(self, room: Room, commands: list[Command]) -> None:
        if commands:
            task = asyncio.create_task(_handle(room, commands))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def written(self) -> None:
        """Wait until everything that was decided so far is in the log."""
        if self._writing:
            await asyncio.wait(self._writing)


def _heard_now(now: float) -> _Watched:
    one = _Watched()
    one.heard_at = now
    return one


async def _handle(room: Room, commands: list[Command]) -> None:
    """What cannot be written now is decided anew from the next measure, while it is still so."""
    try:
        for command in commands:
            await room.handle(command, Actor.system())
    except Refused as refused:
        _log.warning("trouble_refused", reason=refused.reason.value)
    except Exception:  # noqa: BLE001 - task root: the next measure must be heard
        _log.exception("trouble_not_written")


def _watchers(room: Room) -> Iterator[SeatId]:
    """Who sees the figures of others: inside the room, not suspended, with the right to."""
    for seat in room.meeting.attendance.entered - room.meeting.suspensions.in_force.keys():
        if Right.WATCH_LINES in room.seat(seat).rights:
            yield seat


def _ago(seconds: float) -> str:
    return stamp(datetime.now(UTC) - timedelta(seconds=seconds))


def _figure(value: object) -> float | None:
    """A figure that is not negative, or None; raises TypeError."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise TypeError
    return float(value)


def _sample(line: Mapping[str, object]) -> Sample:
    return Sample(
        lost_up=_figure(line["lost_up"]),
        lost_down=_figure(line["lost_down"]),
        jitter_up=_figure(line["jitter_up"]),
        jitter_down=_figure(line["jitter_down"]),
        round_trip=_figure(line["round_trip"]),
        silent=_figure(line["silent"]),
        rested=line.get("rested") is True,  # A worker that is older than its server does not say it.
    )


def _shape(seat: SeatId, one: _Watched, line: Mapping[str, object]) -> LineShape:
    figures, level = one.figures, _figure(line["level"])
    return LineShape(
        seat=seat,
        grade=_NAMES[one.judge.grade],
        worst=one.judge.worst,
        path=str(line["path"]),
        lost_up=figures.lost_up,
        lost_down=figures.lost_down,
        jitter_up=figures.jitter_up,
        jitter_down=figures.jitter_down,
        round_trip=figures.round_trip,
        kbps_up=round(_figure(line["kbps_up"]) or 0),
        kbps_down=round(_figure(line["kbps_down"]) or 0),
        level=None if level is None else round(level),
        stalled=one.judge.is_stalled is True,
    )
