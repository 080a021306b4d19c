"""How much may come in: a request is read whole before anything looks at it, and a large one not at all."""

import asyncio
import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from meeting_server.api.errors import answer
from meeting_server.meeting.refusal import Reason

LONGEST_TABLE = 2 * 1024 * 1024  # of people: 5,000 of them in letters of three bytes
LONGEST = 256 * 1024  # a meeting of 300 seats and 100 items is half as long
TABLES = "/api/register/table"  # the one address where a table is sent
# A document is no request to be read whole: it goes to the disk as it comes, and is counted there.
_DOCUMENTS = re.compile(r"/api/meetings/[^/]+/documents")
_SECONDS = 20.0  # for a body to arrive; whoever sends slower holds our memory


class SmallBodies:
    """Refuses a body that is too large, by its announced length or by counting."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        if scope["method"] == "POST" and _DOCUMENTS.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        try:
            most = LONGEST_TABLE if scope["path"] == TABLES else LONGEST
            async with asyncio.timeout(_SECONDS):
                body = await _read(scope, receive, most)
        except TimeoutError:
            await answer(Reason.MALFORMED, status=408)(scope, receive, send)
            return
        if body is None:
            await answer(Reason.TOO_LARGE, {"most": most})(scope, receive, send)
            return
        whole: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return whole.pop() if whole else await receive()

        await self._app(scope, again, send)


async def _read(scope: Scope, receive: Receive, most: int) -> bytes | None:
    """The body; None when it is too large."""
    for name, value in scope["headers"]:
        if name == b"content-length" and (len(value) > len(str(most)) or int(value) > most):
            return None
    read = bytearray()
    while True:
        message = await receive()
        read += message.get("body", b"")
        if len(read) > most:
            return None
        if message["type"] != "http.request" or not message.get("more_body", False):
            return bytes(read)
