"""What the recorder takes of a source: the best layer that flows, changed only where pictures can begin."""

from collections.abc import Callable

from meeting_server.media.rtp import RtpPacket
from meeting_server.media.source import Layer
from meeting_server.media.vp8 import Descriptor

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

    def forward(self, number: int, packet: RtpPacket, _picture: Descriptor | None) -> None:
        """Record a packet, unless it is from before the key frame with which its layer was taken up."""
        if number >= self._start:
            self.record(packet)

    def consider(self, layer: Layer, number: int, packet: RtpPacket, picture: Descriptor | None) -> None:
        """Turn to the target if its pictures can begin here, and with what of them has come already."""
        before = self.layer
        if before is None:
            self._turn(layer, _ANY)
            self.record(packet)
        elif picture is not None and picture.starts_key_frame and layer.stream is not None:
            self._turn(layer, number)
            packet.follows = before.stream.ssrc if before.stream is not None else 0
            self.record(packet)
            for later in range(number + 1, layer.stream.highest + 1):
                if (kept := layer.kept(later)) is not None:
                    self.record(kept.packet)

    def _turn(self, layer: Layer, start: int) -> None:
        self.layer, self._start = layer, start
        layer.source.is_stale = True

    def begin_anew(self) -> None:
        """Another stream has begun in the layer: take it from its first packet."""
        self.layer = None
