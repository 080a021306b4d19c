"""Connections before and between requests: whoever connects and says nothing must not keep others out."""

import asyncio
import resource
from collections import Counter
from typing import Any, ClassVar

import h11
import structlog
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

_PATIENCE = 10.0  # seconds for a request to come, and to be complete
# Many may share an address, and browsers open lines that they may never use.
_SILENT_OF_A_HOST = 512
_SILENT = 2_048
_log = structlog.get_logger()


class Connection(H11Protocol):
    """uvicorn waits for ever for a request to begin and to end; this does not, nor for too many at once."""

    silent: ClassVar[set["Connection"]] = set()
    by_host: ClassVar[Counter[str]] = Counter()

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - uvicorn's own
        super().__init__(*args, **named)
        self._host = ""
        self._seen: object = None
        self._looking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody connected (asyncio)."""
        super().connection_made(transport)
        host = str((transport.get_extra_info("peername") or ("unknown",))[0])
        if len(self.silent) >= _SILENT or self.by_host[host] >= _SILENT_OF_A_HOST:
            transport.abort()
            return
        self._host = host
        self.silent.add(self)
        self.by_host[host] += 1
        self._looking = self.loop.call_later(_PATIENCE, self._look)

    def data_received(self, data: bytes) -> None:
        """Something of a request came (asyncio)."""
        super().data_received(data)
        if self.cycle is not None or self not in self.connections:  # A request, or it has become a WebSocket.
            self._spoke()

    def _spoke(self) -> None:
        if self in self.silent:
            self.silent.discard(self)
            self.by_host[self._host] -= 1
            if not self.by_host[self._host]:
                del self.by_host[self._host]

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection ended (asyncio)."""
        self._spoke()
        if self._looking is not None:
            self._looking.cancel()
        super().connection_lost(exc)

    def _look(self) -> None:
        """One that waits for the same request as it did the last time is given up."""
        if self not in self.connections:  # It has become a WebSocket.
            self._spoke()
            return
        state = self.conn.their_state
        waiting = (state, self.cycle) if state in (h11.IDLE, h11.SEND_BODY) else None
        if waiting is not None and (waiting == self._seen or self.cycle is None):
            self.transport.abort()
            return
        self._seen = waiting
        self._looking = self.loop.call_later(_PATIENCE, self._look)


class Socket(WebSocketsSansIOProtocol):
    """uvicorn keeps 4 KiB of what it sent; a view is longer, and is hardly more than the last one sent again.

    With the whole window of RFC 7692 what has not changed costs next to nothing (decision 0004).
    """

    def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - uvicorn's own
        super().__init__(*args, **named)
        window = ServerPerMessageDeflateFactory(compress_settings={"memLevel": 8})
        self.conn.available_extensions = [window]


def allow_many_files() -> None:
    """Use as many open files as the system allows; Debian's own 1,024 are soon gone."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (ValueError, OSError):
        _log.warning("few_files", most=soft)
