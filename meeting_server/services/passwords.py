"""Hashing passwords with argon2id, in threads, and never more at once than the machine can bear."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import zxcvbn
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from meeting_server.accounts.credentials import Weakness, weakness
from meeting_server.meeting.refusal import Reason, Refused

_AT_ONCE = 2  # 19 MiB each; the meeting's own work must not wait for somebody guessing passwords.
_WAITING = (
    300  # A whole agency may sign in for its nine o'clock meetings; each waits some 15 ms for the one before.
)

_BEHIND_THE_LOOP = 10  # niceness: on a machine of two cores the loop would otherwise wait for its turn


def _stand_back() -> None:
    """Linux keeps niceness by thread; elsewhere there is nothing of the kind to set."""
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, 0, _BEHIND_THE_LOOP)


# Of 0 to 4; below it a password is found within a hundred million guesses, published ones and their kin first.
_STRONG = 3
_JUDGED = 64  # signs; whoever has written more than that has not written a common one
# The keys of the Thai keyboard (Kedmanee), and what they bear in Latin: a common word is as common when typed so.
_LATIN = str.maketrans(
    "ๅภถุึคตจขชๆไำพะัีรนยบลฟหกดเ้่าสวงผปแอิืทมใฝ",
    "14567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./",
)


def weakness_of(password: str, sign_in_name: str) -> Weakness | None:
    """What is wrong with a new password, by the rules and by the lists of common ones; None when it is accepted."""
    if found := weakness(password, sign_in_name):
        return found
    judged = password[:_JUDGED]
    for typed in {judged, judged.translate(_LATIN)}:
        if zxcvbn.zxcvbn(typed, user_inputs=[sign_in_name])["score"] < _STRONG:
            return Weakness.COMMON
    return None


# OWASP's figures for argon2id: 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(slots=True)
class Passwords:
    """Makes and checks password hashes."""

    hasher: PasswordHasher = _HASHER
    _threads: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(_AT_ONCE, "passwords", initializer=_stand_back)
    )
    _waiting: int = 0
    _nobody: str | None = None

    async def hash(self, password: str) -> str:
        """The hash to store, with its salt and figures in it."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.hasher.hash, password)

    async def fits(self, password: str, stored: str | None) -> bool:
        """Whether the password is the one that was hashed.

        None (no such person) costs the same time and is never right. Raises Refused(TOO_MANY_ATTEMPTS)
        when too many are waiting already.
        """
        if self._waiting >= _WAITING:
            raise Refused(Reason.TOO_MANY_ATTEMPTS, seconds=5)
        self._waiting += 1
        try:
            if self._nobody is None:
                self._nobody = await self.hash("the password of nobody")
            loop, known = asyncio.get_running_loop(), stored or self._nobody
            right = await loop.run_in_executor(self._threads, self._verify, known, password)
        finally:
            self._waiting -= 1
        return right and stored is not None

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self.hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
