"""Who says, believes, intends or finds what, out of a store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from dateline.model import Date
from dateline.store import schema, searching, selecting
from dateline.store.filters import meant
from dateline.store.opening import Store
from dateline.store.selecting import Limits
from dateline.store.texts import words_at


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
    """Quotations by their reports' days and their places in the text, out of the versions that count now and were not retracted."""
    q, c, r = schema.quotes, schema.codings, schema.reports
    with store.reading() as connection:
        wanted = sa.select(q.c.coding_id, q.c.attribution, r.c.id, r.c.report)
        wanted = wanted.join(c, c.c.id == q.c.coding_id).join(r, r.c.id == c.c.report_id)
        if asked.speaker is not None:
            wanted = wanted.where(q.c.actor_id.in_(meant(asked.speaker)))
        for held, value in ((q.c.act, asked.act), (q.c.kind, asked.kind)):
            if value is not None:
                wanted = wanted.where(held == value)
        if asked.since is not None:
            wanted = wanted.where(r.c.day >= asked.since.isoformat()[:10])
        if asked.until is not None:
            wanted = wanted.where(r.c.day <= asked.until.isoformat()[:10])
        if asked.text is not None:
            wanted = wanted.where(r.c.id.in_(searching.matching(asked.text, connection.dialect.name)))
        rows = connection.execute(wanted.order_by(r.c.day.asc().nulls_last(), r.c.report, q.c.start, q.c.number)).all()
        told = selecting.chosen(connection, Limits(), [row.report for row in rows])
        current = {part.coding_id for part in selecting.merged_from(told)}
        standing = [row for row in rows if row.coding_id in current][: asked.limit]
        for row in standing:
            report = connection.execute(sa.select(r, c.c.record).join(c, c.c.report_id == r.c.id).where(c.c.id == row.coding_id)).one()
            coded = selecting.restore(report, report.record)
            a = next(a for a in coded.attributions or () if a.id == row.attribution)
            yield Quote(
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
