"""The demo: an agency that does not exist, its people, a meeting ready to be opened, and links to sign in."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, timezone
from pathlib import Path

from meeting_server.accounts.committees import Committee, Standing
from meeting_server.audit.entry import stamp
from meeting_server.db.committees import CommitteeRows
from meeting_server.db.engine import Database
from meeting_server.db.people import PeopleRows, PersonRow
from meeting_server.db.projections import CatalogueRows
from meeting_server.db.register import RegisterRows
from meeting_server.meeting.facts.calling import BackupKind, Purpose
from meeting_server.meeting.facts.session import Phase
from meeting_server.meeting.ids import PREFIXES, CommitteeId, ItemId, MeetingId, PersonId, SeatId
from meeting_server.meeting.roles import Role
from meeting_server.meeting.rules.actor import Actor
from meeting_server.meeting.rules.calling import CallMeeting, ItemAsked, SeatAsked
from meeting_server.projections.catalogue import MeetingRow
from meeting_server.services.passwords import Passwords
from meeting_server.services.people import new_person_id
from meeting_server.services.ports import Clock
from meeting_server.services.rooms import Rooms

BODY = "คณะกรรมการพัฒนาบริการดิจิทัล"
PLACE = "ห้องประชุม ๑ ชั้น ๓ สำนักงานพัฒนาบริการตัวอย่าง"
TELEPHONE = "๐ ๐๐๐๐ ๐๐๐๐"
FIRST_NUMBER = 11

_BANGKOK = timezone(timedelta(hours=7))
_BUDDHIST = 543
_MARK = "demo"  # the setting that says that these people were put here by the demo
# No letter or digit that can be mistaken for another when it is typed from paper.
_LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Part:
    """A part in the demo: who plays it, and what for."""

    sign_in_name: str
    name: str
    office: str
    roles: frozenset[Role]


def _part(sign_in_name: str, name: str, office: str, *roles: Role) -> Part:
    return Part(sign_in_name, name, office, frozenset(roles))


# นามสกุล …สมมติ ("assumed") says that none of them exists.
PARTS = (
    _part("arunee", "นางสาวอรุณี ใจสมมติ", "ประธานกรรมการ", Role.CHAIR, Role.MEMBER),
    _part("thana", "นายธนา มั่นสมมติ", "กรรมการ", Role.MEMBER),
    _part("wilai", "นางวิไล รักสมมติ", "กรรมการ", Role.MEMBER),
    _part("preecha", "นายปรีชา ศรีสมมติ", "กรรมการ (แทน อธิบดีกรมตัวอย่าง)", Role.MEMBER),
    _part("kamala", "นางสาวกมลา แสงสมมติ", "กรรมการ", Role.MEMBER),
    _part("veera", "นายวีระ ทองสมมติ", "กรรมการและเลขานุการ", Role.MEMBER, Role.SECRETARY),
    _part("somsak", "นายสมศักดิ์ พูนสมมติ", "กรรมการ", Role.MEMBER),
    _part("pimjai", "นางสาวพิมพ์ใจ งามสมมติ", "ผู้อำนวยการกองคลัง", Role.PRESENTER),
    _part("chai", "นายชัย เพียรสมมติ", "เจ้าหน้าที่สนับสนุนระบบการประชุม", Role.SUPPORT),
    _part("kong", "นายก้อง คุมสมมติ", "เจ้าหน้าที่ควบคุมการประชุม", Role.CONTROLLER),
    _part("darin", "นางดาริน ตรวจสมมติ", "ผู้ตรวจสอบ", Role.AUDITOR),
)

# Members with an account and no seat in the demo's meeting: with five who vote, three people are a quorum, and
# two can still decide while the third is suspended.
AT_HOME = frozenset({"preecha", "somsak"})

# Who sees to the register of people.
ADMINISTRATOR = "chai"

ITEMS = (
    ("1", "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ", Purpose.INFORM),
    ("2", "เรื่องรับรองรายงานการประชุม", Purpose.CERTIFY),
    ("3.1", "รายงานผลการให้บริการ ไตรมาสที่ ๓", Purpose.INFORM),
    ("4.1", "การสนับสนุนงบประมาณแก่มูลนิธิตัวอย่าง", Purpose.CONSIDER),
    ("4.2", "การคัดเลือกผู้แทนคณะกรรมการในคณะทำงานร่วม", Purpose.CONSIDER),
    ("5", "เรื่องอื่น ๆ", Purpose.OTHER),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """The demo as it stands: its people, in the order of `PARTS`, and the meeting that can be opened."""

    meeting: MeetingId
    people: Sequence[PersonRow]


class Doors:
    """Links that sign a demo person in; made at each start, kept in memory, gone with the process."""

    def __init__(self) -> None:
        self._behind: dict[str, tuple[PersonId, MeetingId | None]] = {}

    def make(self, person: PersonId, meeting: MeetingId | None) -> str:
        """A new token for the link by which this person comes to this meeting, or in without one."""
        token = secrets.token_urlsafe(24)
        self._behind[token] = (person, meeting)
        return token

    def behind(self, token: str) -> tuple[PersonId, MeetingId | None] | None:
        """Whom this token signs in, and to which meeting it leads, if to one."""
        return self._behind.get(token)


def password_of_the_demo(keys: Path) -> str:
    """The one password of all demo people: chance makes it at the first start, `keys` keeps it (0600)."""
    kept = keys / "demo-password"
    try:
        return kept.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        password = "-".join("".join(secrets.choice(_LEGIBLE) for _ in range(4)) for _ in range(3))
        kept.write_text(password + "\n", encoding="ascii")
        return password


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Where the demo is put."""

    people: PeopleRows
    register: RegisterRows
    committees: CommitteeRows
    catalogue: CatalogueRows

    @classmethod
    def of(cls, database: Database) -> "Tables":
        """Those of this database."""
        return cls(
            people=PeopleRows(database),
            register=RegisterRows(database),
            committees=CommitteeRows(database),
            catalogue=CatalogueRows(database),
        )


