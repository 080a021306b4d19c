"""ICE over TCP, passive side (RFC 6544): datagrams framed on a connection (RFC 4571), for networks that bar UDP."""

import asyncio
import ipaddress
import socket
from collections import Counter
from collections.abc import Callable
from typing import cast

_LARGEST = 1_500
_PATIENCE = 5.0  # seconds to a first authenticated check
# Bytes that wait before media is dropped, since late media is worse than lost media. Pictures, known by their size,
# give way before sound; checks and DTLS always wait.
_PICTURES_WAIT = 32 * 1024
_MEDIA_WAITS = 96 * 1024
_LONGEST_SOUND = 400
_FIRST_MEDIA = 128  # the lowest first byte of SRTP (RFC 7983)
# The system's own buffer grows to megabytes: it would hide from us that the line is slow, and nothing would give way.
# So it takes no more than this beyond what is on its way (TCP_NOTSENT_LOWAT of linux/tcp.h).
_NOT_SENT_LOWAT = 25
_UNSENT = 16 * 1024
_PER_ADDRESS = 20
_UNPROVED = 256


class TcpAddress(tuple[str | int, ...]):  # noqa: SLOT001 - it carries its connection
    """Host, port and `tcp`: one more address of the mux, never equal to one of UDP."""

    connection: "Framed"


class Strangers:
    """Connections of whom nothing is proved yet, so that they cannot use up the worker.

    Whoever was proved is not counted: an office that bars UDP may have many people behind one address.
    """

    def __init__(self) -> None:
        self.unproved: set[Framed] = set()
        self.by_host: Counter[str] = Counter()

    @staticmethod
    def host_of(address: str) -> str:
        """Whose an address is; of IPv6 the network, since each machine may have all addresses of a /64."""
        host = ipaddress.ip_address(address)
        if host.version == 4 or host.ipv4_mapped is not None:  # noqa: PLR2004 - the number of IPv4
            return address
        return str(ipaddress.ip_network((int(host) >> 64 << 64, 64)))

    def may_come(self, host: str) -> bool:
        """Whether one more from this host is let in."""
        return len(self.unproved) < _UNPROVED and self.by_host[host] < _PER_ADDRESS


class Framed(asyncio.Protocol):
    """One connection; hands whole frames on as datagrams."""

    def __init__(
        self,
        strangers: Strangers,
        datagram: Callable[[bytes, TcpAddress], None],
        hung_up: Callable[[TcpAddress], None],
    ) -> None:
        self.dropped = 0
        self._strangers = strangers
        self._datagram = datagram
        self._hung_up = hung_up
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._address = TcpAddress()
        self._patience: asyncio.TimerHandle | None = None
        self._host = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody connected (asyncio)."""
        # uvloop's transports are not asyncio's by type, only by shape.
        self._transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        host = self._strangers.host_of(str(peer[0])) if peer is not None else ""
        if not host or not self._strangers.may_come(host):
            self._transport.abort()
            return
        self._host = host
        self._strangers.unproved.add(self)
        self._strangers.by_host[self._host] += 1
        own = transport.get_extra_info("socket")
        own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        own.setsockopt(socket.IPPROTO_TCP, _NOT_SENT_LOWAT, _UNSENT)
        self._address = TcpAddress((*peer[:2], "tcp"))
        self._address.connection = self
        self._patience = asyncio.get_running_loop().call_later(_PATIENCE, self.abort)

    def proved(self) -> None:
        """A check on this connection was authenticated."""
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
            self._strangers.unproved.discard(self)
            self._strangers.by_host[self._host] -= 1
            if not self._strangers.by_host[self._host]:
                del self._strangers.by_host[self._host]

    def data_received(self, data: bytes) -> None:
        """Hand on every whole frame (asyncio)."""
        self._buffer += data
        at, size = 0, len(self._buffer)
        while size - at >= 2:  # noqa: PLR2004 - the two bytes of a frame's length
            length = int.from_bytes(self._buffer[at : at + 2], "big")
            if length > _LARGEST:
                self.abort()
                return
            if size - at < 2 + length:
                break
            if length:
                self._datagram(bytes(self._buffer[at + 2 : at + 2 + length]), self._address)
            at += 2 + length
        del self._buffer[:at]

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """The connection ended (asyncio)."""
        self.proved()
        if self._host:
            self._hung_up(self._address)

    def send(self, datagram: bytes) -> None:
        """Send a frame; media is dropped while too much is waiting."""
        if self._transport is None or self._transport.is_closing():
            return
        if datagram[0] >= _FIRST_MEDIA:
            most = _MEDIA_WAITS if len(datagram) <= _LONGEST_SOUND else _PICTURES_WAIT
            if self._transport.get_write_buffer_size() > most:
                self.dropped += 1
                return
        self._transport.write(len(datagram).to_bytes(2, "big") + datagram)

    def abort(self) -> None:
        """Cut the connection off; what waits in it is lost on purpose."""
        if self._transport is not None:
            self._transport.abort()
