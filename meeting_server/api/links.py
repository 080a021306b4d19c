"""One-time links: issued by the support officer after a call-back, opened once, good for one meeting (ข้อ ๙)."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import StringConstraints

from meeting_server.api.deps import COOKIE, InHouse, OurPage, Seated, address_of
from meeting_server.api.sign_in import begin_session
from meeting_server.audit.entry import stamp
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.ports import Json
from meeting_server.services.shapes import Id, Line, Shape

router = APIRouter()


class LinkAsked(Shape):
    """To which seat, and how whoever was called back was recognised."""

    seat: Id
    ground: Line


class Token(Shape):
    """What stands behind the `#` of a link."""

    token: Annotated[str, StringConstraints(max_length=2_000)]


@router.post("/api/meetings/{meeting}/links", dependencies=[OurPage])
async def issue(asked: LinkAsked, house: InHouse, seated: Seated) -> dict[str, str]:
    """A link to somebody's seat, told this once."""
    room, own = seated
    house.must_keep_pace(own.id, "links.issue")
    issued = await house.links.issue(room, own, SeatId(asked.seat), asked.ground)
    return {"token": issued.token, "until": stamp(issued.until)}


@router.delete("/api/meetings/{meeting}/links/{seat}", status_code=204, dependencies=[OurPage])
async def withdraw(seat: str, house: InHouse, seated: Seated) -> None:
    """Take back the link that waits for a seat."""
    room, own = seated
    house.must_keep_pace(own.id, "links.withdraw")
    await house.links.withdraw(room, own, SeatId(seat))


@router.post("/api/links/look", dependencies=[OurPage])
async def look(asked: Token, request: Request, house: InHouse) -> Json:
    """For whom a link is, and to which meeting: nothing is spent by looking, for programs look at links too."""
    house.limits.strangers.must_keep(address_of(request))
    room, seat = await house.links.look(asked.token)
    told = room.room_for(seat.id)
    return {
        "meeting": room.id,
        "agency": told["agency"],
        "body": told["body"],
        "number": told["number"],
        "year": told["year"],
        "starts_at": told["starts_at"],
        "name": seat.name,
        "office": seat.office,
    }


@router.post("/api/links", dependencies=[OurPage])
async def use(asked: Token, request: Request, response: Response, house: InHouse) -> dict[str, str]:
    """Come in by a link, once; the session's token is in the cookie alone, and good for that meeting alone."""
    house.limits.strangers.must_keep(address_of(request))
    await _must_be_nobodys(request, house)
    token, known = await house.links.use(asked.token, request.headers.get("user-agent", ""))
    await begin_session(request, response, house, token)
    return {"meeting": str(known.meeting)}


async def _must_be_nobodys(request: Request, house: InHouse) -> None:
    """Raises Refused(BROWSER_IS_SIGNED_IN): an officer who tries a link is not to lose what they signed in by."""
    try:
        before = await house.people.who(request.cookies.get(COOKIE))
    except Refused:
        return
    if before.meeting is None:
        raise Refused(Reason.BROWSER_IS_SIGNED_IN)
