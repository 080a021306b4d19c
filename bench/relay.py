"""What it costs to forward a packet: CPU time of the relay's process, by packets that arrived at 10 and 50 receivers.

The relay runs in a process of its own, with real ICE, DTLS and SRTP. The load comes from this process: packets of one
camera and one microphone, encrypted before the clock starts. The receivers count and do not decrypt. Everything the
relay does meanwhile is in the figure: timers, reports to every browser, the ledger.
"""

import asyncio
import json
import os
import secrets
import socket
import statistics
import struct
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop
from aioice import stun
from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport

from meeting_server.media.ice import Mux
from meeting_server.media.relay import Relay
from meeting_server.media.rtp import LEVEL_URI, MID_URI, TWCC_URI, elements, write_rtp
from meeting_server.media.sdp import Candidate
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import Circle, MediaPlan, Place, Source

RESULTS = Path(__file__).parent / "results" / "relay.json"
RECEIVERS = (10, 50)
FORWARDED = 20_000  # packets a second, whatever the number of receivers
SECONDS = 3.0
RUNS = 5
MOST_LOST = 0.005
AUDIO_OF = 18  # of so many packets, five are sound: 50 a second beside 130 of a camera
AUDIO_EACH = 5
AUDIO_BYTES, VIDEO_BYTES = 100, 1_050
AUDIO_SLOTS, VIDEO_SLOTS = 4, 10
MEETING = "mtg_" + "m" * 22
SPEAKER = SeatId("seat_" + "s" * 22)
BUFFER = 4 << 20
STEP = 0.005
PATIENCE = 15.0
IN_FLIGHT = 5_000  # forwarded packets that may still be on their way
HEARD = ("ready", "opened", "answer", "figures")

Json = dict[str, object]


class NoRecorder:
    """Nothing is recorded here: the plan names nothing, and nobody is asked for a key frame."""

    def plan(self, *_told: object) -> None:
        """Not of interest."""

    def packet(self, *_told: object) -> None:
        """Never called."""

    def wants_key(self, *_told: object) -> bool:
        """Never."""
        return False


# --- The relay's process: signals come in as lines, answers and figures go out as lines. ---


def seat_of(number: int) -> SeatId:
    """The seat of a receiver."""
    return SeatId(f"seat_{number:022}")


def plan_of(receivers: int) -> MediaPlan:
    """One who sends, and the others who see and hear."""
    places = [Place(seat=seat_of(number), sends=frozenset(), hears=True) for number in range(receivers)]
    places.append(Place(seat=SPEAKER, sends=frozenset({Source.MIC, Source.CAMERA}), hears=False))
    return MediaPlan(circles=(Circle(name="room", places=tuple(places)),), presiding=SPEAKER)


def say(message: Json) -> None:
    """One line to the other process; what nobody reads there costs its writing, and would fill the pipe."""
    line = json.dumps(message)
    if message["kind"] in HEARD:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


async def serve(receivers: int) -> None:
    """Run a relay until the other process hangs up."""
    mux = await Mux.listen("127.0.0.1")
    with TemporaryDirectory() as folder:
        candidates = [Candidate("127.0.0.1", mux.port)]
        relay = Relay(
            mux,
            candidates,
            Path(folder),
            NoRecorder(),
            lambda *_: None,
            lambda _, seat, told: say(told | {"to": seat}),
        )
        relay.follow(MEETING, 1, plan_of(receivers))
        say({"kind": "ready", "port": mux.port})
        lines = asyncio.StreamReader(limit=1 << 20)
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        while line := await lines.readline():
            asked = json.loads(line)
            if asked["seat"] is None:
                say({"kind": "figures", "cpu": time.process_time()})
            else:
                await relay.signal(MEETING, asked["seat"], asked["signal"])
        await relay.close()
        await mux.close()


# --- The load's process. ---


class Way(asyncio.DatagramProtocol):
    """A browser's socket under aiortc's DTLS, for as long as the handshake takes."""

    role = "controlling"

    def __init__(self, own: socket.socket) -> None:
        self.socket = own
        self._records: asyncio.Queue[bytes] = asyncio.Queue()

    def take(self) -> None:
        """Read what is there; DTLS only."""
        while True:
            try:
                datagram = self.socket.recv(2_048)
            except BlockingIOError:
                return
            if 19 < datagram[0] < 64:
                self._records.put_nowait(datagram)

    async def _recv(self) -> bytes:
        return await self._records.get()

    async def _send(self, datagram: bytes) -> None:
        self.socket.send(datagram)


