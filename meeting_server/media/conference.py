"""One meeting in a worker: who is connected, made to match the plan; everything that changes who reaches whom."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from meeting_server.media.gate import Gate, Pair, Totals
from meeting_server.media.overhearing import Heard, Overhearing, overheard
from meeting_server.media.peer import Peer
from meeting_server.media.rtp import RtpPacket
from meeting_server.media.selection import Loudness, Stage, assign, speaking
from meeting_server.media.slot import Slot
from meeting_server.media.source import Source
from meeting_server.media.tap import Tap
from meeting_server.meeting.facts.recording import GapReason
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import Circle, MediaPlan, clip_source
from meeting_server.meeting.media_plan import Source as Kind

Json = dict[str, object]
Key = tuple[SeatId, Kind]


class RecorderPort(Protocol):
    """The recorder, as the packet path sees it."""

    def plan(
        self, meeting: str, record: frozenset[tuple[SeatId, str]], reasons: Mapping[tuple[str, str], str]
    ) -> None:
        """Record these from now on; why others stop."""
        ...

    def packet(self, meeting: str, seat: str, source: str, packet: RtpPacket) -> None:
        """Take a packet, repaired and in the plan; must be cheap."""
        ...

    def wants_key(self, meeting: str, seat: str, source: str) -> bool:
        """Whether a key frame is needed to go on."""
        ...

    def open_files(self, meeting: str) -> Sequence[Mapping[str, object]]:
        """What stands in the files that are being written, for the ledger."""
        ...


class StaleEpoch(Exception):  # noqa: N818 - says what the plan is
    """An older plan than the one in force; nothing has changed."""

    def __init__(self, current: int) -> None:
        super().__init__("stale_epoch")
        self.current = current


@dataclass(slots=True)
class Seated:
    """A seat's connection, and the one that is being built beside it."""

    peer: Peer | None = None
    coming: Peer | None = None

    def all(self) -> list[Peer]:
        """Both, as far as they are there."""
        return [peer for peer in (self.peer, self.coming) if peer is not None]


class Ears:
    """Who is heard in one circle."""

    def __init__(self, circle: Circle, stage: Stage) -> None:
        self.circle = circle
        self.stage = stage
        self.shown = 0  # so many of the order may have a slot on some page
        self.voices: dict[SeatId, Loudness] = {}  # of those who have no slot of their own
        self.everyone: dict[SeatId, Loudness] = {}
        self.order: list[SeatId] = []
        self.seats = {place.seat for place in circle.places}

    def holds(self, seat: SeatId) -> bool:
        """Whether the seat stands in this circle."""
        return seat in self.seats

    def refresh(self, sources: Mapping[Key, Source], presiding: SeatId | None, now: float) -> None:
        """Take the microphones as they are connected now."""
        self.everyone = {
            place.seat: sources[place.seat, Kind.MIC].loudness
            for place in self.circle.places
            if (place.seat, Kind.MIC) in sources
        }
        self.voices = {seat: voice for seat, voice in self.everyone.items() if seat != presiding}
        self.stage.update(self.voices, now)
        self.order = self.stage.order(self.voices)

    def update(self, now: float) -> bool:
        """See who is on stage, and whether slots hold silence or are free for more; whether any of that has changed."""
        if self.stage.update(self.voices, now):
            return True
        if any(self.voices[seat].is_still for seat in self.order[: self.shown]):
            return True
        if len(self.order) >= self.shown:
            return False
        return sum(not voice.is_still for voice in self.voices.values()) > len(self.order)


