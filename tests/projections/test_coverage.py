"""What of the sitting is on record: for every seat, recorded and gaps with a reason add up to the whole."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from meeting_server.audit.entry import Entry, stamp
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import MicrophonesSilenced
from meeting_server.meeting.facts.presence import Entered, Left, SeatSignedOut
from meeting_server.meeting.facts.recording import GapExplained, GapReason, SegmentsSealed
from meeting_server.meeting.facts.rights import RightGranted, RightTaken, SeatRight
from meeting_server.meeting.facts.session import MeetingClosed, MeetingOpened, Part, ServiceInterrupted
from meeting_server.meeting.facts.suspension import Ground, Interest, Return, SeatRestored, SeatSuspended
from meeting_server.projections.coverage import Span, coverage
from tests.audit.sample import log_of
from tests.given import ITEM_41, PRESENT, SITTING, connected
from tests.people import ARUNEE, DARIN, KAMALA, PIMJAI, PREECHA, SOMSAK, THANA, Cast
from tests.projections.story import at, segment, whole_story

OPENED = at("9.30")


def of(cast: Cast, spans: Sequence[Span]) -> list[tuple[str, str, str, str | None]]:
    """The spans of one seat, as a clock shows them."""
    return [
        (s["began"][11:19], s["ended"][11:19], s["state"], s["reason"])
        for s in spans
        if s["seat"] == cast.seat
    ]


def moment(text: str) -> datetime:
    """The time of a span."""
    return datetime.fromisoformat(text)


def must_add_up(entries: Sequence[Entry], spans: Sequence[Span]) -> None:
    """Every seat's spans follow one another from the opening to the close."""
    opened = next(entry.t for entry in entries if isinstance(entry.fact, MeetingOpened))
    closed = next(entry.t for entry in entries if isinstance(entry.fact, MeetingClosed))
    by_seat: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        by_seat[span["seat"]].append(span)
    for own in by_seat.values():
        assert moment(own[0]["began"]) == opened
        assert moment(own[-1]["ended"]) == closed
        assert all(before["ended"] == after["began"] for before, after in pairwise(own))
        assert all((span["reason"] is None) == (span["state"] != "gap") for span in own)


def test_the_whole_story_is_covered_without_an_unexplained_gap() -> None:
    entries = whole_story()
    spans = coverage(entries)
    must_add_up(entries, spans)
    assert {span["state"] for span in spans} == {"recorded", "gap"}
    assert {span["source"] for span in spans} == {"mic"}
    # Whoever may not speak is not recorded.
    assert DARIN.seat not in {span["seat"] for span in spans}
    assert len({span["seat"] for span in spans}) == 10


def test_a_suspended_seat_is_not_recorded_and_the_gap_says_why() -> None:
    assert of(KAMALA, coverage(whole_story()))[1:5] == [
        ("02:30:02", "03:12:00", "recorded", None),
        ("03:12:00", "03:31:00", "gap", "suspended"),
        ("03:31:00", "03:31:01", "gap", "starting"),
        ("03:31:01", "03:50:00", "recorded", None),
    ]


def test_a_lost_line_and_a_failed_server_are_gaps_with_their_reasons() -> None:
    assert of(PREECHA, coverage(whole_story()))[2:] == [
        ("03:40:00", "03:46:03", "gap", "network"),
        ("03:46:03", "03:50:00", "recorded", None),
        ("03:50:00", "03:50:07", "gap", "service_interrupted"),
        ("03:50:07", "03:50:09", "gap", "starting"),
        ("03:50:09", "04:05:00", "recorded", None),
    ]


def test_who_was_not_there_is_said_to_be_outside() -> None:
    spans = coverage(whole_story())
    assert of(SOMSAK, spans) == [("02:30:00", "04:05:00", "gap", "not_yet_joined")]
    assert [reason for *_, reason in of(PIMJAI, spans)] == ["not_yet_joined", "starting", None, "left"]


def test_whoever_signed_out_was_outside_until_the_next_line() -> None:
    line, out = connected(THANA), SeatSignedOut(seat=THANA.seat)
    entries = told(
        out,
        line,
        recorded(THANA, "9.30.00", "9.31.00"),
        recorded(THANA, "9.32.03", "9.40.00"),
        out,
        minutes=9,
    )
    assert of(THANA, coverage(entries)) == [
        ("02:30:00", "02:31:00", "recorded", None),
        ("02:31:00", "02:32:00", "gap", "left"),
        ("02:32:00", "02:32:03", "gap", "starting"),
        ("02:32:03", "02:39:00", "recorded", None),
    ]
    forever = told(recorded(THANA, "9.30.00", "9.32.00"), out)
    assert of(THANA, coverage(forever))[-1] == ("02:32:00", "02:40:00", "gap", "left")


