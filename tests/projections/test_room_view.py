"""The one secrecy boundary: who is told what."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from meeting_server.meeting.facts.agenda import ItemClosed, ItemOpened
from meeting_server.meeting.facts.ballots import BallotClosed, Choice, Outcome, ResultDeclared, VoteCast
from meeting_server.meeting.facts.chat import MessagePosted
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import ScreenShared, SharingAllowed
from meeting_server.meeting.facts.presence import Disconnected, Ending, Entered, Left
from meeting_server.meeting.facts.recording import RecordingEnded
from meeting_server.meeting.facts.session import MeetingClosed, Part, ServiceInterrupted
from meeting_server.meeting.facts.suspension import Return, SeatRestored
from meeting_server.meeting.ids import MeetingId, MessageId
from meeting_server.meeting.roles import Role
from meeting_server.meeting.state import Meeting
from meeting_server.projections.chronicle import Chronicle
from meeting_server.projections.own_view import own_view
from meeting_server.projections.room_view import Live, given_name, room_view, sharing_key, viewer_class
from meeting_server.projections.view_shapes import RoomShape, YouShape
from tests.given import (
    ITEM_1,
    ITEM_41,
    KAMALA_OUT,
    ON_ITEM_41,
    PRESENT,
    SITTING,
    THE_CALL,
    came_in,
    connected,
    seated,
)
from tests.meeting.test_ballots import BALLOT, WITH_BALLOT, WITH_KAMALA_OUT
from tests.people import ARUNEE, CHAI, DARIN, KAMALA, KONG, PREECHA, SOMSAK, THANA, VEERA, WILAI, Cast
from tests.services.fakes import entries_of

MEETING = MeetingId("mtg_" + "a" * 22)
SECRET = "ข้อความที่ผู้ถูกพักต้องไม่เห็น"
WRITTEN = MessagePosted(message=MessageId("msg_1"), seat=THANA.seat, text=SECRET)
BACK = [ItemClosed(item=ITEM_41), SeatRestored(seat=KAMALA.seat, item=ITEM_41, why=Return.ITEM_CLOSED)]


class Seen:
    """What one of the cast is told."""

    def __init__(
        self, facts: Sequence[Fact], who: Cast, live: Live | None = None, actor: str = "system"
    ) -> None:
        self.meeting, self.chronicle = Meeting(), Chronicle()
        for entry in entries_of(facts, actor=actor):
            self.meeting = self.meeting.after(entry.fact)
            self.chronicle.note(entry, self.meeting)
        seat = self.meeting.calling.seats[who.seat]
        self.seat = seat
        self.room: RoomShape = room_view(MEETING, self.meeting, self.chronicle, seat, live or Live())
        self.you: YouShape = own_view(self.meeting, self.chronicle, seat)
        self.key = sharing_key(self.meeting, self.chronicle, seat)

    @property
    def text(self) -> str:
        return json.dumps([self.room, self.you], ensure_ascii=False)


def test_a_member_sees_the_room_in_roster_order() -> None:
    seen = Seen(ON_ITEM_41, THANA)
    assert [seat["short"] for seat in seen.room["seats"]][:3] == ["อรุณี", "ธนา", "วิไล"]
    states = {seat["seat"]: seat["state"] for seat in seen.room["seats"]}
    assert states[THANA.seat] == "present"
    assert states[SOMSAK.seat] == "absent"
    assert seen.room["item"] == ITEM_41
    assert seen.room["quorum"] is not None
    assert seen.room["quorum"]["dots"].count("present") == 5
    assert seen.you["media"] == {"inside": True, "sends": ["camera", "mic"]}
    assert seen.room["support"] == {"seat": CHAI.seat, "name": CHAI.name, "office": CHAI.office}


def test_who_has_not_entered_is_told_the_agenda_and_the_telephone_and_nothing_else() -> None:
    seen = Seen([*ON_ITEM_41, WRITTEN], PREECHA)
    assert seen.you["class"] == "waiting"
    assert SECRET not in seen.text
    assert seen.room["seats"] == []
    assert seen.room["quorum"] is None
    assert [item["state"] for item in seen.room["agenda"]] == ["coming", "coming"]
    assert seen.room["backup"]["address"] == "๐ ๐๐๐๐ ๐๐๐๐"
    assert seen.you["may"] == ["chat.write_to_support", "incidents.report_incident", "presence.enter"]


def test_a_suspended_member_is_told_the_item_and_the_reason_and_nothing_else() -> None:
    seen = Seen([*KAMALA_OUT, WRITTEN, *WITH_KAMALA_OUT[len(KAMALA_OUT) :]], KAMALA)
    assert seen.you["class"] == "suspended"
    assert seen.you["suspended"] is not None
    assert seen.you["suspended"]["number"] == "4.1"
    assert seen.you["suspended"]["ground"] == "declared"
    assert seen.you["may"] == ["incidents.report_incident"]
    assert seen.you["vote"] is None
    assert seen.you["media"]["inside"] is False
    assert SECRET not in seen.text
    empty = ("seats", "agenda", "ballots", "chat", "explaining", "suspensions")
    assert all(not seen.room[key] for key in empty)  # type: ignore[literal-required]
    assert seen.room["quorum"] is None
    assert seen.room["recording"] is None


def test_the_others_see_the_suspension_and_its_proof() -> None:
    seen = Seen(KAMALA_OUT, THANA, Live(quiet={KAMALA.seat: True}))
    assert seen.room["suspensions"][0]["quiet"] is True
    assert seen.room["quorum"] is not None
    assert seen.room["quorum"]["dots"][4] == "suspended"


def test_the_time_of_a_suspension_does_not_move_when_the_member_reconnects() -> None:
    before = Seen(KAMALA_OUT, KAMALA).you["suspended"]
    again = Seen([*KAMALA_OUT, connected(KAMALA)], KAMALA).you["suspended"]
    assert before == again


def test_what_was_written_while_one_was_suspended_is_not_shown_after_the_return() -> None:
    back = [*KAMALA_OUT, WRITTEN, *BACK]
    kamala, thana = Seen(back, KAMALA), Seen(back, THANA)
    assert kamala.you["class"] == "member"
    assert SECRET not in kamala.text
    assert SECRET in thana.text
    assert kamala.key != thana.key
    assert thana.key == Seen(back, WILAI).key


def test_no_choice_is_told_while_a_ballot_is_open() -> None:
    voted = VoteCast(ballot=BALLOT, seat=THANA.seat, choice=Choice.DISAGREE)
    wilai, thana = Seen([*WITH_BALLOT, voted], WILAI), Seen([*WITH_BALLOT, voted], THANA)
    ballot = wilai.room["ballots"][0]
    assert (ballot["cast"], ballot["voters"], ballot["result"]) == (1, 5, None)
    assert ballot["voted"] == [THANA.seat]
    own = {"ballot": BALLOT, "final": False, "echo": None, "objected": False}
    assert wilai.you["vote"] == {**own, "choice": None}
    assert thana.you["vote"] == {**own, "choice": "disagree"}
    other = Seen([*WITH_BALLOT, VoteCast(ballot=BALLOT, seat=THANA.seat, choice=Choice.AGREE)], WILAI)
    assert other.text == wilai.text


def test_a_result_has_one_line_for_each_member() -> None:
    votes = [VoteCast(ballot=BALLOT, seat=c.seat, choice=Choice.AGREE) for c in (ARUNEE, THANA)]
    result = ResultDeclared(
        ballot=BALLOT, totals=((Choice.AGREE, 2),), outcome=Outcome.CARRIED, rule="majority_of_votes"
    )
    seen = Seen([*WITH_KAMALA_OUT, *votes, BallotClosed(ballot=BALLOT), result], WILAI)
    declared = seen.room["ballots"][0]["result"]
    assert declared is not None
    standing = {line["seat"]: line["standing"] for line in declared["lines"]}
    assert standing == {
        ARUNEE.seat: "choice",
        THANA.seat: "choice",
        WILAI.seat: "none",
        PREECHA.seat: "absent",
        KAMALA.seat: "suspended",
        VEERA.seat: "none",
        SOMSAK.seat: "absent",
    }
    assert declared["totals"] == [{"option": "agree", "count": 2}]


@pytest.mark.parametrize(
    ("facts", "command", "blocked"),
    [
        (PRESENT, "session.open_meeting", None),
        ([*THE_CALL, *came_in(ARUNEE)], "session.open_meeting", "no_quorum"),
        (SITTING, "agenda.open_item", None),
        (ON_ITEM_41, "ballots.open_ballot", None),
        ([*SITTING, ItemOpened(item=ITEM_1)], "agenda.close_item", None),
        (WITH_BALLOT, "ballots.close_ballot", None),
        (
            [*SITTING, ItemOpened(item=ITEM_1), ItemClosed(item=ITEM_1), *BACK[:1]],
            "session.close_meeting",
            None,
        ),
    ],
)
def test_the_chair_has_one_next_step(facts: list[Fact], command: str, blocked: str | None) -> None:
    step = Seen(facts, ARUNEE).you["next"]
    assert step is not None
    assert step["command"] == command
    assert (step["blocked"]["reason"] if step["blocked"] else None) == blocked
    assert step["script"] == command.split(".")[1]


def test_only_who_presides_or_executes_orders_has_a_next_step() -> None:
    assert Seen(SITTING, THANA).you["next"] is None
    assert Seen(SITTING, KONG).you["next"] is None
    assert Seen([*SITTING, *came_in(KONG)], KONG).you["next"] is not None
    closed = Seen([*SITTING, RecordingEnded(), MeetingClosed()], ARUNEE)
    assert closed.you["next"] is None


def test_a_voter_who_left_is_told_of_no_ballot_until_they_are_back() -> None:
    gone = [*WITH_BALLOT, Left(seat=THANA.seat)]
    assert Seen(WITH_BALLOT, THANA).you["vote"] is not None
    assert Seen(gone, THANA).you["vote"] is None
    assert Seen([*gone, Entered(seat=THANA.seat)], THANA).you["vote"] is not None


def test_buttons_appear_from_what_the_rules_allow() -> None:
    chair = Seen(KAMALA_OUT, ARUNEE).you["may"]
    assert {"agenda.close_item", "ballots.open_ballot", "suspension.suspend_seat"} <= set(chair)
    assert "suspension.restore_seat" in chair
    assert Seen(KAMALA_OUT, THANA).you["may"] == [
        "chat.post_message",
        "chat.write_to_support",
        "floor.raise_hand",
        "incidents.report_incident",
        "presence.leave",
        "suspension.declare_interest",
        "suspension.raise_objection",
    ]
    assert "ballots.cast_vote" in Seen(WITH_BALLOT, THANA).you["may"]
    assert "ballots.cast_vote" not in Seen(WITH_BALLOT, CHAI).you["may"]


def test_everyone_inside_sees_who_shares_a_screen_and_who_may() -> None:
    facts = [*SITTING, SharingAllowed(seat=THANA.seat), ScreenShared(seat=THANA.seat)]
    room = Seen(facts, WILAI).room
    assert room["sharing"] is not None
    assert room["sharing"]["seat"] == THANA.seat
    assert room["sharing"]["since"] is not None
    may = {seat["seat"]: seat["screen"] for seat in room["seats"]}
    assert {may[cast.seat] for cast in (ARUNEE, VEERA)} == {"office"}
    assert (may[THANA.seat], may[WILAI.seat], may[DARIN.seat]) == ("given", "none", "never")
    assert Seen(facts, THANA).you["media"]["sends"] == ["camera", "mic", "screen"]
    assert Seen(facts, WILAI).you["media"]["sends"] == ["camera", "mic"]


def test_the_buttons_for_sharing_follow_the_rules() -> None:
    def deeds(facts: Sequence[Fact], cast: Cast) -> set[str]:
        named = {name.partition(".")[2] for name in Seen(facts, cast).you["may"] if name.startswith("floor.")}
        return {name for name in named if "shar" in name}

    assert deeds(SITTING, ARUNEE) == {"share_screen", "allow_sharing"}
    assert deeds(SITTING, VEERA) == {"share_screen"}
    assert deeds(SITTING, THANA) == set()
    shared = [*SITTING, SharingAllowed(seat=THANA.seat), ScreenShared(seat=THANA.seat)]
    assert deeds(shared, THANA) == {"share_screen", "stop_sharing"}
    assert deeds(shared, VEERA) == set()
    assert deeds(shared, ARUNEE) == {"share_screen", "end_sharing", "allow_sharing", "take_back_sharing"}


def test_whoever_is_outside_is_not_told_of_a_screen() -> None:
    facts = [*KAMALA_OUT, ScreenShared(seat=ARUNEE.seat)]
    assert Seen(facts, KAMALA).room["sharing"] is None
    assert Seen(facts, SOMSAK).room["sharing"] is None


def test_where_each_seat_stands() -> None:
    lost = Disconnected(seat=THANA.seat, connection=connected(THANA).connection, why=Ending.LOST)
    facts = [*SITTING, lost, Left(seat=WILAI.seat), connected(PREECHA)]
    states = {s["seat"]: s["state"] for s in Seen(facts, ARUNEE).room["seats"]}
    assert states[THANA.seat] == "away"
    assert states[WILAI.seat] == "left"
    assert states[PREECHA.seat] == "waiting"


def test_a_lost_quorum_says_since_when_and_forgets_when_it_is_back() -> None:
    gone = [
        Disconnected(seat=c.seat, connection=connected(c).connection, why=Ending.LOST) for c in (THANA, WILAI)
    ]
    lost = Seen([*SITTING, *gone], ARUNEE).room["quorum"]
    assert lost is not None
    assert (lost["met"], lost["lost_since"] is not None) == (False, True)
    still = Seen([*SITTING, *gone, WRITTEN], ARUNEE).room["quorum"]
    assert still == lost
    back = Seen([*SITTING, *gone, connected(THANA)], ARUNEE).room["quorum"]
    assert back is not None
    assert back["lost_since"] is None


def test_after_the_close_those_who_took_part_see_the_results_and_an_absent_member_does_not() -> None:
    facts = [*SITTING, WRITTEN, RecordingEnded(), MeetingClosed()]
    assert Seen(facts, THANA).you["class"] == "closed"
    assert SECRET in Seen(facts, THANA).text
    assert Seen(facts, SOMSAK).you["class"] == "waiting"
    assert SECRET not in Seen(facts, SOMSAK).text
    auditor = Seen(facts, DARIN)
    assert auditor.you["class"] == "closed"
    assert auditor.you["may"] == ["record.read", "sheets.read"]


def test_a_recorder_fault_and_an_interruption_are_shown() -> None:
    gap = ServiceInterrupted(
        since="2026-11-12T03:00:00.000Z", until="2026-11-12T03:00:09.000Z", part=Part.RELAY
    )
    seen = Seen([*SITTING, gap], ARUNEE, Live(faults={THANA.seat}))
    assert seen.room["recording"] is not None
    assert seen.room["recording"]["faults"] == [THANA.seat]
    assert seen.room["interruptions"] == [{"since": gap.since, "until": gap.until, "part": "relay"}]


def test_a_meeting_without_a_support_officer_or_an_opening_says_so() -> None:
    seen = Seen(THE_CALL[:3], THANA)
    assert seen.room["support"] is None
    with pytest.raises(ValueError, match="never called"):
        room_view(MEETING, Meeting(), Chronicle(), seen.seat, Live())


def test_an_observer_has_a_class_of_their_own() -> None:
    watching = replace(seated(SOMSAK), roles=(Role.OBSERVER,))
    seen = Seen([*THE_CALL, watching, *came_in(SOMSAK)], SOMSAK)
    assert viewer_class(seen.meeting, seen.seat) == "observer"
    assert seen.you["may"] == ["chat.write_to_support", "incidents.report_incident", "presence.leave"]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("นางสาวอรุณี ใจสมมติ", "อรุณี"),
        ("นางวิไล รักสมมติ", "วิไล"),
        ("Mr John Doe", "John"),
        (None, None),
        ("นาย", "นาย"),
    ],
)
def test_a_small_tile_shows_the_given_name(name: str | None, short: str | None) -> None:
    assert given_name(name) == short


def written(*texts: str) -> list[MessagePosted]:
    """Messages of Thana's."""
    return [
        MessagePosted(message=MessageId(f"msg_{n}"), seat=THANA.seat, text=text)
        for n, text in enumerate(texts)
    ]


