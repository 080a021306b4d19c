"""What of the sitting each seat has on record: recorded, or a gap with its reason; nothing is left out (ข้อ ๘ (๒) (๒.๗)).

Only sound must be whole ("เสียงหรือทั้งเสียงและภาพ แล้วแต่กรณี"): a picture is on record while it is sent, and its files
are listed beside the sound's.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal, NamedTuple, TypedDict

from meeting_server.audit.entry import Entry, stamp
from meeting_server.meeting.facts.presence import Entered
from meeting_server.meeting.facts.recording import GapExplained, GapReason, SegmentsSealed
from meeting_server.meeting.facts.session import MeetingOpened, ServiceInterrupted
from meeting_server.meeting.facts.suspension import SeatRestored
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import may_be_heard
from meeting_server.meeting.roles import Right
from meeting_server.meeting.state import Meeting
from meeting_server.projections.presence import InRoom, Presence, presence

State = Literal["recorded", "gap", "unexplained"]

# A stretch shorter than this between two recorded ones is below what the recorder itself reports.
_TOO_SHORT = timedelta(seconds=1)
# After coming in, coming back or an interruption a browser needs so long until its sound arrives.
_STARTING = timedelta(seconds=5)


class Span(TypedDict):
    """A stretch of one seat's sound in the sitting; times ISO 8601 in UTC, `reason` a GapReason or null."""

    seat: str
    source: str
    began: str
    ended: str
    state: State
    reason: str | None


@dataclass(frozen=True, slots=True)
class _Stretch:
    began: datetime
    ended: datetime
    state: State
    reason: GapReason | None = None

    def holds(self, at: datetime) -> bool:
        return self.began <= at < self.ended


@dataclass(slots=True)
class _Seat:
    """What the log says of one seat, in falling order of weight: a file may well go on through a gap."""

    explained: list[_Stretch] = field(default_factory=list)
    recorded: list[_Stretch] = field(default_factory=list)
    suspended: list[_Stretch] = field(default_factory=list)
    shared: list[_Stretch] = field(default_factory=list)
    outside: list[_Stretch] = field(default_factory=list)
    unheard: list[_Stretch] = field(default_factory=list)
    starts: list[datetime] = field(default_factory=list)


class _Sitting(NamedTuple):
    opened: datetime
    closed: datetime
    interrupted: Sequence[_Stretch]


def coverage(entries: Sequence[Entry]) -> list[Span]:
    """Every seat that may speak, in roster order; its spans add up to the sitting, from opening to close."""
    sheet = presence(entries)
    if sheet.opened_at is None or sheet.closed_at is None:
        return []
    seats = {seat: _Seat() for seat, there in sheet.roster.items() if Right.SPEAK in there.seat.rights}
    sitting = _Sitting(sheet.opened_at, sheet.closed_at, _read(entries, seats))
    _hold(entries, seats)
    for seat, known in seats.items():
        _attend(known, sheet.roster[seat], sitting)
    for seat, known in seats.items():
        for stay in sheet.roster[seat].rooms:
            known.shared += _shared(stay, _cut(seats[stay.room.id], sitting))
    return [
        _span(seat, stretch) for seat, known in seats.items() for stretch in _merged(_cut(known, sitting))
    ]


def _shared(stay: InRoom, room: Iterable[_Stretch]) -> Iterator[_Stretch]:
    """What there is of somebody who sat before a room device: its recording, and its gaps with their reasons."""
    for piece in room:
        began, ended = max(piece.began, stay.since), min(piece.ended, stay.until)
        if began >= ended:
            continue
        if piece.state == "recorded":
            yield _Stretch(began, ended, "gap", GapReason.SHARED)
        else:
            yield _Stretch(began, ended, piece.state, piece.reason)


def _span(seat: SeatId, stretch: _Stretch) -> Span:
    return Span(
        seat=seat,
        source="mic",
        began=stamp(stretch.began),
        ended=stamp(stretch.ended),
        state=stretch.state,
        reason=stretch.reason,
    )


