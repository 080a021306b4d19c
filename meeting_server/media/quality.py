"""How clear each line is, both ways, by the relay's own measure (E8.2.2-b); what it means is not decided here."""

from collections.abc import Iterable

from meeting_server.media.peer import Peer
from meeting_server.media.rtp import SILENCE
from meeting_server.media.source import Source
from meeting_server.media.stream import Stream
from meeting_server.meeting.media_plan import Source as Kind

Json = dict[str, object]

EVERY = 2  # seconds
_FEWEST = 20  # packets from which a share means something
_OF_NOBODY = (
    8  # looks: for so long it is told that nobody is there, since whoever judges waits to see it last
)
_LEVEL_KEPT = 2.0  # seconds without a packet after which a level is no level any more


class Gauge:
    """One connection: every look tells what has passed since the look before."""

    def __init__(self, peer: Peer, now: float) -> None:
        self._peer = peer
        self._at = now
        self._born = now
        self._streams: dict[Stream, tuple[int, int]] = {}
        self._told = (peer.downlink.due, peer.downlink.lacked)
        self._octets = (peer.octets, _sent(peer))

    def look(self, now: float) -> Json:
        """The line of this seat; shares of packets, seconds, kbit/s, and the microphone's level as -dBov."""
        peer, seconds = self._peer, max(now - self._at, 0.001)
        self._at = now
        octets, self._octets = self._octets, (peer.octets, _sent(peer))
        up, down = (
            round((after - before) * 8 / 1000 / seconds, 1)
            for before, after in zip(octets, self._octets, strict=True)
        )
        mic = next((one for one in peer.sources.values() if one.kind is Kind.MIC and one.allowed), None)
        return {
            "seat": peer.seat,
            "path": peer.path,
            "lost_up": self._lost_up(),
            "lost_down": self._lost_down(),
            "jitter_up": _jitter_up(mic),
            "jitter_down": None if peer.downlink.jitter is None else round(peer.downlink.jitter, 4),
            "round_trip": peer.round_trip,
            "level": _level(mic, now),
            "silent": self._silent(mic, now),
            "rested": _rested(peer),
            "kbps_up": up,
            "kbps_down": down,
        }

    def _lost_up(self) -> float | None:
        """What did not come at first, of everything that was to come; what was sent again does not mend it."""
        before, self._streams = self._streams, {}
        due = lacked = 0
        for source in self._peer.sources.values():
            for layer in source.layers.values():
                if layer.stream is not None and source.allowed:
                    self._streams[layer.stream] = counted = layer.stream.counts
                    expected, received = before.get(layer.stream, (0, 0))
                    due += counted[0] - expected
                    lacked += (counted[0] - expected) - (counted[1] - received)
        return _share(lacked, due)

    def _lost_down(self) -> float | None:
        """What we sent and the browser says did not come, of everything that it has spoken of since."""
        downlink, (due, lacked) = self._peer.downlink, self._told
        self._told = (downlink.due, downlink.lacked)
        return _share(downlink.lacked - lacked, downlink.due - due)

    def _silent(self, mic: Source | None, now: float) -> float | None:
        """For how long nothing has come of a microphone that the page says is on."""
        if mic is None or mic.muted:
            return None
        at = max((layer.stream.heard_at for layer in mic.layers.values() if layer.stream), default=self._born)
        return round(max(0.0, now - max(at, self._born)), 1)


class Gauges:
    """Every connection of a meeting."""

    def __init__(self) -> None:
        self._gauges: dict[Peer, Gauge] = {}
        self._of_nobody = 0  # looks that found nobody, one after the other

    @property
    def has_news(self) -> bool:
        """Whether the last look is to be told: of somebody always, of nobody for as long as that is new."""
        return self._of_nobody <= _OF_NOBODY

    def tell_again(self) -> None:
        """Whoever listens now does not know that nobody is there."""
        self._of_nobody = 0

    def look(self, peers: Iterable[Peer], now: float) -> list[Json]:
        """The lines of all seats that were there at the last look too; the others have nothing to tell yet."""
        before = self._gauges
        there = [peer for peer in peers if not peer.is_out]
        self._gauges = {peer: before.get(peer) or Gauge(peer, now) for peer in there}
        lines = [gauge.look(now) for peer, gauge in self._gauges.items() if peer in before]
        self._of_nobody = 0 if lines else self._of_nobody + 1
        return lines


def _share(part: float, whole: float) -> float | None:
    return round(min(1.0, max(0.0, part / whole)), 4) if whole >= _FEWEST else None


def _sent(peer: Peer) -> int:
    return sum(slot.octets for slot in peer.slots.values())


def _rested(peer: Peer) -> bool:
    """Whether its camera is on and sends nothing because we asked for that."""
    cameras = [one for one in peer.sources.values() if one.kind is Kind.CAMERA and one.allowed]
    return any(camera.is_off and not camera.muted for camera in cameras)


def _jitter_up(mic: Source | None) -> float | None:
    streams = [] if mic is None else [layer.stream for layer in mic.layers.values() if layer.stream]
    return round(streams[0].jitter, 4) if streams else None


def _level(mic: Source | None, now: float) -> int | None:
    if mic is None or now - mic.loudness.at > _LEVEL_KEPT:
        return None
    return min(SILENCE, round(mic.loudness.mean))
