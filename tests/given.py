"""Rules tested as sentences: given facts, when a command by somebody, then facts or a reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pytest

from meeting_server.meeting.facts.agenda import ItemOpened
from meeting_server.meeting.facts.calling import (
    BackupKind,
    ItemListed,
    MeetingCalled,
    Purpose,
    RulesSet,
    SeatAssigned,
)
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.identity import IdentityProven
from meeting_server.meeting.facts.presence import Connected, Entered
from meeting_server.meeting.facts.recording import RecordingBegan
from meeting_server.meeting.facts.session import MeetingOpened
from meeting_server.meeting.facts.suspension import Ground, Interest, SeatSuspended
from meeting_server.meeting.ids import ConnectionId, ItemId
from meeting_server.meeting.profiles.seed_2563 import SEED_2563
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.command import Command
from meeting_server.meeting.state import Meeting, replay
from tests.people import ARUNEE, CHAI, EVERYONE, KAMALA, THANA, VEERA, WILAI, Cast

ITEM_1 = ItemId("item_1" + "_" * 21)
ITEM_41 = ItemId("item_41" + "_" * 20)

CALLED = MeetingCalled(
    agency="สำนักงานพัฒนาบริการตัวอย่าง",
    body="คณะกรรมการพัฒนาบริการดิจิทัล",
    number=11,
    year=2569,
    place="ห้องประชุม ๑",
    starts_at="2026-11-12T02:30:00.000Z",
    backup_kind=BackupKind.TELEPHONE,
    backup_address="๐ ๐๐๐๐ ๐๐๐๐",
)


def seated(cast: Cast) -> SeatAssigned:
    """The fact that gives one of the cast their seat."""
    return SeatAssigned(
        seat=cast.seat,
        person=cast.person,
        roles=tuple(sorted(cast.roles)),
        name=cast.name,
        office=cast.office,
    )


THE_CALL: tuple[Fact, ...] = (
    CALLED,
    *(seated(cast) for cast in EVERYONE),
    ItemListed(item=ITEM_1, number="1", title="เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ", purpose=Purpose.INFORM),
    ItemListed(item=ITEM_41, number="4.1", title="การสนับสนุนงบประมาณแก่มูลนิธิตัวอย่าง", purpose=Purpose.CONSIDER),
    RulesSet(profile=SEED_2563),
)


def connected(cast: Cast) -> Connected:
    """The fact that somebody's browser opened its line."""
    return Connected(
        seat=cast.seat,
        connection=ConnectionId(f"conn_{cast.sign_in:_<22}"),
        address="192.0.2.7",
        browser="Firefox",
    )


def came_in(*casts: Cast) -> list[Fact]:
    """Connected, proven and entered, one after the other."""
    facts: list[Fact] = []
    for cast in casts:
        facts += [connected(cast), IdentityProven(seat=cast.seat), Entered(seat=cast.seat)]
    return facts


# Five of seven members, the support officer beside them.
PRESENT: list[Fact] = [*THE_CALL, *came_in(ARUNEE, THANA, WILAI, KAMALA, VEERA, CHAI)]
SITTING: list[Fact] = [*PRESENT, MeetingOpened(), RecordingBegan()]
ON_ITEM_41: list[Fact] = [*SITTING, ItemOpened(item=ITEM_41)]
KAMALA_OUT: list[Fact] = [
    *ON_ITEM_41,
    SeatSuspended(seat=KAMALA.seat, item=ITEM_41, ground=Ground.DECLARED, reason=Interest.INTEREST),
]


@dataclass(frozen=True, slots=True)
class Given:
    """A meeting that some facts have made."""

    facts: tuple[Fact, ...]

    @property
    def meeting(self) -> Meeting:
        """The meeting as it stands."""
        return replay(self.facts)

    def when(self, command: Command, by: Cast | Actor) -> "When":
        """Somebody asks for something."""
        actor = Actor.of_seat(by.seat) if isinstance(by, Cast) else by
        return When(self, command, actor)


@dataclass(frozen=True, slots=True)
class When:
    """A command asked of a meeting."""

    given: Given
    command: Command
    actor: Actor

    def facts(self) -> Sequence[Fact]:
        """What the rules decide."""
        return list(self.command.decide(self.given.meeting, self.actor))

    def then(self, *expected: Fact) -> None:
        """The rules decide exactly these facts."""
        assert self.facts() == list(expected)

    def refused(self, reason: Reason, **figures: object) -> None:
        """The rules refuse, for this reason and with these figures."""
        with pytest.raises(Refused) as refusal:
            self.facts()
        assert refusal.value.reason is reason
        assert figures.items() <= refusal.value.details.items()


def given(*facts: Fact | Iterable[Fact]) -> Given:
    """A meeting in which these facts have happened."""
    flat: list[Fact] = []
    for fact in facts:
        flat += [fact] if isinstance(fact, Fact) else list(fact)
    return Given(tuple(flat))
