"""Salted commitments: the log proves a personal value while it is kept, and forgets it afterwards."""

import re
from base64 import b64encode
from hashlib import sha256

from meeting_server.audit.canonical import NotCanonical, canonical
from meeting_server.audit.entry import Opening

SALT_SIZE = 32

_DOMAIN = b"gov-commit-v1\0"
# Base64 of 32 bytes has one spelling only: the last letter before the padding carries four bits.
_COMMITMENT = re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=")


def commitment(value: object, salt: bytes) -> str:
    """What stands in the log for a personal value, in base64; `salt` is 32 random bytes."""
    if len(salt) != SALT_SIZE:
        raise ValueError("a salt has 32 bytes")
    return b64encode(sha256(_DOMAIN + salt + canonical(value)).digest()).decode()


def is_commitment(text: object) -> bool:
    """Whether this is the one spelling of some commitment."""
    return isinstance(text, str) and _COMMITMENT.fullmatch(text) is not None


def opens(opening: Opening, committed: str) -> bool:
    """Whether the opening shows what was committed to."""
    try:
        return commitment(opening.value, opening.salt) == committed
    except (NotCanonical, ValueError):
        return False
