"""Who asks, and on whose orders."""

from dataclasses import dataclass
from typing import Self

from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.ids import PersonId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.state import Meeting

SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A seat, a person who has no seat yet, or the machine (recorder, relay, clock)."""

    ref: str  # as written in the log: seat id, person id or "system"
    seat: SeatId | None = None
    on_orders_of: SeatId | None = None
    is_system: bool = False

    @classmethod
    def of_seat(cls, seat: SeatId, on_orders_of: SeatId | None = None) -> Self:
        """A participant; a controller executes on the orders of the seat that presides."""
        return cls(ref=seat, seat=seat, on_orders_of=on_orders_of)

    @classmethod
    def of_person(cls, person: PersonId) -> Self:
        """A person who acts before the meeting has seats, by calling it."""
        return cls(ref=person)

    @classmethod
    def system(cls) -> Self:
        """The machine itself."""
        return cls(ref=SYSTEM, is_system=True)

    def must_hold_seat(self, meeting: Meeting) -> Seat:
        """The actor's own seat in this meeting."""
        seat = meeting.calling.seats.get(self.seat) if self.seat else None
        if seat is None:
            raise Refused(Reason.NO_SEAT)
        return seat

    def must_be_inside(self, meeting: Meeting) -> Seat:
        """The actor's seat, entered and not suspended (ข้อ ๑๐ (๒): both ways and in every channel)."""
        seat = self.must_hold_seat(meeting)
        if seat.id in meeting.suspensions:
            raise Refused(Reason.SUSPENDED, item=meeting.suspensions.in_force[seat.id].item)
        if seat.id not in meeting.attendance.entered:
            raise Refused(Reason.NOT_ENTERED)
        return seat

    def must_have(self, meeting: Meeting, right: Right) -> Seat:
        """The actor's seat, inside and holding this right."""
        seat = self.must_be_inside(meeting)
        if right not in seat.rights:
            raise Refused(Reason.NOT_ALLOWED)
        return seat

    def must_preside(self, meeting: Meeting) -> Seat:
        """The seat that presides, or a controller who executes its orders."""
        seat = self.must_be_inside(meeting)
        if seat.id == meeting.presiding or Right.EXECUTE_ORDERS in seat.rights:
            return seat
        raise Refused(Reason.NOT_ALLOWED)

    def must_be_system(self) -> None:
        """Only the machine may do this; no browser has a way to ask it."""
        if not self.is_system:
            raise Refused(Reason.NOT_ALLOWED)
