"""The agency's official name: asked of an administrator before anything else (ข้อ ๑)."""

from fastapi import APIRouter

from meeting_server.api.deps import InHouse, Newcomer, OurPage
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.ports import Json
from meeting_server.services.shapes import Line, Shape

router = APIRouter()


class NameAsked(Shape):
    """The official name."""

    name: Line


@router.get("/api/agency")
async def agency(house: InHouse, _caller: Newcomer) -> Json:
    """The name that every form prints, empty while it has not been given; and whether it is set outside."""
    return {"name": house.agency.name, "fixed": bool(house.agency.fixed)}


@router.put("/api/agency", status_code=204, dependencies=[OurPage])
async def give_name(asked: NameAsked, house: InHouse, caller: Newcomer) -> None:
    """Give the name: for an administrator, who may do nothing else before."""
    if caller.must_change:
        raise Refused(Reason.MUST_CHANGE_PASSWORD)
    if not caller.administrator:
        raise Refused(Reason.NOT_ALLOWED)
    await house.agency.give_name(caller.person, asked.name)
