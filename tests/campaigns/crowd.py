"""Synthetic seats at a real server: each speaks and shows pictures that bear its mark, and reads whose mark comes.

They come by ICE, DTLS and SRTP as browsers do; when a packet came is asked of the system, which knows it whatever else
this process does just then.
"""

import asyncio
import contextlib
import os
import secrets
import socket
import struct
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pylibsrtp

from bench.relay.load import STAMPED, Client
from meeting_server.media.rtcp import write_nack, write_receiver_report
from meeting_server.media.rtp import (
    LEVEL_URI,
    MID_URI,
    TWCC_URI,
    ExtensionIds,
    elements,
    parse_rtp,
    transport_sequence,
    write_rtp,
)
from meeting_server.media.twcc import Arrivals
from tests.campaigns.served import Json, Line, until
from tests.campaigns.server import meeting_of, seat_of

AUDIO_SLOTS, VIDEO_SLOTS = 4, 9
SOUND_TYPE, PICTURE_TYPE, AGAIN_TYPE = 111, 96, 97
MIC_SSRC, CAMERA_SSRC = 0x1111, 0x2222
SOUND_BYTES, PICTURE_BYTES = 90, 900
LOUD, SOFT = 10, 70  # dB below the loudest
IDS = ExtensionIds(mid=1, level=2, twcc=3)
EVERY = 0.020  # seconds between two packets of sound
PICTURE_OF = 5  # of so many of them, one comes with a picture
FEEDBACK_OF = 5
TOO_LATE = 0.1  # seconds that a packet may be under way here
LONGEST_PAUSE = 1.0
CONSENT = 2.0  # seconds
READ_AT_ONCE = 64
REMEMBERED = 4_096
ASKED = 16  # numbers behind the newest that are asked for again
UNDER_WAY = 0.5  # seconds within which whatever was sent has come

_MARK = struct.Struct("!4sQHc")
_MAGIC = b"mark"
_STAMP = struct.Struct("qq")


class Mark(NamedTuple):
    """Whose packet it is: the number of the member, and `m` for sound or `c` for pictures."""

    member: int
    kind: bytes


def mark_of(payload: bytes) -> Mark | None:
    """The mark that ends a payload."""
    if len(payload) < _MARK.size:
        return None
    magic, _sent, member, kind = _MARK.unpack_from(payload, len(payload) - _MARK.size)
    return Mark(member, kind) if magic == _MAGIC else None


def sent_at(payload: bytes) -> int:
    """When a payload that bears a mark was made, in ns of the wall clock."""
    sent: int = _MARK.unpack_from(payload, len(payload) - _MARK.size)[1]
    return sent


def offer_of(client: Client) -> str:
    """What the page of a member offers: a microphone, a camera, and slots."""
    kinds = ["audio", "video"] + ["audio"] * AUDIO_SLOTS + ["video"] * VIDEO_SLOTS
    mids = " ".join(map(str, range(len(kinds))))
    lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    for mid, kind in enumerate(kinds):
        types = f"{SOUND_TYPE}" if kind == "audio" else f"{PICTURE_TYPE} {AGAIN_TYPE}"
        direction = "sendonly" if mid < len(SENDS) else "recvonly"
        lines += [f"m={kind} 9 UDP/TLS/RTP/SAVPF {types}", "c=IN IP4 0.0.0.0", f"a=mid:{mid}"]
        lines += [*client.said_of_itself(), f"a={direction}", f"a=extmap:{IDS.mid} {MID_URI}"]
        lines += [f"a=extmap:{IDS.twcc} {TWCC_URI}"]
        if kind == "audio":
            lines += [f"a=extmap:{IDS.level} {LEVEL_URI}", f"a=rtpmap:{SOUND_TYPE} opus/48000/2"]
            lines += [f"a=rtcp-fb:{SOUND_TYPE} nack"]
        else:
            lines += [f"a=rtpmap:{PICTURE_TYPE} VP8/90000", f"a=rtpmap:{AGAIN_TYPE} rtx/90000"]
            lines += [f"a=fmtp:{AGAIN_TYPE} apt={PICTURE_TYPE}"]
            lines += [f"a=rtcp-fb:{PICTURE_TYPE} {each}" for each in ("nack", "nack pli", "transport-cc")]
    return "\r\n".join(lines) + "\r\n"


SENDS = ("mic", "camera")


@dataclass(slots=True)
class Got:
    """What has come to one member, in its own count."""

    of: Counter[Mark] = field(default_factory=Counter)
    last: dict[Mark, int] = field(default_factory=dict)  # when the newest came, in ns of the wall clock
    again: Counter[Mark] = field(default_factory=Counter)  # of these, what had come before
    padding: int = 0  # what holds nothing of anybody
    strange: int = 0  # of these, what is no such packet: it cannot be read, or is nobody's
    last_of_all: int = 0

    def total(self) -> int:
        """Every packet of media."""
        return self.of.total() + self.padding


