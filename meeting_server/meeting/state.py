"""The meeting: the parts that each concept folds from the facts, and nothing else. Read this file first."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from meeting_server.meeting.facts.agenda import Agenda
from meeting_server.meeting.facts.ballots import Ballots
from meeting_server.meeting.facts.calling import Calling, Seat
from meeting_server.meeting.facts.chat import MessagePosted
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import Identity
from meeting_server.meeting.facts.presence import Attendance
from meeting_server.meeting.facts.recording import Recording
from meeting_server.meeting.facts.session import Phase, Session
from meeting_server.meeting.facts.suspension import CountersRead, Suspensions
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.roles import Role

# No rule ever asks for these: they are written to be read.
_FOR_THE_RECORD = frozenset({MessagePosted, CountersRead})


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting as its facts have made it. Chat has no state here: nothing is ever decided by it."""

    calling: Calling = field(default_factory=Calling)
    identity: Identity = field(default_factory=Identity)
    attendance: Attendance = field(default_factory=Attendance)
    session: Session = field(default_factory=Session)
    agenda: Agenda = field(default_factory=Agenda)
    suspensions: Suspensions = field(default_factory=Suspensions)
    ballots: Ballots = field(default_factory=Ballots)
    recording: Recording = field(default_factory=Recording)

    def after(self, fact: Fact) -> "Meeting":
        """The meeting once this fact has happened."""
        if type(fact) in _FOR_THE_RECORD:
            return self
        # Every start folds whole logs: the parts written out are several times as fast as a loop over them.
        return Meeting(
            calling=self.calling.after(fact),
            identity=self.identity.after(fact),
            attendance=self.attendance.after(fact),
            session=self.session.after(fact),
            agenda=self.agenda.after(fact),
            suspensions=self.suspensions.after(fact),
            ballots=self.ballots.after(fact),
            recording=self.recording.after(fact),
        )

    @property
    def phase(self) -> Phase:
        """Called, open or closed."""
        return self.session.phase

    @property
    def seats(self) -> Iterable[Seat]:
        """Every seat in roster order."""
        return self.calling.seats.values()

    @property
    def presiding(self) -> SeatId | None:
        """The seat that presides: the chair's, until presiding is passed."""
        chairs = self.calling.holding(Role.CHAIR)
        return chairs[0].id if chairs else None


def replay(facts: Iterable[Fact], meeting: Meeting | None = None) -> Meeting:
    """Fold facts into the meeting they made."""
    meeting = meeting or Meeting()
    for fact in facts:
        meeting = meeting.after(fact)
    return meeting
