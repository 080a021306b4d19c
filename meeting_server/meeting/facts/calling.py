"""Calling a meeting: its body, seats, agenda as sent, and the terms each person accepted (ข้อ ๘ (๒))."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from meeting_server.meeting.facts.fact import Fact, Retention, personal
from meeting_server.meeting.facts.identity import (
    LinkUsed,
    LinkWithdrawn,
    SeatVisited,
    VisitEnded,
)
from meeting_server.meeting.ids import ItemId, PersonId, SeatId
from meeting_server.meeting.profile import Profile
from meeting_server.meeting.roles import Right, Role, rights_of


class BackupKind(StrEnum):
    """The kind of the backup channel (ช่องทางสำรอง, ข้อ ๑๐ (๑))."""

    TELEPHONE = "telephone"
    EMAIL = "email"
    OTHER = "other"


class Purpose(StrEnum):
    """What the meeting is to do with an item (ระเบียบวาระ)."""

    INFORM = "inform"  # เพื่อทราบ
    CERTIFY = "certify"  # เพื่อรับรอง
    CONSIDER = "consider"  # เพื่อพิจารณา
    OTHER = "other"  # เรื่องอื่น ๆ


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCalled(Fact):
    """A meeting of a body was called; `year` is Buddhist, `starts_at` ISO 8601 in UTC.

    Whoever holds one of the roles `two_factors` comes by a sign-in of two factors (ข้อ ๙). With `not_excluded` whoever
    called it has said that no law keeps its matters from being decided so. `urgent` is why it was called later than the
    profile asks, and `recalled_from` the day (ISO 8601) of the meeting that failed for want of a quorum, if one did.
    """

    agency: str
    body: str
    number: int
    year: int
    place: str
    starts_at: str
    backup_kind: BackupKind
    backup_address: str
    profile: str = "seed-2563"
    sound_only: bool = False
    two_factors: tuple[Role, ...] = ()
    not_excluded: bool = False
    urgent: str = ""
    recalled_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesSet(Fact):
    """The rules that hold in this meeting, whole: its own copy, whatever becomes of the profile (ข้อ ๘).

    With `outside_validity` it is to sit on a day on which the profile is not in force; whoever called it was warned.
    """

    profile: Profile
    outside_validity: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatAssigned(Fact):
    """A person was given a seat; the name is the roster's, never the client's (ข้อ ๙)."""

    seat: SeatId
    person: PersonId
    roles: tuple[Role, ...]
    name: str | None = personal(Retention.OPERATION)
    office: str | None = personal(Retention.OPERATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemListed(Fact):
    """An item was put on the agenda; `number` as printed without the words, for example ``4.1``."""

    item: ItemId
    number: str
    title: str
    purpose: Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsAccepted(Fact):
    """A person accepted the recording notice and the agency's terms, each known by the digest of the text shown.

    The manual is what they were referred to. Of a meeting before there were terms, the notice stands alone.
    """

    seat: SeatId
    version: str
    sha256: str
    terms_version: str = ""
    terms_sha256: str = ""
    manual_version: str = ""
    manual_sha256: str = ""

    @property
    def digests(self) -> tuple[str, str, str]:
        """Which texts they were: notice, terms, manual."""
        return self.sha256, self.terms_sha256, self.manual_sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A person's place in this meeting."""

    id: SeatId
    person: PersonId
    roles: frozenset[Role]
    rights: frozenset[Right]
    name: str | None
    office: str | None

    @property
    def votes(self) -> bool:
        """Whether the seat counts for quorum and has a vote."""
        return Right.VOTE in self.rights

    @property
    def is_room(self) -> bool:
        """Whether it is no person, but the device of a meeting room."""
        return Role.ROOM in self.roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Calling:
    """The meeting as called."""

    called: MeetingCalled | None = None
    rules: RulesSet | None = None
    seats: Mapping[SeatId, Seat] = field(default_factory=lambda: MappingProxyType({}))
    items: Mapping[ItemId, ItemListed] = field(default_factory=lambda: MappingProxyType({}))
    accepted: Mapping[SeatId, TermsAccepted] = field(default_factory=lambda: MappingProxyType({}))

    def after(self, fact: Fact) -> "Calling":
        """The calling once this fact has happened."""
        match fact:
            case MeetingCalled():
                return replace(self, called=fact)
            case RulesSet():
                return replace(self, rules=fact)
            case SeatAssigned():
                seat = Seat(
                    id=fact.seat,
                    person=fact.person,
                    roles=frozenset(fact.roles),
                    rights=rights_of(fact.roles),
                    name=fact.name,
                    office=fact.office,
                )
                return replace(self, seats=MappingProxyType({**self.seats, fact.seat: seat}))
            case ItemListed():
                return replace(self, items=MappingProxyType({**self.items, fact.item: fact}))
            case (
                SeatVisited(seat=seat)
                | VisitEnded(seat=seat)
                | LinkUsed(seat=seat)
                | LinkWithdrawn(seat=seat, ends_proof=True)
            ):
                # Whoever comes to the seat now accepts for themselves.
                left = {each: fact for each, fact in self.accepted.items() if each != seat}
                return replace(self, accepted=MappingProxyType(left))
            case TermsAccepted():
                return replace(self, accepted=MappingProxyType({**self.accepted, fact.seat: fact}))
            case _:
                return self

    def seat_of(self, person: PersonId) -> Seat | None:
        """The seat this person holds, if any."""
        return next((seat for seat in self.seats.values() if seat.person == person), None)

    def holding(self, role: Role) -> tuple[Seat, ...]:
        """The seats that hold this role, in roster order."""
        return tuple(seat for seat in self.seats.values() if role in seat.roles)
