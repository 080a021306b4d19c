"""The passkeys of people: public halves, with a counter by which a copied key betrays itself.

A table of its own; no row that is there is touched.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_1130"
down_revision = "2026_11_26_1160"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; wait for no lock longer than a meeting can bear."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "passkey",
        sa.Column("credential", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("copied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.person"], name="fk_passkey_person_person"),
        sa.PrimaryKeyConstraint("credential", name="pk_passkey"),
    )
    op.create_index("ix_passkey_person", "passkey", ["person"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_index("ix_passkey_person", table_name="passkey")
    op.drop_table("passkey")
