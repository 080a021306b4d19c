"""Whether a meeting is held by sound alone, for the list of meetings.

The column has a default, so no table is copied; meetings that are there already say it in the entry that called them,
the first of their log.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_0900"
down_revision = "2026_11_25_1800"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and fill it from the logs; wait for no lock longer than a meeting can bear."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("meeting", sa.Column("sound_only", sa.Boolean(), server_default=sa.false(), nullable=False))
    meeting = sa.table("meeting", sa.column("meeting"), sa.column("sound_only"))
    entry = sa.table("log_entry", sa.column("log"), sa.column("seq"), sa.column("body"))
    calls = sa.select(meeting.c.meeting, entry.c.body).join_from(
        meeting, entry, sa.and_(entry.c.log == meeting.c.meeting, entry.c.seq == 0)
    )
    for called, body in op.get_bind().execute(calls).all():
        if _is_by_sound(bytes(body)):
            op.execute(meeting.update().where(meeting.c.meeting == called).values(sound_only=sa.true()))


def _is_by_sound(body: bytes) -> bool:
    """A log that was damaged is found out when it is opened: it is no reason not to start."""
    try:
        call = json.loads(body)
        return call["type"] == "calling.meeting_called" and call["data"].get("sound_only") is True
    except (ValueError, LookupError, TypeError, AttributeError):
        return False


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("meeting", "sound_only")
