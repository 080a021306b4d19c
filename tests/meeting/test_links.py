"""One-time links: who issues one, that it is spent once, what it proves, and how it is taken back (ข้อ ๙)."""

from dataclasses import replace

import pytest

from meeting_server.meeting.facts.calling import TermsAccepted
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import ScreenShared
from meeting_server.meeting.facts.identity import (
    IdentityProven,
    IdentityVouched,
    LinkEnding,
    LinkIssued,
    LinkUsed,
    LinkWithdrawn,
    Method,
    ProofRevoked,
)
from meeting_server.meeting.facts.links import Links
from meeting_server.meeting.facts.presence import Connected, Disconnected, Ending, Entered
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import ConnectionId, LinkId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.identity import RevokeProof, WatchVisitor
from meeting_server.meeting.rules.links import IssueLink, UseLink, WithdrawLink, must_not_be_anothers
from meeting_server.meeting.rules.presence import Connect, Enter
from tests.given import CALLED, KAMALA_OUT, PRESENT, SITTING, THE_CALL, came_in, connected, given
from tests.meeting.test_identity import at_the_door
from tests.people import ARUNEE, CHAI, DARIN, KAMALA, PREECHA, SOMSAK, THANA, VEERA, Cast

LINK, NEWER = LinkId("link_1"), LinkId("link_2")
ISSUE = IssueLink(seat=PREECHA.seat, link=LINK, ground=" จำเสียงได้ ")
USE = UseLink(seat=PREECHA.seat, link=LINK)
ISSUED = LinkIssued(seat=PREECHA.seat, link=LINK, by=CHAI.seat, ground="จำเสียงได้")
USED = LinkUsed(seat=PREECHA.seat, link=LINK)
ENTER = Enter(notice="ab12", current="ab12", version="1", link=LINK, way="link", factors=1)
PROVEN = IdentityProven(seat=PREECHA.seat, method=Method.LINK, way="link", factors=1)
LET_IN: list[Fact] = [
    *SITTING,
    ISSUED,
    USED,
    connected(PREECHA),
    TermsAccepted(seat=PREECHA.seat, version="1", sha256="ab12"),
    PROVEN,
    Entered(seat=PREECHA.seat),
]
REVOKE = RevokeProof(seat=PREECHA.seat, reason="จำผิดคน")


def test_the_support_officer_issues_one_and_says_how_they_knew() -> None:
    given(SITTING).when(ISSUE, CHAI).then(ISSUED)


@pytest.mark.parametrize("who", [ARUNEE, THANA, VEERA])
def test_nobody_else_does(who: Cast) -> None:
    given(SITTING).when(ISSUE, who).refused(Reason.NOT_ALLOWED)


def test_nor_does_an_officer_who_is_not_in_the_room() -> None:
    given(THE_CALL, connected(CHAI)).when(ISSUE, CHAI).refused(Reason.NOT_ENTERED)


@pytest.mark.parametrize(
    ("issue", "reason"),
    [
        (replace(ISSUE, ground="  "), Reason.EMPTY_TEXT),
        (replace(ISSUE, seat=CHAI.seat), Reason.NO_LINK_FOR_ONESELF),
        (replace(ISSUE, seat=SeatId("seat_none")), Reason.UNKNOWN_SEAT),
        (replace(ISSUE, seat=THANA.seat), Reason.SEAT_TAKEN),
        (replace(ISSUE, seat=DARIN.seat), Reason.NOT_ALLOWED),
    ],
)
def test_what_is_no_ground_or_no_seat_to_come_to_is_refused(issue: IssueLink, reason: Reason) -> None:
    given(SITTING).when(issue, CHAI).refused(reason)


def test_none_leads_past_a_suspension() -> None:
    given(KAMALA_OUT).when(replace(ISSUE, seat=KAMALA.seat), CHAI).refused(Reason.SUSPENDED)


