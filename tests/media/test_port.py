"""The UDP port on the network itself: what goes out in a burst arrives as it was, and a wake-up takes what is there."""

import contextlib
import socket
from collections.abc import Iterator

import pytest

from meeting_server.media.port import MOST_SEGMENTS, Address, UdpPort, udp_socket
from tests.media.browser import until

PATIENCE = 20.0


class Reader:
    """What a port hands over, wake-up by wake-up."""

    def __init__(self) -> None:
        self.turns: list[list[bytes]] = []
        self.is_held = False

    def datagram_received(self, data: bytes, addr: Address) -> None:
        assert self.is_held
        assert addr[0] == "127.0.0.1"
        self.turns[-1].append(data)

    def hold(self) -> None:
        self.is_held = True
        self.turns.append([])

    def release(self) -> None:
        self.is_held = False

    @property
    def got(self) -> list[bytes]:
        return [datagram for turn in self.turns for datagram in turn]


@contextlib.contextmanager
def browser() -> Iterator[socket.socket]:
    """A browser's socket."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
        own.settimeout(PATIENCE)
        own.bind(("127.0.0.1", 0))
        yield own


def datagrams(size: int, count: int) -> list[bytes]:
    """Datagrams of this size, each with bytes of its own."""
    return [bytes([number % 251 + 1]) * size for number in range(count)]


@pytest.mark.parametrize("count", [1, 2, 5, MOST_SEGMENTS])
@pytest.mark.parametrize("size", [1, 90, 1_100, 1_472])
async def test_what_is_sent_together_arrives_one_by_one_and_in_order(size: int, count: int) -> None:
    port = UdpPort(udp_socket("127.0.0.1", 0), Reader())
    with browser() as there:
        sent = datagrams(size, count)
        port.send_run(memoryview(b"".join(sent)), size, there.getsockname())
        assert [there.recv(4_096) for _ in sent] == sent
        assert port.unsent == 0
    port.close()


async def test_where_the_system_knows_no_bursts_they_go_one_by_one() -> None:
    port = UdpPort(udp_socket("127.0.0.1", 0), Reader())
    port._bursts = False
    with browser() as there:
        sent = datagrams(700, 5)
        port.send_run(b"".join(sent), 700, there.getsockname())
        assert [there.recv(4_096) for _ in sent] == sent
    port.close()


async def test_a_burst_that_the_system_refuses_goes_one_by_one() -> None:
    """So many of so many bytes are more than one call may carry."""
    port = UdpPort(udp_socket("127.0.0.1", 0), Reader())
    with browser() as there:
        sent = datagrams(2_048, MOST_SEGMENTS)
        port.send_run(b"".join(sent), 2_048, there.getsockname())
        assert [there.recv(4_096) for _ in sent] == sent
        assert port.unsent == 0
    port.close()


async def test_one_wake_up_takes_what_is_there_but_not_for_ever() -> None:
    reader = Reader()
    port = UdpPort(udp_socket("127.0.0.1", 0), reader)
    with browser() as there:
        sent = datagrams(20, 150)
        for datagram in sent:
            there.sendto(datagram, ("127.0.0.1", port.number))
        await until(lambda: len(reader.got) == 150)
        assert reader.got == sent
        assert [len(turn) for turn in reader.turns if turn] == [64, 64, 22]
    port.close()


@pytest.mark.parametrize("count", [1, 2, 5])
async def test_what_the_system_does_not_take_is_counted(count: int) -> None:
    port = UdpPort(udp_socket("127.0.0.1", 0), Reader())
    port.close()
    port.close()
    port.send_run(b"media" * count, 5, ("127.0.0.1", 9))
    assert port.unsent == count
