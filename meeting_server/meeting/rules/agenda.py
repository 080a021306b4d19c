"""Taking up and finishing items; whoever was suspended for an item returns when it closes (ข้อ ๑๐ (๒))."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.agenda import ItemClosed, ItemOpened
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.resolutions import NothingResolved, Unresolved
from meeting_server.meeting.facts.suspension import ExplanationEnded, Return, SeatRestored
from meeting_server.meeting.ids import ItemId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import PresidingCommand, must_be_sitting
from meeting_server.meeting.rules.documents import told_of_access
from meeting_server.meeting.state import Meeting
from meeting_server.meeting.tally import is_decided


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem(PresidingCommand):
    """Take up an item; one at a time."""

    item: ItemId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """The item, once."""
        must_be_sitting(meeting)
        actor.must_preside(meeting)
        if self.item not in meeting.calling.items:
            raise Refused(Reason.UNKNOWN_ITEM)
        if self.item in meeting.agenda.finished:
            raise Refused(Reason.ITEM_ALREADY_CLOSED)
        if meeting.agenda.current is not None:
            raise Refused(Reason.ITEM_OPEN)
        yield ItemOpened(item=self.item)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseItem(PresidingCommand):
    """Finish the item before the meeting; one for consideration that is not decided, by saying why (ข้อ ๘ (๒) (๒.๔))."""

    item: ItemId
    unresolved: Unresolved | None = None

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """The item is closed first, then every seat suspended for it is called back."""
        must_be_sitting(meeting)
        executes = actor.must_preside(meeting).id
        if self.item not in meeting.calling.items:
            raise Refused(Reason.UNKNOWN_ITEM)
        if meeting.agenda.current != self.item:
            raise Refused(Reason.ITEM_NOT_OPEN)
        if meeting.ballots.current is not None:
            raise Refused(Reason.BALLOT_OPEN)
        if not is_decided(meeting, self.item):
            if self.unresolved is None:
                raise Refused(Reason.ITEM_UNDECIDED)
            yield NothingResolved(item=self.item, why=self.unresolved)
        yield from item_closed(meeting, self.item, executes)


def item_closed(meeting: Meeting, item: ItemId, executes: SeatId) -> Iterator[Fact]:
    """The item is over: whoever was heard on it is done, and whoever was suspended for it is called back."""
    for heard in meeting.suspensions.explaining:
        by = meeting.presiding or executes
        yield ExplanationEnded(seat=heard, item=item, ordered_by=by, executed_by=executes)
    yield ItemClosed(item=item)
    for suspended in meeting.suspensions.in_force.values():
        if suspended.item == item:
            yield SeatRestored(seat=suspended.seat, item=item, why=Return.ITEM_CLOSED)
            yield from told_of_access(meeting, suspended.seat)