def test_none_leads_to_a_seat_that_asks_for_two_factors() -> None:
    called = replace(CALLED, two_factors=(Role.MEMBER,))
    strict = [called if fact is CALLED else fact for fact in SITTING]
    given(strict).when(ISSUE, CHAI).refused(Reason.NEEDS_SECOND_FACTOR)


def test_it_is_spent_once() -> None:
    given(SITTING, ISSUED).when(USE, Actor.system()).then(USED)
    given(SITTING, ISSUED, USED).when(USE, Actor.system()).refused(Reason.LINK_SPENT)
    given(SITTING).when(USE, Actor.system()).refused(Reason.LINK_SPENT)
    given(SITTING, ISSUED, MeetingClosed()).when(USE, Actor.system()).refused(Reason.MEETING_CLOSED)


def test_only_the_machine_says_that_it_was() -> None:
    given(SITTING, ISSUED).when(USE, CHAI).refused(Reason.NOT_ALLOWED)


def test_of_two_only_the_newer_is_good() -> None:
    again = given(SITTING, ISSUED, replace(ISSUED, link=NEWER))
    again.when(USE, Actor.system()).refused(Reason.LINK_SPENT)
    assert again.when(replace(USE, link=NEWER), Actor.system()).facts()


def test_it_is_not_spent_on_a_seat_at_which_somebody_is() -> None:
    there = given(SITTING, ISSUED, came_in(PREECHA))
    there.when(USE, Actor.system()).refused(Reason.SEAT_TAKEN)


@pytest.mark.parametrize("who", [CHAI, ARUNEE, VEERA])
def test_one_that_waits_is_taken_back(who: Cast) -> None:
    gone = LinkWithdrawn(seat=PREECHA.seat, link=LINK, by=who.seat)
    given(SITTING, ISSUED).when(WithdrawLink(seat=PREECHA.seat), who).then(gone)
    given(SITTING, ISSUED, gone).when(USE, Actor.system()).refused(Reason.LINK_SPENT)
    given(SITTING, ISSUED, gone).when(WithdrawLink(seat=PREECHA.seat), who).refused(Reason.LINK_SPENT)


def test_a_member_takes_none_back() -> None:
    given(SITTING, ISSUED).when(WithdrawLink(seat=PREECHA.seat), THANA).refused(Reason.NOT_ALLOWED)


def test_whoever_came_by_one_is_proven_by_it_and_once() -> None:
    facts = given(SITTING, ISSUED, USED, connected(PREECHA)).when(ENTER, PREECHA).facts()
    assert facts[-2:] == [PROVEN, Entered(seat=PREECHA.seat)]
    left = [fact for fact in LET_IN if not isinstance(fact, Entered) or fact.seat != PREECHA.seat]
    assert given(left).when(ENTER, PREECHA).facts() == [Entered(seat=PREECHA.seat)]


def test_without_a_link_that_holds_the_way_proves_nothing() -> None:
    given(SITTING, connected(PREECHA)).when(ENTER, PREECHA).refused(Reason.LINK_SPENT)


def test_an_own_sign_in_is_the_better_proof_and_stays_it() -> None:
    out = [fact for fact in LET_IN if fact != Entered(seat=PREECHA.seat)]
    own = replace(ENTER, link=None, way="password")
    proven = IdentityProven(seat=PREECHA.seat, way="password", factors=1)
    assert proven in given(out).when(own, PREECHA).facts()
    given(out, proven).when(ENTER, PREECHA).refused(Reason.LINK_SPENT)


def test_what_was_shown_at_the_seat_before_is_not_handed_on() -> None:
    """A line that was lost, its person telephones: whoever opens the link enters anew, and can be revoked."""
    lost = Disconnected(seat=THANA.seat, connection=connected(THANA).connection, why=Ending.LOST)
    issued = replace(ISSUED, seat=THANA.seat)
    used = given(SITTING, lost, issued).when(replace(USE, seat=THANA.seat), Actor.system()).facts()
    meeting = given(SITTING, lost, issued, used).meeting
    assert THANA.seat not in meeting.identity.proofs
    assert THANA.seat not in meeting.attendance.entered
    entered = given(SITTING, lost, issued, used, connected(THANA)).when(ENTER, THANA).facts()
    assert IdentityProven(seat=THANA.seat, method=Method.LINK, way="link", factors=1) in entered
    revoke = RevokeProof(seat=THANA.seat, reason="จำผิดคน")
    assert given(SITTING, lost, issued, used, connected(THANA), entered).when(revoke, ARUNEE).facts()


