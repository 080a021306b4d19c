"""One-time links to a seat: signed here, good for a quarter of an hour, spent in the meeting's own log (ข้อ ๙)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

from meeting_server.accounts.sessions import Way
from meeting_server.meeting.facts.calling import Seat
from meeting_server.meeting.ids import LinkId, MeetingId, SeatId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.links import IssueLink, UseLink, WithdrawLink, must_be_issued
from meeting_server.services.commands import fresh
from meeting_server.services.people import Known, People
from meeting_server.services.ports import Clock
from meeting_server.services.room import Room
from meeting_server.services.rooms import Rooms

LIFE = timedelta(minutes=15)
_ALGORITHM, _AUDIENCE = "HS256", "meeting-link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A link as it is handed out, once: what stands behind the `#` of its address, and until when it is good."""

    token: str
    until: datetime


class Links:
    """The links of this server's meetings."""

    def __init__(self, rooms: Rooms, people: People, clock: Clock, key: bytes) -> None:
        self._rooms = rooms
        self._people = people
        self._clock = clock
        self._key = key

    async def issue(self, room: Room, own: Seat, seat: SeatId, ground: str) -> Issued:
        """A link to a seat, in place of the one before; raises Refused."""
        link = LinkId(fresh("link"))
        await room.handle(IssueLink(seat=seat, link=link, ground=ground), Actor.of_seat(own.id))
        until = self._clock.now() + LIFE
        claims = {
            "aud": _AUDIENCE,
            "meeting": room.id,
            "seat": seat,
            "jti": link,
            "until": until.timestamp(),
        }
        return Issued(token=jwt.encode(claims, self._key, _ALGORITHM), until=until)

    async def withdraw(self, room: Room, own: Seat, seat: SeatId) -> None:
        """Take back the link that waits; raises Refused."""
        await room.handle(WithdrawLink(seat=seat), Actor.of_seat(own.id))

    async def look(self, token: str) -> tuple[Room, Seat]:
        """To which meeting and seat a link leads; it is not spent by that. Raises Refused(LINK_SPENT)."""
        room, seat, link = await self._read(token)
        must_be_issued(room.meeting, seat, link)
        return room, room.meeting.calling.seats[seat]

    async def use(self, token: str, browser: str) -> tuple[str, Known]:
        """A session that is good for that meeting alone; the link is spent. Raises Refused."""
        room, seat, link = await self._read(token)
        must_be_issued(room.meeting, seat, link)
        kept = await self._people.find(room.meeting.calling.seats[seat].person)
        if kept is None or not kept.active:
            raise Refused(Reason.LINK_SPENT)
        await room.handle(UseLink(seat=seat, link=link), Actor.system())
        return await self._people.open_session(kept, Way.LINK, browser=browser, meeting=room.id, link=link)

    async def _read(self, token: str) -> tuple[Room, SeatId, LinkId]:
        try:
            claims = jwt.decode(token, self._key, [_ALGORITHM], audience=_AUDIENCE)
        except jwt.InvalidTokenError as failure:
            raise Refused(Reason.LINK_SPENT) from failure
        if claims["until"] <= self._clock.now().timestamp():
            raise Refused(Reason.LINK_SPENT)
        room = await self._rooms.find(MeetingId(claims["meeting"]))
        return room, SeatId(claims["seat"]), LinkId(claims["jti"])
