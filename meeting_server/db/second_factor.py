"""The second factor of people: sealed secrets, and digests of recovery codes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from meeting_server.db.engine import Database
from meeting_server.db.tables import recovery_code, totp
from meeting_server.meeting.ids import PersonId
from meeting_server.services.second_factor import Totp


class FactorRows:
    """The repository of second factors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def totp_of(self, person: PersonId) -> Totp | None:
        """The device of this person."""
        query = select(totp).where(totp.c.person == person)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return Totp(sealed=row.sealed, step=row.step, since=row.since) if row else None

    async def everybody(self) -> set[PersonId]:
        """Everybody who has a device."""
        async with self._database.reading() as connection:
            return {PersonId(each) for each in (await connection.execute(select(totp.c.person))).scalars()}

    async def add(self, person: PersonId, added: Totp, codes: Sequence[str]) -> bool:
        """Keep a device and the digests of its recovery codes; False when there is a device already."""
        made = {"person": person, "sealed": added.sealed, "step": added.step, "since": added.since}
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(totp), made)
                await connection.execute(insert(recovery_code), _rows(person, codes, added.since))
        except IntegrityError:
            return False
        return True

    async def remove(self, person: PersonId) -> bool:
        """Forget a person's device and codes; False when there is none."""
        async with self._database.writing() as connection:
            await connection.execute(delete(recovery_code).where(recovery_code.c.person == person))
            return (await connection.execute(delete(totp).where(totp.c.person == person))).rowcount == 1

    async def use_step(self, person: PersonId, before: int, step: int) -> bool:
        """Note the step of a code; False when another was used since `before` was read."""
        same = (totp.c.person == person) & (totp.c.step == before)
        async with self._database.writing() as connection:
            return (await connection.execute(update(totp).where(same).values(step=step))).rowcount == 1

    async def use_code(self, person: PersonId, digest: str, at: datetime) -> bool:
        """Use a recovery code; False when there is none of this digest, or it was used."""
        unused = (
            (recovery_code.c.digest == digest)
            & (recovery_code.c.person == person)
            & recovery_code.c.used_at.is_(None)
        )
        async with self._database.writing() as connection:
            query = update(recovery_code).where(unused).values(used_at=at)
            return (await connection.execute(query)).rowcount == 1

    async def replace_codes(self, person: PersonId, codes: Sequence[str], at: datetime) -> None:
        """Keep the digests of new recovery codes in place of all before."""
        async with self._database.writing() as connection:
            await connection.execute(delete(recovery_code).where(recovery_code.c.person == person))
            await connection.execute(insert(recovery_code), _rows(person, codes, at))

    async def codes_left(self, person: PersonId) -> int:
        """How many recovery codes have not been used."""
        unused = (recovery_code.c.person == person) & recovery_code.c.used_at.is_(None)
        query = select(func.count()).select_from(recovery_code).where(unused)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar_one()


def _rows(person: PersonId, codes: Sequence[str], at: datetime) -> list[dict[str, object]]:
    return [{"digest": each, "person": person, "made_at": at} for each in codes]
