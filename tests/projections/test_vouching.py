"""What the views, the sheets and the minutes say of visitors and of those who were vouched for (ข้อ ๙)."""

import json
from dataclasses import replace

import pytest

from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.agenda import ItemOpened
from meeting_server.meeting.facts.clip import ClipLost
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import (
    Method,
    ProofRevoked,
    VisitEnded,
    VisitEnding,
    VisitorTurnedAway,
    VouchingAwaited,
)
from meeting_server.meeting.facts.presence import Left
from meeting_server.meeting.facts.session import MeetingClosed, MeetingOpened
from meeting_server.projections.clips import clips
from meeting_server.projections.minutes import Code, minutes
from meeting_server.projections.presence import Span, presence
from tests.audit.sample import log_of
from tests.given import ITEM_41, ON_ITEM_41, PRESENT, SITTING, THE_CALL, came_in
from tests.meeting.test_identity import SEEN, VOUCHED, WAITS, at_the_door, seen, vouched
from tests.meeting.test_links import LET_IN
from tests.people import ARUNEE, CHAI, PREECHA, SOMSAK, THANA, VEERA, WILAI, Cast
from tests.projections.test_room_view import Seen
from tests.services.fakes import entries_of

REVOKED = ProofRevoked(seat=PREECHA.seat, reason="จำผิดคน")
TURNED_AWAY = VisitorTurnedAway(seat=PREECHA.seat, by=ARUNEE.seat, reason="ไม่มีผู้ใดรู้จัก")
GONE = VisitEnded(seat=PREECHA.seat, why=VisitEnding.LEFT)
# What a visitor is told of whom nothing is to be said.
FRESH: dict[str, object] = {"awaiting": True, "turned_away": False, "watched_by": None, "before": []}


def test_a_visitor_is_told_what_the_invitation_says_and_nothing_else() -> None:
    seen = Seen([*ON_ITEM_41, *at_the_door(PREECHA)], PREECHA)
    assert seen.you["class"] == "unproven"
    assert seen.you["visit"] == FRESH
    assert seen.you["media"] == {"inside": True, "sends": ["camera", "mic"]}
    assert seen.you["may"] == ["identity.end_visit", "incidents.report_incident"]
    told = json.dumps(seen.room, ensure_ascii=False)
    assert THANA.name not in told
    assert "งบประมาณ" not in told
    assert seen.room["agenda"] == []
    assert seen.room["backup"]["address"] in told
    assert seen.room["support"] == {"seat": CHAI.seat, "name": CHAI.name, "office": CHAI.office}


@pytest.mark.parametrize("after", [[MeetingClosed()], [VisitEnded(seat=VEERA.seat, why=VisitEnding.LEFT)]])
def test_a_visitor_of_a_seat_with_every_right_sees_no_more_when_they_give_up_or_it_is_over(
    after: list[Fact],
) -> None:
    before = [*THE_CALL, *came_in(ARUNEE, THANA, WILAI), MeetingOpened(), ItemOpened(item=ITEM_41)]
    seen = Seen([*before, *at_the_door(VEERA), *after], VEERA)
    assert seen.you["class"] == "unproven"
    assert THANA.name not in json.dumps(seen.room, ensure_ascii=False)
    assert seen.room["agenda"] == []
    assert "record.read" not in seen.you["may"]


def test_nor_does_whoever_was_in_the_room_and_is_vouched_for_no_more() -> None:
    assert Seen([*VOUCHED, REVOKED, MeetingClosed()], PREECHA).you["class"] == "unproven"
    assert Seen([*VOUCHED, MeetingClosed()], PREECHA).you["class"] == "closed"


def test_a_visitor_learns_who_looks_at_them() -> None:
    assert Seen(SEEN, PREECHA).you["visit"] == {**FRESH, "watched_by": THANA.name}


def test_those_who_may_vouch_see_who_waits_and_whether_they_have_heard_enough() -> None:
    waits = {"seat": PREECHA.seat, "name": PREECHA.name, "office": PREECHA.office}
    assert Seen(WAITS, WILAI).you["visitors"] == [
        {**waits, "watched": False, "heard": False, "seconds": 5, "room": None, "before": []}
    ]
    assert "identity.watch_visitor" in Seen(WAITS, WILAI).you["may"]
    assert "identity.vouch" not in Seen(WAITS, WILAI).you["may"]
    assert Seen(SEEN, THANA).you["visitors"] == [
        {**waits, "watched": True, "heard": True, "seconds": 5, "room": None, "before": []}
    ]
    assert "identity.vouch" in Seen(SEEN, THANA).you["may"]
    assert Seen(WAITS, SOMSAK).you["visitors"] == []


