"""What went wrong, who was told, what was done, and what came of it (เหตุขัดข้อง, ข้อ ๘ (๒) (๒.๖))."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from meeting_server.meeting.facts.fact import Fact, Retention, personal
from meeting_server.meeting.facts.recording import NO_INCIDENT, Fault, FaultBegan, FaultEnded
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import IncidentId, SeatId


class IncidentKind(StrEnum):
    """What the machine finds to be wrong at a seat; one list, every kind with its words."""

    UNCLEAR_LINE = "unclear_line"  # ไม่ "ชัดเจน" (ข้อ ๘ (๒) (๒.๒)), by the relay's own measure
    CAPTURE_STALL = "capture_stall"  # the line stands, and no sound comes from the microphone
    CAMERA_RESTED = "camera_rested"  # the line carries sound alone, so its page was asked to send no picture
    LINE_LOST = "line_lost"  # somebody who is in the meeting has no line to it


# What is a remedy already and no fault: nobody need be called for it.
_REMEDIES = frozenset({IncidentKind.CAMERA_RESTED})


class Matter(StrEnum):
    """What somebody says is wrong: one press each, since not everybody can say it."""

    UNSAID = "unsaid"  # they have called for help, and said no more yet
    HEARING = "hearing"
    SPEAKING = "speaking"  # the others do not hear them
    PICTURE = "picture"
    LINE = "line"
    BUTTONS = "buttons"  # something does not do what was pressed, a vote for one
    OTHER = "other"


What = IncidentKind | Matter | Fault


class Step(StrEnum):
    """What an officer asks somebody to try; it is shown on the page of the seat."""

    MICROPHONE = "microphone"  # off and on again
    NETWORK = "network"  # another one
    RELOAD = "reload"
    CALL = "call"  # the backup channel


class Cause(StrEnum):
    """What an incident came of, for counting them later; nobody is blamed."""

    NETWORK = "network"
    DEVICE = "device"
    HANDLING = "handling"
    SYSTEM = "system"
    UNKNOWN = "unknown"


class Result(StrEnum):
    """What came of an incident."""

    FIXED = "fixed"
    BACKUP = "backup"  # they went on by the backup channel
    UNRESOLVED = "unresolved"  # ยังไม่แก้ไข


class Escalation(StrEnum):
    """Why an incident went on to the controller."""

    NOBODY_THERE = "nobody_there"  # no support officer has a line to the meeting
    UNACKNOWLEDGED = "unacknowledged"  # for as long as the profile allows


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
    """For ten seconds something has been wrong at a seat; since when, ISO 8601 in UTC."""

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
class IncidentReported(Fact):
    """Somebody pressed the button that calls for help, wherever they were."""

    incident: IncidentId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDescribed(Fact):
    """Whoever called for help said what is wrong."""

    incident: IncidentId
    matter: Matter
    words: str | None = personal(Retention.CONTENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentWithdrawn(Fact):
    """Whoever called for help needs none any more."""

    incident: IncidentId


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentAcknowledged(Fact):
    """Somebody sees to it; `by` is their seat."""

    incident: IncidentId
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentAdvised(Fact):
    """An officer asked the seat to try something."""

    incident: IncidentId
    by: SeatId
    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentEscalated(Fact):
    """It went on to these seats: the controllers who are there, or else whoever presides."""

    incident: IncidentId
    to: tuple[SeatId, ...]
    why: Escalation


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentResolved(Fact):
    """What it came of and what came of it, by somebody's word; it may be that it still lasts."""

    incident: IncidentId
    by: SeatId
    cause: Cause
    result: Result
    words: str | None = personal(Retention.CONTENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An incident without an outcome; `seat` is where it is, or null for what has to do with several."""

    incident: IncidentId
    number: int  # in the order of the meeting, from 1
    what: What
    seat: SeatId | None = None
    words: str | None = None
    acknowledged_by: SeatId | None = None
    escalated: IncidentEscalated | None = None
    step: Step | None = None

    @property
    def is_report(self) -> bool:
        """Whether somebody has called for help, and not the machine."""
        return isinstance(self.what, Matter)


_Troubles = Mapping[IncidentId, TroubleDetected]
_Incidents = Mapping[IncidentId, Incident]
_Episodes = Mapping[Fault, tuple[IncidentId, frozenset[SeatId]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidents:
    """The troubles that stand now, each seat with at most one of a kind; and the incidents that have no outcome yet.

    What the machine finds is over when it is: nobody need write that it went by itself. What an officer has written to
    be unresolved still stands as a trouble, and is no incident any more. `faulty` are the faults of recording that
    last, with the seats that they still touch.
    """

    standing: _Troubles = field(default_factory=lambda: MappingProxyType({}))
    open: _Incidents = field(default_factory=lambda: MappingProxyType({}))
    faulty: _Episodes = field(default_factory=lambda: MappingProxyType({}))
    count: int = 0

    def after(self, fact: Fact) -> "Incidents":
        """The incidents once this fact has happened."""
        match fact:
            case TroubleDetected(incident=incident, kind=kind, seat=seat):
                stands = replace(self, standing=MappingProxyType({**self.standing, incident: fact}))
                return stands if kind in _REMEDIES else _begun(stands, incident, kind, seat)
            case TroubleSubsided(incident=incident):
                left = {key: one for key, one in self.standing.items() if key != incident}
                return _over(replace(self, standing=MappingProxyType(left)), incident)
            case FaultBegan(incident=incident, fault=fault, seats=seats) if incident != NO_INCIDENT:
                known = _touching(self, fault, incident, frozenset(seats))
                return known if fault in self.faulty else _begun(known, incident, fault)
            case FaultEnded(fault=fault, seats=seats) if fault in self.faulty:
                return _ended(self, fault, frozenset(seats))
            case IncidentReported(incident=incident, seat=seat):
                return _begun(self, incident, Matter.UNSAID, seat)
            case MeetingClosed() if self.standing or self.open or self.faulty:
                return Incidents(count=self.count)
            case _:
                return self._handled(fact)

    def _handled(self, fact: Fact) -> "Incidents":
        match fact:
            case IncidentDescribed(incident=incident, matter=matter, words=words):
                return _with(self, replace(self.open[incident], what=matter, words=words))
            case IncidentAcknowledged(incident=incident, by=by):
                return _with(self, replace(self.open[incident], acknowledged_by=by))
            case IncidentAdvised(incident=incident, step=step):
                return _with(self, replace(self.open[incident], step=step))
            case IncidentEscalated(incident=incident):
                return _with(self, replace(self.open[incident], escalated=fact))
            case IncidentWithdrawn(incident=incident) | IncidentResolved(incident=incident):
                return _over(self, incident)
            case _:
                return self

    def of(self, seat: SeatId, kind: IncidentKind) -> TroubleDetected | None:
        """The trouble of this kind that stands at this seat, if one does."""
        return next((one for one in self.standing.values() if (one.seat, one.kind) == (seat, kind)), None)

    def reported_by(self, seat: SeatId) -> Incident | None:
        """What somebody at this seat has called for help with, and has no outcome yet."""
        return next((one for one in self.open.values() if one.is_report and one.seat == seat), None)


def _begun(before: Incidents, incident: IncidentId, what: What, seat: SeatId | None = None) -> Incidents:
    number = before.count + 1
    begun = Incident(incident=incident, number=number, what=what, seat=seat)
    return replace(_with(before, begun), count=number)


def _with(before: Incidents, one: Incident) -> Incidents:
    return replace(before, open=MappingProxyType({**before.open, one.incident: one}))


def _over(before: Incidents, incident: IncidentId) -> Incidents:
    left = {key: one for key, one in before.open.items() if key != incident}
    return replace(before, open=MappingProxyType(left))


def _touching(before: Incidents, fault: Fault, incident: IncidentId, seats: frozenset[SeatId]) -> Incidents:
    """A fault that touches more seats is the same incident still."""
    known, touched = before.faulty.get(fault, (incident, frozenset[SeatId]()))
    return replace(before, faulty=MappingProxyType({**before.faulty, fault: (known, touched | seats)}))


def _ended(before: Incidents, fault: Fault, seats: frozenset[SeatId]) -> Incidents:
    incident, touched = before.faulty[fault]
    left = {each: said for each, said in before.faulty.items() if each is not fault}
    if touched - seats:
        left[fault] = (incident, touched - seats)
        return replace(before, faulty=MappingProxyType(left))
    return _over(replace(before, faulty=MappingProxyType(left)), incident)
