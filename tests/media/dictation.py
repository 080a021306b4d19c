"""A process that records a microphone and a camera in real time, and says after each frame how far it is."""

import asyncio
import sys
import time
from pathlib import Path

from meeting_server.media.recorder import Recorder
from tests.media import tape

MEETING, SEAT = "mtg_1", "seat_wilai"
_SECONDS = 60


async def dictate(folder: Path) -> None:
    """Go on until killed."""
    recorder = Recorder(folder, lambda *_: None)
    recorder.plan(MEETING, {(SEAT, "mic"), (SEAT, "camera")}, {})
    began = time.monotonic()
    sound = list(tape.opus_rtp(tape.opus(_SECONDS), began=began))
    pictures = list(tape.vp8_rtp(tape.vp8(_SECONDS), began=began))
    late = time.monotonic() - began
    sent = 0
    for packet in sound:
        packet.arrival += late
        await asyncio.sleep(max(0.0, packet.arrival - time.monotonic()))
        recorder.packet(MEETING, SEAT, "mic", packet)
        while sent < len(pictures) and pictures[sent].arrival + late <= packet.arrival:
            pictures[sent].arrival += late
            recorder.packet(MEETING, SEAT, "camera", pictures[sent])
            sent += 1
        sys.stdout.write(f"{packet.arrival - began - late:.2f}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(dictate(Path(sys.argv[1])))
