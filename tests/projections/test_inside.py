"""Who was inside: from entering to leaving, across lost lines, and apart from a suspension."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from meeting_server.audit.entry import stamp
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import IdentityProven, LinkEnding, LinkWithdrawn, Method
from meeting_server.meeting.facts.presence import Disconnected, Ending, Entered, Left
from meeting_server.meeting.facts.session import MeetingClosed, MeetingOpened, Part, ServiceInterrupted
from meeting_server.meeting.facts.suspension import Return, SeatRestored
from meeting_server.meeting.ids import ConnectionId, LinkId
from meeting_server.projections.presence import Kind, Sheet, Span, presence
from tests.audit.sample import BEGAN, log_of
from tests.given import ITEM_41, KAMALA_OUT, PRESENT, SITTING, THE_CALL, came_in, connected
from tests.meeting.test_links import LET_IN
from tests.people import ARUNEE, CHAI, DARIN, EVERYONE, KAMALA, PIMJAI, PREECHA, SOMSAK, THANA, WILAI, Cast
from tests.projections.story import at, whole_story

FAILED = BEGAN + timedelta(seconds=len(SITTING) - 1, milliseconds=500)

BACK = SeatRestored(seat=KAMALA.seat, item=ITEM_41, why=Return.CHAIR)

LEFT_ALONE = LinkWithdrawn(seat=PREECHA.seat, link=LinkId("link_2"), by=CHAI.seat)


def sheet_of(*facts: Fact | Iterable[Fact]) -> Sheet:
    """The sheet of these facts, a second apart."""
    flat: list[Fact] = []
    for fact in facts:
        flat += [fact] if isinstance(fact, Fact) else list(fact)
    return presence(log_of(flat))


def second(number: int) -> datetime:
    """The time of the entry of this number."""
    return BEGAN + timedelta(seconds=number)


def lost(cast: Cast) -> Disconnected:
    """Somebody's line broke."""
    return Disconnected(seat=cast.seat, connection=ConnectionId(f"conn_{cast.sign_in:_<22}"), why=Ending.LOST)


def test_everyone_has_a_line_in_roster_order() -> None:
    sheet = presence(whole_story())
    assert list(sheet.roster) == [cast.seat for cast in EVERYONE]
    assert (sheet.opened_at, sheet.closed_at) == (at("9.30"), at("11.05"))
    came = {seat for seat, attendee in sheet.roster.items() if attendee.came}
    assert came == {cast.seat for cast in EVERYONE} - {SOMSAK.seat, DARIN.seat}
    assert sheet.roster[SOMSAK.seat].proof is None
    assert sheet.roster[ARUNEE.seat].proof is Method.LOGIN


def test_a_line_lost_and_found_again_does_not_end_the_attendance() -> None:
    attendee = presence(whole_story()).roster[PREECHA.seat]
    assert attendee.inside == (Span(at("9.20"), at("11.05")),)


def test_a_suspension_stands_apart() -> None:
    attendee = presence(whole_story()).roster[KAMALA.seat]
    assert attendee.suspended == (Span(at("10.12"), at("10.31")),)
    assert [stay[1:] for stay in attendee.sitting] == [
        (at("9.30"), at("10.12")),
        (at("10.31"), at("11.05")),
    ]


def test_leaving_and_coming_back_are_two_stretches() -> None:
    sheet = sheet_of(SITTING, Left(seat=WILAI.seat), Entered(seat=WILAI.seat), MeetingClosed())
    first, then = sheet.roster[WILAI.seat].inside
    left = len(SITTING)
    assert (first.until, then.since, then.until) == (second(left), second(left + 1), second(left + 2))
    assert [stay.until for stay in sheet.roster[WILAI.seat].sitting] == [first.until, then.until]


def test_a_suspension_belongs_to_the_stretch_it_cut() -> None:
    sheet = sheet_of(KAMALA_OUT, BACK, Left(seat=KAMALA.seat), Entered(seat=KAMALA.seat), MeetingClosed())
    kamala = sheet.roster[KAMALA.seat]
    before, after, again = kamala.sitting
    assert (before.until, after.since) == (kamala.suspended[0].since, kamala.suspended[0].until)
    assert again[1:] == kamala.inside[1]


def test_a_line_lost_for_good_ends_the_attendance_there() -> None:
    sheet = sheet_of(SITTING, lost(THANA), Left(seat=WILAI.seat), MeetingClosed())
    assert sheet.roster[THANA.seat].inside[-1].until == second(len(SITTING))


