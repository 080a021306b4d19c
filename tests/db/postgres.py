"""A PostgreSQL 15 of our own: started in a folder of its own, reached by its socket only, gone afterwards."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import psycopg

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
NOBODY = 65534

# What a crash would cost does not matter to a test; a measurement leaves everything as it is.
_HASTY = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


class Server:
    """A running server and the databases in it."""

    def __init__(self, sockets: Path) -> None:
        self._sockets = sockets
        self._made = 0

    def url(self, database: str) -> str:
        """Where a database of this server is."""
        return f"postgresql://postgres@/{database}?host={self._sockets}"

    def create(self, template: str = "template0") -> str:
        """A new database made like `template`; its name."""
        self._made += 1
        name = f"meetings_{self._made}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return name


@contextmanager
def server(*, durable: bool = False) -> Iterator[Server]:
    """A server while the block lasts; `durable` leaves every promise of the disk in force."""
    # A short path in /tmp: the name of a socket may not be longer than 107 bytes.
    folder = Path(mkdtemp(prefix="pg-"))
    rows = folder / "rows"
    try:
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        _run("initdb", "--no-sync", "--auth=trust", "--locale=C.UTF-8", "-U", "postgres", "-D", str(rows))
        settings = ("listen_addresses=", "max_connections=40", *(() if durable else _HASTY))
        options = " ".join([f"-k {folder}", *(f"-c {setting}" for setting in settings)])
        _run("pg_ctl", "-w", "-D", str(rows), "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield Server(folder)
        finally:
            _run("pg_ctl", "-w", "-D", str(rows), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _run(program: str, *arguments: str) -> None:
    command = [*_as_nobody(), str(PROGRAMS / program), *arguments]
    # A server that inherited our pipes would keep them open; what it says goes to a file of its own.
    done = subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise RuntimeError(f"{program} failed: {command}")


def _as_nobody() -> Sequence[str]:
    """PostgreSQL refuses to serve as root."""
    if os.geteuid() != 0:
        return ()
    return ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
