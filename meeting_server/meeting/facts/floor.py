"""The floor: who may share a screen, and whose is shared (การจัดการสิทธิ, ข้อ ๑๐ (๒))."""

from dataclasses import dataclass, replace
from enum import StrEnum

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import LinkUsed, LinkWithdrawn, ProofRevoked
from meeting_server.meeting.facts.presence import Left, SeatSignedOut
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.facts.suspension import SeatSuspended
from meeting_server.meeting.ids import SeatId


class ShareEnding(StrEnum):
    """Why a screen is shared no more."""

    STOPPED = "stopped"  # by whoever shared it
    ORDERED = "ordered"  # by whoever presides
    TAKEN_OVER = "taken_over"  # another one is shared in its place


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingAllowed(Fact):
    """A seat was given the right to share its screen, beside those whose office carries it."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingTakenBack(Fact):
    """The right that a seat was given was taken back."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenShared(Fact):
    """A seat shares its screen from now on (นำเสนอหน้าจอ); never two at a time."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenShareEnded(Fact):
    """A screen is shared no more; going out, being suspended and the close end it without this fact."""

    seat: SeatId
    why: ShareEnding


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """Who was given the right to share a screen, and who shares one now."""

    allowed: frozenset[SeatId] = frozenset()
    sharing: SeatId | None = None

    def after(self, fact: Fact) -> "Floor":
        """The floor once this fact has happened."""
        match fact:
            case SharingAllowed(seat=seat):
                return replace(self, allowed=self.allowed | {seat})
            case SharingTakenBack(seat=seat):
                return replace(self, allowed=self.allowed - {seat})
            case ScreenShared(seat=seat):
                return replace(self, sharing=seat)
            case (
                ScreenShareEnded(seat=seat)
                | SeatSuspended(seat=seat)
                | Left(seat=seat)
                | LinkUsed(seat=seat)
                | LinkWithdrawn(seat=seat, ends_proof=True)
                | ProofRevoked(seat=seat)
                | SeatSignedOut(seat=seat)
            ) if seat == self.sharing:
                return replace(self, sharing=None)
            case MeetingClosed():
                return Floor()
            case _:
                return self
