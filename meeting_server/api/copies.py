"""The copy to watch of a closed meeting: one resource, which is asked for, looked at, taken and deleted."""

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from meeting_server.api.deps import InHouse, OurPage, Participant
from meeting_server.services.copies import NAME, Standing

router = APIRouter()


@router.get("/api/meetings/{meeting}/copy", response_model=None)
async def standing(meeting: str, house: InHouse, caller: Participant) -> Standing:
    """How the copy stands."""
    room = await house.record.open(meeting, caller)
    return house.copies.standing(room)


@router.post("/api/meetings/{meeting}/copy", dependencies=[OurPage], status_code=202, response_model=None)
async def make(meeting: str, house: InHouse, caller: Participant) -> Standing:
    """Begin to make it; asked again, how it stands."""
    room = await house.record.open(meeting, caller)
    return await house.copies.make(room, caller.person)


@router.delete("/api/meetings/{meeting}/copy", dependencies=[OurPage], status_code=204)
async def drop(meeting: str, house: InHouse, caller: Participant) -> None:
    """Stop making it, and delete what there is."""
    room = await house.record.open(meeting, caller)
    await house.copies.drop(room)


@router.get(f"/api/meetings/{{meeting}}/copy/{NAME}")
async def take(meeting: str, house: InHouse, caller: Participant) -> Response:
    """The file, in ranges, for playing and keeping."""
    room = await house.record.open(meeting, caller)
    return FileResponse(
        house.copies.path(room),
        media_type="video/webm",
        filename=f"{meeting}-copy.webm",
        content_disposition_type="inline",
        headers={"Cache-Control": "private, no-store"},
    )
