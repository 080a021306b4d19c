"""Who draws the allowance for meeting (เบี้ยประชุม), by the rule of the profile; never how much it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from meeting_server.audit.entry import Entry
from meeting_server.meeting.facts.calling import MeetingCalled, Seat
from meeting_server.meeting.facts.identity import Method
from meeting_server.meeting.ids import PersonId
from meeting_server.meeting.profile import AllowanceRule
from meeting_server.meeting.roles import Role
from meeting_server.projections.presence import Kind, Presence, presence


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """One who draws, by which role, how they proved who they are, and from when to when they were there."""

    seat: Seat
    role: Role
    proof: Method | None
    proven_at: datetime | None
    since: datetime
    until: datetime
    minutes: int
    suspended_minutes: int
    drawn_at: tuple[int, int] | None = (
        None  # number and year of the meeting of the same day that paid already
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """The sheet of one meeting."""

    called: MeetingCalled
    opened_at: datetime
    closed_at: datetime
    rule: AllowanceRule
    drawings: tuple[Drawing, ...]

    @property
    def people(self) -> frozenset[PersonId]:
        """Who draws by this meeting."""
        return frozenset(each.seat.person for each in self.drawings if each.drawn_at is None)


def allowance(entries: Sequence[Entry]) -> Allowance | None:
    """The sheet that the log of a meeting gives by itself; None for a meeting that did not sit and close."""
    called = next((entry.fact for entry in entries if isinstance(entry.fact, MeetingCalled)), None)
    sheet = presence(entries)
    if called is None or sheet.opened_at is None or sheet.closed_at is None:
        return None
    rule = sheet.profile.allowance
    drawings = (_drawing(each, rule) for each in sheet.seats.values())
    return Allowance(
        called=called,
        opened_at=sheet.opened_at,
        closed_at=sheet.closed_at,
        rule=rule,
        drawings=tuple(each for each in drawings if each is not None),
    )


def _drawing(there: Presence, rule: AllowanceRule) -> Drawing | None:
    role = next((role for role in rule.roles if role in there.seat.roles), None)
    lasted = there.lasted(Kind.SITTING, Kind.SUSPENDED)
    if role is None or there.proof is None or not lasted or lasted < timedelta(minutes=rule.least_minutes):
        return None
    stays = [stay for stay in there.stays if stay.kind is not Kind.BEFORE]
    return Drawing(
        seat=there.seat,
        role=role,
        proof=there.proof,
        proven_at=there.proven_at,
        since=stays[0].since,
        until=max(stay.until for stay in stays),
        minutes=whole_minutes(there.lasted(Kind.SITTING)),
        suspended_minutes=whole_minutes(there.lasted(Kind.SUSPENDED)),
    )


def whole_minutes(lasted: timedelta) -> int:
    """Minutes that are full."""
    return lasted // timedelta(minutes=1)
