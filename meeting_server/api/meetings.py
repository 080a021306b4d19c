"""Meetings: mine, a new one, its door, its view, and the same command door as the socket."""

import json
from datetime import UTC, date, datetime
from typing import Annotated, Self

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints, model_validator

from meeting_server.accounts.sessions import Way
from meeting_server.api.deps import Arrival, AtTheDoor, Caller, InHouse, OurPage, Participant, Seated
from meeting_server.meeting.facts.calling import BackupKind, Purpose
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import CommitteeId, PersonId
from meeting_server.meeting.profile import Check
from meeting_server.meeting.profiles.seed_2563 import SEED_2563
from meeting_server.meeting.refusal import Reason, Refused
from meeting_server.meeting.roles import Right, Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.services.calling import Guest, Matter, NewMeeting, Place
from meeting_server.services.capacity import Board
from meeting_server.services.shapes import Id, Line, Shape
from meeting_server.services.wording import Wording

router = APIRouter()

Json = dict[str, object]


# The years that a meeting can be called for: outside them, changing zones would leave the calendar.
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _as_text(moment: object) -> object:
    if not isinstance(moment, str):  # A bare number would be taken for seconds since 1970.
        raise ValueError  # noqa: TRY004 - what a validator refuses with
    return moment


class BackupAsked(Shape):
    """The backup channel."""

    kind: BackupKind
    address: Line


class GuestAsked(Shape):
    """Somebody without an account."""

    name: Line
    office: Line


