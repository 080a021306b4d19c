"""The leaf and the time stamp of an entry."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meeting_server.audit.entry import leaf_of, moment_of, stamp, whole_milliseconds

BANGKOK = timezone(timedelta(hours=7))
SECONDS = st.integers(min_value=-(10**10), max_value=10**11)
MOMENTS = st.builds(
    lambda seconds, micro: (
        datetime(2026, 1, 1, tzinfo=BANGKOK) + timedelta(seconds=seconds, microseconds=micro)
    ),
    SECONDS,
    st.integers(min_value=0, max_value=999_999),
)


def test_a_leaf_is_the_hash_of_a_zero_byte_and_the_entry() -> None:
    assert leaf_of(b"{}") == sha256(b"\x00{}").digest()


def test_a_stamp_has_three_decimals_and_z() -> None:
    assert stamp(datetime(2026, 11, 12, 10, 12, 7, 112_999, tzinfo=BANGKOK)) == "2026-11-12T03:12:07.112Z"
    assert stamp(datetime(2026, 11, 12, tzinfo=UTC)) == "2026-11-12T00:00:00.000Z"


@given(MOMENTS)
def test_a_stamp_reads_back_as_the_moment_in_whole_milliseconds(moment: datetime) -> None:
    assert moment_of(stamp(moment)) == whole_milliseconds(moment)
    assert stamp(moment_of(stamp(moment))) == stamp(moment)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-12T03:12:07Z",
        "2026-11-12T03:12:07.1Z",
        "2026-11-12T03:12:07.112000Z",
        "2026-11-12T03:12:07.112+00:00",
        "2026-11-12 03:12:07.112Z",
        "2026-W46-4T03:12:07.112Z",
        "2026-11-31T03:12:07.112Z",
        "2026-11-12T24:12:07.112Z",
        "๒026-11-12T03:12:07.112Z",
        "2026-11-12T03:12:07.112Z\n",
        "",
        None,
        7,
    ],
)
def test_any_other_spelling_of_a_time_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        moment_of(text)
