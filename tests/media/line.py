"""Bad lines made in user space: rate, queue, delay and loss of one way, in front of a port of ours."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from meeting_server.media.ice import Address
from meeting_server.media.port import Buffer, pieces
from tests.media.browser import CountingMux

AROUND = 28  # bytes of IP and UDP


@dataclass(slots=True)
class Line:
    """One way of a line; every figure may change while it is used. What would wait longer than `queue` is lost.

    `jitter` is by how much more than `delay` a datagram may be under way; their order is kept.
    """

    bps: float = 0.0  # without a limit when 0
    queue: float = 0.300  # seconds
    delay: float = 0.0
    jitter: float = 0.0
    loss: float = 0.0
    seed: int = 1
    carried: int = 0
    lost: int = 0
    _free_at: float = 0.0
    _arrives_at: float = 0.0
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def carry(self, datagram: bytes, arrive: Callable[[bytes], None]) -> None:
        """Let the datagram arrive when it has gone through, or never."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        waits = max(0.0, self._free_at - now)
        if (self.bps and waits > self.queue) or self._chance.random() < self.loss:
            self.lost += 1
            return
        self.carried += 1
        if self.bps:
            waits += (len(datagram) + AROUND) * 8 / self.bps
            self._free_at = now + waits
        waits += self.delay + (self._chance.uniform(0, self.jitter) if self.jitter else 0.0)
        if waits > 0:
            self._arrives_at = max(self._arrives_at, now + waits)
            loop.call_at(self._arrives_at, arrive, datagram)
        else:
            arrive(datagram)


class LinedMux(CountingMux):
    """A port behind lines: `down` by the address to which something goes, `up` by the one from which it comes."""

    def __init__(self) -> None:
        super().__init__()
        self.down: dict[Address, Line] = {}
        self.up: dict[Address, Line] = {}

    def send(self, datagram: bytes, address: Address) -> None:
        line = self.down.get(address)
        if line is None:
            super().send(datagram, address)
        else:
            line.carry(datagram, lambda whole: super(LinedMux, self).send(whole, address))

    def send_run(self, run: Buffer, each: int, address: Address) -> None:
        if address not in self.down:
            super().send_run(run, each, address)
            return
        for datagram in pieces(run, each):
            self.send(datagram, address)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        line = self.up.get(addr)
        if line is None:
            super().datagram_received(data, addr)
        else:
            line.carry(data, lambda whole: super(LinedMux, self).datagram_received(whole, addr))
