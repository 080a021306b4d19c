"""Tables of people: whichever office wrote them, every line is read, and none is lost."""

import csv
import io
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meeting_server.accounts.imports import Change, Person, State, plan
from meeting_server.accounts.people import Details, Fault
from meeting_server.accounts.sheets import MOST_LINES, NoTable, Unreadable, read_sheet
from meeting_server.meeting.ids import PersonId

HEAD = "ชื่อผู้ใช้,ชื่อ พร้อมคำนำหน้า,ตำแหน่ง,โทรศัพท์,จดหมายอิเล็กทรอนิกส์"
THANA = Person(
    person=PersonId("per_thana"),
    details=Details(sign_in_name="thana", name="นายธนา มั่นสมมติ", office="กรรมการ", telephone="๐ ๒๑๒๓ ๔๕๖๗"),
)


def table(*lines: str, head: str = HEAD) -> bytes:
    return "\r\n".join((head, *lines)).encode()


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp874", "TIS-620"), ("utf-16", "UTF-16")],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_way_in_which_an_office_writes_one(encoding: str, told: str, separator: str) -> None:
    text = f"{HEAD}\r\nwilai,นางวิไล รักสมมติ,กรรมการ,,\r\n".replace(",", separator)
    sheet = read_sheet(text.encode(encoding))
    assert (sheet.encoding, sheet.separator) == (told, separator)
    (line,) = sheet.lines
    assert (line.first, line.last) == (2, 2)
    assert line.cells["name"] == "นางวิไล รักสมมติ"


def test_the_head_may_be_in_english_in_any_order_with_columns_that_say_nothing() -> None:
    sheet = read_sheet(table("กรรมการ,x,Wilai,นางวิไล", head="Position, Remark ,USERNAME,Name"))
    assert sheet.columns == ("sign_in_name", "name", "office")
    assert sheet.ignored == ("Remark",)
    assert sheet.lines[0].cells == {"office": "กรรมการ", "sign_in_name": "Wilai", "name": "นางวิไล"}


@pytest.mark.parametrize(
    ("content", "why", "lacking"),
    [
        (b"", Unreadable.NO_HEAD, ("sign_in_name", "name", "office")),
        (table(head="ชื่อผู้ใช้,ชื่อ"), Unreadable.NO_HEAD, ("office",)),
        (table(head=HEAD + ",ชื่อ"), Unreadable.NO_HEAD, ()),
        (b"\x81\x82\x83\xff", Unreadable.LETTERS, ()),
        (table(*(["a,b,c"] * (MOST_LINES + 1))), Unreadable.TOO_LONG, ()),
    ],
)
def test_what_is_no_table(content: bytes, why: Unreadable, lacking: tuple[str, ...]) -> None:
    with pytest.raises(NoTable) as told:
        read_sheet(content)
    assert (told.value.why, told.value.lacking) == (why, lacking)


def states(content: bytes, *people: Person) -> list[State]:
    return [each.state for each in plan(content, read_sheet(content), people).lines]


def test_a_line_is_new_changes_something_or_nothing() -> None:
    content = table(
        "wilai,นางวิไล รักสมมติ,กรรมการ,,",
        "THANA,นายธนา มั่นสมมติ,ประธาน,๐ ๒๑๒๓ ๔๕๖๗,",
    )
    planned = plan(content, read_sheet(content), [THANA])
    assert [each.state for each in planned.lines] == [State.NEW, State.CHANGES]
    assert planned.lines[1].changes == (Change(field="office", before="กรรมการ", after="ประธาน"),)
    assert (planned.lines[1].person, planned.count(State.NEW)) == (THANA.person, 1)
    assert states(table("thana,นายธนา มั่นสมมติ,กรรมการ,๐ ๒๑๒๓ ๔๕๖๗,"), THANA) == [State.SAME]


def test_a_column_that_is_not_there_changes_nothing_and_a_cell_that_is_empty_does() -> None:
    without = table("thana,นายธนา มั่นสมมติ,กรรมการ", head="ชื่อผู้ใช้,ชื่อ,ตำแหน่ง")
    assert states(without, THANA) == [State.SAME]
    assert states(table("thana,นายธนา มั่นสมมติ,กรรมการ"), THANA) == [State.CHANGES]


