"""Who was there, who is missing, and who draws the allowance: for those few who may know, checked here."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from meeting_server.api.deps import InHouse, Participant, Seated
from meeting_server.api.record import download
from meeting_server.audit.entry import stamp
from meeting_server.meeting.ids import MeetingId
from meeting_server.meeting.roles import Role
from meeting_server.projections.allowance import Drawing, whole_minutes
from meeting_server.projections.missing import missing, must_see_missing
from meeting_server.projections.presence import Kind, Presence
from meeting_server.projections.setbacks import told
from meeting_server.services.ports import Json

router = APIRouter()

Language = Literal["th", "en"]
Baht = Annotated[int | None, Query(ge=0, le=1_000_000)]
_CSV = "text/csv; charset=utf-8"


@router.get("/api/meetings/{meeting}/missing")
async def who_is_missing(house: InHouse, seated: Seated) -> list[Json]:
    """Who should be there and is not, since when, and the number that their account has."""
    room, seat = seated
    must_see_missing(room.meeting, seat)
    numbers = {kept.person: kept.telephone for kept, _ in await house.register.everyone()}
    return [
        {**each, "telephone": numbers.get(each["person"]) or None}
        for each in missing(room.meeting, room.chronicle)
    ]


@router.get("/api/meetings/{meeting}/attendance")
async def attendance(meeting: str, house: InHouse, caller: Participant) -> Json:
    """Who was there when, and how they showed who they are."""
    sheet = await house.sheets.attendance(meeting, caller)
    return {
        "opened_at": stamp(sheet.opened_at) if sheet.opened_at else None,
        "closed_at": stamp(sheet.closed_at) if sheet.closed_at else None,
        "reconnect_seconds": sheet.profile.presence.reconnect_seconds,
        "seats": [_attended(each) for each in sheet.seats.values()],
    }


@router.get("/api/meetings/{meeting}/attendance.csv")
async def attendance_csv(
    meeting: str, house: InHouse, caller: Participant, lang: Language = "th"
) -> Response:
    """The same as a table."""
    entries = await house.sheets.entries(meeting, caller)
    rendered = house.papers.attendance(MeetingId(meeting), entries, lang)
    return download(rendered, _CSV, f"{meeting}-attendance.csv")


@router.get("/api/meetings/{meeting}/allowance")
async def allowance(meeting: str, house: InHouse, caller: Participant) -> Json:
    """Who draws the allowance for meeting, and by what rule; how much is for the agency to say."""
    sheet = await house.sheets.allowance(meeting, caller)
    called = sheet.called
    return {
        "agency": called.agency,
        "body": called.body,
        "number": called.number,
        "year": called.year,
        "place": called.place,
        "opened_at": stamp(sheet.opened_at),
        "closed_at": stamp(sheet.closed_at),
        "rule": {
            "roles": list(sheet.rule.roles),
            "least_minutes": sheet.rule.least_minutes,
            "once_a_day": sheet.rule.once_a_day,
            "citation": sheet.rule.citation,
        },
        "rows": [_drawn(each) for each in sheet.drawings],
    }


@router.get("/api/meetings/{meeting}/allowance.csv")
async def allowance_csv(  # noqa: PLR0913 - the meeting, who asks, and the amounts that they state
    meeting: str,
    house: InHouse,
    caller: Participant,
    lang: Language = "th",
    *,
    chair: Baht = None,
    member: Baht = None,
    secretary: Baht = None,
) -> Response:
    """The same as a table; amounts are those that are asked with, and otherwise blank."""
    sheet = await house.sheets.allowance(meeting, caller)
    stated = {Role.CHAIR: chair, Role.MEMBER: member, Role.SECRETARY: secretary}
    amounts = {role: amount for role, amount in stated.items() if amount is not None}
    return download(house.papers.allowance(sheet, amounts, lang), _CSV, f"{meeting}-allowance.csv")


def _attended(there: Presence) -> Json:
    seat = there.seat
    return {
        "seat": seat.id,
        "name": seat.name,
        "office": seat.office,
        "roles": sorted(seat.roles),
        "proof": there.proof,
        "proven_at": stamp(there.proven_at) if there.proven_at else None,
        "let_in_by": there.let_in_by.name if there.let_in_by else None,
        "setback": told(there.setback, there.set_back_by) if there.setback else None,
        "never_proven": there.never_proven,
        "came": there.came,
        "minutes": whole_minutes(there.lasted(Kind.SITTING)),
        "suspended_minutes": whole_minutes(there.lasted(Kind.SUSPENDED)),
        "stays": [
            {
                "kind": stay.kind,
                "since": stamp(stay.since),
                "until": stamp(stay.until),
                "rooms": [room.name for room in there.before(stay)],
                "by_means": there.by_means(stay),
            }
            for stay in there.stays
        ],
        "raw": [{"since": stamp(span.since), "until": stamp(span.until)} for span in there.raw],
    }


def _drawn(each: Drawing) -> Json:
    return {
        "seat": each.seat.id,
        "name": each.seat.name,
        "office": each.seat.office,
        "role": each.role,
        "proof": each.proof,
        "proven_at": stamp(each.proven_at) if each.proven_at else None,
        "since": stamp(each.since),
        "until": stamp(each.until),
        "minutes": each.minutes,
        "suspended_minutes": each.suspended_minutes,
        "drawn_at": {"number": each.drawn_at[0], "year": each.drawn_at[1]} if each.drawn_at else None,
    }
