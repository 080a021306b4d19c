"""The time in which a voter may object: it ends by itself, on the server's clock, whatever the pages do."""

from datetime import datetime, timedelta

import pytest

from meeting_server.meeting.facts.ballots import EchoEnding, VoteEchoEnded
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.presence import Disconnected, Ending
from meeting_server.meeting.ids import MeetingId
from meeting_server.services.echoes import Echoes
from meeting_server.services.rooms import Rooms
from tests.given import ON_ITEM_41, connected
from tests.meeting.test_ballots import WITH_BALLOT
from tests.meeting.test_voices import taken
from tests.people import THANA, WILAI
from tests.services.fakes import MemoryLog, StubbornRelay, Told

MEETING = MeetingId("mtg_" + "e" * 22)
GONE = Disconnected(seat=THANA.seat, connection=connected(THANA).connection, why=Ending.LOST)


class Waiting:
    """A room in which something may be before a voter, and a clock that stands where it is put."""

    def __init__(self, facts: list[Fact]) -> None:
        self.log = MemoryLog(facts)
        self.last = self.log.entries[-1].t
        self.at = self.last
        self.rooms = Rooms(self.log, StubbornRelay(), Told())
        self.echoes = Echoes(self.rooms, self)

    def now(self) -> datetime:
        """What the clock says."""
        return self.at

    async def look(self, seconds: float) -> list[Fact]:
        """What stands in the log besides, once so many seconds are over."""
        await self.rooms.find(MEETING)
        before, self.at = len(self.log.entries), self.last + timedelta(seconds=seconds)
        await self.echoes.look()
        return [entry.fact for entry in self.log.entries[before:]]


def over(why: EchoEnding) -> VoteEchoEnded:
    vote = taken()
    return VoteEchoEnded(ballot=vote.ballot, seat=vote.seat, why=why)


async def test_thirty_seconds_and_not_one_less() -> None:
    waiting = Waiting([*WITH_BALLOT, taken()])
    assert await waiting.look(29.9) == []
    assert await waiting.look(30) == [over(EchoEnding.UNOBJECTED)]
    assert await waiting.look(60) == []


async def test_a_line_that_is_gone_saw_nothing_and_one_that_came_back_has_as_long_again() -> None:
    waiting = Waiting([*WITH_BALLOT, taken(), GONE])
    assert await waiting.look(29.9) == []
    assert await waiting.look(30) == [over(EchoEnding.UNSEEN)]
    back = Waiting([*WITH_BALLOT, taken(), GONE, connected(THANA)])
    assert await back.look(29.9) == []
    assert await back.look(30) == [over(EchoEnding.UNOBJECTED)]


@pytest.mark.parametrize("facts", [ON_ITEM_41, WITH_BALLOT, [*WITH_BALLOT, taken(WILAI, read_back=True)]])
async def test_where_nothing_waits_nothing_ends(facts: list[Fact]) -> None:
    assert await Waiting(list(facts)).look(600) == []


async def test_it_looks_by_itself_and_one_room_that_fails_does_not_end_it() -> None:
    waiting = Waiting([*WITH_BALLOT, taken()])
    waiting.log.fails_before = OSError("the disk")
    assert await waiting.look(31) == []
    assert await waiting.look(32) == [over(EchoEnding.UNOBJECTED)]
    async with waiting.echoes:
        pass