@pytest.mark.parametrize(
    ("line", "field", "fault"),
    [
        ("wilai,=1+1,กรรมการ,,", "name", Fault.COMPUTES),
        ("wilai,นาง\u202eวิไล,กรรมการ,,", "name", Fault.UNSEEN_SIGN),
        ("wilai,นางวิไล\x00,กรรมการ,,", "name", Fault.UNSEEN_SIGN),
        (",นางวิไล,กรรมการ,,", "sign_in_name", Fault.EMPTY),
        ("wi lai,นางวิไล,กรรมการ,,", "sign_in_name", Fault.HAS_SPACE),
        ("wilai,นางวิไล,กรรมการ,ไม่มี,", "telephone", Fault.NO_TELEPHONE),
        ("wilai,นางวิไล,กรรมการ,,ไม่มี", "email", Fault.NO_ADDRESS),
        ("wilai,นางวิไล,กรรมการ,,,เกิน", "line", Fault.BROKEN_LINE),
        ('wilai,"นางวิไล,กรรมการ,,', "name", None),
    ],
)
def test_a_bad_line_is_named(line: str, field: str, fault: Fault | None) -> None:
    content = table("somchai,นายสมชาย,กรรมการ,,", line)
    good, bad = plan(content, read_sheet(content), []).lines
    assert (good.state, bad.state, bad.first) == (State.NEW, State.BAD, 3)
    assert fault is None or (field, fault) in bad.faults


def test_the_same_name_twice_is_bad_the_second_time() -> None:
    content = table("wilai,นางวิไล,กรรมการ,,", "Wilai,นางอื่น,กรรมการ,,")
    planned = plan(content, read_sheet(content), [])
    assert [each.state for each in planned.lines] == [State.NEW, State.BAD]
    assert planned.lines[1].faults == (("sign_in_name", Fault.TWICE),)


@pytest.mark.parametrize("line", ["thаna,นายอื่น,ก,,", "other,นายธนา  มั่นสมมติ,ก,,", "other,นายธนา มั่นสมมติ,ก,,"])
def test_a_name_that_looks_like_anothers_is_told(line: str) -> None:
    content = table(line)
    (planned,) = plan(content, read_sheet(content), [THANA]).lines
    assert planned.alike == ("นายธนา มั่นสมมติ (thana)",)


def test_the_digest_is_of_the_file_and_of_the_register() -> None:
    content, other = table("wilai,นางวิไล,กรรมการ,,"), table("wilai,นางวิไล,ประธาน,,")
    of = {
        plan(each, read_sheet(each), people).digest for each in (content, other) for people in ([], [THANA])
    }
    assert len(of) == 4


@given(
    st.binary(max_size=400)
    | st.text(max_size=300).map(lambda text: f"{HEAD}\n{text}".encode("utf-8", "replace"))
)
@example(f'{HEAD}\na,b,c\n"open,\nx,y,z'.encode())
@example(f"{HEAD}\r\n{'x' * 140_000},b,c\r\nlast,b,c".encode())
@example(f"{HEAD}\ra,b,c\rd,e,f".encode())
def test_no_file_breaks_the_reader_and_no_line_is_lost(content: bytes) -> None:
    try:
        sheet = read_sheet(content)
    except NoTable:
        return
    planned = plan(content, sheet, [THANA])
    assert len(planned.lines) == len(sheet.lines)
    covered = {number for each in sheet.lines for number in range(each.first, each.last + 1)}
    text = content.decode({"UTF-8": "utf-8-sig", "TIS-620": "cp874", "UTF-16": "utf-16"}[sheet.encoding])
    physical = list(io.StringIO(text, newline=""))
    written = {
        at
        for at, line in enumerate(physical, 1)
        if line.replace(sheet.separator, "").replace('"', "").strip()
    }
    head = min(written)
    assert written - covered <= set(range(head, min(covered, default=len(physical) + 1)))


_CELL = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)


@given(st.lists(st.tuples(_CELL, _CELL, _CELL), max_size=20))
def test_what_was_written_is_what_is_read(rows: list[tuple[str, str, str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([("ชื่อผู้ใช้", "ชื่อ", "ตำแหน่ง"), *rows])
    sheet = read_sheet(written.getvalue().encode())
    assert [tuple(each.cells.values()) for each in sheet.lines] == rows


def test_five_thousand_lines_are_compared_within_seconds() -> None:
    lines = [f"person{at},นายคนที่ {at} สมมติ,กรรมการ,,person{at}@agency.example" for at in range(MOST_LINES)]
    content = table(*lines)
    began = time.perf_counter()
    planned = plan(content, read_sheet(content), [THANA])
    assert planned.count(State.NEW) == MOST_LINES
    assert time.perf_counter() - began < 5
