"""Incidents of every meeting in which one sees to them, for whoever watches over several at once."""

import contextlib

from fastapi import APIRouter

from meeting_server.api.deps import Caller, InHouse
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.refusal import Refused
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.incidents import handles
from meeting_server.meeting.rules.presence import must_be_let
from meeting_server.projections.incidents import handled
from meeting_server.services.ports import Json

router = APIRouter()


@router.get("/api/incidents")
async def incidents(house: InHouse, caller: Caller) -> list[Json]:
    """What has no outcome yet, by meeting; a meeting in which all is well is listed, too."""
    told: list[Json] = []
    for row, held in await house.meetings.meetings_of(caller.person):
        if row.phase is Phase.CLOSED:
            continue
        with contextlib.suppress(
            Refused
        ):  # Damaged, or not for somebody who signed in so: their page of it says why.
            room = await house.rooms.find(row.meeting)
            seat = room.seat(held.seat)
            must_be_let(room.meeting, seat, caller.link, caller.factors)
            if handles(room.meeting, seat):
                everything = handled(room.meeting, room.chronicle, seat)
                # The controller is asked once a support officer was, in vain.
                is_support = Role.SUPPORT in seat.roles
                open_now = [
                    one
                    for one in everything
                    if is_support or one["called"] or one["acknowledged_by"] == seat.id
                ]
                which = {"meeting": row.meeting, "body": row.body, "number": row.number, "year": row.year}
                told.append({**which, "incidents": open_now})
    return told
