"""Tables for a spreadsheet: Thai as it is, both clocks, and no cell that runs."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting_server.export import allowance_csv, attendance_csv, votes_csv
from meeting_server.export.tables import table
from meeting_server.export.thai import Language, local_stamp
from meeting_server.export.words import words
from meeting_server.meeting.facts.ballots import BallotOpened, ResultDeclared
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import ProofRevoked, VisitorTurnedAway
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import MeetingId
from meeting_server.meeting.roles import Role
from meeting_server.projections.allowance import allowance
from tests.audit.sample import WHOLE_MEETING, log_of
from tests.given import SITTING, connected
from tests.meeting.test_identity import VOUCHED, WAITS
from tests.meeting.test_links import LET_IN
from tests.people import ARUNEE, CHAI, DARIN, EVERYONE, KAMALA, PREECHA, SOMSAK, THANA, VEERA, WILAI
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
    first = rows[1]
    assert first[4:6] == ["2026-11-12 09:20:00", "2026-11-12T02:20:00.112Z"]
    assert first[-6:] == [
        "2026-11-12 09:30:00",
        "2026-11-12T02:30:00.112Z",
        "2026-11-12 11:05:00",
        "2026-11-12T04:05:00.112Z",
        "95",
        "0",
    ]


def test_the_attendance_says_in_thai_who_was_where() -> None:
    _, *rows = read(attendance_csv.render(MEETING, whole_story(), "th"))
    assert rows[0][2:4] == ["ประธานกรรมการและกรรมการ", "เข้าสู่ระบบด้วยบัญชีของตน"]
    assert [row[6] for row in rows if row[0] == KAMALA.name] == [
        "เข้าห้องก่อนเปิดประชุม",
        "อยู่ในที่ประชุม",
        "พักการเข้าร่วม",
        "อยู่ในที่ประชุม",
    ]
    assert [row[-2:] for row in rows if row[0] == KAMALA.name] == [["76", "19"]] * 4
    assert [row[3:] for row in rows if row[0] == SOMSAK.name] == [
        ["", "", "", "ไม่มาประชุม", "", "", "", "", "0", "0"]
    ]


def test_who_signed_in_without_showing_who_they_are_is_said_to_have_done_so() -> None:
    _, *rows = read(
        attendance_csv.render(MEETING, log_of([*SITTING, connected(SOMSAK), MeetingClosed()]), "th")
    )
    (somsak,) = [row for row in rows if row[0] == SOMSAK.name]
    assert (somsak[3], somsak[6]) == ("เข้าระบบแต่ไม่ได้แสดงตน", "ไม่มาประชุม")
    assert all(somsak[7:11])
    assert [(row[3], row[6]) for row in rows if row[0] == DARIN.name] == [("", "ไม่มาประชุม")]


def proof_of(facts: Sequence[Fact], language: Language = "th") -> str:
    """What the table says of how the visitor showed who they are."""
    _, *rows = read(attendance_csv.render(MEETING, log_of([*facts, MeetingClosed()]), language))
    return next(row[3] for row in rows if row[0] == PREECHA.name)


def test_who_was_let_in_by_another_is_told_with_who_that_was() -> None:
    assert proof_of(VOUCHED) == f"ผู้ร่วมประชุมอื่นรับรองการแสดงตน: {THANA.name}"
    assert proof_of(LET_IN) == f"เข้าด้วยลิงก์ครั้งเดียวที่เจ้าหน้าที่ออกให้หลังโทรกลับ: {CHAI.name}"


def test_a_proof_that_was_revoked_is_no_proof_that_there_never_was() -> None:
    revoked = ProofRevoked(seat=PREECHA.seat, reason="จำผิดคน")
    at = local_stamp(log_of([*VOUCHED, revoked])[-1].t)
    assert proof_of([*VOUCHED, revoked]) == f"การแสดงตนถูกยกเลิกเมื่อ {at} โดย {ARUNEE.name}"
    away = VisitorTurnedAway(seat=PREECHA.seat, by=VEERA.seat, reason="ไม่มีผู้ใดรู้จัก")
    at = local_stamp(log_of([*WAITS, away])[-1].t)
    assert (
        proof_of([*WAITS, away], "en")
        == f"asked to be vouched for and was turned away at {at} by {VEERA.name}"
    )


def test_the_allowance_sheet_is_numbered_and_has_room_for_signatures_and_no_amount_of_ours() -> None:
    sheet = allowance(whole_story())
    assert sheet is not None
    head, *rows = read(allowance_csv.render(sheet, {}, "th"))
    assert tuple(head) == words("th").allowance_head
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5", "6", ""]
    assert rows[0][1:8] == [
        ARUNEE.name,
        ARUNEE.office,
        "ประธานกรรมการ",
        "เข้าสู่ระบบด้วยบัญชีของตน",
        "2026-11-12 09:30:00",
        "2026-11-12 11:05:00",
        "95",
    ]
    assert all(row[8:] == ["", "", ""] for row in rows)
    assert rows[-1][1] == "รวม ๖ คน"


def test_the_allowance_adds_up_when_every_amount_is_stated_and_names_who_has_drawn_already() -> None:
    sheet = allowance(whole_story())
    assert sheet is not None
    stated = {Role.CHAIR: 1_500, Role.MEMBER: 1_200}
    _, *rows = read(allowance_csv.render(sheet, stated, "en"))
    assert [row[8] for row in rows] == ["1500", *["1200"] * 5, "7500"]
    _, *part = read(allowance_csv.render(sheet, {Role.CHAIR: 1_500}, "en"))
    assert [row[8] for row in part] == ["1500", *[""] * 6]
    first, *others = sheet.drawings
    drawn = replace(sheet, drawings=(replace(first, drawn_at=(10, 2569)), *others))
    _, *rest = read(allowance_csv.render(drawn, stated, "th"))
    assert (rest[0][0], rest[0][8], rest[0][-1]) == ("", "", "รับเบี้ยประชุมของวันเดียวกันแล้ว ครั้งที่ ๑๐/๒๕๖๙")
    assert (rest[-1][1], rest[-1][8]) == ("รวม ๕ คน", "6000")


def test_the_votes_name_every_member_and_how_they_stand() -> None:
    head, *rows = read(votes_csv.render(MEETING, whole_story(), "th"))
    assert tuple(head) == words("th").votes_head
    assert {row[0] for row in rows} == {"4.1"}
    stands = {row[2]: row[4] for row in rows[:8] if "เดิม" not in row[4]}
    assert rows[3][2:5] == [WILAI.name, WILAI.office, "เดิม เห็นชอบ (เปลี่ยนก่อนปิดการลงคะแนน)"]
    assert stands[ARUNEE.name] == stands[THANA.name] == "เห็นชอบ"
    assert stands[WILAI.name] == "ไม่เห็นชอบ"
    assert stands[KAMALA.name] == "พักการเข้าร่วม"
    assert stands[VEERA.name] == "ไม่ออกเสียง"
    assert stands[SOMSAK.name] == "ไม่อยู่ในที่ประชุม"
    assert [row[4:6] for row in rows[8:12]] == [
        ["เห็นชอบ", "3"],
        ["ไม่เห็นชอบ", "1"],
        ["งดออกเสียง", "0"],
        ["ที่ประชุมเห็นชอบ", ""],
    ]
    assert [row[2:5:2] for row in rows[12:]] == [
        ["วิธีออกเสียง", "กดเลือกในระบบควบคุมการประชุม"],
        ["เกณฑ์ตัดสิน", "เสียงข้างมากของผู้ออกเสียง"],
        ["เปิดการลงคะแนน", ""],
        ["ปิดการลงคะแนน", ""],
        ["อ่านผลต่อที่ประชุม", ""],
    ]
    assert rows[0][-2:] == ["2026-11-12 10:25:00", "2026-11-12T03:25:00.112Z"]


def test_the_votes_stand_in_english_too() -> None:
    _, *rows = read(votes_csv.render(MEETING, whole_story(), "en"))
    assert {row[4] for row in rows[:8]} == {
        "agree",
        "earlier: agree (changed before the close)",
        "disagree",
        "suspended",
        "did not vote",
        "not in the meeting",
    }


def _decides(fact: Fact) -> bool:
    return isinstance(fact, ResultDeclared) or type(fact).__module__.endswith("resolutions")


def test_a_ballot_without_a_result_is_no_result() -> None:
    facts = [fact for fact in WHOLE_MEETING if not _decides(fact)]
    assert any(isinstance(fact, BallotOpened) for fact in facts)
    assert len(read(votes_csv.render(MEETING, log_of(facts), "th"))) == 1
