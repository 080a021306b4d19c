"""The register of people: telephone, e-mail, who may sign in, and who sees to the register.

The columns have defaults, so no table is copied. Somebody must be able to begin: on a server that has people already,
the first of them administers; the people of a demo are seen to by the demo itself.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_26_1110"
down_revision = "2026_11_26_1140"
branch_labels = None
depends_on = None

_TEXTS = ("telephone", "email")


def upgrade() -> None:
    """Add the columns; wait for no lock longer than a meeting can bear."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
        op.execute("SET LOCAL statement_timeout = '60s'")
    for column in _TEXTS:
        op.add_column("person", sa.Column(column, sa.String(), server_default="", nullable=False))
    for column, default in (
        ("active", sa.true()),
        ("administrator", sa.false()),
        ("must_change", sa.false()),
    ):
        op.add_column("person", sa.Column(column, sa.Boolean(), server_default=default, nullable=False))
    _let_the_first_administer()


def downgrade() -> None:
    """Drop the columns."""
    for column in ("must_change", "administrator", "active", *reversed(_TEXTS)):
        op.drop_column("person", column)


def _let_the_first_administer() -> None:
    person = sa.table("person", sa.column("person"), sa.column("created_at"), sa.column("administrator"))
    setting = sa.table("setting", sa.column("key"))
    bind = op.get_bind()
    if bind.execute(sa.select(setting.c.key).where(setting.c.key == "demo")).first() is not None:
        return
    first = bind.execute(
        sa.select(person.c.person).order_by(person.c.created_at, person.c.person).limit(1)
    ).scalar_one_or_none()
    if first is not None:
        bind.execute(sa.update(person).where(person.c.person == first).values(administrator=sa.true()))
