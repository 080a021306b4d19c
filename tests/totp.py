"""A device that makes codes of the time, as an app on a telephone does: the tests' own, from RFC 4226 and 6238."""

import base64
import hashlib
import hmac
from datetime import datetime

STEP = 30


def code_of(secret: str, at: datetime, step: int = 0) -> str:
    """The code of a secret in letters at a moment; `step` steps later or earlier."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = int(at.timestamp()) // STEP + step
    digest = hmac.new(key, counter.to_bytes(8, "big"), hashlib.sha1).digest()
    at_byte = digest[-1] & 15
    number = int.from_bytes(digest[at_byte : at_byte + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
