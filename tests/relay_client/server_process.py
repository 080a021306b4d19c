"""A server reduced to its relay, in a process that can be killed: signals come in as lines, and all it hears goes out."""

import asyncio
import json
import sys
from pathlib import Path

from meeting_server.meeting.ids import MeetingId, SeatId
from meeting_server.meeting.refusal import Refused
from meeting_server.relay_client import Place, WorkerRelay
from meeting_server.services.ports import Json
from tests.media.browser import MEETING, plan_of


class Speaker:
    """Writes down whatever is heard."""

    def to_seat(self, meeting: MeetingId, seat: SeatId, message: Json) -> None:
        """A signal."""
        _write({"seat": seat, "message": message})

    def reported(self, meeting: MeetingId, report: Json) -> None:
        """A report."""
        _write({"report": report})


def _write(line: Json) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


async def serve(folder: Path, port: int, seats: list[str]) -> None:
    """Until killed."""
    place = Place(data_dir=folder, index=0, port=port, bind="127.0.0.1", address="127.0.0.1")
    relay = WorkerRelay(place, Speaker())
    await relay.start()
    await relay.follow(MEETING, 1, plan_of(*map(SeatId, seats), record=True))
    _write({"pid": relay.pid})
    while line := await asyncio.to_thread(sys.stdin.readline):
        said = json.loads(line)
        try:
            await relay.signal(MEETING, SeatId(said["seat"]), said["message"])
        except Refused as refused:
            _write({"refused": refused.reason})


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
