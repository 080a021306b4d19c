"""The row of a meeting in a list, and who sits in it."""

from dataclasses import replace

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.session import MeetingClosed, MeetingOpened, Phase
from meeting_server.meeting.ids import MeetingId
from meeting_server.meeting.roles import Role
from meeting_server.projections.catalogue import Catalogue, MeetingRow, listed
from tests.audit.sample import log_of
from tests.given import CALLED, THE_CALL, seated
from tests.people import EVERYONE, THANA
from tests.projections.story import at, whole_story

MEETING = MeetingId("mtg_" + "a" * 22)


def catalogue_of(entries: list[Entry]) -> Catalogue:
    """The rows after these entries."""
    catalogue = Catalogue()
    for entry in entries:
        catalogue = catalogue.after(MEETING, entry)
    return catalogue


def test_a_meeting_has_a_row_from_its_call_to_its_close() -> None:
    catalogue = catalogue_of(list(whole_story()))
    assert catalogue.row == MeetingRow(
        meeting=MEETING,
        body="คณะกรรมการพัฒนาบริการดิจิทัล",
        number=11,
        year=2569,
        starts_at="2026-11-12T02:30:00.112Z",
        phase=Phase.CLOSED,
        opened_at=at("9.30"),
        closed_at=at("11.05"),
    )
    assert [seat.seat for seat in catalogue.seats] == [cast.seat for cast in EVERYONE]


def test_the_row_says_that_a_meeting_is_held_by_sound_alone() -> None:
    for sound_only in (True, False):
        row = catalogue_of(log_of([replace(CALLED, sound_only=sound_only)])).row
        assert row is not None
        assert row.sound_only is sound_only


def test_only_entries_that_are_listed_change_it() -> None:
    catalogue = Catalogue()
    for entry in whole_story():
        after = catalogue.after(MEETING, entry)
        assert (after is not catalogue) == listed(entry)
        catalogue = after


def test_what_was_never_called_has_no_row() -> None:
    assert catalogue_of(log_of([MeetingOpened(), MeetingClosed()])) == Catalogue()


def test_a_seat_assigned_again_keeps_its_place() -> None:
    again = replace(seated(THANA), roles=(Role.OBSERVER,))
    seats = catalogue_of(log_of([*THE_CALL, CALLED, again])).seats
    assert [seat.place for seat in seats] == list(range(len(EVERYONE)))
    assert seats[1].roles == (Role.OBSERVER,)
