"""One-time links (ลิงก์ครั้งเดียว): the support officer called somebody back, knew them, and let them in by one (ข้อ ๙)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import LinkIssued, LinkUsed, LinkWithdrawn, ProofRevoked
from meeting_server.meeting.facts.session import MeetingClosed
from meeting_server.meeting.ids import SeatId


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The link of each seat that waits to be used, and the one by which whoever is there was let in."""

    issued: Mapping[SeatId, LinkIssued] = field(default_factory=lambda: MappingProxyType({}))
    used: Mapping[SeatId, LinkIssued] = field(default_factory=lambda: MappingProxyType({}))

    def after(self, fact: Fact) -> "Links":
        """The links once this fact has happened."""
        match fact:
            case LinkIssued(seat=seat):
                return Links(issued=MappingProxyType({**self.issued, seat: fact}), used=self.used)
            case LinkUsed(seat=seat):
                used = MappingProxyType({**self.used, seat: self.issued[seat]})
                return Links(issued=_less(self.issued, seat), used=used)
            case LinkWithdrawn(seat=seat):
                return Links(issued=_less(self.issued, seat), used=self.used)
            case ProofRevoked(seat=seat) if seat in self.used:
                return Links(issued=self.issued, used=_less(self.used, seat))
            case MeetingClosed() if self.issued:
                return Links(used=self.used)
            case _:
                return self


def _less(mapping: Mapping[SeatId, LinkIssued], seat: SeatId) -> Mapping[SeatId, LinkIssued]:
    return MappingProxyType({key: value for key, value in mapping.items() if key != seat})
