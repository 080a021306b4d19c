"""What is told of who sits before a room device: on the screens, on the sheets, in the minutes, and of their recording."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from meeting_server.audit.entry import Entry, stamp
from meeting_server.export import attendance_csv, minutes_text
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import ScreenShared
from meeting_server.meeting.facts.presence import Left, RoomEnding
from meeting_server.meeting.facts.recording import RecordingBegan, Segment, SegmentsSealed
from meeting_server.meeting.facts.session import MeetingClosed, MeetingOpened
from meeting_server.meeting.ids import MeetingId
from meeting_server.meeting.state import Meeting
from meeting_server.projections.chronicle import Chronicle
from meeting_server.projections.coverage import coverage
from meeting_server.projections.missing import missing
from meeting_server.projections.own_view import own_view
from meeting_server.projections.presence import presence
from meeting_server.projections.room_view import Live, room_view
from meeting_server.projections.timeline import timeline
from meeting_server.projections.view_shapes import RoomShape, YouShape
from tests.audit.sample import BEGAN, log_of
from tests.meeting.test_identity import at_the_door
from tests.meeting.test_rooms import (
    HALL,
    ITEM_OPEN,
    PUT_DOWN,
    RESTORED,
    ROOM,
    SUSPENDED,
    VOUCHED,
    lost,
    sat,
    went,
)
from tests.people import ARUNEE, CHAI, KAMALA, PREECHA, THANA, WILAI, Cast

MEETING = MeetingId("mtg_" + "_" * 22)
OUT = went(THANA, RoomEnding.ORDERED, CHAI)


def moment(number: int) -> datetime:
    return BEGAN + timedelta(seconds=number)


def at(number: int) -> str:
    return stamp(moment(number))


def story(*facts: Fact | Iterable[Fact]) -> list[Entry]:
    """A log of these facts, a second apart."""
    flat: list[Fact] = []
    for fact in facts:
        flat += [fact] if isinstance(fact, Fact) else list(fact)
    return log_of(flat)


def stands(entries: list[Entry]) -> tuple[Meeting, Chronicle]:
    meeting, chronicle = Meeting(), Chronicle()
    for entry in entries:
        meeting = meeting.after(entry.fact)
        chronicle.note(entry, meeting)
    return meeting, chronicle


def own(entries: list[Entry], who: Cast) -> YouShape:
    meeting, chronicle = stands(entries)
    return own_view(meeting, chronicle, meeting.calling.seats[who.seat])


def seen(entries: list[Entry], by: Cast = WILAI) -> RoomShape:
    meeting, chronicle = stands(entries)
    return room_view(MEETING, meeting, chronicle, meeting.calling.seats[by.seat], Live())


# --- On the screens. ---


def test_everybody_sees_who_sits_in_which_room() -> None:
    told = {seat["seat"]: (seat["state"], seat["room"]) for seat in seen(story(VOUCHED, sat(THANA)))["seats"]}
    assert told[THANA.seat] == told[PREECHA.seat] == ("present", ROOM.seat)
    assert told[WILAI.seat] == ("present", None)
    gone = {seat["seat"]: seat["state"] for seat in seen(story(VOUCHED, lost(ROOM)))["seats"]}
    assert gone[PREECHA.seat] == gone[ROOM.seat] == "away"


def test_one_is_told_of_ones_own_and_may_say_so() -> None:
    device = {"seat": ROOM.seat, "name": ROOM.name}
    before = own(story(HALL), THANA)
    assert (before["room"], before["rooms"]) == (None, [device])
    assert "rooms.sit_in_room" in before["may"]
    assert "rooms.put_in_room" not in before["may"]
    sits = own(story(HALL, sat(THANA)), THANA)
    assert sits["room"] == {**device, "out": False}
    assert "rooms.use_own_device" in sits["may"]
    assert sits["media"] == {"inside": False, "sends": []}
    assert own(story(HALL), ROOM)["rooms"] == []
    assert own(story(HALL, at_the_door(PREECHA)), PREECHA)["rooms"] == []
    restored = own(story(HALL, sat(THANA), ITEM_OPEN, SUSPENDED, OUT, RESTORED), THANA)
    assert restored["room"] == {**device, "out": True}


def test_the_officers_may_put_down_and_take_out() -> None:
    assert {"rooms.put_in_room"} <= set(own(story(HALL), CHAI)["may"])
    assert {"rooms.take_out_of_room"} <= set(own(story(HALL, PUT_DOWN), CHAI)["may"])
    assert "rooms.take_out_of_room" not in own(story(HALL), CHAI)["may"]


def test_who_sits_there_unknown_is_shown_to_those_who_may_vouch() -> None:
    waits = {"seat": PREECHA.seat, "name": PREECHA.name, "office": PREECHA.office}
    told = own(story(HALL, PUT_DOWN), THANA)
    sits = {"watched": False, "heard": False, "seconds": 5, "room": ROOM.seat, "before": []}
    assert told["visitors"] == [{**waits, **sits}]
    assert "identity.vouch" in told["may"]
    assert own(story(VOUCHED), THANA)["visitors"] == []


def test_the_chair_sees_whether_they_have_gone_out() -> None:
    sits = story(HALL, sat(THANA), ITEM_OPEN, SUSPENDED)
    assert [each["in_room"] for each in seen(sits)["suspensions"]] == [True]
    out = story(HALL, sat(THANA), ITEM_OPEN, SUSPENDED, OUT)
    assert [each["in_room"] for each in seen(out)["suspensions"]] == [False]
    suspended = own(sits, THANA)
    assert (suspended["class"], suspended["rooms"]) == ("suspended", [])
    assert suspended["room"] == {"seat": ROOM.seat, "name": ROOM.name, "out": False}


def test_whose_room_lost_its_line_is_away_since_then() -> None:
    told = {each["seat"]: each["since"] for each in missing(*stands(story(VOUCHED, lost(ROOM))))}
    assert told[PREECHA.seat] == told[ROOM.seat] == at(len(VOUCHED))


# --- On the sheets and in the minutes. ---


def test_they_were_there_without_a_line_of_their_own_for_as_long_as_the_room() -> None:
    sheet = presence(story(VOUCHED, MeetingClosed()))
    there = sheet.seats[PREECHA.seat]
    assert there.came
    assert [(each.room.id, each.since, each.until) for each in there.rooms] == [
        (ROOM.seat, moment(len(VOUCHED) - 1), moment(len(VOUCHED)))
    ]
    assert ROOM.seat not in sheet.seats, "the device is nobody"
    assert ROOM.seat in sheet.roster
    assert there.inside[0].until == moment(len(VOUCHED))


def test_a_telephone_that_is_lost_ends_nothing_and_leaving_the_room_without_one_does() -> None:
    number = len(HALL)
    sits = presence(story(HALL, sat(THANA), lost(THANA), ITEM_OPEN, MeetingClosed())).seats[THANA.seat]
    assert sits.inside[0].until == moment(number + 3)
    own_device = went(THANA, RoomEnding.OWN_DEVICE)
    log = story(HALL, sat(THANA), lost(THANA), own_device, ITEM_OPEN, MeetingClosed())
    assert presence(log).seats[THANA.seat].inside[0].until == moment(number + 2)
    both = presence(story(HALL, sat(THANA), own_device, sat(THANA), MeetingClosed())).seats[THANA.seat]
    assert [each.since for each in both.rooms] == [moment(number), moment(number + 2)]
    moved = presence(story(HALL, sat(THANA), sat(THANA, CHAI), MeetingClosed())).seats[THANA.seat]
    assert len(moved.rooms) == 1


def test_who_came_before_the_opening_into_the_room_came() -> None:
    called = [fact for fact in HALL if not isinstance(fact, MeetingOpened)]
    sits = story(called, PUT_DOWN, VOUCHED[-2:], MeetingOpened(), ITEM_OPEN, MeetingClosed())
    assert presence(sits).seats[PREECHA.seat].came


def spans(entries: list[Entry], who: Cast) -> list[tuple[str | None, str, str]]:
    """What coverage says of one seat."""
    return [
        (each["reason"], each["began"], each["ended"])
        for each in coverage(entries)
        if each["seat"] == who.seat
    ]


def test_who_was_called_back_takes_part_from_when_they_are_back_in_the_room() -> None:
    number = len(VOUCHED)
    orders = (
        ITEM_OPEN,
        replace(SUSPENDED, seat=PREECHA.seat),
        went(PREECHA, RoomEnding.ORDERED, CHAI),
        replace(RESTORED, seat=PREECHA.seat),
        *[ITEM_OPEN] * 9,
        PUT_DOWN,
        MeetingClosed(),
    )
    log = story(VOUCHED, orders)
    assert [stay[1:] for stay in presence(log).seats[PREECHA.seat].sitting] == [
        (moment(number - 1), moment(number + 1)),
        (moment(number + 13), moment(number + 14)),
    ]
    assert ("left", at(number + 3), at(number + 13)) in spans(log, PREECHA)
    said = minutes_text.render(MEETING, log, "th").decode()
    assert f"{PREECHA.name}  {PREECHA.office} (ณ ห้องประชุม ๑)" in said


def test_whose_room_is_lost_for_good_left_with_it_on_every_sheet() -> None:
    log = story(VOUCHED, lost(ROOM), *[ITEM_OPEN] * 9, MeetingClosed())
    number = len(VOUCHED)
    there = presence(log).seats[PREECHA.seat]
    assert there.inside[-1].until == there.stays[-1].until == moment(number)
    assert spans(log, PREECHA)[-1] == ("left", at(number), at(number + 10))


def test_whose_room_was_lost_before_the_opening_did_not_come() -> None:
    called = [fact for fact in HALL if not isinstance(fact, MeetingOpened)]
    log = story(called, PUT_DOWN, VOUCHED[-2:], lost(ROOM), MeetingOpened(), ITEM_OPEN, MeetingClosed())
    assert not presence(log).seats[PREECHA.seat].came
    said = minutes_text.render(MEETING, log, "th").decode()
    assert said.index("ผู้ไม่มาประชุม") < said.index(PREECHA.name)


def lines(entries: list[Entry], who: Cast) -> list[str]:
    table = attendance_csv.render(MEETING, entries, "th").decode("utf-8-sig").splitlines()
    return [row for row in table if row.startswith(who.name)]


def test_the_table_says_where() -> None:
    sits = story(VOUCHED, ITEM_OPEN, sat(THANA), MeetingClosed())
    assert "ประชุม (ณ ห้องประชุม ๑)" in lines(sits, PREECHA)[-1]
    assert "(ณ ห้องประชุม ๑และผ่านสื่ออิเล็กทรอนิกส์)" in lines(sits, THANA)[-1].replace(" และ", "และ")
    assert "(ณ" not in lines(sits, WILAI)[-1]


def test_the_minutes_say_where_each_took_part_and_who_went_out() -> None:
    ordered = story(
        VOUCHED, sat(THANA), ITEM_OPEN, SUSPENDED, OUT, RESTORED, sat(THANA), ITEM_OPEN, MeetingClosed()
    )
    said = minutes_text.render(MEETING, ordered, "th").decode()
    assert f"{PREECHA.name}  {PREECHA.office} (ณ ห้องประชุม ๑)" in said
    assert f"{WILAI.name}  {WILAI.office} (ผ่านสื่ออิเล็กทรอนิกส์)" in said
    assert f"{THANA.name} ออกจากห้องประชุมตามคำสั่งของประธาน" in said
    assert f"{THANA.name} กลับเข้าห้องประชุม" in said
    assert said.count("กลับเข้าห้องประชุม") == 1
    assert f". {ROOM.name}" not in said, "the device did not come to the meeting"
    nowhere = minutes_text.render(MEETING, story([f for f in HALL if f.__class__ is not ScreenShared]), "en")
    assert "by electronic means" in nowhere.decode()


# --- What is on record. ---


def segment(who: Cast, began: int, ended: int) -> SegmentsSealed:
    return SegmentsSealed(
        segments=(
            Segment(
                file=f"mic-{who.sign_in}.webm",
                seat=who.seat,
                source="mic",
                began=at(began),
                ended=at(ended),
                bytes=1,
                sha256="0" * 64,
                frames=1,
            ),
        )
    )


def test_their_recording_is_the_rooms_and_adds_up_to_the_sitting() -> None:
    opened = len(HALL) - 1
    number = opened + 1
    entries = story(
        HALL,
        RecordingBegan(),
        sat(THANA),  # number + 1
        segment(THANA, opened, number + 1),
        segment(ROOM, opened, number),
        segment(ROOM, number, number + 6),
        Left(seat=KAMALA.seat),
        MeetingClosed(),
    )
    spans = [each for each in coverage(entries) if each["seat"] == THANA.seat]
    assert [(each["state"], each["reason"]) for each in spans] == [
        ("recorded", None),
        ("gap", "shared"),
    ]
    assert [each["began"] for each in spans] == [at(opened), at(number + 1)]
    assert spans[-1]["ended"] == at(len(entries) - 1)
    line = next(each for each in timeline(entries)["seats"] if each["seat"] == THANA.seat)
    assert line["rooms"] == [{"began": at(number + 1), "ended": at(len(entries) - 1), "room": ROOM.seat}]


def test_a_room_that_was_not_recorded_is_no_recording_of_theirs() -> None:
    entries = story(VOUCHED, *[ITEM_OPEN] * 9, MeetingClosed())
    spans = [each for each in coverage(entries) if each["seat"] == PREECHA.seat]
    assert spans[-1]["state"] == "unexplained"
    assert ARUNEE.seat in {each["seat"] for each in coverage(entries)}
