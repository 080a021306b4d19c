"""The load: one who sends a camera and a microphone, and receivers that count and do not decrypt.

It is the same for every server. A camera sends a picture's packets together, as cameras do. Packets are encrypted
before the clock starts; what the server's process used is asked of the system, all its threads together. Receivers
tell a server that numbers its packets when they came, ten times a second as browsers do.
"""

import asyncio
import itertools
import operator
import os
import secrets
import socket
import statistics
import struct
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from aioice import stun
from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport

from meeting_server.media.rtcp import write_feedback
from meeting_server.media.rtp import elements, write_rtp
from meeting_server.media.twcc import Arrivals

FORWARDED = 20_000  # packets a second, whatever the number of receivers
SOUNDS, PICTURES, PACKETS = 50, 26, 5  # a second of one camera and one microphone; packets of a picture
SENT = SOUNDS + PICTURES * PACKETS
AUDIO_BYTES, VIDEO_BYTES = 100, 1_050
AUDIO_TYPE, VIDEO_TYPE = 111, 96
AUDIO_SSRC, VIDEO_SSRC = 0x1111, 0x2222
BUFFER = 4 << 20
BUFFER_FORCED = 33  # SO_RCVBUFFORCE, which the socket module does not name
STAMPED = 35  # SO_TIMESTAMPNS, neither
SECONDS_AND_NS = struct.Struct("qq")
STEP = 0.002
TELL_EVERY = 0.1  # seconds
MOST_TOLD = 1_200  # numbers that fit in a datagram of feedback
PATIENCE = 15.0
IN_FLIGHT = 800  # forwarded packets that may still be under way: no more than the smallest buffer holds
LEVEL = 30  # loud
NUMBERED = b"\xbe\xde\0\x01\x31"  # where a transport-wide number stands first among the extensions
PASSWORD = "0123456789012345678901"  # noqa: S105 - of the load's own ICE


class Way(asyncio.DatagramProtocol):
    """A browser's socket under aiortc's DTLS, for as long as the handshake takes."""

    role = "controlling"

    def __init__(self, own: socket.socket) -> None:
        self.socket = own
        self.answered = asyncio.Event()
        self.early: list[bytes] = []  # media that came before whoever reads it was there
        self._records: asyncio.Queue[bytes] = asyncio.Queue()

    def take(self) -> None:
        """Read what is there: answers to checks, and DTLS."""
        while True:
            try:
                datagram = self.socket.recv(2_048)
            except (BlockingIOError, ConnectionRefusedError):
                return
            if datagram[0] < 4:
                self._stun(stun.parse_message(datagram))
            elif 19 < datagram[0] < 64:
                self._records.put_nowait(datagram)
            else:
                self.early.append(datagram)

    def _stun(self, message: stun.Message) -> None:
        """An answer to a check; or a check, which Janus makes in spite of ICE-lite."""
        if message.message_class == stun.Class.RESPONSE:
            self.answered.set()
        elif message.message_class == stun.Class.REQUEST:
            answer = stun.Message(
                message.message_method, stun.Class.RESPONSE, transaction_id=message.transaction_id
            )
            answer.attributes["XOR-MAPPED-ADDRESS"] = self.socket.getpeername()
            answer.add_message_integrity(PASSWORD.encode())
            answer.add_fingerprint()
            self.socket.send(bytes(answer))

    async def _recv(self) -> bytes:
        return await self._records.get()

    async def _send(self, datagram: bytes) -> None:
        self.socket.send(datagram)


