"""Every table, the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    false,
    true,
)

SCHEMA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An aware time in UTC on both databases; SQLite alone would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time that does not say where it is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


log_head = Table(
    "log_head",
    SCHEMA,
    Column("log", String, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("last_t", Moment, nullable=False),
)

log_entry = Table(
    "log_entry",
    SCHEMA,
    Column("log", String, ForeignKey(log_head.c.log), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
)

log_opening = Table(
    "log_opening",
    SCHEMA,
    Column("log", String, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("path", String, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("value", String, nullable=False),
    Column("class", String, nullable=False),
    ForeignKeyConstraint(["log", "seq"], [log_entry.c.log, log_entry.c.seq]),
)

command_done = Table(
    "command_done",
    SCHEMA,
    Column("log", String, ForeignKey(log_head.c.log), primary_key=True),
    Column("actor", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("what", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
)

meeting = Table(
    "meeting",
    SCHEMA,
    Column("meeting", String, primary_key=True),
    Column("body", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("year", Integer, nullable=False),
    Column("starts_at", String, nullable=False),
    Column("phase", String, nullable=False, index=True),
    Column("opened_at", Moment),
    Column("closed_at", Moment),
    Column("sound_only", Boolean, nullable=False, server_default=false()),
)

meeting_seat = Table(
    "meeting_seat",
    SCHEMA,
    Column("meeting", String, ForeignKey(log_head.c.log), primary_key=True),
    Column("seat", String, primary_key=True),
    Column("person", String, nullable=False, index=True),
    Column("roles", String, nullable=False),
    Column("place", Integer, nullable=False),
)

person = Table(
    "person",
    SCHEMA,
    Column("person", String, primary_key=True),
    Column("sign_in_name", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("office", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("telephone", String, nullable=False, server_default=""),
    Column("email", String, nullable=False, server_default=""),
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("administrator", Boolean, nullable=False, server_default=false()),
    Column(
        "must_change", Boolean, nullable=False, server_default=false()
    ),  # the password, at the next sign-in
    Column("guest", Boolean, nullable=False, server_default=false()),  # without an account
)

committee = Table(
    "committee",
    SCHEMA,
    Column("committee", String, primary_key=True),
    Column("name_th", String, nullable=False),
    Column("name_en", String, nullable=False),
    Column("agency", String, nullable=False),
    Column("place", String, nullable=False),
    Column("backup_kind", String, nullable=False),
    Column("backup_address", String, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)

committee_member = Table(
    "committee_member",
    SCHEMA,
    Column("committee", String, ForeignKey(committee.c.committee), primary_key=True),
    Column("person", String, ForeignKey(person.c.person), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("roles", String, nullable=False),
    Column("office", String, nullable=False),
    Column("since", Date),
    Column("until", Date),
    Index("ix_committee_member_person", "person"),
)

credential = Table(
    "credential",
    SCHEMA,
    Column("person", String, ForeignKey(person.c.person), primary_key=True),
    Column("password_hash", String, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

session = Table(
    "session",
    SCHEMA,
    Column("token_hash", String, primary_key=True),
    Column("person", String, ForeignKey(person.c.person), nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("way", String, nullable=False, server_default="password"),
    Column("factors", Integer, nullable=False, server_default="1"),
    Column("browser", String, nullable=False, server_default=""),
    Column("meeting", String),
    Column("link", String),
    Column("proved_at", Moment),
)

agency_text = Table(
    "agency_text",
    SCHEMA,
    Column("number", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("version", String, nullable=False),
    Column("th", String, nullable=False),
    Column("en", String, nullable=False),
    Column("sha256", String, nullable=False, index=True),
    Column("in_force_at", Moment, nullable=False),
    UniqueConstraint("kind", "version"),
)

passkey = Table(
    "passkey",
    SCHEMA,
    Column("credential", String, primary_key=True),
    Column("person", String, ForeignKey(person.c.person), nullable=False, index=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("name", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("copied_at", Moment),
)

totp = Table(
    "totp",
    SCHEMA,
    Column("person", String, ForeignKey(person.c.person), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("step", BigInteger, nullable=False),
    Column("since", Moment, nullable=False),
)

recovery_code = Table(
    "recovery_code",
    SCHEMA,
    Column("digest", String, primary_key=True),
    Column("person", String, ForeignKey(person.c.person), nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
    Column("used_at", Moment),
)

setting = Table(
    "setting",
    SCHEMA,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)

provider_link = Table(
    "provider_link",
    SCHEMA,
    Column("issuer", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("person", String, ForeignKey(person.c.person), nullable=False, index=True),
    Column("linked_at", Moment, nullable=False),
    UniqueConstraint("issuer", "person"),
)

provider_claim = Table(
    "provider_claim",
    SCHEMA,
    Column("issuer", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("person", String, ForeignKey(person.c.person), nullable=False, index=True),
    Column("written_at", Moment, nullable=False),
    UniqueConstraint("issuer", "person"),
)

provider_session = Table(
    "provider_session",
    SCHEMA,
    Column("token_hash", String, ForeignKey(session.c.token_hash), primary_key=True),
    Column("provider", String, nullable=False),
)
