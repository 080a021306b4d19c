"""Whether the server lives, and whether it can serve."""

from fastapi import APIRouter

from meeting_server.api.deps import InHouse

router = APIRouter()


@router.get("/api/health/live")
async def live() -> dict[str, str]:
    """The process answers."""
    return {"state": "live"}


@router.get("/api/health/ready")
async def ready(house: InHouse) -> dict[str, str]:
    """The database answers too."""
    await house.meetings.unfinished_meetings()
    return {"state": "ready"}
