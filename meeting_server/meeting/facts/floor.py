"""The floor: who asks to speak, who speaks and for how long, who shares a screen (การจัดการสิทธิ, ข้อ ๑๐ (๒))."""

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


class HandEnding(StrEnum):
    """Why a hand is up no more, though its owner is there and has not spoken."""

    OWN = "own"
    ORDERED = "ordered"  # by whoever presides


@dataclass(frozen=True, slots=True, kw_only=True)
class HandRaised(Fact):
    """A participant asks to speak (ยกมือขอพูด); the queue is in the order of the log."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class HandLowered(Fact):
    """A hand is up no more; being given the floor, going out and being suspended lower it without this fact."""

    seat: SeatId
    why: HandEnding


class TurnEnding(StrEnum):
    """Why somebody has the floor no more."""

    DONE = "done"  # they said that they have finished
    ORDERED = "ordered"  # by whoever presides
    PASSED_ON = "passed_on"  # it was given to another


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorGiven(Fact):
    """Whoever presides asked a participant to speak (ให้พูด); never two at a time."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTimed(Fact):
    """So many minutes, from now on, for whoever has the floor; nothing is cut off when they are over."""

    seat: SeatId
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorTaken(Fact):
    """The floor came back; going out, being suspended and the close end a turn without this fact."""

    seat: SeatId
    why: TurnEnding


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrophonesSilenced(Fact):
    """Whoever presides asked everybody else, but who has the floor, to turn their microphone off (ปิดไมค์ทุกคน).

    Each may turn it on again; with `held` only who is given the floor, until the microphones are released.
    """

    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MicrophonesReleased(Fact):
    """Everybody may turn their microphone on again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """Who was given the right to share a screen, and who shares one now; whose hands are up, and who has the floor.

    `hands` keeps the place of somebody whose line is down; `minutes` are those of `speaker`, where they were counted;
    `held` is whether nobody is heard but who presides and who has the floor.
    """

    allowed: frozenset[SeatId] = frozenset()
    sharing: SeatId | None = None
    hands: tuple[SeatId, ...] = ()
    speaker: SeatId | None = None
    minutes: int | None = None
    held: bool = False

    def after(self, fact: Fact) -> "Floor":
        """The floor once this fact has happened."""
        match fact:
            case SharingAllowed(seat=seat):
                return replace(self, allowed=self.allowed | {seat})
            case SharingTakenBack(seat=seat):
                return replace(self, allowed=self.allowed - {seat})
            case ScreenShared(seat=seat):
                return replace(self, sharing=seat)
            case ScreenShareEnded(seat=seat) if seat == self.sharing:
                return replace(self, sharing=None)
            case (
                SeatSuspended(seat=seat)
                | Left(seat=seat)
                | LinkUsed(seat=seat)
                | LinkWithdrawn(seat=seat, ends_proof=True)
                | ProofRevoked(seat=seat)
                | SeatSignedOut(seat=seat)
            ):
                return self._without(seat)
            case MeetingClosed():
                return Floor()
            case _:
                return self._turned(fact)

    def _turned(self, fact: Fact) -> "Floor":
        """What a fact of the queue and of speaking makes of it."""
        match fact:
            case HandRaised(seat=seat):
                return replace(self, hands=(*self.hands, seat))
            case HandLowered(seat=seat):
                return replace(self, hands=_less(self.hands, seat))
            case FloorGiven(seat=seat):
                return replace(self, hands=_less(self.hands, seat), speaker=seat, minutes=None)
            case TurnTimed(minutes=minutes):
                return replace(self, minutes=minutes)
            case FloorTaken():
                return replace(self, speaker=None, minutes=None)
            case MicrophonesSilenced(held=held):
                return replace(self, held=held)
            case MicrophonesReleased():
                return replace(self, held=False)
            case _:
                return self

    def _without(self, seat: SeatId) -> "Floor":
        """Whoever is not inside asks for nothing, says nothing and shows nothing."""
        if seat not in (*self.hands, self.speaker, self.sharing):
            return self
        speaks = self.speaker != seat
        return replace(
            self,
            sharing=None if self.sharing == seat else self.sharing,
            hands=_less(self.hands, seat),
            speaker=self.speaker if speaks else None,
            minutes=self.minutes if speaks else None,
        )


def _less(hands: tuple[SeatId, ...], seat: SeatId) -> tuple[SeatId, ...]:
    return tuple(each for each in hands if each != seat)
