"""What is said of interests in the items, for those who may hear of it: the officers all, everybody what concerns them."""

from collections.abc import Iterator

from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.rules.suspension import sees_conflicts
from meeting_server.meeting.state import Meeting
from meeting_server.projections.chronicle import Chronicle
from meeting_server.projections.room_view import viewer_class
from meeting_server.projections.view_shapes import ConflictShape


def conflicts(meeting: Meeting, chronicle: Chronicle, seat: Seat) -> list[ConflictShape]:
    """Not yet decided; in the order in which it is decided: what was declared, objected, and marked."""
    if viewer_class(meeting, seat) in ("unproven", "suspended", "closed"):
        return []
    said = list(_said(meeting, chronicle))
    if sees_conflicts(meeting, seat):
        return said
    return [each for each in said if seat.id in (each["seat"], each["by"])]


def _said(meeting: Meeting, chronicle: Chronicle) -> Iterator[ConflictShape]:
    suspensions = meeting.suspensions
    for declared in suspensions.declared.values():
        yield ConflictShape(
            kind="declared",
            seat=declared.seat,
            item=declared.item,
            reason=declared.reason,
            by=None,
            text=None,
            at=_at(chronicle, "declared", declared.seat, declared.item),
            before_opening=declared.before_opening,
        )
    for objected in suspensions.objected.values():
        yield ConflictShape(
            kind="objected",
            seat=objected.seat,
            item=objected.item,
            reason=objected.reason,
            by=objected.by,
            text=objected.text,
            at=_at(chronicle, "objected", objected.seat, objected.item),
            before_opening=False,
        )
    for marked in suspensions.marked.values():
        yield ConflictShape(
            kind="marked",
            seat=marked.seat,
            item=marked.item,
            reason=marked.reason,
            by=marked.by,
            text=None,
            at=_at(chronicle, "marked", marked.seat, marked.item),
            before_opening=True,
        )


def _at(chronicle: Chronicle, kind: str, seat: str, item: str) -> str | None:
    at = chronicle.said_at.get((kind, seat, item))
    return stamp(at) if at is not None else None
