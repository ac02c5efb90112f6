"""Pages of reports and of quotations, the newest first; each begins where the last one ended."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from dateline.store import schema, searching, selecting
from dateline.store.filters import is_meant, meant
from dateline.store.quoting import Quote, QuoteFilters, are_said
from dateline.store.selecting import Limits
from dateline.store.texts import fold, unpack

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from dateline.store.opening import Store

_AT_ONCE = 400
_BATCH = 200
_MANY = 3000
"""Mentions or reports from which on somebody takes part often, or words are met often."""
_CROWD = 30_000
"""Mentions from which on it costs more to look all of them up than to ask of each coding."""

Place = tuple[str | None, int]
"""Where a page of reports ended: the day of the last one, and its number."""
QuotePlace = tuple[str | None, int, int, int]
"""Likewise of quotations: day and number of the report, number of the coding, number in it."""


@dataclass(frozen=True, slots=True)
class ReportFilters:
    """Which reports are wanted: of an outlet, published between two days, holding words."""

    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ListedReport:
    """A report in its last version, without its text."""

    id: str
    version: int
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    kind: str
    notice: str | None
    mentions: int
    retrieved_at: str | None


def reports(store: Store, asked: ReportFilters, limit: int, after: Place | None) -> tuple[list[ListedReport], Place | None]:
    """One page of reports, and where it ended, None at the end of all."""
    r = schema.reports
    newer = r.alias("newer")
    columns = (
        r.c.id,
        r.c.day,
        r.c.report,
        r.c.version,
        r.c.title,
        r.c.outlet,
        r.c.published,
        r.c.url,
        r.c.kind,
        r.c.notice,
        r.c.retrieved_at,
    )
    with store.reading() as connection:
        wanted = sa.select(*columns).where(~sa.exists().where(newer.c.report == r.c.report, newer.c.version > r.c.version))
        if asked.outlet is not None:
            wanted = wanted.where(r.c.outlet == asked.outlet)
        if asked.since is not None:
            wanted = wanted.where(r.c.day >= asked.since)
        if asked.until is not None:
            wanted = wanted.where(r.c.day <= asked.until)
        often = False
        if asked.text is not None:
            often, held = _holding(connection, asked.text)
            wanted = wanted.where(held)
        rows = _newest(connection, wanted, limit + 1, after, often=often)
        shown = rows[:limit]
        counted = _mentions(connection, [row.report for row in shown])
    found = [
        ListedReport(
            row.report,
            row.version,
            row.title,
            row.outlet,
            row.published,
            row.url,
            row.kind,
            row.notice,
            counted.get(row.id, 0),
            row.retrieved_at,
        )
        for row in shown
    ]
    return found, (shown[-1].day, shown[-1].id) if len(rows) > limit else None


def _holding(connection: Connection, text: str) -> tuple[bool, sa.ColumnElement[bool]]:
    """Whether many reports hold these words, and the condition: then it is asked report by report, in the order wanted."""
    r = schema.reports
    hits = searching.matching(text, connection.dialect.name)
    number = connection.execute(sa.select(sa.func.count()).select_from(hits.limit(_MANY).subquery())).scalar_one()
    return number >= _MANY, (r.c.id if number < _MANY else r.c.id + 0).in_(hits)


def _newest(connection: Connection, wanted: sa.Select[Any], number: int, after: Place | None, *, often: bool) -> list[sa.Row[Any]]:
    """The newest first; those on no day after all others. Of what is met often is asked day by day (as in `quoting`)."""
    r = schema.reports
    found: list[sa.Row[Any]] = []
    if after is None or after[0] is not None:
        part = wanted.where(r.c.day > "" if often else r.c.day.is_not(None))
        if after is not None:
            part = part.where(sa.tuple_(r.c.day, r.c.id) < sa.tuple_(sa.literal(after[0]), sa.literal(after[1])))
        found += connection.execute(part.order_by(r.c.day.desc(), r.c.id.desc()).limit(number))
    if len(found) < number:
        part = wanted.where(r.c.day.is_(None))
        if after is not None and after[0] is None:
            part = part.where(r.c.id < after[1])
        found += connection.execute(part.order_by(r.c.id.desc()).limit(number - len(found)))
    return found


def _mentions(connection: Connection, reports: Sequence[str]) -> dict[int, int]:
    """How many events each version that counts tells, by its number."""
    told = {c.coding_id: c.report_id for c in selecting.chosen(connection, Limits(), reports) if c.coding_id is not None}
    m = schema.mentions
    found: dict[int, int] = {}
    codings = list(told)
    for start in range(0, len(codings), _AT_ONCE):
        asked = (
            sa.select(m.c.coding_id, sa.func.count()).where(m.c.coding_id.in_(codings[start : start + _AT_ONCE])).group_by(m.c.coding_id)
        )
        found.update({told[coding]: number for coding, number in connection.execute(asked)})
    return found


@dataclass(frozen=True, slots=True)
class MergedQuote:
    """A quotation, and the ids of the merged events that are told in it."""

    quote: Quote
    merged: tuple[str, ...]


def quotes(
    store: Store, asked: QuoteFilters, about: str | None, limit: int, after: QuotePlace | None
) -> tuple[list[MergedQuote], QuotePlace | None]:
    """One page of quotations out of the versions of reports that count and were not taken back, and where it ended.

    `about` is a participant of an event that is told in the quotation, or whole words that it holds.
    """
    found: list[tuple[sa.Row[Any], Quote]] = []
    with store.reading() as connection:
        place = after
        while len(found) <= limit:
            rows = _quote_rows(connection, asked, about, place)
            told = selecting.chosen(connection, Limits(), [row.report for row in rows])
            current = {part.coding_id for part in selecting.merged_from(told)}
            standing = [row for row in rows if row.coding_id in current]
            found += _read(connection, standing, about, limit + 1 - len(found))
            if len(rows) < _BATCH:
                break
            last = rows[-1]
            place = (last.day, last.id, last.coding_id, last.number)
        shown = found[:limit]
        merged = merged_ids(connection, [row.coding_id for row, _ in shown])
    more = shown[-1][0] if len(found) > limit else None
    given = [MergedQuote(q, tuple(dict.fromkeys(merged[m] for m in q.events if m in merged))) for _, q in shown]
    return given, (more.day, more.id, more.coding_id, more.number) if more is not None else None


def _quote_rows(connection: Connection, asked: QuoteFilters, about: str | None, after: QuotePlace | None) -> list[sa.Row[Any]]:
    q, c, r = schema.quotes, schema.codings, schema.reports
    wanted = sa.select(q.c.coding_id, q.c.number, q.c.attribution, r.c.id, r.c.day, r.c.report)
    wanted = wanted.join(c, c.c.id == q.c.coding_id).join(r, r.c.id == c.c.report_id)
    if asked.since is not None:
        wanted = wanted.where(r.c.day >= asked.since.isoformat()[:10])
    if asked.until is not None:
        wanted = wanted.where(r.c.day <= asked.until.isoformat()[:10])
    if asked.text is not None:
        wanted = wanted.where(_holding(connection, asked.text)[1])
    if about is not None:
        wanted = wanted.where(*_where_about(connection, about))
    rows: list[sa.Row[Any]] = []
    if after is None or after[0] is not None:
        part = wanted.where(*are_said(connection, asked, dated=True))
        if after is not None:
            day, number, coding, last = after
            part = part.where(
                r.c.day <= day,
                sa.or_(
                    r.c.day < day,
                    r.c.id < number,
                    sa.and_(r.c.id == number, sa.tuple_(q.c.coding_id, q.c.number) > sa.tuple_(sa.literal(coding), sa.literal(last))),
                ),
            )
        rows += connection.execute(part.order_by(r.c.day.desc(), r.c.id.desc(), q.c.coding_id, q.c.number).limit(_BATCH))
    if len(rows) < _BATCH:
        part = wanted.where(*are_said(connection, asked, dated=False))
        if after is not None and after[0] is None:
            _, number, coding, last = after
            behind = sa.tuple_(q.c.coding_id, q.c.number) > sa.tuple_(sa.literal(coding), sa.literal(last))
            part = part.where(sa.or_(r.c.id < number, sa.and_(r.c.id == number, behind)))
        rows += connection.execute(part.order_by(r.c.id.desc(), q.c.coding_id, q.c.number).limit(_BATCH - len(rows)))
    return rows


def _where_about(connection: Connection, about: str) -> list[sa.ColumnElement[bool]]:
    """Where quotations about somebody or something may stand: in a coding in which they take part, or a report that holds the words."""
    c, p = schema.codings, schema.participants
    there = sa.select(p.c.coding_id).where(p.c.actor_id.in_(meant(about)))
    number = connection.execute(sa.select(sa.func.count()).select_from(there.limit(_CROWD).subquery())).scalar_one()
    words = any(sign.isalnum() for sign in about)
    hits = searching.matching(about, connection.dialect.name) if words else sa.select(schema.reports.c.id).where(sa.false())
    if number < _CROWD:
        held = sa.select(c.c.id).where(c.c.report_id.in_(hits))
        # Of more than a few is asked coding by coding, in the order wanted.
        return [(c.c.id if number < _MANY else c.c.id + 0).in_(sa.union(there, held).subquery().select())]
    # Of a crowd it is asked coding by coding, until the page is full, without a list of all who are meant.
    a = schema.actors
    takes = sa.select(sa.literal(1)).join_from(p, a, a.c.id == p.c.actor_id).where(p.c.coding_id == c.c.id, is_meant(about))
    return [sa.or_(takes.correlate(c).exists(), (c.c.report_id + 0).in_(hits))]


def _read(connection: Connection, rows: Sequence[sa.Row[Any]], about: str | None, number: int) -> Iterator[tuple[sa.Row[Any], Quote]]:
    """The quotations of these rows that are about what is asked, at most so many."""
    r, c = schema.reports, schema.codings
    read: tuple[int, Any, str, dict[str, Any], set[str]] | None = None
    left = number
    for row in rows:
        if left <= 0:
            return
        if read is None or read[0] != row.coding_id:
            report = connection.execute(sa.select(r, c.c.record).join(c, c.c.report_id == r.c.id).where(c.c.id == row.coding_id)).one()
            layers = json.loads(unpack(report.record))
            named = _naming(connection, row.coding_id, about) if about is not None else set()
            read = row.coding_id, report, unpack(report.text), {a["id"]: a for a in layers.get("attributions") or ()}, named
        _, report, text, said, named = read
        quote = _quote(report, text, said[row.attribution])
        if about is not None and named.isdisjoint(quote.events) and fold(about) not in fold(quote.words):
            continue
        left -= 1
        yield row, quote


def _naming(connection: Connection, coding: int, who: str) -> set[str]:
    """The mentions of a coding in which somebody takes part who is meant."""
    p, m, a = schema.participants, schema.mentions, schema.actors
    asked = (
        sa.select(m.c.mention).join(p, sa.and_(p.c.coding_id == m.c.coding_id, p.c.mention == m.c.number)).join(a, a.c.id == p.c.actor_id)
    )
    return set(connection.execute(asked.where(m.c.coding_id == coding, is_meant(who))).scalars())


def _quote(report: sa.Row[Any], text: str, said: dict[str, Any]) -> Quote:
    source, cue = said["source"], said["cue"]
    words = " … ".join(w for s in said["content"] if (w := text[s["start"] : s["end"]].strip()))
    return Quote(
        report=report.report,
        outlet=report.outlet,
        published=report.published,
        attribution=said["id"],
        act=said["act"],
        kind=said["kind"],
        speaker=(source["name"] or source["text"]) if source else None,
        code=source["code"] if source else None,
        via=tuple(p["name"] or p["text"] for p in said["via"]),
        words=words,
        start=min((s["start"] for s in said["content"]), default=cue["start"] if cue else 0),
        events=tuple(said["events"]),
    )


def merged_ids(connection: Connection, codings: Sequence[int]) -> dict[str, str]:
    """The current merged event that each mention of these codings is in."""
    m, t = schema.members, schema.events
    found: dict[str, str] = {}
    wanted = sorted(set(codings))
    for start in range(0, len(wanted), _AT_ONCE):
        asked = sa.select(m.c.mention, t.c.event).join(t, t.c.id == m.c.event_id).where(t.c.superseded_at.is_(None))
        found.update(
            {row.mention: row.event for row in connection.execute(asked.where(m.c.coding_id.in_(wanted[start : start + _AT_ONCE])))}
        )
    return found
