"""A server reduced to its rooms, their log and its workers, in a process of its own: asked by lines, answers by lines.

`python -m tests.campaigns.server folder module bind port workers seats…`: the module is what a worker runs, and
there is one number of seats for each meeting. Whoever it serves
does not slow it down, as nobody's browser slows down a real one.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import uvloop

from meeting_server.db.audit_log import StoredLog
from meeting_server.db.engine import create, migrate
from meeting_server.meeting.facts.agenda import ItemOpened
from meeting_server.meeting.facts.calling import BackupKind, ItemListed, MeetingCalled, Purpose, SeatAssigned
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import IdentityProven
from meeting_server.meeting.facts.presence import Entered
from meeting_server.meeting.facts.recording import RecordingBegan
from meeting_server.meeting.facts.session import MeetingOpened
from meeting_server.meeting.facts.suspension import Ground, Interest
from meeting_server.meeting.ids import ItemId, MeetingId, PersonId, SeatId
from meeting_server.meeting.refusal import Refused
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.presence import Enter, Leave
from meeting_server.meeting.rules.suspension import RestoreSeat, SuspendSeat
from meeting_server.relay_client import Spare, WorkerPool, WorkerRelay, process
from meeting_server.relay_client.process import places
from meeting_server.services.ports import Json
from meeting_server.services.room import Room

CHAIR = SeatId("seat_" + "c" * 22)
ITEM = ItemId("item_" + "i" * 22)
NOTICE = "ab" * 32
_LONGEST = 1 << 20


def meeting_of(number: int) -> MeetingId:
    """One of the meetings."""
    return MeetingId(f"mtg_{number:022}")


def seat_of(number: int) -> SeatId:
    """A member's seat; its number is the same in every meeting."""
    return SeatId(f"seat_{number:022}")


@dataclass(frozen=True)
class Settings:
    """Where the workers stand."""

    data_dir: Path
    media_port: int
    media_workers: int
    media_bind: tuple[str, ...]
    media_address: tuple[str, ...] = ("127.0.0.1",)
    turn_address: tuple[str, ...] = ()
    disk_reserve: int = 0


def called(seats: int) -> Iterator[Fact]:
    """A meeting that sits over an item, with everybody in the room; its chair has no browser here."""
    yield MeetingCalled(
        agency="สำนักงานพัฒนาบริการตัวอย่าง",
        body="คณะกรรมการพัฒนาบริการดิจิทัล",
        number=1,
        year=2569,
        place="ห้องประชุม ๑",
        starts_at="2026-11-12T02:30:00.000Z",
        backup_kind=BackupKind.TELEPHONE,
        backup_address="๐ ๐๐๐๐ ๐๐๐๐",
    )
    everybody = [CHAIR, *map(seat_of, range(seats))]
    for number, seat in enumerate(everybody):
        roles = (Role.CHAIR,) if seat == CHAIR else (Role.MEMBER,)
        person = PersonId(f"per_{number:022}")
        yield SeatAssigned(seat=seat, person=person, roles=roles, name=f"กรรมการ {number}", office="กรรมการ")
    yield ItemListed(item=ITEM, number="4.1", title="เรื่องเพื่อพิจารณา", purpose=Purpose.CONSIDER)
    for seat in everybody:
        yield IdentityProven(seat=seat)
        yield Entered(seat=seat)
    yield from (MeetingOpened(), RecordingBegan(), ItemOpened(item=ITEM))


class WallClock:
    """The port `Clock`."""

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.now(UTC)


def write(line: Json) -> None:
    """One line to whoever asks."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


class Listener:
    """Hands on what the workers and the rooms say."""

    def changed(self, meeting: MeetingId) -> None:
        """Nobody looks at a view here."""

    def to_seat(self, meeting: MeetingId, seat: SeatId, message: Json) -> None:
        """A signal."""
        write({"meeting": meeting, "seat": seat, "message": message})

    def reported(self, meeting: MeetingId, report: Json) -> None:
        """A report."""
        write({"meeting": meeting, "report": report})


def command_of(what: str, seat: SeatId) -> tuple[Command, Actor]:
    """What is asked for, and who asks for it."""
    chair, member = Actor.of_seat(CHAIR), Actor.of_seat(seat)
    match what:
        case "suspend":
            order = SuspendSeat(seat=seat, item=ITEM, ground=Ground.ORDERED, reason=Interest.INTEREST)
            return order, chair
        case "restore":
            return RestoreSeat(seat=seat), chair
        case "leave":
            return Leave(), member
        case _:
            return Enter(notice=NOTICE, current=NOTICE, version="1"), member


class Server:
    """The rooms and the workers."""

    def __init__(self, log: StoredLog, media: WorkerPool) -> None:
        self._log = log
        self._media = media
        self._rooms: dict[str, Room] = {}

    async def begin(self, seats: list[int], listener: Listener) -> None:
        """Hold the meetings."""
        await self._media.start()
        for number, count in enumerate(seats):
            meeting = meeting_of(number)
            await self._log.append(meeting, after=-1, by=Actor.system(), facts=list(called(count)))
            room = self._rooms[meeting] = Room(meeting, self._log, self._media, listener)
            await room.resume()
        write({"ready": self._media.pids})

    async def answer(self, asked: dict[str, object]) -> None:
        """Do what was asked, and say when it began and ended, in nanoseconds of the wall clock."""
        answer: dict[str, object] = {"answer": asked["ask"], "began": time.time_ns()}
        seat = SeatId(str(asked.get("seat")))
        try:
            match asked["do"]:
                case "signal":
                    message = asked["message"]
                    assert isinstance(message, dict)
                    await self._media.signal(MeetingId(str(asked["meeting"])), seat, message)
                case "vitals":
                    answer |= {"tasks": [len(asyncio.all_tasks()), *self._media.tasks]}
                    answer |= {"pids": [os.getpid(), *self._media.pids]}
                case what:
                    command, actor = command_of(str(what), seat)
                    outcome = await self._rooms[str(asked["meeting"])].handle(command, actor)
                    answer["media"] = outcome.media
        except Refused as refused:
            answer["refused"] = refused.reason
        write(answer | {"ended": time.time_ns()})


async def serve(settings: Settings, seats: list[int]) -> None:
    """Until the other end hangs up; then everything is sealed."""
    lines = asyncio.StreamReader(limit=_LONGEST)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    url = f"sqlite:///{settings.data_dir}/meetings.db"
    await migrate(url)
    database, listener, spare = create(url), Listener(), Spare(settings.data_dir)
    media = WorkerPool([WorkerRelay(place, listener, spare) for place in places(settings)], spare)
    server = Server(StoredLog(database, WallClock()), media)
    try:
        await server.begin(seats, listener)
        async with asyncio.TaskGroup() as answers:
            while line := await lines.readline():
                answers.create_task(server.answer(json.loads(line)))
    finally:
        await media.drain()
        await database.close()


def main(arguments: list[str]) -> None:
    """Serve as the command line says."""
    folder, process._MODULE, bind, port, workers, *seats = arguments
    settings = Settings(Path(folder), int(port), int(workers), (bind,))
    uvloop.run(serve(settings, [int(count) for count in seats]))


if __name__ == "__main__":
    main(sys.argv[1:])