def test_whoever_came_by_one_counts_and_vouches_for_nobody() -> None:
    meeting = given(LET_IN).meeting
    assert PREECHA.seat in meeting.attendance.entered
    given(LET_IN, at_the_door(SOMSAK)).when(WatchVisitor(seat=SOMSAK.seat), PREECHA).facts()
    assert meeting.identity.proofs[PREECHA.seat] is Method.LINK


@pytest.mark.parametrize("who", [CHAI, ARUNEE, VEERA])
def test_the_proof_is_revoked_and_the_session_opens_nothing_more(who: Cast) -> None:
    revoked = ProofRevoked(seat=PREECHA.seat, reason="จำผิดคน")
    given(LET_IN).when(REVOKE, who).then(revoked)
    after = given(LET_IN, revoked)
    assert PREECHA.seat not in after.meeting.attendance.entered
    after.when(ENTER, PREECHA).refused(Reason.LINK_SPENT)


def test_no_member_revokes_it_nor_they_themselves() -> None:
    given(LET_IN).when(REVOKE, THANA).refused(Reason.NOT_ALLOWED)
    given(LET_IN).when(REVOKE, PREECHA).refused(Reason.NOT_ALLOWED)


def test_a_proof_by_an_own_sign_in_is_not_revoked_for_a_link_of_before() -> None:
    own = IdentityProven(seat=PREECHA.seat, way="password", factors=1)
    given(LET_IN, own).when(REVOKE, ARUNEE).refused(Reason.NOT_VOUCHED_FOR)


def test_an_officer_whom_another_vouched_for_issues_none() -> None:
    vouched = IdentityVouched(seat=CHAI.seat, voucher=THANA.seat, statement="cd34")
    given(SITTING, vouched).when(ISSUE, CHAI).refused(Reason.OWN_SIGN_IN_NEEDED)


def test_whom_somebody_let_in_falls_with_them() -> None:
    vouched = IdentityVouched(seat=CHAI.seat, voucher=THANA.seat, statement="cd34")
    facts = given(LET_IN, vouched).when(replace(REVOKE, seat=CHAI.seat), ARUNEE).facts()
    assert facts == [ProofRevoked(seat=seat, reason="จำผิดคน") for seat in (CHAI.seat, PREECHA.seat)]


@pytest.mark.parametrize("who", [CHAI, ARUNEE, VEERA])
def test_one_that_was_opened_and_not_come_in_by_is_taken_back_too(who: Cast) -> None:
    gone = LinkWithdrawn(seat=PREECHA.seat, link=LINK, by=who.seat)
    opened = given(SITTING, ISSUED, USED, connected(PREECHA))
    opened.when(WithdrawLink(seat=PREECHA.seat), who).then(gone)
    given(opened.facts, gone).when(ENTER, PREECHA).refused(Reason.LINK_SPENT)
    given(LET_IN).when(WithdrawLink(seat=PREECHA.seat), who).refused(Reason.LINK_SPENT)


def test_a_new_one_ends_the_one_that_was_opened() -> None:
    newer = replace(ISSUE, link=NEWER)
    facts = given(SITTING, ISSUED, USED).when(newer, CHAI).facts()
    assert facts == [
        LinkWithdrawn(seat=PREECHA.seat, link=LINK, by=CHAI.seat),
        replace(ISSUED, link=NEWER),
    ]
    after = given(SITTING, ISSUED, USED, facts, replace(USED, link=NEWER))
    after.when(ENTER, PREECHA).refused(Reason.LINK_SPENT)
    assert after.when(replace(ENTER, link=NEWER), PREECHA).facts()


