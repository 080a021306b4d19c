"""What is told of the lines to the support officers: each person theirs, and all of them to an officer."""

from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.incidents import is_known
from meeting_server.meeting.state import Meeting
from meeting_server.projections.chronicle import Chronicle, Message
from meeting_server.projections.view_shapes import SupportLineShape, SupportMessageShape


def support_lines(meeting: Meeting, chronicle: Chronicle, seat: Seat) -> list[SupportLineShape]:
    """Nothing while this seat is suspended or nobody knows who is at it, nor once the meeting is closed."""
    is_closed = meeting.phase is Phase.CLOSED
    if is_closed or seat.id in meeting.suspensions or not is_known(meeting, seat):
        return []
    shown = chronicle.to_support if Right.SUPPORT_LINE in seat.rights else {seat.id}
    return [
        SupportLineShape(
            seat=each.id,
            name=each.name,
            office=each.office,
            messages=[_message(meeting, one, each) for one in chronicle.to_support[each.id]],
        )
        for each in meeting.seats
        if each.id in shown and each.id in chronicle.to_support
    ]


def _message(meeting: Meeting, one: Message, whose: Seat) -> SupportMessageShape:
    officer = None if one.seat == whose.id else meeting.calling.seats[one.seat].name or ""
    return SupportMessageShape(message=one.id, officer=officer, text=one.text, at=stamp(one.at))
