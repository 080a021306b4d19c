"""DTLS and SRTP: what the pinned versions of the libraries promise us, and what we promise on top of them."""

import asyncio
import inspect
import re
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import cast

import pylibsrtp
import pytest
from aioice import stun
from aiortc import RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport, RTCIceTransport
from aiortc.rtcdtlstransport import SRTP_AES128_CM_SHA1_80, SRTP_PROFILES
from pylibsrtp import _binding

from meeting_server.media import rtc
from meeting_server.media.ice import Address, Mux
from meeting_server.media.port import Buffer
from meeting_server.media.rtc import LARGEST_PLAIN, RelayTransport, WorkerCertificate
from meeting_server.media.rtcp import parse_rtcp, write_name, write_pli, write_receiver_report
from meeting_server.media.rtp import ExtensionIds, extension_text, parse_rtp, transport_sequence, write_rtp
from tests.media.wire import HERE, Port, fields_of, mutations, proved, written

PATIENCE = 20.0
WRONG = ":".join(["00"] * 32)
CERTIFICATE = WorkerCertificate()
BROWSERS = WorkerCertificate()
SOUND = write_rtp(b"", 111, 1, 960, 7, b"sound")
REPORT = write_pli(1, 7)


@dataclass(slots=True)
class Taken:
    """What was decrypted."""

    rtp: list[bytes] = field(default_factory=list)
    rtcp: list[bytes] = field(default_factory=list)

    def on_rtp(self, plain: bytes, arrival: float) -> None:
        assert arrival > 0
        self.rtp.append(plain)
        packet = parse_rtp(plain, arrival)
        if packet is not None:
            extension_text(packet, 4)
            transport_sequence(packet, ExtensionIds(twcc=3))

    def on_rtcp(self, plain: bytes) -> None:
        self.rtcp.append(plain)
        parse_rtcp(plain)


class BrowserEnd:
    """The ICE transport of the other side: its datagrams go straight into our mux."""

    role = "controlling"

    def __init__(self, mux: Mux) -> None:
        self.mux = mux
        self.came: asyncio.Queue[bytes] = asyncio.Queue()
        self.sent: list[bytes] = []

    async def _recv(self) -> bytes:
        return await self.came.get()

    async def _send(self, datagram: bytes) -> None:
        self.sent.append(datagram)
        self.mux.datagram_received(datagram, HERE)


class Wire(Port):
    """A port whose every datagram reaches the browser, except answers to checks."""

    def __init__(self) -> None:
        super().__init__()
        self.browser: BrowserEnd | None = None

    def sendto(self, datagram: bytes, address: Address) -> None:
        super().sendto(datagram, address)
        if self.browser is not None and datagram[0] > 3:
            self.browser.came.put_nowait(datagram)


class Link:
    """Our transport and an independent one, joined in memory."""

    def __init__(self) -> None:
        self.mux, self.port, self.taken = Mux(), Wire(), Taken()
        self.mux.carry(self.port)
        self.ice, _credentials = proved(self.mux)
        self.ours = RelayTransport(CERTIFICATE, self.ice, self.taken)
        self.end = self.port.browser = BrowserEnd(self.mux)
        # Only three members are used; the contract below holds the library to that.
        self.theirs = RTCDtlsTransport(cast("RTCIceTransport", self.end), [BROWSERS.certificate])
        self.theirs._set_role("client")
        self.heard: list[bytes] = []

        async def heard(plain: bytes, arrival_time_ms: int = 0) -> None:
            self.heard.append(plain)

        self.theirs._handle_rtp_data = heard  # type: ignore[method-assign, assignment]
        self.theirs._handle_rtcp_data = heard  # type: ignore[method-assign, assignment]

    async def join(self, *, ours: str = BROWSERS.fingerprint, theirs: str = CERTIFICATE.fingerprint) -> bool:
        """Shake hands; whether we are content."""
        named = RTCDtlsParameters([RTCDtlsFingerprint("sha-256", theirs)])
        async with asyncio.timeout(PATIENCE):
            joined, _none = await asyncio.gather(self.ours.connect(ours), self.theirs.start(named))
        return joined

    async def part(self) -> None:
        """Close both ends."""
        await self.theirs.stop()
        await self.ours.close()
        await asyncio.sleep(0)


