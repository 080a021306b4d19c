"""Opening and closing the sitting; recording begins and ends with it, by itself (ข้อ ๘ (๒) (๒.๗))."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.ballots import BallotClosed
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.recording import RecordingBegan, RecordingEnded
from meeting_server.meeting.facts.session import (
    Closing,
    MeetingClosed,
    MeetingOpened,
    Part,
    Phase,
    ServiceInterrupted,
)
from meeting_server.meeting.quorum import quorum
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.agenda import item_closed
from meeting_server.meeting.rules.command import Command, PresidingCommand, must_be_called, must_be_sitting
from meeting_server.meeting.state import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMeeting(PresidingCommand):
    """Open the meeting, with a quorum present; nobody has to remember to press record."""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Opened, and recording with it."""
        must_be_called(meeting)
        actor.must_preside(meeting)
        if meeting.phase is Phase.OPEN:
            raise Refused(Reason.ALREADY_OPEN)
        if meeting.presiding not in meeting.attendance.present:
            raise Refused(Reason.NOT_PRESENT, seat=meeting.presiding)
        count = quorum(meeting)
        if not count.met:
            raise Refused(Reason.NO_QUORUM, present=count.present, needed=count.needed, base=count.base)
        yield MeetingOpened()
        yield RecordingBegan()


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseMeeting(PresidingCommand):
    """Close the meeting; every item and ballot is closed first, and every incident has an outcome (ข้อ ๘ (๒) (๒.๖))."""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Recording ends with the meeting."""
        must_be_sitting(meeting)
        actor.must_preside(meeting)
        if meeting.ballots.current is not None:
            raise Refused(Reason.BALLOT_OPEN)
        if meeting.agenda.current is not None:
            raise Refused(Reason.ITEM_OPEN)
        if meeting.incidents.open:
            raise Refused(Reason.INCIDENT_OPEN, count=len(meeting.incidents.open))
        yield RecordingEnded()
        yield MeetingClosed()


@dataclass(frozen=True, slots=True, kw_only=True)
class StopClassified(PresidingCommand):
    """Stop at once: the matter before the meeting is classified (ข้อ ๑)."""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Nothing waits: a vote ends without a result, the item is closed, and all sound, picture and writing with it."""
        must_be_sitting(meeting)
        own = actor.must_preside(meeting)
        if (ballot := meeting.ballots.current) is not None:
            yield BallotClosed(ballot=ballot.opened.ballot)
        if (item := meeting.agenda.current) is not None:
            yield from item_closed(meeting, item, own.id)
        yield RecordingEnded()
        yield MeetingClosed(why=Closing.CLASSIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteInterruption(Command):
    """The service failed and has come back; `since` and `until` ISO 8601 in UTC."""

    since: str
    until: str
    part: Part

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Written while the meeting is not over, so that the gap is in the log."""
        actor.must_be_system()
        must_be_called(meeting)
        yield ServiceInterrupted(since=self.since, until=self.until, part=self.part)
