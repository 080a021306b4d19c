"""When each seat was there: raw stretches of real lines, merged across reconnects, cut by opening and suspension."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from meeting_server.audit.entry import Entry, stamp
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import Method
from meeting_server.meeting.facts.presence import (
    Connected,
    Disconnected,
    Ending,
    Entered,
    Left,
    SeatSignedOut,
)
from meeting_server.meeting.facts.session import MeetingClosed, Part, ServiceInterrupted
from meeting_server.meeting.facts.suspension import Return, SeatRestored
from meeting_server.meeting.ids import ConnectionId, SeatId
from meeting_server.meeting.profiles import profile_of
from meeting_server.meeting.rules.session import NoteInterruption
from meeting_server.meeting.state import Meeting
from meeting_server.projections.presence import Kind, Presence, Span, Stay, presence
from tests.audit.sample import BEGAN, log_of
from tests.given import ITEM_41, KAMALA_OUT, SITTING, THE_CALL, connected
from tests.meeting.scripts import SCRIPTS, Script
from tests.people import ARUNEE, DARIN, EVERYONE, KAMALA, PREECHA, SOMSAK, THANA, Cast
from tests.projections.story import at, whole_story

BACK = SeatRestored(seat=KAMALA.seat, item=ITEM_41, why=Return.CHAIR)
ALLOWED = profile_of("seed-2563").presence.reconnect_seconds
FIRST = len(SITTING)  # the number of the first entry after the opening


def timed(begun: Sequence[Fact], *steps: tuple[float, Fact]) -> list[Entry]:
    """The facts a second apart, then each of the others so many seconds after the one before it."""
    entries = log_of([*begun, *(fact for _, fact in steps)])
    moment = entries[len(begun) - 1].t
    for number, (seconds, _) in enumerate(steps, len(begun)):
        moment += timedelta(seconds=seconds)
        entries[number] = entries[number]._replace(t=moment)
    return entries


def of(cast: Cast, begun: Sequence[Fact], *steps: tuple[float, Fact]) -> Presence:
    """One seat of the sheet of these facts."""
    return presence(timed(begun, *steps)).seats[cast.seat]


def lost(cast: Cast) -> Disconnected:
    """Somebody's line broke."""
    return Disconnected(seat=cast.seat, connection=ConnectionId(f"conn_{cast.sign_in:_<22}"), why=Ending.LOST)


def total(spans: Sequence[Span] | Sequence[Stay]) -> timedelta:
    """How long they are together."""
    return sum((span.until - span.since for span in spans), timedelta())


def test_everyone_stands_on_the_sheet_with_their_proof_and_its_time() -> None:
    sheet = presence(whole_story())
    assert list(sheet.seats) == [cast.seat for cast in EVERYONE]
    assert (sheet.opened_at, sheet.closed_at) == (at("9.30"), at("11.05"))
    assert sheet.profile.presence.reconnect_seconds == ALLOWED
    assert {seat for seat, one in sheet.seats.items() if not one.came} == {SOMSAK.seat, DARIN.seat}
    arunee = sheet.seats[ARUNEE.seat]
    assert (arunee.proof, arunee.proven_at) == (Method.LOGIN, at("9.20"))
    assert arunee.stays == (
        Stay(Kind.BEFORE, at("9.20"), at("9.30")),
        Stay(Kind.SITTING, at("9.30"), at("11.05")),
    )


def test_a_gap_that_is_too_long_parts_two_presences_and_the_servers_own_failure_does_not() -> None:
    preecha = presence(whole_story()).seats[PREECHA.seat]
    assert preecha.raw == (
        Span(at("9.20"), at("10.40")),
        Span(at("10.46"), at("10.50.00").replace(microsecond=112_000)),
        Span(at("10.50.07"), at("11.05")),
    )
    assert preecha.merged == (Span(at("9.20"), at("10.40")), Span(at("10.46"), at("11.05")))
    assert [line.since for line in preecha.lines] == [span.since for span in preecha.raw]


