"""The second factor (ปัจจัยที่สอง): codes that a person's own device makes of the time (TOTP, RFC 6238), and recovery codes.

What is typed may come with spaces, in Thai figures, or in capitals: none of that makes a right code wrong (ข้อ ๙).
"""

import hmac
import secrets
from base64 import b32encode
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from meeting_server.accounts.credentials import LEGIBLE

SECRET_BYTES = 20  # as RFC 4226 recommends
RECOVERY_CODES = 10
HALF_OPEN = timedelta(minutes=5)  # as long as a right password waits for its code
OFFERED = timedelta(minutes=15)  # as long as somebody may take to set their device up
FRESH = timedelta(minutes=10)  # how long what somebody showed is enough to change how they sign in

_DIGITS, _SECONDS = 6, 30
_SLACK = 1  # steps that a device's clock may be wrong by, either way
_GROUP = 5  # letters; two groups make a recovery code of some 49 bits
_THAI = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def fresh_secret() -> bytes:
    """A secret for a device, of chance."""
    return secrets.token_bytes(SECRET_BYTES)


def in_letters(secret: bytes) -> str:
    """The secret as devices take it when it is typed: Base32 without padding."""
    return b32encode(secret).decode().rstrip("=")


def address_of(secret: bytes, agency: str, sign_in_name: str) -> str:
    """What the square picture says to a device: an `otpauth` address, which names the agency and the account.

    The agency stands in it once: a Thai name takes nine signs for each letter, and the picture must stay coarse.
    """
    label = quote(sign_in_name, safe="")
    asked = {"secret": in_letters(secret), "issuer": agency, "digits": _DIGITS, "period": _SECONDS}
    return f"otpauth://totp/{label}?{urlencode(asked, quote_via=quote)}"


def step_of(secret: bytes, code: str, now: datetime, used: int) -> int | None:
    """The step of time whose code this is; None for a wrong code, and for one of a step already used."""
    written = tidy(code)
    if len(written) != _DIGITS or not written.isascii() or not written.isdigit():
        return None
    totp = TOTP(secret, _DIGITS, SHA1(), _SECONDS)  # noqa: S303 - RFC 6238; all that devices can
    here = int(now.timestamp()) // _SECONDS
    for step in range(here - _SLACK, here + _SLACK + 1):
        if hmac.compare_digest(totp.generate(step * _SECONDS), written.encode()) and step > used:
            return step
    return None


def fresh_recovery_codes() -> tuple[str, ...]:
    """Codes for the day on which the device is lost, to be written down."""
    return tuple("-".join(_letters() for _ in range(2)) for _ in range(RECOVERY_CODES))


def tidy(code: str) -> str:
    """A code in the one form in which it is compared."""
    return "".join(code.casefold().translate(_THAI).replace("-", "").split())


def _letters() -> str:
    return "".join(secrets.choice(LEGIBLE) for _ in range(_GROUP))