class Member:
    """One seat with its page."""

    def __init__(self, line: Line, meeting: int, number: int) -> None:
        self.meeting, self.seat, self.number = meeting_of(meeting), seat_of(number), number
        self.got = Got()
        self.level = SOFT
        self.asking: frozenset[int] = frozenset()  # whose packets are asked for again, time after time
        self.is_inside = True
        self.shown = 0  # pictures
        self.late = 0.0  # how long what has come since the last beat was under way at most, until it was read
        self.client: Client | None = None
        self.line = line
        self._conn = ""
        self._beats = 0
        self._checked_at = 0.0
        self._told: list[Json] = []
        self._sequences = {"mic": secrets.randbelow(0x8000), "camera": secrets.randbelow(0x8000), "all": 0}
        self._known: dict[bytes, Mark | None] = {}
        self._known_before: dict[bytes, Mark | None] = {}
        self._newest: dict[int, tuple[int, Mark]] = {}  # by stream: the newest number, and whose it is
        self._arrivals = Arrivals()
        line.listeners[self.meeting, self.seat] = self.told

    # --- Signals ---

    def told(self, message: Json) -> None:
        """The server says something to this seat."""
        if message["kind"] in {"opened", "answer", "closed", "renew"}:
            self._told.append(message)

    def heard(self, kind: str) -> list[Json]:
        """What was said to the present page."""
        return [told for told in self._told if told["kind"] == kind and told.get("conn") == self._conn]

    async def say(self, kind: str, **fields: object) -> Json:
        """A signal; the answer, which may be a refusal."""
        message = {"kind": kind, "conn": self._conn, **fields}
        return await self.line.ask("signal", meeting=self.meeting, seat=self.seat, message=message)

    async def join(self, *, takeover: bool = False) -> str:
        """Connect, with a page that is new; the reason when that is refused."""
        self._told.clear()
        self._conn = "conn_" + secrets.token_hex(8)
        before, client = self.client, Client.made()
        wanted = {"audio": AUDIO_SLOTS, "video": VIDEO_SLOTS, "takeover": takeover}
        answer = await self.say("open", **wanted)
        if "refused" in answer:
            client.socket.close()
            return str(answer["refused"])
        tracks = [{"mid": str(mid), "source": source} for mid, source in enumerate(SENDS)]
        await self.say("offer", n=1, sdp=offer_of(client), tracks=tracks)
        await until(lambda: self.heard("answer"))
        await client.shake(str(self.heard("answer")[-1]["sdp"]))
        client.socket.setsockopt(socket.SOL_SOCKET, STAMPED, 1)
        self.client = client
        self._known, self._known_before = {}, {}
        self._newest.clear()
        for datagram in client.way.early:
            self._take(client, datagram, time.time_ns())
        asyncio.get_running_loop().add_reader(client.socket, self.read)
        if before is not None:
            self.close(before)
        return ""

    async def do(self, what: str) -> Json:
        """A command about this seat."""
        return await self.line.ask(what, meeting=self.meeting, seat=self.seat)

    async def look_at(self, *members: int) -> None:
        """Show these in any case."""
        pins = [seat_of(number) for number in members]
        await self.say("watch", slots=[], pins=pins, hidden=False)

    def close(self, client: Client | None = None) -> None:
        """Fall silent, as a page does that is reloaded."""
        client = client or self.client
        if client is None:
            return
        if client is self.client:
            self.client = None
        with contextlib.suppress(RuntimeError):
            asyncio.get_running_loop().remove_reader(client.socket)
        if (reading := client.transport._task) is not None:
            reading.cancel()
        client.socket.close()

    # --- What it sends ---

    def beat(self) -> None:
        """What a page does every 20 ms."""
        if self.client is None:
            return
        self._beats += 1
        self.speak()
        turn = self._beats + self.number
        if turn % PICTURE_OF == 0:
            self.show()
        if turn % FEEDBACK_OF == 0:
            self._give_feedback()
        if (now := time.monotonic()) - self._checked_at > CONSENT:
            self._checked_at = now
            with contextlib.suppress(OSError):
                self.client.check()
        if self.asking:
            self.ask_again()

    def _payload(self, kind: bytes, head: bytes, size: int) -> bytes:
        return head + os.urandom(size) + _MARK.pack(_MAGIC, time.time_ns(), self.number, kind)

    def _next(self, name: str) -> int:
        self._sequences[name] = number = self._sequences[name] + 1 & 0xFFFF
        return number

    def _block(self, *more: tuple[int, bytes]) -> bytes:
        return elements((IDS.twcc, struct.pack("!H", self._next("all"))), *more)

    def speak(self) -> None:
        """A packet of sound."""
        sequence = self._next("mic")
        block = self._block((IDS.mid, b"0"), (IDS.level, bytes([self.level])))
        payload = self._payload(b"m", b"\x78", SOUND_BYTES)
        self.send(write_rtp(block, SOUND_TYPE, sequence, sequence * 960, MIC_SSRC, payload))

    def show(self) -> None:
        """A picture of one packet; every one is a key frame."""
        self.shown += 1
        sequence = self._next("camera")
        head = struct.pack("!BBHB", 0x90, 0xC0, 0x8000 | sequence & 0x7FFF, sequence & 0xFF)
        payload = self._payload(b"c", head + b"\x10\x00\x00\x9d\x01\x2a\x40\x01\xf0\x00", PICTURE_BYTES)
        block = self._block((IDS.mid, b"1"))
        self.send(write_rtp(block, 0x80 | PICTURE_TYPE, sequence, sequence * 900, CAMERA_SSRC, payload))

    def send(self, plain: bytes) -> None:
        """Encrypt and send RTP; what a closed port answers is not heard."""
        assert self.client is not None
        with contextlib.suppress(OSError):
            self.client.socket.send(self.client.transport._tx_srtp.protect(plain))

    def report(self, plain: bytes) -> None:
        """Encrypt and send RTCP."""
        assert self.client is not None
        with contextlib.suppress(OSError):
            self.client.socket.send(self.client.transport._tx_srtp.protect_rtcp(plain))

    def _give_feedback(self) -> None:
        feedback = self._arrivals.feedback(1, next(iter(self._newest), 1))
        if feedback is not None:
            self.report(feedback)

    def ask_again(self) -> None:
        """Ask again for the newest packets of whomever it asks for."""
        wanted = [
            write_nack(1, ssrc, range(number - ASKED + 1, number + 1))
            for ssrc, (number, mark) in self._newest.items()
            if mark.member in self.asking
        ]
        if wanted:
            self.report(write_receiver_report(1, []) + b"".join(wanted))

    # --- What comes ---

    def read(self) -> None:
        """Read what is there."""
        client = self.client
        if client is None:
            return
        receive = client.socket.recvmsg
        for _ in range(READ_AT_ONCE):
            try:
                datagram, extra, *_rest = receive(2_048, 64)
            except (BlockingIOError, OSError):
                return
            whole, part = _STAMP.unpack(extra[0][2])
            self._take(client, datagram, whole * 10**9 + part)

    def _take(self, client: Client, datagram: bytes, at: int) -> None:
        """One packet, if it is media; one that came before is known by its stream and its number."""
        if not 127 < datagram[0] < 192 or 192 <= datagram[1] <= 223:
            return
        name = datagram[2:4] + datagram[8:12]
        known = self._known if name in self._known else self._known_before
        is_again = name in known
        mark = known[name] if is_again else self._open(client, datagram, name, at / 10**9)
        got = self.got
        got.last_of_all = max(got.last_of_all, at)
        if mark is None:
            got.padding += 1
            return
        got.of[mark] += 1
        got.again[mark] += is_again or datagram[1] & 0x7F == AGAIN_TYPE
        got.last[mark] = max(got.last.get(mark, 0), at)

    def _open(self, client: Client, datagram: bytes, name: bytes, at: float) -> Mark | None:
        try:
            packet = parse_rtp(client.transport._rx_srtp.unprotect(datagram), at)
        except pylibsrtp.Error:
            packet = None
        if packet is None:
            self.got.strange += 1
            return None
        mark = mark_of(packet.payload)
        self.got.strange += mark is None and bool(packet.payload)
        if len(self._known) >= REMEMBERED:
            self._known_before, self._known = self._known, {}
        self._known[name] = mark
        if (sequence := transport_sequence(packet, IDS)) is not None:
            self._arrivals.note(sequence, packet.arrival)
        if mark is not None and packet.payload_type != AGAIN_TYPE:
            self._newest[packet.ssrc] = (packet.sequence, mark)
            self.late = max(self.late, time.time() - sent_at(packet.payload) / 10**9)
        return mark