def test_a_view_does_not_grow_with_what_was_written() -> None:
    seen = Seen([*SITTING, *written(*(str(n) for n in range(1_000)))], ARUNEE)
    assert [message["text"] for message in seen.room["chat"]] == [str(n) for n in range(800, 1_000)]
    assert seen.room["chat_earlier"] == 800
    longer = Seen([*SITTING, *written(*("a" * 4_000 for _ in range(9)), "ใหม่")], ARUNEE)
    assert sum(len(message["text"] or "") for message in longer.room["chat"]) == 16_004
    assert longer.room["chat"][-1]["text"] == "ใหม่"
    assert longer.room["chat_earlier"] == 5
    huge = Seen([*SITTING, *written("a" * 30_000)], ARUNEE)
    assert len(huge.room["chat"]) == 1


def test_what_was_written_while_somebody_was_out_is_not_even_counted_for_them() -> None:
    facts = [*KAMALA_OUT, *written(*(str(n) for n in range(300))), *BACK]
    assert Seen(facts, ARUNEE).room["chat_earlier"] == 100
    back = Seen(facts, KAMALA)
    assert (back.room["chat"], back.room["chat_earlier"]) == ([], 0)
    out = Seen(facts[:-1], KAMALA)
    assert (out.room["chat"], out.room["chat_earlier"]) == ([], 0)
