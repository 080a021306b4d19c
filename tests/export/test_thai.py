"""Numbers, dates and times as Thai documents write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting_server.export.thai import clock, date, digits, local_stamp, second

AT = datetime(2026, 11, 12, 3, 24, 7, tzinfo=UTC)


def test_digits_are_real_thai_digits() -> None:
    assert digits("ครั้งที่ 11/2569") == "ครั้งที่ ๑๑/๒๕๖๙"
    assert digits(1_240) == "๑๒๔๐"
    assert digits(11, "en") == "11"


@given(st.integers())
def test_every_digit_is_turned_and_nothing_else(number: int) -> None:
    assert int(digits(number)) == number
    assert not any("0" <= letter <= "9" for letter in digits(number))


def test_times_are_bangkoks() -> None:
    assert clock(AT) == "๑๐.๒๔ น."
    assert clock(AT, "en") == "10:24"
    assert second(AT) == "๑๐.๒๔.๐๗ น."
    assert second(AT, "en") == "10:24:07"
    assert local_stamp(AT) == "2026-11-12 10:24:07"


def test_dates_have_the_buddhist_year() -> None:
    assert date(AT) == "วันพฤหัสบดีที่ ๑๒ พฤศจิกายน ๒๕๖๙"
    assert date(AT, "en") == "12 November B.E. 2569 (2026 C.E.)"


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC), "วันพฤหัสบดีที่ ๓๑ ธันวาคม ๒๕๖๙"),
        (datetime(2026, 12, 31, 17, 0, tzinfo=UTC), "วันศุกร์ที่ ๑ มกราคม ๒๕๗๐"),
        (datetime(2028, 2, 29, 0, 0, tzinfo=UTC), "วันอังคารที่ ๒๙ กุมภาพันธ์ ๒๕๗๑"),
    ],
)
def test_the_day_begins_in_bangkok(at: datetime, day: str) -> None:
    assert date(at) == day
