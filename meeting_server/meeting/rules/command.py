"""The base of every command."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.state import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(ABC):
    """Something a person or the machine asks for."""

    @abstractmethod
    def decide(self, meeting: Meeting, actor: Actor) -> Iterable[Fact]:
        """The facts that follow; raises Refused, and then nothing has changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresidingCommand(Command):
    """What only whoever presides may do, or a controller on their orders, which the log then says (ข้อ ๑๒)."""


def must_be_called(meeting: Meeting) -> None:
    """The meeting exists and is not over."""
    if meeting.calling.called is None:
        raise Refused(Reason.NOT_CALLED)
    if meeting.phase is Phase.CLOSED:
        raise Refused(Reason.MEETING_CLOSED)


def must_be_sitting(meeting: Meeting) -> None:
    """The meeting has been opened and not closed."""
    must_be_called(meeting)
    if meeting.phase is not Phase.OPEN:
        raise Refused(Reason.NOT_OPEN)
