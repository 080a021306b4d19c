"""What holds in every meeting, whoever does whatever: scripts of commands drawn by chance."""

from hypothesis import given, settings

from meeting_server.meeting.facts.agenda import ItemClosed
from meeting_server.meeting.facts.ballots import (
    BallotClosed,
    BallotOpened,
    VoteCast,
    VoteEchoEnded,
    VoteObjected,
    VoteTakenDown,
)
from meeting_server.meeting.facts.chat import MessagePosted
from meeting_server.meeting.facts.resolutions import OtherwiseSeen
from meeting_server.meeting.facts.rights import SeatRight
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.facts.suspension import (
    Ground,
    Interest,
    InterestDeclared,
    ObjectionRaised,
    SeatRestored,
    SeatSuspended,
)
from meeting_server.meeting.media_plan import MediaPlan, Source, may_be_heard, media_plan, place_of
from meeting_server.meeting.quorum import quorum, voters
from meeting_server.meeting.roles import Right, Role
from meeting_server.meeting.rules.floor import queue
from meeting_server.meeting.state import Meeting, replay
from meeting_server.meeting.tally import is_decided
from tests.meeting.scripts import SCRIPTS, Script


@settings(max_examples=80)
@given(SCRIPTS)
def test_no_script_lets_a_suspended_seat_into_the_media_plan(script: Script) -> None:
    for _, _, meeting in script.play():
        plan = media_plan(meeting)
        inside = list(plan.seats())
        assert not set(inside) & set(meeting.suspensions.in_force)
        assert not {seat for seat, _ in plan.record} & set(meeting.suspensions.in_force)
        assert set(inside) <= meeting.attendance.entered | meeting.identity.awaiting
        assert len(inside) == len(set(inside)), "a seat stands in at most one circle"


@settings(max_examples=80)
@given(SCRIPTS)
def test_the_place_of_one_seat_is_the_one_that_it_has_in_the_plan(script: Script) -> None:
    for _, _, meeting in script.play():
        stands = {place.seat: place for circle in media_plan(meeting).circles for place in circle.places}
        for seat in meeting.seats:
            assert place_of(meeting, seat.id) == stands.get(seat.id)


@settings(max_examples=80)
@given(SCRIPTS)
def test_a_suspended_seat_says_nothing_votes_nothing_and_is_no_part_of_the_quorum(script: Script) -> None:
    out: frozenset[str] = frozenset()
    for _, facts, meeting in script.play():
        for fact in facts:
            if isinstance(fact, MessagePosted | VoteCast | VoteTakenDown | InterestDeclared | OtherwiseSeen):
                assert fact.seat not in out
            if isinstance(fact, ObjectionRaised):
                assert fact.by not in out
            if isinstance(fact, BallotOpened):
                assert not out & set(fact.voters)
        out = frozenset(meeting.suspensions.in_force)
        count = quorum(meeting)
        assert not out & set(voters(meeting))
        assert count.base == count.members - sum(seat.votes and seat.id in out for seat in meeting.seats)
        assert 0 <= count.present <= count.base
        assert count.needed >= 1


@settings(max_examples=80)
@given(SCRIPTS)
def test_nobody_is_suspended_beyond_the_item_or_by_themselves(script: Script) -> None:
    for step, facts, meeting in script.play():
        for fact in facts:
            if isinstance(fact, SeatSuspended):
                assert step is not None
                assert step.actor.seat != fact.seat != meeting.presiding
        if meeting.phase is Phase.OPEN:
            assert all(s.item == meeting.agenda.current for s in meeting.suspensions.in_force.values())


@settings(max_examples=80)
@given(SCRIPTS)
def test_every_suspension_has_an_item_a_reason_a_provision_and_whoever_ordered_it(script: Script) -> None:
    before = Meeting()
    for _, facts, meeting in script.play():
        for fact in facts:
            if isinstance(fact, SeatSuspended):
                assert fact.item == before.agenda.current
                assert fact.basis is not None
                assert bool(fact.law) is (fact.reason is Interest.OTHER_BY_LAW)
                assert fact.ordered_by == before.presiding
                assert fact.executed_by not in (None, fact.seat)
                key = (fact.seat, fact.item)
                if fact.ground is not Ground.ORDERED:
                    said = (
                        before.suspensions.declared
                        if fact.ground is Ground.DECLARED
                        else before.suspensions.objected
                    )
                    assert said[key].reason is fact.reason
            if isinstance(fact, BallotOpened):
                assert not before.suspensions.explaining
                assert all(item != fact.item for _, item in before.suspensions.objected)
        before = meeting


@settings(max_examples=80)
@given(SCRIPTS)
def test_whoever_was_suspended_is_inside_again_once_the_item_is_closed(script: Script) -> None:
    before = Meeting()
    for _, facts, meeting in script.play():
        for fact in facts:
            if isinstance(fact, ItemClosed):
                out = {each.seat for each in before.suspensions.in_force.values() if each.item == fact.item}
                back = out - meeting.suspensions.in_force.keys()
                assert back == out
                assert {each for each in out if before.calling.seats[each].votes} <= set(voters(meeting)) | {
                    each for each in out if each not in meeting.attendance.present
                }
                said = meeting.suspensions
                assert not said.explaining
                assert said.note_taker is None
                assert all(
                    item != fact.item
                    for _, item in (*said.marked, *said.declared, *said.objected, *said.heard)
                )
        before = meeting


