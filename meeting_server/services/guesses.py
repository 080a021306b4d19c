"""Whoever guesses waits: how often something was guessed wrong, and how often from one address (ข้อ ๙)."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil

from meeting_server.accounts.credentials import Attempts
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.ports import Clock

_FREE_FAILURES_OF_AN_ADDRESS = 30  # A whole office may stand behind one address.
_REMEMBERED = 10_000


class Guesses:
    """The wrong guesses of late, in memory: at what (a name, somebody's code), and from where."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._attempts: OrderedDict[str, Attempts] = OrderedDict()
        self._guessing: set[str] = set()  # what is being looked at, and addresses in doubt that ask

    @contextmanager
    def one(self, of: str, address: str) -> Iterator[None]:
        """One guess at something at a time: of many at once, all would be looked at before the first has failed.

        And one from an address that has failed often; an office that has not may come in all together. Raises
        Refused(TOO_MANY_ATTEMPTS), with the `seconds` to wait.
        """
        self._must_not_wait(of, address)
        place = _place(address)
        keys = {of}
        if self._attempts.get(place, Attempts()).failures >= _FREE_FAILURES_OF_AN_ADDRESS:
            keys.add(place)
        if keys & self._guessing:
            raise Refused(Reason.TOO_MANY_ATTEMPTS, seconds=1)
        self._guessing |= keys
        try:
            yield
        finally:
            self._guessing -= keys

    def failed(self, of: str, address: str) -> None:
        """Count a wrong guess."""
        now = self._clock.now()
        for key in (of, _place(address)):
            self._attempts[key] = self._attempts.get(key, Attempts()).failed(now)
            self._attempts.move_to_end(key)
        while len(self._attempts) > _REMEMBERED:
            self._attempts.popitem(last=False)

    def forgive(self, of: str) -> None:
        """Forget the wrong ones before a right one; those of the address stay."""
        self._attempts.pop(of, None)

    def _must_not_wait(self, of: str, address: str) -> None:
        now = self._clock.now()
        longest = max(
            self._attempts.get(of, Attempts()).wait(now),
            self._attempts.get(_place(address), Attempts()).wait(now, _FREE_FAILURES_OF_AN_ADDRESS),
        )
        if longest:
            raise Refused(Reason.TOO_MANY_ATTEMPTS, seconds=ceil(longest.total_seconds()))


def _place(address: str) -> str:
    return f"address {address}"
