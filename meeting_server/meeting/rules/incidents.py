"""Writing down what the relay measures to be wrong; only the machine speaks here (E8.2.2-b, ข้อ ๘ (๒) (๒.๖))."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.incidents import (
    Figures,
    IncidentKind,
    Over,
    TroubleDetected,
    TroubleSubsided,
)
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import IncidentId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.state import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectTrouble(Command):
    """Something has been wrong at a seat for ten seconds."""

    incident: IncidentId
    seat: SeatId
    kind: IncidentKind
    since: str
    figures: Figures

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Once while it lasts, and only while the meeting sits: before, people are still trying their devices."""
        actor.must_be_system()
        if self.seat not in meeting.calling.seats:
            raise Refused(Reason.UNKNOWN_SEAT)
        if meeting.phase is Phase.OPEN and meeting.incidents.of(self.seat, self.kind) is None:
            yield TroubleDetected(
                incident=self.incident,
                seat=self.seat,
                kind=self.kind,
                since=self.since,
                figures=self.figures,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class EndTrouble(Command):
    """What was wrong at a seat is over."""

    seat: SeatId
    kind: IncidentKind
    until: str
    how: Over

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Nothing when nothing stands: it may have ended with the meeting."""
        actor.must_be_system()
        standing = meeting.incidents.of(self.seat, self.kind)
        if standing is not None:
            yield TroubleSubsided(incident=standing.incident, until=self.until, how=self.how)