def test_a_visitor_is_offered_no_page_that_their_session_does_not_open() -> None:
    facts: list[Fact] = [*THE_CALL, *came_in(THANA), *vouched(CHAI, THANA)]
    assert {"missing.read", "capacity.read"}.isdisjoint(Seen(facts, CHAI).you["may"])
    assert {"missing.read", "capacity.read"} <= set(Seen([*THE_CALL, *came_in(CHAI)], CHAI).you["may"])


def test_everyone_in_the_room_learns_who_vouched_for_whom() -> None:
    seen = Seen(VOUCHED, WILAI)
    (line,) = seen.room["vouchings"]
    assert (line["seat"], line["voucher"]) == (PREECHA.seat, THANA.seat)
    assert line["at"] is not None
    assert Seen(VOUCHED, PREECHA).you["class"] == "member"
    assert Seen(VOUCHED, PREECHA).you["visit"] is None


def test_those_who_may_take_it_back_are_told_of_whom() -> None:
    assert Seen(VOUCHED, THANA).you["revocable"] == [PREECHA.seat]
    assert Seen(VOUCHED, ARUNEE).you["revocable"] == [PREECHA.seat]
    assert Seen(VOUCHED, WILAI).you["revocable"] == []
    assert "identity.revoke_proof" in Seen(VOUCHED, VEERA).you["may"]


def revoked_by(by: Cast, facts: list[Fact], who: Cast) -> tuple[Seen, dict[str, object]]:
    """What is seen when the vouching of VOUCHED was revoked by somebody, and how that is told."""
    seen = Seen([*VOUCHED, REVOKED, *facts], who, actor=by.seat)
    at = entries_of([*VOUCHED, REVOKED])[-1].t
    return seen, {"kind": "revoked", "at": stamp(at), "by": by.name, "reason": "จำผิดคน"}


def test_whoever_is_vouched_for_no_more_is_told_why_by_whom_and_when() -> None:
    seen, told = revoked_by(ARUNEE, [], PREECHA)
    assert seen.you["class"] == "unproven"
    assert seen.you["visit"] == {**FRESH, "before": [told]}


def test_and_coming_back_by_the_link_they_and_those_who_look_are_told_so_still() -> None:
    again: list[Fact] = [GONE, *at_the_door(PREECHA)[1:]]
    seen, told = revoked_by(ARUNEE, again, PREECHA)
    assert seen.you["visit"] == {**FRESH, "before": [told]}
    seen, told = revoked_by(ARUNEE, again, WILAI)
    (visitor,) = seen.you["visitors"]
    assert visitor["before"] == [told]


def test_of_what_came_before_the_newest_three_are_told_and_by_the_machine_nobody_s_name() -> None:
    facts: list[Fact] = [*VOUCHED, REVOKED]
    for number in range(3):
        facts += [replace(TURNED_AWAY, reason=str(number)), GONE, *at_the_door(PREECHA)[1:]]
    before = Seen(facts, WILAI).you["visitors"][0]["before"]
    assert [each["reason"] for each in before] == ["0", "1", "2"]
    assert {each["kind"] for each in before} == {"turned_away"}
    assert Seen([*VOUCHED, REVOKED], WILAI).you["visitors"][0]["before"][0]["by"] is None


def test_whoever_is_turned_away_is_told_so_and_stands_on_nobody_s_list_any_more() -> None:
    seen = Seen([*WAITS, TURNED_AWAY], PREECHA)
    visit = seen.you["visit"]
    assert visit is not None
    assert (visit["awaiting"], visit["turned_away"]) == (False, True)
    assert visit["before"][0]["reason"] == "ไม่มีผู้ใดรู้จัก"
    assert seen.you["media"]["inside"] is False
    assert seen.you["may"] == ["identity.end_visit"]
    assert Seen([*WAITS, TURNED_AWAY], WILAI).you["visitors"] == []


