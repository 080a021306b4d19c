"""What the recorder takes of a source: the best layer that flows, changed only where pictures can begin."""

from collections.abc import Callable, Sequence

from meeting_server.media.rtp import RtpPacket
from meeting_server.media.source import Layer

_ANY = -(1 << 62)


class Tap:
    """A receiver without a size of its own.

    It begins with whatever comes first, since what the recorder misses at the beginning it must see to know of;
    from then on it turns to another layer at a key frame only, and says in that packet which stream it goes on
    with, so that the numbers of two streams never meet in one reorder buffer.
    """

    wanted = (float("inf"), float("inf"))
    most = float("inf")  # what is recorded does not depend on anybody's line

    def __init__(self, record: Callable[[RtpPacket], None]) -> None:
        self.record = record
        self.layer: Layer | None = None
        self.target: Layer | None = None
        self._start = _ANY

    @property
    def awaits(self) -> Layer | None:
        """The better layer to turn to; a first key frame is asked for by the recorder itself."""
        return self.target if self.layer is not None and self.target is not self.layer else None

    def aim(self, layer: Layer | None) -> None:
        """From now on this layer is the best that flows."""
        self.target = layer

    def take(self, layer: Layer, packets: Sequence[RtpPacket]) -> None:
        """Record packets, unless they are from before the key frame with which their layer was taken up."""
        if layer is not self.layer:
            packets = self._first_of(layer, packets)
        for packet in packets:
            if packet.number >= self._start:
                self.record(packet)

    def _first_of(self, layer: Layer, packets: Sequence[RtpPacket]) -> Sequence[RtpPacket]:
        """Turn to the target if its pictures can begin among these, and with what of them has come already."""
        before = self.layer
        if layer is not self.target:
            return ()
        if before is None:
            self._turn(layer, _ANY)
            return packets
        key = next((each for each in packets if each.starts_key_frame), None)
        if key is None or layer.stream is None:
            return ()
        self._turn(layer, key.number)
        key.follows = before.stream.ssrc if before.stream is not None else 0
        after = (layer.kept(number) for number in range(key.number + 1, layer.stream.highest + 1))
        return [key, *(packet for packet in after if packet is not None)]

    def _turn(self, layer: Layer, start: int) -> None:
        self.layer, self._start = layer, start
        layer.source.is_stale = True

    def begin_anew(self) -> None:
        """Another stream has begun in the layer: take it from its first packet."""
        self.layer = None
