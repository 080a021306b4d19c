"""Tables for a spreadsheet: Thai as it is, both clocks, and no cell that runs."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting_server.export import attendance_csv, votes_csv
from meeting_server.export.tables import table
from meeting_server.export.words import words
from meeting_server.meeting.facts.ballots import BallotOpened
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import MeetingId
from tests.audit.sample import WHOLE_MEETING, log_of
from tests.given import SITTING, connected
from tests.people import ARUNEE, DARIN, EVERYONE, KAMALA, SOMSAK, THANA, VEERA, WILAI
from tests.projections.story import whole_story

MEETING = MeetingId("mtg_" + "a" * 22)


def read(written: bytes) -> list[list[str]]:
    """The cells, as a spreadsheet reads them."""
    assert written.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", " =", "＝"])
def test_a_cell_that_a_spreadsheet_might_run_is_only_text(start: str) -> None:
    ((_, cell),) = read(table(["a", "b"], [["x", f"{start}1+1"]]))[1:]
    assert cell == f"'{start}1+1"


@given(st.lists(st.lists(st.one_of(st.none(), st.integers(), st.text()), min_size=3, max_size=3)))
def test_any_table_is_read_back_with_all_its_cells(rows: list[list[str | int | None]]) -> None:
    back = read(table(["ก", "ข", "ค"], rows))
    assert back[0] == ["ก", "ข", "ค"]
    assert [len(row) for row in back] == [3] * (len(rows) + 1)
    for row in back:
        assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r", "\n") for cell in row)


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_attendance_has_every_seat_and_both_clocks(language: str) -> None:
    head, *rows = read(attendance_csv.render(MEETING, whole_story(), "th" if language == "th" else "en"))
    assert tuple(head) == words(language).attendance_head
    assert list(dict.fromkeys(row[0] for row in rows)) == [cast.name for cast in EVERYONE]
    first = rows[0]
    assert first[-4:] == [
        "2026-11-12 09:20:00",
        "2026-11-12T02:20:00.112Z",
        "2026-11-12 11:05:00",
        "2026-11-12T04:05:00.112Z",
    ]


def test_the_attendance_says_in_thai_who_was_where() -> None:
    _, *rows = read(attendance_csv.render(MEETING, whole_story(), "th"))
    assert rows[0][2:5] == ["ประธานกรรมการและกรรมการ", "เข้าสู่ระบบด้วยบัญชีของตน", "อยู่ในที่ประชุม"]
    assert [row[4] for row in rows if row[0] == KAMALA.name] == [
        "อยู่ในที่ประชุม",
        "พักการเข้าร่วม",
        "อยู่ในที่ประชุม",
    ]
    assert [row[3:] for row in rows if row[0] == SOMSAK.name] == [["", "ไม่มาประชุม", "", "", "", ""]]


def test_who_signed_in_without_showing_who_they_are_is_said_to_have_done_so() -> None:
    _, *rows = read(
        attendance_csv.render(MEETING, log_of([*SITTING, connected(SOMSAK), MeetingClosed()]), "th")
    )
    assert [row[3:5] for row in rows if row[0] == SOMSAK.name] == [["เข้าระบบแต่ไม่ได้แสดงตน", "ไม่มาประชุม"]]
    assert [row[3:5] for row in rows if row[0] == DARIN.name] == [["", "ไม่มาประชุม"]]


def test_an_attendance_that_lasts_has_no_end() -> None:
    _, *rows = read(attendance_csv.render(MEETING, log_of(SITTING), "en"))
    assert rows[0][-2:] == ["", ""]


def test_the_votes_name_every_member_and_how_they_stand() -> None:
    head, *rows = read(votes_csv.render(MEETING, whole_story(), "th"))
    assert tuple(head) == words("th").votes_head
    assert {row[0] for row in rows} == {"4.1"}
    stands = {row[2]: row[4] for row in rows[:7]}
    assert stands[ARUNEE.name] == stands[THANA.name] == "เห็นชอบ"
    assert stands[WILAI.name] == "ไม่เห็นชอบ"
    assert stands[KAMALA.name] == "พักการเข้าร่วม"
    assert stands[VEERA.name] == "ไม่ได้ลงคะแนน"
    assert stands[SOMSAK.name] == "ไม่อยู่ในที่ประชุม"
    assert [row[4:6] for row in rows[7:]] == [
        ["เห็นชอบ", "3"],
        ["ไม่เห็นชอบ", "1"],
        ["งดออกเสียง", "0"],
        ["ที่ประชุมเห็นชอบ", ""],
    ]
    assert rows[0][-2:] == ["2026-11-12 10:25:00", "2026-11-12T03:25:00.112Z"]


def test_the_votes_stand_in_english_too() -> None:
    _, *rows = read(votes_csv.render(MEETING, whole_story(), "en"))
    assert {row[4] for row in rows[:7]} == {
        "agree",
        "disagree",
        "suspended",
        "did not vote",
        "not in the meeting",
    }


def test_a_ballot_without_a_result_is_no_result() -> None:
    facts = [fact for fact in WHOLE_MEETING if type(fact).__name__ not in ("BallotClosed", "ResultDeclared")]
    assert any(isinstance(fact, BallotOpened) for fact in facts)
    assert len(read(votes_csv.render(MEETING, log_of(facts), "th"))) == 1
