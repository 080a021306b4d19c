"""Writing to the meeting or to the support officers; both are closed to whoever is suspended (ข้อ ๑๐ (๒))."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.facts.chat import MessagePosted, SupportMessagePosted
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.rights import SeatRight
from meeting_server.meeting.ids import ItemId, MessageId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command, must_be_called
from meeting_server.meeting.rules.incidents import is_known
from meeting_server.meeting.rules.rights import must_not_be_taken
from meeting_server.meeting.state import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class PostMessage(Command):
    """Write to everyone inside; on the open item, where `item` names it."""

    message: MessageId
    text: str
    item: ItemId | None = None

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Allowed from entering on, before the opening too: people greet each other.

        What was written on an item that has just been closed is refused, and not put under the next one.
        """
        seat = must_be_free_to_react(meeting, actor)
        if self.item is not None and self.item not in meeting.calling.items:
            raise Refused(Reason.UNKNOWN_ITEM)
        if self.item is not None and self.item != meeting.agenda.current:
            raise Refused(Reason.ITEM_NOT_OPEN)
        yield MessagePosted(message=self.message, seat=seat.id, item=self.item, text=_words(self.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteToSupport(Command):
    """Write to the support officers alone, at the door already; a right to chat that was taken does not bar it."""

    message: MessageId
    text: str

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Whoever has said who they are, and is no officer themselves."""
        seat = _on_line(meeting, actor.must_hold_seat(meeting))
        if Right.SUPPORT_LINE in seat.rights or Right.ENTER not in seat.rights:
            raise Refused(Reason.NOT_ALLOWED)
        yield SupportMessagePosted(message=self.message, seat=seat.id, by=seat.id, text=_words(self.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFromSupport(Command):
    """Write to one person as a support officer, whether or not they wrote first."""

    message: MessageId
    seat: SeatId
    text: str

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Never to whoever is suspended: every channel is closed to them, both ways."""
        officer = _on_line(meeting, actor.must_hold_seat(meeting))
        if Right.SUPPORT_LINE not in officer.rights:
            raise Refused(Reason.NOT_ALLOWED)
        whom = meeting.calling.seats.get(self.seat)
        if whom is None:
            raise Refused(Reason.UNKNOWN_SEAT)
        if Right.SUPPORT_LINE in whom.rights or Right.ENTER not in whom.rights or not is_known(meeting, whom):
            raise Refused(Reason.NOT_ON_SUPPORT_LINE, seat=whom.id)
        if whom.id in meeting.suspensions:
            raise Refused(Reason.ALREADY_SUSPENDED, seat=whom.id)
        yield SupportMessagePosted(message=self.message, seat=whom.id, by=officer.id, text=_words(self.text))


def must_be_free_to_react(meeting: Meeting, actor: Actor) -> Seat:
    """The actor's seat, if it may write to the meeting or give a sign, which goes by the same right; raises Refused."""
    must_be_called(meeting)
    seat = actor.must_have(meeting, Right.CHAT)
    must_not_be_taken(meeting, seat.id, SeatRight.CHAT)
    return seat


def _on_line(meeting: Meeting, seat: Seat) -> Seat:
    must_be_called(meeting)
    if seat.id in meeting.suspensions:
        raise Refused(Reason.SUSPENDED, item=meeting.suspensions.in_force[seat.id].item)
    if not is_known(meeting, seat):
        raise Refused(Reason.NOT_ALLOWED)
    return seat


def _words(text: str) -> str:
    if not text.strip():
        raise Refused(Reason.EMPTY_TEXT)
    return text.strip()
