"""The sitting itself: opened, interrupted, closed (เปิดประชุม, เลิกประชุม)."""

from dataclasses import dataclass, replace
from enum import StrEnum

from meeting_server.meeting.facts.fact import Fact


class Part(StrEnum):
    """Which part of the service failed."""

    SERVER = "server"
    RELAY = "relay"


class Phase(StrEnum):
    """Where a meeting stands."""

    CALLED = "called"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingOpened(Fact):
    """The chair opened the meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceInterrupted(Fact):
    """The service itself failed; `since` and `until` are ISO 8601 in UTC."""

    since: str
    until: str
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingClosed(Fact):
    """The chair closed the meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Whether the meeting is sitting, and when the service failed it."""

    phase: Phase = Phase.CALLED
    interruptions: tuple[ServiceInterrupted, ...] = ()

    def after(self, fact: Fact) -> "Session":
        """The session once this fact has happened."""
        match fact:
            case MeetingOpened():
                return replace(self, phase=Phase.OPEN)
            case MeetingClosed():
                return replace(self, phase=Phase.CLOSED)
            case ServiceInterrupted():
                return replace(self, interruptions=(*self.interruptions, fact))
            case _:
                return self
