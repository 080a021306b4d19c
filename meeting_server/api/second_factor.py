"""The second factor: giving its code at the sign-in, setting it up, and showing once more who one is (ข้อ ๙)."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import StringConstraints

from meeting_server.accounts.sessions import Way
from meeting_server.api.deps import Administrator, Caller, Fresh, InHouse, OurPage, address_of
from meeting_server.api.sign_in import begin_session
from meeting_server.audit.entry import stamp
from meeting_server.meeting.ids import PersonId
from meeting_server.meeting.rules.presence import TWO_FACTORS
from meeting_server.services.ports import Json
from meeting_server.services.shapes import Id, Line, Shape

router = APIRouter()

Code = Annotated[Line, StringConstraints(min_length=1, max_length=40)]


class Coded(Shape):
    """A code of the device, or a recovery code."""

    code: Code


class Finishing(Coded):
    """The same, with the word that was given for the right password."""

    word: Id


class Proof(Shape):
    """The password, and a code where there is a second factor."""

    password: Annotated[str, StringConstraints(max_length=1_000)]
    code: Code | None = None


@router.post("/api/sign-in/code", dependencies=[OurPage])
async def finish(asked: Finishing, request: Request, response: Response, house: InHouse) -> dict[str, str]:
    """Sign in by the code that follows the password; the session's token is in the cookie alone."""
    token, known = await house.second_factor.finish(asked.word, asked.code, address_of(request))
    await begin_session(request, response, house, token)
    return {"person": known.person, "name": known.name}


@router.get("/api/me/second-factor")
async def mine(house: InHouse, caller: Caller) -> Json:
    """Whether I have one, since when, how many recovery codes are left; and whether this session was begun by two."""
    standing = await house.second_factor.standing(caller.person)
    return {
        "since": stamp(standing.since) if standing else None,
        "codes_left": standing.codes_left if standing else 0,
        "factors": caller.factors,
        "password": await house.people.has_password(caller.person),
    }


@router.post("/api/me/second-factor/offer", dependencies=[OurPage])
async def offer(house: InHouse, caller: Fresh) -> dict[str, str]:
    """What a device of mine is told; it counts once a code of it has been given."""
    house.limits.askers.must_keep(caller.person)
    offered = await house.second_factor.offer(caller)
    return {"address": offered.address, "secret": offered.secret}


@router.post("/api/me/second-factor", dependencies=[OurPage])
async def begin(asked: Coded, request: Request, house: InHouse, caller: Fresh) -> dict[str, list[str]]:
    """My device counts from now on; the recovery codes, told this once. Whatever was begun without it ends."""
    codes = await house.second_factor.begin(caller, asked.code, address_of(request))
    await house.end_those(caller.person, lambda each: each.factors < TWO_FACTORS and each.meeting is None)
    return {"codes": list(codes)}


@router.post("/api/me/second-factor/codes", dependencies=[OurPage])
async def fresh_codes(house: InHouse, caller: Fresh) -> dict[str, list[str]]:
    """New recovery codes in place of those before."""
    house.limits.askers.must_keep(caller.person)
    return {"codes": list(await house.second_factor.fresh_codes(caller))}


@router.post("/api/me/second-factor/end", status_code=204, dependencies=[OurPage])
async def end(asked: Coded, request: Request, house: InHouse, caller: Fresh) -> None:
    """Turn mine off."""
    await house.second_factor.end(caller, asked.code, address_of(request))
    # What was begun elsewhere by the two of them is good for no more than what is left.
    await house.end_those(
        caller.person, lambda each: each.way == Way.PASSWORD and each.token_hash != caller.session
    )


@router.post("/api/me/second-factor/code", status_code=204, dependencies=[OurPage])
async def step_up(asked: Coded, request: Request, house: InHouse, caller: Caller) -> None:
    """Give the code now: whoever signed in by one factor is signed in by two."""
    await house.second_factor.must_show(caller.person, asked.code, address_of(request))
    await house.people.prove(caller, factors=max(TWO_FACTORS, caller.factors), afresh=False)


@router.post("/api/me/proof", status_code=204, dependencies=[OurPage])
async def prove(asked: Proof, request: Request, house: InHouse, caller: Caller) -> None:
    """Show once more who I am, before I change how I sign in."""
    address = address_of(request)
    await house.people.must_know(caller.person, asked.password, address)
    has_one = await house.second_factor.standing(caller.person) is not None
    if has_one:
        await house.second_factor.must_show(caller.person, asked.code or "", address)
    factors = max(TWO_FACTORS, caller.factors) if has_one else caller.factors
    await house.people.prove(caller, factors=factors, afresh=True)


@router.delete("/api/register/people/{person}/second-factor", status_code=204, dependencies=[OurPage])
async def take_away(person: str, house: InHouse, caller: Administrator) -> None:
    """Take somebody's second factor away who has lost it, and end what they are signed in by."""
    kept = await house.register.must_find(PersonId(person))
    await house.second_factor.take_away(caller.person, kept.person)
    await house.end_sessions(kept.person)
