"""The clip of a visitor whom somebody turned to: evidence of a vouching, and of nothing else (ข้อ ๙).

Each time a participant turns to a visitor who has agreed to it, the relay records at most fifteen seconds of what
that participant is shown. The clip is kept if they then vouch for the visitor, and destroyed if they turn away.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import (
    IdentityVouched,
    SeatVisited,
    VisitEnded,
    VisitorWatched,
    VouchingAwaited,
)
from meeting_server.meeting.facts.recording import Segment
from meeting_server.meeting.ids import SeatId


class Clip(NamedTuple):
    """A clip by its number: the how-manieth time in this meeting that somebody turned to a visitor."""

    number: int
    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipKept(Fact):
    """Sound and picture of a visitor as their voucher was shown them, sealed; no part of the meeting's recording."""

    clip: int
    seat: SeatId
    voucher: SeatId
    files: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipDiscarded(Fact):
    """Nobody vouched upon these files: they are destroyed."""

    clip: int
    seat: SeatId
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipLost(Fact):
    """The vouching stands without a clip: the recorder could not write one, or it was lost."""

    clip: int
    seat: SeatId
    voucher: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Clips:
    """Which clips are made and which are to be kept.

    `agreed` are the visitors to whom the notice said it; `last` holds the clip that each participant's turning to
    somebody began; `vouched` the clips upon which somebody was vouched for, with the voucher; of those `settled` are
    told of.
    """

    count: int = 0
    agreed: frozenset[SeatId] = frozenset()
    last: Mapping[SeatId, Clip] = field(default_factory=lambda: MappingProxyType({}))
    vouched: Mapping[int, tuple[SeatId, SeatId]] = field(default_factory=lambda: MappingProxyType({}))
    settled: frozenset[int] = frozenset()
    kept: frozenset[str] = frozenset()
    discarded: frozenset[str] = frozenset()

    def after(self, fact: Fact) -> "Clips":
        """The clips once this fact has happened."""
        match fact:
            case VouchingAwaited(seat=seat, clip=is_agreed):
                return replace(self, agreed=self.agreed | {seat} if is_agreed else self.agreed - {seat})
            case SeatVisited(seat=seat) | VisitEnded(seat=seat):
                return replace(self, agreed=self.agreed - {seat})
            case VisitorWatched(seat=seat, by=by):
                last = {each: clip for each, clip in self.last.items() if each != by}
                if seat in self.agreed:
                    last[by] = Clip(self.count + 1, seat)
                return replace(self, count=self.count + 1, last=MappingProxyType(last))
            case IdentityVouched(seat=seat, voucher=voucher):
                clip = self.last.get(voucher)
                if clip is None or clip.seat != seat:
                    return self
                vouched = MappingProxyType({**self.vouched, clip.number: (seat, voucher)})
                return replace(self, vouched=vouched)
            case ClipKept(clip=number, files=files):
                kept = self.kept | {each.file for each in files}
                return replace(self, kept=kept, settled=self.settled | {number})
            case ClipDiscarded(files=files):
                return replace(self, discarded=self.discarded | set(files))
            case ClipLost(clip=number):
                return replace(self, settled=self.settled | {number})
            case _:
                return self

    def running(self, watching: Mapping[SeatId, SeatId]) -> frozenset[Clip]:
        """The clips that are being made, or may be: of everybody who is turned to."""
        return frozenset(clip for by, clip in self.last.items() if watching.get(by) == clip.seat)
