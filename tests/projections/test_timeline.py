"""The sitting as one time line: what happened when, and the files of each seat."""

from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.incidents import (
    IncidentKind,
    Over,
    TroubleDetected,
    TroubleSubsided,
)
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import IncidentId
from meeting_server.meeting.rules.session import CloseMeeting
from meeting_server.projections.timeline import timeline
from tests.given import SITTING
from tests.people import ARUNEE, DARIN, KAMALA, PIMJAI, PREECHA, SOMSAK, THANA
from tests.projections.story import (
    BALLOT,
    FIRST,
    GRANT,
    OTHER,
    Story,
    at,
    call,
    open_and_inform,
    suspend_and_vote,
    whole_story,
)
from tests.services.fakes import entries_of

TOLD = timeline(whole_story())


def _clock(text: str) -> str:
    return stamp(at(text))


def test_it_goes_from_opening_to_close() -> None:
    assert (TOLD["opened"], TOLD["closed"]) == (_clock("9.30"), _clock("11.05"))


def test_items_and_ballots_have_their_words_and_times() -> None:
    assert [(each["item"], each["number"], each["began"], each["ended"]) for each in TOLD["items"]] == [
        (FIRST, "1", _clock("9.30"), _clock("9.40")),
        (GRANT, "4.1", _clock("10.05"), _clock("10.31")),
        (OTHER, "5.1", _clock("10.50.07"), _clock("11.04")),
    ]
    assert TOLD["items"][1]["title"] == "การสนับสนุนงบประมาณแก่มูลนิธิตัวอย่าง"
    (ballot,) = TOLD["ballots"]
    assert (ballot["ballot"], ballot["item"]) == (BALLOT, GRANT)
    assert (ballot["began"], ballot["ended"]) == (_clock("10.25"), _clock("10.29"))


def test_a_suspension_ends_with_its_item() -> None:
    (out,) = TOLD["suspensions"]
    assert out == {"seat": KAMALA.seat, "item": GRANT, "began": _clock("10.12"), "ended": _clock("10.31")}


def test_every_seat_has_its_files_in_order_and_its_gaps_with_reasons() -> None:
    seats = {each["seat"]: each for each in TOLD["seats"]}
    kamala = seats[KAMALA.seat]
    assert kamala["name"] == KAMALA.name
    assert [(file["source"], file["began"], file["ended"]) for file in kamala["files"]] == [
        ("mic", _clock("9.30.02"), _clock("10.12.00")),
        ("mic", _clock("10.31.01"), _clock("10.50.00")),
        ("mic", _clock("10.50.09"), _clock("11.05.00")),
    ]
    assert ("gap", "suspended") in [(gap["state"], gap["reason"]) for gap in kamala["gaps"]]
    assert "network" in [gap["reason"] for gap in seats[PREECHA.seat]["gaps"]]
    # Who never came has a gap for the whole sitting; who may not speak has no line at all.
    assert [gap["reason"] for gap in seats[SOMSAK.seat]["gaps"]] == ["not_yet_joined"]
    assert seats[SOMSAK.seat]["files"] == []
    assert seats[PIMJAI.seat]["files"] != []
    assert DARIN.seat not in seats


def test_what_is_still_open_ends_with_the_meeting() -> None:
    story = Story()
    story.time("8.00")
    call(story)
    open_and_inform(story)
    suspend_and_vote(story)
    entries = story.entries[: next(n for n, each in enumerate(story.entries) if each.t >= at("10.12")) + 1]
    story.time("11.00")
    before = timeline(entries)
    assert before["suspensions"][0]["ended"] == _clock("10.12")
    assert (before["closed"], before["seats"]) == (None, [])
    story.by(ARUNEE, CloseMeeting())
    closing = next(each for each in story.entries if isinstance(each.fact, MeetingClosed))
    after = timeline([*entries, closing])
    assert [each["ended"] for each in after["suspensions"]] == [_clock("11.00")]
    assert after["items"][-1]["ended"] == _clock("11.00")


def test_a_meeting_that_never_sat_has_no_time_line() -> None:
    story = Story()
    call(story)
    told = timeline(story.entries)
    assert (told["opened"], told["closed"], told["items"], told["seats"]) == (None, None, [], [])


def test_what_was_wrong_at_a_seat_stands_where_it_was_and_ends_with_the_meeting_at_the_latest() -> None:
    since, until = "2026-11-12T02:31:00.000Z", "2026-11-12T02:32:00.000Z"
    weak, silent, rested, _ = (
        TroubleDetected(incident=IncidentId(f"inc_{kind:_<22}"), seat=THANA.seat, kind=kind, since=since)
        for kind in IncidentKind
    )
    over = TroubleSubsided(incident=weak.incident, until=until, how=Over.RECOVERED)
    told = timeline(entries_of([*SITTING, weak, silent, rested, over, MeetingClosed()]))
    assert [(each["kind"], each["began"], each["ended"]) for each in told["troubles"]] == [
        ("unclear_line", since, until),
        ("capture_stall", since, told["closed"]),
        ("camera_rested", since, told["closed"]),
    ]


def test_what_was_wrong_before_the_opening_is_told_from_the_opening_on() -> None:
    early = TroubleDetected(
        incident=IncidentId(f"inc_{'a':_<22}"),
        seat=THANA.seat,
        kind=IncidentKind.UNCLEAR_LINE,
        since="2026-11-12T02:00:00.000Z",
    )
    told = timeline(entries_of([*SITTING, early, MeetingClosed()]))
    assert [(each["began"], each["ended"]) for each in told["troubles"]] == [(told["opened"], told["closed"])]
