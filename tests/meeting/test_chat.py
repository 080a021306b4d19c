"""Writing to the meeting."""

from meeting_server.meeting.facts.chat import MessagePosted
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import MessageId
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.rules.chat import PostMessage
from tests.given import KAMALA_OUT, PRESENT, SITTING, given
from tests.people import KAMALA, PREECHA, THANA

POST = PostMessage(message=MessageId("msg_1"), text=" สวัสดีทุกท่าน ")


def test_whoever_is_inside_may_write() -> None:
    given(PRESENT).when(POST, THANA).then(
        MessagePosted(message=MessageId("msg_1"), seat=THANA.seat, text="สวัสดีทุกท่าน")
    )


def test_nobody_else_may() -> None:
    given(KAMALA_OUT).when(POST, KAMALA).refused(Reason.SUSPENDED)
    given(SITTING).when(POST, PREECHA).refused(Reason.NOT_ENTERED)
    given(SITTING, MeetingClosed()).when(POST, THANA).refused(Reason.MEETING_CLOSED)
    given(SITTING).when(PostMessage(message=MessageId("m"), text="  "), THANA).refused(Reason.EMPTY_TEXT)
