"""One UDP socket, read and written by ourselves: everything that is there in one go, and bursts in one call.

The loop's own transport hands over one datagram at a time and sends one at a time. What a camera sends comes
several packets together, and the way through the system's network code is most of what forwarding costs; Linux
takes a burst to one browser through it once (decisions/0015).
"""

import asyncio
import errno
import socket
import struct
from collections.abc import Iterator
from typing import Protocol

import structlog

Address = tuple[str | int, ...]

Buffer = bytes | memoryview

_LARGEST = 2_048
_BUFFER = 4 << 20
_DIRECTIONS = (socket.SO_RCVBUF, socket.SO_SNDBUF)
_AT_ONCE = 64  # datagrams of one wake-up; then the timers have their turn

_UDP, _SEGMENT = 17, 103  # SOL_UDP and UDP_SEGMENT, which the socket module does not name
MOST_SEGMENTS = 32  # of one burst: the system takes 64 of them, or 64 KiB
_SIZE = struct.Struct("H")
_NO_SUCH_WAY = {errno.EIO, errno.EINVAL, errno.EMSGSIZE, errno.ENOPROTOOPT, errno.EOPNOTSUPP}

_log = structlog.get_logger()


class Owner(Protocol):
    """Who gets what comes in."""

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """One datagram, from anybody; never raises."""
        ...

    def hold(self) -> None:
        """More may come in this wake-up: what goes out may wait for its end."""
        ...

    def release(self) -> None:
        """The wake-up is over: what waits goes out now."""
        ...


class UdpPort:
    """A bound socket in the running loop, until `close`."""

    def __init__(self, own: socket.socket, owner: Owner) -> None:
        self.number: int = own.getsockname()[1]
        self.buffers = _granted(own)  # bytes that the system grants for what comes in and what goes out
        self.unsent = 0  # datagrams that the system did not take: media is late by the time it would
        self._socket = own
        self._owner = owner
        self._bursts = hasattr(socket.socket, "sendmsg")
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(own, self._read)

    def _read(self) -> None:
        """Take what is there, but not for ever."""
        owner, take = self._owner, self._socket.recvfrom
        receive = owner.datagram_received
        owner.hold()
        try:
            for _ in range(_AT_ONCE):
                try:
                    datagram, address = take(_LARGEST)
                except (
                    OSError
                ):  # Nothing more is there; or a browser's port is closed, which its consent tells.
                    break
                receive(datagram, address)
        finally:
            owner.release()

    def sendto(self, datagram: Buffer, address: Address) -> None:
        """Send one datagram, or count it as lost: nobody waits for a full buffer."""
        try:
            self._socket.sendto(datagram, address)
        except OSError:
            self.unsent += 1

    def send_run(self, run: Buffer, each: int, address: Address) -> None:
        """Send datagrams of `each` bytes in one call; at most `MOST_SEGMENTS`."""
        if len(run) <= each:
            self.sendto(run, address)
            return
        if not self._bursts:
            self._one_by_one(run, each, address)
            return
        try:
            self._socket.sendmsg((run,), ((_UDP, _SEGMENT, _SIZE.pack(each)),), 0, address)
        except OSError as refused:
            if refused.errno in _NO_SUCH_WAY:
                # A card without this, or a path for smaller packets: one by one they may pass.
                self._one_by_one(run, each, address)
            else:
                self.unsent += len(run) // each

    def _one_by_one(self, run: Buffer, each: int, address: Address) -> None:
        for datagram in pieces(run, each):
            self.sendto(datagram, address)

    def is_closing(self) -> bool:
        """Whether nothing is sent any more."""
        return self._socket.fileno() < 0

    def close(self) -> None:
        """Stop reading and free the port."""
        if not self.is_closing():
            self._loop.remove_reader(self._socket)
            self._socket.close()


def pieces(run: Buffer, each: int) -> Iterator[bytes]:
    """The datagrams of a run."""
    return (bytes(run[at : at + each]) for at in range(0, len(run), each))


def _granted(own: socket.socket) -> tuple[int, int]:
    """What the system gave of the buffers that were asked; too little loses packets in bursts, so it is said."""
    incoming, outgoing = (own.getsockopt(socket.SOL_SOCKET, direction) for direction in _DIRECTIONS)
    if min(incoming, outgoing) < _BUFFER:
        _log.warning("udp_buffer_small", asked=_BUFFER, incoming=incoming, outgoing=outgoing)
    return incoming, outgoing


def udp_socket(bind: str, port: int) -> socket.socket:
    """A bound socket with large buffers; raises OSError."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    own = socket.socket(family, socket.SOCK_DGRAM)
    try:
        if family == socket.AF_INET6:
            own.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        for direction in _DIRECTIONS:
            own.setsockopt(socket.SOL_SOCKET, direction, _BUFFER)
        own.setblocking(False)  # noqa: FBT003 - the socket module's own parameter
        own.bind((bind, port))
    except OSError:
        own.close()
        raise
    return own
