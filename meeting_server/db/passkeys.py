"""The passkeys of people: public halves only."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import RowMapping, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from meeting_server.db.engine import Database
from meeting_server.db.tables import passkey
from meeting_server.meeting.ids import PersonId
from meeting_server.services.passkeys import Passkey


class PasskeyRows:
    """The repository of passkeys."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, added: Passkey) -> bool:
        """Keep a key; False when it is kept already."""
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(passkey), asdict(added))
        except IntegrityError:
            return False
        return True

    async def of_person(self, person: PersonId) -> list[Passkey]:
        """The keys of a person, oldest first."""
        query = select(passkey).where(passkey.c.person == person).order_by(passkey.c.created_at)
        async with self._database.reading() as connection:
            return [_passkey(row) for row in (await connection.execute(query)).mappings()]

    async def by_credential(self, credential: str) -> Passkey | None:
        """The key of this id."""
        query = select(passkey).where(passkey.c.credential == credential)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return _passkey(row) if row else None

    async def used(self, key: Passkey, sign_count: int, at: datetime) -> bool:
        """Note a use; False when its counter has moved on, or it was removed, since it was read."""
        same = (passkey.c.credential == key.credential) & (passkey.c.sign_count == key.sign_count)
        query = update(passkey).where(same).values(sign_count=sign_count, used_at=at)
        async with self._database.writing() as connection:
            return (await connection.execute(query)).rowcount == 1

    async def copied(self, credential: str, at: datetime) -> None:
        """Accept the key no more."""
        query = update(passkey).where(passkey.c.credential == credential).values(copied_at=at)
        async with self._database.writing() as connection:
            await connection.execute(query)

    async def remove(self, credential: str, person: PersonId) -> bool:
        """Forget a key of this person; False when there is none."""
        own = (passkey.c.credential == credential) & (passkey.c.person == person)
        async with self._database.writing() as connection:
            return (await connection.execute(delete(passkey).where(own))).rowcount == 1


def _passkey(kept: RowMapping) -> Passkey:
    return Passkey(**{str(name): value for name, value in kept.items()})
