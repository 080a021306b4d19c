"""JSON in one spelling only: RFC 8785 in a restricted profile, so that equal values are equal bytes."""

import json
import re
from typing import Any
from unicodedata import is_normalized

LARGEST_INT = 2**53 - 1
DEEPEST = 16

_ASCII_KEY = re.compile(r"[\x20-\x7e]*")


class NotCanonical(ValueError):  # noqa: N818 - it says what the bytes are
    """The value has no spelling in the restricted profile, or the bytes are not that spelling."""


def canonical(value: object) -> bytes:
    """The one spelling of a JSON value.

    The profile of RFC 8785: keys printable ASCII, strings NFC, integers below 2⁵³ in magnitude, no floats.
    Raises NotCanonical for everything else, a lone surrogate included.
    """
    _check(value, 0)
    # Printable ASCII keys sort the same by code point as by UTF-16 unit, which is what RFC 8785 asks.
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError as broken:
        raise NotCanonical("a lone surrogate") from broken


def parse(spelling: bytes) -> Any:  # noqa: ANN401 - JSON is whatever it is; the codec types it
    """The value that these bytes spell; raises NotCanonical unless they are its one spelling."""
    try:
        value = json.loads(spelling)
    except (ValueError, RecursionError) as broken:
        raise NotCanonical("not JSON") from broken
    # A duplicate key, a space, another escape or another order comes back in a different spelling.
    if canonical(value) != spelling:
        raise NotCanonical("another spelling")
    return value


def _check(value: object, depth: int) -> None:
    if depth > DEEPEST:
        raise NotCanonical("too deep")
    match value:
        case None | bool():
            return
        case str():
            _check_text(value)
        case int():
            if abs(value) > LARGEST_INT:
                raise NotCanonical("an integer beyond 2^53")
        case dict():
            for key, member in value.items():
                if not isinstance(key, str) or not _ASCII_KEY.fullmatch(key):
                    raise NotCanonical("a key beyond ASCII")
                _check(member, depth + 1)
        case list() | tuple():
            for member in value:
                _check(member, depth + 1)
        case _:
            raise NotCanonical("neither text, integer, truth, list nor object")


def _check_text(text: str) -> None:
    if not text.isascii() and not is_normalized("NFC", text):
        raise NotCanonical("text that is not NFC")
