"""The tables of a store. What a migration made is described here once more as the code uses it; a test holds the two together.

Text that may be long is packed (`texts.py`); all times are ISO 8601 in UTC of one width, so that they sort as text. Rows that tell of the
past are never altered: `events.superseded_at` only marks which version followed.
"""

from __future__ import annotations

import sqlalchemy as sa

HEAD = "0007"
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
    sa.Index(None, "day", "report"),
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
    sa.Index(None, "mention"),
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

sentence_vectors = sa.Table(
    "sentence_vectors",
    metadata,
    _to("codings", "coding_id", key=True),
    sa.Column("start", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("vector", sa.LargeBinary, nullable=False),
)
"""What a sentence that tells an event is about, as the encoder read it: 64 signed bytes."""

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
_COUNTED = (
    ("first_day", "quad", "type"),
    ("id", "quad", "goldstein", "first_day"),
)
"""What is counted over many events is counted in an index of its own: the rows themselves hold the records, and are long to read."""
for _name, _columns in zip(("days", "scores"), _COUNTED, strict=True):
    sa.Index(f"ix_events_counted_{_name}", *(events.c[c] for c in _columns), sqlite_where=_now, postgresql_where=_now)
_FOUND = (("first_day", "event"), ("type", "first_day"), ("country", "first_day"), ("status", "first_day"), ("place", "first_day"))
_ORDERED = (("confidence", "event"), ("sources", "event"), ("recorded_at", "event"))
for _columns in (*_FOUND, *_ORDERED):
    sa.Index("ix_events_now_" + "_".join(_columns), *(events.c[c] for c in _columns), sqlite_where=_now, postgresql_where=_now)

sa.Index("ix_events_superseded_at", events.c.superseded_at, sqlite_where=~_now, postgresql_where=~_now)

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

merge_nodes = sa.Table(
    "merge_nodes",
    metadata,
    sa.Column("coding_id", Id, primary_key=True, autoincrement=False),
    sa.Column("mark", Words, nullable=False),
    sa.Column("mentions", sa.Integer, nullable=False),
)
"""The codings that have been compared with the others; `mark` changes with anything that merging sees of them. What follows is kept so that
only what is new has to be compared; it can be made again from the codings, and holds no words."""

merge_blocks = sa.Table(
    "merge_blocks",
    metadata,
    sa.Column("key", Id, primary_key=True, autoincrement=False),
    sa.Column("coding_id", Id, primary_key=True, autoincrement=False),
    _number(),
    sa.Column("side", sa.SmallInteger, nullable=False),
    sa.Column("weight", sa.SmallInteger, nullable=False),
    sa.Column("first", sa.Integer, nullable=True),
    sa.Column("last", sa.Integer, nullable=True),
    sa.Index(None, "coding_id"),
    sqlite_with_rowid=False,
)
"""What codings may share (`merging/candidates.py`): `side` 0 finds and is found, 1 is found, 2 finds; days are ordinals."""

merge_copies = sa.Table(
    "merge_copies",
    metadata,
    sa.Column("one", Id, primary_key=True, autoincrement=False),
    sa.Column("other", Id, primary_key=True, autoincrement=False),
    sa.Index(None, "other"),
    sqlite_with_rowid=False,
)
"""Codings of reports that are copies of one text, each pair once."""

merge_relations = sa.Table(
    "merge_relations",
    metadata,
    sa.Column("one", Id, primary_key=True, autoincrement=False),
    sa.Column("one_at", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("other", Id, primary_key=True, autoincrement=False),
    sa.Column("other_at", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", Words, primary_key=True),
    sa.Index(None, "other"),
    sqlite_with_rowid=False,
)
"""Mentions that have to do with each other (`merging/relating.py`), by coding and place in it, each pair once."""

merge_dirty = sa.Table(
    "merge_dirty",
    metadata,
    sa.Column("coding_id", Id, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Mentions whose events must be made again; a coding with `at` -1 is gone, and with it what it told."""

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

forgotten_events = sa.Table(
    "forgotten_events",
    metadata,
    sa.Column("event", Words, primary_key=True),
    sa.Column("recorded_at", Words, nullable=False),
    sa.Column("whole", sa.Boolean, nullable=False),
    sa.Index(None, "recorded_at"),
)
"""Ids of events whose history was removed (`whole`) or in which a name was covered, and when: whoever has copies is told by a change feed.
An id is a hash and says nothing of what was forgotten."""

reviews = sa.Table(
    "reviews",
    metadata,
    _id(),
    sa.Column("review", Words, nullable=False, unique=True),
    sa.Column("report_id", Id, sa.ForeignKey("reports.id", ondelete="CASCADE"), nullable=False, autoincrement=False),
    sa.Column("coder", Words, nullable=False),
    sa.Column("mention", Words, nullable=False),
    sa.Column("type", Words, nullable=False),
    sa.Column("reviewer", Words, nullable=False),
    sa.Column("verdict", Words, nullable=False),
    sa.Column("fields", Words, nullable=False),
    sa.Column("applied", Words, nullable=False),
    sa.Column("note", Words, nullable=True),
    sa.Column("recorded_at", Words, nullable=False),
    sa.Column("withdrawn_at", Words, nullable=True),
    sa.Index(None, "report_id"),
    sa.Index(None, "mention"),
    sa.Index(None, "reviewer"),
    sa.Index(None, "withdrawn_at"),
)
"""What reviewers say of mentions in a version of a report: accept, reject, or correct with `fields` (JSON) in place of the coder's.

`type` is the coder's, `applied` (JSON) what takes its place in the coded mention. A verdict that is taken back, or that the same reviewer
replaces, keeps its row with the time in `withdrawn_at`."""

watches = sa.Table(
    "watches",
    metadata,
    _id(),
    sa.Column("watch", Words, nullable=False, unique=True),
    sa.Column("name", Words, nullable=False),
    sa.Column("filters", Words, nullable=False),
    sa.Column("feed_key", Words, nullable=False),
    sa.Column("webhook", Words, nullable=True),
    sa.Column("secret", Words, nullable=True),
    sa.Column("changed_at", Words, nullable=False),
    sa.Column("seen_at", Words, nullable=False),
    sa.Column("told_at", Words, nullable=False),
    sa.Column("failure", Words, nullable=True),
)
"""Saved filters (JSON). `seen_at` is up to when its events were seen, `told_at` up to when its webhook was told of them, `failure` why
it could not be told."""
