"""The machine's clock, for whoever is given one."""

from datetime import UTC, datetime


class WallClock:
    """What time it is here."""

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.now(UTC)
