"""Coming in and going out: no one is in the room without a proof and the recording notice (ข้อ ๘ (๒.๑), ๙)."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.calling import Seat, TermsAccepted
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import (
    IdentityProven,
    LinkEnding,
    LinkWithdrawn,
    Method,
    SeatVisited,
    VisitEnded,
    VisitEnding,
    VisitorUnwatched,
    VouchingAwaited,
)
from meeting_server.meeting.facts.presence import (
    Connected,
    Disconnected,
    DoorChecked,
    Ending,
    Entered,
    Left,
    Network,
    RoomEnding,
    SatInRoom,
    SeatSignedOut,
    Tried,
    WentOutOfRoom,
)
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import ConnectionId, LinkId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command, must_be_called
from meeting_server.meeting.rules.documents import told_of_access
from meeting_server.meeting.rules.rooms import must_be_room
from meeting_server.meeting.state import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect(Command):
    """A signed-in browser opened its line; traffic data for the record (ข้อ ๑๒ วรรคสอง).

    Or with `is_visit` that of somebody who cannot sign in, and has named the seat as theirs.
    """

    connection: ConnectionId
    address: str
    browser: str
    is_visit: bool = False
    link: LinkId | None = None  # by which they came, if by one
    factors: int = 0  # of the sign-in

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Allowed in every phase: a closed meeting can still be looked at."""
        seat = actor.must_hold_seat(meeting)
        if self.is_visit:
            yield from _visit(meeting, seat)
        else:
            must_be_let(meeting, seat, self.link, self.factors)
            yield from _no_visit(meeting, seat)
            if self.link is None:
                yield from _no_link(meeting, seat)
        yield Connected(seat=seat.id, connection=self.connection, address=self.address, browser=self.browser)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disconnect(Command):
    """A browser's line ended."""

    connection: ConnectionId
    why: Ending

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Silent when the line is already gone."""
        seat = actor.must_hold_seat(meeting)
        if meeting.attendance.lines.get(self.connection) == seat.id:
            yield Disconnected(seat=seat.id, connection=self.connection, why=self.why)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOut(Command):
    """The session at a seat has ended; `standing` are the lines of the seat's other sessions."""

    seat: SeatId
    standing: frozenset[ConnectionId] = frozenset()

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Its lines end, and where none is left nobody is signed in there; needed even where there was no line."""
        actor.must_be_system()
        own = {line for line, seat in meeting.attendance.lines.items() if seat == self.seat}
        for line in sorted(own - self.standing):
            yield Disconnected(seat=self.seat, connection=line, why=Ending.SIGNED_OUT)
        there = meeting.attendance
        # Whoever sits in the meeting room is there whatever becomes of a telephone of theirs.
        is_inside = self.seat in there.entered - there.signed_out - there.rooms.keys()
        if is_inside and not own & self.standing:
            yield SeatSignedOut(seat=self.seat)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextInForce:
    """Which version of one of the agency's texts holds now; empty where there is none."""

    version: str = ""
    sha256: str = ""