class PlaceAsked(Shape):
    """A person, or a guest, and what they are there for."""

    person: Id | None = None
    guest: GuestAsked | None = None
    roles: Annotated[frozenset[Role], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_somebody(self) -> Self:
        if (self.person is None) is (self.guest is None):
            raise ValueError
        return self

    def who(self) -> PersonId | Guest:
        """Whom the seat is for."""
        if self.guest is not None:
            return Guest(name=self.guest.name, office=self.guest.office)
        return PersonId(str(self.person))


class MatterAsked(Shape):
    """An item of the agenda."""

    number: Annotated[Line, StringConstraints(max_length=20, min_length=1)]
    title: Line
    purpose: Purpose


class MeetingAsked(Shape):
    """A new meeting; `year` is Buddhist."""

    body: Line
    number: Annotated[int, Field(ge=1, le=9_999, strict=True)]
    year: Annotated[int, Field(ge=2500, le=2700, strict=True)]
    place: Line
    starts_at: Annotated[AwareDatetime, BeforeValidator(_as_text), Field(ge=_EARLIEST, le=_LATEST)]
    legal_effect: Annotated[bool, Field(strict=True)]
    sound_only: Annotated[bool, Field(strict=True)] = False
    backup: BackupAsked
    seats: Annotated[list[PlaceAsked], Field(min_length=1, max_length=300)]
    items: Annotated[list[MatterAsked], Field(max_length=100)]
    committee: Id | None = None
    profile: Annotated[str, StringConstraints(max_length=40)] = SEED_2563.name
    excluded: Annotated[bool | None, Field(strict=True)] = None
    urgent: Annotated[str, StringConstraints(max_length=500)] = ""
    recalled_from: Annotated[date, BeforeValidator(_as_text)] | None = None


class CommandAsked(Shape):
    """A command, under an id of the client's own."""

    id: Id
    name: Annotated[str, StringConstraints(max_length=64)]
    args: Json


@router.get("/api/people")
async def people(house: InHouse, _caller: Caller) -> list[Json]:
    """Everybody with an account, for calling a meeting."""
    return [
        {"person": each.person, "name": each.name, "office": each.office}
        for each in await house.people.everyone()
        if each.active and not each.guest
    ]


@router.get("/api/profiles")
async def profiles(house: InHouse, _caller: Caller) -> list[Json]:
    """The profiles under which a meeting can be called, and what each asks of the calling."""
    return [
        {
            "name": each.name,
            "title_th": each.title_th,
            "title_en": each.title_en,
            "statutory": each.statutory,
            "citations": list(each.citations),
            "repealed": [{"law": one.law, "by": one.by} for one in each.repealed],
            "valid_from": each.valid_from,
            "valid_until": each.valid_until,
            "asks_exclusion": each.duty(Check.NOT_EXCLUDED) is not None,
            "notice_days": each.notice.days,
            "recall_days": each.quorum.recall_days,
        }
        for each in house.agency.profiles
    ]


@router.get("/api/meetings")
async def mine(house: InHouse, caller: Caller) -> list[Json]:
    """The meetings in which I have a seat."""
    return [
        {
            "meeting": row.meeting,
            "body": row.body,
            "number": row.number,
            "year": row.year,
            "starts_at": row.starts_at,
            "phase": row.phase,
            "sound_only": row.sound_only,
            "seat": seat.seat,
            "roles": sorted(seat.roles),
        }
        for row, seat in await house.meetings.meetings_of(caller.person)
    ]


@router.post("/api/meetings", status_code=201, dependencies=[OurPage])
async def call(asked: MeetingAsked, house: InHouse, caller: Caller) -> Json:
    """Call a meeting."""
    house.limits.askers.must_keep(caller.person)
    meeting = await house.calling.call(
        caller,
        NewMeeting(
            committee=None if asked.committee is None else CommitteeId(asked.committee),
            profile=asked.profile,
            excluded=asked.excluded,
            urgent=asked.urgent,
            recalled_from=asked.recalled_from.isoformat() if asked.recalled_from else "",
            body=asked.body,
            number=asked.number,
            year=asked.year,
            place=asked.place,
            starts_at=asked.starts_at,
            legal_effect=asked.legal_effect,
            sound_only=asked.sound_only,
            backup_kind=asked.backup.kind,
            backup_address=asked.backup.address,
            seats=[Place(person=each.who(), roles=each.roles) for each in asked.seats],
            items=[
                Matter(number=each.number, title=each.title, purpose=each.purpose) for each in asked.items
            ],
        ),
    )
    return {"meeting": meeting}


@router.get("/api/meetings/{meeting}/door")
async def door(house: InHouse, seated: AtTheDoor, arrived: Arrival) -> Json:
    """What is told before entering: which meeting, whom to call, and the texts to accept."""
    room, seat = seated
    told = room.room_for(seat.id)
    support = told["support"]
    texts = await house.texts.in_force(room.meeting, is_visit=arrived.way is Way.VISIT)
    return {
        "meeting": told["meeting"],
        "body": told["body"],
        "number": told["number"],
        "year": told["year"],
        "place": told["place"],
        "starts_at": told["starts_at"],
        "phase": told["phase"],
        "agency": told["agency"],
        "backup": told["backup"],
        "support": {"name": support["name"]} if support else None,
        "notice": in_words(texts.notice),
        "terms": in_words(texts.terms),
        "manual": {"version": texts.manual.version, "sha256": texts.manual.sha256},
        "accepted": texts.accepted_by(room.meeting.calling.accepted.get(seat.id)),
    }


def in_words(text: Wording) -> Json:
    """A text with its version and digest, in both languages."""
    return {"version": text.version, "sha256": text.sha256, "th": text.th, "en": text.en}


@router.get("/api/texts/{digest}")
async def text(digest: str, house: InHouse, _caller: Arrival) -> Json:
    """A version of the notice, the terms or the manual, in force or not, by its SHA-256."""
    found = await house.texts.find(digest)
    if found is None:
        raise Refused(Reason.UNKNOWN_TEXT)
    return in_words(found)


@router.get("/api/meetings/{meeting}/view")
async def view(seated: Seated) -> Response:
    """Everything this person may see now."""
    room, seat = seated
    return Response(
        json.dumps(room.view(seat.id), separators=(",", ":"), ensure_ascii=False),
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


@router.get("/api/meetings/{meeting}/capacity", response_model=None)
async def capacity(house: InHouse, seated: Seated) -> Board:
    """What the meeting needs of this machine, beside what there is, for those who see to it before the opening."""
    room, seat = seated
    if Right.PREPARE not in seat.rights:
        raise Refused(Reason.NOT_ALLOWED)
    if room.meeting.phase is Phase.CLOSED:
        raise Refused(Reason.MEETING_CLOSED)
    if room.meeting.phase is Phase.OPEN:
        # The figures move with who comes, sends and shows: of a sitting they are for those who are in it (ข้อ ๑๐ (๒)).
        Actor.of_seat(seat.id).must_be_inside(room.meeting)
    return house.capacity.board(room)


@router.post("/api/meetings/{meeting}/commands", dependencies=[OurPage])
async def command(asked: CommandAsked, house: InHouse, caller: Participant, seated: Seated) -> Json:
    """The same command door as the socket, for scripts."""
    room, seat = seated
    house.must_keep_pace(seat.id, asked.name)
    read = await house.read_command(room, asked.name, asked.args, caller)
    outcome = await room.do(read, seat.id, asked.id)
    return {"id": asked.id, "seq": outcome.seq, "media": outcome.media}
