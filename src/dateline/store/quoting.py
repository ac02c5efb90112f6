"""Who says, believes, intends or finds what, out of a store."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from dateline.model import Date
from dateline.store import schema, searching, selecting
from dateline.store.filters import meant
from dateline.store.opening import Store
from dateline.store.selecting import Limits
from dateline.store.texts import words_at

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_AT_ONCE = 100
_MANY = 3000
"""Quotes from which on there are many."""


@dataclass(frozen=True, slots=True)
class Quote:
    """An attribution with its words. `via` is the further chain, innermost first; `events` are ids of mentions told in it."""

    report: str
    outlet: str | None
    published: str | None
    attribution: str
    act: str
    kind: str
    speaker: str | None
    code: str | None
    via: tuple[str, ...]
    words: str
    start: int
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuoteFilters:
    """Which quotations are wanted: by whom (a code or words of a name), of what act and kind, published when; `text` as in `Filters`."""

    speaker: str | None = None
    act: str | None = "said"
    kind: str | None = None
    since: Date | None = None
    until: Date | None = None
    text: str | None = None
    limit: int | None = None


def quotes(store: Store, asked: QuoteFilters) -> Iterator[Quote]:
    """Quotations by their reports' days and their places in the text, out of the versions that count now and were not retracted.

    Read as they are asked for: to take the first few costs no more than these. Those of reports without a day come last.
    """
    left = asked.limit
    with store.reading() as connection:
        for dated in (True, False):
            with contextlib.closing(_standing(connection, asked, dated=dated)) as rows:
                for row in rows if left is None else itertools.islice(rows, left):
                    left = None if left is None else left - 1
                    yield _quote(connection, row)


def _standing(connection: Connection, asked: QuoteFilters, *, dated: bool) -> Generator[Any, None, None]:
    """Rows of quotes in order, those left out that stand in a version of a report that does not count."""
    q, c, r = schema.quotes, schema.codings, schema.reports
    wanted = sa.select(q.c.coding_id, q.c.attribution, r.c.report)
    wanted = wanted.join(c, c.c.id == q.c.coding_id).join(r, r.c.id == c.c.report_id)
    wanted = wanted.where(*are_said(connection, asked, dated=dated))
    if asked.since is not None:
        wanted = wanted.where(r.c.day >= asked.since.isoformat()[:10])
    if asked.until is not None:
        wanted = wanted.where(r.c.day <= asked.until.isoformat()[:10])
    if asked.text is not None:
        wanted = wanted.where(r.c.id.in_(searching.matching(asked.text, connection.dialect.name)))
    order = (r.c.day, r.c.report, q.c.coding_id, q.c.start, q.c.number)
    with connection.execute(wanted.order_by(*order), execution_options={"yield_per": _AT_ONCE}) as found:
        for rows in found.partitions(_AT_ONCE):
            told = selecting.chosen(connection, Limits(), [row.report for row in rows])
            current = {part.coding_id for part in selecting.merged_from(told)}
            yield from (row for row in rows if row.coding_id in current)


def are_said(connection: Connection, asked: QuoteFilters, *, dated: bool) -> list[sa.ColumnElement[bool]]:
    """Conditions on quotes: by whom, of what act and kind, in reports on a day or on none.

    Where few are such they are looked up; where many are, it is asked report by report in the order of the days, so that the first few are
    found without the rest: the database is asked for days after none, and to go by the index of the days.
    """
    q, r = schema.quotes, schema.reports
    plain = [held == value for held, value in ((q.c.act, asked.act), (q.c.kind, asked.kind)) if value is not None]
    by = [q.c.actor_id.in_(meant(asked.speaker))] if asked.speaker is not None else []
    if not dated:
        return [*plain, *by, r.c.day.is_(None)]
    some = sa.select(sa.literal(1)).select_from(q).where(*plain, *by).limit(_MANY).subquery()
    if connection.execute(sa.select(sa.func.count()).select_from(some)).scalar_one() < _MANY:
        return [*plain, *by, r.c.day.is_not(None)]
    asks = [(q.c.actor_id + 0).in_(meant(asked.speaker))] if asked.speaker is not None else []
    return [*plain, *asks, _first_asked(connection, r.c.day > "")]


def _first_asked(connection: Connection, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """A condition by whose index the database is to go, whatever else is asked: SQLite is told that it is rarely true."""
    return sa.func.likelihood(condition, sa.literal_column("0.0001")) if connection.dialect.name == "sqlite" else condition


def _quote(connection: Connection, row: Any) -> Quote:
    c, r = schema.codings, schema.reports
    report = connection.execute(sa.select(r, c.c.record).join(c, c.c.report_id == r.c.id).where(c.c.id == row.coding_id)).one()
    coded = selecting.restore(report, report.record)
    a = next(a for a in coded.attributions or () if a.id == row.attribution)
    return Quote(
        report=report.report,
        outlet=report.outlet,
        published=report.published,
        attribution=a.id,
        act=a.act,
        kind=a.kind,
        speaker=(a.source.name or a.source.text) if a.source is not None else None,
        code=a.source.code if a.source is not None else None,
        via=tuple(p.name or p.text for p in a.via),
        words=words_at(coded.report.text, a.content),
        start=min((s.start for s in a.content), default=a.cue.start if a.cue is not None else 0),
        events=a.events,
    )