class Crowd:
    """Everybody, and the one clock by which they speak."""

    def __init__(self, line: Line, sizes: Sequence[int]) -> None:
        self.line = line
        self.members = [
            Member(line, meeting, number) for meeting, size in enumerate(sizes) for number in range(size)
        ]
        self._speaking = asyncio.create_task(self._speak())

    async def _speak(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            late = max(member.late for member in self.members)
            for member in self.members:
                member.late = 0.0
                member.beat()
            # On a machine that is busy they speak more slowly: neither they nor the relay may fall ever further behind.
            due = max(due + EVERY, loop.time() - EVERY)
            due += min(late, LONGEST_PAUSE) if late > TOO_LATE else 0.0
            await asyncio.sleep(due - loop.time())

    async def join(self, members: Iterable[Member] = ()) -> None:
        """Come, one after the other."""
        for member in members or self.members:
            assert await member.join() == ""

    def beside(self, member: Member) -> list[Member]:
        """The others in the same meeting, as far as they are inside and connected."""
        return [
            other
            for other in self.members
            if other.meeting == member.meeting
            and other is not member
            and other.client is not None
            and other.is_inside
        ]

    async def silence(self) -> None:
        """Fall silent, and read until nothing is under way any more."""
        self._speaking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._speaking
        before, now = -1, 0
        while before != now:
            await asyncio.sleep(UNDER_WAY)
            before, now = now, sum(member.got.of.total() for member in self.members)

    async def end(self) -> None:
        """Fall silent and hang up."""
        await self.silence()
        for member in self.members:
            member.close()
