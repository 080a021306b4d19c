"""What comes in one wake-up of the worker goes on together: each browser gets a picture's packets in one call."""

from collections.abc import Callable
from typing import Protocol


class Gathers(Protocol):
    """Whoever keeps what has come in a wake-up."""

    def pass_on(self) -> None:
        """Send on what was kept; never raises."""
        ...


class WakeUp:
    """Held while a port reads what is there; nothing waits longer, and outside of it nothing waits at all."""

    __slots__ = ("_waiting", "afterwards", "is_held")

    def __init__(self) -> None:
        self.is_held = False
        self.afterwards: Callable[[], None] | None = None  # called at the end of each
        self._waiting: list[Gathers] = []

    def hold(self) -> None:
        """More may come."""
        self.is_held = True

    def await_end(self, one: Gathers) -> None:
        """Have it pass on what it keeps when the port has read what is there."""
        self._waiting.append(one)

    def release(self) -> None:
        """The port has read what was there."""
        self.is_held = False
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            one.pass_on()
        if self.afterwards is not None:
            self.afterwards()
