"""The tables of the first version. `schema.py` describes them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CURRENT = sa.text("superseded_at IS NULL")


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "actors",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("folded", WORDS, nullable=False),
        sa.Column("code", WORDS, nullable=True),
        sa.Column("country", WORDS, nullable=True),
        sa.Column("ident", WORDS, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_actors"),
        sa.UniqueConstraint("digest", name="uq_actors_digest"),
    )
    op.create_index("ix_actors_code", "actors", ["code"], unique=False)
    op.create_index("ix_actors_ident", "actors", ["ident"], unique=False)
    op.create_table(
        "actor_words",
        sa.Column("word", WORDS, nullable=False),
        sa.Column("actor_id", ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actors.id"], name="fk_actor_words_actor_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("word", "actor_id", name="pk_actor_words"),
    )
    op.create_index("ix_actor_words_actor_id", "actor_words", ["actor_id"], unique=False)
    op.create_table(
        "coders",
        sa.Column("id", WORDS, nullable=False),
        sa.Column("version", WORDS, nullable=False),
        sa.Column("knowledge", WORDS, nullable=False),
        sa.Column("model", WORDS, nullable=False),
        sa.Column("model_hash", WORDS, nullable=False),
        sa.Column("layers", WORDS, nullable=False),
        sa.Column("min_confidence", sa.Float(), nullable=False),
        sa.Column("recorded_at", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_coders"),
    )
    op.create_table(
        "events",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("event", WORDS, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", WORDS, nullable=False),
        sa.Column("superseded_at", WORDS, nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("hash", WORDS, nullable=False),
        sa.Column("type", WORDS, nullable=False),
        sa.Column("mode", WORDS, nullable=True),
        sa.Column("quad", sa.Integer(), nullable=True),
        sa.Column("cameo", WORDS, nullable=True),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("goldstein", sa.Float(), nullable=True),
        sa.Column("first_day", WORDS, nullable=True),
        sa.Column("last_day", WORDS, nullable=True),
        sa.Column("place", WORDS, nullable=True),
        sa.Column("country", WORDS, nullable=True),
        sa.Column("admin1", WORDS, nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("precision", WORDS, nullable=True),
        sa.Column("status", WORDS, nullable=False),
        sa.Column("auxiliary", WORDS, nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("first_reported", WORDS, nullable=True),
        sa.Column("last_reported", WORDS, nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("event", "version", name="uq_events_event_version"),
    )
    op.create_index(
        "ix_events_now_country_first_day", "events", ["country", "first_day"], unique=False, sqlite_where=CURRENT, postgresql_where=CURRENT
    )
    op.create_index(
        "ix_events_now_first_day_event", "events", ["first_day", "event"], unique=False, sqlite_where=CURRENT, postgresql_where=CURRENT
    )
    op.create_index(
        "ix_events_now_place_first_day", "events", ["place", "first_day"], unique=False, sqlite_where=CURRENT, postgresql_where=CURRENT
    )
    op.create_index(
        "ix_events_now_status_first_day", "events", ["status", "first_day"], unique=False, sqlite_where=CURRENT, postgresql_where=CURRENT
    )
    op.create_index(
        "ix_events_now_type_first_day", "events", ["type", "first_day"], unique=False, sqlite_where=CURRENT, postgresql_where=CURRENT
    )
    op.create_table(
        "merges",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("recorded_at", WORDS, nullable=False),
        sa.Column("digest", WORDS, nullable=False),
        sa.Column("rules", WORDS, nullable=False),
        sa.Column("coders", WORDS, nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_merges"),
    )
    op.create_table(
        "reports",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("report", WORDS, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", WORDS, nullable=False),
        sa.Column("public_from", WORDS, nullable=False),
        sa.Column("day", WORDS, nullable=True),
        sa.Column("published", WORDS, nullable=True),
        sa.Column("outlet", WORDS, nullable=True),
        sa.Column("title", WORDS, nullable=True),
        sa.Column("url", WORDS, nullable=True),
        sa.Column("language", WORDS, nullable=True),
        sa.Column("dateline", WORDS, nullable=True),
        sa.Column("byline", WORDS, nullable=True),
        sa.Column("wire", WORDS, nullable=True),
        sa.Column("extra", WORDS, nullable=True),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("notice", WORDS, nullable=True),
        sa.Column("retrieved_at", WORDS, nullable=True),
        sa.Column("archive_url", WORDS, nullable=True),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("content_hash", WORDS, nullable=False),
        sa.Column("bytes_hash", WORDS, nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
        sa.UniqueConstraint("report", "version", name="uq_reports_report_version"),
    )
    op.create_index("ix_reports_day", "reports", ["day"], unique=False)
    op.create_index("ix_reports_url", "reports", ["url"], unique=False)
    op.create_table(
        "runs",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("verb", WORDS, nullable=False),
        sa.Column("inputs", WORDS, nullable=False),
        sa.Column("coder", WORDS, nullable=True),
        sa.Column("started_at", WORDS, nullable=False),
        sa.Column("seen_at", WORDS, nullable=False),
        sa.Column("finished_at", WORDS, nullable=True),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("coded", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_table(
        "settings",
        sa.Column("name", WORDS, nullable=False),
        sa.Column("value", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )
    op.create_table(
        "tombstones",
        sa.Column("hash", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("reason", WORDS, nullable=False),
        sa.Column("recorded_at", WORDS, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_tombstones"),
    )
    op.create_table(
        "codings",
        sa.Column("id", ID, autoincrement=False, nullable=False),
        sa.Column("report_id", ID, autoincrement=False, nullable=False),
        sa.Column("coder", WORDS, nullable=False),
        sa.Column("recorded_at", WORDS, nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["coder"], ["coders.id"], name="fk_codings_coder"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_codings_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_codings"),
        sa.UniqueConstraint("report_id", "coder", name="uq_codings_report_id_coder"),
    )
    op.create_table(
        "corrections",
        sa.Column("report_id", ID, autoincrement=False, nullable=False),
        sa.Column("report", WORDS, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("notice", WORDS, nullable=True),
        sa.Column("recorded_at", WORDS, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_corrections_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("report_id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_report", "corrections", ["report"], unique=False)
    op.create_table(
        "event_actors",
        sa.Column("event_id", ID, autoincrement=False, nullable=False),
        sa.Column("role", WORDS, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actors.id"], name="fk_event_actors_actor_id"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_event_actors_event_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "role", "number", name="pk_event_actors"),
    )
    op.create_index("ix_event_actors_actor_id_event_id", "event_actors", ["actor_id", "event_id"], unique=False)
    op.create_table(
        "members",
        sa.Column("event_id", ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("coding_id", ID, autoincrement=False, nullable=False),
        sa.Column("report_id", ID, autoincrement=False, nullable=False),
        sa.Column("mention", WORDS, nullable=False),
        sa.ForeignKeyConstraint(["coding_id"], ["codings.id"], name="fk_members_coding_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name="fk_members_event_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name="fk_members_report_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "number", name="pk_members"),
    )
    op.create_index("ix_members_coding_id", "members", ["coding_id"], unique=False)
    op.create_index("ix_members_report_id", "members", ["report_id"], unique=False)
    op.create_table(
        "mentions",
        sa.Column("coding_id", ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mention", WORDS, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("type", WORDS, nullable=False),
        sa.Column("mode", WORDS, nullable=True),
        sa.Column("first_day", WORDS, nullable=True),
        sa.Column("last_day", WORDS, nullable=True),
        sa.Column("country", WORDS, nullable=True),
        sa.Column("auxiliary", WORDS, nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["coding_id"], ["codings.id"], name="fk_mentions_coding_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("coding_id", "number", name="pk_mentions"),
    )
    op.create_table(
        "participants",
        sa.Column("coding_id", ID, autoincrement=False, nullable=False),
        sa.Column("mention", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", WORDS, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("actor_id", ID, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actors.id"], name="fk_participants_actor_id"),
        sa.ForeignKeyConstraint(["coding_id"], ["codings.id"], name="fk_participants_coding_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("coding_id", "mention", "role", "number", name="pk_participants"),
    )
    op.create_index("ix_participants_actor_id", "participants", ["actor_id"], unique=False)
    op.create_table(
        "places",
        sa.Column("coding_id", ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("name", WORDS, nullable=False),
        sa.Column("role", WORDS, nullable=False),
        sa.Column("country", WORDS, nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("geonames_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["coding_id"], ["codings.id"], name="fk_places_coding_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("coding_id", "number", name="pk_places"),
    )
    op.create_table(
        "quotes",
        sa.Column("coding_id", ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("attribution", WORDS, nullable=False),
        sa.Column("act", WORDS, nullable=False),
        sa.Column("kind", WORDS, nullable=False),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["actors.id"], name="fk_quotes_actor_id"),
        sa.ForeignKeyConstraint(["coding_id"], ["codings.id"], name="fk_quotes_coding_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("coding_id", "number", name="pk_quotes"),
    )
    op.create_index("ix_quotes_actor_id", "quotes", ["actor_id"], unique=False)
