"""The shapes of what a browser may ask about incidents, and the command that each becomes."""

from typing import Literal

from meeting_server.meeting.facts.incidents import Cause, Matter, Result, Step
from meeting_server.meeting.ids import IncidentId
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.incidents import (
    AcknowledgeIncident,
    AdviseIncident,
    DescribeIncident,
    ReportIncident,
    ResolveIncident,
    WithdrawIncident,
)
from meeting_server.services.shapes import Id, Line, NoArgs, Shape

REPORT = "incidents.report_incident"


class IncidentArgs(Shape):
    """An incident."""

    incident: Id


class MatterArgs(IncidentArgs):
    """An incident, and what is wrong."""

    matter: Matter
    words: Line


class StepArgs(IncidentArgs):
    """An incident, and what is to be tried."""

    step: Step


class OutcomeArgs(IncidentArgs):
    """An incident, what it came of and what came of it."""

    cause: Cause
    result: Result
    words: Line


class ReportIncidentAsked(Shape):
    """Call for help."""

    name: Literal["incidents.report_incident"]
    args: NoArgs


class DescribeIncidentAsked(Shape):
    """Say what one has called for help with."""

    name: Literal["incidents.describe_incident"]
    args: MatterArgs


class WithdrawIncidentAsked(Shape):
    """Need no help any more."""

    name: Literal["incidents.withdraw_incident"]
    args: IncidentArgs


class AcknowledgeIncidentAsked(Shape):
    """See to an incident."""

    name: Literal["incidents.acknowledge_incident"]
    args: IncidentArgs


class AdviseIncidentAsked(Shape):
    """Ask whoever is concerned to try something."""

    name: Literal["incidents.advise_incident"]
    args: StepArgs


class ResolveIncidentAsked(Shape):
    """Write what came of an incident."""

    name: Literal["incidents.resolve_incident"]
    args: OutcomeArgs


IncidentAsked = (
    ReportIncidentAsked
    | DescribeIncidentAsked
    | WithdrawIncidentAsked
    | AcknowledgeIncidentAsked
    | AdviseIncidentAsked
    | ResolveIncidentAsked
)


def incident_command(asked: IncidentAsked, fresh: str) -> Command:
    """The command that was asked for; `fresh` names what is reported."""
    match asked:
        case ReportIncidentAsked():
            return ReportIncident(incident=IncidentId(fresh))
        case DescribeIncidentAsked(args=args):
            incident = IncidentId(args.incident)
            return DescribeIncident(incident=incident, matter=args.matter, words=args.words)
        case WithdrawIncidentAsked(args=args):
            return WithdrawIncident(incident=IncidentId(args.incident))
        case AcknowledgeIncidentAsked(args=args):
            return AcknowledgeIncident(incident=IncidentId(args.incident))
        case AdviseIncidentAsked(args=args):
            return AdviseIncident(incident=IncidentId(args.incident), step=args.step)
        case ResolveIncidentAsked(args=args):
            return ResolveIncident(
                incident=IncidentId(args.incident),
                cause=args.cause,
                result=args.result,
                words=args.words,
            )
