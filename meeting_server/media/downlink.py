"""What one browser's line carries, and what it therefore gets: sound before everything (E10.1-b)."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate
from weakref import WeakKeyDictionary

from meeting_server.media.budget import HELD, VOICE, Budget, Own, Step, Wish, ladder
from meeting_server.media.estimate import Estimate, Told
from meeting_server.media.pacer import TICK, Pacer
from meeting_server.media.rtcp import ArrivalsTold, Block
from meeting_server.media.selection import options
from meeting_server.media.slot import Slot
from meeting_server.media.source import Layer, Source
from meeting_server.media.stream import AUDIO_CLOCK
from meeting_server.media.twcc import Departures, read_feedback
from meeting_server.meeting.media_plan import Source as Kind

_EVERYTHING = float("inf")
_FAST = 4_000_000.0  # bit/s; on such a line nothing waits
_HALF = 1 << 15
_PADDING = 255
_COPY_FROM, _COPY_UNTIL = (
    8,
    1,
)  # of 256: the loss of sound from which it is sent twice, and below which no more
_COPY_FOR = 30.0  # seconds below
_FAR = 0.150  # a round trip after which a repair comes too late
_MENDED = 512
_ASKS = 30.0  # whoever has asked for lost sound so lately repairs it by asking

CallLater = Callable[[float, Callable[[], None]], object]


class Downlink:
    """Of one connection: numbers, estimate, probes, pacing, and the share of each slot."""

    def __init__(self, call_later: CallLater) -> None:
        self.departures = Departures()
        self.pacer = Pacer(self.departures, call_later)
        self.estimate = Estimate()
        self.due = 0.0  # of what was sent so far, as much as the browser has spoken of
        self.lacked = 0.0  # and of that, what did not come
        self.jitter: float | None = None  # of sound, in seconds: pictures come in bursts
        self._own = Own.ALL
        self._budget = Budget()
        self._call_later = call_later
        self._heard = -1  # the newest number that was told of
        self._probing: tuple[Sequence[Slot], int] | None = None  # who may pad, and what was sent before
        self._is_limited = False
        self._is_paced = False
        self._asked_sound_at = float("-inf")
        # A page that offers anew may have other slots: those before are kept by nobody else.
        self._clean_since: WeakKeyDictionary[Slot, float] = WeakKeyDictionary()
        self._reported: WeakKeyDictionary[Slot, int] = WeakKeyDictionary()
        self._mended: set[int] = set()  # numbers of sound that was lost, and may come after all

    # --- What is heard ---

    def told(self, part: ArrivalsTold, now: float) -> None:
        """The browser tells which packets came."""
        try:
            base, came_at = read_feedback(part.body)
        except ValueError:
            return
        if 0 < (base + len(came_at) - self.departures.next) & 0xFFFF < _HALF:
            return  # Of what was never sent; believed, it would make us deaf to what is.
        if self._heard >= 0 and (known := (self._heard - base) & 0xFFFF) < _HALF:
            base, came_at = base + known + 1, came_at[known + 1 :]  # Told again, or of long ago.
        if came_at:
            self._heard = (base + len(came_at) - 1) & 0xFFFF
            self.due += len(came_at)
            self.lacked += came_at.count(None)
            if self._mended:
                self._count_mended(base, came_at)
            skipped, sent_at, sizes = self.departures.sent(base & 0xFFFF, len(came_at))
            came_at = came_at[skipped : skipped + len(sent_at)]
            self.estimate.hear(Told(sent_at, sizes, came_at), now)

    def _count_mended(self, base: int, came_at: Sequence[float | None]) -> None:
        """Sound that was lost and came because it was asked for, among these."""
        told = {number for number in self._mended if (number - base) & 0xFFFF < len(came_at)}
        self.lacked += sum(came_at[(number - base) & 0xFFFF] is not None for number in told)
        self._mended -= told

    def asked(self, slot: Slot, missing: Sequence[int], rtt: float, now: float) -> None:
        """The browser asks for what it misses in this slot.

        Sound goes again under its own number, so that it may yet be told as having come: it was lost all the same.
        What was sent less than a round trip ago came late to us, and is on its way while it is asked for.
        """
        if slot.is_video:
            return
        self._asked_sound_at = now
        if len(self._mended) > _MENDED:
            self._mended.clear()
        for sequence in missing:
            number = slot.number_of(sequence)
            if number is None or not 0 < (number - self._heard) & 0xFFFF < _HALF:
                continue  # Not known any more, or told of already.
            _skipped, sent_at, _sizes = self.departures.sent(number, 1)
            if sent_at and now - sent_at[0] >= rtt:
                self._mended.add(number)

    def reported(self, blocks: Mapping[Slot, Block], rtt: float, now: float) -> None:
        """The browser's report of each second on what it gets."""
        lost = came = 0.0
        octets = 0
        for slot, block in blocks.items():
            packets, before = slot.octets, self._reported.get(slot, slot.octets)
            self._reported[slot] = packets
            octets += packets - before
            lost += (packets - before) * block.fraction_lost / 256
            came += packets - before
            if not slot.is_video:
                self._see_copies(slot, block, rtt, now)
        sounds = [
            block.jitter for slot, block in blocks.items() if not slot.is_video and slot.source is not None
        ]
        if sounds:  # Browsers report on sound and on pictures one after the other.
            self.jitter = max(sounds) / AUDIO_CLOCK
        if came and not any(slot.numbered for slot in blocks):
            self.due, self.lacked = self.due + came, self.lacked + lost
            if self._heard < 0:  # Whoever tells arrivals of pictures alone has told what the line carries.
                self.estimate.hear_loss(lost / came, octets * 8.0, now)

    def _see_copies(self, slot: Slot, block: Block, rtt: float, now: float) -> None:
        """Sound that is lost, and is not asked for in time, is sent twice until the line is clean again."""
        asks_in_time = now - self._asked_sound_at < _ASKS and rtt < _FAR
        if block.fraction_lost >= _COPY_FROM and not asks_in_time:
            slot.has_copies = True
        if block.fraction_lost >= _COPY_UNTIL:
            self._clean_since[slot] = now
        elif now - self._clean_since.setdefault(slot, now) > _COPY_FOR:
            slot.has_copies = False

    # --- What is given ---

    def share(self, slots: Iterable[Slot], sources: Iterable[Source], now: float, spare: int = 0) -> bool:
        """Give each slot what fits on the line; whether the page is to send its own camera otherwise than before.

        `spare` is how many steps a worker with too much to do takes down on every line.
        """
        filled = [slot for slot in slots if slot.source is not None]
        pictures = [slot for slot in filled if slot.is_video]
        sound = sum(_voice(slot) for slot in filled if not slot.is_video)
        if not self._is_limited and not spare:
            flows = sum(slot.layer.bps for slot in pictures if slot.layer is not None)
            if sound + flows <= self.estimate.bps:
                self._pace(filled)
                return False
        before = self._own
        self._give(pictures, sound, list(sources), now, spare)
        self._pace(filled)
        return before is not self._own

    def own(self, sources: Mapping[str, Source]) -> dict[str, str]:
        """How the page is to send its cameras, by mid: the best layer it may send, `all` of them, or `off`."""
        return {mid: _own(source, self._own) for mid, source in sources.items() if source.kind is Kind.CAMERA}

    def _give(
        self, pictures: Sequence[Slot], sound: float, sources: Sequence[Source], now: float, spare: int
    ) -> None:
        layers = {slot: _layers(slot) for slot in sorted(pictures, key=lambda slot: slot.rank)}
        wishes = [_wish(slot, there) for slot, there in layers.items() if there]
        cameras = [source for source in sources if source.kind is Kind.CAMERA]
        steps = ladder(wishes, sound, sends=bool(cameras))
        step = self._budget.choose(steps, self.estimate.bps, now, spare)
        self._is_limited = step is not steps[0]
        changed = {slot.source for slot, there in layers.items() if there and _apply(slot, there, step)}
        for source in changed:
            if source is not None:
                source.aim()
        self._own = step.own
        for camera in cameras:
            camera.is_off = step.own is Own.OFF
        self.estimate.seek(self._budget.needed, now)
        if self.estimate.probe is not None and self._probing is None:
            self._probing = (pictures, self.departures.octets)
            self._call_later(TICK, self._pad)

    def _pace(self, slots: Sequence[Slot]) -> None:
        self.pacer.pace(self.estimate.bps)
        is_needed = self.estimate.bps < _FAST
        if is_needed != self._is_paced:
            self._is_paced = is_needed
            self.pacer.flush()
        for slot in slots:
            if slot.is_video:
                slot.pace(is_needed=is_needed)

    # --- Probing ---

    def _pad(self) -> None:
        """Send as much more than what is needed as the probe asks for."""
        probe, probing, now = self.estimate.probe, self._probing, time.monotonic()
        if probe is None or probing is None or now > probe.ends_at:
            self._probing = None
            return
        slots, before = probing
        owed = probe.target / 8 * (now - probe.began_at) - (self.departures.octets - before)
        while owed > 0 and any(slot.pad(_PADDING) for slot in slots):
            owed -= _PADDING
        self._call_later(TICK, self._pad)

    def stop_probing(self) -> None:
        """Whoever reaches whom is changing: no probe goes on over that."""
        self.estimate.stop_probing()
        self._probing = None


