"""Codes of the time as RFC 6238 has them, what is forgiven in writing them, and recovery codes."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from meeting_server.accounts.credentials import LEGIBLE
from meeting_server.accounts.second_factor import (
    SECRET_BYTES,
    address_of,
    fresh_recovery_codes,
    fresh_secret,
    in_letters,
    step_of,
    tidy,
)
from tests.totp import STEP, code_of

SECRET = b"12345678901234567890"
NOW = datetime(2026, 11, 26, 9, 0, 10, tzinfo=UTC)
HERE = int(NOW.timestamp()) // STEP


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_of_the_rfc_are_right(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, the last six digits."""
    now = datetime.fromtimestamp(seconds, UTC)
    assert step_of(SECRET, code, now, used=0) == seconds // STEP
    assert code_of(in_letters(SECRET), now) == code


@pytest.mark.parametrize(("step", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_wrong_by_one_step(step: int, right: bool) -> None:
    found = step_of(SECRET, code_of(in_letters(SECRET), NOW, step), NOW, used=0)
    assert found == (HERE + step if right else None)


def test_a_step_is_used_once_and_none_before_it_after_it() -> None:
    code, before = code_of(in_letters(SECRET), NOW), code_of(in_letters(SECRET), NOW, -1)
    assert step_of(SECRET, code, NOW, used=HERE - 1) == HERE
    assert step_of(SECRET, code, NOW, used=HERE) is None
    assert step_of(SECRET, before, NOW, used=HERE) is None
    assert step_of(SECRET, code, NOW + timedelta(seconds=2 * STEP), used=0) is None


@pytest.mark.parametrize("written", ["081804", " 081 804 ", "๐๘๑๘๐๔", "081-804"])
def test_how_a_code_is_written_makes_it_no_less_right(written: str) -> None:
    now = datetime.fromtimestamp(1111111109, UTC)
    assert step_of(SECRET, written, now, used=0) == 1111111109 // STEP


@pytest.mark.parametrize("written", ["", "81804", "0818040", "08180a", "٠٨١٨٠٤", "²³¹⁴⁵⁶"])
def test_what_is_no_code_is_wrong(written: str) -> None:
    assert step_of(SECRET, written, datetime.fromtimestamp(1111111109, UTC), used=0) is None


def test_secrets_are_of_chance() -> None:
    one, two = fresh_secret(), fresh_secret()
    assert len(one) == len(two) == SECRET_BYTES
    assert one != two


def test_the_picture_names_the_agency_and_the_account() -> None:
    address = urlsplit(address_of(SECRET, "สำนักงาน ก: ข", "ธนา:thana"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert unquote(address.path) == "/ธนา:thana"
    assert "%3A" in address.path
    asked = parse_qs(address.query)
    assert asked == {
        "secret": ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"],
        "issuer": ["สำนักงาน ก: ข"],
        "digits": ["6"],
        "period": ["30"],
    }


def test_recovery_codes_can_be_read_out_and_are_never_the_same() -> None:
    codes = fresh_recovery_codes()
    assert len(set(codes) | set(fresh_recovery_codes())) == 20
    for code in codes:
        one, two = code.split("-")
        assert len(one) == len(two) == 5
        assert set(one + two) <= set(LEGIBLE)
        assert tidy(f" {code.upper()} ") == one + two