@settings(max_examples=80)
@given(SCRIPTS)
def test_somebody_keeps_the_minutes_when_the_secretary_is_suspended(script: Script) -> None:
    before = Meeting()
    for _, facts, meeting in script.play():
        for fact in facts:
            if isinstance(fact, SeatSuspended) and Role.SECRETARY in meeting.calling.seats[fact.seat].roles:
                taker = before.suspensions.note_taker
                assert taker not in (None, fact.seat)
                assert taker in before.attendance.present
        before = meeting


@given(SCRIPTS)
def test_recording_runs_exactly_while_the_meeting_sits(script: Script) -> None:
    for _, _, meeting in script.play():
        assert meeting.recording.on == (meeting.phase is Phase.OPEN)
        plan = media_plan(meeting)
        if meeting.phase is Phase.OPEN:
            inside = set(plan.seats()) - meeting.identity.awaiting
            speaking = {s for s in inside if Right.SPEAK in meeting.calling.seats[s].rights}
            may = {seat for seat in speaking if may_be_heard(meeting, seat)}
            assert {seat for seat, source in plan.record if source is Source.MIC} == may
            assert {seat for seat, _ in plan.record} <= speaking
        else:
            assert plan.record == frozenset()
        if meeting.phase is Phase.CLOSED:
            assert plan == MediaPlan()


@given(SCRIPTS)
def test_at_most_one_screen_is_shared_and_by_nobody_outside(script: Script) -> None:
    for _, _, meeting in script.play():
        places = [place for circle in media_plan(meeting).circles for place in circle.places]
        sharing = {place.seat for place in places if Source.SCREEN in place.sends}
        assert sharing == ({meeting.floor.sharing} if meeting.floor.sharing else set())


@settings(max_examples=80)
@given(SCRIPTS)
def test_no_seat_without_the_right_sends_a_sound_and_whoever_presides_always_may(script: Script) -> None:
    for _, _, meeting in script.play():
        floor, taken = meeting.floor, meeting.rights.taken
        places = [
            place
            for circle in media_plan(meeting).circles
            if circle.name == "room"
            for place in circle.places
        ]
        for place in places:
            sounds, shown = Source.MIC in place.sends, Source.CAMERA in place.sends
            if place.seat == meeting.presiding:
                assert sounds
                assert shown
                continue
            assert not (sounds and (place.seat, SeatRight.MICROPHONE) in taken)
            assert not (shown and (place.seat, SeatRight.CAMERA) in taken)
            assert not (sounds and floor.held and place.seat != floor.speaker)
        if floor.speaker is not None and floor.speaker in meeting.attendance.present:
            assert may_be_heard(meeting, floor.speaker) or (floor.speaker, SeatRight.MICROPHONE) in taken


@settings(max_examples=80)
@given(SCRIPTS)
def test_the_queue_holds_nobody_who_is_absent_or_suspended_and_each_but_once(script: Script) -> None:
    for _, _, meeting in script.play():
        asking, floor = queue(meeting), meeting.floor
        assert len(set(floor.hands)) == len(floor.hands)
        outside = set(meeting.suspensions.in_force) | (
            set(meeting.calling.seats) - meeting.attendance.present
        )
        assert not set(asking) & outside
        # Who has gone, or is suspended, does not find their hand still up when they come back.
        assert set(floor.hands) <= meeting.attendance.entered - meeting.suspensions.in_force.keys()
        if floor.speaker is not None:
            assert floor.speaker in meeting.attendance.entered - meeting.suspensions.in_force.keys()
            assert floor.speaker not in floor.hands
        else:
            assert floor.minutes is None


@given(SCRIPTS)
def test_a_whole_replay_is_the_meeting_as_it_was_lived(script: Script) -> None:
    lived = Meeting()
    for _, _, lived in script.play():  # noqa: B007 - the last one is meant
        pass
    assert replay(script.facts()) == lived


@given(SCRIPTS)
def test_each_suspension_ends_once(script: Script) -> None:
    out: set[str] = set()
    for fact in script.facts():
        if isinstance(fact, SeatSuspended):
            assert fact.seat not in out
            out.add(fact.seat)
        elif isinstance(fact, SeatRestored):
            out.remove(fact.seat)


@settings(max_examples=150)
@given(SCRIPTS)
def test_every_voter_stands_in_one_way_and_the_totals_add_up(script: Script) -> None:
    for _, _, meeting in script.play():
        for ballot in meeting.ballots.by_id.values():
            voters = ballot.opened.voters
            assert set(ballot.votes) <= set(voters)
            assert sorted((*ballot.votes, *ballot.waiting)) == sorted(voters)
            assert ballot.echoing <= ballot.votes.keys()
            if ballot.result is not None:
                assert sum(count for _, count in ballot.result.totals) == len(ballot.votes)
                assert not ballot.echoing
                assert not ballot.is_open
        assert sum(ballot.is_open for ballot in meeting.ballots.by_id.values()) <= 1


@settings(max_examples=150)
@given(SCRIPTS)
def test_nobody_votes_or_answers_for_another_and_nothing_changes_after_the_close(script: Script) -> None:
    closed: set[str] = set()
    for step, facts, meeting in script.play():
        for fact in facts if step is not None else ():
            if isinstance(fact, VoteCast | VoteObjected | OtherwiseSeen):
                assert step is not None
                assert step.actor.seat == fact.seat
            if isinstance(fact, VoteCast | VoteTakenDown | VoteObjected | VoteEchoEnded):
                assert fact.ballot not in closed
            if isinstance(fact, VoteTakenDown):
                assert Right.TAKE_DOWN_VOTES in meeting.calling.seats[fact.by].rights
                assert fact.by != fact.seat
            if isinstance(fact, BallotClosed):
                closed.add(fact.ballot)
            if isinstance(fact, ItemClosed):
                assert is_decided(meeting, fact.item) or fact.item in meeting.resolutions.nothing
