"""Sharing a screen: who may, one at a time, and everything that ends it."""

from dataclasses import replace

import pytest

from meeting_server.meeting.facts.agenda import ItemOpened
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import (
    ScreenShared,
    ScreenShareEnded,
    ShareEnding,
    SharingAllowed,
    SharingTakenBack,
)
from meeting_server.meeting.facts.presence import Disconnected, Ending, Entered, Left, SeatSignedOut
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.facts.suspension import Ground, Interest, Return, SeatRestored, SeatSuspended
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import Source, media_plan
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.rules.floor import (
    AllowSharing,
    EndSharing,
    ShareScreen,
    StopSharing,
    TakeBackSharing,
)
from tests.given import (
    CALLED,
    ITEM_41,
    KAMALA_OUT,
    ON_ITEM_41,
    PRESENT,
    SITTING,
    THE_CALL,
    Given,
    came_in,
    connected,
    given,
    seated,
)
from tests.people import ARUNEE, CHAI, KAMALA, KONG, PIMJAI, SOMSAK, THANA, VEERA, WILAI, Cast

THANA_MAY = SharingAllowed(seat=THANA.seat)
THANA_SHARES = [*SITTING, THANA_MAY, ScreenShared(seat=THANA.seat)]
THANA_SUSPENDED = SeatSuspended(
    seat=THANA.seat, item=ITEM_41, ground=Ground.ORDERED, reason=Interest.INTEREST
)


def ended(cast: Cast, why: ShareEnding) -> ScreenShareEnded:
    """The fact that somebody's screen is shared no more."""
    return ScreenShareEnded(seat=cast.seat, why=why)


def screens(meeting: Given) -> list[SeatId]:
    """Whose screen the plan lets through."""
    return [
        place.seat
        for circle in media_plan(meeting.meeting).circles
        for place in circle.places
        if Source.SCREEN in place.sends
    ]


@pytest.mark.parametrize("cast", [ARUNEE, VEERA])
def test_whoever_presides_and_the_secretary_may_share(cast: Cast) -> None:
    given(SITTING).when(ShareScreen(), by=cast).then(ScreenShared(seat=cast.seat))
    # Also before the opening, to see that it works.
    given(PRESENT).when(ShareScreen(), by=cast).then(ScreenShared(seat=cast.seat))


def test_others_may_once_they_were_given_the_right() -> None:
    given(SITTING).when(ShareScreen(), by=THANA).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(AllowSharing(seat=THANA.seat), by=ARUNEE).then(THANA_MAY)
    given(SITTING, THANA_MAY).when(ShareScreen(), by=THANA).then(ScreenShared(seat=THANA.seat))
    given(SITTING, THANA_MAY).when(ShareScreen(), by=WILAI).refused(Reason.NOT_ALLOWED)


def test_only_whoever_presides_or_acts_on_their_orders_gives_the_right() -> None:
    for cast in (THANA, VEERA):
        given(SITTING).when(AllowSharing(seat=WILAI.seat), by=cast).refused(Reason.NOT_ALLOWED)
    allow = given(SITTING, came_in(KONG)).when(AllowSharing(seat=WILAI.seat), by=KONG)
    allow.then(SharingAllowed(seat=WILAI.seat))


def test_the_right_can_be_given_before_somebody_has_come() -> None:
    given(SITTING).when(AllowSharing(seat=PIMJAI.seat), by=ARUNEE).then(SharingAllowed(seat=PIMJAI.seat))
    given(SITTING, SharingAllowed(seat=PIMJAI.seat)).when(ShareScreen(), by=PIMJAI).refused(
        Reason.NOT_ENTERED
    )


def test_the_right_is_not_given_twice_nor_to_whoever_only_watches() -> None:
    given(SITTING, THANA_MAY).when(AllowSharing(seat=THANA.seat), by=ARUNEE).refused(Reason.MAY_SHARE_ALREADY)
    given(SITTING).when(AllowSharing(seat=VEERA.seat), by=ARUNEE).refused(Reason.MAY_SHARE_ALREADY)
    watching = replace(seated(SOMSAK), roles=(Role.OBSERVER,))
    given(SITTING, watching).when(AllowSharing(seat=SOMSAK.seat), by=ARUNEE).refused(Reason.CANNOT_SHARE)


def test_taking_the_right_back_ends_the_sharing() -> None:
    given(SITTING, THANA_MAY).when(TakeBackSharing(seat=THANA.seat), by=ARUNEE).then(
        SharingTakenBack(seat=THANA.seat)
    )
    given(THANA_SHARES).when(TakeBackSharing(seat=THANA.seat), by=ARUNEE).then(
        SharingTakenBack(seat=THANA.seat), ended(THANA, ShareEnding.ORDERED)
    )
    after = given(THANA_SHARES, SharingTakenBack(seat=THANA.seat), ended(THANA, ShareEnding.ORDERED))
    after.when(ShareScreen(), by=THANA).refused(Reason.NOT_ALLOWED)
    assert screens(after) == []


def test_a_right_that_was_not_given_cannot_be_taken_back() -> None:
    for cast in (THANA, VEERA):
        given(SITTING).when(TakeBackSharing(seat=cast.seat), by=ARUNEE).refused(Reason.SHARING_NOT_GIVEN)
    given(SITTING, THANA_MAY).when(TakeBackSharing(seat=THANA.seat), by=WILAI).refused(Reason.NOT_ALLOWED)