def _sent(link: Link, plain: bytes) -> bool:
    """Whether we could send this packet."""
    alone = link.ours.send_rtp(fields_of(plain), 0, 0)
    return alone == len(plain)


async def _joined() -> Link:
    link = Link()
    assert await link.join()
    return link


async def _heard(link: Link, count: int) -> list[bytes]:
    async with asyncio.timeout(PATIENCE):
        while len(link.heard) < count:  # noqa: ASYNC110 - the library tells nobody when it has read
            await asyncio.sleep(0)
    return link.heard


# --- The contract with the pinned versions ---


def test_the_versions_are_those_that_the_private_names_were_read_in() -> None:
    assert version("aiortc").startswith("1.16.")
    assert version("aioice").startswith("0.13.")


def test_the_base_is_made_from_an_ice_transport_and_certificates() -> None:
    assert list(inspect.signature(RTCDtlsTransport.__init__).parameters) == [
        "self",
        "transport",
        "certificates",
    ]
    assert inspect.iscoroutinefunction(RTCDtlsTransport.start)
    assert inspect.iscoroutinefunction(RTCDtlsTransport.stop)


def test_the_base_uses_three_members_of_its_ice_transport() -> None:
    source = inspect.getsource(RTCDtlsTransport)
    assert set(re.findall(r"self\.transport\.(\w+)", source)) == {"role", "_recv", "_send"}
    assert re.findall(r"self\._transport\b.*", source) == ["self._transport = transport", "self._transport"]


def test_every_private_name_that_we_touch_is_there_and_none_of_ours_hides_one() -> None:
    base, ours = inspect.getsource(RTCDtlsTransport), inspect.getsource(RelayTransport)
    private = set(re.findall(r"self\.(_\w+)", ours))
    theirs = set(re.findall(r"self\.(_\w+)", base)) | set(dir(RTCDtlsTransport))
    assert private & theirs == {"_set_role", "_rx_srtp", "_tx_srtp", "_ssl"}


def test_the_cipher_is_called_as_its_library_calls_it() -> None:
    """The names, the arguments and the meaning of what comes back, as pylibsrtp's own methods have them."""
    assert version("pylibsrtp") == "1.0.0"
    source = inspect.getsource(pylibsrtp.Session)
    assert "self._srtp = ffi.gc(srtp, lambda x: lib.srtp_dealloc(x[0]))" in source
    assert "_srtp_assert(func(self._srtp[0], self._cdata, len_p))" in source
    assert 'self._cdata = ffi.new("char[]", 1500)' in source
    for name in ("srtp_protect", "srtp_unprotect", "srtp_protect_rtcp", "srtp_unprotect_rtcp"):
        assert f"lib.{name}" in source
    assert "if rc != lib.srtp_err_status_ok" in inspect.getsource(pylibsrtp._srtp_assert)
    assert _binding.lib.srtp_err_status_ok == 0
    assert (pylibsrtp.SRTP_MAX_TRAILER_LEN, pylibsrtp.SRTP_MAX_SRTCP_TRAILER_LEN) == (144, 148)


async def test_what_we_encrypt_the_librarys_own_methods_decrypt_and_back() -> None:
    link = await _joined()
    theirs_in, theirs_out = link.theirs._rx_srtp, link.theirs._tx_srtp
    assert theirs_in is not None
    assert theirs_out is not None
    for size in (0, 1, 900, LARGEST_PLAIN - 12):
        sound = write_rtp(b"", 111, 10 + size, 960, 7, bytes(size))
        link.port.browser = None
        assert _sent(link, sound)
        assert theirs_in.unprotect(link.port.sent[-1][0]) == sound
        link.mux.datagram_received(theirs_out.protect(sound), HERE)
        assert link.taken.rtp[-1] == sound
    await link.part()


def test_the_quick_cipher_is_asked_for_first() -> None:
    assert [each.openssl_profile for each in SRTP_PROFILES][:2] == [
        b"SRTP_AEAD_AES_256_GCM",
        b"SRTP_AEAD_AES_128_GCM",
    ]


