"""Where I am signed in: every session of mine, and ending one of them or all the others (ข้อ ๙)."""

from fastapi import APIRouter

from meeting_server.api.deps import Caller, InHouse, OurPage
from meeting_server.audit.entry import stamp
from meeting_server.meeting.refusal import Reason, Refused

router = APIRouter()

Json = dict[str, object]


@router.get("/api/me/sessions")
async def mine(house: InHouse, caller: Caller) -> list[Json]:
    """The sessions that stand, the newest first; `session` is a digest, by which nobody comes in."""
    return [
        {
            "session": each.token_hash,
            "way": each.way,
            "factors": each.factors,
            "browser": each.browser,
            "created_at": stamp(each.created_at),
            "seen_at": stamp(each.seen_at),
            "here": each.token_hash == caller.session,
        }
        for each in await house.people.standing_sessions(caller.person)
    ]


@router.delete("/api/me/sessions", status_code=204, dependencies=[OurPage])
async def end_others(house: InHouse, caller: Caller) -> None:
    """End every session of mine but this one, and whatever was opened with it."""
    for each in await house.people.sessions_of(caller.person):
        if each != caller.session:
            await house.end_session(caller.person, each)


@router.delete("/api/me/sessions/{session}", status_code=204, dependencies=[OurPage])
async def end(session: str, house: InHouse, caller: Caller) -> None:
    """End one session of mine, and the pages of meetings that were opened with it."""
    if session not in await house.people.sessions_of(caller.person):
        raise Refused(Reason.UNKNOWN_SESSION)
    await house.end_session(caller.person, session)
