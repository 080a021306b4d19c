"""When each seat was there, from its real lines: raw, merged across reconnects, and cut where the meeting began.

Present is who has entered, has shown who they are, and has a line. A line that is found again within the time that
the profile gives was never gone; leaving and signing out are. While the server itself failed nobody was away.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.identity import IdentityProven, Method
from meeting_server.meeting.facts.session import MeetingClosed, MeetingOpened, Part, Phase, ServiceInterrupted
from meeting_server.meeting.ids import ConnectionId, SeatId
from meeting_server.meeting.profile import Profile
from meeting_server.meeting.rules.identity import stands_for
from meeting_server.meeting.state import Meeting
from meeting_server.projections.setbacks import Setback, setback

MOMENT = timedelta(seconds=1)  # between coming in and saying that one sits in the room


class Span(NamedTuple):
    """From a moment to a moment; what still lasts goes as far as the log."""

    since: datetime
    until: datetime


class Line(NamedTuple):
    """One connection of a browser, while the meeting was not over."""

    connection: ConnectionId
    since: datetime
    until: datetime


class InRoom(NamedTuple):
    """A stretch before the device of a meeting room."""

    room: Seat
    since: datetime
    until: datetime


class Kind(StrEnum):
    """What a stretch of a seat's time was."""

    BEFORE = "before"  # there before the opening
    SITTING = "sitting"  # present while the meeting sat
    SUSPENDED = "suspended"  # outside by order: never absent (ข้อ ๑๐ (๒))


