"""The built pages, and the headers that keep them to themselves."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, PlainTextResponse
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from meeting_server.meeting.refusal import Reason, Refused

DIST = Path(__file__).parents[2] / "web" / "dist"

_HASHED = ("assets/", "fonts/")
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_ASK_AGAIN = {"Cache-Control": "no-cache"}
# Styles inline: sizes and places that a script computes.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"permissions-policy", b"camera=(self), microphone=(self), display-capture=(self), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)

router = APIRouter()


@router.get("/{path:path}", include_in_schema=False)
async def page(path: str) -> Response:
    """A file of the build, or the one page that finds its screen by the address."""
    if path.startswith(("api/", "ws")):
        raise Refused(Reason.UNKNOWN_FILE)
    found = _file(path)
    if found is not None:
        headers = _FOR_EVER if path.startswith(_HASHED) else _ASK_AGAIN
        return FileResponse(found, headers=headers)
    index = DIST / "index.html"
    if path.startswith(_HASHED) or not index.is_file():
        return PlainTextResponse("The pages are not built: run make run, which builds them.", status_code=404)
    return FileResponse(index, headers=_ASK_AGAIN)


def _file(path: str) -> Path | None:
    """The file of the build that this address names."""
    try:
        found = (DIST / path).resolve()
        return found if found.is_relative_to(DIST) and found.is_file() else None
    except (OSError, ValueError):
        return None  # A name too long for the disk, or with a NUL in it.


class SafeHeaders:
    """Adds to every answer what keeps other sites out of our pages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), *_HEADERS]
                if not any(name == b"cache-control" for name, _ in headers):
                    headers.append((b"cache-control", b"no-store"))
                message["headers"] = headers
            await send(message)

        await self._app(scope, receive, answer)
