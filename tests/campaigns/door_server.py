"""The server as it is served, in a process of its own, with a probe in its loop.

`python -m tests.campaigns.door_server folder url port people`: asked by an empty line how long its loop stood, it
answers by a line; it ends when the other end hangs up.
"""

import asyncio
import json
import socket
import sys
from datetime import UTC, datetime

import uvloop

from meeting_server import telemetry
from meeting_server.app import create_app
from meeting_server.config import read
from meeting_server.db import engine
from meeting_server.db.people import PeopleRows, PersonRow
from meeting_server.demo import Doors
from meeting_server.services.passwords import Passwords
from meeting_server.services.people import new_person_id
from meeting_server.serving import Server
from tests.campaigns.door import PASSWORD, name_of

_EVERY = 0.002


class Probe:
    """Wants to run every two milliseconds; how late it was is how long the loop stood."""

    def __init__(self) -> None:
        self._worst = 0.0

    async def run(self) -> None:
        """Until it is cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + _EVERY
            await asyncio.sleep(_EVERY)
            self._worst = max(self._worst, loop.time() - due)

    def taken(self) -> float:
        """The worst since the last time, in milliseconds."""
        worst, self._worst = self._worst, 0.0
        return worst * 1_000


async def fill(url: str, people: int) -> None:
    """An account for each, all with one password; hashed as the server hashes."""
    await engine.migrate(url)
    database, now = engine.create(url), datetime.now(UTC)
    rows, hashed = PeopleRows(database), await Passwords().hash(PASSWORD)
    for number in range(people):
        name = name_of(number)
        row = PersonRow(
            person=new_person_id(), sign_in_name=name, name=name, office="กรรมการ", created_at=now
        )
        await rows.add(row, hashed)
    await database.close()


async def serve(folder: str, url: str, port: int, people: int) -> None:
    """Until the other end hangs up."""
    settings = read(
        {
            "DATA_DIR": folder,
            "DATABASE_URL": url,
            "MEDIA_PORT": str(port + 1),
            "DEMO": "off",
            "AGENCY": "สำนักงานพัฒนาบริการตัวอย่าง",
        }
    )
    await fill(settings.database_url, people)
    lines, probe = asyncio.StreamReader(), Probe()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    server = Server(create_app(settings, Doors()), settings, None, lambda: write("there"))
    # Without the part that catches signals: whoever started this hangs up.
    serving = asyncio.create_task(server._serve([socket.create_server(("127.0.0.1", port), backlog=1_024)]))
    probing = asyncio.create_task(probe.run())
    while await lines.readline():
        write(json.dumps({"block_ms": probe.taken()}))
    probing.cancel()
    server.should_exit = True
    await serving


def write(line: str) -> None:
    """One line to whoever asks."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> None:
    """Serve as the command line says."""
    folder, url, port, people = arguments
    telemetry.set_up(terminal=False)
    uvloop.run(serve(folder, url, int(port), int(people)))


if __name__ == "__main__":
    main(sys.argv[1:])
