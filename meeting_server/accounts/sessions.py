"""How a session was signed in to, and how long it lives: 12 hours at most, 60 minutes without use (ข้อ ๙)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

LONGEST = timedelta(hours=12)
IDLE = timedelta(minutes=60)
TOUCH_EVERY = timedelta(minutes=1)  # A write for every request would only wear out the disk.


class Way(StrEnum):
    """By what somebody showed who they are when they signed in."""

    PASSWORD = "password"  # noqa: S105 - the way, not a password
    PASSKEY = "passkey"
    PROVIDER = "provider"  # of the agency or ThaID, by OpenID Connect
    LINK = "link"  # for once, given by the support officer after a call-back
    VISIT = "visit"  # by nothing: whoever comes so waits to be vouched for
    DEMO = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a session began: in what way, by how many factors, from what browser; for one meeting alone, or for all."""

    way: str
    factors: int = 1
    browser: str = ""
    meeting: str | None = None
    link: str | None = None  # by which it was opened


def is_live(created_at: datetime, seen_at: datetime, revoked_at: datetime | None, now: datetime) -> bool:
    """Whether the session still stands for its person."""
    return revoked_at is None and now - created_at < LONGEST and now - seen_at < IDLE


def needs_touch(seen_at: datetime, now: datetime) -> bool:
    """Whether its use has to be written down again."""
    return now - seen_at >= TOUCH_EVERY


def fingerprint(token: str) -> str:
    """What is stored of a token: SHA-256 in hex; the token itself is in the cookie alone."""
    return sha256(token.encode()).hexdigest()