def _own(source: Source, own: Own) -> str:
    if own is Own.OFF:
        return "off"
    smallest = next(iter(source.layers))
    return smallest or "all" if own is Own.SMALL else "all"


def _voice(slot: Slot) -> float:
    """What is kept free for a voice."""
    costs = max(VOICE, slot.layer.bps if slot.layer is not None else 0.0)
    return 2 * costs if slot.has_copies else costs


def _layers(slot: Slot) -> list[Layer]:
    return options(slot.source.layers.values(), slot.wanted) if slot.source is not None else []


def _wish(slot: Slot, layers: Sequence[Layer]) -> Wish:
    """A larger layer that costs less than a smaller one for the moment will cost more again."""
    is_screen = slot.source is not None and slot.source.kind is Kind.SCREEN
    width, height = slot.wanted
    return Wish(slot.mid, is_screen, width * height, tuple(accumulate((each.bps for each in layers), max)))


def _apply(slot: Slot, layers: Sequence[Layer], step: Step) -> bool:
    at = step.layers[slot.mid]
    is_sparse = step.is_sparse and slot.source is not None and slot.source.kind is Kind.SCREEN
    if at == HELD:
        return slot.grant(0.0, is_sparse=False)
    most = _EVERYTHING if at == len(layers) - 1 else float(sum(layers[at].size))
    return slot.grant(most, is_sparse=is_sparse)
