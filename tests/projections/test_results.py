"""Votes by name: who chose what, and who was suspended, absent or silent, each apart."""

from meeting_server.audit.entry import stamp
from meeting_server.projections.results import results
from tests.audit.sample import log_of
from tests.given import ON_ITEM_41
from tests.people import ARUNEE, KAMALA, PREECHA, SOMSAK, THANA, VEERA, WILAI
from tests.projections.story import BALLOT, GRANT, at, whole_story


def test_each_member_has_one_line() -> None:
    (ballot,) = results(whole_story()).ballots
    result = ballot["result"]
    assert result is not None
    assert (ballot["ballot"], ballot["item"]) == (BALLOT, GRANT)
    lines = {line["seat"]: (line["choice"], line["standing"]) for line in result["lines"]}
    assert lines == {
        ARUNEE.seat: ("agree", "choice"),
        THANA.seat: ("agree", "choice"),
        WILAI.seat: ("disagree", "choice"),
        PREECHA.seat: ("agree", "choice"),
        KAMALA.seat: (None, "suspended"),
        VEERA.seat: (None, "none"),
        SOMSAK.seat: (None, "absent"),
    }
    assert {line["at"] for line in result["lines"]} == {stamp(at("10.25")), None}


def test_the_totals_are_those_that_were_declared() -> None:
    found = results(whole_story())
    meeting, (ballot,) = found.meeting, found.ballots
    assert ballot["result"] is not None
    assert [total["count"] for total in ballot["result"]["totals"]] == [3, 1, 0]
    assert ballot["result"]["outcome"] == "carried"
    assert meeting.ballots.by_id[BALLOT].result is not None


def test_a_meeting_without_a_vote_has_no_results() -> None:
    assert results(log_of(ON_ITEM_41)).ballots == []