def told(*facts: Fact, minutes: int = 10) -> list[Entry]:
    """A sitting from 9.30 with these facts, one a minute, and the close after so many minutes."""
    entries = log_of([*PRESENT, MeetingOpened(), *facts, MeetingClosed()])
    first = len(PRESENT)
    moved = [
        entry._replace(t=OPENED + timedelta(minutes=entry.seq - first) if entry.seq > first else OPENED)
        for entry in entries
    ]
    return [*moved[:-1], moved[-1]._replace(t=OPENED + timedelta(minutes=minutes))]


def recorded(cast: Cast, began: str, ended: str) -> SegmentsSealed:
    """A sealed file."""
    return SegmentsSealed(segments=(segment(cast, "mic", 1, began, ended),))


def gap(cast: Cast, began: str, ended: str, reason: GapReason, source: str = "mic") -> GapExplained:
    """An explained gap."""
    return GapExplained(
        seat=cast.seat, source=source, began=stamp(at(began)), ended=stamp(at(ended)), reason=reason
    )


def test_what_nobody_can_explain_is_said_to_be_unexplained() -> None:
    entries = told(recorded(THANA, "9.30.00", "9.33.00"), recorded(THANA, "9.34.00", "9.40.00"))
    assert of(THANA, coverage(entries)) == [
        ("02:30:00", "02:33:00", "recorded", None),
        ("02:33:00", "02:34:00", "unexplained", None),
        ("02:34:00", "02:40:00", "recorded", None),
    ]
    assert of(ARUNEE, coverage(entries)) == [("02:30:00", "02:40:00", "unexplained", None)]


def test_less_than_a_second_between_two_files_is_no_gap() -> None:
    early = segment(THANA, "mic", 1, "9.30.00", "9.33.00")
    late = segment(THANA, "mic", 2, "9.33.00", "9.40.00")
    began = stamp(at("9.33.00") + timedelta(milliseconds=999))
    entries = told(SegmentsSealed(segments=(early, replace(late, began=began))))
    assert of(THANA, coverage(entries)) == [("02:30:00", "02:40:00", "recorded", None)]


def test_a_gap_weighs_more_than_the_file_that_goes_on_through_it() -> None:
    entries = told(
        recorded(THANA, "9.30.00", "9.40.00"), gap(THANA, "9.32.00", "9.33.00", GapReason.CAPTURE_STALL)
    )
    assert of(THANA, coverage(entries))[1] == ("02:32:00", "02:33:00", "gap", "capture_stall")


def test_gaps_and_files_of_pictures_and_strangers_do_not_count() -> None:
    picture = SegmentsSealed(
        segments=(
            segment(THANA, "camera", 1, "9.30.00", "9.40.00"),
            segment(DARIN, "mic", 1, "9.30.00", "9.40.00"),
        )
    )
    entries = told(
        picture,
        gap(THANA, "9.32.00", "9.33.00", GapReason.DISK, source="camera"),
        gap(DARIN, "9.32.00", "9.33.00", GapReason.DISK),
        Entered(seat=DARIN.seat),
    )
    assert of(THANA, coverage(entries)) == [("02:30:00", "02:40:00", "unexplained", None)]
    assert of(DARIN, coverage(entries)) == []


def test_a_start_that_takes_too_long_is_not_excused() -> None:
    entries = told(recorded(THANA, "9.30.06", "9.40.00"))
    assert of(THANA, coverage(entries))[0] == ("02:30:00", "02:30:06", "unexplained", None)


def test_recordings_beyond_the_sitting_are_cut_to_it() -> None:
    entries = told(recorded(THANA, "9.29.00", "9.41.00"))
    assert of(THANA, coverage(entries)) == [("02:30:00", "02:40:00", "recorded", None)]


def test_before_the_close_there_is_no_coverage() -> None:
    assert coverage(log_of(SITTING)) == []
    assert coverage(log_of(PRESENT)) == []


