"""The agency's official name, asked of an administrator before anything else (ข้อ ๑), and the number to call."""

from fastapi import APIRouter

from meeting_server.api.deps import InHouse, Newcomer, OurPage
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.ports import Json
from meeting_server.services.shapes import Line, Shape

router = APIRouter()


class Described(Shape):
    """The official name, and the number that whoever cannot come in is to call."""

    name: Line
    telephone: Line = ""


@router.get("/api/agency")
async def agency(house: InHouse, _caller: Newcomer) -> Json:
    """The name that every form prints, empty while it has not been given; and whether it is set outside."""
    return {
        "name": house.agency.name,
        "fixed": bool(house.agency.fixed),
        "telephone": house.agency.telephone,
    }


@router.get("/api/agency/contact")
async def contact(house: InHouse) -> Json:
    """Whose server this is, and whom to call: for whoever cannot sign in, and so for anybody."""
    return {"name": house.agency.name, "telephone": house.agency.telephone}


@router.put("/api/agency", status_code=204, dependencies=[OurPage])
async def describe(asked: Described, house: InHouse, caller: Newcomer) -> None:
    """Give the name and the number: for an administrator, who may do nothing else before."""
    if caller.must_change:
        raise Refused(Reason.MUST_CHANGE_PASSWORD)
    if not caller.administrator:
        raise Refused(Reason.NOT_ALLOWED)
    await house.agency.describe(caller.person, asked.name, asked.telephone)
