"""What a browser sends on one m-line: its layers, losses repaired, key frames asked, and whom each layer reaches."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from meeting_server.media.rtcp import SenderReport, write_nack, write_pli
from meeting_server.media.rtp import ExtensionIds, RtpPacket, extension, original_of
from meeting_server.media.selection import AWAKE, CAME, NEVER, STEADY, Loudness, fitting
from meeting_server.media.stream import ASK_AGAIN, AUDIO_CLOCK, VIDEO_CLOCK, Stream
from meeting_server.media.vp8 import describe, picture_size
from meeting_server.media.wakeup import WakeUp
from meeting_server.meeting.ids import SeatId
from meeting_server.meeting.media_plan import Source as Kind

OUR_SSRC = 1  # in the sender's field of what we say about the streams of others
ONLY = ""  # the name of the layer of a source that has but one

_KEY_WAITED_FOR = 0.300
_KEY_OTHERWISE = 1.0
_AUDIO_RING = 256
_VIDEO_RING = 1_024
_NTP_SECOND = 1 << 32
_SILENT = 1.0  # a layer of which nothing has come for so long does not flow
_PROBATION = 2.0  # a layer that had fallen silent is taken again when it has flowed for so long
_HEADERS = 76  # bytes of every packet that are not payload: IP and UDP, RTP with its extension, and the seal
_FIRST_COSTS = {"q": 170_000.0, "h": 440_000.0, "f": 1_300_000.0}  # bit/s, until it is measured
_REMEMBERS = 0.95  # of what a layer cost in the second before: a still picture may move again
_NOMINAL = {"q": (320, 180), "h": (640, 360), "f": (1280, 720)}  # until a key frame says it
# Encoders cut a picture into pieces that differ by a byte or two. They leave in one call when they are of one length
# (decisions/0016), so pieces are filled up to the next multiple; a packet that is a whole picture stays as it is.
_EVEN = 16
_FILLS = (b"", *(bytes(count - 1) + bytes([count]) for count in range(_EVEN - 1, 0, -1)))
_ONE_OF_SEVERAL, _NO_ROOM = 600, 1_281  # bytes of payload


class Receiver(Protocol):
    """Whoever takes one layer of a source at a time: a slot, or the recorder's tap."""

    @property
    def wanted(self) -> tuple[float, float]:
        """The size in which it shows the picture."""
        ...

    @property
    def most(self) -> float:
        """How large a layer its line carries, width and height together; 0 for none."""
        ...

    @property
    def layer(self) -> "Layer | None":
        """What it takes now."""
        ...

    @property
    def target(self) -> "Layer | None":
        """What it would take from the next key frame on."""
        ...

    @property
    def awaits(self) -> "Layer | None":
        """The layer of which it needs a key frame."""
        ...

    def aim(self, layer: "Layer | None") -> None:
        """From now on this layer fits best."""
        ...

    def take(self, layer: "Layer", packets: Sequence[RtpPacket]) -> None:
        """Take what has come in a layer in one wake-up; of its target only from where it can begin."""
        ...

    def begin_anew(self) -> None:
        """Another stream comes in its layer: wait for its beginning."""
        ...


