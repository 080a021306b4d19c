"""Who is calling, and what the doors lead to, as annotated dependencies."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from meeting_server.accounts.sessions import Way
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.presence import must_be_let
from meeting_server.services.house import House
from meeting_server.services.people import Known
from meeting_server.services.room import Room

COOKIE = "meeting_session"
PAGE = "meeting-server"  # what our own pages send along, and other sites' forms cannot


def house(connection: HTTPConnection) -> House:
    """What the doors share."""
    found: House = connection.app.state.house
    return found


async def arrival(request: Request, inside: Annotated[House, Depends(house)]) -> Known:
    """The person of the session cookie, even a visitor, of whom nobody knows yet who they are."""
    return await inside.people.who(request.cookies.get(COOKIE))


async def newcomer(arrived: Annotated[Known, Depends(arrival)]) -> Known:
    """The person who signed in, even one whose first password is still the one they were given.

    What is good for one meeting alone is no sign-in; raises Refused(NOT_SIGNED_IN).
    """
    if arrived.meeting is not None:
        raise Refused(Reason.NOT_SIGNED_IN)
    return arrived


async def known(
    arrived: Annotated[Known, Depends(newcomer)], inside: Annotated[House, Depends(house)]
) -> Known:
    """The person of the session cookie; raises Refused(NOT_SIGNED_IN, MUST_CHANGE_PASSWORD or AGENCY_NOT_NAMED)."""
    if arrived.must_change:
        raise Refused(Reason.MUST_CHANGE_PASSWORD)
    inside.agency.must_have_name()
    return arrived


async def administrator(caller: Annotated[Known, Depends(known)]) -> Known:
    """Somebody who sees to the register; raises Refused(NOT_ALLOWED)."""
    if not caller.administrator:
        raise Refused(Reason.NOT_ALLOWED)
    return caller


async def freshly_known(
    caller: Annotated[Known, Depends(known)], inside: Annotated[House, Depends(house)]
) -> Known:
    """Somebody who has shown lately who they are, before they change how they sign in; raises Refused(PROOF_TOO_OLD)."""
    await inside.second_factor.must_be_sure(caller)
    return caller


def is_own_page(connection: HTTPConnection) -> bool:
    """Whether the page that asks comes from here; a client that is no page names no origin."""
    origin = connection.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == connection.headers.get("host")


async def our_page(request: Request) -> None:
    """Refuse what another site's page makes a browser ask for."""
    if request.headers.get("x-requested-with") != PAGE or not is_own_page(request):
        raise Refused(Reason.NOT_ALLOWED)


def address_of(connection: HTTPConnection) -> str:
    """Where the request comes from; a proxy's word counts only if the server was told to trust it."""
    return connection.client.host if connection.client else "unknown"


InHouse = Annotated[House, Depends(house)]
Arrival = Annotated[Known, Depends(arrival)]
Newcomer = Annotated[Known, Depends(newcomer)]
Caller = Annotated[Known, Depends(known)]
Fresh = Annotated[Known, Depends(freshly_known)]
Administrator = Annotated[Known, Depends(administrator)]
OurPage = Depends(our_page)


async def participant(meeting: str, arrived: Arrival, inside: InHouse) -> Known:
    """Whoever may be asked about this meeting: signed in, be it by a link to it alone; never a visitor."""
    if arrived.way is Way.VISIT:
        raise Refused(Reason.NOT_SIGNED_IN)
    must_be_for(arrived, meeting)
    inside.agency.must_have_name()
    return arrived


Participant = Annotated[Known, Depends(participant)]


async def seated(meeting: str, inside: InHouse, caller: Participant) -> tuple[Room, Seat]:
    """The room of this meeting and the caller's seat in it; raises Refused."""
    room, seat = await inside.room_of(meeting, caller.person)
    must_be_let(room.meeting, seat, caller.link, caller.factors)
    return room, seat


async def at_the_door(meeting: str, inside: InHouse, arrived: Arrival) -> tuple[Room, Seat]:
    """The same of a visitor too: at the door of the meeting that they came to, and of no other."""
    must_be_for(arrived, meeting)
    room, seat = await inside.room_of(meeting, arrived.person)
    if arrived.way is not Way.VISIT:
        must_be_let(room.meeting, seat, arrived.link, arrived.factors)
    return room, seat


def must_be_for(arrived: Known, meeting: str) -> None:
    """Refuse a session that is good for another meeting alone, or not yet for any."""
    if arrived.meeting not in (None, meeting):
        raise Refused(Reason.NOT_SIGNED_IN)
    if arrived.must_change:
        raise Refused(Reason.MUST_CHANGE_PASSWORD)


Seated = Annotated[tuple[Room, Seat], Depends(seated)]
AtTheDoor = Annotated[tuple[Room, Seat], Depends(at_the_door)]
