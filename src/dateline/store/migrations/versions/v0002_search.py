"""Full-text search over all reports that are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from dateline.store import searching
from dateline.store.texts import unpack

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the index and fill it."""
    connection = op.get_bind()
    searching.create(connection)
    # 200 at a time: the texts of a large store do not fit into memory.
    last = 0
    while rows := connection.execute(
        sa.text("SELECT id, title, text FROM reports WHERE id > :last ORDER BY id LIMIT 200"), {"last": last}
    ).all():
        for number, title, text in rows:
            searching.add(connection, number, title, unpack(text))
            last = number