class Layer:
    """One picture size of a source, or all of it: a stream, a ring and a fan-out that no other layer shares."""

    def __init__(self, source: "Source", name: str) -> None:
        self.source = source
        self.name = name
        self.size = _NOMINAL.get(name, _NOMINAL["h"])
        self.worth = NEVER
        self.stream: Stream | None = None
        self.fanout: tuple[Receiver, ...] = ()
        self._came: list[RtpPacket] = []  # in this wake-up
        self.bps = _FIRST_COSTS.get(name, _FIRST_COSTS["h"]) if source.is_video else 0.0
        self._bytes = 0
        self._came_at = float("-inf")
        self._woke_at = float("-inf")
        self._ring: list[RtpPacket | None] = [None] * (_VIDEO_RING if source.is_video else _AUDIO_RING)
        self._clocks: tuple[float, int] | None = None  # the sender's NTP seconds and RTP time, told together

    def receive(self, packet: RtpPacket) -> None:
        """A packet as it was first sent."""
        source = self.source
        if not source.allowed:
            source.blocked += 1
            return
        if packet.payload_type != source.payload_type:
            return
        stream = self.stream
        if stream is None or stream.ssrc != packet.ssrc:
            stream = self._begin(packet)
        number = stream.note(packet)
        if number is None:
            return
        if stream.missing and source.asks_again:
            self.ask_missing(packet.arrival, ASK_AGAIN)
        if not source.is_video:
            source.listen(packet)
        self._keep(number, packet)

    def receive_again(self, packet: RtpPacket) -> None:
        """A packet that was sent again on the stream for repair (RFC 4588)."""
        source = self.source
        if not source.allowed:
            source.blocked += 1
            return
        stream = self.stream
        if stream is None:
            return
        original = original_of(packet, source.payload_type, stream.ssrc)
        if original is None:
            return
        number = stream.note(original, repaired=True)
        if number is not None:
            self._keep(number, original)

    def _keep(self, number: int, packet: RtpPacket) -> None:
        """Put a packet into the ring, and pass it on with what else comes in this wake-up."""
        source = self.source
        packet.number = number
        ring = self._ring
        ring[number % len(ring)] = packet
        if octets := len(packet.payload):  # Browsers probe a layer that they do not send with padding.
            self._came_at = packet.arrival
            self._bytes += octets + _HEADERS
            if self.worth < AWAKE:
                self._wake(packet.arrival)
        begins = source.is_video and self._describe(packet, octets)
        if begins:
            source.pass_on()  # Whoever turns to this layer here gets what came before of the one before.
        came = self._came
        came.append(packet)
        if len(came) == 1:
            source.has_come_in(self)
        if begins:
            source.pass_on()

    def _describe(self, packet: RtpPacket, octets: int) -> bool:
        """See what every receiver would otherwise find out for itself; whether a key frame begins here."""
        packet.picture = picture = describe(packet.payload)
        if _ONE_OF_SEVERAL < octets < _NO_ROOM and (over := octets % _EVEN):
            packet.fill = _EVEN - over
            packet.body = packet.payload + _FILLS[over]
        if picture is None or not picture.starts_key_frame:
            return False
        self.source.key_came(self, packet.payload)
        return True

    def pass_on(self) -> None:
        """Give everyone what has come; whoever turns to another layer by it takes the next from there."""
        came, self._came = self._came, []
        if came:
            for receiver in self.fanout:
                receiver.take(self, came)
        if self.source.is_stale:
            self.source.connect()

    def _begin(self, packet: RtpPacket) -> Stream:
        """Another stream: nothing of the one before it may be mixed with it."""
        self.pass_on()
        self.forget()
        self.stream = Stream(packet.ssrc, self.source.clock, packet.sequence)
        self.worth, self._clocks = NEVER, None
        self.source.begun_anew(self)
        return self.stream

    def _wake(self, now: float) -> None:
        """It flows. One that flutters would freeze pictures at every return, so it is not trusted again at once."""
        self.source.pass_on()
        self._woke_at = now
        self.worth = STEADY if self.worth == NEVER else AWAKE
        self.source.aim()

    def watch(self, now: float) -> bool:
        """See whether it still flows; whether that has changed."""
        before = self.worth
        if before >= AWAKE and now - self._came_at > _SILENT:
            self.worth = CAME
        elif before == AWAKE and now - self._woke_at >= _PROBATION:
            self.worth = STEADY
        return self.worth != before

    def measure(self) -> None:
        """A second is over: see what sending this layer on costs; what does not flow now costs what it did."""
        if self._bytes:
            self.bps = max(self._bytes * 8.0, self.bps * _REMEMBERS)
        self._bytes = 0

    def is_silent(self, now: float, seconds: float) -> bool:
        """Whether nothing has come for a while; only then may another stream take its place."""
        return self.stream is None or now - self.stream.heard_at > seconds

    def kept(self, number: int) -> RtpPacket | None:
        """The packet of this number, if it is still in the ring."""
        kept = self._ring[number % len(self._ring)]
        return kept if kept is not None and kept.number == number else None

    def forget(self) -> None:
        """Empty the ring, and ask for nothing any more: after this nothing that was received can be sent."""
        self._came = []
        self._ring = [None] * len(self._ring)
        if self.stream is not None:
            self.stream.missing.clear()

    def ask_missing(self, now: float, rtt: float) -> None:
        """Ask the browser for what is missing and due, if anybody takes this layer: its line has enough to carry."""
        stream = self.stream
        if stream is not None and stream.missing and self.fanout and (numbers := stream.ask(now, rtt)):
            self.source.tell(write_nack(OUR_SSRC, stream.ssrc, numbers))

    def told(self, report: SenderReport, now: float) -> None:
        """The browser has told how its clocks stand."""
        if self.stream is not None:
            self.stream.heard(report, now)
        self._clocks = (report.ntp / _NTP_SECOND, report.timestamp)

    def timestamp_at(self, now: float, offset: float) -> int | None:
        """The RTP time that this layer's clock shows now; `offset` is our clock less the browser's."""
        if self._clocks is None:
            return None
        ntp, timestamp = self._clocks
        return timestamp + int((now - offset - ntp) * self.source.clock)


