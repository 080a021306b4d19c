"""The meeting: the parts that each concept folds from the facts, and nothing else. Read this file first."""

from collections.abc import Iterable
from typing import NamedTuple

from meeting_server.meeting.facts.agenda import Agenda
from meeting_server.meeting.facts.ballots import Ballots
from meeting_server.meeting.facts.calling import Calling, Seat
from meeting_server.meeting.facts.clip import Clips
from meeting_server.meeting.facts.documents import Documents
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import Floor
from meeting_server.meeting.facts.identity import Identity
from meeting_server.meeting.facts.incidents import Incidents
from meeting_server.meeting.facts.links import Links
from meeting_server.meeting.facts.presence import Attendance
from meeting_server.meeting.facts.recording import Recording
from meeting_server.meeting.facts.resolutions import Resolutions
from meeting_server.meeting.facts.rights import Rights
from meeting_server.meeting.facts.session import Phase, Session
from meeting_server.meeting.facts.suspension import CountersRead, Suspensions
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.profile import Profile
from meeting_server.meeting.profiles import profile_of
from meeting_server.meeting.roles import Role

# No rule ever asks for these: they are written to be read.
_FOR_THE_RECORD = frozenset({CountersRead})


class Meeting(NamedTuple):
    """A meeting as its facts have made it. Chat has no state here: nothing is ever decided by it but votes."""

    calling: Calling = Calling()
    identity: Identity = Identity()
    links: Links = Links()
    attendance: Attendance = Attendance()
    session: Session = Session()
    agenda: Agenda = Agenda()
    floor: Floor = Floor()
    rights: Rights = Rights()
    suspensions: Suspensions = Suspensions()
    resolutions: Resolutions = Resolutions()
    ballots: Ballots = Ballots()
    recording: Recording = Recording()
    incidents: Incidents = Incidents()
    clips: Clips = Clips()
    documents: Documents = Documents()

    def after(self, fact: Fact) -> "Meeting":
        """The meeting once this fact has happened."""
        if type(fact) in _FOR_THE_RECORD:
            return self
        # Every start folds whole logs: a tuple, and its parts written out, are many times as fast as a loop.
        return Meeting(
            self.calling.after(fact),
            self.identity.after(fact),
            self.links.after(fact),
            self.attendance.after(fact),
            self.session.after(fact),
            self.agenda.after(fact),
            self.floor.after(fact),
            self.rights.after(fact),
            self.suspensions.after(fact),
            self.resolutions.after(fact),
            self.ballots.after(fact),
            self.recording.after(fact),
            self.incidents.after(fact),
            self.clips.after(fact),
            self.documents.after(fact),
        )

    @property
    def profile(self) -> Profile:
        """The rules that hold here: the meeting's own copy; of one from before there were copies, the first profile."""
        rules, called = self.calling.rules, self.calling.called
        return rules.profile if rules else profile_of(called.profile if called else None)

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
        if self.session.presiding is not None:
            return self.session.presiding
        return next((seat.id for seat in self.seats if Role.CHAIR in seat.roles), None)

    @property
    def presiding_at(self) -> frozenset[SeatId]:
        """The seat that presides, and the device of the room in which whoever presides sits."""
        presiding = self.presiding
        return frozenset() if presiding is None else self.seats_of(presiding)

    def seats_of(self, seat: SeatId) -> frozenset[SeatId]:
        """A seat, and the device of the room in which whoever has it sits: both are where they are heard."""
        return frozenset({seat, self.attendance.rooms.get(seat, seat)})


def replay(facts: Iterable[Fact], meeting: Meeting | None = None) -> Meeting:
    """Fold facts into the meeting they made."""
    meeting = meeting or Meeting()
    for fact in facts:
        meeting = meeting.after(fact)
    return meeting
