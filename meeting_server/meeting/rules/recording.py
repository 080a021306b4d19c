"""Turning what the recorder sealed into facts; only the machine speaks here (ข้อ ๘ (๒) (๒.๗))."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.recording import (
    NO_INCIDENT,
    CopyMade,
    Fault,
    FaultBegan,
    FaultEnded,
    GapExplained,
    GapReason,
    LedgerSealed,
    Segment,
    SegmentsSealed,
)
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import IncidentId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.incidents import call_for
from meeting_server.meeting.state import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class SealSegments(Command):
    """Files were finished and their digests taken; a file already in the log is not written twice."""

    segments: tuple[Segment, ...]

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Allowed after the closing too: the last files are sealed then."""
        actor.must_be_system()
        fresh = tuple(s for s in self.segments if not meeting.recording.has(s.file))
        if any(segment.seat not in meeting.calling.seats for segment in fresh):
            raise Refused(Reason.UNKNOWN_SEAT)
        if fresh:
            yield SegmentsSealed(segments=fresh)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealLedger(Command):
    """A minute of the forwarding ledger was finished."""

    file: str
    minute: str
    sha256: str

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Once per file."""
        actor.must_be_system()
        if not meeting.recording.has(self.file):
            yield LedgerSealed(file=self.file, minute=self.minute, sha256=self.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainGap(Command):
    """The recorder knows why a stretch of a seat has no recording."""

    seat: SeatId
    source: str
    began: str
    ended: str
    reason: GapReason

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """A gap with its reason, once: the recorder tells it again to a server that may not have heard."""
        actor.must_be_system()
        if self.seat not in meeting.calling.seats:
            raise Refused(Reason.UNKNOWN_SEAT)
        if not meeting.recording.explains(self.seat, self.source, self.began):
            yield GapExplained(
                seat=self.seat, source=self.source, began=self.began, ended=self.ended, reason=self.reason
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFaults(Command):
    """Everything that keeps recordings from being whole just now: what is not named here is over."""

    standing: frozenset[tuple[Fault, SeatId]]
    incidents: Mapping[Fault, IncidentId] = field(default_factory=lambda: MappingProxyType({}))

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """What began and what ended since it was told the last time; after the closing everything ends."""
        actor.must_be_system()
        if any(seat not in meeting.calling.seats for _, seat in self.standing):
            raise Refused(Reason.UNKNOWN_SEAT)
        before = meeting.recording.faults
        for fault in Fault:
            if seats := _in_order(meeting, fault, self.standing - before):
                yield from self._began(meeting, fault, seats)
        for fault in Fault:
            if seats := _in_order(meeting, fault, before - self.standing):
                yield FaultEnded(fault=fault, seats=seats)

    def _began(self, meeting: Meeting, fault: Fault, seats: tuple[SeatId, ...]) -> Iterator[Fact]:
        """A fault is one incident from its first seat until its last; after the closing it is none."""
        known = meeting.incidents.faulty.get(fault)
        if known is not None:
            yield FaultBegan(fault=fault, seats=seats, incident=known[0])
            return
        is_over = meeting.phase is Phase.CLOSED
        incident = NO_INCIDENT if is_over else self.incidents.get(fault, NO_INCIDENT)
        yield FaultBegan(fault=fault, seats=seats, incident=incident)
        if incident != NO_INCIDENT:
            yield from call_for(meeting, incident)


def _in_order(meeting: Meeting, fault: Fault, changed: frozenset[tuple[Fault, SeatId]]) -> tuple[SeatId, ...]:
    return tuple(seat for seat in meeting.calling.seats if (fault, seat) in changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteCopy(Command):
    """A copy was made on this person's order."""

    sha256: str
    bytes: int
    left_out: int

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """For whoever may read the record, once there is one: after the close."""
        seat = meeting.calling.seats.get(actor.seat) if actor.seat is not None else None
        if seat is None or Right.READ_RECORD not in seat.rights:
            raise Refused(Reason.NOT_ALLOWED)
        if meeting.phase is not Phase.CLOSED:
            raise Refused(Reason.NOT_CLOSED)
        yield CopyMade(sha256=self.sha256, bytes=self.bytes, left_out=self.left_out)
