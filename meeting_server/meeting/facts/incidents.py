"""What went wrong for a seat while the meeting sat, and when it was over (เหตุขัดข้อง, ข้อ ๘ (๒) (๒.๖))."""

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import IncidentId, SeatId


class IncidentKind(StrEnum):
    """What is wrong; one list, every kind with its words."""

    UNCLEAR_LINE = "unclear_line"  # ไม่ "ชัดเจน" (ข้อ ๘ (๒) (๒.๒)), by the relay's own measure
    CAPTURE_STALL = "capture_stall"  # the line stands, and no sound comes from the microphone
    CAMERA_RESTED = "camera_rested"  # the line carries sound alone, so its page was asked to send no picture


class Over(StrEnum):
    """How a trouble ended by itself."""

    RECOVERED = "recovered"
    GONE = "gone"  # the line ended, or the seat may not send any more: there is nothing left to measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A line as it was measured: losses per thousand packets and before repair, times in milliseconds; None: unknown."""

    lost_up: int | None = None
    lost_down: int | None = None
    jitter_up: int | None = None
    jitter_down: int | None = None
    round_trip: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleDetected(Fact):
    """The relay measured for ten seconds that something is wrong; since when, ISO 8601 in UTC."""

    incident: IncidentId
    seat: SeatId
    kind: IncidentKind
    since: str
    figures: Figures = Figures()


@dataclass(frozen=True, slots=True, kw_only=True)
class TroubleSubsided(Fact):
    """It has been well again for ten seconds, or there is nothing left to measure; until when, ISO 8601 in UTC."""

    incident: IncidentId
    until: str
    how: Over


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidents:
    """The troubles that stand now; each seat has at most one of a kind."""

    standing: MappingProxyType[IncidentId, TroubleDetected] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def after(self, fact: Fact) -> "Incidents":
        """The incidents once this fact has happened."""
        match fact:
            case TroubleDetected():
                return Incidents(standing=MappingProxyType(self.standing | {fact.incident: fact}))
            case TroubleSubsided():
                left = {key: one for key, one in self.standing.items() if key != fact.incident}
                return Incidents(standing=MappingProxyType(left))
            case MeetingClosed() if self.standing:
                return Incidents()
            case _:
                return self

    def of(self, seat: SeatId, kind: IncidentKind) -> TroubleDetected | None:
        """The trouble of this kind that stands at this seat, if one does."""
        return next((one for one in self.standing.values() if (one.seat, one.kind) == (seat, kind)), None)