class Stage:
    """Puts the people and the meeting of the demo into a database that has nobody else in it."""

    def __init__(self, tables: Tables, rooms: Rooms, clock: Clock, agency: str) -> None:
        self._people = tables.people
        self._register = tables.register
        self._committees = tables.committees
        self._catalogue = tables.catalogue
        self._rooms = rooms
        self._clock = clock
        self._agency = agency
        self._passwords = Passwords()

    async def set(self, password: str) -> Demo | None:
        """The demo, made or completed; None on a server with people of its own."""
        if await self._people.count() == 0:
            await self._people.set_setting(_MARK, "on")
        elif await self._people.setting(_MARK) is None:
            return None
        people = [await self._people.by_sign_in_name(part.sign_in_name) for part in PARTS]
        await self._let_in([person for person in people if person is not None], password)
        whole = [found or await self._add(part, password) for found, part in zip(people, PARTS, strict=True)]
        if not any(each.administrator for each in await self._people.everyone()):  # Older than the register.
            for chai in [person for person in whole if person.sign_in_name == ADMINISTRATOR]:
                await self._register.set_standing(chai.person, active=True, administrator=True)
                whole[whole.index(chai)] = replace(chai, administrator=True)
        if not await self._committees.every():
            await self._committees.add(CommitteeId(_fresh("committee")), _committee(whole))
        return Demo(meeting=await self._meeting(whole), people=whole)

    async def _let_in(self, found: Sequence[PersonRow], password: str) -> None:
        """What is printed must let people in, even if the file of the password was lost or replaced.

        Passwords are given in this order, so that the last one tells of all: checking takes time at every start.
        """
        if not found or await self._passwords.fits(
            password, await self._people.password_hash(found[-1].person)
        ):
            return
        for each in found:
            hashed = await self._passwords.hash(password)
            await self._people.set_password(each.person, hashed, self._clock.now())

    async def _add(self, part: Part, password: str) -> PersonRow:
        added = PersonRow(
            person=new_person_id(),
            sign_in_name=part.sign_in_name,
            name=part.name,
            office=part.office,
            created_at=self._clock.now(),
            administrator=part.sign_in_name == ADMINISTRATOR,
        )
        await self._people.add(added, await self._passwords.hash(password))
        return added

    async def _meeting(self, people: Sequence[PersonRow]) -> MeetingId:
        """The newest demo meeting that is not closed, or a fresh one under the next number."""
        caller = people[[part.sign_in_name for part in PARTS].index("veera")]
        known = [row for row, _ in await self._catalogue.meetings_of(caller.person) if row.body == BODY]
        waiting = [row for row in known if row.phase is not Phase.CLOSED]
        if waiting:
            return max(waiting, key=_order).meeting
        meeting = MeetingId(_fresh("meeting"))
        command = self._call(people, max((row.number for row in known), default=FIRST_NUMBER - 1) + 1)
        await self._rooms.fresh(meeting).handle(command, Actor.of_person(caller.person))
        return meeting

    def _call(self, people: Sequence[PersonRow], number: int) -> CallMeeting:
        now = self._clock.now()
        return CallMeeting(
            agency=self._agency,
            body=BODY,
            number=number,
            year=now.astimezone(_BANGKOK).year + _BUDDHIST,
            place=PLACE,
            starts_at=stamp(now.replace(second=0, microsecond=0)),
            legal_effect=False,
            backup_kind=BackupKind.TELEPHONE,
            backup_address=TELEPHONE,
            seats=tuple(
                _seat(person, part)
                for person, part in zip(people, PARTS, strict=True)
                if part.sign_in_name not in AT_HOME
            ),
            items=tuple(
                ItemAsked(item=ItemId(_fresh("item")), number=each, title=title, purpose=purpose)
                for each, title, purpose in ITEMS
            ),
        )


def _committee(people: Sequence[PersonRow]) -> Committee:
    return Committee(
        name_th=BODY,
        name_en="Digital Service Development Committee",
        place=PLACE,
        backup_kind=BackupKind.TELEPHONE,
        backup_address=TELEPHONE,
        roster=tuple(
            Standing(person=person.person, roles=part.roles)
            for person, part in zip(people, PARTS, strict=True)
        ),
    )


def _seat(person: PersonRow, part: Part) -> SeatAsked:
    return SeatAsked(
        seat=SeatId(_fresh("seat")),
        person=person.person,
        roles=part.roles,
        name=person.name,
        office=person.office,
    )


def _order(row: MeetingRow) -> tuple[int, str]:
    return row.number, row.starts_at


def _fresh(kind: str) -> str:
    return f"{PREFIXES[kind]}_{secrets.token_urlsafe(16)}"
