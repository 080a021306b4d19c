"""Calling a meeting (ข้อ ๘): its seats, its agenda, its backup channel, and never a classified matter (ข้อ ๑)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from meeting_server.meeting.facts.calling import (
    BackupKind,
    ItemListed,
    MeetingCalled,
    Purpose,
    RulesSet,
    SeatAssigned,
)
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.ids import ItemId, PersonId, SeatId
from meeting_server.meeting.profile import Check, Profile
from meeting_server.meeting.profiles.seed_2563 import SEED_2563
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.state import Meeting

_BANGKOK = timedelta(hours=7)

# ชั้นความลับ written as a class marker stands alone; "ความลับทางการค้า" in a title is not one.
_CLASS_MARKER = re.compile(r"(?<![ก-๙])ลับ(?:ที่สุด|มาก)?(?![ก-๙])")


def must_have_no_class(*texts: str) -> None:
    """Raises Refused where one is marked as classified; the attempt is answered without its words (requirement 1.2)."""
    if any(_CLASS_MARKER.search(text) for text in texts):
        raise Refused(Reason.CLASSIFIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatAsked:
    """A seat to be assigned."""

    seat: SeatId
    person: PersonId
    roles: frozenset[Role]
    name: str
    office: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAsked:
    """An item to be listed."""

    item: ItemId
    number: str
    title: str
    purpose: Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMeeting(Command):
    """Call a meeting of a body under a profile; `called_at` and `starts_at` ISO 8601 in UTC.

    `excluded` says whether a law keeps its matters from being decided at such a meeting; None: nobody has said.
    """

    agency: str
    body: str
    number: int
    year: int
    place: str
    starts_at: str
    legal_effect: bool
    backup_kind: BackupKind
    backup_address: str
    seats: tuple[SeatAsked, ...]
    items: tuple[ItemAsked, ...]
    sound_only: bool = False
    two_factors: frozenset[Role] = frozenset()
    profile: Profile = SEED_2563
    called_at: str = ""
    excluded: bool | None = None
    urgent: str = ""
    recalled_from: str = ""

    def decide(self, meeting: Meeting, actor: Actor) -> Iterator[Fact]:
        """The calling, every seat and every item, written together."""
        if meeting.calling.called is not None:
            raise Refused(Reason.ALREADY_CALLED)
        self._refuse_unlawful()
        self._refuse_classified()
        self._refuse_incomplete(actor)
        yield MeetingCalled(
            agency=self.agency,
            body=self.body,
            number=self.number,
            year=self.year,
            place=self.place,
            starts_at=self.starts_at,
            backup_kind=self.backup_kind,
            backup_address=self.backup_address,
            profile=self.profile.name,
            sound_only=self.sound_only,
            two_factors=tuple(sorted(self.two_factors.union(self.profile.two_factors))),
            not_excluded=self.excluded is False,
            urgent=self.urgent.strip(),
            recalled_from=self.recalled_from,
        )
        yield RulesSet(
            profile=self.profile, outside_validity=not self.profile.holds_on(self._day.isoformat())
        )
        for seat in self.seats:
            roles = tuple(sorted(seat.roles))
            yield SeatAssigned(
                seat=seat.seat, person=seat.person, roles=roles, name=seat.name, office=seat.office
            )
        for item in self.items:
            yield ItemListed(item=item.item, number=item.number, title=item.title, purpose=item.purpose)

    @property
    def _day(self) -> date:
        """The day of the sitting, in Thailand."""
        return (datetime.fromisoformat(self.starts_at) + _BANGKOK).date()

    def _refuse_unlawful(self) -> None:
        """What the law asks of the calling itself (ข้อ ๘ (๑), พ.ร.ก. พ.ศ. ๒๕๖๓, พ.ร.บ. วิธีปฏิบัติฯ มาตรา ๗๙, ๘๐)."""
        if self.legal_effect and not self.profile.statutory:
            raise Refused(Reason.LEGAL_EFFECT_NEEDS_STATUTE)
        if self.profile.duty(Check.NOT_EXCLUDED) is not None:
            if self.excluded is None:
                raise Refused(Reason.EXCLUSION_NOT_ASKED)
            if self.excluded:
                raise Refused(Reason.EXCLUDED_BY_LAW)
        days = self.profile.notice.days
        if days and not self.urgent.strip():
            called = datetime.fromisoformat(self.called_at)
            if datetime.fromisoformat(self.starts_at) - called < timedelta(days=days):
                raise Refused(Reason.NOTICE_TOO_SHORT, days=days)
        if self.recalled_from:
            self._refuse_recall(self.profile.quorum.recall_days)

    def _refuse_recall(self, days: int) -> None:
        failed = date.fromisoformat(self.recalled_from)
        if not days or not timedelta() < self._day - failed <= timedelta(days=days):
            raise Refused(Reason.NO_RECALL, days=days)

    def _refuse_classified(self) -> None:
        must_have_no_class(self.body, *(item.title for item in self.items))

    def _refuse_incomplete(self, actor: Actor) -> None:
        if not all(text.strip() for text in (self.body, self.place, *(i.title for i in self.items))):
            raise Refused(Reason.EMPTY_TEXT)
        if not self.backup_address.strip():
            raise Refused(Reason.NO_BACKUP_CHANNEL)
        if not self.items:
            raise Refused(Reason.NO_AGENDA)
        if _twice(seat.person for seat in self.seats) or _twice(item.number for item in self.items):
            raise Refused(Reason.SEAT_TWICE)
        if any(Role.ROOM in seat.roles and len(seat.roles) > 1 for seat in self.seats):
            raise Refused(Reason.ROOM_HAS_NO_DUTY)
        if _count(self.seats, Role.CHAIR) != 1:
            raise Refused(Reason.NO_CHAIR)
        if _count(self.seats, Role.SUPPORT) == 0:
            raise Refused(Reason.NO_SUPPORT_OFFICER)
        caller = next((seat for seat in self.seats if seat.person == actor.ref), None)
        # Whoever calls a meeting must answer for it: a person outside it may not.
        if caller is None or not caller.roles & {Role.CHAIR, Role.SECRETARY, Role.CONTROLLER}:
            raise Refused(Reason.CALLER_HAS_NO_PART)


def _count(seats: Iterable[SeatAsked], role: Role) -> int:
    return sum(1 for seat in seats if role in seat.roles)


def _twice(values: Iterable[str]) -> bool:
    seen = list(values)
    return len(seen) != len(set(seen))