def test_a_check_survives_the_codec() -> None:
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = "ours:theirs"
    message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity(b"secret")
    read = stun.parse_message(bytes(message))
    assert read.attributes["USERNAME"] == "ours:theirs"
    assert "USE-CANDIDATE" in read.attributes
    assert read.check_message_integrity(b"secret")
    assert not read.check_message_integrity(b"other")


# --- The handshake ---


async def test_after_the_handshake_packets_and_reports_pass_both_ways() -> None:
    link = await _joined()
    assert link.ours.profile == "SRTP_AEAD_AES_256_GCM"
    assert link.ours.is_ready
    await link.theirs._send_rtp(SOUND)
    await link.theirs._send_rtp(REPORT)
    assert (link.taken.rtp, link.taken.rtcp) == ([SOUND], [REPORT])
    assert _sent(link, SOUND)
    assert link.ours.send_rtcp(REPORT)
    assert await _heard(link, 2) == [SOUND, REPORT]
    assert SOUND not in {datagram for datagram, _address in link.port.sent}
    await link.part()


async def test_a_wrong_fingerprint_of_the_browser_leaves_no_keys() -> None:
    link = Link()
    assert not await link.join(ours=WRONG)
    assert not link.ours.is_ready
    assert link.ours._rx_srtp is None
    assert link.ours._tx_srtp is None
    sent = len(link.port.sent)
    assert not _sent(link, SOUND)
    assert not link.ours.send_rtcp(REPORT)
    assert len(link.port.sent) == sent
    await link.theirs._send_rtp(SOUND)
    assert link.taken.rtp == []
    await link.part()


async def test_a_wrong_fingerprint_of_ours_leaves_the_browser_without_keys() -> None:
    link = Link()
    await link.join(theirs=WRONG)
    assert link.theirs.state == "failed"
    assert link.theirs._rx_srtp is None
    assert link.theirs._tx_srtp is None
    await link.part()


async def test_a_slow_cipher_is_taken_and_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[object] = []
    monkeypatch.setattr(rtc._log, "info", lambda event, profile: noted.append((event, profile)))
    link = Link()
    link.theirs._srtp_profiles = [SRTP_AES128_CM_SHA1_80]
    assert await link.join()
    assert noted == [("srtp_slow_cipher", "SRTP_AES128_CM_SHA1_80")]
    await link.part()


async def test_closing_ends_a_handshake_that_nobody_answers() -> None:
    link = Link()
    waiting = asyncio.create_task(link.ours.connect(BROWSERS.fingerprint))
    await asyncio.sleep(0)
    await link.ours.close()
    assert not await waiting
    assert link.ours.profile == ""


# --- Packets ---


