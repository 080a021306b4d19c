"""Several workers, and one that waits: a meeting stays with its own, and a crash costs only that one's meetings."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from meeting_server.meeting.ids import MeetingId
from meeting_server.meeting.media_plan import MediaPlan, Source
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.relay_client import Spare, WorkerPool, WorkerRelay, process
from meeting_server.relay_client.link import LinkLost
from meeting_server.relay_client.process import Process, places
from tests.media.browser import plan_of
from tests.people import ARUNEE, THANA
from tests.relay_client.crew import Heard, end, gone, kill, until

A, B = ARUNEE.seat, THANA.seat
ONE, TWO, THREE = (MeetingId("mtg_" + letter * 22) for letter in "123")


@dataclass(frozen=True)
class Settings:
    """Where two workers stand."""

    data_dir: Path
    media_port: int
    media_workers: int = 2
    disk_reserve: int = 0
    media_bind: tuple[str, ...] = ("127.0.0.1",)
    media_address: tuple[str, ...] = ("127.0.0.1",)
    turn_address: tuple[str, ...] = ()


def two_ports() -> int:
    """The first of two ports that follow each other and that nobody has."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port: int = one.getsockname()[1]
            try:
                other.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


class Scene:
    """A pool, and what it hears of each meeting."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(folder, two_ports())
        self.heard = Heard()
        self.reports: list[tuple[MeetingId, object]] = []
        self.pools: list[WorkerPool] = []
        self.spare = Spare(folder)

    def to_seat(self, *_told: object) -> None:
        """Nobody is connected."""

    def reported(self, meeting: MeetingId, report: object) -> None:
        """Keep a report."""
        self.reports.append((meeting, report))

    def about(self, kind: str) -> set[MeetingId]:
        """The meetings of which this kind was reported."""
        return {meeting for meeting, report in self.reports if report["kind"] == kind}  # type: ignore[index]

    async def pool(self) -> WorkerPool:
        """Another server."""
        workers = [WorkerRelay(place, self, self.spare) for place in places(self.settings)]
        self.pools.append(WorkerPool(workers, self.spare))
        await self.pools[-1].start()
        return self.pools[-1]


@asynccontextmanager
async def scene_in(folder: Path) -> AsyncIterator[Scene]:
    """A scene of which nothing is left."""
    scene = Scene(folder)
    try:
        yield scene
    finally:
        for pool in scene.pools:
            await pool.drain()
        for place in places(scene.settings):
            await end(place)


async def test_a_second_worker_is_started_for_a_second_meeting_and_a_third_goes_where_room_is(
    tmp_path: Path,
) -> None:
    async with scene_in(tmp_path) as scene:
        pool = await scene.pool()
        assert await pool.follow(ONE, 0, MediaPlan()) == {}
        assert len(pool.pids) == 1
        assert await pool.follow(ONE, 1, plan_of(A, B)) is not None
        assert len(pool.pids) == 1
        assert await pool.follow(TWO, 1, plan_of(A)) is not None
        assert len(set(pool.pids)) == 2
        assert await pool.follow(THREE, 1, plan_of(B)) is not None
        assert pool._pinned[THREE] is pool._pinned[TWO]
        with pytest.raises(Refused) as refusal:
            await pool.signal(MeetingId("mtg_" + "9" * 22), A, {"kind": "open", "conn": "x"})
        assert refusal.value.reason is Reason.NOT_IN_PLAN
        # Whoever stands before the door of a meeting that has not begun tries their line all the same.
        await pool.signal(MeetingId("mtg_" + "9" * 22), A, {"kind": "trial", "conn": "x"})
        pool.part(TWO, A)
        pool.part(MeetingId("mtg_" + "9" * 22), A)


async def test_a_worker_that_is_killed_costs_only_its_own_meetings(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        pool = await scene.pool()
        for meeting in (ONE, TWO):
            await pool.follow(meeting, 1, plan_of(A, B))
        first, second = pool.pids
        kill(first)
        await until(lambda: ONE in scene.about("worker_back"))
        assert scene.about("worker_lost") == scene.about("worker_back") == {ONE}
        assert pool.pids[1] == second
        assert pool.pids[0] != first
        assert await pool.follow(ONE, 2, plan_of(A)) is not None


async def test_the_next_server_finds_each_meeting_where_it_is(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        pool = await scene.pool()
        for meeting in (ONE, TWO):
            await pool.follow(meeting, 1, plan_of(A, B))
        for worker in pool._workers:
            assert worker._watching is not None
            worker._watching.cancel()
        after = await scene.pool()
        assert after.pids == pool.pids
        after.keep_only([TWO])
        assert await after.follow(TWO, 2, plan_of(A)) is not None
        assert after._pinned[TWO] is after._workers[1]
        # The other worker has forgotten what nobody knows any more: a lower number is no older plan to it.
        assert await after.follow(ONE, 0, plan_of(A)) is not None
        assert after.pids == pool.pids


async def test_a_worker_that_cannot_be_started_confirms_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with scene_in(tmp_path) as scene:
        pool = await scene.pool()
        await pool.follow(ONE, 1, plan_of(A))

        async def never(_worker: WorkerRelay) -> None:
            raise LinkLost

        monkeypatch.setattr(WorkerRelay, "start", never)
        monkeypatch.setattr("meeting_server.relay_client.client.FOLLOW", 0.05)
        assert await pool.follow(TWO, 1, plan_of(A)) is None
        monkeypatch.undo()
        assert await pool.follow(TWO, 2, plan_of(A)) is not None


async def test_what_waits_becomes_the_next_worker_and_goes_with_its_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_NOT_AT_ONCE", 0.0)
    async with scene_in(tmp_path) as scene:
        pool = await scene.pool()
        await until(lambda: scene.spare.pid)
        waiting = scene.spare.pid
        await pool.follow(ONE, 1, plan_of(A))
        await pool.follow(TWO, 1, plan_of(A))
        assert pool.pids[1] == waiting
        await until(lambda: scene.spare.pid not in (0, waiting))
        another = scene.spare.pid
        await pool.drain()
        await gone(another)
        assert Process(places(scene.settings)[1]).found() == 0
    assert "Traceback" not in (tmp_path / "run" / "worker-1.log").read_text()


async def test_a_spare_that_has_died_is_no_help_and_no_harm(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        scene.spare.make()
        kill(scene.spare.pid)
        await gone(scene.spare.pid)
        pool = await scene.pool()
        assert await pool.follow(ONE, 1, plan_of(A)) is not None


async def test_what_a_worker_has_found_of_its_machine_is_known_to_every_server(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        first = await scene.pool()
        assert first.measured().workers == 2
        await until(lambda: first.measured().disk)
        found = first.measured()
        assert found.speed is not None
        assert found.speed > 0
        second = await scene.pool()
        await until(lambda: second.measured() == found)


async def test_a_meeting_of_voices_alone_leaves_more_room_than_one_with_pictures(tmp_path: Path) -> None:
    async with scene_in(tmp_path) as scene:
        pool = await scene.pool()
        seen, heard = plan_of(A, B), plan_of(A, B, sends={A: [Source.MIC], B: [Source.MIC]})
        await pool.follow(ONE, 1, seen)
        await pool.follow(TWO, 1, heard)
        await pool.follow(THREE, 1, heard)
        one, two, three = (pool._pinned[meeting] for meeting in (ONE, TWO, THREE))
        assert one is not two
        assert three is two
