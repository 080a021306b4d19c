"""The reception of one RTP stream: which numbers came, which are missing, and what to report of it."""

from meeting_server.media.rtcp import Block, SenderReport
from meeting_server.media.rtp import RtpPacket, unwrap

AUDIO_CLOCK = 48_000
VIDEO_CLOCK = 90_000

_JUMP = 300  # more than so many missing at once is a new start, and not asked for
_BEHIND = 3_000  # a number so far back is a sender that numbers anew (RFC 3550 A.1)
_TRIES = 10
_PATIENCE = 1.0
_SMALL_LOSS = 13  # of 256: below 5 % the speaker's bits are better spent on the sound itself

ASK_AGAIN = 0.060


class Missing:
    """A hole in the numbers, and how often it was asked for."""

    __slots__ = ("asked_at", "seen_at", "tries")

    def __init__(self, now: float) -> None:
        self.seen_at = now
        self.asked_at = float("-inf")
        self.tries = 0


class Stream:
    """The reception of one SSRC: which numbers came, which are missing, and what to report of it."""

    def __init__(self, ssrc: int, clock: int, first: int) -> None:
        self.ssrc = ssrc
        self.highest = first - 1
        self.heard_at = float("-inf")
        self.missing: dict[int, Missing] = {}
        self._clock = clock
        self._base = first
        self._received = 0  # as they were first sent: what was repaired counts as lost
        self._told = (0, 0)
        self._transit = 0.0
        self._jitter = 0.0
        self._odd = -1
        self._report = (0, 0.0)  # middle bits of the sender's last NTP time, and when it came

    def note(self, packet: RtpPacket, *, repaired: bool = False) -> int | None:
        """The packet's unwrapped number; None when it came before, or too late."""
        number, arrival = self.highest + 1, packet.arrival
        if (packet.sequence - number) & 0xFFFF:
            number = unwrap(packet.sequence, self.highest)
            if number <= self.highest:
                return self._behind(number, packet, repaired=repaired)
            self._gap(number, arrival)
        self.highest, self.heard_at = number, arrival
        if not repaired:
            self._received += 1
            transit = arrival * self._clock - packet.timestamp
            step, self._transit = abs(transit - self._transit), transit
            self._jitter += ((min(self._clock, step)) - self._jitter) / 16
        return number

    def _gap(self, number: int, now: float) -> None:
        gap = number - self.highest - 1
        if gap > _JUMP:
            self.missing.clear()
            self._base += gap
            return
        if len(self.missing) + gap > _JUMP:
            self.missing.clear()  # Whoever leaves holes all over would have us search them at every packet.
        for lost in range(self.highest + 1, number):
            self.missing[lost] = Missing(now)

    def _behind(self, number: int, packet: RtpPacket, *, repaired: bool) -> int | None:
        missing = self.missing.pop(number, None)
        if missing is not None:
            self._received += not repaired and missing.tries == 0
            return number
        if self.highest - number > _BEHIND and not repaired:
            anew, self._odd = packet.sequence == self._odd, (packet.sequence + 1) & 0xFFFF
            if anew:
                return self._renumber(number)
        return None

    def _renumber(self, number: int) -> int:
        """The sender began anew: its numbers go on above the old ones."""
        number += 0x10000
        self.missing.clear()
        self._base += number - self.highest - 1
        self.highest = number
        self._received += 1
        return number

    def ask(self, now: float, rtt: float) -> list[int]:
        """The numbers to ask for now; those asked for too long are given up."""
        wait = max(ASK_AGAIN, rtt)
        given_up = [
            number
            for number, hole in self.missing.items()
            if hole.tries >= _TRIES or now - hole.seen_at > _PATIENCE
        ]
        for number in given_up:
            del self.missing[number]
        due = [number for number, hole in self.missing.items() if now - hole.asked_at >= wait]
        for number in due:
            hole = self.missing[number]
            hole.asked_at, hole.tries = now, hole.tries + 1
        return due

    @property
    def counts(self) -> tuple[int, int]:
        """How many packets were to come so far, and how many came as they were first sent."""
        return self.highest - self._base + 1, self._received

    @property
    def jitter(self) -> float:
        """How unevenly packets come (RFC 3550 §6.4.1), in seconds."""
        return self._jitter / self._clock

    def heard(self, report: SenderReport, now: float) -> None:
        """The sender has told its time."""
        self._report = (report.ntp >> 16 & 0xFFFFFFFF, now)

    def block(self, now: float) -> Block:
        """What we say of this stream, once a second; losses as they were before repair."""
        expected = self.highest - self._base + 1
        expected_before, received_before = self._told
        due, came = expected - expected_before, self._received - received_before
        self._told = (expected, self._received)
        fraction = max(0, min(255, (due - came) * 256 // due)) if due > 0 else 0
        if self._clock == AUDIO_CLOCK and fraction < _SMALL_LOSS:
            fraction = 0
        last, at = self._report
        return Block(
            ssrc=self.ssrc,
            fraction_lost=fraction,
            lost=expected - self._received,
            highest=self.highest,
            jitter=int(self._jitter),
            last_report=last,
            delay=int((now - at) * 65_536) if last else 0,
        )
