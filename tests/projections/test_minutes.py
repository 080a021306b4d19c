"""The draft minutes: a sentence for what happened, with its times and figures, and nothing else."""

from dataclasses import dataclass

import pytest

from meeting_server.audit.entry import Entry
from meeting_server.audit.names import FACTS
from meeting_server.meeting.facts.ballots import BallotOpened, Choice, ResultDeclared
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.presence import Entered, Left
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.facts.suspension import Ground, Interest, SeatSuspended
from meeting_server.projections.minutes import SILENT, Code, Minutes, Sentence, minutes
from tests.audit.sample import WHOLE_MEETING, log_of
from tests.given import ITEM_41, ON_ITEM_41, PRESENT, SITTING, THE_CALL, came_in
from tests.people import KAMALA, PIMJAI, SOMSAK, THANA, VEERA, WILAI
from tests.projections.story import at, whole_story


@pytest.fixture(scope="module")
def draft() -> Minutes:
    """The minutes of the whole story."""
    return minutes(whole_story())


def said(draft: Minutes, code: Code) -> list[Sentence]:
    """The sentences of one kind."""
    return [sentence for sentence in draft.sentences if sentence.code is code]


def test_the_sentences_follow_the_meeting(draft: Minutes) -> None:
    assert [sentence.code for sentence in draft.sentences] == [
        Code.OPENED,
        Code.ITEM_OPENED,
        Code.ITEM_CLOSED,
        Code.ITEM_OPENED,
        Code.INTEREST_DECLARED,
        Code.ENTERED_LATE,
        Code.SUSPENDED,
        Code.LEFT,
        Code.BALLOT,
        Code.RESULT,
        Code.ITEM_CLOSED,
        Code.RESTORED,
        Code.INTERRUPTED,
        Code.ITEM_OPENED,
        Code.ITEM_CLOSED,
        Code.CLOSED,
    ]


def test_the_opening_names_the_quorum(draft: Minutes) -> None:
    (opened,) = said(draft, Code.OPENED)
    assert opened.at == at("9.30")
    assert opened.figures == {"present": 6, "members": 7}


def test_a_suspension_names_who_why_when_and_the_quorum_that_was_left(draft: Minutes) -> None:
    (suspended,) = said(draft, Code.SUSPENDED)
    assert suspended.at == at("10.12")
    assert suspended.figures == {
        "name": KAMALA.name,
        "present": 5,
        "base": 6,
        "reason": Interest.INTEREST,
        "ground": Ground.DECLARED,
        "met": "met",
    }
    (restored,) = said(draft, Code.RESTORED)
    assert (restored.at, restored.figures["name"]) == (at("10.31"), KAMALA.name)


def test_a_suspension_that_takes_the_quorum_says_so() -> None:
    few: list[Fact] = [
        *THE_CALL,
        *came_in(KAMALA, THANA, VEERA),
        *ON_ITEM_41[len(PRESENT) :],
        SeatSuspended(seat=KAMALA.seat, item=ITEM_41, ground=Ground.ORDERED, reason=Interest.PARTY),
    ]
    (suspended,) = said(minutes(log_of(few)), Code.SUSPENDED)
    assert suspended.figures["met"] == "not_met"


def test_a_result_names_every_voter(draft: Minutes) -> None:
    (result,) = said(draft, Code.RESULT)
    assert result.figures == {
        "agree": 3,
        "disagree": 1,
        "abstain": 0,
        "outcome": "carried",
        "voters": 5,
        "cast": 4,
    }
    assert dict(result.votes)[WILAI.name] == Choice.DISAGREE.value
    assert dict(result.votes)[VEERA.name] == "none"
    assert KAMALA.name not in dict(result.votes)


def test_an_interruption_says_how_long(draft: Minutes) -> None:
    (interrupted,) = said(draft, Code.INTERRUPTED)
    assert interrupted.figures["seconds"] == 7
    assert interrupted.figures["since"] == at("10.50.00")


def test_who_came_before_the_opening_has_no_sentence_of_their_own(draft: Minutes) -> None:
    assert [late.figures["name"] for late in said(draft, Code.ENTERED_LATE)] == [PIMJAI.name]
    early = minutes(log_of([*PRESENT, Left(seat=THANA.seat), *SITTING[len(PRESENT) :]]))
    assert said(early, Code.LEFT) == []


def test_who_goes_after_the_close_is_not_told() -> None:
    after = minutes(log_of([*SITTING, MeetingClosed(), Left(seat=THANA.seat), Entered(seat=SOMSAK.seat)]))
    assert said(after, Code.LEFT) == said(after, Code.ENTERED_LATE) == []


def test_a_name_destroyed_when_due_leaves_the_rest() -> None:
    bare = [entry._replace(fact=_nameless(entry)) for entry in whole_story()]
    draft = minutes(bare)
    assert len(draft.sentences) == 16
    assert {name for name, _ in said(draft, Code.RESULT)[0].votes} == {""}


def _nameless(entry: Entry) -> Fact:
    from meeting_server.audit.codec import decode

    return decode(entry.body, entry.leaf).fact


def test_every_fact_is_told_or_silent() -> None:
    told = {type(entry.fact) for entry in whole_story()} | {type(fact) for fact in WHOLE_MEETING}
    assert told == set(FACTS.values()), "the stories must have every fact in them"
    for entries in (whole_story(), log_of()):
        minutes(entries)


def test_a_fact_that_was_forgotten_is_no_silence() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Forgotten(Fact):
        """A fact that nobody gave a sentence."""

    entry = log_of()[0]._replace(fact=Forgotten())
    with pytest.raises(AssertionError, match="Forgotten"):
        minutes([entry])


def test_silent_facts_write_nothing() -> None:
    assert {BallotOpened, ResultDeclared, SeatSuspended}.isdisjoint(SILENT)
    silent = [entry for entry in whole_story() if type(entry.fact) in SILENT]
    assert minutes(silent[: len(THE_CALL)]).sentences == ()


def test_a_log_without_a_call_has_no_draft() -> None:
    assert minutes([]).called is None
