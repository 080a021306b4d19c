"""Showing who one is: the proof each participant gave (การแสดงตน, ข้อ ๙)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import SeatId


class Method(StrEnum):
    """How identity was shown."""

    LOGIN = "login"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProven(Fact):
    """A participant showed who they are; it counts from this moment only."""

    seat: SeatId
    method: Method = Method.LOGIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The proofs in force, by seat."""

    proofs: Mapping[SeatId, Method] = field(default_factory=lambda: MappingProxyType({}))

    def after(self, fact: Fact) -> "Identity":
        """The proofs once this fact has happened."""
        if isinstance(fact, IdentityProven):
            return Identity(proofs=MappingProxyType({**self.proofs, fact.seat: fact.method}))
        return self
