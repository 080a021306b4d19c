"""Views keep secrets: whatever happened, no viewer is told what their class may not see."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.refusal import Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.state import Meeting
from meeting_server.projections.chronicle import Chronicle
from meeting_server.projections.coverage import coverage
from meeting_server.projections.minutes import minutes
from meeting_server.projections.own_view import _to_others, own_view
from meeting_server.projections.presence import presence
from meeting_server.projections.results import results
from meeting_server.projections.room_view import Live, room_view, sharing_key, viewer_class
from tests.meeting.scripts import OBJECTION, SCRIPTS, Script
from tests.people import EVERYONE
from tests.projections.story import MEETING
from tests.services.fakes import entries_of

# What belongs to those inside; whoever is outside is told none of it.
INSIDE_ONLY = ("quorum", "recording", "recusal", "presiding", "item", "sharing", "speaker", "silence")
LISTS_OF_THE_INSIDE = (
    "seats",
    "hands",
    "explaining",
    "heard",
    "suspensions",
    "ballots",
    "chat",
    "interruptions",
    "incidents",
)


class Told:
    """What a meeting tells each of its viewers."""

    def __init__(self) -> None:
        self.meeting = Meeting()
        self.chronicle = Chronicle()
        self.heard: dict[str, set[int]] = {}

    def take(self, entry: Entry) -> None:
        """One more entry."""
        self.meeting = self.meeting.after(entry.fact)
        self.chronicle.note(entry, self.meeting)

    def views(self) -> Iterator[tuple[str, str, str, dict[str, object], dict[str, object]]]:
        """Seat, class, sharing key, room and own part, as they go over the wire."""
        for seat in self.meeting.seats:
            room = room_view(MEETING, self.meeting, self.chronicle, seat, Live())
            you = own_view(self.meeting, self.chronicle, seat)
            yield (
                seat.id,
                viewer_class(self.meeting, seat),
                sharing_key(self.meeting, self.chronicle, seat),
                json.loads(json.dumps(room)),
                json.loads(json.dumps(you)),
            )


def played(script: Script) -> Iterator[Told]:
    """The meeting at every step."""
    told, seq = Told(), 0
    for _, facts, _ in script.play():
        for entry in entries_of(list(facts), first=seq):
            told.take(entry)
        seq += len(facts)
        yield told


@settings(max_examples=25)
@given(SCRIPTS)
def test_whoever_is_outside_is_told_nothing_of_the_inside(script: Script) -> None:
    for told in played(script):
        for seat, seen, _, room, you in told.views():
            if seen in ("waiting", "suspended"):
                assert all(room[part] is None for part in INSIDE_ONLY)
                assert all(room[part] == [] for part in LISTS_OF_THE_INSIDE)
                assert "ความลับของห้อง" not in json.dumps(room, ensure_ascii=False)
                assert you["vote"] is None
            if seen == "suspended":
                assert room["agenda"] == []
                assert room["place"] == ""
            if seen == "waiting":
                items = room["agenda"]
                assert isinstance(items, list)
                assert {item["state"] for item in items} <= {"coming"}
            assert you["seat"] == seat


@settings(max_examples=25)
@given(SCRIPTS)
def test_what_is_said_of_interests_is_told_to_the_officers_and_to_whom_it_concerns(script: Script) -> None:
    for told in played(script):
        for seat, seen, _, room, you in told.views():
            conflicts = you["conflicts"]
            assert isinstance(conflicts, list)
            rights = told.meeting.calling.seats[SeatId(seat)].rights
            if Right.MARK_CONFLICT not in rights and seat != told.meeting.presiding:
                assert all(seat in (each["seat"], each["by"]) for each in conflicts)
            if seen in ("suspended", "unproven", "closed"):
                assert conflicts == []
            assert OBJECTION not in json.dumps(room, ensure_ascii=False)


@settings(max_examples=25)
@given(SCRIPTS)
def test_nobody_reads_what_was_written_while_they_were_suspended(script: Script) -> None:
    written, told, out_at = 0, Told(), dict[int, frozenset[str]]()
    seq = 0
    for _, facts, _ in script.play():
        for entry in entries_of(list(facts), first=seq):
            told.take(entry)
            if type(entry.fact).__name__ == "MessagePosted":
                out_at[written] = frozenset(told.meeting.suspensions.in_force)
                written += 1
        seq += len(facts)
    for seat, seen, _, room, _ in told.views():
        messages = room["chat"]
        assert isinstance(messages, list)
        if seen in ("member", "observer", "closed"):
            assert len(messages) == sum(seat not in out for out in out_at.values())


@settings(max_examples=25)
@given(SCRIPTS)
def test_viewers_with_one_key_are_told_one_room(script: Script) -> None:
    for told in played(script):
        rooms: dict[str, dict[str, object]] = {}
        for _, _, key, room, _ in told.views():
            assert rooms.setdefault(key, room) == room


@settings(max_examples=25)
@given(SCRIPTS)
def test_an_open_ballot_shows_who_voted_and_not_yet_what(script: Script) -> None:
    for told in played(script):
        ballot = told.meeting.ballots.current
        if ballot is None:
            continue
        for seat, _, _, room, you in told.views():
            assert '"result": null' in json.dumps(room["ballots"]) or room["ballots"] == []
            own = you["vote"]
            if own is not None:
                assert isinstance(own, dict)
                cast = ballot.votes.get(next(s.id for s in told.meeting.seats if s.id == seat))
                assert own["choice"] == (cast.choice if cast else None)
                assert (own["echo"] is not None) is (seat in ballot.echoing)


@settings(max_examples=25)
@given(SCRIPTS)
def test_the_record_is_read_by_those_who_may_and_when_it_is_closed(script: Script) -> None:
    for told in played(script):
        for *_, you in told.views():
            may = you["may"]
            assert isinstance(may, list)
            if "record.read" in may:
                assert told.meeting.phase is Phase.CLOSED


@settings(max_examples=25)
@given(SCRIPTS)
def test_every_paper_can_be_made_of_every_meeting(script: Script) -> None:
    facts: list[Fact] = script.facts()
    entries = entries_of(facts)
    assert len(presence(entries).roster) == len(EVERYONE)
    assert minutes(entries).called is not None
    results(entries)
    coverage(entries)


@settings(max_examples=25)
@given(SCRIPTS)
def test_nobody_who_does_not_direct_may_do_what_is_not_even_tried_for_them(script: Script) -> None:
    for told in played(script):
        meeting = told.meeting
        for seat in meeting.seats:
            directs = seat.id == meeting.presiding or Right.EXECUTE_ORDERS in seat.rights
            if not directs:
                for _, command in _to_others(meeting, seat):
                    with pytest.raises(Refused):
                        list(command.decide(meeting, Actor.of_seat(seat.id)))
