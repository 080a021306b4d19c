"""Passkeys: registering one's own, removing them, and signing in by one without typing a name (ข้อ ๙)."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import StringConstraints

from meeting_server.accounts.passkeys import LONGEST_NAME
from meeting_server.api.deps import Caller, Fresh, InHouse, OurPage, address_of
from meeting_server.api.sign_in import begin_session
from meeting_server.audit.entry import stamp
from meeting_server.services.ports import Json
from meeting_server.services.shapes import Line, Shape

router = APIRouter()


class Answer(Shape):
    """What a key answered, as browsers write it."""

    credential: dict[str, object]


class NewPasskey(Answer):
    """The same of a new key, with the name that its person gave it."""

    name: Annotated[Line, StringConstraints(min_length=1, max_length=LONGEST_NAME)]


@router.get("/api/passkeys/here")
async def here(house: InHouse) -> dict[str, str | None]:
    """At which name of this server keys work; null where none can."""
    return {"name": house.passkeys.name}


@router.post("/api/passkeys/sign-in/question", dependencies=[OurPage])
async def question(request: Request, house: InHouse) -> Json:
    """What a browser asks whatever key of ours it has."""
    house.limits.strangers.must_keep(address_of(request))
    return house.passkeys.before_signing_in()


@router.post("/api/passkeys/sign-in", dependencies=[OurPage])
async def sign_in(asked: Answer, request: Request, response: Response, house: InHouse) -> dict[str, str]:
    """Sign in by a key; the session's token is in the cookie alone."""
    house.limits.strangers.must_keep(address_of(request))
    token, known = await house.passkeys.sign_in(asked.credential, request.headers.get("user-agent", ""))
    await begin_session(request, response, house, token)
    return {"person": known.person, "name": known.name}


@router.get("/api/passkeys")
async def mine(house: InHouse, caller: Caller) -> list[Json]:
    """The keys that I have registered."""
    return [
        {
            "credential": key.credential,
            "name": key.name,
            "created_at": stamp(key.created_at),
            "used_at": stamp(key.used_at) if key.used_at else None,
            "copied": key.copied_at is not None,
        }
        for key in await house.passkeys.of(caller)
    ]


@router.post("/api/passkeys/question", dependencies=[OurPage])
async def question_of_a_new_one(house: InHouse, caller: Fresh) -> Json:
    """What a browser asks a new key of mine."""
    house.limits.askers.must_keep(caller.person)
    return await house.passkeys.before_adding(caller)


@router.post("/api/passkeys", status_code=204, dependencies=[OurPage])
async def add(asked: NewPasskey, house: InHouse, caller: Fresh) -> None:
    """Register a key of mine."""
    await house.passkeys.add(caller, asked.name, asked.credential)


@router.delete("/api/passkeys/{credential}", status_code=204, dependencies=[OurPage])
async def remove(credential: str, house: InHouse, caller: Fresh) -> None:
    """Forget a key of mine."""
    await house.must_keep_a_way(caller, without=credential)
    await house.passkeys.remove(caller, credential)
