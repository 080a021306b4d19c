"""Issuing a one-time link to somebody who cannot sign in and was called back, using it, and taking it back (ข้อ ๙)."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import LinkEnding, LinkIssued, LinkUsed, LinkWithdrawn, Method
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import LinkId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command, must_be_called
from meeting_server.meeting.rules.presence import must_have_a_door, must_have_factors
from meeting_server.meeting.state import Meeting

_FACTORS = 1  # that a link stands for: a voice that was recognised


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLink(Command):
    """Let somebody come to their seat by a link, once; `ground` says how they were recognised."""

    seat: SeatId
    link: LinkId
    ground: str

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Never for oneself, nor to a seat at which somebody is already."""
        must_be_called(meeting)
        own = actor.must_have(meeting, Right.ISSUE_LINK)
        if meeting.identity.proofs[own.id] is not Method.LOGIN:
            raise Refused(Reason.OWN_SIGN_IN_NEEDED)
        seat = meeting.calling.seats.get(self.seat)
        if seat is None:
            raise Refused(Reason.UNKNOWN_SEAT)
        if seat.id == own.id:
            raise Refused(Reason.NO_LINK_FOR_ONESELF)
        _must_be_free(meeting, seat)
        if not self.ground.strip():
            raise Refused(Reason.EMPTY_TEXT)
        if (before := meeting.links.used.get(seat.id)) is not None:
            is_in = seat.id in meeting.identity.proofs
            why = LinkEnding.FOLLOWED if is_in else LinkEnding.TAKEN_BACK
            yield LinkWithdrawn(seat=seat.id, link=before.link, by=own.id, why=why)
        yield LinkIssued(seat=seat.id, link=self.link, by=own.id, ground=self.ground.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class UseLink(Command):
    """Somebody opened a link that this server signed."""

    seat: SeatId
    link: LinkId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Once, and only the newest that was issued to the seat."""
        actor.must_be_system()
        must_be_called(meeting)
        must_be_issued(meeting, self.seat, self.link)
        _must_be_free(meeting, meeting.calling.seats[self.seat])
        yield LinkUsed(seat=self.seat, link=self.link)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawLink(Command):
    """Take back a link that nobody has come in by."""

    seat: SeatId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """By whoever may issue one, and by the chair and the secretary."""
        must_be_called(meeting)
        own = actor.must_be_inside(meeting)
        if own.rights.isdisjoint({Right.ISSUE_LINK, Right.REVOKE_PROOF}):
            raise Refused(Reason.NOT_ALLOWED)
        issued = link_of(meeting, self.seat)
        if issued is None:
            raise Refused(Reason.LINK_SPENT)
        yield LinkWithdrawn(seat=self.seat, link=issued.link, by=own.id)


def must_be_issued(meeting: Meeting, seat: SeatId, link: LinkId) -> None:
    """Raises Refused(LINK_SPENT) for a link that was used, taken back, followed by another, or is of another meeting."""
    issued = meeting.links.issued.get(seat)
    if issued is None or issued.link != link:
        raise Refused(Reason.LINK_SPENT)


def must_not_be_anothers(meeting: Meeting, seat: SeatId, link: LinkId | None) -> None:
    """Raises Refused(SEAT_TAKEN) where somebody is by a link: whoever has the account comes first, then acts."""
    if link is None and seat in meeting.links.used and meeting.phase is not Phase.CLOSED:
        raise Refused(Reason.SEAT_TAKEN)


def link_of(meeting: Meeting, seat: SeatId) -> LinkIssued | None:
    """The link to a seat that nobody has come in by yet."""
    return meeting.links.issued.get(seat) or _opened(meeting, seat)


def _opened(meeting: Meeting, seat: SeatId) -> LinkIssued | None:
    """The link that somebody has opened and not come in by."""
    return None if seat in meeting.identity.proofs else meeting.links.used.get(seat)


def _must_be_free(meeting: Meeting, seat: Seat) -> None:
    """Nobody has shown there who they are and is there now; and the seat is one that one factor may take."""
    must_have_a_door(meeting, seat)
    must_have_factors(meeting, seat, _FACTORS)
    if seat.id in meeting.identity.proofs and seat.id in meeting.attendance.connected:
        raise Refused(Reason.SEAT_TAKEN)
    if meeting.attendance.sits(seat.id):
        raise Refused(Reason.ALREADY_IN_ROOM, seat=seat.id)
