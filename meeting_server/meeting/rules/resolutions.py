"""Resolving without a vote: nobody sees it otherwise (ไม่มีผู้เห็นเป็นอย่างอื่น, มาตรา ๘๒)."""

from collections.abc import Iterator
from dataclasses import dataclass

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.resolutions import ObjectionsAsked, OtherwiseSeen, ResolvedUnopposed
from meeting_server.meeting.ids import ItemId
from meeting_server.meeting.quorum import voters
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.ballots import must_be_able_to_decide
from meeting_server.meeting.rules.command import Command, PresidingCommand, must_be_sitting
from meeting_server.meeting.state import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForObjections(PresidingCommand):
    """Ask the meeting whether anybody sees the open item otherwise."""

    item: ItemId
    question: str

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """With a quorum, as for a vote."""
        must_be_sitting(meeting)
        actor.must_preside(meeting)
        must_be_able_to_decide(meeting, self.item)
        if meeting.resolutions.asked is not None:
            raise Refused(Reason.OBJECTIONS_ASKED)
        if self.item in meeting.resolutions.unopposed:
            raise Refused(Reason.ITEM_DECIDED)
        if not self.question.strip():
            raise Refused(Reason.EMPTY_TEXT)
        yield ObjectionsAsked(item=self.item, question=self.question.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class SeeOtherwise(Command):
    """See it otherwise: then nothing is resolved without a vote."""

    item: ItemId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """By whoever has a vote; once is enough."""
        must_be_sitting(meeting)
        seat = actor.must_be_inside(meeting)
        if seat.id not in voters(meeting):
            raise Refused(Reason.NOT_ENTITLED)
        _must_be_asked(meeting, self.item)
        if seat.id not in meeting.resolutions.raised:
            yield OtherwiseSeen(item=self.item, seat=seat.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveUnopposed(PresidingCommand):
    """Put down that nobody sees it otherwise, and that the meeting has approved."""

    item: ItemId

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """Not over an objection, and with a quorum that is still there."""
        must_be_sitting(meeting)
        actor.must_preside(meeting)
        question = _must_be_asked(meeting, self.item)
        if raised := meeting.resolutions.raised:
            raise Refused(Reason.SEEN_OTHERWISE, count=len(raised))
        must_be_able_to_decide(meeting, self.item)
        yield ResolvedUnopposed(item=self.item, question=question)


def _must_be_asked(meeting: Meeting, item: ItemId) -> str:
    asked = meeting.resolutions.asked
    if asked is None or asked.item != item:
        raise Refused(Reason.OBJECTIONS_NOT_ASKED)
    return asked.question
