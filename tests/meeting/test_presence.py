"""Coming in and going out."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from meeting_server.meeting.facts.calling import TermsAccepted
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import IdentityProven
from meeting_server.meeting.facts.presence import (
    Connected,
    Disconnected,
    DoorChecked,
    Ending,
    Entered,
    Left,
    Network,
    SeatSignedOut,
    Tried,
)
from meeting_server.meeting.facts.session import MeetingClosed, Part, ServiceInterrupted
from meeting_server.meeting.ids import ConnectionId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.presence import (
    Connect,
    Disconnect,
    Enter,
    Leave,
    ReportCheck,
    SignOut,
    TextInForce,
    must_be_outside,
)
from meeting_server.meeting.state import replay
from tests.given import KAMALA_OUT, PRESENT, SITTING, THE_CALL, connected, given
from tests.people import ARUNEE, DARIN, KAMALA, PREECHA, THANA, Cast

ENTER = Enter(notice="ab12", current="ab12", version="1")
LINE = ConnectionId("conn_1")


def test_entering_accepts_the_notice_proves_identity_and_comes_in() -> None:
    given(THE_CALL).when(ENTER, THANA).then(
        TermsAccepted(seat=THANA.seat, version="1", sha256="ab12"),
        IdentityProven(seat=THANA.seat),
        Entered(seat=THANA.seat),
    )


def test_coming_back_needs_no_second_proof() -> None:
    before: list[Fact] = [
        *THE_CALL,
        TermsAccepted(seat=THANA.seat, version="1", sha256="ab12"),
        IdentityProven(seat=THANA.seat),
        Entered(seat=THANA.seat),
        Left(seat=THANA.seat),
    ]
    given(before).when(ENTER, THANA).then(Entered(seat=THANA.seat))


def test_another_text_than_the_notice_in_force_is_not_acceptance() -> None:
    given(THE_CALL).when(Enter(notice="ffff", current="ab12", version="1"), THANA).refused(
        Reason.NOTICE_NOT_ACCEPTED
    )


UNDER_TERMS = replace(
    ENTER,
    terms="7e",
    manual="3a",
    terms_now=TextInForce(version="3", sha256="7e"),
    manual_now=TextInForce(version="4", sha256="3a"),
)
AGREED = TermsAccepted(
    seat=THANA.seat,
    version="1",
    sha256="ab12",
    terms_version="3",
    terms_sha256="7e",
    manual_version="4",
    manual_sha256="3a",
)


def test_what_was_accepted_is_kept_with_the_version_and_digest_of_each_text() -> None:
    given(THE_CALL).when(UNDER_TERMS, THANA).then(
        AGREED, IdentityProven(seat=THANA.seat), Entered(seat=THANA.seat)
    )


@pytest.mark.parametrize(("terms", "manual"), [("", ""), ("7e", ""), ("", "3a"), ("7f", "3a")])
def test_nobody_enters_without_the_terms_in_force(terms: str, manual: str) -> None:
    given(THE_CALL).when(replace(UNDER_TERMS, terms=terms, manual=manual), THANA).refused(
        Reason.TERMS_NOT_ACCEPTED
    )


def test_only_whoever_comes_after_a_change_is_asked_again() -> None:
    before: list[Fact] = [
        *THE_CALL,
        AGREED,
        IdentityProven(seat=THANA.seat),
        Entered(seat=THANA.seat),
        Left(seat=THANA.seat),
    ]
    given(before).when(UNDER_TERMS, THANA).then(Entered(seat=THANA.seat))
    newer = replace(UNDER_TERMS, terms="88", terms_now=TextInForce(version="5", sha256="88"))
    given(before).when(newer, THANA).then(
        replace(AGREED, terms_version="5", terms_sha256="88"), Entered(seat=THANA.seat)
    )


def test_one_enters_once_and_not_without_the_right_or_a_seat() -> None:
    given(PRESENT).when(ENTER, THANA).refused(Reason.ALREADY_ENTERED)
    given(THE_CALL).when(ENTER, DARIN).refused(Reason.NOT_ALLOWED)
    given(THE_CALL).when(ENTER, Actor.of_person(THANA.person)).refused(Reason.NO_SEAT)
    given().when(ENTER, THANA).refused(Reason.NOT_CALLED)
    given(SITTING, MeetingClosed()).when(ENTER, PREECHA).refused(Reason.MEETING_CLOSED)


def test_a_suspended_member_can_neither_enter_again_nor_leave() -> None:
    given(KAMALA_OUT).when(ENTER, KAMALA).refused(Reason.SUSPENDED)
    given(KAMALA_OUT).when(Leave(), KAMALA).refused(Reason.SUSPENDED)


def test_leaving_is_an_act_of_ones_own_but_not_for_the_chair_of_a_sitting_meeting() -> None:
    given(PRESENT).when(Leave(), THANA).then(Left(seat=THANA.seat))
    given(PRESENT).when(Leave(), ARUNEE).then(Left(seat=ARUNEE.seat))
    given(SITTING).when(Leave(), ARUNEE).refused(Reason.PRESIDING_MUST_PASS_FIRST)
    given(THE_CALL).when(Leave(), THANA).refused(Reason.NOT_ENTERED)


def test_lines_come_and_go_and_a_line_already_gone_is_silent() -> None:
    given(THE_CALL).when(Connect(connection=LINE, address="192.0.2.7", browser="x"), THANA).then(
        Connected(seat=THANA.seat, connection=LINE, address="192.0.2.7", browser="x")
    )
    line = connected(THANA).connection
    gone = Disconnect(connection=line, why=Ending.LOST)
    given(PRESENT).when(gone, THANA).then(Disconnected(seat=THANA.seat, connection=line, why=Ending.LOST))
    given(THE_CALL).when(gone, THANA).then()
    given(PRESENT).when(gone, ARUNEE).then()


def test_a_broken_line_is_away_and_not_gone() -> None:
    line = connected(THANA).connection
    meeting = given(PRESENT, Disconnected(seat=THANA.seat, connection=line, why=Ending.LOST)).meeting
    assert THANA.seat in meeting.attendance.entered
    assert THANA.seat not in meeting.attendance.present


def test_two_lines_are_one_presence() -> None:
    second = Connected(seat=THANA.seat, connection=LINE)
    first_gone = Disconnected(seat=THANA.seat, connection=connected(THANA).connection, why=Ending.LOST)
    assert THANA.seat in given(PRESENT, second, first_gone).meeting.attendance.present


def test_a_server_that_failed_takes_every_line_with_it_and_a_relay_none() -> None:
    def failed(part: Part) -> ServiceInterrupted:
        return ServiceInterrupted(
            since="2026-11-12T03:00:00.000Z", until="2026-11-12T03:00:09.000Z", part=part
        )

    meeting = given(SITTING, failed(Part.SERVER)).meeting
    assert meeting.attendance.present == frozenset()
    assert THANA.seat in meeting.attendance.entered
    assert THANA.seat in given(SITTING, failed(Part.RELAY)).meeting.attendance.present


def test_nobody_is_in_the_room_after_the_close() -> None:
    assert given(SITTING, MeetingClosed()).meeting.attendance.entered == frozenset()


def test_signing_out_ends_the_lines_of_that_session_and_frees_the_seat_where_none_is_left() -> None:
    own, other = connected(THANA), replace(connected(THANA), connection=LINE)
    ended = Disconnected(seat=THANA.seat, connection=own.connection, why=Ending.SIGNED_OUT)
    system, out = Actor.system(), SeatSignedOut(seat=THANA.seat)
    given(SITTING).when(SignOut(seat=THANA.seat), system).then(ended, out)
    given(SITTING, other).when(SignOut(seat=THANA.seat, standing=frozenset({LINE})), system).then(ended)
    # Media may live on where no line does.
    given(SITTING, ended).when(SignOut(seat=THANA.seat), system).then(out)
    given(SITTING, ended, out).when(SignOut(seat=THANA.seat), system).then()
    # Whoever is not inside has nothing to be freed of.
    given(THE_CALL).when(SignOut(seat=THANA.seat), system).then()
    given(SITTING).when(SignOut(seat=THANA.seat), THANA).refused(Reason.NOT_ALLOWED)


FOUND = ReportCheck(microphone=Tried.WORKS, camera=Tried.FAILS, voice=Tried.SKIPPED)
CHECKED = DoorChecked(seat=THANA.seat, microphone=Tried.WORKS, camera=Tried.FAILS, voice=Tried.SKIPPED)


def test_what_was_found_at_the_door_is_kept_once_and_keeps_nobody_out() -> None:
    given(THE_CALL).when(FOUND, THANA).then(CHECKED)
    given(THE_CALL, CHECKED).when(FOUND, THANA).then()
    given(THE_CALL, CHECKED).when(replace(FOUND, camera=Tried.WORKS), THANA).then(
        replace(CHECKED, camera=Tried.WORKS)
    )
    given(THE_CALL, CHECKED).when(replace(FOUND, network=Network.SOUND), THANA).then(
        replace(CHECKED, network=Network.SOUND)
    )
    given(THE_CALL, CHECKED).when(ENTER, THANA).then(
        TermsAccepted(seat=THANA.seat, version="1", sha256="ab12"),
        IdentityProven(seat=THANA.seat),
        Entered(seat=THANA.seat),
    )


def test_only_whoever_may_come_in_reports_what_they_found() -> None:
    given(THE_CALL).when(FOUND, DARIN).refused(Reason.NOT_ALLOWED)
    given(KAMALA_OUT).when(FOUND, KAMALA).refused(Reason.SUSPENDED)
    given(SITTING, MeetingClosed()).when(FOUND, THANA).refused(Reason.MEETING_CLOSED)


def test_a_line_is_tried_only_before_the_door() -> None:
    outside: list[tuple[Iterable[Fact], Cast, Reason]] = [
        (PRESENT, THANA, Reason.ALREADY_ENTERED),
        (KAMALA_OUT, KAMALA, Reason.SUSPENDED),
        ([*PRESENT, MeetingClosed()], THANA, Reason.MEETING_CLOSED),
    ]
    before = replay(THE_CALL)
    must_be_outside(before, before.calling.seats[THANA.seat])
    for log, cast, reason in outside:
        meeting = replay(log)
        with pytest.raises(Refused) as refused:
            must_be_outside(meeting, meeting.calling.seats[cast.seat])
        assert refused.value.reason is reason
