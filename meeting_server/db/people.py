"""People, their passwords and signed-in sessions, and the few settings of the agency."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, delete, func, insert, select, update

from meeting_server.accounts.sessions import How
from meeting_server.db.engine import Database
from meeting_server.db.tables import credential, person, session, setting
from meeting_server.meeting.ids import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person with an account; the name and office are the ones on the roster."""

    person: PersonId
    sign_in_name: str
    name: str
    office: str
    created_at: datetime
    telephone: str = ""
    email: str = ""
    active: bool = True
    administrator: bool = False
    must_change: bool = False
    guest: bool = False  # given a seat by name and office alone


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRow:
    """A signed-in session, known by the hash of its token only."""

    token_hash: str
    person: PersonId
    created_at: datetime
    seen_at: datetime
    revoked_at: datetime | None
    way: str = "password"
    factors: int = 1
    browser: str = ""
    meeting: str | None = None  # for which alone it is good
    link: str | None = None  # that it was opened by
    proved_at: datetime | None = None  # when its person last showed who they are, if again since signing in


class PeopleRows:
    """The repository of people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, added: PersonRow, password_hash: str) -> None:
        """Add a person with a password; raises IntegrityError when the sign-in name is taken."""
        async with self._database.writing() as connection:
            await connection.execute(insert(person), asdict(added))
            await connection.execute(
                insert(credential),
                {
                    "person": added.person,
                    "password_hash": password_hash,
                    "changed_at": added.created_at,
                },
            )

    async def by_sign_in_name(self, sign_in_name: str) -> PersonRow | None:
        """The person who signs in by this name."""
        return await self._one(person.c.sign_in_name == sign_in_name)

    async def by_id(self, wanted: PersonId) -> PersonRow | None:
        """The person of this id."""
        return await self._one(person.c.person == wanted)

    async def everyone(self) -> list[PersonRow]:
        """Every person, by name."""
        query = select(person).order_by(person.c.name, person.c.person)
        async with self._database.reading() as connection:
            return [read_person(row) for row in (await connection.execute(query)).mappings()]

    async def count(self) -> int:
        """How many people there are."""
        async with self._database.reading() as connection:
            return (await connection.execute(select(func.count()).select_from(person))).scalar_one()

    async def password_hash(self, wanted: PersonId) -> str | None:
        """The hash to check a password against; None for a person without one."""
        query = select(credential.c.password_hash).where(credential.c.person == wanted)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def set_password(
        self, wanted: PersonId, password_hash: str, at: datetime, *, must_change: bool = False
    ) -> None:
        """Replace the password of a person; every open session of theirs ends with the old one."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(person).where(person.c.person == wanted).values(must_change=must_change)
            )
            await connection.execute(delete(credential).where(credential.c.person == wanted))
            await connection.execute(
                insert(credential), {"person": wanted, "password_hash": password_hash, "changed_at": at}
            )
            await connection.execute(
                update(session)
                .where(session.c.person == wanted, session.c.revoked_at.is_(None))
                .values(revoked_at=at)
            )

    async def open_session(self, token_hash: str, wanted: PersonId, at: datetime, how: How) -> None:
        """Remember that this person signed in, and how."""
        async with self._database.writing() as connection:
            await connection.execute(
                insert(session),
                {"token_hash": token_hash, "person": wanted, "created_at": at, "seen_at": at} | asdict(how),
            )

    async def session(self, token_hash: str) -> SessionRow | None:
        """The session of this token, revoked ones included."""
        query = select(session).where(session.c.token_hash == token_hash)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return _session(row) if row else None

    async def sessions_of(self, wanted: PersonId) -> list[SessionRow]:
        """The sessions of this person, revoked ones not included."""
        query = select(session).where(session.c.person == wanted, session.c.revoked_at.is_(None))
        async with self._database.reading() as connection:
            return [_session(row) for row in (await connection.execute(query)).mappings()]

    async def touch(self, token_hash: str, at: datetime) -> None:
        """Note that the session was used."""
        await self._stamp(token_hash, "seen_at", at)

    async def revoke(self, token_hash: str, at: datetime) -> None:
        """End the session for good; the first ending is the one that stays."""
        await self._stamp(token_hash, "revoked_at", at)

    async def prove(self, token_hash: str, factors: int, proved_at: datetime) -> None:
        """Note by how many factors the person of this session has shown who they are, and when."""
        query = (
            update(session)
            .where(session.c.token_hash == token_hash, session.c.revoked_at.is_(None))
            .values(factors=factors, proved_at=proved_at)
        )
        async with self._database.writing() as connection:
            await connection.execute(query)

    async def setting(self, key: str) -> str | None:
        """A setting of the agency; None when it was never set."""
        query = select(setting.c.value).where(setting.c.key == key)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def set_setting(self, key: str, value: str) -> None:
        """Set a setting of the agency."""
        async with self._database.writing() as connection:
            await connection.execute(delete(setting).where(setting.c.key == key))
            await connection.execute(insert(setting), {"key": key, "value": value})

    async def _one(self, condition: ColumnElement[bool]) -> PersonRow | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(select(person).where(condition))).mappings().one_or_none()
        return read_person(row) if row else None

    async def _stamp(self, token_hash: str, column: str, at: datetime) -> None:
        query = (
            update(session)
            .where(session.c.token_hash == token_hash, session.c.revoked_at.is_(None))
            .values({column: at})
        )
        async with self._database.writing() as connection:
            await connection.execute(query)


def read_person(kept: RowMapping) -> PersonRow:
    """A person from a row of the table."""
    return PersonRow(**{each.name: kept[each.name] for each in fields(PersonRow)})


def _session(kept: RowMapping) -> SessionRow:
    return SessionRow(
        token_hash=kept["token_hash"],
        person=kept["person"],
        created_at=kept["created_at"],
        seen_at=kept["seen_at"],
        revoked_at=kept["revoked_at"],
        way=kept["way"],
        factors=kept["factors"],
        browser=kept["browser"],
        meeting=kept["meeting"],
        link=kept["link"],
        proved_at=kept["proved_at"],
    )