@dataclass(slots=True)
class Client:
    """One browser of the load."""

    seat: SeatId
    socket: socket.socket
    transport: RTCDtlsTransport
    way: Way
    certificate: RTCCertificate
    user: str = ""
    password: str = ""
    ufrag: str = field(default_factory=lambda: secrets.token_hex(4))

    def check(self) -> None:
        """An ICE check: it opens the way, and renews consent."""
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{self.user}:{self.ufrag}"
        request.attributes["PRIORITY"] = 1
        request.attributes["ICE-CONTROLLING"] = 1
        request.attributes["USE-CANDIDATE"] = None
        request.add_message_integrity(self.password.encode())
        self.socket.send(bytes(request))


class Bench:
    """A relay process with everybody connected to it."""

    def __init__(self, receivers: int) -> None:
        self.receivers = receivers
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.relay", "serve", str(receivers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = int(str(self.hear("ready")["port"]))
        self.speaker: Client | None = None
        self.clients: list[Client] = []
        self.sequences = {"audio": 1_000, "video": 1_000, "transport": 0}

    def hear(self, kind: str) -> Json:
        """The next line of this kind."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            message: Json = json.loads(line)
            if message["kind"] == kind:
                return message
        raise SystemExit("The relay's process ended.")

    def tell(self, seat: str | None, signal: Json | None = None) -> None:
        """A signal of a seat; or, of none, the question what the relay has used."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"seat": seat, "signal": signal}) + "\n")
        self.process.stdin.flush()

    def cpu(self) -> float:
        """CPU seconds of the relay's process, all threads."""
        self.tell(None)
        return float(str(self.hear("figures")["cpu"]))

    async def connect(self) -> None:
        """Everybody joins, one after the other."""
        self.speaker = await self.join(SPEAKER)
        self.clients = [await self.join(seat_of(number)) for number in range(self.receivers)]

    async def join(self, seat: SeatId) -> Client:
        """Open, offer, check, shake hands."""
        client = self.client(seat)
        conn = f"conn_{seat}"
        wanted: Json = {"audio": AUDIO_SLOTS, "video": VIDEO_SLOTS, "takeover": False}
        self.tell(seat, {"kind": "open", "conn": conn, **wanted})
        self.hear("opened")
        tracks = [{"mid": "0", "source": "mic"}, {"mid": "1", "source": "camera"}]
        offer: Json = {"n": 1, "sdp": offer_of(client), "tracks": tracks if seat == SPEAKER else []}
        self.tell(seat, {"kind": "offer", "conn": conn, **offer})
        answer = str(self.hear("answer")["sdp"])
        client.user, client.password = said(answer, "ice-ufrag"), said(answer, "ice-pwd")
        client.check()
        loop = asyncio.get_running_loop()
        loop.add_reader(client.socket, client.way.take)
        algorithm, value = said(answer, "fingerprint").split(" ")
        named = RTCDtlsFingerprint(algorithm=algorithm, value=value)
        await client.transport.start(RTCDtlsParameters(fingerprints=[named]))
        loop.remove_reader(client.socket)
        assert client.transport.state == "connected"
        return client

    def client(self, seat: SeatId) -> Client:
        """A socket of its own, as every browser has."""
        own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        own.setblocking(False)  # noqa: FBT003 - the socket module's own parameter
        own.bind(("127.0.0.1", 0))
        own.connect(("127.0.0.1", self.port))
        certificate, way = RTCCertificate.generateCertificate(), Way(own)
        transport = RTCDtlsTransport(way, [certificate])  # type: ignore[arg-type] # three members are all it uses
        transport._set_role("client")  # noqa: SLF001 - as an independent client, without its ICE
        return Client(seat, own, transport, way, certificate)

    def packets(self, count: int) -> list[bytes]:
        """The speaker's next packets, encrypted."""
        assert self.speaker is not None
        keys = self.speaker.transport._tx_srtp  # noqa: SLF001 - the packets are made before the clock starts
        return [keys.protect(self.packet(number)) for number in range(count)]

    def packet(self, number: int) -> bytes:
        """A packet of sound or of a picture, numbered on; every picture packet could begin one."""
        is_sound = number % AUDIO_OF < AUDIO_EACH
        kind = "audio" if is_sound else "video"
        sequence = self.sequences[kind] = self.sequences[kind] + 1 & 0xFFFF
        transport = self.sequences["transport"] = self.sequences["transport"] + 1 & 0xFFFF
        extensions = [(3, struct.pack("!H", transport)), (1, b"0" if is_sound else b"1")]
        if is_sound:
            block = elements(*extensions, (2, bytes([30])))
            return write_rtp(block, 111, sequence, sequence * 960, 0x1111, secrets.token_bytes(AUDIO_BYTES))
        head = struct.pack("!BBHB", 0x90, 0xC0, 0x8000 | sequence & 0x7FFF, sequence & 0xFF)
        payload = head + b"\x10\x00\x00\x9d\x01\x2a" + secrets.token_bytes(VIDEO_BYTES)
        return write_rtp(elements(*extensions), 0x80 | 96, sequence, sequence * 600, 0x2222, payload)

    def run(self, seconds: float) -> tuple[float, float]:
        """CPU microseconds per packet that arrived, and the share that was lost."""
        assert self.speaker is not None
        for client in (self.speaker, *self.clients):
            client.check()
        packets = self.packets(int(FORWARDED / self.receivers * seconds))
        arrived, sent, passed = 0, 0, 0.0
        before, began = self.cpu(), time.perf_counter()
        while passed < seconds or (arrived < sent * self.receivers and passed < seconds + PATIENCE):
            # On a busy machine fewer are sent: no more is under way than the relay's own buffer holds.
            due = min(int(passed / seconds * len(packets)), (arrived + IN_FLIGHT) // self.receivers)
            if passed < seconds and due > sent:
                self.send(packets[sent:due])
                sent = due
            arrived += self.drain()
            time.sleep(STEP)
            passed = time.perf_counter() - began
        return (self.cpu() - before) / arrived * 1e6, 1 - arrived / (sent * self.receivers)

    def send(self, packets: list[bytes]) -> None:
        """From the speaker to the relay."""
        assert self.speaker is not None
        for packet in packets:
            self.speaker.socket.send(packet)

    def drain(self) -> int:
        """Count what has arrived, media only, and throw it away."""
        count = 0
        for client in self.clients:
            receive = client.socket.recv
            try:
                while True:
                    datagram = receive(2_048)
                    count += 127 < datagram[0] < 192 and not 192 <= datagram[1] <= 223
            except BlockingIOError:
                continue
        return count

    def close(self) -> None:
        """Hang up."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(10)
        for client in self.clients:
            client.socket.close()


def said(answer: str, name: str) -> str:
    """The first value of an attribute."""
    return answer.split(f"a={name}:")[1].split("\r\n", maxsplit=1)[0]


def offer_of(client: Client) -> str:
    """What a browser would offer: the speaker's two m-lines, or slots."""
    prints = client.certificate.getFingerprints()
    fingerprint = next(each.value for each in prints if each.algorithm == "sha-256")
    kinds = (
        ["audio", "video"] if client.seat == SPEAKER else ["audio"] * AUDIO_SLOTS + ["video"] * VIDEO_SLOTS
    )
    lines = [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        f"a=group:BUNDLE {' '.join(map(str, range(len(kinds))))}",
    ]
    for mid, kind in enumerate(kinds):
        lines += [
            f"m={kind} 9 UDP/TLS/RTP/SAVPF {'111' if kind == 'audio' else '96 97'}",
            "c=IN IP4 0.0.0.0",
            f"a=mid:{mid}",
            f"a=ice-ufrag:{client.ufrag}",
            "a=ice-pwd:0123456789012345678901",
            f"a=fingerprint:sha-256 {fingerprint}",
            "a=setup:actpass",
            "a=rtcp-mux",
            f"a={'sendonly' if client.seat == SPEAKER else 'recvonly'}",
            f"a=extmap:1 {MID_URI}",
            f"a=extmap:3 {TWCC_URI}",
        ]
        if kind == "audio":
            lines += [f"a=extmap:2 {LEVEL_URI}", "a=rtpmap:111 opus/48000/2", "a=rtcp-fb:111 nack"]
        else:
            lines += ["a=rtpmap:96 VP8/90000", "a=rtcp-fb:96 nack", "a=rtcp-fb:96 nack pli"]
            lines += ["a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96"]
    return "\r\n".join(lines) + "\r\n"


async def measure(receivers: int) -> list[float]:
    """The figures of all runs with so many receivers."""
    bench = Bench(receivers)
    try:
        await bench.connect()
        pinned(bench)
        bench.run(1.0)  # The first key frame, and everything that is done once.
        figures = []
        for _ in range(RUNS):
            cost, lost = bench.run(SECONDS)
            print(f"  {receivers} receivers: {cost:.2f} µs of CPU per forwarded packet, {lost:.2%} lost")
            assert lost < MOST_LOST, "too much was lost for the figure to mean anything"
            figures.append(cost)
        return figures
    finally:
        bench.close()


def pinned(bench: Bench) -> None:
    """The relay and the load on different cores, where there are several."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(bench.process.pid, {cores[0]})
        os.sched_setaffinity(0, {cores[1]})


def main() -> None:
    """Measure and write the results."""
    figures: dict[str, float] = {}
    for receivers in RECEIVERS:
        figures[f"cpu_us_per_packet_{receivers}"] = round(
            statistics.median(asyncio.run(measure(receivers))), 2
        )
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"figures": figures}, indent=2) + "\n")
    print(json.dumps(figures))


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        uvloop.run(serve(int(sys.argv[2])))
    else:
        main()
