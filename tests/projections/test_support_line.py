"""What is told of the lines to the support officers."""

import json
from collections.abc import Sequence

import pytest

from meeting_server.meeting.facts.agenda import ItemClosed
from meeting_server.meeting.facts.chat import MessagePosted, SupportMessagePosted
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import SeatVisited, VouchingAwaited
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.facts.suspension import Return, SeatRestored
from meeting_server.meeting.ids import MessageId
from tests.given import ITEM_41, KAMALA_OUT, ON_ITEM_41, SITTING
from tests.people import ARUNEE, CHAI, KAMALA, PREECHA, THANA, VEERA, WILAI, Cast
from tests.projections.test_room_view import Seen

SECRET = "รหัสผ่านใช้ไม่ได้"


def written(whose: Cast, by: Cast, text: str, number: int = 1) -> SupportMessagePosted:
    return SupportMessagePosted(
        message=MessageId(f"msg_{number:_<22}"), seat=whose.seat, by=by.seat, text=text
    )


THANA_S: list[Fact] = [written(THANA, THANA, SECRET), written(THANA, CHAI, "โปรดลองใหม่", 2)]
KAMALA_S: list[Fact] = [written(KAMALA, CHAI, SECRET)]


def lines(facts: Sequence[Fact], who: Cast) -> list[tuple[str, list[tuple[str | None, str | None]]]]:
    """Whose lines they are told of, and who wrote what on each."""
    return [
        (line["seat"], [(one["officer"], one["text"]) for one in line["messages"]])
        for line in Seen(facts, who).you["support_lines"]
    ]


def test_each_reads_their_own_and_the_officer_all() -> None:
    facts = [*SITTING, *THANA_S, *KAMALA_S]
    of_thana = (THANA.seat, [(None, SECRET), (CHAI.name, "โปรดลองใหม่")])
    of_kamala = (KAMALA.seat, [(CHAI.name, SECRET)])
    assert lines(facts, THANA) == [of_thana]
    assert lines(facts, KAMALA) == [of_kamala]
    assert lines(facts, CHAI) == [of_thana, of_kamala]


@pytest.mark.parametrize("who", [ARUNEE, VEERA, WILAI, PREECHA])
def test_nobody_else_reads_a_word_of_it(who: Cast) -> None:
    seen = Seen([*SITTING, *THANA_S], who)
    assert SECRET not in json.dumps([seen.room, seen.you], ensure_ascii=False)


def test_whoever_is_suspended_reads_it_once_they_are_back() -> None:
    assert lines([*KAMALA_OUT, *KAMALA_S], KAMALA) == []
    back = [ItemClosed(item=ITEM_41), SeatRestored(seat=KAMALA.seat, item=ITEM_41, why=Return.ITEM_CLOSED)]
    assert lines([*KAMALA_OUT, *KAMALA_S, *back], KAMALA) == lines([*SITTING, *KAMALA_S], KAMALA) != []


def test_a_visitor_at_the_seat_reads_nothing_and_after_the_close_nobody_does() -> None:
    visited = [*SITTING, written(PREECHA, PREECHA, SECRET)]
    assert lines(visited, PREECHA) != []
    visited += [SeatVisited(seat=PREECHA.seat), VouchingAwaited(seat=PREECHA.seat)]
    assert lines(visited, PREECHA) == []
    closed = [*SITTING, *THANA_S, MeetingClosed()]
    assert lines(closed, THANA) == lines(closed, CHAI) == []


def test_the_newest_are_shown() -> None:
    many = [written(THANA, THANA, str(n), n) for n in range(30)]
    ((_, messages),) = lines([*SITTING, *many], THANA)
    assert [text for _, text in messages] == [str(n) for n in range(10, 30)]


def test_a_message_tells_what_it_was_written_on() -> None:
    on_it = MessagePosted(message=MessageId("msg_1"), seat=THANA.seat, item=ITEM_41, text="หน้า ๔")
    off_it = MessagePosted(message=MessageId("msg_2"), seat=THANA.seat, text="สวัสดี")
    seen = Seen([*ON_ITEM_41, on_it, off_it], WILAI)
    assert [one["item"] for one in seen.room["chat"]] == [ITEM_41, None]


def test_what_may_be_written_is_told() -> None:
    may = {who.seat: set(Seen(SITTING, who).you["may"]) for who in (THANA, CHAI, PREECHA)}
    assert {"chat.write_to_support"} == {each for each in may[THANA.seat] if "support" in each}
    assert {"chat.answer_from_support"} == {each for each in may[CHAI.seat] if "support" in each}
    assert "chat.write_to_support" in may[PREECHA.seat]
