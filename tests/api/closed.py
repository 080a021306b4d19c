"""A meeting that is over, with one recorded file, as the record's tests need it."""

import hashlib
from datetime import timedelta

from meeting_server.meeting.ids import SeatId
from meeting_server.services.ports import Json
from tests.given import ITEM_1
from tests.loopback import MEETING, Loopback
from tests.people import ARUNEE, CHAI, KONG, THANA, VEERA, WILAI

SOUND = bytes(range(256)) * 40


def sealed(seat: SeatId, file: str, content: bytes = SOUND) -> Json:
    """What a worker says of a file that it has finished."""
    return {
        "file": file,
        "seat": seat,
        "source": "mic",
        "began": "2026-11-12T02:30:00.000Z",
        "ended": "2026-11-12T02:30:09.000Z",
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "frames": 450,
        "recovered": False,
    }


async def close_the_meeting(server: Loopback, *, settled: bool = True) -> None:
    """Hold a short meeting with a vote in it; unless told otherwise, long enough ago to be settled."""
    arunee, thana, *_ = await server.entered(ARUNEE, THANA, WILAI, VEERA, CHAI, KONG)
    await arunee.do("session.open_meeting")
    await arunee.do("agenda.open_item", item=ITEM_1)
    await arunee.do("ballots.open_ballot", item=ITEM_1, question="เห็นชอบหรือไม่")
    await arunee.sees(lambda view: view["room"]["ballots"])
    ballot = arunee.view["room"]["ballots"][0]["ballot"]
    await thana.do("ballots.cast_vote", ballot=ballot, choice="agree")
    await arunee.do("ballots.close_ballot", ballot=ballot)
    await arunee.do("agenda.close_item", item=ITEM_1)
    await arunee.do("session.close_meeting")
    file = f"{THANA.seat}/mic-0001.webm"
    path = server.settings.data_dir / MEETING / file
    path.parent.mkdir(parents=True)
    path.write_bytes(SOUND)
    # Sealed after the close, as the last files always are.
    server.media.listener.reported(MEETING, {"kind": "sealed", "files": [sealed(THANA.seat, file)]})
    if settled:
        server.clock.ahead = timedelta(minutes=5)
        await server.house.record.settled(await server.room())
