"""The server as it is served, in a process of its own, with one meeting of many seats.

`python -m tests.campaigns.pages_server folder port seats`: once it serves it says by one line by which cookie each
person is signed in; it ends when the other end hangs up. Its relay is its own, as always.
"""

import asyncio
import json
import socket
import sys
from datetime import UTC, datetime

import uvloop

from meeting_server import telemetry
from meeting_server.accounts.sessions import Way
from meeting_server.api.deps import COOKIE
from meeting_server.app import create_app
from meeting_server.config import Settings, read
from meeting_server.db import engine
from meeting_server.db.audit_log import StoredLog
from meeting_server.db.people import PeopleRows, PersonRow
from meeting_server.demo import Doors
from meeting_server.meeting.facts.calling import RulesSet
from meeting_server.meeting.profiles.seed_2563 import SEED_2563
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.services.clock import WallClock
from meeting_server.services.house import House
from meeting_server.serving import Server
from tests.given import CALLED, THE_CALL, seated
from tests.loopback import MEETING
from tests.people import ARUNEE, CHAI, Cast


def cast_of(seats: int) -> list[Cast]:
    """The chair first, a support officer, and members."""
    members = [
        Cast(f"member{n}", f"นายสมาชิก{n} สมมติ", "กรรมการผู้ทรงคุณวุฒิ", frozenset({Role.MEMBER}))
        for n in range(seats - 2)
    ]
    return [ARUNEE, CHAI, *members]


async def fill(settings: Settings, casts: list[Cast]) -> None:
    """The people, and the meeting that was called."""
    await engine.migrate(settings.database_url)
    database, now = engine.create(settings.database_url), datetime.now(UTC)
    people = PeopleRows(database)
    for cast in casts:
        row = PersonRow(
            person=cast.person,
            sign_in_name=cast.sign_in,
            name=cast.name,
            office=cast.office,
            created_at=now,
        )
        await people.add(row, "no password fits this")
    items = [fact for fact in THE_CALL if type(fact).__name__ == "ItemListed"]
    facts = [CALLED, *map(seated, casts), *items, RulesSet(profile=SEED_2563)]
    log = StoredLog(database, WallClock())
    await log.append(MEETING, after=-1, by=Actor.of_person(ARUNEE.person), facts=facts)
    await database.close()


async def sessions(house: House, casts: list[Cast]) -> list[str]:
    """By which cookie each is signed in."""
    tokens = []
    for cast in casts:
        kept = await house.people.find(cast.person)
        assert kept is not None
        token, _ = await house.people.open_session(kept, Way.PASSWORD)
        tokens.append(f"{COOKIE}={token}")
    return tokens


async def serve(folder: str, port: int, seats: int) -> None:
    """Until the other end hangs up."""
    settings = read(
        {
            "DATA_DIR": folder,
            "MEDIA_PORT": str(port + 1),
            "MEDIA_ADDRESS": "127.0.0.1",
            "DEMO": "off",
            "AGENCY": "สำนักงานพัฒนาบริการตัวอย่าง",
        }
    )
    casts, there = cast_of(seats), asyncio.Event()
    await fill(settings, casts)
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    app = create_app(settings, Doors())
    server = Server(app, settings, None, there.set)
    # Without the part that catches signals: whoever started this hangs up.
    serving = asyncio.create_task(server._serve([socket.create_server(("127.0.0.1", port), backlog=1_024)]))
    await there.wait()
    sys.stdout.write(json.dumps({"sessions": await sessions(app.state.house, casts)}) + "\n")
    sys.stdout.flush()
    await lines.read()
    server.should_exit = True
    await serving


def main(arguments: list[str]) -> None:
    """Serve as the command line says."""
    folder, port, seats = arguments
    telemetry.set_up(terminal=False)
    uvloop.run(serve(folder, int(port), int(seats)))


if __name__ == "__main__":
    main(sys.argv[1:])