def test_a_second_line_keeps_the_attendance() -> None:
    other = Disconnected(seat=THANA.seat, connection=ConnectionId("conn_other"), why=Ending.LOST)
    sheet = sheet_of(SITTING, other, MeetingClosed())
    assert sheet.roster[THANA.seat].inside[-1].until == second(len(SITTING) + 1)


def test_who_is_not_back_after_the_server_failed_left_when_it_failed() -> None:
    failed = ServiceInterrupted(since=stamp(FAILED), until=stamp(FAILED), part=Part.SERVER)
    sheet = sheet_of(SITTING, failed, connected(ARUNEE), MeetingClosed())
    assert sheet.roster[THANA.seat].inside[-1].until == FAILED
    assert sheet.roster[ARUNEE.seat].inside[-1].until == second(len(SITTING) + 2)
    relay = ServiceInterrupted(since=stamp(FAILED), until=stamp(FAILED), part=Part.RELAY)
    assert sheet_of(SITTING, relay).roster[THANA.seat].lines


def test_who_left_before_the_opening_did_not_come() -> None:
    sheet = sheet_of(PRESENT, Left(seat=THANA.seat), lost(CHAI), MeetingOpened(), MeetingClosed())
    assert not sheet.roster[THANA.seat].came
    assert not sheet.roster[CHAI.seat].came
    assert sheet.roster[WILAI.seat].came


def test_who_is_back_on_the_line_after_the_opening_came() -> None:
    sheet = sheet_of(PRESENT, lost(CHAI), MeetingOpened(), connected(CHAI), MeetingClosed())
    assert sheet.roster[CHAI.seat].came


def test_who_entered_after_the_opening_came() -> None:
    sheet = sheet_of(SITTING, came_in(PIMJAI), connected(PIMJAI))
    assert sheet.roster[PIMJAI.seat].came
    assert sheet.closed_at is None


def test_who_only_looked_in_is_told_from_who_did_not_come() -> None:
    sheet = sheet_of(SITTING, connected(SOMSAK), MeetingClosed(), connected(DARIN))
    assert sheet.roster[SOMSAK.seat].never_proven
    assert not sheet.roster[SOMSAK.seat].came
    assert not sheet.roster[DARIN.seat].lines


def test_what_lasts_goes_as_far_as_the_log() -> None:
    sheet = sheet_of(KAMALA_OUT)
    last = second(len(KAMALA_OUT) - 1)
    assert sheet.roster[ARUNEE.seat].inside[-1].until == last
    assert sheet.roster[KAMALA.seat].inside[-1].until == last
    assert [stay.kind for stay in sheet.roster[KAMALA.seat].stays] == [Kind.BEFORE, Kind.SITTING]


def test_a_seat_that_only_has_a_place_is_empty() -> None:
    attendee = sheet_of(THE_CALL).roster[ARUNEE.seat]
    assert (attendee.inside, attendee.stays) == ((), ())
    closed = sheet_of(THE_CALL, MeetingClosed(), Left(seat=ARUNEE.seat))
    assert closed.roster[ARUNEE.seat].inside == ()


def test_whoever_came_by_a_link_goes_as_its_owner_comes_by_their_own_account() -> None:
    ended = LinkWithdrawn(seat=PREECHA.seat, link=LinkId("link_1"), by=PREECHA.seat, why=LinkEnding.SIGNED_IN)
    number = len(LET_IN) + 1
    attendee = sheet_of(LET_IN, LEFT_ALONE, ended).roster[PREECHA.seat]
    assert attendee.inside == (Span(second(number - 2), second(number)),)
    assert attendee.proof is None
    own = IdentityProven(seat=PREECHA.seat)
    again = sheet_of(LET_IN, LEFT_ALONE, ended, own, Entered(seat=PREECHA.seat)).roster[PREECHA.seat]
    assert again.proof is Method.LOGIN
    assert again.inside[1:] == (Span(second(number + 2), second(number + 2)),)


def test_a_link_that_is_taken_back_ends_nobodys_attendance() -> None:
    attendee = sheet_of(LET_IN, LEFT_ALONE).roster[PREECHA.seat]
    assert attendee.proof is Method.LINK
    assert attendee.inside[-1].until == second(len(LET_IN))
