"""Datagrams and offers that are nearly right, at a relay in which others talk: nobody else may notice.

`python -m tests.campaigns.fuzz [datagrams] [offers] [seed]`. The mutated come from an address that proved itself, in
clear and encrypted with its keys, and from one that nobody knows.
"""

import asyncio
import contextlib
import random
import socket
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pylibsrtp

from meeting_server.media.ice import Address
from meeting_server.media.rtc import RelayTransport, Sink
from meeting_server.media.rtcp import Block, write_feedback, write_nack, write_receiver_report
from meeting_server.media.rtp import elements, write_rtp
from meeting_server.media.twcc import Arrivals
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.refusal import Refused
from tests.campaigns.asked import until_interrupted, whole
from tests.media.browser import CAMERA, MEETING, MIC, Browser, Stage, picture, plan_of, staged, telling, until
from tests.media.offers import CHROMIUM, FIREFOX
from tests.media.wire import mutations, request
from tests.people import ARUNEE, THANA, WILAI

DATAGRAMS, OFFERS, SEED = 50_000, 5_000, 2569
KEPT = 0.99
TALKER, LISTENER, SPOILER = ARUNEE.seat, THANA.seat, WILAI.seat
ENCRYPTED = 0.7  # the share of RTP and RTCP that its reader gets to see, spoiled inside
BATCH = 25  # mutated datagrams between two packets of who talks
OFFERS_EACH = 5  # offers between them
PER_CONNECTION = 40


class Unlimited:
    """No pace of offers: what is tried here is what reads them."""

    def take(self, _now: float) -> bool:
        """Another one."""
        return True


@dataclass(slots=True)
class Outcome:
    """What became of it."""

    escaped: list[str] = field(default_factory=list)
    sent: int = 0
    heard: int = 0
    reached: int = 0  # datagrams that the relay's port got
    read: int = 0  # of the mutated, those that could be decrypted
    refused: int = 0
    answered: int = 0

    @property
    def kept(self) -> float:
        """The share of the talker's packets that arrived."""
        return self.heard / max(self.sent, 1)


def watched(stage: Stage, outcome: Outcome) -> None:
    """Note every exception that leaves the socket's callback, or ends up with the loop."""
    receive = stage.mux.datagram_received

    def watching(data: bytes, addr: Address) -> None:
        outcome.reached += 1
        try:
            receive(data, addr)
        except Exception as error:  # noqa: BLE001 - any of them is the finding
            outcome.escaped.append(f"{data.hex()}: {error!r}")

    stage.mux.datagram_received = watching  # type: ignore[method-assign]

    def to_the_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        outcome.escaped.append(f"{context.get('message')}: {context.get('exception')!r}")

    asyncio.get_running_loop().set_exception_handler(to_the_loop)


def overheard(browser: Browser) -> tuple[list[bytes], Callable[[], None]]:
    """The handshake's records of a page that is about to connect; and how to stop listening."""
    records: list[bytes] = []
    way = browser._senders[MIC].sender.transport.transport
    send = way._send

    async def listening(data: bytes) -> None:
        if 19 < data[0] < 64:
            records.append(data)
        await send(data)

    way._send = listening
    return records, lambda: setattr(way, "_send", send)


def seeds_of(stage: Stage, browser: Browser) -> list[bytes]:
    """What this page says when it is well: sound, pictures, and every kind of RTCP that the relay reads."""
    sound = write_rtp(elements((2, b"\x1e")), 96, 300, 300 * 960, browser.ssrc(MIC), b"sound")
    shown = write_rtp(b"", 97, 700, 700 * 3_000, browser.ssrc(CAMERA), picture(7, b"picture", key=True))
    repeated = write_rtp(b"", 98, 3, 700 * 3_000, browser.rtx(CAMERA), b"\x02\xbc" + picture(7, b"picture"))
    report = write_receiver_report(1, [])
    slots = list(browser._slots)
    nack = write_nack(1, slots[0], range(40))
    pli = b"\x81\xce\x00\x02" + (1).to_bytes(4, "big") + slots[-1].to_bytes(4, "big")
    sender = b"\x80\xc8\x00\x06" + browser.ssrc(MIC).to_bytes(4, "big") + bytes(20)
    arrivals = Arrivals()
    for number in range(0, 120, 3):
        arrivals.note(number, number / 40)
    came = arrivals.feedback(1, slots[0]) or b""
    runs = write_feedback(
        1, slots[0], 15, struct.pack("!HHIHHBBBB", 0, 50, 9 << 8, 1 << 13 | 4, 46, *[40] * 4)
    )
    lost = write_receiver_report(1, [Block(ssrc, 40, 9, 0, 0) for ssrc in slots])
    heard = [came, runs, lost + came]
    return [sound, shown, repeated, report + nack, report + pli, sender, report + nack + pli + sender, *heard]


class Counted:
    """Stands between the keys of a browser and who reads what they decrypted, and counts."""

    def __init__(self, sink: Sink, outcome: Outcome) -> None:
        self._sink, self._outcome = sink, outcome

    def on_rtp(self, plain: bytes, arrival: float) -> None:
        """RTP."""
        self._outcome.read += 1
        self._sink.on_rtp(plain, arrival)

    def on_rtcp(self, plain: bytes) -> None:
        """RTCP."""
        self._outcome.read += 1
        self._sink.on_rtcp(plain)


def counted(transport: RelayTransport, outcome: Outcome) -> None:
    """Count what this browser's readers are given."""
    transport._sink = Counted(transport._sink, outcome)


