"""What is recorded of one seat's source: its packets become frames in a series of files."""

from collections import deque
from dataclasses import dataclass
from typing import NamedTuple, Self

from meeting_server.media.depacket import Frame, Reorder, RtpPacket, Vp8Frames
from meeting_server.media.segment import Clocks, OpenFile, Segment, Whose
from meeting_server.media.timeline import Timeline
from meeting_server.meeting.facts.recording import Fault, GapReason

_NEVER, _NOTHING_WAITS = float("-inf"), float("inf")
_AUDIO_RATE = 48_000
_VIDEO_RATE = 90_000
_KEY_FRAMES_APART = 10.0
_SENDER_GONE = 1.0  # a sender that was replaced may speak again after so long a silence of its successor
_WORTH_A_LINE_NS = 10**9  # a shorter stretch is no gap
# Only sound must be whole, pictures are on record while they are sent; but what we fail to write is a gap of either.
_OUR_FAULT = {GapReason.RECORDER_FAULT, GapReason.DISK, GapReason.SERVICE_INTERRUPTED}


class Gap(NamedTuple):
    """A stretch that is not on record, in wall ns; without a reason when only the line can say why."""

    began_ns: int
    ended_ns: int
    reason: GapReason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Durations in seconds, and the bound of a queue in packets."""

    segment: float = 600.0
    window: float = 1.0  # how long a missing packet is waited for
    flush: float = 0.5  # how long a frame may stay in memory
    sync: float = 1.0
    retry: float = 10.0  # until a disk that refused is tried again
    clip: float = 14.9  # of a visitor; with the frame that lasts longest no more than fifteen
    fault: float = 2.0  # how long nothing may be written of what is heard
    queue: int = 4_000
    low_disk: int = 1 << 30  # bytes; with less free, pictures are given up before sound
    last_disk: int = 1 << 26  # with less, sound too: the rest belongs to the database and the journals
    reserve: int = 0  # set aside for them beforehand

    @classmethod
    def with_reserve(cls, mebibytes: int) -> Self:
        """The limits of a disk on which so much is set aside; those of any disk when nothing is."""
        reserve = mebibytes << 20
        return cls(reserve=reserve, low_disk=2 * reserve, last_disk=reserve // 8) if reserve else cls()


class Window:
    """From when to when a clip lasts, for all its sources alike: it begins with the sound."""

    def __init__(self) -> None:
        self.since = self.until = _NOTHING_WAITS


class Take:
    """One seat's source for as long as the plan records it.

    The loop puts packets into `inbox`, and writes `heard_at`, `heard_since` and `dropped`; everything else belongs
    to the writer's thread, which the loop only reads. A stretch without a frame becomes a gap, once it is over.
    """

    def __init__(self, whose: Whose, limits: Limits, clocks: Clocks, window: Window | None = None) -> None:
        self.whose = whose
        self.window = window  # of a clip, which is one file a source and tells of no gaps
        self.is_over = False  # a clip that takes no more
        self.until_ns = clocks.wall_ns()  # up to when everything is on record or explained
        self.why: GapReason | None = GapReason.STARTING  # what is known to interrupt it now
        self.fault: Fault | None = None  # what keeps it from being written
        self.gaps: list[Gap] = []
        self.inbox: deque[RtpPacket] = deque()  # what has come; the loop appends, the thread takes
        self.dropped = 0
        self.heard_at = _NEVER
        self.heard_since = _NEVER
        self.written_until = _NEVER
        self.synced_at = _NEVER
        self.is_spared = False  # given up while the disk is nearly full: pictures first, then sound
        self.wants_key = False
        self.asked_at = _NEVER
        self.segment: Segment | None = None
        self.so_far: OpenFile | None = None  # what of the open file is safe on disk
        self.full: list[Segment] = []  # cut, and waiting for their seal
        self.retry_at = _NEVER
        self._limits = limits
        self._clocks = clocks
        self._video = whose.codec.is_video
        self._timeline = Timeline(_VIDEO_RATE if self._video else _AUDIO_RATE)
        self._reorder = Reorder(limits.window)
        self._frames = Vp8Frames()
        self._ssrc = -1
        self._before = -1
        self._ssrc_at = _NEVER
        self._needs_key = False  # the pictures of a new stream hang together with none before
        self._starting: float | None = None
        self._waiting_since = _NOTHING_WAITS
        self._noted = 0

    def take_in(self) -> None:
        """Take in what has come; raises OSError when the disk refuses, and then the rest still waits."""
        inbox = self.inbox
        for _ in range(len(inbox)):
            self.packet(inbox.popleft())

    def packet(self, packet: RtpPacket) -> None:
        """Take one packet in; raises OSError when the disk refuses."""
        if self.is_spared or self.is_over or (self.retry_at > _NEVER and self._clocks.mono() < self.retry_at):
            return
        if packet.ssrc != self._ssrc:
            is_layer = packet.follows == self._ssrc
            if not is_layer and packet.ssrc == self._before and packet.arrival - self._ssrc_at < _SENDER_GONE:
                return
            self._change_sender(packet, is_layer=is_layer)
        self._ssrc_at = packet.arrival
        if self._reorder.is_next(packet.sequence):  # Nearly every packet.
            self._use(0, packet)
            return
        for lost, ordered in self._reorder.push(packet):
            self._use(lost, ordered)

    def tick(self, now: float) -> None:
        """Give up what will not come, and write what has waited long enough; raises OSError."""
        for lost, packet in self._reorder.expire(now):
            self._use(lost, packet)
        if self.segment is None:
            return
        self._note_dropped(self.segment)
        if now - self._waiting_since >= self._limits.flush:
            self.segment.flush()
            self._written(now)

    def _note_dropped(self, segment: Segment) -> None:
        if self.dropped != self._noted:
            segment.note("loss", packets=self.dropped - self._noted, reason="disk_backpressure")
            self._noted = self.dropped
            self.why = GapReason.DISK

    def sync(self) -> None:
        """Make what was written survive a power cut; raises OSError."""
        if self.segment is not None:
            self.segment.sync()
            self.so_far = self.segment.so_far()

    def close(self, reason: str) -> None:
        """The plan records this no more: write what is held and cut; raises OSError."""
        for lost, packet in self._reorder.flush():
            self._use(lost, packet)
        if self.segment is not None:
            self._note_dropped(self.segment)
            at = self._clocks.mono()
            self.segment.note("gap", began=self.segment.wall(at), reason=reason)
            self._cut()
        self._explain(self._clocks.wall_ns())

    def spare(self) -> None:
        """Write nothing for as long as the disk is nearly full; what there is is sealed. Raises OSError."""
        self.is_spared, self.why = True, GapReason.DISK
        self._cut()
        self._begin_anew()

    def abandon(self, why: GapReason) -> None:
        """Let go of the open file as it stands and start anew; for a disk or a thread that failed."""
        if self.segment is not None:
            self.until_ns = self.segment.safe_ns
            self.segment.abandon()
            self.is_over = self.window is not None
        self.segment, self.so_far, self.why = None, None, why
        self._waiting_since = _NOTHING_WAITS
        self._begin_anew()

    def _begin_anew(self) -> None:
        """What comes next hangs together with nothing before."""
        self._reorder, self._frames = Reorder(self._limits.window), Vp8Frames()
        self._timeline.anew()
        self.wants_key = self._video

    def _change_sender(self, packet: RtpPacket, *, is_layer: bool) -> None:
        """Two streams never meet in one reorder buffer; the new one's clock is anchored anew.

        Pictures of another sender begin a new file. Another layer of the same pictures goes on in this one.
        """
        for lost, last in self._reorder.flush():
            self._use(lost, last)
        self._before, self._ssrc = self._ssrc, packet.ssrc
        self._reorder, self._frames = Reorder(self._limits.window), Vp8Frames()
        self._timeline.anew()
        self._needs_key = self._video
        if self.segment is not None:
            self.segment.note("layer" if is_layer else "sender", ssrc=packet.ssrc, rtp=packet.timestamp)
            if (
                self._video and not is_layer
            ):  # Its pictures begin with a key frame; until then none can be decoded.
                self._cut()

    def _use(self, lost: int, packet: RtpPacket) -> None:
        if lost and self.segment is not None:
            self.segment.note("loss", packets=lost, before=packet.sequence)
        if self._video:
            frames = self._frames
            dropped = frames.dropped
            for frame in frames.push(lost, packet):
                self._write(frame)
            if frames.dropped != dropped:
                self.wants_key = True
        elif packet.payload:
            self._write(Frame(packet.payload, packet.timestamp, packet.arrival, key=True))

    def _write(self, frame: Frame) -> None:
        if self._needs_key and self.segment is not None and not frame.key:
            self.wants_key = True
            return
        self._needs_key = False
        at = self._timeline.place(frame.timestamp, frame.arrival, may_step=frame.key)
        if self.window is not None and not self._is_within(self.window, at):
            return
        if self.segment is not None and self._is_time_to_cut(at, key=frame.key):
            self._cut()
        if self.segment is None:
            if not frame.key:
                self._starting = at if self._starting is None else self._starting
                self.wants_key = True
                return
            self._begin(at, frame)
        segment = self.segment
        if segment is not None:
            before = segment.size
            segment.block(at, frame.payload, key=frame.key)
            while segment.holes:
                self._explain(*reversed(segment.holes.pop(0)))
            if segment.size != before:
                self._written(self._clocks.mono())
            self.why = None
            if self._waiting_since == _NOTHING_WAITS:
                self._waiting_since = self._clocks.mono()

    def _is_within(self, window: Window, at: float) -> bool:
        if not self._video and window.since == _NOTHING_WAITS:
            window.since, window.until = at, at + self._limits.clip
        if at >= window.until:
            self._cut()
            self.is_over = True
        return window.since <= at < window.until

    def _is_time_to_cut(self, at: float, *, key: bool) -> bool:
        """At the limit; pictures at the last key frame before it, so that none is lost by the cut."""
        age = at - self.segment.mono if self.segment is not None else 0.0
        if self._video and key:
            return age >= self._limits.segment - min(_KEY_FRAMES_APART, self._limits.segment / 2)
        return age >= self._limits.segment

    def _begin(self, at: float, frame: Frame) -> None:
        segment = self.segment = Segment(self.whose, at, self._clocks)
        mono_ns = int(at * 1e9)
        segment.note(
            "begin",
            safe=True,
            wall_ns=segment.began_ns,
            mono_ns=mono_ns,
            rtp=frame.timestamp,
            ssrc=self._ssrc,
        )
        if self._starting is not None and at > self._starting:
            began, ended = segment.wall(self._starting), segment.wall(at)
            segment.note("gap", began=began, ended=ended, reason=GapReason.STARTING)
        self._starting = None
        self._explain(segment.began_ns)
        self.written_until = self._clocks.mono()

    def _cut(self) -> None:
        if self.segment is not None:
            self.until_ns = self.segment.ended_ns
            self.full.append(self.segment)
            self.segment, self.so_far = None, None
            self.is_over = self.window is not None
            self._waiting_since = _NOTHING_WAITS

    def _written(self, now: float) -> None:
        self.written_until = now
        self.fault = None
        self._waiting_since = _NOTHING_WAITS

    def _explain(self, ended_ns: int, began_ns: int | None = None) -> None:
        """What lies between is not on record."""
        if self.window is not None:
            return
        began_ns = self.until_ns if began_ns is None else began_ns
        self.until_ns = max(self.until_ns, ended_ns)
        if ended_ns - began_ns >= _WORTH_A_LINE_NS and (not self._video or self.why in _OUR_FAULT):
            self.gaps.append(Gap(began_ns, ended_ns, self.why))
