"""Committees: those that one sees to or calls meetings of, and how they are changed."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field, StringConstraints

from meeting_server.accounts.committees import MOST_MEMBERS, Committee, Standing
from meeting_server.api.deps import Caller, InHouse, OurPage
from meeting_server.api.imports import table_to_begin_with
from meeting_server.meeting.facts.calling import BackupKind
from meeting_server.meeting.ids import CommitteeId, PersonId
from meeting_server.meeting.roles import Role
from meeting_server.services.committees import Shown
from meeting_server.services.shapes import LONGEST_LINE, Id, Shape

router = APIRouter()

Json = dict[str, object]
# What is wrong with a text is said field by field; here it is only kept short.
Entry = Annotated[str, StringConstraints(max_length=LONGEST_LINE)]


_TEMPLATE = (
    "ชื่อผู้ใช้,บทบาท,ตำแหน่งในคณะ,ตั้งแต่,ถึง\r\nsomying,กรรมการ + เลขานุการ,ผู้แทนกรมตัวอย่าง,1/10/2569,30/9/2572\r\n"
)


class StandingAsked(Shape):
    """A person on the roster."""

    person: Id
    roles: frozenset[Role]
    office: Entry = ""
    since: date | None = None
    until: date | None = None


class CommitteeAsked(Shape):
    """A committee as it is to be; `version` is the one that was looked at, 0 for a new one."""

    version: Annotated[int, Field(ge=0, strict=True)]
    name_th: Entry
    name_en: Entry
    agency: Entry
    place: Entry
    backup_kind: BackupKind
    backup_address: Entry
    active: Annotated[bool, Field(strict=True)]
    roster: Annotated[list[StandingAsked], Field(max_length=MOST_MEMBERS)]

    def committee(self) -> Committee:
        """The same, for the register."""
        texts = self.model_dump(exclude={"version", "roster"})
        return Committee(
            **texts,
            roster=tuple(
                Standing(
                    person=PersonId(each.person),
                    roles=each.roles,
                    office=each.office,
                    since=each.since,
                    until=each.until,
                )
                for each in self.roster
            ),
        )


@router.get("/api/committees")
async def mine(house: InHouse, caller: Caller) -> list[Json]:
    """The committees that the caller may do something with, with their rosters."""
    return [_json(shown, house.committees.today()) for shown in await house.committees.shown(caller)]


@router.post("/api/committees", status_code=201, dependencies=[OurPage])
async def add(asked: CommitteeAsked, house: InHouse, caller: Caller) -> Json:
    """Add a committee; for administrators."""
    house.limits.askers.must_keep(caller.person)
    return {"committee": await house.committees.add(caller, asked.committee())}


@router.get("/api/committees/roster")
async def template(_caller: Caller) -> Response:
    """A roster to begin with."""
    return table_to_begin_with("roster.csv", _TEMPLATE)


@router.post("/api/committees/roster", dependencies=[OurPage])
async def roster(request: Request, house: InHouse, caller: Caller) -> Json:
    """Who stands on a roster that is a table, in its order, and what is wrong with which line; nothing is written."""
    house.limits.askers.must_keep(caller.person)
    read = await house.committees.read_roster(caller, await request.body())
    return {
        "encoding": read.encoding,
        "ignored": list(read.ignored),
        "members": [_standing(each) for each in read.members],
        "faults": [
            {"line": line, "field": field, "fault": fault.value} for line, field, fault in read.faults
        ],
    }


@router.put("/api/committees/{committee}", status_code=204, dependencies=[OurPage])
async def change(committee: str, asked: CommitteeAsked, house: InHouse, caller: Caller) -> None:
    """Replace what is known of a committee."""
    house.limits.askers.must_keep(caller.person)
    await house.committees.change(caller, CommitteeId(committee), asked.version, asked.committee())


def _json(shown: Shown, today: date) -> Json:
    kept = shown.kept.committee
    return {
        "committee": shown.kept.id,
        "version": shown.kept.version,
        "may": sorted(shown.may),
        "name_th": kept.name_th,
        "name_en": kept.name_en,
        "agency": kept.agency,
        "place": kept.place,
        "backup_kind": kept.backup_kind,
        "backup_address": kept.backup_address,
        "active": kept.active,
        "last_numbers": {str(year): last for year, last in shown.last_numbers.items()},
        "roster": [
            {
                **_standing(each),
                "name": shown.people[each.person].name,
                "own_office": shown.people[each.person].office,
                "stands": each.stands(today) and shown.people[each.person].active,
            }
            for each in kept.roster
        ],
    }


def _standing(each: Standing) -> Json:
    return {
        "person": each.person,
        "roles": sorted(each.roles),
        "office": each.office,
        "since": each.since and each.since.isoformat(),
        "until": each.until and each.until.isoformat(),
    }
