"""Connections that say nothing, or never finish: they go, and keep nobody out meanwhile."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from meeting_server.api import connections
from meeting_server.api.connections import Connection
from meeting_server.ws import session
from tests.loopback import PATIENCE, Loopback
from tests.media.browser import until

Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture(autouse=True)
async def _none_left() -> AsyncIterator[None]:
    # A test before this may have ended with its loop before its connections had.
    Connection.silent.clear()
    Connection.by_host.clear()
    yield
    # Closed by the server's end, in a turn of the loop that is still to come.
    await until(lambda: not Connection.silent)
    assert not +Connection.by_host


async def connect(server: Loopback, said: bytes = b"") -> Stream:
    """Somebody who says this and no more."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(said)
    return reader, writer


async def is_cut(stream: Stream) -> bool:
    """Whether the server hangs up."""
    reader, writer = stream
    async with asyncio.timeout(PATIENCE):
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
    writer.close()
    return True


async def lives(server: Loopback) -> bool:
    """Whether the server answers."""
    return (await server.stranger().get("/api/health/live")).status_code == 200


HEAD = b"POST /api/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    "said", [b"", b"GET / HT", HEAD, HEAD + b"Content-Length: 20\r\n\r\n{", b"\x16\x03\x01"]
)
async def test_what_does_not_become_a_request_in_time_is_cut_off(
    server: Loopback, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(connections, "_PATIENCE", 0.1)
    stream = await connect(server, said)
    if said.startswith(b"\x16"):
        # No HTTP at all is answered, and ends.
        assert (await stream[0].read()).startswith(b"HTTP/1.1 400")
        stream[1].close()
    else:
        assert await is_cut(stream)
    assert await lives(server)


async def test_a_line_that_is_open_is_not_a_request_that_waits(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_PATIENCE", 0.05)
    line = await server.socket(origin=server.origin)
    assert not Connection.silent
    looked = asyncio.Event()
    asyncio.get_running_loop().call_later(0.3, looked.set)
    await looked.wait()
    pong = await line.ping()
    await asyncio.wait_for(pong, PATIENCE)
    await line.close()


async def test_however_many_say_nothing_others_are_served(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await lives(server)
    monkeypatch.setattr(connections, "_SILENT_OF_A_HOST", 20)
    proved = server.stranger()
    assert (await proved.get("/api/health/live")).status_code == 200
    silent = [await connect(server) for _ in range(20)]
    assert await is_cut(await connect(server))
    # Whoever has spoken is not counted.
    assert (await proved.get("/api/health/live")).status_code == 200
    for _reader, writer in silent:
        writer.close()
    monkeypatch.setattr(connections, "_SILENT", 0)
    assert await is_cut(await connect(server))


async def test_at_most_so_many_lines_are_without_a_hello(
    server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_STRANGERS", 1)
    first = await server.socket(origin=server.origin)
    await until(lambda: session._strangers)
    with pytest.raises(Exception, match="403"):
        await server.socket(origin=server.origin)
    await first.close()
    await until(lambda: not session._strangers)
    await (await server.socket(origin=server.origin)).close()


def test_as_many_files_may_be_open_as_the_system_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr("resource.getrlimit", lambda _: (1_024, 4_096))
    monkeypatch.setattr("resource.setrlimit", lambda _, limits: asked.append(limits))
    connections.allow_many_files()
    assert asked == [(4_096, 4_096)]
