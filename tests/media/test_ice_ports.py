"""The ports of a worker on the network itself: UDP and framed TCP, both families, both loops."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
import uvloop
from aioice import stun

from meeting_server.media import framing, port
from meeting_server.media.framing import Strangers, TcpAddress
from meeting_server.media.ice import Credentials, IceSession, Mux
from tests.media.browser import until
from tests.media.wire import REMOTE, mutations, request

PATIENCE = 20.0
MEDIA = b"\x90\x6f" + bytes(40)
PICTURE = b"\x90\x60" + bytes(1_200)
DTLS = b"\x16\xfe\xfd" + bytes(40)
LOOPS = pytest.mark.parametrize("run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
HOSTS = pytest.mark.parametrize("host", ["127.0.0.1", "::1"])

Run = Callable[[Coroutine[Any, Any, None]], None]


class Client(asyncio.DatagramProtocol):
    """A browser's UDP port."""

    def __init__(self) -> None:
        self.got: asyncio.Queue[bytes] = asyncio.Queue()

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.got.put_nowait(data)


class Line:
    """A browser's TCP connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, *datagrams: bytes) -> None:
        self.writer.write(b"".join(len(each).to_bytes(2, "big") + each for each in datagrams))

    async def receive(self) -> bytes:
        length = int.from_bytes(await self.reader.readexactly(2), "big")
        return await self.reader.readexactly(length)

    async def is_cut(self) -> bool:
        try:
            return await self.reader.read(1) == b""
        except ConnectionError:
            return True


class Stand:
    """A mux with its ports open, one session, and the lines to it."""

    def __init__(self, mux: Mux, host: str) -> None:
        self.mux = mux
        self.host = host
        self.session: IceSession = mux.session()
        self.credentials: Credentials = self.session.restart(REMOTE)
        self.came: asyncio.Queue[bytes] = asyncio.Queue()
        self.session.on_media = self.came.put_nowait
        self._lines: list[Line] = []

    async def line(self, own: socket.socket | None = None) -> Line:
        to = {"sock": own} if own is not None else {"host": self.host, "port": self.mux.tcp_port}
        line = Line(*await asyncio.open_connection(**to))
        self._lines.append(line)
        return line

    async def proved_line(self, own: socket.socket | None = None) -> Line:
        line = await self.line(own)
        line.send(request(self.credentials, nominated=True))
        assert stun.parse_message(await line.receive()).message_class == stun.Class.RESPONSE
        return line

    async def close(self) -> None:
        self.session.close()
        for line in self._lines:
            line.writer.close()
            with contextlib.suppress(ConnectionError):
                await line.writer.wait_closed()
        await self.mux.close()


@contextlib.asynccontextmanager
async def standing(host: str = "127.0.0.1") -> AsyncIterator[Stand]:
    """A stand; everything is closed in the end."""
    stand = Stand(await Mux.listen(host, 0, tcp_port=0), host)
    try:
        async with asyncio.timeout(PATIENCE):
            yield stand
    finally:
        await stand.close()


@LOOPS
@HOSTS
def test_datagrams_come_and_go(run: Run, host: str) -> None:
    async def scene() -> None:
        async with standing(host) as stand:
            transport, client = await asyncio.get_running_loop().create_datagram_endpoint(
                Client, remote_addr=(host, stand.mux.port)
            )
            transport.sendto(request(stand.credentials, nominated=True))
            answer = stun.parse_message(await client.got.get())
            assert answer.attributes["XOR-MAPPED-ADDRESS"] == transport.get_extra_info("sockname")[:2]
            transport.sendto(MEDIA)
            assert await stand.came.get() == MEDIA
            transport.sendto(b"")
            transport.sendto(b"\x90\x6f" + bytes(9_000))
            transport.sendto(DTLS)
            assert await stand.session._recv() == DTLS
            stand.session.send(MEDIA)
            assert await client.got.get() == MEDIA
            assert stand.session.path == "udp"
            transport.close()

    run(scene())


@LOOPS
@HOSTS
def test_frames_come_and_go(run: Run, host: str) -> None:
    async def scene() -> None:
        async with standing(host) as stand:
            line = await stand.proved_line()
            line.send(MEDIA, b"", DTLS)
            assert await stand.came.get() == MEDIA
            assert await stand.session._recv() == DTLS
            stand.session.send(MEDIA)
            await stand.session._send(DTLS)
            assert [await line.receive(), await line.receive()] == [MEDIA, DTLS]
            assert stand.session.path == "tcp"
            assert stand.session.address is not None
            assert stand.session.address[:2] == line.writer.get_extra_info("sockname")[:2]

    run(scene())


@LOOPS
def test_both_families_come_in_by_the_same_numbers(run: Run) -> None:
    async def scene() -> None:
        async with standing() as stand:
            await stand.mux.listen_also("::1")
            for host in ("127.0.0.1", "::1"):
                session = stand.mux.session()
                check = request(session.restart(REMOTE), nominated=True)
                transport, client = await asyncio.get_running_loop().create_datagram_endpoint(
                    Client, remote_addr=(host, stand.mux.port)
                )
                transport.sendto(check)
                answer = stun.parse_message(await client.got.get())
                assert answer.attributes["XOR-MAPPED-ADDRESS"] == transport.get_extra_info("sockname")[:2]
                session.send(MEDIA)
                assert await client.got.get() == MEDIA
                transport.close()
                line = Line(*await asyncio.open_connection(host, stand.mux.tcp_port))
                line.send(check)
                await line.receive()
                line.writer.close()

    run(scene())


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_a_network_of_ipv6_counts_as_one_host(address: str, host: str) -> None:
    assert Strangers.host_of(address) == host


async def test_frames_may_come_in_any_pieces() -> None:
    async with standing() as stand:
        line = await stand.proved_line()
        for _ in range(3):
            for piece in (len(MEDIA).to_bytes(2, "big") + MEDIA)[:-1]:
                line.writer.write(bytes([piece]))
                await line.writer.drain()
            line.writer.write(MEDIA[-1:])
        assert [await stand.came.get() for _ in range(3)] == [MEDIA] * 3


async def test_a_frame_that_is_too_long_ends_the_connection() -> None:
    async with standing() as stand:
        line = await stand.proved_line()
        line.send(bytes(1_501))
        assert await line.is_cut()


async def test_closing_a_session_cuts_its_connection() -> None:
    async with standing() as stand:
        line = await stand.proved_line()
        stand.session.close()
        assert await line.is_cut()


async def test_a_connection_that_ends_is_no_address_any_more() -> None:
    async with standing() as stand:
        line = await stand.proved_line()
        line.writer.close()
        await until(lambda: stand.session.address is None)
        assert stand.mux._known.by_address == {}
        stand.session.send(MEDIA)
        await stand.proved_line()
        assert stand.session.path == "tcp"


async def test_who_proves_nothing_in_time_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framing, "_PATIENCE", 0.05)
    async with standing() as stand:
        line, proved = await stand.line(), await stand.proved_line()
        line.send(MEDIA, request(stand.credentials, password="x" * 24))
        assert await line.is_cut()
        proved.send(MEDIA)
        assert await stand.came.get() == MEDIA
        assert stand.mux.counts.unknown_address == 1


async def test_one_host_has_twenty_connections_of_whom_nothing_is_proved() -> None:
    async with standing() as stand:
        # An office that bars UDP: each of its people has proved who they are.
        await stand.proved_line()
        strangers = [await stand.line() for _ in range(20)]
        assert await (await stand.line()).is_cut()
        strangers[0].writer.close()
        await until(lambda: stand.mux._strangers.by_host["127.0.0.1"] < 20)
        await stand.proved_line()
        assert stand.mux._strangers.by_host["127.0.0.1"] == 19


async def test_at_most_so_many_connections_are_unproved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framing, "_UNPROVED", 3)
    async with standing() as stand:
        waiting = [await stand.line() for _ in range(3)]
        assert await (await stand.line()).is_cut()
        for line in waiting:
            line.send(request(stand.credentials))
            await line.receive()
        await stand.proved_line()


async def test_pictures_give_way_before_sound_and_keys_never_do() -> None:
    async with standing() as stand:
        line = await stand.proved_line()
        address = stand.session.address
        assert isinstance(address, TcpAddress)
        connection = address.connection
        line.reader._transport.pause_reading()  # type: ignore[attr-defined]
        while connection.dropped == 0:
            stand.session.send(PICTURE)
        sounds = 0
        while connection.dropped == 1:
            stand.session.send(MEDIA)
            sounds += 1
        assert sounds > 500
        stand.session.send(DTLS)
        assert connection.dropped == 2
        line.reader._transport.resume_reading()  # type: ignore[attr-defined]
        while (datagram := await line.receive()) != DTLS:
            assert datagram in (PICTURE, MEDIA)


@LOOPS
def test_what_the_system_keeps_of_a_slow_line_is_little(run: Run) -> None:
    """It would grow its buffer to megabytes, which is a minute of a line of 400 kbit/s."""

    async def scene() -> None:
        async with standing() as stand:
            own = socket.socket()
            own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 20_000)
            own.connect((stand.host, stand.mux.tcp_port))
            line = await stand.proved_line(own)
            address = stand.session.address
            assert isinstance(address, TcpAddress)
            for _ in range(4_000):
                stand.session.send(PICTURE)
                assert await line.receive() == PICTURE
            line.reader._transport.pause_reading()  # type: ignore[attr-defined]
            sent = 0
            while address.connection.dropped == 0:
                stand.session.send(PICTURE)
                sent += len(PICTURE)
                await asyncio.sleep(0)
            assert sent < 150_000

    run(scene())


async def test_no_stream_of_bytes_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framing, "_PER_ADDRESS", 10_000)
    failures: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: failures.append(context))
    async with standing() as stand:
        check = request(stand.credentials)
        seeds = [b"\0" + bytes([len(each)]) + each for each in (check, MEDIA, DTLS)] + [bytes(600)]
        for datagram in mutations(seeds, 150, seed=6):
            line = await stand.line()
            line.send(check)
            line.writer.write(datagram)
            await line.receive()
            line.writer.close()
            with contextlib.suppress(ConnectionError):
                await line.writer.wait_closed()
        await stand.proved_line()
    assert failures == []


async def test_the_buffers_that_were_granted_are_known_and_too_small_ones_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[dict[str, object]] = []
    monkeypatch.setattr(port._log, "warning", lambda event, **fields: told.append({"event": event, **fields}))
    async with standing() as stand:
        incoming, outgoing = stand.mux.buffers
        assert min(incoming, outgoing) > 0
        small = min(incoming, outgoing) < 4 << 20
        assert [each["event"] for each in told] == ["udp_buffer_small"] * small


async def test_a_port_that_is_taken_is_said_and_nothing_stays_open() -> None:
    async with standing() as stand:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            free = probe.getsockname()[1]
        for port, tcp_port in ((stand.mux.port, 0), (free, stand.mux.tcp_port)):
            with pytest.raises(OSError, match="in use"):
                await Mux.listen("127.0.0.1", port, tcp_port=tcp_port)
        await asyncio.sleep(0)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", free))
