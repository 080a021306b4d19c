"""Which commands were done under which id of their asker: what is asked again after a restart is not done twice.

A new table that nobody reads yet: nothing can be in the way.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_1800"
down_revision = "2026_11_24_0900"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; wait for no lock longer than a meeting can bear."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "command_done",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["log"], ["log_head.log"], name="fk_command_done_log_log_head"),
        sa.PrimaryKeyConstraint("log", "actor", "id", name="pk_command_done"),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("command_done")
