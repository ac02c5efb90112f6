"""The tables of a store. What a migration made is described here once more as the code uses it; a test holds the two together.

Text that may be long is packed (`texts.py`); all times are ISO 8601 in UTC of one width, so that they sort as text. Rows that tell of the
past are never altered: `events.superseded_at` only marks which version followed.
"""

from __future__ import annotations

import sqlalchemy as sa

HEAD = "0002"
"""The version of the tables that this code reads and writes: the last migration's."""

Words = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Text that sorts by code point on every database, whatever its locale."""
Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A number inside the store. Never shown: outside, things are named by the ids of the record."""

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> sa.Column[int]:
    return sa.Column("id", Id, primary_key=True, autoincrement=False)


def _to(table: str, name: str, *, key: bool = False) -> sa.Column[int]:
    """A reference that goes when what it refers to goes."""
    return sa.Column(name, Id, sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False, primary_key=key, autoincrement=False)


def _number(*, key: bool = True) -> sa.Column[int]:
    return sa.Column("number", sa.Integer, primary_key=key, nullable=False, autoincrement=False)


settings = sa.Table(
    "settings",
    metadata,
    sa.Column("name", Words, primary_key=True),
    sa.Column("value", Words, nullable=False),
)
"""What holds for the whole store: whether it keeps text, the rules of merging."""

coders = sa.Table(
    "coders",
    metadata,
    sa.Column("id", Words, primary_key=True),
    sa.Column("version", Words, nullable=False),
    sa.Column("knowledge", Words, nullable=False),
    sa.Column("model", Words, nullable=False),
    sa.Column("model_hash", Words, nullable=False),
    sa.Column("layers", Words, nullable=False),
    sa.Column("min_confidence", sa.Float, nullable=False),
    sa.Column("recorded_at", Words, nullable=False),
)
"""Who coded: a version of Dateline with certain knowledge, model and settings."""

runs = sa.Table(
    "runs",
    metadata,
    _id(),
    sa.Column("verb", Words, nullable=False),
    sa.Column("inputs", Words, nullable=False),
    sa.Column("coder", Words, nullable=True),
    sa.Column("started_at", Words, nullable=False),
    sa.Column("seen_at", Words, nullable=False),
    sa.Column("finished_at", Words, nullable=True),
    sa.Column("new", sa.Integer, nullable=False),
    sa.Column("changed", sa.Integer, nullable=False),
    sa.Column("coded", sa.Integer, nullable=False),
)
"""Progress of each run, written with each report: what was being done when a program died stands here."""