def test_suspended_time_stands_as_suspended_and_never_as_absent() -> None:
    kamala = presence(whole_story()).seats[KAMALA.seat]
    assert kamala.stays[1:] == (
        Stay(Kind.SITTING, at("9.30"), at("10.12")),
        Stay(Kind.SUSPENDED, at("10.12"), at("10.31")),
        Stay(Kind.SITTING, at("10.31"), at("11.05")),
    )
    assert kamala.lasted(Kind.SITTING, Kind.SUSPENDED) == at("11.05") - at("9.30")
    assert kamala.lasted(Kind.SUSPENDED) == timedelta(minutes=19)


def test_a_suspended_person_whose_line_breaks_is_suspended_all_the_same() -> None:
    kamala = of(
        KAMALA, KAMALA_OUT, (10, lost(KAMALA)), (600, BACK), (5, connected(KAMALA)), (5, MeetingClosed())
    )
    assert kamala.lasted(Kind.SUSPENDED) == timedelta(seconds=610)
    assert len(kamala.merged) == 2


def test_a_line_found_again_in_time_was_never_gone() -> None:
    thana = of(THANA, SITTING, (5, lost(THANA)), (ALLOWED, connected(THANA)), (9, MeetingClosed()))
    assert len(thana.raw) == 2
    assert thana.lasted(Kind.SITTING) == timedelta(seconds=1 + 5 + ALLOWED + 9)
    later = of(THANA, SITTING, (5, lost(THANA)), (ALLOWED + 0.001, connected(THANA)), (9, MeetingClosed()))
    assert later.merged == later.raw


def test_leaving_and_signing_out_are_no_lost_line() -> None:
    for gone in (Left(seat=THANA.seat), SeatSignedOut(seat=THANA.seat)):
        thana = of(
            THANA, SITTING, (5, lost(THANA)), (1, gone), (1, connected(THANA)), (1, Entered(seat=THANA.seat))
        )
        assert len(thana.merged) == 2
    thana = of(
        THANA, SITTING, (5, Left(seat=THANA.seat)), (1, Entered(seat=THANA.seat)), (1, MeetingClosed())
    )
    assert [span.until - span.since for span in thana.merged[1:]] == [timedelta(seconds=1)]


def test_the_time_in_which_the_server_failed_is_not_counted_against_anybody() -> None:
    entries = timed(SITTING, (5, Left(seat=KAMALA.seat)), (4_000, MeetingClosed()))
    since = entries[FIRST].t
    failed = ServiceInterrupted(since=stamp(since), until=stamp(since + timedelta(hours=1)), part=Part.SERVER)
    back, late = (
        of(THANA, SITTING, (5, Left(seat=KAMALA.seat)), (3_601, failed), (more, connected(THANA)))
        for more in (ALLOWED - 1, ALLOWED)
    )
    assert (len(back.merged), len(late.merged)) == (1, 2)
    relay = ServiceInterrupted(since=stamp(since), until=stamp(since), part=Part.RELAY)
    assert len(of(THANA, SITTING, (5, relay)).raw) == 1


def test_who_came_into_the_system_and_showed_nobody_who_they_are_is_known_as_such() -> None:
    sheet = presence(timed(SITTING, (5, connected(SOMSAK)), (60, MeetingClosed()), (9, connected(DARIN))))
    somsak, darin = sheet.seats[SOMSAK.seat], sheet.seats[DARIN.seat]
    assert (somsak.never_proven, somsak.came, somsak.proven_at) == (True, False, None)
    assert [line.until - line.since for line in somsak.lines] == [timedelta(seconds=60)]
    assert (darin.never_proven, darin.lines) == (False, ())


def test_a_second_line_keeps_the_presence_and_stands_as_a_line_of_its_own() -> None:
    second = Connected(
        seat=THANA.seat, connection=ConnectionId("conn_phone"), address="192.0.2.9", browser=""
    )
    thana = of(THANA, SITTING, (5, second), (5, lost(THANA)), (900, MeetingClosed()))
    assert len(thana.raw) == 1
    assert [line.connection[-5:] for line in thana.lines] == ["_____", "phone"]


