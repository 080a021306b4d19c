"""Stands before the relay's port, so that each browser comes to it by a bad line; needs nothing of the relay."""

import asyncio
from dataclasses import dataclass, field

from tests.media.line import Line

Address = tuple[str, int]
_NEAR, _JITTER = 0.020, 0.020  # every packet is under way for 20 to 40 ms


@dataclass(slots=True)
class Client:
    """One address of a browser: its line both ways, and the socket that stands for it towards the relay."""

    name: str
    up: Line
    down: Line
    way: asyncio.DatagramTransport | None = None
    waiting: list[bytes] = field(default_factory=list)

    def to_relay(self, datagram: bytes) -> None:
        """What has come through the line up."""
        if self.way is None:
            self.waiting.append(datagram)
        elif not self.way.is_closing():
            self.way.sendto(datagram)


class Front(asyncio.DatagramProtocol):
    """Listens at one address for a relay at another; whoever comes next bears the name in `arriving`."""

    def __init__(self, relay: Address) -> None:
        self.arriving = ""
        self.clients: dict[Address, Client] = {}
        self._relay = relay
        self._own: asyncio.DatagramTransport | None = None
        self._loop = asyncio.get_running_loop()
        self._opening: set[asyncio.Task[None]] = set()

    @classmethod
    async def before(cls, relay: Address, host: str) -> "Front":
        """Stand at the same port of another host address."""
        front = cls(relay)
        await front._loop.create_datagram_endpoint(lambda: front, local_addr=(host, relay[1]))
        return front

    def lines(self, name: str) -> list[Client]:
        """Every line of this browser: it may come from several addresses."""
        return [client for client in self.clients.values() if client.name == name]

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        """The port is open (asyncio)."""
        self._own = transport

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Something of a browser (asyncio)."""
        client = self.clients.get(addr) or self._come(addr)
        client.up.carry(data, client.to_relay)

    def _come(self, address: Address) -> Client:
        seed = 2 * len(self.clients)
        up, down = (Line(delay=_NEAR, jitter=_JITTER, seed=seed + way) for way in (1, 2))
        client = self.clients[address] = Client(self.arriving, up, down)
        opening = self._loop.create_task(self._open(address, client))
        self._opening.add(opening)
        opening.add_done_callback(self._opening.discard)
        return client

    async def _open(self, address: Address, client: Client) -> None:
        back = Back(self, address, client)
        client.way, _ = await self._loop.create_datagram_endpoint(lambda: back, remote_addr=self._relay)
        for datagram in client.waiting:
            client.way.sendto(datagram)

    def to_browser(self, datagram: bytes, address: Address) -> None:
        """What has come through a line down."""
        if self._own is not None:
            self._own.sendto(datagram, address)

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

    def __init__(self, front: Front, address: Address, client: Client) -> None:
        self._front = front
        self._address = address
        self._client = client

    def datagram_received(self, data: bytes, _addr: tuple[str | int, ...]) -> None:
        """Something of the relay (asyncio)."""
        self._client.down.carry(data, lambda whole: self._front.to_browser(whole, self._address))
