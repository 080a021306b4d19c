"""A bad network in user space: it stands before the relay's port, and delays, narrows and loses what passes.

The kernel of many machines cannot do this; and what stands before the port needs nothing of the relay.
"""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

Address = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """One direction: seconds of delay from and to, the share that is lost, bits a second, seconds that wait for them."""

    delay: tuple[float, float] = (0.020, 0.040)
    loss: float = 0.0
    rate: float = float("inf")
    queue: float = 0.3


@dataclass(slots=True)
class Traffic:
    """What passes one road now; the order of datagrams is kept, and chance begins with the same seed in every run."""

    road: Road
    seed: int
    lost: int = 0
    passed: int = 0
    _free_at: float = 0.0
    _last: float = 0.0
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def due(self, datagram: bytes, now: float) -> float | None:
        """When this datagram arrives; None when it is lost, by chance or because too much waits."""
        road = self.road
        waits = max(0.0, self._free_at - now)
        # What is neither media nor its reports opens the way, and is not what is measured.
        is_lost = 127 < datagram[0] < 192 and self._chance.random() < road.loss
        if is_lost or waits > road.queue:
            self.lost += 1
            return None
        self.passed += 1
        self._free_at = now + waits + len(datagram) * 8 / road.rate
        self._last = max(self._last, self._free_at + self._chance.uniform(*road.delay))
        return self._last


@dataclass(slots=True)
class Client:
    """One address of a browser, and the socket that stands for it towards the relay."""

    name: str
    up: Traffic
    down: Traffic
    way: asyncio.DatagramTransport | None = None
    waiting: list[bytes] = field(default_factory=list)


class Line(asyncio.DatagramProtocol):
    """Stands at an address before a relay at another; whoever comes next bears the name in `arriving`."""

    def __init__(self, relay: Address) -> None:
        self.arriving = ""
        self.clients: dict[Address, Client] = {}
        self._relay = relay
        self._own: asyncio.DatagramTransport | None = None
        self._loop = asyncio.get_running_loop()
        self._opening: set[asyncio.Task[None]] = set()

    @classmethod
    async def before(cls, relay: Address, host: str) -> "Line":
        """Stand at the same port of another host address."""
        line = cls(relay)
        await line._loop.create_datagram_endpoint(lambda: line, local_addr=(host, relay[1]))
        return line

    def change(self, name: str, *, up: Road | None = None, down: Road | None = None) -> None:
        """From now on the roads of this browser are like that."""
        for client in self.clients.values():
            if client.name == name:
                client.up.road = up or client.up.road
                client.down.road = down or client.down.road

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        """The port is open (asyncio)."""
        self._own = transport

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Something of a browser (asyncio)."""
        client = self.clients.get(addr)
        if client is None:
            seed = len(self.clients)
            up, down = Traffic(Road(), 2 * seed), Traffic(Road(), 2 * seed + 1)
            client = self.clients[addr] = Client(self.arriving, up, down)
            opening = self._loop.create_task(self._open(addr, client))
            self._opening.add(opening)
            opening.add_done_callback(self._opening.discard)

        def send() -> None:
            if client.way is None:
                client.waiting.append(data)
            elif not client.way.is_closing():
                client.way.sendto(data)

        self._later(client.up, data, send)

    async def _open(self, address: Address, client: Client) -> None:
        back = Back(self, address, client)
        client.way, _ = await self._loop.create_datagram_endpoint(lambda: back, remote_addr=self._relay)
        for datagram in client.waiting:
            client.way.sendto(datagram)

    def back(self, datagram: bytes, address: Address, client: Client) -> None:
        """Something of the relay for a browser."""

        def send() -> None:
            if self._own is not None:
                self._own.sendto(datagram, address)

        self._later(client.down, datagram, send)

    def _later(self, traffic: Traffic, datagram: bytes, send: Callable[[], None]) -> None:
        due = traffic.due(datagram, self._loop.time())
        if due is not None:
            self._loop.call_at(due, send)

    def close(self) -> None:
        """Close every socket."""
        for client in self.clients.values():
            if client.way is not None:
                client.way.close()
        if self._own is not None:
            self._own.close()
            self._own = None


class Back(asyncio.DatagramProtocol):
    """The socket towards the relay that stands for one browser's address."""

    def __init__(self, line: Line, address: Address, client: Client) -> None:
        self._line = line
        self._address = address
        self._client = client

    def datagram_received(self, data: bytes, _addr: tuple[str | int, ...]) -> None:
        """Something of the relay (asyncio)."""
        self._line.back(data, self._address, self._client)
