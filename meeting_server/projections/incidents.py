"""What is told of incidents: all of them to whoever sees to them, their own to everybody (ข้อ ๘ (๒) (๒.๖))."""

from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.incidents import Incident, Matter
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.rules.incidents import handles, is_called
from meeting_server.meeting.state import Meeting
from meeting_server.projections.chronicle import Chronicle
from meeting_server.projections.room_view import standing_of
from meeting_server.projections.view_shapes import HandledShape, OwnIncidentShape


def handled(meeting: Meeting, chronicle: Chronicle, seat: Seat) -> list[HandledShape]:
    """Every incident without an outcome, for whoever sees to them, and for whoever presides and is to close."""
    presides = seat.id == meeting.presiding
    inside = seat.id in meeting.attendance.entered and seat.id not in meeting.suspensions
    if not handles(meeting, seat) and not (presides and inside):
        return []
    return [
        _handled(meeting, chronicle, seat, each, inside=inside) for each in meeting.incidents.open.values()
    ]


def _handled(
    meeting: Meeting, chronicle: Chronicle, viewer: Seat, one: Incident, *, inside: bool
) -> HandledShape:
    seat = meeting.calling.seats.get(one.seat) if one.seat is not None else None
    handler = meeting.calling.seats.get(one.acknowledged_by) if one.acknowledged_by is not None else None
    stands = meeting.incidents.standing.get(one.incident)
    touched = [seats for incident, seats in meeting.incidents.faulty.values() if incident == one.incident]
    told = stamp(chronicle.incident_at[one.incident])
    return HandledShape(
        incident=one.incident,
        number=one.number,
        what=one.what,
        report=one.is_report,
        seat=one.seat,
        name=seat.name if seat else None,
        office=seat.office if seat else None,
        # Of a sitting one is told from outside who needs help, and not how things stand inside.
        standing=standing_of(meeting, seat.id) if seat is not None and inside else None,
        seats=len(touched[0]) if touched else 1,
        words=one.words,
        since=stands.since if stands is not None else told,
        at=told,
        patience=meeting.profile.incidents.escalate_seconds,
        called=is_called(meeting, one, viewer),
        acknowledged_by=one.acknowledged_by,
        handler=handler.name if handler else None,
        escalated=one.escalated.why if one.escalated is not None else None,
        step=one.step,
    )


def own_incident(meeting: Meeting, chronicle: Chronicle, seat: Seat) -> OwnIncidentShape | None:
    """What this person has called for help with, or what they are advised to do about what the machine found."""
    if meeting.phase is Phase.CLOSED:
        return None
    mine = [one for one in meeting.incidents.open.values() if one.seat == seat.id]
    found = meeting.incidents.reported_by(seat.id) or next((one for one in mine if one.step), None)
    if found is None:
        return None
    return OwnIncidentShape(
        incident=found.incident,
        report=found.is_report,
        matter=found.what if isinstance(found.what, Matter) else None,
        words=found.words,
        at=stamp(chronicle.incident_at[found.incident]),
        acknowledged=found.acknowledged_by is not None,
        step=found.step,
    )
