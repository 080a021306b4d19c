"""One spelling of every value, the same as RFC 8785 has it."""

import json
from unicodedata import normalize

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from meeting_server.audit.canonical import LARGEST_INT, NotCanonical, canonical, parse

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"])).map(lambda text: normalize("NFC", text))
KEYS = st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E))
INTEGERS = st.integers(min_value=-LARGEST_INT, max_value=LARGEST_INT)
VALUES = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_every_value_is_spelt_as_rfc_8785_spells_it(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]  # JSON by construction


@given(VALUES)
def test_a_spelling_reads_back_as_its_value(value: object) -> None:
    assert parse(canonical(value)) == value


@given(VALUES, st.data())
def test_any_other_spelling_of_a_value_is_refused(value: object, draw: st.DataObject) -> None:
    other = draw.draw(
        st.sampled_from(
            [
                json.dumps(value, indent=1).encode(),
                json.dumps(value, ensure_ascii=False).encode() + b" ",
                b" " + canonical(value),
            ]
        )
    )
    if other != canonical(value):
        with pytest.raises(NotCanonical):
            parse(other)


@pytest.mark.parametrize(
    "value",
    [
        0.5,
        1e3,
        LARGEST_INT + 1,
        -LARGEST_INT - 1,
        "e\u0301",
        "\ud800",
        {"ชื่อ": 1},
        {"\t": 1},
        {1: 1},
        {"a": {1, 2}},
        b"bytes",
    ],
)
def test_what_is_beyond_the_profile_has_no_spelling(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


def test_a_value_nested_without_end_has_no_spelling() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(NotCanonical):
        canonical(endless)


@pytest.mark.parametrize(
    "spelling",
    [
        b'{"a":1,"a":2}',
        b'{"b":1,"a":2}',
        b'"\\u0e01"',
        b'"\\/"',
        b"1.0",
        b"1e2",
        b"-0",
        b"NaN",
        b"01",
        b"",
        b"\xff",
        b"\xef\xbb\xbf1",
        b"[" * 100_000,
        b"9" * 5_000,
        b'"e\xcc\x81"',
        b'"\\ud800"',
    ],
)
def test_bytes_in_another_spelling_are_refused(spelling: bytes) -> None:
    with pytest.raises(NotCanonical):
        parse(spelling)
