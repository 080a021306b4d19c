"""Who is connected and who has entered the room (ผู้มาประชุม, ข้อ ๘ (๒.๒))."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from meeting_server.meeting.facts.fact import Fact, Retention, personal
from meeting_server.meeting.facts.identity import LinkUsed, LinkWithdrawn, ProofRevoked
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


class RoomEnding(StrEnum):
    """Why somebody sits before a room device no more."""

    OWN_DEVICE = "own_device"  # they go on by a device of their own
    ORDERED = "ordered"  # while the meeting considers what they have an interest in (ข้อ ๑๐ (๒))
    WENT = "went"


@dataclass(frozen=True, slots=True, kw_only=True)
class SatInRoom(Fact):
    """Somebody sits before a room device (ณ ห้องประชุม), by their own word or by an officer's.

    `told` is the SHA-256 (hex) of the recording notice that the officer told whoever has no page of their own.
    """

    seat: SeatId
    room: SeatId
    by: SeatId
    told: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WentOutOfRoom(Fact):
    """Somebody went out of the meeting room, or sits there and takes part by a device of their own."""

    seat: SeatId
    room: SeatId
    by: SeatId
    why: RoomEnding


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Lines that stand now, and seats that have entered and not left.

    `signed_out` are the seats at which nobody is signed in, until a signed-in browser connects again. `rooms` says of
    who sits before a room device which one it is; `sent_out` are those of them who went out on the chair's order.
    """

    lines: MappingProxyType[ConnectionId, SeatId] = field(default_factory=lambda: MappingProxyType({}))
    entered: frozenset[SeatId] = frozenset()
    ever: frozenset[SeatId] = frozenset()
    signed_out: frozenset[SeatId] = frozenset()
    checked: Mapping[SeatId, DoorChecked] = field(default_factory=lambda: MappingProxyType({}))
    rooms: Mapping[SeatId, SeatId] = field(default_factory=lambda: MappingProxyType({}))
    sent_out: frozenset[SeatId] = frozenset()

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
            case Left() | ProofRevoked() | LinkUsed() | LinkWithdrawn(ends_proof=True):
                # Where somebody said that they sit is theirs: it is not handed on to who comes to the seat after them.
                return replace(self._out_of_room(fact.seat), entered=self.entered - {fact.seat})
            case SatInRoom() | WentOutOfRoom():
                return self._moved(fact)
            case ServiceInterrupted(part="server"):
                # The server that held the lines is gone, and every line with it; nobody has left the room.
                return self._with({}, self.signed_out)
            case MeetingClosed():
                return replace(self, entered=frozenset(), rooms=MappingProxyType({}), sent_out=frozenset())
            case _:
                return self

    def _with(self, lines: dict[ConnectionId, SeatId], signed_out: frozenset[SeatId]) -> "Attendance":
        return replace(self, lines=MappingProxyType(lines), signed_out=signed_out)

    def _moved(self, fact: SatInRoom | WentOutOfRoom) -> "Attendance":
        match fact:
            case SatInRoom(seat=seat, room=room):
                return replace(
                    self,
                    rooms=MappingProxyType({**self.rooms, seat: room}),
                    sent_out=self.sent_out - {seat},
                    signed_out=self.signed_out - {seat},
                )
            case WentOutOfRoom(seat=seat, why=RoomEnding.ORDERED):
                return replace(self, sent_out=self.sent_out | {seat})
            case _:
                return self._out_of_room(fact.seat)

    def _out_of_room(self, seat: SeatId) -> "Attendance":
        rooms = {each: room for each, room in self.rooms.items() if each != seat}
        return replace(self, rooms=MappingProxyType(rooms), sent_out=self.sent_out - {seat})

    @property
    def connected(self) -> frozenset[SeatId]:
        """Seats with at least one line."""
        return frozenset(self.lines.values())

    @property
    def present(self) -> frozenset[SeatId]:
        """Seats in the room with a line that stands; before a room device it is that one's line that counts."""
        there = self.entered & self.connected
        if not self.rooms:
            return there
        before = {seat for seat, room in self.rooms.items() if room in there and seat in self.entered}
        return (there - self.rooms.keys()) | (before - self.sent_out)

    def sits(self, seat: SeatId) -> bool:
        """Whether somebody is bodily before a room device just now."""
        return self.room_of(seat) is not None

    def room_of(self, seat: SeatId) -> SeatId | None:
        """Before which room device somebody is bodily just now."""
        return None if seat in self.sent_out else self.rooms.get(seat)
