"""Events out of a store: many by filters, or one with all that stands behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from dateline.errors import NotInStore
from dateline.exporting.cells import json_text
from dateline.exporting.jsonl import plain
from dateline.merging.model import MergedEvent
from dateline.model import Attribution, CodedReport, EventMention, Participant
from dateline.store import remerging, schema, selecting
from dateline.store.filters import Filters, conditions
from dateline.store.opening import Store
from dateline.store.texts import sentence_at, unpack

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Row

_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody in the chain of those who say so, the nearest to the event first: a source, or at its end the outlet."""

    kind: str
    name: str | None
    code: str | None
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A mention of an event with its sentence and its report. `coder` is who read it."""

    mention: str
    report: str
    version: int
    outlet: str | None
    title: str | None
    url: str | None
    archive_url: str | None
    published: str | None
    start: int
    end: int
    words: str
    sentence: str
    chains: tuple[tuple[Voice, ...], ...]
    coder: str
    notice: str | None


@dataclass(frozen=True, slots=True)
class EventVersion:
    """When the record came to say what of an event."""

    version: int
    recorded_at: str
    gone: bool
    status: str
    reports: int


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction or retraction by the outlet of a report that the event was, or had been, told by."""

    report: str
    version: int
    kind: str
    notice: str | None
    recorded_at: str


@dataclass(frozen=True, slots=True)
class EventDetail:
    """A merged event with its evidence, its history in the record, and what outlets took back. `gone`: the record has it no more."""

    event: MergedEvent
    gone: bool
    evidence: tuple[Evidence, ...]
    history: tuple[EventVersion, ...]
    corrections: tuple[Correction, ...]

    def to_dict(self) -> dict[str, Any]:
        """As plain dictionaries and lists."""
        found: dict[str, Any] = plain(self)
        return found


def lines(store: Store, asked: Filters) -> Iterator[str]:
    """Events as lines of JSON, as they were written, in the order of their days."""
    with store.reading() as connection:
        yield from (unpack(record) for record in _records(connection, asked))


def events(store: Store, asked: Filters) -> Iterator[MergedEvent]:
    """Events by filters, in the order of their days; those that are on no day come last."""
    with store.reading() as connection:
        yield from (remerging.event_from(record) for record in _records(connection, asked))


def count(store: Store, asked: Filters) -> int:
    """How many events the filters let through."""
    with store.reading() as connection:
        total = sa.select(sa.func.count()).select_from(schema.events).where(*conditions(asked, connection.dialect.name))
        return int(connection.execute(total).scalar_one())


def _records(connection: Connection, asked: Filters) -> Iterator[bytes]:
    """Records in the order of the days, those on no day last: two queries, each in the order of an index, so that nothing is sorted."""
    t = schema.events
    wanted = conditions(asked, connection.dialect.name if asked.limit is None else connection)
    found = sa.select(t.c.record).where(*wanted).order_by(t.c.first_day, t.c.event)
    left = asked.limit
    for some in (found.where(t.c.first_day.is_not(None)), found.where(t.c.first_day.is_(None))):
        if left == 0:
            return
        for row in connection.execute(some.limit(left), execution_options={"yield_per": 500}):
            left = None if left is None else left - 1
            yield row.record


def coders_of(store: Store) -> list[str]:
    """Who coded what the current events rest on: `0.1.0 (c-…)`, for a query or panel that names the version it used."""
    with store.reading() as connection:
        used = sa.select(schema.codings.c.coder).distinct()
        t = schema.coders
        rows = connection.execute(sa.select(t.c.id, t.c.version).where(t.c.id.in_(used)).order_by(t.c.recorded_at, t.c.id)).all()
        return [f"{row.version} ({row.id})" for row in rows]


def event(store: Store, ident: str) -> EventDetail:
    """One event, current or gone, with all that stands behind it. Raises `NotInStore`."""
    t = schema.events
    with store.reading() as connection:
        rows = connection.execute(sa.select(t).where(t.c.event == ident).order_by(t.c.version)).all()
        if not rows:
            raise NotInStore(f"no event {ident!r} in this store; 'dateline events' lists them with their ids")
        shown = next((row for row in reversed(rows) if not row.gone), rows[-1])
        merged = remerging.event_from(shown.record)
        history = tuple(EventVersion(r.version, r.recorded_at, r.gone, r.status, r.reports) for r in rows)
        evidence = tuple(_evidence(connection, shown.id, merged))
        told_by = sorted({m.report for r in rows for m in remerging.event_from(r.record).mentions})
        return EventDetail(merged, rows[-1].gone, evidence, history, tuple(_corrections(connection, told_by)))


def _corrections(connection: Connection, reports: Sequence[str]) -> Iterator[Correction]:
    t = schema.corrections
    for start in range(0, len(reports), _AT_ONCE):
        asked = sa.select(t).where(t.c.report.in_(reports[start : start + _AT_ONCE])).order_by(t.c.report, t.c.version)
        for row in connection.execute(asked):
            yield Correction(row.report, row.version, row.kind, row.notice, row.recorded_at)


def _evidence(connection: Connection, event_id: int, merged: MergedEvent) -> Iterator[Evidence]:
    m, c, r = schema.members, schema.codings, schema.reports
    asked = (
        sa.select(m.c.mention, m.c.number, c.c.record, c.c.coder, r)
        .join(c, c.c.id == m.c.coding_id)
        .join(r, r.c.id == m.c.report_id)
        .where(m.c.event_id == event_id)
        .order_by(m.c.number)
    )
    spans = {(ref.report, ref.id): ref for ref in merged.mentions}
    read: dict[int, tuple[str, CodedReport]] = {}
    for row in connection.execute(asked):
        if row.id not in read:
            read[row.id] = unpack(row.text), selecting.restore(row, row.record)
        text, coded = read[row.id]
        ref = spans.get((row.report, row.mention))
        mention = next((e for e in coded.events or () if e.id == row.mention), None)
        if ref is None:
            continue
        yield Evidence(
            mention=row.mention,
            report=row.report,
            version=row.version,
            outlet=row.outlet,
            title=row.title,
            url=row.url,
            archive_url=row.archive_url,
            published=row.published,
            start=ref.start,
            end=ref.end,
            words=ref.text,
            sentence=sentence_at(text, ref.start, whole=row.whole),
            chains=tuple(_chains(mention, coded, text, row)),
            coder=row.coder,
            notice=row.notice,
        )


def _chains(mention: EventMention | None, coded: CodedReport, text: str, row: Row[Any]) -> Iterator[tuple[Voice, ...]]:
    """For each attribution who says so, innermost first, down to the outlet."""
    outlet = Voice("outlet", row.outlet, None)
    said: Mapping[str, Attribution] = {a.id: a for a in coded.attributions or ()}
    found = [said[a] for a in mention.attributions if a in said] if mention is not None else []
    if not found:
        yield (outlet,)
    for a in found:
        cue = text[a.cue.start : a.cue.end].strip() or None if a.cue is not None else None
        yield (_voice(a.source, cue), *(_voice(p, None) for p in a.via), outlet)


def _voice(who: Participant | None, cue: str | None) -> Voice:
    return Voice("source", (who.name or who.text) if who is not None else None, who.code if who is not None else None, cue)


def to_line(detail: EventDetail) -> str:
    """One line of JSON."""
    return json_text(detail.to_dict())