async def spoil(spoiler: Browser, datagram: bytes, number: int, chance: random.Random) -> None:
    """Send it in clear, or encrypted as if it were meant; what cannot be encrypted goes in clear."""
    transport = spoiler._senders[MIC].sender.transport
    if chance.random() < ENCRYPTED and len(datagram) > 1 and 127 < datagram[0] < 192:
        if not 192 <= datagram[1] <= 223:  # A number that was used would not be encrypted again.
            datagram = datagram[:2] + (number & 0xFFFF).to_bytes(2, "big") + datagram[4:]
        with contextlib.suppress(pylibsrtp.Error, ValueError, ConnectionError):
            await transport._send_rtp(datagram)
            return
    with contextlib.suppress(ConnectionError, OSError):
        await transport.transport._send(datagram)


async def datagrams(stage: Stage, talker: Browser, outcome: Outcome, count: int, seed: int) -> None:
    """From a page that is connected, and from a port that nobody knows."""
    spoiler = Browser(stage, SPOILER, "conn_spoiler", audio=4, video=4)
    spoiler.munge = telling
    records, stop = overheard(spoiler)
    await spoiler.open()
    await spoiler.connect()
    stop()
    peer = stage.relay._halls[MEETING].conference.seats[SPOILER].all()[0]
    counted(peer._transport, outcome)
    check = request(peer._ice._generations[-1][0], nominated=True)
    seeds = [*seeds_of(stage, spoiler) * 3, *([check] * 4), *records]
    chance = random.Random(seed)
    stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with stranger:
        stranger.setblocking(False)
        for number, datagram in enumerate(mutations(seeds, count, seed)):
            if chance.random() < 0.1:
                with contextlib.suppress(OSError):
                    stranger.sendto(datagram, ("127.0.0.1", stage.mux.port))
            else:
                await spoil(spoiler, datagram, number, chance)
            if number % BATCH == 0:
                await talker.say()
                await asyncio.sleep(0.001)


def spoiled(seeds: Sequence[str], count: int, seed: int) -> Iterator[str]:
    """Offers with bytes changed, and with lines lost, doubled, moved or taken from another."""
    chance = random.Random(seed)
    for datagram in mutations([text.encode() for text in seeds], count, seed):
        lines = datagram.decode("utf-8", "replace").split("\n")
        for _ in range(chance.randrange(4)):
            at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
            match chance.randrange(4):
                case 0 if len(lines) > 1:
                    del lines[at]
                case 1:
                    lines.insert(to, lines[at])
                case 2:
                    lines[at], lines[to] = lines[to], lines[at]
                case _:
                    lines[at] = chance.choice(chance.choice(seeds).split("\n"))
        yield "\n".join(lines)


async def offers(stage: Stage, talker: Browser, outcome: Outcome, count: int, seed: int) -> None:
    """From a seat that may connect: each is answered or refused."""
    seat: SeatId = SPOILER
    stage.relay._halls[MEETING].reception._allowances[seat] = Unlimited()  # type: ignore[assignment]
    for number, sdp in enumerate(spoiled([CHROMIUM, FIREFOX], count, seed)):
        conn = f"conn_{number // PER_CONNECTION}"
        said: dict[str, object] = {"conn": conn, "n": number + 1, "sdp": sdp}
        said["tracks"] = [{"mid": "0", "source": "mic"}, {"mid": "1", "source": "camera"}]
        try:
            if number % PER_CONNECTION == 0:
                opening = {"kind": "open", "conn": conn, "audio": 4, "video": 4, "takeover": True}
                await stage.relay.signal(MEETING, seat, opening)
            await stage.relay.signal(MEETING, seat, {"kind": "offer", **said})
            outcome.answered += 1
        except Refused:
            outcome.refused += 1
        except Exception as error:  # noqa: BLE001 - any of them is the finding
            outcome.escaped.append(f"offer {number}: {error!r}")
        if number % OFFERS_EACH == 0:
            await talker.say()
            await asyncio.sleep(0.001)


async def campaign(folder: Path, counts: tuple[int, int], seed: int = SEED) -> Outcome:
    """So many datagrams and offers; who talks is heard by who listens all the while."""
    outcome = Outcome()
    async with staged(folder) as stage:
        watched(stage, outcome)
        stage.follow(plan_of(TALKER, LISTENER, SPOILER))
        talker, listener = await stage.join(TALKER), await stage.join(LISTENER)
        await datagrams(stage, talker, outcome, counts[0], seed)
        await offers(stage, talker, outcome, counts[1], seed)
        outcome.sent = talker.sent[MIC]

        def arrived() -> bool:
            outcome.heard = len(listener.heard(talker))
            return outcome.heard >= outcome.sent

        with contextlib.suppress(TimeoutError):
            await until(arrived, 2.0)
    return outcome


def main(arguments: Sequence[str]) -> int:
    """Run it and say what was found; 1 when somebody noticed."""
    usual = (str(DATAGRAMS), str(OFFERS), str(SEED))
    asked = zip(("DATAGRAMS", "OFFERS", "SEED"), (*arguments, *usual[len(arguments) :]), strict=True)
    datagrams_, offers_, seed = (whole(name, text) for name, text in asked)
    with TemporaryDirectory() as folder:
        outcome = asyncio.run(campaign(Path(folder), (datagrams_, offers_), seed))
    for escape in outcome.escaped[:20]:
        sys.stdout.write(f"{escape}\n")
    sys.stdout.write(
        f"{outcome.reached} datagrams reached the port, {outcome.read} of them a reader; "
        f"{outcome.answered} offers were answered and {outcome.refused} refused; "
        f"{len(outcome.escaped)} exceptions escaped; {outcome.kept:.2%} of the others' packets arrived.\n"
    )
    return int(bool(outcome.escaped) or outcome.kept < KEPT)


if __name__ == "__main__":
    sys.exit(until_interrupted(lambda: main(sys.argv[1:])))
