"""Words written during the meeting, one channel for all who are inside."""

from dataclasses import dataclass

from meeting_server.meeting.facts.fact import Fact, Retention, personal
from meeting_server.meeting.ids import MessageId, SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePosted(Fact):
    """A participant wrote to the meeting."""

    message: MessageId
    seat: SeatId
    text: str | None = personal(Retention.CONTENT)
