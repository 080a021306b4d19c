"""Who should be there and is not, since when: for those who call them, and in nobody else's view."""

from typing import Literal, TypedDict

from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right, Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.links import link_of
from meeting_server.meeting.state import Meeting
from meeting_server.projections.chronicle import Chronicle
from meeting_server.projections.room_view import standing_of

# Whoever has another task than these is called to an item, and goes when it is done.
_TO_THE_END = {Role.CHAIR, Role.MEMBER, Role.SECRETARY, Role.CONTROLLER, Role.SUPPORT, Role.ROOM}

Absence = Literal["absent", "waiting", "away", "left"]


class MissingShape(TypedDict):
    """One who is not there; `since` ISO 8601 in UTC, null for whoever never came."""

    seat: str
    person: PersonId
    name: str | None
    office: str | None
    roles: list[Role]
    votes: bool
    state: Absence
    since: str | None
    room: str | None  # they sit before its device, and have not shown who they are
    link: bool  # one waits for them to open it, or to come in by it


def must_see_missing(meeting: Meeting, seat: Seat) -> None:
    """Raises Refused: the list is for some, until the close, and of a sitting for those who are in it (ข้อ ๑๐ (๒))."""
    if Right.SEE_MISSING not in seat.rights:
        raise Refused(Reason.NOT_ALLOWED)
    if meeting.phase is Phase.CLOSED:
        raise Refused(Reason.MEETING_CLOSED)
    if meeting.phase is Phase.OPEN:
        Actor.of_seat(seat.id).must_be_inside(meeting)


def may_see_missing(meeting: Meeting, seat: Seat) -> bool:
    """Whether the list is for this seat now."""
    try:
        must_see_missing(meeting, seat)
    except Refused:
        return False
    return True


def missing(meeting: Meeting, chronicle: Chronicle) -> list[MissingShape]:
    """Those who should be there and are not, in roster order; who is suspended is neither absent nor away."""
    told: list[MissingShape] = []
    for seat in meeting.seats:
        state = standing_of(meeting, seat.id)
        if state == "present" or state == "suspended" or not _is_expected(meeting, seat):  # noqa: PLR1714 - mypy narrows by this
            continue
        told.append(
            MissingShape(
                seat=seat.id,
                person=seat.person,
                name=seat.name,
                office=seat.office,
                roles=sorted(seat.roles),
                votes=seat.votes,
                state=state,
                since=_since(meeting, chronicle, seat, state),
                room=meeting.attendance.room_of(seat.id),
                link=link_of(meeting, seat.id) is not None,
            )
        )
    return told


def _is_expected(meeting: Meeting, seat: Seat) -> bool:
    if Right.SPEAK not in seat.rights:  # observers come and go as they like
        return False
    return bool(seat.roles & _TO_THE_END) or seat.id not in meeting.attendance.ever


def _since(meeting: Meeting, chronicle: Chronicle, seat: Seat, state: Absence) -> str | None:
    if state == "absent":
        return None
    # Who sits before a room device is away since that went.
    whose = (seat.id, meeting.attendance.rooms.get(seat.id, seat.id))
    at = max((chronicle.seat_since[each] for each in whose if each in chronicle.seat_since), default=None)
    return stamp(at) if at else None
