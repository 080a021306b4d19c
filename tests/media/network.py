"""Networks made for one test (Linux network namespaces): other hosts, their cables, and what bars the way."""

import contextlib
import ctypes
import os
import shlex
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

_NEW_NETWORK = 0x40000000  # CLONE_NEWNET of sched.h
_OWN = "/proc/thread-self/ns/net"
_PATIENCE = 20.0
_libc = ctypes.CDLL(None, use_errno=True)


class Namespace:
    """A host with a network of its own; it goes when it is closed, and with us however we end."""

    def __init__(self) -> None:
        if os.geteuid() != 0:
            raise PermissionError(
                "Making a network for a test needs root: run the tests as root, as CI does."
            )
        made = threading.Thread(target=self._make)
        made.start()
        made.join()
        self._book: list[str] = []
        self.run("ip", "link", "set", "lo", "up")

    def _make(self) -> None:
        """In a thread of its own, which is the only one that moves into the new network."""
        _must(_libc.unshare(_NEW_NETWORK))
        self._file = os.open(_OWN, os.O_RDONLY)

    @property
    def path(self) -> str:
        """The network as a file, for programs that are told one."""
        return f"/proc/{os.getpid()}/fd/{self._file}"

    def words(self, *words: str) -> list[str]:
        """A command that runs these words on this host."""
        return ["nsenter", f"--net={self.path}", "--", *self._book, *words]

    def know(self, name: str, address: str, folder: Path) -> None:
        """Know an address by its name, and no other: programs that start on this host from now on do."""
        book, nobody = folder / "hosts", folder / "resolv.conf"
        book.write_text(f"{Path('/etc/hosts').read_text()}\n{address} {name}\n")
        nobody.write_text("nameserver 127.0.0.1\n")  # Which refuses at once.
        pages = " && ".join(
            f"mount --bind {shlex.quote(str(each))} /etc/{each.name}" for each in (book, nobody)
        )
        self._book = ["unshare", "--mount", "--", "sh", "-c", f'{pages} && exec "$@"', "sh"]

    def run(self, *words: str, told: str = "") -> str:
        """Run a command on this host, tell it something, and wait for what it says."""
        done = subprocess.run(
            self.words(*words), check=True, input=told, stdout=subprocess.PIPE, text=True, timeout=20
        )
        return done.stdout

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """Sockets that this thread opens meanwhile are this host's for as long as they live."""
        before = os.open(_OWN, os.O_RDONLY)
        try:
            _must(_libc.setns(self._file, _NEW_NETWORK))
            yield
        finally:
            _must(_libc.setns(before, _NEW_NETWORK))
            os.close(before)

    def program(self, name: str, folder: Path) -> Path:
        """A program that starts the one of this name on this host, for those who can only be told a program."""
        script = folder / f"{name}-elsewhere"
        script.write_text(f'#!/bin/sh\nexec {shlex.join(self.words(name))} "$@"\n')
        script.chmod(0o755)
        return script

    def close(self) -> None:
        """Let the host go; programs that still run on it keep it until they end."""
        os.close(self._file)


def _must(answered: int) -> None:
    if answered != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def cable(one: Namespace, its: str, other: Namespace, others: str, *, name: str = "net0") -> None:
    """A cable between two hosts; its ends have these addresses with their length (`10.77.0.1/24`).

    It is there when this returns. A browser that starts meanwhile gives up what it loads, since its network changes:
    with the link, and once more when an address that the system made up for IPv6 has been found to be free.
    """
    one.run("ip", "link", "add", name, "type", "veth", "peer", "name", name, "netns", other.path)
    for host, address in ((one, its), (other, others)):
        if ":" not in address:
            host.run("ip", "link", "set", name, "addrgenmode", "none")
        host.run("ip", "address", "add", address, "dev", name, *(["nodad"] if ":" in address else []))
        host.run("ip", "link", "set", name, "up")
    for host in (one, other):
        _until_up(host, name)


def _until_up(host: Namespace, name: str) -> None:
    """The system says so a little later than it is asked to."""
    ends = time.monotonic() + _PATIENCE
    while " UP " not in host.run("ip", "-brief", "link", "show", "dev", name):
        if time.monotonic() > ends:
            raise TimeoutError(name)
        time.sleep(0.02)


@contextlib.contextmanager
def hosts(count: int) -> Iterator[list[Namespace]]:
    """Some hosts that know nobody yet; they are gone in the end."""
    with contextlib.ExitStack() as made:
        yield [made.enter_context(contextlib.closing(Namespace())) for _ in range(count)]
