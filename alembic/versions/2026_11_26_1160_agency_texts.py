"""The agency's own terms of service and user manual, every version of them.

A table of its own: nothing that is there already is touched.
"""

import sqlalchemy as sa
from alembic import op

from meeting_server.db.tables import Moment

revision = "2026_11_26_1160"
down_revision = "2026_11_26_1000"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "agency_text",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("th", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("in_force_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_agency_text"),
        sa.UniqueConstraint("kind", "version", name="uq_agency_text_kind_version"),
    )
    op.create_index("ix_agency_text_sha256", "agency_text", ["sha256"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("agency_text")
