"""What may come of somebody who is let in by another: their proof is revoked, or they are turned away."""

from datetime import datetime
from typing import NamedTuple

from meeting_server.audit.entry import Entry, stamp
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.identity import ProofRevoked, VisitorTurnedAway
from meeting_server.meeting.ids import SeatId
from meeting_server.projections.view_shapes import SetbackShape


class Setback(NamedTuple):
    """Of whoever was at a seat: when, by whom and why."""

    seat: SeatId
    turned_away: bool
    at: datetime
    by: SeatId
    reason: str | None


def setback(entry: Entry) -> Setback | None:
    """The one that this entry is, if it is one."""
    match entry.fact:
        case ProofRevoked(seat=seat, reason=reason):
            by = SeatId(entry.actor)
            return Setback(seat=seat, turned_away=False, at=entry.t, by=by, reason=reason)
        case VisitorTurnedAway(seat=seat, by=by, reason=reason):
            return Setback(seat=seat, turned_away=True, at=entry.t, by=by, reason=reason)
        case _:
            return None


def told(setback: Setback, by: Seat | None) -> SetbackShape:
    """As people are told of it; `by` is whose deed it was."""
    return SetbackShape(
        kind="turned_away" if setback.turned_away else "revoked",
        at=stamp(setback.at),
        by=by.name if by is not None else None,
        reason=setback.reason,
    )
