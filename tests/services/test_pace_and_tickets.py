"""How fast somebody may ask, and the words that open one line."""

from datetime import timedelta

import pytest

from meeting_server.accounts.sessions import Way
from meeting_server.meeting.ids import MeetingId, PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services import pace
from meeting_server.services.pace import Pace, Paces
from meeting_server.services.people import Known
from meeting_server.services.tickets import Tickets
from tests.services.fakes import START

MEETING = MeetingId("mtg_" + "a" * 22)
THANA = Known(
    person=PersonId("per_t"),
    name="ธนา",
    office="กรรมการ",
    session="session",
    way=Way.PASSWORD,
    factors=1,
    proved_at=START,
)


class Hands:
    """A clock that is set by hand; as `monotonic` it answers seconds."""

    def __init__(self) -> None:
        self.at = START
        self.seconds = 1_000.0

    def now(self) -> object:
        return self.at

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    """Time that stands still."""
    clock = Hands()
    monkeypatch.setattr(pace, "monotonic", clock.monotonic)
    return clock


def is_kept(asked: Pace) -> bool:
    """Whether one more is within the pace."""
    try:
        asked.must_keep()
    except Refused:
        return False
    return True


def kept(asked: Pace, times: int) -> int:
    """How many of so many are within the pace."""
    return sum(is_kept(asked) for _ in range(times))


def test_so_many_at_once_and_as_many_again_each_second(hands: Hands) -> None:
    asked = Pace(20.0)
    assert kept(asked, 100) == 20
    hands.seconds += 0.5
    assert kept(asked, 100) == 10
    hands.seconds += 3_600
    assert kept(asked, 100) == 20


def test_more_may_be_allowed_at_once_than_in_a_second(hands: Hands) -> None:
    asked = Pace(1.0, at_once=10.0)
    assert kept(asked, 100) == 10
    hands.seconds += 3
    assert kept(asked, 100) == 3
    hands.seconds += 3_600
    assert kept(asked, 100) == 10


def test_everybody_has_a_pace_of_their_own_and_the_oldest_is_forgotten(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_KEPT", 2)
    paces = Paces(1.0)
    for asker in ("a", "b"):
        paces.must_keep(asker)
        with pytest.raises(Refused):
            paces.must_keep(asker)
    paces.must_keep("c")
    paces.must_keep("a")


def test_a_ticket_is_good_once_soon_and_for_its_meeting(hands: Hands) -> None:
    tickets = Tickets(hands)  # type: ignore[arg-type]
    ticket = tickets.issue(THANA, MEETING)
    assert tickets.redeem(ticket, MEETING).person == THANA.person
    late = tickets.issue(THANA, MEETING)
    wrong = tickets.issue(THANA, MEETING)
    with pytest.raises(Refused):
        tickets.redeem(wrong, "mtg_x")
    hands.at += timedelta(seconds=60)
    for gone in (ticket, late, wrong, "", "x"):
        with pytest.raises(Refused) as refusal:
            tickets.redeem(gone, MEETING)
        assert refusal.value.reason is Reason.TICKET_INVALID


def test_a_session_holds_only_so_many_tickets_and_old_ones_make_room(hands: Hands) -> None:
    tickets = Tickets(hands)  # type: ignore[arg-type]
    for _ in range(20):
        tickets.issue(THANA, MEETING)
    with pytest.raises(Refused) as refusal:
        tickets.issue(THANA, MEETING)
    assert refusal.value.reason is Reason.TOO_FAST
    hands.at += timedelta(seconds=61)
    tickets.issue(THANA, MEETING)
