"""Who is heard where slots are fewer than seats, which seats keep their slot, and in which size they are shown."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from meeting_server.media.rtp import SILENCE
from meeting_server.meeting.ids import SeatId

SPEECH = 50  # RFC 6464: 0 is loudest, 127 is silence
_SUDDEN = 40  # so loud a first packet needs no mean
_UNKNOWN = 45  # of a browser that does not say how loud it is
_RISE = 0.020 / 0.300  # a packet is 20 ms; the mean follows a rise in 300 ms
_FALL = 0.020 / 0.800
_MARGIN = 6
_KEPT = 1.2
_ON_STAGE = 3
# Silence has no slot: a microphone that has been so quiet for so long, until a packet of it is louder again. What lies
# between the two bounds changes nothing, so that noise brings nobody in and out.
_STILL, _STIRS = 100, 90
_STILL_AFTER = 10.0

# What a layer is worth: whether something came of it, ever or just now, and whether it can be relied on.
NEVER, CAME, AWAKE, STEADY = range(4)
_MOST_ENLARGED = 1.5

K = TypeVar("K", bound=Hashable)


class Size(Protocol):
    """A layer, as it is chosen: its pictures' size, and what it is worth."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        ...

    @property
    def worth(self) -> int:
        """From NEVER to STEADY."""
        ...


S = TypeVar("S", bound=Size)


def options(layers: Iterable[S], wanted: tuple[float, float]) -> list[S]:
    """The layers that come into question, from small to the one that fits: those that flow, or else those that did.

    What fits is the smallest that fills this size without being much enlarged, or the largest there is.
    """
    sizes = list(layers)
    worth = max((layer.worth for layer in sizes), default=NEVER)
    if worth == NEVER:
        return []
    ordered = sorted((layer for layer in sizes if layer.worth == worth), key=lambda each: sum(each.size))
    fits = next((at for at, layer in enumerate(ordered) if _fills(layer.size, wanted)), len(ordered) - 1)
    return ordered[: fits + 1]


def fitting(layers: Iterable[S], wanted: tuple[float, float], most: float = float("inf")) -> S | None:
    """The layer to send: what fits, or the largest whose width and height together are at most `most`.

    Where even the smallest is larger it is that one, unless nothing is to be sent (0); none when none ever flowed.
    """
    possible = options(layers, wanted) if most > 0 else []
    return next(
        (layer for layer in reversed(possible) if sum(layer.size) <= most), possible[0] if possible else None
    )


def _fills(size: tuple[int, int], wanted: tuple[float, float]) -> bool:
    """Whether a picture covers this area, enlarged by half at most."""
    return all(there * _MOST_ENLARGED >= asked for there, asked in zip(size, wanted, strict=True))


class Loudness:
    """How loud a microphone is, as its browser says; the mean rises fast and falls slowly."""

    __slots__ = ("at", "is_still", "level", "loud_at", "mean", "on_stage", "said", "stirred_at")

    def __init__(self) -> None:
        self.mean = float(SILENCE)
        self.said = float(SILENCE)  # the mean over speech alone: a pause for breath costs nobody the stage
        self.level = SILENCE
        self.at = float("-inf")
        self.loud_at = float("-inf")
        self.on_stage = False
        self.is_still = False  # nothing is to be heard of it, so it needs no slot
        self.stirred_at = float("inf")  # when it was last more than still; one that has just come is that

    def hear(self, level: int | None, at: float) -> bool:
        """Take one packet in; whether it needs a slot that it may not have: it begins to speak, or is still no more."""
        self.level = level = _UNKNOWN if level is None else level
        step = level - self.mean
        self.mean += step * (_RISE if step < 0 else _FALL)
        if level < _STIRS or self.mean < _STILL or self.stirred_at > at:
            self.stirred_at = at
        self.at = at
        if self.is_still and level < _STIRS:
            self.is_still = False
            return True
        if level < SPEECH:
            self.said += (level - self.said) * _RISE
        if self.mean < SPEECH or level < _SUDDEN:
            self.loud_at = at
        return level < _SUDDEN and not self.on_stage

    def fade(self, now: float) -> None:
        """Nothing has come for a while: silence. Or nothing but silence has."""
        if now - self.at > _KEPT:
            self.mean, self.level = float(SILENCE), SILENCE
        if now - self.stirred_at > _STILL_AFTER:
            self.is_still = True

    def rest(self) -> None:
        """Its page has turned it off."""
        self.is_still = True

    def stir(self) -> None:
        """Its page has turned it on."""
        self.is_still, self.stirred_at = False, float("inf")


class Stage:
    """The stage of one circle: three seats, the chair not among them, who has a slot of its own everywhere."""

    def __init__(self) -> None:
        self.seats: list[SeatId] = []

    def update(self, voices: Mapping[SeatId, Loudness], now: float) -> bool:
        """See who is on stage now, `voices` being every seat that may be; whether that has changed."""
        before = list(self.seats)
        for voice in voices.values():
            voice.fade(now)
        self.seats = [seat for seat in self.seats if seat in voices]
        waiting = [seat for seat in voices if seat not in self.seats and voices[seat].loud_at > now - _KEPT]
        for seat in sorted(waiting, key=lambda seat: voices[seat].mean):
            self._enter(seat, voices, now)
        for seat, voice in voices.items():
            voice.on_stage = seat in self.seats
        return before != self.seats

    def _enter(self, seat: SeatId, voices: Mapping[SeatId, Loudness], now: float) -> None:
        """A free place is taken at once; the quietest holder yields to one who is clearly louder."""
        if len(self.seats) < _ON_STAGE:
            self.seats.append(seat)
            return
        stalest = min(self.seats, key=lambda holder: voices[holder].loud_at)
        if voices[stalest].loud_at < now - _KEPT:
            self.seats[self.seats.index(stalest)] = seat
            return
        quietest = max(self.seats, key=lambda holder: voices[holder].said)
        if voices[seat].said <= voices[quietest].said - _MARGIN:
            self.seats[self.seats.index(quietest)] = seat

    def order(self, voices: Mapping[SeatId, Loudness]) -> list[SeatId]:
        """Who is more than still, in the order in which they are given slots: the stage, then whoever spoke last."""
        others = [seat for seat in voices if seat not in self.seats]
        order = [*self.seats, *sorted(others, key=lambda seat: -voices[seat].loud_at)]
        return [seat for seat in order if not voices[seat].is_still]


def assign(held: Sequence[K | None], wanted: Iterable[K], first: K | None = None) -> list[K | None]:
    """Who gets which slot: whoever has one keeps it, so that nothing jumps; `first` has the first to itself."""
    count = len(held)
    free = count - 1 if first is not None else count
    chosen = [one for one in dict.fromkeys(wanted) if one != first][: max(free, 0)]
    places: list[K | None] = [one if one in chosen else None for one in held]
    if first is not None and places:
        places[0] = first
    new = iter([one for one in chosen if one not in places])
    start = 1 if first is not None else 0
    return [place if place is not None or at < start else next(new, None) for at, place in enumerate(places)]


def speaking(voices: Mapping[SeatId, Loudness]) -> dict[SeatId, int]:
    """Who is speaking now, loudest first, in dBov: 0 is loudest, −127 silence."""
    loud = [(voice.mean, seat) for seat, voice in voices.items() if voice.mean < SPEECH]
    return {seat: -round(mean) for mean, seat in sorted(loud)}
