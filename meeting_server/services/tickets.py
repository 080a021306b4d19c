"""Tickets: the short word by which a signed-in person's socket is recognised, once and soon."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from meeting_server.meeting.ids import MeetingId, PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.people import Known
from meeting_server.services.ports import Clock

_LIFE = timedelta(seconds=60)
_OUTSTANDING = 20  # per session
_KEPT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """Whom a ticket was given to, for which meeting, from which session, and until when it is good."""

    person: PersonId
    meeting: MeetingId
    session: str
    until: datetime


class Tickets:
    """The tickets that have not been used; in memory, since none outlives a minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, Ticket] = OrderedDict()

    def issue(self, known: Known, meeting: MeetingId) -> str:
        """A ticket for one socket; raises Refused(TOO_FAST) when a session asks and asks."""
        now = self._clock.now()
        self._sweep(now)
        if sum(1 for kept in self._kept.values() if kept.session == known.session) >= _OUTSTANDING:
            raise Refused(Reason.TOO_FAST)
        ticket = secrets.token_urlsafe(32)
        self._kept[ticket] = Ticket(
            person=known.person, meeting=meeting, session=known.session, until=now + _LIFE
        )
        return ticket

    def redeem(self, ticket: str, meeting: str) -> Ticket:
        """Whom the ticket stands for; gone from now on, even when it was for another meeting.

        Raises Refused(TICKET_INVALID) for an unknown, used or old one, and for another meeting's.
        """
        kept = self._kept.pop(ticket, None)
        if kept is None or kept.until <= self._clock.now() or kept.meeting != meeting:
            raise Refused(Reason.TICKET_INVALID)
        return kept

    def _sweep(self, now: datetime) -> None:
        # The oldest stand first and all live equally long.
        while self._kept:
            first = next(iter(self._kept))
            if self._kept[first].until > now and len(self._kept) < _KEPT:
                return
            del self._kept[first]
