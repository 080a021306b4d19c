"""Taking up and finishing items."""

from meeting_server.meeting.facts.agenda import ItemClosed, ItemOpened
from meeting_server.meeting.facts.resolutions import NothingResolved, Unresolved
from meeting_server.meeting.facts.suspension import Ground, Interest, Return, SeatRestored, SeatSuspended
from meeting_server.meeting.ids import ItemId
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.rules.agenda import CloseItem, OpenItem
from tests.given import ITEM_1, ITEM_41, KAMALA_OUT, ON_ITEM_41, PRESENT, SITTING, given
from tests.meeting.test_ballots import WITH_BALLOT
from tests.people import ARUNEE, KAMALA, THANA

ELSEWHERE = ItemId("item_of_another_meeting")


def test_one_item_at_a_time_and_each_once() -> None:
    given(SITTING).when(OpenItem(item=ITEM_1), ARUNEE).then(ItemOpened(item=ITEM_1))
    given(ON_ITEM_41).when(OpenItem(item=ITEM_1), ARUNEE).refused(Reason.ITEM_OPEN)
    done = given(SITTING, ItemOpened(item=ITEM_1), ItemClosed(item=ITEM_1))
    done.when(OpenItem(item=ITEM_1), ARUNEE).refused(Reason.ITEM_ALREADY_CLOSED)


def test_items_wait_for_the_opening_and_for_the_chair() -> None:
    given(PRESENT).when(OpenItem(item=ITEM_1), ARUNEE).refused(Reason.NOT_OPEN)
    given(SITTING).when(OpenItem(item=ITEM_1), THANA).refused(Reason.NOT_ALLOWED)
    given(SITTING).when(OpenItem(item=ELSEWHERE), ARUNEE).refused(Reason.UNKNOWN_ITEM)


POSTPONE = CloseItem(item=ITEM_41, unresolved=Unresolved.POSTPONED)


def test_closing_an_item_calls_back_whoever_was_suspended_for_it() -> None:
    given(KAMALA_OUT).when(POSTPONE, ARUNEE).then(
        NothingResolved(item=ITEM_41, why=Unresolved.POSTPONED),
        ItemClosed(item=ITEM_41),
        SeatRestored(seat=KAMALA.seat, item=ITEM_41, why=Return.ITEM_CLOSED),
    )


def test_who_is_out_for_another_item_stays_out() -> None:
    for_another = SeatSuspended(
        seat=KAMALA.seat, item=ITEM_1, ground=Ground.ORDERED, reason=Interest.INTEREST
    )
    facts = given(ON_ITEM_41, for_another).when(POSTPONE, ARUNEE).facts()
    assert facts == [NothingResolved(item=ITEM_41, why=Unresolved.POSTPONED), ItemClosed(item=ITEM_41)]


def test_only_the_open_item_is_closed_and_not_over_an_open_ballot() -> None:
    given(ON_ITEM_41).when(CloseItem(item=ITEM_1), ARUNEE).refused(Reason.ITEM_NOT_OPEN)
    given(ON_ITEM_41).when(CloseItem(item=ELSEWHERE), ARUNEE).refused(Reason.UNKNOWN_ITEM)
    given(ON_ITEM_41).when(CloseItem(item=ITEM_41), THANA).refused(Reason.NOT_ALLOWED)
    given(WITH_BALLOT).when(CloseItem(item=ITEM_41), ARUNEE).refused(Reason.BALLOT_OPEN)
