"""DTLS and SRTP of one browser: aiortc's handshake and keys without its ICE and without its media loop.

The only file that touches aiortc's private names; `tests/media/test_rtc.py` holds them to the pinned version.
"""

import time
from collections.abc import Callable
from typing import Protocol, cast

import pylibsrtp
import structlog
from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport, RTCIceTransport

from meeting_server.media.ice import IceSession

# pylibsrtp's buffer, and the same less what it keeps for the trailer of a packet; what is longer raises.
_LARGEST = 1_500
LARGEST_PLAIN = _LARGEST - 144

_DIGEST = "sha-256"
_QUICK = "GCM"  # the ciphers that the processor itself knows
_FIRST_RTCP, _LAST_RTCP = 192, 223
_SHORTEST = 12

_log = structlog.get_logger()


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


class RelayTransport(RTCDtlsTransport):
    """One browser's keys; packets go straight between the socket and the sink."""

    def __init__(self, certificate: WorkerCertificate, ice: IceSession, sink: Sink) -> None:
        # The base uses three members of its ICE transport, and ours has them: role, _recv, _send.
        super().__init__(cast("RTCIceTransport", ice), [certificate.certificate])
        self.bad_packets = 0
        self.unsent = 0
        self._incoming: pylibsrtp.Session | None = None
        self._outgoing: pylibsrtp.Session | None = None
        self._ice = ice
        self._sink = sink
        self._send: Callable[[bytes], None] = ice.send
        ice.on_media = self._on_media

    async def connect(self, fingerprint: str) -> bool:
        """Wait for the browser's handshake; whether it ended with the certificate that its offer named."""
        self._set_role("server")
        named = RTCDtlsFingerprint(algorithm=_DIGEST, value=fingerprint)
        await self.start(RTCDtlsParameters(fingerprints=[named]))
        if self.state != "connected":
            return False
        self._incoming, self._outgoing = self._rx_srtp, self._tx_srtp
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
        if not _SHORTEST <= len(datagram) <= _LARGEST:
            self.bad_packets += 1
            return
        try:
            if _FIRST_RTCP <= datagram[1] <= _LAST_RTCP:
                self._sink.on_rtcp(keys.unprotect_rtcp(datagram))
            else:
                self._sink.on_rtp(keys.unprotect(datagram), time.monotonic())
        except pylibsrtp.Error:
            self.bad_packets += 1

    def send_rtp(self, plain: bytes) -> bool:
        """Encrypt and send; False when there are no keys, no address, or it cannot be encrypted."""
        keys = self._outgoing
        if keys is None or self._ice.address is None:
            return False
        try:
            sealed = keys.protect(plain)
        except (pylibsrtp.Error, ValueError):  # It is longer than LARGEST_PLAIN, or its number is long past.
            self.unsent += 1
            return False
        self._send(sealed)
        return True

    def send_rtcp(self, plain: bytes) -> bool:
        """Encrypt and send a compound RTCP packet; False as in `send_rtp`."""
        keys = self._outgoing
        if keys is None or self._ice.address is None:
            return False
        try:
            sealed = keys.protect_rtcp(plain)
        except (pylibsrtp.Error, ValueError):
            self.unsent += 1
            return False
        self._send(sealed)
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
