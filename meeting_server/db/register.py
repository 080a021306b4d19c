"""The register of people: who is in it, what is known of them, and who sees to it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from meeting_server.accounts.people import Details
from meeting_server.db.engine import Database
from meeting_server.db.tables import credential, person
from meeting_server.meeting.ids import PersonId
from meeting_server.meeting.refusal import Reason, Refused


class RegisterRows:
    """The repository of the register; what only one may hold or all must not lack is held here, in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, added: Sequence[tuple[PersonId, Details]], at: datetime) -> None:
        """Add these people, all or none; raises Refused(SIGN_IN_NAME_TAKEN)."""
        rows = [asdict(details) | {"person": each, "created_at": at} for each, details in added]
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(person), rows)
        except IntegrityError:
            raise Refused(Reason.SIGN_IN_NAME_TAKEN) from None

    async def take_in(
        self,
        added: Sequence[tuple[PersonId, Details]],
        changed: Sequence[tuple[PersonId, Details, Details]],
        at: datetime,
    ) -> None:
        """Add people and change others from what was seen to what is wanted, all or none; raises CHANGED_MEANWHILE."""
        rows = [asdict(details) | {"person": each, "created_at": at} for each, details in added]
        try:
            async with self._database.writing() as connection:
                for each, before, after in changed:
                    seen = [person.c[key] == value for key, value in asdict(before).items()]
                    query = update(person).where(person.c.person == each, *seen).values(asdict(after))
                    if (await connection.execute(query)).rowcount != 1:
                        raise Refused(Reason.CHANGED_MEANWHILE)
                if rows:
                    await connection.execute(insert(person), rows)
        except IntegrityError:
            raise Refused(Reason.CHANGED_MEANWHILE) from None

    async def add_guests(self, added: Sequence[tuple[PersonId, Details]], at: datetime) -> None:
        """Add people who have a seat and no account: there is nothing that they could sign in by."""
        rows = [
            asdict(details) | {"person": each, "created_at": at, "guest": True} for each, details in added
        ]
        async with self._database.writing() as connection:
            await connection.execute(insert(person), rows)

    async def forget_guests(self, added: Sequence[PersonId]) -> None:
        """Take guests away again who came to have no seat."""
        async with self._database.writing() as connection:
            await connection.execute(delete(person).where(person.c.person.in_(added), person.c.guest))

    async def change(self, wanted: PersonId, details: Details) -> None:
        """Change what is known of a person; raises Refused(SIGN_IN_NAME_TAKEN)."""
        try:
            async with self._database.writing() as connection:
                await connection.execute(
                    update(person).where(person.c.person == wanted).values(asdict(details))
                )
        except IntegrityError:
            raise Refused(Reason.SIGN_IN_NAME_TAKEN) from None

    async def set_standing(self, wanted: PersonId, *, active: bool, administrator: bool) -> None:
        """Say whether a person may sign in, and whether they administer; raises Refused(LAST_ADMINISTRATOR)."""
        administers = person.c.administrator & person.c.active
        async with self._database.writing() as connection:
            # Locked, so that the last two cannot take each other's right away at one moment.
            await connection.execute(select(person.c.person).where(administers).with_for_update())
            await connection.execute(
                update(person)
                .where(person.c.person == wanted)
                .values(active=active, administrator=administrator)
            )
            left = select(func.count()).select_from(person).where(administers)
            if (await connection.execute(left)).scalar_one() == 0:
                raise Refused(Reason.LAST_ADMINISTRATOR)

    async def with_password(self) -> set[PersonId]:
        """Everybody who has a password."""
        async with self._database.reading() as connection:
            return {
                PersonId(each) for each in (await connection.execute(select(credential.c.person))).scalars()
            }
