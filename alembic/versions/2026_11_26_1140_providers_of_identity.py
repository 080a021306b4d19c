"""Who is whom at a provider of identity, what is written on accounts for the first time, and which session was whose.

What a provider says of a person for the first time is kept as a keyed digest alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_1140"
down_revision = "2026_11_26_1130"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; wait for no lock longer than a meeting can bear."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    for table, key, when in (
        ("provider_link", "subject", "linked_at"),
        ("provider_claim", "digest", "written_at"),
    ):
        op.create_table(
            table,
            sa.Column("issuer", sa.String(), nullable=False),
            sa.Column(key, sa.String(), nullable=False),
            sa.Column("person", sa.String(), nullable=False),
            sa.Column(when, sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(["person"], ["person.person"], name=f"fk_{table}_person_person"),
            sa.PrimaryKeyConstraint("issuer", key, name=f"pk_{table}"),
            sa.UniqueConstraint("issuer", "person", name=f"uq_{table}_issuer_person"),
        )
        op.create_index(f"ix_{table}_person", table, ["person"])
    op.create_table(
        "provider_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_hash"], ["session.token_hash"], name="fk_provider_session_token_hash_session"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_provider_session"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("provider_session", "provider_claim", "provider_link"):
        op.drop_table(table)
