"""Full-text search: FTS5 on SQLite, tsvector on PostgreSQL. English words are found in all their forms.

What is searched for is words and "phrases in quotes", all of which must occur; nothing in it is taken for an operator.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from dateline.errors import WrongUsage

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_INDEXED = 400_000
"""Characters of a text that PostgreSQL indexes: a tsvector holds no more than a megabyte."""
_TERM = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w+")

_FTS5 = sa.table("report_words", sa.column("rowid", sa.Integer), sa.column("report_words", sa.Text))
_TSVECTOR = sa.table("report_words", sa.column("report_id", sa.BigInteger), sa.column("words", postgresql.TSVECTOR))
_CONFIGURATION = sa.text("'english'::regconfig")


def create(connection: Connection) -> None:
    """Make the index."""
    if connection.dialect.name == "sqlite":
        # Without the texts, which stand packed in `reports`.
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE report_words USING fts5(title, body, content='', tokenize='porter unicode61 remove_diacritics 2')"
        )
        return
    connection.exec_driver_sql(
        "CREATE TABLE report_words (report_id BIGINT PRIMARY KEY REFERENCES reports (id) ON DELETE CASCADE, words TSVECTOR NOT NULL)"
    )
    connection.exec_driver_sql("CREATE INDEX ix_report_words_words ON report_words USING gin (words)")


def add(connection: Connection, number: int, title: str | None, body: str) -> None:
    """Index a version of a report."""
    if connection.dialect.name == "sqlite":
        connection.execute(
            sa.text("INSERT INTO report_words (rowid, title, body) VALUES (:id, :title, :body)"),
            {"id": number, "title": _plain(title or ""), "body": _plain(body)},
        )
        return
    connection.execute(
        sa.text("INSERT INTO report_words (report_id, words) VALUES (:id, to_tsvector('english'::regconfig, :words))"),
        {"id": number, "words": _plain(f"{title or ''}\n{body}"[:_INDEXED])},
    )


def remove(connection: Connection, number: int, title: str | None, body: str) -> None:
    """Take a version of a report out of the index; title and body as they were added."""
    if connection.dialect.name == "sqlite":
        connection.execute(
            sa.text("INSERT INTO report_words (report_words, rowid, title, body) VALUES ('delete', :id, :title, :body)"),
            {"id": number, "title": _plain(title or ""), "body": _plain(body)},
        )
        return
    connection.execute(_TSVECTOR.delete().where(_TSVECTOR.c.report_id == number))


def clean(connection: Connection) -> None:
    """Write the index anew without what was removed, which would else stay on the disk."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("INSERT INTO report_words (report_words) VALUES ('optimize')")


def matching(asked: str, dialect: str) -> sa.Select[tuple[int]]:
    """The versions of reports that hold all words and phrases asked for."""
    terms = [words for quoted, bare in _TERM.findall(asked) if (words := _WORD.findall(quoted or bare))]
    if not terms:
        raise WrongUsage(f'{asked!r} holds no word to search for; expected words, or "a phrase"')
    if dialect == "sqlite":
        query = " ".join('"' + " ".join(words) + '"' for words in terms)
        return sa.select(_FTS5.c.rowid).where(_FTS5.c.report_words.op("MATCH")(query))
    found = [_TSVECTOR.c.words.op("@@")(sa.func.phraseto_tsquery(_CONFIGURATION, " ".join(words))) for words in terms]
    return sa.select(_TSVECTOR.c.report_id).where(*found)


def _plain(text: str) -> str:
    """Text as every database takes it; the same for the same, since what is taken out must be what was put in."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()
