"""What a meeting resolved without a vote: because nobody saw it otherwise, or nothing at all (มติที่ประชุม)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from meeting_server.meeting.facts.agenda import ItemClosed
from meeting_server.meeting.facts.ballots import BallotOpened
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import ItemId, SeatId


class Unresolved(StrEnum):
    """Why an item for consideration was finished without a resolution."""

    POSTPONED = "postponed"  # เลื่อนไปพิจารณาในการประชุมครั้งต่อไป
    MORE_TO_STUDY = "more_to_study"  # ให้กลับไปศึกษาเพิ่มเติม
    WITHDRAWN = "withdrawn"  # ถอนเรื่อง
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionsAsked(Fact):
    """Whoever presides asked whether anybody saw the matter otherwise (มีผู้เห็นเป็นอย่างอื่นหรือไม่)."""

    item: ItemId
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherwiseSeen(Fact):
    """A member sees it otherwise."""

    item: ItemId
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedUnopposed(Fact):
    """Nobody saw it otherwise: the meeting approved (พ.ร.บ. วิธีปฏิบัติราชการทางปกครองฯ มาตรา ๘๒)."""

    item: ItemId
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingResolved(Fact):
    """An item for consideration is finished without a resolution."""

    item: ItemId
    why: Unresolved


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolutions:
    """The question that stands before the meeting, who raised an objection, and what was resolved without a vote."""

    asked: ObjectionsAsked | None = None
    raised: tuple[SeatId, ...] = ()
    unopposed: Mapping[ItemId, ResolvedUnopposed] = field(default_factory=lambda: MappingProxyType({}))
    nothing: Mapping[ItemId, NothingResolved] = field(default_factory=lambda: MappingProxyType({}))

    def after(self, fact: Fact) -> "Resolutions":
        """What stands once this fact has happened."""
        match fact:
            case ObjectionsAsked():
                return replace(self, asked=fact, raised=())
            case OtherwiseSeen():
                return replace(self, raised=(*self.raised, fact.seat))
            case ResolvedUnopposed():
                resolved = MappingProxyType({**self.unopposed, fact.item: fact})
                return replace(self, asked=None, raised=(), unopposed=resolved)
            case NothingResolved():
                return replace(self, nothing=MappingProxyType({**self.nothing, fact.item: fact}))
            case BallotOpened() | ItemClosed():
                return replace(self, asked=None, raised=())
            case _:
                return self
