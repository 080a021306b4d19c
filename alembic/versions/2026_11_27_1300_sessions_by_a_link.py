"""Which one-time link a session came by: it holds as long as the link does.

A column that is empty for all there are: nothing is copied.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_1300"
down_revision = "2026_11_26_1250"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; wait for no lock longer than a meeting can bear."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("session", sa.Column("link", sa.String()))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("session", "link")
