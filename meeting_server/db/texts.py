"""The agency's texts, every version in the order in which it came into force."""

from datetime import datetime

from sqlalchemy import RowMapping, insert, select
from sqlalchemy.exc import IntegrityError

from meeting_server.db.engine import Database
from meeting_server.db.tables import agency_text
from meeting_server.services.texts import Kind, Version, VersionTaken
from meeting_server.services.wording import Wording


class TextRows:
    """The repository of texts: one is added, none is changed and none is taken away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, kind: Kind) -> Wording | None:
        """The version in force; None when the agency has never set one."""
        query = (
            select(agency_text)
            .where(agency_text.c.kind == kind.value)
            .order_by(agency_text.c.number.desc())
            .limit(1)
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return _wording(row) if row else None

    async def every(self, kind: Kind) -> list[Version]:
        """Every version, the newest first."""
        query = (
            select(agency_text).where(agency_text.c.kind == kind.value).order_by(agency_text.c.number.desc())
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [Version(wording=_wording(row), since=row["in_force_at"]) for row in rows]

    async def by_digest(self, digest: str) -> tuple[Kind, Wording] | None:
        """The version with this SHA-256, in force or not."""
        query = select(agency_text).where(agency_text.c.sha256 == digest).limit(1)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return (Kind(row["kind"]), _wording(row)) if row else None

    async def add(self, kind: Kind, wording: Wording, at: datetime) -> None:
        """Put a version in force; raises VersionTaken."""
        row = {
            "kind": kind.value,
            "version": wording.version,
            "th": wording.th,
            "en": wording.en,
            "sha256": wording.sha256,
            "in_force_at": at,
        }
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(agency_text), row)
        except IntegrityError as taken:
            raise VersionTaken(wording.version) from taken


def _wording(row: RowMapping) -> Wording:
    return Wording(version=row["version"], th=row["th"], en=row["en"])
