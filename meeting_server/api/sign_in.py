"""Signing in and out, single-use tickets for the socket, and the links of the demonstration (ข้อ ๙)."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import StringConstraints

from meeting_server.accounts.sessions import LONGEST, Way
from meeting_server.api.deps import COOKIE, Arrival, InHouse, Newcomer, OurPage, address_of, at_the_door
from meeting_server.meeting.ids import MeetingId, PersonId
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.services.shapes import Id, Line, Shape

router = APIRouter()


class SignIn(Shape):
    """A name and a password."""

    name: Line
    password: Annotated[str, StringConstraints(max_length=1_000)]


class PasswordChange(Shape):
    """The password of before, and the one to come."""

    old: Annotated[str, StringConstraints(max_length=1_000)]
    new: Annotated[str, StringConstraints(max_length=1_000)]


class TicketFor(Shape):
    """A meeting."""

    meeting: Id


@router.post("/api/sign-in", dependencies=[OurPage])
async def sign_in(asked: SignIn, request: Request, response: Response, house: InHouse) -> dict[str, str]:
    """Sign in by name and password; the session's token is in the cookie alone.

    Where a code must follow there is none yet, but the `word` with which it is given.
    """
    browser = request.headers.get("user-agent", "")
    signed_in = await house.second_factor.sign_in(asked.name, asked.password, address_of(request), browser)
    if isinstance(signed_in, str):
        return {"word": signed_in}
    token, known = signed_in
    await begin_session(request, response, house, token)
    return {"person": known.person, "name": known.name}


@router.delete("/api/sign-in", dependencies=[OurPage])
async def sign_out(request: Request, house: InHouse, caller: Arrival) -> Response:
    """End the session, and every line that was opened with it; where to go to end it at its provider, too."""
    await house.sign_out(caller)
    back = f"{request.url.scheme}://{request.headers['host']}/sign-in"
    away = await house.providers.farewell(caller, back)
    response = JSONResponse({"address": away}) if away else Response(status_code=204)
    response.delete_cookie(COOKIE, path="/", secure=house.is_secure, httponly=True, samesite="strict")
    return response


@router.get("/api/me")
async def me(house: InHouse, caller: Arrival) -> dict[str, str | bool | list[str] | None]:
    """Who is signed in, and what they may do outside a meeting; nothing where they came by a link to one alone."""
    if caller.way is Way.VISIT:
        raise Refused(Reason.NOT_SIGNED_IN)
    may = ["meetings.call", *(["register.keep"] if caller.administrator else [])]
    if await house.committees.sees_any(caller):
        may.append("committees.see")
    if caller.meeting is not None:
        may = []
    elif not house.agency.name:
        may = ["agency.name"] if caller.administrator else []
    return {
        "person": caller.person,
        "name": caller.name,
        "office": caller.office,
        "agency": house.agency.name,
        "meeting": caller.meeting,
        "demo": house.is_demo,
        "may": ["password.change"] if caller.must_change else may,
    }


@router.post("/api/me/password", status_code=204, dependencies=[OurPage])
async def change_password(
    asked: PasswordChange, request: Request, response: Response, house: InHouse, caller: Newcomer
) -> None:
    """Choose a new password; every session of before ends, and this browser goes on by a new one.

    What the caller has shown and when is carried over: the old password alone is no fresh proof to whoever has more.
    """
    if await house.second_factor.standing(caller.person) is not None:
        await house.second_factor.must_be_sure(caller)
    kept = await house.people.must_know(caller.person, asked.old, address_of(request))
    house.register.must_be_strong(kept.sign_in_name, asked.new, before=asked.old)
    await house.register.set_password(caller.person, asked.new)
    await house.end_sessions(caller.person)
    browser = request.headers.get("user-agent", "")
    token, known = await house.people.open_session(kept, caller.way, factors=caller.factors, browser=browser)
    await house.people.prove(replace(known, proved_at=caller.proved_at), factors=caller.factors, afresh=False)
    set_session(response, token, secure=house.is_secure)


@router.post("/api/tickets", dependencies=[OurPage])
async def ticket(asked: TicketFor, house: InHouse, caller: Arrival) -> dict[str, str]:
    """A word that opens one socket to one meeting, once, within a minute."""
    house.limits.askers.must_keep(caller.person)
    await at_the_door(asked.meeting, house, caller)
    return {"ticket": house.tickets.issue(caller, MeetingId(asked.meeting))}


@router.get("/demo/{token}")
async def demo(token: str, request: Request, house: InHouse) -> Response:
    """Sign a person of the demonstration in and lead them to their meeting."""
    behind = house.doors.behind(token)
    person = await house.people.find(behind[0]) if behind else None
    if behind is None or person is None:
        return RedirectResponse("/", status_code=303)
    meeting = behind[1]
    response = RedirectResponse(f"/meetings/{meeting}" if meeting else "/meetings", status_code=303)
    if not await _is_signed_in(request, house, person.person):
        session, _ = await house.people.open_session(
            person, Way.DEMO, browser=request.headers.get("user-agent", "")
        )
        await begin_session(request, response, house, session)
    return response


async def begin_session(request: Request, response: Response, house: InHouse, token: str) -> None:
    """Give the browser the token of its new session, and end the one that it had before."""
    await _forget(request, house)
    set_session(response, token, secure=house.is_secure)


async def _is_signed_in(request: Request, house: InHouse, person: PersonId) -> bool:
    """Whether this browser is this person's already: a link that is opened again must not end their own page."""
    try:
        return (await house.people.who(request.cookies.get(COOKIE))).person == person
    except Refused:
        return False


async def _forget(request: Request, house: InHouse) -> None:
    """A session that this browser had before ends: a new sign-in never goes on under an old token."""
    before = request.cookies.get(COOKIE)
    if before:
        try:
            known = await house.people.who(before)
        except Refused:
            return
        await house.sign_out(known)


def set_session(response: Response, token: str, *, secure: bool) -> None:
    """Give a browser the token of its session."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="strict",
    )
