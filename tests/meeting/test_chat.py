"""Writing to the meeting, and to the support officers."""

import pytest

from meeting_server.meeting.facts.agenda import ItemClosed, ItemOpened
from meeting_server.meeting.facts.chat import MessagePosted, SupportMessagePosted
from meeting_server.meeting.facts.identity import SeatVisited, VouchingAwaited
from meeting_server.meeting.facts.rights import RightTaken, SeatRight
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import ItemId, MessageId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.chat import (
    AnswerFromSupport,
    PostMessage,
    WriteToSupport,
    must_be_free_to_react,
)
from meeting_server.meeting.state import replay
from tests.given import ITEM_1, ITEM_41, KAMALA_OUT, PRESENT, SITTING, THE_CALL, given
from tests.people import CHAI, DARIN, KAMALA, KONG, PREECHA, THANA, Cast

VISITING = [*SITTING, SeatVisited(seat=PREECHA.seat), VouchingAwaited(seat=PREECHA.seat)]
MESSAGE = MessageId("msg_1")
POST = PostMessage(message=MESSAGE, text=" สวัสดีทุกท่าน ")
ON_41 = PostMessage(message=MESSAGE, text="หน้า ๔ มีสองตาราง", item=ITEM_41)
ASK = WriteToSupport(message=MESSAGE, text=" เสียงหาย ")


def answer(whom: Cast) -> AnswerFromSupport:
    return AnswerFromSupport(message=MESSAGE, seat=whom.seat, text=" ลองเปิดหน้านี้ใหม่ ")


def test_whoever_is_inside_may_write() -> None:
    given(PRESENT).when(POST, THANA).then(
        MessagePosted(message=MessageId("msg_1"), seat=THANA.seat, text="สวัสดีทุกท่าน")
    )


def test_nobody_else_may() -> None:
    given(KAMALA_OUT).when(POST, KAMALA).refused(Reason.SUSPENDED)
    given(SITTING).when(POST, PREECHA).refused(Reason.NOT_ENTERED)
    given(SITTING, MeetingClosed()).when(POST, THANA).refused(Reason.MEETING_CLOSED)
    given(SITTING).when(PostMessage(message=MessageId("m"), text="  "), THANA).refused(Reason.EMPTY_TEXT)


def test_a_message_on_the_open_item_says_so() -> None:
    given(SITTING, ItemOpened(item=ITEM_41)).when(ON_41, THANA).then(
        MessagePosted(message=MESSAGE, seat=THANA.seat, item=ITEM_41, text="หน้า ๔ มีสองตาราง")
    )


def test_what_was_written_on_an_item_that_is_closed_is_not_put_under_the_next() -> None:
    next_one = (ItemOpened(item=ITEM_41), ItemClosed(item=ITEM_41), ItemOpened(item=ITEM_1))
    given(SITTING, *next_one).when(ON_41, THANA).refused(Reason.ITEM_NOT_OPEN)
    given(SITTING).when(ON_41, THANA).refused(Reason.ITEM_NOT_OPEN)
    unknown = PostMessage(message=MESSAGE, text="x", item=ItemId("item_unknown"))
    given(SITTING).when(unknown, THANA).refused(Reason.UNKNOWN_ITEM)


def test_everybody_writes_to_support_from_the_door_on() -> None:
    written = SupportMessagePosted(message=MESSAGE, seat=THANA.seat, by=THANA.seat, text="เสียงหาย")
    given(THE_CALL).when(ASK, THANA).then(written)
    given(SITTING, RightTaken(seat=THANA.seat, right=SeatRight.CHAT)).when(ASK, THANA).then(written)
    given(SITTING).when(ASK, KONG).then(
        SupportMessagePosted(message=MESSAGE, seat=KONG.seat, by=KONG.seat, text="เสียงหาย")
    )


def test_who_writes_to_support_is_known_and_not_suspended_and_no_officer() -> None:
    given(KAMALA_OUT).when(ASK, KAMALA).refused(Reason.SUSPENDED)
    given(VISITING).when(ASK, PREECHA).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(ASK, CHAI).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(ASK, DARIN).refused(Reason.NOT_ALLOWED)  # an auditor never comes in
    given(SITTING, MeetingClosed()).when(ASK, THANA).refused(Reason.MEETING_CLOSED)
    given(SITTING).when(WriteToSupport(message=MESSAGE, text=" "), THANA).refused(Reason.EMPTY_TEXT)


def test_an_officer_answers_one_person() -> None:
    given(SITTING).when(answer(THANA), CHAI).then(
        SupportMessagePosted(message=MESSAGE, seat=THANA.seat, by=CHAI.seat, text="ลองเปิดหน้านี้ใหม่")
    )


def test_nobody_else_answers_and_not_everybody_is_answered() -> None:
    given(SITTING).when(answer(THANA), KAMALA).refused(Reason.NOT_ALLOWED)
    given(KAMALA_OUT).when(answer(KAMALA), CHAI).refused(Reason.ALREADY_SUSPENDED)
    given(VISITING).when(answer(PREECHA), CHAI).refused(Reason.NOT_ON_SUPPORT_LINE)
    given(SITTING).when(answer(CHAI), CHAI).refused(Reason.NOT_ON_SUPPORT_LINE)
    given(SITTING).when(answer(DARIN), CHAI).refused(Reason.NOT_ON_SUPPORT_LINE)
    stranger = AnswerFromSupport(message=MESSAGE, seat=SeatId("seat_x"), text="x")
    given(SITTING).when(stranger, CHAI).refused(Reason.UNKNOWN_SEAT)


def test_a_sign_goes_by_the_right_to_write() -> None:
    must_be_free_to_react(replay(SITTING), Actor.of_seat(THANA.seat))
    taken = [*SITTING, RightTaken(seat=THANA.seat, right=SeatRight.CHAT)]
    for facts, cast, reason in [
        (taken, THANA, Reason.RIGHT_TAKEN),
        (KAMALA_OUT, KAMALA, Reason.SUSPENDED),
        (SITTING, PREECHA, Reason.NOT_ENTERED),
        ([*SITTING, MeetingClosed()], THANA, Reason.MEETING_CLOSED),
    ]:
        with pytest.raises(Refused) as refused:
            must_be_free_to_react(replay(facts), Actor.of_seat(cast.seat))
        assert refused.value.reason is reason
