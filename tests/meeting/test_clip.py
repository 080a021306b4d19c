"""A clip of a visitor is made while somebody looks who may vouch, and kept only if they do (ข้อ ๙)."""

import pytest
from hypothesis import given as for_all

from meeting_server.meeting.facts.clip import Clip, ClipDiscarded, ClipKept, ClipLost
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import (
    IdentityVouched,
    SeatVisited,
    VisitEnded,
    VisitEnding,
    VisitorHeard,
    VisitorUnwatched,
    VisitorWatched,
    VouchingAwaited,
)
from meeting_server.meeting.facts.presence import Entered
from meeting_server.meeting.facts.recording import Segment
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import Source, clip_number, clip_source, media_plan
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.clip import SettleClips
from meeting_server.meeting.rules.identity import Vouch, WatchVisitor
from tests.given import PRESENT, connected, given
from tests.meeting.scripts import SCRIPTS, Script
from tests.people import ARUNEE, PREECHA, SOMSAK, THANA, WILAI

MACHINE = Actor.system()
V = PREECHA.seat
WAITS: list[Fact] = [*PRESENT, SeatVisited(seat=V), connected(PREECHA), VouchingAwaited(seat=V, clip=True)]
LOOKS = VisitorWatched(seat=V, by=THANA.seat)
HEARD: list[Fact] = [LOOKS, VisitorHeard(seat=V, by=THANA.seat, seconds=5)]
AWAY = VisitorUnwatched(seat=V, by=THANA.seat)
VOUCH = Vouch(seat=V, statement="cd34", current="cd34")
VOUCHED: list[Fact] = [
    *WAITS,
    *HEARD,
    IdentityVouched(seat=V, voucher=THANA.seat, statement="cd34"),
    Entered(seat=V),
]


def file(number: int = 1, source: Source = Source.MIC, seat: SeatId = V) -> tuple[int, Segment]:
    """A sealed file of a clip."""
    name = clip_source(number, source)
    return number, Segment(
        file=f"{seat}/{name}-0001.webm",
        seat=seat,
        source=name,
        began="2026-11-12T02:30:00.000Z",
        ended="2026-11-12T02:30:14.900Z",
        bytes=1_000,
        sha256="0" * 64,
        frames=745,
    )


def settle(*files: tuple[int, Segment], writing: tuple[int, ...] = ()) -> SettleClips:
    """What the recorder tells."""
    return SettleClips(files=files, writing=frozenset(writing))


BOTH = (file(), file(source=Source.CAMERA))
KEPT = ClipKept(clip=1, seat=V, voucher=THANA.seat, files=tuple(segment for _, segment in BOTH))
LOST = ClipLost(clip=1, seat=V, voucher=THANA.seat)


def test_a_clip_is_made_for_as_long_as_somebody_looks_and_never_in_the_recording() -> None:
    assert media_plan(given(WAITS).meeting).clips == frozenset()
    plan = media_plan(given(WAITS, LOOKS).meeting)
    assert plan.clips == {Clip(1, V)}
    assert V not in {seat for seat, _ in plan.record}
    both = media_plan(given(WAITS, LOOKS, VisitorWatched(seat=V, by=WILAI.seat)).meeting)
    assert both.clips == {Clip(1, V), Clip(2, V)}
    assert media_plan(given(WAITS, LOOKS, AWAY).meeting).clips == frozenset()
    assert media_plan(given(WAITS, LOOKS, AWAY, LOOKS).meeting).clips == {Clip(2, V)}
    for over in (VOUCHED, [*WAITS, *HEARD, MeetingClosed()]):
        assert media_plan(given(over).meeting).clips == frozenset()


@pytest.mark.parametrize(
    "before",
    [
        [
            SeatVisited(seat=V),
            connected(PREECHA),
            VouchingAwaited(seat=V),
        ],  # as it was before there were clips
        [*WAITS, VisitEnded(seat=V, why=VisitEnding.LEFT), VouchingAwaited(seat=V)],
    ],
)
def test_none_is_made_of_whom_no_notice_told_of_it(before: list[Fact]) -> None:
    assert media_plan(given(PRESENT, before, LOOKS).meeting).clips == frozenset()
    vouched = given(PRESENT, before, HEARD, IdentityVouched(seat=V, voucher=THANA.seat, statement="cd34"))
    vouched.when(settle(), MACHINE).then()


def test_what_was_agreed_to_holds_for_nobody_who_comes_after_them() -> None:
    again = given(WAITS, VisitEnded(seat=V, why=VisitEnding.LEFT), SeatVisited(seat=V))
    assert V not in again.meeting.clips.agreed


