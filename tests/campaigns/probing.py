"""A worker that never stops trying out what the lines carry, and lets pictures wait; it stands in for the real one.

Everything is the product's own, but for when it probes (always, and towards everybody) and for what it believes of a
line: enough for all, even where a busy machine delays everything, and so little that pictures leave one after another.
"""

import sys
import time
from collections.abc import Iterable

from meeting_server.media import worker
from meeting_server.media.downlink import Downlink
from meeting_server.media.estimate import Probe
from meeting_server.media.pacer import TICK
from meeting_server.media.slot import Slot
from meeting_server.media.source import Source

MODULE = "tests.campaigns.probing"
THIN = 3_000_000.0  # bit/s
MORE = 120_000.0  # bit/s on top of what flows

_share = Downlink.share


def share(
    self: Downlink, slots: Iterable[Slot], sources: Iterable[Source], now: float, spare: int = 0
) -> bool:
    """As ever; then probe, unless a probe runs."""
    slots = list(slots)
    self.estimate.bps = THIN
    changed = _share(self, slots, sources, now, spare)
    if self.estimate.probe is None and self._probing is None:
        self.estimate.probe = Probe(self.estimate.delivered + MORE, time.monotonic())
        pictures = [slot for slot in slots if slot.is_video and slot.source is not None]
        self._probing = (pictures, self.departures.octets)
        self._call_later(TICK, self._pad)
    return changed


if __name__ == "__main__":
    Downlink.share = share  # type: ignore[method-assign]
    sys.exit(worker.main())
