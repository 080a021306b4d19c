"""A hundred seats in one meeting, every track recorded, at a real worker: how many cores it takes.

Everybody speaks into a microphone that is sent and recorded, three of them loud; everybody sends the small layer of a
camera, and who presides the larger ones as well, for everybody shows that one large and nine others small
(last-9). They come by ICE, DTLS and SRTP, say in which sizes they show what they see, renew their consent, report
each second and tell of arrivals ten times a second, as browsers do.
"""

import asyncio
import os
import select
import statistics
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.relay.load import AUDIO_TYPE, PATIENCE, VIDEO_TYPE, Client, Passed, apart, cpu_of, drained
from meeting_server.media import control
from meeting_server.media.rtcp import Block, ntp_of, write_name, write_receiver_report, write_sender_report
from meeting_server.media.rtp import LEVEL_URI, MID_URI, RID_URI, RRID_URI, TWCC_URI, elements, write_rtp
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import Circle, MediaPlan, Place, Source

SEATS, LOUD = 100, 3
AUDIO_SLOTS, VIDEO_SLOTS = 4, 10
MEETING = "mtg_" + "h" * 22
RUNS, SECONDS = 3, 8.0
WARM = (
    13.0  # seconds, until microphones of which nothing is heard have lost the slots that were free for them
)
MOST_LOST = 0.02
UNDER_WAY = 0.1  # seconds within which what was sent last has come
STEP = 0.002
CHECK_EVERY = 5.0  # seconds
SPEECH, SILENCE = 30, 127
SOUND_BYTES, PICTURE_BYTES = 80, 1_050  # 32 kbit/s, and as much as a datagram holds
SOUND_SSRC = 0x1000
MIDS = ("0", "1")
EXTENSIONS = {1: MID_URI, 2: LEVEL_URI, 3: TWCC_URI, 4: RID_URI, 5: RRID_URI}

Json = dict[str, object]


class Size(NamedTuple):
    """A layer of a camera: pictures a second, packets of each, and how large they are."""

    rate: int
    packets: int
    width: int
    height: int
    ssrc: int


LAYERS = {
    "q": Size(17, 1, 320, 180, 0x2001),  # 150 kbit/s
    "h": Size(22, 2, 640, 360, 0x2002),  # 400 kbit/s
    "f": Size(26, 5, 1280, 720, 0x2003),  # 1.2 Mbit/s
}


def seat_of(number: int) -> SeatId:
    """The seat of this number; the first presides."""
    return SeatId(f"seat_{number:022}")


def plan() -> MediaPlan:
    """Everybody in one room, everything recorded."""
    sends = frozenset({Source.MIC, Source.CAMERA})
    seats = [seat_of(number) for number in range(SEATS)]
    places = tuple(Place(seat=seat, sends=sends, hears=True) for seat in seats)
    record = frozenset((seat, source) for seat in seats for source in sends)
    return MediaPlan(circles=(Circle(name="room", places=places),), record=record, presiding=seats[0])