@dataclass(slots=True)
class Client:
    """One browser of the load."""

    socket: socket.socket
    transport: RTCDtlsTransport
    way: Way
    certificate: RTCCertificate
    user: str = ""
    password: str = ""
    ufrag: str = field(default_factory=lambda: secrets.token_hex(4))
    sequences: dict[str, int] = field(default_factory=lambda: {"audio": 1_000, "video": 1_299, "all": 0})
    level: int = LEVEL
    came: list[tuple[bytes, bytes]] = field(
        default_factory=list
    )  # what bore their numbers, and the system's stamps

    @classmethod
    def made(cls) -> "Client":
        """A socket of its own, as every browser has."""
        own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            own.setsockopt(socket.SOL_SOCKET, BUFFER_FORCED, BUFFER)
        except PermissionError:
            own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        own.setsockopt(socket.SOL_SOCKET, STAMPED, 1)  # When a packet came, however late we read it.
        own.setblocking(False)  # noqa: FBT003 - the socket module's own parameter
        certificate, way = RTCCertificate.generateCertificate(), Way(own)
        transport = RTCDtlsTransport(way, [certificate])  # type: ignore[arg-type] # three members are all it uses
        transport._set_role("client")  # noqa: SLF001 - as an independent client, without its ICE
        return cls(own, transport, way, certificate)

    def said_of_itself(self) -> list[str]:
        """The lines of an SDP that say who it is and where."""
        prints = self.certificate.getFingerprints()
        fingerprint = next(each.value for each in prints if each.algorithm == "sha-256")
        return [
            f"a=ice-ufrag:{self.ufrag}",
            f"a=ice-pwd:{PASSWORD}",
            f"a=fingerprint:sha-256 {fingerprint}",
            "a=setup:active",
            "a=rtcp-mux",
        ]

    async def shake(self, sdp: str) -> None:
        """Checks until one is answered, then the handshake, with the server that this SDP is of."""
        self.user, self.password = said(sdp, "ice-ufrag"), said(sdp, "ice-pwd")
        candidates = (line.split() for line in sdp.splitlines() if line.startswith("a=candidate:"))
        host, port = next((words[4], words[5]) for words in candidates if words[2].lower() == "udp")
        self.socket.connect((host, int(port)))
        loop = asyncio.get_running_loop()
        loop.add_reader(self.socket, self.way.take)
        async with asyncio.timeout(PATIENCE):
            while not self.way.answered.is_set():
                self.check()
                await asyncio.sleep(STEP)
            algorithm, value = said(sdp, "fingerprint").split(" ")
            named = RTCDtlsFingerprint(algorithm=algorithm, value=value)
            await self.transport.start(RTCDtlsParameters(fingerprints=[named]))
        loop.remove_reader(self.socket)
        assert self.transport.state == "connected"

    @property
    def profile(self) -> bytes:
        """The cipher that was agreed on."""
        connection = self.transport._ssl  # noqa: SLF001 - to compare like with like
        assert connection is not None
        return connection.get_selected_srtp_profile()

    def check(self) -> None:
        """An ICE check: it opens the way, and renews consent."""
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{self.user}:{self.ufrag}"
        request.attributes["PRIORITY"] = 1
        request.attributes["ICE-CONTROLLING"] = 1
        request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity(self.password.encode())
        request.add_fingerprint()  # Janus drops a check without it in silence.
        self.socket.send(bytes(request))

    def bursts(self, count: int) -> list[list[bytes]]:
        """The next packets of both, encrypted; each list is sent at once."""
        found: list[list[bytes]] = []
        before = -1.0
        for due, _payload_type, kind in itertools.islice(paced(count / SENT + 1), count):
            if due != before:
                found.append([])
            before = due
            found[-1].append(self.packet(kind))
        return found

    def tell(self) -> None:
        """What a browser tells of the packets that came, if they bore numbers."""
        came, self.came = self.came, []
        if came:
            self.socket.send(self.transport._tx_srtp.protect_rtcp(feedback_on(came)))  # noqa: SLF001 - as a browser would

    def packet(self, kind: str) -> bytes:
        """The next packet of sound or of a picture, encrypted; every second a picture is a key frame."""
        count = self.sequences[kind] = self.sequences[kind] + 1
        transport = self.sequences["all"] = self.sequences["all"] + 1 & 0xFFFF
        extensions = [(3, struct.pack("!H", transport)), (1, b"0" if kind == "audio" else b"1")]
        if kind == "audio":
            block = elements(*extensions, (2, bytes([self.level])))
            payload = b"\x78" + secrets.token_bytes(AUDIO_BYTES)
            plain = write_rtp(
                block, AUDIO_TYPE, count & 0xFFFF, count * 960 & 0xFFFFFFFF, AUDIO_SSRC, payload
            )
        else:
            picture, at = divmod(count, PACKETS)
            first = struct.pack(
                "!BBHB", 0x80 if at else 0x90, 0xC0, 0x8000 | picture & 0x7FFF, picture & 0xFF
            )
            begins = b"\x10\0\0\x9d\x01\x2a\0\x05\xd0\x02" if picture % PICTURES == 0 else b"\x11"
            payload = first + (b"" if at else begins) + secrets.token_bytes(VIDEO_BYTES)
            mark = (0x80 if at == PACKETS - 1 else 0) | VIDEO_TYPE
            timestamp = picture * 90_000 // PICTURES & 0xFFFFFFFF
            plain = write_rtp(elements(*extensions), mark, count & 0xFFFF, timestamp, VIDEO_SSRC, payload)
        return self.transport._tx_srtp.protect(plain)  # noqa: SLF001 - made before the clock starts


