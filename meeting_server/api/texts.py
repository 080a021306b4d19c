"""The agency's terms and manual, written by an administrator: every version, and a new one in force (ข้อ ๘ (๒))."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import StringConstraints

from meeting_server.api.deps import Administrator, InHouse, OurPage
from meeting_server.api.meetings import in_words
from meeting_server.audit.entry import stamp
from meeting_server.services.ports import Json
from meeting_server.services.shapes import Line, Shape
from meeting_server.services.texts import LONGEST, LONGEST_VERSION, Kind

router = APIRouter()

Body = Annotated[str, StringConstraints(max_length=LONGEST)]


class TextAsked(Shape):
    """A new version in both languages."""

    version: Annotated[Line, StringConstraints(max_length=LONGEST_VERSION)]
    th: Body
    en: Body


@router.get("/api/agency/texts")
async def versions(house: InHouse, _caller: Administrator) -> dict[Kind, list[Json]]:
    """Every version of each text, the one in force first; the server's own stands last, since when nobody noted."""
    return {
        kind: [
            {**in_words(each.wording), "since": stamp(each.since) if each.since else None}
            for each in await house.texts.versions(kind)
        ]
        for kind in Kind
    }


@router.post("/api/agency/texts/{kind}", status_code=204, dependencies=[OurPage])
async def put(kind: Kind, asked: TextAsked, house: InHouse, caller: Administrator) -> None:
    """Put a new version in force: whoever comes to a door from now on is asked to accept it."""
    await house.texts.put(caller.person, kind, asked.version, asked.th, asked.en)
