"""Calling for help from wherever one is, and seeing to it (ข้อ ๘ (๒) (๒.๖)); what the machine finds is written here too."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.incidents import (
    Cause,
    Escalation,
    Figures,
    Incident,
    IncidentAcknowledged,
    IncidentAdvised,
    IncidentDescribed,
    IncidentEscalated,
    IncidentKind,
    IncidentReported,
    IncidentResolved,
    IncidentWithdrawn,
    Matter,
    Over,
    Result,
    Step,
    TroubleDetected,
    TroubleSubsided,
)
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import IncidentId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right, Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command, must_be_called
from meeting_server.meeting.state import Meeting

_NONE = Figures()


def on_duty(meeting: Meeting, role: Role) -> tuple[SeatId, ...]:
    """The seats of this role that have a line to the meeting, and are who they are."""
    there = meeting.attendance.connected
    return tuple(
        seat.id
        for seat in meeting.calling.holding(role)
        if seat.id in there and seat.id not in meeting.suspensions and is_known(meeting, seat)
    )


def call_for(meeting: Meeting, incident: IncidentId) -> Iterator[Fact]:
    """What has just begun goes on at once where no support officer is there to see it."""
    if not on_duty(meeting, Role.SUPPORT):
        yield _escalated(meeting, incident, Escalation.NOBODY_THERE)


def handles(meeting: Meeting, seat: Seat) -> bool:
    """Whether this seat sees to incidents just now; from outside the room too, before it is opened for instance."""
    if Right.HANDLE_INCIDENTS not in seat.rights or meeting.phase is Phase.CLOSED:
        return False
    return seat.id not in meeting.suspensions and is_known(meeting, seat)


def is_called(meeting: Meeting, incident: Incident, seat: Seat) -> bool:
    """Whether this incident waits for this seat to acknowledge it."""
    if incident.acknowledged_by is not None:
        return False
    escalated = incident.escalated
    if escalated is not None and seat.id in escalated.to:
        return True
    if not handles(meeting, seat):
        return False
    return Role.SUPPORT in seat.roles or escalated is not None


def is_known(meeting: Meeting, seat: Seat) -> bool:
    """Whoever has only named the seat as theirs is not the officer."""
    identity = meeting.identity
    return seat.id not in identity.visiting or seat.id in identity.proofs


def _escalated(meeting: Meeting, incident: IncidentId, why: Escalation) -> IncidentEscalated:
    controllers = on_duty(meeting, Role.CONTROLLER)
    presiding = on_duty(meeting, Role.CHAIR)
    return IncidentEscalated(incident=incident, to=controllers or presiding, why=why)


def _must_handle(meeting: Meeting, actor: Actor, incident: IncidentId) -> tuple[Seat, Incident]:
    """Whoever sees to incidents, or presides, and an incident of theirs; raises Refused."""
    must_be_called(meeting)
    seat = actor.must_hold_seat(meeting)
    if Right.HANDLE_INCIDENTS not in seat.rights:
        actor.must_preside(meeting)
    elif seat.id in meeting.suspensions:
        raise Refused(Reason.SUSPENDED, item=meeting.suspensions.in_force[seat.id].item)
    elif not is_known(meeting, seat):
        raise Refused(Reason.NOT_ALLOWED)
    return seat, _known(meeting, incident)


def _known(meeting: Meeting, incident: IncidentId) -> Incident:
    found = meeting.incidents.open.get(incident)
    if found is None:
        raise Refused(Reason.UNKNOWN_INCIDENT)
    return found


def _own(meeting: Meeting, actor: Actor, incident: IncidentId) -> Incident:
    """What this seat itself has called for help with; of another's it is not told that there is such a one."""
    must_be_called(meeting)
    own = meeting.incidents.reported_by(actor.must_hold_seat(meeting).id)
    if own is None or own.incident != incident:
        raise Refused(Reason.UNKNOWN_INCIDENT)
    return own


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportIncident(Command):
    """Call for help: at the door, inside, suspended, or waiting to be vouched for."""

    incident: IncidentId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Silent where this seat has called already and nobody has written what came of it."""
        must_be_called(meeting)
        seat = actor.must_hold_seat(meeting)
        if seat.id in meeting.identity.turned_away:
            raise Refused(Reason.TURNED_AWAY)
        if meeting.incidents.reported_by(seat.id) is None:
            yield IncidentReported(incident=self.incident, seat=seat.id)
            yield from call_for(meeting, self.incident)


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribeIncident(Command):
    """Say what one has called for help with."""

    incident: IncidentId
    matter: Matter
    words: str

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Silent when it is as was said before."""
        own = _own(meeting, actor, self.incident)
        words = self.words.strip()
        if (own.what, own.words or "") != (self.matter, words):
            yield IncidentDescribed(incident=self.incident, matter=self.matter, words=words or None)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawIncident(Command):
    """Say that one needs no help any more, or has pressed by mistake."""

    incident: IncidentId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Only what one has called for oneself."""
        yield IncidentWithdrawn(incident=_own(meeting, actor, self.incident).incident)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeIncident(Command):
    """Say that one sees to it."""

    incident: IncidentId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Silent when somebody does already: two may press at the same time."""
        seat, found = _must_handle(meeting, actor, self.incident)
        if found.acknowledged_by is None:
            yield IncidentAcknowledged(incident=self.incident, by=seat.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviseIncident(Command):
    """Ask whoever is concerned to try something."""

    incident: IncidentId
    step: Step

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Whoever gives advice has taken it on; what concerns no single seat nobody can be advised upon."""
        seat, found = _must_handle(meeting, actor, self.incident)
        if found.seat is None:
            raise Refused(Reason.NOT_ALLOWED)
        if found.acknowledged_by is None:
            yield IncidentAcknowledged(incident=self.incident, by=seat.id)
        yield IncidentAdvised(incident=self.incident, by=seat.id, step=self.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveIncident(Command):
    """Write what it came of and what came of it."""

    incident: IncidentId
    cause: Cause
    result: Result
    words: str

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Nobody need have acknowledged it before: whoever presides may have to, to close the meeting."""
        seat, found = _must_handle(meeting, actor, self.incident)
        yield IncidentResolved(
            incident=found.incident,
            by=seat.id,
            cause=self.cause,
            result=self.result,
            words=self.words.strip() or None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalateIncident(Command):
    """Nobody has acknowledged it for as long as the profile allows."""

    incident: IncidentId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Once, and not when somebody has just seen to it."""
        actor.must_be_system()
        found = meeting.incidents.open.get(self.incident)
        if found is not None and found.acknowledged_by is None and found.escalated is None:
            yield _escalated(meeting, self.incident, Escalation.UNACKNOWLEDGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectTrouble(Command):
    """Something has been wrong at a seat for ten seconds."""

    incident: IncidentId
    seat: SeatId
    kind: IncidentKind
    since: str
    figures: Figures = _NONE

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Once while it lasts, and only while the meeting sits: before, people are still trying their devices."""
        actor.must_be_system()
        if self.seat not in meeting.calling.seats:
            raise Refused(Reason.UNKNOWN_SEAT)
        if meeting.phase is not Phase.OPEN or meeting.incidents.of(self.seat, self.kind) is not None:
            return
        if self.kind is IncidentKind.LINE_LOST and self.seat not in missed(meeting):
            return  # They are back already.
        detected = TroubleDetected(
            incident=self.incident,
            seat=self.seat,
            kind=self.kind,
            since=self.since,
            figures=self.figures,
        )
        yield detected
        if self.incident in meeting.incidents.after(detected).open:
            yield from call_for(meeting, self.incident)


def missed(meeting: Meeting) -> frozenset[SeatId]:
    """Who is in the meeting and has no line to it; of whom it is suspended or sits in a room none is asked."""
    there = meeting.attendance
    without = there.entered - there.connected - there.signed_out - there.rooms.keys()
    return without - meeting.suspensions.in_force.keys()


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
