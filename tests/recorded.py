"""A meeting of a minute that is over, with real files: who was heard when is known to the second."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from meeting_server.media.segment import Clocks, Sealed, Segment, Whose
from meeting_server.meeting.ids import SeatId
from tests.given import ITEM_1, ITEM_41
from tests.loopback import MEETING, Loopback
from tests.media import tape
from tests.people import ARUNEE, CHAI, KAMALA, KONG, THANA, VEERA, WILAI

SILENT = b"\xf8\xff\xfe"  # 20 ms of nothing, as a quiet microphone sends them
SECONDS = 60
# When each voice is heard, in seconds from the opening; all else is silence on record.
ARUNEE_SPEAKS = [(2, 8), (26, 32)]
THANA_SPEAKS = [(12, 16), (34, 38)]
KAMALA_SPEAKS = [(18, 20), (46, 50)]
HOLE = (20, 24)  # Arunee's sound does not arrive, and her file goes on
OUT = (24, 42)  # Kamala is suspended
CUT = 30  # Thana's first file ends, and his second begins


@cache
def voice(hertz: int) -> tuple[bytes, ...]:
    """A minute of a tone."""
    return tape.opus(SECONDS, hertz)


class Tape:
    """Writes files of one meeting as the recorder does; times in seconds from the opening."""

    def __init__(self, folder: Path, opened: datetime) -> None:
        self._folder = folder
        self._opened = opened

    def _segment(self, seat: SeatId, source: str, began: float) -> Segment:
        wall = int((self._opened.timestamp() + began) * 1e9)
        clocks = Clocks(mono=lambda: began, wall_ns=lambda: wall)
        return Segment(Whose(self._folder, self._folder.name, seat, source), began, clocks)

    def sound(
        self,
        seat: SeatId,
        span: tuple[float, float],
        hertz: int,
        speaks: Sequence[tuple[int, int]],
        holes: Sequence[tuple[int, int]] = (),
    ) -> Sealed:
        """A microphone: a tone while its person speaks, nothing at all in holes."""
        segment = self._segment(seat, "mic", span[0])
        for number, tone in enumerate(voice(hertz)):
            at = number * 0.02
            if span[0] <= at < span[1] and not any(begin <= at < end for begin, end in holes):
                segment.block(at, tone if any(b <= at < e for b, e in speaks) else SILENT, key=True)
        return segment.seal()

    def camera(self, seat: SeatId, span: tuple[float, float]) -> Sealed:
        """A camera."""
        segment = self._segment(seat, "camera", span[0])
        for number, picture in enumerate(tape.vp8(SECONDS)):
            at = number / tape.FPS
            if span[0] <= at < span[1]:
                segment.block(at, picture.payload, key=picture.is_key)
        return segment.seal()


def write_files(folder: Path, opened: datetime) -> Iterable[Sealed]:
    """The files of the meeting that `hold` holds."""
    tape_of = Tape(folder, opened)
    yield tape_of.sound(ARUNEE.seat, (0, 60), 440, ARUNEE_SPEAKS, [HOLE])
    yield tape_of.camera(ARUNEE.seat, (0, 60))
    yield tape_of.sound(THANA.seat, (0, CUT), 660, THANA_SPEAKS)
    yield tape_of.sound(THANA.seat, (CUT, 60), 660, THANA_SPEAKS)
    yield tape_of.camera(THANA.seat, (10, 44))
    yield tape_of.sound(KAMALA.seat, (0, OUT[0]), 880, KAMALA_SPEAKS)
    yield tape_of.sound(KAMALA.seat, (OUT[1], 60), 880, KAMALA_SPEAKS)


async def hold(server: Loopback) -> datetime:
    """A minute of a meeting, with a suspension and a vote, recorded and long over; when it was opened."""
    arunee, thana, *_ = await server.entered(ARUNEE, THANA, KAMALA, WILAI, VEERA, CHAI, KONG)
    base = server.clock.ahead

    def second(number: int) -> None:
        server.clock.ahead = base + timedelta(seconds=number)

    await arunee.do("session.open_meeting")
    await arunee.do("agenda.open_item", item=ITEM_1)
    second(22)
    await arunee.do("agenda.close_item", item=ITEM_1)
    await arunee.do("agenda.open_item", item=ITEM_41)
    second(24)
    await arunee.do(
        "suspension.suspend_seat", seat=KAMALA.seat, item=ITEM_41, ground="ordered", reason="interest"
    )
    second(28)
    await arunee.do("ballots.open_ballot", item=ITEM_41, question="เห็นชอบหรือไม่")
    await arunee.sees(lambda view: view["room"]["ballots"])
    ballot = arunee.view["room"]["ballots"][0]["ballot"]
    await thana.do("ballots.cast_vote", ballot=ballot, choice="agree")
    second(36)
    await arunee.do("ballots.close_ballot", ballot=ballot)
    second(42)
    await arunee.do("agenda.close_item", item=ITEM_41)
    second(SECONDS)
    await arunee.do("session.close_meeting")
    room = await server.room()
    opened = room.chronicle.opened_at
    assert opened is not None
    files = list(write_files(server.settings.data_dir / MEETING, opened))
    server.media.listener.reported(MEETING, {"kind": "sealed", "files": files})
    server.clock.ahead += timedelta(minutes=5)
    await server.house.record.settled(room)
    return opened
