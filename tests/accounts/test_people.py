"""What may stand in the register of people, field by field."""

import pytest

from meeting_server.accounts.people import LONGEST_NAME, Details, Fault, Field, fault_of, faults_of, same_name

RIGHT = Details(
    sign_in_name="orathai.s",
    name="นางสาวอรทัย น้ำสมมติ",
    office="นักวิชาการ (ชำนาญการ)",
    telephone="๐ ๒๑๒๓ ๔๕๖๗ ต่อ ๑๒",
    email="orathai@agency.example.go.th",
)


def test_right_details_have_no_fault() -> None:
    assert list(faults_of(RIGHT)) == []
    assert list(faults_of(Details(sign_in_name="a", name="ก", office="ข"))) == []


@pytest.mark.parametrize(
    ("field", "text", "fault"),
    [
        (Field.NAME, "", Fault.EMPTY),
        (Field.OFFICE, "", Fault.EMPTY),
        (Field.NAME, "ก" * (LONGEST_NAME + 1), Fault.TOO_LONG),
        (Field.NAME, "ก" * LONGEST_NAME, None),
        (Field.SIGN_IN_NAME, "a" * 65, Fault.TOO_LONG),
        (Field.SIGN_IN_NAME, "two words", Fault.HAS_SPACE),
        (Field.SIGN_IN_NAME, "อรทัย", None),
        (Field.NAME, "นาย\u0000ก", Fault.UNSEEN_SIGN),
        (Field.NAME, "นาย\nก", Fault.UNSEEN_SIGN),
        (Field.NAME, "นาย\u202eก", Fault.UNSEEN_SIGN),
        (Field.NAME, "นาย\u200bก", Fault.UNSEEN_SIGN),
        (Field.NAME, '=HYPERLINK("http://x")', Fault.COMPUTES),
        (Field.OFFICE, "+1", Fault.COMPUTES),
        (Field.OFFICE, "-1", Fault.COMPUTES),
        (Field.SIGN_IN_NAME, "@sum(a1)", Fault.COMPUTES),
        (Field.NAME, "＝1+1", Fault.COMPUTES),
        (Field.TELEPHONE, "+66 2123 4567", None),
        (Field.TELEPHONE, "+cmd|' /C calc'!A0", Fault.COMPUTES),
        (Field.TELEPHONE, "โทรหาเลขาฯ", Fault.NO_TELEPHONE),
        (Field.TELEPHONE, "02-123-4567 ext. 9", None),
        (Field.EMAIL, "somebody", Fault.NO_ADDRESS),
        (Field.EMAIL, "", None),
    ],
)
def test_what_is_wrong_with_one_field(field: Field, text: str, fault: Fault | None) -> None:
    assert fault_of(field, text) == fault


def test_every_field_at_fault_is_named_once() -> None:
    wrong = Details(sign_in_name="", name="=1", office="ก", telephone="x", email="y")
    assert list(faults_of(wrong)) == [
        (Field.SIGN_IN_NAME, Fault.EMPTY),
        (Field.NAME, Fault.COMPUTES),
        (Field.TELEPHONE, Fault.NO_TELEPHONE),
        (Field.EMAIL, Fault.NO_ADDRESS),
    ]


def test_spaces_round_it_and_other_spellings_of_one_letter_are_put_in_order() -> None:
    written = Details(sign_in_name=" Orathai ", name=" Zoe\u0308 ", office="ก", email=" A@b.th")
    assert written.tidy() == Details(sign_in_name="orathai", name="Zoë", office="ก", email="A@b.th")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("นางสาวน้ำ แดงสมมติ", "นํ้า เเดงสมมติ"),
        ("นายกำธร", "น.ส. กํา ธร"),
        ("นายกำธร", "กำธร\u200b"),
        ("Mr. Somchai", "sоmchai"),  # with a Cyrillic o
    ],
)
def test_names_that_look_the_same_are_one(one: str, other: str) -> None:
    assert same_name(one, other)
    assert same_name(other, one)


def test_names_that_look_otherwise_are_two() -> None:
    assert not same_name("นายน้ำ", "นายนำ")
    assert not same_name("นาย", "นาง")
