"""The TURN server of the machine (coturn), set up and caged as README.md tells operators to."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

from tests.house.tree import HOUSE
from tests.media.network import Namespace

SECRET = "a secret of this test alone"
TURN, RELAY = "203.0.113.8", "203.0.113.7"  # as the README has them
_MEDIA_PORTS = "40000-40063"
_STARTING = 20.0


def _block(language: str) -> str:
    """A block of the README."""
    return (HOUSE / "README.md").read_text().split(f"```{language}\n")[1].split("```")[0]


@contextlib.asynccontextmanager
async def coturn(folder: Path, host: Namespace, ports: str) -> AsyncIterator[None]:
    """A caged TURN server on this host, which has the README's address; it may reach these ports of the relay."""
    host.run("nft", "-f", "-", told=_block("nft").replace(_MEDIA_PORTS, ports))
    config = folder / "turnserver.conf"
    told = re.sub("(?<=static-auth-secret=).*", SECRET, _block("conf"))
    config.write_text(
        f"{told}userdb={folder}/turndb\npidfile={folder}/turn.pid\nlog-file=stdout\nsimple-log\n"
    )
    words = host.words("turnserver", "-c", str(config), "--no-tls", "--no-dtls")
    program = await asyncio.create_subprocess_exec(
        *words,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert program.stdout is not None
    reading: asyncio.Task[bytes] | None = None
    try:
        async with asyncio.timeout(_STARTING):
            while TURN not in host.run("ss", "-Hltn", "sport = :3478"):  # noqa: ASYNC110 - it says so to nobody
                await asyncio.sleep(0.02)
        reading = asyncio.create_task(program.stdout.read())
        yield
    finally:
        program.kill()
        await program.wait()
        if reading is not None:
            await reading
