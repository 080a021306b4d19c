"""Showing who one is (การแสดงตน, ข้อ ๙): by an own account, or vouched for by another participant (การรับรองการแสดงตน).

Who cannot sign in comes to a seat as its *visitor*, and waits before the room until somebody who has seen and heard
them says that they know them. Nothing counts before that, and what counted from then on ends when the proof is revoked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from meeting_server.meeting.facts.fact import Fact, Retention, personal
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import LinkId, SeatId

_Value = TypeVar("_Value")


class Method(StrEnum):
    """How identity was shown."""

    LOGIN = "login"
    VOUCH = "vouch"
    LINK = "link"  # issued once after a call-back


class VisitEnding(StrEnum):
    """Why a visitor is at a seat no more."""

    LEFT = "left"
    SIGNED_IN = "signed_in"  # whoever has the seat's account came by it
    FOLLOWED = "followed"  # by another, though somebody had come in by it
    IN_ROOM = "in_room"  # whoever it is for sits in the meeting room


class LinkEnding(StrEnum):
    """Why a one-time link holds no longer."""

    TAKEN_BACK = "taken_back"
    SIGNED_IN = "signed_in"  # whoever has the seat's account came by it
    FOLLOWED = "followed"  # by another, though somebody had come in by it


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProven(Fact):
    """A participant showed who they are; it counts from this moment only.

    `way` says by what they signed in, and `factors` by how many; logs of before do not say.
    """

    seat: SeatId
    method: Method = Method.LOGIN
    way: str = ""
    factors: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityVouched(Fact):
    """Another participant vouched for who somebody is; it counts from this moment only.

    `statement` is the SHA-256 (hex) of what `voucher` ticked.
    """

    seat: SeatId
    voucher: SeatId
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRevoked(Fact):
    """Somebody's proof holds no longer: a mistake, or one who was vouched for by the one who made it."""

    seat: SeatId
    reason: str | None = personal(Retention.OPERATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatVisited(Fact):
    """Somebody who cannot sign in came to the door and named this seat as theirs; nothing is known of them yet."""

    seat: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitEnded(Fact):
    """The visitor is at the seat no more."""

    seat: SeatId
    why: VisitEnding


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchingAwaited(Fact):
    """A visitor has accepted the notice and the terms, and waits before the room to be seen and heard.

    `clip` is whether the notice said that a clip of them is kept as evidence; before there were clips none did.
    """

    seat: SeatId
    clip: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorWatched(Fact):
    """A participant turned to a visitor, whom they see and hear from now on."""

    seat: SeatId
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorUnwatched(Fact):
    """A participant turned away from a visitor."""

    seat: SeatId
    by: SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorHeard(Fact):
    """The relay has passed so many seconds of a visitor's sound on to this participant."""

    seat: SeatId
    by: SeatId
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorTurnedAway(Fact):
    """A visitor was not to be let in; to ask once more, somebody comes anew by the meeting's link."""

    seat: SeatId
    by: SeatId
    reason: str | None = personal(Retention.OPERATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkIssued(Fact):
    """A link to a seat was issued; the one issued before, if it was not used, is good for nothing any more.

    `ground` is how whoever was called back was recognised. The link's id opens nothing.
    """

    seat: SeatId
    link: LinkId
    by: SeatId
    ground: str | None = personal(Retention.OPERATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkUsed(Fact):
    """Somebody opened the link and was signed in to this meeting alone, once.

    What was shown at the seat before is not handed on to them: they enter anew, by the link.
    """

    seat: SeatId
    link: LinkId


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkWithdrawn(Fact):
    """A link was taken back before anybody came in by it; or its seat's owner came by their own account."""

    seat: SeatId
    link: LinkId
    by: SeatId
    why: LinkEnding = LinkEnding.TAKEN_BACK

    @property
    def ends_proof(self) -> bool:
        """Whether somebody had come in by it, who has shown nothing any more."""
        return self.why is not LinkEnding.TAKEN_BACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The proofs in force, by seat, and the visitors at the door.

    `signed_in` holds the last sign-in of each seat by which its person was known. `visiting` are the seats to which
    somebody came last who had not signed in. `vouchers` tells of everybody vouched for by whom; `watching` of each
    participant which visitor they have turned to; `heard` holds (visitor, participant) once the relay has passed on
    enough. Whoever was `turned_away` is at the seat still, and waits no more.
    """

    proofs: Mapping[SeatId, Method] = field(default_factory=lambda: MappingProxyType({}))
    signed_in: Mapping[SeatId, IdentityProven] = field(default_factory=lambda: MappingProxyType({}))
    vouchers: Mapping[SeatId, SeatId] = field(default_factory=lambda: MappingProxyType({}))
    visiting: frozenset[SeatId] = frozenset()
    awaiting: frozenset[SeatId] = frozenset()
    turned_away: frozenset[SeatId] = frozenset()
    watching: Mapping[SeatId, SeatId] = field(default_factory=lambda: MappingProxyType({}))
    heard: frozenset[tuple[SeatId, SeatId]] = frozenset()

    def after(self, fact: Fact) -> "Identity":
        """The proofs once this fact has happened."""
        match fact:
            case IdentityProven(seat=seat, method=method):
                proven = self._proven(seat, method, _less(self.vouchers, seat))
                return replace(proven, signed_in=MappingProxyType({**self.signed_in, seat: fact}))
            case IdentityVouched(seat=seat, voucher=voucher):
                vouchers = MappingProxyType({**self.vouchers, seat: voucher})
                return self._proven(seat, Method.VOUCH, vouchers)
            case ProofRevoked(seat=seat):
                again = {seat} & self.visiting
                return replace(
                    self._without(seat),
                    proofs=_less(self.proofs, seat),
                    vouchers=_less(self.vouchers, seat),
                    awaiting=self.awaiting | again,
                )
            case LinkUsed(seat=seat) | LinkWithdrawn(seat=seat, ends_proof=True):
                gone = self._without(seat)
                return replace(gone, proofs=_less(self.proofs, seat), vouchers=_less(self.vouchers, seat))
            case MeetingClosed():
                # Nobody waits any more.
                return replace(self, awaiting=frozenset(), watching=MappingProxyType({}), heard=frozenset())
            case _:
                return self._after_visit(fact)

    def _after_visit(self, fact: Fact) -> "Identity":
        match fact:
            case SeatVisited(seat=seat):
                return replace(self, visiting=self.visiting | {seat})
            case VisitEnded(seat=seat, why=VisitEnding.LEFT):
                # Whoever is at the line still is none whom anybody knows.
                return self._without(seat)
            case VisitEnded(seat=seat):
                return replace(self._without(seat), visiting=self.visiting - {seat})
            case VouchingAwaited(seat=seat):
                return replace(self, awaiting=self.awaiting | {seat})
            case VisitorTurnedAway(seat=seat):
                return replace(self._without(seat), turned_away=self.turned_away | {seat})
            case VisitorWatched(seat=seat, by=by):
                return self._turned(by, MappingProxyType({**self.watching, by: seat}))
            case VisitorUnwatched(by=by):
                return self._turned(by, _less(self.watching, by))
            case VisitorHeard(seat=seat, by=by):
                return replace(self, heard=self.heard | {(seat, by)})
            case _:
                return self

    def _proven(self, seat: SeatId, method: Method, vouchers: Mapping[SeatId, SeatId]) -> "Identity":
        proofs = MappingProxyType({**self.proofs, seat: method})
        return replace(self._without(seat), proofs=proofs, vouchers=vouchers)

    def _turned(self, by: SeatId, watching: Mapping[SeatId, SeatId]) -> "Identity":
        """What somebody heard counts for as long as they stay: the clip of it ends when they turn away."""
        heard = frozenset(pair for pair in self.heard if pair[1] != by)
        return replace(self, watching=watching, heard=heard)

    def _without(self, seat: SeatId) -> "Identity":
        """Nobody waits at this seat any more; what was seen of them, or by them, counts for nobody after them."""
        return replace(
            self,
            awaiting=self.awaiting - {seat},
            turned_away=self.turned_away - {seat},
            watching=MappingProxyType(
                {by: whom for by, whom in self.watching.items() if seat not in (by, whom)}
            ),
            heard=frozenset(pair for pair in self.heard if seat not in pair),
        )

    def vouched_by(self, seat: SeatId) -> tuple[SeatId, ...]:
        """Whom this seat has vouched for, as far as it holds."""
        return tuple(whom for whom, by in self.vouchers.items() if by == seat)


def _less(mapping: Mapping[SeatId, _Value], seat: SeatId) -> Mapping[SeatId, _Value]:
    return MappingProxyType({key: value for key, value in mapping.items() if key != seat})
