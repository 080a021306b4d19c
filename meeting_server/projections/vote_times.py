"""When was voted and what became of each vote: the chronicle of ballots and of what was resolved without one."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from meeting_server.meeting.facts.ballots import (
    BallotClosed,
    BallotOpened,
    CastingVoteGiven,
    EchoEnding,
    ResultAnnounced,
    VoteCast,
    VoteEchoEnded,
    VoteObjected,
    VoteTakenDown,
)
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.resolutions import NothingResolved, ObjectionsAsked, ResolvedUnopposed
from meeting_server.meeting.ids import BallotId, ItemId, SeatId
from meeting_server.meeting.state import Meeting

Fate = Literal["stands", "changed", "objected", "unseen"]


@dataclass(slots=True)
class Version:
    """A vote as it was once given, and what became of it."""

    vote: VoteCast | VoteTakenDown
    at: datetime
    fate: Fate = "stands"
    echo: EchoEnding | None = None


@dataclass(slots=True)
class VoteTimes:
    """The times of every ballot, and all versions of every vote, oldest first."""

    opened: dict[BallotId, datetime] = field(default_factory=dict)
    closed: dict[BallotId, datetime] = field(default_factory=dict)
    announced: dict[BallotId, datetime] = field(default_factory=dict)
    cast: dict[BallotId, datetime] = field(default_factory=dict)  # the casting vote
    out: dict[BallotId, frozenset[SeatId]] = field(default_factory=dict)  # who was suspended at the opening
    versions: dict[tuple[BallotId, SeatId], list[Version]] = field(default_factory=dict)
    asked_at: datetime | None = None  # whether anybody sees it otherwise
    resolved: dict[ItemId, datetime] = field(default_factory=dict)  # without a vote

    def note(self, fact: Fact, at: datetime, meeting: Meeting) -> None:
        """Take one fact in; `meeting` is the state after it."""
        match fact:
            case BallotOpened():
                self.opened[fact.ballot] = at
                self.out[fact.ballot] = frozenset(meeting.suspensions.in_force)
            case BallotClosed():
                self.closed[fact.ballot] = at
            case VoteCast() | VoteTakenDown():
                versions = self.versions.setdefault((fact.ballot, fact.seat), [])
                if versions and versions[-1].fate == "stands":
                    versions[-1].fate = "changed"
                versions.append(Version(vote=fact, at=at))
            case VoteObjected():
                self.versions[fact.ballot, fact.seat][-1].fate = "objected"
            case VoteEchoEnded():
                self._end(fact)
            case CastingVoteGiven():
                self.cast[fact.ballot] = at
            case ResultAnnounced():
                self.announced[fact.ballot] = at
            case ObjectionsAsked():
                self.asked_at = at
            case ResolvedUnopposed(item=item) | NothingResolved(item=item):
                self.resolved[item] = at
            case _:
                pass

    def _end(self, fact: VoteEchoEnded) -> None:
        version = self.versions[fact.ballot, fact.seat][-1]
        version.echo = fact.why
        if fact.why is EchoEnding.UNSEEN:
            version.fate = "unseen"

    def given(self, ballot: BallotId, seat: SeatId) -> datetime:
        """When the vote of this seat that stands was given."""
        return self.versions[ballot, seat][-1].at
