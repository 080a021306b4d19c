"""The draft minutes: a sentence for what happened, with its times and figures, and nothing else."""

from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from meeting_server.audit.entry import Entry
from meeting_server.audit.names import FACTS
from meeting_server.meeting.facts.agenda import ItemClosed
from meeting_server.meeting.facts.ballots import BallotOpened, Choice, ResultDeclared
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.incidents import (
    Cause,
    IncidentKind,
    IncidentResolved,
    Matter,
    Over,
    Result,
    TroubleDetected,
    TroubleSubsided,
)
from meeting_server.meeting.facts.presence import Entered, Left
from meeting_server.meeting.facts.recording import Fault, FaultBegan
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.facts.suspension import (
    Basis,
    DeclarationWithdrawn,
    ExplanationBegan,
    ExplanationEnded,
    Ground,
    Interest,
    InterestDeclared,
    NoteTakerNamed,
    ObjectionDismissed,
    ObjectionRaised,
    SeatSuspended,
)
from meeting_server.meeting.ids import IncidentId
from meeting_server.projections.minutes import SILENT, Code, Minutes, Sentence, minutes
from tests.audit.sample import WHOLE_MEETING, log_of
from tests.given import ITEM_1, ITEM_41, ON_ITEM_41, PRESENT, SITTING, THE_CALL, came_in
from tests.people import ARUNEE, CHAI, KAMALA, KONG, PIMJAI, SOMSAK, THANA, VEERA, WILAI
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
        Code.SUSPENDED_UNDER,
        Code.EXECUTED,
        Code.LEFT,
        Code.BALLOT,
        Code.RESULT,
        Code.ANNOUNCED,
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
    (suspended,) = said(draft, Code.SUSPENDED_UNDER)
    assert suspended.at == at("10.12")
    assert suspended.figures == {
        "name": KAMALA.name,
        "present": 5,
        "base": 6,
        "reason": Interest.INTEREST,
        "ground": Ground.DECLARED,
        "basis": Basis.CLAUSE_10_2,
        "met": "met",
    }
    (executed,) = said(draft, Code.EXECUTED)
    assert executed.figures == {"executor": KONG.name}
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


def of(*facts: Fact) -> list[Sentence]:
    """What is told of these facts, after the item was taken up."""
    before = minutes(log_of(ON_ITEM_41)).sentences
    return list(minutes(log_of([*ON_ITEM_41, *facts])).sentences[len(before) :])


OUT = SeatSuspended(
    seat=KAMALA.seat,
    item=ITEM_41,
    ground=Ground.DECLARED,
    reason=Interest.INTEREST,
    basis=Basis.CLAUSE_10_2,
    ordered_by=ARUNEE.seat,
    executed_by=ARUNEE.seat,
)
ORDER = {"ordered_by": ARUNEE.seat, "executed_by": ARUNEE.seat}


def test_a_suspension_names_its_provision_and_that_they_were_heard() -> None:
    (told,) = of(OUT)
    assert (told.code, told.figures["basis"]) == (Code.SUSPENDED_UNDER, Basis.CLAUSE_10_2)
    (told,) = of(replace(OUT, explained=True))
    assert told.code is Code.SUSPENDED_HEARD
    began = ExplanationBegan(seat=KAMALA.seat, item=ITEM_41, **ORDER)
    ended = ExplanationEnded(seat=KAMALA.seat, item=ITEM_41, **ORDER)
    assert [each.code for each in of(began, ended, replace(OUT, explained=True))] == [
        Code.EXPLANATION_BEGAN,
        Code.EXPLANATION_ENDED,
        Code.SUSPENDED_UNDER,
    ]


def test_a_suspension_names_the_law_and_who_carried_it_out() -> None:
    by_law = replace(OUT, reason=Interest.OTHER_BY_LAW, law="มาตรา ๔๒", executed_by=KONG.seat)
    _, law, executed = of(by_law)
    assert (law.code, law.figures["law"]) == (Code.LAW_NAMED, "มาตรา ๔๒")
    assert (executed.code, executed.figures["executor"]) == (Code.EXECUTED, KONG.name)


def test_a_declaration_before_the_opening_is_told_when_its_item_is_taken_up() -> None:
    early = InterestDeclared(seat=KAMALA.seat, item=ITEM_41, reason=Interest.RELATIVE, before_opening=True)
    taken_back = DeclarationWithdrawn(seat=KAMALA.seat, item=ITEM_41)
    elsewhere = replace(early, seat=THANA.seat, item=ITEM_1)
    codes = [
        each.code
        for each in minutes(log_of([*PRESENT, early, elsewhere, *ON_ITEM_41[len(PRESENT) :]])).sentences
    ]
    assert codes == [Code.OPENED, Code.ITEM_OPENED, Code.DECLARED_BEFORE]
    # Nobody was told of what was taken back before.
    silent = [*PRESENT, early, taken_back, *ON_ITEM_41[len(PRESENT) :]]
    assert [each.code for each in minutes(log_of(silent)).sentences] == [Code.OPENED, Code.ITEM_OPENED]
    told = [*PRESENT, early, *ON_ITEM_41[len(PRESENT) :], taken_back]
    assert minutes(log_of(told)).sentences[-1].code is Code.DECLARATION_WITHDRAWN
    during = of(replace(early, before_opening=False), taken_back)
    assert [each.code for each in during] == [Code.INTEREST_DECLARED, Code.DECLARATION_WITHDRAWN]