class Conference:
    """The gate, the seats and the circles of one meeting; `follow` is the only thing that opens anything."""

    def __init__(self, meeting: str, recorder: RecorderPort, report: Callable[[Json], None]) -> None:
        self.meeting = meeting
        self.gate = Gate()
        self.epoch = -1
        self.seats: dict[SeatId, Seated] = {}
        self.report = report
        self._plan = MediaPlan()
        self._overheard: Mapping[SeatId, frozenset[SeatId]] = {}  # by whom
        self._overhearing = Overhearing()
        self._recorder = recorder
        self._recorded: frozenset[Key] = frozenset()
        self._clips: Mapping[Key, Sequence[str]] = {}  # as the recorder calls each of them
        self._ears: list[Ears] = []
        self._violations_told = 0
        self._still: dict[SeatId, tuple[tuple[int, ...], bool | None]] = {}
        self._heard: set[SeatId] = set()  # who was told that somebody speaks
        self.dirty = True  # layouts may have changed

    @property
    def presiding(self) -> SeatId | None:
        """Whose voice has a slot of its own everywhere."""
        return self._plan.presiding

    def peers(self) -> list[Peer]:
        """Every connection that is up and counts for its seat."""
        return [seated.peer for seated in self.seats.values() if seated.peer is not None]

    # --- The plan ---

    def follow(self, epoch: int, plan: MediaPlan) -> dict[SeatId, Totals]:
        """Make the world match the plan before returning; raises StaleEpoch.

        Nothing here awaits: the worker is one thread, so between the first line and the last no packet passes,
        and whatever goes wrong in between leaves everything shut.
        """
        if epoch < self.epoch:
            raise StaleEpoch(self.epoch)
        followed = False
        try:
            self.gate.follow(plan)
            self._plan, self.epoch = plan, epoch
            self._overheard = overheard(plan)
            stages = {ears.circle.name: ears.stage for ears in self._ears}
            self._ears = [Ears(circle, stages.get(circle.name) or Stage()) for circle in plan.circles]
            self._admit()
            self.connect_all()
            self._record(plan)
            followed = True
        finally:
            if not followed:
                self.shut()
        return self.gate.totals()

    def shut(self) -> None:
        """Nobody reaches anybody and nothing is recorded until a plan is told again; connections stay."""
        self.gate.shut()
        self.epoch, self._plan, self._ears = -1, MediaPlan(), []
        self._overheard = {}
        self._admit()
        self.connect_all()
        stopped, self._recorded, self._clips = self._recorded, frozenset(), {}
        self._recorder.plan(self.meeting, frozenset(), dict.fromkeys(stopped, GapReason.SERVICE_INTERRUPTED))

    def _admit(self) -> None:
        """Who may send what; of those who may not, everything that was kept is forgotten."""
        for peer in self.peers():
            was_out, peer.is_out = peer.is_out, not self.gate.holds(peer.seat)
            peer.downlink.stop_probing()
            if peer.is_out and not was_out:
                peer.cut()
            for source in peer.sources.values():
                source.allowed = self.gate.may_send(source.seat, source.kind)
                if not source.allowed:
                    source.forget()
                    source.tap = None

    def _record(self, plan: MediaPlan) -> None:
        """The recorder stands behind the gate: what may not be sent is not written either."""
        record = frozenset(key for key in plan.record if self.gate.may_send(*key))
        reasons: dict[tuple[str, str], str] = {key: self._why(key, plan) for key in self._recorded - record}
        self._recorded = record
        clips: dict[Key, list[str]] = {}
        for number, seat in sorted(plan.clips):
            for kind in (Kind.MIC, Kind.CAMERA):
                clips.setdefault((seat, kind), []).append(clip_source(number, kind))
        self._clips = clips
        apart = frozenset((seat, name) for (seat, _), names in clips.items() for name in names)
        self._recorder.plan(self.meeting, record | apart, reasons)
        self._tap()

    def _write(self, source: Source, packet: RtpPacket) -> None:
        """To whatever is recorded of a source; a clip begins when a visitor is heard, not while they are muted."""
        key = (source.seat, source.kind)
        if key in self._recorded:
            self._recorder.packet(self.meeting, source.seat, source.kind, packet)
        if not source.muted:
            for name in self._clips.get(key, ()):
                self._recorder.packet(self.meeting, source.seat, name, packet)

    def _wants_key(self, source: Source) -> bool:
        key = (source.seat, source.kind)
        names = [*([source.kind] if key in self._recorded else []), *self._clips.get(key, ())]
        return any(self._recorder.wants_key(self.meeting, source.seat, name) for name in names)

    def _why(self, key: Key, plan: MediaPlan) -> GapReason:
        """As far as a plan says it; the log says more."""
        if not self.gate.holds(key[0]):
            return GapReason.SUSPENDED
        if key[1] is Kind.SCREEN:  # Whoever shared it has stopped; nothing is missing.
            return GapReason.LEFT
        if not self.gate.may_send(*key):
            return GapReason.NO_RIGHT
        return GapReason.SECRET_ITEM if plan.record else GapReason.RECESS

    def _tap(self) -> None:
        """A tap that is there goes on: a plan that changes nothing for a source leaves no seam in its recording."""
        for peer in self.peers():
            for source in peer.sources.values():
                key = (source.seat, source.kind)
                if (key not in self._recorded and key not in self._clips) or not source.allowed:
                    source.tap = None
                elif source.tap is None:
                    source.tap = Tap(partial(self._write, source))
                source.aim()

    # --- Who reaches whom ---

    def connected(self) -> None:
        """A connection is up, or was answered anew: from now on it counts for its seat."""
        self._admit()
        self._tap()
        self.connect_all()

    def connect_all(self) -> None:
        """Fill every slot, ask the gate for every pair, and build every fan-out; the packet path searches nothing."""
        sources = {
            (source.seat, source.kind): source
            for peer in self.peers()
            for source in peer.sources.values()
            if source.allowed
        }
        now = time.monotonic()
        sounds = [sum(not slot.is_video for slot in peer.slots.values()) for peer in self.peers()]
        for ears in self._ears:
            # Who presides has a slot apart, and nobody takes one on the own page.
            ears.shown = max(sounds, default=0) + (self.presiding not in ears.seats)
            ears.refresh(sources, self.presiding, now)
        reached: dict[Key, list[Slot]] = {}
        for peer in self.peers():
            self._fill(peer, sources)
            for slot in peer.slots.values():
                if slot.source is not None and slot.whose is not None:
                    reached.setdefault(slot.whose, []).append(slot)
        for peer in self.peers():
            for source in peer.sources.values():
                key = (source.seat, source.kind)
                source.reach(reached.get(key, ()) if source is sources.get(key) else ())
                # Who presides has a slot of its own, and comes on no stage.
                may_enter = source.kind is Kind.MIC and source.seat != self.presiding
                source.speaks = self.hear if may_enter else None
        self.dirty = True
        for source in sources.values():
            source.tick_key(now)

    def _fill(self, peer: Peer, sources: Mapping[Key, Source]) -> None:
        """Whom this browser sees and hears; a seat keeps its slot, so that nothing jumps."""
        pictures = [slot for slot in peer.slots.values() if slot.is_video]
        sounds = [slot for slot in peer.slots.values() if not slot.is_video]
        for slots, (wanted, first) in (
            (pictures, self._pictures(peer, sources)),
            (sounds, self._sounds(peer)),
        ):
            places = assign([slot.whose for slot in slots], wanted, first)
            ranks = {key: rank for rank, key in enumerate(wanted)}
            for slot, whose in zip(slots, places, strict=True):
                self._place(peer, slot, whose, sources)
                slot.rank = ranks.get(whose, 0) if whose is not None else 0

    def _place(self, peer: Peer, slot: Slot, whose: Key | None, sources: Mapping[Key, Source]) -> None:
        source = sources.get(whose) if whose is not None else None
        passage = self.gate.passage(source.seat, peer.seat, source.kind) if source is not None else None
        slot.changed |= slot.whose != whose
        slot.whose = whose
        if source is None or passage is None:
            if slot.source is not None:
                slot.detach()
        elif slot.source is not source or slot.passage is not passage:
            slot.attach(source, passage)

    def _pictures(self, peer: Peer, sources: Mapping[Key, Source]) -> tuple[list[Key], Key | None]:
        """A shared screen in the first slot, then cameras: pinned, who presides, who shares, then by the roster."""
        if peer.hidden:
            return [], None
        screens = [(seat, Kind.SCREEN) for seat in self.gate.senders_to(peer.seat, Kind.SCREEN)]
        screens = [key for key in screens if key in sources]
        seats = self.gate.senders_to(peer.seat, Kind.CAMERA)
        presiding = [self.presiding] if self.presiding else []
        ahead = [
            *sorted(self._overheard.get(peer.seat, ())),
            *peer.pins,
            *presiding,
            *(seat for seat, _screen in screens),
        ]
        ordered = [*(seat for seat in ahead if seat in seats), *seats]
        cameras = [(seat, Kind.CAMERA) for seat in ordered if (seat, Kind.CAMERA) in sources]
        return cameras, screens[0] if screens else None

    def _sounds(self, peer: Peer) -> tuple[list[Key], Key | None]:
        """Who presides in the first slot, kept free otherwise; whom this seat has turned to; then those on stage."""
        ears = next((ears for ears in self._ears if ears.holds(peer.seat)), None)
        if ears is None:
            return [], None
        senders = self.gate.senders_to(peer.seat, Kind.MIC)
        beside = sorted(self._overheard.get(peer.seat, ()))
        heard = [(seat, Kind.MIC) for seat in (*beside, *ears.order) if seat in senders]
        presiding = self.presiding
        if presiding is None or presiding not in senders:
            return heard, None
        return heard, (presiding, Kind.MIC)

    def hear(self) -> None:
        """Somebody may come on stage; called at the first loud packet, before it is forwarded."""
        self._see_the_stage(time.monotonic())

    def _see_the_stage(self, now: float) -> None:
        changed = [ears.update(now) for ears in self._ears]
        if any(changed):
            self.connect_all()

    def violated(self, pair: Pair | None) -> None:
        """Something tried to send what the gate forbids; the packet was dropped."""
        self.gate.violations += 1
        if self._violations_told == 0:
            self.report({"kind": "trouble", "what": "violation", "seat": pair and pair.sender, "on": True})
        self._violations_told = self.gate.violations

    # --- What the seats are told ---

    def layouts(self) -> list[tuple[Peer, Json]]:
        """The layouts that have changed since this was asked."""
        changed: list[tuple[Peer, Json]] = []
        for peer in self.peers():
            if peer.is_out or not (self.dirty or any(slot.changed for slot in peer.slots.values())):
                continue
            layout = self._layout(peer)
            if layout != peer.told:
                peer.told = layout
                changed.append((peer, layout))
        self.dirty = False
        return changed

    def _layout(self, peer: Peer) -> Json:
        slots: list[Json] = []
        for slot in peer.slots.values():
            slot.changed = False
            seat, kind = slot.whose or (None, Kind.CAMERA if slot.is_video else Kind.MIC)
            slots.append({"mid": slot.mid, "seat": seat, "source": kind, "state": _state(slot)})
        return {
            "kind": "layout",
            "conn": peer.conn,
            "epoch": self.epoch,
            "slots": slots,
            "muted": self._muted(peer),
            "send": peer.downlink.own(peer.sources),
        }

    def _muted(self, peer: Peer) -> list[SeatId]:
        """Whose microphone is off, of all whom this browser may hear: most of them have no slot."""
        heard = self.gate.senders_to(peer.seat, Kind.MIC)
        return [
            other.seat
            for other in self.peers()
            if other.seat in heard
            and any(source.muted for source in other.sources.values() if source.kind is Kind.MIC)
        ]

    def speakers(self) -> list[tuple[Peer, Json]]:
        """Who is speaking, for everyone who hears them; once more when nobody is any more."""
        told: list[tuple[Peer, Json]] = []
        heard_before, self._heard = self._heard, set()
        for ears in self._ears:
            loud = speaking(ears.everyone)
            for peer in self.peers():
                if not ears.holds(peer.seat) or peer.is_out:
                    continue
                seats = [
                    {"seat": seat, "level": level} for seat, level in loud.items() if self._hears(peer, seat)
                ]
                if seats or peer.seat in heard_before:
                    told.append((peer, {"kind": "speakers", "seats": seats}))
                if seats:
                    self._heard.add(peer.seat)
        return told

    def _hears(self, peer: Peer, seat: SeatId) -> bool:
        return seat == peer.seat or self.gate.passage(seat, peer.seat, Kind.MIC) is not None

    # --- What the timers ask ---

    def tick(self, now: float) -> None:
        """Ask again for what is missing, send held-back key frame requests, see who is on stage."""
        self._see_the_stage(now)
        for peer in self.peers():
            if peer.is_out or not peer.sources:
                continue
            peer.ask_missing(now)
            for source in peer.sources.values():
                if source.is_video and source.allowed:
                    if source.tap is not None and self._wants_key(source):
                        source.ask_key(now, source.tap.layer)
                    source.tick(now)

    def feedback(self, now: float, spare: int = 0) -> None:
        """Tell every browser which of its packets came, and give it what its line carries, and the worker (`spare`)."""
        for peer in self.peers():
            if not peer.is_out:
                peer.feedback()
                self.dirty |= peer.share(now, spare)

    def second(self, now: float, wall_ns: int) -> dict[str, int]:
        """The reports of each second; what came from seats that may not send, by seat, since the last."""
        clocks = {peer.seat: peer.clock_offset for peer in self.peers()}
        for peer in self.peers():
            if not peer.is_out:
                peer.report(now, wall_ns, clocks)
        self._watch_the_suspended()
        return {peer.seat: blocked for peer in self.peers() if (blocked := peer.take_blocked())}

    def heard(self) -> list[Heard]:
        """For how long those before the room have been heard, by whom; asked once a second."""
        mics = (
            source for peer in self.peers() for source in peer.sources.values() if source.kind is Kind.MIC
        )
        muted = {source.seat for source in mics if source.muted}
        ways = [
            passage
            for by in self._overheard
            for passage in self.gate.senders_to(by, Kind.MIC).values()
            if passage.pair.sender in self._overheard[by]
        ]
        return list(self._overhearing.second(ways, muted))

    def tell_again(self) -> None:
        """Another server listens: say once more of whom nothing passes."""
        self._still = {seat: (figures, None) for seat, (figures, _told) in self._still.items()}

    def _watch_the_suspended(self) -> None:
        """See that nothing passes to or from seats that the plan has held and holds no more."""
        if self.epoch < 0:  # No plan holds anybody; nothing can be said of one seat.
            return
        gone = self.gate.gone
        self._still = {seat: self._still[seat] for seat in gone if seat in self._still}
        if not gone:
            return
        emitted = {peer.seat: sum(slot.packets for slot in peer.slots.values()) for peer in self.peers()}
        totals = self.gate.totals()
        for seat in gone:
            total = totals[seat]
            figures = (*total, emitted.get(seat, -1))
            before, told = self._still.get(seat, (None, None))
            quiet = before is not None and before[:2] == figures[:2] and figures[2] in {-1, before[2]}
            if before is not None and quiet != told:
                self.report({"kind": "quiet", "seat": seat, "quiet": quiet})
            self._still[seat] = (figures, quiet if before is not None else None)


def _state(slot: Slot) -> str:
    """What a page shows there: `held` stands still since this page's line is weak, `weak` since the sender's is."""
    if slot.source is None:
        return "waiting"
    if slot.source.muted:
        return "paused"
    if slot.source.is_off:
        return "weak"
    if slot.is_still:
        return "held"
    return "waiting" if slot.is_waiting else "live"
