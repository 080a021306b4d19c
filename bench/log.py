"""What the log costs: a command through a room until it is safe on disk, and a long meeting rebuilt from its bytes.

Appends go through a `Room` with the real log on a real disk (SQLite in WAL mode with synchronous=FULL; a PostgreSQL 15
of our own with fsync on), behind a meeting of 3,000 entries: votes, messages and lines that come and go. The replay
reads 10,000 canonical entries from bytes, checks each against its leaf and folds it, as a start does.
"""

import gc
import json
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from meeting_server.audit.codec import Place, decode, encode
from meeting_server.audit.entry import Opening, leaf_of
from meeting_server.db.audit_log import StoredLog
from meeting_server.db.engine import create, migrate
from meeting_server.meeting.facts.agenda import ItemClosed, ItemOpened
from meeting_server.meeting.facts.ballots import (
    BallotClosed,
    BallotOpened,
    Choice,
    Outcome,
    ResultDeclared,
    VoteCast,
)
from meeting_server.meeting.facts.calling import BackupKind, ItemListed, MeetingCalled, Purpose, SeatAssigned
from meeting_server.meeting.facts.chat import MessagePosted
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import IdentityProven
from meeting_server.meeting.facts.presence import Connected, Disconnected, Ending, Entered
from meeting_server.meeting.facts.recording import (
    GapExplained,
    GapReason,
    LedgerSealed,
    RecordingBegan,
    Segment,
    SegmentsSealed,
)
from meeting_server.meeting.facts.session import MeetingOpened
from meeting_server.meeting.ids import BallotId, ConnectionId, ItemId, MeetingId, MessageId, PersonId, SeatId
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.ballots import CastVote
from meeting_server.meeting.rules.chat import PostMessage
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.presence import Connect, Disconnect
from meeting_server.meeting.state import Meeting
from meeting_server.services.commands import fresh
from meeting_server.services.room import Room
from tests.db import postgres
from tests.services.fakes import StubbornRelay, Told

RESULTS = Path(__file__).parent / "results" / "log.json"
RUNS = 5
SEATS = 30
BALLOTS = 25
LINES = 1_200
ROUNDS = 36  # of ten minutes; each seals two files of each seat
BEFORE = 3_000
COMMANDS = 1_000
REPLAYED = 10_000
BEGAN = datetime(2026, 11, 12, 2, 30, tzinfo=UTC)
MINUTE = "2026-11-12T03:30:00.000Z"
DICE = random.Random(2569)

Kept = tuple[bytes, bytes, tuple[Opening, ...]]


def chance(kind: str) -> str:
    """An id of this kind, the same in every run."""
    return f"{kind}_{DICE.getrandbits(132):022x}"[: len(kind) + 23]


SEATED = [SeatId(chance("seat")) for _ in range(SEATS)]
ITEMS = [ItemId(chance("item")) for _ in range(BALLOTS)]


def call() -> Iterator[Fact]:
    """A committee of thirty is called."""
    yield MeetingCalled(
        agency="สำนักงานพัฒนาบริการตัวอย่าง",
        body="คณะกรรมการพัฒนาบริการดิจิทัล",
        number=11,
        year=2569,
        place="ห้องประชุม ๑",
        starts_at=MINUTE,
        backup_kind=BackupKind.TELEPHONE,
        backup_address="๐ ๐๐๐๐ ๐๐๐๐",
    )
    for number, seat in enumerate(SEATED):
        roles = (Role.CHAIR, Role.MEMBER) if number == 0 else (Role.MEMBER,)
        person = PersonId(chance("per"))
        yield SeatAssigned(
            seat=seat, person=person, roles=roles, name=f"กรรมการคนที่ {number}", office="กรรมการ"
        )
    for number, item in enumerate(ITEMS, 1):
        yield ItemListed(item=item, number=f"4.{number}", title=f"เรื่องที่ {number}", purpose=Purpose.CONSIDER)


def opening() -> Iterator[Fact]:
    """Everyone comes, and the meeting opens."""
    for seat in SEATED:
        yield Connected(
            seat=seat, connection=ConnectionId(chance("conn")), address="192.0.2.7", browser="Firefox 145"
        )
        yield IdentityProven(seat=seat)
        yield Entered(seat=seat)
    yield MeetingOpened()
    yield RecordingBegan()


def ballots() -> Iterator[Fact]:
    """Every item is voted on by everyone."""
    for item in ITEMS:
        ballot = BallotId(chance("bal"))
        yield ItemOpened(item=item)
        yield BallotOpened(
            ballot=ballot,
            item=item,
            question="เห็นชอบหรือไม่",
            options=tuple(Choice),
            voters=tuple(SEATED),
        )
        for seat in SEATED:
            yield VoteCast(ballot=ballot, seat=seat, choice=Choice.AGREE)
        yield BallotClosed(ballot=ballot)
        yield ResultDeclared(
            ballot=ballot, totals=((Choice.AGREE, SEATS),), outcome=Outcome.CARRIED, rule="majority_of_votes"
        )
        yield ItemClosed(item=item)


def lines() -> Iterator[Fact]:
    """Lines that break and come back."""
    for _ in range(LINES):
        seat, line = DICE.choice(SEATED), ConnectionId(chance("conn"))
        yield Connected(seat=seat, connection=line, address="192.0.2.7", browser="Firefox 145")
        yield Disconnected(seat=seat, connection=line, why=Ending.LOST)


