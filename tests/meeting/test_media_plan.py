"""The plan follows the facts, and no script lets a suspended seat into it."""

from dataclasses import replace

from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from meeting_server.meeting.facts.agenda import ItemOpened
from meeting_server.meeting.facts.ballots import Choice
from meeting_server.meeting.facts.presence import Ending, SeatSignedOut
from meeting_server.meeting.facts.session import MeetingClosed, Part, ServiceInterrupted
from meeting_server.meeting.facts.suspension import Ground, Interest
from meeting_server.meeting.ids import BallotId, MessageId
from meeting_server.meeting.media_plan import MediaPlan, Source, media_plan
from meeting_server.meeting.refusal import Refused
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.agenda import CloseItem, OpenItem
from meeting_server.meeting.rules.ballots import CastVote, CloseBallot, OpenBallot
from meeting_server.meeting.rules.chat import PostMessage
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.presence import Connect, Disconnect, Enter, Leave, SignOut
from meeting_server.meeting.rules.session import CloseMeeting, OpenMeeting
from meeting_server.meeting.rules.suspension import DeclareInterest, RestoreSeat, SuspendSeat
from meeting_server.meeting.state import replay
from tests.given import (
    CALLED,
    ITEM_1,
    ITEM_41,
    PRESENT,
    SITTING,
    THE_CALL,
    came_in,
    connected,
    given,
    seated,
)
from tests.people import ARUNEE, EVERYONE, PIMJAI, SOMSAK, THANA

BALLOT = BallotId("bal_1")


def test_nobody_is_in_the_plan_before_entering_or_after_the_close() -> None:
    assert media_plan(given().meeting) == MediaPlan()
    assert not list(media_plan(given(THE_CALL).meeting).seats())
    assert media_plan(given(SITTING, MeetingClosed()).meeting) == MediaPlan()


def test_people_hear_each_other_before_the_opening_and_are_recorded_only_after_it() -> None:
    before, after = media_plan(given(PRESENT).meeting), media_plan(given(SITTING).meeting)
    assert set(before.seats()) == set(after.seats())
    assert before.record == frozenset()
    assert {(THANA.seat, Source.MIC), (THANA.seat, Source.CAMERA)} <= after.record
    assert after.presiding == ARUNEE.seat


def test_an_audio_meeting_has_no_cameras() -> None:
    called = replace(CALLED, sound_only=True)
    plan = media_plan(given(called, THE_CALL[1:], came_in(ARUNEE, PIMJAI)).meeting)
    assert all(place.sends == {Source.MIC} for place in plan.circles[0].places)


def test_an_observer_hears_and_sends_nothing() -> None:
    watching = replace(seated(SOMSAK), roles=(Role.OBSERVER,))
    plan = media_plan(given(THE_CALL, watching, came_in(SOMSAK)).meeting)
    assert [(place.sends, place.hears) for place in plan.circles[0].places] == [(frozenset(), True)]


def test_signing_out_ends_what_was_heard_and_sent_until_somebody_has_signed_in_again() -> None:
    out = SeatSignedOut(seat=THANA.seat)
    assert THANA.seat not in media_plan(given(SITTING, out).meeting).seats()
    assert (THANA.seat, Source.MIC) not in media_plan(given(SITTING, out).meeting).record
    assert THANA.seat in media_plan(given(SITTING, out, connected(THANA)).meeting).seats()
    # A server that fails changes nothing about it.
    failed = ServiceInterrupted(
        since="2026-11-12T02:40:00.000Z", until="2026-11-12T02:40:09.000Z", part=Part.SERVER
    )
    assert THANA.seat not in media_plan(given(SITTING, out, failed).meeting).seats()


casts = st.sampled_from(EVERYONE)
items = st.sampled_from((ITEM_1, ITEM_41))
deeds = st.one_of(
    casts.map(lambda c: Connect(connection=connected(c).connection, address="a", browser="b")),
    casts.map(lambda c: Disconnect(connection=connected(c).connection, why=Ending.LOST)),
    casts.map(lambda c: SignOut(seat=c.seat)),
    st.just(Enter(notice="n", current="n", version="1")),
    st.just(Leave()),
    st.just(OpenMeeting()),
    st.just(CloseMeeting()),
    items.map(lambda i: OpenItem(item=i)),
    items.map(lambda i: CloseItem(item=i)),
    items.map(lambda i: DeclareInterest(item=i, reason=Interest.PARTY)),
    st.tuples(casts, items).map(
        lambda t: SuspendSeat(seat=t[0].seat, item=t[1], ground=Ground.ORDERED, reason=Interest.INTEREST)
    ),
    casts.map(lambda c: RestoreSeat(seat=c.seat)),
    items.map(lambda i: OpenBallot(ballot=BALLOT, item=i, question="?")),
    st.sampled_from(Choice).map(lambda c: CastVote(ballot=BALLOT, choice=c)),
    st.just(CloseBallot(ballot=BALLOT)),
    st.just(PostMessage(message=MessageId("m"), text="x")),
)
scripts = st.lists(st.tuples(st.one_of(st.just(ARUNEE), casts), deeds), max_size=60)


@for_all(scripts)
@settings(max_examples=150, deadline=None)
def test_no_script_lets_a_suspended_seat_into_the_media_plan(script: list[tuple[object, Command]]) -> None:
    meeting = replay([*SITTING, ItemOpened(item=ITEM_41)])
    for who, command in script:
        actor = Actor.of_seat(who.seat)  # type: ignore[attr-defined]
        actor = Actor.system() if isinstance(command, SignOut) else actor
        before = meeting
        try:
            facts = list(command.decide(meeting, actor))
        except Refused:
            continue
        meeting = replay(facts, meeting)
        inside = set(media_plan(meeting).seats())
        assert not inside & meeting.suspensions.in_force.keys()
        assert inside <= meeting.attendance.entered
        if before.suspensions.in_force.keys() & {actor.seat}:
            # A suspended seat changes nothing but its own line.
            assert {type(fact).__name__ for fact in facts} <= {"Connected", "Disconnected", "SeatSignedOut"}