class Server(Protocol):
    """What is measured: a process with the way in."""

    name: str
    pid: int

    async def speaker(self) -> Client:
        """The one who sends, connected."""
        ...

    async def receiver(self, number: int) -> Client:
        """One who sees and hears, connected."""
        ...

    def close(self) -> None:
        """End the process."""
        ...


class Passed(NamedTuple):
    """What a run came to."""

    cpu: float  # seconds
    seconds: float
    arrived: int
    lost: float  # the share

    @property
    def each(self) -> float:
        """CPU microseconds per packet that arrived."""
        return self.cpu / self.arrived * 1e6


class Load:
    """Everybody who is connected to a server."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.senders: list[Client] = []
        self.clients: list[Client] = []

    async def join(self, receivers: int) -> None:
        """Everybody joins, one after the other."""
        self.senders.append(await self.server.speaker())
        for number in range(receivers):
            self.clients.append(await self.server.receiver(number))
        assert len({client.profile for client in self.everybody()}) == 1

    @property
    def speaker(self) -> Client:
        """The one who sends."""
        return self.senders[0]

    def everybody(self) -> list[Client]:
        """Who has joined so far."""
        return [*self.senders, *self.clients]

    def run(self, seconds: float, rate: int = FORWARDED, in_flight: int = IN_FLIGHT) -> Passed:
        """Send at this rate of forwarded packets, and count what comes."""
        self.renew()
        every, count = len(self.clients), int(rate / len(self.clients) * seconds)
        bursts = self.speaker.bursts(count)
        self.drain()
        self.tell()  # Of the run before: one report cannot span a pause of eight seconds, and would tell wrong times.
        arrived, sent, at, passed, quiet_since, told = 0, 0, 0, 0.0, 0.0, 0.0
        before, began = cpu_of(self.server.pid), time.perf_counter()
        while passed < seconds or (arrived < sent * every and passed < quiet_since + 0.5):
            # On a busy machine fewer are sent: no more is under way than a server's buffer holds.
            due = min(int(passed / seconds * count), (arrived + in_flight) // every)
            while passed < seconds and at < len(bursts) and due > sent:
                self.send(bursts[at])
                sent, at = sent + len(bursts[at]), at + 1
            came = self.drain()
            arrived += came
            if passed - told >= TELL_EVERY:
                told = passed
                self.tell()
            time.sleep(STEP)
            passed = time.perf_counter() - began
            quiet_since = passed if came else max(quiet_since, min(passed, seconds))
        used = cpu_of(self.server.pid) - before
        return Passed(used, passed, arrived, 1 - arrived / (sent * every))

    def renew(self) -> None:
        """Consent, of everybody."""
        for client in self.everybody():
            client.check()

    def send(self, packets: list[bytes]) -> None:
        """From the speaker to the server."""
        for packet in packets:
            self.speaker.socket.send(packet)

    def tell(self) -> None:
        """Everybody tells what came."""
        for client in self.clients:
            client.tell()

    def drain(self) -> int:
        """Count what has arrived, media only, and throw it away."""
        return sum(drained(client) for client in self.clients)

    def latency_us(self, seconds: float, cameras: float = 1.0) -> float:
        """The p99 of how long a packet is under way, at so many times the pace of one camera and one microphone.

        From the call that sends it to the moment at which the system has it for a receiver: nobody has to wake up.
        """
        self.renew()
        self.drain()
        self.tell()
        sent: dict[int, list[int]] = {AUDIO_TYPE: [], VIDEO_TYPE: []}
        came: list[dict[int, list[int]]] = [{AUDIO_TYPE: [], VIDEO_TYPE: []} for _ in self.clients]
        schedule = [
            (due / cameras, payload_type, self.speaker.packet(kind))
            for due, payload_type, kind in paced(seconds * cameras)
        ]
        began = told = time.perf_counter()
        for due, payload_type, packet in schedule:
            while (wait := began + due - time.perf_counter()) > 0:
                for client, stamps in zip(self.clients, came, strict=True):
                    stamped(client, stamps)
                if time.perf_counter() - told >= TELL_EVERY:
                    told = time.perf_counter()
                    self.tell()
                time.sleep(min(STEP, max(wait, 0)))
            sent[payload_type].append(time.time_ns())
            self.speaker.socket.send(packet)
        time.sleep(0.2)
        for client, stamps in zip(self.clients, came, strict=True):
            stamped(client, stamps)
        took = [
            there - here
            for stamps in came
            for payload_type, times in sent.items()
            for here, there in zip(times, stamps[payload_type], strict=True)
        ]
        return statistics.quantiles(took, n=100)[98] / 1_000

    def close(self) -> None:
        """Hang up."""
        self.server.close()
        for client in self.everybody():
            client.socket.close()


def paced(seconds: float) -> Iterator[tuple[float, int, str]]:
    """When what is sent: sound every 20 ms, and 26 pictures a second of five packets each."""
    sounds = [(number / SOUNDS, AUDIO_TYPE, "audio") for number in range(int(seconds * SOUNDS))]
    pictures = [
        (number // PACKETS / PICTURES + 0.005, VIDEO_TYPE, "video")
        for number in range(int(seconds * PICTURES) * PACKETS)
    ]
    yield from sorted(sounds + pictures)


def drained(client: Client) -> int:
    """Count a client's media, keep the numbers that it bears, and throw it away."""
    receive, got = client.socket.recvmsg, list[tuple[bytes, bytes]]()
    try:
        while True:
            datagram, extra, *_ = receive(2_048, 64)
            if 127 < datagram[0] < 192 and not 192 <= datagram[1] <= 223:
                got.append((datagram[12:19], extra[0][2]))
    except BlockingIOError:
        if got and got[0][0].startswith(NUMBERED):
            client.came += got
        return len(got)


