"""Whether the server lives, and whether it can serve."""

import structlog
from fastapi import APIRouter, Response

from meeting_server.api.deps import InHouse

router = APIRouter()
_log = structlog.get_logger()


@router.get("/api/health/live")
async def live() -> dict[str, str]:
    """The process answers."""
    return {"state": "live"}


@router.get("/api/health/ready")
async def ready(house: InHouse, response: Response) -> dict[str, str]:
    """The database answers too."""
    try:
        await house.meetings.unfinished_meetings()
    except Exception:  # noqa: BLE001 - an edge: whatever it is, we cannot serve
        _log.exception("database_failed")
        response.status_code = 503
        return {"state": "not_ready"}
    return {"state": "ready"}
