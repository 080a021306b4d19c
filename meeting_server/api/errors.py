"""What a refusal is over HTTP: the only table from reasons to status codes, and the only place bugs become a 500."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from meeting_server.meeting.refusal import Detail, Reason, Refused

_STATUS = {
    Reason.NOT_SIGNED_IN: 401,
    Reason.WRONG_PASSWORD: 401,
    Reason.TICKET_INVALID: 401,
    Reason.NO_SEAT: 403,
    Reason.NOT_ALLOWED: 403,
    Reason.SUSPENDED: 403,
    Reason.NOT_ENTERED: 403,
    Reason.NOT_ENTITLED: 403,
    Reason.UNKNOWN_MEETING: 404,
    Reason.UNKNOWN_SEAT: 404,
    Reason.UNKNOWN_ITEM: 404,
    Reason.UNKNOWN_BALLOT: 404,
    Reason.UNKNOWN_FILE: 404,
    Reason.MEETING_CLOSED: 410,
    Reason.TOO_LARGE: 413,
    Reason.MALFORMED: 422,
    Reason.UNKNOWN_COMMAND: 422,
    Reason.UNKNOWN_CHOICE: 422,
    Reason.EMPTY_TEXT: 422,
    Reason.TOO_MANY_ATTEMPTS: 429,
    Reason.TOO_FAST: 429,
    Reason.RELAY_UNAVAILABLE: 503,
}
_OTHERWISE = 409  # the meeting does not stand as the request supposes
_log = structlog.get_logger()


def status_of(reason: Reason) -> int:
    """The status of a refusal."""
    return _STATUS.get(reason, _OTHERWISE)


def answer(reason: Reason, details: dict[str, Detail] | None = None, status: int | None = None) -> Response:
    """A refusal as JSON."""
    return JSONResponse(
        {"reason": reason.value, "details": details or {}},
        status_code=status or status_of(reason),
        headers={"Cache-Control": "no-store"},
    )


def install(app: FastAPI) -> None:
    """Answer every refusal, malformed request and bug in one form."""

    @app.exception_handler(Refused)
    async def refused(_request: Request, refusal: Refused) -> Response:
        return answer(refusal.reason, refusal.details)

    @app.exception_handler(RequestValidationError)
    async def malformed(_request: Request, wrong: RequestValidationError) -> Response:
        first = wrong.errors()[0] if wrong.errors() else {"loc": ()}
        field = ".".join(str(part) for part in first["loc"][1:]) or None
        if first.get("type") in ("string_too_long", "too_long"):
            return answer(Reason.TOO_LARGE, {"field": field})
        return answer(Reason.MALFORMED, {"field": field})

    @app.exception_handler(HTTPException)
    async def unknown(_request: Request, failure: HTTPException) -> Response:
        reason = Reason.UNKNOWN_FILE if failure.status_code == 404 else Reason.MALFORMED  # noqa: PLR2004
        return answer(reason, status=failure.status_code)

    @app.exception_handler(Exception)
    async def bug(request: Request, failure: Exception) -> Response:
        _log.error("request_failed", path=request.scope.get("route_path", ""), exc_info=failure)
        return JSONResponse({"reason": "bug", "details": {}}, status_code=500)
