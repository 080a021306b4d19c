"""The first tables: the logs, the rows kept beside them, people and their sessions, settings.

Nothing is there before, so nothing can be in the way.
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "2026_11_24_0900"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; wait for no lock longer than a meeting can bear."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    _logs()
    _lists()
    _people()
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_setting"),
    )


def downgrade() -> None:
    """Drop them again."""
    for table in (
        "setting",
        "session",
        "credential",
        "person",
        "meeting_seat",
        "meeting",
        "log_opening",
        "log_entry",
        "log_head",
    ):
        op.drop_table(table)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _logs() -> None:
    op.create_table(
        "log_head",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("frontier", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        _moment("last_t"),
        sa.PrimaryKeyConstraint("log", name="pk_log_head"),
    )
    op.create_table(
        "log_entry",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["log"], ["log_head.log"], name="fk_log_entry_log_log_head"),
        sa.PrimaryKeyConstraint("log", "seq", name="pk_log_entry"),
    )
    op.create_table(
        "log_opening",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("class", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["log", "seq"], ["log_entry.log", "log_entry.seq"], name="fk_log_opening_log_seq_log_entry"
        ),
        sa.PrimaryKeyConstraint("log", "seq", "path", name="pk_log_opening"),
    )


def _lists() -> None:
    op.create_table(
        "meeting",
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        _moment("opened_at", nullable=True),
        _moment("closed_at", nullable=True),
        sa.PrimaryKeyConstraint("meeting", name="pk_meeting"),
    )
    op.create_index("ix_meeting_phase", "meeting", ["phase"])
    op.create_table(
        "meeting_seat",
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["log_head.log"], name="fk_meeting_seat_meeting_log_head"),
        sa.PrimaryKeyConstraint("meeting", "seat", name="pk_meeting_seat"),
    )
    op.create_index("ix_meeting_seat_person", "meeting_seat", ["person"])


def _people() -> None:
    op.create_table(
        "person",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("sign_in_name", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("person", name="pk_person"),
        sa.UniqueConstraint("sign_in_name", name="uq_person_sign_in_name"),
    )
    op.create_table(
        "credential",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        _moment("changed_at"),
        sa.ForeignKeyConstraint(["person"], ["person.person"], name="fk_credential_person_person"),
        sa.PrimaryKeyConstraint("person", name="pk_credential"),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        _moment("created_at"),
        _moment("seen_at"),
        _moment("revoked_at", nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.person"], name="fk_session_person_person"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_session"),
    )
    op.create_index("ix_session_person", "session", ["person"])
