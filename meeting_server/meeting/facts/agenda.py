"""The items of the agenda as the meeting takes them up (ระเบียบวาระ)."""

from dataclasses import dataclass

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOpened(Fact):
    """The meeting took up an item."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemClosed(Fact):
    """The meeting finished an item."""

    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """The item before the meeting, and those it has finished."""

    current: ItemId | None = None
    finished: frozenset[ItemId] = frozenset()

    def after(self, fact: Fact) -> "Agenda":
        """The agenda once this fact has happened."""
        match fact:
            case ItemOpened():
                return Agenda(current=fact.item, finished=self.finished)
            case ItemClosed():
                return Agenda(current=None, finished=self.finished | {fact.item})
            case _:
                return self