STRETCHES = st.tuples(st.integers(0, 900), st.integers(0, 900)).map(sorted)


@st.composite
def events(draw: st.DrawFn) -> Fact:
    """Something that the recorder, the room or the machine may say of a seat or two."""
    cast = draw(st.sampled_from((THANA, KAMALA)))
    first, last = draw(STRETCHES)
    began, ended = (stamp(at("9.28") + timedelta(seconds=each)) for each in (first, last))
    kind = draw(st.integers(0, 5))
    if kind == 0:
        kept = segment(cast, "mic", 1, "9.30", "9.31")
        return SegmentsSealed(segments=(replace(kept, began=began, ended=ended),))
    if kind == 1:
        reason = draw(st.sampled_from(GapReason))
        return GapExplained(seat=cast.seat, source="mic", began=began, ended=ended, reason=reason)
    if kind == 2:
        return ServiceInterrupted(since=began, until=ended, part=draw(st.sampled_from(Part)))
    return draw(
        st.sampled_from(
            [
                Left(seat=cast.seat),
                Entered(seat=cast.seat),
                SeatSuspended(seat=cast.seat, item=ITEM_41, ground=Ground.ORDERED, reason=Interest.INTEREST),
                SeatRestored(seat=cast.seat, item=ITEM_41, why=Return.CHAIR),
            ]
        )
    )


@given(st.lists(events(), max_size=14))
def test_whatever_is_told_every_sitting_adds_up(facts: list[Fact]) -> None:
    entries = told(*facts, minutes=15)
    must_add_up(entries, coverage(entries))


LENGTHS = st.lists(
    st.tuples(st.integers(1_000, 400_000), st.sampled_from([None, *GapReason])), min_size=1, max_size=20
)


@given(LENGTHS, st.randoms(use_true_random=False))
def test_what_is_recorded_and_each_reason_add_up_to_what_was_so(
    lengths: list[tuple[int, GapReason | None]], dice: random.Random
) -> None:
    """Of a seat that was there throughout: files and gaps as the recorder tells them, in whatever order."""
    truth: dict[str | None, int] = defaultdict(int)
    facts: list[Fact] = []
    began = OPENED
    for milliseconds, reason in lengths:
        ended = began + timedelta(milliseconds=milliseconds)
        truth[reason] += milliseconds
        if reason is None:
            kept = segment(THANA, "mic", 1, "9.30", "9.31")
            facts.append(SegmentsSealed(segments=(replace(kept, began=stamp(began), ended=stamp(ended)),)))
        else:
            facts.append(
                GapExplained(
                    seat=THANA.seat, source="mic", began=stamp(began), ended=stamp(ended), reason=reason
                )
            )
        began = ended
    dice.shuffle(facts)
    entries = told(*facts)
    spans = coverage([*entries[:-1], entries[-1]._replace(t=began)])
    found: dict[str | None, float] = defaultdict(float)
    for span in spans:
        if span["seat"] == THANA.seat:
            assert span["state"] != "unexplained"
            found[span["reason"]] += (moment(span["ended"]) - moment(span["began"])) / timedelta(
                milliseconds=1
            )
    assert {reason: round(length) for reason, length in found.items()} == truth
    assert abs(sum(found.values()) - sum(truth.values())) <= 1_000


def test_who_was_not_let_be_heard_is_said_to_have_had_no_right() -> None:
    taken = RightTaken(seat=THANA.seat, right=SeatRight.MICROPHONE)
    back = RightGranted(seat=THANA.seat, right=SeatRight.MICROPHONE)
    entries = told(taken, back, recorded(THANA, "9.30.00", "9.31.00"), recorded(THANA, "9.32.03", "9.40.00"))
    assert of(THANA, coverage(entries)) == [
        ("02:30:00", "02:31:00", "recorded", None),
        ("02:31:00", "02:32:00", "gap", "no_right"),
        ("02:32:00", "02:32:03", "gap", "starting"),
        ("02:32:03", "02:40:00", "recorded", None),
    ]
    forever = told(recorded(THANA, "9.30.00", "9.32.00"), MicrophonesSilenced(held=True))
    assert of(THANA, coverage(forever))[-1] == ("02:32:00", "02:40:00", "gap", "no_right")
    # Whoever presides is never silenced: what is missing of them is not explained by it.
    assert of(ARUNEE, coverage(forever)) == [("02:30:00", "02:40:00", "unexplained", None)]
