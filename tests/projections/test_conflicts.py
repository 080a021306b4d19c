"""What is said of interests: told to the officers and to whom it concerns, and to nobody else."""

from collections.abc import Sequence

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.suspension import (
    ConflictMarked,
    ExplanationBegan,
    ExplanationEnded,
    Interest,
    InterestDeclared,
    NoteTakerNamed,
    ObjectionRaised,
)
from tests.given import ITEM_1, ITEM_41, KAMALA_OUT, ON_ITEM_41, PRESENT, THE_CALL, came_in
from tests.people import ARUNEE, KAMALA, KONG, PIMJAI, PREECHA, THANA, VEERA, WILAI, Cast
from tests.projections.test_room_view import Seen

DECLARED = InterestDeclared(seat=KAMALA.seat, item=ITEM_41, reason=Interest.RELATIVE, before_opening=True)
MARKED = ConflictMarked(seat=PREECHA.seat, item=ITEM_41, reason=Interest.PARTY, by=VEERA.seat)
OBJECTED = ObjectionRaised(
    seat=WILAI.seat, item=ITEM_41, reason=Interest.INTEREST, by=THANA.seat, text="เป็นคู่สัญญา"
)
HEARD = ExplanationBegan(seat=KAMALA.seat, item=ITEM_41, ordered_by=ARUNEE.seat, executed_by=ARUNEE.seat)
SAID: list[Fact] = [*ON_ITEM_41, *came_in(KONG, PIMJAI), DECLARED, MARKED, OBJECTED]


def told(facts: Sequence[Fact], cast: Cast) -> list[tuple[str, str]]:
    """What somebody is told: how it was said, and of whom."""
    return [(each["kind"], each["seat"]) for each in Seen(facts, cast).you["conflicts"]]


def deeds(facts: Sequence[Fact], cast: Cast) -> set[str]:
    """What somebody may do about interests."""
    may = Seen(facts, cast).you["may"]
    return {name.partition(".")[2] for name in may if name.startswith("suspension.")}


def test_the_officers_are_told_of_everything_that_is_not_decided() -> None:
    everything = [("declared", KAMALA.seat), ("objected", WILAI.seat), ("marked", PREECHA.seat)]
    for officer in (ARUNEE, VEERA, KONG):
        assert told(SAID, officer) == everything
    _, objected, _ = Seen(SAID, ARUNEE).you["conflicts"]
    assert (objected["by"], objected["text"], objected["reason"]) == (THANA.seat, "เป็นคู่สัญญา", "interest")
    assert objected["at"] is not None


def test_everybody_else_is_told_what_concerns_them() -> None:
    assert told(SAID, KAMALA) == [("declared", KAMALA.seat)]
    assert told(SAID, WILAI) == [("objected", WILAI.seat)]
    assert told(SAID, THANA) == [("objected", WILAI.seat)]
    assert told(SAID, PIMJAI) == []
    # At the door, too: whoever is marked may declare before the meeting.
    assert told([*THE_CALL, MARKED], PREECHA) == [("marked", PREECHA.seat)]
    assert deeds([*THE_CALL, MARKED], PREECHA) == {"declare_interest"}


def test_whoever_is_suspended_is_told_of_nothing() -> None:
    elsewhere = ConflictMarked(seat=KAMALA.seat, item=ITEM_1, reason=Interest.PARTY, by=VEERA.seat)
    assert told([*KAMALA_OUT, OBJECTED, elsewhere], KAMALA) == []
    assert deeds([*KAMALA_OUT, OBJECTED], KAMALA) == set()


def test_who_is_heard_and_who_keeps_the_minutes_is_seen_by_everybody_inside() -> None:
    named = NoteTakerNamed(seat=WILAI.seat, item=ITEM_41, ordered_by=ARUNEE.seat, executed_by=ARUNEE.seat)
    seen = Seen([*ON_ITEM_41, HEARD, named], THANA)
    assert [(each["seat"], each["item"]) for each in seen.room["explaining"]] == [(KAMALA.seat, ITEM_41)]
    assert seen.room["explaining"][0]["since"] is not None
    assert seen.room["note_taker"] == WILAI.seat
    ended = ExplanationEnded(seat=KAMALA.seat, item=ITEM_41, ordered_by=ARUNEE.seat, executed_by=ARUNEE.seat)
    after = Seen([*ON_ITEM_41, HEARD, ended], THANA).room
    assert (after["explaining"], after["heard"]) == ([], [KAMALA.seat])


def test_what_a_suspension_rests_on_is_told_by_reason() -> None:
    recusal = Seen(ON_ITEM_41, ARUNEE).room["recusal"]
    assert recusal is not None
    assert set(recusal["bases"].values()) == {"clause_10_2"}
    assert recusal["bases"].keys() == set(Interest)
    assert not recusal["explain_first"]
    assert Seen(KAMALA_OUT, KAMALA).room["recusal"] is None


def test_buttons_follow_the_rules() -> None:
    assert deeds(PRESENT, ARUNEE) == {"declare_interest", "mark_conflict"}
    assert deeds([*PRESENT, MARKED], VEERA) == {"declare_interest", "mark_conflict", "remove_mark"}
    orders = {"begin_explanation", "suspend_seat", "name_note_taker"}
    assert deeds(ON_ITEM_41, ARUNEE) == {"declare_interest", *orders}
    assert deeds([*ON_ITEM_41, HEARD], ARUNEE) == {"declare_interest", "end_explanation", *orders}
    assert deeds([*ON_ITEM_41, OBJECTED], ARUNEE) == {"declare_interest", "dismiss_objection", *orders}
    assert deeds([*ON_ITEM_41, DECLARED], KAMALA) == {
        "declare_interest",
        "withdraw_declaration",
        "raise_objection",
    }
    assert deeds(ON_ITEM_41, VEERA) == {"declare_interest", "raise_objection"}


def test_a_ballot_waits_for_who_is_heard() -> None:
    step = Seen([*ON_ITEM_41, HEARD], ARUNEE).you["next"]
    assert step is not None
    assert step["blocked"] is not None
    assert step["blocked"]["reason"] == "explanation_under_way"


def test_the_suspended_member_is_told_the_provision() -> None:
    suspended = Seen(KAMALA_OUT, KAMALA).you["suspended"]
    assert suspended is not None
    assert (suspended["basis"], suspended["law"]) == ("clause_10_2", "")
