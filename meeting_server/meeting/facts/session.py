"""The sitting itself: opened, interrupted, closed (เปิดประชุม, เลิกประชุม)."""

from dataclasses import dataclass, replace
from enum import StrEnum

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import SeatId


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


class Passing(StrEnum):
    """Why somebody came to preside."""

    HANDED_OVER = "handed_over"
    LINE_LOST = "line_lost"  # of whoever presided before
    ABSENT = "absent"  # nobody before them in the order had come
    ELECTED = "elected"
    TAKEN_BACK = "taken_back"  # by the chair


@dataclass(frozen=True, slots=True, kw_only=True)
class PresidingPassed(Fact):
    """Somebody presides from now on (ทำหน้าที่ประธานในที่ประชุม, ข้อ ๑๐ (๑))."""

    seat: SeatId
    why: Passing


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceInterrupted(Fact):
    """The service itself failed; `since` and `until` are ISO 8601 in UTC."""

    since: str
    until: str
    part: Part


class Closing(StrEnum):
    """Why a meeting ended."""

    DONE = "done"
    CLASSIFIED = "classified"  # its matter turned out to be classified, and may not be dealt with so (ข้อ ๑)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingClosed(Fact):
    """The chair closed the meeting."""

    why: Closing = Closing.DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Whether the meeting is sitting, who presides in place of the chair, and when the service failed it."""

    phase: Phase = Phase.CALLED
    interruptions: tuple[ServiceInterrupted, ...] = ()
    presiding: SeatId | None = None
    closing: Closing | None = None

    def after(self, fact: Fact) -> "Session":
        """The session once this fact has happened."""
        match fact:
            case MeetingOpened():
                return replace(self, phase=Phase.OPEN)
            case MeetingClosed(why=why):
                return replace(self, phase=Phase.CLOSED, closing=why)
            case PresidingPassed():
                return replace(self, presiding=fact.seat)
            case ServiceInterrupted():
                return replace(self, interruptions=(*self.interruptions, fact))
            case _:
                return self
