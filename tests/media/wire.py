"""What the tests of the wire share: a port without a network, checks as browsers make them, and mutations by a seed."""

import random
import struct
from collections.abc import Iterator, Sequence

from aioice import stun

from meeting_server.media.ice import Address, Credentials, IceSession, Mux
from meeting_server.media.port import Buffer, pieces
from meeting_server.media.rtc import Fields
from meeting_server.media.rtp import elements, write_rtp

HERE: Address = ("203.0.113.7", 51_000)
THERE: Address = ("203.0.113.7", 51_001)
REMOTE = "abcd"


class Port:
    """A UDP port that keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, Address]] = []

    def sendto(self, datagram: bytes, address: Address) -> None:
        self.sent.append((datagram, address))

    def send_run(self, run: Buffer, each: int, address: Address) -> None:
        for datagram in pieces(run, each):
            self.sendto(datagram, address)

    def close(self) -> None:
        """Nothing to free."""

    def answers(self) -> list[stun.Message]:
        """What was answered to checks, in order."""
        return [stun.parse_message(datagram) for datagram, _address in self.sent if datagram[0] < 4]


def written(packets: Sequence[Fields], numbered: int, number: int) -> list[bytes]:
    """What `RelayTransport.send_rtp` makes of these, before it encrypts them."""
    plain = []
    for at, (mark, sequence, timestamp, ssrc, body, fill) in enumerate(packets):
        block = elements((numbered >> 4, ((number + at) & 0xFFFF).to_bytes(2, "big")))
        packet = write_rtp(block, mark, sequence, timestamp, ssrc, body)
        plain.append(bytes([packet[0] | (0x20 if fill else 0)]) + packet[1:])
    return plain


def fields_of(plain: bytes) -> Fields:
    """The fields of a packet without extensions."""
    _first, mark, sequence, timestamp, ssrc = struct.unpack_from("!BBHII", plain)
    return mark, sequence, timestamp, ssrc, plain[12:], 0


def muxed() -> tuple[Mux, Port]:
    """A mux on a port without a network."""
    mux, port = Mux(), Port()
    mux.carry(port)
    return mux, port


def request(
    credentials: Credentials,
    *,
    nominated: bool = False,
    password: str | None = None,
    remote: str | None = None,
) -> bytes:
    """A check as a browser makes it."""
    message = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
    message.attributes["USERNAME"] = f"{credentials.ufrag}:{remote or credentials.remote}"
    message.attributes["ICE-CONTROLLING"] = 1
    message.attributes["PRIORITY"] = 1
    if nominated:
        message.attributes["USE-CANDIDATE"] = None
    message.add_message_integrity((password or credentials.password).encode())
    return bytes(message)


def proved(mux: Mux, address: Address = HERE) -> tuple[IceSession, Credentials]:
    """A session whose browser is at this address."""
    session = mux.session()
    credentials = session.restart(REMOTE)
    mux.datagram_received(request(credentials, nominated=True), address)
    assert session.address == address
    return session, credentials


def mutations(seeds: Sequence[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Datagrams that are nearly right: bytes changed, cut short, made longer, lengths that lie."""
    chance = random.Random(seed)
    for _ in range(count):
        datagram = bytearray(chance.choice(seeds))
        for _change in range(chance.randrange(1, 5)):
            _spoil(datagram, chance)
        yield bytes(datagram)


def _spoil(datagram: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(datagram)) if datagram else 0
    match chance.randrange(6):
        case 0:
            datagram[at : at + 1] = bytes([chance.randrange(256)])
        case 1:
            del datagram[at:]
        case 2:
            datagram[at:at] = chance.randbytes(chance.randrange(1, 40))
        case 3:
            datagram[at : at + 2] = struct.pack("!H", chance.choice((0, 1, 0x7FFF, 0x8000, 0xFFFF)))
        case 4:
            del datagram[at : at + chance.randrange(1, 9)]
        case _:
            datagram += chance.randbytes(chance.choice((1, 4, 600, 1_600)))
