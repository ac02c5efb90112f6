"""Indexes in which is counted without reading the events themselves, and reports in the order of their days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

NOW = sa.text("superseded_at IS NULL")
COUNTED = {
    "days": ["first_day", "quad", "type"],
    "scores": ["id", "quad", "goldstein", "first_day"],
}


def upgrade() -> None:
    """Make the indexes."""
    for name, columns in COUNTED.items():
        op.create_index(f"ix_events_counted_{name}", "events", columns, sqlite_where=NOW, postgresql_where=NOW, if_not_exists=True)
    op.create_index("ix_reports_day_report", "reports", ["day", "report"], if_not_exists=True)
    op.drop_index("ix_reports_day", "reports", if_exists=True)