class Line:
    """A worker's process, and the control socket to it."""

    def __init__(self, folder: Path) -> None:
        self._path = control.folder_of(folder) / "worker-0.sock"
        arguments = ["--folder", str(folder), "--index", "0", "--port", "0"]
        arguments += ["--bind", "127.0.0.1", "--address", "127.0.0.1"]
        self.process = subprocess.Popen([sys.executable, "-m", "meeting_server.media.worker", *arguments])
        self._answers: dict[object, asyncio.Future[control.Message]] = {}
        self._told: dict[tuple[object, object], asyncio.Future[Json]] = {}
        self._jobs: list[asyncio.Task[None]] = []

    async def connect(self) -> None:
        """Wait until it listens."""
        until = time.monotonic() + PATIENCE
        while not self._path.exists() and time.monotonic() < until:  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.05)
        reader, self._writer = await control.connect(self._path)
        self._jobs = [asyncio.create_task(self._read(reader)), asyncio.create_task(self._beat())]

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            message = control.decode(line, control.TO_SERVER)
            if "id" in message:
                self._answers.pop(message["id"]).set_result(message)
            elif message["do"] == "seat":
                told = message["message"]
                assert isinstance(told, dict)
                waiting = self._told.pop((message["seat"], told["kind"]), None)
                if waiting is not None:
                    waiting.set_result(told)

    async def _beat(self) -> None:
        while True:
            self._writer.write(control.encode({"do": "beat"}))
            await asyncio.sleep(control.BEAT)

    async def ask(self, what: str, **fields: object) -> None:
        """A request that is not refused."""
        number = len(self._answers) + time.monotonic_ns()
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        message = {"do": what, "id": number, "meeting": MEETING, **fields}
        self._writer.write(control.encode(message))
        async with asyncio.timeout(PATIENCE):
            told = await answer
        assert told["do"] in {"applied", "done"}, told

    async def signal(self, seat: str, awaited: str | None, **message: object) -> Json:
        """A signal of a seat, and what it is told then."""
        told: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        if awaited is not None:
            self._told[seat, awaited] = told
        await self.ask("signal", seat=seat, message=message)
        async with asyncio.timeout(PATIENCE):
            return await told if awaited is not None else {}

    def close(self) -> None:
        """Have it seal what it has recorded, and end."""
        for job in self._jobs:
            job.cancel()
        self.process.terminate()
        self.process.wait(60)


