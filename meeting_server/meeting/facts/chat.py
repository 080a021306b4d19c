"""Words written during the meeting: to all who are inside, and between one person and the support officers."""

from dataclasses import dataclass

from meeting_server.meeting.facts.fact import Fact, Retention, personal
from meeting_server.meeting.ids import ItemId, MessageId, SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePosted(Fact):
    """A participant wrote to the meeting; `item` is what it was written on, where it was on the open item."""

    message: MessageId
    seat: SeatId
    item: ItemId | None = None
    text: str | None = personal(Retention.CONTENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportMessagePosted(Fact):
    """Something was written on the line between the person at `seat` and the support officers, by either.

    `by` is the seat that wrote it: `seat` itself, or an officer's (เจ้าหน้าที่สนับสนุน, ข้อ ๘ (๒) (๒.๖)).
    """

    message: MessageId
    seat: SeatId
    by: SeatId
    text: str | None = personal(Retention.CONTENT)