reports = sa.Table(
    "reports",
    metadata,
    _id(),
    sa.Column("report", Words, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("recorded_at", Words, nullable=False),
    sa.Column("public_from", Words, nullable=False),
    sa.Column("day", Words, nullable=True),
    sa.Column("published", Words, nullable=True),
    sa.Column("outlet", Words, nullable=True),
    sa.Column("title", Words, nullable=True),
    sa.Column("url", Words, nullable=True),
    sa.Column("language", Words, nullable=True),
    sa.Column("dateline", Words, nullable=True),
    sa.Column("byline", Words, nullable=True),
    sa.Column("wire", Words, nullable=True),
    sa.Column("extra", Words, nullable=True),
    sa.Column("kind", Words, nullable=False),
    sa.Column("notice", Words, nullable=True),
    sa.Column("retrieved_at", Words, nullable=True),
    sa.Column("archive_url", Words, nullable=True),
    sa.Column("length", sa.Integer, nullable=False),
    sa.Column("content_hash", Words, nullable=False),
    sa.Column("bytes_hash", Words, nullable=False),
    sa.Column("whole", sa.Boolean, nullable=False),
    sa.Column("text", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("report", "version"),
    sa.Index(None, "url"),
    sa.Index(None, "day"),
)
"""Versions of reports. `public_from` is the moment from which anybody could know this version; `whole` is false where `text` holds
extracts only; `kind` is report, correction or retraction, `notice` the outlet's words on it."""

corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("report_id", Id, sa.ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    sa.Column("report", Words, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("kind", Words, nullable=False),
    sa.Column("notice", Words, nullable=True),
    sa.Column("recorded_at", Words, nullable=False),
    sa.Index(None, "report"),
)
"""Corrections and retractions by outlets, each the version of the report that it came with."""

codings = sa.Table(
    "codings",
    metadata,
    _id(),
    _to("reports", "report_id"),
    sa.Column("coder", Words, sa.ForeignKey("coders.id"), nullable=False),
    sa.Column("recorded_at", Words, nullable=False),
    sa.Column("record", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("report_id", "coder"),
)
"""What a coder read in a version of a report: the layers of the coded report, packed."""

actors = sa.Table(
    "actors",
    metadata,
    _id(),
    sa.Column("digest", Words, nullable=False, unique=True),
    sa.Column("name", Words, nullable=False),
    sa.Column("folded", Words, nullable=False),
    sa.Column("code", Words, nullable=True),
    sa.Column("country", Words, nullable=True),
    sa.Column("ident", Words, nullable=True),
    sa.Index(None, "ident"),
    sa.Index(None, "code"),
)
"""Everyone who takes part or speaks, once for each name, code, country and id."""

actor_words = sa.Table(
    "actor_words",
    metadata,
    sa.Column("word", Words, primary_key=True),
    sa.Column("actor_id", Id, sa.ForeignKey("actors.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    sa.Index(None, "actor_id"),
)
"""The words of the names in `actors`, without case and accents."""

mentions = sa.Table(
    "mentions",
    metadata,
    _to("codings", "coding_id", key=True),
    _number(),
    sa.Column("mention", Words, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("type", Words, nullable=False),
    sa.Column("mode", Words, nullable=True),
    sa.Column("first_day", Words, nullable=True),
    sa.Column("last_day", Words, nullable=True),
    sa.Column("country", Words, nullable=True),
    sa.Column("auxiliary", Words, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
)
"""Events as single reports tell them; the rest of each stands in its coding."""

participants = sa.Table(
    "participants",
    metadata,
    _to("codings", "coding_id", key=True),
    sa.Column("mention", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("role", Words, primary_key=True),
    _number(),
    sa.Column("actor_id", Id, sa.ForeignKey("actors.id"), nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Index(None, "actor_id"),
)
"""Who takes part in a mention (`mention` is its number in the coding), as `actor` or `recipient`."""

places = sa.Table(
    "places",
    metadata,
    _to("codings", "coding_id", key=True),
    _number(),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("name", Words, nullable=False),
    sa.Column("role", Words, nullable=False),
    sa.Column("country", Words, nullable=True),
    sa.Column("latitude", sa.Float, nullable=True),
    sa.Column("longitude", sa.Float, nullable=True),
    sa.Column("geonames_id", sa.Integer, nullable=True),
)
"""Places that a report names."""

quotes = sa.Table(
    "quotes",
    metadata,
    _to("codings", "coding_id", key=True),
    _number(),
    sa.Column("attribution", Words, nullable=False),
    sa.Column("act", Words, nullable=False),
    sa.Column("kind", Words, nullable=False),
    sa.Column("actor_id", Id, sa.ForeignKey("actors.id"), nullable=True),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Index(None, "actor_id"),
)
"""Who says, believes, intends or finds something; the spans stand in the coding."""

events = sa.Table(
    "events",
    metadata,
    _id(),
    sa.Column("event", Words, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("recorded_at", Words, nullable=False),
    sa.Column("superseded_at", Words, nullable=True),
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("hash", Words, nullable=False),
    sa.Column("type", Words, nullable=False),
    sa.Column("mode", Words, nullable=True),
    sa.Column("quad", sa.Integer, nullable=True),
    sa.Column("cameo", Words, nullable=True),
    sa.Column("score", sa.Float, nullable=True),
    sa.Column("goldstein", sa.Float, nullable=True),
    sa.Column("first_day", Words, nullable=True),
    sa.Column("last_day", Words, nullable=True),
    sa.Column("place", Words, nullable=True),
    sa.Column("country", Words, nullable=True),
    sa.Column("admin1", Words, nullable=True),
    sa.Column("latitude", sa.Float, nullable=True),
    sa.Column("longitude", sa.Float, nullable=True),
    sa.Column("precision", Words, nullable=True),
    sa.Column("status", Words, nullable=False),
    sa.Column("auxiliary", Words, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("sources", sa.Integer, nullable=False),
    sa.Column("reports", sa.Integer, nullable=False),
    sa.Column("first_reported", Words, nullable=True),
    sa.Column("last_reported", Words, nullable=True),
    sa.Column("record", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("event", "version"),
)
"""Versions of merged events, appended at the end of each run that changes them.

`gone` marks a version that says that there is no such event any more, which is itself never current; `precision` is that of the place;
`record` is the merged event as it is written. A day that is open on one side stands as the known one on both."""

_now = events.c.superseded_at.is_(None)
for _columns in (("first_day", "event"), ("type", "first_day"), ("country", "first_day"), ("status", "first_day"), ("place", "first_day")):
    sa.Index("ix_events_now_" + "_".join(_columns), *(events.c[c] for c in _columns), sqlite_where=_now, postgresql_where=_now)

event_actors = sa.Table(
    "event_actors",
    metadata,
    _to("events", "event_id", key=True),
    sa.Column("role", Words, primary_key=True),
    _number(),
    sa.Column("actor_id", Id, sa.ForeignKey("actors.id"), nullable=False),
    sa.Index(None, "actor_id", "event_id"),
)
"""Who takes part in a version of a merged event, as `actor` or `recipient`."""

members = sa.Table(
    "members",
    metadata,
    _to("events", "event_id", key=True),
    _number(),
    _to("codings", "coding_id"),
    _to("reports", "report_id"),
    sa.Column("mention", Words, nullable=False),
    sa.Index(None, "coding_id"),
    sa.Index(None, "report_id"),
)
"""Which mentions a version of a merged event was made from."""

merges = sa.Table(
    "merges",
    metadata,
    _id(),
    sa.Column("recorded_at", Words, nullable=False),
    sa.Column("digest", Words, nullable=False),
    sa.Column("rules", Words, nullable=False),
    sa.Column("coders", Words, nullable=False),
    sa.Column("reports", sa.Integer, nullable=False),
    sa.Column("events", sa.Integer, nullable=False),
    sa.Column("changed", sa.Integer, nullable=False),
)
"""Each time that all was merged: `digest` stands for what went in, so that the same is not merged twice."""

tombstones = sa.Table(
    "tombstones",
    metadata,
    sa.Column("hash", Words, primary_key=True),
    sa.Column("kind", Words, nullable=False),
    sa.Column("words", sa.Integer, nullable=False),
    sa.Column("reason", Words, nullable=False),
    sa.Column("recorded_at", Words, nullable=False),
)
"""What was forgotten, as hashes only: it does not come in again."""
