"""The second factor of people, and when whoever is signed in last showed who they are.

Tables of their own, and a column that is empty for all there are: nothing is copied.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_1250"
down_revision = "2026_11_26_1240"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them; wait for no lock longer than a meeting can bear."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("session", sa.Column("proved_at", sa.DateTime(timezone=True)))
    op.create_table(
        "totp",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.person"], name="fk_totp_person_person"),
        sa.PrimaryKeyConstraint("person", name="pk_totp"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["person"], ["person.person"], name="fk_recovery_code_person_person"),
        sa.PrimaryKeyConstraint("digest", name="pk_recovery_code"),
    )
    op.create_index("ix_recovery_code_person", "recovery_code", ["person"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("recovery_code")
    op.drop_table("totp")
    op.drop_column("session", "proved_at")
