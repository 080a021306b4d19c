"""Salted commitments."""

import pytest

from meeting_server.audit.entry import Opening
from meeting_server.audit.openings import commitment, is_commitment, opens

SALT = bytes(range(32))


def test_a_commitment_is_the_published_one() -> None:
    assert commitment({"ip": "192.0.2.7"}, SALT) == "ZFfsq26GZrvqZNrDYXDRZIFlQNeFVXeLo7atmawRbew="


def test_an_opening_shows_its_value_and_no_other() -> None:
    committed = commitment("นายธนา", SALT)
    assert opens(Opening(path="name", salt=SALT, value="นายธนา", klass="operation"), committed)
    assert not opens(Opening(path="name", salt=SALT, value="นายธนู", klass="operation"), committed)
    assert not opens(Opening(path="name", salt=SALT[::-1], value="นายธนา", klass="operation"), committed)


def test_an_opening_that_could_never_have_been_written_opens_nothing() -> None:
    committed = commitment("é", SALT)
    assert not opens(Opening(path="name", salt=SALT, value="e\u0301", klass="operation"), committed)
    assert not opens(Opening(path="name", salt=b"short", value="é", klass="operation"), committed)


def test_a_salt_has_thirty_two_bytes() -> None:
    with pytest.raises(ValueError, match="32"):
        commitment("x", bytes(31))


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "ZFfsq26GZrvqZNrDYXDRZIFlQNeFVXeLo7atmawRbew",
        "ZFfsq26GZrvqZNrDYXDRZIFlQNeFVXeLo7atmawRbex=",
        "ZFfsq26GZrvqZNrDYXDRZIFlQNeFVXeLo7atmawRbew=\n",
        "ZFfsq26GZrvqZNrDYXDRZIFlQNeFVXeLo7atmawRbe-=",
    ],
)
def test_a_commitment_has_one_spelling(text: object) -> None:
    assert is_commitment(commitment("x", SALT))
    assert not is_commitment(text)