def test_an_objection_is_told_with_what_became_of_it() -> None:
    objected = ObjectionRaised(
        seat=KAMALA.seat, item=ITEM_41, reason=Interest.PARTY, by=THANA.seat, text="เป็นคู่สัญญา"
    )
    dismissed = ObjectionDismissed(
        seat=KAMALA.seat, item=ITEM_41, reason=Interest.PARTY, text="สัญญาสิ้นสุดแล้ว", **ORDER
    )
    raised, decided = of(objected, dismissed)
    assert (raised.code, raised.figures["by"], raised.figures["cause"]) == (
        Code.OBJECTED,
        THANA.name,
        "เป็นคู่สัญญา",
    )
    assert (decided.code, decided.figures["cause"]) == (Code.OBJECTION_DISMISSED, "สัญญาสิ้นสุดแล้ว")
    other = replace(objected, item=ITEM_1)
    _, _, lapsed, closed = of(other, objected, ItemClosed(item=ITEM_41))
    assert (lapsed.code, closed.code) == (Code.OBJECTION_LAPSED, Code.ITEM_CLOSED)


def test_another_note_taker_is_told() -> None:
    (named,) = of(NoteTakerNamed(seat=WILAI.seat, item=ITEM_41, **ORDER))
    assert (named.code, named.figures["name"]) == (Code.NOTE_TAKER, WILAI.name)


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
    stands = {line.name: line.standing for line in result.votes}
    assert stands[WILAI.name] == Choice.DISAGREE.value
    assert stands[VEERA.name] == "silent"
    assert (stands[KAMALA.name], stands[SOMSAK.name]) == ("suspended", "absent")


def test_an_interruption_says_how_long(draft: Minutes) -> None:
    (interrupted,) = said(draft, Code.INTERRUPTED)
    assert interrupted.figures["seconds"] == 7
    assert interrupted.figures["since"] == at("10.50.00")


def test_an_incident_is_told_with_its_time_cause_and_outcome() -> None:
    (told,) = said(minutes(log_of()), Code.INCIDENT)
    assert isinstance(told.figures["since"], datetime)
    assert told.figures["since"] < told.at
    assert {**told.figures, "since": None} == {
        "since": None,
        "name": f"{WILAI.name} ",
        "trouble": Matter.HEARING,
        "root": Cause.NETWORK,
        "result": Result.FIXED,
        "words": " (เปลี่ยนเครือข่าย)",
    }


def test_an_incident_of_several_seats_names_none() -> None:
    incident = IncidentId("inc_" + "f" * 22)
    fault = FaultBegan(fault=Fault.DISK_LOW, seats=(THANA.seat, WILAI.seat), incident=incident)
    outcome = IncidentResolved(incident=incident, by=CHAI.seat, cause=Cause.SYSTEM, result=Result.UNRESOLVED)
    (told,) = said(minutes(log_of([*SITTING, fault, outcome])), Code.INCIDENT)
    assert (told.figures["name"], told.figures["trouble"], told.figures["words"]) == ("", Fault.DISK_LOW, "")


def test_who_was_gone_and_came_back_is_told_and_other_troubles_of_a_line_are_not() -> None:
    def story(kind: IncidentKind, how: Over, *between: Fact) -> Minutes:
        incident = IncidentId("inc_" + "t" * 22)
        since, until = "2026-11-12T02:40:00.000Z", "2026-11-12T02:41:00.000Z"
        began = TroubleDetected(incident=incident, seat=THANA.seat, kind=kind, since=since)
        over = TroubleSubsided(incident=incident, until=until, how=how)
        return minutes(log_of([*SITTING, began, *between, over]))

    back = story(IncidentKind.LINE_LOST, Over.RECOVERED)
    (told,) = said(back, Code.LINE_LOST)
    since, until = (at(clock).replace(microsecond=0) for clock in ("9.40", "9.41"))
    assert told.figures == {"name": THANA.name, "since": since, "until": until}
    written = IncidentResolved(
        incident=IncidentId("inc_" + "t" * 22), by=CHAI.seat, cause=Cause.NETWORK, result=Result.BACKUP
    )
    assert said(story(IncidentKind.LINE_LOST, Over.GONE), Code.LINE_LOST) == []
    assert said(story(IncidentKind.UNCLEAR_LINE, Over.RECOVERED), Code.LINE_LOST) == []
    assert said(story(IncidentKind.LINE_LOST, Over.RECOVERED, written), Code.LINE_LOST) == []


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
    assert len(draft.sentences) == 18
    assert {line.name for line in said(draft, Code.RESULT)[0].votes} == {""}


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
