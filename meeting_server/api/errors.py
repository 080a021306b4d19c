"""What a refusal is over HTTP: the only table from reasons to status codes, and the only place bugs become a 500."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from meeting_server.api.deps import COOKIE, house
from meeting_server.meeting.refusal import Detail, Reason, Refused
from meeting_server.services.alarms import ENDED_SESSION
from meeting_server.services.ports import LogDamaged
from meeting_server.services.shapes import field_of

_STATUS = {
    Reason.NOT_SIGNED_IN: 401,
    Reason.WRONG_PASSWORD: 401,
    Reason.WRONG_OWN_PASSWORD: 401,
    Reason.TICKET_INVALID: 401,
    Reason.PASSKEY_REFUSED: 401,
    Reason.PASSKEY_UNKNOWN: 401,
    Reason.PASSKEY_LATE: 401,
    Reason.PASSKEY_COPIED: 401,
    Reason.WRONG_CODE: 401,
    Reason.SIGN_IN_TOO_LATE: 401,
    Reason.PROOF_TOO_OLD: 403,
    Reason.NEEDS_SECOND_FACTOR: 403,
    Reason.NO_SEAT: 403,
    Reason.MUST_CHANGE_PASSWORD: 403,
    Reason.AGENCY_NOT_NAMED: 403,
    Reason.NOT_ALLOWED: 403,
    Reason.CALLER_HAS_NO_PART: 403,
    Reason.NOT_YOUR_COMMITTEE: 403,
    Reason.SUSPENDED: 403,
    Reason.NOT_ENTERED: 403,
    Reason.NOT_ENTITLED: 403,
    Reason.OWN_SIGN_IN_NEEDED: 403,
    Reason.NO_ACCOUNT_LINKED: 403,
    Reason.UNKNOWN_PROVIDER: 404,
    Reason.UNKNOWN_MEETING: 404,
    Reason.UNKNOWN_SEAT: 404,
    Reason.NO_SUCH_NAME: 404,
    Reason.UNKNOWN_ITEM: 404,
    Reason.UNKNOWN_BALLOT: 404,
    Reason.UNKNOWN_FILE: 404,
    Reason.UNKNOWN_TEXT: 404,
    Reason.UNKNOWN_PERSON: 404,
    Reason.UNKNOWN_COMMITTEE: 404,
    Reason.UNKNOWN_SESSION: 404,
    Reason.MEETING_CLOSED: 410,
    Reason.LINK_SPENT: 410,
    Reason.TOO_LARGE: 413,
    Reason.MALFORMED: 422,
    Reason.UNKNOWN_COMMAND: 422,
    Reason.UNKNOWN_CHOICE: 422,
    Reason.NOT_YOUR_DOCUMENT: 403,
    Reason.OWN_INTEREST: 403,
    Reason.KIND_NOT_TAKEN: 415,
    Reason.FILE_UNREADABLE: 422,
    Reason.FILE_UNPACKS_TOO_LARGE: 413,
    Reason.FILE_INFECTED: 422,
    Reason.SCAN_FAILED: 503,
    Reason.NO_DISK_LEFT: 507,
    Reason.EMPTY_TEXT: 422,
    Reason.BAD_DETAILS: 422,
    Reason.NO_SUCH_CLAIM: 422,
    Reason.NO_TABLE: 422,
    Reason.WEAK_PASSWORD: 422,
    Reason.SAME_PASSWORD: 422,
    Reason.TOO_MANY_ATTEMPTS: 429,
    Reason.TOO_FAST: 429,
    Reason.LOG_DAMAGED: 500,
    Reason.RELAY_UNAVAILABLE: 503,
    Reason.PROVIDER_NOT_BELIEVED: 502,
    Reason.PROVIDER_UNAVAILABLE: 503,
}
_OTHERWISE = 409  # the meeting does not stand as the request supposes
_BUG = "bug"  # no refusal: nothing that anybody did wrong
_NOT_FOUND, _UNREADABLE, _MALFORMED = 404, 400, 422
_log = structlog.get_logger()


def status_of(reason: Reason) -> int:
    """The status of a refusal."""
    return _STATUS.get(reason, _OTHERWISE)


def answer(reason: Reason, details: dict[str, Detail] | None = None, status: int | None = None) -> Response:
    """A refusal as JSON."""
    return _problem(reason.value, details or {}, status or status_of(reason))


def _problem(reason: str, details: dict[str, Detail], status: int) -> Response:
    headers = {"Cache-Control": "no-store"}
    if "seconds" in details:
        headers["Retry-After"] = str(details["seconds"])
    return JSONResponse({"reason": reason, "details": details}, status_code=status, headers=headers)


def install(app: FastAPI) -> None:
    """Answer every refusal and malformed request in one form."""

    @app.exception_handler(Refused)
    async def refused(request: Request, refusal: Refused) -> Response:
        _alarm(request, refusal.reason)
        return answer(refusal.reason, refusal.details)

    @app.exception_handler(LogDamaged)
    async def damaged(_request: Request, log: LogDamaged) -> Response:
        _log.error("log_damaged", meeting=log.meeting, entry=log.seq)
        return answer(Reason.LOG_DAMAGED, {"entry": log.seq})

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, wrong: RequestValidationError) -> Response:
        _alarm(request, Reason.MALFORMED)
        first = wrong.errors()[0]
        field = field_of(tuple(first["loc"][1:]))
        if first["type"] in ("string_too_long", "too_long"):
            return answer(Reason.TOO_LARGE, {"field": field})
        return answer(Reason.MALFORMED, {"field": field})

    @app.exception_handler(HTTPException)
    async def unknown(_request: Request, failure: HTTPException) -> Response:
        if failure.status_code == _NOT_FOUND:
            return answer(Reason.UNKNOWN_FILE)
        status = _MALFORMED if failure.status_code == _UNREADABLE else failure.status_code
        return answer(Reason.MALFORMED, status=status)


def _alarm(request: Request, reason: Reason) -> None:
    """Tell the server's log of what may have been an attack: by the pattern of its address, never the address."""
    where = getattr(request.scope.get("route"), "path", "")
    came_back = reason is Reason.NOT_SIGNED_IN and COOKIE in request.cookies
    house(request).alarms.refused(ENDED_SESSION if came_back else reason, where)


class Bugs:
    """What nobody expected: written down once, with the request's id, which the answer has too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception:
            route = scope.get("route")
            # The route's pattern, never the address: a token may stand in that.
            _log.exception("request_failed", route=getattr(route, "path", None))
            if begun:
                raise
            request = scope.get("state", {}).get("request_id")
            await _problem(_BUG, {"request": request}, 500)(scope, receive, send)
