"""Sitting before a room device (ประชุม ณ ห้องประชุม): several people, each at a seat and by a proof of their own."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.floor import ScreenShareEnded, ShareEnding
from meeting_server.meeting.facts.identity import Method, VisitEnded, VisitEnding, VisitorUnwatched
from meeting_server.meeting.facts.presence import Entered, Left, RoomEnding, SatInRoom, WentOutOfRoom
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right, Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command, must_be_called
from meeting_server.meeting.rules.documents import told_of_access
from meeting_server.meeting.state import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class SitInRoom(Command):
    """Say that one sits before a room device: one's own device neither sends nor plays anything from then on."""

    room: SeatId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """What one shared, and whom one was turned to, is left with it."""
        must_be_called(meeting)
        own = actor.must_be_inside(meeting)
        must_be_room(meeting, self.room)
        if own.is_room:
            raise Refused(Reason.NOT_ALLOWED)
        if meeting.attendance.rooms.get(own.id) == self.room and meeting.attendance.sits(own.id):
            raise Refused(Reason.ALREADY_IN_ROOM, seat=own.id)
        if meeting.floor.sharing == own.id:
            yield ScreenShareEnded(seat=own.id, why=ShareEnding.STOPPED)
        if (visitor := meeting.identity.watching.get(own.id)) is not None:
            yield VisitorUnwatched(seat=visitor, by=own.id)
        yield SatInRoom(seat=own.id, room=self.room, by=own.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class UseOwnDevice(Command):
    """Take part by one's own device again."""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """From inside alone: whoever is suspended is so at any device."""
        must_be_called(meeting)
        own = actor.must_be_inside(meeting)
        room = _room_of(meeting, own.id)
        yield WentOutOfRoom(seat=own.id, room=room, by=own.id, why=RoomEnding.OWN_DEVICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class PutInRoom(Command):
    """Put down that somebody who has no page of their own sits before a room device.

    `told` is the SHA-256 (hex) of the recording notice that they were told, `current` that of the notice in force.
    """

    seat: SeatId
    room: SeatId
    told: str
    current: str

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """They count once they are proven: by an earlier sign-in, or vouched for in the room (ข้อ ๙)."""
        must_be_called(meeting)
        own = actor.must_have(meeting, Right.SEAT_IN_ROOM)
        seat = meeting.calling.seats.get(self.seat)
        if seat is None:
            raise Refused(Reason.UNKNOWN_SEAT)
        if seat.id == own.id or seat.is_room or Right.ENTER not in seat.rights:
            raise Refused(Reason.NOT_ALLOWED)
        must_be_room(meeting, self.room)
        _must_be_free(meeting, seat)
        if self.told != self.current:
            raise Refused(Reason.NOTICE_NOT_ACCEPTED)
        if seat.id in meeting.identity.visiting:
            # Whoever waited outside under this name is somebody else, or is here now.
            yield VisitEnded(seat=seat.id, why=VisitEnding.IN_ROOM)
        yield SatInRoom(seat=seat.id, room=self.room, by=own.id, told=self.current)
        if seat.id in meeting.identity.proofs and seat.id not in meeting.attendance.entered:
            yield Entered(seat=seat.id)
            yield from told_of_access(meeting, seat.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOutOfRoom(Command):
    """Put down that somebody went out of the meeting room."""

    seat: SeatId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """A suspended person stays suspended; whoever has no device of their own has left the meeting."""
        must_be_called(meeting)
        own = actor.must_have(meeting, Right.SEAT_IN_ROOM)
        room = _room_of(meeting, self.seat)
        there = meeting.attendance
        if self.seat in meeting.suspensions:
            if self.seat in there.sent_out:
                raise Refused(Reason.NOT_IN_ROOM, seat=self.seat)
            yield WentOutOfRoom(seat=self.seat, room=room, by=own.id, why=RoomEnding.ORDERED)
            return
        if self.seat in there.connected:
            yield WentOutOfRoom(seat=self.seat, room=room, by=own.id, why=RoomEnding.OWN_DEVICE)
            return
        if meeting.phase is Phase.OPEN and self.seat == meeting.presiding:
            raise Refused(Reason.PRESIDING_MUST_PASS_FIRST)
        yield WentOutOfRoom(seat=self.seat, room=room, by=own.id, why=RoomEnding.WENT)
        if self.seat in there.entered:
            yield Left(seat=self.seat)


def must_be_room(meeting: Meeting, room: SeatId) -> None:
    """Raises Refused unless this is a room device that is in the meeting now."""
    seat = meeting.calling.seats.get(room)
    if seat is None or not seat.is_room:
        raise Refused(Reason.NO_SUCH_ROOM)
    if room not in meeting.attendance.present:
        raise Refused(Reason.NOT_PRESENT, seat=room)


def rooms_here(meeting: Meeting) -> tuple[Seat, ...]:
    """The room devices that are in the meeting now."""
    there = meeting.attendance.present
    return tuple(seat for seat in meeting.calling.holding(Role.ROOM) if seat.id in there)


def still_in_room(meeting: Meeting) -> tuple[SeatId, ...]:
    """Who is suspended and has not gone out of the room (ข้อ ๑๐ (๒)), in roster order."""
    out = meeting.suspensions
    return tuple(seat.id for seat in meeting.seats if seat.id in out and meeting.attendance.sits(seat.id))


def _room_of(meeting: Meeting, seat: SeatId) -> SeatId:
    if seat not in meeting.calling.seats:
        raise Refused(Reason.UNKNOWN_SEAT)
    room = meeting.attendance.rooms.get(seat)
    if room is None:
        raise Refused(Reason.NOT_IN_ROOM, seat=seat)
    return room


def _must_be_free(meeting: Meeting, seat: Seat) -> None:
    """Whoever has a page of their own says so themselves; nobody is silenced by being put down elsewhere."""
    if seat.id in meeting.suspensions:
        raise Refused(Reason.SUSPENDED, item=meeting.suspensions.in_force[seat.id].item)
    if seat.id in meeting.attendance.connected or _is_anothers(meeting, seat.id):
        raise Refused(Reason.SEAT_TAKEN)
    if meeting.attendance.sits(seat.id):
        raise Refused(Reason.ALREADY_IN_ROOM, seat=seat.id)


def _is_anothers(meeting: Meeting, seat: SeatId) -> bool:
    """Whether a page may come back by what was shown there: a link, or a visit that was vouched for."""
    proof = meeting.identity.proofs.get(seat)
    return proof is Method.LINK or (proof is Method.VOUCH and seat in meeting.identity.visiting)
