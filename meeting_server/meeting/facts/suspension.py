"""Interest and suspension: a member put outside while the meeting considers a matter (ระงับการสื่อสาร, ข้อ ๑๐ (๒))."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from meeting_server.meeting.facts.agenda import ItemClosed
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import ItemId, SeatId

K = TypeVar("K")
T = TypeVar("T")


class Interest(StrEnum):
    """The legal reason (ข้อ ๑๐ (๒))."""

    INTEREST = "interest"  # ส่วนได้เสีย
    PARTY = "party"  # คู่กรณี
    RELATIVE = "relative"  # ญาติ
    OTHER_BY_LAW = "other_by_law"  # เหตุอื่นตามกฎหมาย


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
class InterestDeclared(Fact):
    """A participant declared an interest in an item."""

    seat: SeatId
    item: ItemId
    reason: Interest


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatSuspended(Fact):
    """A seat was put outside, both ways and in every channel, for one item."""

    seat: SeatId
    item: ItemId
    ground: Ground
    reason: Interest


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRestored(Fact):
    """A suspended seat was called back."""

    seat: SeatId
    item: ItemId
    why: Return


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspensions:
    """Declarations not yet acted on, one per seat and item, and suspensions in force."""

    declared: Mapping[tuple[SeatId, ItemId], InterestDeclared] = field(
        default_factory=lambda: MappingProxyType({})
    )
    in_force: Mapping[SeatId, SeatSuspended] = field(default_factory=lambda: MappingProxyType({}))

    def after(self, fact: Fact) -> "Suspensions":
        """The suspensions once this fact has happened."""
        match fact:
            case InterestDeclared():
                declared = MappingProxyType({**self.declared, (fact.seat, fact.item): fact})
                return Suspensions(declared=declared, in_force=self.in_force)
            case SeatSuspended():
                return Suspensions(
                    declared=_without(self.declared, (fact.seat, fact.item)),
                    in_force=MappingProxyType({**self.in_force, fact.seat: fact}),
                )
            case SeatRestored():
                return Suspensions(declared=self.declared, in_force=_without(self.in_force, fact.seat))
            case ItemClosed():
                kept = {key: said for key, said in self.declared.items() if said.item != fact.item}
                return replace(self, declared=MappingProxyType(kept))
            case _:
                return self

    def __contains__(self, seat: object) -> bool:
        return seat in self.in_force


def _without(mapping: Mapping[K, T], key: K) -> Mapping[K, T]:
    return MappingProxyType({k: v for k, v in mapping.items() if k != key})