def test_it_is_kept_when_the_visitor_was_vouched_for_and_told_once() -> None:
    given(VOUCHED).when(settle(*BOTH), MACHINE).then(KEPT)
    given(VOUCHED, KEPT).when(settle(*BOTH), MACHINE).then()
    given(VOUCHED, MeetingClosed()).when(settle(*BOTH), MACHINE).then(KEPT)


def test_it_is_destroyed_when_they_turned_away_or_another_vouched() -> None:
    gone = ClipDiscarded(clip=1, seat=V, files=tuple(segment.file for _, segment in BOTH))
    given(WAITS, HEARD, AWAY).when(settle(*BOTH), MACHINE).then(gone)
    given(WAITS, HEARD, AWAY, gone).when(settle(*BOTH), MACHINE).then()
    second = VisitorWatched(seat=V, by=WILAI.seat)
    facts = [*WAITS, second, *HEARD, IdentityVouched(seat=V, voucher=THANA.seat, statement="cd34")]
    given(facts).when(settle(file(1), file(2)), MACHINE).then(
        ClipDiscarded(clip=1, seat=V, files=(file(1)[1].file,)),
        ClipKept(clip=2, seat=V, voucher=THANA.seat, files=(file(2)[1],)),
    )


def test_nothing_is_said_while_it_may_still_come_to_a_vouching() -> None:
    given(WAITS, HEARD).when(settle(*BOTH), MACHINE).then()
    given(VOUCHED).when(settle(*BOTH, writing=(1,)), MACHINE).then()
    given(VOUCHED).when(settle(writing=(1,)), MACHINE).then()


def test_a_vouching_without_one_says_so_once() -> None:
    given(VOUCHED).when(settle(), MACHINE).then(LOST)
    given(VOUCHED, LOST).when(settle(), MACHINE).then()
    # A disk that comes back may bring it after all.
    given(VOUCHED, LOST).when(settle(*BOTH), MACHINE).then(KEPT)


def test_a_file_of_a_clip_that_this_log_does_not_know_is_left_alone() -> None:
    given(WAITS, HEARD, AWAY).when(settle(file(7)), MACHINE).then()


def test_only_the_machine_settles_clips_of_this_meeting() -> None:
    given(VOUCHED).when(settle(*BOTH), ARUNEE).refused(Reason.NOT_ALLOWED)
    stranger = file(seat=SeatId("seat_" + "z" * 22))
    given(VOUCHED).when(settle(stranger), MACHINE).refused(Reason.UNKNOWN_SEAT)


def test_whoever_turned_away_must_hear_the_visitor_anew() -> None:
    given(WAITS, HEARD).when(VOUCH, THANA).then(
        IdentityVouched(seat=V, voucher=THANA.seat, statement="cd34"), Entered(seat=V)
    )
    for away in ([AWAY], [AWAY, LOOKS], [VisitorWatched(seat=SOMSAK.seat, by=THANA.seat)]):
        given(WAITS, HEARD, away).when(VOUCH, THANA).refused(Reason.NOT_HEARD_ENOUGH)
    given(WAITS, HEARD).when(WatchVisitor(seat=V), THANA).then()


def test_the_name_of_a_source_says_of_which_clip_it_is() -> None:
    assert clip_source(3, Source.CAMERA) == "clip3-camera"
    assert clip_number("clip3-camera") == 3
    assert [clip_number(source) for source in Source] == [None] * 3


def test_the_voucher_of_somebody_else_keeps_no_clip() -> None:
    facts = [*WAITS, LOOKS, IdentityVouched(seat=SOMSAK.seat, voucher=THANA.seat, statement="cd34")]
    assert given(facts).meeting.clips.vouched == {}


@for_all(SCRIPTS)
def test_no_script_makes_a_clip_of_anybody_but_a_visitor_who_is_looked_at_and_agreed(script: Script) -> None:
    for _, _, meeting in script.play():
        plan = media_plan(meeting)
        numbers = [clip.number for clip in plan.clips]
        assert len(set(numbers)) == len(numbers)
        seats = {clip.seat for clip in plan.clips}
        assert seats <= meeting.identity.awaiting & meeting.clips.agreed
        assert seats <= set(meeting.identity.watching.values())
        assert not seats & {seat for seat, _ in plan.record}
        assert not {clip.number for clip in plan.clips} & meeting.clips.vouched.keys()
