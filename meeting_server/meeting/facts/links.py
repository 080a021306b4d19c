"""One-time links (ลิงก์ครั้งเดียว): the support officer called somebody back, knew them, and let them in by one (ข้อ ๙)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import (
    IdentityProven,
    IdentityVouched,
    LinkIssued,
    LinkUsed,
    LinkWithdrawn,
    Method,
    ProofRevoked,
)
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import LinkId, SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The link of each seat that waits to be used, and the one that holds there: whoever opened it may come in by it.

    It holds until it is taken back, another is opened, or somebody shows there in another way who they are.
    """

    issued: Mapping[SeatId, LinkIssued] = field(default_factory=lambda: MappingProxyType({}))
    used: Mapping[SeatId, LinkIssued] = field(default_factory=lambda: MappingProxyType({}))

    def holds(self, seat: SeatId, link: LinkId) -> bool:
        """Whether this is the link that somebody may be at this seat by."""
        return seat in self.used and self.used[seat].link == link

    def let_in_by(self, seat: SeatId) -> tuple[SeatId, ...]:
        """Whom this seat has let in by a link, as far as it holds."""
        return tuple(whom for whom, issued in self.used.items() if issued.by == seat)

    def after(self, fact: Fact) -> "Links":
        """The links once this fact has happened."""
        match fact:
            case LinkIssued(seat=seat):
                return Links(issued=MappingProxyType({**self.issued, seat: fact}), used=self.used)
            case LinkUsed(seat=seat):
                used = MappingProxyType({**self.used, seat: self.issued[seat]})
                return Links(issued=_less(self.issued, seat), used=used)
            case LinkWithdrawn(seat=seat, link=link):
                return Links(issued=_less(self.issued, seat, link), used=_less(self.used, seat, link))
            case (
                IdentityProven(seat=seat, method=Method.LOGIN)
                | IdentityVouched(seat=seat)
                | ProofRevoked(seat=seat)
            ):
                return Links(issued=self.issued, used=_less(self.used, seat))
            case MeetingClosed() if self.issued:
                return Links(used=self.used)
            case _:
                return self


def _less(
    mapping: Mapping[SeatId, LinkIssued], seat: SeatId, link: LinkId | None = None
) -> Mapping[SeatId, LinkIssued]:
    """Without what there is of a seat, or without this one link to it."""
    if seat not in mapping or link not in (None, mapping[seat].link):
        return mapping
    return MappingProxyType({key: value for key, value in mapping.items() if key != seat})
