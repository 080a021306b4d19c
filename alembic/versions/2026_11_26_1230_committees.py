"""Committees with their standing members, and people who are guests: with a seat, without an account.

Tables of their own, and a column with a default: nothing that is there is copied.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_1230"
down_revision = "2026_11_26_1110"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and the column; wait for no lock longer than a meeting can bear."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("person", sa.Column("guest", sa.Boolean(), server_default=sa.false(), nullable=False))
    texts = ("name_th", "name_en", "agency", "place", "backup_kind", "backup_address")
    op.create_table(
        "committee",
        sa.Column("committee", sa.String(), nullable=False),
        *(sa.Column(each, sa.String(), nullable=False) for each in texts),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("committee", name="pk_committee"),
    )
    op.create_table(
        "committee_member",
        sa.Column("committee", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("since", sa.Date()),
        sa.Column("until", sa.Date()),
        sa.ForeignKeyConstraint(
            ["committee"], ["committee.committee"], name="fk_committee_member_committee_committee"
        ),
        sa.ForeignKeyConstraint(["person"], ["person.person"], name="fk_committee_member_person_person"),
        sa.PrimaryKeyConstraint("committee", "person", name="pk_committee_member"),
    )
    op.create_index("ix_committee_member_person", "committee_member", ["person"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("committee_member")
    op.drop_table("committee")
    op.drop_column("person", "guest")
