"""ICE-lite (RFC 8445 §2.5): every browser of a worker comes in by one UDP and one TCP port.

STUN is told apart by its user name and proved by its integrity; everything else counts only from an address that
passed such a check. Addresses that a browser names are never read, so nothing is ever sent to them.
"""

import asyncio
import secrets
import string
import struct
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Protocol

from aioice import stun

from meeting_server.media.framing import Framed, Strangers, TcpAddress
from meeting_server.media.port import Address, Buffer, UdpPort, pieces, udp_socket
from meeting_server.media.wakeup import WakeUp

__all__ = ["Address", "Credentials", "IceSession", "Mux"]

_LETTERS = string.ascii_letters + string.digits
_WAITING_DTLS = 64
_IPV4 = 2  # host and port; an address of IPv6 has four parts
_OLD_GENERATION = 10.0  # seconds that checks of the generation before are still answered
_ADDRESSES = 16  # per browser; more is not a network change but an attack
_HELD = 7.0  # seconds without a check after which an address may become another browser's; the slowest checks every 6


def _word(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """One generation's user name fragment and password, ours; and the fragment of the browser."""

    ufrag: str
    password: str
    remote: str


@dataclass(slots=True)
class Counts:
    """What came in that was not media of somebody known."""

    unauthenticated: int = 0
    unknown_address: int = 0
    taken_address: int = 0
    dropped_dtls: int = 0


class IceSession:
    """One browser's way in and out; takes the place of aiortc's ICE transport under DTLS."""

    role = "controlled"

    def __init__(self, mux: "Mux") -> None:
        self.on_media: Callable[[bytes], None] | None = None
        self.last_check = float("-inf")
        self.address: Address | None = None
        self.is_closed = False
        self._mux = mux
        self.send_run = mux.send_run
        self._generations: list[tuple[Credentials, float]] = []
        self._addresses: dict[Address, float] = {}  # and when it was last proved
        self._dtls: asyncio.Queue[bytes | None] = asyncio.Queue(_WAITING_DTLS)

    @property
    def path(self) -> str:
        """How packets travel: `udp`, `tcp`, or `relay` when a TURN server of ours stands between."""
        if self.address is not None and self.address[0] in self._mux.turn:
            return "relay"
        return "tcp" if isinstance(self.address, TcpAddress) else "udp"

    def restart(self, remote_ufrag: str) -> Credentials:
        """New credentials; those before are answered for a while and then forgotten."""
        now = time.monotonic()
        self.forget_old(now)
        fresh = Credentials(ufrag=_word(8), password=_word(24), remote=remote_ufrag)
        self._generations.append((fresh, now))
        self._mux.expect(fresh, self)
        return fresh

    def forget_old(self, now: float) -> None:
        """Let go of generations that a newer one replaced long enough ago."""
        while len(self._generations) > 1 and now - self._generations[1][1] > _OLD_GENERATION:
            self._mux.forget(self._generations.pop(0)[0])

    def checked(self, credentials: Credentials, address: Address, *, nominated: bool) -> bool:
        """An authenticated check came from this address; False when the address is another browser's."""
        now = time.monotonic()
        if not self._mux.come(address, self, now):
            return False
        self.last_check = now
        if isinstance(address, TcpAddress):
            address.connection.proved()
        if address not in self._addresses and len(self._addresses) >= _ADDRESSES:
            self._leave(next(one for one in self._addresses if one != self.address))
        self._addresses[address] = now
        newest = bool(self._generations) and credentials == self._generations[-1][0]
        if newest and (nominated or self.address is None):
            self.address = address
        return True

    def holds(self, address: Address, now: float) -> bool:
        """Whether this browser has lately proved that the address is its own."""
        return now - self._addresses.get(address, float("-inf")) < _HELD

    def lost(self, address: Address) -> None:
        """The address is no longer ours: its TCP connection ended, or another browser has it now."""
        self._addresses.pop(address, None)
        if self.address == address:
            self.address = None  # until the next check; nothing is guessed

    def _leave(self, address: Address) -> None:
        del self._addresses[address]
        self._mux.leave(address, self)
        if isinstance(address, TcpAddress):
            address.connection.abort()

    def take_dtls(self, datagram: bytes) -> None:
        """A DTLS record from an address of this browser."""
        try:
            self._dtls.put_nowait(datagram)
        except asyncio.QueueFull:
            self._mux.counts.dropped_dtls += 1

    async def _recv(self) -> bytes:
        """The next DTLS record; raises ConnectionError once closed (for aiortc)."""
        if self.is_closed:
            raise ConnectionError
        datagram = await self._dtls.get()
        if datagram is None:
            raise ConnectionError
        return datagram

    async def _send(self, datagram: bytes) -> None:
        """Send a DTLS record (for aiortc)."""
        self.send(datagram)

    def send(self, datagram: bytes) -> None:
        """Send to the selected address; nothing when there is none."""
        if self.address is not None:
            self._mux.send(datagram, self.address)

    def close(self) -> None:
        """Forget credentials and addresses; a TCP connection is cut off, not drained."""
        self.is_closed = True
        for credentials, _ in self._generations:
            self._mux.forget(credentials)
        self._generations.clear()
        for address in list(self._addresses):
            self._leave(address)
        self.address, self.on_media = None, None
        while self._dtls.full():
            self._dtls.get_nowait()
        self._dtls.put_nowait(None)


@dataclass(slots=True)
class _Known:
    by_ufrag: dict[str, tuple[Credentials, IceSession]] = field(default_factory=dict)
    by_address: dict[Address, IceSession] = field(default_factory=dict)


class Port(Protocol):
    """Where datagrams go out by UDP."""

    def sendto(self, datagram: bytes, address: Address) -> None:
        """Send one."""
        ...

    def send_run(self, run: Buffer, each: int, address: Address) -> None:
        """Send datagrams of `each` bytes to one address."""
        ...

    def close(self) -> None:
        """Send nothing any more."""
        ...


class Mux:
    """The worker's ports; bind with `listen`, hand out sessions with `session`.

    Media that comes in while a port is being read waits in `wake_up` until the port has read what is there, so that
    what is meant for one browser goes together.
    """

    def __init__(self) -> None:
        self.wake_up = WakeUp()
        self.counts = Counts()
        self.port = 0
        self.tcp_port = 0
        self.turn: Collection[str | int] = ()  # the addresses from which TURN servers relay to us
        self.buffers = (0, 0)  # bytes that the system grants for what comes in and what goes out
        self._known = _Known()
        self._strangers = Strangers()
        self._udp: list[Port] = []
        self._tcp: list[asyncio.Server] = []

    @classmethod
    async def listen(cls, bind: str, port: int = 0, tcp_port: int | None = None) -> "Mux":
        """Listen on UDP and, when `tcp_port` is given (0: any), on TCP; raises OSError."""
        mux = cls()
        port_of_udp = UdpPort(udp_socket(bind, port), mux)
        mux.buffers, mux.port = port_of_udp.buffers, port_of_udp.number
        mux.carry(port_of_udp, is_ipv6=":" in bind)
        if tcp_port is not None:
            try:
                await mux._listen_tcp(bind, tcp_port)
            except OSError:
                port_of_udp.close()
                raise
        return mux

    async def listen_also(self, bind: str) -> None:
        """Listen on the same ports at an address of the other family, too; raises OSError."""
        self.carry(UdpPort(udp_socket(bind, self.port), self), is_ipv6=":" in bind)
        if self._tcp:
            await self._listen_tcp(bind, self.tcp_port)

    async def _listen_tcp(self, bind: str, port: int) -> None:
        loop = asyncio.get_running_loop()

        def framed() -> Framed:
            return Framed(self._strangers, self.datagram_received, self.hung_up)

        server = await loop.create_server(framed, bind, port)
        self._tcp.append(server)
        self.tcp_port = server.sockets[0].getsockname()[1]

    def session(self) -> IceSession:
        """A session for a browser that is about to be answered."""
        return IceSession(self)

    def expect(self, credentials: Credentials, session: IceSession) -> None:
        """Checks under these credentials belong to this session."""
        self._known.by_ufrag[credentials.ufrag] = (credentials, session)

    def forget(self, credentials: Credentials) -> None:
        """Checks under these credentials are no longer answered."""
        self._known.by_ufrag.pop(credentials.ufrag, None)

    def come(self, address: Address, session: IceSession, now: float) -> bool:
        """Packets from this address belong to this session; False while another session holds it."""
        holder = self._known.by_address.get(address)
        if holder is not None and holder is not session:
            if holder.holds(address, now):
                self.counts.taken_address += 1
                return False
            holder.lost(address)
        self._known.by_address[address] = session
        return True

    def leave(self, address: Address, session: IceSession) -> None:
        """Packets from this address are nobody's, unless another session has taken it over."""
        if self._known.by_address.get(address) is session:
            del self._known.by_address[address]

    def hung_up(self, address: TcpAddress) -> None:
        """A TCP connection ended."""
        session = self._known.by_address.pop(address, None)
        if session is not None:
            session.lost(address)

    def carry(self, port: Port, *, is_ipv6: bool = False) -> None:
        """From now on this port is one of ours; that of IPv6 stands last."""
        self._udp.insert(len(self._udp) if is_ipv6 else 0, port)

    def send(self, datagram: bytes, address: Address) -> None:
        """Send to an address that a session selected."""
        if isinstance(address, TcpAddress):
            address.connection.send(datagram)
        elif self._udp:
            self._udp[-1 if len(address) > _IPV4 else 0].sendto(datagram, address)

    def send_run(self, run: Buffer, each: int, address: Address) -> None:
        """Send datagrams of `each` bytes to an address that a session selected."""
        if isinstance(address, TcpAddress):
            for datagram in pieces(run, each):
                address.connection.send(datagram)
        elif self._udp:
            self._udp[-1 if len(address) > _IPV4 else 0].send_run(run, each, address)

    def hold(self) -> None:
        """A port is being read."""
        self.wake_up.hold()

    def release(self) -> None:
        """The port has read what was there."""
        self.wake_up.release()

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """One datagram of a port, from anybody; never raises (RFC 7983)."""
        first = data[0] if data else 0
        if 127 < first < 192:  # noqa: PLR2004 - SRTP and SRTCP
            session = self._known.by_address.get(addr)
            if session is not None and session.on_media is not None:
                session.on_media(data)
            else:
                self.counts.unknown_address += 1
        elif 19 < first < 64:  # noqa: PLR2004 - DTLS
            session = self._known.by_address.get(addr)
            if session is not None:
                session.take_dtls(data)
            else:
                self.counts.unknown_address += 1
        elif data and first < 4:  # noqa: PLR2004 - STUN
            self._check(data, addr)

    def _check(self, data: bytes, address: Address) -> None:
        try:
            request = stun.parse_message(data)
            if request.message_class != stun.Class.REQUEST or request.message_method != stun.Method.BINDING:
                return
            ours, _, theirs = request.attributes["USERNAME"].partition(":")
            credentials, session = self._known.by_ufrag[ours]
        except (ValueError, KeyError, IndexError, struct.error, OSError, AttributeError):
            self.counts.unauthenticated += 1
            return
        if theirs != credentials.remote or not request.check_message_integrity(credentials.password.encode()):
            self.counts.unauthenticated += 1
            return
        if not session.checked(credentials, address, nominated="USE-CANDIDATE" in request.attributes):
            return
        answer = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, transaction_id=request.transaction_id)
        answer.attributes["XOR-MAPPED-ADDRESS"] = tuple(address[:2])
        answer.add_message_integrity(credentials.password.encode())
        self.send(bytes(answer), address)

    async def close(self) -> None:
        """Close the ports."""
        for port in self._udp:
            port.close()
        for server in self._tcp:
            server.close()
            await server.wait_closed()
