"""A committee's roster as a table: everybody in order, and what is wrong on which line."""

from datetime import date

import pytest

from meeting_server.accounts.people import Fault
from meeting_server.accounts.rosters import read_roster
from meeting_server.accounts.sheets import NoTable
from meeting_server.meeting.ids import PersonId
from meeting_server.meeting.roles import Role

PEOPLE = {name: PersonId(f"per_{name}") for name in ("arunee", "thana", "veera")}
HEAD = "ลำดับ,ชื่อผู้ใช้,บทบาท,ตำแหน่งในคณะ,ตั้งแต่,ถึง"


def table(*lines: str) -> bytes:
    return "\r\n".join((HEAD, *lines)).encode("cp874")


def test_everybody_stands_in_the_order_of_the_table() -> None:
    read = read_roster(
        table(
            "1,Arunee,ประธานกรรมการ,,,",
            "2,veera,กรรมการ + เลขานุการ / controller,ผู้แทนกรม,๑/๑๐/๒๕๖๙,30-9-2571",
            "3,thana,กรรมการ",
        ),
        PEOPLE,
    )
    assert (read.encoding, read.ignored, read.faults) == ("TIS-620", ("ลำดับ",), ())
    assert [(each.person, set(each.roles)) for each in read.members] == [
        (PEOPLE["arunee"], {Role.CHAIR, Role.MEMBER}),
        (PEOPLE["veera"], {Role.MEMBER, Role.SECRETARY, Role.CONTROLLER}),
        (PEOPLE["thana"], {Role.MEMBER}),
    ]
    veera = read.members[1]
    assert (veera.office, veera.since, veera.until) == ("ผู้แทนกรม", date(2026, 10, 1), date(2028, 9, 30))


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        ("1,nobody,กรรมการ,,,", [("sign_in_name", Fault.NOBODY)]),
        ("1,,กรรมการ,,,", [("sign_in_name", Fault.EMPTY)]),
        ("1,thana,,,,", [("roles", Fault.EMPTY)]),
        ("1,thana,กรรมการ + หัวหน้า,,,", [("roles", Fault.NO_ROLE)]),
        ("1,thana,กรรมการ,,31/2/2569,เร็ว ๆ นี้", [("since", Fault.NO_DAY), ("until", Fault.NO_DAY)]),
        ("1,thana,กรรมการ,,,,เกิน", [("line", Fault.BROKEN_LINE)]),
        ("1,arunee,กรรมการ,,,", [("sign_in_name", Fault.TWICE)]),
    ],
)
def test_a_bad_line_is_named_and_the_others_stand(line: str, faults: list[tuple[str, Fault]]) -> None:
    read = read_roster(table("1,arunee,ประธาน,,,", line, "2,veera,secretary,,,"), PEOPLE)
    assert read.faults == tuple((3, field, fault) for field, fault in faults)
    assert [each.person for each in read.members] == [PEOPLE["arunee"], PEOPLE["veera"]]


def test_a_table_without_roles_is_no_roster() -> None:
    with pytest.raises(NoTable) as told:
        read_roster("ชื่อผู้ใช้,ชื่อ\narunee,อรุณี".encode(), PEOPLE)
    assert told.value.lacking == ("roles",)
