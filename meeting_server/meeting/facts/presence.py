"""Who is connected and who has entered the room (ผู้มาประชุม, ข้อ ๘ (๒.๒))."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from meeting_server.meeting.facts.fact import Fact, Retention, personal
from meeting_server.meeting.facts.identity import LinkEnding, LinkUsed, LinkWithdrawn, ProofRevoked
from meeting_server.meeting.facts.session import MeetingClosed, ServiceInterrupted
from meeting_server.meeting.ids import ConnectionId, SeatId


class Ending(StrEnum):
    """Why a connection ended."""

    LEFT = "left"
    LOST = "lost"
    SIGNED_OUT = "signed_out"
    RESTARTING = "restarting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected(Fact):
    """A browser of this seat opened its line; address and browser are traffic data (ข้อ ๑๒ วรรคสอง)."""

    seat: SeatId
    connection: ConnectionId
    address: str | None = personal(Retention.TRAFFIC)
    browser: str | None = personal(Retention.TRAFFIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disconnected(Fact):
    """A browser's line ended."""

    seat: SeatId
    connection: ConnectionId
    why: Ending


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatSignedOut(Fact):
    """Nobody is signed in at this seat any more: whoever is at its browser has shown nobody who they are (ข้อ ๙)."""

    seat: SeatId


class Tried(StrEnum):
    """What came of trying a device at the door."""

    WORKS = "works"
    FAILS = "fails"
    SKIPPED = "skipped"


class Network(StrEnum):
    """What a line carried when it was tried at the door against the relay."""

    GOOD = "good"
    SOUND = "sound"
    BAD = "bad"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorChecked(Fact):
    """What a participant found at the door: microphone, camera, their own voice, and their line (ข้อ ๘ (๒.๒))."""

    seat: SeatId
    microphone: Tried
    camera: Tried
    voice: Tried
    network: Network = Network.SKIPPED


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered(Fact):
    """A proven participant entered the room."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Fact):
    """A participant left the room by their own act."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Lines that stand now, and seats that have entered and not left.

    `signed_out` are the seats at which nobody is signed in, until a signed-in browser connects again.
    """

    lines: MappingProxyType[ConnectionId, SeatId] = field(default_factory=lambda: MappingProxyType({}))
    entered: frozenset[SeatId] = frozenset()
    ever: frozenset[SeatId] = frozenset()
    signed_out: frozenset[SeatId] = frozenset()
    checked: Mapping[SeatId, DoorChecked] = field(default_factory=lambda: MappingProxyType({}))

    def after(self, fact: Fact) -> "Attendance":
        """Attendance once this fact has happened."""
        match fact:
            case Connected():
                return self._with(self.lines | {fact.connection: fact.seat}, self.signed_out - {fact.seat})
            case Disconnected():
                left = self.lines.copy()
                left.pop(fact.connection, None)
                return self._with(left, self.signed_out)
            case SeatSignedOut():
                return replace(self, signed_out=self.signed_out | {fact.seat})
            case DoorChecked():
                return replace(self, checked=MappingProxyType({**self.checked, fact.seat: fact}))
            case Entered():
                return replace(self, entered=self.entered | {fact.seat}, ever=self.ever | {fact.seat})
            case Left() | ProofRevoked() | LinkUsed() | LinkWithdrawn(why=LinkEnding.SIGNED_IN):
                return replace(self, entered=self.entered - {fact.seat})
            case ServiceInterrupted(part="server"):
                # The server that held the lines is gone, and every line with it; nobody has left the room.
                return self._with({}, self.signed_out)
            case MeetingClosed():
                return replace(self, entered=frozenset())
            case _:
                return self

    def _with(self, lines: dict[ConnectionId, SeatId], signed_out: frozenset[SeatId]) -> "Attendance":
        return replace(self, lines=MappingProxyType(lines), signed_out=signed_out)

    @property
    def connected(self) -> frozenset[SeatId]:
        """Seats with at least one line."""
        return frozenset(self.lines.values())

    @property
    def present(self) -> frozenset[SeatId]:
        """Seats in the room with a line that stands."""
        return self.entered & self.connected
