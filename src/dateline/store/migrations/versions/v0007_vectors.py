"""Vectors of the sentences that tell events, by which like ones are found. Reports coded before have none until they are recoded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "sentence_vectors",
        sa.Column("coding_id", ID, autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["coding_id"], ["codings.id"], name="fk_sentence_vectors_coding_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("coding_id", "start", name="pk_sentence_vectors"),
        if_not_exists=True,
    )
