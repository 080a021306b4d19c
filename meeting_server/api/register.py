"""The register of people: for administrators alone, and nobody makes an administrator but one (ข้อ ๙)."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from meeting_server.accounts.people import Details
from meeting_server.api.deps import Administrator, InHouse, OurPage
from meeting_server.meeting.ids import PersonId
from meeting_server.services.register import MOST_PASSWORDS, Given
from meeting_server.services.shapes import LONGEST_LINE, Id, Shape

router = APIRouter()

Json = dict[str, object]
# What is wrong with a text is for the register to say, field by field; here it is only kept short.
Entry = Annotated[str, StringConstraints(max_length=LONGEST_LINE)]


class PersonAsked(Shape):
    """What is to be known of a person; nothing here says what they may do."""

    sign_in_name: Entry
    name: Entry
    office: Entry
    telephone: Entry
    email: Entry

    def details(self) -> Details:
        """The same, for the register."""
        return Details(**self.model_dump())


class StandingAsked(Shape):
    """Whether a person may sign in, and whether they administer."""

    active: Annotated[bool, Field(strict=True)]
    administrator: Annotated[bool, Field(strict=True)]


class SeveralAsked(Shape):
    """Those who are to be given first passwords together."""

    people: Annotated[list[Id], Field(min_length=1, max_length=MOST_PASSWORDS)]


def told(given: Sequence[Given]) -> list[Json]:
    """First passwords, for whoever gave them, this once."""
    return [
        {"name": each.name, "sign_in_name": each.sign_in_name, "password": each.password} for each in given
    ]


@router.get("/api/register/people")
async def everyone(house: InHouse, _caller: Administrator) -> list[Json]:
    """Everybody, with everything that is known of them but their password and second factor."""
    with_device = await house.second_factor.everybody()
    return [
        {
            "person": each.person,
            "sign_in_name": each.sign_in_name,
            "name": each.name,
            "office": each.office,
            "telephone": each.telephone,
            "email": each.email,
            "active": each.active,
            "administrator": each.administrator,
            "password": "none" if not has_password else "first" if each.must_change else "own",
            "second_factor": each.person in with_device,
        }
        for each, has_password in await house.register.everyone()
    ]


@router.post("/api/register/people", status_code=201, dependencies=[OurPage])
async def add(asked: PersonAsked, house: InHouse, caller: Administrator) -> Json:
    """Add a person, who cannot sign in by a password before one is given."""
    house.limits.askers.must_keep(caller.person)
    return {"person": await house.register.add(caller.person, asked.details())}


@router.put("/api/register/people/{person}", status_code=204, dependencies=[OurPage])
async def change(person: str, asked: PersonAsked, house: InHouse, caller: Administrator) -> None:
    """Change what is known of a person."""
    house.limits.askers.must_keep(caller.person)
    await house.register.change(caller.person, PersonId(person), asked.details())


@router.put("/api/register/people/{person}/standing", status_code=204, dependencies=[OurPage])
async def stand(person: str, asked: StandingAsked, house: InHouse, caller: Administrator) -> None:
    """Say whether a person may sign in, which ends their sessions if not, and whether they administer."""
    house.limits.askers.must_keep(caller.person)
    await house.register.set_standing(
        caller.person, PersonId(person), active=asked.active, administrator=asked.administrator
    )
    if not asked.active:
        await house.end_sessions(PersonId(person))


@router.post("/api/register/people/{person}/first-password", dependencies=[OurPage])
async def first_password(person: str, house: InHouse, caller: Administrator) -> Json:
    """A password to begin with, told this once; whatever the person was signed in by ends."""
    house.limits.askers.must_keep(caller.person)
    await house.register.must_find(PersonId(person))
    await house.end_sessions(PersonId(person))
    return {"password": await house.register.first_password(caller.person, PersonId(person))}


@router.post("/api/register/first-passwords", dependencies=[OurPage])
async def first_passwords(asked: SeveralAsked, house: InHouse, caller: Administrator) -> Json:
    """First passwords for several who have none of their own, told this once; all are given one, or none."""
    house.limits.askers.must_keep(caller.person)
    people = [PersonId(each) for each in dict.fromkeys(asked.people)]
    await house.register.must_need_passwords(people)
    for each in people:
        await house.end_sessions(each)
    return {"passwords": told(await house.register.first_passwords(caller.person, people))}
