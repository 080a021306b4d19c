"""Who is whom at a provider of identity: links, what was written on accounts for the first time, and sessions."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from meeting_server.db.engine import Database
from meeting_server.db.tables import provider_claim, provider_link, provider_session
from meeting_server.meeting.ids import PersonId


class ProviderRows:
    """The repository of what providers say."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def linked(self, issuer: str, subject: str) -> PersonId | None:
        """The person to whom this subject is linked."""
        query = select(provider_link.c.person).where(
            provider_link.c.issuer == issuer, provider_link.c.subject == subject
        )
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def links_of(self, person: PersonId) -> Mapping[str, datetime]:
        """The issuers that are linked to a person, since when."""
        query = select(provider_link.c.issuer, provider_link.c.linked_at).where(
            provider_link.c.person == person
        )
        async with self._database.reading() as connection:
            return {row.issuer: row.linked_at for row in await connection.execute(query)}

    async def link(self, issuer: str, subject: str, person: PersonId, at: datetime) -> bool:
        """Link; False when either has another link with this issuer."""
        made = {"issuer": issuer, "subject": subject, "person": person, "linked_at": at}
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(provider_link), made)
        except IntegrityError:
            return False
        return True

    async def link_by_claim(self, issuer: str, subject: str, digest: str, at: datetime) -> PersonId | None:
        """Link to the account on which this claim is written, and strike the claim, both or neither."""
        is_it = (provider_claim.c.issuer == issuer) & (provider_claim.c.digest == digest)
        try:
            async with self._database.writing() as connection:
                query = delete(provider_claim).where(is_it).returning(provider_claim.c.person)
                person: PersonId | None = (await connection.execute(query)).scalar_one_or_none()
                if person is not None:
                    made = {"issuer": issuer, "subject": subject, "person": person, "linked_at": at}
                    await connection.execute(insert(provider_link), made)
        except IntegrityError:
            return None  # The account is linked to somebody else of this issuer.
        return person

    async def unlink(self, issuer: str, person: PersonId) -> None:
        """Take the link away."""
        async with self._database.writing() as connection:
            await connection.execute(
                delete(provider_link).where(
                    provider_link.c.issuer == issuer, provider_link.c.person == person
                )
            )

    async def write_claim(self, issuer: str, digest: str, person: PersonId, at: datetime) -> bool:
        """Write what this issuer will say of this person, in place of what was written; False when another has it."""
        try:
            async with self._database.writing() as connection:
                await connection.execute(
                    delete(provider_claim).where(
                        provider_claim.c.issuer == issuer, provider_claim.c.person == person
                    )
                )
                made = {"issuer": issuer, "digest": digest, "person": person, "written_at": at}
                await connection.execute(insert(provider_claim), made)
        except IntegrityError:
            return False
        return True

    async def claims_of(self, person: PersonId) -> Mapping[str, datetime]:
        """The issuers of which something is written for this person, since when."""
        query = select(provider_claim.c.issuer, provider_claim.c.written_at).where(
            provider_claim.c.person == person
        )
        async with self._database.reading() as connection:
            return {row.issuer: row.written_at for row in await connection.execute(query)}

    async def strike_claim(self, issuer: str, person: PersonId) -> None:
        """Strike what is written."""
        is_it = (provider_claim.c.issuer == issuer) & (provider_claim.c.person == person)
        async with self._database.writing() as connection:
            await connection.execute(delete(provider_claim).where(is_it))

    async def note_session(self, session: str, provider: str) -> None:
        """Remember by which provider a session was signed in to."""
        async with self._database.writing() as connection:
            await connection.execute(insert(provider_session), {"token_hash": session, "provider": provider})

    async def provider_of(self, session: str) -> str | None:
        """By which provider it was."""
        query = select(provider_session.c.provider).where(provider_session.c.token_hash == session)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar_one_or_none()