async def test_packets_of_one_length_leave_together_up_to_the_first_that_cannot() -> None:
    link = await _joined()
    runs: list[tuple[int, int]] = []

    def send_run(run: Buffer, each: int, _address: Address) -> None:
        runs.append((len(run) // each, each))

    link.ice.send_run = send_run  # type: ignore[assignment]
    lengths = [100] * 40 + [60, 60, 100, LARGEST_PLAIN, 100]
    packets = [fields_of(write_rtp(b"", 96, at, 0, 7, bytes(size))) for at, size in enumerate(lengths)]
    assert link.ours.send_burst(packets, 0, 0) == ([size + 12 for size in lengths[:43]], 0)
    assert runs == [(32, 128), (8, 128), (2, 88), (1, 128)]
    assert link.ours.unsent == 1
    assert link.ours.send_burst(packets[44:], 0x31, 9) == ([120], 0)
    assert runs[4:] == [(1, 136)]
    await link.part()


async def test_what_is_sent_in_one_run_arrives_as_it_was_written() -> None:
    link = await _joined()
    packets = [(96, at, 7 * at, 9, bytes([at]) * 50 + b"\0\0\3", 3) for at in range(1, 6)]
    assert link.ours.send_burst(packets, 0x31, 0xFFFE) == ([73] * 5, 15)
    assert await _heard(link, 5) == written(packets, 0x31, 0xFFFE)
    assert link.ours.send_rtp((96, 6, 42, 9, b"alone\0\0\3", 3), 0x31, 7) == 28
    assert (await _heard(link, 6))[5:] == written([(96, 6, 42, 9, b"alone\0\0\3", 3)], 0x31, 7)
    await link.part()


async def test_the_longest_packet_passes_and_a_longer_one_is_not_sent() -> None:
    link = await _joined()
    longest = write_rtp(b"", 96, 1, 0, 7, bytes(LARGEST_PLAIN - 12))
    assert _sent(link, longest)
    assert not _sent(link, longest + b"x")
    assert not link.ours.send_rtcp(write_receiver_report(1, []) * 180)
    assert link.ours.unsent == 2
    assert await _heard(link, 1) == [longest]
    await link.part()


async def test_what_the_library_will_not_encrypt_is_not_sent() -> None:
    link = await _joined()
    assert not link.ours.send_rtcp(b"")
    assert _sent(link, write_rtp(b"", 96, 40_000, 0, 7, b"new"))
    assert not _sent(link, write_rtp(b"", 96, 30_000, 0, 7, b"long past"))
    assert link.ours.unsent == 2
    await link.part()


async def test_a_packet_that_is_repeated_by_a_stranger_counts_once() -> None:
    link = await _joined()
    await link.theirs._send_rtp(SOUND)
    await link.theirs._send_rtp(REPORT)
    for datagram in link.end.sent[-2:]:
        link.mux.datagram_received(datagram, HERE)
    assert (link.taken.rtp, link.taken.rtcp) == ([SOUND], [REPORT])
    assert link.ours.bad_packets == 2
    await link.part()


@pytest.mark.parametrize("size", [1, 2, 11, 1_501, 2_048, 65_000])
async def test_a_datagram_of_any_size_is_only_counted(size: int) -> None:
    link = await _joined()
    link.mux.datagram_received(b"\x90" * size, HERE)
    assert link.ours.bad_packets == 1
    await link.part()


async def test_without_keys_nothing_passes_any_more() -> None:
    link = await _joined()
    link.ours.forget_keys()
    await link.theirs._send_rtp(SOUND)
    assert link.taken.rtp == []
    assert not _sent(link, SOUND)
    assert not link.ours.send_rtcp(REPORT)
    await link.part()


async def test_the_browsers_goodbye_is_heard() -> None:
    link = await _joined()
    ended = asyncio.Event()
    link.ours.on("statechange", ended.set)
    await link.theirs.stop()
    async with asyncio.timeout(PATIENCE):
        await ended.wait()
    assert link.ours.state == "closed"
    await link.part()


async def test_after_close_there_is_no_way_and_there_are_no_keys() -> None:
    link = await _joined()
    await link.ours.close()
    assert link.ice.is_closed
    assert not link.ours.is_ready
    await link.theirs._send_rtp(SOUND)
    assert link.taken.rtp == []
    await link.part()


# --- Nonsense ---


async def test_no_encrypted_datagram_raises() -> None:
    link = await _joined()
    await link.theirs._send_rtp(SOUND)
    await link.theirs._send_rtp(REPORT + write_name(1, "browser"))
    link.taken.rtp.clear()
    for datagram in mutations(link.end.sent[-2:], 5_000, seed=7):
        link.mux.datagram_received(datagram, HERE)
    assert link.taken.rtp == []
    assert link.ours.bad_packets > 4_000
    await link.theirs._send_rtp(write_rtp(b"", 111, 2, 1_920, 7, b"sound"))
    assert len(link.taken.rtp) == 1
    await link.part()


async def test_no_record_raises_before_the_handshake_or_after_it() -> None:
    first = await _joined()
    records = [datagram for datagram in first.end.sent if 19 < datagram[0] < 64]
    await first.part()
    for n, datagram in enumerate(mutations(records, 120, seed=8)):
        link = Link()
        if n % 30 == 0:
            assert await link.join()
            link.mux.datagram_received(datagram, HERE)
            await asyncio.sleep(0)
            await link.theirs._send_rtp(SOUND)
            assert link.taken.rtp == [SOUND]
        else:
            waiting = asyncio.create_task(link.ours.connect(BROWSERS.fingerprint))
            link.mux.datagram_received(datagram, HERE)
            for _ in range(5):
                await asyncio.sleep(0)
            await link.ours.close()
            assert not await waiting
        await link.part()
