"""What is told of votes and resolutions: one's own echo, one's duty, the next step, and a complete result."""

from collections.abc import Sequence

import pytest

from meeting_server.meeting.facts.ballots import (
    Choice,
    EchoEnding,
    Outcome,
    ResultAnnounced,
    VoteEchoEnded,
    VoteObjected,
)
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.presence import Disconnected, Ending
from meeting_server.meeting.facts.resolutions import (
    NothingResolved,
    ObjectionsAsked,
    OtherwiseSeen,
    ResolvedUnopposed,
    Unresolved,
)
from meeting_server.meeting.rules.actor import Actor
from meeting_server.projections.vote_shapes import ResultShape
from tests.given import ITEM_41, KAMALA_OUT, ON_ITEM_41, came_in, connected
from tests.meeting.test_ballots import BALLOT, CAST, WITH_BALLOT, declared, dissent
from tests.meeting.test_voices import taken
from tests.people import ARUNEE, CHAI, KAMALA, KONG, SOMSAK, THANA, VEERA, WILAI, Cast
from tests.projections.test_room_view import Seen

CARRIED: list[Fact] = [*WITH_BALLOT, *declared(Outcome.CARRIED)]
TIED: list[Fact] = [*WITH_BALLOT, *declared()]
ASKED: list[Fact] = [*ON_ITEM_41, ObjectionsAsked(item=ITEM_41, question="เห็นชอบหรือไม่")]
RAISED = OtherwiseSeen(item=ITEM_41, seat=THANA.seat)
RESOLVED = ResolvedUnopposed(item=ITEM_41, question="เห็นชอบหรือไม่")
TAKEN: list[Fact] = [*WITH_BALLOT, taken()]
GONE = Disconnected(seat=THANA.seat, connection=connected(THANA).connection, why=Ending.LOST)


@pytest.mark.parametrize(
    ("facts", "command", "blocked"),
    [
        (CARRIED, "ballots.announce_result", None),
        ([*CARRIED, ResultAnnounced(ballot=BALLOT)], "agenda.close_item", None),
        (TIED, "ballots.give_casting_vote", None),
        ([*TIED, CAST], "ballots.announce_result", None),
        (ASKED, "resolutions.resolve_unopposed", None),
        ([*ASKED, RAISED], "ballots.open_ballot", None),
        ([*ASKED, RESOLVED], "agenda.close_item", None),
        (TAKEN, "ballots.close_ballot", "echo_runs"),
    ],
)
def test_the_next_step_decides_reads_and_closes(facts: list[Fact], command: str, blocked: str | None) -> None:
    step = Seen(facts, ARUNEE).you["next"]
    assert step is not None
    assert step["command"] == command
    assert (step["blocked"] or {"reason": None})["reason"] == blocked


def test_what_was_taken_down_is_before_its_voter_and_nobody_else() -> None:
    own = Seen(TAKEN, THANA).you["vote"]
    assert own is not None
    echo = own["echo"]
    assert echo is not None
    assert (echo["choice"], echo["method"], echo["by"]) == ("agree", "voice", VEERA.name)
    for who in (WILAI, VEERA, ARUNEE, CHAI):
        seen, other = Seen(TAKEN, who), Seen([*WITH_BALLOT, taken(choice=Choice.DISAGREE)], who)
        assert seen.text == other.text
    assert Seen(TAKEN, ARUNEE).room["ballots"][0]["echoing"] == [THANA.seat]
    objected = Seen([*TAKEN, VoteObjected(ballot=BALLOT, seat=THANA.seat)], THANA).you["vote"]
    assert objected == {"ballot": BALLOT, "choice": None, "final": False, "echo": None, "objected": True}


def test_the_time_to_object_begins_anew_when_a_line_comes_back() -> None:
    def until(*more: Fact) -> str:
        own = Seen([*TAKEN, *more], THANA).you["vote"]
        assert own is not None
        assert own["echo"] is not None
        return own["echo"]["until"]

    assert until() < until(GONE) < until(GONE, connected(THANA))


