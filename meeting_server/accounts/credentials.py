"""Which passwords are accepted, and how long somebody waits who keeps guessing (ข้อ ๙)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SHORTEST = 12
LONGEST = 256  # Longer ones would let a stranger keep the server busy with hashing.
_FEWEST_KINDS = 5
# No letter or digit that can be mistaken for another when it is read out over the telephone.
LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"

_FREE_FAILURES = 5
_FIRST_DELAY = timedelta(seconds=30)
_LONGEST_DELAY = timedelta(minutes=15)
_FORGIVEN_AFTER = timedelta(hours=1)


class Weakness(StrEnum):
    """Why a password is not accepted; length and guessability only, never a recipe of signs."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    CONTAINS_NAME = "contains_name"
    TOO_PLAIN = "too_plain"
    COMMON = "common"  # among those that were ever stolen and published, or made of them


def weakness(password: str, sign_in_name: str) -> Weakness | None:
    """What is wrong with a new password; None when it is accepted."""
    if len(password) < SHORTEST:
        return Weakness.TOO_SHORT
    if len(password) > LONGEST:
        return Weakness.TOO_LONG
    if sign_in_name.casefold() in password.casefold():
        return Weakness.CONTAINS_NAME
    if len(set(password)) < _FEWEST_KINDS:
        return Weakness.TOO_PLAIN
    return None


@dataclass(frozen=True, slots=True)
class Attempts:
    """The failures in a row under one name (or from one address), and when the last one was."""

    failures: int = 0
    last: datetime | None = None

    def failed(self, now: datetime) -> "Attempts":
        """One more failure; an hour without any forgives the earlier ones."""
        if self.last is not None and now - self.last > _FORGIVEN_AFTER:
            return Attempts(1, now)
        return Attempts(self.failures + 1, now)

    def wait(self, now: datetime, free: int = _FREE_FAILURES) -> timedelta:
        """How long until the next attempt is looked at at all; zero when it may be made now.

        After `free` failures 30 s, then twice as long each time, 15 min at most.
        """
        if self.last is None or self.failures < free:
            return timedelta()
        doublings = min(self.failures - free, 10)
        delay = min(_FIRST_DELAY * (1 << doublings), _LONGEST_DELAY)
        return max(self.last + delay - now, timedelta())
