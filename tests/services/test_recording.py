"""What the workers report becomes facts and what screens show; what they garble becomes neither."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from meeting_server.meeting.facts.clip import ClipDiscarded, ClipKept
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import (
    IdentityVouched,
    SeatVisited,
    VisitorHeard,
    VisitorUnwatched,
    VisitorWatched,
    VouchingAwaited,
)
from meeting_server.meeting.facts.recording import (
    Fault,
    FaultBegan,
    FaultEnded,
    GapExplained,
    GapReason,
    LedgerSealed,
    SegmentsSealed,
)
from meeting_server.meeting.facts.session import MeetingClosed, Part, ServiceInterrupted
from meeting_server.meeting.ids import MeetingId, is_id
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.recording import SealSegments
from meeting_server.meeting.rules.suspension import RestoreSeat
from meeting_server.services import recording
from meeting_server.services.lines import Lines
from meeting_server.services.recording import Reports
from meeting_server.services.room import Outcome, Room
from meeting_server.services.rooms import Rooms
from tests.given import KAMALA_OUT, PRESENT, SITTING
from tests.meeting.test_suspension import suspend
from tests.people import ARUNEE, KAMALA, PREECHA, THANA
from tests.services.fakes import MemoryLog, StubbornRelay, Told
from tests.services.test_lines import Pages, line

MEETING = MeetingId("mtg_" + "a" * 22)
BEGAN, ENDED = "2026-11-12T02:30:00.000Z", "2026-11-12T02:31:00.000Z"

NOWHERE = Path("/nowhere")

Report = dict[str, Any]


def sealed(file: str = "mic-0001.webm", **changes: object) -> Report:
    return {
        "file": f"{THANA.seat}/{file}",
        "seat": THANA.seat,
        "source": "mic",
        "began": BEGAN,
        "ended": ENDED,
        "bytes": 1_000,
        "sha256": "0" * 64,
        "frames": 50,
        "recovered": False,
        **changes,
    }


GAP: Report = {
    "kind": "gap",
    "seat": THANA.seat,
    "source": "mic",
    "began": BEGAN,
    "ended": ENDED,
    "reason": "network",
}


class Scene:
    """A room over fakes, and the reports about it."""

    def __init__(self, facts: list[Fact], folder: Path = NOWHERE) -> None:
        self.log = MemoryLog(facts)
        self.told = Told()
        self.before = len(facts)
        self.pages = Pages()
        self.reports = Reports(self.told, Lines(self.pages), folder)
        self.rooms = Rooms(self.log, StubbornRelay(), Told())
        self.reports.rooms = self.rooms

    async def start(self) -> Room:
        """The room, resumed; what it wrote itself meanwhile is not counted."""
        room = await self.rooms.find(MEETING)
        self.before = len(self.log.entries)
        return room

    async def hear(self, *reports: Report) -> list[Fact]:
        """The facts that these reports add."""
        for report in reports:
            self.reports.reported(MEETING, report)
        await self.reports.written()
        added = self.log.entries[self.before :]
        assert {entry.actor for entry in added} <= {"system"}
        return [entry.fact for entry in added]

    async def room(self) -> Room:
        return await self.rooms.find(MEETING)


async def test_sealed_files_are_written_together_and_once() -> None:
    scene = Scene(SITTING)
    both = {"kind": "sealed", "files": [sealed(), sealed("camera-0001.webm", source="camera")]}
    (fact,) = await scene.hear(both, both)
    assert isinstance(fact, SegmentsSealed)
    assert [segment.file.rsplit("/")[-1] for segment in fact.segments] == [
        "mic-0001.webm",
        "camera-0001.webm",
    ]


async def test_what_is_sealed_after_the_close_is_written_too() -> None:
    scene = Scene([*SITTING, MeetingClosed()])
    facts = await scene.hear({"kind": "sealed", "files": [sealed()]}, GAP)
    assert [type(fact) for fact in facts] == [SegmentsSealed, GapExplained]


async def test_many_files_are_written_in_several_entries() -> None:
    scene = Scene(SITTING)
    facts = await scene.hear({"kind": "sealed", "files": [sealed(f"mic-{n:04}.webm") for n in range(450)]})
    assert [len(fact.segments) for fact in facts if isinstance(fact, SegmentsSealed)] == [200, 200, 50]


async def test_a_ledger_a_gap_and_a_worker_that_came_back() -> None:
    scene = Scene(SITTING)
    facts = await scene.hear(
        {"kind": "ledger", "file": "ledger/x.jsonl.gz", "minute": BEGAN, "sha256": "0" * 64},
        GAP,
        {"kind": "worker_lost", "since": BEGAN},
        {"kind": "worker_back", "since": BEGAN, "until": ENDED},
    )
    assert facts == [
        LedgerSealed(file="ledger/x.jsonl.gz", minute=BEGAN, sha256="0" * 64),
        GapExplained(seat=THANA.seat, source="mic", began=BEGAN, ended=ENDED, reason=GapReason.NETWORK),
        ServiceInterrupted(since=BEGAN, until=ENDED, part=Part.RELAY),
    ]


async def test_a_worker_that_fails_before_the_opening_interrupts_nothing() -> None:
    scene = Scene(PRESENT)
    assert await scene.hear({"kind": "worker_back", "since": BEGAN, "until": ENDED}) == []


@pytest.mark.parametrize(
    "report",
    [
        {},
        {"kind": "shout"},
        {"kind": "gap"},
        {**GAP, "began": "2026-11-12T02:30:00+00:00"},
        {**GAP, "ended": 5},
        {**GAP, "reason": "mood"},
        {**GAP, "seat": "seat_x"},
        {"kind": "ledger", "file": "x", "minute": "now", "sha256": "0"},
        {"kind": "sealed"},
        {"kind": "sealed", "files": "x"},
        {"kind": "sealed", "files": [{}]},
        {"kind": "sealed", "files": [5]},
        {"kind": "sealed", "files": [sealed(began="soon")]},
        {"kind": "sealed", "files": [sealed(bytes="many")]},
        {"kind": "sealed", "files": [sealed(seat="seat_x")]},
        {"kind": "worker_back", "since": None, "until": None},
        {"kind": "heard", "seat": KAMALA.seat, "by": THANA.seat, "seconds": "many"},
        {"kind": "heard"},
        {"kind": "quiet"},
        {"kind": "trouble"},
        {"kind": "quality"},
        {"kind": "quality", "lasted": 2, "seats": [5]},
        {"kind": "faults"},
        {"kind": "faults", "standing": []},
        {"kind": "faults", "standing": {"mood": []}},
        {"kind": "faults", "standing": {"recorder": 5}},
        {"kind": "faults", "standing": {"recorder": ["seat_x"]}},
    ],
)
async def test_what_is_garbled_is_written_nowhere_and_the_next_report_is_heard(report: Report) -> None:
    scene = Scene(SITTING)
    (fact,) = await scene.hear(report, GAP)
    assert isinstance(fact, GapExplained)


async def test_a_visitor_who_was_heard_for_long_enough_is_a_fact_once() -> None:
    watched = VisitorWatched(seat=PREECHA.seat, by=THANA.seat)
    scene = Scene([*SITTING, SeatVisited(seat=PREECHA.seat), VouchingAwaited(seat=PREECHA.seat), watched])
    told: list[Report] = [
        {"kind": "heard", "seat": PREECHA.seat, "by": THANA.seat, "seconds": seconds}
        for seconds in range(1, 8)
    ]
    assert await scene.hear(*told) == [VisitorHeard(seat=PREECHA.seat, by=THANA.seat, seconds=5)]


async def test_a_meeting_that_is_not_ours_is_no_matter() -> None:
    scene = Scene(SITTING)
    scene.reports.reported(MeetingId("mtg_other"), GAP)
    await scene.reports.written()
    assert len(scene.log.entries) == scene.before


async def test_silence_that_is_proven_is_shown_and_is_no_fact() -> None:
    scene = Scene(KAMALA_OUT)
    await scene.start()
    quiet = {"kind": "quiet", "seat": KAMALA.seat, "quiet": True}
    assert await scene.hear(quiet, quiet) == []
    shown = (await scene.room()).room_for(ARUNEE.seat)["suspensions"]
    assert [each["quiet"] for each in shown] == [True]
    assert scene.told.times == 1


def faults(**standing: list[str]) -> Report:
    return {"kind": "faults", "standing": standing}


async def test_a_recorder_at_fault_is_shown_until_it_works_again_and_stands_in_the_log() -> None:
    scene = Scene(SITTING)
    await scene.start()
    told = await scene.hear(faults(recorder=[THANA.seat, ARUNEE.seat]))
    room = await scene.room()
    assert room.live.faults == {THANA.seat, ARUNEE.seat}
    told = await scene.hear(faults(recorder=[THANA.seat]), faults(recorder=[THANA.seat]), faults())
    assert room.live.faults == set()
    began, *_ = told
    assert isinstance(began, FaultBegan)
    assert is_id(began.incident, "incident")
    assert told == [
        FaultBegan(fault=Fault.RECORDER, seats=(ARUNEE.seat, THANA.seat), incident=began.incident),
        FaultEnded(fault=Fault.RECORDER, seats=(ARUNEE.seat,)),
        FaultEnded(fault=Fault.RECORDER, seats=(THANA.seat,)),
    ]
    await scene.hear({"kind": "worker_lost", "since": BEGAN})
    assert THANA.seat in room.live.faults
    await scene.hear({"kind": "worker_back", "since": BEGAN, "until": ENDED})
    assert room.live.faults == set()
    assert scene.told.times == 5


async def test_a_disk_without_room_is_shown_apart_from_whom_it_costs_the_sound() -> None:
    scene = Scene(SITTING)
    await scene.start()
    await scene.hear(faults(disk_low=[THANA.seat]))
    room = await scene.room()
    recording = room.room_for(ARUNEE.seat)["recording"]
    assert recording is not None
    assert (recording["faults"], recording["troubles"]) == ([], ["disk_low"])
    await scene.hear(faults(disk_low=[THANA.seat], disk_full=[THANA.seat]))
    assert (room.live.faults, room.live.troubles) == ({THANA.seat}, {"disk_full", "disk_low"})
    await scene.hear({"kind": "worker_back", "since": BEGAN, "until": ENDED})
    assert (room.live.faults, room.live.troubles) == (set(), set())


async def test_what_stands_at_fault_now_is_not_written_after_what_stood_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recording, "_TRY_AGAIN", (0.0, 0.01))
    scene = Scene(SITTING)
    await scene.start()
    scene.log.fails_before = OSError("the disk is full")
    told = await scene.hear(faults(recorder=[THANA.seat]), faults(disk_full=[THANA.seat]))
    assert [(type(one), one.fault) for one in told if isinstance(one, FaultBegan)] == [
        (FaultBegan, Fault.DISK_FULL)
    ]
    assert len(told) == 1


async def test_what_ails_the_service_is_shown_until_it_is_over_and_every_trouble_is_logged() -> None:
    scene = Scene(SITTING)
    trouble: Report = {"kind": "trouble", "what": "overload", "seat": None, "on": True}
    with capture_logs() as logged:
        await scene.hear(trouble, {**trouble, "what": "recorder"}, {**trouble, "what": "violation"})
    room = await scene.room()
    recording = room.room_for(ARUNEE.seat)["recording"]
    assert recording is not None
    assert recording["troubles"] == ["overload", "recorder"]
    assert [each["what"] for each in logged] == ["overload", "recorder", "violation"]
    await scene.hear({**trouble, "on": False})
    assert room.live.troubles == {"recorder"}
    await scene.hear({"kind": "worker_back", "since": BEGAN, "until": ENDED})
    assert room.live.troubles == set()


async def test_what_must_be_in_the_log_waits_while_the_database_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recording, "_TRY_AGAIN", (0.0, 0.01))
    for report, kind in (
        ({"kind": "sealed", "files": [sealed()]}, SegmentsSealed),
        (GAP, GapExplained),
        ({"kind": "worker_back", "since": BEGAN, "until": ENDED}, ServiceInterrupted),
    ):
        scene = Scene(SITTING)
        await scene.room()
        scene.log.fails_before = OSError("the disk is full")
        (fact,) = await scene.hear(report)
        assert isinstance(fact, kind)


async def test_a_report_that_fails_holds_up_no_other_and_the_screens_say_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recording, "_TRY_AGAIN", (0.0, 0.01))
    scene = Scene(KAMALA_OUT)
    room = await scene.start()
    whole, tried = room.handle, asyncio.Semaphore(0)

    async def broken(command: Command, actor: Actor) -> Outcome:
        if not isinstance(command, SealSegments):
            return await whole(command, actor)
        tried.release()
        raise RuntimeError

    monkeypatch.setattr(room, "handle", broken)
    scene.reports.reported(MEETING, {"kind": "sealed", "files": [sealed()]})
    scene.reports.reported(MEETING, GAP)
    # What is true now is shown now, whatever waits to be written.
    scene.reports.reported(MEETING, {"kind": "quiet", "seat": KAMALA.seat, "quiet": True})
    assert room.live.quiet == {KAMALA.seat: True}
    for _ in range(3):
        await tried.acquire()
    assert [type(entry.fact) for entry in scene.log.entries[scene.before :]] == [GapExplained]
    assert room.live.troubles == {"log"}
    monkeypatch.undo()
    await scene.reports.written()
    assert isinstance(scene.log.entries[-1].fact, SegmentsSealed)
    assert room.live.troubles == set()


async def test_silence_is_proved_of_this_suspension_and_by_this_worker() -> None:
    scene = Scene(KAMALA_OUT)
    quiet: Report = {"kind": "quiet", "seat": KAMALA.seat, "quiet": True}
    room = await scene.start()
    await scene.hear({**quiet, "seat": THANA.seat}, quiet)
    # Of whoever merely left the relay says it, too.
    assert room.live.quiet == {KAMALA.seat: True}
    await room.handle(RestoreSeat(seat=KAMALA.seat), Actor.of_seat(ARUNEE.seat))
    await room.handle(suspend(KAMALA), Actor.of_seat(ARUNEE.seat))
    assert room.live.quiet == {}
    scene.before = len(scene.log.entries)
    await scene.hear(quiet, {"kind": "worker_lost", "since": BEGAN})
    assert room.live.quiet == {}
    # A new worker has followed a plan in which she never was.
    await scene.hear({"kind": "worker_back", "since": BEGAN, "until": ENDED})
    assert room.live.quiet == {KAMALA.seat: True}


async def test_whoever_waits_for_one_more_report_gets_it_or_goes_on() -> None:
    scene = Scene(SITTING)
    # The first begins first: it waits for what comes after it.
    await asyncio.gather(scene.reports.one_more(MEETING, 20), scene.hear(GAP))
    await scene.reports.one_more(MEETING, 0.01)
    assert not scene.reports._expected


async def test_the_last_reports_are_waited_for_only_so_long() -> None:
    scene = Scene(SITTING)
    begun, never = asyncio.Event(), asyncio.Event()

    async def stuck(_meeting: str) -> Room:
        begun.set()
        await never.wait()
        raise AssertionError

    scene.rooms.find = stuck  # type: ignore[assignment, method-assign]
    scene.reports.reported(MEETING, GAP)
    await begun.wait()
    await scene.reports.written(0.01)
    writing = scene.reports._writing[MEETING]
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing


async def test_measures_of_lines_are_handed_on_while_the_room_is_here_and_written_nowhere() -> None:
    scene = Scene(SITTING)
    quality: Report = {"kind": "quality", "lasted": 2, "seats": [line()]}
    assert await scene.hear(quality) == []
    assert scene.pages.told == []
    await scene.start()
    assert await scene.hear(quality) == []
    assert [each["grade"] for each in scene.pages.of(THANA.seat, "quality")] == ["good"]


HEARS = VisitorHeard(seat=PREECHA.seat, by=THANA.seat, seconds=5)
LOOKED: list[Fact] = [
    *SITTING,
    SeatVisited(seat=PREECHA.seat),
    VouchingAwaited(seat=PREECHA.seat, clip=True),
    VisitorWatched(seat=PREECHA.seat, by=THANA.seat),
    HEARS,
]


CLIP = f"{PREECHA.seat}/clip1-mic-0001.webm"


def lay_down(folder: Path) -> None:
    """A file of a clip."""
    path = folder / MEETING / CLIP
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"a voice")


def clips_of(folder: Path) -> Report:
    """A clip that lies there, sealed, as the recorder tells of it."""
    lay_down(folder)
    told = {**sealed(seat=PREECHA.seat, source="clip1-mic"), "file": CLIP, "clip": 1}
    return {"kind": "clips", "files": [told], "writing": []}


def is_empty(folder: Path) -> bool:
    """Whether no recording lies there any more."""
    return not list(folder.rglob("*.webm"))


async def test_the_clip_of_whoever_was_vouched_for_stays_where_it_is(tmp_path: Path) -> None:
    vouched = IdentityVouched(seat=PREECHA.seat, voucher=THANA.seat, statement="cd34")
    scene = Scene([*LOOKED, vouched], tmp_path)
    await scene.start()
    told = clips_of(tmp_path)
    (kept,) = await scene.hear(told, told)
    assert isinstance(kept, ClipKept)
    assert [each.source for each in kept.files] == ["clip1-mic"]
    assert not is_empty(tmp_path)


async def test_a_clip_upon_which_nobody_vouched_is_destroyed_once_that_is_in_the_log(tmp_path: Path) -> None:
    scene = Scene([*LOOKED, VisitorUnwatched(seat=PREECHA.seat, by=THANA.seat)], tmp_path)
    await scene.start()
    told = clips_of(tmp_path)
    (gone,) = await scene.hear(told)
    assert gone == ClipDiscarded(clip=1, seat=PREECHA.seat, files=(CLIP,))
    assert is_empty(tmp_path)
    # A server that died between the two finds it there again.
    lay_down(tmp_path)
    assert len(await scene.hear(told)) == 1
    assert is_empty(tmp_path)


async def test_what_may_still_be_vouched_upon_is_neither_told_nor_destroyed(tmp_path: Path) -> None:
    scene = Scene(LOOKED, tmp_path)
    await scene.start()
    assert await scene.hear(clips_of(tmp_path)) == []
    assert not is_empty(tmp_path)


@pytest.mark.parametrize("garbled", [{"files": None}, {"writing": "1"}, {"files": [{}]}, {"writing": ["x"]}])
async def test_a_garbled_report_of_clips_is_no_reason_to_destroy_any(tmp_path: Path, garbled: Report) -> None:
    scene = Scene([*LOOKED, VisitorUnwatched(seat=PREECHA.seat, by=THANA.seat)], tmp_path)
    await scene.start()
    assert await scene.hear({**clips_of(tmp_path), **garbled}) == []
    assert not is_empty(tmp_path)