class Stay(NamedTuple):
    """A stretch of a seat's time."""

    kind: Kind
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """One seat: its person's proof, its lines, and when it was there, raw and merged.

    `inside` goes from entering to leaving: a line that was lost and found again does not end it, however late; one that
    was never found again does. `suspended` are the suspensions whole, its line there or not.
    """

    seat: Seat
    proof: Method | None
    sign_in: IdentityProven | None  # where that is the proof
    proven_at: datetime | None
    let_in_by: Seat | None  # who vouched for them, or issued the link that they came by
    setback: Setback | None  # where there is no proof any more, or was none
    set_back_by: Seat | None
    lines: tuple[Line, ...]
    raw: tuple[Span, ...]
    merged: tuple[Span, ...]
    inside: tuple[Span, ...]
    suspended: tuple[Span, ...]
    stays: tuple[Stay, ...]
    rooms: tuple[InRoom, ...] = ()

    def lasted(self, *kinds: Kind) -> timedelta:
        """How long all stretches of these kinds are together."""
        return sum((stay.until - stay.since for stay in self.stays if stay.kind in kinds), timedelta())

    def before(self, *stays: Stay) -> tuple[Seat, ...]:
        """The devices of meeting rooms before which they sat meanwhile, each once."""
        rooms = {
            each.room.id: each.room
            for each in self.rooms
            if any(_common(stay[1:], each[1:]) for stay in stays)
        }
        return tuple(rooms.values())

    def by_means(self, *stays: Stay) -> bool:
        """Whether they took part by a device of their own for some of them."""
        lasted = sum((stay.until - stay.since for stay in stays), timedelta())
        return lasted - sum((self._in_rooms(stay) for stay in stays), timedelta()) >= MOMENT

    def _in_rooms(self, stay: Stay) -> timedelta:
        return sum((_common(stay[1:], each[1:]) for each in self.rooms), timedelta())

    @property
    def sitting(self) -> tuple[Stay, ...]:
        """When they took part in the sitting."""
        return tuple(stay for stay in self.stays if stay.kind is Kind.SITTING)

    @property
    def came(self) -> bool:
        """Whether the person was at the sitting, be it for a moment."""
        return any(stay.kind is not Kind.BEFORE for stay in self.stays)

    @property
    def never_proven(self) -> bool:
        """Came into the system and never showed who they are (ข้อ ๙); of whoever was sent away it is said so."""
        return bool(self.lines) and self.proof is None and self.setback is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Every seat in roster order, the devices of meeting rooms with them, and when the meeting sat."""

    roster: dict[SeatId, Presence]
    opened_at: datetime | None
    closed_at: datetime | None
    profile: Profile

    @property
    def seats(self) -> dict[SeatId, Presence]:
        """The people: the device of a room is none."""
        return {seat: there for seat, there in self.roster.items() if not there.seat.is_room}


def presence(entries: Iterable[Entry]) -> Sheet:
    """The sheet that the log gives."""
    fold = _Fold()
    for entry in entries:
        fold.take(entry)
    return fold.sheet()


@dataclass(slots=True)
class _Raw:
    """A raw stretch; `lost` while nothing but the line was missing since its end."""

    since: datetime
    until: datetime | None = None
    lost: bool = False


@dataclass(slots=True)
class _Track:
    """What the log has said of one seat so far."""

    proven_at: datetime | None = None
    setback: Setback | None = None
    raw: list[_Raw] = field(default_factory=list)
    suspended: list[_Raw] = field(default_factory=list)
    lines: dict[ConnectionId, datetime] = field(default_factory=dict)
    ended: list[Line] = field(default_factory=list)
    rooms: list[tuple[SeatId, _Raw]] = field(default_factory=list)


class _Fold:
    """Goes through the log with the state of the meeting beside it, so that it cannot tell what that does not."""

    def __init__(self) -> None:
        self._meeting = Meeting()
        self._tracks: dict[SeatId, _Track] = {}
        self._at: datetime | None = None
        self._opened_at: datetime | None = None
        self._closed_at: datetime | None = None
        self._failures: list[Span] = []

    def take(self, entry: Entry) -> None:
        """Take the next entry in."""
        before, self._meeting, at = self._meeting, self._meeting.after(entry.fact), entry.t
        self._at = at
        if (said := setback(entry)) is not None:
            self._tracks[said.seat].setback = said
        match entry.fact:
            case MeetingOpened():
                self._opened_at = at
            case MeetingClosed():
                self._closed_at = at
            case ServiceInterrupted(part=Part.SERVER, since=since, until=until):
                at = datetime.fromisoformat(since)
                self._failures.append(Span(at, datetime.fromisoformat(until)))
            case _ if _is_same(before, self._meeting):
                return
            case _:
                pass
        present = self._meeting.attendance.present
        for seat in self._meeting.calling.seats:
            self._note(seat, self._tracks.setdefault(seat, _Track()), at, is_reached=seat in present)

    def _note(self, seat: SeatId, track: _Track, at: datetime, *, is_reached: bool) -> None:
        meeting, there = self._meeting, self._meeting.attendance
        proven = seat in meeting.identity.proofs
        track.proven_at = (track.proven_at or at) if proven else None
        is_in = proven and seat in there.entered and seat not in there.signed_out
        _mark(track.raw, at, is_on=is_in and is_reached, lost=is_in and seat not in there.sent_out)
        _sit(track.rooms, there.room_of(seat) if is_in else None, at)
        sits = meeting.phase is Phase.OPEN
        _mark(track.suspended, at, is_on=sits and seat in meeting.suspensions)
        # Whoever comes only to read the record of a closed meeting was not at it.
        over = meeting.phase is Phase.CLOSED
        standing = set() if over else {line for line, holder in there.lines.items() if holder == seat}
        for line in [line for line in track.lines if line not in standing]:
            began = track.lines.pop(line)
            track.ended.append(Line(line, began, max(at, began)))
        for line in sorted(standing):
            track.lines.setdefault(line, at)

    def sheet(self) -> Sheet:
        """The sheet as far as the log goes."""
        allowed = self._meeting.profile.presence.reconnect_seconds
        return Sheet(
            roster={
                seat: self._presence(self._meeting.calling.seats[seat], track, allowed)
                for seat, track in self._tracks.items()
            },
            opened_at=self._opened_at,
            closed_at=self._closed_at,
            profile=self._meeting.profile,
        )

    def _presence(self, seat: Seat, track: _Track, allowed: int) -> Presence:
        raw, suspended = self._spans(track.raw), self._spans(track.suspended)
        lasting = (Line(line, since, self._end(None, since)) for line, since in track.lines.items())
        joined = [self._is_joined(before, after, allowed) for before, after in pairwise(track.raw)]
        merged = tuple(_merged(raw, joined))
        identity, seats = self._meeting.identity, self._meeting.calling.seats
        proof = identity.proofs.get(seat.id)
        by = stands_for(self._meeting, seat.id)
        setback = track.setback if proof is None else None
        return Presence(
            seat=seat,
            proof=proof,
            sign_in=identity.signed_in.get(seat.id) if proof is Method.LOGIN else None,
            proven_at=track.proven_at,
            let_in_by=seats[by] if by is not None else None,
            setback=setback,
            set_back_by=seats.get(setback.by) if setback is not None else None,
            lines=tuple(sorted([*track.ended, *lasting], key=lambda line: (line.since, line.connection))),
            raw=raw,
            merged=merged,
            inside=tuple(_merged(raw, [mark.lost for mark in track.raw[:-1]])),
            suspended=suspended,
            stays=tuple(_stays(merged, suspended, self._opened_at)),
            rooms=tuple(
                InRoom(seats[room], mark.since, self._end(mark.until, mark.since))
                for room, mark in track.rooms
            ),
        )

    def _spans(self, marks: Sequence[_Raw]) -> tuple[Span, ...]:
        return tuple(Span(mark.since, self._end(mark.until, mark.since)) for mark in marks)

    def _end(self, until: datetime | None, since: datetime) -> datetime:
        return until or max(self._at or since, since)

    def _is_joined(self, before: _Raw, after: _Raw, allowed: int) -> bool:
        """Whether the line alone was gone between the two, and no longer than is allowed."""
        if not before.lost or before.until is None:
            return False
        gap = Span(before.until, after.since)
        away = gap.until - gap.since - sum((_common(gap, each) for each in self._failures), timedelta())
        return away <= timedelta(seconds=allowed)


def _is_same(before: Meeting, after: Meeting) -> bool:
    return (
        before.attendance is after.attendance
        and before.identity is after.identity
        and before.suspensions is after.suspensions
        and before.calling is after.calling
    )


def _mark(marks: list[_Raw], at: datetime, *, is_on: bool, lost: bool = False) -> None:
    lasts = bool(marks) and marks[-1].until is None
    if is_on and not lasts:
        marks.append(_Raw(max(at, marks[-1].until or at) if marks else at))
    elif not is_on and marks:
        last = marks[-1]
        last.lost = lost and (lasts or last.lost)
        last.until = last.until or max(at, last.since)


def _sit(stays: list[tuple[SeatId, _Raw]], room: SeatId | None, at: datetime) -> None:
    """Before which device they are from now on, if before one."""
    if stays and stays[-1][1].until is None:
        if stays[-1][0] == room:
            return
        stays[-1][1].until = max(at, stays[-1][1].since)
    if room is not None:
        stays.append((room, _Raw(at)))


def _common(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> timedelta:
    """How long two spans overlap."""
    return max(min(one[1], other[1]) - max(one[0], other[0]), timedelta())


def _merged(raw: Sequence[Span], joined: Sequence[bool]) -> Iterator[Span]:
    since: datetime | None = None
    for span, goes_on in zip(raw, [*joined, False], strict=False):
        since = since or span.since
        if not goes_on:
            yield Span(since, span.until)
            since = None


def _stays(merged: Iterable[Span], suspended: Iterable[Span], opened_at: datetime | None) -> Iterator[Stay]:
    """The merged stretches cut at the opening and by suspensions; each suspension whole, its line there or not."""
    stays = [Stay(Kind.SUSPENDED, *out) for out in suspended]
    for span in merged:
        opening = max(span.since, min(opened_at, span.until)) if opened_at else span.until
        stays.append(Stay(Kind.BEFORE, span.since, opening))
        since = opening
        for out in suspended:
            stays.append(Stay(Kind.SITTING, since, max(since, min(out.since, span.until))))
            since = max(since, min(out.until, span.until))
        stays.append(Stay(Kind.SITTING, since, span.until))
    yield from sorted((stay for stay in stays if stay.since < stay.until), key=lambda stay: stay.since)
