"""A bad line between one browser and the media worker: its packets take a way of ours, which loses some of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import BrowserContext

from tests.media.line import Line

# The page is told of our port in place of the worker's, and of no way around it.
_DETOUR = """
([theirs, ours]) => {
  const take = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function (told) {
    const lines = told.sdp.split("\\r\\n").filter((line) => !/^a=candidate:.* tcp /i.test(line));
    const moved = lines.map((line) => line.replace(` ${theirs} typ host`, ` ${ours} typ host`));
    return take.call(this, { type: told.type, sdp: moved.join("\\r\\n") });
  };
}
"""


class Way(asyncio.DatagramProtocol):
    """One socket of the detour: what comes in goes over a line, and out of the other socket."""

    def __init__(self, line: Line, to: "Detour", *, inward: bool) -> None:
        self._line = line
        self._to = to
        self._inward = inward

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self._inward:
            self._to.browser = addr
        self._line.carry(data, self._to.inward if self._inward else self._to.outward)


class Detour:
    """The way from one browser to the worker and back; both lines may be made worse at any time."""

    def __init__(self, worker: int) -> None:
        self.up, self.down = Line(), Line(seed=2)
        self.browser: tuple[str, int] | None = None
        self.port = 0
        self._worker = ("127.0.0.1", worker)
        self._sockets: list[asyncio.DatagramTransport] = []

    async def open(self) -> None:
        """Listen for the browser, and have a port of its own towards the worker."""
        loop = asyncio.get_running_loop()
        for line, inward in ((self.up, True), (self.down, False)):

            def way(line: Line = line, *, inward: bool = inward) -> Way:
                return Way(line, self, inward=inward)

            transport, _way = await loop.create_datagram_endpoint(way, local_addr=("127.0.0.1", 0))
            self._sockets.append(transport)
        self.port = self._sockets[0].get_extra_info("sockname")[1]

    def inward(self, data: bytes) -> None:
        """To the worker."""
        self._sockets[1].sendto(data, self._worker)

    def outward(self, data: bytes) -> None:
        """To the browser."""
        if self.browser is not None:
            self._sockets[0].sendto(data, self.browser)

    def lose(self, share: float) -> None:
        """From now on so many packets are lost, each way."""
        self.up.loss = self.down.loss = share

    def close(self) -> None:
        """Close both sockets."""
        for transport in self._sockets:
            transport.close()


@asynccontextmanager
async def detour(context: BrowserContext, worker: int) -> AsyncIterator[Detour]:
    """Every page of this browser that is loaded from now on reaches the worker at this port by a detour."""
    one = Detour(worker)
    await one.open()
    await context.add_init_script(f"({_DETOUR})([{worker}, {one.port}])")
    try:
        yield one
    finally:
        one.close()