def feedback_on(came: Sequence[tuple[bytes, bytes]]) -> bytes:
    """What a browser tells of these packets; if none is missing and none came late it costs next to nothing."""
    numbers = [bearing[5] << 8 | bearing[6] for bearing, _stamp in came]
    stamps = SECONDS_AND_NS.iter_unpack(b"".join(stamp for _bearing, stamp in came))
    ticks = [seconds * 4_000 + part // 250_000 for seconds, part in stamps]
    reference, count = ticks[0] // 256, len(came)
    steps = [ticks[0] - reference * 256, *map(operator.sub, ticks[1:], ticks)]
    is_whole = count == (numbers[-1] - numbers[0] & 0xFFFF) + 1 and count <= MOST_TOLD
    if is_whole and min(steps) >= 0 and max(steps) < 256:
        head = struct.pack("!HHIH", numbers[0], count, (reference & 0xFFFFFF) << 8, 0x2000 | count)
        body = head + bytes(steps)
        return write_feedback(1, 1, 15, body + bytes(-len(body) % 4))
    arrivals = Arrivals()
    for number, tick in zip(numbers, ticks, strict=True):
        arrivals.note(number, tick / 4_000)
    told = arrivals.feedback(1, 1)
    assert told is not None
    return told


def stamped(client: Client, stamps: dict[int, list[int]]) -> None:
    """When the system got each media packet, by its payload type."""
    try:
        while True:
            datagram, extra, *_ = client.socket.recvmsg(2_048, 64)
            if 127 < datagram[0] < 192 and (payload_type := datagram[1] & 0x7F) in stamps:
                whole, part = SECONDS_AND_NS.unpack(extra[0][2])
                stamps[payload_type].append(whole * 10**9 + part)
                if datagram[12:17] == NUMBERED:
                    client.came.append((datagram[12:19], extra[0][2]))
    except BlockingIOError:
        return


def cpu_of(pid: int) -> float:
    """CPU seconds of a process, all threads, also those that have ended (Linux's clock of another process)."""
    return time.clock_gettime((~pid << 3) | 2)


def said(sdp: str, name: str) -> str:
    """The first value of an attribute."""
    return sdp.split(f"a={name}:")[1].split("\r\n", maxsplit=1)[0]


def apart(pid: int) -> None:
    """A server, with all its threads, on one core and the load on another, where there are several."""
    if len(CORES) > 1:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            os.sched_setaffinity(int(thread.name), {CORES[0]})
        os.sched_setaffinity(0, {CORES[1]})


CORES = sorted(os.sched_getaffinity(0))
