"""The door of those who cannot sign in: what the invitation says, and coming to one's seat to be vouched for (ข้อ ๙)."""

from fastapi import APIRouter, Request, Response

from meeting_server.api.deps import COOKIE, InHouse, OurPage, Seated, address_of
from meeting_server.api.meetings import in_words
from meeting_server.api.sign_in import set_session
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.rules.command import must_be_called
from meeting_server.meeting.rules.identity import vouching_rule
from meeting_server.services.house import House
from meeting_server.services.notice import STATEMENT
from meeting_server.services.shapes import Line, Shape

router = APIRouter()

Json = dict[str, object]


class VisitAsked(Shape):
    """The visitor's own name, as the roster has it."""

    name: Line


@router.get("/api/meetings/{meeting}/visit")
async def invitation(meeting: str, request: Request, house: InHouse) -> Json:
    """What whoever has the link to a meeting is told of it: no more than was sent to them."""
    house.limits.strangers.must_keep(address_of(request))
    room = await house.rooms.find(meeting)
    must_be_called(room.meeting)
    called = room.meeting.calling.called
    assert called is not None  # noqa: S101 - it was called
    texts = await house.texts.in_force(room.meeting, is_visit=True)
    support = house.support_of(room)
    return {
        "meeting": room.id,
        "agency": called.agency,
        "body": called.body,
        "number": called.number,
        "year": called.year,
        "starts_at": called.starts_at,
        "phase": room.meeting.phase,
        "sound_only": called.sound_only,
        "backup": {"kind": called.backup_kind, "address": called.backup_address},
        "support": {"name": support} if support else None,
        "heard_seconds": vouching_rule(room.meeting).heard_seconds,
        "notice": in_words(texts.notice),
        "terms": in_words(texts.terms),
        "manual": in_words(texts.manual),
    }


@router.post("/api/meetings/{meeting}/visit", dependencies=[OurPage])
async def visit(
    meeting: str, asked: VisitAsked, request: Request, response: Response, house: InHouse
) -> dict[str, str | None]:
    """Come to the seat that bears this name; the cookie that is given is good for this meeting alone."""
    address, browser = address_of(request), request.headers.get("user-agent", "")
    house.limits.strangers.must_keep(address)
    await _must_not_be_signed_in(request, house)
    room = await house.rooms.find(meeting)
    token, seat = await house.visits.begin(room, asked.name, address, browser, house.end_session)
    set_session(response, token, secure=house.is_secure)
    return {"seat": seat.id, "name": seat.name, "office": seat.office}


async def _must_not_be_signed_in(request: Request, house: House) -> None:
    """Whoever is signed in has a way of their own, and would lose it by this one."""
    try:
        known = await house.people.who(request.cookies.get(COOKIE))
    except Refused:
        return
    if known.meeting is None:
        raise Refused(Reason.NOT_ALLOWED)


@router.get("/api/meetings/{meeting}/statement")
async def statement(_seated: Seated) -> Json:
    """What whoever vouches for somebody ticks."""
    return in_words(STATEMENT)
