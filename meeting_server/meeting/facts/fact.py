"""The base of every fact, and the promise that a released field is permanent."""

from dataclasses import dataclass, field
from enum import StrEnum


class Retention(StrEnum):
    """How long the opening of a personal field is kept."""

    OPERATION = "operation"  # names and offices: as long as the record itself
    TRAFFIC = "traffic"  # ข้อมูลจราจรทางคอมพิวเตอร์: addresses and user agents
    CONTENT = "content"  # what people wrote: as scheduled for minutes and recordings


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened. Never refused, never edited; a released fact may only gain optional fields."""


def personal(retention: Retention) -> str | None:
    """Declare a field whose value is personal.

    It stands in the log as a salted commitment; its opening is kept apart and may be destroyed, after
    which the field reads None and everything else still replays.
    """
    # dataclasses.field is typed by its default, and the default of a destroyed opening is None.
    declared: str | None = field(default=None, metadata={"personal": retention})
    return declared
