"""The invariants of the clauses, held against scripts drawn by chance and counted by another way than the rules count."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from meeting_server.meeting.facts.ballots import BallotClosed, VoteCast, VoteTakenDown
from meeting_server.meeting.facts.calling import Purpose, SeatAssigned
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import IdentityProven, IdentityVouched, LinkUsed, ProofRevoked
from meeting_server.meeting.facts.presence import Connected, Disconnected, Entered, Left
from meeting_server.meeting.facts.session import MeetingClosed, ServiceInterrupted
from meeting_server.meeting.facts.suspension import SeatRestored, SeatSuspended
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import media_plan
from meeting_server.meeting.quorum import quorum, voters
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.calling import ItemAsked
from meeting_server.meeting.state import Meeting
from tests.given import ITEM_1
from tests.given import given as given_facts
from tests.meeting.scripts import SCRIPTS, Script
from tests.meeting.test_calling import ARUNEE_HERSELF, CALL


@dataclass(slots=True)
class Recount:
    """Who is there by the facts alone, one after the other: no rule and no state of the meeting is asked."""

    members: set[SeatId] = field(default_factory=set)
    inside: set[SeatId] = field(default_factory=set)
    lines: dict[str, SeatId] = field(default_factory=dict)
    out: set[SeatId] = field(default_factory=set)

    def take(self, facts: Iterable[Fact]) -> None:
        """What has happened next."""
        for fact in facts:
            match fact:
                case SeatAssigned(seat=seat, roles=roles) if Role.MEMBER in roles:
                    self.members.add(seat)
                case Connected(connection=line, seat=seat):
                    self.lines[line] = seat
                case Disconnected(connection=line):
                    self.lines.pop(line, None)
                case ServiceInterrupted(part="server"):
                    self.lines.clear()
                case Entered(seat=seat):
                    self.inside.add(seat)
                case Left(seat=seat) | ProofRevoked(seat=seat) | LinkUsed(seat=seat):
                    self.inside.discard(seat)
                case SeatSuspended(seat=seat):
                    self.out.add(seat)
                case SeatRestored(seat=seat):
                    self.out.discard(seat)
                case MeetingClosed():
                    self.inside.clear()

    @property
    def present(self) -> int:
        """How many members are there and may take part."""
        return len(self.members & self.inside & set(self.lines.values()) - self.out)

    @property
    def base(self) -> int:
        """How many may take part."""
        return len(self.members - self.out)


@settings(max_examples=150)
@given(SCRIPTS)
def test_the_quorum_line_is_what_anybody_counts_from_the_facts(script: Script) -> None:
    recount = Recount()
    for _, facts, meeting in script.play():
        recount.take(facts)
        line = quorum(meeting)
        assert (line.present, line.base) == (recount.present, recount.base)
        half = -(-recount.base // 2)
        assert line.needed == max(1, half)


@settings(max_examples=150)
@given(SCRIPTS)
def test_nobody_counts_speaks_or_votes_before_they_have_shown_who_they_are(script: Script) -> None:
    """I1 (ข้อ ๘ (๒) (๒.๑), ๙)."""
    proven: set[SeatId] = set()
    for _, facts, meeting in script.play():
        for fact in facts:
            if isinstance(fact, VoteCast | VoteTakenDown):
                assert fact.seat in proven
            if isinstance(fact, IdentityProven | IdentityVouched | LinkUsed):
                proven.add(fact.seat)
            if isinstance(fact, ProofRevoked):
                proven.discard(fact.seat)
        assert set(voters(meeting)) <= proven
        rooms = [circle for circle in media_plan(meeting).circles if circle.name == "room"]
        assert {place.seat for circle in rooms for place in circle.places} <= proven


@settings(max_examples=150)
@given(SCRIPTS)
def test_an_open_ballot_answers_who_voted_what_and_by_which_method(script: Script) -> None:
    """I5 (ข้อ ๑๑ (๑)): of each voter the last that counts, as the facts have it, and never two."""
    before = Meeting()
    for _, facts, meeting in script.play():
        for fact in facts:
            if not isinstance(fact, BallotClosed):
                continue
            ballot = meeting.ballots.by_id[fact.ballot]
            asked = before.ballots.by_id[fact.ballot]
            assert ballot.votes == asked.votes
            for seat, vote in ballot.votes.items():
                assert vote.seat == seat
                assert vote.choice in ballot.opened.options
                if isinstance(vote, VoteTakenDown):
                    assert vote.method
                    assert vote.by != seat
            assert {*ballot.votes, *ballot.waiting} == set(ballot.opened.voters)
            assert len(ballot.votes) + len(ballot.waiting) == len(ballot.opened.voters)
        before = meeting


_AROUND = st.text("กขค ()[]-–:/๑1a", max_size=8)


@given(_AROUND, st.sampled_from(["ลับ", "ลับมาก", "ลับที่สุด"]), _AROUND, st.sampled_from(["body", "item"]))
def test_no_meeting_of_a_classified_matter_is_called(
    before: str, marker: str, after: str, where: str
) -> None:
    """I10 (ข้อ ๑): wherever the class stands as a word of its own."""
    text = f"เรื่อง {before} {marker} {after}"
    if where == "body":
        call = replace(CALL, body=text)
    else:
        item = ItemAsked(item=ITEM_1, number="1", title=text, purpose=Purpose.INFORM)
        call = replace(CALL, items=(item,))
    given_facts().when(call, ARUNEE_HERSELF).refused(Reason.CLASSIFIED)
