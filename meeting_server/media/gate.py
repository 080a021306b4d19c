"""Who may reach whom: a passage for every pair that the plan opens, asked at fan-out and again at emission."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import MediaPlan, Source


class Pair(NamedTuple):
    """One seat's source on its way to another seat."""

    sender: SeatId
    receiver: SeatId
    source: Source


class Passage:
    """The way of one pair: whether it stands open, and what has gone through.

    A passage that was shut is never opened again. When the plan holds the pair anew it gets a new passage, so
    that whatever still remembers the old one, a cache or a queue, can send nothing.
    """

    __slots__ = ("_taken", "bytes", "is_open", "packets", "pair")

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.is_open = True
        self.packets = 0
        self.bytes = 0
        self._taken = (0, 0)

    def take(self) -> tuple[int, int]:
        """Packets and bytes since the last time this was asked; for the ledger."""
        packets, size = self._taken
        self._taken = (self.packets, self.bytes)
        return self.packets - packets, self.bytes - size


class Totals(NamedTuple):
    """Packets forwarded to a seat and from a seat since the meeting's media began."""

    received: int
    sent: int


class Gate:
    """Every passage of one meeting; what is not in the plan has none."""

    def __init__(self) -> None:
        self._passages: dict[Pair, Passage] = {}
        self._sends: dict[SeatId, frozenset[Source]] = {}
        self._seats: tuple[SeatId, ...] = ()
        self._known: dict[SeatId, Totals] = {}
        self.shut_lately: list[Passage] = []  # not yet in the ledger
        self.violations = 0

    @property
    def passages(self) -> Mapping[Pair, Passage]:
        """Every open passage, ordered by the plan."""
        return self._passages

    @property
    def seats(self) -> tuple[SeatId, ...]:
        """Every seat inside some circle, in the plan's order."""
        return self._seats

    def holds(self, seat: SeatId) -> bool:
        """Whether the seat stands in some circle."""
        return seat in self._sends

    def may_send(self, seat: SeatId, source: Source) -> bool:
        """Whether the seat may send this source at all; what may not is dropped where it arrives."""
        return source in self._sends.get(seat, ())

    def passage(self, sender: SeatId, receiver: SeatId, source: Source) -> Passage | None:
        """The first question, asked when a fan-out is built: the way of this pair, if there is one."""
        return self._passages.get(Pair(sender, receiver, source))

    def senders_to(self, receiver: SeatId, source: Source) -> list[SeatId]:
        """Whose source may reach this seat, in the plan's order."""
        return [seat for seat in self._seats if Pair(seat, receiver, source) in self._passages]

    def follow(self, plan: MediaPlan) -> None:
        """Shut what the plan does not hold, then open what it holds anew; on any error everything is shut."""
        followed = False
        try:
            sends = _sends(plan)
            wanted = dict.fromkeys(_pairs(plan))
            for pair in [pair for pair in self._passages if pair not in wanted]:
                self._shut(pair)
            self._passages = {pair: self._passages.get(pair) or Passage(pair) for pair in wanted}
            self._sends, self._seats = sends, tuple(sends)
            followed = True
        finally:
            if not followed:
                self.shut()

    def shut(self) -> None:
        """Nobody reaches anybody."""
        for pair in list(self._passages):
            self._shut(pair)
        self._sends, self._seats = {}, ()

    def _shut(self, pair: Pair) -> None:
        passage = self._passages.pop(pair)
        passage.is_open = False
        self.shut_lately.append(passage)
        self._count(self._known, passage)

    def totals(self) -> dict[SeatId, Totals]:
        """Every seat that the plan has ever held, with what has reached it and what of it has reached others."""
        totals = {**dict.fromkeys(self._seats, Totals(0, 0)), **self._known}
        for passage in self._passages.values():
            self._count(totals, passage)
        return totals

    @staticmethod
    def _count(totals: dict[SeatId, Totals], passage: Passage) -> None:
        sender, receiver, _source = passage.pair
        to, of = totals.get(receiver, Totals(0, 0)), totals.get(sender, Totals(0, 0))
        totals[receiver] = Totals(to.received + passage.packets, to.sent)
        totals[sender] = Totals(of.received, of.sent + passage.packets)


def _sends(plan: MediaPlan) -> dict[SeatId, frozenset[Source]]:
    places = [place for circle in plan.circles for place in circle.places]
    sends = {place.seat: place.sends for place in places}
    if len(sends) != len(places):
        raise ValueError("seat_twice")
    return sends


def _pairs(plan: MediaPlan) -> Iterable[Pair]:
    for circle in plan.circles:
        for sender in circle.places:
            for receiver in circle.places:
                if receiver.hears and receiver.seat != sender.seat:
                    for source in sorted(sender.sends):
                        yield Pair(sender.seat, receiver.seat, source)
