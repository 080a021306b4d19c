"""What people see of one-time links: who may issue one, that one waits, and by whom somebody was let in."""

from tests.given import SITTING, connected
from tests.meeting.test_links import ISSUED, LET_IN
from tests.people import ARUNEE, CHAI, EVERYONE, PREECHA, THANA, VEERA
from tests.projections.test_room_view import Seen


def test_the_officer_may_issue_one_while_somebody_is_not_there() -> None:
    assert "links.issue" in Seen(SITTING, CHAI).you["may"]
    assert "links.issue" not in Seen(SITTING, ARUNEE).you["may"]
    whole = [*SITTING, *(connected(cast) for cast in EVERYONE)]
    assert "links.issue" not in Seen(whole, CHAI).you["may"]


def test_one_that_waits_is_taken_back_by_those_who_may() -> None:
    for who, may in ((CHAI, True), (ARUNEE, True), (VEERA, True), (THANA, False)):
        assert ("links.withdraw" in Seen([*SITTING, ISSUED], who).you["may"]) is may
    assert "links.withdraw" not in Seen(SITTING, CHAI).you["may"]


def test_everybody_in_the_room_reads_who_let_whom_in() -> None:
    (told,) = Seen(LET_IN, THANA).room["vouchings"]
    assert (told["seat"], told["voucher"], told["link"]) == (PREECHA.seat, CHAI.seat, True)
    assert Seen(LET_IN, ARUNEE).you["revocable"] == [PREECHA.seat]
    assert Seen(LET_IN, THANA).you["revocable"] == []
