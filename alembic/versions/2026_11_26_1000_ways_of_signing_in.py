"""How each session was signed in to: in what way, by how many factors, from what browser.

The columns have defaults, so no table is copied; sessions that are open already were opened by a password.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_1000"
down_revision = "2026_11_26_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; wait for no lock longer than a meeting can bear."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("session", sa.Column("way", sa.String(), server_default="password", nullable=False))
    op.add_column("session", sa.Column("factors", sa.Integer(), server_default="1", nullable=False))
    op.add_column("session", sa.Column("browser", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    """Drop the columns."""
    for column in ("browser", "factors", "way"):
        op.drop_column("session", column)
