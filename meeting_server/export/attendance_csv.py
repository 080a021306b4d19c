"""The attendance as a table: one row per seat and stretch, with its proof and its minutes (ผู้มาประชุม)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from meeting_server.audit.entry import Entry, stamp
from meeting_server.export.tables import table
from meeting_server.export.thai import Language, local_stamp
from meeting_server.export.words import Words, words
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.identity import Method
from meeting_server.meeting.ids import MeetingId
from meeting_server.projections.allowance import whole_minutes
from meeting_server.projections.presence import Kind, Presence, Stay, presence

_Row = list[str | int | None]


def render(_meeting: MeetingId, entries: Sequence[Entry], language: Language) -> bytes:
    """Every seat in roster order; of who never came one row, with the times of their lines if there were any."""
    spoken = words(language)
    sheet = presence(entries)
    rows = [row for there in sheet.seats.values() for row in _rows(there, spoken)]
    return table(spoken.attendance_head, rows)


def _rows(there: Presence, spoken: Words) -> Iterator[_Row]:
    seat = there.seat
    roles = spoken.and_between.join(spoken.role[role] for role in sorted(seat.roles))
    known: _Row = [seat.name, seat.office, roles, _proof(there, spoken), *_times(there.proven_at)]
    minutes: _Row = [whole_minutes(there.lasted(kind)) for kind in (Kind.SITTING, Kind.SUSPENDED)]
    kinds = {
        Kind.BEFORE: spoken.before_opening,
        Kind.SITTING: spoken.in_the_room,
        Kind.SUSPENDED: spoken.suspended,
    }
    if not there.came:
        last = max((line.until for line in there.lines), default=None)
        first = there.lines[0].since if there.lines else None
        yield [*known, spoken.did_not_come, *_times(first), *_times(last), *minutes]
        return
    for stay in there.stays:
        yield [
            *known,
            kinds[stay.kind] + _where(there, stay, spoken),
            *_times(stay.since),
            *_times(stay.until),
            *minutes,
        ]


def _where(there: Presence, stay: Stay, spoken: Words) -> str:
    """Nothing for whoever took part by a device of their own alone, as everybody does where there is no room."""
    rooms = [spoken.at_room.format(room=room.name or spoken.name_destroyed) for room in there.before(stay)]
    if not rooms:
        return ""
    if there.by_means(stay):
        rooms.append(spoken.by_means)
    return f" ({spoken.and_between.join(rooms)})"


def _proof(there: Presence, spoken: Words) -> str | None:
    if there.sign_in is not None and there.sign_in.way:
        how = spoken.sign_in_way.get(there.sign_in.way, there.sign_in.way)
        factors = spoken.factors.format(count=there.sign_in.factors)
        return f"{spoken.proof[Method.LOGIN]}: {how} ({factors})"
    if there.proof:
        by = f": {_name(there.let_in_by, spoken)}" if there.let_in_by is not None else ""
        return spoken.proof[there.proof] + by
    if there.setback is not None:
        sentence = spoken.turned_away if there.setback.turned_away else spoken.proof_revoked
        return sentence.format(at=local_stamp(there.setback.at), by=_name(there.set_back_by, spoken))
    return spoken.no_proof if there.never_proven else None


def _name(seat: Seat | None, spoken: Words) -> str:
    return seat.name if seat is not None and seat.name else spoken.name_destroyed


def _times(at: datetime | None) -> tuple[str | None, str | None]:
    return (None, None) if at is None else (local_stamp(at), stamp(at))