_NONE = TextInForce()
TWO_FACTORS = 2  # as many as are ever asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Enter(Command):
    """Enter the room: the texts are accepted, the sign-in stands as proof of identity, the person is in.

    `notice` is the SHA-256 (hex) of the recording notice that was on the screen and `current` that of the
    notice in force, so that nobody can have accepted another text (ข้อ ๘ (๒)); the same holds of the agency's
    terms and of its manual. A visitor (`is_visit`) has no sign-in that could stand as proof, and waits before the
    room until somebody vouches for them (ข้อ ๙). `way` and `factors` are those of the sign-in, and `link` the one that
    they came by, if by one.
    """

    notice: str
    current: str
    version: str
    terms: str = ""
    manual: str = ""
    terms_now: TextInForce = _NONE
    manual_now: TextInForce = _NONE
    is_visit: bool = False
    link: LinkId | None = None
    way: str = ""
    factors: int = 0
    room: SeatId | None = None  # before whose device they sit

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Terms, proof and entry, in this order."""
        must_be_called(meeting)
        seat = actor.must_hold_seat(meeting)
        if Right.ENTER not in seat.rights:
            raise Refused(Reason.NOT_ALLOWED)
        if seat.id in meeting.suspensions:
            raise Refused(Reason.SUSPENDED, item=meeting.suspensions.in_force[seat.id].item)
        if self.is_visit is not (seat.id in meeting.identity.visiting):
            raise Refused(Reason.SEAT_TAKEN)
        if seat.id in meeting.identity.turned_away:
            raise Refused(Reason.TURNED_AWAY)
        if seat.id in meeting.attendance.entered | meeting.identity.awaiting:
            raise Refused(Reason.ALREADY_ENTERED)
        if self.notice != self.current:
            raise Refused(Reason.NOTICE_NOT_ACCEPTED)
        if (self.terms, self.manual) != (self.terms_now.sha256, self.manual_now.sha256):
            raise Refused(Reason.TERMS_NOT_ACCEPTED)
        if self.room is not None:
            _must_sit(meeting, seat, self.room, is_visit=self.is_visit)
        accepts, before = self._acceptance(seat.id), meeting.calling.accepted.get(seat.id)
        if before is None or before.digests != accepts.digests:
            yield accepts
        proof = meeting.identity.proofs.get(seat.id)
        if self.is_visit and proof is None:
            yield VouchingAwaited(seat=seat.id, clip=True)
            return
        if not self.is_visit:
            yield from self._proof(meeting, seat)
        yield Entered(seat=seat.id)
        yield from told_of_access(meeting, seat.id)
        yield from self._where(meeting, seat)

    def _where(self, meeting: Meeting, seat: Seat) -> Iterator[Fact]:
        """Where they say that they are, whatever was put down before."""
        if self.room is not None:
            yield SatInRoom(seat=seat.id, room=self.room, by=seat.id)
        elif (before := meeting.attendance.rooms.get(seat.id)) is not None:
            yield WentOutOfRoom(seat=seat.id, room=before, by=seat.id, why=RoomEnding.OWN_DEVICE)

    def _proof(self, meeting: Meeting, seat: Seat) -> Iterator[Fact]:
        """What the sign-in shows, where no better proof holds already; raises Refused."""
        must_be_let(meeting, seat, self.link, self.factors)
        method = Method.LOGIN if self.link is None else Method.LINK
        if meeting.identity.proofs.get(seat.id) not in (Method.LOGIN, method):
            yield IdentityProven(seat=seat.id, method=method, way=self.way, factors=self.factors)

    def _acceptance(self, seat: SeatId) -> TermsAccepted:
        return TermsAccepted(
            seat=seat,
            version=self.version,
            sha256=self.current,
            terms_version=self.terms_now.version,
            terms_sha256=self.terms_now.sha256,
            manual_version=self.manual_now.version,
            manual_sha256=self.manual_now.sha256,
        )


def _must_sit(meeting: Meeting, seat: Seat, room: SeatId, *, is_visit: bool) -> None:
    """Raises Refused unless somebody known may say at the door that they sit before this device."""
    if is_visit or seat.is_room:
        raise Refused(Reason.NOT_ALLOWED)
    must_be_room(meeting, room)


def must_be_let(meeting: Meeting, seat: Seat, link: LinkId | None, factors: int) -> None:
    """Raises Refused unless somebody who signed in so may have this seat; asked on every path, each time anew."""
    if link is not None and not meeting.links.holds(seat.id, link):
        raise Refused(Reason.LINK_SPENT)
    must_have_factors(meeting, seat, factors)


def must_have_factors(meeting: Meeting, seat: Seat, factors: int) -> None:
    """Raises Refused unless somebody signed in by so many factors may have this seat."""
    called = meeting.calling.called
    if called is not None and factors < TWO_FACTORS and not seat.roles.isdisjoint(called.two_factors):
        raise Refused(Reason.NEEDS_SECOND_FACTOR)


def must_have_a_door(meeting: Meeting, seat: Seat) -> None:
    """Raises Refused unless this seat may come in by the door, where devices and the line are tried."""
    must_be_called(meeting)
    if Right.ENTER not in seat.rights:
        raise Refused(Reason.NOT_ALLOWED)
    if seat.id in meeting.suspensions:
        raise Refused(Reason.SUSPENDED, item=meeting.suspensions.in_force[seat.id].item)


def must_be_outside(meeting: Meeting, seat: Seat) -> None:
    """Raises Refused unless this seat stands before the door: only there the line is tried against the relay."""
    must_have_a_door(meeting, seat)
    if seat.id in meeting.attendance.entered:
        raise Refused(Reason.ALREADY_ENTERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCheck(Command):
    """Say what came of trying one's devices; nobody is kept out by it."""

    microphone: Tried
    camera: Tried
    voice: Tried
    network: Network = Network.SKIPPED

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Silent when it is as was said before."""
        seat = actor.must_hold_seat(meeting)
        must_have_a_door(meeting, seat)
        found = DoorChecked(
            seat=seat.id,
            microphone=self.microphone,
            camera=self.camera,
            voice=self.voice,
            network=self.network,
        )
        if meeting.attendance.checked.get(seat.id) != found:
            yield found


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave(Command):
    """Leave the room by one's own act."""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """A suspended seat stays suspended: leaving is no way out of it."""
        seat = actor.must_be_inside(meeting)
        if meeting.phase is Phase.OPEN and seat.id == meeting.presiding:
            raise Refused(Reason.PRESIDING_MUST_PASS_FIRST)
        if (visitor := meeting.identity.watching.get(seat.id)) is not None:
            yield VisitorUnwatched(seat=visitor, by=seat.id)
        yield Left(seat=seat.id)


def _visit(meeting: Meeting, seat: Seat) -> Iterator[Fact]:
    """A visitor comes to a seat at which nobody is who has signed in; raises Refused."""
    must_be_called(meeting)
    if Right.ENTER not in seat.rights:
        raise Refused(Reason.NOT_ALLOWED)
    if seat.id in meeting.identity.visiting:
        return
    there = meeting.attendance
    if seat.id in there.connected or seat.id in meeting.identity.proofs or there.sits(seat.id):
        raise Refused(Reason.SEAT_TAKEN)
    yield SeatVisited(seat=seat.id)


def _no_link(meeting: Meeting, seat: Seat) -> Iterator[Fact]:
    """Nor does a link hold any longer beside the account: its owner enters by what they have signed in by."""
    held = meeting.links.used.get(seat.id)
    # Who was there when it closed stays written as they were.
    if held is not None and meeting.phase is not Phase.CLOSED:
        yield LinkWithdrawn(seat=seat.id, link=held.link, by=seat.id, why=LinkEnding.SIGNED_IN)


def _no_visit(meeting: Meeting, seat: Seat) -> Iterator[Fact]:
    """Whoever has the account is who they are: the visitor was somebody else, or comes by it now."""
    if seat.id in meeting.identity.visiting:
        yield VisitEnded(seat=seat.id, why=VisitEnding.SIGNED_IN)
        if seat.id in meeting.attendance.entered:
            yield Left(seat=seat.id)
