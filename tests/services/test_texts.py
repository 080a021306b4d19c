"""How a version of the agency's texts is spelt."""

import pytest

from meeting_server.services.default_texts import MANUAL, TERMS
from meeting_server.services.texts import LONGEST, BadWording, wording_of


def test_one_text_has_one_digest_however_it_was_saved() -> None:
    plain = wording_of("3", "ข้อหนึ่ง\nข้อสอง", "One\nTwo")
    assert wording_of(" 3 ", "\ufeffข้อหนึ่ง  \r\nข้อสอง\r\n", "One \nTwo\n\n").sha256 == plain.sha256
    # The same letter, composed or not.
    assert wording_of("3", "ก", "re\u0301sume\u0301").sha256 == wording_of("3", "ก", "résumé").sha256


def test_what_the_server_brings_along_is_spelt_so_too() -> None:
    for text in (TERMS, MANUAL):
        assert wording_of(text.version, text.th, text.en) == text


@pytest.mark.parametrize(
    ("version", "th", "en", "said"),
    [
        ("", "ก", "a", "one line"),
        ("x" * 41, "ก", "a", "one line"),
        ("1\n2", "ก", "a", "one line"),
        ("1", " \n", "a", "Thai text is empty"),
        ("1", "ก", "", "English text is empty"),
        ("1", "ก", "a" * (LONGEST + 1), "longer"),
    ],
)
def test_a_text_that_cannot_be_shown_is_refused_in_words(version: str, th: str, en: str, said: str) -> None:
    with pytest.raises(BadWording, match=said):
        wording_of(version, th, en)
