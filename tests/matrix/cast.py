"""Who asks, in what situation, and meetings that stand as a case needs them."""

from collections.abc import Iterable
from enum import StrEnum

import httpx

from meeting_server.db import engine
from meeting_server.db.audit_log import StoredLog
from meeting_server.db.people import PeopleRows, PersonRow
from meeting_server.meeting.facts.agenda import ItemClosed, ItemOpened
from meeting_server.meeting.facts.calling import ItemListed, Purpose
from meeting_server.meeting.facts.fact import Fact
from meeting_server.meeting.facts.recording import RecordingBegan, RecordingEnded
from meeting_server.meeting.facts.session import MeetingClosed, MeetingOpened
from meeting_server.meeting.facts.suspension import Ground, Interest, SeatSuspended
from meeting_server.meeting.ids import MeetingId
from meeting_server.meeting.roles import RIGHTS, Right, Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.services.commands import fresh
from tests.given import CALLED, ITEM_1, ITEM_41, came_in, seated
from tests.loopback import NOWHERE, Loopback
from tests.people import ARUNEE, KAMALA, THANA, WILAI, Cast


class Situation(StrEnum):
    """How the one who asks stands to the meeting."""

    GATHERED = "gathered"  # inside, before the opening
    OUTSIDE = "outside"  # it sits, and they have not entered
    INSIDE = "inside"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    OTHER = "other"  # they have no seat in it
    NOWHERE = "nowhere"  # there is no such meeting
    SIGNED_OUT = "signed_out"  # their seat, and a cookie that was signed out
    NOBODY = "nobody"  # their seat, and no cookie


STANDING = (
    Situation.GATHERED,
    Situation.OUTSIDE,
    Situation.INSIDE,
    Situation.SUSPENDED,
    Situation.CLOSED,
)
STRANGE = (Situation.OTHER, Situation.NOWHERE)
UNKNOWN = (Situation.SIGNED_OUT, Situation.NOBODY)

# One person for each role and no other, and three members that the quorum is made with.
OF = {role: Cast(f"only_{role}", f"นายสมมติ {role}", "ผู้แทนตำแหน่งเดียว", frozenset({role})) for role in Role}
CROWD = (THANA, WILAI, KAMALA)
_MAY_ENTER = tuple(cast for role, cast in OF.items() if Right.ENTER in RIGHTS[role])

_ITEMS = (
    ItemListed(item=ITEM_1, number="1", title="เรื่องแจ้ง", purpose=Purpose.INFORM),
    ItemListed(item=ITEM_41, number="4.1", title="เรื่องพิจารณา", purpose=Purpose.CONSIDER),
)


def facts_of(situation: Situation, before: Iterable[Fact], *, before_opening: bool = False) -> list[Fact]:
    """What has happened in a meeting in which everybody of `OF` stands like this; `before` makes a deed possible."""
    if situation in STRANGE:
        return [CALLED, *map(seated, CROWD), *_ITEMS, *came_in(*CROWD), MeetingOpened(), RecordingBegan()]
    facts: list[Fact] = [CALLED, *map(seated, (*OF.values(), *CROWD)), *_ITEMS, *came_in(*CROWD)]
    if situation is not Situation.OUTSIDE:
        facts += came_in(*_MAY_ENTER)
    if situation is Situation.GATHERED:
        return [*facts, *(before if before_opening else ())]
    facts += [MeetingOpened(), RecordingBegan()]
    if situation is Situation.CLOSED:
        return [*facts, ItemOpened(item=ITEM_41), ItemClosed(item=ITEM_41), RecordingEnded(), MeetingClosed()]
    facts += before
    if situation is Situation.SUSPENDED:
        out = {"item": ITEM_41, "ground": Ground.ORDERED, "reason": Interest.INTEREST}
        facts += [SeatSuspended(seat=cast.seat, **out) for cast in OF.values()]  # type: ignore[arg-type]
    return facts


class Stage:
    """A server, everybody's browser, and as many meetings as are asked for."""

    def __init__(self, server: Loopback) -> None:
        self.server = server
        self._database = engine.create(server.settings.database_url)
        self._log = StoredLog(self._database, server.clock)
        self._browsers: dict[tuple[Role, str], httpx.AsyncClient] = {}

    async def prepare(self) -> None:
        """Accounts for everybody; and nobody asks too fast, since what is refused for that is refused for nothing else."""
        people, now = PeopleRows(self._database), self.server.clock.now()
        for cast in OF.values():
            row = PersonRow(
                person=cast.person,
                sign_in_name=cast.sign_in,
                name=cast.name,
                office=cast.office,
                created_at=now,
            )
            await people.add(row, "no password fits this")
        self.server.hurry_nobody()
        # Signing out is written in every meeting in which one sits: it is over before there is one.
        for role in Role:
            await self.browser(role, Situation.SIGNED_OUT)

    async def close(self) -> None:
        """Close what is our own."""
        await self._database.close()

    async def meeting(
        self, situation: Situation, before: Iterable[Fact] = (), *, before_opening: bool = False
    ) -> MeetingId:
        """A new meeting that stands like this; or none, where that is the case."""
        if situation is Situation.NOWHERE:
            return NOWHERE
        meeting = MeetingId(fresh("meeting"))
        facts = facts_of(situation, before, before_opening=before_opening)
        await self._log.append(meeting, after=-1, by=Actor.of_person(ARUNEE.person), facts=facts)
        return meeting

    async def add(self, meeting: MeetingId, facts: Iterable[Fact]) -> None:
        """More that happens in a meeting that nobody has looked at yet."""
        after = sum([1 async for _ in self._log.read(meeting)]) - 1
        await self._log.append(meeting, after=after, by=Actor.of_seat(THANA.seat), facts=list(facts))

    async def browser(self, role: Role, situation: Situation) -> httpx.AsyncClient:
        """The browser of whoever has this role, signed in or not, as the situation has it."""
        kind = situation.value if situation in UNKNOWN else "signed_in"
        if (role, kind) not in self._browsers:
            browser = await self._open(role, kind)
            self._browsers[role, kind] = browser
        return self._browsers[role, kind]

    async def _open(self, role: Role, kind: str) -> httpx.AsyncClient:
        if kind == Situation.NOBODY:
            return self.server.stranger()
        browser = await self.server.browser(OF[role])
        if kind == Situation.SIGNED_OUT:
            cookies = dict(browser.cookies)
            await browser.delete("/api/sign-in")
            browser.cookies.update(cookies)  # Whoever kept it has it still.
        return browser

    async def seq(self, meeting: MeetingId) -> int:
        """How far the log of a meeting has come."""
        return -1 if meeting == NOWHERE else (await self.server.room(meeting)).seq
