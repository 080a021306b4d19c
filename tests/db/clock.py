"""A clock whose hands the test moves."""

from datetime import datetime, timedelta

from tests.audit.sample import BEGAN


class Hands:
    """The port `Clock`; every look is a second later, unless the test says otherwise."""

    def __init__(self) -> None:
        self.next = BEGAN
        self.step = timedelta(seconds=1)

    def now(self) -> datetime:
        """The time on the clock, which then moves on."""
        shown, self.next = self.next, self.next + self.step
        return shown
