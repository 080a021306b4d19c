"""DTLS and SRTP of one browser: aiortc's handshake and keys without its ICE and without its media loop.

The only file that touches private names of aiortc and pylibsrtp; `tests/media/test_rtc.py` holds them to the
pinned versions.
"""

import struct
import time
from collections.abc import Callable, Sequence
from typing import Protocol, cast

import pylibsrtp
import structlog
from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport, RTCIceTransport
from pylibsrtp._binding import ffi, lib  # type: ignore[import-not-found] # it has no types

from meeting_server.media.ice import IceSession
from meeting_server.media.port import MOST_SEGMENTS

# A datagram as networks carry it, and the same less the longest trailer of a packet.
_LARGEST = 1_500
LARGEST_PLAIN = _LARGEST - 144

# pylibsrtp's own methods make a C integer and a second function call for every packet, which is as much as the
# cipher itself takes. The same library, called with a buffer that all connections share: the packet path is one
# thread, and nothing stays in the buffer between two calls.
_CELL = ffi.new("unsigned char[]", MOST_SEGMENTS * _LARGEST)
_VIEW = ffi.buffer(_CELL)
_LENGTH = ffi.new("int *")
_buffer = ffi.buffer
_protect: Callable[..., int] = lib.srtp_protect
_protect_rtcp: Callable[..., int] = lib.srtp_protect_rtcp
_unprotect: Callable[..., int] = lib.srtp_unprotect
_unprotect_rtcp: Callable[..., int] = lib.srtp_unprotect_rtcp

# What `Slot.emit` makes a packet of: marker and payload type, sequence number, timestamp, SSRC, the body, and how many
# bytes of it are padding.
Fields = tuple[int, int, int, int, bytes, int]

_plain, _numbered = struct.Struct("!BBHII"), struct.Struct("!BBHIIIBHB")
PLAIN_HEAD, NUMBERED_HEAD = _plain.size, _numbered.size
_write_numbered = _numbered.pack_into
_PLAIN, _NUMBERED, _PADDED = 0x80, 0x90, 0x20
_ONE_WORD = (
    0xBEDE0001  # a block of one-byte elements (RFC 8285 §4.2), one word long: one of them, and padding
)

_DIGEST = "sha-256"
_QUICK = "GCM"  # the ciphers that the processor itself knows
_FIRST_RTCP, _LAST_RTCP = 192, 223
_SHORTEST = 12

_log = structlog.get_logger()


class Outlet(Protocol):
    """The way of RTP to a browser, as slots see it."""

    def send_rtp(self, fields: Fields, numbered: int, number: int) -> int:
        """Send a packet; its bytes, 0 when it cannot be sent."""
        ...

    def send_burst(self, packets: Sequence[Fields], numbered: int, number: int) -> tuple[list[int], int]:
        """Send several, up to the first that cannot be sent; the bytes of each, and those of all padding."""
        ...


class Sink(Protocol):
    """Who gets what was decrypted."""

    def on_rtp(self, plain: bytes, arrival: float) -> None:
        """One RTP packet; `arrival` in seconds of the monotonic clock."""
        ...

    def on_rtcp(self, plain: bytes) -> None:
        """One compound RTCP packet."""
        ...


class WorkerCertificate:
    """The one certificate of a worker process, made at its start."""

    def __init__(self) -> None:
        self.certificate = RTCCertificate.generateCertificate()

    @property
    def fingerprint(self) -> str:
        """Its SHA-256 digest as SDP writes it."""
        prints = self.certificate.getFingerprints()
        return next(each.value for each in prints if each.algorithm == _DIGEST)


class Keys:
    """The keys of one direction, ready for the library; they live as long as this does."""

    __slots__ = ("context", "session")

    def __init__(self, session: pylibsrtp.Session) -> None:
        self.session = session
        self.context: object = session._srtp[0]  # noqa: SLF001 - the pinned library has no other way to it


def _write_plain(view: bytearray, at: int, *fields: int) -> None:
    """A header without the extension and its number, for browsers that tell no arrivals of this kind."""
    _plain.pack_into(view, at, *fields[:5])