class Member:
    """One seat with its page."""

    def __init__(self, number: int) -> None:
        self.seat, self.conn = seat_of(number), f"conn_{number:04}"
        self.client = Client.made()
        self.client.level = SPEECH if number < LOUD else SILENCE
        self.layers = LAYERS if number == 0 else {"q": LAYERS["q"]}
        self.slots: list[int] = []
        self.phase = number / SEATS
        self.sent = dict.fromkeys(("mic", "all", *LAYERS), 0)  # packets
        self.shown = dict.fromkeys(LAYERS, 0)  # pictures

    async def join(self, line: Line) -> None:
        """Open, offer, check, shake hands, and say what is shown how large."""
        slots = {"audio": AUDIO_SLOTS, "video": VIDEO_SLOTS}
        await line.signal(self.seat, "opened", kind="open", conn=self.conn, **slots, takeover=False)
        tracks = [{"mid": mid, "source": source} for mid, source in zip(MIDS, ("mic", "camera"), strict=True)]
        offer = {"kind": "offer", "conn": self.conn, "n": 1, "sdp": self._offer(), "tracks": tracks}
        answer = await line.signal(self.seat, "answer", **offer)
        sdp = str(answer["sdp"])
        sections = sdp.split("\r\nm=")[3:]
        self.slots = [int(section.split("a=ssrc:")[1].split(" ")[0]) for section in sections]
        await self.client.shake(sdp)
        first = len(MIDS) + AUDIO_SLOTS
        sizes = [{"mid": str(first + at), "w": 320, "h": 180} for at in range(VIDEO_SLOTS)]
        sizes[0] |= {"w": 1_280, "h": 720}
        await line.signal(self.seat, None, kind="watch", conn=self.conn, slots=sizes, pins=[], hidden=False)

    def _offer(self) -> str:
        kinds = ["audio", "video"] + ["audio"] * AUDIO_SLOTS + ["video"] * VIDEO_SLOTS
        mids = " ".join(map(str, range(len(kinds))))
        lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
        for mid, kind in enumerate(kinds):
            types = f"{AUDIO_TYPE}" if kind == "audio" else f"{VIDEO_TYPE} 97"
            direction = "sendonly" if mid < len(MIDS) else "recvonly"
            lines += [f"m={kind} 9 UDP/TLS/RTP/SAVPF {types}", "c=IN IP4 0.0.0.0", f"a=mid:{mid}"]
            lines += [*self.client.said_of_itself(), f"a={direction}"]
            lines += [f"a=extmap:{number} {uri}" for number, uri in EXTENSIONS.items()]
            if kind == "audio":
                lines += [f"a=rtpmap:{AUDIO_TYPE} opus/48000/2"]
                lines += [f"a=rtcp-fb:{AUDIO_TYPE} {each}" for each in ("nack", "transport-cc")]
            else:
                lines += [f"a=rtpmap:{VIDEO_TYPE} VP8/90000", "a=rtpmap:97 rtx/90000"]
                lines += [f"a=fmtp:97 apt={VIDEO_TYPE}"]
                lines += [f"a=rtcp-fb:{VIDEO_TYPE} {each}" for each in ("nack", "nack pli", "transport-cc")]
            if mid == 1:
                lines += [f"a=rid:{rid} send" for rid in LAYERS] + ["a=simulcast:send " + ";".join(LAYERS)]
        return "\r\n".join(lines) + "\r\n"

    # --- What it sends ---

    def due(self, seconds: float) -> Iterator[tuple[float, "Member", list[bytes]]]:
        """Everything that it sends in this time, encrypted, and when; each list is sent at once."""
        for number in range(int(seconds * 50)):
            yield (number + self.phase) / 50, self, [self._sound()]
        for rid, size in self.layers.items():
            for number in range(int(seconds * size.rate)):
                yield (number + self.phase) / size.rate, self, self._picture(rid, size)

    def _next(self, name: str) -> tuple[int, bytes]:
        for each in (name, "all"):
            self.sent[each] += 1
        return self.sent[name] & 0xFFFF, struct.pack("!H", self.sent["all"] & 0xFFFF)

    def _sealed(self, plain: bytes) -> bytes:
        return self.client.transport._tx_srtp.protect(plain)  # noqa: SLF001 - made before the clock starts

    def _sound(self) -> bytes:
        sequence, transport = self._next("mic")
        block = elements((3, transport), (2, bytes([self.client.level])), (1, b"0"))
        payload = b"\x78" + os.urandom(SOUND_BYTES)
        return self._sealed(write_rtp(block, AUDIO_TYPE, sequence, sequence * 960, SOUND_SSRC, payload))

    def _picture(self, rid: str, size: Size) -> list[bytes]:
        """One picture, each ten seconds a key frame."""
        number = self.shown[rid]
        self.shown[rid] += 1
        is_key = number % (10 * size.rate) == 0
        head = b"\x10\0\0\x9d\x01\x2a" + struct.pack("<HH", size.width, size.height) if is_key else b"\x11"
        packets = []
        for at in range(size.packets):
            sequence, transport = self._next(rid)
            block = elements((3, transport), (1, b"1"), (4, rid.encode()))
            first = struct.pack("!BBHB", 0x80 if at else 0x90, 0xC0, 0x8000 | number & 0x7FFF, number & 0xFF)
            payload = first + (b"" if at else head) + os.urandom(PICTURE_BYTES)
            mark = (0x80 if at == size.packets - 1 else 0) | VIDEO_TYPE
            timestamp = number * 90_000 // size.rate & 0xFFFFFFFF
            packets.append(self._sealed(write_rtp(block, mark, sequence, timestamp, size.ssrc, payload)))
        return packets

    def report(self) -> None:
        """What a browser says each second: its clocks, and how what it gets arrives."""
        ntp = ntp_of(time.time_ns())
        streams = [(SOUND_SSRC, self.sent["mic"] * 960)]
        streams += [(size.ssrc, self.shown[rid] * 90_000 // size.rate) for rid, size in self.layers.items()]
        parts = [write_sender_report(ssrc, ntp, timestamp, 1, 1) for ssrc, timestamp in streams]
        blocks = [
            Block(ssrc=ssrc, fraction_lost=0, lost=0, highest=0, jitter=0, last_report=0, delay=0)
            for ssrc in self.slots
        ]
        parts += [write_receiver_report(SOUND_SSRC, blocks), write_name(SOUND_SSRC, "bench")]
        sealed = self.client.transport._tx_srtp.protect_rtcp(b"".join(parts))  # noqa: SLF001 - as a browser would
        self.client.socket.send(sealed)


class Hall:
    """Everybody, and the one who reads for all of them."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.members = [Member(number) for number in range(SEATS)]
        self._ready = select.epoll()
        self._by_number = {member.client.socket.fileno(): member for member in self.members}

    async def join(self) -> None:
        """Everybody comes, one after the other; those who have come go on proving that they are there."""
        await self.line.connect()
        await self.line.ask("follow", epoch=1, plan=control.plan_message(plan()))
        for number, member in enumerate(self.members):
            await member.join(self.line)
            self._ready.register(member.client.socket, select.EPOLLIN)
            for other in self.members[number % 20 : number : 20]:
                other.client.check()
        self.drain()

    def drain(self) -> int:
        """Count what has arrived, and throw it away."""
        return sum(drained(self._by_number[number].client) for number, _event in self._ready.poll(0))

    async def run(self, seconds: float) -> Passed:
        """What the worker used, and what arrived of what it was sent."""
        schedule = sorted(
            (due for member in self.members for due in member.due(seconds)), key=lambda each: each[0]
        )
        chores = sorted(self._chores(seconds), key=lambda each: each[0])
        self.drain()
        arrived, at, chore = 0, 0, 0
        before, began = cpu_of(self.line.process.pid), time.perf_counter()
        while (passed := time.perf_counter() - began) < seconds + UNDER_WAY:
            while at < len(schedule) and schedule[at][0] <= passed:
                _due, member, packets = schedule[at]
                for packet in packets:
                    member.client.socket.send(packet)
                at += 1
            arrived += self.drain()
            while chore < len(chores) and chores[chore][0] <= passed:
                chores[chore][1]()
                chore += 1
            await asyncio.sleep(STEP)
        used = cpu_of(self.line.process.pid) - before
        return Passed(used, seconds, arrived, 1 - arrived / expected(seconds))

    def _chores(self, seconds: float) -> Iterator[tuple[float, Callable[[], None]]]:
        """What browsers say of themselves beside their media, and when."""
        for member in self.members:
            for every, chore in (
                (0.1, member.client.tell),
                (1.0, member.report),
                (CHECK_EVERY, member.client.check),
            ):
                for number in range(int(seconds / every) + 1):
                    yield (number + member.phase) * every, chore

    def close(self) -> None:
        """Hang up."""
        self.line.close()
        for member in self.members:
            member.client.socket.close()


def expected(seconds: float) -> int:
    """Packets that everybody gets in this time: four voices, one large picture and nine small ones."""
    voices, small = LOUD * 50, (VIDEO_SLOTS - 1) * LAYERS["q"].rate
    large = LAYERS["f"].rate * LAYERS["f"].packets
    # Who presides sees nobody large, and nobody is shown to themselves, nor hears themselves.
    return int(((SEATS - 1) * (voices + small + large) + voices + small - LOUD * 50) * seconds)


def recorded(folder: Path) -> int:
    """Bytes of the sealed files; every track must have one."""
    files = list((folder / MEETING).glob("*/*.webm"))
    tracks = {(file.parent.name, file.name.split("-")[0]) for file in files}
    assert len(tracks) == 2 * SEATS, f"only {len(tracks)} tracks were recorded"
    return sum(file.stat().st_size for file in files)


async def _measured() -> float:
    with TemporaryDirectory() as name:
        hall = Hall(Line(Path(name)))
        try:
            await hall.join()
            apart(hall.line.process.pid)
            await hall.run(WARM)
            cores = []
            for _ in range(RUNS):
                passed = await hall.run(SECONDS)
                used = passed.cpu / passed.seconds
                print(
                    f"  {SEATS} seats, recorded: {used:.3f} cores, {passed.arrived / SECONDS:.0f} packets/s, "
                    f"{passed.lost:.2%} lost",
                    flush=True,
                )
                if passed.lost <= MOST_LOST:
                    cores.append(used)
        finally:
            hall.close()
        print(f"  {recorded(Path(name)) >> 20} MiB recorded", flush=True)
    if not cores:
        raise SystemExit("Too much was lost for the figure to mean anything: is this machine busy?")
    return statistics.median(cores)


def cores_recorded() -> float:
    """Cores that the worker takes."""
    return asyncio.run(_measured())


if __name__ == "__main__":
    cores_recorded()