def test_what_still_lasts_goes_as_far_as_the_log() -> None:
    assert of(ARUNEE, SITTING).raw[-1].until == BEGAN + timedelta(seconds=FIRST - 1)
    assert of(ARUNEE, SITTING).lines[0].until == BEGAN + timedelta(seconds=FIRST - 1)
    called = presence(log_of(THE_CALL))
    assert (called.opened_at, called.seats[ARUNEE.seat].stays) == (None, ())
    assert presence([]).seats == {}


GAPS = st.lists(st.sampled_from((0, 1, 5, ALLOWED, ALLOWED + 1, 600)), min_size=1, max_size=9)


def spread(script: Script, gaps: Sequence[int]) -> list[Entry]:
    """What the script makes, with time between its entries; the server's failures come with times of their own."""
    facts = Script(
        script.beginning, [step for step in script.steps if not isinstance(step.command, NoteInterruption)]
    ).facts()
    moment, entries = BEGAN, list[Entry]()
    for number, entry in enumerate(log_of(facts)):
        moment += timedelta(seconds=gaps[number % len(gaps)])
        entries.append(entry._replace(t=moment))
    return entries


@settings(max_examples=60)
@given(SCRIPTS, GAPS)
def test_merged_stretches_cover_the_raw_ones_never_overlap_and_add_up(
    script: Script, gaps: list[int]
) -> None:
    sheet = presence(spread(script, gaps))
    for one in sheet.seats.values():
        every: tuple[Sequence[Span | Stay], ...] = (one.raw, one.merged, one.stays)
        for stretches in every:
            assert all(before.until <= after.since for before, after in pairwise(stretches))
        assert all(
            any(wide.since <= raw.since and raw.until <= wide.until for wide in one.merged) for raw in one.raw
        )
        edges = {moment for raw in one.raw for moment in raw}
        assert all(moment in edges for wide in one.merged for moment in wide)
        bridged = total(one.merged) - total(one.raw)
        gone = [after.since - before.until for before, after in pairwise(one.raw)]
        assert bridged <= sum((gap for gap in gone if gap <= timedelta(seconds=ALLOWED)), timedelta())
        assert total(one.stays) == one.lasted(*Kind)
        outside = [stay for stay in one.stays if stay.kind is Kind.SUSPENDED]
        assert one.lasted(Kind.BEFORE, Kind.SITTING) == total(one.merged) - common(one.merged, outside)


def common(spans: Sequence[Span], others: Sequence[Stay]) -> timedelta:
    """How long both go on at once."""
    return sum(
        (
            max(min(one.until, other.until) - max(one.since, other.since), timedelta())
            for one in spans
            for other in others
        ),
        timedelta(),
    )


@settings(max_examples=60)
@given(SCRIPTS, GAPS)
def test_the_log_gives_what_the_room_saw(script: Script, gaps: list[int]) -> None:
    entries = spread(script, gaps)
    seen: dict[SeatId, timedelta] = {}
    out: dict[SeatId, timedelta] = {}
    meeting, before = Meeting(), entries[0].t
    for entry in entries:
        for seat in (
            meeting.attendance.present & meeting.identity.proofs.keys() - meeting.attendance.signed_out
        ):
            seen[seat] = seen.get(seat, timedelta()) + (entry.t - before)
        for seat in meeting.suspensions.in_force:
            out[seat] = out.get(seat, timedelta()) + (entry.t - before)
        meeting, before = meeting.after(entry.fact), entry.t
    for seat, one in presence(entries).seats.items():
        assert total(one.raw) == seen.get(seat, timedelta())
        assert one.lasted(Kind.SUSPENDED) == out.get(seat, timedelta())


def test_a_profile_that_nobody_knows_any_more_is_read_by_the_first() -> None:
    assert profile_of("none-of-ours") is profile_of(None) is profile_of("seed-2563")