def test_only_those_who_may_turn_somebody_away_are_offered_it() -> None:
    assert "identity.turn_away" in Seen(WAITS, VEERA).you["may"]
    assert "identity.turn_away" not in Seen(WAITS, THANA).you["may"]
    assert "identity.turn_away" not in Seen(PRESENT, VEERA).you["may"]


def test_attendance_begins_with_the_vouching_and_ends_when_it_is_taken_back() -> None:
    before: list[Fact] = [*SITTING, *vouched(PREECHA, THANA)]
    log = log_of([*before, REVOKED])
    entered, revoked = log[len(before) - 1].t, log[len(before)].t
    there = presence(log).seats[PREECHA.seat]
    assert (there.proof, there.inside) == (None, (Span(entered, revoked),))
    assert presence(log[:-1]).seats[PREECHA.seat].proof is Method.VOUCH
    assert [(span.since, span.until) for span in there.raw] == [(entered, revoked)]
    assert not there.never_proven


def test_the_sheet_says_who_let_somebody_in_and_who_took_it_back() -> None:
    stood = presence(log_of([*SITTING, *vouched(PREECHA, THANA)])).seats[PREECHA.seat]
    assert stood.let_in_by is not None
    assert (stood.let_in_by.id, stood.setback) == (THANA.seat, None)
    by_link = presence(log_of(LET_IN)).seats[PREECHA.seat]
    assert by_link.let_in_by is not None
    assert by_link.let_in_by.id == CHAI.seat
    gone = presence(log_of([*SITTING, *vouched(PREECHA, THANA), REVOKED])).seats[PREECHA.seat]
    assert gone.setback is not None
    assert gone.set_back_by is not None
    assert (gone.let_in_by, gone.set_back_by.id, gone.setback.reason) == (None, ARUNEE.seat, "จำผิดคน")
    back = presence(log_of([*SITTING, *vouched(PREECHA, THANA), REVOKED, *vouched(PREECHA, WILAI)[1:]]))
    assert back.seats[PREECHA.seat].setback is None


def test_of_a_clip_it_is_told_that_the_vouching_upon_it_was_revoked_and_of_no_other() -> None:
    agreed = VouchingAwaited(seat=PREECHA.seat, clip=True)
    looked = [agreed, *seen(PREECHA, THANA), *vouched(PREECHA, THANA)[-2:]]
    lost = [ClipLost(clip=number, seat=PREECHA.seat, voucher=THANA.seat) for number in (1, 2)]
    log = log_of([*WAITS, TURNED_AWAY, *looked, lost[0], REVOKED, *looked, lost[1]])
    first, second = clips(log)
    assert first.revoked is not None
    assert (first.revoked.by, first.revoked.reason) == (ARUNEE.seat, "จำผิดคน")
    assert (second.fact, second.revoked) == (lost[1], None)


def test_the_minutes_say_who_vouched_for_whom_and_what_became_of_it() -> None:
    told = minutes(log_of([*SITTING, *vouched(PREECHA, THANA), REVOKED])).sentences
    said = {sentence.code: sentence.figures for sentence in told}
    assert said[Code.VOUCHED] == {"name": PREECHA.name, "voucher": THANA.name}
    assert said[Code.PROOF_REVOKED] == {"name": PREECHA.name, "cause": "จำผิดคน"}
    assert Code.ENTERED_LATE in said


def test_the_minutes_say_who_was_turned_away_and_by_whom() -> None:
    (told,) = minutes(log_of([*WAITS, TURNED_AWAY])).sentences
    assert told.code is Code.TURNED_AWAY
    assert told.figures == {"name": PREECHA.name, "by": ARUNEE.name, "cause": "ไม่มีผู้ใดรู้จัก"}


def test_whoever_waited_until_the_close_was_there_and_never_showed_who_they_are() -> None:
    there = presence(log_of([*SITTING, *at_the_door(SOMSAK), MeetingClosed()])).seats[SOMSAK.seat]
    assert there.never_proven
    assert not there.came


def test_somebody_vouched_for_who_went_out_is_still_known() -> None:
    assert Seen([*VOUCHED, Left(seat=PREECHA.seat)], PREECHA).you["visit"] is None
