"""The TURN server of the machine (coturn), set up and caged as README.md tells operators to."""

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

from meeting_server.certificate import Certificate
from meeting_server.meeting.ids import SeatId
from meeting_server.relay_client.turn import Turn
from tests.house.tree import HOUSE
from tests.media.browser import MEETING, Stage, staged
from tests.media.guests import Json
from tests.media.network import Namespace, cable, hosts

SECRET = "a secret of this test alone"
TURN, RELAY = "203.0.113.8", "203.0.113.7"  # as the README has them
HOME = "198.51.100.2"
_MEDIA_PORTS = "40000-40063"
_STARTING = 20.0


class Scene(NamedTuple):
    """A relay that only the TURN server reaches, and a host that reaches only that."""

    stage: Stage
    relay: Namespace
    between: Namespace
    home: Namespace


def servers(seat: SeatId, *urls: str, ago: float = 0) -> list[Json]:
    """What the page of a seat is told; or was, some seconds ago."""
    turn = Turn(urls=urls or (f"turn:{TURN}:3478?transport=udp",), secret=SECRET)
    return [dict(each) for each in turn.servers(MEETING, seat, time.time() - ago)]


@contextlib.asynccontextmanager
async def turned(folder: Path, certificate: Certificate | None = None) -> AsyncIterator[Scene]:
    """A TURN server between a relay and a home; given a certificate it listens for TLS, too."""
    with hosts(3) as (relay, between, home):
        cable(relay, f"{RELAY}/24", between, f"{TURN}/24", name="inside")
        cable(between, "198.51.100.1/24", home, f"{HOME}/24", name="outside")
        home.run("ip", "route", "add", "default", "via", "198.51.100.1")
        async with staged(folder / "relay", host=relay, address=RELAY) as stage:
            stage.mux.turn = {TURN}
            async with _coturn(folder, between, str(stage.mux.port), certificate):
                yield Scene(stage, relay, between, home)


def _blocks(language: str) -> list[str]:
    """The blocks of the README in a language."""
    return [each.split("```")[0] for each in (HOUSE / "README.md").read_text().split(f"```{language}\n")[1:]]


def _settings(folder: Path, certificate: Certificate | None) -> str:
    plain, tls = _blocks("conf")
    told = re.sub("(?<=static-auth-secret=).*", SECRET, plain)
    told += f"userdb={folder}/turndb\npidfile={folder}/turn.pid\nlog-file=stdout\nsimple-log\n"
    if certificate is None:
        return told + "no-tls\nno-dtls\n"
    tls = re.sub("(?<=cert=).*", str(certificate.certificate), tls)
    return told + re.sub("(?<=pkey=).*", str(certificate.key), tls)


@contextlib.asynccontextmanager
async def _coturn(
    folder: Path, host: Namespace, ports: str, certificate: Certificate | None
) -> AsyncIterator[None]:
    """A caged TURN server on this host, which has the README's address; it may reach these ports of the relay."""
    (cage,) = _blocks("nft")
    host.run("nft", "-f", "-", told=cage.replace(_MEDIA_PORTS, ports))
    config = folder / "turnserver.conf"
    config.write_text(_settings(folder, certificate))
    program = await asyncio.create_subprocess_exec(
        *host.words("turnserver", "-c", str(config)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert program.stdout is not None
    reading: asyncio.Task[bytes] | None = None
    try:
        async with asyncio.timeout(_STARTING):
            for port in (3478,) if certificate is None else (3478, 443):
                while TURN not in host.run("ss", "-Hltn", f"sport = :{port}"):  # noqa: ASYNC110 - it says so to nobody
                    await asyncio.sleep(0.02)
        reading = asyncio.create_task(program.stdout.read())
        yield
    finally:
        program.kill()
        await program.wait()
        if reading is not None:
            await reading
