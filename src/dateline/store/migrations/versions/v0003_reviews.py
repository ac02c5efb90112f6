"""What people say of mentions, what they watch, and the orders in which pages list events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NOW = sa.text("superseded_at IS NULL")


def upgrade() -> None:
    """Make the tables and the indexes. A table that is there already, as in a store that was taken back by hand, stays."""
    op.create_table(
        "reviews",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("review", WORDS, nullable=False),
        sa.Column("report_id", ID, autoincrement=False, nullable=False),
        sa.Column("coder", WORDS, nullable=False),
        sa.Column("mention", WORDS, nullable=False),
        sa.Column("type", WORDS, nullable=False),
        sa.Column("reviewer", WORDS, nullable=False),
        sa.Column("verdict", WORDS, nullable=False),
        sa.Column("fields", WORDS, nullable=False),
        sa.Column("applied", WORDS, nullable=False),
        sa.Column("note", WORDS, nullable=True),
        sa.Column("recorded_at", WORDS, nullable=False),
        sa.Column("withdrawn_at", WORDS, nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_reviews_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.UniqueConstraint("review", name="uq_reviews_review"),
        if_not_exists=True,
    )
    for column in ("report_id", "mention", "reviewer", "withdrawn_at"):
        op.create_index(f"ix_reviews_{column}", "reviews", [column], if_not_exists=True)
    op.create_table(
        "watches",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("watch", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("filters", WORDS, nullable=False),
        sa.Column("feed_key", WORDS, nullable=False),
        sa.Column("webhook", WORDS, nullable=True),
        sa.Column("secret", WORDS, nullable=True),
        sa.Column("changed_at", WORDS, nullable=False),
        sa.Column("seen_at", WORDS, nullable=False),
        sa.Column("told_at", WORDS, nullable=False),
        sa.Column("failure", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_watches"),
        sa.UniqueConstraint("watch", name="uq_watches_watch"),
        if_not_exists=True,
    )
    op.create_index("ix_mentions_mention", "mentions", ["mention"], if_not_exists=True)
    for column in ("confidence", "sources", "recorded_at"):
        name = f"ix_events_now_{column}_event"
        op.create_index(name, "events", [column, "event"], sqlite_where=NOW, postgresql_where=NOW, if_not_exists=True)