def test_a_new_one_ends_what_was_shown_by_the_one_before() -> None:
    ended = LinkWithdrawn(seat=PREECHA.seat, link=LINK, by=CHAI.seat, why=LinkEnding.FOLLOWED)
    lost = Disconnected(seat=PREECHA.seat, connection=connected(PREECHA).connection, why=Ending.LOST)
    facts = given(LET_IN, lost).when(replace(ISSUE, link=NEWER), CHAI).facts()
    assert facts == [ended, replace(ISSUED, link=NEWER)]
    after = given(LET_IN, lost, facts)
    assert PREECHA.seat not in after.meeting.identity.proofs
    assert PREECHA.seat not in after.meeting.attendance.entered
    after.when(ENTER, PREECHA).refused(Reason.LINK_SPENT)


COME = Connect(connection=ConnectionId("conn_own"), address="127.0.0.1", browser="x", factors=1)


def test_whoever_has_the_account_ends_the_link_by_coming() -> None:
    ended = LinkWithdrawn(seat=PREECHA.seat, link=LINK, by=PREECHA.seat, why=LinkEnding.SIGNED_IN)
    facts = given(LET_IN).when(COME, PREECHA).facts()
    assert facts[0] == ended
    after = given(LET_IN, facts)
    assert PREECHA.seat not in after.meeting.identity.proofs
    assert PREECHA.seat not in after.meeting.attendance.entered
    assert PREECHA.seat not in after.meeting.calling.accepted
    by_link = replace(COME, connection=ConnectionId("conn_link"), link=LINK)
    after.when(by_link, PREECHA).refused(Reason.LINK_SPENT)
    after.when(ENTER, PREECHA).refused(Reason.LINK_SPENT)
    proven = IdentityProven(seat=PREECHA.seat, way="password", factors=1)
    assert proven in after.when(replace(ENTER, link=None, way="password"), PREECHA).facts()


def test_whoever_has_the_account_does_nothing_by_what_another_showed() -> None:
    meeting = given(LET_IN).meeting
    with pytest.raises(Refused) as refused:
        must_not_be_anothers(meeting, PREECHA.seat, None)
    assert refused.value.reason is Reason.SEAT_TAKEN
    must_not_be_anothers(meeting, PREECHA.seat, LINK)
    must_not_be_anothers(meeting, THANA.seat, None)
    must_not_be_anothers(given(LET_IN, MeetingClosed()).meeting, PREECHA.seat, None)


def test_by_the_link_itself_a_line_is_opened_again_and_again() -> None:
    by_link = replace(COME, link=LINK)
    assert [type(fact) for fact in given(LET_IN).when(by_link, PREECHA).facts()] == [Connected]
    given(SITTING, ISSUED).when(by_link, PREECHA).refused(Reason.LINK_SPENT)


def test_after_the_close_it_stays_written_how_they_were_there() -> None:
    closed = given(LET_IN, MeetingClosed())
    assert [type(fact) for fact in closed.when(COME, PREECHA).facts()] == [Connected]


def test_nor_does_it_hold_beside_a_vouching() -> None:
    vouched = IdentityVouched(seat=PREECHA.seat, voucher=THANA.seat, statement="cd34")
    assert given(SITTING, ISSUED, USED, vouched).meeting.links == Links()


def test_who_shared_the_screen_by_it_shares_no_more() -> None:
    shared = ScreenShared(seat=PREECHA.seat)
    ended = LinkWithdrawn(seat=PREECHA.seat, link=LINK, by=PREECHA.seat, why=LinkEnding.SIGNED_IN)
    assert given(LET_IN, shared).meeting.floor.sharing == PREECHA.seat
    assert given(LET_IN, shared, ended).meeting.floor.sharing is None


def test_after_the_close_no_link_waits() -> None:
    assert given(SITTING, ISSUED, MeetingClosed()).meeting.links == Links()
    assert given(LET_IN, MeetingClosed()).meeting.links.used == {PREECHA.seat: ISSUED}
    assert given(PRESENT, MeetingClosed()).meeting.links == Links()
