"""Interest and suspension: a member put outside while the meeting considers a matter (ระงับการสื่อสาร, ข้อ ๑๐ (๒)).

A suspension comes about in three ways: the member declares an interest, another participant objects, or whoever
presides orders it. Before it, the member may be heard (ชี้แจง). Each order says who gave it and who carried it out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from meeting_server.meeting.facts.agenda import ItemClosed
from meeting_server.meeting.facts.fact import Fact, Retention, personal
from meeting_server.meeting.ids import ItemId, SeatId

K = TypeVar("K")
T = TypeVar("T")
Key = tuple[SeatId, ItemId]


class Interest(StrEnum):
    """The legal reason (ข้อ ๑๐ (๒))."""

    INTEREST = "interest"  # ส่วนได้เสีย
    PARTY = "party"  # คู่กรณี
    RELATIVE = "relative"  # ญาติ
    OTHER_BY_LAW = "other_by_law"  # เหตุอื่นตามกฎหมาย


class Basis(StrEnum):
    """The provision that an order rests on."""

    CLAUSE_10_2 = "clause_10_2"  # ข้อ ๑๐ (๒) of the recommendation
    APA_13_PARTY = "apa_13_party"  # พ.ร.บ. วิธีปฏิบัติราชการทางปกครอง พ.ศ. ๒๕๓๙ มาตรา ๑๓ (๑)
    APA_13_RELATIVE = "apa_13_relative"  # มาตรา ๑๓ (๒) (๓)
    APA_13_OTHER = "apa_13_other"  # มาตรา ๑๓ (๔) – (๖)
    APA_16 = "apa_16"  # มาตรา ๑๖: what may make the consideration partial


class Ground(StrEnum):
    """How the matter came up."""

    DECLARED = "declared"  # the member declared it
    OBJECTED = "objected"  # another objected
    ORDERED = "ordered"  # the chair ordered it


class Return(StrEnum):
    """Why a suspension ended."""

    ITEM_CLOSED = "item_closed"
    CHAIR = "chair"


class Moment(StrEnum):
    """When the relay's counters were read."""

    SUSPENDED = "suspended"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictMarked(Fact):
    """A possible conflict was marked before the meeting: told to the member and to the officers, and to nobody else."""

    seat: SeatId
    item: ItemId
    reason: Interest
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkRemoved(Fact):
    """A possible conflict was none."""

    seat: SeatId
    item: ItemId
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestDeclared(Fact):
    """A participant declared an interest in an item; before the opening, to the officers alone."""

    seat: SeatId
    item: ItemId
    reason: Interest
    before_opening: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationWithdrawn(Fact):
    """A participant took back what they had declared, before anything was ordered."""

    seat: SeatId
    item: ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionRaised(Fact):
    """Another participant objected that this one has an interest in an item (การคัดค้าน)."""

    seat: SeatId
    item: ItemId
    reason: Interest
    by: SeatId
    text: str | None = personal(Retention.CONTENT)  # what they rest it on


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionDismissed(Fact):
    """Whoever presides did not uphold an objection, and said why."""

    seat: SeatId
    item: ItemId
    reason: Interest
    ordered_by: SeatId
    executed_by: SeatId
    text: str | None = personal(Retention.CONTENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationBegan(Fact):
    """A participant is heard before anything is ordered: they state the facts and answer questions (ชี้แจง)."""

    seat: SeatId
    item: ItemId
    ordered_by: SeatId
    executed_by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationEnded(Fact):
    """They have been heard."""

    seat: SeatId
    item: ItemId
    ordered_by: SeatId
    executed_by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTakerNamed(Fact):
    """Another than the secretary keeps the minutes of an item (ผู้จดรายงานการประชุม)."""

    seat: SeatId
    item: ItemId
    ordered_by: SeatId
    executed_by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatSuspended(Fact):
    """A seat was put outside, both ways and in every channel, for one item.

    `law` names the provision where the reason is another by law; `explained` says that they were heard before.
    """

    seat: SeatId
    item: ItemId
    ground: Ground
    reason: Interest
    basis: Basis | None = None
    law: str = ""
    explained: bool = False
    ordered_by: SeatId | None = None
    executed_by: SeatId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRestored(Fact):
    """A suspended seat was called back; nobody orders it where the item closes."""

    seat: SeatId
    item: ItemId
    why: Return
    ordered_by: SeatId | None = None
    executed_by: SeatId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountersRead(Fact):
    """The relay's packet counters of a seat, read when it was suspended and again when it returned.

    Equal counters prove that no packet reached or left the seat in between (ข้อ ๑๐ (๒)).
    """

    seat: SeatId
    item: ItemId
    moment: Moment
    received: int
    sent: int


def _nothing() -> Mapping[K, T]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspensions:
    """What is said of interests and not yet decided, who is being heard, and the suspensions in force.

    What was said of an item falls when it closes.
    """

    marked: Mapping[Key, ConflictMarked] = field(default_factory=_nothing)
    declared: Mapping[Key, InterestDeclared] = field(default_factory=_nothing)
    objected: Mapping[Key, ObjectionRaised] = field(default_factory=_nothing)
    dismissed: frozenset[tuple[SeatId, ItemId, Interest]] = frozenset()
    explaining: Mapping[SeatId, ExplanationBegan] = field(default_factory=_nothing)
    heard: frozenset[Key] = frozenset()
    note_taker: SeatId | None = None  # in the secretary's place, for the item that is open
    in_force: Mapping[SeatId, SeatSuspended] = field(default_factory=_nothing)

    def after(self, fact: Fact) -> "Suspensions":
        """The suspensions once this fact has happened."""
        match fact:
            case InterestDeclared():
                return replace(self, declared=_with(self.declared, (fact.seat, fact.item), fact))
            case DeclarationWithdrawn():
                return replace(self, declared=_without(self.declared, (fact.seat, fact.item)))
            case ConflictMarked():
                return replace(self, marked=_with(self.marked, (fact.seat, fact.item), fact))
            case MarkRemoved():
                return replace(self, marked=_without(self.marked, (fact.seat, fact.item)))
            case ObjectionRaised():
                return replace(self, objected=_with(self.objected, (fact.seat, fact.item), fact))
            case ObjectionDismissed():
                return replace(
                    self,
                    objected=_without(self.objected, (fact.seat, fact.item)),
                    dismissed=self.dismissed | {(fact.seat, fact.item, fact.reason)},
                )
            case _:
                return self._ordered(fact)

    def _ordered(self, fact: Fact) -> "Suspensions":
        match fact:
            case ExplanationBegan():
                return replace(self, explaining=_with(self.explaining, fact.seat, fact))
            case ExplanationEnded():
                return replace(
                    self,
                    explaining=_without(self.explaining, fact.seat),
                    heard=self.heard | {(fact.seat, fact.item)},
                )
            case NoteTakerNamed(seat=seat):
                return replace(self, note_taker=seat)
            case SeatSuspended():
                return self._suspended(fact)
            case SeatRestored():
                return replace(self, in_force=_without(self.in_force, fact.seat))
            case ItemClosed(item=item):
                return self._closed(item)
            case _:
                return self

    def _suspended(self, fact: SeatSuspended) -> "Suspensions":
        """What was said of them is decided by it."""
        key = (fact.seat, fact.item)
        return replace(
            self,
            marked=_without(self.marked, key),
            declared=_without(self.declared, key),
            objected=_without(self.objected, key),
            in_force=_with(self.in_force, fact.seat, fact),
        )

    def _closed(self, item: ItemId) -> "Suspensions":
        return replace(
            self,
            marked=_but_of(self.marked, item),
            declared=_but_of(self.declared, item),
            objected=_but_of(self.objected, item),
            dismissed=frozenset(each for each in self.dismissed if each[1] != item),
            heard=frozenset(each for each in self.heard if each[1] != item),
            note_taker=None,
        )

    def __contains__(self, seat: object) -> bool:
        return seat in self.in_force


def _with(mapping: Mapping[K, T], key: K, value: T) -> Mapping[K, T]:
    return MappingProxyType({**mapping, key: value})


def _without(mapping: Mapping[K, T], key: K) -> Mapping[K, T]:
    return MappingProxyType({k: v for k, v in mapping.items() if k != key}) if key in mapping else mapping


def _but_of(said: Mapping[Key, T], item: ItemId) -> Mapping[Key, T]:
    return MappingProxyType({key: each for key, each in said.items() if key[1] != item})
