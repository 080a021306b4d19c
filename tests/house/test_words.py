"""Everything that is shown to people has words, in Thai and in English, written once."""

import re
from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from string import Formatter
from typing import get_args

import pytest

from meeting_server.accounts.credentials import Weakness
from meeting_server.accounts.people import Fault
from meeting_server.audit.names import FACTS
from meeting_server.export.words import Words, words
from meeting_server.meeting.facts.ballots import Choice, EchoEnding, Outcome, VoteMethod
from meeting_server.meeting.facts.calling import BackupKind, Purpose
from meeting_server.meeting.facts.documents import Channel
from meeting_server.meeting.facts.identity import Method
from meeting_server.meeting.facts.incidents import Cause, Result, What
from meeting_server.meeting.facts.recording import GapReason
from meeting_server.meeting.facts.resolutions import Unresolved
from meeting_server.meeting.facts.session import Part, Passing
from meeting_server.meeting.facts.suspension import Basis, Ground, Interest, Return
from meeting_server.meeting.refusal import Reason
from meeting_server.meeting.roles import Role
from meeting_server.projections.minutes import SILENT, Code
from meeting_server.services.asked import Asked
from meeting_server.services.default_texts import MANUAL, TERMS
from meeting_server.services.notice import NOTICE, NOTICE_OF_SOUND
from tests.house.tree import HOUSE

LANGUAGES = ("th", "en")
THAI = re.compile(r"[\u0e01-\u0e5b]")
ENUMERATIONS: dict[str, type[StrEnum]] = {
    "reason": Reason,
    "fault": Fault,
    "weakness": Weakness,
    "gap": GapReason,
    "cause": Cause,
    "result": Result,
    "role": Role,
    "proof": Method,
    "choice": Choice,
    "method": VoteMethod,
    "echo": EchoEnding,
    "unresolved": Unresolved,
    "outcome": Outcome,
    "backup_kind": BackupKind,
    "sentence": Code,
}
CODED: dict[str, type[StrEnum]] = {
    "purpose": Purpose,
    "reason": Interest,
    "basis": Basis,
    "ground": Ground,
    "why": Return,
    "passing": Passing,
    "part": Part,
    "outcome": Outcome,
    "root": Cause,
    "result": Result,
    "choice": Choice,
    "unresolved": Unresolved,
    "channel": Channel,
}


# What is told beside the one sentence that a fact has, or in its place.
BESIDE = {
    Code.DECLARED_BEFORE,
    Code.OBJECTION_LAPSED,
    Code.SUSPENDED_UNDER,
    Code.SUSPENDED_HEARD,
    Code.LAW_NAMED,
    Code.EXECUTED,
    Code.STOPPED,
    Code.DOCUMENT_OF_MEETING,
    Code.DOCUMENT_REPLACED,
    Code.ACCESS_BEFORE,
}


def commands() -> set[str]:
    """The name of everything that a browser may ask for."""
    (union, *_) = get_args(Asked)
    return {get_args(asked.model_fields["name"].annotation)[0] for asked in get_args(union)}


def every_word(spoken: Words) -> dict[str, str]:
    """Every word of a language, by where it stands."""
    found: dict[str, str] = {}

    def gather(place: str, value: object) -> None:
        if isinstance(value, Mapping):
            for key, inner in value.items():
                gather(f"{place}.{key}", inner)
        elif isinstance(value, tuple):
            for number, inner in enumerate(value):
                gather(f"{place}.{number}", inner)
        else:
            found[place] = str(value)

    for field in fields(spoken):
        gather(field.name, getattr(spoken, field.name))
    return found


def figures(text: str) -> set[str]:
    """The figures that a sentence names."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("place", "codes"), ENUMERATIONS.items())
def test_every_code_has_words(language: str, place: str, codes: type[StrEnum]) -> None:
    assert getattr(words(language), place).keys() == set(codes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("place", "codes"), CODED.items())
def test_every_code_inside_a_sentence_has_words(language: str, place: str, codes: type[StrEnum]) -> None:
    assert words(language).coded[place].keys() == {code.value for code in codes}


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_may_be_wrong_has_words_on_the_screen_and_in_a_sentence(language: str) -> None:
    every = {what.value for kind in get_args(What) for what in kind}
    assert {what.value for what in words(language).incident} == every
    assert words(language).coded["trouble"].keys() == every


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_words(language: str) -> None:
    assert words(language).command.keys() == commands()


def test_both_languages_have_the_same_words_with_the_same_figures() -> None:
    thai, english = (every_word(words(language)) for language in LANGUAGES)
    assert thai.keys() == english.keys()
    assert [place for place in thai if figures(thai[place]) != figures(english[place])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_missing_or_a_code(language: str) -> None:
    for place, word in every_word(words(language)).items():
        assert word.strip(), place
        assert not re.search(r"[a-z]_[a-z]", Formatter().vformat(word, (), Blanks())), place


class Blanks(dict[str, str]):
    """A figure for every name, so that a sentence can be read without its figures."""

    def __missing__(self, key: str) -> str:
        return "0"


def test_thai_words_are_thai_and_english_words_are_not() -> None:
    for place, word in every_word(words("th")).items():
        assert THAI.search(word) or not figures(word) ^ set(), place
    for place, word in every_word(words("en")).items():
        assert not THAI.search(word), place


def test_documents_use_thai_digits() -> None:
    assert [word for word in every_word(words("th")).values() if re.search(r"[0-9]", figureless(word))] == []


def figureless(text: str) -> str:
    """A sentence without its figures."""
    return "".join(literal for literal, *_ in Formatter().parse(text))


def test_every_fact_has_a_sentence_or_is_silent_by_decision() -> None:
    assert set(FACTS.values()) >= SILENT
    assert len(FACTS) == len(SILENT) + len(set(Code) - BESIDE)


def test_what_is_accepted_at_the_door_is_in_both_languages() -> None:
    for text in (NOTICE, NOTICE_OF_SOUND, TERMS, MANUAL):
        assert THAI.search(text.th)
        assert not THAI.search(text.en)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_browser_has_the_same_refusals_and_gaps(language: str) -> None:
    # A long sentence stands in a line of its own.
    written = re.sub(r":\n\s+", ": ", (HOUSE / "web" / "src" / "i18n" / "generated.ts").read_text())
    spoken = words(language)
    for catalogue in (spoken.reason, spoken.fault, spoken.weakness, spoken.gap):
        for code, word in catalogue.items():
            assert f'{code.value}: "{word}",' in written, code


def test_an_unknown_language_is_answered_in_thai() -> None:
    assert words("fr") is words("th")
