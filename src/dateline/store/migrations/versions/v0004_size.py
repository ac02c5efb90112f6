"""What a change feed asks for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
OVER = sa.text("superseded_at IS NOT NULL")


def upgrade() -> None:
    """Make the table and the indexes."""
    op.create_table(
        "forgotten_events",
        sa.Column("event", WORDS, nullable=False),
        sa.Column("recorded_at", WORDS, nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("event", name="pk_forgotten_events"),
        if_not_exists=True,
    )
    op.create_index("ix_forgotten_events_recorded_at", "forgotten_events", ["recorded_at"], if_not_exists=True)
    name = "ix_events_superseded_at"
    op.create_index(name, "events", ["superseded_at"], sqlite_where=OVER, postgresql_where=OVER, if_not_exists=True)