def test_one_screen_at_a_time() -> None:
    shared = given(THANA_SHARES)
    shared.when(ShareScreen(), by=VEERA).refused(Reason.SCREEN_SHARED)
    # Asked again, as a page does that does not know whether it was heard: nothing is written twice.
    shared.when(ShareScreen(), by=THANA).then()
    assert screens(shared) == [THANA.seat]


def test_whoever_presides_takes_the_place_of_another() -> None:
    given(THANA_SHARES).when(ShareScreen(), by=ARUNEE).then(
        ended(THANA, ShareEnding.TAKEN_OVER), ScreenShared(seat=ARUNEE.seat)
    )


def test_a_screen_whose_page_is_gone_holds_the_place_for_nobody() -> None:
    gone = Disconnected(seat=THANA.seat, connection=connected(THANA).connection, why=Ending.LOST)
    given(THANA_SHARES, gone).when(ShareScreen(), by=VEERA).then(
        ended(THANA, ShareEnding.TAKEN_OVER), ScreenShared(seat=VEERA.seat)
    )
    # Until somebody takes it the page may come back and go on.
    assert screens(given(THANA_SHARES, gone)) == [THANA.seat]


def test_one_stops_ones_own_and_whoever_presides_that_of_others() -> None:
    given(THANA_SHARES).when(StopSharing(), by=THANA).then(ended(THANA, ShareEnding.STOPPED))
    given(THANA_SHARES).when(StopSharing(), by=WILAI).refused(Reason.NOT_SHARING)
    end = EndSharing(seat=THANA.seat)
    given(THANA_SHARES).when(end, by=ARUNEE).then(ended(THANA, ShareEnding.ORDERED))
    given(THANA_SHARES).when(end, by=WILAI).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(end, by=ARUNEE).refused(Reason.NOT_SHARING)
    # The right stays: it is the sharing that was ended.
    given(THANA_SHARES, ended(THANA, ShareEnding.ORDERED)).when(ShareScreen(), by=THANA).then(
        ScreenShared(seat=THANA.seat)
    )


@pytest.mark.parametrize("command", [AllowSharing, TakeBackSharing, EndSharing])
def test_only_seats_of_this_meeting_can_be_named(command: type[AllowSharing]) -> None:
    given(SITTING).when(command(seat=SeatId("seat_nobody")), by=ARUNEE).refused(Reason.UNKNOWN_SEAT)


@pytest.mark.parametrize(
    "end",
    [
        ended(THANA, ShareEnding.STOPPED),
        Left(seat=THANA.seat),
        SeatSignedOut(seat=THANA.seat),
        THANA_SUSPENDED,
        MeetingClosed(),
    ],
)
def test_what_ends_it(end: Fact) -> None:
    before = [*THANA_SHARES, ItemOpened(item=ITEM_41)]
    assert screens(given(before)) == [THANA.seat]
    assert given(before, end).meeting.floor.sharing is None
    assert screens(given(before, end)) == []


@pytest.mark.parametrize(
    "other", [Left(seat=WILAI.seat), SeatSignedOut(seat=WILAI.seat), ended(WILAI, ShareEnding.STOPPED)]
)
def test_what_others_do_ends_it_not(other: Fact) -> None:
    assert screens(given(THANA_SHARES, other)) == [THANA.seat]


def test_the_screen_is_recorded_while_it_is_shared() -> None:
    assert (THANA.seat, Source.SCREEN) in media_plan(given(THANA_SHARES).meeting).record
    assert (THANA.seat, Source.SCREEN) not in media_plan(given(SITTING, THANA_MAY).meeting).record
    before = given(PRESENT, ScreenShared(seat=ARUNEE.seat))
    assert screens(before) == [ARUNEE.seat]
    assert media_plan(before.meeting).record == frozenset()


def test_a_suspended_seat_shares_nothing_and_has_its_right_again_when_it_comes_back() -> None:
    may = SharingAllowed(seat=KAMALA.seat)
    given(ON_ITEM_41, may, KAMALA_OUT[len(ON_ITEM_41) :]).when(ShareScreen(), by=KAMALA).refused(
        Reason.SUSPENDED
    )
    back = SeatRestored(seat=KAMALA.seat, item=ITEM_41, why=Return.CHAIR)
    given(KAMALA_OUT, may, back).when(ShareScreen(), by=KAMALA).then(ScreenShared(seat=KAMALA.seat))


def test_a_right_outlasts_going_out_and_coming_in_again() -> None:
    facts = [*SITTING, THANA_MAY, Left(seat=THANA.seat), Entered(seat=THANA.seat)]
    given(facts).when(ShareScreen(), by=THANA).then(ScreenShared(seat=THANA.seat))


def test_a_meeting_by_sound_alone_has_no_screens() -> None:
    called = replace(CALLED, sound_only=True)
    meeting = given(called, THE_CALL[1:], came_in(ARUNEE, THANA, WILAI, VEERA, CHAI))
    meeting.when(ShareScreen(), by=ARUNEE).refused(Reason.SOUND_ONLY)
    meeting.when(AllowSharing(seat=THANA.seat), by=ARUNEE).refused(Reason.SOUND_ONLY)
    assert screens(given(meeting.facts, ScreenShared(seat=ARUNEE.seat))) == []


@pytest.mark.parametrize(
    "command",
    [
        ShareScreen(),
        StopSharing(),
        AllowSharing(seat=THANA.seat),
        TakeBackSharing(seat=THANA.seat),
        EndSharing(seat=THANA.seat),
    ],
)
def test_nothing_is_shared_after_the_close(command: Command) -> None:
    given(THANA_SHARES, MeetingClosed()).when(command, by=ARUNEE).refused(Reason.MEETING_CLOSED)
