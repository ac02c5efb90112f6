"""What merging keeps, so that only what is new is compared with the rest."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _key(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, autoincrement=False, nullable=False)


def upgrade() -> None:
    """Make the tables. They are filled when events are merged next."""
    op.create_table(
        "merge_nodes",
        _key("coding_id", ID),
        sa.Column("mark", WORDS, nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("coding_id", name="pk_merge_nodes"),
        if_not_exists=True,
    )
    op.create_table(
        "merge_blocks",
        _key("key", ID),
        _key("coding_id", ID),
        _key("number", sa.Integer()),
        sa.Column("side", sa.SmallInteger(), nullable=False),
        sa.Column("weight", sa.SmallInteger(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=True),
        sa.Column("last", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("key", "coding_id", "number", name="pk_merge_blocks"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    op.create_index("ix_merge_blocks_coding_id", "merge_blocks", ["coding_id"], if_not_exists=True)
    op.create_table(
        "merge_copies",
        _key("one", ID),
        _key("other", ID),
        sa.PrimaryKeyConstraint("one", "other", name="pk_merge_copies"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    op.create_index("ix_merge_copies_other", "merge_copies", ["other"], if_not_exists=True)
    op.create_table(
        "merge_relations",
        _key("one", ID),
        _key("one_at", sa.Integer()),
        _key("other", ID),
        _key("other_at", sa.Integer()),
        _key("kind", WORDS),
        sa.PrimaryKeyConstraint("one", "one_at", "other", "other_at", "kind", name="pk_merge_relations"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
    op.create_index("ix_merge_relations_other", "merge_relations", ["other"], if_not_exists=True)
    op.create_table(
        "merge_dirty",
        _key("coding_id", ID),
        _key("at", sa.Integer()),
        sa.PrimaryKeyConstraint("coding_id", "at", name="pk_merge_dirty"),
        sqlite_with_rowid=False,
        if_not_exists=True,
    )