class RelayTransport(RTCDtlsTransport):
    """One browser's keys; packets go straight between the socket and the sink."""

    def __init__(self, certificate: WorkerCertificate, ice: IceSession, sink: Sink) -> None:
        # The base uses three members of its ICE transport, and ours has them: role, _recv, _send.
        super().__init__(cast("RTCIceTransport", ice), [certificate.certificate])
        self.bad_packets = 0
        self.unsent = 0
        self._incoming: Keys | None = None
        self._outgoing: Keys | None = None
        self._ice = ice
        self._sink = sink
        ice.on_media = self._on_media

    async def connect(self, fingerprint: str) -> bool:
        """Wait for the browser's handshake; whether it ended with the certificate that its offer named."""
        self._set_role("server")
        named = RTCDtlsFingerprint(algorithm=_DIGEST, value=fingerprint)
        await self.start(RTCDtlsParameters(fingerprints=[named]))
        if self.state != "connected":
            return False
        self._incoming, self._outgoing = Keys(self._rx_srtp), Keys(self._tx_srtp)
        if _QUICK not in self.profile:
            _log.info("srtp_slow_cipher", profile=self.profile)
        return True

    @property
    def profile(self) -> str:
        """The cipher that was agreed on; empty before."""
        agreed = self._ssl.get_selected_srtp_profile() if self._ssl is not None else b""
        return agreed.decode("ascii")

    @property
    def is_ready(self) -> bool:
        """Whether there are keys."""
        return self._outgoing is not None

    def _on_media(self, datagram: bytes) -> None:
        """A datagram of the mux, decrypted in the same call: no await, no queue, no task switch."""
        keys = self._incoming
        if keys is None:
            return
        size = len(datagram)
        if not _SHORTEST <= size <= _LARGEST:
            self.bad_packets += 1
            return
        _VIEW[0:size] = datagram
        _LENGTH[0] = size
        if _FIRST_RTCP <= datagram[1] <= _LAST_RTCP:
            if _unprotect_rtcp(keys.context, _CELL, _LENGTH):
                self.bad_packets += 1
            else:
                self._sink.on_rtcp(_VIEW[0 : _LENGTH[0]])
        elif _unprotect(keys.context, _CELL, _LENGTH):
            self.bad_packets += 1
        else:
            self._sink.on_rtp(_VIEW[0 : _LENGTH[0]], time.monotonic())

    def send_rtp(self, fields: Fields, numbered: int, number: int) -> int:
        """Write, encrypt and send a packet; how many bytes it has unencrypted, 0 when it cannot be sent.

        With `numbered`, the head of the extension, it bears this transport-wide number.
        """
        keys, ice = self._outgoing, self._ice
        if keys is None or ice.address is None:
            return 0
        mark, sequence, timestamp, ssrc, body, fill = fields
        if numbered:
            first = _NUMBERED | _PADDED if fill else _NUMBERED
            plain = (
                _numbered.pack(first, mark, sequence, timestamp, ssrc, _ONE_WORD, numbered, number, 0) + body
            )
        else:
            plain = _plain.pack(_PLAIN | _PADDED if fill else _PLAIN, mark, sequence, timestamp, ssrc) + body
        size = len(plain)
        if size > LARGEST_PLAIN:
            self.unsent += 1
            return 0
        _VIEW[0:size] = plain
        _LENGTH[0] = size
        if _protect(keys.context, _CELL, _LENGTH):  # Its number is long past, for one.
            self.unsent += 1
            return 0
        ice.send(_VIEW[0 : _LENGTH[0]])
        return size

    def send_burst(self, packets: Sequence[Fields], numbered: int, number: int) -> tuple[list[int], int]:
        """The same of several, up to the first that cannot be sent; those of one length leave in one call.

        The bytes of each, and how many of all of them are padding. Their numbers begin with this one.
        """
        keys, address, sizes, fills = self._outgoing, self._ice.address, list[int](), 0
        if keys is None or address is None:
            return sizes, fills
        context, send_run = keys.context, self._ice.send_run
        write, head, usual = (
            (_write_numbered, NUMBERED_HEAD, _NUMBERED) if numbered else (_write_plain, PLAIN_HEAD, _PLAIN)
        )
        at = run = each = 0
        for mark, sequence, timestamp, ssrc, body, fill in packets:
            size = head + len(body)
            if size > LARGEST_PLAIN:
                self.unsent += 1
                break
            if run and (size != each or run == MOST_SEGMENTS):
                send_run(_buffer(_CELL, at), at // run, address)
                at = run = 0
            each = size
            first = usual | _PADDED if fill else usual
            write(_VIEW, at, first, mark, sequence, timestamp, ssrc, _ONE_WORD, numbered, number, 0)
            _VIEW[at + head : at + size] = body
            _LENGTH[0] = size
            if _protect(context, _CELL + at, _LENGTH):  # Its number is long past, for one.
                self.unsent += 1
                break
            at += _LENGTH[0]
            run += 1
            number = (number + 1) & 0xFFFF
            fills += fill
            sizes.append(size)
        if run:
            send_run(_buffer(_CELL, at), at // run, address)
        return sizes, fills

    def send_rtcp(self, plain: bytes) -> bool:
        """Encrypt and send a compound RTCP packet; False as in `send_rtp`."""
        keys, ice = self._outgoing, self._ice
        if keys is None or ice.address is None:
            return False
        size = len(plain)
        if size > LARGEST_PLAIN:
            self.unsent += 1
            return False
        _VIEW[0:size] = plain
        _LENGTH[0] = size
        if _protect_rtcp(keys.context, _CELL, _LENGTH):
            self.unsent += 1
            return False
        ice.send(_VIEW[0 : _LENGTH[0]])
        return True

    def forget_keys(self) -> None:
        """From this call on nothing can be encrypted or decrypted."""
        self._incoming = self._outgoing = None
        self._rx_srtp = self._tx_srtp = None  # type: ignore[assignment] # as the base itself begins

    async def close(self) -> None:
        """Say goodbye, forget the keys and close the way."""
        await self.stop()
        self.forget_keys()
        self._ice.close()
