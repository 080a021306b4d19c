"""Writing to the meeting: one channel, closed to whoever is suspended."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.chat import MessagePosted
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.rights import SeatRight
from meeting_server.meeting.ids import MessageId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command, must_be_called
from meeting_server.meeting.rules.rights import must_not_be_taken
from meeting_server.meeting.state import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class PostMessage(Command):
    """Write to everyone inside."""

    message: MessageId
    text: str

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Allowed from entering on, before the opening too: people greet each other."""
        must_be_called(meeting)
        seat = actor.must_have(meeting, Right.CHAT)
        must_not_be_taken(meeting, seat.id, SeatRight.CHAT)
        if not self.text.strip():
            raise Refused(Reason.EMPTY_TEXT)
        yield MessagePosted(message=self.message, seat=seat.id, text=self.text.strip())
