"""A committee's roster as a table: who, what for, by which office, from when until when."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from meeting_server.accounts.committees import Standing
from meeting_server.accounts.people import Details, Fault
from meeting_server.accounts.sheets import Heads, SheetLine, read_sheet
from meeting_server.meeting.ids import PersonId
from meeting_server.meeting.roles import Role

_HEADS: Heads = {
    "sign_in_name": ("ชื่อผู้ใช้", "sign_in_name", "sign-in name", "username", "user name"),
    "roles": ("บทบาท", "หน้าที่", "roles", "role"),
    "office": ("ตำแหน่งในคณะ", "ตำแหน่งในคณะกรรมการ", "ตำแหน่งในคณะนี้", "office", "office on the committee"),
    "since": ("ตั้งแต่", "วันเริ่มต้น", "since", "from"),
    "until": ("ถึง", "วันสิ้นสุด", "until", "to"),
}
_NEEDED = ("sign_in_name", "roles")
_ROLES: Mapping[str, tuple[Role, ...]] = {
    **{role.value: (role,) for role in Role},
    "ประธาน": (Role.CHAIR, Role.MEMBER),
    "ประธานกรรมการ": (Role.CHAIR, Role.MEMBER),
    "รองประธาน": (Role.PRESIDING, Role.MEMBER),
    "รองประธานกรรมการ": (Role.PRESIDING, Role.MEMBER),
    "กรรมการ": (Role.MEMBER,),
    "เลขานุการ": (Role.SECRETARY,),
    "กรรมการและเลขานุการ": (Role.MEMBER, Role.SECRETARY),
    "ผู้ควบคุมระบบ": (Role.CONTROLLER,),
    "เจ้าหน้าที่สนับสนุน": (Role.SUPPORT,),
    "ผู้ชี้แจง": (Role.PRESENTER,),
    "ผู้สังเกตการณ์": (Role.OBSERVER,),
    "ผู้ตรวจสอบ": (Role.AUDITOR,),
    "อุปกรณ์ห้องประชุม": (Role.ROOM,),
}
_BETWEEN_ROLES = re.compile(r"[+/&,;]")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_BUDDHIST = 543


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRead:
    """A roster as it was read, in its order; each fault with the line of the file and the column."""

    encoding: str
    ignored: tuple[str, ...]
    members: tuple[Standing, ...]
    faults: tuple[tuple[int, str, Fault], ...]


def read_roster(content: bytes, people: Mapping[str, PersonId]) -> RosterRead:
    """The roster in a file, its people known by their sign-in names; raises NoTable."""
    sheet = read_sheet(content, _HEADS, _NEEDED)
    members: dict[PersonId, Standing] = {}
    faults: list[tuple[int, str, Fault]] = []
    for line in sheet.lines:
        if line.extra or line.broken:
            faults.append((line.first, "line", Fault.BROKEN_LINE))
            continue
        standing, wrong = _standing(line, people)
        if standing is None:
            faults.extend((line.first, field, fault) for field, fault in wrong)
        elif standing.person in members:
            faults.append((line.first, "sign_in_name", Fault.TWICE))
        else:
            members[standing.person] = standing
    return RosterRead(
        encoding=sheet.encoding, ignored=sheet.ignored, members=tuple(members.values()), faults=tuple(faults)
    )


def _standing(
    line: SheetLine, people: Mapping[str, PersonId]
) -> tuple[Standing | None, list[tuple[str, Fault]]]:
    cells = line.cells
    name = Details(sign_in_name=cells["sign_in_name"], name="", office="").tidy().sign_in_name
    wrong: list[tuple[str, Fault]] = []
    person = people.get(name)
    if person is None:
        wrong.append(("sign_in_name", Fault.NOBODY if name else Fault.EMPTY))
    roles = [
        _ROLES.get(" ".join(each.casefold().split())) for each in _BETWEEN_ROLES.split(cells["roles"]) if each
    ]
    if not roles or None in roles:
        wrong.append(("roles", Fault.NO_ROLE if cells["roles"].strip() else Fault.EMPTY))
    days: dict[str, date | None] = {}
    for field in ("since", "until"):
        text = cells.get(field, "").strip()
        days[field] = _day(text)
        if text and days[field] is None:
            wrong.append((field, Fault.NO_DAY))
    if person is None or wrong:
        return None, wrong
    return Standing(
        person=person,
        roles=frozenset(role for each in roles for role in each or ()),
        office=cells.get("office", "").strip(),
        since=days["since"],
        until=days["until"],
    ), []


def _day(text: str) -> date | None:
    """The day of day/month/Buddhist year, in Thai or other figures."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    day, month, year = (int(each) for each in found.groups())
    try:
        return date(year - _BUDDHIST, month, day)
    except ValueError:
        return None