def recording() -> Iterator[Fact]:
    """What the recorder seals and explains."""
    for number in range(ROUNDS):
        for seat in SEATED:
            names = [f"{seat}/{source}-{number:04}.webm" for source in ("mic", "camera")]
            yield SegmentsSealed(segments=tuple(sealed(seat, name) for name in names))
            yield GapExplained(
                seat=seat, source="mic", began=f"{number}{MINUTE}", ended=MINUTE, reason=GapReason.NETWORK
            )
        for minute in range(10):
            yield LedgerSealed(file=f"ledger/{number}{minute}.jsonl.gz", minute=MINUTE, sha256="ab" * 32)


def sealed(seat: SeatId, file: str) -> Segment:
    """One file."""
    return Segment(
        file=file,
        seat=seat,
        source="mic",
        began=MINUTE,
        ended=MINUTE,
        bytes=2_400_000,
        sha256="cd" * 32,
        frames=30_000,
    )


def message(number: int) -> MessagePosted:
    """Somebody writes."""
    text = f"ข้อความที่ {number} ขอเสนอให้พิจารณาเพิ่มเติม"
    return MessagePosted(message=MessageId(chance("msg")), seat=DICE.choice(SEATED), text=text)


def long_meeting(size: int) -> list[Fact]:
    """So many facts of a day of a committee of thirty, well mixed after the opening."""
    first = [*call(), *opening()]
    streams = [list(ballots()), list(lines()), list(recording())]
    share = (size - len(first)) / REPLAYED
    streams = [stream[: round(len(stream) * share)] for stream in streams]
    missing = size - len(first) - sum(map(len, streams))
    streams.append([message(number) for number in range(missing)])
    # Each stream keeps its order, and all of them end together.
    order = [number for number, stream in enumerate(streams) for _ in stream]
    DICE.shuffle(order)
    ahead = [iter(stream) for stream in streams]
    return [*first, *(next(ahead[number]) for number in order)]


def as_kept(facts: Sequence[Fact]) -> list[Kept]:
    """The entries as the database keeps them."""
    entries = (
        encode(fact, Place(seq=seq, t=BEGAN + timedelta(seconds=seq), actor="system"), lambda: bytes(32))
        for seq, fact in enumerate(facts)
    )
    return [(entry.body, entry.leaf, entry.openings) for entry in entries]


def replay_ms(kept: Sequence[Kept]) -> float:
    """How long a start takes to read and fold the whole log: nothing is waited for, so processor time says it."""
    gc.collect()
    began = time.process_time()
    meeting = Meeting()
    for body, leaf, openings in kept:
        assert leaf_of(body) == leaf
        meeting = meeting.after(decode(body, leaf, openings).fact)
    took = (time.process_time() - began) * 1_000
    assert len(meeting.calling.seats) == SEATS
    return took


class WallClock:
    """The port `Clock`."""

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.now(UTC)


def commands(ballot: BallotId) -> Iterator[tuple[Command, Actor]]:
    """Votes changed, messages, and lines that come and go."""
    for number in range(COMMANDS // 4):
        seat = SEATED[number % SEATS]
        actor, line = Actor.of_seat(seat), ConnectionId(fresh("connection"))
        yield CastVote(ballot=ballot, choice=tuple(Choice)[number // SEATS % 3]), actor
        yield PostMessage(message=MessageId(fresh("message")), text=f"ข้อความที่ {number}"), actor
        yield Connect(connection=line, address="192.0.2.7", browser="Firefox 145"), actor
        yield Disconnect(connection=line, why=Ending.LOST), actor


async def append_p99_ms(url: str) -> list[float]:
    """Within how many milliseconds 99 of 100 commands are answered, in each run."""
    await migrate(url)
    database = create(url)
    try:
        return [await one_run(StoredLog(database, WallClock())) for _ in range(RUNS)]
    finally:
        await database.close()


async def one_run(log: StoredLog) -> float:
    """A room with a meeting of its own."""
    meeting, ballot = MeetingId(fresh("meeting")), BallotId(fresh("ballot"))
    item = ITEMS[0]
    before = [fact for fact in long_meeting(BEFORE) if not isinstance(fact, ItemOpened | ItemClosed)]
    opened = BallotOpened(
        ballot=ballot, item=item, question="เห็นชอบหรือไม่", options=tuple(Choice), voters=tuple(SEATED)
    )
    await log.append(meeting, after=-1, by=Actor.system(), facts=[*before, ItemOpened(item=item), opened])
    room = Room(meeting, log, StubbornRelay(), Told())
    await room.resume()
    took = []
    for command, actor in commands(ballot):
        began = time.perf_counter()
        outcome = await room.handle(command, actor)
        took.append((time.perf_counter() - began) * 1_000)
        assert len(outcome.entries) == 1
    return statistics.quantiles(took, n=100)[98]


def told(name: str, runs: Sequence[float]) -> float:
    """The median of the runs, printed with them."""
    print(f"  {name}: {', '.join(f'{run:.1f}' for run in runs)} ms")
    return round(statistics.median(runs), 2)


def main() -> None:
    """Measure and write the results."""
    figures: dict[str, float] = {}
    RESULTS.parent.mkdir(exist_ok=True)
    kept = as_kept(long_meeting(REPLAYED))
    assert len(kept) == REPLAYED
    figures["replay_ms_10000"] = told("replay", [replay_ms(kept) for _ in range(2 * RUNS)][RUNS:])
    del kept
    # Beside the results, because a temporary folder may lie in memory.
    with TemporaryDirectory(dir=RESULTS.parent) as folder:
        runs = uvloop.run(append_p99_ms(f"sqlite:///{folder}/meetings.db"))
    figures["append_p99_ms_sqlite"] = told("append, SQLite", runs)
    with postgres.server(durable=True) as server:
        runs = uvloop.run(append_p99_ms(server.url(server.create())))
    figures["append_p99_ms_postgres"] = told("append, PostgreSQL", runs)
    RESULTS.write_text(json.dumps({"figures": figures}, indent=2) + "\n")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
