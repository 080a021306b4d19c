"""Signing in by a provider of identity, and linking an account to one (ข้อ ๙)."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from meeting_server.api.deps import COOKIE, Administrator, Caller, Fresh, InHouse, OurPage, address_of
from meeting_server.api.sign_in import set_session
from meeting_server.audit.entry import stamp
from meeting_server.meeting.ids import PersonId
from meeting_server.meeting.refusal import Refused
from meeting_server.services.house import House
from meeting_server.services.people import Known
from meeting_server.services.providers import ON_THE_WAY, Answer, Journey, Leaving, Purpose
from meeting_server.services.shapes import Line, Shape

# Lax: a browser that comes back from another site brings it along, as it would not bring the session.
ON_THE_WAY_COOKIE = "meeting_provider"
_PATH = "/api/providers"
_SIGN_IN, _ACCOUNT = "/sign-in", "/account"

router = APIRouter()
Word = Annotated[str, Query(max_length=4_000)]


class LeaveFor(Shape):
    """The page that follows."""

    next: Line


@router.get("/api/providers")
async def providers(house: InHouse) -> list[dict[str, str]]:
    """Whom one may sign in by."""
    return [
        {"provider": each.id, "name_th": each.name_th, "name_en": each.name_en}
        for each in house.providers.known.values()
    ]


@router.post("/api/providers/{provider}/sign-in", dependencies=[OurPage])
async def leave_to_sign_in(
    provider: str, asked: LeaveFor, request: Request, response: Response, house: InHouse
) -> dict[str, str]:
    """Where to go to be known; the browser must bring back what is in the cookie."""
    house.limits.strangers.must_keep(address_of(request))
    before = await _signed_in(request, house)
    leaving = await house.providers.leave(
        provider, Purpose.SIGN_IN, _back(request, provider), asked.next, before.session if before else ""
    )
    return _left(response, leaving, secure=house.is_secure)


@router.post("/api/providers/{provider}/link", dependencies=[OurPage])
async def leave_to_link(
    provider: str, request: Request, response: Response, house: InHouse, caller: Fresh
) -> dict[str, str]:
    """Where to go to be known, and then linked to the account that is signed in now."""
    house.limits.askers.must_keep(caller.person)
    leaving = await house.providers.leave(
        provider, Purpose.LINK, _back(request, provider), _ACCOUNT, caller.session
    )
    return _left(response, leaving, secure=house.is_secure)


@router.get("/api/providers/{provider}/callback")
async def come_back(
    provider: str, request: Request, house: InHouse, state: Word = "", code: Word = "", iss: Word = ""
) -> Response:
    """Somebody comes back; whatever goes wrong is told in words, on the page that they came from."""
    journey: Journey | None = None
    try:
        cookie = request.cookies.get(ON_THE_WAY_COOKIE, "")
        journey = house.providers.journey_of(provider, cookie, state)
        answer = Answer(state=state, code=code, iss=iss)
        arrived = await house.providers.arrive(journey, answer, request.headers.get("user-agent", ""))
    except Refused as refused:
        response = RedirectResponse(_told(journey, refused), status_code=303)
    else:
        response = RedirectResponse(arrived.then, status_code=303)
        if arrived.token is not None:
            await _end(arrived.before, house)
            set_session(response, arrived.token, secure=house.is_secure)
    response.delete_cookie(
        ON_THE_WAY_COOKIE, path=_PATH, secure=house.is_secure, httponly=True, samesite="lax"
    )
    return response


@router.get("/api/me/providers")
async def ties(house: InHouse, caller: Caller) -> list[dict[str, Any]]:
    """Every provider, and since when the caller's account is linked to it."""
    return [
        {
            "provider": each.provider.id,
            "name_th": each.provider.name_th,
            "name_en": each.provider.name_en,
            "since": each.since.isoformat() if each.since else None,
        }
        for each in await house.providers.ties(caller.person)
    ]


@router.delete("/api/me/providers/{provider}", status_code=204, dependencies=[OurPage])
async def unlink(provider: str, house: InHouse, caller: Fresh) -> None:
    """Take the link of the caller's account away."""
    await house.must_keep_a_way(caller, without=provider)
    await house.providers.unlink(provider, caller.person)


class ClaimAsked(Shape):
    """What a provider will say of somebody: an address, or the number of the national card."""

    value: Line


@router.get("/api/register/people/{person}/providers")
async def ties_of(person: str, house: InHouse, _caller: Administrator) -> list[dict[str, Any]]:
    """The same of somebody, and since when it is written what the provider will say; what is written is not told."""
    kept = await house.register.must_find(PersonId(person))
    expected = await house.providers.expected(kept.person)
    return [
        {
            "provider": each.provider.id,
            "name_th": each.provider.name_th,
            "name_en": each.provider.name_en,
            "claim": each.provider.claim,
            "since": stamp(each.since) if each.since else None,
            "written_at": stamp(expected[each.provider.id]) if each.provider.id in expected else None,
        }
        for each in await house.providers.ties(kept.person)
    ]


@router.put("/api/register/people/{person}/providers/{provider}", status_code=204, dependencies=[OurPage])
async def expect(
    person: str, provider: str, asked: ClaimAsked, house: InHouse, caller: Administrator
) -> None:
    """Write what a provider will say of somebody: it counts once, and links their account."""
    house.limits.askers.must_keep(caller.person)
    kept = await house.register.must_find(PersonId(person))
    await house.providers.expect(caller.person, provider, asked.value, kept.person)


@router.delete("/api/register/people/{person}/providers/{provider}", status_code=204, dependencies=[OurPage])
async def take_away(person: str, provider: str, house: InHouse, caller: Administrator) -> None:
    """Strike what is written, and take the link away: a provider knows somebody else by it."""
    kept = await house.register.must_find(PersonId(person))
    await house.providers.take_away(caller.person, provider, kept.person)


def _back(request: Request, provider: str) -> str:
    """Our own address as this browser knows it; the provider accepts only what was registered there."""
    return f"{request.url.scheme}://{request.headers['host']}{_PATH}/{provider}/callback"


def _left(response: Response, leaving: Leaving, *, secure: bool) -> dict[str, str]:
    response.set_cookie(
        ON_THE_WAY_COOKIE,
        leaving.cookie,
        max_age=int(ON_THE_WAY.total_seconds()),
        path=_PATH,
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    return {"address": leaving.address}


def _told(journey: Journey | None, refused: Refused) -> str:
    """The page on which the refusal is read."""
    if journey is not None and journey.purpose == Purpose.LINK:
        return f"{_ACCOUNT}?{urlencode({'refused': refused.reason.value})}"
    then = {"next": journey.then} if journey is not None else {}
    return f"{_SIGN_IN}?{urlencode({'refused': refused.reason.value, **then})}"


async def _signed_in(request: Request, house: House) -> Known | None:
    try:
        return await house.people.who(request.cookies.get(COOKIE))
    except Refused:
        return None


async def _end(session: str, house: House) -> None:
    """The session that this browser had before ends, as with every new one."""
    if session:
        try:
            known = await house.people.still(session)
        except Refused:
            return
        await house.sign_out(known)
