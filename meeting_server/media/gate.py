"""Who may reach whom: a passage for every pair that the plan opens, asked at fan-out and again at emission."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import MediaPlan, Place, Source


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

    __slots__ = ("bytes", "is_open", "packets", "pair", "taken")

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.is_open = True
        self.packets = 0
        self.bytes = 0
        self.taken = (0, 0)  # of both, what the ledger has

    def take(self) -> tuple[int, int]:
        """Packets and bytes that the ledger has not; now it has."""
        packets, size = self.taken
        self.taken = (self.packets, self.bytes)
        return self.packets - packets, self.bytes - size


class Totals(NamedTuple):
    """Packets forwarded to a seat and from a seat since the meeting's media began."""

    received: int
    sent: int


class Gate:
    """Every passage of one meeting; what is not in the plan has none."""

    def __init__(self) -> None:
        self._passages: dict[Pair, Passage] = {}
        self._ways: dict[tuple[SeatId, Source], dict[SeatId, Passage]] = {}  # the same, by who receives what
        self._sends: dict[SeatId, frozenset[Source]] = {}
        self._seats: tuple[SeatId, ...] = ()
        self._received: dict[SeatId, int] = {}  # by ways that are shut
        self._sent: dict[SeatId, int] = {}
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
        return self._ways.get((receiver, source), {}).get(sender)

    def senders_to(self, receiver: SeatId, source: Source) -> Mapping[SeatId, Passage]:
        """Whose source may reach this seat, in the plan's order."""
        return self._ways.get((receiver, source), {})

    def follow(self, plan: MediaPlan) -> None:
        """Shut what the plan does not hold, then open what it holds anew; on any error everything is shut."""
        followed = False
        try:
            sends, ways = _sends(plan), self._open(plan)
            passages = {passage.pair: passage for way in ways.values() for passage in way.values()}
            for pair in [pair for pair in self._passages if pair not in passages]:
                self._shut(pair)
            self._passages, self._ways = passages, ways
            self._sends, self._seats = sends, tuple(sends)
            followed = True
        finally:
            if not followed:
                self.shut()

    def _open(self, plan: MediaPlan) -> dict[tuple[SeatId, Source], dict[SeatId, Passage]]:
        """Every way that the plan holds: those there are, and new ones."""
        ways: dict[tuple[SeatId, Source], dict[SeatId, Passage]] = {}
        for sender, receiver in _reaching(plan):
            for source in sorted(sender.sends):
                there = self._ways.get((receiver, source), {}).get(sender.seat)
                passage = there or Passage(Pair(sender.seat, receiver, source))
                ways.setdefault((receiver, source), {})[sender.seat] = passage
        return ways

    def shut(self) -> None:
        """Nobody reaches anybody."""
        self._ways = {}
        for pair in list(self._passages):
            self._shut(pair)
        self._sends, self._seats = {}, ()

    def _shut(self, pair: Pair) -> None:
        passage = self._passages.pop(pair)
        passage.is_open = False
        self.shut_lately.append(passage)
        sender, receiver, _source = pair
        self._sent[sender] = self._sent.get(sender, 0) + passage.packets
        self._received[receiver] = self._received.get(receiver, 0) + passage.packets

    @property
    def gone(self) -> list[SeatId]:
        """Seats that a plan has held, and the present one does not."""
        known = dict.fromkeys((*self._received, *self._sent))
        return [seat for seat in known if seat not in self._sends]

    def totals(self) -> dict[SeatId, Totals]:
        """Every seat that a plan has held, with what has reached it and what of it has reached others."""
        received, sent = dict(self._received), dict(self._sent)
        for (sender, receiver, _source), passage in self._passages.items():
            sent[sender] = sent.get(sender, 0) + passage.packets
            received[receiver] = received.get(receiver, 0) + passage.packets
        seats = dict.fromkeys((*self._seats, *self._received, *self._sent))
        return {seat: Totals(received.get(seat, 0), sent.get(seat, 0)) for seat in seats}


def _reaching(plan: MediaPlan) -> Iterator[tuple[Place, SeatId]]:
    """Who reaches whom: everybody those in their circle who hear, and whoever overhears them from another."""
    overhearing = [place for circle in plan.circles for place in circle.places if place.overhears]
    for circle in plan.circles:
        hearing = [place.seat for place in circle.places if place.hears]
        for sender in circle.places:
            beside = [place.seat for place in overhearing if sender.seat in place.overhears]
            for receiver in dict.fromkeys((*hearing, *beside)):
                if receiver != sender.seat:
                    yield sender, receiver


def _sends(plan: MediaPlan) -> dict[SeatId, frozenset[Source]]:
    places = [place for circle in plan.circles for place in circle.places]
    sends = {place.seat: place.sends for place in places}
    if len(sends) != len(places):
        raise ValueError("seat_twice")
    return sends