def test_the_secretary_is_told_whose_votes_may_be_taken_down() -> None:
    def taking(facts: Sequence[Fact], who: Cast) -> dict[str, bool]:
        return {one["seat"]: one["page"] for one in Seen(facts, who).you["duty"]["taking"]}

    assert taking(WITH_BALLOT, VEERA) == dict.fromkeys((c.seat for c in (ARUNEE, THANA, WILAI, KAMALA)), True)
    assert taking([*WITH_BALLOT, GONE], VEERA)[THANA.seat] is False
    assert THANA.seat in taking(TAKEN, VEERA), "a slip is put right"
    stands = VoteEchoEnded(ballot=BALLOT, seat=THANA.seat, why=EchoEnding.CONFIRMED)
    assert THANA.seat not in taking([*TAKEN, stands], VEERA)
    assert taking(WITH_BALLOT, ARUNEE) == taking(ON_ITEM_41, VEERA) == {}
    assert VEERA.seat in taking([*WITH_BALLOT, *came_in(KONG)], KONG)


def test_a_tie_is_the_chairs_and_a_dissent_the_minoritys() -> None:
    duties = {who.sign_in: Seen(TIED, who).you["duty"] for who in (ARUNEE, THANA, VEERA)}
    assert duties["arunee"]["casting"] == BALLOT
    assert all(duties[who] == {"taking": [], "casting": None, "dissenting": []} for who in ("thana", "veera"))
    cast = [*TIED, CAST]
    assert Seen(cast, THANA).you["duty"]["dissenting"] == [THANA.seat]
    assert Seen(cast, ARUNEE).you["duty"]["dissenting"] == []
    assert set(Seen(cast, VEERA).you["duty"]["dissenting"]) == {c.seat for c in (THANA, WILAI, KAMALA, VEERA)}
    assert "ballots.note_dissent" in Seen(cast, THANA).you["may"]
    assert "ballots.note_dissent" not in Seen(cast, ARUNEE).you["may"]
    assert Seen(KAMALA_OUT, KAMALA).you["duty"]["dissenting"] == []


def test_the_record_of_a_result_is_complete() -> None:
    stands = VoteEchoEnded(ballot=BALLOT, seat=WILAI.seat, why=EchoEnding.UNOBJECTED)
    (noted,) = dissent().decide(Seen([*TIED, CAST], THANA).meeting, Actor.of_seat(THANA.seat))
    facts = [*WITH_BALLOT, taken(WILAI), stands, *declared(), CAST, ResultAnnounced(ballot=BALLOT), noted]
    ballot = Seen(facts, KAMALA).room["ballots"][0]
    result = ballot["result"]
    assert result is not None
    assert set(result) == set(ResultShape.__annotations__)
    assert all(ballot[key] for key in ("question", "options", "rule", "opened_at", "closed_at"))
    assert result["eligible"] == [c.seat for c in (ARUNEE, THANA, WILAI, KAMALA, VEERA)]
    assert result["methods"] == ["button", "voice"]
    assert (result["outcome"], result["rule"]) == ("carried", "majority_of_votes")
    assert result["casting"] is not None
    assert (result["casting"]["seat"], result["casting"]["choice"]) == (ARUNEE.seat, "agree")
    assert result["announced_at"] is not None
    lines = {line["seat"]: line for line in result["lines"]}
    assert (lines[WILAI.seat]["by"], lines[WILAI.seat]["echo"]) == (VEERA.seat, "unobjected")
    assert lines[THANA.seat]["dissent"] == "วงเงินไม่พอ"
    assert {lines[c.seat]["standing"] for c in (KAMALA, VEERA)} == {"none"}
    assert lines[SOMSAK.seat]["standing"] == "absent"


def test_the_question_and_what_came_of_it_are_told_inside_alone() -> None:
    asked = Seen([*ASKED, RAISED], WILAI).room["objections"]
    assert asked is not None
    assert (asked["item"], asked["raised"]) == (ITEM_41, [THANA.seat])
    assert asked["at"] is not None
    outside = Seen([*KAMALA_OUT, ASKED[-1], RESOLVED], KAMALA).room
    assert (outside["objections"], outside["resolved"]) == (None, [])
    nothing = NothingResolved(item=ITEM_41, why=Unresolved.WITHDRAWN)
    told = Seen([*ASKED, RESOLVED, nothing], WILAI).room
    assert told["objections"] is None
    assert [(one["question"], one["unresolved"]) for one in told["resolved"]] == [
        ("เห็นชอบหรือไม่", None),
        (None, "withdrawn"),
    ]
    assert all(one["at"] for one in told["resolved"])