def _read(entries: Iterable[Entry], seats: dict[SeatId, _Seat]) -> Sequence[_Stretch]:
    """Fill in what the recorder said of each seat; when the service itself was interrupted."""
    interrupted: list[_Stretch] = []
    for entry in entries:
        match entry.fact:
            case MeetingOpened():
                for seat in seats.values():
                    seat.starts.append(entry.t)
            case ServiceInterrupted(since=since, until=until):
                began, ended = datetime.fromisoformat(since), datetime.fromisoformat(until)
                interrupted.append(_Stretch(began, ended, "gap", GapReason.SERVICE_INTERRUPTED))
                for seat in seats.values():
                    seat.starts.append(ended)
            case SegmentsSealed(segments=segments):
                for segment in segments:
                    if segment.source == "mic" and segment.seat in seats:
                        began, ended = (
                            datetime.fromisoformat(segment.began),
                            datetime.fromisoformat(segment.ended),
                        )
                        seats[segment.seat].recorded.append(_Stretch(began, ended, "recorded"))
            case GapExplained(seat=seat_id, source="mic") as gap if seat_id in seats:
                stretch = _Stretch(
                    datetime.fromisoformat(gap.began), datetime.fromisoformat(gap.ended), "gap", gap.reason
                )
                seats[seat_id].explained.append(stretch)
            case Entered(seat=seat_id) | SeatRestored(seat=seat_id) if seat_id in seats:
                seats[seat_id].starts.append(entry.t)
            case _:
                pass
    return interrupted


def _hold(entries: Iterable[Entry], seats: dict[SeatId, _Seat]) -> None:
    """When a seat was not let be heard: its right was taken, or microphones were held; the close ends both."""
    meeting, since = Meeting(), dict[SeatId, datetime]()
    for entry in entries:
        meeting = meeting.after(entry.fact)
        is_anybody = meeting.floor.held or meeting.rights.taken
        held = {seat for seat in seats if not may_be_heard(meeting, seat)} if is_anybody else set()
        for seat in held - since.keys():
            since[seat] = entry.t
        for seat in since.keys() - held:
            seats[seat].unheard.append(_Stretch(since.pop(seat), entry.t, "gap", GapReason.NO_RIGHT))
            seats[seat].starts.append(entry.t)


def _attend(known: _Seat, there: Presence, sitting: _Sitting) -> None:
    """When the seat was not in the room, and why."""
    known.suspended = [_Stretch(*out, "gap", GapReason.SUSPENDED) for out in there.suspended]
    at, reason = sitting.opened, GapReason.NOT_YET_JOINED
    for stay in there.inside:
        if stay.since > at:
            known.outside.append(_Stretch(at, stay.since, "gap", reason))
        known.starts.append(stay.since)
        at, reason = max(at, stay.until), GapReason.LEFT
    if at < sitting.closed:
        known.outside.append(_Stretch(at, sitting.closed, "gap", reason))


def _cut(known: _Seat, sitting: _Sitting) -> list[_Stretch]:
    """The sitting cut wherever anything changes, each piece named by what weighs most there."""
    weights = (
        known.explained,
        known.recorded,
        known.suspended,
        known.shared,
        known.outside,
        known.unheard,
        sitting.interrupted,
    )
    moments = {sitting.opened, sitting.closed}
    for stretches in weights:
        for stretch in stretches:
            moments |= {stretch.began, stretch.ended}
    marks = sorted(at for at in moments if sitting.opened <= at <= sitting.closed)
    return [_named(began, ended, weights, known.starts) for began, ended in pairwise(marks)]


def _named(
    began: datetime, ended: datetime, weights: Sequence[Sequence[_Stretch]], starts: Sequence[datetime]
) -> _Stretch:
    for stretches in weights:
        for stretch in stretches:
            if stretch.holds(began):
                return _Stretch(began, ended, stretch.state, stretch.reason)
    if any(start <= began and ended - start <= _STARTING for start in starts):
        return _Stretch(began, ended, "gap", GapReason.STARTING)
    return _Stretch(began, ended, "unexplained")


def _merged(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """Pieces of one kind joined; what is too short to be a gap counts with the piece before or after it."""
    merged: list[_Stretch] = []
    for stretch in stretches:
        before = merged[-1] if merged else None
        short = stretch.state == "unexplained" and stretch.ended - stretch.began < _TOO_SHORT
        if before is not None and (short or (before.state, before.reason) == (stretch.state, stretch.reason)):
            merged[-1] = _Stretch(before.began, stretch.ended, before.state, before.reason)
        else:
            merged.append(stretch)
    return merged