class Source:
    """One m-line of a browser that sends; the packet path ends in the precomputed fan-out of each layer."""

    def __init__(
        self, seat: SeatId, kind: Kind, wake_up: WakeUp, *, is_video: bool, tell: Callable[[bytes], None]
    ) -> None:
        self.wake_up = wake_up
        self.seat = seat
        self.kind = kind
        self.is_video = is_video
        self.clock = VIDEO_CLOCK if is_video else AUDIO_CLOCK
        self.payload_type = -1
        self.ids = ExtensionIds()
        self.asks_again = False  # whether the browser answers NACK
        self.allowed = False  # by the plan; what is not is counted and dropped
        self.muted = False
        self.is_off = False  # its page was asked to send nothing, since its line is weak
        self.blocked = 0
        self.tell = tell
        self.layers: dict[str, Layer] = {}
        self.tap: Receiver | None = None  # of the recorder, served before any slot
        self.slots: tuple[Receiver, ...] = ()
        self.is_stale = False  # a receiver has turned to another layer since the fan-outs were built
        self.loudness = Loudness()
        self.speaks: Callable[[], None] | None = None  # called at the first loud packet, unless on stage
        self._is_resized = False  # a layer has another picture size since the layers were chosen
        self._came: list[Layer] = []  # in this wake-up
        self._keys_wanted: set[Layer] = set()
        self._key_asked_at = float("-inf")
        self.name_layers([ONLY])

    def name_layers(self, names: Iterable[str]) -> None:
        """The layers that an offer names; those that stay go on as they are."""
        before = self.layers
        self.layers = {name: before.get(name) or Layer(self, name) for name in names}
        gone = {layer for layer in before.values() if layer is not self.layers.get(layer.name)}
        for layer in gone:
            layer.forget()
            self.begun_anew(layer)
        self._keys_wanted -= gone
        self.aim()

    def reach(self, slots: Iterable[Receiver]) -> None:
        """From now on this reaches these slots; the packet path searches nothing."""
        self.slots = tuple(slots)
        self.aim()

    def _receivers(self) -> Iterator[Receiver]:
        if self.tap is not None:
            yield self.tap
        yield from self.slots

    def aim(self) -> None:
        """Give everyone the layer that fits what they show."""
        layers = self.layers.values()
        for receiver in self._receivers():
            receiver.aim(fitting(layers, receiver.wanted, receiver.most))
        self.connect()

    def connect(self) -> None:
        """Build the fan-outs: who takes a layer, and who waits for a key frame of it."""
        self.is_stale = False
        for layer in self.layers.values():
            layer.fanout = tuple(
                receiver
                for receiver in self._receivers()
                if receiver.layer is layer or receiver.target is layer
            )

    def has_come_in(self, layer: Layer) -> None:
        """A layer has something to pass on, at the end of the wake-up."""
        self._came.append(layer)
        if not self.wake_up.is_held:
            self.pass_on()
        elif len(self._came) == 1:
            self.wake_up.await_end(self)

    def pass_on(self) -> None:
        """Give everyone what has come so far, in the order in which layers came; what comes next may change that."""
        came, self._came = self._came, []
        for layer in came:
            layer.pass_on()

    def begun_anew(self, layer: Layer) -> None:
        """A layer has another stream, or none any more: whoever takes it waits for a beginning."""
        for receiver in self._receivers():
            if receiver.layer is layer:
                receiver.begin_anew()
        self.connect()

    def mute(self, *, on: bool) -> None:
        """Its page says that it is turned off, or on again."""
        self.muted = on
        if on:
            self.loudness.rest()
        else:
            self.loudness.stir()

    def listen(self, packet: RtpPacket) -> None:
        """Hear how loud a packet is."""
        value = extension(packet, self.ids.level)
        level = value[0] & 0x7F if value else None
        if self.loudness.hear(level, packet.arrival) and self.speaks is not None:
            self.speaks()

    @property
    def has_come(self) -> bool:
        """Whether anything was ever received."""
        return any(layer.stream is not None for layer in self.layers.values())

    def forget(self) -> None:
        """Empty every ring: after this nothing that was received can be sent."""
        for layer in self.layers.values():
            layer.forget()

    def ask_missing(self, now: float, rtt: float) -> None:
        """Ask the browser for what is missing and due."""
        for layer in self.layers.values():
            layer.ask_missing(now, rtt)

    def tick(self, now: float) -> None:
        """See which layers flow, and ask for the key frames that are due."""
        if len(self.layers) > 1:
            changed = [layer.watch(now) for layer in self.layers.values()]
            if self._is_resized or any(changed):
                self._is_resized = False
                self.aim()
        self.tick_key(now)

    def key_came(self, layer: Layer, payload: bytes) -> None:
        """A key frame begins: it answers every request before it, and tells the size of the pictures.

        Who gets what is seen anew at the next tick: a sender must not make us do it with every packet.
        """
        self._keys_wanted.discard(layer)
        size = picture_size(payload)
        if size not in {layer.size, (0, 0)}:
            layer.size, self._is_resized = size, True

    def ask_key(self, now: float, layer: Layer | None) -> None:
        """Somebody needs a key frame of this layer: ask now, or as soon as the throttle allows."""
        if layer is not None:
            self._keys_wanted.add(layer)
        self.tick_key(now)

    def tick_key(self, now: float) -> None:
        """Send what the throttle held back, and ask again while somebody waits.

        The throttle is one for all layers, since browsers answer for one with key frames of all.
        """
        if not self.is_video or not self.allowed:
            return
        waiting = {receiver.awaits for receiver in self._receivers()}
        wanted = [
            layer.stream.ssrc
            for layer in self.layers.values()
            if layer.stream is not None and (layer in waiting or layer in self._keys_wanted)
        ]
        is_waited_for = any(layer is not None and layer.stream is not None for layer in waiting)
        if wanted and now - self._key_asked_at >= (_KEY_WAITED_FOR if is_waited_for else _KEY_OTHERWISE):
            self._key_asked_at = now
            self._keys_wanted.clear()
            self.tell(b"".join(write_pli(OUR_SSRC, ssrc) for ssrc in wanted))
