"""Every sentence that the server ever says, in Thai and English: the same keys, held by one type."""

from meeting_server.export.words import en, th
from meeting_server.export.words.shape import Words

__all__ = ["Words", "words"]

_LANGUAGES = {"th": th.WORDS, "en": en.WORDS}


def words(language: str) -> Words:
    """The words of a language; Thai for one we do not have."""
    return _LANGUAGES.get(language, th.WORDS)
